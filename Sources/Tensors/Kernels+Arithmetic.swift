// Arithmetic of two tensors with broadcasting and PyTorch's promotion: the kind of the result is
// the later of bool, int, float, except that a true division is always float.

extension Kernels {
  /// a + b; of two bools, whether either is set.
  public static func add(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = DType.promoted(a.dtype, b.dtype)
    if dtype == .bool { return try zip(a, b, .bool) { $0 + $1 != 0 ? 1 : 0 } }
    return try checkInts(try zip(a, b, dtype) { $0 + $1 })
  }

  /// a − b.
  ///
  /// Throws `dtype` for two bools.
  public static func sub(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try arithmetic(a, b, "subtraction")
    return try checkInts(try zip(a, b, dtype) { $0 - $1 })
  }

  /// a · b.
  public static func mul(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try checkInts(try zip(a, b, DType.promoted(a.dtype, b.dtype)) { $0 * $1 })
  }

  /// a / b, always float.
  public static func div(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, .float) { $0 / $1 }
  }

  /// The quotient rounded down, Python's `//`.
  ///
  /// Throws `divisionByZero` for ints.
  public static func floorDivide(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try quotient(a, b, "floor division")
    return try zip(a, b, dtype) { floorDivided($0, $1) }
  }

  /// What a division leaves, with the divisor's sign, Python's `%`.
  ///
  /// Throws `divisionByZero`.
  public static func remainder(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try quotient(a, b, "remainder")
    return try zip(a, b, dtype) { pythonRemainder($0, $1) }
  }

  /// The greater of each pair; NaN if either is.
  public static func maximum(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, DType.promoted(a.dtype, b.dtype)) { x, y in
      let larger = x > y ? x : y
      return x != x ? x : larger
    }
  }

  /// The lesser of each pair; NaN if either is.
  public static func minimum(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try zip(a, b, DType.promoted(a.dtype, b.dtype)) { x, y in
      let smaller = x < y ? x : y
      return x != x ? x : smaller
    }
  }

  /// a to the power b.
  ///
  /// Throws `negativeExponent` for ints, `integerOverflow`.
  public static func pow(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let dtype = try arithmetic(a, b, "power")
    if dtype == .int {
      if count(of: b, where: { $0 < 0 }) > 0 { throw ShapeError(.negativeExponent) }
      return try checkInts(try zip(a, b, .int) { libmPow($0, $1) })
    }
    guard b.count == 1, b.rank <= a.rank else { return try zip(a, b, .float) { power($0, $1) } }
    // The exponents that formulas use, each with a loop that vectorises.
    let e = b.item
    switch e {
    case 1: return map(a, .float) { $0 }
    case 2: return map(a, .float) { $0 * $0 }
    case 3: return map(a, .float) { $0 * $0 * $0 }
    case 0.5: return map(a, .float) { $0.squareRoot() }
    case -0.5: return map(a, .float) { 1 / $0.squareRoot() }
    case -1: return map(a, .float) { 1 / $0 }
    case -2: return map(a, .float) { 1 / ($0 * $0) }
    default: return map(a, .float) { libmPow($0, e) }
    }
  }

  /// a + w·(b − a), PyTorch's `lerp`, which turns the formula round for w ≥ ½.
  public static func lerp(_ a: Tensor, _ b: Tensor, _ w: Tensor) throws(ShapeError) -> Tensor {
    try zip3(a, b, w, .float) { Kernels.lerp($0, $1, $2) }
  }

  /// One number of `lerp`.
  @inline(__always)
  static func lerp(_ a: Double, _ b: Double, _ w: Double) -> Double {
    w.magnitude < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)
  }

  /// x ** y of single numbers, as `pow` computes them: squares, cubes, roots and reciprocals by
  /// arithmetic, the rest by the C library.
  @inline(__always)
  public static func power(_ x: Double, _ y: Double) -> Double {
    switch y {
    case 2: x * x
    case 3: x * x * x
    case 0.5: x.squareRoot()
    case -0.5: 1 / x.squareRoot()
    case -1: 1 / x
    case -2: 1 / (x * x)
    default: libmPow(x, y)
    }
  }

  /// Python's x % y of single numbers.
  @inline(__always)
  public static func pythonRemainder(_ x: Double, _ y: Double) -> Double {
    let r = libmFmod(x, y)
    return r != 0 && (y < 0) != (r < 0) ? r + y : r
  }

  /// Python's x // y of single numbers.
  @inline(__always)
  public static func floorDivided(_ x: Double, _ y: Double) -> Double {
    if y == 0 { return x / y }
    let r = libmFmod(x, y)
    var q = (x - r) / y
    if r != 0 && (y < 0) != (r < 0) { q -= 1 }
    if q == 0 { return Double(signOf: x / y, magnitudeOf: 0) }
    let down = q.rounded(.down)
    return q - down > 0.5 ? down + 1 : down
  }

  private static func arithmetic(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) throws(ShapeError) -> DType {
    let dtype = DType.promoted(a.dtype, b.dtype)
    if dtype == .bool { throw ShapeError(.dtype(.bool, operation: operation)) }
    return dtype
  }

  private static func quotient(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) throws(ShapeError) -> DType {
    let dtype = try arithmetic(a, b, operation)
    if dtype == .int && count(of: b, where: { $0 == 0 }) > 0 {
      throw ShapeError(.divisionByZero)
    }
    return dtype
  }

  /// How many elements satisfy a condition.
  @inline(__always)
  static func count(of x: Tensor, where condition: (Double) -> Bool) -> Int {
    let packed = x.contiguous()
    let p = packed.base
    var n = 0
    for i in 0..<packed.count where condition(p[i]) { n &+= 1 }
    withExtendedLifetime(packed) {}
    return n
  }
}
