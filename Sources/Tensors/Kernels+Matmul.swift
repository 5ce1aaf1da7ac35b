// Matrix products as `torch.matmul` defines them: vectors, matrices, and batches of matrices whose
// leading dimensions broadcast. Transposed views go to BLAS by a flag, without a copy. Below a
// measured size a plain loop is faster than the call; it is also the reference for the tests, and
// serves where there is no BLAS.

import BLAS

extension Kernels {
  /// Products of at most this many multiplications run in the plain loop.
  static var smallProduct: Int { 512 }

  /// The matrix product of two tensors of rank 1 or more.
  ///
  /// Throws `matmul` if the inner sizes differ, `rank` for a single number, `broadcast` for batch
  /// dimensions that do not fit.
  public static func matmul(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try matmul(a, b, plain: false)
  }

  /// `matmul`, with BLAS or without.
  static func matmul(_ a: Tensor, _ b: Tensor, plain: Bool) throws(ShapeError) -> Tensor {
    if a.rank == 2 && b.rank == 2 {
      guard a.shape.dims[1] == b.shape.dims[0] else {
        throw ShapeError(.matmul(a.shape, b.shape))
      }
      return try checkInts(try matrixProduct(a, b, plain: plain))
    }
    guard a.rank > 0 else { throw ShapeError(.rank(a.shape, needs: 1)) }
    guard b.rank > 0 else { throw ShapeError(.rank(b.shape, needs: 1)) }
    let left = a.rank == 1 ? a.unsqueezed(at: 0) : a
    let right = b.rank == 1 ? b.unsqueezed(at: 1) : b
    guard left.shape[-1] == right.shape[-2] else {
      throw ShapeError(.matmul(a.shape, b.shape))
    }
    let product = try batched(left, right, plain: plain)
    var shape = product.shape
    if b.rank == 1 { shape = shape.removing(-1) }
    if a.rank == 1 { shape = shape.removing(b.rank == 1 ? -1 : -2) }
    return try checkInts(product.reshaped(shape))
  }

  /// The kind of a product; of bools PyTorch has none, here it counts.
  private static func productKind(_ a: Tensor, _ b: Tensor) -> DType {
    DType.promoted(DType.promoted(a.dtype, b.dtype), .int)
  }

  /// The product of two matrices whose inner sizes agree.
  private static func matrixProduct(
    _ a: Tensor, _ b: Tensor, plain: Bool
  ) throws(ShapeError) -> Tensor {
    let (m, k, n) = (a.shape.dims[0], a.shape.dims[1], b.shape.dims[1])
    let shape = Shape(m, n)
    if shape.isTooLarge { throw ShapeError(.tooLarge([m, n])) }
    let product = Product(a, b, m: m, k: k, n: n, plain: plain)
    let result = Tensor(allocating: shape, productKind(a, b))
    product.run(result.storage.base, 0, 0)
    withExtendedLifetime(result) {}
    return result
  }

  /// Products of matrices in the last two dimensions; the leading ones broadcast.
  private static func batched(
    _ a: Tensor, _ b: Tensor, plain: Bool
  ) throws(ShapeError) -> Tensor {
    let (m, k, n) = (a.shape[-2], a.shape[-1], b.shape[-1])
    // A batch of rows times one matrix is a single, taller product.
    if b.rank == 2 && a.isContiguous && k > 0 {
      let flat = try matrixProduct(a.reshaped([a.count / k, k]), b, plain: plain)
      var shape = a.shape
      shape[-1] = n
      return flat.reshaped(shape)
    }
    let batch = try Shape.broadcast(
      a.shape.removing(-1).removing(-1), b.shape.removing(-1).removing(-1))
    guard batch.rank + 2 <= Shape.maxRank else {
      throw ShapeError(.tooManyDims(batch.rank + 2))
    }
    func whole(_ rows: Int, _ columns: Int) -> Shape {
      batch.inserting(rows, at: batch.rank).inserting(columns, at: batch.rank + 1)
    }
    if whole(m, n).isTooLarge { throw ShapeError(.tooLarge(whole(m, n).array)) }
    let result = Tensor(allocating: whole(m, n), productKind(a, b))
    let product = Product(a, b, m: m, k: k, n: n, plain: plain)
    let walk = StridedWalk(
      batch, product.a.tensor.broadcastStrides(whole(m, k)),
      product.b.tensor.broadcastStrides(whole(k, n)))
    walk.forEachRow { row, i, j, _ in
      for s in 0..<walk.n {
        product.run(
          result.storage.base + (row &+ s) &* (m &* n), i &+ s &* walk.stepA,
          j &+ s &* walk.stepB)
      }
    }
    withExtendedLifetime(result) {}
    return result
  }

  /// One matrix product, set up once and run for each matrix of a batch.
  private struct Product {
    var a: Operand
    var b: Operand
    var m: Int
    var k: Int
    var n: Int
    var useBLAS: Bool

    init(_ a: Tensor, _ b: Tensor, m: Int, k: Int, n: Int, plain: Bool) {
      (self.m, self.k, self.n) = (m, k, n)
      useBLAS = !plain && m &* n &* k > smallProduct && longhand_blas_available()
      self.a = Operand(a, pack: useBLAS)
      self.b = Operand(b, pack: useBLAS)
    }

    /// Writes the product of the matrices that begin at these offsets.
    func run(_ c: UnsafeMutablePointer<Double>, _ atA: Int, _ atB: Int) {
      let (u, v) = (a.tensor.base + atA, b.tensor.base + atB)
      if useBLAS {
        longhand_dgemm(
          a.isTransposed, b.isTransposed, Int32(m), Int32(n), Int32(k), 1, u,
          Int32(a.leading), v, Int32(b.leading), 0, c, Int32(n))
      } else {
        plainProduct(
          c, u, a.rowStride, a.columnStride, v, b.rowStride, b.columnStride, m, k, n)
      }
      withExtendedLifetime((a, b)) {}
    }
  }

  /// A matrix operand as BLAS takes it: stored by rows, or by columns with a flag.
  private struct Operand {
    var tensor: Tensor
    var isTransposed = false
    var leading = 1
    var rowStride: Int { tensor.strides[tensor.rank - 2] }
    var columnStride: Int { tensor.strides[tensor.rank - 1] }

    init(_ t: Tensor, pack: Bool) {
      tensor = t
      guard pack else { return }
      let (rows, columns) = (t.shape[-2], t.shape[-1])
      if (columnStride == 1 || columns == 1) && (rowStride >= columns || rows == 1) {
        leading = Swift.max(rows == 1 ? columns : rowStride, columns)
      } else if (rowStride == 1 || rows == 1) && (columnStride >= rows || columns == 1) {
        isTransposed = true
        leading = Swift.max(columns == 1 ? rows : columnStride, rows)
      } else {
        tensor = t.copied()
        leading = columns
      }
    }
  }

  /// c = a·b by the definition, the sum over k in order, for any strides.
  @inline(__always)
  private static func plainProduct(
    _ c: UnsafeMutablePointer<Double>,
    _ a: UnsafeMutablePointer<Double>, _ rowA: Int, _ columnA: Int,
    _ b: UnsafeMutablePointer<Double>, _ rowB: Int, _ columnB: Int,
    _ m: Int, _ k: Int, _ n: Int
  ) {
    for i in 0..<m {
      let row = c + i &* n
      if columnB == 1 && n > 1 {
        for j in 0..<n { row[j] = 0 }
        for s in 0..<k {
          let x = a[i &* rowA &+ s &* columnA]
          let from = b + s &* rowB
          for j in 0..<n { row[j] += x * from[j] }
        }
      } else {
        for j in 0..<n {
          var sum = 0.0
          for s in 0..<k {
            sum += a[i &* rowA &+ s &* columnA] * b[s &* rowB &+ j &* columnB]
          }
          row[j] = sum
        }
      }
    }
  }
}
