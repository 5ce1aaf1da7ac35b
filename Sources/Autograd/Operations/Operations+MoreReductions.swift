import Tensors

// Reductions that pick or count, running sums and products, and the two directions of
// broadcasting: `expand` and its adjoint `sum_to`.

extension Registry {
  /// The arguments of most reductions.
  private static let overAxes: [Parameter] = [.tensor(), .axes(), .flag("keepdim")]

  /// An extreme over axes, its gradient shared by equal ones.
  private static func extreme(
    _ name: String, summary: String, formula: String, sample: String, _ function: Scalar.Function,
    forward: @escaping @Sendable (Tensor, [Int], Bool) throws(ShapeError) -> Tensor
  ) -> Primitive {
    Primitive(
      name, [.torch, .method], overAxes, summary: summary, formula: formula,
      why: "Only the one that was taken moves the result; equal ones share the gradient.",
      sample: sample,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try forward(x, a.dims.array, a.flag)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .function(function, c.folded(index))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let mask = Term.call("eq", x(), kept(y, c))
          let share = Term.sum(mask, over: c.attributes.dims.array, keepdim: true)
          return kept(g, c) * mask / share
        }
      ])
  }

  static let extremesOverAxes: [Primitive] = [
    extreme(
      "amax", summary: "The greatest.", formula: "y = maxᵢ xᵢ",
      sample: "tensor([1., 3., 2.]).amax()", .max,
      forward: { (x: Tensor, axes: [Int], keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.amax(x, dims: axes, keepdim: keepdim)
      }),
    extreme(
      "amin", summary: "The least.", formula: "y = minᵢ xᵢ",
      sample: "tensor([1., 3., 2.]).amin()", .min,
      forward: { (x: Tensor, axes: [Int], keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.amin(x, dims: axes, keepdim: keepdim)
      }),
    place(
      "argmax", summary: "Where the greatest is.", formula: "y = argmaxᵢ xᵢ",
      sample: "tensor([1., 3., 2.]).argmax()",
      forward: { (x: Tensor, axis: Int?, keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.argmax(x, dim: axis, keepdim: keepdim)
      }),
    place(
      "argmin", summary: "Where the least is.", formula: "y = argminᵢ xᵢ",
      sample: "tensor([1., 3., 2.]).argmin()",
      forward: { (x: Tensor, axis: Int?, keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.argmin(x, dim: axis, keepdim: keepdim)
      }),
  ]

  /// An operation that gives an index, which no small change of the input moves.
  private static func place(
    _ name: String, summary: String, formula: String, sample: String,
    forward: @escaping @Sendable (Tensor, Int?, Bool) throws(ShapeError) -> Tensor
  ) -> Primitive {
    Primitive(
      name, [.torch, .method],
      [.tensor(), .axis("dim", default: 0).showing("None"), .flag("keepdim")],
      summary: summary, formula: formula,
      why: "An index jumps, it does not move: no gradient passes.", sample: sample,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try forward(x, a.start == 1 ? nil : a.axis, a.flag)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .leaf(name: name, value: c.output[index])
      })
  }

  /// A count or a test of truth over axes.
  private static func count(
    _ name: String, _ signature: [Parameter] = overAxes, summary: String, formula: String,
    sample: String,
    forward: @escaping @Sendable (Tensor, [Int], Bool) throws(ShapeError) -> Tensor,
    element: @escaping @Sendable ([Scalar]) -> Scalar
  ) -> Primitive {
    Primitive(
      name, [.torch, .method], signature, summary: summary, formula: formula,
      why: "A count jumps, it does not move: no gradient passes.", sample: sample,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try forward(x, a.dims.array, a.flag)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        element(c.folded(index).map { .indicator(.notEqual, $0, 0) })
      })
  }

  static let counts: [Primitive] = [
    count(
      "any", summary: "Whether at least one is true (not 0).", formula: "y = x₁ or x₂ or …",
      sample: "tensor([False, True]).any()",
      forward: { (x: Tensor, axes: [Int], keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.any(x, dims: axes, keepdim: keepdim)
      }, element: { (all: [Scalar]) -> Scalar in .greatest([0] + all) }),
    count(
      "all", summary: "Whether all are true (not 0).", formula: "y = x₁ and x₂ and …",
      sample: "tensor([False, True]).all()",
      forward: { (x: Tensor, axes: [Int], keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.all(x, dims: axes, keepdim: keepdim)
      }, element: { (all: [Scalar]) -> Scalar in .product(all) }),
    count(
      "count_nonzero", [.tensor(), .axes()], summary: "How many are not 0.",
      formula: "y = Σᵢ [xᵢ ≠ 0]",
      sample: "tensor([0., 2., 3.]).count_nonzero()",
      forward: { (x: Tensor, axes: [Int], keepdim: Bool) throws(ShapeError) -> Tensor in
        try Kernels.countNonzero(x, dims: axes, keepdim: keepdim)
      }, element: { (all: [Scalar]) -> Scalar in .sum(all) }),
  ]

  static let norms: [Primitive] = [
    Primitive(
      "norm", [.torch, .method], [.tensor(), .number("p", default: 2), .axes(), .flag("keepdim")],
      summary: "The length of a vector: by default the root of the sum of squares.",
      formula: "y = (Σᵢ |xᵢ|ᵖ)^(1/p)", why: "Each coordinate counts by its share, x/‖x‖ for p = 2.",
      sample: "tensor([3., 4.]).norm()", kinks: [0],
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try norm(x, a)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let all = c.folded(index)
        let p = c.attributes.scalar
        if p == 2 { return .call(.sqrt, .sum(all.map { $0.to(2) })) }
        if p == 0 { return .sum(all.map { .indicator(.notEqual, $0, 0) }) }
        let sizes = all.map { Scalar.call(.abs, $0) }
        if p == .infinity { return .greatest([0] + sizes) }
        if p == 1 { return .sum(sizes) }
        return Scalar.sum(sizes.map { $0.to(p) }).to(1 / p)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let p = c.attributes.scalar
          if p == 0 { return 0 * kept(g, c) * .call("sign", x()) }
          if p == 1 { return kept(g, c) * .call("sign", x()) }
          if p == .infinity {
            let mask = Term.call("eq", .call("abs", x()), kept(y, c))
            let share = Term.sum(mask, over: c.attributes.dims.array, keepdim: true)
            return kept(g, c) * .call("sign", x()) * mask / share
          }
          let power = p == 2 ? y : Term.power(y, .constant(p - 1))
          let scaled = Term.call("masked_fill", g / power, .call("eq", y, 0), .scalar(0))
          if p == 2 { return x() * kept(scaled, c) }
          return .call("sign", x()) * .power(.call("abs", x()), .constant(p - 1))
            * kept(scaled, c)
        }
      ])
  ]

  private static func norm(_ x: Tensor, _ a: Attributes) throws(ShapeError) -> Tensor {
    let axes = a.dims.array
    if a.scalar == 2 { return try Kernels.norm2(x, dims: axes, keepdim: a.flag) }
    if a.scalar == 0 {
      return try Kernels.countNonzero(x, dims: axes, keepdim: a.flag).with(dtype: .float)
    }
    guard x.dtype == .float else { throw ShapeError(.dtype(x.dtype, operation: "norm")) }
    let sizes = Kernels.abs(x)
    if a.scalar == .infinity { return try Kernels.amax(sizes, dims: axes, keepdim: a.flag) }
    if a.scalar == 1 { return try Kernels.sum(sizes, dims: axes, keepdim: a.flag) }
    guard a.scalar > 0 else { throw ShapeError(.value(a.scalar, operation: "norm")) }
    let powers = try Kernels.pow(sizes, Tensor(scalar: a.scalar))
    return try Kernels.pow(
      try Kernels.sum(powers, dims: axes, keepdim: a.flag), Tensor(scalar: 1 / a.scalar))
  }

  static let running: [Primitive] = [
    Primitive(
      "cumsum", [.torch, .method], [.tensor(), .axis()], summary: "Running sums along an axis.",
      formula: "yᵢ = x₁ + … + xᵢ", why: "Each element is in its own sum and in all later ones.",
      sample: "tensor([1., 2., 3.]).cumsum(dim=0)",
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.cumsum(x, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in .sum(c.upTo(index)) },
      vjp: [
        .shaped { (c: RuleContext) -> Term in reversedSum(g, c) }
      ]),
    Primitive(
      "cumprod", [.torch, .method], [.tensor(), .axis()],
      summary: "Running products along an axis.", formula: "yᵢ = x₁ · … · xᵢ",
      why: "Each factor is in its own product and in all later ones; its slope there is y/x.",
      sample: "tensor([1., 2., 3.]).cumprod(dim=0)", domain: 0.5...2,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.cumprod(x, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in .product(c.upTo(index)) },
      vjp: [.shaped { (c: RuleContext) -> Term in reversedSum(g * y, c) / x() }],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], a: Attributes) -> [Tensor] in
        guard let x = x.first, x.rank > 0, a.axis >= 0, a.axis < x.rank else { return [] }
        return [productGradient(g, x, a.axis)]
      }),
  ]

  /// The gradient of running products without a division, so that zeros do no harm:
  /// ∂xₖ = Σ_{j ≥ k} gⱼ · Π_{i ≤ j, i ≠ k} xᵢ.
  private static func productGradient(_ g: Tensor, _ x: Tensor, _ axis: Int) -> Tensor {
    let rows = x.transposed(axis, -1)
    let arriving = g.transposed(axis, -1)
    let n = rows.shape[-1]
    let made = Tensor(uninitialized: rows.shape, dtype: .float) { out in
      rows.withElements { p in
        arriving.withElements { q in
          for start in stride(from: 0, to: p.count, by: max(1, n)) {
            var before = 1.0
            for k in 0..<n {
              var product = before
              var sum = 0.0
              for j in k..<n {
                if j > k { product *= p[start + j] }
                sum += q[start + j] * product
              }
              out[start + k] = sum
              before *= p[start + k]
            }
          }
        }
      }
    }
    return made.transposed(axis, -1)
  }

  /// For each place the sum of what is there and later along the axis.
  private static func reversedSum(_ term: Term, _ c: RuleContext) -> Term {
    guard c.shapes.0.rank > 0 else { return term }
    let turn = Attributes.dims(Shape([c.attributes.axis]))
    return .call("flip", .call("cumsum", .call("flip", term, turn), c.attributes), turn)
  }

  static let broadcasts: [Primitive] = [
    Primitive(
      "expand", [.method], [.tensor(), .sizes()],
      summary: "Repeats along axes of size 1, without copying.", formula: "y[i,j] = x[0,j]",
      why: "An element that is seen several times gets the sum of all gradients.",
      sample: "tensor([[1.], [2.]]).expand(2, 3)", story: .layout,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard x.shape.expands(to: a.dims) else {
          _ = try Shape.broadcast(x.shape, a.dims)
          throw ShapeError(.shapes(x.shape, a.dims))
        }
        return x.expanded(to: a.dims)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in c.aligned(0, index) },
      vjp: [.fixed { g }]),
    Primitive(
      "sum_to", [], [.tensor(), .sizes()],
      summary: "Adds up the axes along which a smaller shape was repeated.",
      formula: "y[j] = Σᵢ x[i,j]", why: "Each element counts once.",
      sample: "w = param([1.])\n(w + zeros(3)).sum().backward()",
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard a.dims.expands(to: x.shape) else { throw ShapeError(.shapes(x.shape, a.dims)) }
        return Kernels.unbroadcast(x, to: a.dims)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .sum(c.laidOver(index).map { c.x(0, $0) })
      },
      vjp: [.shaped { (c: RuleContext) -> Term in .expand(g, c.shapes.0) }]),
  ]
}

extension ElementContext {
  /// The elements along the axis up to an index.
  fileprivate func upTo(_ index: [Int]) -> [Scalar] {
    guard inputs[0].rank > 0 else { return [x(0, [])] }
    return (0...index[attributes.axis]).map { place in
      var at = index
      at[attributes.axis] = place
      return x(0, at)
    }
  }

  /// All indices of the first input that broadcasting laid an index of the result under.
  fileprivate func laidOver(_ index: [Int]) -> [[Int]] {
    let full = inputs[0].shape
    let small = output.shape
    let extra = full.rank - small.rank
    var places: [[Int]] = [[]]
    for axis in 0..<full.rank {
      let own = axis - extra
      let isKept = own >= 0 && small[own] == full[axis]
      let range = isKept ? index[own]..<(index[own] + 1) : 0..<full[axis]
      places = places.flatMap { place in range.map { place + [$0] } }
    }
    return places
  }
}
