import Autograd
import Diagnostics
import Language
import Tensors

// One moment: what event t did, in the learner's terms. It is worked out from the machine before
// and the machine after; an event itself is only numbers.

/// An event with the machines around it.
public struct Moment: Sendable {
  /// The moment's number: t events have happened.
  public let time: Int
  /// What happened.
  public let event: Event
  /// The machine before.
  public let before: Machine
  /// The machine after.
  public let after: Machine
  /// The number among its stretch, and the stretch's total when it is known.
  public let ordinal: Int
  /// How many events the stretch has, nil while it is not over.
  public let total: Int?

  /// A tensor and the name a learner knows it by.
  public struct Named: Sendable {
    /// The name, or the source text it was made from.
    public internal(set) var name: String
    /// The numbers.
    public let tensor: Tensor
    /// The row.
    public let row: RowID
    /// Whether it is a number written in the program.
    public let isConstant: Bool
  }

  /// Where it happened.
  public var place: SourcePlace? { after.place(of: event.site) }

  /// The row concerned.
  public var row: Row? { event.row >= 0 ? machine.trace.row(event.row) : nil }

  /// The machine in which the event's row can be looked up: for what an event consumed, before.
  private var machine: Machine {
    event.kind == .forward || event.kind == .update ? after : before
  }

  /// The operation concerned.
  public var primitive: Primitive? { row.map { Registry[$0.operation] } }

  /// Its arguments that are not tensors.
  public var attributes: Attributes {
    event.row >= 0 ? machine.trace.attributes(of: event.row) : .none
  }

  /// Where the operation's forward stands in the source: for a grad event not where it happens.
  public var forwardPlace: SourcePlace? { row.flatMap { after.place(of: $0.site) } }

  /// The tensors that go into the operation.
  public var inputs: [Named] {
    guard let row, let primitive else { return [] }
    let operands = forwardPlace?.operands ?? []
    let machine = machine
    // Names are what the learner wrote, where one operand in the source is one input.
    let isList = if case .tensors? = primitive.signature.first?.kind { true } else { false }
    let isWritten = operands.count == Int(row.arity) && !isList
    var inputs = (0..<Int(row.arity)).map { i in
      let id = machine.trace.input(i, of: event.row)
      let made = machine.trace.row(id)
      // What a thing without a name of its own is called by: the operation that made it.
      let fallback = machine.name(ofRow: id) ?? Registry[made.operation].name
      return Named(
        name: isWritten ? Moment.short(operands[i], fallback: fallback) : fallback,
        tensor: machine.trace[id], row: id, isConstant: made.flags.contains(.constant))
    }
    // Two things must not go by one name: the later ones get a number.
    let result = output?.name ?? ""
    for i in inputs.indices {
      let isTaken =
        inputs[i].name == result && inputs[i].row != event.row
        || inputs.contains { $0.name == inputs[i].name && $0.row != inputs[i].row }
      guard isTaken else { continue }
      let digits = Array("₁₂₃₄₅₆₇₈₉")
      inputs[i].name += i < digits.count ? String(digits[i]) : "₊"
    }
    return inputs
  }

  /// The tensor that comes out of the operation.
  public var output: Named? {
    guard event.row >= 0, let row else { return nil }
    let place = forwardPlace
    let source = place.map { $0.source.slice($0.span) } ?? ""
    let name =
      place?.result ?? Moment.short(source, fallback: Registry[row.operation].name)
    return Named(
      name: name, tensor: machine.trace[event.row], row: event.row,
      isConstant: row.flags.contains(.constant))
  }

  /// A name that fits a card: short, on one line; of an expression only a very short one.
  static func short(_ text: String, fallback: String) -> String {
    let oneLine = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let isName = oneLine.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return !oneLine.isEmpty && oneLine.count <= (isName ? 20 : 14) ? oneLine : fallback
  }

  // MARK: - Gradients

  /// The gradient that arrives at the row of a grad event.
  public var arriving: Tensor? {
    switch event.kind {
    case .grad: before.arrivingGradient(at: event.row)
    case .accumulate: before.arrivingGradient(at: event.row)
    default: nil
    }
  }

  /// The rule that gave a grad event's contribution.
  public var rule: Term? {
    event.kind == .grad
      ? before.trace.rule(of: event.row, argument: Int(event.argument)) : nil
  }

  /// The contribution of a grad event: the rule, evaluated once more.
  public var contribution: Tensor? {
    guard event.kind == .grad, let arriving, Int(event.argument) < inputs.count else { return nil }
    return try? before.trace.contribution(
      of: event.row, argument: Int(event.argument), gradient: arriving)
  }

  // MARK: - Explanations

  /// The tree of one element of what the event made: of the result, of the contribution.
  ///
  /// - Returns: the tree with names and numbers, nil where there is none for this event.
  public func explanation(at index: [Int]) -> Scalar? {
    switch event.kind {
    case .forward:
      guard let primitive, let output else { return nil }
      if case .source = primitive.forward { return nil }
      let tree = Explanation.forward(
        primitive, inputs: inputs.map(\.tensor), output: output.tensor, attributes: attributes,
        at: index)
      return resolved(tree)
    case .grad:
      let all = inputs
      guard let rule, let arriving, let output, Int(event.argument) < all.count,
        let tree = try? Explanation.gradient(
          rule, gradient: arriving, inputs: all.map(\.tensor), output: output.tensor,
          shape: all[Int(event.argument)].tensor.shape, at: index)
      else { return nil }
      return resolved(tree)
    case .assign: return before.explainNextAssignment()
    default: return nil
    }
  }

  /// A tree with its elements looked up and named.
  private func resolved(_ tree: Scalar) -> Scalar {
    let inputs = inputs
    let output = output
    let arriving = arriving
    return tree.resolved { operand, index in
      let tensor: Tensor?
      let name: String
      switch operand {
      case .input(let i):
        guard i < inputs.count else { return .element(operand, index) }
        if inputs[i].isConstant { return .constant(inputs[i].tensor[index]) }
        tensor = inputs[i].tensor
        name = inputs[i].name
      case .output:
        tensor = output?.tensor
        name = output?.name ?? "y"
      case .gradient:
        tensor = arriving
        name = arrivingName
      }
      guard let tensor else { return .element(operand, index) }
      return .leaf(name: Moment.element(name, index), value: tensor[index])
    }
  }

  /// What arrives, as a card calls it: `∂h`, of a single number `∂loss/∂d`.
  public var arrivingName: String {
    gradientName(output?.name ?? "y", output?.tensor ?? Tensor(scalar: 0))
  }

  /// What leaves for the argument of a grad event.
  public var leavingName: String {
    let argument = Int(event.argument)
    guard argument < inputs.count else { return "∂x" }
    return gradientName(inputs[argument].name, inputs[argument].tensor)
  }

  /// The gradient of a tensor, `∂h`; of a single number that a backward from a single number goes
  /// through it is a derivative as it stands in books, `∂loss/∂d`.
  public func gradientName(_ name: String, _ tensor: Tensor) -> String {
    let short = Moment.gradientName(name)
    guard tensor.rank == 0, let root = before.rootAtWork, before.trace[root].rank == 0,
      let output = before.name(ofRow: root), output != name, Moment.isSimple(output)
    else { return short }
    return "∂\(output)/" + short
  }

  /// `∂h`, or `∂(a + b)` for what has no name of its own.
  public static func gradientName(_ name: String) -> String {
    isSimple(name) ? "∂" + name : "∂(" + name + ")"
  }

  /// `h`, or `(a + b)`: what can stand beside an operator.
  public static func operandName(_ name: String) -> String {
    isSimple(name) ? name : "(" + name + ")"
  }

  /// `h[0,1]`, or `(a + b)[0,1]`; a single number has no index.
  public static func element(_ name: String, _ index: [Int]) -> String {
    guard !index.isEmpty else {
      return isSimple(name) || name.hasPrefix("∂") ? name : "(" + name + ")"
    }
    let base = isSimple(name) || name.hasPrefix("∂") ? name : "(" + name + ")"
    return base + "[" + index.map(String.init).joined(separator: ",") + "]"
  }

  /// Whether a text is one operand: a name, an attribute, a call, a subscript.
  static func isSimple(_ text: String) -> Bool {
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if depth == 0, character == " " { return false }
      if depth == 0, "+-*/@%".contains(character) { return false }
    }
    return true
  }
}

extension Timeline {
  /// The moment at which `time` events have happened; nil at the beginning.
  public func moment(at time: Int) -> Moment? {
    guard time >= 1, time <= end else { return nil }
    return moment(after: machine(at: time - 1))
  }

  /// The moment that follows a machine of this timeline.
  public func moment(after before: Machine) -> Moment? {
    guard before.time < end else { return nil }
    var event: Event?
    let after = forward(from: before) { _, happened in
      event = happened
      return true
    }
    guard let event else { return nil }
    var total: Int?
    if let stretch = stretch(at: after.time), isClosed(stretch) { total = stretch.count }
    return Moment(
      time: after.time, event: event, before: entering(before, event.kind),
      after: after, ordinal: after.ordinal,
      total: total)
  }

  /// A machine of this timeline in the middle of what makes the next event, which may belong to the
  /// next input.
  private func entering(_ before: Machine, _ kind: Event.Kind) -> Machine {
    var machine = before
    while true {
      intervene(&machine)
      if isAtCut(machine) {
        guard startNext(&machine) else { return before }
      }
      switch kind {
      case .grad, .accumulate, .update:
        if let inside = machine.enteringActivity() { return inside }
      case .assign: if machine.hasMoreEvents { return machine }
      default: return before
      }
      guard startNext(&machine) else { return before }
    }
  }
}
