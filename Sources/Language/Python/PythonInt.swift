// Ints as Python computes with them, while 64 bits hold the result.
//
// Python's ints have no bound. Those here have 64 bits, and everything beyond is an error that
// shows the operands, never a wrapped number.

/// Python's arithmetic of ints.
public enum PythonInt {
  /// Adds, as `a + b`; throws `.overflow`.
  public static func add(_ a: Int, _ b: Int) throws(PythonError) -> Int {
    try fitting(a.addingReportingOverflow(b), a, "+", b)
  }

  /// Subtracts, as `a - b`; throws `.overflow`.
  public static func subtract(_ a: Int, _ b: Int) throws(PythonError) -> Int {
    try fitting(a.subtractingReportingOverflow(b), a, "-", b)
  }

  /// Multiplies, as `a * b`; throws `.overflow`.
  public static func multiply(_ a: Int, _ b: Int) throws(PythonError) -> Int {
    try fitting(a.multipliedReportingOverflow(by: b), a, "*", b)
  }

  /// Divides and rounds down, as `a // b`; throws `.zeroDivision` and `.overflow`.
  public static func floorDivide(_ a: Int, _ b: Int) throws(PythonError) -> Int {
    guard b != 0 else { throw .zeroDivision("integer division by zero") }
    let quotient = try fitting(a.dividedReportingOverflow(by: b), a, "//", b)
    let isExact = quotient &* b == a
    return !isExact && (a < 0) != (b < 0) ? quotient - 1 : quotient
  }

  /// Gives the remainder `a % b`, which has the sign of b; throws `.zeroDivision`.
  public static func modulo(_ a: Int, _ b: Int) throws(PythonError) -> Int {
    guard b != 0 else { throw .zeroDivision("integer modulo by zero") }
    // The smallest int divided by −1 does not fit, though its remainder is 0.
    if b == -1 { return 0 }
    let remainder = a % b
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
  }

  /// Divides as `a / b`, correctly rounded even where an operand has no float of its own.
  ///
  /// Throws `.zeroDivision`.
  public static func divide(_ a: Int, _ b: Int) throws(PythonError) -> Double {
    guard b != 0 else { throw .zeroDivision("division by zero") }
    let isNegative = (a < 0) != (b < 0)
    let (x, y) = (a.magnitude, b.magnitude)
    if x <= 1 << 53 && y <= 1 << 53 {
      let quotient = Double(x) / Double(y)
      return isNegative ? -quotient : quotient
    }
    if x == 0 { return isNegative ? -0.0 : 0 }
    // Both operands moved to the top of the word give a quotient of 63 or 64 bits; with a low bit
    // that remembers the remainder, its one rounding to 53 bits is that of the exact quotient.
    let (shiftX, shiftY) = (x.leadingZeroBitCount, y.leadingZeroBitCount)
    let (top, divisor) = (x << shiftX, y << shiftY)
    let (quotient, remainder) = divisor.dividingFullWidth((top >> 1, top << 63))
    let rounded = Double(remainder == 0 ? quotient : quotient | 1)
    let scaled = Double(sign: .plus, exponent: shiftY - shiftX - 63, significand: rounded)
    return isNegative ? -scaled : scaled
  }

  /// A result of `**`: an int, or a float for a negative exponent.
  public enum Power: Hashable, Sendable {
    /// The power of an exponent that is not negative.
    case int(Int)
    /// The power of a negative exponent.
    case float(Double)
  }

  /// Raises as `a ** b`, which is a float for negative b.
  ///
  /// Throws `.overflow`, and `.zeroDivision` for a negative power of 0.
  public static func power(_ a: Int, _ b: Int) throws(PythonError) -> Power {
    if b < 0 { return .float(try PythonFloat.power(Double(a), Double(b))) }
    var result = 1
    var square = a
    var rest = b
    while rest > 0 {
      if rest & 1 == 1 {
        result = try fitting(result.multipliedReportingOverflow(by: square), a, "**", b)
      }
      rest >>= 1
      if rest > 0 {
        square = try fitting(square.multipliedReportingOverflow(by: square), a, "**", b)
      }
    }
    return .int(result)
  }

  /// Negates; throws `.overflow` for the smallest int.
  public static func negate(_ a: Int) throws(PythonError) -> Int {
    try fitting(0.subtractingReportingOverflow(a), 0, "-", a)
  }

  /// Gives the absolute value; throws `.overflow` for the smallest int.
  public static func absolute(_ a: Int) throws(PythonError) -> Int {
    a < 0 ? try negate(a) : a
  }

  /// Rounds half to even as `round(a, digits)`, where negative digits count places before the
  /// point.
  ///
  /// Throws `.overflow`.
  public static func round(_ a: Int, digits: Int) throws(PythonError) -> Int {
    guard digits < 0 else { return a }
    // Half of 10^20 is beyond every int, so all of them are nearest to 0.
    guard digits >= -19 else { return 0 }
    var unit: UInt = 1
    for _ in 0..<(-digits) { unit &*= 10 }
    let magnitude = a.magnitude
    let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: unit)
    let missing = unit - remainder
    let roundsUp = remainder > missing || (remainder == missing && quotient % 2 == 1)
    let (rounded, overflow) =
      roundsUp
      ? magnitude.addingReportingOverflow(missing)
      : (magnitude - remainder, false)
    let limit = UInt(Int.max) + (a < 0 ? 1 : 0)
    guard !overflow, rounded <= limit else {
      throw .overflow("round(\(a), \(digits)) does not fit an int of 64 bits")
    }
    return a < 0 ? Int(truncatingIfNeeded: 0 &- rounded) : Int(truncatingIfNeeded: rounded)
  }

  /// The value of an arithmetic result, or an error that shows the operands.
  private static func fitting(
    _ result: (partialValue: Int, overflow: Bool), _ a: Int, _ symbol: String, _ b: Int
  ) throws(PythonError) -> Int {
    guard !result.overflow else {
      throw .overflow("\(a) \(symbol) \(b) does not fit an int of 64 bits")
    }
    return result.partialValue
  }
}
