import Autograd
import Diagnostics
import Tensors

// What a tensor is asked about itself, and how it becomes Python again.

extension Builtins {
  static let tensors: [Builtin] = [
    native("item", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      let value = machine.trace[try machine.row(of: arguments.values[0])]
      guard value.count == 1 else {
        throw Diagnostic(
          "item", "`.item()` takes the number out of a tensor of one; this one is \(value.shape)",
          suggestions: ["`.tolist()` makes lists", "`.mean()` or `.sum()` make one number"])
      }
      return .value(machine.python(value.item, value.dtype))
    },
    native("tolist", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      let value = machine.trace[try machine.row(of: arguments.values[0])]
      try machine.reserve(value.count * 24 + value.shape.extent / max(1, value.shape[-1]) * 80)
      var flat = 0
      let elements = value.elements
      return .value(machine.nested(elements, value.shape, value.dtype, axis: 0, &flat))
    },
    native("numel", [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input"], required: 1, in: machine)
      return .value(.int(machine.trace[try machine.row(of: arguments.values[0])].count))
    },
    native("dim", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(.int(machine.trace[try machine.row(of: arguments.values[0])].rank))
    },
    native("size", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "dim"], required: 1, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      guard arguments.has(1) else {
        return .value(try machine.attribute("shape", of: arguments.values[0]))
      }
      let axis = try machine.axis(arguments.values[1], rank: shape.rank, "size")
      guard shape.rank > 0 else { throw Diagnostic("dim-range", "a single number has no dims") }
      return .value(.int(shape[axis]))
    },
    casting("float", .float), casting("double", .float), casting("int", .int),
    casting("long", .int), casting("bool", .bool),
    native("type_as", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "other"], required: 2, in: machine)
      let dtype = machine.trace[try machine.row(of: arguments.values[1])].dtype
      return .value(try machine.cast(arguments.values[0], to: dtype))
    },
    native("allclose", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "other", "rtol", "atol", "equal_nan"], required: 2, in: machine)
      let a = machine.trace[try machine.row(of: arguments.values[0])]
      let b = machine.trace[try machine.row(of: arguments.values[1])]
      let rtol = arguments.has(2) ? try machine.double(arguments.values[2], "rtol") : 1e-5
      let atol = arguments.has(3) ? try machine.double(arguments.values[3], "atol") : 1e-8
      let equalNaN = arguments.has(4) ? try machine.truth(arguments.values[4]) : false
      do throws(ShapeError) {
        guard a.dtype == b.dtype else {
          throw ShapeError(.mixed(a.dtype, b.dtype, operation: "allclose"))
        }
        let shape = try Shape.broadcast(a.shape, b.shape)
        let (x, y) = (a.expanded(to: shape).elements, b.expanded(to: shape).elements)
        return .value(
          .bool(
            zip(x, y).allSatisfy { p, q in
              p == q || (equalNaN && p.isNaN && q.isNaN)
                || (q.isFinite && abs(p - q) <= atol + rtol * abs(q))
            }))
      } catch {
        throw machine.failure(error, operation: "allclose", operands: arguments.values)
      }
    },
    native("equal", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "other"], required: 2, in: machine)
      let a = machine.trace[try machine.row(of: arguments.values[0])]
      let b = machine.trace[try machine.row(of: arguments.values[1])]
      return .value(.bool(a.shape == b.shape && a.elements == b.elements))
    },
    native("is_tensor", [.torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["obj"], required: 1, in: machine)
      return .value(.bool(machine.isTensor(arguments.values[0])))
    },
  ]

  private static func casting(_ name: String, _ dtype: DType) -> Builtin {
    native(name, [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(try machine.cast(arguments.values[0], to: dtype))
    }
  }
}

extension Machine {
  /// A number of a tensor as Python has it.
  func python(_ x: Double, _ dtype: DType) -> Value {
    switch dtype {
    case .float: .float(x)
    case .int: Int(exactly: x).map { .int($0) } ?? .float(x)
    case .bool: .bool(x != 0)
    }
  }

  /// Nested lists of a tensor's numbers.
  mutating func nested(
    _ elements: [Double], _ shape: Shape, _ dtype: DType, axis: Int, _ flat: inout Int
  ) -> Value {
    if axis == shape.rank {
      flat += 1
      let value = python(elements[flat - 1], dtype)
      guard case .float(let x, _) = value, numbers < .max else { return value }
      numbers += 1
      return .float(x, origin: numbers)
    }
    var items = ListStorage()
    for _ in 0..<shape[axis] {
      items.append(nested(elements, shape, dtype, axis: axis + 1, &flat))
    }
    return add(list: items)
  }

  /// A tensor of another dtype; of its own dtype it is the same tensor, as in PyTorch.
  mutating func cast(_ value: Value, to dtype: DType) throws(Diagnostic) -> Value {
    let row = try row(of: value)
    guard trace[row].dtype != dtype else { return value }
    let name = dtype == .float ? "to_float" : dtype == .int ? "to_int" : "to_bool"
    return try apply(Registry.id(name), value)
  }
}
