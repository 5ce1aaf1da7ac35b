import Tensors

// Singular values and linear systems. LAPACK computes them by iterations that nobody follows by
// hand, so an element's tree is the equation that the result fulfils: uᵢᵀ A vᵢ for a singular
// value, one row of the system for an unknown. Rules: M. B. Giles, "An extended collection of
// matrix derivative results" (2008), and J. Townsend, "Differentiating the singular value
// decomposition" (2016).

extension Registry {
  static let decompositions: [Primitive] = [
    Primitive(
      "svd_s", [], [.tensor("A")],
      summary: "The singular values of a matrix, the greatest first.", formula: "sᵢ = uᵢᵀ A vᵢ",
      why: "A small change of A moves sᵢ by its part along uᵢ and vᵢ.",
      sample: "linalg.svd(tensor([[3., 0.], [0., 2.]]), full_matrices=False)",
      forward: .unary { (a: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.svd(a, full: false).s
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard let parts = try? Kernels.svd(c.inputs[0], full: false) else { return .constant(.nan) }
        let (batch, i) = (Array(index.dropLast()), index[index.count - 1])
        return .sum(
          (0..<c.inputs[0].shape[-2]).flatMap { row in
            (0..<c.inputs[0].shape[-1]).map { column in
              .leaf(name: "u", value: parts.u[batch + [row, i]])
                * c.x(0, batch + [row, column])
                * .leaf(name: "v", value: parts.vh[batch + [i, column]])
            }
          })
      },
      vjp: [.shaped(singularValues)],
      code: { x, a in "linalg.svd(\(x[0]), full_matrices=\(a.flag ? "True" : "False"))[1]" }),
    Primitive(
      "svd_u", [], [.tensor("A"), .flag("full_matrices")],
      summary: "The left singular vectors of a matrix, as columns.", formula: "uᵢ = A vᵢ / sᵢ",
      why: "Vectors stay at right angles: they can only turn into each other.",
      sample: "linalg.svd(tensor([[3., 0.], [0., 2.]]), full_matrices=False)",
      forward: .unary { (a: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.svd(a, full: at.flag).u
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard let parts = try? Kernels.svd(c.inputs[0], full: false) else { return .constant(.nan) }
        let (batch, row) = (Array(index.dropLast(2)), index[index.count - 2])
        let i = index[index.count - 1]
        guard i < parts.s.shape[-1], parts.s[batch + [i]] > 1e-8 * parts.s[batch + [0]] else {
          return .leaf(name: "u", value: c.output[index])
        }
        return .sum(
          (0..<c.inputs[0].shape[-1]).map { column in
            c.x(0, batch + [row, column])
              * .leaf(name: "v", value: parts.vh[batch + [i, column]])
          }) / .leaf(name: "s", value: parts.s[batch + [i]])
      },
      vjp: [.shaped(leftVectors)],
      code: { x, a in "linalg.svd(\(x[0]), full_matrices=\(a.flag ? "True" : "False"))[0]" }),
    Primitive(
      "svd_vh", [], [.tensor("A"), .flag("full_matrices")],
      summary: "The right singular vectors of a matrix, as rows.", formula: "vᵢ = Aᵀ uᵢ / sᵢ",
      why: "Vectors stay at right angles: they can only turn into each other.",
      sample: "linalg.svd(tensor([[3., 0.], [0., 2.]]), full_matrices=False)",
      forward: .unary { (a: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.svd(a, full: at.flag).vh
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard let parts = try? Kernels.svd(c.inputs[0], full: false) else { return .constant(.nan) }
        let (batch, i) = (Array(index.dropLast(2)), index[index.count - 2])
        let column = index[index.count - 1]
        guard i < parts.s.shape[-1], parts.s[batch + [i]] > 1e-8 * parts.s[batch + [0]] else {
          return .leaf(name: "v", value: c.output[index])
        }
        return .sum(
          (0..<c.inputs[0].shape[-2]).map { row in
            c.x(0, batch + [row, column]) * .leaf(name: "u", value: parts.u[batch + [row, i]])
          }) / .leaf(name: "s", value: parts.s[batch + [i]])
      },
      vjp: [.shaped(rightVectors)],
      code: { x, a in "linalg.svd(\(x[0]), full_matrices=\(a.flag ? "True" : "False"))[2]" }),
    Primitive(
      "linalg_solve", [], [.tensor("A"), .tensor("B")],
      summary: "The X that fulfils A X = B.", formula: "X: Σⱼ A[i,j]·X[j,k] = B[i,k]",
      why: "A change of B goes through the same system, turned; a change of A acts like one of B.",
      sample: "linalg.solve(tensor([[2., 0.], [0., 4.]]), tensor([1., 1.]))",
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.solve(a, b)
      },
      element: solutionElement,
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let share = solved(c)
          let rank = c.outputShape.rank
          if Kernels.isVector(c.shapes.1, beside: c.shapes.0) {
            return -(.unsqueeze(share, rank) * .unsqueeze(y, rank - 1))
          }
          return -.call("matmul", share, .transpose(y, rank - 2, rank - 1))
        },
        .shaped { (c: RuleContext) -> Term in solved(c) },
      ],
      code: { x, _ in "linalg.solve(\(x[0]), \(x[1]))" }),
  ]

  // MARK: - Singular values

  private static func thin(_ name: String) -> Term { .call("svd_" + name, x()) }

  private static let singularValues: @Sendable (RuleContext) -> Term = {
    (c: RuleContext) -> Term in
    .call("matmul", thin("u") * .unsqueeze(g, c.shapes.0.rank - 2), thin("vh"))
  }

  /// E[i,j] = sⱼ² − sᵢ², 1 on the diagonal.
  private static func gaps(_ rank: Int) -> Term {
    let squares = Term.power(thin("s"), 2)
    let differences = Term.unsqueeze(squares, rank - 2) - .unsqueeze(squares, rank - 1)
    return .call("masked_fill", differences, .call("eq", differences, 0), .scalar(1))
  }

  private static func turned(_ term: Term, _ rank: Int) -> Term {
    .transpose(term, rank - 2, rank - 1)
  }

  private static let leftVectors: @Sendable (RuleContext) -> Term = { (c: RuleContext) -> Term in
    let (shape, rank) = (c.shapes.0, c.shapes.0.rank)
    let (u, s, vh) = (thin("u"), thin("s"), thin("vh"))
    let along = Term.call("matmul", turned(u, rank), g)
    let turning = (along - turned(along, rank)) / gaps(rank) * .unsqueeze(s, rank - 2)
    let inside = Term.call("matmul", .call("matmul", u, turning), vh)
    guard shape[-2] > shape[-1] else { return inside }
    let outside = (g - .call("matmul", u, along)) / .unsqueeze(s, rank - 2)
    return inside + .call("matmul", outside, vh)
  }

  private static let rightVectors: @Sendable (RuleContext) -> Term = { (c: RuleContext) -> Term in
    let (shape, rank) = (c.shapes.0, c.shapes.0.rank)
    let (u, s, vh) = (thin("u"), thin("s"), thin("vh"))
    let along = Term.call("matmul", vh, turned(g, rank))
    let turning = .unsqueeze(s, rank - 1) * ((along - turned(along, rank)) / gaps(rank))
    let inside = Term.call("matmul", .call("matmul", u, turning), vh)
    guard shape[-2] < shape[-1] else { return inside }
    let outside = g - .call("matmul", turned(along, rank), vh)
    return inside + .call("matmul", u / .unsqueeze(s, rank - 2), outside)
  }

  // MARK: - Linear systems

  private static func solved(_ c: RuleContext) -> Term {
    let rank = c.shapes.0.rank
    return .call("linalg_solve", .transpose(x(0), rank - 2, rank - 1), g)
  }

  /// One row of the system, solved for one unknown: the row in which it weighs most.
  private static let solutionElement: Primitive.Element = {
    (c: ElementContext, index: [Int]) -> Scalar in
    let (a, b) = (c.inputs[0], c.inputs[1])
    let isVector = Kernels.isVector(b.shape, beside: a.shape)
    let column = isVector ? [] : [index[index.count - 1]]
    var batch = index
    batch.removeLast(column.count)
    guard let unknown = batch.popLast() else { return .constant(.nan) }
    let inA = broadcastIndex(batch, to: a.shape.removing(-1).removing(-1))
    var rest = b.shape.removing(-1)
    if !isVector { rest = rest.removing(-1) }
    let inB = broadcastIndex(batch, to: rest)
    let n = a.shape[-1]
    let row =
      (0..<n).max { a[inA + [$0, unknown]].magnitude < a[inA + [$1, unknown]].magnitude } ?? 0
    let known = (0..<n).filter { $0 != unknown }.map { (j: Int) -> Scalar in
      -(c.x(0, inA + [row, j]) * .leaf(name: "x", value: c.output[batch + [j] + column]))
    }
    return .sum([c.x(1, inB + [row] + column)] + known) / c.x(0, inA + [row, unknown])
  }
}
