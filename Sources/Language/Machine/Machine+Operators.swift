import Autograd
import Diagnostics
import Tensors

// Operators: Python's on numbers, strings and collections, PyTorch's where a tensor takes part.

extension Machine {
  static let binaryOperators = BinaryOperator.allCases
  static let comparisonOperators = ComparisonOperator.allCases

  mutating func binaryOperator(_ c: UInt8) throws(Diagnostic) {
    let result = try binary(Machine.binaryOperators[Int(c)], top(1), top())
    replace(2, with: result)
  }

  /// `a op b`.
  mutating func binary(_ op: BinaryOperator, _ a: Value, _ b: Value) throws(Diagnostic) -> Value {
    arithmetic &+= 1
    switch (a, b) {
    case (.int(let a), .int(let b)): return try integers(op, a, b)
    case (.float(let a, _), .float(let b, _)): return try floats(op, a, b)
    case (.int(let a), .float(let b, _)): return try floats(op, Double(a), b)
    case (.float(let a, _), .int(let b)): return try floats(op, a, Double(b))
    case (.bool(let x), .bool(let y)):
      switch op {
      case .bitAnd: return .bool(x && y)
      case .bitOr: return .bool(x || y)
      case .bitXor: return .bool(x != y)
      default: return try integers(op, x ? 1 : 0, y ? 1 : 0)
      }
    case (.bool(let x), .int), (.bool(let x), .float): return try binary(op, .int(x ? 1 : 0), b)
    case (.int, .bool(let y)), (.float, .bool(let y)): return try binary(op, a, .int(y ? 1 : 0))
    default: break
    }
    if isTensor(a) || isTensor(b) { return try tensors(op, a, b) }
    if let result = try collections(op, a, b) { return result }
    throw badOperands(op.rawValue, a, b)
  }

  private func integers(_ op: BinaryOperator, _ a: Int, _ b: Int) throws(Diagnostic) -> Value {
    do throws(PythonError) {
      switch op {
      case .add: return .int(try PythonInt.add(a, b))
      case .subtract: return .int(try PythonInt.subtract(a, b))
      case .multiply: return .int(try PythonInt.multiply(a, b))
      case .divide: return .float(try PythonInt.divide(a, b))
      case .floorDivide: return .int(try PythonInt.floorDivide(a, b))
      case .modulo: return .int(try PythonInt.modulo(a, b))
      case .power:
        switch try PythonInt.power(a, b) {
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        }
      case .bitAnd: return .int(a & b)
      case .bitOr: return .int(a | b)
      case .bitXor: return .int(a ^ b)
      case .matmul: break
      }
    } catch {
      throw failure(error)
    }
    throw badOperands(op.rawValue, .int(a), .int(b))
  }

  private func floats(_ op: BinaryOperator, _ a: Double, _ b: Double) throws(Diagnostic) -> Value {
    do throws(PythonError) {
      switch op {
      case .add: return .float(a + b)
      case .subtract: return .float(a - b)
      case .multiply: return .float(a * b)
      case .divide: return .float(try PythonFloat.divide(a, b))
      case .floorDivide: return .float(try PythonFloat.floorDivide(a, b))
      case .modulo: return .float(try PythonFloat.modulo(a, b))
      case .power: return .float(try PythonFloat.power(a, b))
      case .bitAnd, .bitOr, .bitXor, .matmul: break
      }
    } catch {
      throw failure(error)
    }
    throw badOperands(op.rawValue, .float(a), .float(b))
  }

  // MARK: - Strings, lists, tuples, sets

  private mutating func collections(
    _ op: BinaryOperator, _ a: Value, _ b: Value
  ) throws(Diagnostic) -> Value? {
    if op == .multiply {
      if case .int(let count) = b { return try repeated(a, count) }
      if case .int(let count) = a { return try repeated(b, count) }
      if case .bool(let flag) = b { return try repeated(a, flag ? 1 : 0) }
      if case .bool(let flag) = a { return try repeated(b, flag ? 1 : 0) }
      return nil
    }
    guard case .object(let x) = a, case .object(let y) = b else { return nil }
    switch (op, heap[x], heap[y]) {
    case (.add, .string(let s), .string(let t)):
      return try string(s.text + t.text)
    case (.add, .list(let s), .list(let t)):
      try reserve((s.count + t.count) * 16)
      var sum = s
      t.forEach { sum.append($0) }
      return add(list: sum)
    case (.add, .tuple(let s), .tuple(let t)):
      return try tuple(s.items + t.items)
    case (.modulo, .string, _):
      throw Diagnostic(
        "percent-format", "formatting with % is not part of the language",
        suggestions: ["an f-string: f\"{value:.4f}\""])
    case (.subtract, .set(let s), .set(let t)):
      return add(set: filtered(s) { t.entries[$0] == nil })
    case (.bitAnd, .set(let s), .set(let t)):
      return add(set: filtered(s) { t.entries[$0] != nil })
    case (.bitOr, .set(let s), .set(let t)):
      var union = s
      for (key, entry) in t.entries { union.set(key, written: entry.key, to: .none) }
      return add(set: union)
    case (.bitXor, .set(let s), .set(let t)):
      var result = filtered(s) { t.entries[$0] == nil }
      for (key, entry) in t.entries where s.entries[key] == nil {
        result.set(key, written: entry.key, to: .none)
      }
      return add(set: result)
    case (.bitOr, .dict(let s), .dict(let t)):
      var union = s
      for (key, entry) in t.entries { union.set(key, written: entry.key, to: entry.value) }
      return add(dict: union)
    default: return nil
    }
  }

  private func filtered(_ table: TableObject, _ keep: (DictKey) -> Bool) -> TableObject {
    var result = TableObject()
    for (key, entry) in table.entries where keep(key) {
      result.set(key, written: entry.key, to: .none)
    }
    return result
  }

  private mutating func repeated(_ value: Value, _ count: Int) throws(Diagnostic) -> Value? {
    guard case .object(let id) = value else { return nil }
    let count = max(0, count)
    func checked(_ size: Int) throws(Diagnostic) {
      let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
      try reserve(overflow ? .max : bytes)
    }
    switch heap[id] {
    case .string(let s):
      try checked(s.text.utf8.count)
      return try string(String(repeating: s.text, count: s.text.isEmpty ? 0 : count))
    case .list(let list):
      try checked(list.count * 16)
      var result = ListStorage()
      if list.count > 0 { for _ in 0..<count { list.forEach { result.append($0) } } }
      return add(list: result)
    case .tuple(let tuple):
      try checked(tuple.items.count * 16)
      var items = ContiguousArray<Value>()
      if !tuple.items.isEmpty { for _ in 0..<count { items += tuple.items } }
      return try self.tuple(items)
    default: return nil
    }
  }

  // MARK: - Unary

  mutating func unaryOperator(_ c: UInt8) throws(Diagnostic) {
    let value = top()
    let result: Value
    switch (c, value) {
    case (0, .int(let a)):
      do throws(PythonError) { result = .int(try PythonInt.negate(a)) } catch {
        throw failure(error)
      }
    case (0, .float(let a, _)): result = .float(-a)
    case (0, .bool(let a)): result = .int(a ? -1 : 0)
    case (1, .int), (1, .float): result = value
    case (1, .bool(let a)): result = .int(a ? 1 : 0)
    case (2, .int(let a)): result = .int(~a)
    case (2, .bool(let a)): result = .int(a ? -2 : -1)
    default:
      guard isTensor(value) else {
        throw Diagnostic(
          "operand", "`\(["-", "+", "~"][Int(c)])` does not go with \(typeName(value))")
      }
      if c == 1 {
        result = value
      } else {
        result = try apply(c == 0 ? Operation.neg : Registry.id("bitwise_not"), value)
      }
    }
    replace(1, with: result)
  }
}
