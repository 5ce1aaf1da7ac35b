import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Opened operations. `:into` puts the timeline aside and works on that of the definition; every
// command means that one then. `:out`, or a step past either end of it, comes back to the card that
// was left, and says whether the definition arrived at what the fused operation gave.

/// An operation that was opened, and all that belongs to the timeline it was opened from.
struct OpenedFrom: Sendable {
  let operation: OpenedOperation
  /// The moment whose operation it is.
  let time: Int
  let timeline: Timeline
  let cursor: Int?
  let previousCursor: Int?
  let marks: [Mark]
  let breakpoints: [Breakpoint]
  let displays: [Displayed]
  let focus: [Int]?
  let failure: Diagnostic?
}

extension Session {
  /// `:into`: opens the operation of the card one stands at; now, of the last one there was.
  mutating func into(write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    let time =
      cursor
      ?? timeline.last(before: timeline.end + 1, where: { event, _ in Session.isStop(event) })
    guard let time, let moment = timeline.moment(at: time) else {
      return fail("this is the beginning: there is nothing to open", try: ":step", write)
    }
    let operation: OpenedOperation
    do throws(OpenedOperation.Refusal) {
      operation = try OpenedOperation.open(moment, in: timeline, isInterrupted: isInterrupted)
    } catch {
      return fail(error.message, try: error.suggestion, write)
    }
    opened.append(
      OpenedFrom(
        operation: operation, time: time, timeline: timeline, cursor: cursor,
        previousCursor: previousCursor, marks: marks, breakpoints: breakpoints,
        displays: displays, focus: focus, failure: failure))
    timeline = operation.timeline
    timeline.budget = settings.memory << 20
    (cursor, previousCursor, focus, failure) = (operation.start, nil, nil, nil)
    (marks, breakpoints, displays) = ([], [], [])
    say("inside \(operation.name): its definition on the same numbers. :out comes back.", write)
    return showHere(write: write)
  }

  /// Comes back from an opened operation, shows what it gave and the card it was opened from.
  ///
  /// - Returns: nil where none is open.
  mutating func leaveOpened(write: (Output) -> Void) -> Status? {
    guard let operation = opened.last?.operation else { return nil }
    closeOpened()
    say(Session.verdict(on: operation), write)
    return showHere(write: write)
  }

  /// `:out` where it leaves the opened operation; nil where it finishes a call inside of it.
  mutating func outOfOpened(write: (Output) -> Void) -> Status? {
    // The call at level 1 is the definition itself.
    if let call = machine.innermostCall, call.level > 1 { return nil }
    return leaveOpened(write: write)
  }

  /// Comes back from all opened operations, without a word.
  public mutating func closeAllOpened() {
    while !opened.isEmpty { closeOpened() }
  }

  private mutating func closeOpened() {
    guard let from = opened.popLast() else { return }
    timeline = from.timeline
    timeline.budget = settings.memory << 20
    (cursor, previousCursor, focus, failure) =
      (from.cursor, from.previousCursor, from.focus, from.failure)
    (marks, breakpoints, displays) = (from.marks, from.breakpoints, from.displays)
  }

  /// Answers a statement that was typed inside an opened operation.
  func refuseInside(write: (Output) -> Void) -> Status {
    let name = opened.last?.operation.name ?? ""
    return fail(
      "this is inside \(name): expressions look around here, a statement belongs outside",
      try: ":out first", write)
  }

  // MARK: - Words

  /// What the definition arrived at, beside what the fused operation gave.
  private static func verdict(on operation: OpenedOperation) -> String {
    let parts = operation.checks.map { check -> String in
      let index = largest(check.fused)
      let name = Moment.element(check.name, index)
      guard check.agrees, check.fused.count > 0 else {
        return check.fused.count == 0 ? "\(check.name) is empty" : "\(name) differs"
      }
      return "\(name) = \(NumberText.text(check.opened[index]))"
    }
    let agrees = operation.checks.allSatisfy(\.agrees)
    let count = operation.checks.reduce(0) { $0 + $1.fused.count }
    let rest = count > operation.checks.count ? ", in all \(count) numbers" : ""
    return "step by step \(parts.joined(separator: ", ")); \(operation.name) itself gave "
      + (agrees ? "the same\(rest)" : "something else")
  }

  /// The place of the largest number.
  private static func largest(_ tensor: Tensor) -> [Int] {
    let elements = tensor.elements
    let best = elements.indices.max { a, b in
      (elements[a].isFinite ? elements[a].magnitude : 0)
        < (elements[b].isFinite ? elements[b].magnitude : 0)
    }
    return best.map { unravel($0, tensor.shape) } ?? []
  }

  /// Where one is among opened operations, for the prompt: `12.3/9`.
  var openedPosition: String {
    let outside = opened.map { String($0.time) }.joined(separator: ".")
    return "\(outside).\(cursor ?? timeline.end)/\(timeline.end)"
  }

  /// What `:when` says first: which operations are open, from the outermost on.
  var openedPlace: String {
    opened.map { "in \($0.operation.name), opened at event \($0.time) of \($0.timeline.end) · " }
      .joined()
  }

  /// What a person at a card can type next.
  func keys(at moment: Moment) -> [String] {
    var keys = ["Enter: \(repeated ?? ":step")", repeated == ":back" ? ":step" : ":back"]
    if OpenedOperation.isOpenable(moment, in: timeline) { keys.append(":into") }
    if !opened.isEmpty { keys.append(":out") }
    return keys + [":why", ":vars"]
  }
}
