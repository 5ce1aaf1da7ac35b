// Comparisons and logic: results are bool tensors, 1 for true. The bitwise operators work on bools
// and on ints (as 64-bit two's complement).

extension Kernels {
  /// a == b.
  public static func equal(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 == $1 ? 1 : 0 }
  }

  /// a != b.
  public static func notEqual(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 != $1 ? 1 : 0 }
  }

  /// a < b.
  public static func less(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 < $1 ? 1 : 0 }
  }

  /// a <= b.
  public static func lessEqual(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 <= $1 ? 1 : 0 }
  }

  /// a > b.
  public static func greater(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 > $1 ? 1 : 0 }
  }

  /// a >= b.
  public static func greaterEqual(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { $0 >= $1 ? 1 : 0 }
  }

  /// Whether both are not 0.
  public static func logicalAnd(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { ($0 != 0) && ($1 != 0) ? 1 : 0 }
  }

  /// Whether either is not 0.
  public static func logicalOr(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { ($0 != 0) || ($1 != 0) ? 1 : 0 }
  }

  /// Whether exactly one is not 0.
  public static func logicalXor(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .bool) { ($0 != 0) != ($1 != 0) ? 1 : 0 }
  }

  /// The bits of `a & b`, for bools and ints.
  ///
  /// Throws `dtype` for floats.
  public static func bitwiseAnd(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try integral(a, b, "&")
    return try zip(a, b, dtype) { Double(Int64(clamping: $0) & Int64(clamping: $1)) }
  }

  /// The bits of `a | b`, for bools and ints.
  ///
  /// Throws `dtype` for floats.
  public static func bitwiseOr(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try integral(a, b, "|")
    return try zip(a, b, dtype) { Double(Int64(clamping: $0) | Int64(clamping: $1)) }
  }

  /// The bits of `a ^ b`, for bools and ints.
  ///
  /// Throws `dtype` for floats.
  public static func bitwiseXor(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try integral(a, b, "^")
    return try zip(a, b, dtype) { Double(Int64(clamping: $0) ^ Int64(clamping: $1)) }
  }

  /// The bits of `~x`, for bools and ints.
  ///
  /// Throws `dtype` for floats.
  public static func bitwiseNot(_ x: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try integral(x, x, "~")
    if dtype == .bool { return logicalNot(x) }
    return map(x, .int) { -1 - $0 }
  }

  private static func integral(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) throws(ShapeError) -> DType {
    let dtype = DType.promoted(a.dtype, b.dtype)
    if dtype == .float { throw ShapeError(.dtype(.float, operation: operation)) }
    return dtype
  }

  /// `a` where the condition is not 0, `b` elsewhere.
  public static func `where`(
    _ condition: Tensor, _ a: Tensor, _ b: Tensor
  ) throws(ShapeError) -> Tensor {
    try zip3(condition, a, b, DType.promoted(a.dtype, b.dtype)) { $0 != 0 ? $1 : $2 }
  }

  /// `x`, with `value` where the mask is not 0; the mask is broadcast to `x`.
  public static func maskedFill(
    _ x: Tensor, _ mask: Tensor, _ value: Double
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(x.shape, mask.shape)
    guard x.dtype != .int || value.isFinite else {
      throw ShapeError(.value(value, operation: "an int tensor"))
    }
    let value = Tensor(scalar: value).with(dtype: x.dtype).item
    return try zip(x.expanded(to: shape), mask, x.dtype) { $1 != 0 ? value : $0 }
  }

  /// A number as an element of a tensor of some dtype: ints drop what is behind the point.
  public static func cast(_ value: Double, to dtype: DType) -> Double {
    switch dtype {
    case .float: value
    case .int: value.rounded(.towardZero)
    case .bool: value != 0 ? 1 : 0
    }
  }
}

extension Int64 {
  /// A number cut toward zero and into the range; NaN gives 0.
  @inline(__always)
  init(clamping x: Double) {
    if x != x {
      self = 0
    } else if x >= 0x1p63 {
      self = .max
    } else if x <= -0x1p63 {
      self = .min
    } else {
      self = Int64(x)
    }
  }
}
