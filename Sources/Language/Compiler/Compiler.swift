import Diagnostics

// From a syntax tree to flat instructions. One `Compiler` a function; the module's is the first.
// Global names become slots of a table that grows with every input of a session.

/// The global names of a session: each keeps its slot for good.
public struct GlobalTable: Sendable {
  /// Names by slot.
  public private(set) var names: [String] = []
  private var slots: [String: Int] = [:]

  /// An empty table.
  public init() {}

  /// A name's slot, if it has one.
  public func slot(of name: String) -> Int? { slots[name] }

  /// A name's slot, made when it has none.
  mutating func intern(_ name: String) -> Int {
    if let slot = slots[name] { return slot }
    slots[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// A new slot for a name that may have one: code compiled from now on finds the new one.
  mutating func shadow(_ name: String) {
    slots[name] = names.count
    names.append(name)
  }

  /// Takes the name from a slot that shadowed another: code compiled before goes on to use it.
  mutating func unshadow(_ slot: Int, previous: Int?) {
    slots[names[slot]] = previous
    names[slot] = "__" + names[slot]
  }
}

/// Makes code of a syntax tree.
public struct Compiler {
  /// The local that holds what a comprehension walks.
  static let iterableName = ".0"

  let source: SourceFile
  let scope: Scope
  let scopes: [Span: Scope]
  let isPrelude: Bool
  var globals: GlobalTable
  var diagnostics: [Diagnostic] = []

  var instructions: ContiguousArray<Instruction> = []
  var spans: ContiguousArray<Span> = []
  var constants: [Constant] = []
  private var constantPlaces: [Constant: Int] = [:]
  var names: [String] = []
  private var namePlaces: [String: Int] = [:]
  var calls: [CallShape] = []
  var children: [Code] = []
  var captures: [[Int]] = []
  var operandSpans: [Int32: [Span]] = [:]
  var resultNames: [Int32: String] = [:]
  var loops: [LoopPlace] = []
  var isGenerator = false

  /// What `break` and `continue` have to undo on their way out of a loop.
  enum Enclosing {
    case loop(start: Int, hasIterator: Bool, breaks: [Int])
    case gradMode
  }
  var enclosing: [Enclosing] = []

  init(
    source: SourceFile, scope: Scope, scopes: [Span: Scope], globals: GlobalTable, isPrelude: Bool
  ) {
    self.source = source
    self.scope = scope
    self.scopes = scopes
    self.globals = globals
    self.isPrelude = isPrelude
  }

  /// Compiles an input of a session.
  ///
  /// - Returns: the code, nil where a diagnostic stands in its way; the table with the names the
  ///   input brought.
  public static func compile(
    _ tree: SyntaxTree, globals: GlobalTable, isPrelude: Bool = false
  ) -> (code: Code?, globals: GlobalTable, diagnostics: [Diagnostic]) {
    // The walk recurses as deep as the tree, which the parser bounds but a small stack may not hold.
    onLargeStack {
      let (module, scopes) = ScopeBuilder.build(tree)
      var compiler = Compiler(
        source: tree.source, scope: module, scopes: scopes, globals: globals, isPrelude: isPrelude)
      for statement in tree.statements { compiler.statement(statement) }
      let end = tree.source.text.utf8.count
      compiler.emit(.finish, at: Span(end, end))
      let isSound = compiler.diagnostics.isEmpty
      let code = isSound ? compiler.code(name: "<module>", parameters: []) : nil
      return (code, compiler.globals, compiler.diagnostics)
    }
  }

  /// The finished code.
  func code(name: String, parameters: [Code.ParameterInfo]) -> Code {
    let slots = scope.kind == .module ? [] : scope.slots
    let freeStart = scope.kind == .module ? 0 : scope.bound.count
    return Code(
      name: name, source: source, instructions: instructions, spans: spans, constants: constants,
      names: names, calls: calls, children: children, parameters: parameters, localNames: slots,
      freeSlots: Array(freeStart..<slots.count), captures: captures, operandSpans: operandSpans,
      resultNames: resultNames, loops: loops, isGenerator: isGenerator, isPrelude: isPrelude)
  }

  // MARK: - Emitting

  @discardableResult
  mutating func emit(
    _ opcode: Opcode, _ a: Int = 0, b: Int = 0, c: UInt8 = 0, at span: Span
  ) -> Int {
    instructions.append(
      Instruction(
        opcode: opcode, c: c, b: UInt16(truncatingIfNeeded: b), a: Int32(truncatingIfNeeded: a)))
    spans.append(span)
    return instructions.count - 1
  }

  /// Makes a jump go to the next instruction.
  mutating func land(_ jump: Int) { instructions[jump].a = Int32(instructions.count) }

  mutating func constant(_ constant: Constant, at span: Span) {
    let place = constantPlaces[constant] ?? constants.count
    if place == constants.count {
      constants.append(constant)
      constantPlaces[constant] = place
    }
    emit(.constant, place, at: span)
  }

  mutating func name(_ name: String) -> Int {
    if let place = namePlaces[name] { return place }
    namePlaces[name] = names.count
    names.append(name)
    return names.count - 1
  }

  mutating func fail(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    diagnostic.source = source
    if diagnostics.count < 20 { diagnostics.append(diagnostic.withReason) }
  }

  mutating func load(_ name: String, at span: Span) {
    switch scope.place(of: name) {
    case .local(let slot): emit(.loadLocal, slot, at: span)
    case .cell(let slot): emit(.loadCell, slot, at: span)
    case .global: emit(.loadGlobal, globals.intern(name), at: span)
    }
  }

  /// Stores the value on top; `isAssignment` makes it an event.
  mutating func store(_ name: String, isAssignment: Bool, at span: Span) {
    if isAssignment, let last = producer() { resultNames[last] = name }
    let c: UInt8 = isAssignment && scope.kind != .comprehension && !isPrelude ? 1 : 0
    switch scope.place(of: name) {
    case .local(let slot): emit(.storeLocal, slot, c: c, at: span)
    case .cell(let slot): emit(.storeCell, slot, c: c, at: span)
    case .global: emit(.storeGlobal, globals.intern(name), c: c, at: span)
    }
  }

  /// The instruction that has just made the value on top, if one did.
  private func producer() -> Int32? {
    guard let last = instructions.last else { return nil }
    switch last.opcode {
    case .unary, .binary, .inPlace, .compare, .call, .callMethod, .callSpread, .subscripted,
      .attribute:
      return Int32(instructions.count - 1)
    default: return nil
    }
  }

  // MARK: - Functions

  /// Compiles a nested function with this compiler's tables and takes it in as a child.
  mutating func child(
    name: String, key: Span, parameters: Parameters, at span: Span,
    body: (inout Compiler) -> Void
  ) -> Int {
    guard let inner = scopes[key] else { return 0 }
    var compiler = Compiler(
      source: source, scope: inner, scopes: scopes, globals: globals, isPrelude: isPrelude)
    for (slot, local) in inner.bound.enumerated() where inner.captured.contains(local) {
      compiler.emit(.makeCell, slot, at: span)
    }
    body(&compiler)
    globals = compiler.globals
    diagnostics += compiler.diagnostics
    var defaultPlace = 0
    let infos = parameters.list.map { parameter in
      let place = parameter.defaultValue == nil ? -1 : defaultPlace
      if parameter.defaultValue != nil { defaultPlace += 1 }
      return Code.ParameterInfo(
        name: parameter.name, isKeywordOnly: parameter.isKeywordOnly, defaultPlace: place)
    }
    children.append(compiler.code(name: name, parameters: infos))
    captures.append(
      inner.free.map { name in
        if case .cell(let slot) = scope.place(of: name) { slot } else { -1 }
      })
    return children.count - 1
  }

  mutating func function(
    name: String, key: Span, parameters: Parameters, at span: Span,
    body: (inout Compiler) -> Void
  ) {
    for parameter in parameters.list {
      if let value = parameter.defaultValue { expression(value) }
    }
    let place = child(name: name, key: key, parameters: parameters, at: span, body: body)
    emit(.function, place, at: span)
  }
}
