import Autograd
import Language
import Tensors

// Why a gradient is what it is: the shares of the ways by which it came, the largest first, and
// for a share of zero the step and the factor that made it so.

/// One element of a gradient, taken apart.
public struct GradientAnswer: Sendable {
  /// The shares, the largest first.
  public let shares: [Share]
  /// The sum of the shares.
  public let sum: Double
  /// The first event of the backward.
  public let time: Int
  /// What the backward began at.
  public let output: String

  /// What came by one way.
  public struct Share: Sendable {
    /// How much.
    public let value: Double
    /// The operations that it came through, from the tensor to the output; empty for many ways
    /// taken together.
    public let places: [Place]
    /// How many ways these are.
    public let count: Int
    /// Why it is zero, if it is.
    public let zero: Zero?
  }

  /// An operation on the way.
  public struct Place: Sendable, Equatable {
    /// What its result is called.
    public let name: String
    /// The line it stands in, 0 for none.
    public let line: Int
    /// The event that made it.
    public let time: Int
  }

  /// Where a gradient became zero.
  public struct Zero: Sendable, Equatable {
    /// The operation whose rule gave the zero.
    public let place: Place
    /// The reason.
    public let reason: ZeroReason
    /// The operation's own word on its gradient.
    public let why: String
    /// The inputs that are zero everywhere.
    public let dead: [String]
  }
}

extension Timeline {
  /// An element of a tensor's gradient in the last backward that reached it, taken apart.
  ///
  /// - Returns: nil when no backward has reached it.
  public func gradientAnswer(
    ofObject id: Int32, at index: [Int], upTo time: Int
  ) -> GradientAnswer? {
    guard let backward = backward(reaching: id, upTo: time), let paths = backward.paths else {
      return nil
    }
    return backward.answer(at: index, by: paths)
  }
}

extension Timeline.ReachingBackward {
  /// The ways from what it began at to the tensor; nil where a rule does not fit.
  public var paths: GradientPaths? {
    try? GradientPaths(trace: machine.trace, root: root.row, weights: root.gradient, to: row)
  }

  /// What arrives at each step of a way, from the output on, and at its end the tensor's share.
  public func arriving(along path: GradientPaths.Path) -> [Tensor]? {
    var arriving = [root.gradient]
    for step in path.steps {
      guard
        let next = try? machine.trace.contribution(
          of: step.row, argument: step.argument, gradient: arriving[arriving.count - 1])
      else { return nil }
      arriving.append(next)
    }
    return arriving
  }

  /// An element of the tensor's gradient, taken apart by its ways.
  public func answer(at index: [Int], by paths: GradientPaths) -> GradientAnswer {
    var shares: [GradientAnswer.Share] = []
    for path in paths.paths {
      let value = path.gradient[index]
      let places = path.steps.reversed().map { machine.place(ofRow: $0.row) }
      // Through `h * h` lead two ways that look the same: one line with both.
      if !places.isEmpty, let twin = shares.firstIndex(where: { $0.places == places }) {
        let sum = shares[twin].value + value
        shares[twin] = GradientAnswer.Share(
          value: sum, places: places, count: shares[twin].count + path.count,
          zero: sum == 0 ? shares[twin].zero : nil)
        continue
      }
      shares.append(
        GradientAnswer.Share(
          value: value, places: places, count: path.count,
          zero: value == 0 && !path.steps.isEmpty ? zero(path, index) : nil))
    }
    return GradientAnswer(
      shares: shares.sorted { abs($0.value) > abs($1.value) },
      sum: shares.reduce(0) { $0 + $1.value }, time: time, output: output)
  }

  /// Goes up a way from a zero to the step that made it.
  private func zero(_ path: GradientPaths.Path, _ index: [Int]) -> GradientAnswer.Zero? {
    guard let arriving = arriving(along: path) else { return nil }
    let trace = machine.trace
    var index = index
    for (k, step) in path.steps.enumerated().reversed() {
      let line = trace.row(step.row)
      let inputs = trace.inputs(of: step.row)
      guard let rule = trace.rule(of: step.row, argument: step.argument),
        let tree = try? Explanation.gradient(
          rule, gradient: arriving[k], inputs: inputs.map { trace[$0] }, output: trace[step.row],
          shape: trace[inputs[step.argument]].shape, at: index)
      else { return nil }
      var places: [[Int]] = []
      let named = tree.resolved { operand, place in
        switch operand {
        case .gradient:
          places.append(place)
          return .leaf(name: "∂", value: arriving[k][place])
        case .output:
          return .leaf(
            name: Moment.element(machine.place(ofRow: step.row).name, place),
            value: trace[step.row][place])
        case .input(let i):
          guard i < inputs.count else { return .element(operand, place) }
          let value = trace[inputs[i]][place]
          if trace.row(inputs[i]).flags.contains(.constant) { return .constant(value) }
          return .leaf(
            name: Moment.element(machine.place(ofRow: inputs[i]).name, place), value: value)
        }
      }
      let reason = named.zeroReason { $0 == "∂" }
      if reason == .nothingArrives, k > 0, let first = places.first {
        index = first
        continue
      }
      let dead = inputs.filter { row in
        !trace.row(row).flags.contains(.constant) && trace[row].count > 1
          && trace[row].elements.allSatisfy { $0 == 0 }
      }
      return GradientAnswer.Zero(
        place: machine.place(ofRow: step.row), reason: reason,
        why: Registry[line.operation].why, dead: dead.map { machine.place(ofRow: $0).name })
    }
    return nil
  }
}

extension Machine {
  /// An operation of the trace as a card names it.
  public func place(ofRow row: RowID) -> GradientAnswer.Place {
    let line = trace.row(row)
    let place = place(of: line.site)
    let operation = Registry[line.operation].name
    let source = place.map { $0.source.slice($0.span) } ?? ""
    let name = name(ofRow: row) ?? place?.result ?? Moment.short(source, fallback: operation)
    return GradientAnswer.Place(name: name, line: place?.line ?? 0, time: line.time)
  }
}

extension Timeline {
  /// Whether a moment's operation has an input that wants a gradient and a result that has none:
  /// the way back ends there.
  public func cutsGradient(at time: Int) -> Bool {
    guard let moment = moment(at: time), moment.event.kind == .forward, let output = moment.output,
      output.tensor.dtype == .float, !moment.after.trace.requiresGrad(output.row)
    else { return false }
    return moment.inputs.contains { moment.after.trace.requiresGrad($0.row) }
  }
}
