import Diagnostics

// Text to tokens, in one pass from left to right over UTF-8 bytes. As in CPython, indentation
// becomes `indent` and `dedent` tokens, lines inside brackets are joined, and blank lines vanish.
//
// The lexer never stops at an error: what it cannot read becomes an `invalid` token. A bracket that
// is never closed would swallow the rest of the file, so at the end the lexer goes back to the line
// of that bracket, ends it there and reads on; everything below is still checked.

struct Lexer {
  /// A bracket that is still open.
  struct Bracket {
    var token: Token
    /// Where its line ended, and how many tokens there were: the place to go back to.
    var lineEnd: (position: Int, tokenCount: Int)?
  }

  /// A level of indentation; `plain` counts a tab as one column, to notice mixtures as CPython does.
  struct Level {
    var column: Int
    var plain: Int
  }

  let source: SourceFile
  let bytes: [UInt8]
  let end: Int
  /// Whether this is the field of an f-string, where lines and indentation mean nothing.
  let isFragment: Bool
  let keywords = Token.Kind.keywords
  let punctuation = Token.Kind.punctuation

  var position: Int
  var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  var brackets: [Bracket] = []
  var levels = [Level(column: 0, plain: 0)]
  var isAtLineStart = true
  var hasMixedTabs = false
  var hasTooManyLevels = false
  var rewinds = 0
  var reportedCharacters: Set<Unicode.Scalar> = []
  /// Whether the text stops where more must follow: in a bracket, a string, or after a backslash.
  var isUnfinished = false

  /// Prepares to read a range of a source's bytes.
  init(source: SourceFile, bytes: [UInt8], range: Range<Int>, isFragment: Bool = false) {
    self.source = source
    self.bytes = bytes
    self.isFragment = isFragment
    end = min(range.upperBound, bytes.count)
    position = range.lowerBound
    if !isFragment { tokens.reserveCapacity(bytes.count / 3 + 4) }
  }

  /// Reads everything; afterwards `tokens` ends with `endOfInput`.
  mutating func run() {
    if position == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    repeat {
      while position < end {
        if isAtLineStart, !isFragment, brackets.isEmpty {
          readIndentation()
        } else {
          readToken()
        }
      }
    } while closesForgottenBracket()
    finish()
  }

  /// The byte some places ahead; 0 beyond the end.
  func peek(_ ahead: Int = 0) -> UInt8 {
    position + ahead < end ? bytes[position + ahead] : 0
  }

  /// Adds a token that ends here.
  mutating func append(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, start: Int32(clamping: start), end: Int32(clamping: position)))
  }

  /// Adds a diagnostic, unless there are more than anybody reads.
  mutating func report(
    _ id: String, _ message: String, at span: Span, labels: [Diagnostic.Label] = [],
    notes: [String] = [], suggestions: [String] = [], fix: Diagnostic.Fix? = nil
  ) {
    guard diagnostics.count < Parser.diagnosticLimit else { return }
    // A line can be read twice (`closesForgottenBracket`); what it says is said once.
    guard !diagnostics.contains(where: { $0.id == id && $0.span == span }) else { return }
    diagnostics.append(
      Diagnostic(
        id, message, at: span, in: source, labels: labels, notes: notes, suggestions: suggestions,
        fix: fix
      ).withReason)
  }

  private mutating func readToken() {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
      position += 1
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      readNewline()
    case UInt8(ascii: "#"):
      skipLine()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      readWord()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      readNumber()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      readString(from: position, isRaw: false)
    case UInt8(ascii: "."):
      if isDigit(peek(1)) { readNumber() } else { readPunctuation() }
    case UInt8(ascii: "\\"):
      readBackslash()
    case 0x80...:
      if isIdentifierStart(scalar(at: position).scalar) { readWord() } else { readStranger() }
    default:
      readPunctuation()
    }
  }

  private mutating func readPunctuation() {
    let byte = bytes[position]
    for (spelling, kind) in byte < 128 ? punctuation[Int(byte)] : [] {
      if matches(spelling) {
        appendPunctuation(kind, length: spelling.count)
        return
      }
    }
    readStranger()
  }

  private func matches(_ spelling: [UInt8]) -> Bool {
    guard position + spelling.count <= end else { return false }
    for index in spelling.indices where bytes[position + index] != spelling[index] { return false }
    return true
  }

  /// Adds punctuation of the given length and keeps count of brackets.
  mutating func appendPunctuation(_ kind: Token.Kind, length: Int) {
    let start = position
    position += length
    if kind.isClosing {
      append(closeBracket(kind, at: Span(start, position)), from: start)
    } else {
      append(kind, from: start)
      if kind.isOpening, let token = tokens.last { brackets.append(Bracket(token: token)) }
    }
  }

  private mutating func readWord() {
    let start = position
    skipIdentifier()
    let length = position - start
    let quote = peek()
    if length <= 2, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let isRaw = stringPrefix(start..<position)
    {
      readString(from: start, isRaw: isRaw)
      return
    }
    // "continue" and "nonlocal" are the longest keywords.
    guard length >= 2, length <= 8 else { return append(.name, from: start) }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    append(keywords[word] ?? .name, from: start)
  }

  /// Moves past a name; also used to swallow letters that follow a number.
  mutating func skipIdentifier() {
    while position < end {
      let byte = bytes[position]
      if byte < 0x80 {
        guard isWordByte(byte) else { return }
        position += 1
      } else {
        let (scalar, length) = scalar(at: position)
        guard scalar.properties.isXIDContinue else { return }
        position += length
      }
    }
  }

  private mutating func readBackslash() {
    let start = position
    position += 1
    let joins = skipLineEnd()
    if position >= end {
      isUnfinished = !joins
      report(
        "backslash-end", "the input ends after a line-joining \\", at: Span(start, start + 1),
        notes: ["a \\ at the end of a line joins the next line to it, and there is none"])
      append(.invalid, from: start)
    } else if !joins {
      report(
        "stray-backslash", "a \\ outside a string must be the last character of its line",
        at: Span(start, position),
        notes: ["it joins the next line to this one; not even a space may follow it"],
        suggestions: ["put the expression in brackets, which may run over several lines"])
      skipLine()
      append(.invalid, from: start)
    }
  }
}

extension Lexer {
  /// Moves to the end of the line.
  mutating func skipLine() {
    while position < end, bytes[position] != UInt8(ascii: "\n"), bytes[position] != 0x0D {
      position += 1
    }
  }

  /// Moves past one LF, CRLF or CR, if there is one.
  mutating func skipLineEnd() -> Bool {
    if peek() == UInt8(ascii: "\r"), position < end {
      position += peek(1) == UInt8(ascii: "\n") ? 2 : 1
      return true
    }
    if peek() == UInt8(ascii: "\n") {
      position += 1
      return true
    }
    return false
  }

  /// The scalar whose first byte stands at an offset, and its length in bytes.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
    var decoder = UTF8()
    var iterator = bytes[offset..<end].makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) {
      return (scalar, UTF8.width(scalar))
    }
    return ("\u{FFFD}", 1)
  }

  func isIdentifierStart(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isXIDStart }

  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_")
      || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z"))
  }
}
