import Tensors

// Losses that compare element by element. `reduction` is 'mean', 'sum' or 'none'; it is written
// once here, around each loss's own arithmetic and slope.

/// The words that a loss's `reduction` takes; `mode` is the word's place.
let reductionWords = ["mean", "sum", "none", "batchmean"]

extension Registry {
  static let losses: [Primitive] = regressions + likelihoods + classifications

  private static let end = Parameter.word("reduction", ["mean", "sum", "none"], default: 0)
  /// PyTorch's third argument is another, long out of use: what is written there would mean that.
  private static let ends: [Parameter] = [end.named()]

  /// A loss of pairs of elements.
  ///
  /// - Parameters:
  ///   - value: the losses of all pairs.
  ///   - each: the arithmetic of one pair.
  ///   - slopes: the slope of one pair's loss along the input and along the target.
  private static func loss(
    _ name: String, _ settings: [Parameter] = [], summary: String, formula: String, why: String,
    sample: String, takes: ElementKinds, kinks: [Double] = [],
    domain: ClosedRange<Double> = -2...2,
    value: @escaping @Sendable (Tensor, Tensor, Attributes) throws(ShapeError) -> Tensor,
    each: @escaping @Sendable (Scalar, Scalar, Attributes) -> Scalar,
    slopes: [@Sendable (Attributes) -> Term]
  ) -> Primitive {
    Primitive(
      name, [.functional], [.tensor(), .tensor("target")] + settings, summary: summary,
      formula: formula, why: why, sample: sample, takes: takes, kinks: kinks, domain: domain,
      forward: .binary { (a: Tensor, b: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        let all = try value(a, b, at)
        switch at.mode {
        case 0: return try Kernels.mean(all)
        case 1: return try Kernels.sum(all)
        case 3:
          let rows = Double(all.rank == 0 ? 1 : all.shape[0])
          return Kernels.scaled(try Kernels.sum(all), by: 1 / rows)
        default: return all
        }
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        if c.attributes.mode == 2 {
          return each(c.aligned(0, index), c.aligned(1, index), c.attributes)
        }
        guard let shape = try? Shape.broadcast(c.inputs[0].shape, c.inputs[1].shape) else {
          return .constant(.nan)
        }
        let sum = Scalar.sum(
          indices(of: shape).map { each(c.aligned(0, $0), c.aligned(1, $0), c.attributes) })
        if c.attributes.mode == 1 { return sum }
        return sum / .constant(divisor(shape, c.attributes))
      },
      vjp: slopes.map { slope in
        .shaped { (c: RuleContext) -> Term in
          let shape = (try? Shape.broadcast(c.shapes.0, c.shapes.1)) ?? c.shapes.0
          // One number arrives for all pairs, and a slope may be that of the smaller side.
          let arriving = c.shapes.0 == c.shapes.1 || c.attributes.mode == 2 ? g : .expand(g, shape)
          let whole = arriving * slope(c.attributes)
          return c.attributes.mode == 1 || c.attributes.mode == 2
            ? whole : whole / .constant(divisor(shape, c.attributes))
        }
      })
  }

  /// What a mean divides by: all elements, or the first axis for 'batchmean'.
  private static func divisor(_ shape: Shape, _ a: Attributes) -> Double {
    a.mode == 3 ? Double(shape.rank == 0 ? 1 : shape[0]) : Double(shape.count)
  }

  private static let regressions: [Primitive] = [
    loss(
      "mse_loss", ends, summary: "The mean of squared differences.",
      formula: "loss = (1/n)·Σᵢ (xᵢ − tᵢ)²",
      why: "Twice as far off pulls twice as hard: 2·(x − t)/n.",
      sample: "F.mse_loss(tensor([1., 2.]), tensor([0., 0.]))", takes: .floatsAmong,
      value: { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.square(try Kernels.sub(a, b))
      },
      each: { (a: Scalar, b: Scalar, _: Attributes) -> Scalar in (a - b).to(2) },
      slopes: [
        { (_: Attributes) -> Term in 2 * (x(0) - x(1)) },
        { (_: Attributes) -> Term in 2 * (x(1) - x(0)) },
      ]),
    loss(
      "l1_loss", ends, summary: "The mean of absolute differences.",
      formula: "loss = (1/n)·Σᵢ |xᵢ − tᵢ|",
      why: "However far off, the pull is the same: its sign over n.",
      sample: "F.l1_loss(tensor([1., 2.]), tensor([0., 0.]))", takes: .numbers,
      value: { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        Kernels.abs(try Kernels.sub(a, b))
      },
      each: { (a: Scalar, b: Scalar, _: Attributes) -> Scalar in .call(.abs, a - b) },
      slopes: [
        { (_: Attributes) -> Term in .call("sign", x(0) - x(1)) },
        { (_: Attributes) -> Term in .call("sign", x(1) - x(0)) },
      ]),
    loss(
      "huber_loss", [end, .number("delta", default: 1)],
      summary: "Squared near 0, straight further out.",
      formula: "loss = mean of ½d² if |d| < δ else δ·(|d| − ½δ)",
      why: "The pull grows with the distance and stops growing at δ.",
      sample: "F.huber_loss(tensor([0.5, 3.]), tensor([0., 0.]))", takes: .floatsFirst,
      value: { (a: Tensor, b: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        guard at.scalar > 0 else { throw ShapeError(.value(at.scalar, operation: "delta")) }
        let d = try Kernels.sub(a, b)
        let size = Kernels.abs(d)
        return try Kernels.where(
          try Kernels.less(size, Tensor(scalar: at.scalar)),
          Kernels.scaled(try Kernels.square(d), by: 0.5),
          Kernels.scaled(size, by: at.scalar, plus: -0.5 * at.scalar * at.scalar))
      },
      each: { (a: Scalar, b: Scalar, at: Attributes) -> Scalar in
        let (size, delta) = (Scalar.call(.abs, a - b), Scalar.constant(at.scalar))
        return .choice(
          .less, size, delta, then: 0.5 * (a - b).to(2), otherwise: delta * (size - 0.5 * delta))
      },
      slopes: [
        { (a: Attributes) -> Term in limited(x(0) - x(1), a.scalar) },
        { (a: Attributes) -> Term in limited(x(1) - x(0), a.scalar) },
      ]),
    loss(
      "smooth_l1_loss", ends + [.number("beta", default: 1).named()],
      summary: "Squared near 0, straight with slope 1 further out.",
      formula: "loss = mean of ½d²/β if |d| < β else |d| − ½β",
      why: "The pull grows with the distance up to 1 and stays there.",
      sample: "F.smooth_l1_loss(tensor([0.5, 3.]), tensor([0., 0.]))", takes: .floatsAmong,
      value: { (a: Tensor, b: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        guard at.scalar >= 0 else { throw ShapeError(.value(at.scalar, operation: "beta")) }
        let d = try Kernels.sub(a, b)
        let size = Kernels.abs(d)
        if at.scalar == 0 { return size }
        return try Kernels.where(
          try Kernels.less(size, Tensor(scalar: at.scalar)),
          Kernels.scaled(try Kernels.square(d), by: 0.5 / at.scalar),
          Kernels.scaled(size, by: 1, plus: -0.5 * at.scalar))
      },
      each: { (a: Scalar, b: Scalar, at: Attributes) -> Scalar in
        let (size, beta) = (Scalar.call(.abs, a - b), Scalar.constant(at.scalar))
        if at.scalar == 0 { return size }
        return .choice(
          .less, size, beta, then: 0.5 * (a - b).to(2) / beta, otherwise: size - 0.5 * beta)
      },
      slopes: [
        { (a: Attributes) -> Term in bounded(x(0) - x(1), a.scalar) },
        { (a: Attributes) -> Term in bounded(x(1) - x(0), a.scalar) },
      ]),
  ]

  /// A difference limited to ±δ; on the bound itself both pieces give the same.
  private static func limited(_ d: Term, _ delta: Double) -> Term {
    var attributes = Attributes.scalar(-delta)
    attributes.scalar2 = delta
    return .call("clamp", d, attributes)
  }

  private static func bounded(_ d: Term, _ beta: Double) -> Term {
    beta == 0 ? .call("sign", d) : limited(d / .constant(beta), 1)
  }

  private static let likelihoods: [Primitive] = [
    loss(
      "binary_cross_entropy", ends, summary: "How surprised a chance p is by a yes or no t.",
      formula: "loss = −mean(t·log p + (1 − t)·log(1 − p))",
      why: "The slope (p − t)/(p·(1 − p)): a sure and wrong p is pulled hardest.",
      sample: "F.binary_cross_entropy(tensor([0.8, 0.3]), tensor([1., 0.]))", takes: .floats,
      domain: 0.1...0.9,
      value: { (p: Tensor, t: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        guard p.shape == t.shape else { throw ShapeError(.shapes(p.shape, t.shape)) }
        for chances in [p, t] {
          if let other = chances.elements.first(where: { !($0 >= 0 && $0 <= 1) }) {
            throw ShapeError(.value(other, operation: "a chance from 0 to 1"))
          }
        }
        let yes = Kernels.clamp(Kernels.log(p), min: -100, max: nil)
        let no = Kernels.clamp(
          Kernels.log1p(Kernels.scaled(p, by: -1)), min: -100, max: nil)
        let rest = Kernels.scaled(t, by: -1, plus: 1)
        return try Kernels.neg(
          try Kernels.add(try Kernels.mul(t, yes), try Kernels.mul(rest, no)))
      },
      each: { (p: Scalar, t: Scalar, _: Attributes) -> Scalar in
        -(t * .greatest([.call(.log, p), -100])
          + (1 - t) * .greatest([.call(.log1p, -p), -100]))
      },
      slopes: [
        { (_: Attributes) -> Term in
          // PyTorch's guard against a division by 0 is a number of single precision.
          var least = Attributes.scalar(Double(Float(1e-12)))
          least.scalar2 = .infinity
          return (x(0) - x(1)) / .call("clamp", (1 - x(0)) * x(0), least)
        },
        { (_: Attributes) -> Term in
          .call("log1p", -x(0)) - .call("log", x(0))
        },
      ]),
    loss(
      "binary_cross_entropy_with_logits", ends,
      summary: "Binary cross-entropy of a score before its sigmoid, without overflow.",
      formula: "loss = mean((1 − t)·z − log sigmoid(z))",
      why: "The sigmoid's slope cancels, and sigmoid(z) − t is left.",
      sample: "F.binary_cross_entropy_with_logits(tensor([2., -1.]), tensor([1., 0.]))",
      takes: .floats,
      value: { (z: Tensor, t: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        guard z.shape == t.shape else { throw ShapeError(.shapes(z.shape, t.shape)) }
        let rest = Kernels.scaled(t, by: -1, plus: 1)
        return try Kernels.sub(try Kernels.mul(rest, z), Kernels.logsigmoid(z))
      },
      each: { (z: Scalar, t: Scalar, _: Attributes) -> Scalar in
        let soft = Scalar.function(.min, [z, 0]) - .call(.log1p, .call(.exp, -.call(.abs, z)))
        return (1 - t) * z - .part(name: "log σ(z)", soft)
      },
      slopes: [
        { (_: Attributes) -> Term in .call("sigmoid", x(0)) - x(1) },
        { (_: Attributes) -> Term in -x(0) },
      ]),
    loss(
      "kl_div",
      [.word("reduction", reductionWords, default: 0).named(), .flag("log_target").named()],
      summary: "How far log chances x are from target chances t.",
      formula: "loss = mean of t·(log t − x)",
      why: "The more likely the target, the harder the pull.",
      sample: "F.kl_div(log(tensor([0.5, 0.5])), tensor([0.9, 0.1]), reduction=\"sum\")",
      takes: .floats,
      domain: 0.1...0.9,
      value: { (x: Tensor, t: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        if a.flag { return try Kernels.mul(Kernels.exp(t), try Kernels.sub(t, x)) }
        let entropy = try Kernels.maskedFill(
          try Kernels.mul(t, Kernels.log(t)), try Kernels.equal(t, Tensor(scalar: 0)), 0)
        return try Kernels.sub(entropy, try Kernels.mul(t, x))
      },
      each: { (x: Scalar, t: Scalar, a: Attributes) -> Scalar in
        if a.flag { return .call(.exp, t) * (t - x) }
        return .choice(.equal, t, 0, then: 0, otherwise: t * .call(.log, t)) - t * x
      },
      slopes: [
        { (a: Attributes) -> Term in a.flag ? -.exp(x(1)) : -x(1) },
        { (a: Attributes) -> Term in
          a.flag ? .exp(x(1)) * (x(1) - x(0) + 1) : .call("log", x(1)) + 1 - x(0)
        },
      ]),
  ]
}
