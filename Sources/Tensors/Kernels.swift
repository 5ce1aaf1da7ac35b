// The arithmetic, on unsafe pointers: every kernel checks shapes once at its entry and then runs
// plain loops. `map` and `zip` are the two loops that all elementwise kernels share; they are
// inlined into each kernel with its operation, so that none of them calls a closure per element
// and the compiler can vectorise.

/// The numerical kernels: tensors in, tensors out, nothing recorded.
public enum Kernels {
  /// Applies `f` to every element.
  @inline(__always)
  static func map(_ x: Tensor, _ dtype: DType, _ f: (Double) -> Double) -> Tensor {
    let result = Tensor(allocating: x.shape, dtype)
    let out = result.storage.base
    let p = x.base
    if x.isContiguous {
      let n = result.count
      for i in 0..<n { out[i] = f(p[i]) }
    } else {
      let walk = StridedWalk(x.shape, x.strides)
      let (n, step) = (walk.n, walk.stepA)
      walk.forEachRow { o, a, _, _ in
        if step == 1 {
          for i in 0..<n { out[o &+ i] = f(p[a &+ i]) }
        } else {
          for i in 0..<n { out[o &+ i] = f(p[a &+ i &* step]) }
        }
      }
    }
    withExtendedLifetime((x, result)) {}
    return result
  }

  /// Applies `f` to pairs of elements, broadcasting.
  @inline(__always)
  static func zip(
    _ a: Tensor, _ b: Tensor, _ dtype: DType, _ f: (Double, Double) -> Double
  ) throws(ShapeError) -> Tensor {
    if a.shape == b.shape && a.isContiguous && b.isContiguous {
      let result = Tensor(allocating: a.shape, dtype)
      zipRow(result.storage.base, a.base, 1, b.base, 1, result.count, f)
      withExtendedLifetime((a, b, result)) {}
      return result
    }
    let shape = try Shape.broadcast(a.shape, b.shape)
    let result = Tensor(allocating: shape, dtype)
    let out = result.storage.base
    let (p, q) = (a.base, b.base)
    let walk = StridedWalk(shape, a.broadcastStrides(shape), b.broadcastStrides(shape))
    walk.forEachRow { o, i, j, _ in
      zipRow(out + o, p + i, walk.stepA, q + j, walk.stepB, walk.n, f)
    }
    withExtendedLifetime((a, b, result)) {}
    return result
  }

  /// One row of `zip`; the common steps get loops of their own, which vectorise.
  @inline(__always)
  private static func zipRow(
    _ out: UnsafeMutablePointer<Double>, _ a: UnsafeMutablePointer<Double>, _ stepA: Int,
    _ b: UnsafeMutablePointer<Double>, _ stepB: Int, _ n: Int, _ f: (Double, Double) -> Double
  ) {
    if stepA == 1 && stepB == 1 {
      for i in 0..<n { out[i] = f(a[i], b[i]) }
    } else if stepA == 1 && stepB == 0 {
      let y = b[0]
      for i in 0..<n { out[i] = f(a[i], y) }
    } else if stepA == 0 && stepB == 1 {
      let x = a[0]
      for i in 0..<n { out[i] = f(x, b[i]) }
    } else {
      for i in 0..<n { out[i] = f(a[i &* stepA], b[i &* stepB]) }
    }
  }

  /// Applies `f` to triples of elements, broadcasting.
  @inline(__always)
  static func zip3(
    _ a: Tensor, _ b: Tensor, _ c: Tensor, _ dtype: DType,
    _ f: (Double, Double, Double) -> Double
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(try Shape.broadcast(a.shape, b.shape), c.shape)
    let result = Tensor(allocating: shape, dtype)
    let out = result.storage.base
    let (p, q, r) = (a.base, b.base, c.base)
    let walk = StridedWalk(
      shape, a.broadcastStrides(shape), b.broadcastStrides(shape), c.broadcastStrides(shape))
    let (n, sa, sb, sc) = (walk.n, walk.stepA, walk.stepB, walk.stepC)
    walk.forEachRow { o, i, j, k in
      if sa == 1 && sb == 1 && sc == 1 {
        for m in 0..<n { out[o &+ m] = f(p[i &+ m], q[j &+ m], r[k &+ m]) }
      } else {
        for m in 0..<n {
          out[o &+ m] = f(p[i &+ m &* sa], q[j &+ m &* sb], r[k &+ m &* sc])
        }
      }
    }
    withExtendedLifetime((a, b, c, result)) {}
    return result
  }

  /// Checks that an int result is exact: throws `integerOverflow` beyond 2^53.
  static func checkInts(_ x: Tensor) throws(ShapeError) -> Tensor {
    guard x.dtype == .int else { return x }
    let p = x.base
    var good = true
    for i in 0..<x.count { good = good && p[i].magnitude <= 9_007_199_254_740_992 }
    withExtendedLifetime(x) {}
    if !good { throw ShapeError(.integerOverflow) }
    return x
  }
}
