// Formatting ints and floats.
//
// Both end in `assemble`, which follows CPython's `calc_number_widths`: a number is a sign, a
// prefix, digits that are grouped, and a remainder (point, decimals, exponent, percent sign) that
// is not. Filling with zeros behind the sign is part of the grouping, so that `f"{12:07,}"` is
// `000,012`.

extension FormatSpec {
  /// Formats an int, or a bool by its value, as `kind` in errors.
  func formatInt(_ number: Int, kind: String) throws(FormatError) -> String {
    let type = type ?? "d"
    try checkGrouping(type)
    switch type {
    case "e", "E", "f", "F", "g", "G", "%": return try formatFloat(Double(number), kind: kind)
    case "b", "o", "x", "X", "d", "n", "c": break
    default: throw unknownType(type, kind: kind)
    }
    if precision != nil {
      throw FormatError("Precision not allowed in integer format specifier")
    }
    if dropsNegativeZero {
      throw FormatError("Negative zero coercion (z) not allowed in integer format specifier")
    }
    if type == "c" { return try formatCharacter(number) }
    let (radix, prefix) =
      switch type {
      case "b": (2, "0b")
      case "o": (8, "0o")
      case "x": (16, "0x")
      case "X": (16, "0X")
      default: (10, "")
      }
    let digits = String(number.magnitude, radix: radix, uppercase: type == "X")
    return assemble(
      isNegative: number < 0, prefix: isAlternate ? prefix : "", digits: Array(digits.utf8),
      groupSize: radix == 10 ? 3 : 4)
  }

  /// Formats an int as the character with that code point.
  private func formatCharacter(_ number: Int) throws(FormatError) -> String {
    if sign != nil { throw FormatError("Sign not allowed with integer format specifier 'c'") }
    if isAlternate {
      throw FormatError("Alternate form (#) not allowed with integer format specifier 'c'")
    }
    guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else {
      throw FormatError("%c arg not in range(0x110000)")
    }
    return assemble(isNegative: false, remainder: String(scalar))
  }

  /// Formats a float, or what was made one, as `kind` in errors.
  func formatFloat(_ number: Double, kind: String) throws(FormatError) -> String {
    try checkGrouping(type)
    switch type {
    case nil, "e", "E", "f", "F", "g", "G", "n", "%": break
    case .some(let other): throw unknownType(other, kind: kind)
    }
    let x = type == "%" ? number * 100 : number
    var (isNegative, text) = plainText(x)
    if type == "E" || type == "F" || type == "G" { text = text.map(uppercase) }
    if type == "%" { text.append(Ascii.percent) }
    if dropsNegativeZero, isNegative, isZero(text) { isNegative = false }
    let digitCount = text.prefix { (Ascii.zero...Ascii.nine).contains($0) }.count
    return assemble(
      isNegative: isNegative, digits: Array(text[..<digitCount]),
      remainder: String(decoding: text[digitCount...], as: UTF8.self))
  }

  /// A float's sign and magnitude by the presentation type, in lower case and without padding.
  private func plainText(_ x: Double) -> (isNegative: Bool, text: [UInt8]) {
    if x.isNaN { return (false, Array("nan".utf8)) }
    let isNegative = x.sign == .minus
    if x.isInfinite { return (isNegative, Array("inf".utf8)) }
    switch type {
    case "f", "F", "%":
      let text = printed(x.magnitude, precision: precision ?? 6, style: .fixed)
      return (isNegative, text + (isAlternate && precision == 0 ? [Ascii.point] : []))
    case "e", "E":
      let significant = (precision ?? 6) + 1
      let digits = DecimalDigits(x, significant: significant)
      return (
        isNegative,
        digits.text(
          .init(usesExponent: true, minimumDigits: significant, keepsPoint: isAlternate))
      )
    case nil where precision == nil:
      let digits = DecimalDigits(shortest: x)
      return (
        isNegative,
        digits.text(
          .init(
            usesExponent: digits.point <= -4 || digits.point > 16, keepsPoint: isAlternate,
            addsPointZero: true))
      )
    default:
      // Without a type a precision means `g`, but a whole number keeps its `.0`, and room for it.
      let significant = max(precision ?? 6, 1)
      var digits = DecimalDigits(x, significant: significant)
      digits.dropTrailingZeros()
      let limit = type == nil ? significant - 1 : significant
      return (
        isNegative,
        digits.text(
          .init(
            usesExponent: digits.point <= -4 || digits.point > limit,
            minimumDigits: isAlternate ? significant : 0, keepsPoint: isAlternate,
            addsPointZero: type == nil))
      )
    }
  }

  /// Tells whether a magnitude is written with no digit but zeros before its exponent.
  private func isZero(_ text: [UInt8]) -> Bool {
    text.prefix { $0 | 0x20 != Ascii.e }
      .allSatisfy { $0 == Ascii.zero || $0 == Ascii.point || $0 == Ascii.percent }
  }

  private func uppercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0xDF : byte
  }

  /// Puts the parts of a number together and pads it to the width.
  private func assemble(
    isNegative: Bool, prefix: String = "", digits: [UInt8] = [], remainder: String = "",
    groupSize: Int = 3
  ) -> String {
    let mark =
      switch (isNegative, sign) {
      case (true, _): "-"
      case (false, .plus): "+"
      case (false, .space): " "
      case (false, _): ""
      }
    let lead = mark + prefix
    let defaultAlignment: Alignment = padsWithZeros ? .afterSign : .right
    let others = lead.utf8.count + PythonString.length(remainder)
    let width = width ?? 0
    let fillsWithZeros =
      (fill ?? (padsWithZeros ? "0" : " ")) == "0"
      && (alignment ?? defaultAlignment) == .afterSign
    let grouped =
      digits.isEmpty
      ? "" : group(digits, by: groupSize, toWidth: fillsWithZeros ? width - others : 0)
    return pad(
      lead, grouped + remainder, length: grouped.utf8.count + others - lead.utf8.count, to: width,
      default: defaultAlignment)
  }

  /// Sets separators between groups of digits, with zeros in front up to the width.
  private func group(_ digits: [UInt8], by size: Int, toWidth width: Int) -> String {
    guard let grouping else {
      let zeros = String(repeating: "0", count: max(width - digits.count, 0))
      return zeros + String(decoding: digits, as: UTF8.self)
    }
    // Built from the right; a separator is only set in front of further digits, so the width can
    // be passed by one rather than begin with a separator.
    let separator = UInt8(truncatingIfNeeded: grouping.rawValue.value)
    var reversed: [UInt8] = []
    var inGroup = 0
    var next = digits.count - 1
    while next >= 0 || reversed.count < width {
      if inGroup == size {
        reversed.append(separator)
        inGroup = 0
      }
      reversed.append(next >= 0 ? digits[next] : Ascii.zero)
      next -= 1
      inGroup += 1
    }
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }
}
