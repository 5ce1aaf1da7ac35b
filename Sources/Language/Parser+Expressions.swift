import Diagnostics

// Expressions by precedence climbing. From loosest to tightest, as in Python: lambda, if-else, or,
// and, not, comparisons, |, ^, &, (shifts, which are not in the language), + -, * / // % @, the
// unary signs, **, then calls, subscripts and attributes.
//
// Recursion passes through few and small functions, because threads can have small stacks: a rare
// form has a function of its own, so that its variables do not widen everyone's frame.

extension Parser {
  /// How tightly an operator binds.
  enum Precedence: Int8, Comparable {
    case or = 1
    case and, not, comparison, bitOr, bitXor, bitAnd, shift, sum, product, unary, power

    static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

    /// What the right operand must bind at least like, for operators that group from the left.
    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .power }
  }
}

extension Parser {
  /// An expression without commas: a lambda, or operands with an optional `if … else`.
  mutating func parseExpression() throws(Failure) -> Expression {
    if kind == .lambda { return try parseLambda() }
    let start = current.start
    let value = try parseOperation(.or)
    if kind == .if { return try parseConditional(value, from: start) }
    if kind == .walrus { throw unsupported(.walrus) }
    return value
  }

  /// An expression, or several with commas, which make a tuple.
  mutating func parseExpressionList(allowsStar: Bool = false) throws(Failure) -> Expression {
    let start = current.start
    let first = try parseElement()
    guard kind == .comma else {
      if !allowsStar, case .starred = first.kind {
        throw failure(
          "starred", "a starred expression needs a list, a tuple or a call around it",
          at: first.span)
      }
      return first
    }
    var tallest = height
    var members = [first]
    while accept(.comma), kind.startsExpression {
      members.append(try parseElement())
      tallest = max(tallest, height)
    }
    return try node(.tuple(members), from: start, over: tallest)
  }

  /// An expression or `*expression`.
  mutating func parseElement() throws(Failure) -> Expression {
    kind == .star ? try parseStarred() : try parseExpression()
  }

  private mutating func parseStarred() throws(Failure) -> Expression {
    let start = advance().start
    let value = try parseOperation(.bitOr)
    return try node(.starred(value), from: start, over: height)
  }

  /// Operands joined by operators that bind at least as tightly as `minimum`.
  mutating func parseOperation(_ minimum: Precedence) throws(Failure) -> Expression {
    let start = current.start
    var left = try parsePrefix(minimum)
    while let precedence = infixPrecedence(), precedence >= minimum {
      switch precedence {
      case .or, .and: left = try parseBoolean(left, from: start, precedence)
      case .comparison: left = try parseComparison(left, from: start)
      default: left = try parseBinary(left, from: start, precedence)
      }
    }
    return left
  }

  private mutating func parsePrefix(_ minimum: Precedence) throws(Failure) -> Expression {
    switch kind {
    case .minus: return try parseUnary(.minus, binding: .unary)
    case .plus: return try parseUnary(.plus, binding: .unary)
    case .tilde: return try parseUnary(.invert, binding: .unary)
    case .not where minimum <= .not: return try parseUnary(.not, binding: .not)
    case .not, .lambda: throw looseOperand()
    case .bang where following.startsExpression: return try parseBang()
    default: return try parsePrimary()
    }
  }

  private mutating func parseUnary(
    _ operation: UnaryOperator, binding: Precedence
  ) throws(Failure) -> Expression {
    let start = advance().start
    if operation == .minus, let smallest = smallestInt(from: start) { return smallest }
    try descend()
    defer { nesting -= 1 }
    let operand = try parseOperation(binding)
    return try node(.unary(operation, operand), from: start, over: height)
  }

  /// `!x`, which other languages have, read as `not x`.
  private mutating func parseBang() throws(Failure) -> Expression {
    report(
      "use-not", "! is written as the word not", at: current.span,
      labels: [.init(current.span, "write not")],
      notes: ["element by element, a bool tensor is negated with ~"], suggestions: ["not x"],
      fix: .init(current.span, "not "))
    return try parseUnary(.not, binding: .unary)
  }

  private mutating func looseOperand() -> Failure {
    let word = kind.rawValue
    return failure(
      "needs-parentheses", "\(word) binds looser than the operator before it", at: current.span,
      suggestions: ["(\(word) …)"])
  }

  private mutating func parseBinary(
    _ left: Expression, from start: Int32, _ precedence: Precedence
  ) throws(Failure) -> Expression {
    let sign = current
    guard let operation = BinaryOperator(token: sign.kind) else { throw unsupported(sign.kind) }
    advance()
    let leftHeight = height
    try descend()
    defer { nesting -= 1 }
    // ** groups from the right, and takes a sign in its exponent: 2 ** -1.
    let right = try parseOperation(precedence == .power ? .unary : precedence.next)
    return try node(
      .binary(operation, left, right, operatorSpan: sign.span), from: start,
      over: max(leftHeight, height))
  }

  private mutating func parseBoolean(
    _ first: Expression, from start: Int32, _ precedence: Precedence
  ) throws(Failure) -> Expression {
    var operands = [first]
    var tallest = height
    try descend()
    defer { nesting -= 1 }
    while infixPrecedence() == precedence {
      if kind == .doubleAmpersand || kind == .doublePipe { reportForeignBoolean() }
      advance()
      operands.append(try parseOperation(precedence.next))
      tallest = max(tallest, height)
    }
    return try node(
      .boolean(isAnd: precedence == .and, operands), from: start, over: tallest)
  }

  private mutating func reportForeignBoolean() {
    let word = kind == .doubleAmpersand ? "and" : "or"
    report(
      "use-\(word)", "\(kind.rawValue) is written as the word \(word)", at: current.span,
      labels: [.init(current.span, "write \(word)")],
      notes: ["element by element, bool tensors are joined with & and |"],
      suggestions: ["a \(word) b"], fix: .init(current.span, " \(word) "))
  }

  private mutating func parseComparison(
    _ first: Expression, from start: Int32
  ) throws(Failure) -> Expression {
    var steps: [ComparisonStep] = []
    var tallest = height
    try descend()
    defer { nesting -= 1 }
    while infixPrecedence() == .comparison {
      let signStart = current.start
      let comparison = takeComparison()
      let operatorSpan = span(from: signStart)
      let right = try parseOperation(.bitOr)
      tallest = max(tallest, height)
      steps.append(
        ComparisonStep(comparison: comparison, operatorSpan: operatorSpan, right: right))
    }
    return try node(.comparison(first, steps), from: start, over: tallest)
  }

  /// Moves over a comparison operator; those of other languages are read as Python's.
  private mutating func takeComparison() -> ComparisonOperator {
    let token = current
    switch token.kind {
    case .angleNotEqual, .strictNotEqual:
      report(
        "comparison-spelling", "unequal is written !=", at: token.span,
        labels: [.init(token.span, "write !=")], suggestions: ["a != b"],
        fix: .init(token.span, "!="))
    case .tripleEqual:
      report(
        "comparison-spelling", "equal is written ==", at: token.span,
        labels: [.init(token.span, "write ==")], suggestions: ["a == b"],
        fix: .init(token.span, "=="))
    default: break
    }
    advance()
    switch token.kind {
    case .less: return .less
    case .lessEqual: return .lessEqual
    case .greater: return .greater
    case .greaterEqual: return .greaterEqual
    case .equalEqual, .tripleEqual: return .equal
    case .in: return .isIn
    case .not:
      advance()
      return .notIn
    case .is: return accept(.not) ? .isNot : .isSame
    default: return .notEqual
    }
  }

  private mutating func parseConditional(
    _ then: Expression, from start: Int32
  ) throws(Failure) -> Expression {
    let word = advance()
    var tallest = height
    try descend()
    defer { nesting -= 1 }
    let condition = try parseOperation(.or)
    tallest = max(tallest, height)
    guard accept(.else) else {
      throw failure(
        "missing-else", "an if inside an expression needs an else", at: gap,
        labels: [.init(word.span, "this if")],
        suggestions: ["a if condition else b"])
    }
    let otherwise = try parseExpression()
    return try node(
      .conditional(then: then, condition: condition, otherwise: otherwise), from: start,
      over: max(tallest, height))
  }

  private mutating func parseLambda() throws(Failure) -> Expression {
    let start = advance().start
    try descend()
    defer { nesting -= 1 }
    let parameters = try parseParameters(until: .colon)
    let tallest = height
    guard accept(.colon) else {
      throw failure(
        "missing-colon", "a lambda wants a colon before its value", at: gap,
        suggestions: ["lambda x: x + 1"])
    }
    let body = try parseExpression()
    return try node(.lambda(parameters, body), from: start, over: max(tallest, height))
  }

  /// How tightly the next token binds, if it can stand between two operands.
  func infixPrecedence() -> Precedence? {
    switch kind {
    case .or, .doublePipe: return .or
    case .and, .doubleAmpersand: return .and
    case .less, .lessEqual, .greater, .greaterEqual, .equalEqual, .notEqual, .in, .is,
      .angleNotEqual, .tripleEqual, .strictNotEqual:
      return .comparison
    case .not: return following == .in ? .comparison : nil
    case .pipe: return .bitOr
    case .caret: return .bitXor
    case .ampersand: return .bitAnd
    case .shiftLeft, .shiftRight: return .shift
    case .plus, .minus: return .sum
    case .star, .slash, .doubleSlash, .percent, .at: return .product
    case .doubleStar: return .power
    default: return nil
    }
  }
}

extension BinaryOperator {
  /// The operator that a token spells.
  init?(token: Token.Kind) {
    switch token {
    case .plus: self = .add
    case .minus: self = .subtract
    case .star: self = .multiply
    case .slash: self = .divide
    case .doubleSlash: self = .floorDivide
    case .percent: self = .modulo
    case .doubleStar: self = .power
    case .at: self = .matmul
    case .ampersand: self = .bitAnd
    case .pipe: self = .bitOr
    case .caret: self = .bitXor
    default: return nil
    }
  }
}
