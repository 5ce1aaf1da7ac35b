// Sums of products over named axes. Two operands at a time, from the left: what no later operand
// and no output needs is summed at once, and the rest is a batched matrix product, so that a
// contraction costs what the same product written with `@` would.

extension Kernels {
  /// The sum of products that labels describe.
  ///
  /// - Parameters:
  ///   - operands: the tensors, at least one.
  ///   - labels: for each operand the label of each axis; a label twice in one operand takes the
  ///     diagonal, a size of 1 goes with any size of its label.
  ///   - output: the labels of the result, each once.
  /// - Throws: `custom` for sizes of a label that differ, or labels that do not fit the operands;
  ///   `tooManyDims` and `tooLarge` for a result, or a product on the way, that no tensor can hold.
  public static func einsum(
    _ operands: [Tensor], _ labels: [[Int]], _ output: [Int]
  ) throws(ShapeError) -> Tensor {
    let sizes = try labelSizes(operands.map(\.shape), labels)
    guard let first = operands.first, output.allSatisfy({ sizes[$0] != nil }) else {
      throw ShapeError(.custom("an einsum needs an operand and labels that occur in one"))
    }
    var pending: [Factor] = []
    for (tensor, names) in Swift.zip(operands, labels) {
      pending.append(try Factor(tensor, names).squeezed())
    }
    var result = pending[0]
    for i in 1..<pending.count {
      let needed = Set(output).union(pending[(i + 1)...].flatMap(\.labels))
      result = try product(result, pending[i], keeping: needed)
    }
    result = try result.summed(keeping: Set(output))
    let order = output.filter { result.labels.contains($0) }
    let turned = result.tensor.permuted(order.map { result.labels.firstIndex(of: $0) ?? 0 })
    // Axes of size 1 were left out on the way.
    var dtype = first.dtype
    for tensor in operands { dtype = DType.promoted(dtype, tensor.dtype) }
    let shape = try Shape.checked(output.map { sizes[$0] ?? 1 })
    return turned.reshaped(shape).with(dtype: dtype)
  }

  /// The size of every label.
  ///
  /// - Throws: `custom` where two sizes of a label differ and none is 1, where a label twice in
  ///   one operand has two sizes, or where labels and axes are not equally many.
  public static func labelSizes(
    _ shapes: [Shape], _ labels: [[Int]]
  ) throws(ShapeError) -> [Int: Int] {
    guard shapes.count == labels.count else {
      throw ShapeError(
        .custom("the equation names \(labels.count) operands, \(shapes.count) were given"))
    }
    var sizes: [Int: Int] = [:]
    for (i, (shape, names)) in Swift.zip(shapes, labels).enumerated() {
      guard names.count == shape.rank else {
        throw ShapeError(
          .custom("operand \(i) is \(shape), its part of the equation names \(names.count) axes"))
      }
      var own: [Int: Int] = [:]
      for (axis, label) in names.enumerated() {
        let size = shape[axis]
        if let before = own[label], before != size {
          throw ShapeError(
            .custom("a label stands twice for operand \(i), for sizes \(before) and \(size)"))
        }
        own[label] = size
        if let before = sizes[label], before != size, before != 1, size != 1 {
          throw ShapeError(
            .custom("one label stands for size \(before) and, in operand \(i), for size \(size)"))
        }
        sizes[label] = sizes[label].map { $0 == 1 ? size : $0 } ?? size
      }
    }
    return sizes
  }

  /// A tensor whose axes have labels, each once.
  private struct Factor {
    var tensor: Tensor
    var labels: [Int]

    /// Takes the diagonal where a label stands twice.
    init(_ tensor: Tensor, _ names: [Int]) throws(ShapeError) {
      var kept: [Int] = []
      var sizes: [Int] = []
      var steps = Dims()
      for (axis, label) in names.enumerated() {
        if let place = kept.firstIndex(of: label) {
          steps[place] += tensor.strides[axis]
        } else {
          steps[kept.count] = tensor.strides[axis]
          kept.append(label)
          sizes.append(tensor.shape[axis])
        }
      }
      self.tensor = tensor.view(try Shape.checked(sizes), steps)
      labels = kept
    }

    init(_ tensor: Tensor, labels: [Int]) {
      self.tensor = tensor
      self.labels = labels
    }

    /// Without axes of size 1, which go with any size.
    func squeezed() -> Factor {
      let kept = labels.indices.filter { tensor.shape[$0] != 1 }
      return Factor(tensor.squeezed(), labels: kept.map { labels[$0] })
    }

    /// Summed over all labels that nobody needs.
    func summed(keeping needed: Set<Int>) throws(ShapeError) -> Factor {
      let axes = labels.indices.filter { !needed.contains(labels[$0]) }
      if axes.isEmpty { return self }
      return Factor(
        try Kernels.sum(tensor, dims: Array(axes)), labels: labels.filter { needed.contains($0) })
    }

    /// The axes in an order of labels, as one block of matrices.
    func laidOut(_ groups: [[Int]], _ shape: [Int]) throws(ShapeError) -> Tensor {
      let order = groups.flatMap { $0 }.map { labels.firstIndex(of: $0) ?? 0 }
      return tensor.permuted(order).reshaped(try Shape.checked(shape))
    }

    func size(_ group: [Int]) -> Int {
      group.reduce(1) { $0 &* tensor.shape[labels.firstIndex(of: $1) ?? 0] }
    }
  }

  private static func product(
    _ a: Factor, _ b: Factor, keeping needed: Set<Int>
  ) throws(ShapeError) -> Factor {
    let a = try a.summed(keeping: needed.union(b.labels))
    let b = try b.summed(keeping: needed.union(a.labels))
    let shared = a.labels.filter { b.labels.contains($0) }
    let batch = shared.filter { needed.contains($0) }
    let folded = shared.filter { !needed.contains($0) }
    let rows = a.labels.filter { !b.labels.contains($0) }
    let columns = b.labels.filter { !a.labels.contains($0) }
    let (n, m, k, p) = (a.size(batch), a.size(rows), a.size(folded), b.size(columns))
    let left = try a.laidOut([batch, rows, folded], [n, m, k])
    let right = try b.laidOut([batch, folded, columns], [n, k, p])
    let whole =
      batch.map { a.size([$0]) } + rows.map { a.size([$0]) } + columns.map { b.size([$0]) }
    let shape = try Shape.checked(whole)
    let made = try Kernels.matmul(left, right)
    return Factor(made.reshaped(shape), labels: batch + rows + columns)
  }
}
