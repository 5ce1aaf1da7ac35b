// Rounding a float to an int or to a number of decimals.
//
// `round(x, n)` rounds the exact binary value, half to even, and reads the decimal text back:
// `round(2.675, 2)` is 2.67 because 2.675 is stored a little low. Scaling by a power of ten and
// rounding that would round twice.

extension PythonFloat {
  /// Rounds to `digits` decimals, negative ones counting places before the point.
  ///
  /// inf and nan stay as they are. Throws `.overflow` when the rounded value leaves the range.
  public static func round(_ x: Double, digits: Int) throws(PythonError) -> Double {
    // Beyond these bounds nothing is left to round, or nothing is left.
    guard x.isFinite, x != 0, digits <= 323 else { return x }
    guard digits >= -308 else { return Double(signOf: x, magnitudeOf: 0) }
    let text: [UInt8]
    if digits >= 0 {
      text = printed(x.magnitude, precision: digits, style: .fixed)
    } else {
      text = roundedWhole(x.magnitude, droppingDigits: -digits)
    }
    let magnitude = Double(String(decoding: text, as: UTF8.self)) ?? x.magnitude
    guard magnitude.isFinite else {
      throw .overflow("round(\(pythonRepr(x)), \(digits)) is too large for a float")
    }
    return Double(signOf: x, magnitudeOf: magnitude)
  }

  /// The text of `x`, finite and not negative, rounded half to even at 10 to the power `count`.
  private static func roundedWhole(_ x: Double, droppingDigits count: Int) -> [UInt8] {
    let whole = x.rounded(.towardZero)
    // Every whole float prints exactly; what follows its point only decides a tie.
    let digits = printed(whole, precision: 0, style: .fixed)
    guard digits.count >= count else { return [Ascii.zero] }
    let kept = digits.count - count
    let half = UInt8(ascii: "5")
    let next = digits[kept]
    let restIsZero = digits[(kept + 1)...].allSatisfy { $0 == Ascii.zero } && x == whole
    let lastIsOdd = kept > 0 && digits[kept - 1] % 2 == 1
    let roundsUp = next > half || (next == half && (!restIsZero || lastIsOdd))

    var result = [Ascii.zero] + digits[..<kept]
    if roundsUp {
      var index = result.count - 1
      while index > 0, result[index] == Ascii.nine {
        result[index] = Ascii.zero
        index -= 1
      }
      result[index] += 1
    }
    return result + repeatElement(Ascii.zero, count: count)
  }

  /// Rounds to the nearest int, half to even, as `round(x)`.
  ///
  /// Throws `.value` for nan and `.overflow` for inf and what 64 bits do not hold.
  public static func roundToInt(_ x: Double) throws(PythonError) -> Int {
    try toInt(x.rounded(.toNearestOrEven))
  }

  /// Cuts the fraction off, as `int(x)`.
  ///
  /// Throws `.value` for nan and `.overflow` for inf and what 64 bits do not hold.
  public static func toInt(_ x: Double) throws(PythonError) -> Int {
    if x.isNaN { throw .value("cannot convert float NaN to integer") }
    if x.isInfinite { throw .overflow("cannot convert float infinity to integer") }
    let whole = x.rounded(.towardZero)
    guard whole >= -0x1p63, whole < 0x1p63 else {
      throw .overflow("\(pythonRepr(x)) does not fit an int of 64 bits")
    }
    return Int(whole)
  }
}
