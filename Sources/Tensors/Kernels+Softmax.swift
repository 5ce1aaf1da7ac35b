// Softmax and its logarithm along one axis, forwards and backwards, each in one pass over rows
// that are still in the cache. The greatest element is taken away first, so nothing overflows.

extension Kernels {
  /// Runs `body` on the rows along an axis, which are moved last and back.
  @inline(__always)
  static func alongAxis(
    _ x: Tensor, _ dim: Int, _ dtype: DType,
    _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Double>, Int) -> Void
  ) throws(ShapeError) -> Tensor {
    let axis = try x.shape.axis(dim)
    let moved = x.rank < 2 ? x.contiguous() : x.transposed(axis, -1).contiguous()
    let result = Tensor(allocating: moved.shape, dtype)
    let n = moved.rank == 0 ? 1 : moved.shape[-1]
    let rows = n == 0 ? 0 : moved.count / n
    for row in 0..<rows {
      body(result.storage.base + row &* n, moved.base + row &* n, n)
    }
    withExtendedLifetime((moved, result)) {}
    return x.rank < 2 ? result : result.transposed(axis, -1)
  }

  /// Runs `body` on pairs of rows along an axis of two tensors of the same shape.
  @inline(__always)
  static func alongAxis(
    _ x: Tensor, _ y: Tensor, _ dim: Int,
    _ body: (
      UnsafeMutablePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, Int
    ) -> Void
  ) throws(ShapeError) -> Tensor {
    guard x.shape == y.shape else { throw ShapeError(.shapes(x.shape, y.shape)) }
    let axis = try x.shape.axis(dim)
    let other = y.rank < 2 ? y.contiguous() : y.transposed(axis, -1).contiguous()
    let base = UnsafePointer(other.base)
    var row = 0
    let result = try alongAxis(x, dim, .float) { out, p, n in
      body(out, p, base + row &* n, n)
      row &+= 1
    }
    withExtendedLifetime(other) {}
    return result
  }

  /// The greatest of a row, in eight lanes.
  @inline(__always)
  static func maxRow(_ p: UnsafePointer<Double>, _ n: Int) -> Double {
    var top = -Double.infinity
    var i = 0
    if n >= 8 {
      let raw = UnsafeRawPointer(p)
      var lanes = raw.loadUnaligned(as: SIMD8<Double>.self)
      i = 8
      while i &+ 8 <= n {
        let next = raw.loadUnaligned(fromByteOffset: i &* 8, as: SIMD8<Double>.self)
        // A NaN is never greater; it must be taken all the same, and then be kept.
        lanes.replace(with: next, where: (next .> lanes) .| (next .!= next))
        i &+= 8
      }
      for lane in 0..<8 { top = larger(top, lanes[lane]) }
    }
    while i < n {
      top = larger(top, p[i])
      i &+= 1
    }
    return top
  }

  /// e^x / Σ e^x along an axis.
  public static func softmax(_ x: Tensor, dim: Int) throws(ShapeError) -> Tensor {
    try alongAxis(x, dim, .float) { out, p, n in
      let top = maxRow(p, n)
      for i in 0..<n { out[i] = Elementary.exp(p[i] - top) }
      // A product is much faster than a quotient, and one rounding more.
      let share = 1 / sumRow(out, n)
      for i in 0..<n { out[i] *= share }
    }
  }

  /// x − log Σ e^x along an axis.
  public static func logSoftmax(_ x: Tensor, dim: Int) throws(ShapeError) -> Tensor {
    try alongAxis(x, dim, .float) { out, p, n in
      let top = maxRow(p, n)
      for i in 0..<n { out[i] = Elementary.exp(p[i] - top) }
      let log = Elementary.log(sumRow(out, n))
      for i in 0..<n { out[i] = (p[i] - top) - log }
    }
  }

  /// y·(g − Σ g·y), for y = softmax(x).
  public static func softmaxBackward(
    _ g: Tensor, output y: Tensor, dim: Int
  ) throws(ShapeError) -> Tensor {
    try alongAxis(g, y, dim) { out, g, y, n in
      for i in 0..<n { out[i] = g[i] * y[i] }
      let dot = sumRow(out, n)
      for i in 0..<n { out[i] = out[i] - y[i] * dot }
    }
  }

  /// g − e^y·Σ g, for y = log softmax(x).
  public static func logSoftmaxBackward(
    _ g: Tensor, output y: Tensor, dim: Int
  ) throws(ShapeError) -> Tensor {
    try alongAxis(g, y, dim) { out, g, y, n in
      let total = sumRow(g, n)
      for i in 0..<n { out[i] = g[i] - Elementary.exp(y[i]) * total }
    }
  }

  /// Running sums along an axis; of ints and bools ints.
  public static func cumsum(_ x: Tensor, dim: Int) throws(ShapeError) -> Tensor {
    try checkInts(
      try alongAxis(x, dim, x.dtype == .float ? .float : .int) { out, p, n in
        var total = 0.0
        for i in 0..<n {
          total += p[i]
          out[i] = total
        }
      }.contiguous())
  }

  /// Running products along an axis; of ints and bools ints.
  public static func cumprod(_ x: Tensor, dim: Int) throws(ShapeError) -> Tensor {
    try checkInts(
      try alongAxis(x, dim, x.dtype == .float ? .float : .int) { out, p, n in
        var total = 1.0
        for i in 0..<n {
          total *= p[i]
          out[i] = total
        }
      }.contiguous())
  }
}
