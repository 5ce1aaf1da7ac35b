import Diagnostics

// Interventions: code that is run at a moment of a program, in the middle of whatever the machine
// is doing then. It is a frame on top of those at work. What a frame does not hold (a backward, an
// optimizer's step, events that were not told yet) waits beside it; so an intervention runs, stops
// and is copied like any code, and when it is over the program goes on as if it had been written
// there.

/// An intervention at work: what waits until it is over.
struct Intervention: Sendable {
  /// What the machine was in the middle of.
  let activity: Activity?
  /// Events that had happened and were not told yet.
  let untold: ContiguousArray<Event>
  /// When it began.
  let time: Int
  /// The loops the program was in.
  let turns: ContiguousArray<LoopTurn>
  /// Lines begun, as of its latest event: lines without an event are nobody's stop.
  var lineStarts: Int
  /// Operations on Python numbers since the latest event.
  let arithmetic: Int
  /// The variables of the function at work.
  let opened: ContiguousArray<OpenedLocal>
}

/// A local variable that has a global name for the time of an intervention.
struct OpenedLocal: Sendable {
  /// Its place in the stack.
  let place: Int
  /// The slot that stands for it.
  let slot: Int
  /// The slot that its name had before.
  let previous: Int?
}

extension Machine {
  /// The names that an intervention can use here: those of the function at work are among them.
  public var namesOfIntervention: GlobalTable {
    var copy = self
    _ = copy.openWorkingLocals()
    return copy.globalNames
  }

  /// How many interventions are at work, one inside the other.
  public var interventionDepth: Int { interventions.count }

  /// Begins an intervention; `code` was compiled against `namesOfIntervention`.
  public mutating func intervene(_ code: Code, globals names: GlobalTable) {
    suspend()
    let opened = openWorkingLocals()
    interventions.append(
      Intervention(
        activity: activity, untold: ContiguousArray(queue[queueHead...]), time: time, turns: turns,
        lineStarts: lineStarts, arithmetic: arithmetic - toldArithmetic, opened: opened))
    interventionCount += 1
    activity = nil
    queue.removeAll(keepingCapacity: true)
    queueHead = 0
    globalNames = names
    fillGlobals()
    let place = load(code, input: Int32(inputCount))
    frames.append(
      Frame(code: place, base: Int32(stack.count), records: records, then: .takeUp))
    resume()
  }

  /// Runs the intervention at work until it has done something that is an event, or is over.
  ///
  /// - Throws: what it did wrong.
  public mutating func runIntervention() throws(Diagnostic) {
    let depth = interventions.count
    while depth > 0, interventions.count == depth, queueHead >= queue.count {
      try advanceQuietly()
    }
  }

  /// Ends an intervention: its variables go back to where they came from, and the machine takes up
  /// what waited.
  mutating func leaveIntervention() {
    guard let frame = frames.popLast(), let waiting = interventions.popLast() else { return }
    stack.removeLast(stack.count - Int(frame.base))
    records = frame.records
    resume()
    for local in waiting.opened {
      let value = globals[local.slot]
      if case .object(let id) = stack[local.place], case .cell = heap[id] {
        heap[id] = .cell(value)
      } else {
        stack[local.place] = value
      }
    }
    close(waiting.opened)
    activity = waiting.activity
    turns = waiting.turns
    lineStarts = waiting.lineStarts
    toldArithmetic = arithmetic - waiting.arithmetic
    // What was not told yet happens after the intervention's events.
    for event in waiting.untold where event.row >= 0 && trace.row(event.row).time > waiting.time {
      let passed = time - waiting.time
      trace.update(event.row) { $0.time += passed }
    }
    queue.append(contentsOf: waiting.untold)
  }

  /// Gives up the interventions at work.
  mutating func abandonInterventions() {
    while let open = interventions.popLast() { close(open.opened) }
  }

  /// Whether the memory can be tidied: what waits beside the frames holds rows.
  var isTidiable: Bool {
    activity == nil && queueHead >= queue.count
      && interventions.allSatisfy { $0.activity == nil && $0.untold.isEmpty }
  }

  /// Gives the variables of the function at work global names, also those that have no value yet:
  /// a statement may give them one.
  private mutating func openWorkingLocals() -> ContiguousArray<OpenedLocal> {
    var opened: ContiguousArray<OpenedLocal> = []
    var names: Set<String> = []
    for frame in frames.reversed() where !codes[Int(frame.code)].code.isPrelude {
      let code = codes[Int(frame.code)].code
      if frame.then == .finish || frame.then == .takeUp { break }
      for (slot, name) in code.localNames.enumerated() {
        let place = Int(frame.base) + slot
        guard place < stack.count, !name.hasPrefix("."), names.insert(name).inserted else {
          continue
        }
        var value = stack[place]
        if case .object(let id) = value, case .cell(let inner) = heap[id] { value = inner }
        opened.append(
          OpenedLocal(place: place, slot: globals.count, previous: globalNames.slot(of: name)))
        globalNames.shadow(name)
        globals.append(value)
        boundAt.append(0)
      }
      // A comprehension is part of the function that runs it.
      if code.name != "<comprehension>" { break }
    }
    return opened
  }

  private mutating func close(_ opened: ContiguousArray<OpenedLocal>) {
    for local in opened.reversed() {
      globalNames.unshadow(local.slot, previous: local.previous)
    }
  }
}
