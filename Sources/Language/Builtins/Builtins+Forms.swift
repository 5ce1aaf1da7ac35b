import Autograd
import Diagnostics
import Tensors

// Forms of a call that PyTorch has beside an operation's own: a factor, a way of rounding, bounds
// that are tensors, a change in place. Each is carried out as the operations that it stands for,
// so that every number of it can be looked at; a call without them is the operation itself.

extension Builtins {
  static let forms: [Builtin] =
    [scaled("add"), scaled("sub"), rounded, bounded, filled, scattered]
    + ["relu", "silu", "elu", "leaky_relu"].map { form($0, [.bare, .functional], overwriting) }

  private typealias Form = @Sendable (inout Machine, inout Arguments) throws(Diagnostic) -> Value?

  /// An operation of the registry, unless its call has the form.
  private static func form(
    _ name: String, _ homes: [Home] = [.bare, .torch, .tensor], _ form: @escaping Form
  ) -> Builtin {
    let id = Registry.id(name)
    return native(name, homes) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let value = try form(&machine, &arguments) { return .value(value) }
      return .value(try machine.operation(id, &arguments))
    }
  }

  /// `x.add(y, alpha=2)`.
  private static func scaled(_ name: String) -> Builtin {
    let id = Registry.id(name)
    return form(name) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
      guard let alpha = arguments.take("alpha") else { return nil }
      try arguments.bind(["input", "other"], required: 2, in: machine)
      let operands = arguments.values
      let kinds = (try machine.kind(of: operands[0]), try machine.kind(of: operands[1]))
      if case .float = alpha, kinds.0 < .float, kinds.1 < .float {
        throw Diagnostic("dtype", "ints are added with an `alpha` that is an int")
      }
      let part = try machine.binary(.multiply, operands[1], alpha)
      return try machine.apply(id, operands[0], part)
    }
  }

  /// `torch.div(x, y, rounding_mode="floor")`.
  private static let rounded = form("div") {
    (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
    guard let mode = arguments.take("rounding_mode") else { return nil }
    if case .none = mode { return nil }
    try arguments.bind(["input", "other"], required: 2, in: machine)
    let (a, b) = (arguments.values[0], arguments.values[1])
    let down = try machine.apply(Registry.id("floor_divide"), a, b)
    let way = try machine.string(mode, "`rounding_mode`")
    if way == "floor" { return down }
    guard way == "trunc" else {
      throw Diagnostic(
        "value", "rounding_mode is None, \"floor\" or \"trunc\", not \(machine.repr(mode))")
    }
    let quotient = try machine.apply(Operation.div, a, b)
    let isBelow = try machine.apply(Registry.id("lt"), quotient, .int(0))
    let whole = try machine.choose(
      isBelow, try machine.apply(Registry.id("ceil"), quotient),
      try machine.apply(Registry.id("floor"), quotient))
    return try machine.cast(whole, to: try machine.kind(of: down))
  }

  /// `x.clamp(low, high)` with bounds that are tensors.
  private static let bounded = form("clamp") {
    (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
    try arguments.bind(["input", "min", "max"], required: 1, in: machine)
    let bounds = [1, 2].filter { i in
      if case .none = arguments.values[i] { return false }
      return arguments.has(i)
    }
    guard !bounds.isEmpty else {
      throw Diagnostic("arguments", "clamp needs `min`, `max` or both")
    }
    let tensors = bounds.filter { machine.isTensor(arguments.values[$0]) }
    guard !tensors.isEmpty, machine.isTensor(arguments.values[0]) else { return nil }
    guard tensors.count == bounds.count else {
      throw Diagnostic("type", "the bounds of clamp are both numbers or both tensors")
    }
    var value = arguments.values[0]
    for i in bounds {
      let bound = arguments.values[i]
      let isOutside = try machine.apply(Registry.id(i == 1 ? "lt" : "gt"), value, bound)
      value = try machine.choose(isOutside, bound, value)
    }
    return value
  }

  /// `x.masked_fill(mask, value)` with a value that is a tensor inside a graph.
  private static let filled = form("masked_fill") {
    (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
    try arguments.bind(["input", "mask", "value"], required: 3, in: machine)
    let value = arguments.values[2]
    guard let tensor = machine.tensor(value) else { return nil }
    guard tensor.rank == 0 else {
      throw Diagnostic(
        "shape", "masked_fill writes one number, this tensor is \(tensor.shape)",
        suggestions: ["`where(mask, values, x)` takes one for every place"])
    }
    guard machine.trace.requiresGrad(try machine.row(of: value)) else { return nil }
    return try machine.choose(arguments.values[1], value, arguments.values[0])
  }

  /// `x.scatter(dim, index, value=1.0)`.
  private static let scattered = form("scatter") {
    (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
    if let value = arguments.take("value") { arguments.keywords.append(("src", value)) }
    return nil
  }

  /// `F.relu(x, inplace=True)`.
  private static let overwriting: Form = {
    (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Value? in
    guard let flag = arguments.take("inplace"), try machine.truth(flag) else { return nil }
    let name = arguments.name
    if arguments.values.isEmpty, let input = arguments.take("input") {
      arguments.values.append(input)
    }
    guard let target = arguments.values.first else { return nil }
    var own = arguments
    return try machine.replace(target, name + "_") { machine, before throws(Diagnostic) in
      own.values[0] = before
      return try machine.operation(Registry.id(name), &own)
    }
  }
}

extension Machine {
  /// The kind of an operand: a tensor's, or that of a Python number.
  func kind(of value: Value) throws(Diagnostic) -> DType {
    switch value {
    case .int: .int
    case .float: .float
    case .bool: .bool
    default: trace[try row(of: value)].dtype
    }
  }

  /// The first where a mask is true, the second elsewhere; either may be a number.
  mutating func choose(_ mask: Value, _ a: Value, _ b: Value) throws(Diagnostic) -> Value {
    let rows = [try row(of: mask), try operandRow(a), try operandRow(b)]
    return try apply(
      Registry.id("where"), rows: rows, operands: [mask, a, b], attributes: nil)
  }
}
