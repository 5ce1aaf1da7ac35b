import Autograd
import Diagnostics
import Tensors

// Changes in place: the operation of the same name without its underscore, whose result becomes
// the tensor's new value. PyTorch's rules about leaves and graphs hold for all of them.

extension Builtins {
  static let changing: [Builtin] =
    [
      "neg", "exp", "log", "sqrt", "rsqrt", "abs", "square", "reciprocal", "sin", "cos", "tanh",
      "sigmoid", "relu", "floor", "ceil", "round", "sign", "erf", "log1p", "expm1", "tril", "triu",
    ].map { changing($0) }
    + ["pow", "remainder", "floor_divide", "lerp", "masked_fill", "clamp"].map { changing($0) }
    + [
      bound("clamp_min_", isLow: true), bound("clamp_max_", isLow: false),
      fused("addcmul", Operation.mul), fused("addcdiv", Operation.div),
      fused("addcmul_", Operation.mul), fused("addcdiv_", Operation.div),
      drawing("normal_", ["mean", "std"], [0, 1]) { random, shape, a, b in
        Kernels.scaled(random.normal(shape), by: b, plus: a)
      },
      drawing("uniform_", ["from", "to"], [0, 1]) { random, shape, a, b in
        Kernels.scaled(random.uniform(shape), by: b - a, plus: a)
      },
    ]

  /// `x.exp_()` of `x.exp()`.
  private static func changing(_ name: String) -> Builtin {
    let id = Registry.id(name)
    return native(name + "_", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let target = arguments.values[0]
      return .value(
        try machine.replace(target, name + "_") { machine, before throws(Diagnostic) in
          arguments.values[0] = before
          return try machine.operation(id, &arguments)
        })
    }
  }

  private static func bound(_ name: String, isLow: Bool) -> Builtin {
    native(name, [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", isLow ? "min" : "max"], required: 2, in: machine)
      let limit = try machine.double(arguments.values[1], isLow ? "min" : "max")
      var attributes = Attributes.scalar(isLow ? limit : -.infinity)
      attributes.scalar2 = isLow ? .infinity : limit
      let target = arguments.values[0]
      return .value(
        try machine.replace(target, name) { machine, before throws(Diagnostic) in
          try machine.apply(Registry.id("clamp"), before, attributes: attributes)
        })
    }
  }

  /// `x + value · (a ∘ b)`, in place where the name ends in an underscore.
  private static func fused(_ name: String, _ operation: PrimitiveID) -> Builtin {
    let isInPlace = name.hasSuffix("_")
    return native(name, isInPlace ? [.tensor] : [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let factor = arguments.take("value")
      try arguments.bind(["input", "tensor1", "tensor2"], required: 3, in: machine)
      let target = arguments.values[0]
      let (a, b) = (arguments.values[1], arguments.values[2])
      func sum(_ machine: inout Machine, _ target: Value) throws(Diagnostic) -> Value {
        var product = try machine.apply(operation, a, b)
        if let factor { product = try machine.apply(Operation.mul, product, factor) }
        return try machine.apply(Operation.add, target, product)
      }
      guard isInPlace else { return .value(try sum(&machine, target)) }
      return .value(
        try machine.replace(target, name) { machine, before throws(Diagnostic) in
          try sum(&machine, before)
        })
    }
  }

  private static func drawing(
    _ name: String, _ settings: [String], _ defaults: [Double],
    _ draw: @escaping @Sendable (inout RandomStream, Shape, Double, Double) -> Tensor
  ) -> Builtin {
    native(name, [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"] + settings, required: 1, in: machine)
      let numbers = try settings.indices.map { (i: Int) throws(Diagnostic) -> Double in
        arguments.has(i + 1)
          ? try machine.double(arguments.values[i + 1], settings[i]) : defaults[i]
      }
      let target = arguments.values[0]
      guard machine.tensor(target)?.dtype == .float else {
        throw Diagnostic("dtype", "`\(name)` draws floats, into a tensor of floats")
      }
      return .value(
        try machine.replace(target, name) { machine, _ throws(Diagnostic) in
          let shape = machine.trace[try machine.row(of: target)].shape
          let drawn = draw(&machine.random, shape, numbers[0], numbers[1])
          return try machine.source(name == "normal_" ? "randn" : "rand", drawn, tells: false)
        })
    }
  }
}

extension Machine {
  /// Whether a backward through an operation will read its first input.
  ///
  /// PyTorch copies the value
  /// for it before a change in place, and so does this machine.
  func readsFirst(_ operation: PrimitiveID, _ rows: [RowID], _ attributes: Attributes?) -> Bool {
    guard records else { return false }
    func shape(_ i: Int) -> Shape { i < rows.count ? trace[rows[i]].shape : Shape() }
    return rows.indices.contains { i in
      guard trace.requiresGrad(rows[i]) else { return false }
      let context = RuleContext(
        shapes: (shape(0), shape(1), shape(2)), outputShape: shape(0),
        attributes: attributes ?? .none, inputCount: rows.count, argument: i)
      let rule = Registry.term(operation, argument: i, context: context)
      return rule?.reads.contains(.input(0)) ?? false
    }
  }

  /// A copy of a tensor that is about to change, for a graph; the tensor itself outside of one.
  private mutating func kept(_ target: Value) throws(Diagnostic) -> Value {
    guard records, case .object(let id) = target, requiresGrad(id) else { return target }
    let copy = try trace(copying: try row(of: target))
    return object(for: copy)
  }

  private mutating func trace(copying row: RowID) throws(Diagnostic) -> RowID {
    do throws(ShapeError) {
      return try trace.apply(
        Registry.id("clone"), row, records: true, site: site, time: nextTime)
    } catch {
      throw failure(error, operation: "clone", operands: [])
    }
  }

  /// Gives a tensor the value of a new one.
  mutating func replace(
    _ target: Value, _ name: String, _ make: (inout Machine, Value) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    guard case .object(let id) = target, let before = tensor(target) else {
      throw Diagnostic("not-tensor", "`\(name)` changes a tensor, not \(typeName(target))")
    }
    try checkInPlace(id, name: name)
    let told = queue.count
    let made = try make(&self, try kept(target))
    guard let after = tensor(made), after.shape == before.shape else {
      throw Diagnostic(
        "in-place-shape", "`\(name)` would change the shape \(before.shape)",
        notes: ["a change in place keeps the tensor's shape"])
    }
    guard before.dtype >= after.dtype else {
      throw Diagnostic(
        "in-place-dtype", "`\(name)` would make \(after.dtype.name) of \(before.dtype.name)",
        suggestions: ["`.float()` first makes a new tensor"])
    }
    // The change is one event, the tensor's: the last forward of it is not told beside it.
    if queue.count > told, queue[queue.count - 1].kind == .forward { queue.removeLast() }
    var row = try row(of: made)
    if before.dtype != after.dtype {
      row = trace.source(
        Registry.id("copy_"), after.with(dtype: before.dtype), site: site, time: nextTime)
    }
    place(row, in: id)
    return target
  }
}
