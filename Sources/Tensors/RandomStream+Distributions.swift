// How draws become tensors of a distribution, in the order in which PyTorch takes them.

extension RandomStream {
  /// Numbers evenly from 0 ..< 1.
  public mutating func uniform(_ shape: Shape) -> Tensor {
    fill(shape) { $0.uniform() }
  }

  /// Numbers of the exponential distribution with mean 1.
  public mutating func exponential(_ shape: Shape) -> Tensor {
    fill(shape) { -libmLog1p(-$0.uniform()) }
  }

  /// Numbers of the standard normal distribution.
  ///
  /// Fewer than 16 are drawn in pairs by Box and Muller's method, the second of a pair being kept
  /// for the next such draw; from 16 on in blocks of 16, the last one drawn anew if it is short.
  public mutating func normal(_ shape: Shape) -> Tensor {
    if shape.count < 16 { return fill(shape) { $0.normal() } }
    var result = uniform(shape)
    result.withMutableElements { d in
      let n = d.count
      var start = 0
      while start + 16 <= n {
        RandomStream.transform(d, start)
        start += 16
      }
      if n % 16 != 0 {
        for i in (n - 16)..<n { d[i] = uniform() }
        RandomStream.transform(d, n - 16)
      }
    }
    return result
  }

  /// One number of the standard normal distribution.
  public mutating func normal() -> Double {
    if let kept = keptNormal {
      keptNormal = nil
      return kept
    }
    let u1 = uniform()
    let u2 = uniform()
    let radius = (-2 * libmLog1p(-u2)).squareRoot()
    let angle = 2 * Double.pi * u1
    keptNormal = radius * libmSin(angle)
    return radius * libmCos(angle)
  }

  /// Whole numbers evenly from `low ..< high`.
  ///
  /// Throws `empty` if there are none.
  public mutating func randint(
    _ low: Int, _ high: Int, _ shape: Shape
  ) throws(ShapeError) -> Tensor {
    let (span, overflow) = high.subtractingReportingOverflow(low)
    guard low < high, !overflow else { throw ShapeError(.empty(operation: "randint")) }
    let wide = span >= 1 << 32
    var result = fill(shape) {
      let draw = wide ? $0.next64() : UInt64($0.next32())
      return Double(low &+ Int(draw % UInt64(span)))
    }
    result.dtype = .int
    return try Kernels.checkInts(result)
  }

  /// The whole numbers below `n` in a random order.
  ///
  /// Throws `negativeSize`, `tooLarge`.
  public mutating func permutation(_ n: Int) throws(ShapeError) -> Tensor {
    let shape = try Shape.checked([n])
    var order = (0..<n).map(Double.init)
    for i in 0..<Swift.max(0, n - 1) {
      order.swapAt(i, i + Int(next32() % UInt32(n - i)))
    }
    return Tensor(order, shape: shape, dtype: .int)
  }

  /// 1 with the probability at each element, else 0.
  ///
  /// Throws `value` outside 0 ... 1.
  public mutating func bernoulli(_ p: Tensor) throws(ShapeError) -> Tensor {
    for value in p.elements where !(value >= 0 && value <= 1) {
      throw ShapeError(.value(value, operation: "bernoulli"))
    }
    let draws = uniform(p.shape)
    return try Kernels.zip(draws, p, .float) { $0 < $1 ? 1 : 0 }
  }

  /// What dropout multiplies by: 1/(1 − p) where an element is kept, 0 where it is dropped.
  ///
  /// Throws `value` for a p outside 0 ... 1.
  public mutating func dropoutMask(_ p: Double, _ shape: Shape) throws(ShapeError) -> Tensor {
    guard p >= 0 && p <= 1 else { throw ShapeError(.value(p, operation: "dropout")) }
    let keep = 1 - p
    if keep == 0 { return Tensor(filling: 0, shape: shape) }
    return fill(shape) { $0.uniform() < keep ? 1 / keep : 0 }
  }

  /// Indices drawn with the weights of each row of `p` (a vector or a matrix), `samples` a row.
  ///
  /// Throws `value` for a weight that is negative or not finite, `rank`, `empty` for no weights or
  /// for more samples than there are when none may come twice.
  public mutating func multinomial(
    _ p: Tensor, samples: Int, replacement: Bool = false
  ) throws(ShapeError) -> Tensor {
    guard p.rank == 1 || p.rank == 2 else { throw ShapeError(.rank(p.shape, needs: 1)) }
    let n = p.shape[-1]
    let rows = p.rank == 1 ? 1 : p.shape[0]
    let weights = p.elements
    for w in weights where !(w >= 0 && w < .infinity) {
      throw ShapeError(.value(w, operation: "multinomial"))
    }
    guard samples > 0, n > 0, replacement || samples <= n else {
      throw ShapeError(.empty(operation: "multinomial"))
    }
    for row in 0..<rows where !weights[row * n..<(row + 1) * n].contains(where: { $0 > 0 }) {
      throw ShapeError(.value(0, operation: "multinomial"))
    }
    let shape = p.rank == 1 ? [samples] : [rows, samples]
    guard let size = Shape(checking: shape) else { throw ShapeError(.tooLarge(shape)) }
    var picks: [Double] = []
    picks.reserveCapacity(size.count)
    if replacement && samples > 1 {
      for row in 0..<rows {
        let sums = RandomStream.cumulative(weights[row * n..<(row + 1) * n])
        for _ in 0..<samples {
          let u = uniform()
          picks.append(Double(RandomStream.firstAbove(u, sums)))
        }
      }
    } else {
      let draws = exponential(p.shape).elements
      for row in 0..<rows {
        let scores = (0..<n).map { weights[row * n + $0] / draws[row * n + $0] }
        let order = (0..<n).sorted { i, j in
          scores[i] != scores[j] ? scores[i] > scores[j] : i < j
        }
        picks += order.prefix(samples).map(Double.init)
      }
    }
    return Tensor(picks, shape: size, dtype: .int)
  }

  /// Running sums of the weights, divided by their total.
  private static func cumulative(_ weights: ArraySlice<Double>) -> [Double] {
    var sums: [Double] = []
    var total = 0.0
    for w in weights {
      total += w
      sums.append(total)
    }
    return sums.map { $0 / total }
  }

  /// The first position whose sum is at least u, by halving.
  private static func firstAbove(_ u: Double, _ sums: [Double]) -> Int {
    var (left, right) = (0, sums.count - 1)
    while left < right {
      let middle = left + (right - left) / 2
      if sums[middle] < u { left = middle + 1 } else { right = middle }
    }
    return left
  }

  /// A block of 16 even numbers made normal: the first eight are radii, the last eight angles.
  private static func transform(_ d: UnsafeMutableBufferPointer<Double>, _ start: Int) {
    for j in start..<(start + 8) {
      let radius = (-2 * libmLog(1 - d[j])).squareRoot()
      let angle = 2 * Double.pi * d[j + 8]
      d[j] = radius * libmCos(angle)
      d[j + 8] = radius * libmSin(angle)
    }
  }

  private mutating func fill(
    _ shape: Shape, _ draw: (inout RandomStream) -> Double
  ) -> Tensor {
    let result = Tensor(allocating: shape, .float)
    let out = result.storage.base
    for i in 0..<result.count { out[i] = draw(&self) }
    withExtendedLifetime(result) {}
    return result
  }
}
