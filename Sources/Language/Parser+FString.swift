import Diagnostics

// f-strings as Python 3.11 has them: the string ends at its closing quote whatever its fields hold,
// so a field holds neither the same quotes nor a backslash. A field's text is read by a lexer of its
// own over the same bytes; so spans point into the source.

extension Parser {
  /// Where reading an f-string has got to.
  private struct Cursor {
    var position: Int
    var end: Int
    /// 0 in the string, 1 in a field's format.
    var level: Int
  }

  /// Adds the parts of an f-string, and raises `tallest` to the height of its fields.
  mutating func parseFormatted(
    _ literal: StringLiteral, into parts: inout [FormattedPart], tallest: inout Int
  ) throws(Failure) {
    var cursor = Cursor(
      position: literal.content.lowerBound, end: literal.content.upperBound, level: 0)
    try parseParts(&cursor, of: literal, into: &parts, tallest: &tallest)
    if cursor.position < cursor.end {
      throw fieldFailure(
        "a single } stands outside a field", from: cursor.position,
        suggestions: ["}}      for the sign itself"])
    }
  }

  /// Text and fields, up to the end, or in a format up to its closing brace.
  private mutating func parseParts(
    _ cursor: inout Cursor, of literal: StringLiteral, into parts: inout [FormattedPart],
    tallest: inout Int
  ) throws(Failure) {
    var textStart = cursor.position
    while cursor.position < cursor.end {
      let byte = bytes[cursor.position]
      let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
      if !isBrace {
        // An escaped backslash must not hide the brace after it, nor an escape's braces count.
        let isNamed =
          byte == UInt8(ascii: "\\") && !literal.isRaw && cursor.position + 1 < cursor.end
          && bytes[cursor.position + 1] != UInt8(ascii: "{")
          && bytes[cursor.position + 1] != UInt8(ascii: "}")
        cursor.position += isNamed ? 2 : 1
        continue
      }
      append(try decode(textStart..<cursor.position, of: literal), to: &parts)
      let isDoubled =
        cursor.level == 0 && cursor.position + 1 < cursor.end && bytes[cursor.position + 1] == byte
      if isDoubled {
        append(byte == UInt8(ascii: "{") ? "{" : "}", to: &parts)
        cursor.position += 2
      } else if byte == UInt8(ascii: "}") {
        return
      } else {
        try parseField(&cursor, of: literal, into: &parts, tallest: &tallest)
      }
      textStart = cursor.position
    }
    append(try decode(textStart..<cursor.position, of: literal), to: &parts)
  }

  /// `{value=!r:format}`, from its opening brace on.
  private mutating func parseField(
    _ cursor: inout Cursor, of literal: StringLiteral, into parts: inout [FormattedPart],
    tallest: inout Int
  ) throws(Failure) {
    let open = cursor.position
    if cursor.level >= 2 {
      throw fieldFailure(
        "a format's field cannot have fields in its own format", from: open)
    }
    cursor.position += 1
    let valueStart = cursor.position
    try skipFieldValue(&cursor, open: open)
    let value = try parseFieldValue(valueStart..<cursor.position, open: open)
    tallest = max(tallest, height)
    var conversion: Character?
    var format: [FormattedPart] = []
    let isEchoed = take(UInt8(ascii: "="), &cursor)
    if isEchoed {
      while cursor.position < cursor.end, isBlank(bytes[cursor.position]) { cursor.position += 1 }
      let echo = source.slice(Span(valueStart, cursor.position))
      append(echo, to: &parts)
    }
    if take(UInt8(ascii: "!"), &cursor) { conversion = try parseConversion(&cursor) }
    let hasFormat = take(UInt8(ascii: ":"), &cursor)
    if hasFormat {
      var inner = Cursor(position: cursor.position, end: cursor.end, level: cursor.level + 1)
      try parseParts(&inner, of: literal, into: &format, tallest: &tallest)
      cursor.position = inner.position
    }
    guard take(UInt8(ascii: "}"), &cursor) else { throw unclosedField(open, cursor) }
    if isEchoed, !hasFormat, conversion == nil { conversion = "r" }
    parts.append(.field(value, conversion: conversion, format: format))
  }

  private func take(_ byte: UInt8, _ cursor: inout Cursor) -> Bool {
    guard cursor.position < cursor.end, bytes[cursor.position] == byte else { return false }
    cursor.position += 1
    return true
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  private mutating func parseConversion(_ cursor: inout Cursor) throws(Failure) -> Character {
    for (byte, letter) in [(UInt8(ascii: "r"), "r"), (UInt8(ascii: "s"), "s"), (0x61, "a")] {
      if take(byte, &cursor) { return Character(letter) }
    }
    throw fieldFailure(
      "after ! stands r, s or a", from: cursor.position,
      suggestions: ["{x!r}      for the form with quotes"])
  }

  /// Moves to the `=`, `!`, `:` or `}` that ends a field's value.
  private mutating func skipFieldValue(_ cursor: inout Cursor, open: Int) throws(Failure) {
    var depth = 0
    while cursor.position < cursor.end {
      let byte = bytes[cursor.position]
      let next = cursor.position + 1 < cursor.end ? bytes[cursor.position + 1] : 0
      switch byte {
      case UInt8(ascii: "\\"):
        throw fieldFailure(
          "a field of an f-string cannot hold a backslash", from: cursor.position,
          suggestions: ["give the string a name before, and write {name}"])
      case UInt8(ascii: "#"):
        throw fieldFailure("a field of an f-string cannot hold a comment", from: cursor.position)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try skipQuoted(&cursor, open: open)
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
      case UInt8(ascii: "}"):
        if depth == 0 { return }
        depth -= 1
      case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        if next == UInt8(ascii: "=") {
          cursor.position += 2
          continue
        }
        if depth == 0, byte == UInt8(ascii: "=") || byte == UInt8(ascii: "!") { return }
      case UInt8(ascii: ":"):
        if depth == 0 { return }
      default: break
      }
      cursor.position += 1
    }
    throw unclosedField(open, cursor)
  }

  private mutating func skipQuoted(_ cursor: inout Cursor, open: Int) throws(Failure) {
    let quote = bytes[cursor.position]
    let isTriple =
      cursor.position + 2 < cursor.end && bytes[cursor.position + 1] == quote
      && bytes[cursor.position + 2] == quote
    let width = isTriple ? 3 : 1
    let start = cursor.position
    cursor.position += width
    while cursor.position + width <= cursor.end {
      if bytes[cursor.position] == UInt8(ascii: "\\") {
        throw fieldFailure(
          "a field of an f-string cannot hold a backslash", from: cursor.position,
          suggestions: ["give the string a name before, and write {name}"])
      }
      if bytes[cursor.position..<(cursor.position + width)].allSatisfy({ $0 == quote }) {
        cursor.position += width
        return
      }
      cursor.position += 1
    }
    throw fieldFailure("this string in a field is never closed", from: start)
  }

  /// Reads a field's value with tokens of its own.
  private mutating func parseFieldValue(
    _ range: Range<Int>, open: Int
  ) throws(Failure) -> Expression {
    guard bytes[range].contains(where: { !isBlank($0) }) else {
      throw fieldFailure(
        "a field needs an expression between its braces", from: open,
        suggestions: ["{{}}      for the signs themselves"])
    }
    var lexer = Lexer(source: source, bytes: bytes, range: range, isFragment: true)
    lexer.run()
    let outer = (tokens: tokens, index: index)
    defer { (tokens, index) = outer }
    (tokens, index) = (lexer.tokens, 0)
    if let diagnostic = lexer.diagnostics.first {
      throw failure(
        diagnostic.id, diagnostic.message, at: diagnostic.span ?? Span(open, range.upperBound),
        labels: diagnostic.labels, notes: diagnostic.notes, suggestions: diagnostic.suggestions)
    }
    try descend()
    defer { nesting -= 1 }
    let value = try parseExpressionList()
    guard kind == .endOfInput else { throw unexpected() }
    return value
  }

  private mutating func unclosedField(_ open: Int, _ cursor: Cursor) -> Failure {
    let isInside = cursor.position < cursor.end
    return fieldFailure(
      isInside
        ? "this field should end here with }"
        : "this { begins a field that is never closed",
      from: isInside ? cursor.position : open,
      suggestions: ["{{      for the sign itself", "{x:.2f}      for a value with a format"])
  }

  private mutating func fieldFailure(
    _ message: String, from start: Int, suggestions: [String] = []
  ) -> Failure {
    failure("bad-field", message, at: Span(start, start + 1), suggestions: suggestions)
  }
}
