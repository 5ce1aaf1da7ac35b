import Autograd
import Diagnostics
import Tensors

// Iteration. What is all there already (lists, tuples, strings, ranges, dicts, sets, tensors) is
// walked by a position; a generator is a suspended frame. A built-in that needs all items of a
// generator does not run it from inside: the call waits, the machine runs the generator to its
// end into a list, and the call is tried again with the list in its place.

extension Machine {
  mutating func makeIterator() throws(Diagnostic) {
    let value = top()
    let result = try iterator(over: value)
    replace(1, with: result)
  }

  /// An iterator over a value; an iterator is its own.
  mutating func iterator(over value: Value, reversed: Bool = false) throws(Diagnostic) -> Value {
    guard case .object(let id) = value else { throw notIterable(value) }
    var iterator = IteratorObject(source: id, isReversed: reversed)
    switch heap[id] {
    case .iterator, .generator: return value
    case .list, .tuple, .string, .range, .record: break
    case .dict(let table), .set(let table): iterator.size = table.count
    case .view(_, let dict): if case .dict(let table) = heap[dict] { iterator.size = table.count }
    case .tensor(let tensor):
      guard trace[tensor.row].rank > 0 else {
        throw Diagnostic("iterate-scalar", "a tensor of one number cannot be walked")
      }
      try checkFresh(id)
    default: throw notIterable(value)
    }
    if case .record = heap[id] { throw notIterable(value) }
    return .object(heap.add(.iterator(iterator)))
  }

  private func notIterable(_ value: Value) -> Diagnostic {
    var diagnostic = Diagnostic("not-iterable", "\(typeName(value)) has no items to go through")
    if case .int(let n) = value { diagnostic.suggestions = ["range(\(n))"] }
    return diagnostic
  }

  mutating func advanceIterator(orJumpTo target: Int) throws(Diagnostic) {
    guard case .object(let id) = top() else { throw notIterable(top()) }
    switch heap[id] {
    case .iterator(var iterator):
      guard let item = try next(&iterator) else {
        stack.removeLast()
        pc = target
        return
      }
      heap[id] = .iterator(iterator)
      push(item)
    case .generator(var generator):
      guard generator.state != .finished else {
        stack.removeLast()
        pc = target
        return
      }
      guard generator.state == .suspended else {
        throw Diagnostic("generator-running", "this generator is being walked already")
      }
      // When it is done it jumps here again and finds itself finished.
      try checkDepth()
      pc -= 1
      suspend()
      generator.state = .running
      let locals = generator.locals
      let code = generator.code
      let at = generator.pc
      heap[id] = .generator(generator)
      frames.append(
        Frame(
          code: code, pc: at, base: Int32(stack.count), generator: id, records: records))
      stack.append(contentsOf: locals)
      resume()
    default: throw notIterable(top())
    }
  }

  /// `yield`: the value goes to whoever walks, the frame goes to the heap.
  mutating func yieldValue() {
    let value = pop()
    guard let frame = frames.popLast(), frame.generator >= 0,
      case .generator(var generator) = heap[frame.generator]
    else { return }
    generator.pc = Int32(pc)
    generator.locals = ContiguousArray(stack[Int(frame.base)...])
    generator.state = .suspended
    heap[frame.generator] = .generator(generator)
    heap.count(bytes: generator.locals.count * 16)
    stack.removeLast(stack.count - Int(frame.base))
    resume()
    // The walker stands before the instruction that asked: it has its answer now.
    pc += 1
    push(value)
  }

  /// The next item of an iterator, nil at its end.
  mutating func next(_ iterator: inout IteratorObject) throws(Diagnostic) -> Value? {
    let i = iterator.position
    switch heap[iterator.source] {
    case .list(let list):
      guard i >= 0, i < list.count else {
        iterator.position = Int.max / 2
        return nil
      }
      iterator.position += 1
      return list[iterator.isReversed ? list.count - 1 - i : i]
    case .tuple(let tuple):
      guard i < tuple.items.count else { return nil }
      iterator.position += 1
      return tuple.items[iterator.isReversed ? tuple.items.count - 1 - i : i]
    case .range(let range):
      guard i < range.count else { return nil }
      iterator.position += 1
      return .int(range.number(at: iterator.isReversed ? range.count - 1 - i : i))
    case .string(let s):
      if iterator.isReversed {
        guard i < s.count else { return nil }
        iterator.position += 1
        return try string(s.character(at: s.count - 1 - i))
      }
      let bytes = s.text.utf8
      guard i < bytes.count else { return nil }
      let start = bytes.index(bytes.startIndex, offsetBy: i)
      let scalar = s.text.unicodeScalars[start]
      iterator.position += String(scalar).utf8.count
      return try string(String(scalar))
    case .dict(let table), .set(let table):
      guard table.count == iterator.size else { throw changedSize() }
      guard i < table.count else { return nil }
      iterator.position += 1
      return table.entries.values[iterator.isReversed ? table.count - 1 - i : i].key
    case .view(let kind, let dict):
      guard case .dict(let table) = heap[dict] else { return nil }
      guard table.count == iterator.size else { throw changedSize() }
      guard i < table.count else { return nil }
      iterator.position += 1
      let entry = table.entries.values[iterator.isReversed ? table.count - 1 - i : i]
      switch kind {
      case .keys: return entry.key
      case .values: return entry.value
      case .items: return try tuple([entry.key, entry.value])
      }
    case .tensor(let tensor):
      try checkFresh(iterator.source)
      let size = trace[tensor.row].shape[0]
      guard i < size else { return nil }
      let item = try selectRow(.object(iterator.source), iterator.isReversed ? size - 1 - i : i)
      iterator.position += 1
      return item
    default: return nil
    }
  }

  private func changedSize() -> Diagnostic {
    Diagnostic(
      "changed-while-walking", "the collection changed its size while it was walked",
      suggestions: ["walk a copy: `for k in list(d):`"])
  }

  /// All items of what is all there already; nil for an iterator that has to be run.
  mutating func eagerItems(_ value: Value) throws(Diagnostic) -> ContiguousArray<Value>? {
    guard case .object(let id) = value else { throw notIterable(value) }
    switch heap[id] {
    case .list(let list): return list.array
    case .tuple(let tuple): return tuple.items
    case .generator: return nil
    case .range(let range): try reserve(range.count > 1 << 40 ? .max : range.count * 16)
    case .iterator(let iterator):
      // A partly walked iterator is used up: the position must be written back.
      var iterator = iterator
      var items = ContiguousArray<Value>()
      while let item = try next(&iterator) { items.append(item) }
      heap[id] = .iterator(iterator)
      return items
    default: break
    }
    guard case .object(let made) = try iterator(over: value),
      case .iterator(var iterator) = heap[made]
    else { throw notIterable(value) }
    var items = ContiguousArray<Value>()
    while let item = try next(&iterator) {
      items.append(item)
      if items.count & 0xFFFF == 0 { try reserve(items.count * 16) }
    }
    return items
  }

  /// `item in iterator`: goes on in prelude code, which leaves `[item]` in the iterator's place,
  /// or an empty list, and has the comparison tried again with it.
  mutating func searchIterator() throws(Diagnostic) {
    try checkDepth()
    pc -= 1
    suspend()
    guard let slot = globalNames.slot(of: "__found"), case .object(let id) = globals[slot],
      case .function(let function) = heap[id]
    else { return }
    var frame = Frame(
      code: function.code, base: Int32(stack.count), records: records, then: .replace)
    frame.place = Int32(stack.count - 1)
    let (item, iterator) = (top(1), top())
    frames.append(frame)
    stack.append(contentsOf: [item, iterator])
    for _ in 2..<max(2, codes[Int(function.code)].code.localNames.count) { stack.append(.unbound) }
    resume()
  }

  /// Makes the generator at a place of the stack into a list, and has the instruction at work
  /// tried again when that is done.
  mutating func collectArgument(at place: Int) throws(Diagnostic) {
    guard case .object(let id) = stack[place], case .generator = heap[id] else {
      throw notIterable(stack[place])
    }
    try checkDepth()
    pc -= 1
    suspend()
    guard let collector = Prelude.shared.collector else { return }
    var frame = Frame(
      code: collector, base: Int32(stack.count), records: records, then: .replace)
    frame.place = Int32(place)
    frames.append(frame)
    let locals = codes[Int(collector)].code.localNames.count
    stack.append(stack[place])
    for _ in 1..<max(1, locals) { stack.append(.unbound) }
    resume()
  }
}
