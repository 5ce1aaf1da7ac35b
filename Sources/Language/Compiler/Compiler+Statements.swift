import Diagnostics

// Statements. Each starts with a `line` instruction: a stop point, and a place where memory may
// be tidied, since nothing but variables is alive there.

extension Compiler {
  mutating func statements(_ list: [Statement]) {
    for statement in list { self.statement(statement) }
  }

  mutating func statement(_ statement: Statement) {
    let span = statement.span
    emit(.line, c: isPrelude ? 1 : 0, at: span)
    switch statement.kind {
    case .expression(let value, let isHidden):
      expression(value)
      if scope.kind == .module && !isPrelude {
        emit(.echo, c: isHidden ? 1 : 0, at: value.span)
      } else {
        emit(.pop, c: isPrelude ? 0 : 1, at: value.span)
      }
    case .assign(let targets, let value):
      expression(value)
      for (i, target) in targets.enumerated() {
        if i < targets.count - 1 { emit(.duplicate, at: span) }
        assign(target)
      }
    case .augmented(let target, let op, let operatorSpan, let value):
      augmented(target, op, operatorSpan, value, at: span)
    case .conditional(let branches, let otherwise): conditional(branches, otherwise)
    case .forLoop(let target, let iterable, let body, let otherwise):
      forLoop(target, iterable, body, otherwise)
    case .whileLoop(let condition, let body, let otherwise):
      whileLoop(condition, body, otherwise)
    case .define(let name, let nameSpan, let parameters, let body):
      function(name: name, key: nameSpan, parameters: parameters, at: nameSpan) { inner in
        inner.statements(body)
        inner.constant(.none, at: span)
        inner.emit(.returning, at: span)
      }
      store(name, isAssignment: false, at: nameSpan)
    case .returning(let value):
      if scope.kind != .function {
        fail(
          Diagnostic(
            "return-outside", "`return` stands outside a function", at: span,
            notes: ["`return` ends a function and hands its value to the caller"]))
      }
      if let value { expression(value) } else { constant(.none, at: span) }
      emit(.returning, at: span)
    case .yield(let value):
      isGenerator = true
      if let value { expression(value) } else { constant(.none, at: span) }
      emit(.yielding, at: span)
    case .breaking, .continuing: leaveLoop(statement)
    case .pass: break
    case .assert(let condition, let message):
      expression(condition)
      let passes = emit(.jumpIfTrue, at: span)
      if let message { expression(message) } else { constant(.none, at: span) }
      emit(.assertFail, at: condition.span)
      land(passes)
    case .delete(let targets): for target in targets { delete(target) }
    case .with(let managers, let body): with(managers, body, at: span)
    case .importing(let module, let alias, let names):
      importing(module, alias, names, at: span)
    }
  }

  private mutating func conditional(_ branches: [Statement.Branch], _ otherwise: [Statement]) {
    var exits: [Int] = []
    for branch in branches {
      expression(branch.condition)
      let next = emit(.jumpIfFalse, at: branch.condition.span)
      statements(branch.body)
      exits.append(emit(.jump, at: branch.condition.span))
      land(next)
    }
    statements(otherwise)
    for exit in exits { land(exit) }
  }

  private mutating func forLoop(
    _ target: Expression, _ iterable: Expression, _ body: [Statement], _ otherwise: [Statement]
  ) {
    expression(iterable)
    emit(.getIterator, at: iterable.span)
    let loop = enterLoop(header: target.span)
    let start = instructions.count
    enclosing.append(.loop(start: start, hasIterator: true, breaks: []))
    let exit = emit(.forNext, at: iterable.span)
    turnLoop(loop, at: target.span)
    assign(target)
    statements(body)
    emit(.jump, start, at: target.span)
    land(exit)
    leave(loop)
    endLoop(otherwise)
  }

  private mutating func whileLoop(
    _ condition: Expression, _ body: [Statement], _ otherwise: [Statement]
  ) {
    let loop = enterLoop(header: condition.span)
    let start = instructions.count
    enclosing.append(.loop(start: start, hasIterator: false, breaks: []))
    expression(condition)
    let exit = emit(.jumpIfFalse, at: condition.span)
    turnLoop(loop, at: condition.span)
    statements(body)
    emit(.jump, start, at: condition.span)
    land(exit)
    leave(loop)
    endLoop(otherwise)
  }

  /// Marks where a loop is entered, so that its turns can be counted: those of the prelude are not.
  private mutating func enterLoop(header: Span) -> Int {
    guard !isPrelude else { return -1 }
    let loop = loops.count
    emit(.loop, loop, at: header)
    loops.append(LoopPlace(range: instructions.count..<instructions.count, header: header))
    return loop
  }

  /// Marks where a turn of a loop begins.
  private mutating func turnLoop(_ loop: Int, at span: Span) {
    if loop >= 0 { emit(.loop, loop, c: 1, at: span) }
  }

  /// Marks where a loop ends.
  private mutating func leave(_ loop: Int) {
    guard loop >= 0 else { return }
    loops[loop].range = loops[loop].range.lowerBound..<instructions.count
  }

  private mutating func endLoop(_ otherwise: [Statement]) {
    guard case .loop(_, _, let breaks)? = enclosing.popLast() else { return }
    statements(otherwise)
    for jump in breaks { land(jump) }
  }

  private mutating func leaveLoop(_ statement: Statement) {
    let isBreak = if case .breaking = statement.kind { true } else { false }
    for i in enclosing.indices.reversed() {
      switch enclosing[i] {
      case .gradMode: emit(.leaveGradMode, at: statement.span)
      case .loop(let start, let hasIterator, var breaks):
        if isBreak {
          if hasIterator { emit(.pop, at: statement.span) }
          breaks.append(emit(.jump, at: statement.span))
          enclosing[i] = .loop(start: start, hasIterator: hasIterator, breaks: breaks)
        } else {
          emit(.jump, start, at: statement.span)
        }
        return
      }
    }
    let word = isBreak ? "break" : "continue"
    fail(Diagnostic("outside-loop", "`\(word)` stands outside a loop", at: statement.span))
  }

  private mutating func with(_ managers: [Expression], _ body: [Statement], at span: Span) {
    for manager in managers {
      expression(manager)
      emit(.contextManager, at: manager.span)
      emit(.enterGradMode, at: manager.span)
      enclosing.append(.gradMode)
    }
    statements(body)
    for manager in managers {
      enclosing.removeLast()
      emit(.leaveGradMode, at: manager.span)
    }
  }

  // MARK: - Targets

  /// Stores the value on top into a target.
  mutating func assign(_ target: Expression) {
    let flag: UInt8 = scope.kind != .comprehension && !isPrelude ? 1 : 0
    switch target.kind {
    case .name(let name): store(name, isAssignment: true, at: target.span)
    case .attribute(let base, let attribute, let nameSpan):
      expression(base)
      emit(.storeAttribute, name(attribute), c: flag, at: nameSpan)
    case .subscripted(let base, let index):
      expression(base)
      expression(index)
      emit(.storeSubscript, c: flag, at: target.span)
    case .tuple(let items), .list(let items):
      let star = items.firstIndex { if case .starred = $0.kind { true } else { false } }
      if let star {
        emit(.unpackStar, star, b: items.count - star - 1, at: target.span)
      } else {
        emit(.unpack, items.count, at: target.span)
      }
      for item in items {
        if case .starred(let inner) = item.kind { assign(inner) } else { assign(item) }
      }
    default:
      fail(Diagnostic("assign-target", "this cannot be assigned to", at: target.span))
    }
  }

  private mutating func augmented(
    _ target: Expression, _ op: BinaryOperator, _ operatorSpan: Span, _ value: Expression,
    at span: Span
  ) {
    let c = UInt8(BinaryOperator.allCases.firstIndex(of: op) ?? 0)
    let flag: UInt8 = isPrelude ? 0 : 1
    func note(_ at: Int, _ compiler: inout Compiler) {
      compiler.operandSpans[Int32(at)] = [target.span, value.span]
      if case .name(let name) = target.kind { compiler.resultNames[Int32(at)] = name }
    }
    switch target.kind {
    case .name(let name):
      load(name, at: target.span)
      expression(value)
      let at = emit(.inPlace, b: 1, c: c, at: span)
      note(at, &self)
      store(name, isAssignment: true, at: target.span)
    case .attribute(let base, let attribute, let nameSpan):
      expression(base)
      emit(.duplicate, at: base.span)
      emit(.attribute, name(attribute), at: target.span)
      expression(value)
      let at = emit(.inPlace, b: 1, c: c, at: span)
      note(at, &self)
      emit(.rotate3, 2, at: span)
      emit(.storeAttribute, name(attribute), c: flag, at: nameSpan)
    case .subscripted(let base, let index):
      expression(base)
      expression(index)
      emit(.duplicate2, at: target.span)
      emit(.subscripted, at: target.span)
      expression(value)
      let at = emit(.inPlace, b: 1, c: c, at: span)
      note(at, &self)
      emit(.rotate3, 3, at: span)
      emit(.storeSubscript, c: flag, at: target.span)
    default:
      fail(Diagnostic("assign-target", "this cannot be assigned to", at: target.span))
    }
  }

  private mutating func delete(_ target: Expression) {
    switch target.kind {
    case .name(let name):
      switch scope.place(of: name) {
      case .local(let slot): emit(.deleteLocal, slot, at: target.span)
      case .cell(let slot): emit(.deleteCell, slot, at: target.span)
      case .global: emit(.deleteGlobal, globals.intern(name), at: target.span)
      }
    case .subscripted(let base, let index):
      expression(base)
      expression(index)
      emit(.deleteSubscript, at: target.span)
    case .tuple(let items), .list(let items): for item in items { delete(item) }
    default:
      fail(Diagnostic("delete-target", "only names and `x[i]` can be deleted", at: target.span))
    }
  }

  private mutating func importing(
    _ module: String, _ alias: String?, _ names: [(name: String, alias: String?)], at span: Span
  ) {
    guard Modules.place(module) != nil else {
      fail(
        Diagnostic(
          "import", "there is no module `\(module)` here", at: span,
          notes: [
            "the language has `torch`, `torch.nn.functional` and `math`, and all of their names "
              + "are in scope without an import"
          ],
          suggestions: module == "numpy"
            ? ["torch's names instead: np.array([1.0]) is tensor([1.0]), np.exp(x) is exp(x)"]
            : module.hasPrefix("torch.utils")
              ? ["slices of a tensor as batches: for i in range(0, n, size): x[i:i + size]"]
              : ["leave the line out, and what it was imported for"]))
      return
    }
    if names.isEmpty {
      // `import torch.nn.functional` binds `torch`; with an alias it binds the module itself.
      let root = String(module.prefix { $0 != "." })
      emit(
        .loadGlobal, globals.intern(Modules.globalName(alias == nil ? root : module)), at: span)
      store(alias ?? root, isAssignment: false, at: span)
    }
    for item in names {
      if Modules.place(module + "." + item.name) != nil {
        emit(.loadGlobal, globals.intern(Modules.globalName(module + "." + item.name)), at: span)
      } else {
        emit(.loadGlobal, globals.intern(Modules.globalName(module)), at: span)
        if item.name == "*" {
          emit(.pop, at: span)
          continue
        }
        emit(.attribute, name(item.name), at: span)
      }
      store(item.alias ?? item.name, isAssignment: false, at: span)
    }
  }
}
