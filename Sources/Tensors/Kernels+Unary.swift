// Functions of one tensor. Those of the calculus give float; those that keep whole numbers whole
// keep the kind, as in PyTorch.

extension Kernels {
  /// −x.
  ///
  /// Throws `dtype` for bools.
  public static func neg(_ x: Tensor) throws(ShapeError) -> Tensor {
    if x.dtype == .bool { throw ShapeError(.dtype(.bool, operation: "negation")) }
    return x.dtype == .int ? map(x, .int) { 0 - $0 } : map(x, .float) { -$0 }
  }

  /// |x|.
  public static func abs(_ x: Tensor) -> Tensor { map(x, x.dtype) { $0.magnitude } }
  /// −1, 0 or 1 (0 for NaN, as in PyTorch).
  public static func sign(_ x: Tensor) -> Tensor {
    map(x, x.dtype) { ($0 > 0 ? 1 : 0) - ($0 < 0 ? 1 : 0) }
  }
  /// e^x.
  public static func exp(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.exp($0) } }
  /// e^x − 1.
  public static func expm1(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.expm1($0) } }
  /// The natural logarithm.
  public static func log(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.log($0) } }
  /// log(1 + x).
  public static func log1p(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.log1p($0) } }
  /// The logarithm to base 2.
  public static func log2(_ x: Tensor) -> Tensor { map(x, .float) { libmLog2($0) } }
  /// √x.
  public static func sqrt(_ x: Tensor) -> Tensor { map(x, .float) { $0.squareRoot() } }
  /// 1/√x.
  public static func rsqrt(_ x: Tensor) -> Tensor { map(x, .float) { 1 / $0.squareRoot() } }
  /// x².
  ///
  /// Throws `integerOverflow`.
  public static func square(_ x: Tensor) throws(ShapeError) -> Tensor {
    try checkInts(map(x, DType.promoted(x.dtype, .int)) { $0 * $0 })
  }
  /// 1/x.
  public static func reciprocal(_ x: Tensor) -> Tensor { map(x, .float) { 1 / $0 } }
  /// The sine of x radians.
  public static func sin(_ x: Tensor) -> Tensor { map(x, .float) { libmSin($0) } }
  /// The cosine of x radians.
  public static func cos(_ x: Tensor) -> Tensor { map(x, .float) { libmCos($0) } }
  /// The error function.
  public static func erf(_ x: Tensor) -> Tensor { map(x, .float) { Elementary.erf($0) } }
  /// x rounded down.
  public static func floor(_ x: Tensor) -> Tensor { map(x, x.dtype) { $0.rounded(.down) } }
  /// x rounded up.
  public static func ceil(_ x: Tensor) -> Tensor { map(x, x.dtype) { $0.rounded(.up) } }
  /// x rounded to the nearest, half to even.
  public static func round(_ x: Tensor) -> Tensor {
    map(x, x.dtype) { $0.rounded(.toNearestOrEven) }
  }
  /// x rounded half to even at `decimals` places after the point.
  public static func round(_ x: Tensor, decimals: Int) -> Tensor {
    if decimals == 0 || x.dtype != .float { return round(x) }
    let scale = libmPow(10, Double(decimals.magnitude))
    if decimals > 0 { return map(x, .float) { ($0 * scale).rounded(.toNearestOrEven) / scale } }
    return map(x, .float) { ($0 / scale).rounded(.toNearestOrEven) * scale }
  }
  /// Whether x is NaN.
  public static func isnan(_ x: Tensor) -> Tensor { map(x, .bool) { $0 != $0 ? 1 : 0 } }
  /// Whether x is an infinity.
  public static func isinf(_ x: Tensor) -> Tensor {
    map(x, .bool) { $0.magnitude == .infinity ? 1 : 0 }
  }
  /// Whether x is neither NaN nor an infinity.
  public static func isfinite(_ x: Tensor) -> Tensor {
    map(x, .bool) { $0.magnitude < .infinity ? 1 : 0 }
  }
  /// Whether x is 0.
  public static func logicalNot(_ x: Tensor) -> Tensor { map(x, .bool) { $0 == 0 ? 1 : 0 } }

  /// x limited to between two bounds, of which either may be missing; NaN stays.
  ///
  /// If the lower is above the upper, the upper wins.
  public static func clamp(_ x: Tensor, min: Double?, max: Double?) -> Tensor {
    let low = min ?? -.infinity
    let high = max ?? .infinity
    if low != low || high != high { return Tensor(filling: .nan, shape: x.shape) }
    let whole = (min ?? 0).rounded() == (min ?? 0) && (max ?? 0).rounded() == (max ?? 0)
    return map(x, x.dtype == .float || !whole ? .float : DType.promoted(x.dtype, .int)) {
      let above = $0 < low ? low : $0
      return above > high ? high : above
    }
  }

  /// x · s + t, with numbers.
  public static func scaled(_ x: Tensor, by s: Double, plus t: Double = 0) -> Tensor {
    map(x, .float) { $0 * s + t }
  }
}
