import Autograd
import Diagnostics
import Language

// Breakpoints. Whether a moment is a stop depends on the moment and the one before it alone, never
// on where one comes from: so a run forwards and a run backwards find the same stops.

/// Where runs are to stop.
public struct Breakpoint: Sendable {
  /// What it is called by.
  public let number: Int
  /// What it waits for.
  public let kind: Kind

  /// What a breakpoint waits for.
  public enum Kind: Sendable {
    /// A line of a text begins.
    case line(Int, source: String)
    /// An operation is done, or one of its rules.
    case operation(PrimitiveID)
    /// An expression becomes true.
    case condition(Aside)
    /// A number changes.
    case watch(Watched)
    /// A nan or an infinity is made of ordinary numbers.
    case nonFinite(NonFinite)
  }

  /// Makes a breakpoint.
  public init(number: Int, kind: Kind) {
    self.number = number
    self.kind = kind
  }

  /// What it waits for, as a learner would say it.
  public var text: String {
    switch kind {
    case .line(let line, let source): "line \(line) of \(source)"
    case .operation(let id): "op \(Registry[id].name)"
    case .condition(let condition): "when \(condition.text)"
    case .watch(let watched): "watch \(watched.text)"
    case .nonFinite(let kind): kind.rawValue
    }
  }
}

/// A moment at which breakpoints stop a run.
public struct Stop: Sendable, Equatable {
  /// The moment.
  public let time: Int
  /// The breakpoints' numbers.
  public let numbers: [Int]
  /// What watched numbers were and became, by the breakpoints' numbers.
  public var changes: [Int: String] = [:]
}

/// What a run to a stop found.
public enum StopSearch: Sendable, Equatable {
  /// A stop.
  case found(Stop)
  /// None: the beginning or the end was reached.
  case none
  /// Somebody asked to stop, at this moment.
  case interrupted(at: Int)
}

/// Follows a run and says which moments are stops.
public struct StopWatcher {
  private let breakpoints: [Breakpoint]
  private let isInterrupted: () -> Bool
  private var lineStarts: Int
  private var held: [Bool]
  private var readings: [Watched.Reading?] = []
  /// The machine before the next event, where a breakpoint needs it.
  private var previous: Machine?
  /// What watched numbers were and are, at the latest stop for each.
  public private(set) var changes: [Int: (before: Watched.Reading, after: Watched.Reading)] = [:]
  /// Why a condition could not be worked out, as long as it never could.
  public private(set) var problems: [Int: Diagnostic] = [:]
  private var worked: Set<Int> = []

  /// A watcher at a machine from which the run goes on.
  public init(
    _ breakpoints: [Breakpoint], at machine: Machine, isInterrupted: @escaping () -> Bool
  ) {
    self.breakpoints = breakpoints
    self.isInterrupted = isInterrupted
    lineStarts = machine.lineStarts
    held = []
    held = breakpoints.map { holds($0, machine) }
    readings = breakpoints.map { breakpoint in
      guard case .watch(let watched) = breakpoint.kind else { return nil }
      return watched.reading(on: machine, isInterrupted: isInterrupted)
    }
    let needsPrevious = breakpoints.contains {
      if case .nonFinite = $0.kind { true } else { false }
    }
    if needsPrevious { previous = machine }
  }

  /// Whether all there is to wait for is something that nothing happened to between two machines.
  static func isQuiet(_ breakpoints: [Breakpoint], from early: Machine, to late: Machine) -> Bool {
    breakpoints.allSatisfy {
      guard case .watch(let watched) = $0.kind else { return false }
      return watched.isUntouched(from: early, to: late)
    }
  }

  private mutating func holds(_ breakpoint: Breakpoint, _ machine: Machine) -> Bool {
    guard case .condition(let condition) = breakpoint.kind else { return false }
    switch condition.holds(on: machine, isInterrupted: isInterrupted) {
    case .success(let flag):
      worked.insert(breakpoint.number)
      problems[breakpoint.number] = nil
      return flag
    case .failure(let problem):
      if !worked.contains(breakpoint.number) { problems[breakpoint.number] = problem }
      return false
    }
  }

  /// The numbers of the breakpoints that stop at the next moment.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - after: the machine then, which is looked at and not changed.
  public mutating func stops(_ event: Event, _ after: Machine) -> [Int] {
    var numbers: [Int] = []
    let begins = event.beginsLine(since: lineStarts, after)
    for (i, breakpoint) in breakpoints.enumerated() {
      switch breakpoint.kind {
      case .line(let line, let source):
        guard begins, let place = after.line(of: event.site) else { continue }
        if place.line == line, place.source.name == source { numbers.append(breakpoint.number) }
      case .operation(let id):
        guard event.row >= 0, event.kind == .forward || event.kind == .grad else { continue }
        if after.trace.row(event.row).operation == id { numbers.append(breakpoint.number) }
      case .condition:
        let now = holds(breakpoint, after)
        if now, !held[i] { numbers.append(breakpoint.number) }
        held[i] = now
      case .watch(let watched):
        let now = watched.reading(on: after, before: readings[i], isInterrupted: isInterrupted)
        if let before = readings[i], now != before {
          numbers.append(breakpoint.number)
          changes[breakpoint.number] = (before, now)
        }
        readings[i] = now
      case .nonFinite(let kind):
        guard let previous else { continue }
        let inside = event.kind == .forward ? previous : previous.enteringActivity() ?? previous
        if kind.isMade(by: event, after, before: inside) { numbers.append(breakpoint.number) }
      }
    }
    lineStarts = after.lineStarts
    if previous != nil { previous = after }
    return numbers
  }
}

extension Event {
  /// Whether it is the first of a line of the learner's or of a loop's turn.
  ///
  /// - Parameter lineStarts: the count of the machine before it.
  func beginsLine(since lineStarts: Int, _ after: Machine) -> Bool {
    // What a function's last line does is over when the function is left.
    after.lineStarts != lineStarts && kind != .return
  }
}
