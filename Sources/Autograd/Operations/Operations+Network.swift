import Tensors

// Softmax and the norms: operations that work row by row. Their rules are written as terms, which
// is what a learner reads; a fused kernel does the same in one pass.

/// The rows of a tensor along one axis, for explanations and cards.
struct Rows {
  let shape: Shape
  let axis: Int

  /// How many members a row has.
  var width: Int { shape.rank == 0 ? 1 : shape[axis] }

  /// The indices of the row that an index is in.
  func members(of index: [Int]) -> [[Int]] {
    guard shape.rank > 0 else { return [[]] }
    return (0..<shape[axis]).map { place in
      var at = index
      at[axis] = place
      return at
    }
  }

  /// The indices of a row by its number.
  func members(ofRow row: Int) -> [[Int]] {
    guard shape.rank > 0, shape.count > 0 else { return shape.rank == 0 ? [[]] : [] }
    var first = unravel(row, shape.removing(axis))
    first.insert(0, at: axis)
    return members(of: first)
  }
}

extension Registry {
  static let network: [Primitive] = softmaxes + normalizations

  /// The sum of exponentials of a row, and the exponential of one member: the textbook form where
  /// it neither overflows nor vanishes, otherwise with the maximum taken away.
  static func exponentials(
    _ row: [Scalar], values: [Double], own: Int
  ) -> (own: Scalar, sum: Scalar, top: Scalar?) {
    let isTame = values.allSatisfy { $0 <= 700 } && values.contains { $0 >= -700 }
    if isTame || row.isEmpty {
      return (.call(.exp, row.isEmpty ? 0 : row[own]), .sum(row.map { .call(.exp, $0) }), nil)
    }
    let top = Scalar.part(name: "max", .greatest(row))
    return (
      .call(.exp, row[own] - top), .sum(row.map { Scalar.call(.exp, $0 - top) }), top
    )
  }

  private static let softmaxes: [Primitive] = [
    Primitive(
      "softmax", [.torch, .functional, .method], [.tensor(), .axis()],
      summary: "Turns scores into chances that add up to 1.",
      formula: "yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)",
      why: "Raising one score raises its chance and lowers all others: only what a gradient "
        + "has above the average Σ ∂y·y moves anything.",
      sample: "softmax(tensor([2., 1., 0.1]), dim=-1)", takes: .floats, story: .rows(softmaxStory),
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.softmax(x, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let members = Rows(shape: c.inputs[0].shape, axis: c.attributes.axis).members(of: index)
        let parts = exponentials(
          members.map { c.x(0, $0) }, values: members.map { c.inputs[0][$0] },
          own: index.isEmpty ? 0 : index[c.attributes.axis])
        return parts.own / parts.sum
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          (g - .sum(g * y, over: [c.attributes.axis], keepdim: true)) * y
        }
      ],
      fused: { (g: Tensor, y: Tensor, _: [Tensor], a: Attributes) -> [Tensor] in
        (try? Kernels.softmaxBackward(g, output: y, dim: a.axis)).map { [$0] } ?? []
      }),
    Primitive(
      "log_softmax", [.torch, .functional, .method], [.tensor(), .axis()],
      summary: "The logarithm of softmax, without overflow.",
      formula: "yᵢ = xᵢ − log Σⱼ exp(xⱼ)",
      why: "The score itself counts once; the log Σ gives back each one's chance exp(y).",
      sample: "log_softmax(tensor([2., 1., 0.1]), dim=-1)", takes: .floats,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.logSoftmax(x, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let members = Rows(shape: c.inputs[0].shape, axis: c.attributes.axis).members(of: index)
        return c.x(0, index)
          - logSumExp(members.map { c.x(0, $0) }, values: members.map { c.inputs[0][$0] })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          g - .exp(y) * .sum(g, over: [c.attributes.axis], keepdim: true)
        }
      ],
      fused: { (g: Tensor, y: Tensor, _: [Tensor], a: Attributes) -> [Tensor] in
        (try? Kernels.logSoftmaxBackward(g, output: y, dim: a.axis)).map { [$0] } ?? []
      }),
  ]

  /// log Σ exp of a row, as a part with a name.
  static func logSumExp(_ row: [Scalar], values: [Double]) -> Scalar {
    let parts = exponentials(row, values: values, own: 0)
    let log = Scalar.call(.log, parts.sum)
    return .part(name: "log Σexp", parts.top.map { $0 + log } ?? log)
  }

  private static let softmaxStory: @Sendable (RowStoryContext) -> RowStory = {
    (c: RowStoryContext) -> RowStory in
    let rows = Rows(shape: c.output.shape, axis: c.attributes.axis)
    let members = rows.members(ofRow: c.row)
    let x = members.map { c.inputs[0][$0] }
    let y = members.map { c.output[$0] }
    let header = members.indices.map { "[\($0)]" }
    if let gradient = c.gradient {
      let g = members.map { gradient[$0] }
      let products = zip(g, y).map { $0 * $1 }
      let total = products.reduce(0, +)
      return RowStory(
        header: header,
        lines: [
          .init("share y", y), .init("arriving ∂y", g),
          .init("∂y · y", products, note: "Σ = \(shortNumber(total))"),
          .init("(∂y − Σ) · y", zip(g, y).map { ($0 - total) * $1 }, note: "the row sums to 0"),
        ])
    }
    let top = x.max() ?? 0
    let isTame = x.allSatisfy { $0 <= 700 } && x.contains { $0 >= -700 }
    let powers = x.map { Elementary.exp(isTame ? $0 : $0 - top) }
    return RowStory(
      header: header,
      lines: [
        .init("z", x), .init(isTame ? "exp z" : "exp(z − max)", powers),
        .init("share", y, note: "the row sums to 1"),
      ])
  }
}
