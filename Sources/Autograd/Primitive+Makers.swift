import Tensors

// Short forms for the two commonest kinds of operation, elementwise of one tensor and of two with
// broadcasting, so that an element of a family's list holds only what differs.

extension Primitive {
  /// An elementwise function of one tensor.
  static func elementwise(
    _ name: String, _ spellings: [Spelling] = [.torch, .method], summary: String, formula: String,
    why: String = "", sample: String, takes: ElementKinds = .any, kinks: [Double] = [],
    domain: ClosedRange<Double> = -2...2,
    forward: @escaping @Sendable (Tensor) throws(ShapeError) -> Tensor,
    element: @escaping @Sendable (Scalar) -> Scalar, vjp: [Rule], fused: FusedBackward? = nil
  ) -> Primitive {
    Primitive(
      name, spellings, [.tensor()], summary: summary, formula: formula, why: why, sample: sample,
      takes: takes, story: .elementwise, kinks: kinks, domain: domain,
      forward: .unary { (x: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try forward(x)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in element(c.x(0, index)) },
      vjp: vjp, fused: fused)
  }

  /// An elementwise function of one tensor whose formula has settings.
  static func elementwise(
    _ name: String, _ spellings: [Spelling], settings: [Parameter], summary: String,
    formula: String, why: String = "", sample: String, takes: ElementKinds = .any,
    kinks: [Double] = [], domain: ClosedRange<Double> = -2...2,
    forward: @escaping @Sendable (Tensor, Attributes) throws(ShapeError) -> Tensor,
    element: @escaping @Sendable (Scalar, Attributes) -> Scalar, vjp: [Rule],
    fused: FusedBackward? = nil
  ) -> Primitive {
    Primitive(
      name, spellings, [.tensor()] + settings, summary: summary, formula: formula, why: why,
      sample: sample, takes: takes, story: .elementwise, kinks: kinks, domain: domain,
      forward: .unary(forward),
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        element(c.x(0, index), c.attributes)
      },
      vjp: vjp, fused: fused)
  }

  /// An elementwise function of two tensors, broadcast together.
  static func pairwise(
    _ name: String, _ spellings: [Spelling] = [.torch, .method],
    _ signature: [Parameter] = [.tensor(), .tensor("other")], summary: String, formula: String,
    why: String = "", sample: String, takes: ElementKinds = .any, kinks: [Double] = [],
    domain: ClosedRange<Double> = -2...2,
    forward: @escaping @Sendable (Tensor, Tensor) throws(ShapeError) -> Tensor,
    element: @escaping @Sendable (Scalar, Scalar) -> Scalar, vjp: [Rule] = [],
    fused: FusedBackward? = nil
  ) -> Primitive {
    Primitive(
      name, spellings, signature, summary: summary, formula: formula, why: why, sample: sample,
      takes: takes, story: .elementwise, kinks: kinks, domain: domain,
      forward: .binary { (a: Tensor, b: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        try forward(a, b)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        element(c.aligned(0, index), c.aligned(1, index))
      },
      vjp: vjp, fused: fused)
  }

  /// A comparison of two tensors, 1 where it holds.
  static func comparison(
    _ name: String, _ symbol: String, summary: String, formula: String, sample: String,
    _ relation: Scalar.Comparison,
    forward: @escaping @Sendable (Tensor, Tensor) throws(ShapeError) -> Tensor
  ) -> Primitive {
    pairwise(
      name, [.symbol(symbol), .torch, .method], summary: summary, formula: formula,
      why: "A step has slope 0, so no gradient passes.", sample: sample, forward: forward,
      element: { (a: Scalar, b: Scalar) -> Scalar in
        .choice(relation, a, b, then: 1, otherwise: 0)
      })
  }

  /// A value that no operation of the trace computed.
  static func source(
    _ name: String, _ spellings: [Spelling], _ signature: [Parameter], summary: String,
    formula: String, sample: String
  ) -> Primitive {
    Primitive(
      name, spellings, signature, summary: summary, formula: formula,
      why: "It comes from outside, so the way back ends here.", sample: sample, forward: .source,
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .leaf(name: "value", value: c.output[index])
      })
  }
}

// MARK: - Trees that several operations share

extension Scalar {
  /// A tree that is 1 where a comparison holds and 0 elsewhere.
  static func indicator(_ relation: Comparison, _ a: Scalar, _ b: Scalar) -> Scalar {
    .choice(relation, a, b, then: 1, otherwise: 0)
  }

  /// The greatest of some trees.
  static func greatest(_ all: [Scalar]) -> Scalar { .function(.max, all) }
}

// MARK: - Terms that several rules share

extension Term {
  /// e to a term.
  static func exp(_ a: Term) -> Term { .call("exp", a) }
  /// The first where a condition holds, the second elsewhere.
  static func pick(_ condition: Term, _ a: Term, _ b: Term) -> Term {
    .call("where", condition, a, b)
  }
  /// A term under another shape.
  static func reshape(_ a: Term, _ shape: Shape) -> Term { .call("reshape", a, .dims(shape)) }
  /// A term repeated along axes of size 1.
  static func expand(_ a: Term, _ shape: Shape) -> Term { .call("expand", a, .dims(shape)) }
  /// A sum over axes.
  static func sum(_ a: Term, over axes: [Int], keepdim: Bool = false) -> Term {
    .call("sum", a, .dims(Shape(axes), keepdim: keepdim))
  }
  /// A mean over axes.
  static func mean(_ a: Term, over axes: [Int], keepdim: Bool = false) -> Term {
    .call("mean", a, .dims(Shape(axes), keepdim: keepdim))
  }
  /// Two axes exchanged.
  static func transpose(_ a: Term, _ first: Int, _ second: Int) -> Term {
    var attributes = Attributes()
    attributes.start = first
    attributes.stop = second
    return .call("transpose", a, attributes)
  }
  /// A new axis of size 1.
  static func unsqueeze(_ a: Term, _ axis: Int) -> Term { .call("unsqueeze", a, .axis(axis)) }
  /// `count` elements of an axis, from `start` on.
  static func slice(_ a: Term, axis: Int, start: Int, count: Int) -> Term {
    var attributes = Attributes.axis(axis)
    attributes.start = start
    attributes.stop = count
    return .call("slice", a, attributes)
  }
  /// A term to a power.
  static func power(_ a: Term, _ exponent: Term) -> Term { .call("pow", a, exponent) }
}
