#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// A float written in decimal: significant digits and the place of the point.
//
// `repr`, `format` and `round` are all "find the digits, then lay them out". The digits come from
// two places that are exact: Swift's `description` for the shortest digits that read back as the
// same number, and C's `snprintf` for a given count of digits, which rounds the exact binary value
// half to even. The layout follows CPython's `format_float_short` (Python/pystrtod.c), so that
// there is one place that knows where a point, a zero or an exponent goes.

/// A finite number as decimal digits: ±0.d₁d₂d₃… × 10^point.
struct DecimalDigits: Equatable, Sendable {
  /// Whether the sign is minus, which zero can have too.
  var isNegative: Bool
  /// The digits as ASCII, without leading zeros, at least one.
  var digits: [UInt8]
  /// How many of the digits stand before the decimal point; may be negative or past the end.
  var point: Int

  /// The shortest digits that read back as `x`, which must be finite.
  init(shortest x: Double) {
    self.init(reading: x.magnitude.description.utf8, isNegative: x.sign == .minus)
    dropTrailingZeros()
  }

  /// The digits of finite `x` rounded to `count` (at least one) significant ones.
  init(_ x: Double, significant count: Int) {
    let text = printed(x.magnitude, precision: max(count, 1) - 1, style: .scientific)
    self.init(reading: text, isNegative: x.sign == .minus)
  }

  /// The digits of `12.5`, `1e-05` and the like.
  private init(reading text: some Sequence<UInt8>, isNegative: Bool) {
    var digits: [UInt8] = []
    var point = 0
    var sawPoint = false
    var exponent = 0
    var exponentIsNegative = false
    var inExponent = false
    for byte in text {
      switch byte {
      case Ascii.zero...Ascii.nine where inExponent:
        exponent = exponent &* 10 &+ Int(byte &- Ascii.zero)
      case Ascii.zero...Ascii.nine:
        if digits.isEmpty && byte == Ascii.zero {
          if sawPoint { point &-= 1 }
        } else {
          digits.append(byte)
          if !sawPoint { point &+= 1 }
        }
      case Ascii.point: sawPoint = true
      case Ascii.minus: exponentIsNegative = true
      case Ascii.e: inExponent = true
      default: break
      }
    }
    self.isNegative = isNegative
    if digits.isEmpty {
      self.digits = [Ascii.zero]
      self.point = 1
    } else {
      self.digits = digits
      self.point = point &+ (exponentIsNegative ? 0 &- exponent : exponent)
    }
  }

  /// Whether the number is zero.
  var isZero: Bool { digits.allSatisfy { $0 == Ascii.zero } }

  /// Shortens `1500` to `15`, which leaves the value as it was.
  mutating func dropTrailingZeros() {
    while digits.count > 1, digits.last == Ascii.zero { digits.removeLast() }
  }

  /// How digits are laid out; the defaults are those of `repr`.
  struct Layout {
    /// Whether to write `1.5e+16` rather than `15000000000000000`.
    var usesExponent = false
    /// The least count of digits, filled with zeros.
    var minimumDigits = 0
    /// Whether a point stays although nothing follows it.
    var keepsPoint = false
    /// Whether a whole number gets `.0`.
    var addsPointZero = false
  }

  /// The magnitude in ASCII, without a sign.
  func text(_ layout: Layout) -> [UInt8] {
    let place = layout.usesExponent ? 1 : point
    var end = max(digits.count, layout.minimumDigits)
    end = max(end, layout.addsPointZero && !layout.usesExponent ? place + 1 : place)

    var out: [UInt8] = []
    if place <= 0 {
      out += [Ascii.zero, Ascii.point]
      out += repeatElement(Ascii.zero, count: -place)
    }
    for index in 0..<end {
      if index == place && place > 0 { out.append(Ascii.point) }
      out.append(index < digits.count ? digits[index] : Ascii.zero)
    }
    if end == place && layout.keepsPoint { out.append(Ascii.point) }

    if layout.usesExponent {
      let exponent = point - 1
      out += [Ascii.e, exponent < 0 ? Ascii.minus : Ascii.plus]
      if exponent.magnitude < 10 { out.append(Ascii.zero) }
      out += Array(String(exponent.magnitude).utf8)
    }
    return out
  }
}

/// The ASCII bytes that numbers are written with.
enum Ascii {
  static let zero = UInt8(ascii: "0")
  static let nine = UInt8(ascii: "9")
  static let point = UInt8(ascii: ".")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let e = UInt8(ascii: "e")
  static let percent = UInt8(ascii: "%")
}

/// C's two exact ways to write a float.
enum PrintedStyle: String {
  /// `%.*f`.
  case fixed = "%.*f"
  /// `%.*e`.
  case scientific = "%.*e"
}

/// What C prints for finite `x` with `precision` digits after the point, in ASCII.
func printed(_ x: Double, precision: Int, style: PrintedStyle) -> [UInt8] {
  // The largest float has 309 digits before the point; a sign, a point and an exponent beside.
  let capacity = 330 + max(precision, 0)
  return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
    let written = buffer.withMemoryRebound(to: CChar.self) { characters in
      withVaList([CInt(clamping: precision), x]) {
        vsnprintf(characters.baseAddress, capacity, style.rawValue, $0)
      }
    }
    count = min(max(Int(written), 0), capacity - 1)
  }
}
