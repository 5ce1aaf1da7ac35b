// `int("…")` and `float("…")`: what CPython accepts as the text of a number.
//
// White space around the number, underscores between digits, and the decimal digits of every
// script are allowed. The grammar is checked here before anything is converted, for the
// conversions of Swift and C accept hexadecimal floats and do not accept underscores.

extension PythonInt {
  /// Reads an int in base 10, as `int(text)`.
  ///
  /// Throws `.value` where the text is no int, `.overflow` where 64 bits do not hold it.
  public static func parse(_ text: String) throws(PythonError) -> Int {
    let bytes = NumberText.ascii(text)
    var index = bytes.startIndex
    let isNegative = bytes.first == Ascii.minus
    if isNegative || bytes.first == Ascii.plus { index += 1 }
    guard let digits = NumberText.digits(bytes, &index), index == bytes.count else {
      throw .value("invalid literal for int() with base 10: \(pythonRepr(text))")
    }
    var result = 0
    for digit in digits {
      let value = Int(digit &- Ascii.zero)
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      // Counting downwards for negatives reaches the smallest int, which has no positive twin.
      let (next, overflows) =
        isNegative
        ? product.subtractingReportingOverflow(value) : product.addingReportingOverflow(value)
      guard !overflow && !overflows else {
        throw .overflow("\(shortened(text)) does not fit an int of 64 bits")
      }
      result = next
    }
    return result
  }

  /// The first characters of a long text, for an error.
  private static func shortened(_ text: String) -> String {
    let scalars = PythonString.strip(text).unicodeScalars
    return scalars.count <= 40 ? String(scalars) : String(scalars.prefix(37)) + "..."
  }
}

extension PythonFloat {
  /// Reads a float, as `float(text)`, `inf`, `infinity` and `nan` in any case included.
  ///
  /// Throws `.value` where the text is no float.
  public static func parse(_ text: String) throws(PythonError) -> Double {
    guard let value = number(NumberText.ascii(text)) else {
      throw .value("could not convert string to float: \(pythonRepr(text))")
    }
    return value
  }

  /// The number that the bytes write, or nil.
  private static func number(_ bytes: [UInt8]) -> Double? {
    var index = bytes.startIndex
    let isNegative = bytes.first == Ascii.minus
    if isNegative || bytes.first == Ascii.plus { index += 1 }
    switch String(decoding: bytes[index...].map { $0 | 0x20 }, as: UTF8.self) {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return .nan
    default: break
    }

    let whole = NumberText.digits(bytes, &index) ?? []
    var fraction: [UInt8] = []
    if index < bytes.count, bytes[index] == Ascii.point {
      index += 1
      fraction = NumberText.digits(bytes, &index) ?? []
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var clean = [isNegative ? Ascii.minus : Ascii.plus, Ascii.zero] + whole
    clean += [Ascii.point] + fraction + [Ascii.zero]

    if index < bytes.count, bytes[index] | 0x20 == Ascii.e {
      index += 1
      clean.append(Ascii.e)
      if index < bytes.count, bytes[index] == Ascii.minus || bytes[index] == Ascii.plus {
        clean.append(bytes[index])
        index += 1
      }
      guard let exponent = NumberText.digits(bytes, &index) else { return nil }
      clean += exponent
    }
    guard index == bytes.count else { return nil }
    return Double(String(decoding: clean, as: UTF8.self))
  }
}

/// What the texts of ints and floats have in common.
private enum NumberText {
  /// The text in ASCII without the white space around it, every decimal digit as 0…9.
  ///
  /// What has no ASCII twin becomes `?`, which no number contains.
  static func ascii(_ text: String) -> [UInt8] {
    var rest = text.unicodeScalars[...]
    // Unlike `str.strip`, numbers do not take the information separators for white space.
    rest = rest.drop { $0.properties.isWhitespace }
    while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
    return rest.map { scalar in
      if scalar.isASCII { return UInt8(truncatingIfNeeded: scalar.value) }
      guard scalar.properties.numericType == .decimal,
        let value = scalar.properties.numericValue, (0...9).contains(value)
      else { return UInt8(ascii: "?") }
      return Ascii.zero + UInt8(value)
    }
  }

  /// Digits from `index` on with single underscores between them, or nil if there is none.
  static func digits(_ bytes: [UInt8], _ index: inout Int) -> [UInt8]? {
    var digits: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      if (Ascii.zero...Ascii.nine).contains(byte) {
        digits.append(byte)
        index += 1
      } else if byte == UInt8(ascii: "_"), !digits.isEmpty, index + 1 < bytes.count,
        (Ascii.zero...Ascii.nine).contains(bytes[index + 1])
      {
        index += 1
      } else {
        break
      }
    }
    return digits.isEmpty ? nil : digits
  }
}
