import Tensors

// Lengths taken out of vectors: `normalize` leaves a direction, `cosine_similarity` compares two.
// Both divide by a length that is at least eps, as PyTorch does.

extension Registry {
  static let directions: [Primitive] = [
    Primitive(
      "normalize", [.functional],
      [
        .tensor(), .number("p", default: 2), .axis("dim", default: 1),
        .number("eps", default: 1e-12),
      ],
      summary: "Brings each vector to length 1.", formula: "y = x / max(‖x‖, ε)",
      why: "Only what turns the vector passes; what stretches it is taken out.",
      sample: "F.normalize(tensor([[3., 4.]]), dim=-1)", story: .rows(normalizeStory),
      kinks: [0],
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard x.dtype == .float else { throw ShapeError(.dtype(x.dtype, operation: "normalize")) }
        return try Kernels.div(
          x, Kernels.clamp(try length(x, a.axis, p: a.scalar), min: a.scalar2, max: nil))
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let axis = c.attributes.axis
        let members = Rows(shape: c.inputs[0].shape, axis: axis).members(of: index)
        let p = c.attributes.scalar
        let size = members.reduce(into: [Double]()) { $0.append(c.inputs[0][$1]) }
        return c.x(0, index)
          / longEnough(
            lengthTree(members.map { c.x(0, $0) }, p), is: vectorLength(size, p),
            eps: c.attributes.scalar2)
      },
      vjp: [.shaped(normalizeGradient)]),
    Primitive(
      "cosine_similarity", [.torch, .functional],
      [.tensor("x1"), .tensor("x2"), .axis("dim", default: 1), .number("eps", default: 1e-8)],
      summary: "How far two vectors point the same way: 1, 0 or −1.",
      formula: "y = Σᵢ aᵢ·bᵢ / (max(‖a‖, ε)·max(‖b‖, ε))",
      why: "Each vector is pulled towards the other's direction; along itself it is not pulled.",
      sample: "cosine_similarity(tensor([[1., 0.]]), tensor([[1., 1.]]))",
      forward: .binary { (a: Tensor, b: Tensor, at: Attributes) throws(ShapeError) -> Tensor in
        for x in [a, b] where x.dtype != .float {
          throw ShapeError(.dtype(x.dtype, operation: "cosine_similarity"))
        }
        let shape = try Shape.broadcast(a.shape, b.shape)
        let axis = try shape.axis(at.axis)
        let (u, v) = (
          try direction(a, shape, axis, at.scalar), try direction(b, shape, axis, at.scalar)
        )
        return try Kernels.sum(try Kernels.mul(u, v), dims: shape.rank == 0 ? [] : [axis])
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let shape = (try? Shape.broadcast(c.inputs[0].shape, c.inputs[1].shape)) ?? Shape()
        let axis = c.attributes.axis
        let members = (0..<(shape.rank == 0 ? 1 : shape[axis])).map { (k: Int) -> [Int] in
          var member = index
          if shape.rank > 0 { member.insert(k, at: axis) }
          return member
        }
        let product = Scalar.sum(members.map { c.aligned(0, $0) * c.aligned(1, $0) })
        let lengths = (0..<2).map { (i: Int) -> Scalar in
          longEnough(
            .part(
              name: i == 0 ? "‖x1‖" : "‖x2‖", lengthTree(members.map { c.aligned(i, $0) }, 2)),
            is: vectorLength(members.map { c.alignedValue(i, $0) }, 2), eps: c.attributes.scalar)
        }
        return product / (lengths[0] * lengths[1])
      },
      vjp: [.shaped { cosineGradient($0, 0) }, .shaped { cosineGradient($0, 1) }]),
  ]

  // MARK: - Lengths

  /// The lengths of vectors along an axis, which stays.
  private static func length(
    _ x: Tensor, _ axis: Int, p: Double
  ) throws(ShapeError) -> Tensor {
    let axes = x.rank == 0 ? [] : [axis]
    if p == 2 { return try Kernels.norm2(x, dims: axes, keepdim: true) }
    let sizes = Kernels.abs(x)
    if p == .infinity { return try Kernels.amax(sizes, dims: axes, keepdim: true) }
    if p == 1 { return try Kernels.sum(sizes, dims: axes, keepdim: true) }
    guard p > 0 else { throw ShapeError(.value(p, operation: "normalize")) }
    let powers = try Kernels.pow(sizes, Tensor(scalar: p))
    return try Kernels.pow(
      try Kernels.sum(powers, dims: axes, keepdim: true), Tensor(scalar: 1 / p))
  }

  private static func vectorLength(_ x: [Double], _ p: Double) -> Double {
    (try? length(Tensor(x), 0, p: p).item) ?? .nan
  }

  private static func lengthTree(_ all: [Scalar], _ p: Double) -> Scalar {
    if p == 2 { return .call(.sqrt, .sum(all.map { $0.to(2) })) }
    let sizes = all.map { Scalar.call(.abs, $0) }
    if p == .infinity { return .greatest([0] + sizes) }
    return p == 1 ? .sum(sizes) : Scalar.sum(sizes.map { $0.to(p) }).to(1 / p)
  }

  /// The length, or eps where it is shorter.
  private static func longEnough(_ length: Scalar, is value: Double, eps: Double) -> Scalar {
    value < eps ? .function(.max, [length, .constant(eps)]) : length
  }

  // MARK: - normalize

  private static let normalizeGradient: @Sendable (RuleContext) -> Term = {
    (c: RuleContext) -> Term in
    let (p, eps) = (c.attributes.scalar, c.attributes.scalar2)
    let axes = c.shapes.0.rank == 0 ? [] : [c.attributes.axis]
    var norm = Attributes.dims(Shape(axes), keepdim: true)
    norm.scalar = p
    let length = Term.call("norm", x(), norm)
    var limit = Attributes.scalar(eps)
    limit.scalar2 = .infinity
    let divisor = Term.call("clamp", length, limit)
    let isLong = Term.call("ge", length, .constant(eps))
    let along = Term.sum(g * y, over: axes, keepdim: true)
    let slope: Term
    if p == 2 {
      slope = x() / divisor
    } else if p == 1 {
      slope = .call("sign", x())
    } else if p == .infinity {
      let mask = Term.call("eq", .call("abs", x()), length)
      slope = .call("sign", x()) * mask / .sum(mask, over: axes, keepdim: true)
    } else {
      slope =
        .call("sign", x()) * .power(.call("abs", x()) / divisor, .constant(p - 1))
    }
    return (g - slope * along * isLong) / divisor
  }

  private static let normalizeStory: @Sendable (RowStoryContext) -> RowStory = {
    (c: RowStoryContext) -> RowStory in
    let members = Rows(shape: c.output.shape, axis: c.attributes.axis).members(ofRow: c.row)
    let (x, y) = (members.map { c.inputs[0][$0] }, members.map { c.output[$0] })
    let p = c.attributes.scalar
    let length = vectorLength(x, p)
    let divisor = max(length, c.attributes.scalar2)
    let header = members.indices.map { "[\($0)]" }
    guard let gradient = c.gradient, p == 2, length >= c.attributes.scalar2 else {
      return RowStory(
        header: header,
        lines: [
          .init("x", x, note: "length \(length)"), .init("y", y, note: "x / \(divisor)"),
        ])
    }
    let g = members.map { gradient[$0] }
    let along = zip(g, y).reduce(0) { $0 + $1.0 * $1.1 }
    return RowStory(
      header: header,
      lines: [
        .init("direction y", y), .init("arriving ∂y", g),
        .init("∂y · y", zip(g, y).map { $0 * $1 }, note: "Σ = \(shortNumber(along))"),
        .init("∂y − y·Σ", zip(g, y).map { $0 - $1 * along }, note: "what only stretches is gone"),
        .init(
          "divided", zip(g, y).map { ($0 - $1 * along) / divisor }, note: "by the length \(length)"),
      ])
  }

  // MARK: - cosine_similarity

  private static func direction(
    _ x: Tensor, _ shape: Shape, _ axis: Int, _ eps: Double
  ) throws(ShapeError) -> Tensor {
    let whole = x.expanded(to: shape)
    return try Kernels.div(
      whole, Kernels.clamp(try length(whole, axis, p: 2), min: eps, max: nil))
  }

  /// g·(b/‖b‖ − cos·a/‖a‖)/‖a‖: PyTorch lets the length's slope pass even where eps is longer.
  private static func cosineGradient(_ c: RuleContext, _ own: Int) -> Term {
    let shape = (try? Shape.broadcast(c.shapes.0, c.shapes.1)) ?? c.shapes.0
    let axis = c.attributes.axis
    let axes = shape.rank == 0 ? [] : [axis]
    func whole(_ i: Int) -> Term { c.shape(i) == shape ? x(i) : .expand(x(i), shape) }
    func length(_ term: Term) -> Term {
      var attributes = Attributes.dims(Shape(axes), keepdim: true)
      attributes.scalar = 2
      return .call("norm", term, attributes)
    }
    func limited(_ length: Term) -> Term {
      var limit = Attributes.scalar(c.attributes.scalar)
      limit.scalar2 = .infinity
      return .call("clamp", length, limit)
    }
    func laidBack(_ term: Term) -> Term {
      shape.rank == 0 ? term : .unsqueeze(term, axis)
    }
    let (a, b) = (whole(own), whole(1 - own))
    let size = length(a)
    let divisor = limited(size)
    let unit = a / .call("masked_fill", size, .call("eq", size, 0), .scalar(1))
    return laidBack(g) * (b / limited(length(b)) - laidBack(y) * unit) / divisor
  }
}
