import Diagnostics

// The pass before code generation: walks the whole tree once and says for every function which
// names it binds and reads. Scopes are found again by the span of their function or comprehension.

/// Finds the scopes of a syntax tree.
struct ScopeBuilder {
  private(set) var scopes: [Span: Scope] = [:]
  private var reads: [(Scope, String)] = []

  /// The scopes of a tree: the module's, and those of everything inside by span.
  static func build(_ tree: SyntaxTree) -> (module: Scope, scopes: [Span: Scope]) {
    var builder = ScopeBuilder()
    let module = Scope(.module, parent: nil)
    builder.visit(tree.statements, module)
    // Reads are settled last, when every scope knows all it binds: a function may read a name
    // that the function around it binds further down.
    for (scope, name) in builder.reads { scope.read(name) }
    return (module, builder.scopes)
  }

  private mutating func visit(_ statements: [Statement], _ scope: Scope) {
    for statement in statements { visit(statement, scope) }
  }

  private mutating func visit(_ statement: Statement, _ scope: Scope) {
    switch statement.kind {
    case .expression(let value, _): visit(value, scope)
    case .assign(let targets, let value):
      visit(value, scope)
      for target in targets { bind(target, scope) }
    case .augmented(let target, _, _, let value):
      visit(target, scope)
      bind(target, scope)
      visit(value, scope)
    case .conditional(let branches, let otherwise):
      for branch in branches {
        visit(branch.condition, scope)
        visit(branch.body, scope)
      }
      visit(otherwise, scope)
    case .forLoop(let target, let iterable, let body, let otherwise):
      visit(iterable, scope)
      bind(target, scope)
      visit(body, scope)
      visit(otherwise, scope)
    case .whileLoop(let condition, let body, let otherwise):
      visit(condition, scope)
      visit(body, scope)
      visit(otherwise, scope)
    case .define(let name, let nameSpan, let parameters, let body):
      scope.bind(name)
      let inner = function(parameters, nameSpan, scope)
      visit(body, inner)
    case .returning(let value), .yield(let value):
      if let value { visit(value, scope) }
    case .assert(let condition, let message):
      visit(condition, scope)
      if let message { visit(message, scope) }
    case .delete(let targets):
      for target in targets {
        bind(target, scope)
        visit(target, scope)
      }
    case .with(let managers, let body):
      for manager in managers { visit(manager, scope) }
      visit(body, scope)
    case .importing(let module, let alias, let names):
      if names.isEmpty { scope.bind(alias ?? String(module.prefix { $0 != "." })) }
      for name in names { scope.bind(name.alias ?? name.name) }
    case .breaking, .continuing, .pass: break
    }
  }

  private mutating func function(
    _ parameters: Parameters, _ span: Span, _ scope: Scope
  ) -> Scope {
    let inner = Scope(.function, parent: scope)
    scopes[span] = inner
    for parameter in parameters.list {
      if let value = parameter.defaultValue { visit(value, scope) }
      inner.bind(parameter.name)
    }
    return inner
  }

  private mutating func bind(_ target: Expression, _ scope: Scope) {
    switch target.kind {
    case .name(let name): scope.bind(name)
    case .tuple(let items), .list(let items): for item in items { bind(item, scope) }
    case .starred(let item): bind(item, scope)
    case .attribute, .subscripted: visit(target, scope)
    default: break
    }
  }

  private mutating func visit(_ expression: Expression, _ scope: Scope) {
    switch expression.kind {
    case .none, .ellipsis, .bool, .int, .float, .string, .error: break
    case .name(let name): reads.append((scope, name))
    case .formatted(let parts): visit(parts, scope)
    case .attribute(let base, _, _): visit(base, scope)
    case .subscripted(let base, let index):
      visit(base, scope)
      visit(index, scope)
    case .slice(let start, let stop, let step):
      for part in [start, stop, step] { if let part { visit(part, scope) } }
    case .call(let callee, let arguments):
      visit(callee, scope)
      for argument in arguments { visit(argument.value, scope) }
    case .unary(_, let operand), .starred(let operand): visit(operand, scope)
    case .binary(_, let left, let right, _):
      visit(left, scope)
      visit(right, scope)
    case .comparison(let first, let steps):
      visit(first, scope)
      for step in steps { visit(step.right, scope) }
    case .boolean(_, let operands): for operand in operands { visit(operand, scope) }
    case .conditional(let then, let condition, let otherwise):
      visit(condition, scope)
      visit(then, scope)
      visit(otherwise, scope)
    case .lambda(let parameters, let body):
      let inner = function(parameters, expression.span, scope)
      visit(body, inner)
    case .list(let items), .tuple(let items), .set(let items):
      for item in items { visit(item, scope) }
    case .dict(let items):
      for item in items {
        visit(item.key, scope)
        visit(item.value, scope)
      }
    case .comprehension(let comprehension): visit(comprehension, expression.span, scope)
    }
  }

  private mutating func visit(_ parts: [FormattedPart], _ scope: Scope) {
    for part in parts {
      if case .field(let value, _, let format) = part {
        visit(value, scope)
        visit(format, scope)
      }
    }
  }

  private mutating func visit(_ comprehension: Comprehension, _ span: Span, _ scope: Scope) {
    let inner = Scope(.comprehension, parent: scope)
    scopes[span] = inner
    // The first iterable is evaluated outside; it arrives as a nameless first local.
    inner.bind(Compiler.iterableName)
    for (i, clause) in comprehension.clauses.enumerated() {
      visit(clause.iterable, i == 0 ? scope : inner)
      bind(clause.target, inner)
      for condition in clause.conditions { visit(condition, inner) }
    }
    visit(comprehension.element, inner)
    if let value = comprehension.value { visit(value, inner) }
  }
}
