import Diagnostics

// Numbers and strings: only where they end, and whether they are well formed. The parser computes
// their values.

extension Lexer {
  /// Reads a number as CPython spells them: `1_000`, `.5`, `1e-3`, `0xff`.
  mutating func readNumber() {
    let start = position
    let marker = peek(1) | 0x20
    if peek() == UInt8(ascii: "0"),
      let isMember = digitTest(of: marker)
    {
      position += 2
      if peek() == UInt8(ascii: "_") { position += 1 }
      guard skipDigits(isMember) else { return badNumber(from: start) }
      return finishNumber(.int, from: start)
    }
    var kind = Token.Kind.int
    if peek() != UInt8(ascii: "."), !skipDigits(isDigit) { return badNumber(from: start) }
    let wholeEnd = position
    if peek() == UInt8(ascii: ".") {
      kind = .float
      position += 1
      if isDigit(peek()), !skipDigits(isDigit) { return badNumber(from: start) }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
      if isDigit(peek(1 + sign)) {
        kind = .float
        position += 1 + sign
        if !skipDigits(isDigit) { return badNumber(from: start) }
      }
    }
    if kind == .int, peek() | 0x20 != UInt8(ascii: "j"), hasLeadingZero(start..<wholeEnd) {
      return reportLeadingZero(from: start)
    }
    finishNumber(kind, from: start)
  }

  private func digitTest(of marker: UInt8) -> ((UInt8) -> Bool)? {
    switch marker {
    case UInt8(ascii: "x"): return { hexadecimalValue($0) != nil }
    case UInt8(ascii: "o"): return { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }
    case UInt8(ascii: "b"): return { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
    default: return nil
    }
  }

  /// Moves past digits with single underscores between; false when one stands wrong.
  private mutating func skipDigits(_ isMember: (UInt8) -> Bool) -> Bool {
    guard position < end, isMember(bytes[position]) else { return false }
    while position < end {
      if isMember(bytes[position]) {
        position += 1
      } else if bytes[position] == UInt8(ascii: "_") {
        position += 1
        guard position < end, isMember(bytes[position]) else { return false }
      } else {
        break
      }
    }
    return true
  }

  private func hasLeadingZero(_ range: Range<Int>) -> Bool {
    guard bytes[range.lowerBound] == UInt8(ascii: "0") else { return false }
    return bytes[range].contains { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") }
  }

  private mutating func reportLeadingZero(from start: Int) {
    let digits = bytes[start..<position].drop { $0 == UInt8(ascii: "0") || $0 == 0x5F }
    report(
      "leading-zero", "a whole number cannot begin with 0", at: Span(start, position),
      notes: ["in older languages that meant base 8"],
      suggestions: [String(decoding: digits, as: UTF8.self)],
      fix: .init(Span(start, position), String(decoding: digits, as: UTF8.self)))
    append(.invalid, from: start)
  }

  /// A number must not run into a word, except into a keyword, as in `1if x else 2`.
  private mutating func finishNumber(_ kind: Token.Kind, from start: Int) {
    let next = peek()
    let isWord =
      isWordByte(next)
      || (next >= 0x80 && position < end && scalar(at: position).scalar.properties.isXIDContinue)
    guard isWord else { return append(kind, from: start) }
    let numberEnd = position
    skipIdentifier()
    let word = String(decoding: bytes[numberEnd..<position], as: UTF8.self)
    if ["and", "else", "for", "if", "in", "is", "not", "or"].contains(word) {
      position = numberEnd
      append(kind, from: start)
    } else if word == "j" || word == "J" {
      report(
        "unsupported-complex", "complex numbers are not in this language",
        at: Span(start, position), labels: [.init(Span(start, position), "an imaginary number")],
        suggestions: ["keep the real and the imaginary part in two numbers"])
      append(.invalid, from: start)
    } else {
      position = numberEnd
      badNumber(from: start)
    }
  }

  private mutating func badNumber(from start: Int) {
    skipIdentifier()
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let rest = text.dropFirst(digits.count)
    let isProduct = rest.first?.isLetter ?? false && !digits.isEmpty && digits != "0"
    report(
      "bad-number", "this is neither a number nor a name", at: Span(start, position),
      labels: [.init(Span(start, position), isProduct ? "a product?" : "not a number")],
      notes: [
        isProduct
          ? "a name cannot begin with a digit, and a product needs its sign"
          : "digits may be parted by single underscores, as in 1_000, and 0x, 0o, 0b want digits"
      ],
      suggestions: isProduct ? ["\(digits) * \(rest)"] : [],
      fix: isProduct ? .init(Span(start, position), "\(digits) * \(rest)") : nil)
    append(.invalid, from: start)
  }

  /// For the letters before a quote: whether the string is raw, or nil when they are no prefix.
  func stringPrefix(_ range: Range<Int>) -> Bool? {
    switch bytes[range].map({ $0 | 0x20 }) {
    case Array("f".utf8), Array("b".utf8), Array("u".utf8): return false
    case Array("r".utf8), Array("rf".utf8), Array("fr".utf8), Array("rb".utf8), Array("br".utf8):
      return true
    default: return nil
    }
  }

  /// Reads a string from its prefix to its closing quotes; `position` is at the opening ones.
  mutating func readString(from start: Int, isRaw: Bool) {
    let quote = peek()
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    let opening = Span(start, position)
    while position < end {
      let byte = bytes[position]
      if byte == quote {
        if !isTriple || (peek(1) == quote && peek(2) == quote) {
          position += isTriple ? 3 : 1
          return append(.string, from: start)
        }
        position += 1
      } else if byte == UInt8(ascii: "\\") {
        position += 1
        if position >= end { isUnfinished = true }
        // Behind a backslash a quote or a line end does not count, in raw strings as well.
        if !skipLineEnd(), position < end { position += 1 }
      } else if !isTriple, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        break
      } else {
        position += 1
      }
    }
    reportUnterminated(opening, from: start, isTriple: isTriple)
    append(.invalid, from: start)
  }

  private mutating func reportUnterminated(_ opening: Span, from start: Int, isTriple: Bool) {
    let quotes = isTriple ? source.slice(opening).suffix(3) : source.slice(opening).suffix(1)
    if isTriple {
      isUnfinished = true
      report(
        "unterminated-string", "this string is never closed", at: opening,
        labels: [.init(opening, "opened here")], suggestions: ["add \(quotes) where it should end"])
      brackets.removeAll()
      return
    }
    // Brackets of this line are most likely closed in what was read as string.
    while let last = brackets.last, last.lineEnd == nil { brackets.removeLast() }
    report(
      "unterminated-string", "this string is not closed before the line ends",
      at: Span(start, position), labels: [.init(opening, "opened here")],
      notes: ["a string over several lines takes three quotes on each side"],
      suggestions: ["add \(quotes) where the string should end"])
  }
}

/// The value of a hexadecimal digit.
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt32(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt32(byte - UInt8(ascii: "A") + 10)
  default: return nil
  }
}
