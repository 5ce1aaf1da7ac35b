import Diagnostics

// Compound statements: a header, a colon, and a block that is indented or stands on the same line.

extension Parser {
  /// Reads one line's statements, or one compound statement; whatever happens, moves on.
  mutating func parseStatement(into list: inout [Statement]) {
    statementStart = current.start
    do throws(Failure) {
      switch kind {
      case .newline: advance()
      case .indent: parseUnexpectedIndent(into: &list)
      case .if: list.append(try parseIf())
      case .for: list.append(try parseFor())
      case .while: list.append(try parseWhile())
      case .def: list.append(try parseDef())
      case .with: list.append(try parseWith())
      case .class, .try: skipUnsupportedBlock()
      case .async where following == .def || following == .for || following == .with:
        reportUnsupported(.async, at: current.span)
        advance()
      case .at: throw unsupported(.at, at: restOfStatement())
      case .else, .elif, .except, .finally: throw orphan()
      case .name where beginsMatch(): skipMatch()
      default: try parseSimpleLine(into: &list)
      }
    } catch {
      recover(from: error)
    }
  }

  /// The statements of an indented block, whose `indent` is next.
  mutating func parseIndented() -> [Statement] {
    var statements: [Statement] = []
    advance()
    while kind != .dedent, kind != .endOfInput { parseStatement(into: &statements) }
    _ = accept(.dedent)
    return statements
  }

  /// The colon and the block after a header that began with `header`.
  mutating func parseBlock(after header: Token) throws(Failure) -> [Statement] {
    let hasColon = parseColon(after: header)
    blockDepth += 1
    defer { blockDepth -= 1 }
    guard kind == .newline || kind == .endOfInput else {
      var statements: [Statement] = []
      try parseSimpleLine(into: &statements)
      return statements
    }
    _ = accept(.newline)
    if kind == .indent { return parseIndented() }
    guard hasColon else { return [] }
    report(
      "missing-block", "the block after \(header.kind.rawValue) is missing", at: header.span,
      labels: [.init(header.span, "nothing is indented below this")],
      notes: ["the lines that belong to it stand below it, further in"],
      suggestions: ["pass      on an indented line, for a block that does nothing"])
    return []
  }

  /// The colon of a header; whether it stood where it should.
  private mutating func parseColon(after header: Token) -> Bool {
    if accept(.colon) { return true }
    let start = Int(header.start)
    if kind == .newline || kind == .endOfInput {
      let line = source.slice(Span(start, Int(previous.end)))
      report(
        "missing-colon", "the \(header.kind.rawValue) line must end with a colon", at: gap,
        labels: [.init(gap, "a : belongs here")],
        notes: ["the colon says that a block follows"],
        suggestions: line.contains("\n") ? [] : [line + ":"], fix: .init(gap, ":"))
      return false
    }
    if kind == .leftBrace {
      report(
        "brace-block", "a block begins with a colon and is indented, without braces",
        at: current.span, labels: [.init(current.span, "a : belongs here")],
        suggestions: [source.slice(Span(start, Int(previous.end))) + ":"])
    } else {
      report(
        "missing-colon",
        "\(describe(current)) stands where the \(header.kind.rawValue) line "
          + "should have its colon", at: current.span,
        labels: [.init(gap, "a : belongs here")])
    }
    skipHeader()
    return accept(.colon)
  }

  private mutating func parseIf() throws(Failure) -> Statement {
    var branches: [Statement.Branch] = []
    let start = current.start
    var header = advance()
    let condition = try parseCondition()
    let span = headerSpan(from: start)
    branches.append(.init(condition: condition, body: try parseBlock(after: header)))
    while kind == .elif || (kind == .else && following == .if) {
      statementStart = current.start
      header = advance()
      if header.kind == .else {
        report(
          "else-if", "else if is written as one word", at: header.span.union(current.span),
          labels: [.init(header.span.union(current.span), "write elif")],
          notes: ["as two words they would be two blocks, one in the other"],
          suggestions: ["elif …:"])
        header = advance()
      }
      let condition = try parseCondition()
      branches.append(.init(condition: condition, body: try parseBlock(after: header)))
    }
    return Statement(kind: .conditional(branches, otherwise: try parseElse()), span: span)
  }

  private mutating func parseWhile() throws(Failure) -> Statement {
    let header = advance()
    let condition = try parseCondition()
    let span = headerSpan(from: header.start)
    let body = try parseBlock(after: header)
    let otherwise = try parseElse()
    return Statement(
      kind: .whileLoop(condition: condition, body: body, otherwise: otherwise), span: span)
  }

  private mutating func parseFor() throws(Failure) -> Statement {
    let header = advance()
    var target = Expression(kind: .error, span: current.span)
    var iterable = target
    do throws(Failure) {
      target = try parseForTarget()
      guard accept(.in) else {
        throw failure(
          "missing-in", "for wants `in` after its variable", at: current.span,
          suggestions: ["for x in xs:", "for i in range(n):"])
      }
      iterable = try parseExpressionList()
    } catch {
      try skipHeader(after: error)
    }
    let span = headerSpan(from: header.start)
    let body = try parseBlock(after: header)
    let otherwise = try parseElse()
    return Statement(
      kind: .forLoop(target: target, iterable: iterable, body: body, otherwise: otherwise),
      span: span)
  }

  private mutating func parseElse() throws(Failure) -> [Statement] {
    guard kind == .else else { return [] }
    statementStart = current.start
    return try parseBlock(after: advance())
  }

  private mutating func parseDef() throws(Failure) -> Statement {
    let header = advance()
    guard kind == .name else {
      throw failure(
        "missing-name", "def wants a name", at: current.span, suggestions: ["def f(x):"])
    }
    let nameToken = advance()
    let open = current
    guard accept(.leftParenthesis) else {
      throw failure(
        "missing-parameters", "def wants parentheses, also when there are no parameters", at: gap,
        suggestions: ["def \(text(of: nameToken))():"])
    }
    let parameters = try parseParameters(until: .rightParenthesis)
    try close(open, in: "the parameters")
    if kind == .arrow {
      let start = current.start
      advance()
      _ = try parseExpression()
      reportUnsupported(.arrow, at: span(from: start))
    }
    let span = headerSpan(from: header.start)
    let body = try parseBlock(after: header)
    return Statement(
      kind: .define(
        name: name(of: nameToken), nameSpan: nameToken.span, parameters, body: body), span: span)
  }

  private mutating func parseWith() throws(Failure) -> Statement {
    let header = advance()
    var items: [Expression] = []
    do throws(Failure) {
      repeat {
        let isGroup = kind == .leftParenthesis
        let item = try parseExpression()
        if kind == .as { throw unsupported(.as) }
        // `with (a, b):` means both, as `with a, b:` does.
        if isGroup, case .tuple(let members) = item.kind, !members.isEmpty {
          items += members
        } else {
          items.append(item)
        }
      } while accept(.comma)
    } catch {
      try skipHeader(after: error)
    }
    let span = headerSpan(from: header.start)
    return Statement(kind: .with(items, body: try parseBlock(after: header)), span: span)
  }

  /// A condition; `=` in it is taken for `==`, with a diagnostic.
  private mutating func parseCondition() throws(Failure) -> Expression {
    let start = current.start
    do throws(Failure) {
      let condition = try parseExpression()
      guard kind == .equal else { return condition }
      let sign = advance()
      let right = try parseExpression()
      let left = source.slice(condition.span)
      report(
        "assignment-in-condition", "= assigns; a condition compares with ==", at: sign.span,
        labels: [.init(sign.span, "this would assign")],
        notes: ["an assignment is a statement and has no value"],
        suggestions: ["\(left) == \(source.slice(right.span))"], fix: .init(sign.span, "=="))
    } catch {
      try skipHeader(after: error)
    }
    return Expression(kind: .error, span: span(from: start))
  }

  /// After a failure in a header, goes on with its block.
  private mutating func skipHeader(after failure: Failure) throws(Failure) {
    if failure == .everything { throw failure }
    skipHeader()
  }

  /// The span of a header up to the colon that is next.
  private func headerSpan(from start: Int32) -> Span {
    let end = kind == .colon ? current.end : previous.end
    return Span(Int(start), Int(max(end, start)))
  }

  private mutating func parseUnexpectedIndent(into list: inout [Statement]) {
    report(
      "unexpected-indent", "this line is indented, but no block begins before it",
      at: current.span, labels: [.init(current.span, "these blanks")],
      notes: ["only the lines below if, for, while, def and with stand further in"],
      suggestions: ["begin it in the same column as the line above"])
    list += parseIndented()
  }

  private mutating func orphan() -> Failure {
    let word = kind.rawValue
    if kind == .except || kind == .finally { return unsupported(kind) }
    return failure(
      "orphan-\(word)", "this \(word) belongs to no if", at: current.span,
      notes: ["it must begin in the same column as its if, with nothing between"])
  }
}
