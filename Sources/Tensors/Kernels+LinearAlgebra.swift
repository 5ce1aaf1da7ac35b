// Singular values and linear systems, by LAPACK where there is one. LAPACK counts down columns,
// tensors along rows: a matrix handed over as it lies is its transpose there, and the roles of U
// and V change places. Where there is no LAPACK, elimination and one-sided Jacobi rotations serve.

import BLAS

extension Kernels {
  /// The parts of a singular value decomposition, A = U · diag(S) · Vh.
  public struct SVD {
    /// The left singular vectors, as columns.
    public var u: Tensor
    /// The singular values, the greatest first.
    public var s: Tensor
    /// The right singular vectors, as rows.
    public var vh: Tensor
  }

  /// The singular value decomposition of a matrix, or of each matrix of a batch.
  ///
  /// - Parameter full: whether U and Vh are square; otherwise they have min(m, n) columns or rows.
  /// - Throws: `rank`, `dtype`, or `custom` where the matrix is not finite.
  public static func svd(_ a: Tensor, full: Bool) throws(ShapeError) -> SVD {
    let (batch, m, n) = try matrices(a, "svd")
    let k = Swift.min(m, n)
    let (columns, rows) = full ? (m, n) : (k, k)
    guard a.withElements({ $0.allSatisfy(\.isFinite) }) else {
      throw ShapeError(.custom("svd needs finite numbers"))
    }
    let size = try Shape.checked(batch + [m, columns])
    _ = try Shape.checked(batch + [rows, n])
    let count = batch.reduce(1, &*)
    let values = a.elements
    var (u, s, vh) = ([Double](), [Double](), [Double]())
    u.reserveCapacity(size.count)
    for i in 0..<count {
      let matrix = Array(values[(i * m * n)..<((i + 1) * m * n)])
      guard let parts = decomposed(matrix, m, n, full: full) else {
        throw ShapeError(.custom("svd did not converge"))
      }
      u += parts.u
      s += parts.s
      vh += parts.vh
    }
    return SVD(
      u: Tensor(u, shape: size), s: Tensor(s, shape: try Shape.checked(batch + [k])),
      vh: Tensor(vh, shape: try Shape.checked(batch + [rows, n])))
  }

  /// The sizes of a batch of matrices of floats.
  private static func matrices(
    _ a: Tensor, _ name: String
  ) throws(ShapeError) -> (batch: [Int], m: Int, n: Int) {
    guard a.rank >= 2 else { throw ShapeError(.rank(a.shape, needs: 2)) }
    guard a.dtype == .float else { throw ShapeError(.dtype(a.dtype, operation: name)) }
    return (Array(a.shape.array.dropLast(2)), a.shape[-2], a.shape[-1])
  }

  private typealias Parts = (u: [Double], s: [Double], vh: [Double])

  private static func decomposed(
    _ matrix: [Double], _ m: Int, _ n: Int, full: Bool
  ) -> Parts? {
    let k = Swift.min(m, n)
    if k == 0 {
      return (full ? identity(m) : [], [], full ? identity(n) : [])
    }
    let (columns, rows) = full ? (m, n) : (k, k)
    // What lies here row by row is, column by column, the transpose: n × m, A' = V S U'.
    var a = matrix
    var s = [Double](repeating: 0, count: k)
    var v = [Double](repeating: 0, count: rows * n)
    var u = [Double](repeating: 0, count: columns * m)
    var integers = [Int32](repeating: 0, count: 8 * k)
    var info: Int32 = 0
    var work = [0.0]
    func run(_ size: Int) -> Bool {
      longhand_dgesdd(
        CChar(UInt8(ascii: full ? "A" : "S")), Int32(n), Int32(m), &a, Int32(n), &s, &v,
        Int32(n), &u, Int32(columns), &work, Int32(size), &integers, &info)
    }
    guard run(-1) else { return full && m != n ? nil : jacobi(matrix, m, n) }
    let size = Swift.max(1, Int(work[0]))
    work = [Double](repeating: 0, count: size)
    guard run(size), info == 0 else { return nil }
    // v lies as n × rows by columns, which is Vh by rows; u as columns × m by columns: U by rows.
    return (u, s, v)
  }

  private static func identity(_ n: Int) -> [Double] {
    (0..<(n * n)).map { $0 / Swift.max(1, n) == $0 % Swift.max(1, n) ? 1 : 0 }
  }

  /// Rotates pairs of columns until all stand at right angles: their lengths are S.
  private static func jacobi(_ matrix: [Double], _ m: Int, _ n: Int) -> Parts? {
    if m < n {
      let turned = (0..<(m * n)).map { matrix[($0 % m) * n + $0 / m] }
      guard let parts = jacobi(turned, n, m) else { return nil }
      // A' = U S V', so A = V S U'.
      let k = m
      let u = (0..<(m * k)).map { parts.vh[($0 % k) * m + $0 / k] }
      let vh = (0..<(k * n)).map { parts.u[($0 % n) * k + $0 / n] }
      return (u, parts.s, vh)
    }
    var a = matrix
    var v = identity(n)
    for _ in 0..<60 {
      var isDone = true
      for p in 0..<n {
        for q in (p + 1)..<Swift.max(p + 1, n) {
          var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
          for i in 0..<m {
            alpha += a[i * n + p] * a[i * n + p]
            beta += a[i * n + q] * a[i * n + q]
            gamma += a[i * n + p] * a[i * n + q]
          }
          if gamma.magnitude <= 1e-15 * (alpha * beta).squareRoot() || gamma == 0 { continue }
          isDone = false
          let zeta = (beta - alpha) / (2 * gamma)
          let t = (zeta < 0 ? -1 : 1) / (zeta.magnitude + (1 + zeta * zeta).squareRoot())
          let c = 1 / (1 + t * t).squareRoot()
          rotate(&a, m, n, p, q, c, c * t)
          rotate(&v, n, n, p, q, c, c * t)
        }
      }
      if isDone { break }
    }
    let lengths = (0..<n).map { j in
      (0..<m).reduce(0.0) { $0 + a[$1 * n + j] * a[$1 * n + j] }.squareRoot()
    }
    let order = (0..<n).sorted { lengths[$0] > lengths[$1] }
    // A column of length 0 has no direction of its own, and none is made up for it here.
    guard lengths.allSatisfy({ $0 > 0 }) else { return nil }
    let u = (0..<(m * n)).map { a[($0 / n) * n + order[$0 % n]] / lengths[order[$0 % n]] }
    let vh = (0..<(n * n)).map { v[($0 % n) * n + order[$0 / n]] }
    return (u, order.map { lengths[$0] }, vh)
  }

  private static func rotate(
    _ a: inout [Double], _ rows: Int, _ n: Int, _ p: Int, _ q: Int, _ c: Double, _ s: Double
  ) {
    for i in 0..<rows {
      let (x, y) = (a[i * n + p], a[i * n + q])
      a[i * n + p] = c * x - s * y
      a[i * n + q] = s * x + c * y
    }
  }
}

// MARK: - Linear systems

extension Kernels {
  /// Whether a right side is one vector a matrix, as `torch.linalg.solve` decides it.
  public static func isVector(_ b: Shape, beside a: Shape) -> Bool {
    b.rank == 1 || (b.rank == a.rank - 1 && b == a.removing(-1))
  }

  /// The X of A X = B, for a matrix or each matrix of a batch; B is a vector or a matrix.
  ///
  /// - Throws: `rank`, `dtype`, `shapes` where sizes do not fit, `broadcast` for batches, `custom`
  ///   for a singular matrix.
  public static func solve(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let (own, m, n) = try matrices(a, "solve")
    guard b.dtype == .float else { throw ShapeError(.dtype(b.dtype, operation: "solve")) }
    guard m == n else { throw ShapeError(.custom("solve needs a square matrix, not \(a.shape)")) }
    guard b.rank >= 1 else { throw ShapeError(.rank(b.shape, needs: 1)) }
    let isVector = isVector(b.shape, beside: a.shape)
    let right = isVector ? b.unsqueezed(at: -1) : b
    guard right.shape[-2] == n else { throw ShapeError(.shapes(a.shape, b.shape)) }
    let p = right.shape[-1]
    let batch = try Shape.broadcast(
      try Shape.checked(own), right.shape.removing(-1).removing(-1))
    let lefts = a.expanded(to: try Shape.checked(batch.array + [n, n])).elements
    let rights = right.expanded(to: try Shape.checked(batch.array + [n, p])).elements
    var all: [Double] = []
    all.reserveCapacity(rights.count)
    for i in 0..<batch.count {
      guard
        let x = solved(
          Array(lefts[(i * n * n)..<((i + 1) * n * n)]),
          Array(rights[(i * n * p)..<((i + 1) * n * p)]), n, p)
      else { throw ShapeError(.custom("the matrix is singular: no single solution exists")) }
      all += x
    }
    let made = Tensor(all, shape: try Shape.checked(batch.array + [n, p]))
    return isVector ? made.squeezed(at: -1) : made
  }

  /// One system, row-major in and out; nil where the matrix is singular.
  private static func solved(_ a: [Double], _ b: [Double], _ n: Int, _ p: Int) -> [Double]? {
    if n == 0 || p == 0 { return b }
    var matrix = (0..<(n * n)).map { a[($0 % n) * n + $0 / n] }
    var right = (0..<(n * p)).map { b[($0 % n) * p + $0 / n] }
    var pivots = [Int32](repeating: 0, count: n)
    var info: Int32 = 0
    let isDone = longhand_dgesv(
      Int32(n), Int32(p), &matrix, Int32(n), &pivots, &right, Int32(n), &info)
    guard isDone else { return eliminated(a, b, n, p) }
    guard info == 0 else { return nil }
    return (0..<(n * p)).map { right[($0 % p) * n + $0 / p] }
  }

  /// Gauss's elimination with the largest pivot of each column.
  private static func eliminated(
    _ matrix: [Double], _ right: [Double], _ n: Int, _ p: Int
  ) -> [Double]? {
    var (a, b) = (matrix, right)
    for column in 0..<n {
      let pivot =
        (column..<n).max { a[$0 * n + column].magnitude < a[$1 * n + column].magnitude } ?? column
      if a[pivot * n + column] == 0 { return nil }
      if pivot != column {
        for j in 0..<n { a.swapAt(pivot * n + j, column * n + j) }
        for j in 0..<p { b.swapAt(pivot * p + j, column * p + j) }
      }
      for row in (column + 1)..<Swift.max(column + 1, n) {
        let factor = a[row * n + column] / a[column * n + column]
        if factor == 0 { continue }
        for j in column..<n { a[row * n + j] -= factor * a[column * n + j] }
        for j in 0..<p { b[row * p + j] -= factor * b[column * p + j] }
      }
    }
    for row in stride(from: n - 1, through: 0, by: -1) {
      for j in 0..<p {
        var sum = b[row * p + j]
        for k in (row + 1)..<Swift.max(row + 1, n) { sum -= a[row * n + k] * b[k * p + j] }
        b[row * p + j] = sum / a[row * n + row]
      }
    }
    return b
  }
}
