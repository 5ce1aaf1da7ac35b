// Sorting along an axis, always stable, NaN counting as the greatest, as in PyTorch.

extension Kernels {
  /// Whether `a` comes before `b` in ascending order, NaN last.
  @inline(__always)
  private static func precedes(_ a: Double, _ b: Double) -> Bool {
    a < b || (a == a && b != b)
  }

  /// The elements in order along an axis, and where each was.
  public static func sort(
    _ x: Tensor, dim: Int = -1, descending: Bool = false
  ) throws(ShapeError) -> (values: Tensor, indices: Tensor) {
    let order = try argsort(x, dim: dim, descending: descending)
    return (try gather(x, dim: dim, index: order), order)
  }

  /// Where the elements in order along an axis are.
  public static func argsort(
    _ x: Tensor, dim: Int = -1, descending: Bool = false
  ) throws(ShapeError) -> Tensor {
    try alongAxis(x, dim, .int) { out, p, n in
      let order = (0..<n).sorted { i, j in
        if descending ? precedes(p[j], p[i]) : precedes(p[i], p[j]) { return true }
        if descending ? precedes(p[i], p[j]) : precedes(p[j], p[i]) { return false }
        return i < j
      }
      for (i, position) in order.enumerated() { out[i] = Double(position) }
    }.contiguous()
  }

  /// The `k` greatest (or least) along an axis in order, and where they are.
  ///
  /// Throws `indexOutOfRange` if there are fewer than k.
  public static func topk(
    _ x: Tensor, k: Int, dim: Int = -1, largest: Bool = true
  ) throws(ShapeError) -> (values: Tensor, indices: Tensor) {
    let axis = try x.shape.axis(dim)
    let size = x.rank == 0 ? 1 : x.shape[axis]
    guard k >= 0, k <= size else {
      throw ShapeError(.indexOutOfRange(index: k, size: size, axis: axis))
    }
    let sorted = try sort(x, dim: axis, descending: largest)
    if x.rank == 0 { return sorted }
    return (
      sorted.values.sliced(axis: axis, start: 0, stop: k).contiguous(),
      sorted.indices.sliced(axis: axis, start: 0, stop: k).contiguous()
    )
  }

  /// The median of all elements, the lower of two middle ones; NaN if any is, or if there is none.
  public static func median(_ x: Tensor) -> Tensor {
    let values = x.elements
    if values.isEmpty || values.contains(where: { $0 != $0 }) {
      return Tensor(scalar: .nan, dtype: x.dtype)
    }
    return Tensor(scalar: values.sorted()[(values.count - 1) / 2], dtype: x.dtype)
  }

  /// The median along an axis, the lower of two middle ones, and where it is.
  public static func median(
    _ x: Tensor, dim: Int, keepdim: Bool = false
  ) throws(ShapeError) -> (values: Tensor, indices: Tensor) {
    let axis = try x.shape.axis(dim)
    if x.rank == 0 { return (x, Tensor(scalar: 0, dtype: .int)) }
    let n = x.shape[axis]
    guard n > 0 else { throw ShapeError(.empty(operation: "median")) }
    let sorted = try sort(x, dim: axis)
    // With a NaN in the row, which sorts last, the median is the first NaN.
    let picks = try alongAxis(sorted.values, axis, .int) { out, p, n in
      let firstNaN = (0..<n).first { p[$0] != p[$0] }
      for i in 0..<n { out[i] = Double(firstNaN ?? ((n - 1) / 2)) }
    }
    let index = picks.sliced(axis: axis, start: 0, stop: 1).contiguous()
    let values = try gather(sorted.values, dim: axis, index: index)
    let indices = try gather(sorted.indices, dim: axis, index: index)
    if keepdim { return (values, indices) }
    return (values.squeezed(at: axis), indices.squeezed(at: axis))
  }
}
