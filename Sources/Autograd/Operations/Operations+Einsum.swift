import Tensors

// Sums of products over named axes. The gradient of one operand is such a sum again, over the
// arriving gradient and the other operands; what an operand alone was summed over, or its
// diagonal, is laid back by `einsum_spread`, whose own gradient is an `einsum`.

extension Registry {
  static let einsums: [Primitive] = [
    Primitive(
      "einsum", [.torch], [.equation(), .tensors("operands")],
      summary: "A sum of products over axes that an equation names.",
      formula: "'ij,jk->ik':  y[i,k] = Σⱼ a[i,j]·b[j,k]",
      why: "Each factor's slope is the product of the others, summed over all places it is used.",
      sample: "einsum('ij,kj->ik', tensor([[1., 2.]]), tensor([[3., 4.], [5., 6.]]))",
      takes: .alike,
      forward: .variadic { (inputs: [Tensor], a: Attributes) throws(ShapeError) -> Tensor in
        guard let equation = a.contraction else {
          throw ShapeError(.custom("an einsum needs an equation"))
        }
        return try Kernels.einsum(inputs, equation.operands, equation.output)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard let equation = c.attributes.contraction,
          let sizes = try? Kernels.labelSizes(c.inputs.map(\.shape), equation.operands)
        else { return .constant(.nan) }
        let places = Places(sizes, fixing: equation.output, at: index)
        let terms = places.all.map { place -> Scalar in
          .product(
            c.inputs.indices.map { i in
              c.x(i, places.index(equation.operands[i], c.inputs[i].shape, place))
            })
        }
        return .sum(terms)
      },
      vjp: [.shaped(einsumGradient)]),
    Primitive(
      "einsum_spread", [], [.tensor(), .sizes()],
      summary: "Lays a tensor over axes it was summed along, and onto the diagonal it was.",
      formula: "y[i,i] = x[i], 0 off the diagonal; y[i,j] = x[i]",
      why: "Each element is where it was taken from.",
      sample: "x = param(ones(2, 2))\neinsum('ii->', x).backward()",
      forward: .unary { (x: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
        try spread(x, a)
      },
      element: { (c: ElementContext, index: [Int]) -> Scalar in
        guard let equation = c.attributes.contraction,
          let place = source(equation, index)
        else { return 0 }
        return c.x(0, place)
      },
      vjp: [
        .shaped { (c: RuleContext) -> Term in
          guard let equation = c.attributes.contraction else { return g }
          var attributes = Attributes()
          attributes.contraction = Contraction([equation.output], equation.operands[0])
          return .call("einsum", [g], attributes)
        }
      ]),
  ]

  private static let einsumGradient: @Sendable (RuleContext) -> Term = {
    (c: RuleContext) -> Term in
    guard let equation = c.attributes.contraction else { return g }
    let own = equation.operands[c.argument]
    let shape = c.shape(c.argument)
    let others = (0..<c.inputCount).filter { $0 != c.argument }
    let shapes = (0..<c.inputCount).map { c.shape($0) }
    let sizes = (try? Kernels.labelSizes(shapes, equation.operands)) ?? [:]
    // What arrives and the other operands know of these labels at their full size; a size of 1
    // that stood for more has the sum of all.
    let known = Set(
      equation.output
        + others.flatMap { i in
          equation.operands[i].enumerated().filter { shapes[i][$0] == sizes[$1] }.map(\.element)
        })
    var kept: [Int] = []
    for (axis, label) in own.enumerated()
    where known.contains(label) && shape[axis] == sizes[label] && !kept.contains(label) {
      kept.append(label)
    }
    var attributes = Attributes()
    attributes.contraction = Contraction(
      [equation.output] + others.map { equation.operands[$0] }, kept)
    let sum = Term.call("einsum", [g] + others.map { x($0) }, attributes)
    guard kept != own else { return sum }
    var laying = Attributes.dims(shape)
    laying.contraction = Contraction([kept], own)
    return .call("einsum_spread", sum, laying)
  }

  /// The index of the source for an index of the spread result; nil off a diagonal.
  private static func source(_ equation: Contraction, _ index: [Int]) -> [Int]? {
    var places: [Int: Int] = [:]
    for (axis, label) in equation.output.enumerated() {
      if let before = places[label], before != index[axis] { return nil }
      places[label] = index[axis]
    }
    return equation.operands[0].map { places[$0] ?? 0 }
  }

  private static func spread(_ x: Tensor, _ a: Attributes) throws(ShapeError) -> Tensor {
    guard let equation = a.contraction, equation.output.count == a.dims.rank,
      equation.operands[0].count == x.rank
    else { throw ShapeError(.shapes(x.shape, a.dims)) }
    let shape = a.dims
    return Tensor(uninitialized: shape, dtype: x.dtype) { out in
      for flat in out.indices {
        let place = source(equation, unravel(flat, shape))
        out[flat] = place.map { x[$0] } ?? 0
      }
    }
  }
}

/// All places that a sum over labels visits for one element of the result.
private struct Places {
  let labels: [Int]
  let fixed: [Int: Int]
  let all: [[Int]]

  init(_ sizes: [Int: Int], fixing output: [Int], at index: [Int]) {
    var fixed: [Int: Int] = [:]
    for (label, place) in zip(output, index) { fixed[label] = place }
    let labels = sizes.keys.filter { fixed[$0] == nil }.sorted()
    self.fixed = fixed
    self.labels = labels
    all = labels.reduce([[]]) { places, label in
      places.flatMap { place in (0..<(sizes[label] ?? 1)).map { place + [$0] } }
    }
  }

  /// Where an operand is read at one of the places; a size of 1 is read again and again.
  func index(_ names: [Int], _ shape: Shape, _ place: [Int]) -> [Int] {
    names.enumerated().map { axis, label in
      if shape[axis] == 1 { return 0 }
      return fixed[label] ?? labels.firstIndex(of: label).map { place[$0] } ?? 0
    }
  }
}
