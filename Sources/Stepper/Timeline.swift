import Autograd
import Diagnostics
import Language

// Time. A timeline keeps the inputs of a session and machines at some moments of it. Any other
// moment is reached by restoring the nearest machine before it and running forward: the machine is
// a value and its run is determined, so what comes out is what was.
//
// Machines are kept on an even grid of counted cost, never of clock time, taken right after the
// machine has tidied its memory. When they would hold more than the budget, every other one is
// dropped and the grid doubles.

/// A session's past and present.
public struct Timeline: Sendable {
  /// One text that was given to the machine.
  public struct Input: Sendable {
    /// Its code.
    public let code: Code
    /// The global names with those it brought.
    public let names: GlobalTable
    /// How things stood when it was given.
    let start: Start
    /// Where it was stopped and given up for the next one, if it was.
    var cut: Cut?
  }

  /// How a timeline stands between two inputs: what dropping the later one returns to.
  struct Start: Sendable {
    let time: Int
    let stretches: Int
    let lastStretch: Int
    let logBytes: Int
  }

  /// Where an input was stopped: after how many events, and how many long runs without one.
  struct Cut: Sendable, Equatable {
    var time: Int
    var pauses: Int
  }

  /// A moment that can be restored at once.
  struct Checkpoint: Sendable {
    let time: Int
    let cost: Int
    let machine: Machine
    /// Bytes that this machine alone may hold, at most.
    let bytes: Int
  }

  /// How far a run through the past has come.
  public struct Progress: Sendable {
    /// The moment it is at.
    public let time: Int
    /// The moment it goes to, at the furthest.
    public let end: Int
  }

  /// A stretch of one phase: a forward, a backward, an optimizer's step.
  public struct Stretch: Sendable, Equatable {
    /// Forward, grad or update.
    public let kind: Event.Kind
    /// The moment of its first event.
    public let start: Int
    /// How many numbered events it has.
    public var count: Int
  }

  /// The machine as it is now, at the end of everything that was run.
  public internal(set) var present: Machine
  /// The inputs so far.
  public internal(set) var inputs: [Input] = []
  /// What was put into the run at moments of it, in order.
  public internal(set) var interventions: [Intervention] = []
  /// The stretches so far, in order.
  public internal(set) var stretches: [Stretch] = []
  /// Everything printed so far.
  public internal(set) var log = ""
  var checkpoints: [Checkpoint] = []
  private var spacing = Timeline.firstSpacing
  /// How many bytes checkpoints may hold.
  public var budget = 256 << 20
  /// Whether an input was stopped in the middle and can go on.
  public internal(set) var isInterrupted = false
  /// How many times control came back since the latest event: a loop in which nothing happens.
  var pauses = 0
  /// Told now and then how far a search through the past has come; true stops it.
  public var follow: @Sendable (Progress) -> Bool = { _ in false }
  /// Whether machines are kept at all.
  public let keepsHistory: Bool
  static let firstSpacing = 11_000_000
  /// How many instructions may pass without an event before somebody is asked whether to go on.
  static let patience = 200_000

  /// A timeline of a machine that has done nothing.
  public init(_ machine: Machine = Machine(), keepsHistory: Bool = true) {
    present = machine
    self.keepsHistory = keepsHistory
    checkpoints = [Checkpoint(time: machine.time, cost: 0, machine: machine, bytes: 0)]
  }

  /// The last moment.
  public var end: Int { present.time }

  /// Bytes that checkpoints hold beside the machine, at most.
  public var checkpointBytes: Int { checkpoints.reduce(0) { $0 + $1.bytes } }

  /// Whether the budget did not hold all the machines that were due, so that going far back takes
  /// longer.
  public var isThinned: Bool { spacing > Timeline.firstSpacing }

  /// How many events must be run once more to reach a moment.
  public func replayed(to time: Int) -> Int { max(0, time - nearest(to: time).time) }

  /// How many machines are kept.
  public var checkpointCount: Int { checkpoints.count }

  // MARK: - Running

  /// Gives the machine an input and runs it to its end.
  ///
  /// - Parameters:
  ///   - shows: called with the machine when a bare expression has a value to show.
  ///   - prints: called with text as it is printed.
  ///   - draws: called with pictures as they are handed out.
  ///   - isInterrupted: asked now and then; true stops the run between two operations.
  /// - Throws: what the program did wrong; everything before stays done.
  public mutating func run(
    _ code: Code, names: GlobalTable, shows: (Machine) -> Void = { _ in },
    prints: (String) -> Void = { _ in }, draws: (Picture) -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) {
    closeInput()
    begin(code, names: names)
    try resume(shows: shows, prints: prints, draws: draws, isInterrupted: isInterrupted)
  }

  /// Notes where an input was stopped that is given up for the next one.
  mutating func closeInput() {
    guard isInterrupted, !inputs.isEmpty else { return }
    inputs[inputs.count - 1].cut = Cut(time: present.time, pauses: pauses)
    isInterrupted = false
  }

  /// Gives the machine an input.
  mutating func begin(_ code: Code, names: GlobalTable) {
    pauses = 0
    present.abandonInput()
    let start = Start(
      time: present.time, stretches: stretches.count, lastStretch: stretches.last?.count ?? 0,
      logBytes: log.utf8.count)
    inputs.append(Input(code: code, names: names, start: start))
    present.start(code, globals: names)
  }

  /// Goes on with an input that was interrupted.
  public mutating func resume(
    shows: (Machine) -> Void = { _ in }, prints: (String) -> Void = { _ in },
    draws: (Picture) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) {
    try proceed(
      shows: shows, prints: prints, draws: draws, isInterrupted: isInterrupted,
      until: { _ in false })
  }

  /// Runs the present machine on.
  ///
  /// - Parameters:
  ///   - patience: how many instructions may pass before `stop` is asked again.
  ///   - stop: says where to stop short of the input's end.
  mutating func proceed(
    patience: Int = Timeline.patience, shows: (Machine) -> Void, prints: (String) -> Void,
    draws: (Picture) -> Void, isInterrupted: () -> Bool, until stop: (Timeline) -> Bool
  ) throws(Diagnostic) {
    var compactions = present.compactions
    self.isInterrupted = false
    while !stop(self) {
      guard let event = try present.advance(instructions: patience) else {
        pauses += 1
        guard isInterrupted() else { continue }
        self.isInterrupted = true
        throw Diagnostic(
          Timeline.interruptedID,
          "stopped: nothing has happened since event \(present.time)")
      }
      pauses = 0
      switch event.kind {
      case .idle: return
      case .echo: shows(present)
      case .print:
        log += present.printed
        prints(present.printed)
      case .picture: draws(present.picture)
      case .forward, .grad, .update:
        if stretches.last?.kind != event.kind {
          stretches.append(Stretch(kind: event.kind, start: present.time, count: 0))
        }
        stretches[stretches.count - 1].count += 1
      default: break
      }
      if present.compactions != compactions {
        compactions = present.compactions
        if keepsHistory { keep() }
      }
      if event.kind != .echo, present.time & 63 == 0, isInterrupted() {
        self.isInterrupted = true
        throw Diagnostic(Timeline.interruptedID, "stopped after event \(present.time)")
      }
    }
  }

  /// The id of the diagnostic that an interrupted run ends with.
  public static let interruptedID = "interrupted"

  /// Keeps the present machine if the grid wants one here.
  private mutating func keep() {
    let cost = present.trace.cost
    // A large machine is worth a checkpoint less often: what is kept is memory that the run itself
    // would have used again.
    let due = max(spacing, present.heldBytes * 8)
    guard let last = checkpoints.last, cost - last.cost >= due, present.time > last.time else {
      return
    }
    checkpoints.append(
      Checkpoint(
        time: present.time, cost: cost, machine: present, bytes: present.heldBytes))
    guard checkpointBytes > budget, checkpoints.count > 2 else { return }
    spacing *= 2
    checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
  }

  // MARK: - Any moment

  /// The machine as it was when `time` events had happened.
  public func machine(at time: Int) -> Machine {
    let target = max(0, min(time, end))
    var machine = nearest(to: target).machine
    run(&machine, to: target) { _, _ in }
    return machine
  }

  func nearest(to time: Int) -> Checkpoint {
    // Checkpoints are in order of time; the first is the beginning.
    var (low, high) = (0, checkpoints.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if checkpoints[middle].time <= time { low = middle } else { high = middle - 1 }
    }
    return checkpoints[low]
  }

  /// Runs a restored machine forward, giving it the inputs it was given then.
  ///
  /// - Parameter stops: whether `follow` may end it before it is there.
  private func run(
    _ machine: inout Machine, to time: Int, stops: Bool = false, _ visit: (Machine, Event) -> Void
  ) {
    while machine.time < time {
      // A single step is followed by whoever takes it.
      if machine.time + 1 < time, machine.time & 255 == 255,
        follow(Progress(time: machine.time, end: time)), stops
      {
        return
      }
      intervene(&machine)
      if isAtCut(machine) {
        guard startNext(&machine) else { return }
        continue
      }
      do throws(Diagnostic) {
        let event = try machine.step()
        if event.isMoment { visit(machine, event) }
        guard event.kind == .idle else { continue }
      } catch {
        machine.abandonInput()
      }
      guard startNext(&machine) else { return }
    }
  }

  /// Whether a machine stands where its input was given up.
  func isAtCut(_ machine: Machine) -> Bool {
    machine.inputCount > 0 && machine.inputCount <= inputs.count
      && inputs[machine.inputCount - 1].cut?.time == machine.time
  }

  /// Gives a machine of this timeline its next input; false when there is none.
  func startNext(_ machine: inout Machine) -> Bool {
    if isAtCut(machine), let cut = inputs[machine.inputCount - 1].cut {
      for _ in 0..<cut.pauses { _ = try? machine.advance(instructions: Timeline.patience) }
      machine.abandonInput()
    }
    guard machine.inputCount < inputs.count else { return false }
    machine.abandonInput()
    let input = inputs[machine.inputCount]
    machine.start(input.code, globals: input.names)
    return true
  }

  /// Runs a machine of this timeline to the end of the last input.
  func finish(_ machine: inout Machine) {
    while true {
      intervene(&machine)
      do throws(Diagnostic) {
        if !isAtCut(machine), try machine.step().kind != .idle { continue }
      } catch {
        // What an error leaves unfinished can be looked at until the next input.
        guard machine.inputCount < inputs.count else { return }
      }
      guard startNext(&machine) else { return }
    }
  }

  /// Goes forward from a machine that is at a moment of this timeline, event by event, until
  /// `visit` says to stop or the end is reached.
  ///
  /// - Returns: the machine where it stopped.
  public func forward(
    from machine: Machine, until visit: (Machine, Event) -> Bool
  ) -> Machine {
    var machine = machine
    var isDone = false
    while machine.time < end, !isDone {
      if machine.time & 255 == 255, follow(Progress(time: machine.time, end: end)) { break }
      run(&machine, to: machine.time + 1) { after, event in isDone = visit(after, event) }
    }
    return machine
  }

  /// The last moment before `time` whose event fits, looked for from the nearest checkpoint back.
  public func last(
    before time: Int, where fits: (Event, Machine) -> Bool
  ) -> Int? {
    var limit = min(time, end + 1)
    while limit > 1 {
      let checkpoint = nearest(to: limit - 2)
      var machine = checkpoint.machine
      var found: Int?
      run(&machine, to: limit - 1, stops: true) { after, event in
        if fits(event, after) { found = after.time }
      }
      // What was found before an interruption need not be the last.
      if machine.time < limit - 1 { return nil }
      if found != nil || checkpoint.time == 0 { return found }
      limit = checkpoint.time + 1
    }
    return nil
  }

  /// The stretch that a moment lies in, and its place among the stretches.
  public func stretch(at time: Int) -> Stretch? {
    var (low, high) = (0, stretches.count - 1)
    guard high >= 0, stretches[0].start <= time else { return nil }
    while low < high {
      let middle = (low + high + 1) / 2
      if stretches[middle].start <= time { low = middle } else { high = middle - 1 }
    }
    return stretches[low]
  }

  /// Whether a stretch is over: its count is a total then.
  public func isClosed(_ stretch: Stretch) -> Bool {
    stretches.last != stretch || !self.isInterrupted
  }
}
