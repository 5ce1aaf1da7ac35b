import Autograd
import Diagnostics

// Ranges, iterators, and what runs through one: `sum`, `min`, `any` and their kin.
//
// What is lazy or calls back goes on in the prelude; the functions here check the arguments, make
// the iterators and hand over. Of a tensor `sum`, `min`, `max`, `any` and `all` mean PyTorch's.

extension Builtins {
  static let iterating: [Builtin] = [
    function("range", ["start", "stop", "step"], required: 1) {
      machine, values throws(Diagnostic) in
      var bounds: [Int] = []
      for value in values where value.isGiven {
        bounds.append(try machine.rangeBound(value))
      }
      if bounds.count == 1 { bounds.insert(0, at: 0) }
      let step = bounds.count > 2 ? bounds[2] : 1
      guard step != 0 else {
        throw Diagnostic(
          "range-step", "the step of a range cannot be 0", notes: ["it would never get anywhere"])
      }
      let range = RangeObject(start: bounds[0], stop: bounds[1], step: step)
      return .object(machine.heap.add(.range(range)))
    },
    native("enumerate", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["iterable", "start"], required: 1, in: machine)
      let start = arguments.has(1) ? try machine.int(arguments.values[1], "`start`") : 0
      let items = try machine.iterator(over: arguments.values[0])
      return .prelude("__enumerate", [items, .int(start)])
    },
    native("zip", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      let strict = try arguments.take("strict").map { value throws(Diagnostic) in
        try machine.truth(value)
      }
      try arguments.rejectNames(knowing: ["strict"])
      return try machine.zipped(arguments.values, strict: strict ?? false)
    },
    native("map", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.rejectNames(knowing: [])
      guard arguments.values.count > 1 else {
        throw Diagnostic(
          "arguments", "map() needs a function and something to go through",
          notes: ["map(f, items)"])
      }
      let f = arguments.values[0]
      if arguments.values.count == 2 {
        return .prelude("__map", [f, try machine.iterator(over: arguments.values[1])])
      }
      let iterators = try machine.iterators(over: arguments.values[1...])
      return .prelude("__map_together", [f, try machine.rows(of: iterators)])
    },
    native("filter", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.bind(
        ["function", "iterable"], required: 2, takesNames: false, hasReceiver: false, in: machine)
      let items = try machine.iterator(over: arguments.values[1])
      if case .none = arguments.values[0] { return .prelude("__filter_true", [items]) }
      return .prelude("__filter", [arguments.values[0], items])
    },
    function("reversed", ["sequence"], required: 1) { machine, values throws(Diagnostic) in
      try machine.reversed(values[0])
    },
    function("iter", ["iterable"], required: 1) { machine, values throws(Diagnostic) in
      try machine.iterator(over: values[0])
    },
    native("next", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.bind(
        ["iterator", "default"], required: 1, takesNames: false, hasReceiver: false, in: machine)
      return try machine.nextItem(arguments.values[0], or: arguments.values[1])
    },
    native("sum", [.bare]) { machine, arguments throws(Diagnostic) in
      if let first = arguments.values.first, machine.isTensor(first) {
        return .value(try machine.operation(Registry.id("sum"), &arguments))
      }
      try arguments.bind(["iterable", "start"], required: 1, in: machine)
      let start = arguments.has(1) ? arguments.values[1] : .int(0)
      if let items = machine.longWalk(arguments.values[0]), machine.number(start) != nil {
        return .prelude("__sum", [items, start])
      }
      return .value(try machine.sum(arguments.values[0], from: start))
    },
    extreme("min", .less), extreme("max", .greater),
    quantifier("any", stopsAt: true), quantifier("all", stopsAt: false),

    // What the prelude calls.
    native("__stop_iteration", [.bare]) {
      (machine: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
      throw machine.exhaustedIterator()
    },
    function("__advance", ["iterators"], required: 1) { machine, values throws(Diagnostic) in
      try machine.advanceTogether(values[0])
    },
    function("__zip_shorter", ["row"], required: 1) { machine, values throws(Diagnostic) in
      let count = try machine.length(values[0])
      if count > 0 { throw machine.unevenZip(count + 1, "shorter") }
      return .none
    },
    function("__zip_longer", ["place"], required: 1) { machine, values throws(Diagnostic) in
      throw machine.unevenZip(try machine.int(values[0], "a place"), "longer")
    },
    function("__extreme_by_keys", ["items", "keys", "largest"], required: 3) {
      machine, values throws(Diagnostic) in
      let items = try machine.items(of: values[0])
      let keys = try machine.items(of: values[1])
      let isLargest = try machine.truth(values[2])
      var best = 0
      for i in keys.indices.dropFirst() {
        let (a, b) = isLargest ? (keys[best], keys[i]) : (keys[i], keys[best])
        if try machine.precedes(a, b) { best = i }
      }
      return items[best]
    },
  ]

  private static func extreme(_ name: String, _ op: ComparisonOperator) -> Builtin {
    native(name, [.bare]) { machine, arguments throws(Diagnostic) in
      let isPython = arguments.keywords.contains { $0.name == "key" || $0.name == "default" }
      if let first = arguments.values.first, machine.isTensor(first), !isPython {
        return .value(try machine.extremum(name, &arguments))
      }
      let key = arguments.take("key") ?? .none
      let fallback = arguments.take("default") ?? .unbound
      try arguments.rejectNames(knowing: ["key", "default"])
      return try machine.extreme(
        name, of: arguments.values, key: key, fallback: fallback, isLargest: op == .greater)
    }
  }

  private static func quantifier(_ name: String, stopsAt wanted: Bool) -> Builtin {
    native(name, [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      if let first = arguments.values.first, machine.isTensor(first) {
        return .value(try machine.operation(Registry.id(name), &arguments))
      }
      try arguments.bind(
        ["iterable"], required: 1, takesNames: false, hasReceiver: false, in: machine)
      if machine.isGenerator(arguments.values[0]) {
        return .prelude("__" + name, [arguments.values[0]])
      }
      if let items = machine.longWalk(arguments.values[0]) {
        return .prelude("__" + name, [items])
      }
      var result = !wanted
      try machine.walk(arguments.values[0]) { machine, item throws(Diagnostic) in
        if try machine.truth(item) == wanted { result = wanted }
        return result != wanted
      }
      return .value(.bool(result))
    }
  }
}

// MARK: - Going through items

extension Machine {
  /// Visits the items of what is all there already, one at a time, until `visit` gives false.
  ///
  /// Where `visit` throws, an iterator is left as it was, so that the call can be tried again.
  mutating func walk(
    _ iterable: Value, _ visit: (inout Machine, Value) throws(Diagnostic) -> Bool
  ) throws(Diagnostic) {
    guard case .object(let id) = try iterator(over: iterable),
      case .iterator(var iterator) = heap[id]
    else { throw unwalked(iterable) }
    while let item = try next(&iterator), try visit(&self, item) {}
    heap[id] = .iterator(iterator)
  }

  /// An iterator over a range so long that walking it in one instruction would not let a run be
  /// stopped for seconds; nil for anything else.
  fileprivate mutating func longWalk(_ iterable: Value) -> Value? {
    guard case .object(let id) = iterable else { return nil }
    var source = id
    if case .iterator(let iterator) = heap[id] { source = iterator.source }
    guard case .range(let range) = heap[source], range.count > 1 << 22 else { return nil }
    return try? iterator(over: iterable)
  }

  /// All items of what is all there already; there is room for them before an iterator is used up.
  mutating func items(
    of value: Value, bytesEach: Int = 16
  ) throws(Diagnostic) -> ContiguousArray<Value> {
    if case .object(let id) = value, case .iterator(let iterator) = heap[id],
      let count = count(of: .object(iterator.source))
    {
      try reserve(count &* (bytesEach &+ 64))
    } else if let count = count(of: value), count < 1 << 40 {
      try reserve(count &* bytesEach)
    }
    guard let items = try eagerItems(value) else { throw unwalked(value) }
    try reserve(items.count &* bytesEach)
    return items
  }

  private func unwalked(_ value: Value) -> Diagnostic {
    Diagnostic(
      "lazy-inside", "\(typeName(value)) inside another collection cannot be run here",
      suggestions: ["`list(…)` makes a list of it first"])
  }

  fileprivate func rangeBound(_ value: Value) throws(Diagnostic) -> Int {
    do throws(Diagnostic) {
      return try int(value, "a bound of a range")
    } catch {
      var diagnostic = error
      if case .float = value { diagnostic.suggestions = ["`int(…)`, or `//` where it was divided"] }
      if count(of: value) != nil { diagnostic.suggestions = ["range(len(…))"] }
      throw diagnostic
    }
  }

  // MARK: - Iterators

  fileprivate mutating func iterators(
    over values: some Sequence<Value>
  ) throws(Diagnostic) -> [Value] {
    var iterators: [Value] = []
    for value in values { iterators.append(try iterator(over: value)) }
    return iterators
  }

  fileprivate mutating func zipped(_ values: [Value], strict: Bool) throws(Diagnostic) -> Outcome {
    let iterators = try iterators(over: values)
    if iterators.isEmpty { return .value(try iterator(over: list([]))) }
    if strict || iterators.contains(where: { isGenerator($0) }) {
      return .prelude("__zip_lazy", [list(iterators), .exhausted, .bool(strict)])
    }
    return .prelude("__zip", [list(iterators), .exhausted])
  }

  /// An iterator over the tuples of several iterators, for code of the prelude.
  fileprivate mutating func rows(of iterators: [Value]) throws(Diagnostic) -> Value {
    let name = iterators.contains { isGenerator($0) } ? "__zip_lazy" : "__zip"
    guard let slot = globalNames.slot(of: name), case .object(let id) = globals[slot],
      case .function(let function) = heap[id]
    else { throw Diagnostic("prelude", "the prelude has no \(name)") }
    let code = codes[Int(function.code)].code
    var locals = ContiguousArray<Value>(repeating: .unbound, count: code.localNames.count)
    let arguments: [Value] = [list(iterators), .exhausted, .bool(false)]
    for i in code.parameters.indices { locals[i] = arguments[i] }
    let generator = GeneratorObject(code: function.code, pc: 0, locals: locals)
    return .object(heap.add(.generator(generator), bytes: locals.count * 16))
  }

  /// The next item of each iterator as a tuple; `exhausted` when one of them is at its end.
  fileprivate mutating func advanceTogether(_ iterators: Value) throws(Diagnostic) -> Value {
    guard case .object(let list) = iterators, case .list(let members) = heap[list] else {
      return .exhausted
    }
    // No iterator may have moved when the budget stops the tuple.
    try reserve(members.count &* 80)
    var items = ContiguousArray<Value>()
    items.reserveCapacity(members.count)
    for i in 0..<members.count {
      guard case .object(let id) = members[i], case .iterator(var iterator) = heap[id],
        let item = try next(&iterator)
      else { return .exhausted }
      heap[id] = .iterator(iterator)
      items.append(item)
    }
    return try tuple(items)
  }

  fileprivate func unevenZip(_ place: Int, _ word: String) -> Diagnostic {
    let others = place == 2 ? "argument 1" : "arguments 1 to \(place - 1)"
    return Diagnostic(
      "zip-strict", "argument \(place) of zip is \(word) than \(others)",
      notes: ["strict=True wants all of them equally long"])
  }

  fileprivate mutating func reversed(_ value: Value) throws(Diagnostic) -> Value {
    if case .object(let id) = value {
      switch heap[id] {
      case .list, .tuple, .string, .range, .dict, .view:
        return try iterator(over: value, reversed: true)
      case .tensor:
        if let flip = Registry.find("flip"), (tensor(value)?.rank ?? 0) > 0 {
          var arguments = Arguments(values: [value, .int(0)], keywords: [], name: "reversed")
          return try operation(flip, &arguments)
        }
      case .set:
        throw Diagnostic(
          "not-reversible", "a set has no order to reverse",
          suggestions: ["sorted(…, reverse=True)"])
      case .iterator, .generator:
        throw Diagnostic(
          "not-reversible", "an iterator runs forwards only",
          suggestions: ["`list(…)` makes a list of it first"])
      default: break
      }
    }
    throw Diagnostic("not-reversible", "\(typeName(value)) has no items to go through backwards")
  }

  fileprivate func exhaustedIterator() -> Diagnostic {
    Diagnostic(
      "stop-iteration", "the iterator has no next item",
      suggestions: ["next(it, None)      gives None at the end"])
  }

  fileprivate mutating func nextItem(
    _ value: Value, or fallback: Value
  ) throws(Diagnostic) -> Outcome {
    if case .object(let id) = value {
      switch heap[id] {
      case .generator:
        if fallback.isGiven { return .prelude("__next", [value, fallback]) }
        return .prelude("__next_or_stop", [value])
      case .iterator(var iterator):
        if let item = try next(&iterator) {
          heap[id] = .iterator(iterator)
          return .value(item)
        }
        heap[id] = .iterator(iterator)
        guard fallback.isGiven else { throw exhaustedIterator() }
        return .value(fallback)
      default: break
      }
    }
    throw Diagnostic(
      "not-iterator", "\(typeName(value)) is no iterator",
      notes: ["an iterator remembers how far it was walked"],
      suggestions: count(of: value) == nil ? [] : ["it = iter(…), then next(it)"])
  }

  // MARK: - Folding

  fileprivate mutating func sum(_ iterable: Value, from start: Value) throws(Diagnostic) -> Value {
    let strings = Diagnostic(
      "sum-strings", "sum does not add strings", suggestions: ["''.join(parts)"])
    if text(start) != nil { throw strings }
    var total = start
    try walk(iterable) { machine, item throws(Diagnostic) in
      do throws(Diagnostic) {
        total = try machine.binary(.add, total, item)
      } catch {
        throw machine.text(item) == nil ? machine.withoutOperands(error) : strings
      }
      return true
    }
    return total
  }

  /// A diagnostic about two members of a collection: the call's own arguments are not its operands.
  func withoutOperands(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.labels = []
    return diagnostic
  }

  fileprivate mutating func extreme(
    _ name: String, of values: [Value], key: Value, fallback: Value, isLargest: Bool
  ) throws(Diagnostic) -> Outcome {
    guard !values.isEmpty else {
      throw Diagnostic("arguments", "\(name)() needs something to choose from")
    }
    guard values.count == 1 || !fallback.isGiven else {
      throw Diagnostic(
        "arguments", "\(name)() takes `default` only with a single collection to choose from")
    }
    let source = values.count == 1 ? values[0] : list(values)
    if case .none = key {
      if let items = longWalk(source), case .object(let id) = items,
        case .iterator(var iterator) = heap[id], let first = try next(&iterator)
      {
        heap[id] = .iterator(iterator)
        return .prelude("__extreme", [items, first, .bool(isLargest)])
      }
      var best = Value.unbound
      try walk(source) { machine, item throws(Diagnostic) in
        let (a, b) = isLargest ? (best, item) : (item, best)
        let isBetter = best.isGiven ? try machine.precedes(a, b) : true
        if isBetter { best = item }
        return true
      }
      if best.isGiven { return .value(best) }
    } else {
      let items = try items(of: source)
      if !items.isEmpty { return .prelude("__extreme_by", [list(items), key, .bool(isLargest)]) }
    }
    if fallback.isGiven { return .value(fallback) }
    throw Diagnostic(
      "empty", "\(name) of nothing has no answer",
      suggestions: ["\(name)(…, default=0) says what it is then"])
  }
}
