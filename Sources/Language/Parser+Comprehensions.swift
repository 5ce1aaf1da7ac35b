import Diagnostics

// `[f(x) for x in xs if c]` and its kin, from the first `for` on.

extension Parser {
  /// The clauses of a comprehension whose element has been read, and its closing bracket.
  mutating func parseComprehension(
    _ form: Comprehension.Kind, of element: Expression, value: Expression?, open: Token
  ) throws(Failure) -> Expression {
    let (comprehension, tallest) = try parseClauses(form, of: element, value: value)
    try close(open, in: "the comprehension")
    return try node(.comprehension(comprehension), from: open.start, over: tallest)
  }

  /// The clauses of a comprehension, and the height of the tallest expression in it; `height` is
  /// that of its element and value.
  mutating func parseClauses(
    _ form: Comprehension.Kind, of element: Expression, value: Expression?
  ) throws(Failure) -> (Comprehension, tallest: Int) {
    var tallest = height
    if case .starred = element.kind {
      throw failure(
        "starred", "a comprehension's element cannot be starred", at: element.span,
        suggestions: ["[x for row in rows for x in row]"])
    }
    var clauses: [Comprehension.Clause] = []
    while kind == .for || kind == .async {
      if kind == .async { throw unsupported(.async) }
      clauses.append(try parseClause())
      tallest = max(tallest, height)
    }
    return (
      Comprehension(kind: form, element: element, value: value, clauses: clauses), tallest
    )
  }

  private mutating func parseClause() throws(Failure) -> Comprehension.Clause {
    advance()
    let target = try parseForTarget()
    var tallest = height
    guard accept(.in) else {
      throw failure(
        "missing-in", "for wants `in` after its variable", at: current.span,
        suggestions: ["[f(x) for x in xs]"])
    }
    let iterable = try parseOperation(.or)
    tallest = max(tallest, height)
    var conditions: [Expression] = []
    while accept(.if) {
      conditions.append(try parseOperation(.or))
      tallest = max(tallest, height)
      if kind == .else {
        throw failure(
          "misplaced-else", "an else belongs into the element, before for", at: current.span,
          suggestions: ["[a if condition else b for x in xs]"])
      }
    }
    height = tallest
    return Comprehension.Clause(target: target, iterable: iterable, conditions: conditions)
  }

  /// What a `for` binds: names, attributes, subscripts, with commas a tuple.
  mutating func parseForTarget() throws(Failure) -> Expression {
    let start = current.start
    let first = try parseForTargetMember()
    var target = first
    if kind == .comma {
      var members = [first]
      var tallest = height
      while accept(.comma), kind != .in, kind.startsExpression {
        members.append(try parseForTargetMember())
        tallest = max(tallest, height)
      }
      target = try node(.tuple(members), from: start, over: tallest)
    }
    checkTarget(target, for: .loop)
    return target
  }

  private mutating func parseForTargetMember() throws(Failure) -> Expression {
    // Not a whole expression: in `for x in xs` the `in` must stay outside.
    kind == .star ? try parseElement() : try parseOperation(.bitOr)
  }
}
