import Autograd
import Diagnostics

// Lists and tuples: making, changing, searching and sorting them.
//
// A list is taken out of the heap, changed and put back, so that growing it copies nothing.
// Sorting is a stable merge sort whose short runs are those of CPython (binary insertion into an
// ascending run), so that even lists with nan, which have no order, come out as there.

extension Builtins {
  static let lists: [Builtin] = [
    function("list", ["iterable"], collects: true) { machine, values throws(Diagnostic) in
      machine.list(values[0].isGiven ? try machine.items(of: values[0]) : [])
    },
    function("tuple", ["iterable"], collects: true) { machine, values throws(Diagnostic) in
      if case .object(let id) = values[0], case .tuple(let tuple) = machine.heap[id],
        case .plain = tuple.kind
      {
        return values[0]
      }
      return try machine.tuple(values[0].isGiven ? try machine.items(of: values[0]) : [])
    },
    native("sorted", [.bare]) { machine, arguments throws(Diagnostic) in
      let order = try machine.order(&arguments)
      try arguments.bind(
        ["iterable"], required: 1, takesNames: false, hasReceiver: false, in: machine)
      let items = try machine.items(of: arguments.values[0])
      if case .none = order.key {
        return .value(machine.list(try machine.sorted(items, by: items, reverse: order.isReversed)))
      }
      return .prelude("__sorted_by", [machine.list(items), order.key, .bool(order.isReversed)])
    },

    method("append", of: .list, ["x"]) { machine, values throws(Diagnostic) in
      try machine.append(values[1], to: values[0])
      return .none
    },
    method("extend", of: .list, ["iterable"], collects: true) {
      machine, values throws(Diagnostic) in
      let items = try machine.items(of: values[1])
      machine.change(values[0], growth: items.count) { for item in items { $0.append(item) } }
      return .none
    },
    method("insert", of: .list, ["i", "x"]) { machine, values throws(Diagnostic) in
      let place = try machine.int(values[1], "a place")
      try machine.reserve(16)
      machine.change(values[0], growth: 1) { list in
        let start = place < 0 ? max(0, place &+ list.count) : min(place, list.count)
        list.insert(values[2], at: start)
      }
      return .none
    },
    method("pop", of: .list, ["i"], required: 0) { machine, values throws(Diagnostic) in
      let count = try machine.length(values[0])
      var place = values[1].isGiven ? try machine.int(values[1], "a place") : -1
      guard count > 0 else {
        throw Diagnostic("index-range", "pop from an empty list")
      }
      if place < 0 { place = place &+ count }
      guard place >= 0, place < count else {
        throw Diagnostic(
          "index-range",
          "there is no place \(machine.repr(values[1])): the list has \(count) (0 … \(count - 1))")
      }
      return machine.change(values[0]) {
        place == count - 1 ? $0.removeLast() : $0.remove(at: place)
      } ?? .none
    },
    method("remove", of: .list, ["x"]) { machine, values throws(Diagnostic) in
      let place = try machine.place(of: values[1], in: values[0], from: 0, to: .max)
      machine.change(values[0]) { _ = $0.remove(at: place) }
      return .none
    },
    method("reverse", of: .list) { machine, values throws(Diagnostic) in
      machine.change(values[0]) { list in
        for i in 0..<(list.count / 2) {
          let other = list.count - 1 - i
          (list[i], list[other]) = (list[other], list[i])
        }
      }
      return .none
    },
    method("clear", of: .list) { machine, values throws(Diagnostic) in
      machine.change(values[0]) { $0 = ListStorage() }
      return .none
    },
    method("copy", of: .list) { machine, values throws(Diagnostic) in
      machine.list(try machine.items(of: values[0]))
    },
    native("sort", [.list], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      let order = try machine.order(&arguments)
      try arguments.bind([], required: 0, takesNames: false, hasReceiver: true, in: machine)
      let list = arguments.values[0]
      guard case .none = order.key else {
        return .prelude("__sort_by", [list, order.key, .bool(order.isReversed)])
      }
      let items = try machine.items(of: list)
      let sorted = ListStorage(try machine.sorted(items, by: items, reverse: order.isReversed))
      machine.change(list) { $0 = sorted }
      return .value(.none)
    },
    position(of: .list), position(of: .tuple), occurrences(in: .list), occurrences(in: .tuple),

    // What the prelude calls.
    function("__sorted_by_keys", ["items", "keys", "reverse"], required: 3) {
      machine, values throws(Diagnostic) in
      let items = try machine.items(of: values[0])
      let keys = try machine.items(of: values[1])
      let isReversed = try machine.truth(values[2])
      return machine.list(try machine.sorted(items, by: keys, reverse: isReversed))
    },
    function("__refill", ["list", "items"], required: 2) { machine, values throws(Diagnostic) in
      let items = ListStorage(try machine.items(of: values[1]))
      guard machine.count(of: values[0]) == items.count else {
        throw Diagnostic(
          "changed-while-sorting", "the list changed its size while it was sorted",
          notes: ["the function given as `key` may look at items, not add or remove any"])
      }
      machine.change(values[0]) { $0 = items }
      return .none
    },
  ]

  private static func position(of home: Home) -> Builtin {
    method("index", of: home, ["x", "start", "stop"], required: 1) {
      machine, values throws(Diagnostic) in
      let start = values[2].isGiven ? try machine.int(values[2], "`start`") : 0
      let stop = values[3].isGiven ? try machine.int(values[3], "`stop`") : .max
      return .int(try machine.place(of: values[1], in: values[0], from: start, to: stop))
    }
  }

  private static func occurrences(in home: Home) -> Builtin {
    method("count", of: home, ["x"]) { machine, values throws(Diagnostic) in
      var count = 0
      for item in try machine.items(of: values[0]) where try machine.matches(item, values[1]) {
        count += 1
      }
      return .int(count)
    }
  }
}

extension Machine {
  /// Changes the list that a value names, in its place.
  @discardableResult
  fileprivate mutating func change<R>(
    _ list: Value, growth: Int = 0, _ body: (inout ListStorage) -> R
  ) -> R? {
    guard case .object(let id) = list else { return nil }
    heap.count(bytes: growth * 16)
    return heap.withList(id, body)
  }

  /// Whether a member of a list is what is looked for.
  ///
  /// A tensor counts as Python counts what its `==` gives: one of a single number by that number.
  func matches(_ member: Value, _ sought: Value) throws(Diagnostic) -> Bool {
    if case .object(let x) = member, case .object(let y) = sought, x == y { return true }
    guard isTensor(member) || isTensor(sought) else { return try equal(member, sought) }
    guard let a = try comparable(member), let b = try comparable(sought) else { return false }
    return try equal(a, b)
  }

  /// The first place of a value in a list or tuple between two bounds.
  fileprivate func place(
    of sought: Value, in sequence: Value, from start: Int, to stop: Int
  ) throws(Diagnostic) -> Int {
    guard case .object(let id) = sequence else { return 0 }
    var items = ContiguousArray<Value>()
    var list: ListStorage?
    switch heap[id] {
    case .list(let storage): list = storage
    case .tuple(let tuple): items = tuple.items
    default: break
    }
    let count = list?.count ?? items.count
    let low = start < 0 ? max(0, start &+ count) : start
    let high = stop < 0 ? max(0, stop &+ count) : min(stop, count)
    if low < high {
      for i in low..<high where try matches(list?[i] ?? items[i], sought) { return i }
    }
    throw Diagnostic(
      "not-in-list",
      "\(shortRepr(sought)) is not in the \(list == nil ? "tuple" : "list")",
      suggestions: ["`in` asks beforehand: if x in items:"])
  }

  /// The repr of a value where it has to fit a line.
  func shortRepr(_ value: Value) -> String {
    let text = repr(value)
    return text.utf8.count <= 40 && !text.utf8.contains(UInt8(ascii: "\n")) ? text : typeName(value)
  }

  // MARK: - Sorting

  /// The `key` and `reverse` that a sort was given.
  fileprivate func order(
    _ arguments: inout Arguments
  ) throws(Diagnostic) -> (key: Value, isReversed: Bool) {
    let key = arguments.take("key") ?? .none
    let reverse = arguments.take("reverse") ?? .bool(false)
    try arguments.rejectNames(knowing: ["key", "reverse"])
    // As in Python, a number but not just anything that is true.
    return (key, try int(reverse, "`reverse`") != 0)
  }

  /// What a tensor of one number is compared as: the number; other values as themselves.
  fileprivate func comparable(_ value: Value) throws(Diagnostic) -> Value? {
    guard isTensor(value) else { return value }
    let tensor = trace[try row(of: value)]
    guard tensor.count == 1 else {
      throw Diagnostic(
        "ambiguous-truth", "tensors of several elements are neither smaller nor equal as wholes",
        notes: ["one of them has the shape \(tensor.shape)"],
        suggestions: ["`.item()` of a tensor of one number, or a number made of each"])
    }
    return .float(tensor.item)
  }

  /// Whether `a < b`, for sorting and for finding the least and the greatest.
  func precedes(_ a: Value, _ b: Value) throws(Diagnostic) -> Bool {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x < y
    case (.float(let x, _), .float(let y, _)): return x < y
    default: break
    }
    if isTensor(a) || isTensor(b), let x = try comparable(a), let y = try comparable(b) {
      return try precedes(x, y)
    }
    do throws(Diagnostic) {
      return try ordered(.less, a, b)
    } catch {
      var diagnostic = withoutOperands(error)
      if diagnostic.id == "operand" {
        diagnostic.notes.append("items are compared with each other, so every two need an order")
      }
      throw diagnostic
    }
  }

  /// Items in the order of their keys; equal ones keep their order, also when it is reversed.
  func sorted(
    _ items: ContiguousArray<Value>, by keys: ContiguousArray<Value>, reverse: Bool
  ) throws(Diagnostic) -> ContiguousArray<Value> {
    var entries = ContiguousArray<SortEntry>()
    entries.reserveCapacity(items.count)
    for i in items.indices where i < keys.count {
      entries.append(SortEntry(key: keys[i], item: items[i]))
    }
    if reverse { entries.reverse() }
    let count = entries.count
    let run = count < 64 ? count : 32
    var start = 0
    while start < count {
      try sortRun(&entries, start, min(start + run, count))
      start += run
    }
    var width = run
    while width < count, width > 0 {
      try mergeRuns(&entries, width)
      width *= 2
    }
    if reverse { entries.reverse() }
    return ContiguousArray(entries.map(\.item))
  }

  /// One item of a sort with what it is compared by.
  fileprivate struct SortEntry {
    var key: Value
    var item: Value
  }

  /// Sorts a short stretch: takes the run at its front and inserts the others by halving.
  private func sortRun(
    _ entries: inout ContiguousArray<SortEntry>, _ low: Int, _ high: Int
  ) throws(Diagnostic) {
    guard high - low > 1 else { return }
    var sorted = low + 2
    let isDescending = try precedes(entries[low + 1].key, entries[low].key)
    while sorted < high,
      try precedes(entries[sorted].key, entries[sorted - 1].key) == isDescending
    {
      sorted += 1
    }
    if isDescending { entries[low..<sorted].reverse() }
    for i in sorted..<high {
      let entry = entries[i]
      var (left, right) = (low, i)
      while left < right {
        let middle = left + (right - left) / 2
        if try precedes(entry.key, entries[middle].key) {
          right = middle
        } else {
          left = middle + 1
        }
      }
      for place in stride(from: i, to: left, by: -1) { entries[place] = entries[place - 1] }
      entries[left] = entry
    }
  }

  /// Merges neighbouring runs of a width into runs of twice that width.
  private func mergeRuns(
    _ entries: inout ContiguousArray<SortEntry>, _ width: Int
  ) throws(Diagnostic) {
    var merged = ContiguousArray<SortEntry>()
    merged.reserveCapacity(entries.count)
    var start = 0
    while start < entries.count {
      let middle = min(start + width, entries.count)
      let end = min(middle + width, entries.count)
      var (i, j) = (start, middle)
      while i < middle, j < end {
        if try precedes(entries[j].key, entries[i].key) {
          merged.append(entries[j])
          j += 1
        } else {
          merged.append(entries[i])
          i += 1
        }
      }
      merged.append(contentsOf: entries[i..<middle])
      merged.append(contentsOf: entries[j..<end])
      start = end
    }
    entries = merged
  }
}
