import Diagnostics

// What the parser says when it cannot go on, and where it goes on then.

extension Parser {
  /// Records a diagnostic and goes on, unless the lexer has already spoken about this statement.
  mutating func report(
    _ id: String, _ message: String, at span: Span, labels: [Diagnostic.Label] = [],
    notes: [String] = [], suggestions: [String] = [], fix: Diagnostic.Fix? = nil
  ) {
    let start = statementStart
    let end = max(span.end, kind == .newline ? current.start : current.end)
    let isSpoken = lexerDiagnostics.contains {
      ($0.span?.end ?? -1) >= start && ($0.span?.start ?? .max) <= end
    }
    guard !isSpoken, kind != .invalid, diagnostics.count < Parser.diagnosticLimit else { return }
    diagnostics.append(
      Diagnostic(
        id, message, at: span, in: source, labels: labels, notes: notes, suggestions: suggestions,
        fix: fix
      ).withReason)
  }

  /// Records a diagnostic and returns what to throw.
  mutating func failure(
    _ id: String, _ message: String, at span: Span, labels: [Diagnostic.Label] = [],
    notes: [String] = [], suggestions: [String] = [], fix: Diagnostic.Fix? = nil
  ) -> Failure {
    report(
      id, message, at: span, labels: labels, notes: notes, suggestions: suggestions, fix: fix)
    if diagnostics.count >= Parser.diagnosticLimit { return .everything }
    return kind == .invalid || kind == .newline || kind == .endOfInput ? .statement : .element
  }

  /// What to throw when the tree would get deeper than anyone may walk.
  mutating func tooDeep() -> Failure {
    report(
      "too-deep", "more than \(Parser.depthLimit) levels of nesting", at: current.span,
      notes: ["every operator, call and block is a level; a long chain of + counts each sign"],
      suggestions: ["compute a part first and give it a name, or use sum([...])"])
    return .statement
  }

  /// The place behind the token before the next, where something is missing.
  var gap: Span {
    Span(Int(previous.end), Int(previous.end))
  }

  /// Skips to the comma or closing bracket that ends this element, or to the end of the line.
  mutating func skipElement() {
    var depth = 0
    while kind != .newline, kind != .endOfInput {
      if depth == 0, kind == .comma || kind.isClosing { return }
      if kind.isOpening { depth += 1 }
      if kind.isClosing { depth -= 1 }
      advance()
    }
  }

  /// Skips to the colon that ends this header, or to the end of the line.
  mutating func skipHeader() {
    var depth = 0
    while kind != .newline, kind != .endOfInput {
      if depth <= 0, kind == .colon { return }
      if kind.isOpening { depth += 1 }
      if kind.isClosing { depth -= 1 }
      advance()
    }
  }

  /// Skips what is left of a statement, and to the end of the text if enough has been said.
  mutating func recover(from failure: Failure) {
    if failure == .everything || diagnostics.count >= Parser.diagnosticLimit {
      index = tokens.count - 1
      return
    }
    while kind != .newline, kind != .endOfInput { advance() }
    _ = accept(.newline)
    if kind == .indent {
      blockDepth += 1
      _ = parseIndented()
      blockDepth -= 1
    }
  }

  /// What to throw where an expression should begin and none does.
  mutating func expectedExpression() -> Failure {
    let token = current
    let before = index > 0 ? tokens[index - 1] : nil
    if let before, index > 1, before.kind == tokens[index - 2].kind,
      before.kind == .plus || before.kind == .minus, before.start == tokens[index - 2].end
    {
      let sign = before.kind.rawValue
      let start = statementStart
      let change = Span(Int(start), Int(before.end))
      let target = source.slice(Span(Int(start), Int(tokens[index - 2].start)))
      let isStatement = kind == .newline || kind == .endOfInput
      let isTarget = isStatement && target.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      return failure(
        "increment", "there is no \(sign)\(sign) operator",
        at: Span(Int(tokens[index - 2].start), Int(before.end)),
        labels: [.init(before.span, "a sign, and no number behind it")],
        notes: ["a variable changes by assignment only"],
        suggestions: ["\(isTarget && !target.isEmpty ? target : "x") \(sign)= 1"],
        fix: isTarget && !target.isEmpty ? .init(change, "\(target) \(sign)= 1") : nil)
    }
    switch token.kind {
    case .newline, .endOfInput:
      let word = before.map { " after \(describe($0))" } ?? ""
      return failure("missing-expression", "an expression is missing\(word)", at: gap)
    case .bang:
      return bangFailure()
    case .star:
      return failure(
        "starred", "a starred expression is possible in calls, lists and tuples only",
        at: token.span)
    case .doubleStar:
      return unsupported(.doubleStar)
    case .yield, .await, .async:
      return unsupported(token.kind)
    case .dot:
      return failure(
        "missing-expression", "an expression cannot begin with a dot", at: token.span)
    default:
      let isWord = token.kind.isKeyword
      return failure(
        "missing-expression",
        isWord
          ? "\(describe(token)) is a word of the language and no value"
          : "an expression should stand here, not \(describe(token))",
        at: token.span,
        notes: isWord ? ["names must differ from the language's own words"] : [])
    }
  }

  /// What to throw where a statement or an element should have ended.
  mutating func unexpected(after list: String? = nil) -> Failure {
    let token = current
    switch token.kind {
    case .newline, .endOfInput:
      return failure("unexpected-end", "the line ends too early", at: gap)
    case .equal:
      return failure(
        "assignment-in-expression", "= assigns, and cannot stand inside an expression",
        at: token.span, labels: [.init(token.span, "this would assign")],
        notes: ["an assignment is a statement; == compares"], suggestions: ["a == b"])
    case .walrus:
      return unsupported(.walrus)
    case .shiftLeft, .shiftRight, .shiftLeftEqual, .shiftRightEqual:
      return unsupported(token.kind)
    case .arrow:
      return failure("unexpected", "-> means nothing here", at: token.span)
    case .bang:
      return bangFailure()
    case _ where token.kind.startsOperand:
      return juxtaposed(in: list)
    case .leftBrace:
      return failure("unexpected", "{ cannot stand here", at: token.span)
    default:
      return failure("unexpected", "\(describe(token)) cannot stand here", at: token.span)
    }
  }

  private mutating func bangFailure() -> Failure {
    failure(
      "use-not", "a lone ! is no operator", at: current.span,
      notes: ["not is written as a word, and unequal is !="], suggestions: ["not x", "a != b"])
  }

  /// What to throw where two operands stand side by side.
  private mutating func juxtaposed(in list: String?) -> Failure {
    let before = previous
    let token = current
    if before.start == statementStart, before.kind == .name {
      let word = name(of: before)
      let rest = restOfStatement()
      if word == "print" || word == "exec" {
        return failure(
          "print-statement", "\(word) is a function and wants parentheses",
          at: before.span.union(rest), labels: [.init(before.span, "a call without ( )")],
          notes: ["Python 2 wrote it without"], suggestions: ["\(word)(\(source.slice(rest)))"],
          fix: .init(before.span.union(rest), "\(word)(\(source.slice(rest)))"))
      }
      if ["let", "var", "const", "auto", "val"].contains(word), token.kind == .name {
        return failure(
          "declaration", "a variable begins to exist when it is assigned", at: before.span,
          labels: [.init(before.span, "not needed")],
          notes: ["the word \(word) belongs to another language"],
          suggestions: [source.slice(rest)],
          fix: .init(before.span.union(rest), source.slice(rest)))
      }
      if ["function", "func", "fn", "fun", "define"].contains(word), token.kind == .name {
        return failure(
          "declaration", "a function is declared with def", at: before.span,
          labels: [.init(before.span, "write def")],
          suggestions: ["def \(text(of: token))(…):"])
      }
      if ["elsif", "elseif", "elif"].contains(word) {
        return failure(
          "else-if", "else and if join to elif", at: before.span,
          suggestions: ["elif \(source.slice(rest))"])
      }
    }
    if token.kind == .name, ["xor", "mod", "div", "then", "do", "end"].contains(text(of: token)) {
      return failure(
        "missing-operator", "\(text(of: token)) is no word of the language", at: token.span,
        notes: ["the operators are written ^, %, //; a block begins with : and is indented"])
    }
    let what = list == nil ? "an operator is missing" : "a comma or an operator is missing"
    let isNumber = before.kind == .int || before.kind == .float
    if isNumber, token.kind == .float, before.end == token.start {
      return failure(
        "missing-operator", "a number has one decimal point", at: token.span,
        labels: [.init(before.span, "a number ends here"), .init(token.span, "begins another")],
        notes: ["a version or a date is text and wants quotes"],
        suggestions: ["\"\(text(of: before))\(text(of: token))\"", "\(text(of: before))"])
    }
    // In a list of numbers a comma was forgotten; a number before a name is a product.
    let isProduct =
      isNumber && (list == nil || token.kind == .name || token.kind == .leftParenthesis)
    var notes = list.map { ["the parts of \($0) are parted by commas"] } ?? []
    if isProduct { notes = ["a product needs its sign"] }
    return failure(
      "missing-operator", "\(what) between these", at: token.span,
      labels: [.init(before.span, "ends here"), .init(token.span, "begins here")], notes: notes,
      suggestions: isProduct || list == nil
        ? ["\(text(of: before)) * \(text(of: token))"]
        : ["\(text(of: before)), \(text(of: token))"],
      fix: isProduct
        ? .init(Span(Int(before.end), Int(token.start)), " * ")
        : list == nil ? nil : .init(Span(Int(before.end), Int(before.end)), ","))
  }

  /// The span from the next token to the end of the line.
  func restOfStatement() -> Span {
    var last = index
    while last + 1 < tokens.count {
      let next = tokens[last + 1].kind
      if next == .newline || next == .endOfInput || next == .semicolon { break }
      last += 1
    }
    return tokens[index].span.union(tokens[last].span)
  }

  /// A token as a message names it.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfInput, .newline, .indent, .dedent, .invalid: return token.kind.rawValue
    default:
      let text = text(of: token)
      return text.utf8.count <= 24 ? text : token.kind.rawValue
    }
  }
}
