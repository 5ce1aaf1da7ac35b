import Tensors

// Comparisons and logic. Their results are bool tensors, 1 for true, and as factors in a rule they
// are the masks that let a gradient through or not.

extension Registry {
  static let comparisons: [Primitive] = relations + logic + bits + tests

  private static let relations: [Primitive] = [
    .comparison(
      "eq", "==", summary: "Whether they are equal.", formula: "y = [a = b]",
      sample: "tensor([1., 2.]) == tensor([1., 3.])", .equal, forward: Kernels.equal),
    .comparison(
      "ne", "!=", summary: "Whether they differ.", formula: "y = [a ≠ b]",
      sample: "tensor([1., 2.]) != tensor([1., 3.])", .notEqual, forward: Kernels.notEqual),
    .comparison(
      "lt", "<", summary: "Whether the first is less.", formula: "y = [a < b]",
      sample: "tensor([1., 2.]) < 2", .less, forward: Kernels.less),
    .comparison(
      "le", "<=", summary: "Whether the first is not greater.", formula: "y = [a ≤ b]",
      sample: "tensor([1., 2.]) <= 1", .lessEqual, forward: Kernels.lessEqual),
    .comparison(
      "gt", ">", summary: "Whether the first is greater.", formula: "y = [a > b]",
      sample: "tensor([1., 2.]) > 1", .greater, forward: Kernels.greater),
    .comparison(
      "ge", ">=", summary: "Whether the first is not less.", formula: "y = [a ≥ b]",
      sample: "tensor([1., 2.]) >= 2", .greaterEqual, forward: Kernels.greaterEqual),
  ]

  private static let logic: [Primitive] = [
    .pairwise(
      "logical_and", summary: "Whether both are true (not 0).", formula: "y = a and b",
      sample: "logical_and(tensor([True, True]), tensor([True, False]))",
      forward: Kernels.logicalAnd,
      element: { (a: Scalar, b: Scalar) -> Scalar in
        .indicator(.notEqual, a, 0) * .indicator(.notEqual, b, 0)
      }),
    .pairwise(
      "logical_or", summary: "Whether at least one is true (not 0).", formula: "y = a or b",
      sample: "logical_or(tensor([True, False]), tensor([False, False]))",
      forward: Kernels.logicalOr,
      element: { (a: Scalar, b: Scalar) -> Scalar in
        .greatest([.indicator(.notEqual, a, 0), .indicator(.notEqual, b, 0)])
      }),
    .pairwise(
      "logical_xor", summary: "Whether exactly one is true (not 0).", formula: "y = a ≠ b",
      sample: "logical_xor(tensor([True, False]), tensor([True, True]))",
      forward: Kernels.logicalXor,
      element: { (a: Scalar, b: Scalar) -> Scalar in
        .indicator(.notEqual, .indicator(.notEqual, a, 0), .indicator(.notEqual, b, 0))
      }),
    .elementwise(
      "logical_not", summary: "Whether it is false (0).", formula: "y = not x",
      sample: "logical_not(tensor([True, False]))", forward: Kernels.logicalNot,
      element: { (x: Scalar) -> Scalar in .indicator(.equal, x, 0) }, vjp: []),
  ]

  /// The bits of whole numbers have no formula of arithmetic worth showing: the value is named.
  private static func bitwise(
    _ name: String, _ symbol: String, summary: String, formula: String, sample: String,
    forward: @escaping @Sendable (Tensor, Tensor) throws(ShapeError) -> Tensor
  ) -> Primitive {
    Primitive(
      name, [.symbol(symbol), .torch, .method], [.tensor(), .tensor("other")], summary: summary,
      formula: formula, sample: sample, story: .elementwise,
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try forward(a, b)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .leaf(name: name, value: c.output[index])
      })
  }

  private static let bits: [Primitive] = [
    bitwise(
      "bitwise_and", "&", summary: "And, bit by bit; of bools, whether both are true.",
      formula: "y = a & b", sample: "tensor([True, True]) & tensor([True, False])",
      forward: Kernels.bitwiseAnd),
    bitwise(
      "bitwise_or", "|", summary: "Or, bit by bit; of bools, whether one is true.",
      formula: "y = a | b", sample: "tensor([True, False]) | tensor([False, False])",
      forward: Kernels.bitwiseOr),
    bitwise(
      "bitwise_xor", "^", summary: "Either-or, bit by bit; of bools, whether they differ.",
      formula: "y = a ^ b", sample: "tensor([True, False]) ^ tensor([True, True])",
      forward: Kernels.bitwiseXor),
    Primitive(
      "bitwise_not", [.symbol("~"), .torch, .method], [.tensor()],
      summary: "Not: of bools the opposite, of whole numbers −x − 1.", formula: "y = ~x",
      sample: "~tensor([True, False])", story: .elementwise,
      forward: .unary { (x: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.bitwiseNot(x)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        c.output.dtype == .bool ? 1 - c.x(0, index) : -c.x(0, index) - 1
      }),
  ]

  private static let tests: [Primitive] = [
    .elementwise(
      "isnan", summary: "Whether it is not a number.", formula: "y = [x is NaN]",
      sample: "isnan(tensor([1., nan]))", forward: Kernels.isnan,
      element: { (x: Scalar) -> Scalar in .indicator(.notEqual, x, x) }, vjp: []),
    .elementwise(
      "isinf", summary: "Whether it is infinite.", formula: "y = [|x| = ∞]",
      sample: "isinf(tensor([1., inf]))", forward: Kernels.isinf,
      element: { (x: Scalar) -> Scalar in
        .indicator(.equal, .call(.abs, x), .constant(.infinity))
      }, vjp: []),
    .elementwise(
      "isfinite", summary: "Whether it is an ordinary number.", formula: "y = [|x| < ∞]",
      sample: "isfinite(tensor([1., inf]))", forward: Kernels.isfinite,
      element: { (x: Scalar) -> Scalar in
        .indicator(.less, .call(.abs, x), .constant(.infinity))
      }, vjp: []),
  ]
}
