import Diagnostics

// Calls and subscripts, the trailers with something in brackets.

extension Parser {
  /// The arguments of a call, whose opening parenthesis is next.
  mutating func parseCall(of callee: Expression, from start: Int32) throws(Failure) -> Expression {
    var tallest = height
    let open = try enterBracket()
    defer { leaveBracket() }
    var arguments: [Argument] = []
    var keywords = Keywords()
    while kind != .rightParenthesis {
      height = 0
      arguments.append(try parseArgument(isFirst: arguments.isEmpty, after: &keywords))
      tallest = max(tallest, height)
      guard accept(.comma) else { break }
    }
    try close(open, in: "the arguments")
    return try node(.call(callee, arguments), from: start, over: tallest)
  }

  /// The keywords that a call has had so far.
  private struct Keywords {
    var spans: [String: Span] = [:]
    var last: Span?
  }

  /// One argument; after a failure inside, goes on behind it.
  private mutating func parseArgument(
    isFirst: Bool, after keywords: inout Keywords
  ) throws(Failure) -> Argument {
    let start = current.start
    do throws(Failure) {
      let argument: Argument
      switch kind {
      case .star:
        advance()
        argument = Argument(isStarred: true, value: try parseExpression())
      case .doubleStar:
        throw unsupported(.doubleStar)
      case _ where following == .equal:
        argument = try parseKeywordArgument(after: &keywords)
      default:
        argument = try parsePositionalArgument(isFirst: isFirst, after: keywords)
      }
      guard kind == .comma || kind == .rightParenthesis else { throw unexpectedInCall() }
      return argument
    } catch {
      guard error == .element else { throw error }
      skipElement()
      return Argument(
        isStarred: false, value: Expression(kind: .error, span: span(from: start)))
    }
  }

  private mutating func parseKeywordArgument(
    after keywords: inout Keywords
  ) throws(Failure) -> Argument {
    let token = advance()
    guard token.kind == .name else {
      throw failure(
        "bad-keyword", "\(describe(token)) cannot name an argument", at: token.span,
        suggestions: ["f(x == y)      to compare"])
    }
    let keyword = name(of: token)
    if let first = keywords.spans.updateValue(token.span, forKey: keyword) {
      report(
        "repeated-keyword", "\(keyword) is given twice", at: token.span,
        labels: [.init(first, "first here")])
    }
    keywords.last = token.span
    advance()
    let value = try parseExpression()
    return Argument(keyword: keyword, keywordSpan: token.span, isStarred: false, value: value)
  }

  private mutating func parsePositionalArgument(
    isFirst: Bool, after keywords: Keywords
  ) throws(Failure) -> Argument {
    let start = current.start
    let value = try parseExpression()
    if kind == .for || kind == .async {
      return try parseGeneratorArgument(value, from: start, isFirst: isFirst)
    }
    if let keyword = keywords.last, kind != .equal {
      report(
        "positional-after-keyword", "an argument without a name follows one with a name",
        at: value.span,
        labels: [.init(keyword, "named here")],
        notes: ["positions count from the left, so the arguments without names come first"])
    }
    return Argument(isStarred: false, value: value)
  }

  /// A generator expression as an argument, which needs no parentheses of its own if it is alone.
  private mutating func parseGeneratorArgument(
    _ element: Expression, from start: Int32, isFirst: Bool
  ) throws(Failure) -> Argument {
    let (comprehension, tallest) = try parseClauses(.generator, of: element, value: nil)
    let value = try node(.comprehension(comprehension), from: start, over: tallest)
    if !isFirst || kind == .comma {
      report(
        "generator-parentheses", "a generator beside other arguments needs parentheses",
        at: value.span, suggestions: ["(\(source.slice(value.span)))"])
    }
    return Argument(isStarred: false, value: value)
  }

  private mutating func unexpectedInCall() -> Failure {
    guard kind == .equal else { return unexpected(after: "the arguments") }
    return failure(
      "bad-keyword", "only a name can stand before = in a call", at: current.span,
      suggestions: ["==      to compare"])
  }

  /// The index of a subscript, whose opening bracket is next.
  mutating func parseSubscript(
    of base: Expression, from start: Int32
  ) throws(Failure) -> Expression {
    let baseHeight = height
    let open = try enterBracket()
    defer { leaveBracket() }
    if kind == .rightBracket {
      throw failure(
        "empty-subscript", "an index is missing between the brackets",
        at: open.span.union(current.span), suggestions: ["x[0]", "x[:]      for everything"])
    }
    let index = try parseIndex()
    let tallest = max(baseHeight, height)
    try close(open, in: "the index")
    return try node(.subscripted(base, index: index), from: start, over: tallest)
  }

  private mutating func parseIndex() throws(Failure) -> Expression {
    let start = current.start
    let first = try parseIndexMember()
    var isTuple = kind == .comma
    if case .starred = first.kind { isTuple = true }
    guard isTuple else { return first }
    var members = [first]
    var tallest = height
    while accept(.comma), kind != .rightBracket {
      members.append(try parseIndexMember())
      tallest = max(tallest, height)
    }
    return try node(.tuple(members), from: start, over: tallest)
  }

  private mutating func parseIndexMember() throws(Failure) -> Expression {
    let start = current.start
    do throws(Failure) {
      let value = kind == .colon ? nil : try parseElement()
      if kind == .colon { return try parseSlice(value, from: start) }
      guard let value, kind == .comma || kind == .rightBracket else {
        throw unexpected(after: "the index")
      }
      return value
    } catch {
      guard error == .element else { throw error }
      skipElement()
      return Expression(kind: .error, span: span(from: start))
    }
  }

  /// A slice from its first colon on.
  private mutating func parseSlice(
    _ lower: Expression?, from start: Int32
  ) throws(Failure) -> Expression {
    var tallest = lower == nil ? 0 : height
    var upper: Expression?
    var step: Expression?
    advance()
    if kind != .colon, kind != .comma, kind != .rightBracket {
      upper = try parseExpression()
      tallest = max(tallest, height)
    }
    if accept(.colon), kind != .comma, kind != .rightBracket {
      step = try parseExpression()
      tallest = max(tallest, height)
    }
    guard kind == .comma || kind == .rightBracket else { throw unexpected(after: "the index") }
    return try node(.slice(lower, upper, step), from: start, over: tallest)
  }
}
