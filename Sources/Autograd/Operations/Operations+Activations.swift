import Tensors

// The functions that networks apply elementwise. Where a rule's term is long, a fused kernel does
// the same in one pass, and a law test holds both together.

extension Registry {
  static let activations: [Primitive] = squashing + rectifiers + gelus

  private static let squashing: [Primitive] = [
    .elementwise(
      "sigmoid", [.torch, .method, .functional], summary: "Squeezes to between 0 and 1.",
      formula: "y = 1/(1 + e⁻ˣ)",
      why: "Steepest in the middle, flat at both ends: the slope is y·(1 − y).",
      sample: "sigmoid(tensor([-2., 0., 2.]))", forward: Kernels.sigmoid,
      element: { (x: Scalar) -> Scalar in .call(.sigmoid, x) },
      vjp: [.fixed { g * (1 - y) * y }],
      fused: { (g: Tensor, y: Tensor, _: [Tensor], _: Attributes) -> [Tensor] in
        (try? Kernels.sigmoidBackward(g, output: y)).map { [$0] } ?? []
      }),
    .elementwise(
      "logsigmoid", [.functional], summary: "The logarithm of the sigmoid, without overflow.",
      formula: "y = log(1/(1 + e⁻ˣ))", why: "The slope is 1 − sigmoid(x), which is sigmoid(−x).",
      sample: "F.logsigmoid(tensor([-2., 0., 2.]))", forward: Kernels.logsigmoid,
      element: { (x: Scalar) -> Scalar in
        .function(.min, [x, 0]) - .call(.log1p, .call(.exp, -.call(.abs, x)))
      },
      vjp: [.fixed { g * .call("sigmoid", -x()) }]),
    .elementwise(
      "softplus", [.functional],
      settings: [.number("beta", default: 1), .number("threshold", default: 20)],
      summary: "A relu with a rounded corner.", formula: "y = log(1 + e^(β·x))/β",
      why: "The slope is the sigmoid of β·x; beyond the threshold y is x itself.",
      sample: "F.softplus(tensor([-2., 0., 2.]))",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        Kernels.softplus(x, beta: a.scalar, threshold: a.scalar2)
      },
      element: { (x: Scalar, a: Attributes) -> Scalar in
        let beta = Scalar.constant(a.scalar)
        return .choice(
          .greater, x * beta, .constant(a.scalar2), then: x,
          otherwise: .call(.log1p, .call(.exp, x * beta)) / beta)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let scaled = c.attributes.scalar == 1 ? x() : .constant(c.attributes.scalar) * x()
          return .pick(
            .call("gt", scaled, .constant(c.attributes.scalar2)), g,
            g * .call("sigmoid", scaled))
        }
      ]),
  ]

  private static let rectifiers: [Primitive] = [
    .elementwise(
      "relu", [.torch, .method, .functional], summary: "Keeps what is above 0, else 0.",
      formula: "y = max(0, x)", why: "Above 0 it is x itself, slope 1; elsewhere flat, slope 0.",
      sample: "relu(tensor([-1., 0., 2.]))", kinks: [0], forward: Kernels.relu,
      element: { (x: Scalar) -> Scalar in .function(.max, [0, x]) },
      vjp: [.fixed { g * .call("gt", y, 0) }],
      fused: { (g: Tensor, y: Tensor, _: [Tensor], _: Attributes) -> [Tensor] in
        (try? Kernels.reluBackward(g, input: y)).map { [$0] } ?? []
      }),
    .elementwise(
      "leaky_relu", [.functional], settings: [.number("negative_slope", default: 0.01)],
      summary: "A relu that lets a little through below 0.", formula: "y = x if x > 0 else s·x",
      why: "Slope 1 above 0, s below.", sample: "F.leaky_relu(tensor([-1., 2.]), 0.1)",
      kinks: [0],
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        Kernels.leakyRelu(x, slope: a.scalar)
      },
      element: { (x: Scalar, a: Attributes) -> Scalar in
        .choice(.greater, x, 0, then: x, otherwise: x * .constant(a.scalar))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          .pick(.call("gt", x(), 0), g, g * .constant(c.attributes.scalar))
        }
      ]),
    .elementwise(
      "elu", [.functional], settings: [.number("alpha", default: 1)],
      summary: "A relu that bends smoothly to −α below 0.",
      formula: "y = x if x > 0 else α·(eˣ − 1)", why: "Slope 1 above 0, α·eˣ below.",
      sample: "F.elu(tensor([-1., 2.]))", kinks: [0],
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        Kernels.elu(x, alpha: a.scalar)
      },
      element: { (x: Scalar, a: Attributes) -> Scalar in
        .choice(
          .greater, x, 0, then: x, otherwise: .constant(a.scalar) * .call(.expm1, x))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          .pick(.call("gt", x(), 0), g, g * (.constant(c.attributes.scalar) * .exp(x())))
        }
      ]),
  ]

  /// √(2/π), of gelu's approximation.
  private static let geluScale = 0.7978845608028654

  private static let gelus: [Primitive] = [
    .elementwise(
      "gelu", [.functional], settings: [.word("approximate", ["none", "tanh"], default: 0).named],
      summary: "x times the chance that a normal number is below x.",
      formula: "y = x·Φ(x) = x·½(1 + erf(x/√2))",
      why: "By the product rule: Φ(x) plus x times the height of the bell curve at x.",
      sample: "F.gelu(tensor([-1., 0., 1.]), approximate=\"tanh\")",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        a.mode == 1 ? Kernels.geluTanh(x) : Kernels.gelu(x)
      },
      element: { (x: Scalar, a: Attributes) -> Scalar in
        if a.mode == 1 {
          let inner = Scalar.constant(geluScale) * (x + 0.044715 * x.to(3))
          return 0.5 * x * (1 + .call(.tanh, .part(name: "u", inner)))
        }
        return x * .part(name: "Φ(x)", 0.5 * (1 + .call(.erf, x * 0.7071067811865476)))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          if c.attributes.mode == 1 {
            let cubed = x() + 0.044715 * .power(x(), 3)
            let t = Term.call("tanh", .constant(geluScale) * cubed)
            let inner = .constant(geluScale) * (1 + 0.134145 * .power(x(), 2))
            return g * (0.5 * (1 + t) + 0.5 * x() * ((1 - t * t) * inner))
          }
          let below = 0.5 * (1 + .call("erf", x() * 0.7071067811865476))
          let height = 0.3989422804014327 * .exp(-0.5 * (x() * x()))
          return g * (below + x() * height)
        }
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], a: Attributes) -> [Tensor] in
        guard let x = x.first else { return [] }
        let slope =
          a.mode == 1
          ? try? Kernels.geluTanhBackward(g, input: x) : try? Kernels.geluBackward(g, input: x)
        return slope.map { [$0] } ?? []
      }),
    .elementwise(
      "silu", [.functional], summary: "x times its sigmoid (also called swish).",
      formula: "y = x·sigmoid(x)",
      why: "By the product rule: s + x·s·(1 − s), with s the sigmoid of x.",
      sample: "F.silu(tensor([-1., 0., 1.]))", forward: Kernels.silu,
      element: { (x: Scalar) -> Scalar in x * .call(.sigmoid, x) },
      vjp: [
        .fixed {
          let s = Term.call("sigmoid", x())
          return g * (s * (1 + x() * (1 - s)))
        }
      ],
      fused: { (g: Tensor, _: Tensor, x: [Tensor], _: Attributes) -> [Tensor] in
        guard let x = x.first else { return [] }
        return (try? Kernels.siluBackward(g, input: x)).map { [$0] } ?? []
      }),
  ]
}
