import Autograd
import Language
import Tensors

// Where the first nan or infinity was made. What counts is the making: an operation whose result
// has one though nothing that went in had. So a mask's −inf, which is written in the program,
// is no accident, and neither is what it leads to.

/// A kind of number that is no ordinary one.
public enum NonFinite: String, Sendable, CaseIterable {
  /// Not a number.
  case nan
  /// An infinity of either sign.
  case inf

  /// Whether a number is of this kind.
  public func holds(_ x: Double) -> Bool { self == .nan ? x.isNaN : x.isInfinite }

  func isIn(_ tensor: Tensor) -> Bool {
    for flat in 0..<tensor.count where holds(tensor.element(at: flat)) { return true }
    return false
  }

  /// What can bring one about by itself: for a nan nothing but a nan (inf − inf makes one), for an
  /// infinity any number that is not finite.
  private func excuses(_ x: Double) -> Bool { self == .nan ? x.isNaN : !x.isFinite }

  private func excuses(_ tensor: Tensor) -> Bool {
    for flat in 0..<tensor.count where excuses(tensor.element(at: flat)) { return true }
    return false
  }

  /// Whether an event made one.
  ///
  /// - Parameters:
  ///   - after: the machine after the event.
  ///   - before: the machine before it.
  func isMade(by event: Event, _ after: Machine, before: Machine) -> Bool {
    switch event.kind {
    case .forward:
      let row = after.trace.row(event.row)
      let primitive = Registry[row.operation]
      if case .source = primitive.forward { return false }
      guard isIn(after.trace[event.row]) else { return false }
      let attributes = after.trace.attributes(of: event.row)
      // A bound that clamp does not have is an infinity that is never handed on.
      if !(primitive.kinks.isEmpty), excuses(attributes.scalar) || excuses(attributes.scalar2) {
        return !after.trace.inputs(of: event.row).contains { excuses(after.trace[$0]) }
      }
      return !excuses(attributes.scalar) && !excuses(attributes.scalar2)
        && !after.trace.inputs(of: event.row).contains { excuses(after.trace[$0]) }
    case .grad:
      let argument = Int(event.argument)
      guard let arriving = before.arrivingGradient(at: event.row), !excuses(arriving),
        let made = try? before.trace.contribution(
          of: event.row, argument: argument, gradient: arriving), isIn(made)
      else { return false }
      let reads = before.trace.rule(of: event.row, argument: argument)?.reads ?? []
      if reads.contains(.output), excuses(before.trace[event.row]) { return false }
      return !before.trace.inputs(of: event.row).enumerated().contains { i, input in
        i < 6 && reads.contains(.input(i)) && excuses(before.trace[input])
      }
    case .update:
      guard isIn(after.trace[event.row]),
        let old = before.tensors(ofObject: event.subject), !excuses(old.value)
      else { return false }
      return !(old.gradient.map { excuses($0) } ?? false)
    case .assign:
      guard event.argument == 1, let tree = before.explainNextAssignment(), holds(tree.value)
      else { return false }
      return !tree.leaves.contains { excuses($0.value) }
    default: return false
    }
  }
}

extension Timeline {
  /// The first event up to a moment that made a nan or an infinity; nil when there was none.
  public func origin(
    of kind: NonFinite, upTo time: Int, isInterrupted: () -> Bool
  ) -> Moment? {
    var found: Int?
    var previous = machine(at: 0)
    _ = forward(from: previous) { after, event in
      if after.time > time || after.time & 63 == 0 && isInterrupted() { return true }
      // What is looked at before a backward's first event is the machine inside of it.
      if event.kind == .grad || event.kind == .update || event.kind == .assign,
        let moment = moment(after: previous)
      {
        if kind.isMade(by: event, after, before: moment.before) { found = after.time }
      } else if kind.isMade(by: event, after, before: previous) {
        found = after.time
      }
      previous = after
      return found != nil
    }
    return found.flatMap { moment(at: $0) }
  }
}
