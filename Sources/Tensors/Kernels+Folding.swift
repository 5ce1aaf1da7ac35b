// How reductions see a tensor: as [outer, reduced, inner] with the reduced axes in one run. A
// contiguous tensor whose reduced axes are neighbours is seen so as it lies; any other is permuted
// (and copied if need be) until they are last. Sums run in a fixed order, in lanes and halves, so
// the same numbers always give the same bits and errors grow with log n only.

extension Kernels {
  /// A tensor as [outer, reduced, inner], and the shape that the reduction gives.
  struct Folded {
    var x: Tensor
    var outer: Int
    var reduced: Int
    var inner: Int
    var shape: Shape

    /// Dims as a person typed them; nil reduces all.
    init(_ x: Tensor, _ dims: [Int]?, keepdim: Bool) throws(ShapeError) {
      var axes: [Int]
      if let dims, !dims.isEmpty {
        axes = try x.shape.axes(dims).sorted()
        if x.rank == 0 { axes = [] }
      } else {
        axes = Array(0..<x.rank)
      }
      shape = x.shape.reduced(axes, keepdim: keepdim)
      let neighbours = axes.isEmpty || axes[axes.count - 1] - axes[0] == axes.count - 1
      if x.isContiguous && neighbours {
        let first = axes.first ?? 0
        let end = first + axes.count
        (self.x, outer, reduced, inner) = (x, 1, 1, 1)
        for i in 0..<first { outer = outer &* x.shape.dims[i] }
        for i in first..<end { reduced = reduced &* x.shape.dims[i] }
        for i in end..<x.rank { inner = inner &* x.shape.dims[i] }
      } else {
        let kept = (0..<x.rank).filter { !axes.contains($0) }
        self.x = x.permuted(kept + axes).contiguous()
        (outer, reduced, inner) = (1, 1, 1)
        for i in kept { outer = outer &* x.shape.dims[i] }
        for i in axes { reduced = reduced &* x.shape.dims[i] }
      }
    }

    /// Makes the result by giving each of its elements the first of the numbers reduced to it and
    /// their distance.
    @inline(__always)
    func each(
      _ dtype: DType, _ body: (UnsafeMutablePointer<Double>, _ n: Int, _ step: Int) -> Double
    ) -> Tensor {
      let result = Tensor(allocating: shape, dtype)
      let out = result.storage.base
      let p = x.base
      for a in 0..<outer {
        for c in 0..<inner {
          out[a &* inner &+ c] = body(p + (a &* reduced &* inner &+ c), reduced, inner)
        }
      }
      withExtendedLifetime((x, result)) {}
      return result
    }

    /// Folds with an associative operation: in eight lanes along rows, row onto row otherwise.
    @inline(__always)
    func fold(_ dtype: DType, _ start: Double, _ f: (Double, Double) -> Double) -> Tensor {
      if inner == 1 {
        return each(dtype) { p, n, _ in
          var lanes = SIMD8<Double>(repeating: start)
          var i = 0
          while i &+ 8 <= n {
            for lane in 0..<8 { lanes[lane] = f(lanes[lane], p[i &+ lane]) }
            i &+= 8
          }
          var total = start
          for lane in 0..<8 { total = f(total, lanes[lane]) }
          while i < n {
            total = f(total, p[i])
            i &+= 1
          }
          return total
        }
      }
      let result = Tensor(allocating: shape, dtype)
      for a in 0..<outer {
        let out = result.storage.base + a &* inner
        for c in 0..<inner { out[c] = start }
        for r in 0..<reduced {
          let p = x.base + (a &* reduced &+ r) &* inner
          for c in 0..<inner { out[c] = f(out[c], p[c]) }
        }
      }
      withExtendedLifetime((x, result)) {}
      return result
    }
  }

  /// The sum of `n` neighbouring numbers after `f`, in sixteen lanes, halves above 512.
  @inline(__always)
  static func sumRow(
    _ p: UnsafePointer<Double>, _ n: Int, _ f: (SIMD8<Double>) -> SIMD8<Double> = { $0 }
  ) -> Double {
    // Blocks are added like the digits of a binary counter, which is the pairwise order without
    // recursion.
    let block = 512
    if n <= block { return sumBlock(p, n, f) }
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 64) { stack in
      guard let stack = stack.baseAddress else { return }
      var depth = 0
      var index = 0
      var at = 0
      while at < n {
        stack[depth] = sumBlock(p + at, Swift.min(block, n &- at), f)
        depth &+= 1
        index &+= 1
        at &+= block
        var carry = index
        while carry & 1 == 0 {
          depth &-= 1
          stack[depth &- 1] += stack[depth]
          carry >>= 1
        }
      }
      while depth > 0 {
        depth &-= 1
        total += stack[depth]
      }
    }
    return total
  }

  @inline(__always)
  private static func sumBlock(
    _ p: UnsafePointer<Double>, _ n: Int, _ f: (SIMD8<Double>) -> SIMD8<Double>
  ) -> Double {
    var a = SIMD8<Double>()
    var b = SIMD8<Double>()
    let raw = UnsafeRawPointer(p)
    var i = 0
    while i &+ 16 <= n {
      a += f(raw.loadUnaligned(fromByteOffset: i &* 8, as: SIMD8<Double>.self))
      b += f(raw.loadUnaligned(fromByteOffset: i &* 8 &+ 64, as: SIMD8<Double>.self))
      i &+= 16
    }
    var rest = 0.0
    while i < n {
      rest += f(SIMD8<Double>(p[i], 0, 0, 0, 0, 0, 0, 0))[0]
      i &+= 1
    }
    let c = a + b
    let d = c.lowHalf + c.highHalf
    let e = d.lowHalf + d.highHalf
    return (e[0] + e[1]) + rest
  }

  /// Adds rows of `c` numbers onto each other, pairwise above 32 rows.
  static func sumRows(
    _ p: UnsafePointer<Double>, _ rows: Int, _ c: Int, into out: UnsafeMutablePointer<Double>
  ) {
    if rows > 32 {
      let half = rows / 2
      sumRows(p, half, c, into: out)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: c) { other in
        guard let other = other.baseAddress else { return }
        sumRows(p + half &* c, rows &- half, c, into: other)
        for j in 0..<c { out[j] += other[j] }
      }
      return
    }
    for j in 0..<c { out[j] = 0 }
    for r in 0..<rows {
      let row = p + r &* c
      for j in 0..<c { out[j] += row[j] }
    }
  }
}
