// Reductions over a set of dimensions. `dims` are as a person typed them, negative ones from the
// end; nil reduces all. Over no elements the sum is 0, the product 1, the mean NaN.

extension Kernels {
  /// The sum; of ints and bools an int.
  public static func sum(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    let folded = try Folded(x, dims, keepdim: keepdim)
    return try checkInts(summed(folded, x.dtype == .float ? .float : .int))
  }

  private static func summed(_ folded: Folded, _ dtype: DType) -> Tensor {
    if folded.inner == 1 { return folded.each(dtype) { p, n, _ in sumRow(p, n) } }
    let result = Tensor(allocating: folded.shape, dtype)
    let size = folded.reduced &* folded.inner
    for a in 0..<folded.outer {
      sumRows(
        folded.x.base + a &* size, folded.reduced, folded.inner,
        into: result.storage.base + a &* folded.inner)
    }
    withExtendedLifetime((folded.x, result)) {}
    return result
  }

  /// The product; of ints and bools an int.
  public static func prod(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    let dtype = x.dtype == .float ? DType.float : .int
    return try checkInts(try Folded(x, dims, keepdim: keepdim).fold(dtype, 1) { $0 * $1 })
  }

  /// The mean.
  ///
  /// Throws `dtype` for ints and bools.
  public static func mean(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try needsFloat(x, "mean")
    let folded = try Folded(x, dims, keepdim: keepdim)
    let n = Double(folded.reduced)
    var result = summed(folded, .float)
    result.withMutableElements { for i in 0..<$0.count { $0[i] /= n } }
    return result
  }

  /// The variance, divided by n − correction.
  ///
  /// Throws `dtype` for ints and bools.
  public static func variance(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false, correction: Double = 1
  ) throws(ShapeError) -> Tensor {
    try needsFloat(x, "var")
    let folded = try Folded(x, dims, keepdim: keepdim)
    let n = Double(folded.reduced)
    let divisor = Swift.max(0, n - correction)
    return folded.each(.float) { p, count, step in
      if step == 1 {
        let mean = SIMD8(repeating: sumRow(p, count) / n)
        // Deviations of the lanes that only pad a rest are never looked at.
        return sumRow(p, count) { ($0 - mean) * ($0 - mean) } / divisor
      }
      var mean = 0.0
      for i in 0..<count { mean += p[i &* step] }
      mean /= n
      var sum = 0.0
      for i in 0..<count {
        let d = p[i &* step] - mean
        sum += d * d
      }
      return sum / divisor
    }
  }

  /// The standard deviation, the root of the variance.
  public static func standardDeviation(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false, correction: Double = 1
  ) throws(ShapeError) -> Tensor {
    sqrt(try variance(x, dims: dims, keepdim: keepdim, correction: correction))
  }

  /// The Euclidean norm, √Σx².
  public static func norm2(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try needsFloat(x, "norm")
    let folded = try Folded(x, dims, keepdim: keepdim)
    if folded.inner == 1 {
      return folded.each(.float) { p, n, _ in sumRow(p, n) { $0 * $0 }.squareRoot() }
    }
    return sqrt(folded.fold(.float, 0) { $0 + $1 * $1 })
  }

  /// log Σ e^x, without overflow.
  public static func logsumexp(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try Folded(x.with(dtype: .float), dims, keepdim: keepdim).each(.float) { p, n, step in
      var top = -Double.infinity
      for i in 0..<n { top = larger(top, p[i &* step]) }
      if top.magnitude == .infinity { top = 0 }
      var total = 0.0
      for i in 0..<n { total += Elementary.exp(p[i &* step] - top) }
      return top + Elementary.log(total)
    }
  }

  /// Whether any element is not 0; of none, false.
  public static func any(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try Folded(x, dims, keepdim: keepdim).fold(.bool, 0) { $0 != 0 || $1 != 0 ? 1 : 0 }
  }

  /// Whether all elements are not 0; of none, true.
  public static func all(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try Folded(x, dims, keepdim: keepdim).fold(.bool, 1) { $0 != 0 && $1 != 0 ? 1 : 0 }
  }

  /// How many elements are not 0.
  public static func countNonzero(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try sum(map(x, .bool) { $0 != 0 ? 1 : 0 }, dims: dims, keepdim: keepdim)
  }

  /// Sums a gradient over the dimensions along which its owner, of shape `to`, was broadcast.
  ///
  /// The gradient's shape is one that `to` expands to.
  public static func unbroadcast(_ gradient: Tensor, to shape: Shape) -> Tensor {
    if gradient.shape == shape { return gradient }
    let lead = gradient.rank - shape.rank
    guard lead >= 0 else { return gradient.reshaped(shape) }
    var axes = Array(0..<lead)
    for i in 0..<shape.rank where shape.dims[i] == 1 && gradient.shape.dims[lead + i] != 1 {
      axes.append(lead + i)
    }
    if axes.isEmpty { return gradient.reshaped(shape) }
    guard let folded = try? Folded(gradient, axes, keepdim: true) else { return gradient }
    return summed(folded, gradient.dtype).reshaped(shape)
  }

  static func needsFloat(_ x: Tensor, _ operation: String) throws(ShapeError) {
    if x.dtype != .float { throw ShapeError(.dtype(x.dtype, operation: operation)) }
  }

  @inline(__always)
  static func larger(_ a: Double, _ b: Double) -> Double { b > a || b != b ? b : a }

  @inline(__always)
  static func smaller(_ a: Double, _ b: Double) -> Double { b < a || b != b ? b : a }
}
