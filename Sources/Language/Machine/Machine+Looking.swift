import Autograd
import Diagnostics
import Tensors

// Looking at a machine from outside: variables, tensors, where in the source something happened
// and what the learner calls the things in it. Nothing here changes a machine.

/// Where an event happened, in the learner's terms.
public struct SourcePlace: Sendable {
  /// The text.
  public let source: SourceFile
  /// The operation in it.
  public let span: Span
  /// Which input of the session, from 1.
  public let input: Int
  /// What the operands are called in the source, receiver first.
  public let operands: [String]
  /// What the result is bound to, if it is bound right there.
  public let result: String?
  /// What names the operation: its operator, its function, its method.
  public let mark: Span

  /// The line, from 1.
  public var line: Int { source.position(of: Int(span.start)).line }
}

/// A value as the console shows it.
public enum Shown: Sendable {
  /// A tensor, its gradient if it has one, whether it wants one, and the time it was made.
  case tensor(Tensor, gradient: Tensor?, requiresGrad: Bool, time: Int)
  /// Anything else, as text.
  case text(String)
}

/// A value in the form that dumps are written from.
public indirect enum PlainValue: Sendable {
  /// `None`.
  case none
  /// A bool.
  case bool(Bool)
  /// An int.
  case int(Int)
  /// A float.
  case float(Double)
  /// A str.
  case string(String)
  /// A tensor, with its gradient when it is a leaf that has one.
  case tensor(Tensor, leafGradient: Tensor?)
  /// A list or, with `isTuple`, a tuple.
  case sequence([PlainValue], isTuple: Bool)
  /// A dict: keys as `str(key)` writes them.
  case dict([(String, PlainValue)])
  /// A record's fields that can be written.
  case record([(String, PlainValue)])
}

extension Machine {
  // MARK: - Places

  /// Where a site is in the source.
  public func place(of site: Site) -> SourcePlace? {
    guard site.code >= 0, Int(site.code) < codes.count else { return nil }
    let loaded = codes[Int(site.code)]
    let i = Int(site.instruction)
    guard !loaded.code.isPrelude, i >= 0, i < loaded.code.spans.count else { return nil }
    let code = loaded.code
    var spans = code.operandSpans[Int32(i)] ?? []
    var mark = code.spans[i]
    switch code.instructions[i].opcode {
    case .binary, .compare: if spans.count == 3 { mark = spans.removeLast() }
    case .call, .callMethod, .callSpread: mark = code.calls[Int(code.instructions[i].a)].callee
    default: break
    }
    let operands = spans.map { code.source.slice($0) }
    return SourcePlace(
      source: code.source, span: code.spans[i], input: Int(loaded.input), operands: operands,
      result: code.resultNames[Int32(i)], mark: mark)
  }

  /// What an assignment event binds: a name, or the text of the target.
  public func target(of event: Event) -> String {
    guard event.site.code >= 0, Int(event.site.code) < codes.count else { return "" }
    let code = codes[Int(event.site.code)].code
    let instruction = code.instructions[Int(event.site.instruction)]
    switch instruction.opcode {
    case .storeGlobal: return globalNames.names[Int(instruction.a)]
    case .storeLocal, .storeCell: return code.localNames[Int(instruction.a)]
    default: return code.source.slice(code.spans[Int(event.site.instruction)])
    }
  }

  /// The name of a function that a call or return event is about.
  public func functionName(of event: Event) -> String {
    guard event.subject >= 0, Int(event.subject) < codes.count else { return "" }
    return codes[Int(event.subject)].code.name
  }

  // MARK: - Values

  /// The names a learner has bound, in the order of their first binding: the function at work's
  /// own first.
  public var variables: [(name: String, value: Shown)] {
    var list: [(name: String, value: Shown)] = []
    if let frame = frames.last(where: { !codes[Int($0.code)].code.isPrelude }),
      frame.then != .finish
    {
      for (slot, name) in codes[Int(frame.code)].code.localNames.enumerated() {
        let place = Int(frame.base) + slot
        guard place < stack.count, !name.hasPrefix(".") else { continue }
        if let value = shownBinding(stack[place]) { list.append((name, value)) }
      }
    }
    for (slot, name) in globalNames.names.enumerated() {
      if name.hasPrefix("__") || name.hasPrefix("module ") || name == "_" { continue }
      // A local variable that an intervention can use hides the global one of its name.
      if globalNames.slot(of: name) != slot { continue }
      // A constant of the language is no variable until something else is bound to its name.
      if isSame(globals[slot], Machine.initialValue(name)) { continue }
      if let value = shownBinding(globals[slot]) { list.append((name, value)) }
    }
    return list
  }

  private func shownBinding(_ value: Value) -> Shown? {
    switch value {
    case .unbound, .builtin, .module, .exhausted: return nil
    case .object(let id):
      if case .cell(let inner) = heap[id] { return shownBinding(inner) }
      if case .function = heap[id] { return nil }
      return shown(value)
    default: return shown(value)
    }
  }

  /// A value as the console shows it.
  func shown(_ value: Value) -> Shown {
    if case .object(let id) = value, case .tensor(let object) = heap[id] {
      return .tensor(
        trace[object.row], gradient: tensorObject(object.grad).map { trace[$0.row] },
        requiresGrad: trace.requiresGrad(object.row), time: trace.row(object.row).time)
    }
    return .text(repr(value))
  }

  /// The value a bare expression left, for the console.
  public var echo: Shown { shown(echoed) }

  /// The value of a variable.
  public func lookUp(_ name: String) -> Shown? {
    variables.first { $0.name == name }?.value
  }

  /// The row that a variable's tensor is, if it is one.
  public func row(ofVariable name: String) -> RowID? {
    guard case .object(let id)? = binding(name) else { return nil }
    return tensorObject(id)?.row
  }

  /// The tensor object of a variable.
  public func objectID(ofVariable name: String) -> Int32? {
    guard case .object(let id)? = binding(name), tensorObject(id) != nil else { return nil }
    return id
  }

  func binding(_ name: String) -> Value? {
    func open(_ value: Value) -> Value {
      if case .object(let id) = value, case .cell(let inner) = heap[id] { return inner }
      return value
    }
    if let frame = frames.last(where: { !codes[Int($0.code)].code.isPrelude }),
      let slot = codes[Int(frame.code)].code.localNames.firstIndex(of: name),
      Int(frame.base) + slot < stack.count
    {
      let value = open(stack[Int(frame.base) + slot])
      if case .unbound = value {} else { return value }
    }
    guard let slot = globalNames.slot(of: name), slot < globals.count else { return nil }
    return globals[slot]
  }

  /// The name a learner knows a tensor object by, if a variable holds it.
  public func name(ofObject id: Int32) -> String? {
    func holds(_ value: Value) -> Bool {
      if case .object(let other) = value {
        if other == id { return true }
        if case .cell(let inner) = heap[other] { return holds(inner) }
      }
      return false
    }
    for frame in frames.reversed() where !codes[Int(frame.code)].code.isPrelude {
      for (slot, name) in codes[Int(frame.code)].code.localNames.enumerated()
      where Int(frame.base) + slot < stack.count && !name.hasPrefix(".") {
        if holds(stack[Int(frame.base) + slot]) { return name }
      }
    }
    for (slot, name) in globalNames.names.enumerated()
    where name != "_" && !name.hasPrefix("__") && holds(globals[slot]) {
      return name
    }
    // A member of a list of parameters.
    for (slot, name) in globalNames.names.enumerated() where name != "_" && !name.hasPrefix("__") {
      guard case .object(let list) = globals[slot] else { continue }
      if case .list(let items) = heap[list], items.count <= 256 {
        for i in 0..<items.count where holds(items[i]) { return "\(name)[\(i)]" }
      }
      if case .dict(let table) = heap[list], table.count <= 256 {
        for entry in table.entries.values where holds(entry.value) {
          return "\(name)[\(repr(entry.key))]"
        }
      }
    }
    // A gradient has its name from the tensor it belongs to.
    for owner in 0..<heap.end where owner != id && tensorObject(owner)?.grad == id {
      return name(ofObject: owner).map { $0 + ".grad" }
    }
    return nil
  }

  /// The numbers of a tensor object and of its gradient.
  public func tensors(ofObject id: Int32) -> (value: Tensor, gradient: Tensor?)? {
    guard let object = tensorObject(id) else { return nil }
    return (trace[object.row], tensorObject(object.grad).map { trace[$0.row] })
  }

  /// The name of a row, if a variable's tensor is it.
  public func name(ofRow row: RowID) -> String? {
    func holds(_ value: Value) -> Bool {
      if case .object(let id) = value {
        if case .cell(let inner) = heap[id] { return holds(inner) }
        return tensorObject(id)?.row == row
      }
      return false
    }
    for frame in frames.reversed() where !codes[Int(frame.code)].code.isPrelude {
      for (slot, name) in codes[Int(frame.code)].code.localNames.enumerated()
      where Int(frame.base) + slot < stack.count && !name.hasPrefix(".") {
        if holds(stack[Int(frame.base) + slot]) { return name }
      }
    }
    for (slot, name) in globalNames.names.enumerated()
    where name != "_" && !name.hasPrefix("__") && holds(globals[slot]) { return name }
    return nil
  }

  /// The gradient that has arrived at a row in the backward the machine is in the middle of.
  public func arrivingGradient(at row: RowID) -> Tensor? {
    switch activity {
    case .backward(let pass), .gradients(let pass, _, _): pass.arriving(at: row)
    default: nil
    }
  }

  /// What the optimizer at work knows of a parameter: its rule, its state and its settings.
  public func optimizerState(
    of parameter: Int32
  ) -> (rule: OptimizerRule, state: OptimizerState, settings: [String: Double])? {
    guard case .optimizer(let id, let group, _) = activity, case .optimizer(let object) = heap[id]
    else { return nil }
    let settings = (try? settings(object, group)) ?? [:]
    return (object.rule, object.states[parameter] ?? OptimizerState(), settings)
  }

  // MARK: - Dumps

  /// The global variables in the form of a dump; functions, optimizers, sets, ranges and names
  /// with a leading underscore are left out.
  public var plainVariables: [(name: String, value: PlainValue)] {
    globalNames.names.enumerated().compactMap { slot, name in
      guard !name.hasPrefix("_"), !name.hasPrefix("module "),
        let value = plainValue(globals[slot], depth: 0)
      else { return nil }
      return (name, value)
    }
  }

  private func plainValue(_ value: Value, depth: Int) -> PlainValue? {
    guard depth < 100 else { return nil }
    switch value {
    case .none: return PlainValue.none
    case .bool(let flag): return .bool(flag)
    case .int(let n): return .int(n)
    case .float(let x, _): return .float(x)
    case .unbound, .ellipsis, .builtin, .module, .dtype, .exhausted: return nil
    case .object(let id):
      switch heap[id] {
      case .string(let s): return .string(s.text)
      case .list(let list):
        let items = list.array.map { plainValue($0, depth: depth + 1) }
        return items.contains { $0 == nil }
          ? nil : .sequence(items.compactMap { $0 }, isTuple: false)
      case .tuple(let tuple):
        let items = tuple.items.map { plainValue($0, depth: depth + 1) }
        return items.contains { $0 == nil }
          ? nil : .sequence(items.compactMap { $0 }, isTuple: true)
      case .dict(let table):
        var items: [(String, PlainValue)] = []
        for entry in table.entries.values {
          guard let value = plainValue(entry.value, depth: depth + 1) else { return nil }
          items.append((str(entry.key), value))
        }
        return .dict(items)
      case .record(let record):
        return .record(
          record.names.enumerated().compactMap { i, name in
            plainValue(record.values[i], depth: depth + 1).map { (name, $0) }
          })
      case .tensor(let object):
        let gradient =
          trace.row(object.row).flags.contains(.leaf)
          ? tensorObject(object.grad).map { trace[$0.row] } : nil
        return .tensor(trace[object.row], leafGradient: gradient)
      default: return nil
      }
    }
  }
}

extension Machine {
  /// This machine in the middle of the backward or the optimizer's step that makes the next event.
  ///
  /// What arrives at a row, and what an optimizer remembers, is known only from here.
  /// - Returns: itself when the next event is of another kind; nil when the input ends, in order or
  ///   by an error, before there is one.
  public func enteringActivity() -> Machine? {
    var copy = self
    while copy.queueHead >= copy.queue.count {
      if copy.activity != nil {
        var next = copy
        guard (try? next.advanceActivity()) != nil else { return nil }
        if next.queueHead < next.queue.count { return copy }
        copy = next
      } else {
        guard !copy.frames.isEmpty, (try? copy.execute()) != nil else { return nil }
      }
    }
    return self
  }
}

extension Machine {
  /// How many calls are open.
  public var depth: Int { frames.count }

  /// Makes the variables of the function at work global names of this copy.
  ///
  /// What is typed while standing in a function then finds them. Each gets a slot of its own, so
  /// that functions which read a global of the same name still read that.
  public mutating func openLocals() {
    guard let frame = frames.last(where: { !codes[Int($0.code)].code.isPrelude }),
      frame.then != .finish
    else { return }
    for (slot, name) in codes[Int(frame.code)].code.localNames.enumerated() {
      let place = Int(frame.base) + slot
      guard place < stack.count, !name.hasPrefix(".") else { continue }
      var value = stack[place]
      if case .object(let id) = value, case .cell(let inner) = heap[id] { value = inner }
      if case .unbound = value { continue }
      globalNames.shadow(name)
      globals.append(value)
      boundAt.append(0)
    }
  }

  /// Gives a copy of a machine something to evaluate in place of what it is in the middle of.
  ///
  /// When that is done the machine is idle: this is for looking, never for going on.
  public mutating func lookAside(_ code: Code, globals names: GlobalTable) {
    turns = []
    interventions = []
    activity = nil
    queue = []
    queueHead = 0
    frames = []
    records = false
    start(code, globals: names)
  }
}
