import Autograd
import Diagnostics

// Making and growing strings, lists, tuples, dicts and sets.

extension Machine {
  mutating func string(_ text: String) throws(Diagnostic) -> Value {
    try checkLength(text)
    try reserve(text.utf8.count)
    return .object(heap.add(.string(StringObject(text)), bytes: text.utf8.count))
  }

  mutating func add(list: ListStorage) -> Value {
    .object(heap.add(.list(list), bytes: list.count * 16))
  }

  mutating func list(_ values: some Sequence<Value>) -> Value { add(list: ListStorage(values)) }

  mutating func add(set: TableObject) -> Value {
    .object(heap.add(.set(set), bytes: set.count * 80))
  }

  mutating func add(dict: TableObject) -> Value {
    .object(heap.add(.dict(dict), bytes: dict.count * 80))
  }

  mutating func tuple(
    _ items: ContiguousArray<Value>, kind: TupleObject.Kind = .plain
  ) throws(Diagnostic) -> Value {
    try reserve(items.count * 16)
    return .object(
      heap.add(.tuple(TupleObject(items: items, kind: kind)), bytes: items.count * 16))
  }

  /// The text of a str value.
  func text(_ value: Value) -> String? {
    if case .object(let id) = value, case .string(let s) = heap[id] { return s.text }
    return nil
  }

  mutating func buildCollection(_ instruction: Instruction) throws(Diagnostic) {
    let a = Int(instruction.a)
    let bottom = stack.count - a
    switch instruction.opcode {
    case .buildList:
      try reserve(a * 16)
      let value = list(stack[bottom...])
      replace(a, with: value)
    case .buildTuple:
      let value = try tuple(ContiguousArray(stack[bottom...]))
      replace(a, with: value)
    case .buildSet:
      var table = TableObject()
      for item in stack[bottom...] { table.set(try key(item), written: item, to: .none) }
      let value = add(set: table)
      replace(a, with: value)
    case .buildDict:
      var table = TableObject()
      for i in stride(from: stack.count - 2 * a, to: stack.count, by: 2) {
        table.set(try key(stack[i]), written: stack[i], to: stack[i + 1])
      }
      let value = add(dict: table)
      replace(2 * a, with: value)
    case .listAppend:
      try append(top(), to: top(a))
      stack.removeLast()
    case .setAdd:
      let item = top()
      let key = try key(item)
      try reserve(80)
      if case .object(let id) = top(a) {
        heap.withTable(id) { $0.set(key, written: item, to: .none) }
        heap.count(bytes: 80)
      }
      stack.removeLast()
    case .dictSet:
      let (written, value) = (top(1), top())
      let key = try key(written)
      try reserve(80)
      if case .object(let id) = top(a + 1) {
        heap.withTable(id) { $0.set(key, written: written, to: value) }
        heap.count(bytes: 80)
      }
      stack.removeLast(2)
    case .listExtend: try extend()
    case .listToTuple:
      guard case .object(let id) = top(), case .list(let list) = heap[id] else { return }
      let value = try tuple(list.array)
      replace(1, with: value)
    case .buildSlice:
      let slice = SliceObject(start: top(2), stop: top(1), step: top())
      let value = Value.object(heap.add(.slice(slice)))
      replace(3, with: value)
    default: break
    }
  }

  /// Appends to the list that a value names.
  mutating func append(_ item: Value, to list: Value) throws(Diagnostic) {
    try reserve(16)
    guard case .object(let id) = list else { return }
    heap.withList(id) { $0.append(item) }
    heap.count(bytes: 16)
  }

  /// `[*top]`: adds all items of the iterable on top to the list or set below it.
  private mutating func extend() throws(Diagnostic) {
    guard let items = try eagerItems(top()) else {
      return try collectArgument(at: stack.count - 1)
    }
    let target = top(1)
    guard case .object(let id) = target else { return }
    try reserve(items.count * 80)
    if case .set = heap[id] {
      for item in items {
        let key = try key(item)
        heap.withTable(id) { $0.set(key, written: item, to: .none) }
      }
    } else {
      heap.withList(id) { list in for item in items { list.append(item) } }
    }
    heap.count(bytes: items.count * 16)
    stack.removeLast()
  }

  /// What a dict or a set compares a value by.
  func key(_ value: Value) throws(Diagnostic) -> DictKey {
    var members = 0
    return try key(value, depth: 0, &members)
  }

  /// - Parameter members: how many members of tuples the whole key has so far. A tuple that names
  ///   one other many times over is far larger as a key than as a tuple.
  private func key(
    _ value: Value, depth: Int, _ members: inout Int
  ) throws(Diagnostic) -> DictKey {
    switch value {
    case .none, .unbound, .exhausted: return .none
    case .bool(let flag): return .bool(flag)
    case .int(let n): return .int(n)
    case .float(let x, _): return .float(x)
    case .ellipsis: return .tuple([.string("...")])
    case .builtin(let n): return .identity(-1000 - n)
    case .module(let n): return .identity(-100 - n)
    case .dtype(let dtype): return .identity(-10 - Int32(dtype.rawValue))
    case .object(let id):
      switch heap[id] {
      case .string(let s): return .string(s.text)
      case .tuple(let tuple):
        guard depth < 200 else { throw tooDeep() }
        var keys: [DictKey] = []
        members += tuple.items.count
        guard members <= 1 << 20 else {
          throw Diagnostic(
            "too-large", "a tuple with more than a million members in it is too large for a key")
        }
        for item in tuple.items { keys.append(try key(item, depth: depth + 1, &members)) }
        return .tuple(keys)
      case .range(let range):
        return .tuple([
          .string("range"), .int(range.count), .int(range.count > 0 ? range.start : 0),
          .int(range.count > 1 ? range.step : 0),
        ])
      case .list, .dict, .set, .record:
        throw Diagnostic(
          "unhashable", "\(typeName(value)) cannot be a key of a dict or a member of a set",
          notes: ["it could change while it is there; a tuple cannot"],
          suggestions: ["tuple(…)"])
      default: return .identity(id)
      }
    }
  }

  // MARK: - Unpacking

  mutating func unpack(_ count: Int) throws(Diagnostic) {
    guard let items = try eagerItems(top()) else {
      return try collectArgument(at: stack.count - 1)
    }
    guard items.count == count else { throw unpackFailure(items.count, wanted: "\(count)") }
    stack.removeLast()
    for item in items.reversed() { push(item) }
  }

  mutating func unpack(before: Int, after: Int) throws(Diagnostic) {
    guard let items = try eagerItems(top()) else {
      return try collectArgument(at: stack.count - 1)
    }
    guard items.count >= before + after else {
      throw unpackFailure(items.count, wanted: "at least \(before + after)")
    }
    stack.removeLast()
    for item in items[(items.count - after)...].reversed() { push(item) }
    push(list(items[before..<(items.count - after)]))
    for item in items[..<before].reversed() { push(item) }
  }

  private func unpackFailure(_ count: Int, wanted: String) -> Diagnostic {
    Diagnostic(
      "unpack", "\(count) value\(count == 1 ? "" : "s") cannot be spread over \(wanted) names",
      notes: ["there are \(count) on the right"],
      suggestions: ["as many names on the left as there are values on the right"])
  }
}
