import Tensors

// Putting tensors together, repeating them, and keeping one side of a diagonal.

extension Registry {
  static let joins: [Primitive] = [
    Primitive(
      "cat", [.torch], [.tensors(), .axis("dim", default: 0)],
      summary: "Joins tensors along an axis.", formula: "y = [a; b; …]",
      why: "Each part gets back its own stretch of the gradient.",
      sample: "cat([tensor([1., 2.]), tensor([3.])], dim=0)", story: .view,
      forward: .variadic { (parts: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.cat(parts, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        var index = index
        for (i, part) in c.inputs.enumerated() where part.rank == c.output.rank {
          let size = part.shape[c.attributes.axis]
          if index[c.attributes.axis] < size { return c.x(i, index) }
          index[c.attributes.axis] -= size
        }
        return 0
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axis = c.attributes.axis
          let own = c.shape(c.argument)
          // PyTorch lets an empty vector join anything; nothing comes back to it.
          guard own.rank == c.outputShape.rank else {
            return .reshape(.slice(g, axis: 0, start: 0, count: 0), own)
          }
          var start = 0
          for i in 0..<c.argument where c.shape(i).rank == own.rank { start += c.shape(i)[axis] }
          return .slice(g, axis: axis, start: start, count: own[axis])
        }
      ]),
    Primitive(
      "stack", [.torch], [.tensors(), .axis("dim", default: 0)],
      summary: "Joins tensors of one shape along a new axis.", formula: "y[k] = xₖ",
      why: "Each part gets back its own place of the gradient.",
      sample: "stack([tensor([1., 2.]), tensor([3., 4.])])", story: .view,
      forward: .variadic { (parts: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.stack(parts, dim: a.axis)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        var index = index
        let part = index.remove(at: c.attributes.axis)
        return c.x(part, index)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          var attributes = Attributes.axis(c.attributes.axis)
          attributes.start = c.argument
          return .call("select", g, attributes)
        }
      ]),
    Primitive(
      "pad", [.functional], [.tensor(), .sizes("pad"), .number("value", default: 0)],
      summary: "Adds a border; widths come in pairs, the last axis first.",
      formula: "y[i] = x[i − before], else value", why: "The border is nobody's: it is cut off.",
      sample: "F.pad(tensor([1., 2.]), (1, 0))", story: .view,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.pad(x, widths: a.dims.array, value: a.scalar)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let shape = c.inputs[0].shape
        var at = index
        for pair in 0..<(c.attributes.dims.rank / 2) {
          let axis = shape.rank - 1 - pair
          at[axis] -= c.attributes.dims[2 * pair]
        }
        let isInside = (0..<shape.rank).allSatisfy { at[$0] >= 0 && at[$0] < shape[$0] }
        return isInside ? c.x(0, at) : .constant(c.attributes.scalar)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          var term = g
          for pair in 0..<(c.attributes.dims.rank / 2) {
            let axis = c.shapes.0.rank - 1 - pair
            guard c.outputShape[axis] != c.shapes.0[axis] else { continue }
            term = .slice(
              term, axis: axis, start: c.attributes.dims[2 * pair], count: c.shapes.0[axis])
          }
          return term
        }
      ]),
  ]

  static let repetitions: [Primitive] = [
    Primitive(
      "repeat", [.method], [.tensor(), .sizes("repeats")],
      summary: "Repeats the whole along each axis.", formula: "y[i] = x[i mod n]",
      why: "Every copy's gradient comes back to the one original.",
      sample: "tensor([1., 2.]).repeat(2, 2)", story: .view,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.repeat(x, a.dims.array)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let shape = c.inputs[0].shape
        let extra = index.count - shape.rank
        return c.x(0, (0..<shape.rank).map { index[$0 + extra] % max(1, shape[$0]) })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let extra = c.outputShape.rank - c.shapes.0.rank
          var term = g
          if extra > 0 { term = .sum(term, over: Array(0..<extra)) }
          // Copies of what new leading axes were folded from, one axis after the other.
          var shape = Shape(Array(c.outputShape.array[extra...]))
          for axis in 0..<shape.rank where c.attributes.dims[axis + extra] != 1 {
            let (times, size) = (c.attributes.dims[axis + extra], c.shapes.0[axis])
            var split = shape.array
            split.replaceSubrange(axis...axis, with: [times, size])
            shape[axis] = size
            // A tensor of eight axes has no room for a ninth: what lies before is one axis then.
            term = folded(term, split, axis, shape)
          }
          return term
        }
      ]),
    Primitive(
      "repeat_interleave", [.torch, .method],
      [.tensor(), .integer("repeats"), .axis("dim", default: 0).showing("None")],
      summary: "Repeats each element of an axis.", formula: "y[i] = x[⌊i / r⌋]",
      why: "Every copy's gradient comes back to the one original.",
      sample: "tensor([1., 2.]).repeat_interleave(2, dim=0)", story: .view,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard a.start >= 0 else { throw ShapeError(.negativeSize(a.start)) }
        return try Kernels.repeatInterleave(x, a.start, dim: try checkedAxis(x, a.axis))
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        var index = index
        index[c.attributes.axis] /= max(1, c.attributes.start)
        return c.x(0, index)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let axis = c.attributes.axis
          var split = c.shapes.0.array
          split.insert(c.attributes.start, at: axis + 1)
          return folded(g, split, axis + 1, c.shapes.0)
        }
      ]),
  ]

  /// A term seen under a shape with one more axis, summed over that axis.
  private static func folded(
    _ term: Term, _ split: [Int], _ axis: Int, _ result: Shape
  ) -> Term {
    let before = split[..<axis].reduce(1, &*)
    let after = split[(axis + 1)...].reduce(1, &*)
    if split.count <= Shape.maxRank {
      return .sum(.reshape(term, Shape(split)), over: [axis])
    }
    return .reshape(
      .sum(.reshape(term, Shape([before, split[axis], after])), over: [1]), result)
  }

  /// One side of a diagonal.
  private static func triangle(
    _ name: String, summary: String, formula: String,
    forward: @escaping @Sendable (Tensor, Int) throws(ShapeError) -> Tensor,
    keeps: @escaping @Sendable (_ row: Int, _ column: Int, _ diagonal: Int) -> Bool
  ) -> Primitive {
    Primitive(
      name, [.torch, .method], [.tensor(), .integer("diagonal", default: 0)], summary: summary,
      formula: formula, why: "What was set to 0 no longer moves the result.",
      sample: "\(name)(ones(3, 3))", story: .elementwise,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try forward(x, a.start)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        keeps(index[index.count - 2], index[index.count - 1], c.attributes.start)
          ? c.x(0, index) : 0
      },
      vjp: [.shaped { (c: RuleContext) -> Term in .call(name, g, c.attributes) }])
  }

  static let triangles: [Primitive] = [
    triangle(
      "tril", summary: "Keeps what is on and below a diagonal.",
      formula: "y[i,j] = x[i,j] if j − i ≤ d else 0",
      forward: { (x: Tensor, d: Int) throws(ShapeError) -> Tensor in
        try Kernels.tril(x, diagonal: d)
      }, keeps: { (row: Int, column: Int, d: Int) -> Bool in column - row <= d }),
    triangle(
      "triu", summary: "Keeps what is on and above a diagonal.",
      formula: "y[i,j] = x[i,j] if j − i ≥ d else 0",
      forward: { (x: Tensor, d: Int) throws(ShapeError) -> Tensor in
        try Kernels.triu(x, diagonal: d)
      }, keeps: { (row: Int, column: Int, d: Int) -> Bool in column - row >= d }),
    Primitive(
      "diag", [.torch, .method], [.tensor(), .integer("diagonal", default: 0)],
      summary: "A matrix with a vector on its diagonal, or the diagonal of a matrix.",
      formula: "y[i,i] = x[i], or y[i] = x[i,i]",
      why: "The gradient goes back to where the numbers came from.",
      sample: "diag(tensor([1., 2.]))", story: .view,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.diag(x, diagonal: a.start)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let d = c.attributes.start
        let (down, right) = (max(0, -d), max(0, d))
        if c.inputs[0].rank == 2 { return c.x(0, [index[0] + down, index[0] + right]) }
        return index[1] - index[0] == d ? c.x(0, [index[0] - down]) : 0
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          if c.shapes.0.rank == 1 { return .call("diag", g, c.attributes) }
          return onDiagonal(g, c.shapes.0, c.attributes)
        }
      ]),
    Primitive(
      "trace", [.torch, .method], [.tensor()], summary: "The sum of a matrix's diagonal.",
      formula: "y = Σᵢ x[i,i]", why: "Only the diagonal counts, once each.",
      sample: "trace(tensor([[1., 2.], [3., 4.]]))", takes: .numbers,
      forward: .unary { (x: Tensor, _: Attributes) throws(ShapeError) -> Tensor in
        guard x.rank == 2 else { throw ShapeError(.rank(x.shape, needs: 2)) }
        return try Kernels.sum(try Kernels.diag(x))
      },
      element: { (c: ElementContext, _: [Int]) -> Scalar in
        let shape = c.inputs[0].shape
        return .sum((0..<min(shape[0], shape[1])).map { c.x(0, [$0, $0]) })
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          let size = min(c.shapes.0[0], c.shapes.0[1])
          return onDiagonal(.expand(.reshape(g, [1]), [size]), c.shapes.0, .none)
        }
      ]),
  ]

  /// A term of the diagonal's length, in zeros of a matrix's shape.
  private static func onDiagonal(_ term: Term, _ shape: Shape, _ attributes: Attributes) -> Term {
    let d = attributes.start
    let length = max(0, min(shape[0] - max(0, -d), shape[1] - max(0, d)))
    let size = length + Int(clamping: d.magnitude)
    var matrix = Term.call("diag", term, attributes)
    var after = [0, 0]
    for axis in 0...1 {
      if shape[axis] < size {
        matrix = .slice(matrix, axis: axis, start: 0, count: shape[axis])
      } else {
        after[axis] = shape[axis] - size
      }
    }
    return after == [0, 0]
      ? matrix : .call("pad", matrix, .dims(Shape([0, after[1], 0, after[0]])))
  }
}
