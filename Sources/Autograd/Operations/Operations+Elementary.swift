import Tensors

// Functions of calculus, rounding, and the conversions that keep or drop a value's history.

extension Registry {
  static let elementary: [Primitive] = exponentials + waves + rounding + conversions

  private static let exponentials: [Primitive] = [
    .elementwise(
      "exp", summary: "e to the power x.", formula: "y = eˣ",
      why: "It is its own slope.", sample: "exp(tensor([0., 1.]))", forward: Kernels.exp,
      element: { (x: Scalar) -> Scalar in .call(.exp, x) }, vjp: [.fixed { g * y }]),
    .elementwise(
      "expm1", summary: "eˣ − 1, exact also near 0.", formula: "y = eˣ − 1",
      why: "The slope is eˣ, which is y + 1.", sample: "expm1(tensor([0., 1e-6]))",
      forward: Kernels.expm1, element: { (x: Scalar) -> Scalar in .call(.expm1, x) },
      vjp: [.fixed { g * (y + 1) }]),
    .elementwise(
      "log", summary: "The natural logarithm.", formula: "y = log x",
      why: "A step of 1 % moves it by 0.01 wherever x is: the slope is 1/x.",
      sample: "log(tensor([1., 10.]))", domain: 0.25...3, forward: Kernels.log,
      element: { (x: Scalar) -> Scalar in .call(.log, x) }, vjp: [.fixed { g / x() }]),
    .elementwise(
      "log1p", summary: "log(1 + x), exact also near 0.", formula: "y = log(1 + x)",
      why: "The logarithm's slope, one over what stands inside.", sample: "log1p(tensor([1e-6]))",
      domain: -0.75...3, forward: Kernels.log1p,
      element: { (x: Scalar) -> Scalar in .call(.log1p, x) }, vjp: [.fixed { g / (x() + 1) }]),
    .elementwise(
      "log2", summary: "The logarithm to base 2.", formula: "y = log₂ x",
      why: "log₂ x is log x / log 2.", sample: "log2(tensor([1., 8.]))", domain: 0.25...3,
      forward: Kernels.log2, element: { (x: Scalar) -> Scalar in .call(.log2, x) },
      vjp: [.fixed { g / (x() * 0.6931471805599453) }]),
  ]

  private static let waves: [Primitive] = [
    .elementwise(
      "sin", summary: "The sine, x in radians.", formula: "y = sin x",
      why: "The sine rises fastest where the cosine is 1.", sample: "sin(tensor([0., 1.]))",
      forward: Kernels.sin, element: { (x: Scalar) -> Scalar in .call(.sin, x) },
      vjp: [.fixed { g * .call("cos", x()) }]),
    .elementwise(
      "cos", summary: "The cosine, x in radians.", formula: "y = cos x",
      why: "The cosine falls where the sine is above 0.", sample: "cos(tensor([0., 1.]))",
      forward: Kernels.cos, element: { (x: Scalar) -> Scalar in .call(.cos, x) },
      vjp: [.fixed { g * -.call("sin", x()) }]),
    .elementwise(
      "tanh", [.torch, .method, .functional], summary: "Squeezes to between −1 and 1.",
      formula: "y = tanh x", why: "The nearer to ±1, the flatter: the slope is 1 − y².",
      sample: "tanh(tensor([-1., 0., 1.]))", forward: Kernels.tanh,
      element: { (x: Scalar) -> Scalar in .call(.tanh, x) },
      vjp: [.fixed { g * (1 - y * y) }],
      fused: { (g: Tensor, y: Tensor, _: [Tensor], _: Attributes) -> [Tensor] in
        (try? Kernels.tanhBackward(g, output: y)).map { [$0] } ?? []
      }),
    .elementwise(
      "erf", summary: "The error function, the normal distribution's integral.",
      formula: "y = 2/√π · ∫₀ˣ e^(−t²) dt", why: "The slope of an integral is what is integrated.",
      sample: "erf(tensor([0., 1.]))", forward: Kernels.erf,
      element: { (x: Scalar) -> Scalar in .call(.erf, x) },
      vjp: [.fixed { g * (1.1283791670955126 * .exp(-(x() * x()))) }]),
  ]

  private static let rounding: [Primitive] = [
    .elementwise(
      "floor", summary: "Rounds down.", formula: "y = ⌊x⌋",
      why: "Between its jumps it is flat, so the slope is 0.", sample: "floor(tensor([1.7, -1.2]))",
      kinks: [-2, -1, 0, 1, 2], forward: Kernels.floor,
      element: { (x: Scalar) -> Scalar in .call(.floor, x) }, vjp: [.fixed { 0 * g }]),
    .elementwise(
      "ceil", summary: "Rounds up.", formula: "y = ⌈x⌉",
      why: "Between its jumps it is flat, so the slope is 0.", sample: "ceil(tensor([1.2, -1.7]))",
      kinks: [-2, -1, 0, 1, 2], forward: Kernels.ceil,
      element: { (x: Scalar) -> Scalar in .call(.ceil, x) }, vjp: [.fixed { 0 * g }]),
    Primitive(
      "round", [.torch, .method], [.tensor(), .integer("decimals", default: 0).named],
      summary: "Rounds to the nearest, halves to the even neighbour.", formula: "y = round(x)",
      why: "Between its jumps it is flat, so the slope is 0.",
      sample: "round(tensor([0.5, 1.5, 2.4]))", story: .elementwise,
      kinks: [-1.5, -0.5, 0.5, 1.5],
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        Kernels.round(x, decimals: a.start)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let places = c.attributes.start
        guard places != 0, c.inputs[0].dtype == .float else { return .call(.round, c.x(0, index)) }
        let scale = Scalar.constant(Kernels.power(10, Double(places.magnitude)))
        return places > 0
          ? .call(.round, c.x(0, index) * scale) / scale
          : .call(.round, c.x(0, index) / scale) * scale
      },
      vjp: [.fixed { 0 * g }]),
  ]

  /// A conversion of the kind of number.
  private static func conversion(
    _ name: String, to dtype: DType, summary: String, formula: String, why: String,
    sample: String, element: @escaping @Sendable (Scalar) -> Scalar, vjp: [Primitive.Rule]
  ) -> Primitive {
    .elementwise(
      name, [], summary: summary, formula: formula, why: why, sample: sample,
      forward: { (x: Tensor) throws(ShapeError) -> Tensor in x.with(dtype: dtype) },
      element: element, vjp: vjp)
  }

  private static let conversions: [Primitive] = [
    conversion(
      "to_float", to: .float, summary: "The same numbers as floats.", formula: "y = x",
      why: "Nothing changes, so the gradient passes as it is.", sample: "tensor([1, 2]).float()",
      element: { (x: Scalar) -> Scalar in x }, vjp: [.fixed { g }]),
    conversion(
      "to_int", to: .int, summary: "Cuts off what is behind the point.", formula: "y = trunc(x)",
      why: "Whole numbers have no slope.", sample: "tensor([1.7, -1.7]).long()",
      element: { (x: Scalar) -> Scalar in .call(.sign, x) * .call(.floor, .call(.abs, x)) },
      vjp: []),
    conversion(
      "to_bool", to: .bool, summary: "Whether it is not 0.", formula: "y = [x ≠ 0]",
      why: "A yes or no has no slope.", sample: "tensor([0., 2.]).bool()",
      element: { (x: Scalar) -> Scalar in .indicator(.notEqual, x, 0) }, vjp: []),
    .elementwise(
      "clone", summary: "A copy, of the same history.", formula: "y = x",
      why: "Nothing changes, so the gradient passes as it is.", sample: "tensor([1., 2.]).clone()",
      forward: { (x: Tensor) throws(ShapeError) -> Tensor in x },
      element: { (x: Scalar) -> Scalar in x }, vjp: [.fixed { g }]),
    .elementwise(
      "detach", [.method], summary: "The same numbers without their history.", formula: "y = x",
      why: "The way back was cut on purpose: no gradient passes.",
      sample: "tensor([1., 2.]).detach()",
      forward: { (x: Tensor) throws(ShapeError) -> Tensor in x },
      element: { (x: Scalar) -> Scalar in x }, vjp: []),
  ]
}
