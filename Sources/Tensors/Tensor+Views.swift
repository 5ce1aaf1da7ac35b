// Views: new shapes over the same storage. Nothing here copies, except a reshape that no strides
// can express. Axes and ranges have been checked by the caller (`Shape.axis`, `Slice`): a wrong
// one here is a programmer's mistake.

extension Tensor {
  /// The same storage seen otherwise.
  func view(_ shape: Shape, _ strides: Dims, offset: Int? = nil) -> Tensor {
    Tensor(
      shape: shape, dtype: dtype, isContiguous: Tensor.isPacked(shape, strides),
      strides: strides, storage: storage, offset: offset ?? self.offset)
  }

  /// Whether strides are row-major without gaps; the stride of a size of 1 does not matter.
  static func isPacked(_ shape: Shape, _ strides: Dims) -> Bool {
    var step = 1
    var i = shape.rank - 1
    while i >= 0 {
      let size = shape.dims[i]
      if size == 0 { return true }
      if size != 1 {
        if strides[i] != step { return false }
        step = step &* size
      }
      i -= 1
    }
    return true
  }

  /// The elements in order under another shape of the same count.
  public func reshaped(_ target: Shape) -> Tensor {
    precondition(target.count == count, "a reshape keeps the number of elements")
    if target == shape { return self }
    if isContiguous { return view(target, target.packedStrides) }
    if let strides = reshapedStrides(target) { return view(target, strides) }
    return contiguous().reshaped(target)
  }

  /// The shape that a reshape to these sizes gives, one of which may be −1.
  ///
  /// Throws `reshape`, `tooManyDims` or `negativeSize`.
  public func shapeForReshape(_ sizes: [Int]) throws(ShapeError) -> Shape {
    guard sizes.count <= Shape.maxRank else { throw ShapeError(.tooManyDims(sizes.count)) }
    var known = 1
    var unknown: Int?
    for (i, size) in sizes.enumerated() {
      if size == -1 {
        guard unknown == nil else { throw ShapeError(.reshape(from: shape, to: sizes)) }
        unknown = i
      } else {
        guard size >= 0 else { throw ShapeError(.negativeSize(size)) }
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        if overflow { throw ShapeError(.reshape(from: shape, to: sizes)) }
        known = product
      }
    }
    var full = sizes
    if let unknown {
      guard known > 0, count % known == 0 else {
        throw ShapeError(.reshape(from: shape, to: sizes))
      }
      full[unknown] = count / known
    } else if known != count {
      throw ShapeError(.reshape(from: shape, to: sizes))
    }
    return try Shape.checked(full)
  }

  /// Strides that show this view under another shape; nil if only a copy can.
  private func reshapedStrides(_ target: Shape) -> Dims? {
    if count == 0 { return target.packedStrides }
    var strides = Dims()
    var to = target.rank - 1
    var chunk = 1
    var chunkStride = rank > 0 ? self.strides[rank - 1] : 1
    var i = rank - 1
    while i >= 0 {
      chunk = chunk &* shape.dims[i]
      let ends =
        i == 0
        || (shape.dims[i - 1] != 1 && self.strides[i - 1] != chunk &* chunkStride)
      if ends {
        var covered = 1
        while to >= 0 && (covered < chunk || target.dims[to] == 1) {
          strides[to] = covered &* chunkStride
          covered = covered &* target.dims[to]
          to -= 1
        }
        if covered != chunk { return nil }
        if i > 0 {
          chunkStride = self.strides[i - 1]
          chunk = 1
        }
      }
      i -= 1
    }
    return to == -1 ? strides : nil
  }

  /// The dimensions in another order: result dimension i is dimension `order[i]` here.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(order.count == rank, "a permutation names every dimension once")
    var sizes = shape
    var steps = Dims()
    for (i, axis) in order.enumerated() {
      let axis = axis < 0 ? axis + rank : axis
      precondition(axis >= 0 && axis < rank, "dimension out of range")
      sizes.dims[i] = shape.dims[axis]
      steps[i] = strides[axis]
    }
    return view(sizes, steps)
  }

  /// Two dimensions exchanged (negative counts from the end).
  public func transposed(_ a: Int, _ b: Int) -> Tensor {
    if rank == 0 { return self }
    let a = a < 0 ? a + rank : a
    let b = b < 0 ? b + rank : b
    precondition(a >= 0 && a < rank && b >= 0 && b < rank, "dimension out of range")
    var sizes = shape
    var steps = strides
    sizes.dims[a] = shape.dims[b]
    sizes.dims[b] = shape.dims[a]
    steps[a] = strides[b]
    steps[b] = strides[a]
    return view(sizes, steps)
  }

  /// The tensor repeated, without copying, along dimensions of size 1 and new leading ones.
  public func expanded(to target: Shape) -> Tensor {
    if target == shape { return self }
    precondition(shape.expands(to: target), "the shape does not expand to the target")
    return view(target, broadcastStrides(target))
  }

  /// Strides that walk this tensor as if it had the target's shape.
  @inline(__always)
  func broadcastStrides(_ target: Shape) -> Dims {
    var steps = Dims()
    let lead = target.rank - rank
    for i in 0..<rank { steps[lead + i] = shape.dims[i] == 1 ? 0 : strides[i] }
    return steps
  }

  /// The elements `start, start + step, …` before `stop` along an axis; a step is not 0.
  ///
  /// `start` and `stop` are positions, not Python's: `Slice` in the language resolves those. With a
  /// negative step `stop` may be −1.
  public func sliced(axis: Int, start: Int, stop: Int, step: Int = 1) -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    precondition(axis >= 0 && axis < rank && step != 0, "slice out of range")
    let span = step > 0 ? stop - start : start - stop
    let n = span > 0 ? (span - 1) / step.magnitudeInt + 1 : 0
    if n > 0 {
      let last = start + (n - 1) * step
      let size = shape.dims[axis]
      precondition(start >= 0 && start < size && last >= 0 && last < size, "slice out of range")
    }
    var sizes = shape
    var steps = strides
    sizes.dims[axis] = n
    if n > 1 { steps[axis] = strides[axis] * step }
    return view(sizes, steps, offset: n > 0 ? offset + start * strides[axis] : offset)
  }

  /// The part at one position of an axis (negative counts from the end), without that axis.
  public func selected(axis: Int, index: Int) -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    precondition(axis >= 0 && axis < rank, "dimension out of range")
    let index = index < 0 ? index + shape.dims[axis] : index
    precondition(index >= 0 && index < shape.dims[axis], "index out of range")
    var steps = Dims()
    var to = 0
    for i in 0..<rank where i != axis {
      steps[to] = strides[i]
      to += 1
    }
    return view(shape.removing(axis), steps, offset: offset + index * strides[axis])
  }

  /// A dimension of size 1 put in (negative counts from the new end).
  public func unsqueezed(at: Int) -> Tensor {
    precondition(rank < Shape.maxRank, "too many dimensions")
    let at = at < 0 ? at + rank + 1 : at
    precondition(at >= 0 && at <= rank, "dimension out of range")
    var steps = Dims()
    for i in 0..<rank { steps[i < at ? i : i + 1] = strides[i] }
    return view(shape.inserting(1, at: at), steps)
  }

  /// The tensor without one dimension, if its size is 1 (negative counts from the end).
  public func squeezed(at: Int) -> Tensor {
    let at = at < 0 ? at + rank : at
    guard at >= 0, at < rank, shape.dims[at] == 1 else { return self }
    return selected(axis: at, index: 0)
  }

  /// The tensor without its dimensions of size 1.
  public func squeezed() -> Tensor {
    var result = self
    for i in stride(from: rank - 1, through: 0, by: -1) { result = result.squeezed(at: i) }
    return result
  }

  /// The diagonal of the last two dimensions of a matrix, moved by `offset`, as a view.
  public func diagonal(_ diagonal: Int = 0) -> Tensor {
    precondition(rank == 2, "a diagonal needs a matrix")
    let (rows, columns) = (shape.dims[0], shape.dims[1])
    let down = Swift.min(Swift.max(0, 0 &- diagonal), rows)
    let right = Swift.min(Swift.max(0, diagonal), columns)
    let n = Swift.max(0, Swift.min(rows - down, columns - right))
    var steps = Dims()
    steps[0] = strides[0] + strides[1]
    let start = n > 0 ? down * strides[0] + right * strides[1] : 0
    return view([n], steps, offset: offset + start)
  }
}

extension Int {
  /// The absolute value, of the least integer the greatest.
  var magnitudeInt: Int { Int(clamping: magnitude) }
}
