import Tensors

// Products of vectors and matrices. A matrix product's rules are matrix products again, with the
// other factor transposed; for vectors they are the same with the missing axis put in.

extension Registry {
  static let linearAlgebra: [Primitive] = [
    Primitive(
      "matmul", [.symbol("@"), .torch, .method], [.tensor(), .tensor("other")],
      summary: "The matrix product: rows of the first meet columns of the second.",
      formula: "y[i,j] = Σₖ a[i,k]·b[k,j]",
      why: "a[i,k] meets all of row k of b, so it gathers ∂y times that row; b the same way.",
      sample: "tensor([[1., 2.], [3., 4.]]) @ tensor([[1.], [0.5]])", takes: .alike, story: .matmul,
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.matmul(a, b)
      },
      element: matmulElement,
      vjp: [.shaped(matmulLeft), .shaped(matmulRight)]),
    Primitive(
      "bmm", [.torch, .method], [.tensor(), .tensor("mat2")],
      summary: "Matrix products of two batches, pair by pair.",
      formula: "y[n,i,j] = Σₖ a[n,i,k]·b[n,k,j]", why: "As of a matrix product, pair by pair.",
      sample: "bmm(ones(2, 1, 3), ones(2, 3, 1))", takes: .alike, story: .matmul,
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        for x in [a, b] where x.rank != 3 { throw ShapeError(.rank(x.shape, needs: 3)) }
        guard a.shape[0] == b.shape[0] else {
          throw ShapeError(.sizes(a.shape, b.shape, axis: 0))
        }
        return try Kernels.matmul(a, b)
      },
      element: matmulElement,
      vjp: [.shaped(matmulLeft), .shaped(matmulRight)]),
    Primitive(
      "dot", [.torch, .method], [.tensor(), .tensor("tensor")],
      summary: "The dot product of two vectors.", formula: "y = Σᵢ a[i]·b[i]",
      why: "Each element's slope is its partner.",
      sample: "dot(tensor([1., 2.]), tensor([3., 4.]))", takes: .alike, story: .matmul,
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        for x in [a, b] where x.rank != 1 { throw ShapeError(.rank(x.shape, needs: 1)) }
        return try Kernels.matmul(a, b)
      },
      element: matmulElement,
      vjp: [.fixed { g * x(1) }, .fixed { g * x(0) }]),
    Primitive(
      "outer", [.torch, .method], [.tensor(), .tensor("vec2")],
      summary: "Every element of one vector times every element of another.",
      formula: "y[i,j] = a[i]·b[j]", why: "a[i] is in row i, b[j] in column j.",
      sample: "outer(tensor([1., 2.]), tensor([3., 4.]))",
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        for x in [a, b] where x.rank != 1 { throw ShapeError(.rank(x.shape, needs: 1)) }
        return try Kernels.mul(a.unsqueezed(at: 1), b)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        c.x(0, [index[0]]) * c.x(1, [index[1]])
      },
      vjp: [
        .fixed { .call("matmul", g, x(1)) },
        .fixed { .call("matmul", .transpose(g, 0, 1), x(0)) },
      ]),
    Primitive(
      "linear", [.functional], [.tensor(), .tensor("weight"), .optionalTensor("bias")],
      summary: "A layer of weights: x @ Wᵀ + b.", formula: "y[n,j] = Σₖ x[n,k]·W[j,k] + b[j]",
      why: "As of a matrix product; the bias counts once in every row.",
      sample: "F.linear(tensor([1., 2.]), tensor([[1., 0.5]]), tensor([0.1]))", takes: .alike,
      story: .matmul,
      forward: .variadic { (inputs: [Tensor], _: Attributes) throws(ShapeError) -> Tensor in
        guard inputs.count == 2 || inputs.count == 3 else {
          throw ShapeError(.custom("linear takes an input, a weight and a bias"))
        }
        let weight = inputs[1]
        guard weight.rank == 1 || weight.rank == 2 else {
          throw ShapeError(.rank(weight.shape, needs: 2))
        }
        let turned = weight.rank == 2 ? weight.transposed(0, 1) : weight
        let product = try Kernels.matmul(inputs[0], turned)
        return inputs.count == 3 ? try Kernels.add(product, inputs[2]) : product
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let isVector = c.inputs[1].rank == 1
        let row = isVector ? index : Array(index.dropLast())
        let terms = (0..<c.inputs[1].shape[-1]).map { (k: Int) -> Scalar in
          c.x(0, row + [k]) * c.x(1, isVector ? [k] : [index[index.count - 1], k])
        }
        return .sum(c.inputs.count == 3 ? terms + [c.aligned(2, index)] : terms)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          c.shapes.1.rank == 1
            ? .unsqueeze(g, c.outputShape.rank) * x(1) : .call("matmul", g, x(1))
        },
        .shaped { (c: RuleContext) -> Term in
          if c.shapes.1.rank == 1 { return .unsqueeze(g, c.outputShape.rank) * x(0) }
          return .call("matmul", .transpose(rows(g, c.outputShape), 0, 1), rows(x(0), c.shapes.0))
        },
        .fixed { g },
      ]),
  ]

  private static let matmulElement: Primitive.Element = {
    (c: ElementContext, index: [Int]) -> Scalar in
    let (a, b) = (c.inputs[0].shape, c.inputs[1].shape)
    var rest = index
    let column = b.rank > 1 ? rest.popLast() : nil
    let row = a.rank > 1 ? rest.popLast() : nil
    let left = a.rank > 2 ? broadcastIndex(rest, to: a.removing(-1).removing(-1)) : []
    let right = b.rank > 2 ? broadcastIndex(rest, to: b.removing(-1).removing(-1)) : []
    return .sum(
      (0..<a[-1]).map { (k: Int) -> Scalar in
        c.x(0, left + (row.map { [$0] } ?? []) + [k])
          * c.x(1, right + [k] + (column.map { [$0] } ?? []))
      })
  }

  /// A tensor of any rank as a matrix of rows.
  private static func rows(_ term: Term, _ shape: Shape) -> Term {
    if shape.rank == 2 { return term }
    let width = shape[-1]
    let count = shape.removing(-1).count
    return .reshape(term, [shape.rank == 0 ? 1 : count, width])
  }

  private static func turned(_ term: Term, _ shape: Shape) -> Term {
    .transpose(term, shape.rank - 2, shape.rank - 1)
  }

  private static let matmulLeft: @Sendable (RuleContext) -> Term = { (c: RuleContext) -> Term in
    let (a, b, y) = (c.shapes.0, c.shapes.1, c.outputShape)
    if b.rank == 1 { return a.rank == 1 ? g * x(1) : .unsqueeze(g, y.rank) * x(1) }
    if a.rank == 1 {
      if b.rank == 2 { return .call("matmul", x(1), g) }
      let product = Term.call("matmul", x(1), .unsqueeze(g, y.rank))
      return .call("squeeze", product, .dims(Shape([y.rank])))
    }
    return .call("matmul", g, turned(x(1), b))
  }

  private static let matmulRight: @Sendable (RuleContext) -> Term = { (c: RuleContext) -> Term in
    let (a, b, y) = (c.shapes.0, c.shapes.1, c.outputShape)
    if a.rank == 1 {
      if b.rank == 1 { return g * x(0) }
      return .unsqueeze(x(0), 1) * .unsqueeze(g, y.rank - 1)
    }
    if b.rank == 1 {
      return a.rank == 2
        ? .call("matmul", .transpose(x(0), 0, 1), g) : .unsqueeze(g, y.rank) * x(0)
    }
    // A batch of rows times one matrix is one taller product, and so is its rule.
    if b.rank == 2, a.rank > 2 {
      return .call("matmul", .transpose(rows(x(0), a), 0, 1), rows(g, y))
    }
    return .call("matmul", turned(x(0), a), g)
  }
}
