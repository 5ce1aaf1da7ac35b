// Tensors made from nothing but sizes and numbers, and the masks of triangles.

extension Kernels {
  /// The most elements that a range may have.
  private static var longest: Double { Double(Shape.maxCount) }

  /// `start, start + step, …` before `end`, element i being `start + i·step`.
  ///
  /// Throws `badStep` for a step of 0 or of the wrong direction, `tooLarge`.
  public static func arange(
    _ start: Double, _ end: Double, _ step: Double = 1, dtype: DType = .float
  ) throws(ShapeError) -> Tensor {
    guard step != 0, step.isFinite, start.isFinite, end.isFinite else {
      throw ShapeError(.badStep(Int(Int64(clamping: step))))
    }
    guard start == end || (end > start) == (step > 0) else {
      throw ShapeError(.badStep(Int(Int64(clamping: step))))
    }
    let n = ((end - start) / step).rounded(.up)
    guard n <= longest else { throw ShapeError(.tooLarge([Int(Int64(clamping: n))])) }
    let result = Tensor(allocating: [Int(n)], dtype)
    let out = result.storage.base
    for i in 0..<result.count { out[i] = start + Double(i) * step }
    withExtendedLifetime(result) {}
    return result
  }

  /// `count` numbers evenly from `start` to `end`: the first half counted from the start, the
  /// second from the end, as PyTorch does.
  public static func linspace(
    _ start: Double, _ end: Double, _ count: Int
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.checked([count])
    let result = Tensor(allocating: shape, .float)
    let out = result.storage.base
    let step = count > 1 ? (end - start) / Double(count - 1) : 0
    for i in 0..<count {
      out[i] = i < count / 2 ? start + step * Double(i) : end - step * Double(count - 1 - i)
    }
    if count == 1 { out[0] = start }
    withExtendedLifetime(result) {}
    return result
  }

  /// Ones on the diagonal of `rows` × `columns`.
  public static func eye(_ rows: Int, _ columns: Int? = nil) throws(ShapeError) -> Tensor {
    let shape = try Shape.checked([rows, columns ?? rows])
    let result = Tensor(filling: 0, shape: shape)
    for i in 0..<Swift.min(shape[0], shape[1]) { result.storage.base[i &* (shape[1] &+ 1)] = 1 }
    return result
  }

  /// A row of zeros with a 1 at the class, for every class in `x`; nil counts the classes.
  ///
  /// Throws `indexOutOfRange` for a class outside, `indexNotWhole`.
  public static func oneHot(_ x: Tensor, classes: Int? = nil) throws(ShapeError) -> Tensor {
    let picks = try wholeNumbers(x)
    let top = (picks.max() ?? -1)
    let n = classes ?? (top + 1)
    guard n > 0 else { throw ShapeError(.empty(operation: "one_hot")) }
    for pick in picks where pick < 0 || pick >= n {
      throw ShapeError(.indexOutOfRange(index: pick, size: n, axis: x.rank))
    }
    let result = Tensor(
      filling: 0, shape: try Shape.checked(x.shape.array + [n]), dtype: .int)
    for (i, pick) in picks.enumerated() { result.storage.base[i &* n &+ pick] = 1 }
    return result
  }

  /// The lower triangle of the last two dimensions, with `diagonal` more above; zeros elsewhere.
  public static func tril(_ x: Tensor, diagonal: Int = 0) throws(ShapeError) -> Tensor {
    try triangle(x) { i, j in j &- i <= diagonal }
  }

  /// The upper triangle of the last two dimensions from `diagonal` on; zeros elsewhere.
  public static func triu(_ x: Tensor, diagonal: Int = 0) throws(ShapeError) -> Tensor {
    try triangle(x) { i, j in j &- i >= diagonal }
  }

  @inline(__always)
  private static func triangle(
    _ x: Tensor, _ keep: (Int, Int) -> Bool
  ) throws(ShapeError) -> Tensor {
    guard x.rank >= 2 else { throw ShapeError(.rank(x.shape, needs: 2)) }
    let result = x.copied()
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    let out = result.storage.base
    if result.count == 0 { return result }
    for matrix in 0..<(result.count / (rows &* columns)) {
      for i in 0..<rows {
        let row = out + (matrix &* rows &+ i) &* columns
        for j in 0..<columns where !keep(i, j) { row[j] = 0 }
      }
    }
    withExtendedLifetime(result) {}
    return result
  }

  /// A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector.
  public static func diag(_ x: Tensor, diagonal: Int = 0) throws(ShapeError) -> Tensor {
    if x.rank == 2 { return x.diagonal(diagonal).contiguous() }
    guard x.rank == 1 else { throw ShapeError(.rank(x.shape, needs: 1)) }
    let (n, overflow) = x.count.addingReportingOverflow(Int(clamping: diagonal.magnitude))
    if overflow { throw ShapeError(.tooLarge([n])) }
    let result = Tensor(filling: 0, shape: try Shape.checked([n, n]), dtype: x.dtype)
    if x.count > 0 { write(x, into: result.diagonal(diagonal)) }
    return result
  }
}
