import Diagnostics

// Dicts, sets and records: making them, and their methods.
//
// Keys are computed and room is made sure of before anything changes, so that a call that fails
// has changed nothing.

extension Builtins {
  static let tables: [Builtin] =
    dicts + sets + [
      native("record", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
        guard arguments.values.isEmpty else {
          throw Diagnostic(
            "arguments", "a record's fields need names",
            suggestions: ["record(w=…, b=…), read as r.w and r.b"])
        }
        var record = RecordObject(names: [], values: [])
        for (name, value) in arguments.keywords {
          record.names.append(name)
          record.values.append(value)
        }
        let bytes = record.names.count &* 48
        try machine.reserve(bytes)
        return .value(.object(machine.heap.add(.record(record), bytes: bytes)))
      }
    ]

  private static let dicts: [Builtin] = [
    native("dict", [.bare]) { machine, arguments throws(Diagnostic) in
      let named = arguments.keywords
      arguments.keywords = []
      try arguments.bind(
        ["mapping"], required: 0, takesNames: false, hasReceiver: false, in: machine)
      var table = TableObject()
      try machine.merge(arguments.values[0], named, into: &table)
      try machine.reserve(table.count &* 80)
      return .value(machine.add(dict: table))
    },
    window("keys", .keys), window("values", .values), window("items", .items),
    method("get", of: .dict, ["key", "default"], required: 1) {
      machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      if let entry = machine.table(values[0]).entries[key] { return entry.value }
      return values[2].isGiven ? values[2] : .none
    },
    method("setdefault", of: .dict, ["key", "default"], required: 1) {
      machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      if let entry = machine.table(values[0]).entries[key] { return entry.value }
      let value = values[2].isGiven ? values[2] : .none
      try machine.reserve(80)
      machine.change(values[0], growth: 1) { $0.set(key, written: values[1], to: value) }
      return value
    },
    method("pop", of: .dict, ["key", "default"], required: 1) {
      machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      let gone = machine.change(values[0]) { $0.entries.removeValue(forKey: key) }
      if let entry = gone ?? nil { return entry.value }
      if values[2].isGiven { return values[2] }
      throw Diagnostic(
        "key", "the dict has no key \(machine.shortRepr(values[1]))",
        suggestions: ["d.pop(key, None)      gives None then"])
    },
    method("popitem", of: .dict) { machine, values throws(Diagnostic) in
      guard let last = machine.table(values[0]).entries.values.last else {
        throw Diagnostic("key", "popitem from an empty dict")
      }
      let pair = try machine.tuple([last.key, last.value])
      machine.change(values[0]) { _ = $0.entries.removeLast() }
      return pair
    },
    native("update", [.dict]) { machine, arguments throws(Diagnostic) in
      let named = arguments.keywords
      arguments.keywords = []
      try arguments.bind(
        ["mapping"], required: 0, takesNames: false, hasReceiver: true, in: machine)
      var more = TableObject()
      try machine.merge(arguments.values[1], named, into: &more)
      try machine.reserve(more.count &* 80)
      machine.change(arguments.values[0], growth: more.count) { table in
        for (key, entry) in more.entries { table.set(key, written: entry.key, to: entry.value) }
      }
      return .value(.none)
    },
    copy(.dict), clear(.dict),
  ]

  private static let sets: [Builtin] = [
    function("set", ["iterable"], collects: true) { machine, values throws(Diagnostic) in
      var table = TableObject()
      if values[0].isGiven { table = try machine.members(of: values[0]) }
      try machine.reserve(table.count &* 80)
      return machine.add(set: table)
    },
    method("add", of: .set, ["x"]) { machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      try machine.reserve(80)
      let isNew = machine.table(values[0]).entries[key] == nil
      machine.change(values[0], growth: isNew ? 1 : 0) {
        $0.set(key, written: values[1], to: .none)
      }
      return .none
    },
    method("discard", of: .set, ["x"]) { machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      machine.change(values[0]) { _ = $0.entries.removeValue(forKey: key) }
      return .none
    },
    method("remove", of: .set, ["x"]) { machine, values throws(Diagnostic) in
      let key = try machine.key(values[1])
      if machine.change(values[0], { $0.entries.removeValue(forKey: key) != nil }) == true {
        return .none
      }
      throw Diagnostic(
        "key", "\(machine.shortRepr(values[1])) is not in the set",
        suggestions: ["`discard` removes what is there and else does nothing"])
    },
    method("pop", of: .set) { machine, values throws(Diagnostic) in
      guard let first = machine.table(values[0]).entries.values.first else {
        throw Diagnostic("key", "pop from an empty set")
      }
      machine.change(values[0]) { _ = $0.entries.removeFirst() }
      return first.key
    },
    combining("union") { a, others in
      var result = a
      for other in others { result.insert(other) }
      return result
    },
    combining("intersection") { a, others in
      a.keeping { key in others.allSatisfy { $0.entries[key] != nil } }
    },
    combining("difference") { a, others in
      a.keeping { key in others.allSatisfy { $0.entries[key] == nil } }
    },
    native("symmetric_difference", [.set]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(
        ["other"], required: 1, takesNames: false, hasReceiver: true, in: machine)
      let own = machine.table(arguments.values[0])
      let other = try machine.members(of: arguments.values[1])
      var result = own.keeping { other.entries[$0] == nil }
      result.insert(other.keeping { own.entries[$0] == nil })
      try machine.reserve(result.count &* 80)
      return .value(machine.add(set: result))
    },
    native("update", [.set]) { machine, arguments throws(Diagnostic) in
      try arguments.rejectNames(knowing: [])
      var more = TableObject()
      for value in arguments.values.dropFirst() { more.insert(try machine.members(of: value)) }
      try machine.reserve(more.count &* 80)
      machine.change(arguments.values[0], growth: more.count) { $0.insert(more) }
      return .value(.none)
    },
    relation("issubset") { a, b in a.entries.keys.allSatisfy { b.entries[$0] != nil } },
    relation("issuperset") { a, b in b.entries.keys.allSatisfy { a.entries[$0] != nil } },
    relation("isdisjoint") { a, b in b.entries.keys.allSatisfy { a.entries[$0] == nil } },
    copy(.set), clear(.set),
  ]

  private static func window(_ name: String, _ kind: ViewKind) -> Builtin {
    method(name, of: .dict) { machine, values throws(Diagnostic) in
      guard case .object(let id) = values[0] else { return .none }
      return .object(machine.heap.add(.view(kind, id)))
    }
  }

  private static func copy(_ home: Home) -> Builtin {
    method("copy", of: home) { machine, values throws(Diagnostic) in
      let table = machine.table(values[0])
      try machine.reserve(table.count &* 80)
      return home == .dict ? machine.add(dict: table) : machine.add(set: table)
    }
  }

  private static func clear(_ home: Home) -> Builtin {
    method("clear", of: home) { machine, values throws(Diagnostic) in
      machine.change(values[0]) { $0 = TableObject() }
      return .none
    }
  }

  /// A method that makes a set of its own and any number of others.
  private static func combining(
    _ name: String, _ combine: @escaping @Sendable (TableObject, [TableObject]) -> TableObject
  ) -> Builtin {
    native(name, [.set]) { machine, arguments throws(Diagnostic) in
      try arguments.rejectNames(knowing: [])
      var others: [TableObject] = []
      for value in arguments.values.dropFirst() { others.append(try machine.members(of: value)) }
      let result = combine(machine.table(arguments.values[0]), others)
      try machine.reserve(result.count &* 80)
      return .value(machine.add(set: result))
    }
  }

  private static func relation(
    _ name: String, _ holds: @escaping @Sendable (TableObject, TableObject) -> Bool
  ) -> Builtin {
    method(name, of: .set, ["other"], collects: true) { machine, values throws(Diagnostic) in
      .bool(holds(machine.table(values[0]), try machine.members(of: values[1])))
    }
  }
}

extension TableObject {
  /// Adds the members of another set.
  fileprivate mutating func insert(_ other: TableObject) {
    for (key, entry) in other.entries { set(key, written: entry.key, to: .none) }
  }

  /// The set of the members that pass.
  fileprivate func keeping(_ keeps: (DictKey) -> Bool) -> TableObject {
    var result = TableObject()
    for (key, entry) in entries where keeps(key) { result.set(key, written: entry.key, to: .none) }
    return result
  }
}

extension Machine {
  /// The table of a dict or a set.
  fileprivate func table(_ value: Value) -> TableObject {
    guard case .object(let id) = value else { return TableObject() }
    switch heap[id] {
    case .dict(let table), .set(let table): return table
    default: return TableObject()
    }
  }

  /// Changes the table that a value names, in its place.
  @discardableResult
  fileprivate mutating func change<R>(
    _ table: Value, growth: Int = 0, _ body: (inout TableObject) -> R
  ) -> R? {
    guard case .object(let id) = table else { return nil }
    heap.count(bytes: growth &* 80)
    return heap.withTable(id, body)
  }

  /// The items of an iterable as a set.
  fileprivate mutating func members(of value: Value) throws(Diagnostic) -> TableObject {
    if case .object(let id) = value, case .set(let table) = heap[id] { return table }
    var table = TableObject()
    for item in try items(of: value, bytesEach: 80) {
      table.set(try key(item), written: item, to: .none)
    }
    return table
  }

  /// What `dict(…)` and `update(…)` take: a dict or pairs, and names with values.
  fileprivate mutating func merge(
    _ source: Value, _ named: [(name: String, value: Value)], into table: inout TableObject
  ) throws(Diagnostic) {
    if case .object(let id) = source, case .dict(let other) = heap[id] {
      for (key, entry) in other.entries { table.set(key, written: entry.key, to: entry.value) }
    } else if source.isGiven {
      for (i, pair) in try items(of: source, bytesEach: 80).enumerated() {
        let both = try pairItems(pair, place: i)
        table.set(try key(both[0]), written: both[0], to: both[1])
      }
    }
    for (name, value) in named { table.set(.string(name), written: try string(name), to: value) }
  }

  private mutating func pairItems(
    _ pair: Value, place: Int
  ) throws(Diagnostic) -> ContiguousArray<Value> {
    guard case .object(let id) = pair, count(of: pair) != nil || isWalkable(id) else {
      throw Diagnostic(
        "pairs", "a dict is made of pairs of a key and a value; item \(place) is \(typeName(pair))",
        suggestions: ["dict(zip(keys, values))"])
    }
    let both = try items(of: pair)
    guard both.count == 2 else {
      throw Diagnostic(
        "pairs",
        "a dict is made of pairs of a key and a value; item \(place) has \(both.count) "
          + "member\(both.count == 1 ? "" : "s")")
    }
    return both
  }

  private func isWalkable(_ id: ObjectID) -> Bool {
    switch heap[id] {
    case .iterator, .generator, .tensor: true
    default: false
    }
  }
}
