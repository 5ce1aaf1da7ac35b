import Tensors

// Picking by index, and its adjoint: laying values into zeros at the same places, adding where a
// place is named more than once.

extension Registry {
  static let indexing: [Primitive] = subscripted + gathering + places

  private static let noGradient =
    "An index picks, it does not move: only the picked gets a gradient."

  private static let subscripted: [Primitive] = [
    Primitive(
      "index", [], [.tensor(), .tensors("indices")],
      summary: "Picks by index tensors: x[i, j].", formula: "y[n] = x[i[n], j[n]]",
      why: noGradient, sample: "tensor([1., 2., 3.])[tensor([2, 0, 2])]", story: .view,
      forward: .variadic { (inputs: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        guard let source = inputs.first else { throw ShapeError(.empty(operation: "index")) }
        if let axis = IndexPlan.onlyAxis(source.shape, a.subscripts, inputs.count - 1),
          inputs[1].rank > 0
        {
          return try Kernels.indexSelect(
            source, dim: axis, index: inputs[1], allowNegative: true)
        }
        let plan = try IndexPlan(source.shape, a.subscripts, inputs[1...])
        return Tensor(uninitialized: plan.shape, dtype: source.dtype) { out in
          source.withElements { p in
            for (i, place) in plan.places.enumerated() { out[i] = p[place] }
          }
        }
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard
          let plan = try? IndexPlan(c.inputs[0].shape, c.attributes.subscripts, c.inputs[1...])
        else { return .constant(.nan) }
        return c.x(0, unravel(plan.places[flat(index, plan.shape)], c.inputs[0].shape))
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          var attributes = c.attributes
          attributes.dims = c.shapes.0
          return .call("put", [g] + (1..<c.inputCount).map { x($0) }, attributes)
        }, .none,
      ],
      code: { x, a in a.subscriptCode(x) }),
    Primitive(
      "put", [], [.tensor(), .tensors("indices")],
      summary: "Adds values into zeros at the places that an index names.",
      formula: "y[i[n]] += x[n]", why: "Each value stands in one place.",
      sample: "w = param([1., 2.])\nw[tensor([0, 0])].sum().backward()",
      forward: .variadic { (inputs: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        guard let values = inputs.first else { throw ShapeError(.empty(operation: "put")) }
        if let axis = IndexPlan.onlyAxis(a.dims, a.subscripts, inputs.count - 1),
          inputs[1].rank > 0
        {
          return try Kernels.indexAdd(
            values, to: a.dims, dim: axis, index: inputs[1], allowNegative: true)
        }
        let plan = try IndexPlan(a.dims, a.subscripts, inputs[1...])
        guard plan.shape == values.shape else {
          throw ShapeError(.shapes(values.shape, plan.shape))
        }
        return Tensor(uninitialized: a.dims, dtype: values.dtype) { out in
          out.update(repeating: 0)
          values.withElements { p in
            for (i, place) in plan.places.enumerated() { out[place] += p[i] }
          }
        }
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard
          let plan = try? IndexPlan(c.attributes.dims, c.attributes.subscripts, c.inputs[1...])
        else { return .constant(.nan) }
        let place = flat(index, c.attributes.dims)
        return .sum(
          plan.places.indices.filter { plan.places[$0] == place }.map {
            c.x(0, unravel($0, plan.shape))
          })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          .call("index", [g] + (1..<c.inputCount).map { x($0) }, c.attributes)
        }, .none,
      ],
      code: { x, a in a.putCode(x) }),
    Primitive(
      "index_select", [.torch, .method], [.tensor(), .axis(), .tensor("index")],
      summary: "Picks places of an axis.", formula: "y[n,j] = x[i[n],j]", why: noGradient,
      sample: "tensor([[1., 2.], [3., 4.]]).index_select(0, tensor([1, 1]))", story: .view,
      forward: .binary { (x: Tensor, i: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard i.rank == 1 else { throw ShapeError(.rank(i.shape, needs: 1)) }
        return try Kernels.indexSelect(x, dim: a.axis, index: i)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        var at = index
        at[c.attributes.axis] = whole(c.inputs[1].element(at: index[c.attributes.axis]))
        return c.x(0, at)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          putAlong(c.attributes.axis, c.shapes.0, x(1))
        }, .none,
      ]),
    Primitive(
      "embedding", [.functional], [.tensor(), .tensor("weight")],
      summary: "Looks up each token's row of a table.", formula: "y[n,j] = W[token[n],j]",
      why: "A row gathers the gradients of all places where its token stood.",
      sample: "F.embedding(tensor([1, 0, 1]), tensor([[1., 2.], [3., 4.]]))", story: .view,
      forward: .binary { (tokens: Tensor, w: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        guard w.rank == 2 else { throw ShapeError(.rank(w.shape, needs: 2)) }
        guard tokens.dtype == .int else {
          throw ShapeError(.dtype(tokens.dtype, operation: "embedding"))
        }
        return try Kernels.indexSelect(w, dim: 0, index: tokens)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let row = whole(c.inputs[0][Array(index.dropLast())])
        return c.x(1, [row, index[index.count - 1]])
      },
      vjp: [
        .none,
        .shaped { (c: RuleContext) -> Term in putAlong(0, c.shapes.1, x(0)) },
      ]),
  ]

  /// The arriving gradient added into zeros at an index tensor's places of one axis.
  private static func putAlong(_ axis: Int, _ shape: Shape, _ index: Term) -> Term {
    var attributes = Attributes.dims(shape)
    attributes.subscripts = Subscripts(
      (0..<axis).map { .slice(start: 0, count: shape[$0], step: 1) } + [.tensor(0)])
    return .call("put", [g, index], attributes)
  }

  private static let gathering: [Primitive] = [
    Primitive(
      "gather", [.torch, .method], [.tensor(), .axis(), .tensor("index")],
      summary: "Picks one element for every element of an index.",
      formula: "y[n,j] = x[n, i[n,j]] along the last axis", why: noGradient,
      sample: "tensor([[1., 2.], [3., 4.]]).gather(1, tensor([[1], [0]]))", story: .view,
      forward: .binary { (x: Tensor, i: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.gather(x, dim: a.axis, index: i)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        var at = index
        if !at.isEmpty { at[c.attributes.axis] = whole(c.inputs[1][index]) }
        return c.x(0, at)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          var attributes = c.attributes
          attributes.dims = c.shapes.0
          return .call("gather_backward", g, x(1), attributes)
        }, .none,
      ]),
    Primitive(
      "gather_backward", [], [.tensor(), .tensor("index")],
      summary: "Adds values into zeros where they were gathered from.",
      formula: "y[n, i[n,j]] += x[n,j]", why: "Each value stands in one place.",
      sample: "w = param([[1., 2.]])\nw.gather(1, tensor([[1]])).sum().backward()",
      forward: .binary { (g: Tensor, i: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.scatterAdd(
          Tensor(filling: 0, shape: a.dims), dim: a.axis, index: i, source: g)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .sum(sources(of: index, axis: c.attributes.axis, index: c.inputs[1]).map { c.x(0, $0) })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in .call("gather", g, x(1), c.attributes) }, .none,
      ],
      code: { x, a in a.gatheredBackCode(x) }),
    Primitive(
      "scatter", [.torch, .method],
      [.tensor(), .axis(), .tensor("index"), .tensor("src").orNumber()],
      summary: "Writes values at the places an index names.", formula: "y[n, i[n,j]] = src[n,j]",
      why: "What was written over no longer counts; what was written does.",
      sample: "zeros(1, 3).scatter(1, tensor([[2]]), tensor([[5.]]))",
      forward: .ternary {
        (x: Tensor, i: Tensor, s: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        // A number is turned into the tensor's kind; a tensor must be of it.
        let source = s.rank == 0 ? s.with(dtype: x.dtype).expanded(to: i.shape) : s
        guard source.dtype == x.dtype else {
          throw ShapeError(.mixed(x.dtype, source.dtype, operation: "scatter"))
        }
        return try Kernels.scatter(x, dim: a.axis, index: i, source: source)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard
          let last = sources(of: index, axis: c.attributes.axis, index: c.inputs[1]).last
        else { return c.x(0, index) }
        return c.x(2, c.inputs[2].rank == 0 ? [] : last)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in .call("scatter", g, x(1), 0, c.attributes) },
        .none,
        .shaped(scattered),
      ]),
    Primitive(
      "scatter_add", [.torch, .method], [.tensor(), .axis(), .tensor("index"), .tensor("src")],
      summary: "Adds values at the places an index names.", formula: "y[n, i[n,j]] += src[n,j]",
      why: "A sum moves as much as each of its parts.",
      sample: "zeros(3).scatter_add(0, tensor([2, 2]), tensor([5., 6.]))",
      forward: .ternary {
        (x: Tensor, i: Tensor, s: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.scatterAdd(x, dim: a.axis, index: i, source: s)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .sum(
          [c.x(0, index)]
            + sources(of: index, axis: c.attributes.axis, index: c.inputs[1]).map { c.x(2, $0) })
      },
      vjp: [
        .fixed { g }, .none,
        .shaped(scattered),
      ]),
  ]

  /// What was written gets the gradient of its place; what the index leaves out of it gets 0.
  private static func scattered(_ c: RuleContext) -> Term {
    let picked = Term.call("gather", g, x(1), c.attributes)
    let (index, source) = (c.shapes.1, c.shapes.2)
    guard index != source, index.rank == source.rank else { return picked }
    let widths = (0..<index.rank).reversed().flatMap { [0, source[$0] - index[$0]] }
    return .call("pad", picked, .dims(Shape(widths)))
  }

  /// The positions of an index tensor that name a place along an axis.
  private static func sources(of place: [Int], axis: Int, index: Tensor) -> [[Int]] {
    if place.isEmpty { return index.rank == 0 ? [[]] : [[0]] }
    for other in place.indices where other != axis && place[other] >= index.shape[other] {
      return []
    }
    return (0..<index.shape[axis]).compactMap { n in
      var at = place
      at[axis] = n
      return whole(index[at]) == place[axis] ? at : nil
    }
  }

  /// An index value; what is no index at all gives −1.
  private static func whole(_ value: Double) -> Int { Int(exactly: value) ?? -1 }

  /// The row-major position of an index.
  private static func flat(_ index: [Int], _ shape: Shape) -> Int {
    var flat = 0
    for (axis, place) in index.enumerated() { flat = flat &* shape[axis] &+ place }
    return flat
  }

  /// An operation that gives places in order of value.
  private static func order(
    _ name: String, _ signature: [Parameter], summary: String, formula: String, sample: String,
    takes: ElementKinds = .any,
    forward: @escaping @Sendable (Tensor, Attributes) throws(ShapeError) -> Tensor
  ) -> Primitive {
    Primitive(
      name, [], signature, summary: summary, formula: formula,
      why: "An order jumps, it does not move: no gradient passes.", sample: sample, takes: takes,
      forward: .unary(forward),
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .leaf(name: name, value: c.output[index])
      })
  }

  private static let places: [Primitive] = [
    Primitive(
      "one_hot", [.functional], [.tensor(), .integer("num_classes", default: -1)],
      summary: "A row of zeros with a 1 at each class's place.", formula: "y[n,v] = [v = x[n]]",
      why: "A class jumps, it does not move: no gradient passes.",
      sample: "F.one_hot(tensor([0, 2]), 3)",
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard x.dtype == .int else { throw ShapeError(.dtype(x.dtype, operation: "one_hot")) }
        return try Kernels.oneHot(x, classes: a.start < 0 ? nil : a.start)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        .indicator(
          .equal, c.x(0, Array(index.dropLast())), .constant(Double(index[index.count - 1])))
      }),
    order(
      "topk_indices",
      [.tensor(), .integer("k"), .axis("dim", default: -1), .flag("largest", default: true)],
      summary: "Where the k greatest (or least) are.", formula: "y = places of the k greatest",
      sample: "tensor([1., 3., 2.]).topk(2)", takes: .numbers,
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.topk(x, k: a.start, dim: a.axis, largest: a.flag).indices
      }),
    order(
      "sort_indices", [.tensor(), .axis("dim", default: -1), .flag("descending")],
      summary: "The order that would sort an axis.", formula: "x[y[0]] ≤ x[y[1]] ≤ …",
      sample: "tensor([1., 3., 2.]).argsort()",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.argsort(x, dim: a.axis, descending: a.flag)
      }),
  ]
}
