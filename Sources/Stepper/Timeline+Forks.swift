import Diagnostics
import Language

// What-ifs. A fork is the timeline up to a moment, with a statement that is run there and the rest
// of the program run once more after it. The statement is kept with its moment, so a fork is a
// timeline like any other: whoever runs one of its machines forward runs the statement where it
// belongs.

extension Timeline {
  /// Code that is run at a moment of the program.
  public struct Intervention: Sendable {
    /// The moment.
    public let time: Int
    /// The code.
    public let code: Code
    /// The global names with those it brought.
    let names: GlobalTable
    /// The input it is in the middle of, from 1; 0 before the first.
    let input: Int
  }

  /// What running the rest of a program tells.
  public struct Listener {
    /// Called with the machine when a bare expression has a value to show.
    public var shows: (Machine) -> Void = { _ in }
    /// Called with text as it is printed.
    public var prints: (String) -> Void = { _ in }
    /// Called with pictures as they are handed out.
    public var draws: (Picture) -> Void = { _ in }
    /// Called with what an input was stopped by.
    public var fails: (Diagnostic) -> Void = { _ in }
    /// Asked now and then; true stops the run between two operations.
    public var isInterrupted: () -> Bool = { false }

    /// A listener that cares for nothing.
    public init() {}
  }

  /// A fork that was made.
  public struct Fork: Sendable {
    /// Its timeline.
    public let timeline: Timeline
    /// What stopped its last input, where something did.
    public let failure: Diagnostic?
  }

  /// This timeline as it was at a moment, stopped there: the input at work can go on.
  public func prefix(to time: Int) -> Timeline {
    let machine = machine(at: time)
    var copy = self
    copy.present = machine
    copy.inputs.removeSubrange(machine.inputCount...)
    copy.interventions.removeSubrange(machine.interventionCount...)
    copy.checkpoints.removeAll { $0.time > machine.time }
    copy.stretches.removeAll { $0.start > machine.time }
    if !copy.stretches.isEmpty { copy.stretches[copy.stretches.count - 1].count = machine.ordinal }
    copy.log = String(decoding: log.utf8.prefix(machine.printedBytes), as: UTF8.self)
    copy.pauses = 0
    copy.isInterrupted = !machine.isIdle
    if !copy.inputs.isEmpty { copy.inputs[copy.inputs.count - 1].cut = nil }
    return copy
  }

  /// A what-if: a statement is run at a moment, in the middle of whatever happens there, and then
  /// the rest of the program, with its later inputs.
  ///
  /// An input that a person stopped is stopped at the same distance from its beginning.
  /// - Throws: what is wrong with the statement itself, or that it was interrupted; what the rest of
  ///   the program does wrong is told to the listener.
  public func fork(
    at time: Int, running statement: SyntaxTree, _ listener: Listener = Listener()
  ) throws(Diagnostic) -> Fork {
    var fork = prefix(to: time)
    let (code, names, problems) = Compiler.compile(
      statement, globals: fork.present.namesOfIntervention)
    guard let code else { throw problems.first ?? Diagnostic("no-code", "this cannot be run") }
    let count = fork.inputs.count
    let begun = fork.end
    fork.interventions.append(
      Intervention(time: begun, code: code, names: names, input: count))
    let depth = fork.present.interventionDepth
    fork.present.intervene(code, globals: names)
    // An instruction at a time, so that it ends where the statement does; who could stop it is asked
    // now and then.
    var statementListener = listener
    var asked = 0
    statementListener.isInterrupted = {
      asked += 1
      return asked & 1023 == 0 && listener.isInterrupted()
    }
    try fork.proceed(patience: 1, statementListener) { $0.present.interventionDepth <= depth }
    fork.pauses = 0
    var failure: Diagnostic?
    if count > 0 {
      let passed = fork.end - begun
      let limit = stopped(input: count - 1).map {
        Cut(time: $0.time + passed, pauses: $0.pauses)
      }
      failure = fork.finishInput(limit, listener)
    }
    for place in count..<max(count, inputs.count) {
      if failure?.id == Timeline.interruptedID { break }
      let input = inputs[place]
      let (tree, _) = Parser.parse(input.code.source)
      let (code, names, problems) = Compiler.compile(tree, globals: fork.present.globalNames)
      guard let code else {
        problems.forEach(listener.fails)
        continue
      }
      fork.closeInput()
      fork.begin(code, names: names)
      let limit = stopped(input: place).map {
        Cut(time: $0.time - input.start.time + fork.end, pauses: $0.pauses)
      }
      failure = fork.finishInput(limit, listener)
    }
    return Fork(timeline: fork, failure: failure?.id == Timeline.interruptedID ? nil : failure)
  }

  /// Where an input was stopped by a person, if it was.
  private func stopped(input place: Int) -> Cut? {
    if let cut = inputs[place].cut { return cut }
    return isInterrupted && place == inputs.count - 1 ? Cut(time: end, pauses: pauses) : nil
  }

  /// Runs the input at work to its end or to where it is to stop.
  private mutating func finishInput(_ limit: Cut?, _ listener: Listener) -> Diagnostic? {
    do throws(Diagnostic) {
      var isStopped = false
      try proceed(patience: Timeline.patience, listener) { timeline in
        guard let limit else { return false }
        isStopped =
          timeline.end > limit.time
          || timeline.end == limit.time && timeline.pauses >= limit.pauses
        return isStopped
      }
      isInterrupted = isStopped
      return nil
    } catch {
      listener.fails(error)
      return error
    }
  }

  private mutating func proceed(
    patience: Int, _ listener: Listener, until stop: (Timeline) -> Bool
  ) throws(Diagnostic) {
    try proceed(
      patience: patience, shows: listener.shows, prints: listener.prints, draws: listener.draws,
      isInterrupted: listener.isInterrupted, until: stop)
  }

  /// Runs what was put in at the moment a machine stands at, until it has done something or is
  /// over.
  func intervene(_ machine: inout Machine) {
    guard machine.interventionCount < interventions.count else { return }
    let next = interventions[machine.interventionCount]
    guard next.time == machine.time else { return }
    machine.intervene(next.code, globals: next.names)
    // It went well when the fork was made, and a run is determined.
    try? machine.runIntervention()
  }
}
