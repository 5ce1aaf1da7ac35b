import Autograd
import Language

// Groups in time: which moments are told by the card of another. A group's card stands where its
// last operation is done, and in the backward where that operation's gradient comes first; the
// moments of its other operations are passed over by steps, and stay moments like any other.

extension Timeline {
  /// The groups that end in a stretch of forward.
  public struct Groups: Sendable {
    /// The event of the last operation of a group, by the event of any of its operations.
    public internal(set) var last: [Int: Int] = [:]
  }

  /// The groups of the forward that an event belongs to.
  public func groups(inForwardAt time: Int) -> Groups {
    var groups = Groups()
    guard let stretch = stretch(at: time), stretch.kind == .forward else { return groups }
    // The rows of a forward are all there at its last operation, and looked up by their time.
    let next = stretches.first { $0.start > stretch.start }?.start ?? end + 1
    let machine = machine(at: next - 1)
    let trace = machine.trace
    var row = trace.end - 1
    while row >= 0, trace.row(row).time >= stretch.start || trace.row(row).time <= 0 {
      defer { row -= 1 }
      guard trace.row(row).time > 0, let found = OperationGroup.found(at: row, in: trace) else {
        continue
      }
      let last = trace.row(row).time
      for member in found.members where groups.last[trace.row(member).time] == nil {
        groups.last[trace.row(member).time] = last
      }
    }
    return groups
  }
}

/// Says which moments are told by the card of a group elsewhere.
public struct GroupFollower {
  private let timeline: Timeline
  private var known: [Int: Timeline.Groups] = [:]

  /// A follower on a timeline.
  public init(_ timeline: Timeline) { self.timeline = timeline }

  /// The moment at which the group of an event is told: the event's own, another, or nil for an
  /// event of no group.
  ///
  /// - Parameter after: the machine after the event.
  public mutating func teller(of event: Event, _ after: Machine) -> Int? {
    guard event.row >= 0 else { return nil }
    switch event.kind {
    case .forward: return groups(at: after.time).last[after.time]
    case .grad:
      // Rows keep their time, so a gradient finds its group by its operation's forward.
      let row = after.trace.row(event.row)
      guard let last = groups(at: row.time).last[row.time] else { return nil }
      let first = (0..<Int(row.arity)).first {
        Registry.hasRule(row.operation, argument: $0)
          && after.trace.requiresGrad(after.trace.input($0, of: event.row))
      }
      return last == row.time && first == Int(event.argument) ? after.time : -1
    default: return nil
    }
  }

  /// Whether an event is told elsewhere.
  public mutating func isTold(_ event: Event, _ after: Machine) -> Bool {
    guard let teller = teller(of: event, after) else { return false }
    return teller != after.time
  }

  private mutating func groups(at time: Int) -> Timeline.Groups {
    guard let start = timeline.stretch(at: time)?.start else { return Timeline.Groups() }
    if let groups = known[start] { return groups }
    let groups = timeline.groups(inForwardAt: time)
    known[start] = groups
    return groups
  }
}
