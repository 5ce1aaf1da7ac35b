#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Floats as Python writes them, and their arithmetic where Python's rules are not IEEE's.
//
// `+ - *` on floats are the processor's and are not here. Division by zero, floor division,
// remainder and power are: Python raises where IEEE gives inf or nan, and its `//` and `%` follow
// the sign of the divisor. The code keeps the order of CPython's `Objects/floatobject.c`, because
// the last bit of `//` depends on it.

/// What Python's `repr` and `str` write for a float: the shortest digits that read back the same.
///
/// Exponents are used below 1e-4 and from 1e16, as in `1e-05` and `1e+16`; a whole number
/// otherwise ends in `.0`.
public func pythonRepr(_ x: Double) -> String {
  guard x.isFinite else { return x.isNaN ? "nan" : (x < 0 ? "-inf" : "inf") }
  let digits = DecimalDigits(shortest: x)
  let text = digits.text(
    .init(usesExponent: digits.point <= -4 || digits.point > 16, addsPointZero: true))
  return (digits.isNegative ? "-" : "") + String(decoding: text, as: UTF8.self)
}

/// Python's arithmetic of floats, where it differs from the processor's.
public enum PythonFloat {
  /// Divides as `a / b`; throws `.zeroDivision` for b = ±0.
  public static func divide(_ a: Double, _ b: Double) throws(PythonError) -> Double {
    guard b != 0 else { throw .zeroDivision("float division by zero") }
    return a / b
  }

  /// Divides as `a // b`, rounding down; throws `.zeroDivision` for b = ±0.
  public static func floorDivide(_ a: Double, _ b: Double) throws(PythonError) -> Double {
    guard b != 0 else { throw .zeroDivision("float floor division by zero") }
    return quotientAndRemainder(a, b).quotient
  }

  /// Gives the remainder `a % b`, which has the sign of b; throws `.zeroDivision` for b = ±0.
  public static func modulo(_ a: Double, _ b: Double) throws(PythonError) -> Double {
    guard b != 0 else { throw .zeroDivision("float modulo by zero") }
    return quotientAndRemainder(a, b).remainder
  }

  /// Both halves of `divmod(a, b)` for b ≠ 0 (CPython's `_float_div_mod`).
  private static func quotientAndRemainder(
    _ a: Double, _ b: Double
  ) -> (quotient: Double, remainder: Double) {
    var remainder = fmod(a, b)
    // a − remainder is a multiple of b, so this is whole but for rounding.
    var quotient = (a - remainder) / b
    if remainder != 0 {
      if (b < 0) != (remainder < 0) {
        remainder += b
        quotient -= 1
      }
    } else {
      remainder = Double(signOf: b, magnitudeOf: 0)
    }
    guard quotient != 0 else { return (Double(signOf: a / b, magnitudeOf: 0), remainder) }
    var whole = quotient.rounded(.down)
    if quotient - whole > 0.5 { whole += 1 }
    return (whole, remainder)
  }

  /// Raises as `a ** b`.
  ///
  /// Throws `.zeroDivision` for a negative power of zero, `.overflow` where finite operands leave
  /// the range, and `.value` for a fractional power of a negative number, which Python answers
  /// with a complex number.
  public static func power(_ a: Double, _ b: Double) throws(PythonError) -> Double {
    if b == 0 { return 1 }
    if a.isNaN { return a }
    if b.isNaN { return a == 1 ? 1 : b }
    if b.isInfinite {
      if a.magnitude == 1 { return 1 }
      return (b > 0) == (a.magnitude > 1) ? .infinity : 0
    }
    let isOdd = fmod(b.magnitude, 2) == 1
    if a.isInfinite {
      if b > 0 { return isOdd ? a : .infinity }
      return isOdd ? Double(signOf: a, magnitudeOf: 0) : 0
    }
    if a == 0 {
      guard b > 0 else { throw .zeroDivision("0.0 cannot be raised to a negative power") }
      return isOdd ? a : 0
    }
    guard a > 0 || b == b.rounded(.down) else {
      throw .value(
        "\(pythonRepr(a)) ** \(pythonRepr(b)) is a complex number: "
          + "a negative number has no real power with a fraction")
    }
    let result = pow(a.magnitude, b)
    guard result.isFinite else {
      throw .overflow("\(pythonRepr(a)) ** \(pythonRepr(b)) is too large for a float")
    }
    return a < 0 && isOdd ? -result : result
  }

  /// Compares an int with a float exactly, as `2**53 + 1 > 2.0**53`: −1, 0 or 1, nil for nan.
  public static func compare(_ a: Int, _ b: Double) -> Int? {
    if b.isNaN { return nil }
    if b >= 0x1p63 { return -1 }
    if b < -0x1p63 { return 1 }
    // Within the range above the truncation fits, and b minus it is exact.
    let whole = b.rounded(.towardZero)
    let truncated = Int(whole)
    if a != truncated { return a < truncated ? -1 : 1 }
    return b == whole ? 0 : (b > whole ? -1 : 1)
  }
}
