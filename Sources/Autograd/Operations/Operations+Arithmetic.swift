import Tensors

// The operators of arithmetic and their elementwise relatives of two and three tensors. Each rule
// reads the values that PyTorch saves for it, since that decides which errors a freed graph and a
// change in place give.

extension Registry {
  static let arithmetic: [Primitive] = operators + powers + extremes + selections

  private static let operators: [Primitive] = [
    .pairwise(
      "add", [.symbol("+"), .torch, .method], summary: "Adds elementwise.", formula: "y = a + b",
      why: "A sum moves as much as either part moves.",
      sample: "tensor([1., 2.]) + tensor([3., 4.])", forward: Kernels.add,
      element: { (a: Scalar, b: Scalar) -> Scalar in a + b },
      vjp: [.fixed { g }, .fixed { g }]),
    .pairwise(
      "sub", [.symbol("-"), .torch, .method], summary: "Subtracts elementwise.",
      formula: "y = a − b",
      why: "What is there moves it along, what is taken away moves it the other way.",
      sample: "tensor([1., 2.]) - tensor([3., 4.])", takes: .plainNumbers, forward: Kernels.sub,
      element: { (a: Scalar, b: Scalar) -> Scalar in a - b },
      vjp: [.fixed { g }, .fixed { -g }]),
    .pairwise(
      "mul", [.symbol("*"), .torch, .method], summary: "Multiplies elementwise.",
      formula: "y = a · b", why: "Each factor's slope is the other factor.",
      sample: "tensor([1., 2.]) * tensor([3., 4.])", forward: Kernels.mul,
      element: { (a: Scalar, b: Scalar) -> Scalar in a * b },
      vjp: [.fixed { g * x(1) }, .fixed { g * x(0) }]),
    .pairwise(
      "div", [.symbol("/"), .torch, .method], summary: "Divides elementwise.",
      formula: "y = a / b",
      why: "Above the line the slope is 1/b; below it a larger b shrinks what is there, −a/b².",
      sample: "tensor([1., 2.]) / tensor([4., 5.])", domain: 0.5...2.5, forward: Kernels.div,
      element: { (a: Scalar, b: Scalar) -> Scalar in a / b },
      vjp: [.fixed { g / x(1) }, .fixed { -g * (x(0) / x(1) / x(1)) }]),
    .pairwise(
      "floor_divide", [.symbol("//"), .torch, .method],
      summary: "Divides and rounds down, as Python's //.", formula: "y = ⌊a / b⌋",
      why: "A staircase has slope 0, so no gradient passes.", sample: "tensor([7., -7.]) // 2",
      domain: 0.5...2.5, forward: Kernels.floorDivide,
      element: { (a: Scalar, b: Scalar) -> Scalar in .function(.floorDivide, [a, b]) }),
    .pairwise(
      "remainder", [.symbol("%"), .torch, .method],
      summary: "What a division leaves, with the divisor's sign, as Python's %.",
      formula: "y = a − b·⌊a / b⌋", why: "Between its jumps it moves as a moves.",
      sample: "tensor([7., -7.]) % 3", domain: 0.5...2.5, forward: Kernels.remainder,
      element: { (a: Scalar, b: Scalar) -> Scalar in .function(.remainder, [a, b]) },
      vjp: [.fixed { g }, .fixed { -g * .call("floor_divide", x(0), x(1)) }]),
    .elementwise(
      "neg", [.symbol("-"), .torch, .method], summary: "Changes the sign.", formula: "y = −x",
      why: "It moves the other way, as much.", sample: "-tensor([1., -2.])",
      forward: Kernels.neg, element: { (x: Scalar) -> Scalar in -x }, vjp: [.fixed { -g }]),
  ]

  private static let powers: [Primitive] = [
    .pairwise(
      "pow", [.symbol("**"), .torch, .method], [.tensor(), .tensor("exponent")],
      summary: "Raises to a power, elementwise.", formula: "y = aᵇ",
      why: "The power comes down as a factor, b·aᵇ⁻¹; along the exponent the slope is y·log a.",
      sample: "tensor([1., 2., 3.]) ** 2", domain: 0.5...2.5, forward: Kernels.pow,
      element: { (a: Scalar, b: Scalar) -> Scalar in .power(a, b) },
      vjp: [
        .fixed {
          .pick(.call("eq", x(1), 0), 0, g * (x(1) * .power(x(0), x(1) - 1)))
        },
        .fixed {
          .pick(
            .call("logical_and", .call("eq", x(0), 0), .call("ge", x(1), 0)), 0,
            g * (y * .call("log", x(0))))
        },
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], _: Attributes) -> [Tensor] in
        // Only the base, and only for the one exponent that most formulas have.
        guard x.count == 2, x[1].count == 1, x[1].item == 2,
          let slope = try? Kernels.mul(g, Kernels.scaled(x[0], by: 2))
        else { return [] }
        return [slope]
      }),
    .elementwise(
      "square", summary: "Multiplies by itself.", formula: "y = x²",
      why: "It is a factor twice, and each time the slope is the other one.",
      sample: "square(tensor([3.]))",
      forward: Kernels.square, element: { (x: Scalar) -> Scalar in .power(x, 2) },
      vjp: [.fixed { g * (2 * x()) }]),
    .elementwise(
      "sqrt", summary: "The square root.", formula: "y = √x", why: "y² = x, so 2y·dy = dx.",
      sample: "sqrt(tensor([4., 9.]))", domain: 0.25...3, forward: Kernels.sqrt,
      element: { (x: Scalar) -> Scalar in .call(.sqrt, x) }, vjp: [.fixed { g / (2 * y) }]),
    .elementwise(
      "rsqrt", summary: "One over the square root.", formula: "y = 1/√x",
      why: "The slope of x to the power −½ is −½·x to the power −3/2, which is −½·y³.",
      sample: "rsqrt(tensor([4., 16.]))", domain: 0.25...3, forward: Kernels.rsqrt,
      element: { (x: Scalar) -> Scalar in 1 / .call(.sqrt, x) },
      vjp: [.fixed { -0.5 * g * .power(y, 3) }]),
    .elementwise(
      "reciprocal", summary: "One over the number.", formula: "y = 1/x",
      why: "The slope of 1/x is −1/x², which is −y².", sample: "reciprocal(tensor([2., 4.]))",
      domain: 0.5...2.5, forward: Kernels.reciprocal,
      element: { (x: Scalar) -> Scalar in 1 / x }, vjp: [.fixed { -g * (y * y) }]),
    .elementwise(
      "abs", summary: "The distance from 0.", formula: "y = |x|",
      why: "Right of 0 it rises, left of 0 it falls; at 0 the slope is taken as 0.",
      sample: "abs(tensor([-2., 3.]))", takes: .numbers, kinks: [0], forward: Kernels.abs,
      element: { (x: Scalar) -> Scalar in .call(.abs, x) },
      vjp: [.fixed { g * .call("sign", x()) }]),
    .elementwise(
      "sign", summary: "−1 below 0, 0 at 0, 1 above.", formula: "y = sign(x)",
      why: "It is flat on both sides, so the slope is 0.", sample: "sign(tensor([-2., 0., 3.]))",
      kinks: [0], forward: Kernels.sign,
      element: { (x: Scalar) -> Scalar in .call(.sign, x) }, vjp: [.fixed { 0 * g }]),
  ]

  private static let extremes: [Primitive] = [
    .pairwise(
      "maximum", summary: "The greater of each pair.", formula: "y = max(a, b)",
      why: "Only the greater one moves the result; where both are equal each gets half.",
      sample: "maximum(tensor([1., 5.]), tensor([3., 2.]))", forward: Kernels.maximum,
      element: { (a: Scalar, b: Scalar) -> Scalar in .function(.max, [a, b]) },
      vjp: [
        .fixed { g * (.call("gt", x(0), x(1)) + 0.5 * .call("eq", x(0), x(1))) },
        .fixed { g * (.call("gt", x(1), x(0)) + 0.5 * .call("eq", x(1), x(0))) },
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], _: Attributes) -> [Tensor] in
        taken(g, x, by: Kernels.greater)
      }),
    .pairwise(
      "minimum", summary: "The lesser of each pair.", formula: "y = min(a, b)",
      why: "Only the lesser one moves the result; where both are equal each gets half.",
      sample: "minimum(tensor([1., 5.]), tensor([3., 2.]))", forward: Kernels.minimum,
      element: { (a: Scalar, b: Scalar) -> Scalar in .function(.min, [a, b]) },
      vjp: [
        .fixed { g * (.call("lt", x(0), x(1)) + 0.5 * .call("eq", x(0), x(1))) },
        .fixed { g * (.call("lt", x(1), x(0)) + 0.5 * .call("eq", x(1), x(0))) },
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], _: Attributes) -> [Tensor] in
        taken(g, x, by: Kernels.less)
      }),
    .elementwise(
      "clamp", [.torch, .method],
      settings: [.number("min", default: -.infinity), .number("max", default: .infinity)],
      summary: "Limits to between two bounds.", formula: "y = min(max(x, min), max)",
      why: "Inside the bounds it is x itself; outside and on them nothing moves, slope 0.",
      sample: "clamp(tensor([-2., 0.5, 3.]), -1, 1)", kinks: [-1, 1],
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        Kernels.clamp(
          x, min: a.scalar == -.infinity ? nil : a.scalar,
          max: a.scalar2 == .infinity ? nil : a.scalar2)
      },
      element: { (x: Scalar, a: Attributes) -> Scalar in
        let low: Scalar = a.scalar == -.infinity ? x : .function(.max, [x, .constant(a.scalar)])
        return a.scalar2 == .infinity ? low : .function(.min, [low, .constant(a.scalar2)])
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let above = Term.call("gt", x(), .constant(c.attributes.scalar))
          let below = Term.call("lt", x(), .constant(c.attributes.scalar2))
          if c.attributes.scalar == -.infinity { return g * below }
          if c.attributes.scalar2 == .infinity { return g * above }
          return g * (above * below)
        }
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], a: Attributes) -> [Tensor] in
        (try? Kernels.clampBackward(g, input: x[0], min: a.scalar, max: a.scalar2)).map { [$0] }
          ?? []
      }),
  ]

  /// What each of two numbers gets of the gradient: all where it is the one that was taken, half
  /// where both are equal, else 0 without a sign, which a product with a mask would not give.
  private static func taken(
    _ g: Tensor, _ x: [Tensor], by wins: (Tensor, Tensor) throws(ShapeError) -> Tensor
  ) -> [Tensor] {
    guard x.count == 2 else { return [] }
    do throws(ShapeError) {
      let ties = try Kernels.equal(x[0], x[1])
      var gradients: [Tensor] = []
      for i in 0..<2 {
        let share = try Kernels.where(
          ties, Tensor(scalar: 0.5), try wins(x[i], x[1 - i]))
        let made = Kernels.withoutSignOfZero(try Kernels.mul(g, share))
        gradients.append(
          made.shape == x[i].shape ? made : Kernels.unbroadcast(made, to: x[i].shape))
      }
      return gradients
    } catch {
      return []
    }
  }

  private static let selections: [Primitive] = [
    Primitive(
      "where", [.torch], [.tensor("condition"), .tensor().orNumber(), .tensor("other").orNumber()],
      summary: "Takes the first where a condition holds, else the second.",
      formula: "y = a if c else b", why: "Only the one that was taken moves the result.",
      sample: "where(tensor([True, False]), tensor([1., 2.]), tensor([3., 4.]))",
      takes: .mask(at: 0),
      story: .elementwise,
      forward: .ternary { (c: Tensor, a: Tensor, b: Tensor, _) throws(ShapeError) -> Tensor in
        try Kernels.where(c, a, b)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        c.alignedValue(0, index) != 0 ? c.aligned(1, index) : c.aligned(2, index)
      },
      vjp: [.none, .fixed { .pick(x(0), g, 0) }, .fixed { .pick(x(0), 0, g) }]),
    Primitive(
      "masked_fill", [.torch, .method], [.tensor(), .tensor("mask"), .number("value")],
      summary: "Writes a value wherever the mask is True.", formula: "y = value if mask else x",
      why: "What was written over no longer moves the result.",
      sample: "tensor([1., 2.]).masked_fill(tensor([True, False]), -inf)", takes: .mask(at: 1),
      story: .elementwise,
      forward: .binary { (x: Tensor, mask: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.maskedFill(x, mask, a.scalar)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        c.alignedValue(1, index) != 0
          ? .constant(Kernels.cast(c.attributes.scalar, to: c.inputs[0].dtype))
          : c.aligned(0, index)
      },
      vjp: [.fixed { .call("masked_fill", g, x(1), .scalar(0)) }, .none]),
    Primitive(
      "lerp", [.torch, .method], [.tensor(), .tensor("end"), .tensor("weight").orNumber()],
      summary: "Goes from a start toward an end by a share w.", formula: "y = a + w·(b − a)",
      why: "The end weighs w, the start 1 − w.",
      sample: "lerp(tensor([0.]), tensor([10.]), 0.25)", takes: .floats, story: .elementwise,
      forward: .ternary { (a: Tensor, b: Tensor, w: Tensor, _) throws(ShapeError) -> Tensor in
        try Kernels.lerp(a, b, w)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let start = c.aligned(0, index)
        return start + c.aligned(2, index) * (c.aligned(1, index) - start)
      },
      vjp: [.fixed { g * (1 - x(2)) }, .fixed { g * x(2) }, .fixed { g * (x(1) - x(0)) }]),
  ]
}
