import Autograd
import Diagnostics
import Language

// Two runs side by side. Events are the same program point when they come from the same place of a
// source and are of the same kind; the n-th time a run comes to a point stands beside the n-th time
// of the other.

/// Two timelines, aligned by program point.
public struct RunComparison: Sendable {
  /// An event of either run, by the moments after them.
  public struct Pair: Sendable, Equatable {
    /// The moment of the first run.
    public let first: Int
    /// The moment of the second.
    public let second: Int
  }

  /// A name that was bound, or changed in place.
  public struct Binding: Sendable {
    /// The moment after.
    public let time: Int
    /// The number it is, where it is one.
    public let number: Double?
    /// Whether it was changed in place.
    let isUpdate: Bool
  }

  /// The last moment that is certainly the same in both.
  public let start: Int
  /// The first events that have other numbers.
  public let difference: Pair?
  /// The first event that only the first run has.
  public let onlyFirst: Int?
  /// The first event that only the second run has.
  public let onlySecond: Int?
  /// The names that were bound after `start`, in the order of their first time.
  public let names: [String]
  /// Their times in the first run and in the second.
  public let bindings: [String: (first: [Binding], second: [Binding])]

  /// Goes through both runs from where they part.
  ///
  /// - Returns: nil when it was interrupted.
  public init?(_ first: Timeline, _ second: Timeline, isInterrupted: () -> Bool) {
    start = RunComparison.shared(first, second)
    var points: [Point: Int32] = [:]
    guard let a = Walk(first, from: start, &points, isInterrupted),
      let b = Walk(second, from: start, &points, isInterrupted)
    else { return nil }

    var places = [[Int]](repeating: [], count: points.count)
    for (i, step) in a.steps.enumerated() { places[Int(step.point)].append(i) }
    var used = [Int](repeating: 0, count: points.count)
    var difference: Pair?
    var onlySecond: Int?
    for (i, step) in b.steps.enumerated() {
      let point = Int(step.point)
      guard used[point] < places[point].count else {
        if onlySecond == nil, !step.isPutIn { onlySecond = start + i + 1 }
        continue
      }
      let other = places[point][used[point]]
      used[point] += 1
      if difference == nil, a.steps[other].mark != step.mark, !step.isPutIn {
        difference = Pair(first: start + other + 1, second: start + i + 1)
      }
    }
    self.difference = difference
    self.onlySecond = onlySecond
    var seen = [Int](repeating: 0, count: points.count)
    var onlyFirst: Int?
    for (i, step) in a.steps.enumerated() where !step.isPutIn {
      seen[Int(step.point)] += 1
      if seen[Int(step.point)] > used[Int(step.point)] {
        onlyFirst = start + i + 1
        break
      }
    }
    self.onlyFirst = onlyFirst
    names = a.names + b.names.filter { a.bindings[$0] == nil }
    bindings = Dictionary(
      uniqueKeysWithValues: names.map { ($0, (a.bindings[$0] ?? [], b.bindings[$0] ?? [])) })
  }

  /// The last moment up to which two timelines were given the same.
  static func shared(_ a: Timeline, _ b: Timeline) -> Int {
    var time = min(a.end, b.end)
    for i in 0..<max(a.inputs.count, b.inputs.count) {
      guard i < a.inputs.count, i < b.inputs.count else {
        time = min(time, i < a.inputs.count ? a.inputs[i].start.time : b.inputs[i].start.time)
        break
      }
      let (one, other) = (a.inputs[i], b.inputs[i])
      if one.code.source !== other.code.source {
        time = min(time, one.start.time, other.start.time)
        break
      }
      guard one.cut == other.cut else {
        time = min(time, one.cut?.time ?? time, other.cut?.time ?? time)
        break
      }
    }
    for i in 0..<max(a.interventions.count, b.interventions.count) {
      let one = i < a.interventions.count ? a.interventions[i] : nil
      let other = i < b.interventions.count ? b.interventions[i] : nil
      if let one, let other, one.code === other.code, one.time == other.time { continue }
      time = min(time, one?.time ?? time, other?.time ?? time)
      break
    }
    return time
  }
}

/// A place of a program at which something happens.
private struct Point: Hashable {
  let source: String
  let line: Int
  let span: Span
  let kind: Event.Kind
  let argument: UInt8
}

/// One run, event by event.
private struct Walk {
  struct Step {
    let point: Int32
    /// Whether it belongs to what was put in, which the other run does not have.
    let isPutIn: Bool
    let mark: UInt64
  }
  var steps: [Step] = []
  var names: [String] = []
  var bindings: [String: [RunComparison.Binding]] = [:]

  /// What tells the events of one run apart.
  private struct Key: Hashable {
    let site: Site
    let kind: Event.Kind
    let argument: UInt8
  }

  init?(
    _ timeline: Timeline, from start: Int, _ points: inout [Point: Int32],
    _ isInterrupted: () -> Bool
  ) {
    var known: [Key: (point: Int32, isPutIn: Bool)] = [:]
    let putIn = timeline.interventions.map(\.code.source)
    var wasInterrupted = false
    var walk = Walk()
    _ = timeline.forward(from: timeline.machine(at: start)) { after, event in
      let argument = event.kind == .grad ? event.argument : 0
      let key = Key(site: event.site, kind: event.kind, argument: argument)
      let place: (point: Int32, isPutIn: Bool)
      if let found = known[key] {
        place = found
      } else {
        let at = after.place(of: event.site)
        let point = Point(
          source: at?.source.name ?? "", line: at?.line ?? 0, span: at?.span ?? .none,
          kind: event.kind, argument: argument)
        let number = points[point] ?? Int32(points.count)
        points[point] = number
        place = (number, putIn.contains { $0 === at?.source })
        known[key] = place
      }
      walk.steps.append(
        Step(point: place.point, isPutIn: place.isPutIn, mark: after.mark(of: event)))
      walk.note(after, event)
      if after.time & 63 == 0, isInterrupted() { wasInterrupted = true }
      return wasInterrupted
    }
    if wasInterrupted { return nil }
    self = walk
  }

  private init() {}

  /// Notes what an event binds or changes.
  private mutating func note(_ after: Machine, _ event: Event) {
    let name: String?
    switch event.kind {
    case .assign: name = after.name(boundBy: event)
    case .update: name = after.name(ofObject: event.subject)
    case .accumulate: name = after.name(ofObject: event.subject).map { $0 + ".grad" }
    default: name = nil
    }
    guard let name else { return }
    if bindings[name] == nil { names.append(name) }
    var list = bindings[name] ?? []
    // `w -= g` changes w and binds it: one time.
    if event.kind == .assign, list.last?.isUpdate == true, list.last?.time == after.time - 1 {
      list.removeLast()
    }
    list.append(
      RunComparison.Binding(
        time: after.time, number: after.number(boundBy: event), isUpdate: event.kind == .update))
    bindings[name] = list
  }
}
