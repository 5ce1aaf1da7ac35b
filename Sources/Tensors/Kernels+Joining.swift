// Putting tensors together and laying them out again: joining, repeating, turning, padding.

extension Kernels {
  /// Tensors one after the other along a dimension.
  ///
  /// As in PyTorch an empty vector joins with anything. Throws `sizes`, `dimOutOfRange`, `rank` for
  /// single numbers, `empty` for no tensors.
  public static func cat(_ parts: [Tensor], dim: Int = 0) throws(ShapeError) -> Tensor {
    guard let head = parts.first else { throw ShapeError(.empty(operation: "cat")) }
    let dtype = parts.reduce(head.dtype) { DType.promoted($0, $1.dtype) }
    for part in parts where part.rank == 0 { throw ShapeError(.rank(part.shape, needs: 1)) }
    let solid = parts.filter { !($0.rank == 1 && $0.count == 0) }
    guard let first = solid.first else { return head.with(dtype: dtype) }
    let axis = try first.shape.axis(dim)
    var shape = first.shape
    var size = 0
    for part in solid {
      var same = part.shape
      same[axis] = first.shape[axis]
      guard same == first.shape else {
        throw ShapeError(.sizes(first.shape, part.shape, axis: axis))
      }
      size += part.shape[axis]
    }
    shape[axis] = size
    if size > Shape.maxCount || shape.isTooLarge { throw ShapeError(.tooLarge(shape.array)) }
    let result = Tensor(allocating: shape, dtype)
    var at = 0
    for part in solid {
      let n = part.shape[axis]
      write(part, into: result.sliced(axis: axis, start: at, stop: at + n))
      at += n
    }
    return result
  }

  /// Tensors of one shape stacked along a new dimension.
  ///
  /// Throws `shapes`, `dimOutOfRange`.
  public static func stack(_ parts: [Tensor], dim: Int = 0) throws(ShapeError) -> Tensor {
    guard let first = parts.first else { throw ShapeError(.empty(operation: "stack")) }
    guard first.rank < Shape.maxRank else { throw ShapeError(.tooManyDims(first.rank + 1)) }
    guard dim >= -first.rank - 1, dim <= first.rank else {
      throw ShapeError(.dimOutOfRange(dim: dim, rank: first.rank + 1))
    }
    for part in parts where part.shape != first.shape {
      throw ShapeError(.shapes(first.shape, part.shape))
    }
    let at = dim < 0 ? dim + first.rank + 1 : dim
    return try cat(parts.map { $0.unsqueezed(at: at) }, dim: at)
  }

  /// Copies a tensor over a view of the same shape, whose storage nobody else has yet.
  static func write(_ source: Tensor, into view: Tensor) {
    let walk = StridedWalk(source.shape, source.strides, view.strides)
    let (p, out) = (source.base, view.base)
    walk.forEachRow { _, a, b, _ in
      if walk.stepA == 1 && walk.stepB == 1 {
        (out + b).update(from: p + a, count: walk.n)
      } else {
        for i in 0..<walk.n { out[b &+ i &* walk.stepB] = p[a &+ i &* walk.stepA] }
      }
    }
    withExtendedLifetime((source, view)) {}
  }

  /// `x` repeated `times[i]` times along dimension i, with new leading dimensions if there are more
  /// counts than dimensions.
  ///
  /// Throws `rank` for too few counts, `negativeSize`, `tooLarge`.
  public static func `repeat`(_ x: Tensor, _ times: [Int]) throws(ShapeError) -> Tensor {
    guard times.count >= x.rank else { throw ShapeError(.rank(x.shape, needs: times.count)) }
    for n in times where n < 0 { throw ShapeError(.negativeSize(n)) }
    guard times.count <= Shape.maxRank else { throw ShapeError(.tooManyDims(times.count)) }
    let lead = times.count - x.rank
    var sizes: [Int] = []
    for (i, n) in times.enumerated() {
      let size = n.multipliedReportingOverflow(by: i < lead ? 1 : x.shape[i - lead])
      if size.overflow { throw ShapeError(.tooLarge(times)) }
      sizes.append(size.partialValue)
    }
    let shape = try Shape.checked(sizes)
    var result = x.reshaped(Shape([Int](repeating: 1, count: lead) + x.shape.array)).contiguous()
    if shape.count == 0 { return Tensor(allocating: shape, x.dtype) }
    // One dimension at a time, the last first, so that ever longer runs are copied.
    for axis in stride(from: times.count - 1, through: 0, by: -1) where times[axis] != 1 {
      var longer = result.shape
      longer[axis] = longer[axis] * times[axis]
      let next = Tensor(allocating: longer, x.dtype)
      let outer = result.shape.array[..<axis].reduce(1, *)
      let run = result.count / outer
      for a in 0..<outer {
        for t in 0..<times[axis] {
          (next.base + (a &* times[axis] &+ t) &* run).update(
            from: result.base + a &* run, count: run)
        }
      }
      withExtendedLifetime(result) {}
      result = next
    }
    return result
  }

  /// `repeat` that pads too few counts with leading ones, NumPy's `tile`.
  public static func tile(_ x: Tensor, _ times: [Int]) throws(ShapeError) -> Tensor {
    let missing = Swift.max(0, x.rank - times.count)
    return try `repeat`(x, [Int](repeating: 1, count: missing) + times)
  }

  /// Each element `times` times in a row; without a dim, of the flattened tensor.
  public static func repeatInterleave(
    _ x: Tensor, _ times: Int, dim: Int? = nil
  ) throws(ShapeError) -> Tensor {
    try repeatInterleave(x, [times], dim: dim)
  }

  /// Element i along a dimension `times[i]` times in a row; one count serves for all.
  public static func repeatInterleave(
    _ x: Tensor, _ times: [Int], dim: Int? = nil
  ) throws(ShapeError) -> Tensor {
    let x = dim == nil ? x.reshaped([x.count]) : x
    let axis = try x.shape.axis(dim ?? 0)
    let n = x.rank == 0 ? 1 : x.shape[axis]
    guard times.count == n || times.count == 1 else {
      throw ShapeError(.shapes(x.shape, [times.count]))
    }
    var picks: [Double] = []
    var total = 0
    for i in 0..<n {
      let count = times.count == 1 ? times[0] : times[i]
      if count < 0 { throw ShapeError(.negativeSize(count)) }
      total = total.addingReportingOverflow(count).partialValue
      if total < 0 || total > Shape.maxCount { throw ShapeError(.tooLarge([total])) }
      picks += repeatElement(Double(i), count: count)
    }
    let source = x.rank == 0 ? x.reshaped([1]) : x
    return try indexSelect(source, dim: axis, index: Tensor(picks, dtype: .int))
  }

  /// The elements in reverse along some dimensions.
  public static func flip(_ x: Tensor, dims: [Int]) throws(ShapeError) -> Tensor {
    var result = x
    for axis in try x.shape.axes(dims) where x.rank > 0 {
      let n = result.shape[axis]
      if n > 1 { result = result.sliced(axis: axis, start: n - 1, stop: -1, step: -1) }
    }
    return result.contiguous()
  }

  /// The elements moved along some dimensions, those pushed out coming in at the other end;
  /// without dims the flattened tensor is rolled.
  public static func roll(
    _ x: Tensor, shifts: [Int], dims: [Int]? = nil
  ) throws(ShapeError) -> Tensor {
    guard let dims, !dims.isEmpty else {
      guard shifts.count == 1 else { throw ShapeError(.shapes([shifts.count], [1])) }
      return try roll(x.reshaped([x.count]), shifts: shifts, dims: [0]).reshaped(x.shape)
    }
    guard shifts.count == dims.count else {
      throw ShapeError(.shapes([shifts.count], [dims.count]))
    }
    var result = x
    for (shift, dim) in Swift.zip(shifts, dims) {
      let axis = try x.shape.axis(dim)
      let n = x.rank == 0 ? 1 : x.shape[axis]
      if n < 2 { continue }
      let cut = ((shift % n) + n) % n
      if cut == 0 { continue }
      result = try cat(
        [
          result.sliced(axis: axis, start: n - cut, stop: n),
          result.sliced(axis: axis, start: 0, stop: n - cut),
        ], dim: axis)
    }
    return result.contiguous()
  }

  /// `x` with `before` and `after` elements of a value put around each of the last dimensions.
  ///
  /// `widths` is PyTorch's list: the last dimension's two first. Negative widths cut off.
  public static func pad(
    _ x: Tensor, widths: [Int], value: Double = 0
  ) throws(ShapeError) -> Tensor {
    guard widths.count % 2 == 0, widths.count / 2 <= x.rank else {
      throw ShapeError(.rank(x.shape, needs: (widths.count + 1) / 2))
    }
    var source = x
    var sizes = x.shape.array
    var starts = [Int](repeating: 0, count: x.rank)
    for i in 0..<(widths.count / 2) {
      let axis = x.rank - 1 - i
      let (before, after) = (widths[2 * i], widths[2 * i + 1])
      let n = x.shape[axis]
      for width in [before, after] where width.magnitude > UInt(Shape.maxCount) {
        throw ShapeError(.tooLarge([width]))
      }
      guard n + before + after >= 0 else { throw ShapeError(.negativeSize(n + before + after)) }
      sizes[axis] = n + before + after
      let start = Swift.min(n, Swift.max(0, -before))
      let stop = Swift.max(start, Swift.min(n, n + after))
      source = source.sliced(axis: axis, start: start, stop: stop)
      starts[axis] = Swift.max(0, before)
    }
    let result = Tensor(filling: value, shape: try Shape.checked(sizes), dtype: x.dtype)
    if source.count == 0 { return result }
    var target = result
    for axis in 0..<x.rank {
      target = target.sliced(
        axis: axis, start: starts[axis], stop: starts[axis] + source.shape[axis])
    }
    write(source, into: target)
    return result
  }
}
