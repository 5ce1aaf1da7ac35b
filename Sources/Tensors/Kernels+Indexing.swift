// Picking by tensors of indices, and the sums that go the other way in backward. Every index is
// checked against the size of its axis before anything is read.

extension Kernels {
  /// Indices as integers within `0 ..< size`; negative ones count from the end if allowed.
  static func checkedIndices(
    _ index: Tensor, size: Int, axis: Int, allowNegative: Bool
  ) throws(ShapeError) -> [Int] {
    var result = try wholeNumbers(index)
    for i in result.indices {
      let raw = result[i]
      if allowNegative && raw < 0 { result[i] = raw + size }
      guard result[i] >= 0 && result[i] < size else {
        throw ShapeError(.indexOutOfRange(index: raw, size: size, axis: axis))
      }
    }
    return result
  }

  /// The parts of `x` along a dimension that the index names; an index of any shape takes the
  /// dimension's place with its own dimensions, so rows of an embedding are `dim: 0`.
  ///
  /// Throws `indexOutOfRange`, `indexNotWhole`, `tooManyDims`.
  public static func indexSelect(
    _ x: Tensor, dim: Int, index: Tensor, allowNegative: Bool = false
  ) throws(ShapeError) -> Tensor {
    guard x.rank > 0 else { throw ShapeError(.rank(x.shape, needs: 1)) }
    let axis = try x.shape.axis(dim)
    let picks = try checkedIndices(
      index, size: x.shape[axis], axis: axis, allowNegative: allowNegative)
    let sizes = x.shape.array
    let shape = try Shape.checked(
      Array(sizes[..<axis]) + index.shape.array + Array(sizes[(axis + 1)...]))
    let x = x.contiguous()
    let result = Tensor(allocating: shape, x.dtype)
    let inner = sizes[(axis + 1)...].reduce(1, *)
    let outer = sizes[..<axis].reduce(1, *)
    let (p, out) = (x.base, result.storage.base)
    for a in 0..<outer {
      for (j, pick) in picks.enumerated() {
        let to = out + (a &* picks.count &+ j) &* inner
        let from = p + (a &* sizes[axis] &+ pick) &* inner
        if inner == 1 { to[0] = from[0] } else { to.update(from: from, count: inner) }
      }
    }
    withExtendedLifetime((x, result)) {}
    return result
  }

  /// The backward of `indexSelect`: zeros of shape `to` with the parts of `g` added where they
  /// were taken from, in order.
  public static func indexAdd(
    _ g: Tensor, to shape: Shape, dim: Int, index: Tensor, allowNegative: Bool = false
  ) throws(ShapeError) -> Tensor {
    let axis = try shape.axis(dim)
    let picks = try checkedIndices(
      index, size: shape[axis], axis: axis, allowNegative: allowNegative)
    let sizes = shape.array
    let inner = sizes[(axis + 1)...].reduce(1, *)
    let outer = sizes[..<axis].reduce(1, *)
    guard g.count == outer &* picks.count &* inner else {
      throw ShapeError(.shapes(g.shape, shape))
    }
    let g = g.contiguous()
    let result = Tensor(filling: 0, shape: shape, dtype: g.dtype)
    let (p, out) = (g.base, result.storage.base)
    for a in 0..<outer {
      for (j, pick) in picks.enumerated() {
        let from = p + (a &* picks.count &+ j) &* inner
        let to = out + (a &* sizes[axis] &+ pick) &* inner
        for i in 0..<inner { to[i] += from[i] }
      }
    }
    withExtendedLifetime((g, result)) {}
    return result
  }

  /// Walks an index tensor beside a tensor that is indexed along `axis`: gives the position in the
  /// indexed tensor for each element of the index, in row-major order.
  @inline(__always)
  private static func positions(
    _ strides: Dims, _ shape: Shape, axis: Int, index: Tensor, _ picks: [Int],
    _ body: (_ flat: Int, _ position: Int) -> Void
  ) {
    // The index's own position contributes along every axis but one.
    var steps = strides
    steps[axis] = 0
    let along = strides[axis]
    let walk = StridedWalk(index.shape, steps)
    walk.forEachRow { out, a, _, _ in
      for i in 0..<walk.n {
        body(out &+ i, a &+ i &* walk.stepA &+ picks[out &+ i] &* along)
      }
    }
  }

  private static func checkGather(
    _ shape: Shape, _ index: Tensor, _ axis: Int
  ) throws(ShapeError) {
    guard index.rank == shape.rank else { throw ShapeError(.rank(index.shape, needs: shape.rank)) }
    for i in 0..<shape.rank where i != axis && index.shape[i] > shape[i] {
      throw ShapeError(.sizes(shape, index.shape, axis: i))
    }
  }

  /// `x[… index[…] …]` along a dimension: as many elements as the index has.
  ///
  /// Throws `rank`, `sizes`, `indexOutOfRange`.
  public static func gather(
    _ x: Tensor, dim: Int, index: Tensor
  ) throws(ShapeError) -> Tensor {
    if x.rank == 0 {
      let picked = try gather(x.reshaped([1]), dim: 0, index: index.reshaped([index.count]))
      return picked.reshaped(index.shape)
    }
    let axis = try x.shape.axis(dim)
    try checkGather(x.shape, index, axis)
    let picks = try checkedIndices(
      index, size: x.shape[axis], axis: axis, allowNegative: false)
    let result = Tensor(allocating: index.shape, x.dtype)
    let (p, out) = (x.base, result.storage.base)
    positions(x.strides, x.shape, axis: axis, index: index, picks) { flat, position in
      out[flat] = p[position]
    }
    withExtendedLifetime((x, result)) {}
    return result
  }

  /// `x` with elements of `source` written where the index says; later ones win.
  ///
  /// Throws `rank`, `sizes`, `indexOutOfRange`.
  public static func scatter(
    _ x: Tensor, dim: Int, index: Tensor, source: Tensor
  ) throws(ShapeError) -> Tensor {
    try scattered(x, dim, index, source) { $1 }
  }

  /// `x` with elements of `source` added where the index says, in row-major order; the backward of
  /// `gather`.
  ///
  /// Throws `rank`, `sizes`, `indexOutOfRange`.
  public static func scatterAdd(
    _ x: Tensor, dim: Int, index: Tensor, source: Tensor
  ) throws(ShapeError) -> Tensor {
    try scattered(x, dim, index, source) { $0 + $1 }
  }

  @inline(__always)
  private static func scattered(
    _ x: Tensor, _ dim: Int, _ index: Tensor, _ source: Tensor,
    _ combine: (Double, Double) -> Double
  ) throws(ShapeError) -> Tensor {
    let axis = try x.shape.axis(dim)
    try checkGather(x.shape, index, axis)
    let values =
      source.count == 1 ? source.reshaped(Shape()).expanded(to: index.shape) : source
    guard values.rank == index.rank else {
      throw ShapeError(.rank(source.shape, needs: index.rank))
    }
    var part = values
    for i in 0..<index.rank {
      guard index.shape[i] <= values.shape[i] else {
        throw ShapeError(.sizes(index.shape, source.shape, axis: i))
      }
      if index.shape[i] < values.shape[i] {
        part = part.sliced(axis: i, start: 0, stop: index.shape[i])
      }
    }
    let size = x.rank == 0 ? 1 : x.shape[axis]
    let picks = try checkedIndices(index, size: size, axis: axis, allowNegative: false)
    let result = x.copied()
    part = part.contiguous()
    let (p, out) = (part.base, result.storage.base)
    positions(result.strides, x.shape, axis: axis, index: index, picks) { flat, position in
      out[position] = combine(out[position], p[flat])
    }
    withExtendedLifetime((part, result)) {}
    return result
  }

  /// The elements where the mask is not 0, as a vector; the two are broadcast together.
  public static func maskedSelect(_ x: Tensor, _ mask: Tensor) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(x.shape, mask.shape)
    let (x, mask) = (
      x.expanded(to: shape).contiguous(), mask.expanded(to: shape).contiguous()
    )
    let (p, m) = (x.base, mask.base)
    var picked: [Double] = []
    for i in 0..<x.count where m[i] != 0 { picked.append(p[i]) }
    withExtendedLifetime((x, mask)) {}
    return Tensor(picked, dtype: x.dtype)
  }

  /// The indices of the elements that are not 0, a row each [how many, rank].
  public static func nonzero(_ x: Tensor) -> Tensor {
    let packed = x.contiguous()
    let p = packed.base
    var rows: [Double] = []
    var found = 0
    for flat in 0..<packed.count where p[flat] != 0 {
      found += 1
      var rest = flat
      var row = [Double](repeating: 0, count: x.rank)
      for i in stride(from: x.rank - 1, through: 0, by: -1) {
        row[i] = Double(rest % x.shape[i])
        rest /= x.shape[i]
      }
      rows += row
    }
    withExtendedLifetime(packed) {}
    return Tensor(rows, shape: [found, x.rank], dtype: .int)
  }
}
