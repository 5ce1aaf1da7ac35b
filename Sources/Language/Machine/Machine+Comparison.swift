import Autograd
import Diagnostics
import Tensors

// Comparison, membership and truth: Python's on numbers, strings and collections, PyTorch's where
// a tensor takes part.

extension Machine {
  mutating func compareOperator(_ c: UInt8) throws(Diagnostic) {
    let op = Machine.comparisonOperators[Int(c)]
    let (a, b) = (top(1), top())
    let result: Value
    switch op {
    case .isSame: result = .bool(isSame(a, b))
    case .isNot: result = .bool(!isSame(a, b))
    case .isIn, .notIn:
      guard let found = try contains(b, a) else {
        // A lazy iterator has to be run to be searched, and only as far as the find.
        return try searchIterator()
      }
      result = .bool(found == (op == .isIn))
    default:
      if isTensor(a) || isTensor(b), let value = try compareTensors(op, a, b) {
        result = value
      } else if op == .equal || op == .notEqual {
        result = .bool(try equal(a, b) == (op == .equal))
      } else {
        result = .bool(try ordered(op, a, b))
      }
    }
    replace(2, with: result)
  }

  /// Whether `a is b`.
  func isSame(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.object(let x), .object(let y)): return x == y
    case (.none, .none), (.ellipsis, .ellipsis), (.exhausted, .exhausted): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.int(let x), .int(let y)): return x == y
    case (.float(let x, _), .float(let y, _)): return x.bitPattern == y.bitPattern
    case (.builtin(let x), .builtin(let y)): return x == y
    case (.dtype(let x), .dtype(let y)): return x == y
    case (.module(let x), .module(let y)): return x == y
    default: return false
    }
  }

  /// Whether `a == b` by Python's rules; a tensor inside a collection counts by identity.
  func equal(_ a: Value, _ b: Value, depth: Int = 0) throws(Diagnostic) -> Bool {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x == y
    case (.float(let x, _), .float(let y, _)):
      // Inside a collection Python asks for identity first, and a nan is itself.
      return x == y || depth > 0 && x.bitPattern == y.bitPattern
    case (.int(let x), .float(let y, _)): return PythonFloat.compare(x, y) == 0
    case (.float(let x, _), .int(let y)): return PythonFloat.compare(y, x) == 0
    case (.bool(let x), .bool(let y)): return x == y
    case (.bool(let x), .int), (.bool(let x), .float):
      return try equal(.int(x ? 1 : 0), b)
    case (.int, .bool(let y)), (.float, .bool(let y)):
      return try equal(a, .int(y ? 1 : 0))
    case (.object(let x), .object(let y)):
      if x == y, depth > 0 { return true }
      guard depth < 200 else { throw tooDeep() }
      switch (heap[x], heap[y]) {
      case (.tensor, _), (_, .tensor):
        guard let i = comparable(a), let j = comparable(b) else { return false }
        return try equal(i, j, depth: depth)
      case (.string(let s), .string(let t)):
        return s.count == t.count && s.text.utf8.elementsEqual(t.text.utf8)
      case (.list(let s), .list(let t)):
        guard s.count == t.count else { return false }
        for i in 0..<s.count where !(try equal(s[i], t[i], depth: depth + 1)) { return false }
        return true
      case (.tuple(let s), .tuple(let t)):
        guard s.items.count == t.items.count else { return false }
        for i in 0..<s.items.count
        where !(try equal(s.items[i], t.items[i], depth: depth + 1)) { return false }
        return true
      case (.dict(let s), .dict(let t)):
        // A nan that is a key is found by identity only: in the same dict, it is.
        if x == y { return true }
        guard s.count == t.count else { return false }
        for (key, entry) in s.entries {
          guard let other = t.entries[key],
            try equal(entry.value, other.value, depth: depth + 1)
          else { return false }
        }
        return true
      case (.set(let s), .set(let t)):
        return x == y || s.count == t.count && s.entries.keys.allSatisfy { t.entries[$0] != nil }
      case (.range(let s), .range(let t)):
        return s.count == t.count
          && (s.count == 0 || s.start == t.start && (s.count == 1 || s.step == t.step))
      case (.record(let s), .record(let t)):
        guard s.names == t.names else { return false }
        for i in s.values.indices
        where !(try equal(s.values[i], t.values[i], depth: depth + 1)) { return false }
        return true
      case (.method(let s, let m), .method(let t, let n)): return m == n && isSame(s, t)
      default: return x == y
      }
    default: return isSame(a, b)
    }
  }

  /// `a < b` and its kin on numbers, strings, lists, tuples and sets.
  func ordered(
    _ op: ComparisonOperator, _ a: Value, _ b: Value, depth: Int = 0
  ) throws(Diagnostic) -> Bool {
    if let x = comparable(a), let y = comparable(b) {
      if case .int(let i) = x, case .int(let j) = y {
        return Machine.holds(op, i < j ? -1 : i > j ? 1 : 0)
      }
      if case .float(let i, _) = x, case .float(let j, _) = y {
        if i.isNaN || j.isNaN { return false }
        return Machine.holds(op, i < j ? -1 : i > j ? 1 : 0)
      }
      if case .int(let i) = x, case .float(let j, _) = y {
        guard let order = PythonFloat.compare(i, j) else { return false }
        return Machine.holds(op, order)
      }
      if case .float(let i, _) = x, case .int(let j) = y {
        guard let order = PythonFloat.compare(j, i) else { return false }
        return Machine.holds(op, -order)
      }
    }
    guard case .object(let x) = a, case .object(let y) = b else {
      throw badOperands(op.rawValue, a, b)
    }
    guard depth < 200 else { throw tooDeep() }
    switch (heap[x], heap[y]) {
    case (.string(let s), .string(let t)):
      return Machine.holds(op, PythonString.compare(s.text, t.text))
    case (.list(let s), .list(let t)):
      return try orderedSequences(op, s.array, t.array, depth)
    case (.tuple(let s), .tuple(let t)):
      return try orderedSequences(op, s.items, t.items, depth)
    case (.set(let s), .set(let t)):
      let isSubset = s.entries.keys.allSatisfy { t.entries[$0] != nil }
      let isSuperset = t.entries.keys.allSatisfy { s.entries[$0] != nil }
      switch op {
      case .less: return isSubset && s.count < t.count
      case .lessEqual: return isSubset
      case .greater: return isSuperset && s.count > t.count
      default: return isSuperset
      }
    default: throw badOperands(op.rawValue, a, b)
    }
  }

  private func orderedSequences(
    _ op: ComparisonOperator, _ a: ContiguousArray<Value>, _ b: ContiguousArray<Value>,
    _ depth: Int
  ) throws(Diagnostic) -> Bool {
    for i in 0..<min(a.count, b.count) where !(try equal(a[i], b[i], depth: depth + 1)) {
      return try ordered(op, a[i], b[i], depth: depth + 1)
    }
    return Machine.holds(op, a.count < b.count ? -1 : a.count > b.count ? 1 : 0)
  }

  static func holds(_ op: ComparisonOperator, _ order: Int) -> Bool {
    switch op {
    case .less: order < 0
    case .lessEqual: order <= 0
    case .greater: order > 0
    case .greaterEqual: order >= 0
    case .equal: order == 0
    default: order != 0
    }
  }

  /// A bool as the int it is; other numbers as they are; nil for what is no number.
  func number(_ value: Value) -> Value? {
    switch value {
    case .int, .float: value
    case .bool(let flag): .int(flag ? 1 : 0)
    default: nil
    }
  }

  /// A number, or the number of a tensor that holds one: what an order of values goes by.
  private func comparable(_ value: Value) -> Value? {
    if let tensor = tensor(value), tensor.count == 1 { return python(tensor.item, tensor.dtype) }
    return number(value)
  }

  /// `item in container`; nil where the container is a lazy iterator that must be run first.
  mutating func contains(_ container: Value, _ item: Value) throws(Diagnostic) -> Bool? {
    if case .object(let id) = container, case .iterator = heap[id] { return nil }
    guard case .object(let id) = container else {
      throw Diagnostic("not-container", "`in` needs a collection, not \(typeName(container))")
    }
    switch heap[id] {
    case .string(let s):
      guard let part = text(item) else {
        throw Diagnostic(
          "operand", "`in` on a str needs a str on its left, not \(typeName(item))")
      }
      return part.isEmpty || PythonString.find(s.text, part) >= 0
    case .dict(let table), .set(let table):
      // Python asks for a set in a set, which none can hold, instead of refusing it as a key.
      if case .set = heap[id], case .object(let sought) = item, case .set = heap[sought] {
        return false
      }
      return table.entries[try key(item)] != nil
    case .range(let range):
      guard case .int(let n)? = number(item) else {
        if case .float(let x, _) = item, let n = Int(exactly: x) {
          return try contains(container, .int(n))
        }
        return false
      }
      guard range.count > 0 else { return false }
      let (low, high) = (range.number(at: 0), range.number(at: range.count - 1))
      guard n >= min(low, high), n <= max(low, high) else { return false }
      let distance = n >= low ? UInt(bitPattern: n &- low) : UInt(bitPattern: low &- n)
      return distance % range.step.magnitude == 0
    case .tensor(let tensor):
      guard let sought = number(item) else { return false }
      let value = trace[tensor.row]
      let wanted: Double
      switch sought {
      case .int(let n): wanted = Double(n)
      case .float(let x, _): wanted = x
      default: return false
      }
      return value.elements.contains(wanted)
    default:
      guard let items = try eagerItems(container) else { return nil }
      for member in items {
        if case .object(let x) = member, case .object(let y) = item, x == y { return true }
        if isTensor(member) || isTensor(item) { continue }
        if try equal(member, item, depth: 1) { return true }
      }
      return false
    }
  }

  // MARK: - Truth

  /// Python's truth of a value.
  func truth(_ value: Value) throws(Diagnostic) -> Bool {
    switch value {
    case .none, .unbound, .exhausted: return false
    case .bool(let flag): return flag
    case .int(let n): return n != 0
    case .float(let x, _): return x != 0
    case .object(let id):
      switch heap[id] {
      case .string(let s): return s.count > 0
      case .list(let l): return l.count > 0
      case .tuple(let t): return !t.items.isEmpty
      case .dict(let t), .set(let t): return t.count > 0
      case .range(let r): return r.count > 0
      case .view(_, let dict):
        if case .dict(let table) = heap[dict] { return table.count > 0 }
        return false
      case .tensor(let t):
        let value = trace[t.row]
        guard value.count == 1 else {
          throw Diagnostic(
            "ambiguous-truth",
            "a tensor of \(value.count) elements is neither true nor false",
            notes: ["its shape is \(value.shape); a condition needs one True or False"],
            suggestions: ["`.all()` or `.any()` says which is meant"])
        }
        return value.item != 0
      default: return true
      }
    default: return true
    }
  }
}
