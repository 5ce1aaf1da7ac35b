import Diagnostics

// What operators stand between: names, literals, displays in brackets, and the attributes, calls
// and subscripts that follow them.

extension Parser {
  /// An atom and its trailers: `model.w[0](x)`.
  mutating func parsePrimary() throws(Failure) -> Expression {
    let start = current.start
    var value = try parseAtom()
    while true {
      switch kind {
      case .dot: value = try parseAttribute(of: value, from: start)
      case .leftParenthesis: value = try parseCall(of: value, from: start)
      case .leftBracket: value = try parseSubscript(of: value, from: start)
      default: return value
      }
    }
  }

  private mutating func parseAtom() throws(Failure) -> Expression {
    switch kind {
    case .name: return try parseName()
    case .int: return try parseInt()
    case .float: return try parseFloat()
    case .string: return try parseStrings()
    case .none: return try parseConstant(.none)
    case .true: return try parseConstant(.bool(true))
    case .false: return try parseConstant(.bool(false))
    case .ellipsis: return try parseConstant(.ellipsis)
    case .leftParenthesis: return try parseParenthesized()
    case .leftBracket: return try parseList()
    case .leftBrace: return try parseBraces()
    default: throw expectedExpression()
    }
  }

  private mutating func parseName() throws(Failure) -> Expression {
    let token = advance()
    return try node(.name(name(of: token)), from: token.start)
  }

  private mutating func parseConstant(_ value: Expression.Kind) throws(Failure) -> Expression {
    try node(value, from: advance().start)
  }

  private mutating func parseAttribute(
    of base: Expression, from start: Int32
  ) throws(Failure) -> Expression {
    let tallest = height
    advance()
    guard kind == .name else {
      let isWord = kind.isKeyword
      throw failure(
        "missing-attribute",
        isWord
          ? "\(kind.rawValue) is a word of the language and cannot name an attribute"
          : "a name should follow the dot", at: isWord ? current.span : gap)
    }
    let token = advance()
    return try node(
      .attribute(base, name(of: token), nameSpan: token.span), from: start, over: tallest)
  }

  /// Goes into a bracket, whose token is next; every call is paired with `leaveBracket`.
  mutating func enterBracket() throws(Failure) -> Token {
    openBrackets += 1
    nesting += 1
    guard openBrackets <= Parser.bracketLimit else {
      report(
        "too-many-brackets", "more than \(Parser.bracketLimit) brackets are open at once",
        at: current.span, suggestions: ["compute an inner part first and give it a name"])
      throw .statement
    }
    guard nesting + blockDepth <= Parser.depthLimit else { throw tooDeep() }
    return advance()
  }

  /// Comes out of a bracket again.
  mutating func leaveBracket() {
    openBrackets -= 1
    nesting -= 1
  }

  /// The bracket that closes `open`.
  mutating func close(_ open: Token, in what: String) throws(Failure) {
    guard accept(open.kind.closing) else { throw unexpected(after: what) }
  }

  /// One element of a bracket; after a failure inside, goes on behind it.
  mutating func parseMember(of what: String) throws(Failure) -> Expression {
    let start = current.start
    do throws(Failure) {
      let value = try parseElement()
      if kind == .comma || kind.isClosing || kind == .for || kind == .async || kind == .colon {
        return value
      }
      throw unexpected(after: what)
    } catch {
      guard error == .element else { throw error }
      skipElement()
      return Expression(kind: .error, span: span(from: start))
    }
  }

  private mutating func parseParenthesized() throws(Failure) -> Expression {
    let start = current.start
    let open = try enterBracket()
    defer { leaveBracket() }
    if accept(.rightParenthesis) { return try node(.tuple([]), from: start) }
    if kind == .yield { throw unsupported(.yield) }
    let first = try parseMember(of: "a tuple")
    if kind == .for || kind == .async {
      return try parseComprehension(.generator, of: first, value: nil, open: open)
    }
    guard kind == .comma else {
      if case .starred = first.kind {
        throw failure(
          "starred", "a starred expression needs a comma to be a tuple", at: first.span,
          suggestions: ["(\(source.slice(first.span)),)"])
      }
      try close(open, in: "the parentheses")
      return first
    }
    let members = try parseMembers(after: first, until: .rightParenthesis, of: "a tuple")
    let tallest = height
    try close(open, in: "a tuple")
    return try node(.tuple(members), from: start, over: tallest)
  }

  private mutating func parseList() throws(Failure) -> Expression {
    let start = current.start
    let open = try enterBracket()
    defer { leaveBracket() }
    if accept(.rightBracket) { return try node(.list([]), from: start) }
    let first = try parseMember(of: "a list")
    if kind == .for || kind == .async {
      return try parseComprehension(.list, of: first, value: nil, open: open)
    }
    let members = try parseMembers(after: first, until: .rightBracket, of: "a list")
    let tallest = height
    try close(open, in: "a list")
    return try node(.list(members), from: start, over: tallest)
  }

  /// The elements of a display after its first; leaves the height of the tallest.
  private mutating func parseMembers(
    after first: Expression, until closer: Token.Kind, of what: String
  ) throws(Failure) -> [Expression] {
    var members = [first]
    var tallest = height
    while accept(.comma), kind != closer {
      members.append(try parseMember(of: what))
      tallest = max(tallest, height)
    }
    height = tallest
    return members
  }

  private mutating func parseBraces() throws(Failure) -> Expression {
    let start = current.start
    let open = try enterBracket()
    defer { leaveBracket() }
    if accept(.rightBrace) { return try node(.dict([]), from: start) }
    if kind == .doubleStar { throw unsupportedDictSpread() }
    let first = try parseMember(of: "a set")
    if kind == .colon { return try parseDict(first, open: open) }
    if kind == .for || kind == .async {
      return try parseComprehension(.set, of: first, value: nil, open: open)
    }
    let members = try parseMembers(after: first, until: .rightBrace, of: "a set")
    let tallest = height
    try close(open, in: "a set")
    return try node(.set(members), from: start, over: tallest)
  }

  /// A dict from the colon after its first key.
  private mutating func parseDict(_ first: Expression, open: Token) throws(Failure) -> Expression {
    var items: [DictItem] = []
    var key = first
    var tallest = height
    while true {
      if case .starred = key.kind {
        throw failure("starred", "a dict's key cannot be starred", at: key.span)
      }
      guard accept(.colon) else {
        throw failure(
          "missing-value", "this key has no value", at: key.span,
          suggestions: ["\(source.slice(key.span)): …"])
      }
      let value = try parseMember(of: "a dict")
      tallest = max(tallest, height)
      if items.isEmpty, kind == .for || kind == .async {
        height = tallest
        return try parseComprehension(.dict, of: key, value: value, open: open)
      }
      items.append(DictItem(key: key, value: value))
      guard accept(.comma), kind != .rightBrace else { break }
      if kind == .doubleStar { throw unsupportedDictSpread() }
      key = try parseMember(of: "a dict")
      tallest = max(tallest, height)
    }
    try close(open, in: "a dict")
    return try node(.dict(items), from: open.start, over: tallest)
  }

  private mutating func unsupportedDictSpread() -> Failure {
    failure(
      "unsupported-double-star", "** in a dict is not in this language", at: current.span,
      labels: [.init(current.span, "would spread a dict")],
      suggestions: ["a = a.copy() … a.update(b)"])
  }
}
