import Diagnostics
import Language

// Running to a stop, in either direction of time. Going back is running forward over a stretch of
// the past and keeping the last stop that was passed.

extension Timeline {
  /// The first stop after a moment.
  public func nextStop(
    after time: Int, _ breakpoints: [Breakpoint], isInterrupted: @escaping () -> Bool,
    problems: (Int, Diagnostic) -> Void = { _, _ in }
  ) -> StopSearch {
    let start = machine(at: time)
    var watcher = StopWatcher(breakpoints, at: start, isInterrupted: isInterrupted)
    var result = StopSearch.none
    var reached = time
    _ = forward(from: start) { after, event in
      reached = after.time
      let numbers = watcher.stops(event, after)
      if !numbers.isEmpty {
        result = .found(watcher.stop(at: after.time, numbers))
        return true
      }
      if after.time & 15 == 0, isInterrupted() {
        result = .interrupted(at: after.time)
        return true
      }
      return false
    }
    for (number, problem) in watcher.problems { problems(number, problem) }
    if result == .none, isInterrupted() { return .interrupted(at: reached) }
    return result
  }

  /// The last stop before a moment.
  public func lastStop(
    before time: Int, _ breakpoints: [Breakpoint], isInterrupted: @escaping () -> Bool
  ) -> StopSearch {
    // The stretch from a checkpoint up to the limit, then the one before it.
    var limit = min(time, end + 1)
    var late = machine(at: limit - 1)
    while limit > 1 {
      let start = nearest(to: limit - 2).machine
      if start.time > 0, StopWatcher.isQuiet(breakpoints, from: start, to: late) {
        limit = start.time + 1
        late = start
        continue
      }
      var watcher = StopWatcher(breakpoints, at: start, isInterrupted: isInterrupted)
      var result = StopSearch.none
      _ = forward(from: start) { after, event in
        guard after.time < limit else { return true }
        let numbers = watcher.stops(event, after)
        if !numbers.isEmpty { result = .found(watcher.stop(at: after.time, numbers)) }
        if after.time & 15 == 0, isInterrupted() {
          result = .interrupted(at: after.time)
          return true
        }
        return after.time == limit - 1
      }
      if result == .none, isInterrupted() { return .interrupted(at: limit - 1) }
      if result != .none || start.time == 0 { return result }
      limit = start.time + 1
      late = start
    }
    return .none
  }

  // MARK: - Lines, phases and turns

  /// The moment at which the next source line begins, without entering calls.
  ///
  /// - Parameter depth: how many calls are open where one stands.
  public func nextLine(after time: Int, depth: Int) -> Int? {
    let start = machine(at: time)
    var lineStarts = start.lineStarts
    var found: Int?
    _ = forward(from: start) { after, event in
      let begins = event.beginsLine(since: lineStarts, after)
      lineStarts = after.lineStarts
      // A call that is the first thing of its line has opened a frame already.
      let level = event.kind == .call ? after.depth - 1 : after.depth
      guard begins, level <= depth else { return false }
      found = after.time
      return true
    }
    return found
  }

  /// Where the next stretch of a phase begins after a moment.
  public func nextPhase(_ kind: Event.Kind, after time: Int) -> Int? {
    stretches.first { $0.kind == kind && $0.start > time }?.start
  }

  /// A run of a loop, and the moment looked at in it.
  public struct LoopVisit: Sendable {
    /// The loop and its turn at that moment.
    public let loop: LoopTurn
    /// The moment.
    public let time: Int
    /// The line the loop begins with.
    public let line: Int
  }

  /// The loop that a moment is about: the innermost one around it, else the next one to come,
  /// else the last one there was.
  public func loop(around time: Int) -> LoopVisit? {
    func visit(_ machine: Machine, _ loop: LoopTurn) -> LoopVisit {
      LoopVisit(loop: loop, time: machine.time, line: machine.line(of: loop)?.line ?? 0)
    }
    let here = machine(at: time)
    if let loop = here.openLoops.last { return visit(here, loop) }
    var found: LoopVisit?
    _ = forward(from: here) { after, _ in
      found = after.openLoops.first.map { visit(after, $0) }
      return found != nil
    }
    if let found { return found }
    guard let last = last(before: time + 1, where: { _, after in !after.openLoops.isEmpty }) else {
      return nil
    }
    let machine = machine(at: last)
    return machine.openLoops.first.map { visit(machine, $0) }
  }

  /// The first moment of a loop's n-th turn; where that turn has no event, of the next that has.
  ///
  /// - Returns: the moment, nil when there is no such turn; and how many turns were seen.
  public func turn(_ n: Int, of visit: LoopVisit) -> (time: Int?, turns: Int) {
    func turn(_ machine: Machine) -> Int? {
      machine.openLoops.first { $0.run == visit.loop.run }?.turn
    }
    if n <= visit.loop.turn {
      let before = last(before: visit.time + 1) { _, after in (turn(after) ?? 0) < n }
      return ((before ?? 0) + 1, visit.loop.turn)
    }
    var found: Int?
    var turns = visit.loop.turn
    _ = forward(from: machine(at: visit.time)) { after, _ in
      guard let now = turn(after) else { return true }
      turns = now
      if now >= n { found = after.time }
      return found != nil
    }
    return (found, turns)
  }
}

extension StopWatcher {
  /// A stop with what the watched numbers did.
  func stop(at time: Int, _ numbers: [Int]) -> Stop {
    let changed = changes.filter { numbers.contains($0.key) }
    return Stop(
      time: time, numbers: numbers,
      changes: changed.mapValues { "\($0.before.text) → \($0.after.text)" })
  }
}
