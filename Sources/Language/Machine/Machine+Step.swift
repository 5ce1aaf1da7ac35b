import Autograd
import Diagnostics
import Tensors

// The loop: instructions run until something has happened that is an event.
//
// Instructions read their operands where they lie and remove them only when they have succeeded.
// So an instruction that fails leaves the machine as it was before it, and memory can be tidied
// and the instruction tried again when a program reaches its budget.

extension Machine {
  /// Runs to the next event.
  ///
  /// - Returns: the event; `.idle` when the input is at its end.
  /// - Throws: what the program did wrong. The machine is as it was before the instruction that
  ///   failed; `abandonInput` drops what is unfinished.
  public mutating func step() throws(Diagnostic) -> Event {
    while true { if let event = try advance(instructions: .max) { return event } }
  }

  /// Runs to the next event, but no further than some instructions: a loop in which nothing happens
  /// gives control back, so that who runs the machine can stop it.
  ///
  /// - Returns: the event; nil when the instructions were used up before there was one.
  /// - Throws: what `step` throws.
  public mutating func advance(instructions limit: Int) throws(Diagnostic) -> Event? {
    var left = limit
    while true {
      if queueHead < queue.count { return takeEvent() }
      guard left > 0 else { return nil }
      left -= 1
      if activity != nil {
        try advanceActivity()
        continue
      }
      guard !frames.isEmpty else { return Event(kind: .idle) }
      let start = pc
      do throws(Diagnostic) {
        if tape == nil { try execute() } else { try executeTaped() }
      } catch {
        pc = start
        if error.id == Machine.budgetID, collectForBudget() { continue }
        throw located(error)
      }
    }
  }

  /// Does the next thing that is no telling of an event: an instruction, a part of an activity.
  mutating func advanceQuietly() throws(Diagnostic) {
    if activity != nil { return try advanceActivity() }
    let start = pc
    do throws(Diagnostic) {
      try execute()
    } catch {
      pc = start
      if error.id == Machine.budgetID, collectForBudget() { return }
      throw located(error)
    }
  }

  mutating func takeEvent() -> Event {
    let event = queue[queueHead]
    queueHead += 1
    if queueHead == queue.count {
      queue.removeAll(keepingCapacity: true)
      queueHead = 0
    }
    if event.isMoment {
      time += 1
      // An event costs about this much beside its arithmetic; a run of Python alone counts too.
      trace.count(cost: 100)
      toldArithmetic = arithmetic
      if !interventions.isEmpty { interventions[interventions.count - 1].lineStarts = lineStarts }
      count(event)
    }
    return event
  }

  /// Numbers an event within its stretch: the fourth operation of a forward, the ninth
  /// contribution of a backward.
  private mutating func count(_ event: Event) {
    switch event.kind {
    case .forward, .grad, .update:
      if phase != event.kind {
        phase = event.kind
        ordinal = 0
      }
      ordinal += 1
      if event.kind == .forward {
        let number = Int32(truncatingIfNeeded: ordinal)
        trace.update(event.row) { $0.ordinal = number }
      }
    default: break
    }
  }

  /// Runs one instruction.
  mutating func execute() throws(Diagnostic) {
    let instruction = code.instructions[pc]
    let a = Int(instruction.a)
    pc += 1
    switch instruction.opcode {
    case .line:
      if instruction.c == 0 { lineStarts &+= 1 }
      if isTidyingDue { tidy() }
    case .loop: countTurn(loop: instruction.a, isEntry: instruction.c == 0)
    case .constant: push(codes[Int(frames[frames.count - 1].code)].constants[a])
    case .loadGlobal:
      let value = globals[a]
      if case .unbound = value { throw unknownName(globalNames.names[a]) }
      push(value)
    case .loadLocal:
      let value = stack[base + a]
      if case .unbound = value { throw unboundLocal(code.localNames[a]) }
      push(value)
    case .loadCell:
      guard case .object(let id) = stack[base + a], case .cell(let value) = heap[id] else {
        throw unboundLocal(code.localNames[a])
      }
      if case .unbound = value { throw unboundLocal(code.localNames[a]) }
      push(value)
    case .storeGlobal:
      let value = pop()
      globals[a] = value
      boundAt[a] = nextTime
      if instruction.c != 0 { tellAssign(value) }
    case .storeLocal:
      let value = pop()
      stack[base + a] = value
      if instruction.c != 0 { tellAssign(value) }
    case .storeCell:
      let value = pop()
      if case .object(let id) = stack[base + a] { heap[id] = .cell(value) }
      if instruction.c != 0 { tellAssign(value) }
    case .deleteGlobal:
      if case .unbound = globals[a] { throw unknownName(globalNames.names[a]) }
      globals[a] = Machine.initialValue(globalNames.names[a])
    case .deleteLocal:
      if case .unbound = stack[base + a] { throw unboundLocal(code.localNames[a]) }
      stack[base + a] = .unbound
    case .deleteCell:
      if case .object(let id) = stack[base + a] { heap[id] = .cell(.unbound) }
    case .makeCell:
      try reserve(64)
      stack[base + a] = .object(heap.add(.cell(stack[base + a])))
    case .pop:
      if instruction.c != 0 { try refuseUncalled(top()) }
      stack.removeLast()
    case .duplicate: push(top())
    case .duplicate2:
      push(top(1))
      push(top(1))
    case .rotate3:
      let value = pop()
      stack.insert(value, at: stack.count - (a - 1))
    case .unary:
      try unaryOperator(instruction.c)
      countNumber()
    case .binary:
      try binaryOperator(instruction.c)
      countNumber()
    case .inPlace:
      try inPlaceOperator(instruction.c)
      countNumber()
    case .compare: try compareOperator(instruction.c)
    case .not: stack[stack.count - 1] = .bool(!(try truth(top())))
    case .jump:
      if a < pc, isTidyingDue { tidy() }
      pc = a
    case .jumpIfFalse:
      if !(try truth(top())) { pc = a }
      stack.removeLast()
    case .jumpIfTrue:
      if try truth(top()) { pc = a }
      stack.removeLast()
    case .jumpIfFalseOrPop: if try truth(top()) { stack.removeLast() } else { pc = a }
    case .jumpIfTrueOrPop: if try truth(top()) { pc = a } else { stack.removeLast() }
    case .buildList, .buildTuple, .buildSet, .buildDict, .listAppend, .setAdd, .dictSet,
      .listExtend, .listToTuple, .buildSlice:
      try buildCollection(instruction)
    case .subscripted: try readSubscript()
    case .storeSubscript:
      let value = top(2)
      try writeSubscript()
      if instruction.c != 0 { tellAssign(value) }
    case .deleteSubscript: try deleteSubscript()
    case .attribute: try readAttribute(code.names[a])
    case .storeAttribute:
      let value = top(1)
      try writeAttribute(code.names[a])
      if instruction.c != 0 { tellAssign(value) }
    case .call:
      let level = frames.count
      try call(code.calls[a])
      if frames.count == level { countNumber() }
    case .callMethod:
      let level = frames.count
      try callMethod(code.calls[a])
      if frames.count == level { countNumber() }
    case .callSpread:
      let level = frames.count
      try callSpread(code.calls[a])
      if frames.count == level { countNumber() }
    case .getIterator: try makeIterator()
    case .forNext: try advanceIterator(orJumpTo: a)
    case .unpack: try unpack(a)
    case .unpackStar: try unpack(before: a, after: Int(instruction.b))
    case .function: try makeFunction(a)
    case .returning: leaveFrame()
    case .yielding: yieldValue()
    case .format: try formatValue(conversion: instruction.c)
    case .joinStrings: try joinStrings(a)
    case .assertFail: throw assertionFailure()
    case .enterGradMode:
      guard case .bool(let turnsOn) = top() else { return }
      stack[stack.count - 1] = .bool(records)
      records = turnsOn
    case .leaveGradMode: if case .bool(let before) = pop() { records = before }
    case .contextManager: try contextManager()
    case .echo:
      try refuseUncalled(top())
      echo(isHidden: instruction.c != 0)
    case .finish: leaveInput()
    }
  }

  /// Gives the float on top of the stack its number, where it has none yet.
  private mutating func countNumber() {
    guard case .float(let value, 0)? = stack.last, numbers < .max else { return }
    numbers += 1
    stack[stack.count - 1] = .float(value, origin: numbers)
  }

  /// An assignment; its argument says whether a number was worked out for it.
  private mutating func tellAssign(_ value: Value) {
    var event = Event(kind: .assign, site: site)
    switch value {
    case .int, .float: event.argument = arithmetic > toldArithmetic ? 1 : 0
    case .object(let id): event.subject = id
    default: break
    }
    tell(event)
  }

  /// A bare expression's value: bound to `_` and left for the console, unless it is None.
  private mutating func echo(isHidden: Bool) {
    let value = pop()
    echoed = .none
    if case .none = value { return }
    if let slot = globalNames.slot(of: "_"), slot < globals.count { globals[slot] = value }
    guard !isHidden else { return }
    echoed = value
    tell(Event(kind: .echo, site: site))
  }

  /// A statement that only names a method is a call whose brackets were forgotten.
  private func refuseUncalled(_ value: Value) throws(Diagnostic) {
    guard case .object(let id) = value, case .method = heap[id] else { return }
    let span = code.spans[pc - 1]
    let text = code.source.slice(span)
    throw Diagnostic(
      "uncalled", "`\(text)` names the method and does not call it", at: span,
      notes: ["Python would do nothing here, without a word"], suggestions: ["\(text)()"],
      fix: .init(Span(Int(span.end), Int(span.end)), "()"))
  }

  private mutating func leaveInput() {
    if frames.last?.then == .takeUp { return leaveIntervention() }
    stack.removeAll(keepingCapacity: true)
    frames.removeAll(keepingCapacity: true)
    turns.removeAll(keepingCapacity: true)
    records = true
    if isTidyingDue { tidy() }
  }

  /// Adds source and place to a diagnostic that does not have them yet, and who called whom.
  func located(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let frame = frames.last else { return diagnostic.withReason }
    var diagnostic = advised(diagnostic)
    // Prelude code is the language's own: the learner's call is what went wrong.
    var place = (code: codes[Int(frame.code)].code, pc: pc)
    var level = frames.count - 1
    while place.code.isPrelude, level > 0 {
      level -= 1
      place = (codes[Int(frames[level].code)].code, Int(frames[level].pc) - 1)
      diagnostic.span = nil
      diagnostic.labels = []
      diagnostic.fix = nil
    }
    if diagnostic.source == nil { diagnostic.source = place.code.source }
    if diagnostic.span == nil, place.pc >= 0, place.pc < place.code.spans.count {
      diagnostic.span = place.code.spans[place.pc]
    }
    if level > 0, diagnostic.id != "recursion" {
      // What an intervention stands in the middle of has not called it.
      let first = frames[...level].lastIndex { $0.then == .takeUp } ?? 0
      let callers = frames[first..<level].reversed().filter {
        !codes[Int($0.code)].code.isPrelude
      }
      for caller in callers.prefix(3) {
        let outer = codes[Int(caller.code)].code
        let span = outer.spans[max(0, min(Int(caller.pc) - 1, outer.spans.count - 1))]
        let line = outer.source.position(of: Int(span.start)).line
        diagnostic.notes.append("called from \(outer.source.name), line \(line)")
      }
    }
    return diagnostic
  }
}
