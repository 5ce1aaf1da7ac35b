import Diagnostics

// The words of the language. A token is twelve bytes and holds no text: its kind and where it
// stands are enough, and the parser reads names and numbers from the source when it needs them.
// The enum's raw values are the spellings, so the lexer's tables are made from it and a new
// operator is one line.

/// One word of the source.
struct Token: Sendable {
  /// What the word is.
  var kind: Kind
  /// The UTF-8 offset of its first byte.
  var start: Int32
  /// The UTF-8 offset after its last byte.
  var end: Int32

  /// Where it stands.
  var span: Span { Span(Int(start), Int(end)) }

  /// The kinds of words; the raw value of keywords and punctuation is their spelling.
  enum Kind: String, Sendable, CaseIterable {
    case endOfInput = "the end of the input"
    case newline = "the end of the line"
    case indent = "an indentation"
    case dedent = "the end of the block"
    /// What could not be read; the lexer has already said why, so the parser stays silent about it.
    case invalid = "something unreadable"
    case name = "a name"
    case int = "a whole number"
    case float = "a number"
    case string = "a string"

    case none = "None"
    case `true` = "True"
    case `false` = "False"
    case and, `as`, assert, async, await, `break`, `class`, `continue`, def, del, elif, `else`
    case except, finally, `for`, from, global, `if`, `import`, `in`, `is`, lambda, nonlocal, not
    case or, pass, raise, `return`, `try`, `while`, with, yield

    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case colon = ":"
    case semicolon = ";"
    case dot = "."
    case ellipsis = "..."
    case equal = "="
    case plus = "+"
    case minus = "-"
    case star = "*"
    case doubleStar = "**"
    case slash = "/"
    case doubleSlash = "//"
    case percent = "%"
    case at = "@"
    case ampersand = "&"
    case pipe = "|"
    case caret = "^"
    case tilde = "~"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case equalEqual = "=="
    case notEqual = "!="
    case plusEqual = "+="
    case minusEqual = "-="
    case starEqual = "*="
    case doubleStarEqual = "**="
    case slashEqual = "/="
    case doubleSlashEqual = "//="
    case percentEqual = "%="
    case atEqual = "@="
    case ampersandEqual = "&="
    case pipeEqual = "|="
    case caretEqual = "^="
    case shiftLeftEqual = "<<="
    case shiftRightEqual = ">>="

    // What other languages write, read as one word so that it can be answered as one.
    case walrus = ":="
    case arrow = "->"
    case doubleAmpersand = "&&"
    case doublePipe = "||"
    case bang = "!"
    case angleNotEqual = "<>"
    case tripleEqual = "==="
    case strictNotEqual = "!=="
  }
}

extension Token.Kind {
  /// Whether the word is spelled with letters and reserved.
  var isKeyword: Bool {
    switch self {
    case .endOfInput, .newline, .indent, .dedent, .invalid, .name, .int, .float, .string:
      return false
    default:
      return rawValue.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    }
  }

  /// Whether the word opens a bracket.
  var isOpening: Bool {
    self == .leftParenthesis || self == .leftBracket || self == .leftBrace
  }

  /// Whether the word closes a bracket.
  var isClosing: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }

  /// The bracket that closes this opening one.
  var closing: Token.Kind {
    switch self {
    case .leftParenthesis: return .rightParenthesis
    case .leftBracket: return .rightBracket
    default: return .rightBrace
    }
  }

  /// Whether an expression can begin with the word.
  var startsExpression: Bool {
    switch self {
    case .name, .int, .float, .string, .none, .true, .false, .ellipsis, .leftParenthesis,
      .leftBracket, .leftBrace, .minus, .plus, .tilde, .not, .lambda, .await, .star, .invalid:
      return true
    default: return false
    }
  }

  /// Whether an operand begins with the word, so that it cannot follow another one directly.
  var startsOperand: Bool {
    switch self {
    case .name, .int, .float, .string, .none, .true, .false, .leftBrace, .lambda: return true
    default: return false
    }
  }
}

extension Token.Kind {
  /// The keywords by spelling.
  static let keywords: [String: Token.Kind] = {
    var table: [String: Token.Kind] = [:]
    for kind in allCases where kind.isKeyword { table[kind.rawValue] = kind }
    return table
  }()

  /// For each ASCII byte, the punctuation that begins with it, longest first.
  static let punctuation: [[(spelling: [UInt8], kind: Token.Kind)]] = {
    var table = [[(spelling: [UInt8], kind: Token.Kind)]](repeating: [], count: 128)
    for kind in allCases where !kind.isKeyword {
      let spelling = Array(kind.rawValue.utf8)
      guard let first = spelling.first, first < 0x61 || first > 0x7A, first < 128 else { continue }
      table[Int(first)].append((spelling, kind))
    }
    for index in table.indices { table[index].sort { $0.spelling.count > $1.spelling.count } }
    return table
  }()
}
