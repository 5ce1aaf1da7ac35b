import Autograd
import Diagnostics
import Language
import Tensors

// A fused operation, opened: its definition is run on the inputs that it was given, on a timeline
// of its own that begins inside of it. Nothing of the timeline it was opened from is touched. What
// comes out at the end is held against what the fused kernel gave.

/// An operation whose definition was run beside the run it is part of.
public struct OpenedOperation: Sendable {
  /// What it is called: the name of its definition's text too.
  public let name: String
  /// The run of the definition.
  public let timeline: Timeline
  /// The moment of that run to begin at: its first operation, or the first of its backward.
  public let start: Int
  /// What the fused operation gave, beside what the definition gave.
  public let checks: [Check]

  /// One result, worked out twice.
  public struct Check: Sendable {
    /// What it is called, as `p` or `∂z`.
    public let name: String
    /// What the fused operation gave.
    public let fused: Tensor
    /// What its definition gave.
    public let opened: Tensor

    /// Whether the two are the same to nine digits.
    public var agrees: Bool {
      guard fused.shape == opened.shape else { return false }
      let (one, other) = (fused.elements, opened.elements)
      let scale = max(1, one.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 })
      return zip(one, other).allSatisfy { a, b in
        a == b || a.isNaN && b.isNaN
          || (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude) + 1e-12 * scale
      }
    }
  }

  /// Why a card could not be opened, and what to do instead.
  public struct Refusal: Error {
    /// Why.
    public let message: String
    /// What to type.
    public let suggestion: String?
  }

  /// Whether a moment is one that can be opened, for a hint: nothing is run.
  public static func isOpenable(_ moment: Moment, in timeline: Timeline) -> Bool {
    plan(for: moment, in: timeline) != nil
  }

  /// Opens what happened at a moment.
  ///
  /// - Throws: `Refusal` where there is nothing to open.
  public static func open(
    _ moment: Moment, in timeline: Timeline, isInterrupted: () -> Bool = { false }
  ) throws(Refusal) -> OpenedOperation {
    guard let plan = plan(for: moment, in: timeline) else { throw refusal(moment) }
    do throws(Diagnostic) {
      return try run(plan, budget: moment.after.memoryBudget, isInterrupted: isInterrupted)
    } catch {
      throw Refusal(
        message: "\(plan.name) could not be opened: \(error.message)",
        suggestion: "?\(moment.primitive?.name ?? plan.name)")
    }
  }

  private static func run(
    _ plan: OperationPlan, budget: Int, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> OpenedOperation {
    var machine = Machine()
    machine.memoryBudget = budget
    for binding in plan.bindings {
      machine.bind(
        binding.name, to: binding.tensor, requiresGrad: binding.requiresGrad,
        gradient: binding.gradient)
    }
    let text = plan.definition + "\n\n" + plan.lines.joined(separator: "\n") + "\n"
    let input = try machine.begin(inFirstCallOf: SourceFile(name: plan.name, text: text))
    var timeline = Timeline(inside: machine, code: input.code, names: input.names)
    try timeline.resume(isInterrupted: isInterrupted)
    var start: Int?
    _ = timeline.forward(from: machine) { after, event in
      let fits =
        plan.startsInBackward
        ? event.kind == .grad : event.kind == .forward || event.kind == .update
      if fits { start = after.time }
      return fits
    }
    guard let start else { throw Diagnostic("unopened", "nothing is computed in it") }
    var checks: [Check] = []
    for expected in plan.expected {
      guard
        case .tensor(let value, let gradient, _, _)? = timeline.present.lookUp(expected.variable)
      else { continue }
      let found = expected.isGradient ? gradient : value
      if let found {
        checks.append(Check(name: expected.label, fused: expected.value, opened: found))
      }
    }
    guard checks.count == plan.expected.count else {
      throw Diagnostic("unopened", "no gradient comes out of its definition")
    }
    return OpenedOperation(name: plan.name, timeline: timeline, start: start, checks: checks)
  }

  // MARK: - What cannot be opened

  private static func refusal(_ moment: Moment) -> Refusal {
    let name = moment.primitive?.name ?? ""
    let help = moment.primitive.flatMap { $0.spellings.isEmpty ? nil : "?" + $0.name }
    switch moment.event.kind {
    case .forward, .grad:
      guard let primitive = moment.primitive else { break }
      if case .source = primitive.forward {
        return Refusal(
          message: "`\(moment.output?.name ?? name)` comes from outside: nothing is computed here",
          suggestion: help)
      }
      switch primitive.story {
      case .view, .layout:
        return Refusal(
          message: "\(name) only moves numbers about: there is nothing to open", suggestion: help)
      default:
        return Refusal(
          message: "\(name) is elementary: its formula is all there is", suggestion: help)
      }
    case .accumulate:
      return Refusal(
        message: "a leaf adds up what arrives: there is nothing to open",
        suggestion: moment.after.name(ofObject: moment.event.subject).map { ":why \($0).grad" })
    case .assign:
      return Refusal(
        message: "this is Python's own arithmetic: the card shows all of it", suggestion: nil)
    case .call:
      return Refusal(
        message: "\(moment.after.functionName(of: moment.event)) is a function of your program",
        suggestion: ":step enters it")
    case .update:
      return Refusal(
        message: "a change in place is one operation: the card shows all of it", suggestion: nil)
    case .return, .print, .picture, .echo, .idle: break
    }
    return Refusal(message: "nothing is computed at this card", suggestion: ":step goes on")
  }
}

extension Timeline {
  /// A timeline that begins in the middle of an input.
  init(inside machine: Machine, code: Code, names: GlobalTable) {
    self.init(machine)
    inputs = [
      Input(
        code: code, names: names,
        start: Start(time: 0, stretches: 0, lastStretch: 0, logBytes: 0), cut: nil)
    ]
  }
}
