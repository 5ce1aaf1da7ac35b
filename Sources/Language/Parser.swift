import Diagnostics

// Tokens to a syntax tree, by recursive descent: statements one function each, operators by
// precedence climbing. The grammar is CPython's, cut down to the subset, and so is every rule about
// what binds how.
//
// Inside, a function that cannot go on records a diagnostic and throws a `Failure`, which says how
// far to skip: to the next element of the bracket or to the next statement. Nothing is thrown to the
// outside. What other languages or other parts of Python would have here is read as what was
// meant, with a diagnostic, so that one slip gives one message.
//
// Two limits bound the recursion here and in everyone who walks the tree: brackets, as in CPython,
// and levels of the tree. `nesting` counts levels on the way down, `height` on the way up (a long
// sum is a deep tree that no recursion made).

/// The front end's second half: makes a syntax tree from a source text.
public struct Parser {
  /// How deep statements and expressions may nest together.
  public static let depthLimit = 400
  /// How many brackets may be open at once, as in CPython.
  public static let bracketLimit = 200
  /// How many diagnostics one text gets at most.
  public static let diagnosticLimit = 20

  /// How far to skip before reading on.
  enum Failure: Error {
    /// To the next element of the bracket, or statement.
    case element
    /// To the next statement.
    case statement
    /// To the end: enough has been said.
    case everything
  }

  let source: SourceFile
  let bytes: [UInt8]
  let allowsYield: Bool
  var tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic] = []
  /// What the lexer has said; the parser stays silent about statements that it concerns.
  let lexerDiagnostics: [Diagnostic]
  /// Where the statement being read begins.
  var statementStart: Int32 = 0
  /// Levels of the tree above the one being read.
  var nesting = 0
  /// Brackets open around the one being read.
  var openBrackets = 0
  /// Statements around the one being read.
  var blockDepth = 0
  /// The height of the tree that was read last.
  var height = 0

  private init(_ source: SourceFile, allowsYield: Bool) {
    self.source = source
    self.allowsYield = allowsYield
    bytes = Array(source.text.utf8)
    var lexer = Lexer(source: source, bytes: bytes, range: 0..<bytes.count)
    lexer.run()
    tokens = lexer.tokens
    lexerDiagnostics = lexer.diagnostics
  }

  /// Reads a whole text; what could not be read has been left out and said.
  ///
  /// - Parameter allowsYield: whether `yield x` is a statement, which it is in the prelude alone.
  /// - Returns: the tree, and the diagnostics in source order; with none, the tree is complete.
  public static func parse(
    _ source: SourceFile, allowsYield: Bool = false
  ) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    guard source.text.utf8.count < Int(Int32.max) else {
      let tooLong = Diagnostic("too-long", "a source text may have 2 GB at most", in: source)
      return (SyntaxTree(source: source, statements: []), [tooLong])
    }
    return onLargeStack {
      var parser = Parser(source, allowsYield: allowsYield)
      let statements = parser.parseProgram()
      return (SyntaxTree(source: source, statements: statements), parser.allDiagnostics)
    }
  }

  /// The lexer's and the parser's diagnostics in source order.
  private var allDiagnostics: [Diagnostic] {
    let all = (lexerDiagnostics + diagnostics).enumerated().sorted {
      ($0.element.span?.start ?? 0, $0.offset) < ($1.element.span?.start ?? 0, $1.offset)
    }
    return all.prefix(Parser.diagnosticLimit).map(\.element)
  }

  private mutating func parseProgram() -> [Statement] {
    var statements: [Statement] = []
    while kind != .endOfInput { parseStatement(into: &statements) }
    return statements
  }
}

// Looking at tokens and moving over them. The last token is `endOfInput` and is never passed.
extension Parser {
  /// The token that is next.
  var current: Token { tokens[index] }

  /// The kind of the token that is next.
  var kind: Token.Kind { tokens[index].kind }

  /// The kind of the token after the next.
  var following: Token.Kind {
    index + 1 < tokens.count ? tokens[index + 1].kind : .endOfInput
  }

  /// The token before the next, or the next at the very beginning.
  var previous: Token { tokens[max(index - 1, 0)] }

  /// Moves over the next token and returns it.
  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[index]
    if index + 1 < tokens.count { index += 1 }
    return token
  }

  /// Moves over the next token if it is of this kind.
  mutating func accept(_ wanted: Token.Kind) -> Bool {
    guard kind == wanted else { return false }
    advance()
    return true
  }

  /// The text of a token.
  func text(of token: Token) -> String {
    String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  /// The text of a name, letters of mathematical typography in their plain form.
  ///
  /// Python compares names in Unicode's form NFKC; of what that changes, these are the letters that
  /// formulas have. Accents need nothing, since Swift compares strings by canonical equivalence.
  func name(of token: Token) -> String {
    let text = text(of: token)
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{B5}": plain.append("\u{3BC}")
      case "\u{3F5}": plain.append("\u{3B5}")
      case "\u{3D1}": plain.append("\u{3B8}")
      case "\u{3D5}": plain.append("\u{3C6}")
      case "\u{3D6}": plain.append("\u{3C0}")
      case "\u{3F1}": plain.append("\u{3C1}")
      case "\u{2113}": plain.append("l")
      case "\u{210F}": plain.append("\u{127}")
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }

  /// The span from an offset to the end of the token before the next.
  func span(from start: Int32) -> Span {
    Span(Int(start), Int(max(previous.end, start)))
  }

  /// An expression node that ends before the next token, one level above its tallest part.
  mutating func node(
    _ kind: Expression.Kind, from start: Int32, over tallest: Int = 0
  ) throws(Failure) -> Expression {
    height = tallest + 1
    guard height + blockDepth <= Parser.depthLimit else { throw tooDeep() }
    return Expression(kind: kind, span: span(from: start))
  }

  /// Goes one level down; every call is paired with `nesting -= 1`.
  mutating func descend() throws(Failure) {
    nesting += 1
    guard nesting + blockDepth <= Parser.depthLimit else { throw tooDeep() }
  }
}
