import Autograd
import Diagnostics
import Language
import Tensors

// Questions about what depends on what, which are answered from the rows of the trace: what was
// computed from a tensor, and how its gradient compares with differences.

extension Timeline {
  /// Something that was computed from a tensor.
  public struct Use: Sendable {
    /// The event that made it.
    public let time: Int
    /// Whether it was made by an optimizer or in place.
    public let isUpdate: Bool
    /// Where.
    public let place: SourcePlace?
    /// What it is called, or the text it was made by.
    public let name: String
    /// Its shape.
    public let shape: Shape
    /// Whether the tensor itself went into it; else something did that was computed from it.
    public let isDirect: Bool
  }

  /// Everything that was computed from the tensor that an event made, in order.
  public func uses(ofTensorMadeAt made: Int, isInterrupted: () -> Bool) -> [Use] {
    // Rows are renumbered when memory is tidied, the times at which they were made are not.
    var times: Set<Int> = [made]
    var uses: [Use] = []
    _ = forward(from: machine(at: made)) { after, event in
      if after.time & 63 == 0, isInterrupted() { return true }
      guard event.kind == .forward || event.kind == .update, event.row >= 0 else { return false }
      let inputs = after.trace.inputs(of: event.row).map { after.trace.row($0).time }
      guard inputs.contains(where: { times.contains($0) }) else { return false }
      times.insert(after.trace.row(event.row).time)
      let place = after.place(of: event.site)
      let source = place.map { $0.source.slice($0.span) } ?? ""
      let operation = Registry[after.trace.row(event.row).operation].name
      let name =
        event.kind == .update
        ? after.name(ofObject: event.subject) ?? operation
        : place?.result ?? Moment.short(source, fallback: operation)
      uses.append(
        Use(
          time: after.time, isUpdate: event.kind == .update, place: place, name: name,
          shape: after.trace[event.row].shape, isDirect: inputs.contains(made)))
      return false
    }
    return uses
  }

  /// A backward that reached a tensor, ready to be checked.
  public struct CheckedBackward: Sendable {
    /// The check.
    public let check: GradientCheck
    /// The first event of the backward.
    public let time: Int
    /// What the backward began at, as the source calls it.
    public let output: String
  }

  /// A backward that has reached a tensor.
  public struct ReachingBackward: Sendable {
    /// The machine before its first event, all values still there.
    public let machine: Machine
    /// The first event.
    public let time: Int
    /// The row it began at, and the gradient it began with.
    public let root: (row: RowID, gradient: Tensor)
    /// The tensor's row.
    public let row: RowID
    /// What it began at, as the source calls it.
    public let output: String
  }

  /// The last backward up to a moment that reached a tensor object.
  public func backward(reaching id: Int32, upTo time: Int) -> ReachingBackward? {
    let reached = last(before: time + 1) { event, after in
      guard event.kind == .grad, let row = after.row(ofObject: id) else { return false }
      let argument = Int(event.argument)
      return argument < Int(after.trace.row(event.row).arity)
        && after.trace.input(argument, of: event.row) == row
    }
    guard let reached, let site = moment(at: reached)?.event.site else { return nil }
    let before = last(before: reached) { event, _ in
      !((event.kind == .grad || event.kind == .accumulate) && event.site == site)
    }
    guard let first = moment(at: (before ?? 0) + 1), let start = first.before.backwardAtWork,
      let row = first.before.row(ofObject: id)
    else { return nil }
    let output = first.before.name(ofRow: start.row) ?? first.output?.name ?? "the output"
    return ReachingBackward(
      machine: first.before, time: first.time, root: start, row: row, output: output)
  }

  /// The check of a tensor object's gradient in the last backward that reached it.
  public func check(ofObject id: Int32, upTo time: Int) -> CheckedBackward? {
    guard let backward = backward(reaching: id, upTo: time),
      let check = GradientCheck(
        trace: backward.machine.trace, root: backward.root.row, weights: backward.root.gradient,
        row: backward.row)
    else { return nil }
    return CheckedBackward(check: check, time: backward.time, output: backward.output)
  }
}
