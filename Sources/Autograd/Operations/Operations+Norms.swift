import Tensors

// Layer norm and RMS norm: the last axes of an input brought to one scale. A row of the trace has
// the input, then a weight, then a bias, as far as they are given.

extension Registry {
  static let normalizations: [Primitive] = [
    Primitive(
      "layer_norm", [.functional],
      [
        .tensor(), .sizes("normalized_shape"), .optionalTensor("weight"),
        .optionalTensor("bias"), .number("eps", default: 1e-5),
      ],
      summary: "Brings each row to mean 0 and variance 1, then scales and shifts.",
      formula: "y = (x − mean)/√(var + ε) · w + b",
      why: "What all members of a row share, and what only stretches the row, is taken out again.",
      sample: "F.layer_norm(tensor([[1., 2., 4.]]), (3,))", takes: .floats,
      forward: .variadic { (inputs: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        let n = try normalizedCount(inputs, a)
        return try Kernels.layerNorm(
          inputs[0], weight: inputs.count > 1 ? inputs[1] : nil,
          bias: inputs.count > 2 ? inputs[2] : nil, normalizedCount: n, eps: a.scalar
        ).output
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let members = rowMembers(c, index)
        let n = Scalar.constant(Double(members.count))
        let mean = Scalar.part(name: "mean", .sum(members.map { c.x(0, $0) }) / n)
        // Inside the variance the mean is one number: written out each time, a wide row would
        // have as many leaves as the square of its width.
        let average = members.reduce(0) { $0 + c.inputs[0][$1] } / Double(members.count)
        let known = Scalar.leaf(name: "mean", value: average)
        let variance = Scalar.part(
          name: "var", .sum(members.map { (c.x(0, $0) - known).to(2) }) / n)
        let rstd = Scalar.part(
          name: "rstd", 1 / .call(.sqrt, variance + .constant(c.attributes.scalar)))
        return scaled((c.x(0, index) - mean) * rstd, c, index)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axes = normalizedAxes(c)
          let h = normalized(c, axes)
          let gw = c.inputCount > 1 ? g * x(1) : g
          let inner =
            gw - .mean(gw, over: axes, keepdim: true)
            - h * .mean(gw * h, over: axes, keepdim: true)
          return rstd(c, axes) * inner
        },
        .shaped { (c: RuleContext) -> Term in g * normalized(c, normalizedAxes(c)) },
        .fixed { g },
      ],
      fused: { (g: Tensor, _: Tensor, inputs: [Tensor], a: Attributes) -> [Tensor] in
        (try? layerNormGradients(g, inputs, a)) ?? []
      }),
    Primitive(
      "rms_norm", [.functional],
      [
        .tensor(), .sizes("normalized_shape"), .optionalTensor("weight"),
        .number("eps", default: 0x1p-52).showing("None"),
      ],
      summary: "Brings each row to a mean square of 1, then scales.",
      formula: "y = x/√(mean(x²) + ε) · w",
      why: "What only stretches the whole row is taken out again.",
      sample: "F.rms_norm(tensor([[1., 2., 4.]]), (3,))", takes: .floatsFirst,
      forward: .variadic { (inputs: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        let n = try normalizedCount(inputs, a)
        return try Kernels.rmsNorm(
          inputs[0], weight: inputs.count > 1 ? inputs[1] : nil, normalizedCount: n,
          eps: a.scalar
        ).output
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let members = rowMembers(c, index)
        let square = Scalar.part(
          name: "mean x²",
          .sum(members.map { c.x(0, $0).to(2) }) / .constant(Double(members.count)))
        let rstd = Scalar.part(
          name: "rstd", 1 / .call(.sqrt, square + .constant(c.attributes.scalar)))
        return scaled(c.x(0, index) * rstd, c, index)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axes = normalizedAxes(c)
          let gw = c.inputCount > 1 ? g * x(1) : g
          let r = rootMeanSquare(c, axes)
          return r * (gw - x() * .power(r, 2) * .mean(gw * x(), over: axes, keepdim: true))
        },
        .shaped { (c: RuleContext) -> Term in
          g * (x() * rootMeanSquare(c, normalizedAxes(c)))
        },
      ],
      fused: { (g: Tensor, _: Tensor, inputs: [Tensor], a: Attributes) -> [Tensor] in
        (try? rmsNormGradients(g, inputs, a)) ?? []
      }),
  ]

  // MARK: - Which axes

  /// How many trailing axes are normalised together: `start`, or as many as `dims` has.
  private static func depth(_ a: Attributes) -> Int { a.start > 0 ? a.start : a.dims.rank }

  private static func normalizedCount(
    _ inputs: [Tensor], _ a: Attributes
  ) throws(ShapeError) -> Int {
    guard let x = inputs.first, inputs.count <= 3 else {
      throw ShapeError(.custom("a norm takes an input, a weight and a bias"))
    }
    let depth = depth(a)
    guard depth >= 1, depth <= x.rank else { throw ShapeError(.rank(x.shape, needs: depth)) }
    let shape = Shape(Array(x.shape.array.suffix(depth)))
    if a.dims.rank > 0, a.dims != shape { throw ShapeError(.shapes(x.shape, a.dims)) }
    for part in inputs.dropFirst() where part.shape != shape {
      throw ShapeError(.shapes(part.shape, shape))
    }
    return shape.count
  }

  private static func normalizedAxes(_ c: RuleContext) -> [Int] {
    let rank = c.shapes.0.rank
    return Array(max(0, rank - depth(c.attributes))..<rank)
  }

  // MARK: - Elements

  private static func rowMembers(_ c: ElementContext, _ index: [Int]) -> [[Int]] {
    let shape = c.inputs[0].shape
    let depth = min(depth(c.attributes), shape.rank)
    let start = Array(index.prefix(shape.rank - depth))
    return indices(of: Shape(Array(shape.array.suffix(depth)))).map { start + $0 }
  }

  /// The normalised number times the weight and plus the bias, as far as they are given.
  private static func scaled(_ h: Scalar, _ c: ElementContext, _ index: [Int]) -> Scalar {
    var result = h
    if c.inputs.count > 1 { result = result * c.aligned(1, index) }
    if c.inputs.count > 2 { result = result + c.aligned(2, index) }
    return result
  }

  // MARK: - Terms

  private static func rstd(_ c: RuleContext, _ axes: [Int]) -> Term {
    var attributes = Attributes.dims(Shape(axes), keepdim: true)
    attributes.start = 0
    return .call("rsqrt", .call("var", x(), attributes) + .constant(c.attributes.scalar))
  }

  private static func normalized(_ c: RuleContext, _ axes: [Int]) -> Term {
    (x() - .mean(x(), over: axes, keepdim: true)) * rstd(c, axes)
  }

  private static func rootMeanSquare(_ c: RuleContext, _ axes: [Int]) -> Term {
    .call(
      "rsqrt",
      .mean(.power(x(), 2), over: axes, keepdim: true) + .constant(c.attributes.scalar))
  }

  // MARK: - Fused

  private static func layerNormGradients(
    _ g: Tensor, _ inputs: [Tensor], _ a: Attributes
  ) throws(ShapeError) -> [Tensor] {
    let n = try normalizedCount(inputs, a)
    let rows = inputs[0].reshaped([n == 0 ? 0 : inputs[0].count / n, n])
    let mean = try Kernels.mean(rows, dims: [1])
    let variance = try Kernels.variance(rows, dims: [1], correction: 0)
    let rstd = Kernels.rsqrt(Kernels.scaled(variance, by: 1, plus: a.scalar))
    let made = try Kernels.layerNormBackward(
      g, input: inputs[0], weight: inputs.count > 1 ? inputs[1] : nil,
      hasBias: inputs.count > 2, mean: mean, rstd: rstd, normalizedCount: n)
    return [made.input, made.weight, made.bias].compactMap { $0 }
  }

  private static func rmsNormGradients(
    _ g: Tensor, _ inputs: [Tensor], _ a: Attributes
  ) throws(ShapeError) -> [Tensor] {
    let n = try normalizedCount(inputs, a)
    let rows = inputs[0].reshaped([n == 0 ? 0 : inputs[0].count / n, n])
    let square = try Kernels.mean(try Kernels.square(rows), dims: [1])
    let rstd = Kernels.rsqrt(Kernels.scaled(square, by: 1, plus: a.scalar))
    let made = try Kernels.rmsNormBackward(
      g, input: inputs[0], weight: inputs.count > 1 ? inputs[1] : nil, rstd: rstd,
      normalizedCount: n)
    return [made.input, made.weight].compactMap { $0 }
  }
}
