import Autograd
import Foundation
import Language
import Stepper
import Tensors
import TestSupport
import Testing

// Nothing shown can lie: the tree that a card prints is evaluated and must give the number that
// the engine computed, for every event of whole programs.

@Suite("Explanations")
struct ExplanationTests {
  static let programs = [Program.ppoClip, .loraUpdate, .rewardModel, .tinyGPT, .inPlace]

  @Test("Every tree gives the value that was computed", arguments: programs)
  func trees(program: Program) throws {
    let timeline = try program.run().timeline
    var machine = timeline.machine(at: 0)
    var seen: [Event.Kind: Int] = [:]
    while let moment = timeline.moment(after: machine) {
      machine = moment.after
      switch moment.event.kind {
      case .forward:
        guard let primitive = moment.primitive, let output = moment.output?.tensor else {
          Issue.record("moment \(moment.time) has no operation")
          continue
        }
        if case .source = primitive.forward { continue }
        compare(moment, output, primitive.name)
      case .grad:
        guard let contribution = moment.contribution else {
          Issue.record("moment \(moment.time) has no contribution")
          continue
        }
        compare(moment, contribution, moment.primitive?.name ?? "")
      case .assign where moment.event.argument == 1: number(moment)
      case .update: update(moment)
      default: continue
      }
      seen[moment.event.kind, default: 0] += 1
    }
    #expect(seen[.forward, default: 0] > 5)
    #expect(seen[.grad, default: 0] > 3)
  }

  @Test("What arrives at a leaf is the sum of its contributions", arguments: programs)
  func arrivals(program: Program) throws {
    let timeline = try program.run().timeline
    var machine = timeline.machine(at: 0)
    var sums: [Int32: [Double]] = [:]
    var arrivals = 0
    while let moment = timeline.moment(after: machine) {
      machine = moment.after
      if moment.event.kind == .grad {
        let input = try #require(moment.inputs.dropFirst(Int(moment.event.argument)).first)
        let leaf = moment.before.trace.row(input.row).leaf
        guard leaf >= 0 else { continue }
        let part = try #require(moment.contribution).elements
        let sum = sums[leaf] ?? Array(repeating: 0, count: part.count)
        sums[leaf] = zip(sum, part).map { $0 + $1 }
      } else if moment.event.kind == .accumulate {
        let leaf = moment.event.subject
        let arriving = try #require(moment.arriving).elements
        let found = sums.removeValue(forKey: leaf)
        let sum = try #require(found)
        #expect(zip(sum, arriving).allSatisfy { close($0, $1) }, "moment \(moment.time)")
        let held = moment.before.tensors(ofObject: leaf)?.gradient?.elements
        let now = try #require(moment.after.tensors(ofObject: leaf)?.gradient).elements
        for i in now.indices { #expect(close(now[i], (held?[i] ?? 0) + arriving[i])) }
        arrivals += 1
      }
    }
    #expect(arrivals > 0)
    #expect(sums.isEmpty)
  }

  private func compare(_ moment: Moment, _ tensor: Tensor, _ name: String) {
    guard tensor.count > 0 else { return }
    for flat in Set([0, 1, tensor.count / 3, tensor.count / 2, tensor.count - 1])
    where flat < tensor.count {
      let index = unravel(flat, tensor.shape)
      guard let tree = moment.explanation(at: index) else {
        Issue.record("moment \(moment.time), \(name): no tree at \(index)")
        return
      }
      let value = tensor[index]
      #expect(
        close(tree.value, value),
        "moment \(moment.time), \(name) at \(index): \(tree.value) is not \(value)")
    }
  }

  /// An assignment of a number that was worked out.
  private func number(_ moment: Moment) {
    let name = moment.after.target(of: moment.event)
    guard let tree = moment.explanation(at: []) else {
      Issue.record("moment \(moment.time): no tree for \(name)")
      return
    }
    guard case .text(let text)? = moment.after.lookUp(name), let value = Double(text) else {
      return
    }
    #expect(tree.value == value, "moment \(moment.time): \(name)")
  }

  /// An optimizer's update of one parameter: its last line is the parameter's.
  private func update(_ moment: Moment) {
    let id = moment.event.subject
    guard let optimizer = moment.before.optimizerState(of: id),
      let before = moment.before.tensors(ofObject: id), let gradient = before.gradient,
      let after = moment.after.tensors(ofObject: id)?.value
    else { return }
    for flat in Set([0, after.count / 2, after.count - 1]) {
      let index = unravel(flat, after.shape)
      let lines = optimizer.rule.story(
        parameter: before.value, gradient: gradient, state: optimizer.state,
        settings: optimizer.settings, at: index)
      #expect(
        lines.contains { close($0.after, after[index]) },
        "moment \(moment.time): no line gives \(after[index])")
    }
  }
}

/// Whether two numbers agree but for the last digits.
private func close(_ a: Double, _ b: Double) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  return a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b)) + 1e-15
}
