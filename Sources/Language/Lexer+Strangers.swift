import Diagnostics

// Characters that no program has, most of them from a document: an editor for prose turns quotes
// and minus signs into prettier ones. Each is named, and read as what it was meant to be, so that
// one slip gives one diagnostic.

extension Lexer {
  /// Reads a character that begins no word.
  mutating func readStranger() {
    let (character, length) = scalar(at: position)
    if isCurlyQuote(character) { return readCurlyString(length: length) }
    if let (spelling, name) = lookalike(character) {
      let span = Span(position, position + length)
      if reportedCharacters.insert(character).inserted {
        report(
          "lookalike", "\(character) is \(name), not \(spelling)", at: span,
          labels: [.init(span, codePoint(character))],
          notes: ["it looks like code, but comes from a document or another keyboard"],
          suggestions: ["replace it by \(spelling) here and wherever else it stands"],
          fix: .init(span, spelling))
      }
      if let kind = Token.Kind(rawValue: spelling) {
        return appendPunctuation(kind, length: length)
      }
      position += length
      return
    }
    let start = position
    position += length
    if let power = superscript(character) {
      report(
        "lookalike", "\(character) is a superscript letter, not a power", at: Span(start, position),
        notes: ["a power is written with two stars"], suggestions: ["** \(power)"],
        fix: .init(Span(start, position), " ** \(power)"))
    } else if character.properties.isWhitespace || isInvisible(character) {
      if reportedCharacters.insert(character).inserted {
        report(
          "invisible-character", "an invisible character (\(codePoint(character))) stands here",
          at: Span(start, position), notes: ["it most likely came with pasted text"],
          suggestions: ["delete it, or replace it by an ordinary space"])
      }
      return
    } else {
      let shown = isInvisible(character) || character.value < 0x20 ? "" : "\(character) "
      report(
        "bad-character", "\(shown)(\(codePoint(character))) means nothing in a program",
        at: Span(start, position), notes: advice(character).map { [$0] } ?? [])
    }
    append(.invalid, from: start)
  }

  private func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format || scalar.properties.generalCategory == .control
  }

  private func advice(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "$": return "a variable is written without $"
    case "?": return "a choice is written `a if condition else b`; help is asked for with a command"
    case "√": return "a square root is written sqrt(x)"
    case "∑": return "a sum is written sum(…)"
    default: return nil
    }
  }

  /// What a typographic character was meant to be, and what it is.
  private func lookalike(_ scalar: Unicode.Scalar) -> (spelling: String, name: String)? {
    switch scalar {
    case "\u{2212}", "\u{FF0D}", "\u{FE63}": return ("-", "a typographic minus sign")
    case "\u{2010}"..."\u{2015}": return ("-", "a typographic dash")
    case "×", "∗", "·", "⋅": return ("*", "a typographic multiplication sign")
    case "÷", "∕", "⁄": return ("/", "a typographic division sign")
    case "≤": return ("<=", "a mathematical sign")
    case "≥": return (">=", "a mathematical sign")
    case "≠": return ("!=", "a mathematical sign")
    case "…": return ("...", "one character")
    case "（": return ("(", "a full-width bracket")
    case "）": return (")", "a full-width bracket")
    case "［": return ("[", "a full-width bracket")
    case "］": return ("]", "a full-width bracket")
    case "，", "、": return (",", "a full-width comma")
    case "：": return (":", "a full-width colon")
    case "；": return (";", "a full-width semicolon")
    case "＝": return ("=", "a full-width sign")
    case "＋": return ("+", "a full-width sign")
    case "＊": return ("*", "a full-width sign")
    default: return nil
    }
  }

  private func superscript(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "¹": return "1"
    case "²": return "2"
    case "³": return "3"
    case "⁴"..."⁹": return String(scalar.value - 0x2070)
    default: return nil
    }
  }

  private func isCurlyQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{2018}"..."\u{201F}", "«", "»", "‹", "›", "`", "´", "′", "″": return true
    default: return false
    }
  }

  /// Reads to the quote that most likely closes the string, or to the end of the line.
  private mutating func readCurlyString(length: Int) {
    let start = position
    let opening = scalar(at: position).scalar
    position += length
    let contentStart = position
    var contentEnd = end
    while position < end, bytes[position] != UInt8(ascii: "\n"), bytes[position] != 0x0D {
      let (character, length) = scalar(at: position)
      if isCurlyQuote(character) || character == "\"" {
        contentEnd = position
        position += length
        break
      }
      position += length
    }
    let isClosed = contentEnd < position
    let content = source.slice(Span(contentStart, isClosed ? contentEnd : position))
    report(
      "curly-quote", "\(opening) is no quote that a program knows", at: Span(start, position),
      labels: [.init(Span(start, contentStart), codePoint(opening))],
      notes: ["a string stands between straight quotes, \" or '; an editor for prose bends them"],
      suggestions: isClosed ? ["\"\(content)\""] : [],
      fix: isClosed ? .init(Span(start, position), "\"\(content)\"") : nil)
    append(.invalid, from: start)
  }
}
