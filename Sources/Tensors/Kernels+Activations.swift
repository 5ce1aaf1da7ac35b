// The functions that networks apply elementwise, and what backward needs of them: the slope times
// the arriving gradient, in one pass.

extension Elementary {
  /// √(2/π) and the cubic's factor in gelu's approximation by tanh.
  @inline(__always) private static var geluScale: Double { 0.7978845608028654 }
  @inline(__always) private static var geluCubic: Double { 0.044715 }
  @inline(__always) private static var rootHalf: Double { 0.7071067811865476 }
  /// The height of the normal density at 0, 1/√(2π).
  @inline(__always) private static var normalHeight: Double { 0.3989422804014327 }

  /// x·Φ(x), with the exact normal distribution function.
  @inline(__always)
  public static func gelu(_ x: Double) -> Double { x * 0.5 * (1 + erf(x * rootHalf)) }

  /// The slope of `gelu`: Φ(x) + x·φ(x).
  @inline(__always)
  public static func geluSlope(_ x: Double) -> Double {
    0.5 * (1 + erf(x * rootHalf)) + x * normalHeight * exp(-0.5 * x * x)
  }

  /// ½x(1 + tanh(√(2/π)(x + 0.044715x³))), GPT-2's gelu.
  @inline(__always)
  public static func geluTanh(_ x: Double) -> Double {
    0.5 * x * (1 + tanh(geluScale * (x + geluCubic * x * x * x)))
  }

  /// The slope of `geluTanh`.
  @inline(__always)
  public static func geluTanhSlope(_ x: Double) -> Double {
    let square = x * x
    let t = tanh(geluScale * (x + geluCubic * x * square))
    let inner = geluScale * (1 + 3 * geluCubic * square)
    return 0.5 * (1 + t) + 0.5 * x * ((1 - t * t) * inner)
  }

  /// x·sigmoid(x).
  @inline(__always)
  public static func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }

  /// log(1 + e^x), which is x beyond 20 to double precision (PyTorch's threshold).
  @inline(__always)
  public static func softplus(_ x: Double) -> Double {
    let soft = log1p(exp(x))
    return x > 20 ? x : soft
  }

  /// log(sigmoid(x)), without overflow.
  @inline(__always)
  public static func logsigmoid(_ x: Double) -> Double {
    (x < 0 ? x : 0) - log1p(exp(-x.magnitude))
  }
}

extension Kernels {
  /// The hyperbolic tangent.
  public static func tanh(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.tanh($0) } }
  /// 1/(1 + e^−x).
  public static func sigmoid(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.sigmoid($0) } }
  /// x above 0, 0 below; NaN stays.
  public static func relu(_ x: Tensor) -> Tensor { map(x, x.dtype) { $0 <= 0 ? 0 : $0 } }
  /// x·Φ(x).
  public static func gelu(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.gelu($0) } }
  /// Gelu by way of tanh.
  public static func geluTanh(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.geluTanh($0) } }
  /// x·sigmoid(x).
  public static func silu(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.silu($0) } }
  /// log(1 + e^x).
  public static func softplus(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.softplus($0) } }
  /// log(1 + e^(βx))/β, x itself where βx is above the threshold.
  public static func softplus(_ x: Tensor, beta: Double, threshold: Double) -> Tensor {
    map(x, .float) {
      let soft = Elementary.log1p(Elementary.exp($0 * beta)) / beta
      return $0 * beta > threshold ? $0 : soft
    }
  }
  /// log(sigmoid(x)).
  public static func logsigmoid(_ x: Tensor) -> Tensor {
    map(x, .float) { Elementary.logsigmoid($0) }
  }
  /// x above 0, α(e^x − 1) below.
  public static func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
    map(x, .float) {
      let below = alpha * Elementary.expm1($0)
      return $0 <= 0 ? below : $0
    }
  }
  /// x above 0, `slope`·x below.
  public static func leakyRelu(_ x: Tensor, slope: Double = 0.01) -> Tensor {
    map(x, .float) { $0 > 0 ? $0 : $0 * slope }
  }
}

// MARK: - Backward, fused with the arriving gradient

extension Kernels {
  /// g·(1 − y²), for y = tanh(x).
  public static func tanhBackward(_ g: Tensor, output y: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, y, .float) { $0 * (1 - $1 * $1) }
  }
  /// g·(1 − y)·y, for y = sigmoid(x).
  public static func sigmoidBackward(_ g: Tensor, output y: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, y, .float) { $0 * (1 - $1) * $1 }
  }
  /// g where x is above 0.
  public static func reluBackward(_ g: Tensor, input x: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, x, .float) { $1 > 0 ? $0 : 0 }
  }
  /// g where x lies between two bounds, 0 on them and outside.
  public static func clampBackward(
    _ g: Tensor, input x: Tensor, min: Double, max: Double
  ) throws(ShapeError) -> Tensor {
    try zip(g, x, .float) { $1 > min && $1 < max ? $0 : 0 }
  }
  /// The same numbers, no zero of them negative.
  public static func withoutSignOfZero(_ x: Tensor) -> Tensor {
    map(x, .float) { $0 == 0 ? 0 : $0 }
  }
  /// g times gelu's slope at x.
  public static func geluBackward(_ g: Tensor, input x: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, x, .float) { $0 * Elementary.geluSlope($1) }
  }
  /// g times the slope of gelu by way of tanh at x.
  public static func geluTanhBackward(_ g: Tensor, input x: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, x, .float) { $0 * Elementary.geluTanhSlope($1) }
  }
  /// g·s·(1 + x·(1 − s)) with s = sigmoid(x).
  public static func siluBackward(_ g: Tensor, input x: Tensor) throws(ShapeError) -> Tensor {
    try zip(g, x, .float) {
      let s = Elementary.sigmoid($1)
      return $0 * s * (1 + $1 * (1 - s))
    }
  }
}
