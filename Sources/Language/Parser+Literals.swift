import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The values of numbers and strings. The lexer has checked their form.

extension Parser {
  /// An int, which has 64 bits.
  mutating func parseInt() throws(Failure) -> Expression {
    let token = current
    guard let magnitude = magnitude(of: token), let value = Int(exactly: magnitude) else {
      throw failure(
        "int-too-large", "this whole number needs more than 64 bits", at: token.span,
        notes: ["ints reach from -9223372036854775808 to 9223372036854775807"],
        suggestions: bytes[Int(token.start)] == UInt8(ascii: "0")
          ? [] : ["\(text(of: token)).0      as a float, which keeps about 16 digits"])
    }
    advance()
    return try node(.int(value), from: token.start)
  }

  /// After a minus sign, the one int whose magnitude alone would not fit: -9223372036854775808.
  mutating func smallestInt(from start: Int32) -> Expression? {
    guard kind == .int, following != .doubleStar, magnitude(of: current) == 1 << 63 else {
      return nil
    }
    switch following {
    case .dot, .leftParenthesis, .leftBracket: return nil
    default: break
    }
    advance()
    height = 1
    return Expression(kind: .int(.min), span: span(from: start))
  }

  private func magnitude(of token: Token) -> UInt64? {
    var digits = bytes[Int(token.start)..<Int(token.end)]
    var radix: UInt64 = 10
    if digits.count > 2, digits[digits.startIndex] == UInt8(ascii: "0") {
      switch digits[digits.startIndex + 1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { digits = digits.dropFirst(2) }
    }
    var value: UInt64 = 0
    for digit in digits where digit != UInt8(ascii: "_") {
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(UInt64(hexadecimalValue(digit) ?? 0))
      if overflows || carries { return nil }
      value = sum
    }
    return value
  }

  /// A float, correctly rounded; too large a one is infinite, as in Python.
  mutating func parseFloat() throws(Failure) -> Expression {
    let token = advance()
    let digits = bytes[Int(token.start)..<Int(token.end)].filter { $0 != UInt8(ascii: "_") }
    // strtod and not Double(_:), which refuses "1." and ".5".
    let value = strtod(String(decoding: digits, as: UTF8.self), nil)
    return try node(.float(value), from: token.start)
  }

  /// Adjacent string literals, joined; with an f-string among them, an f-string.
  mutating func parseStrings() throws(Failure) -> Expression {
    let start = current.start
    var parts: [FormattedPart] = []
    var isFormatted = false
    var tallest = 0
    while kind == .string {
      let literal = StringLiteral(advance(), bytes)
      if literal.isBytes {
        throw failure(
          "unsupported-bytes", "bytes are not in this language",
          at: Span(literal.start, literal.end),
          suggestions: ["leave out the b: a str holds Unicode characters"])
      }
      if literal.isFormatted {
        isFormatted = true
        try parseFormatted(literal, into: &parts, tallest: &tallest)
      } else {
        append(try decode(literal.content, of: literal), to: &parts)
      }
    }
    if isFormatted { return try node(.formatted(parts), from: start, over: tallest) }
    if case .text(let text)? = parts.first { return try node(.string(text), from: start) }
    return try node(.string(""), from: start)
  }

  /// Adds text to an f-string's parts, joined to text before it.
  func append(_ text: String, to parts: inout [FormattedPart]) {
    guard !text.isEmpty else { return }
    guard case .text(var joined)? = parts.last else { return parts.append(.text(text)) }
    // Taken out before it is changed, so that it grows in place.
    parts.removeLast()
    joined += text
    parts.append(.text(joined))
  }

  /// The text that a range of a string literal stands for.
  mutating func decode(
    _ range: Range<Int>, of literal: StringLiteral
  ) throws(Failure) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\r") {
        // Line ends inside a string are \n, however the file was saved.
        text.append(UInt8(ascii: "\n"))
        position += 1
        if position < range.upperBound, bytes[position] == UInt8(ascii: "\n") { position += 1 }
      } else if byte == UInt8(ascii: "\\"), !literal.isRaw, position + 1 < range.upperBound {
        try decodeEscape(&position, upTo: range.upperBound, into: &text)
      } else {
        text.append(byte)
        position += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The character of an escape such as `\n` or `\u00e9`, whose backslash is at `position`.
  private mutating func decodeEscape(
    _ position: inout Int, upTo end: Int, into text: inout [UInt8]
  ) throws(Failure) {
    let start = position
    let letter = bytes[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "\n"): return
    case UInt8(ascii: "\r"):
      if position < end, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(letter)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = UInt32(letter - UInt8(ascii: "0"))
      var count = 1
      while count < 3, position < end, bytes[position] & 0xF8 == 0x30 {
        value = value * 8 + UInt32(bytes[position] & 7)
        position += 1
        count += 1
      }
      try append(value, to: &text, from: start, to: position)
    case UInt8(ascii: "x"): try decodeHex(2, &position, upTo: end, into: &text)
    case UInt8(ascii: "u"): try decodeHex(4, &position, upTo: end, into: &text)
    case UInt8(ascii: "U"): try decodeHex(8, &position, upTo: end, into: &text)
    case UInt8(ascii: "N"):
      throw failure(
        "unsupported-named-escape", "characters by name are not in this language",
        at: Span(start, position),
        suggestions: ["write the character itself, or its number: \\u00e9"])
    default:
      // As in Python, a backslash before any other letter stays.
      text.append(UInt8(ascii: "\\"))
      position -= 1
    }
  }

  private mutating func decodeHex(
    _ count: Int, _ position: inout Int, upTo end: Int, into text: inout [UInt8]
  ) throws(Failure) {
    let start = position - 2
    var value: UInt32 = 0
    for _ in 0..<count {
      guard position < end, let digit = hexadecimalValue(bytes[position]) else {
        let letter = String(decoding: bytes[(start + 1)..<(start + 2)], as: UTF8.self)
        throw failure(
          "bad-escape", "\\\(letter) wants \(count) hexadecimal digits", at: Span(start, position),
          suggestions: [
            "\\\\\(letter)      for a backslash", "r\"…\"      for a string without escapes",
          ])
      }
      value = value << 4 | digit
      position += 1
    }
    try append(value, to: &text, from: start, to: position)
  }

  private mutating func append(
    _ value: UInt32, to text: inout [UInt8], from start: Int, to end: Int
  ) throws(Failure) {
    guard let scalar = Unicode.Scalar(value) else {
      throw failure(
        "bad-escape", "no character has this number", at: Span(start, end),
        notes: ["numbers go to 10FFFF, those from D800 to DFFF left out"])
    }
    text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
  }
}

/// The parts of a string token.
struct StringLiteral {
  var start: Int
  var end: Int
  /// What stands between the quotes.
  var content: Range<Int>
  var isRaw = false
  var isFormatted = false
  var isBytes = false

  init(_ token: Token, _ bytes: [UInt8]) {
    start = Int(token.start)
    end = Int(token.end)
    var position = start
    while position < end, bytes[position] != 0x22, bytes[position] != 0x27 {
      switch bytes[position] | 0x20 {
      case UInt8(ascii: "r"): isRaw = true
      case UInt8(ascii: "f"): isFormatted = true
      case UInt8(ascii: "b"): isBytes = true
      default: break
      }
      position += 1
    }
    let quote = position < end ? bytes[position] : 0
    let isTriple =
      end - position >= 6 && bytes[position + 1] == quote && bytes[position + 2] == quote
    let width = isTriple ? 3 : 1
    content = (position + width)..<max(end - width, position + width)
  }
}
