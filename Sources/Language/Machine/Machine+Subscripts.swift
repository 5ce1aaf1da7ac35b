import Autograd
import Diagnostics
import Tensors

// `x[…]`: Python's rules on strings, lists, tuples, ranges and dicts, PyTorch's on tensors.

extension Machine {
  mutating func readSubscript() throws(Diagnostic) {
    let result = try subscripted(top(1), top())
    replace(2, with: result)
  }

  mutating func subscripted(_ base: Value, _ index: Value) throws(Diagnostic) -> Value {
    guard case .object(let id) = base else { throw notIndexable(base) }
    if case .tensor = heap[id] { return try indexTensor(base, index) }
    if case .object(let other) = index, case .slice(let slice) = heap[other] {
      return try sliced(base, slice)
    }
    switch heap[id] {
    case .list(let list): return list[try place(index, list.count, in: base)]
    case .tuple(let tuple): return tuple.items[try place(index, tuple.items.count, in: base)]
    case .string(let s): return try string(s.character(at: try place(index, s.count, in: base)))
    case .range(let range): return .int(range.number(at: try place(index, range.count, in: base)))
    case .dict(let table):
      if let entry = table.entries[try key(index)] { return entry.value }
      var diagnostic = Diagnostic("key", "the dict has no key \(repr(index))")
      let names = table.keys.compactMap { text($0) }
      if let sought = text(index) {
        let near = nearMisses(sought, in: names)
        if let first = near.first {
          diagnostic.suggestions = ["did you mean \(pythonRepr(first))?"]
        }
      }
      if table.count <= 12 {
        diagnostic.notes = ["its keys: \(table.keys.map { repr($0) }.joined(separator: ", "))"]
      }
      throw diagnostic
    default: throw notIndexable(base)
    }
  }

  private func notIndexable(_ value: Value) -> Diagnostic {
    Diagnostic("not-indexable", "\(typeName(value)) has no members to pick by `[…]`")
  }

  /// A position from an index that may count from the end.
  private func place(_ index: Value, _ count: Int, in base: Value) throws(Diagnostic) -> Int {
    var n: Int
    switch index {
    case .int(let i): n = i
    case .bool(let flag): n = flag ? 1 : 0
    default:
      if let tensor = tensor(index), tensor.count == 1, tensor.dtype != .float {
        n = Int(exactly: tensor.item) ?? 0
      } else {
        throw Diagnostic(
          "index-type", "an index must be an int, not \(typeName(index))",
          notes: ["\(typeName(base)) has the places 0 … \(count - 1)"])
      }
    }
    if n < 0 { n = n &+ count }
    guard n >= 0, n < count else {
      throw Diagnostic(
        "index-range",
        count == 0
          ? "\(typeName(base)) is empty: there is no place \(repr(index))"
          : "there is no place \(repr(index)): \(typeName(base)) has \(count) (0 … \(count - 1))")
    }
    return n
  }

  /// The resolved bounds of a Python slice.
  func bounds(
    _ slice: SliceObject, count: Int
  ) throws(Diagnostic) -> (start: Int, step: Int, count: Int) {
    func whole(_ value: Value) throws(Diagnostic) -> Int? {
      switch value {
      case .none: return nil
      case .int(let n): return n
      case .bool(let flag): return flag ? 1 : 0
      default:
        if let tensor = tensor(value), tensor.count == 1, tensor.dtype != .float {
          return Int(exactly: tensor.item)
        }
        throw Diagnostic(
          "slice-type", "the bounds of a slice must be ints, not \(typeName(value))",
          suggestions: {
            if case .float = value { return ["`//` divides to an int; `int(…)` makes one"] }
            return []
          }())
      }
    }
    let step = try whole(slice.step) ?? 1
    guard step != 0 else { throw Diagnostic("slice-step", "the step of a slice cannot be 0") }
    func clamped(_ n: Int?, _ fallback: Int) -> Int {
      guard var n else { return fallback }
      if n < 0 { n = n &+ count }
      return step > 0 ? max(0, min(count, n)) : max(-1, min(count - 1, n))
    }
    let start = clamped(try whole(slice.start), step > 0 ? 0 : count - 1)
    let stop = clamped(try whole(slice.stop), step > 0 ? count : -1)
    return (start, step, RangeObject(start: start, stop: stop, step: step).count)
  }

  private mutating func sliced(_ base: Value, _ slice: SliceObject) throws(Diagnostic) -> Value {
    guard case .object(let id) = base else { throw notIndexable(base) }
    switch heap[id] {
    case .list(let list):
      let (start, step, count) = try bounds(slice, count: list.count)
      return self.list((0..<count).map { list[start + $0 * step] })
    case .tuple(let tuple):
      let (start, step, count) = try bounds(slice, count: tuple.items.count)
      return try self.tuple(ContiguousArray((0..<count).map { tuple.items[start + $0 * step] }))
    case .string(let s):
      let (start, step, count) = try bounds(slice, count: s.count)
      if s.isASCII {
        let bytes = Array(s.text.utf8)
        let picked = (0..<count).map { bytes[start + $0 * step] }
        return try string(String(decoding: picked, as: UTF8.self))
      }
      let scalars = Array(s.text.unicodeScalars)
      var text = String.UnicodeScalarView()
      for i in 0..<count { text.append(scalars[start + i * step]) }
      return try string(String(text))
    case .range(let range):
      let (start, step, count) = try bounds(slice, count: range.count)
      let (stride, overflow) = range.step.multipliedReportingOverflow(by: step)
      guard !overflow else { throw Diagnostic("overflow", "the range's step is too large") }
      var result = RangeObject(start: 0, stop: 0, step: stride)
      result.start = count > 0 ? range.number(at: start) : range.start
      result.count = count
      let last = range.start &+ range.count &* range.step
      let distance = count.multipliedReportingOverflow(by: step)
      let end = start.addingReportingOverflow(distance.partialValue)
      let isBeyond = distance.overflow || end.overflow
      if !isBeyond, end.partialValue >= 0, end.partialValue < range.count {
        result.stop = range.number(at: end.partialValue)
      } else {
        result.stop = step < 0 ? range.start &- range.step : last
      }
      return .object(heap.add(.range(result)))
    case .dict: throw Diagnostic("slice-dict", "a dict has no order to slice by")
    default: throw notIndexable(base)
    }
  }

  // MARK: - Storing

  mutating func writeSubscript() throws(Diagnostic) {
    let (value, base, index) = (top(2), top(1), top())
    guard case .object(let id) = base else { throw notIndexable(base) }
    // Nothing may hold the list or the table when it changes: a second owner means a copy.
    switch collection(id) {
    case .list(let count):
      if case .object(let other) = index, case .slice(let slice) = heap[other] {
        try writeSlice(id, slice, value)
      } else {
        let place = try place(index, count, in: base)
        heap.withList(id) { $0[place] = value }
      }
    case .dict(let count):
      let key = try key(index)
      try reserve(80)
      heap.withTable(id) { $0.set(key, written: index, to: value) }
      if case .dict(let after) = collection(id), after > count { heap.count(bytes: 80) }
    case .other: throw notWritable(base)
    }
    stack.removeLast(3)
  }

  /// What can be changed by a subscript, and how many members it has.
  private enum Collection {
    case list(Int)
    case dict(Int)
    case other
  }

  private func collection(_ id: ObjectID) -> Collection {
    if case .list(let list) = heap[id] { return .list(list.count) }
    if case .dict(let table) = heap[id] { return .dict(table.count) }
    return .other
  }

  private func notWritable(_ base: Value) -> Diagnostic {
    guard case .object(let id) = base else { return notIndexable(base) }
    switch heap[id] {
    case .tensor:
      return Diagnostic(
        "assign-element", "elements of a tensor cannot be assigned",
        notes: ["every number keeps the operation that made it, so that it can be explained"],
        suggestions: [
          "`where(mask, new, x)` or `x.masked_fill(mask, value)` make a new tensor",
          "a list of numbers, then `tensor(…)`",
        ])
    case .tuple, .string:
      return Diagnostic(
        "immutable", "\(typeName(base)) cannot be changed",
        suggestions: ["a list can: `list(…)`"])
    default: return notIndexable(base)
    }
  }

  private mutating func writeSlice(
    _ id: ObjectID, _ slice: SliceObject, _ value: Value
  ) throws(Diagnostic) {
    guard let items = try eagerItems(value) else {
      throw Diagnostic(
        "slice-generator", "a slice takes a list here", suggestions: ["`list(…)` around it"])
    }
    guard case .list(let list) = heap[id] else { return }
    let (start, step, count) = try bounds(slice, count: list.count)
    try reserve(list.count * 16)
    var all = list.array
    if step == 1 {
      try reserve((all.count + items.count) * 16)
      all.replaceSubrange(start..<(start + count), with: items)
    } else {
      guard items.count == count else {
        throw Diagnostic(
          "slice-size", "\(items.count) values do not fit a slice of \(count) places")
      }
      for i in 0..<count { all[start + i * step] = items[i] }
    }
    heap[id] = .list(ListStorage(all))
    heap.count(bytes: items.count * 16)
  }

  mutating func deleteSubscript() throws(Diagnostic) {
    let (base, index) = (top(1), top())
    guard case .object(let id) = base else { throw notIndexable(base) }
    switch collection(id) {
    case .list(let count):
      if case .object(let other) = index, case .slice(let slice) = heap[other] {
        deleteSlice(id, try bounds(slice, count: count))
      } else {
        let place = try place(index, count, in: base)
        heap.withList(id) { _ = $0.remove(at: place) }
      }
    case .dict:
      let key = try key(index)
      guard heap.withTable(id, { $0.entries.removeValue(forKey: key) != nil }) == true else {
        throw Diagnostic("key", "the dict has no key \(repr(index))")
      }
    case .other: throw notIndexable(base)
    }
    stack.removeLast(2)
  }

  private mutating func deleteSlice(
    _ id: ObjectID, _ bounds: (start: Int, step: Int, count: Int)
  ) {
    guard case .list(let list) = heap[id] else { return }
    let gone = Set((0..<bounds.count).map { bounds.start + $0 * bounds.step })
    let kept = list.array.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
    heap[id] = .list(ListStorage(kept))
  }
}
