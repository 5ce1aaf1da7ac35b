// Adding to a sum that is already there. A gradient is the sum of contributions; adding them to the
// buffer in place, where nobody else holds it, saves a fresh result for every one.

extension Kernels {
  /// Adds `x` to a sum of the same shape.
  ///
  /// - Throws: `shapes` where they differ.
  public static func accumulate(_ x: Tensor, into sum: inout Tensor) throws(ShapeError) {
    guard x.shape == sum.shape else { throw ShapeError(.shapes(sum.shape, x.shape)) }
    guard sum.isUnshared, sum.isContiguous, sum.dtype == .float else {
      sum = try add(sum, x)
      return
    }
    let x = x.contiguous()
    let (into, from) = (sum.base, x.base)
    for i in 0..<sum.count { into[i] += from[i] }
    withExtendedLifetime((x, sum)) {}
  }

  /// Adds `x` to every `step`-th place of an axis of a sum, from `start` on: what going back
  /// through a slice does, without a tensor of zeros in between.
  ///
  /// - Throws: `shapes` where `x` does not fit there.
  public static func accumulate(
    _ x: Tensor, into sum: inout Tensor, axis: Int, start: Int, step: Int
  ) throws(ShapeError) {
    guard x.rank == sum.rank, axis >= 0, axis < x.rank, step > 0, start >= 0,
      x.shape.removing(axis) == sum.shape.removing(axis),
      x.shape[axis] == 0 || start + (x.shape[axis] - 1) * step < sum.shape[axis]
    else { throw ShapeError(.shapes(sum.shape, x.shape)) }
    let outer = (0..<axis).reduce(1) { $0 &* x.shape[$1] }
    let inner = (axis + 1..<x.rank).reduce(1) { $0 &* x.shape[$1] }
    let (count, size) = (x.shape[axis], sum.shape[axis])
    let x = x.contiguous()
    sum.withMutableElements { into in
      let from = x.base
      // Steps of one make one run of all the places.
      let runs = step == 1 ? 1 : count
      let length = step == 1 ? count &* inner : inner
      for row in 0..<outer {
        for i in 0..<runs {
          let to = (row &* size &+ start &+ i &* step) &* inner
          let at = (row &* count &+ i) &* inner
          for j in 0..<length { into[to &+ j] += from[at &+ j] }
        }
      }
    }
    withExtendedLifetime(x) {}
  }
}
