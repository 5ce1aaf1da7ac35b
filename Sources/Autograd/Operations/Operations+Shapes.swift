import Tensors

// Views: the same numbers under another shape or seen through a window. Nothing is computed; an
// element of the result names the element it shows, and a rule undoes the view.

extension Registry {
  static let shapes: [Primitive] = orders + windows + joins + repetitions + triangles

  /// A view; its element is found by mapping the result's index to the input's.
  private static func view(
    _ name: String, _ spellings: [Spelling], _ signature: [Parameter], summary: String,
    formula: String, why: String, sample: String, story: Primitive.Story = .view,
    forward: @escaping @Sendable (Tensor, Attributes) throws(ShapeError) -> Tensor,
    from: @escaping @Sendable (ElementContext, [Int]) -> [Int],
    vjp: @escaping @Sendable (RuleContext) -> Term, code: Primitive.Code? = nil
  ) -> Primitive {
    Primitive(
      name, spellings, signature, summary: summary, formula: formula, why: why, sample: sample,
      story: story, forward: .unary(forward),
      element: { (c: ElementContext, index: [Int]) -> Scalar in c.x(0, from(c, index)) },
      vjp: [.shaped(vjp)], code: code)
  }

  /// The axis, or an error where there is no such axis.
  static func checkedAxis(_ x: Tensor, _ axis: Int) throws(ShapeError) -> Int {
    guard axis >= 0, axis < x.rank else {
      throw ShapeError(.dimOutOfRange(dim: axis, rank: x.rank))
    }
    return axis
  }

  private static let orders: [Primitive] = [
    view(
      "reshape", [.torch, .method], [.tensor(), .sizes("shape")],
      summary: "The same numbers in order, under another shape.", formula: "y = x, read in order",
      why: "Nothing changes but the shape, so the gradient is reshaped back.",
      sample: "arange(6).reshape(2, 3)",
      story: .layout,
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard a.dims.count == x.count else {
          throw ShapeError(.reshape(from: x.shape, to: a.dims.array))
        }
        return x.reshaped(a.dims)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var flat = 0
        for (axis, place) in index.enumerated() { flat = flat * c.output.shape[axis] + place }
        return unravel(flat, c.inputs[0].shape)
      },
      vjp: { (c: RuleContext) -> Term in .reshape(g, c.shapes.0) }),
    view(
      "transpose", [.torch, .method], [.tensor(), .integer("dim0"), .integer("dim1")],
      summary: "Exchanges two axes.", formula: "y[i,j] = x[j,i]",
      why: "The gradient is turned back.", sample: "tensor([[1., 2.], [3., 4.]]).transpose(0, 1)",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        if x.rank == 0 { return x }
        return x.transposed(try checkedAxis(x, a.start), try checkedAxis(x, a.stop))
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        if !index.isEmpty { index.swapAt(c.attributes.start, c.attributes.stop) }
        return index
      },
      vjp: { (c: RuleContext) -> Term in
        .transpose(g, c.attributes.start, c.attributes.stop)
      }),
    view(
      "permute", [.torch, .method], [.tensor(), .sizes("dims")],
      summary: "Puts the axes in another order.", formula: "y[i,j,k] = x[k,i,j]",
      why: "The gradient is put back in the old order.",
      sample: "zeros(2, 3, 4).permute(2, 0, 1)",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        let order = try x.shape.axes(a.dims.array)
        guard order.count == x.rank else { throw ShapeError(.rank(x.shape, needs: order.count)) }
        return x.permuted(order)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var at = index
        for (place, axis) in c.attributes.dims.array.enumerated() { at[axis] = index[place] }
        return at
      },
      vjp: { (c: RuleContext) -> Term in
        var back = c.attributes.dims.array
        for (place, axis) in c.attributes.dims.array.enumerated() { back[axis] = place }
        return .call("permute", g, .dims(Shape(back)))
      }),
    view(
      "unsqueeze", [.torch, .method], [.tensor(), .axis()], summary: "A new axis of size 1.",
      formula: "y[i,0,j] = x[i,j]", why: "Only the shape changes.",
      sample: "tensor([1., 2.]).unsqueeze(0)",
      story: .layout,
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        guard x.rank < Shape.maxRank else { throw ShapeError(.tooManyDims(x.rank + 1)) }
        guard a.axis >= 0, a.axis <= x.rank else {
          throw ShapeError(.dimOutOfRange(dim: a.axis, rank: x.rank + 1))
        }
        return x.unsqueezed(at: a.axis)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        index.remove(at: c.attributes.axis)
        return index
      },
      vjp: { (c: RuleContext) -> Term in .reshape(g, c.shapes.0) }),
    view(
      "squeeze", [.torch, .method], [.tensor(), .axes()], summary: "Drops axes of size 1.",
      formula: "y[i,j] = x[i,0,j]", why: "Only the shape changes.",
      sample: "zeros(1, 3).squeeze(0)",
      story: .layout,
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        let axes = try x.shape.axes(a.dims.array)
        var result = x
        for axis in axes.sorted(by: >) where x.rank > 0 { result = result.squeezed(at: axis) }
        return result
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        let shape = c.inputs[0].shape
        var rest = index[...]
        return (0..<shape.rank).map { axis in
          shape[axis] == 1 && c.attributes.dims.array.contains(axis) ? 0 : rest.popFirst() ?? 0
        }
      },
      vjp: { (c: RuleContext) -> Term in .reshape(g, c.shapes.0) }),
    view(
      "flip", [.torch, .method], [.tensor(), .requiredAxes("dims")], summary: "Turns axes round.",
      formula: "y[i] = x[n − 1 − i]", why: "The gradient is turned back.",
      sample: "tensor([1., 2., 3.]).flip(0)",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.flip(x, dims: a.dims.array)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        for axis in c.attributes.dims.array where axis < index.count {
          index[axis] = c.output.shape[axis] - 1 - index[axis]
        }
        return index
      },
      vjp: { (c: RuleContext) -> Term in .call("flip", g, c.attributes) }),
    view(
      "roll", [.torch, .method],
      [.tensor(), .integer("shifts"), .axis("dims", default: 0).showing("None")],
      summary: "Moves along an axis; what leaves at the end comes in at the start.",
      formula: "y[i] = x[(i − s) mod n]", why: "The gradient is moved back.",
      sample: "roll(tensor([1., 2., 3.]), 1, 0)",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try Kernels.roll(x, shifts: [a.start], dims: [try checkedAxis(x, a.axis)])
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        let n = c.output.shape[c.attributes.axis]
        let back = (index[c.attributes.axis] - c.attributes.start % n) % n
        index[c.attributes.axis] = back < 0 ? back + n : back
        return index
      },
      vjp: { (c: RuleContext) -> Term in
        var attributes = c.attributes
        attributes.start = 0 &- attributes.start
        return .call("roll", g, attributes)
      }),
  ]

  private static let windows: [Primitive] = [
    view(
      "slice", [], [.tensor(), .axis(), .integer("start"), .integer("count"), .integer("step")],
      summary: "Some elements of an axis: x[start:stop:step].",
      formula: "y[i] = x[start + i·step]", why: "What was not taken gets 0.",
      sample: "tensor([1., 2., 3., 4.])[1:3]",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        let axis = try checkedAxis(x, a.axis)
        let count = max(0, a.stop)
        guard count > 0 else { return x.sliced(axis: axis, start: 0, stop: 0) }
        let (span, overflow) = (count - 1).multipliedReportingOverflow(by: a.step)
        guard !overflow, a.step > 0, a.start >= 0, span < x.shape[axis],
          a.start < x.shape[axis] - span
        else {
          throw ShapeError(.indexOutOfRange(index: a.start, size: x.shape[axis], axis: axis))
        }
        return x.sliced(axis: axis, start: a.start, stop: a.start + span + 1, step: a.step)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        let axis = c.attributes.axis
        index[axis] = c.attributes.start + index[axis] * c.attributes.step
        return index
      },
      vjp: { (c: RuleContext) -> Term in
        var attributes = c.attributes
        attributes.dims = c.shapes.0
        return .call("slice_backward", g, attributes)
      },
      code: { x, a in a.sliceCode(x[0]) }),
    Primitive(
      "slice_backward", [], [.tensor(), .sizes()],
      summary: "Lays values into zeros where a slice was taken.",
      formula: "y[start + i·step] = x[i], else 0", why: "Only what was laid in moves it.",
      sample: "w = param([1., 2., 3.])\nw[1:].sum().backward()", story: .view,
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try laidIntoZeros(x, a)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        let a = c.attributes
        let place = index[a.axis] - a.start
        guard place >= 0, place % a.step == 0, place / a.step < c.inputs[0].shape[a.axis] else {
          return 0
        }
        var at = index
        at[a.axis] = place / a.step
        return c.x(0, at)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          var attributes = c.attributes
          attributes.dims = Shape()
          return .call("slice", g, attributes)
        }
      ],
      code: { x, a in a.slicedBackCode(x[0]) }),
    view(
      "select", [], [.tensor(), .axis(), .integer("index")],
      summary: "One place of an axis, without the axis: x[i].", formula: "y[j] = x[i,j]",
      why: "What was not taken gets 0.", sample: "tensor([[1., 2.], [3., 4.]])[0]",
      forward: { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        let axis = try checkedAxis(x, a.axis)
        let size = x.shape[axis]
        let index = a.start < 0 ? a.start &+ size : a.start
        guard index >= 0, index < size else {
          throw ShapeError(.indexOutOfRange(index: a.start, size: size, axis: axis))
        }
        return x.selected(axis: axis, index: index)
      },
      from: { (c: ElementContext, index: [Int]) -> [Int] in
        var index = index
        let start = c.attributes.start
        index.insert(
          start < 0 ? start + c.inputs[0].shape[c.attributes.axis] : start, at: c.attributes.axis)
        return index
      },
      vjp: { (c: RuleContext) -> Term in
        let axis = c.attributes.axis
        var attributes = Attributes.axis(axis)
        attributes.dims = c.shapes.0
        attributes.start =
          c.attributes.start < 0 ? c.attributes.start + c.shapes.0[axis] : c.attributes.start
        attributes.stop = 1
        return .call("slice_backward", .unsqueeze(g, axis), attributes)
      },
      code: { x, a in a.selectCode(x[0]) }),
  ]

  /// A tensor laid into zeros of shape `dims` along an axis, from `start` in steps.
  private static func laidIntoZeros(_ x: Tensor, _ a: Attributes) throws(ShapeError) -> Tensor {
    let axis = try checkedAxis(x, a.axis)
    guard a.dims.rank == x.rank, a.step > 0, a.start >= 0,
      a.dims.removing(axis) == x.shape.removing(axis),
      x.shape[axis] == 0 || a.start + (x.shape[axis] - 1) * a.step < a.dims[axis]
    else { throw ShapeError(.shapes(x.shape, a.dims)) }
    let outer = (0..<axis).reduce(1) { $0 &* x.shape[$1] }
    let inner = (axis + 1..<x.rank).reduce(1) { $0 &* x.shape[$1] }
    let (count, size) = (x.shape[axis], a.dims[axis])
    return Tensor(uninitialized: a.dims, dtype: x.dtype) { out in
      out.update(repeating: 0)
      x.withElements { p in
        for row in 0..<outer {
          for i in 0..<count {
            let to = (row &* size &+ a.start &+ i &* a.step) &* inner
            let from = (row &* count &+ i) &* inner
            for j in 0..<inner { out[to &+ j] = p[from &+ j] }
          }
        }
      }
    }
  }
}
