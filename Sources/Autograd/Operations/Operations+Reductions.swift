import Tensors

// Operations that fold axes away. `attributes.dims` lists the axes, counted from the front; a
// gradient that arrives is laid back along them, which is what `spread` writes as a term.

/// A term of a reduction's result shape, laid back over the input's shape.
func spread(_ term: Term, _ c: RuleContext) -> Term {
  .expand(kept(term, c), c.shapes.0)
}

/// A term of a reduction's result shape, with the folded axes as axes of size 1.
func kept(_ term: Term, _ c: RuleContext) -> Term {
  let shape = c.shapes.0.reduced(c.attributes.dims.array, keepdim: true)
  return shape == c.outputShape ? term : .reshape(term, shape)
}

/// How many elements are folded into one.
func foldedCount(_ shape: Shape, _ axes: Shape) -> Double {
  Double(axes.array.reduce(1) { $0 &* shape[$1] })
}

extension ElementContext {
  /// The elements that are folded into one of the result.
  func folded(_ index: [Int]) -> [Scalar] {
    reduced(index, over: attributes.dims.array, keepdim: attributes.flag).map { x(0, $0) }
  }
}

extension Registry {
  static let reductions: [Primitive] =
    totals + spreads + extremesOverAxes + counts + norms + running + broadcasts

  /// The arguments that all of them have.
  private static let overAxes: [Parameter] = [
    .tensor(), .axes(), .flag("keepdim").with("dim"),
  ]

  /// A reduction over axes.
  private static func reduction(
    _ name: String, _ spellings: [Spelling] = [.torch, .method],
    _ signature: [Parameter] = overAxes, summary: String, formula: String, why: String = "",
    sample: String, domain: ClosedRange<Double> = -2...2,
    forward: @escaping @Sendable (Tensor, [Int], Attributes) throws(ShapeError) -> Tensor,
    element: @escaping @Sendable ([Scalar], Attributes) -> Scalar, vjp: [Primitive.Rule] = [],
    fused: Primitive.FusedBackward? = nil
  ) -> Primitive {
    Primitive(
      name, spellings, signature, summary: summary, formula: formula, why: why, sample: sample,
      domain: domain,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try forward(x, a.dims.array, a)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        element(c.folded(index), c.attributes)
      },
      vjp: vjp, fused: fused)
  }

  private static let totals: [Primitive] = [
    reduction(
      "sum", summary: "Adds up.", formula: "y = Σᵢ xᵢ",
      why: "Each element counts once, so each gets the whole gradient.",
      sample: "tensor([[1., 2.], [3., 4.]]).sum(dim=0)",
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.sum(x, dims: axes, keepdim: a.flag)
      },
      element: { (all: [Scalar], _: Attributes) -> Scalar in .sum(all) },
      vjp: [.shaped { (c: RuleContext) -> Term in spread(g, c) }]),
    reduction(
      "mean", summary: "The average.", formula: "y = (1/n)·Σᵢ xᵢ",
      why: "Each of the n elements counts for one n-th.",
      sample: "tensor([[1., 2.], [3., 4.]]).mean(dim=0)",
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.mean(x, dims: axes, keepdim: a.flag)
      },
      element: { (all: [Scalar], _: Attributes) -> Scalar in
        .sum(all) / .constant(Double(all.count))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          spread(g, c) / .constant(foldedCount(c.shapes.0, c.attributes.dims))
        }
      ]),
    reduction(
      "prod", summary: "Multiplies up.", formula: "y = Πᵢ xᵢ",
      why: "Each factor's slope is the product of all the others.",
      sample: "tensor([2., 3., 4.]).prod()", domain: 0.5...2,
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.prod(x, dims: axes, keepdim: a.flag)
      },
      element: { (all: [Scalar], _: Attributes) -> Scalar in .product(all) },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          spread(g, c) * .call("prod_others", x(), .dims(c.attributes.dims))
        }
      ]),
    Primitive(
      "prod_others", [], overAxes, summary: "For each element the product of all the others.",
      formula: "yₖ = Π_{i≠k} xᵢ",
      why: "Leaving out one factor of what is left: (Σ g·y − gₖ·yₖ)/xₖ.",
      sample: "param([2., 3., 4.]).prod().backward()", domain: 0.5...2,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try productOfOthers(x, a.dims.array)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let axes = c.attributes.dims.array
        let own = index.indices.filter { !axes.contains($0) }.map { index[$0] }
        return .product(
          c.reduced(own, over: axes, keepdim: false).filter { $0 != index }.map { c.x(0, $0) })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          (.sum(g * y, over: c.attributes.dims.array, keepdim: true) - g * y) / x()
        }
      ]),
    reduction(
      "logsumexp", [.torch, .method], [.tensor(), .requiredAxes(), .flag("keepdim")],
      summary: "The logarithm of a sum of exponentials: a soft maximum.",
      formula: "y = log Σᵢ exp(xᵢ)", why: "Each element's share is its softmax, exp(xᵢ − y).",
      sample: "tensor([1., 2., 3.]).logsumexp(dim=0)",
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.logsumexp(x, dims: axes, keepdim: a.flag)
      },
      element: { (all: [Scalar], _: Attributes) -> Scalar in
        .call(.log, .sum(all.map { Scalar.call(.exp, $0) }))
      },
      vjp: [.shaped { (c: RuleContext) -> Term in kept(g, c) * .exp(x() - kept(y, c)) }]),
  ]

  /// For each element the product of the others on its axes: prefix times suffix, so that a zero
  /// does no harm.
  private static func productOfOthers(
    _ x: Tensor, _ axes: [Int]
  ) throws(ShapeError) -> Tensor {
    let others = (0..<x.rank).filter { !axes.contains($0) }
    let order = others + axes
    let packed = x.permuted(order).contiguous()
    let n = axes.reduce(1) { $0 &* x.shape[$1] }
    let result = Tensor(uninitialized: packed.shape, dtype: .float) { out in
      packed.withElements { p in
        guard n > 0 else { return }
        for row in 0..<(p.count / n) {
          var product = 1.0
          for i in 0..<n {
            out[row &* n &+ i] = product
            product *= p[row &* n &+ i]
          }
          product = 1
          for i in stride(from: n - 1, through: 0, by: -1) {
            out[row &* n &+ i] *= product
            product *= p[row &* n &+ i]
          }
        }
      }
    }
    var back = [Int](repeating: 0, count: x.rank)
    for (place, axis) in order.enumerated() { back[axis] = place }
    return result.permuted(back)
  }

  private static let spreads: [Primitive] = [
    reduction(
      "var", [.torch, .method],
      [.tensor(), .axes(), .integer("correction", default: 1), .flag("keepdim")],
      summary: "The variance: the mean square distance from the mean.",
      formula: "y = Σᵢ (xᵢ − mean)² / (n − correction)",
      why: "Farther from the mean counts more; the mean's own movement cancels out.",
      sample: "tensor([1., 2., 4.]).var()",
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.variance(x, dims: axes, keepdim: a.flag, correction: Double(a.start))
      },
      element: { (all: [Scalar], a: Attributes) -> Scalar in variance(all, a.start) },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axes = c.attributes.dims.array
          return 2 / divisor(c) * kept(g, c) * (x() - .mean(x(), over: axes, keepdim: true))
        }
      ]),
    reduction(
      "std", [.torch, .method],
      [.tensor(), .axes(), .integer("correction", default: 1), .flag("keepdim")],
      summary: "The standard deviation: the root of the variance.",
      formula: "y = √(Σᵢ (xᵢ − mean)² / (n − correction))",
      why: "The variance's slope, divided by twice the root.",
      sample: "tensor([1., 2., 4.]).std()",
      forward: { (x: Tensor, axes: [Int], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.standardDeviation(
          x, dims: axes, keepdim: a.flag, correction: Double(a.start))
      },
      element: { (all: [Scalar], a: Attributes) -> Scalar in
        .call(.sqrt, .part(name: "var", variance(all, a.start)))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axes = c.attributes.dims.array
          let share = Term.call("masked_fill", g / (2 * y), .call("eq", y, 0), .scalar(0))
          return 2 / divisor(c) * kept(share, c)
            * (x() - .mean(x(), over: axes, keepdim: true))
        }
      ]),
  ]

  private static func divisor(_ c: RuleContext) -> Term {
    .constant(max(0, foldedCount(c.shapes.0, c.attributes.dims) - Double(c.attributes.start)))
  }

  private static func variance(_ all: [Scalar], _ correction: Int) -> Scalar {
    let mean = Scalar.part(name: "mean", .sum(all) / .constant(Double(all.count)))
    return .sum(all.map { ($0 - mean).to(2) })
      / .constant(max(0, Double(all.count) - Double(correction)))
  }
}
