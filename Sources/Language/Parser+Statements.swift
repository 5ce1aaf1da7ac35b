import Diagnostics

// Simple statements, one or several on a line.

extension Parser {
  /// Statements parted by `;` up to the end of the line.
  mutating func parseSimpleLine(into list: inout [Statement]) throws(Failure) {
    while true {
      let count = list.count
      statementStart = current.start
      try parseSimple(into: &list)
      guard accept(.semicolon) else { break }
      guard kind == .newline || kind == .endOfInput else { continue }
      if list.count > count, let last = list.last, case .expression(let value, _) = last.kind {
        list[list.count - 1].kind = .expression(value, isHidden: true)
      }
      break
    }
    if kind == .endOfInput || accept(.newline) { return }
    throw unexpected()
  }

  private mutating func parseSimple(into list: inout [Statement]) throws(Failure) {
    let start = current.start
    let statement: Statement.Kind
    switch kind {
    case .pass:
      advance()
      statement = .pass
    case .break:
      advance()
      statement = .breaking
    case .continue:
      advance()
      statement = .continuing
    case .return:
      advance()
      statement = .returning(endsStatement ? nil : try parseExpressionList())
    case .yield:
      guard allowsYield else { throw unsupported(.yield) }
      advance()
      statement = .yield(endsStatement ? nil : try parseExpressionList())
    case .assert: statement = try parseAssert()
    case .del: statement = try parseDelete()
    case .import: return try parseImport(into: &list)
    case .from: statement = try parseFromImport()
    case .raise, .global, .nonlocal: throw unsupported(kind)
    case .if, .for, .while, .def, .with, .class, .try, .async:
      throw failure(
        "compound-on-line", "\(kind.rawValue) must begin a line of its own", at: current.span)
    default: statement = try parseExpressionStatement()
    }
    list.append(Statement(kind: statement, span: span(from: start)))
  }

  /// Whether the next token ends a simple statement.
  private var endsStatement: Bool {
    kind == .newline || kind == .semicolon || kind == .endOfInput
  }

  private mutating func parseAssert() throws(Failure) -> Statement.Kind {
    advance()
    let condition = try parseExpression()
    return .assert(condition, message: accept(.comma) ? try parseExpression() : nil)
  }

  private mutating func parseDelete() throws(Failure) -> Statement.Kind {
    advance()
    let list = try parseExpressionList()
    checkTarget(list, for: .delete)
    // `del a, b` is two targets; `del (a, b)` means the same.
    if case .tuple(let members) = list.kind, !members.isEmpty { return .delete(members) }
    return .delete([list])
  }

  private mutating func parseExpressionStatement() throws(Failure) -> Statement.Kind {
    let first = try parseExpressionList(allowsStar: true)
    switch kind {
    case .equal: return try parseAssignment(first)
    case .colon: return try parseAnnotated(first)
    case .walrus: throw unsupported(.walrus)
    case .shiftLeftEqual, .shiftRightEqual: throw unsupported(kind)
    default: break
    }
    if let operation = augmentedOperation(kind) {
      let sign = advance()
      checkTarget(first, for: .augmented(sign.kind.rawValue))
      let value = try parseExpressionList()
      return .augmented(target: first, operation, operatorSpan: sign.span, value: value)
    }
    try rejectLoneStar(first)
    return .expression(first, isHidden: false)
  }

  private mutating func parseAssignment(_ first: Expression) throws(Failure) -> Statement.Kind {
    var parts = [first]
    var sign = current
    while kind == .equal {
      sign = advance()
      if kind == .yield { throw unsupported(.yield) }
      if kind == .equal {
        throw failure(
          "unexpected", "= = is not an operator", at: sign.span.union(current.span),
          suggestions: ["==      without a space, to compare"])
      }
      parts.append(try parseExpressionList(allowsStar: true))
    }
    let value = parts.removeLast()
    try rejectLoneStar(value)
    for target in parts { checkTarget(target, for: .assignment(sign: sign.span, value: value)) }
    return .assign(targets: parts, value: value)
  }

  /// `x: int = 1`: says that annotations are not in the language, and reads the rest.
  private mutating func parseAnnotated(_ target: Expression) throws(Failure) -> Statement.Kind {
    let colon = advance()
    guard kind.startsExpression else {
      throw failure(
        "unexpected", "a colon cannot stand here", at: colon.span,
        notes: ["blocks are begun by if, for, while, def and with"])
    }
    _ = try parseExpression()
    reportUnsupported(.colon, at: span(from: colon.start))
    guard kind == .equal else { return .expression(target, isHidden: false) }
    return try parseAssignment(target)
  }

  private mutating func rejectLoneStar(_ value: Expression) throws(Failure) {
    if case .starred = value.kind {
      throw failure(
        "starred", "a starred expression needs a list, a tuple or a call around it",
        at: value.span, suggestions: ["[\(source.slice(value.span))]"])
    }
  }

  private func augmentedOperation(_ kind: Token.Kind) -> BinaryOperator? {
    switch kind {
    case .plusEqual: return .add
    case .minusEqual: return .subtract
    case .starEqual: return .multiply
    case .slashEqual: return .divide
    case .doubleSlashEqual: return .floorDivide
    case .percentEqual: return .modulo
    case .doubleStarEqual: return .power
    case .atEqual: return .matmul
    case .ampersandEqual: return .bitAnd
    case .pipeEqual: return .bitOr
    case .caretEqual: return .bitXor
    default: return nil
    }
  }
}
