import Diagnostics

// Expressions. Operand spans are kept beside calls and operators, so that a diagnostic can point
// at each side and a card can call an operand by what the learner wrote.

extension Compiler {
  mutating func expression(_ expression: Expression) {
    let span = expression.span
    switch expression.kind {
    case .none: constant(.none, at: span)
    case .ellipsis: constant(.ellipsis, at: span)
    case .bool(let value): constant(.bool(value), at: span)
    case .int(let value): constant(.int(value), at: span)
    case .float(let value): constant(.float(value.bitPattern), at: span)
    case .string(let value): constant(.string(value), at: span)
    case .formatted(let parts): formatted(parts, at: span)
    case .name(let name): load(name, at: span)
    case .attribute(let base, let attribute, _):
      self.expression(base)
      let at = emit(.attribute, name(attribute), at: span)
      operandSpans[Int32(at)] = [base.span]
    case .subscripted(let base, let index):
      self.expression(base)
      self.expression(index)
      let at = emit(.subscripted, at: span)
      operandSpans[Int32(at)] = [base.span, index.span]
    case .slice(let start, let stop, let step):
      for part in [start, stop, step] {
        if let part { self.expression(part) } else { constant(.none, at: span) }
      }
      emit(.buildSlice, at: span)
    case .call(let callee, let arguments): call(callee, arguments, at: span)
    case .unary(let op, let operand): unary(op, operand, at: span)
    case .binary(let op, let left, let right, let operatorSpan):
      self.expression(left)
      self.expression(right)
      let at = emit(
        .binary, c: UInt8(BinaryOperator.allCases.firstIndex(of: op) ?? 0), at: span)
      operandSpans[Int32(at)] = [left.span, right.span, operatorSpan]
    case .comparison(let first, let steps): comparison(first, steps, at: span)
    case .boolean(let isAnd, let operands):
      var exits: [Int] = []
      for (i, operand) in operands.enumerated() {
        self.expression(operand)
        if i < operands.count - 1 {
          exits.append(emit(isAnd ? .jumpIfFalseOrPop : .jumpIfTrueOrPop, at: operand.span))
        }
      }
      for exit in exits { land(exit) }
    case .conditional(let then, let condition, let otherwise):
      self.expression(condition)
      let other = emit(.jumpIfFalse, at: condition.span)
      self.expression(then)
      let exit = emit(.jump, at: span)
      land(other)
      self.expression(otherwise)
      land(exit)
    case .lambda(let parameters, let body):
      function(name: "<lambda>", key: span, parameters: parameters, at: span) { inner in
        inner.expression(body)
        inner.emit(.returning, at: body.span)
      }
    case .list(let items): display(items, .buildList, at: span)
    case .tuple(let items): display(items, .buildTuple, at: span)
    case .set(let items): display(items, .buildSet, at: span)
    case .dict(let items):
      for item in items {
        self.expression(item.key)
        self.expression(item.value)
      }
      emit(.buildDict, items.count, at: span)
    case .starred:
      fail(
        Diagnostic(
          "star", "`*` unpacks inside a call, a list or a tuple, not here", at: span))
    case .comprehension(let comprehension): self.comprehension(comprehension, at: span)
    case .error: constant(.none, at: span)
    }
  }

  private mutating func unary(_ op: UnaryOperator, _ operand: Expression, at span: Span) {
    // A minus before a number is part of the number: −1 is not an operation on 1.
    if op == .minus {
      if case .int(let value) = operand.kind {
        return constant(.int(0 &- value), at: span)
      }
      if case .float(let value) = operand.kind {
        return constant(.float((-value).bitPattern), at: span)
      }
    }
    expression(operand)
    if op == .not {
      emit(.not, at: span)
    } else {
      let c: UInt8 = op == .minus ? 0 : op == .plus ? 1 : 2
      let at = emit(.unary, c: c, at: span)
      operandSpans[Int32(at)] = [operand.span]
    }
  }

  private mutating func comparison(_ first: Expression, _ steps: [ComparisonStep], at span: Span) {
    expression(first)
    var exits: [Int] = []
    var left = first.span
    for (i, step) in steps.enumerated() {
      expression(step.right)
      let isLast = i == steps.count - 1
      if !isLast {
        // a < b < c: b is kept below the comparison for the next one.
        emit(.duplicate, at: step.right.span)
        emit(.rotate3, 3, at: step.right.span)
      }
      let c = UInt8(ComparisonOperator.allCases.firstIndex(of: step.comparison) ?? 0)
      let at = emit(.compare, c: c, at: span)
      operandSpans[Int32(at)] = [left, step.right.span, step.operatorSpan]
      left = step.right.span
      if !isLast { exits.append(emit(.jumpIfFalseOrPop, at: span)) }
    }
    guard !exits.isEmpty else { return }
    let done = emit(.jump, at: span)
    for exit in exits { land(exit) }
    // The result is on top of the operand kept for a comparison that never came.
    emit(.rotate3, 2, at: span)
    emit(.pop, at: span)
    land(done)
  }

  private mutating func formatted(_ parts: [FormattedPart], at span: Span) {
    for part in parts {
      switch part {
      case .text(let text): constant(.string(text), at: span)
      case .field(let value, let conversion, let format):
        expression(value)
        if format.isEmpty {
          constant(.string(""), at: value.span)
        } else {
          formatted(format, at: value.span)
        }
        let c: UInt8 = conversion.flatMap { $0.asciiValue } ?? 0
        emit(.format, c: c, at: value.span)
      }
    }
    emit(.joinStrings, parts.count, at: span)
  }

  private mutating func display(_ items: [Expression], _ opcode: Opcode, at span: Span) {
    let hasStar = items.contains { if case .starred = $0.kind { true } else { false } }
    guard hasStar else {
      for item in items { expression(item) }
      emit(opcode, items.count, at: span)
      return
    }
    emit(opcode == .buildSet ? .buildSet : .buildList, 0, at: span)
    for item in items {
      if case .starred(let inner) = item.kind {
        expression(inner)
        emit(.listExtend, 1, at: inner.span)
      } else {
        expression(item)
        emit(opcode == .buildSet ? .setAdd : .listAppend, 1, at: item.span)
      }
    }
    if opcode == .buildTuple { emit(.listToTuple, at: span) }
  }

  private mutating func call(_ callee: Expression, _ arguments: [Argument], at span: Span) {
    if arguments.contains(where: \.isStarred) {
      return callSpread(callee, arguments, at: span)
    }
    var shape = CallShape(positional: 0, keywords: [], method: nil, spans: [])
    if case .attribute(let base, let method, let nameSpan) = callee.kind {
      expression(base)
      shape.method = method
      shape.spans = [base.span, nameSpan]
    } else {
      expression(callee)
    }
    shape.callee = shape.method == nil ? callee.span : shape.spans[1]
    for argument in arguments {
      expression(argument.value)
      if let keyword = argument.keyword {
        shape.keywords.append(keyword)
      } else {
        shape.positional += 1
      }
      shape.spans.append(argument.value.span)
    }
    calls.append(shape)
    let at = emit(shape.method == nil ? .call : .callMethod, calls.count - 1, at: span)
    let operands = shape.spans
    operandSpans[Int32(at)] =
      shape.method == nil ? operands : [operands[0]] + Array(operands.dropFirst(2))
  }

  private mutating func callSpread(_ callee: Expression, _ arguments: [Argument], at span: Span) {
    expression(callee)
    emit(.buildList, 0, at: span)
    var shape = CallShape(positional: 0, keywords: [], method: nil, spans: [])
    shape.callee = callee.span
    for argument in arguments where argument.keyword == nil {
      expression(argument.value)
      emit(argument.isStarred ? .listExtend : .listAppend, 1, at: argument.value.span)
      shape.spans.append(argument.value.span)
    }
    for argument in arguments {
      guard let keyword = argument.keyword else { continue }
      expression(argument.value)
      shape.keywords.append(keyword)
      shape.spans.append(argument.value.span)
    }
    calls.append(shape)
    emit(.callSpread, calls.count - 1, at: span)
  }

  // MARK: - Comprehensions

  private mutating func comprehension(_ comprehension: Comprehension, at span: Span) {
    let parameters = Parameters(
      list: [
        .init(name: Compiler.iterableName, span: span, defaultValue: nil, isKeywordOnly: false)
      ])
    let isGenerator = comprehension.kind == .generator
    let place = child(
      name: isGenerator ? "<genexpr>" : "<comprehension>", key: span, parameters: parameters,
      at: span
    ) { inner in
      switch comprehension.kind {
      case .list: inner.emit(.buildList, 0, at: span)
      case .set: inner.emit(.buildSet, 0, at: span)
      case .dict: inner.emit(.buildDict, 0, at: span)
      case .generator: inner.isGenerator = true
      }
      inner.clause(0, of: comprehension, at: span)
      if isGenerator { inner.constant(.none, at: span) }
      inner.emit(.returning, at: span)
    }
    emit(.function, place, at: span)
    expression(comprehension.clauses[0].iterable)
    emit(.getIterator, at: comprehension.clauses[0].iterable.span)
    calls.append(
      CallShape(positional: 1, keywords: [], method: nil, spans: [span], callee: span))
    emit(.call, calls.count - 1, at: span)
  }

  private mutating func clause(_ i: Int, of comprehension: Comprehension, at span: Span) {
    guard i < comprehension.clauses.count else {
      let depth = comprehension.clauses.count + 1
      expression(comprehension.element)
      switch comprehension.kind {
      case .list: emit(.listAppend, depth, at: span)
      case .set: emit(.setAdd, depth, at: span)
      case .dict:
        if let value = comprehension.value { expression(value) }
        emit(.dictSet, depth, at: span)
      case .generator: emit(.yielding, at: comprehension.element.span)
      }
      return
    }
    let clause = comprehension.clauses[i]
    if i == 0 {
      load(Compiler.iterableName, at: span)
    } else {
      expression(clause.iterable)
      emit(.getIterator, at: clause.iterable.span)
    }
    let start = instructions.count
    let exit = emit(.forNext, at: clause.iterable.span)
    assign(clause.target)
    for condition in clause.conditions {
      expression(condition)
      emit(.jumpIfFalse, start, at: condition.span)
    }
    self.clause(i + 1, of: comprehension, at: span)
    emit(.jump, start, at: span)
    land(exit)
  }
}
