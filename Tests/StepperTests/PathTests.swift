import Autograd
import Language
import Stepper
import Tensors
import TestSupport
import Testing

// The law of ways: whatever a program computes, the shares of the ways by which a gradient came add
// up to the gradient that the backward gave.

@Suite("A gradient's ways")
struct PathTests {
  /// Programs whose graphs share and branch at random; the seed is the name.
  static func random(_ seed: Int) -> Program {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 99
    func draw(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    var lines = ["manual_seed(\(seed))", "w0 = param(randn(2, 3))", "w1 = param(randn(3))"]
    var names = ["w0", "w1"]
    for n in 0..<(4 + draw(6)) {
      let (a, b) = (names[draw(names.count)], names[draw(names.count)])
      let forms = [
        "\(a) + \(b)", "\(a) * \(b)", "\(a) - 0.5 * \(b)", "relu(\(a))", "tanh(\(a)) * \(b)",
        "minimum(\(a), \(b))", "maximum(\(a), \(b))", "clamp(\(a), -0.5, 0.5) + \(b)",
        "softmax(\(a), dim=-1)", "\(a) @ (\(b) * ones(2, 3)).T @ ones(2, 3)",
        "layer_norm(\(a), (3,)) * 0.3", "\(a).masked_fill(\(a) > 1, 0.)", "\(a).flip(-1)",
      ]
      lines.append("h\(n) = \(forms[draw(forms.count)])")
      names.append("h\(n)")
    }
    lines.append(
      "loss = (\(names.suffix(3).map { "(\($0) ** 2).mean()" }.joined(separator: " + ")))")
    lines.append("loss.backward()")
    return Program("seed \(seed)", [lines.joined(separator: "\n")])
  }

  private func holds(_ program: Program) throws -> Int {
    let timeline = try program.run().timeline
    var checked = 0
    var machine = timeline.machine(at: 0)
    while let moment = timeline.moment(after: machine) {
      machine = moment.after
      guard moment.event.kind == .accumulate, let arriving = moment.arriving else { continue }
      for flat in 0..<min(arriving.count, 12) {
        let index = unravel(flat, arriving.shape)
        let answer = try #require(
          timeline.gradientAnswer(ofObject: moment.event.subject, at: index, upTo: moment.time))
        let wanted = arriving[index]
        #expect(
          abs(answer.sum - wanted) <= 1e-9 * max(1, abs(wanted)),
          "\(program.name), event \(moment.time) at \(index): \(answer.sum), not \(wanted)")
        let sizes = answer.shares.map { abs($0.value) }
        #expect(sizes == sizes.sorted(by: >), "the largest comes first")
        for share in answer.shares where share.value == 0 && !share.places.isEmpty {
          #expect(share.zero != nil, "\(program.name): a zero without a reason")
        }
        checked += 1
      }
    }
    return checked
  }

  @Test("They add up to it in the programs of the stepper's laws", arguments: Program.all)
  func programs(_ program: Program) throws { _ = try holds(program) }

  @Test("They add up to it in random programs", arguments: 0..<60)
  func randomPrograms(_ seed: Int) throws {
    #expect(try holds(Self.random(seed)) > 0)
  }
}
