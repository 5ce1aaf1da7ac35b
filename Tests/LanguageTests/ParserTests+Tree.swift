import Diagnostics
import Language

// A compact print of syntax trees without spans, and sources with marked spans, for the tests of the
// front end.

/// Parses a text as the console's input.
func parsed(_ text: String) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
  Parser.parse(SourceFile(name: "console", text: text))
}

/// The statements of a text as one line, or its diagnostics when it has any.
func printedTree(_ text: String) -> String {
  let (tree, diagnostics) = parsed(text)
  guard diagnostics.isEmpty else { return diagnostics.map { $0.text() }.joined(separator: "\n") }
  return tree.statements.map(printed).joined(separator: "; ")
}

/// The text without its 《》, and the spans that stood between them, by where they begin.
func unmarked(_ marked: String) -> (text: String, spans: [Span]) {
  var text = ""
  var open: [Int] = []
  var spans: [Span] = []
  for character in marked {
    switch character {
    case "《": open.append(text.utf8.count)
    case "》": if let start = open.popLast() { spans.append(Span(start, text.utf8.count)) }
    default: text.append(character)
    }
  }
  return (text, spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) })
}

/// A block in braces.
func printed(_ statements: [Statement]) -> String {
  "{" + statements.map(printed).joined(separator: "; ") + "}"
}

private func printed(_ statement: Statement) -> String {
  switch statement.kind {
  case .expression(let value, _): return "expr \(printed(value))"
  case .assign(let targets, let value): return "assign \(printed(targets)) = \(printed(value))"
  case .augmented(let target, let sign, _, let value):
    return "aug \(sign.rawValue) \(printed(target)) \(printed(value))"
  case .conditional(let branches, let otherwise): return printed(branches[...], otherwise)
  case .forLoop(let target, let iterable, let body, let otherwise):
    return
      "for \(printed(target)) \(printed(iterable)) \(printed(body)) else \(printed(otherwise))"
  case .whileLoop(let condition, let body, let otherwise):
    return "while \(printed(condition)) \(printed(body)) else \(printed(otherwise))"
  case .define(let name, _, let parameters, let body):
    return "def \(name) [\(printed(parameters))] \(printed(body))"
  case .returning(let value): return "return \(printed(value))"
  case .yield(let value): return "yield \(printed(value))"
  case .breaking: return "break"
  case .continuing: return "continue"
  case .pass: return "pass"
  case .assert(let condition, let message):
    return "assert \(printed(condition)) \(printed(message))"
  case .delete(let targets): return "del \(printed(targets))"
  case .with(let items, let body): return "with \(printed(items)) \(printed(body))"
  case .importing(let module, let alias, let names):
    let list = names.map { "\($0.name)/\($0.alias ?? "~")" }.joined(separator: ",")
    return "import \(module) \(alias ?? "~") \(list)"
  }
}

/// `elif` nested as CPython's tree has it.
private func printed(
  _ branches: ArraySlice<Statement.Branch>, _ otherwise: [Statement]
) -> String {
  guard let first = branches.first else { return "" }
  let rest = branches.dropFirst()
  let other = rest.isEmpty ? printed(otherwise) : "{\(printed(rest, otherwise))}"
  return "if \(printed(first.condition)) \(printed(first.body)) else \(other)"
}

private func printed(_ value: Expression?) -> String {
  value.map { printed($0) } ?? "~"
}

private func printed(_ values: [Expression]) -> String {
  values.map { printed($0) }.joined(separator: " ")
}

/// One expression in parentheses.
func printed(_ value: Expression) -> String {
  let (head, rest) = parts(value.kind)
  return rest.isEmpty ? "(\(head))" : "(\(head) \(rest))"
}

private func quoted(_ text: String) -> String {
  "'" + String(text.map { $0 == "\n" ? "⏎" : $0 }) + "'"
}

private func parts(_ kind: Expression.Kind) -> (String, String) {
  switch kind {
  case .none: return ("none", "")
  case .ellipsis: return ("ellipsis", "")
  case .bool(let value): return ("bool", "\(value)")
  case .int(let value): return ("int", "\(value)")
  case .float(let value): return ("float", "\(value)")
  case .string(let text): return ("str", quoted(text))
  case .formatted(let parts): return ("fstr", parts.map(printed).joined(separator: " "))
  case .name(let name): return ("name", name)
  case .attribute(let base, let name, _): return ("attr", "\(printed(base)) \(name)")
  case .subscripted(let base, let index): return ("sub", "\(printed(base)) \(printed(index))")
  case .slice(let lower, let upper, let step):
    return ("slice", "\(printed(lower)) \(printed(upper)) \(printed(step))")
  case .call(let callee, let arguments):
    return ("call", "\(printed(callee)) [\(arguments.map(printed).joined(separator: " "))]")
  case .unary(let sign, let value): return ("un", "\(sign.rawValue) \(printed(value))")
  case .binary(let sign, let left, let right, _):
    return ("bin", "\(sign.rawValue) \(printed(left)) \(printed(right))")
  case .comparison(let first, let steps):
    let rest = steps.map { "\($0.comparison.rawValue) \(printed($0.right))" }
    return ("cmp", "\(printed(first)) \(rest.joined(separator: " "))")
  case .boolean(let isAnd, let values):
    return ("boolop", "\(isAnd ? "and" : "or") \(printed(values))")
  case .conditional(let then, let condition, let otherwise):
    return ("ifexp", "\(printed(then)) \(printed(condition)) \(printed(otherwise))")
  case .lambda(let parameters, let body):
    return ("lambda", "[\(printed(parameters))] \(printed(body))")
  case .list(let values): return ("list", printed(values))
  case .tuple(let values): return ("tuple", printed(values))
  case .set(let values): return ("set", printed(values))
  case .dict(let items):
    let pairs = items.map { "\(printed($0.key)):\(printed($0.value))" }
    return ("dict", pairs.joined(separator: " "))
  case .starred(let value): return ("star", printed(value))
  case .comprehension(let comprehension): return ("\(comprehension.kind)", printed(comprehension))
  case .error: return ("error", "")
  }
}

private func printed(_ argument: Argument) -> String {
  let keyword = argument.keyword.map { $0 + "=" } ?? ""
  return keyword + (argument.isStarred ? "*" : "") + printed(argument.value)
}

private func printed(_ parameters: Parameters) -> String {
  parameters.list.map {
    "(\($0.name) \(printed($0.defaultValue)) \($0.isKeywordOnly ? "k" : "p"))"
  }
  .joined(separator: " ")
}

private func printed(_ part: FormattedPart) -> String {
  switch part {
  case .text(let text): return "(text \(quoted(text)))"
  case .field(let value, let conversion, let format):
    let inner = format.map(printed).joined(separator: " ")
    return "(field \(printed(value)) \(conversion.map(String.init) ?? "~") [\(inner)])"
  }
}

private func printed(_ comprehension: Comprehension) -> String {
  let clauses = comprehension.clauses.map {
    "(for \(printed($0.target)) \(printed($0.iterable)) [\(printed($0.conditions))])"
  }
  let value = comprehension.value.map { ":" + printed($0) } ?? ""
  return printed(comprehension.element) + value + " " + clauses.joined(separator: " ")
}
