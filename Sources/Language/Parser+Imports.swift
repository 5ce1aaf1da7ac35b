import Diagnostics

// `import` in its forms. Which modules there are, the compiler knows.

extension Parser {
  /// `import a.b as c, d`: one statement for each module.
  mutating func parseImport(into list: inout [Statement]) throws(Failure) {
    var start = advance().start
    repeat {
      let module = try parseModuleName()
      let alias = try parseAlias()
      let statement = Statement.Kind.importing(module: module, alias: alias, names: [])
      list.append(Statement(kind: statement, span: span(from: start)))
      start = kind == .comma ? tokens[min(index + 1, tokens.count - 1)].start : start
    } while accept(.comma)
  }

  /// `from a.b import c as d, e`, also with the names in parentheses, or `*`.
  mutating func parseFromImport() throws(Failure) -> Statement.Kind {
    advance()
    if kind == .dot || kind == .ellipsis {
      throw failure(
        "unsupported-relative-import", "relative imports are not in this language",
        at: current.span, labels: [.init(current.span, "this folder's modules")],
        notes: ["a script stands alone; torch and math are there without an import"],
        suggestions: ["from torch import …"])
    }
    let module = try parseModuleName()
    guard accept(.import) else {
      throw failure("missing-import", "from \(module) wants `import` next", at: current.span)
    }
    if accept(.star) { return .importing(module: module, alias: nil, names: [("*", nil)]) }
    let open = current
    let isGroup = accept(.leftParenthesis)
    var names: [(name: String, alias: String?)] = []
    repeat {
      if isGroup, kind == .rightParenthesis, !names.isEmpty { break }
      guard kind == .name else { throw missingModuleName() }
      let imported = name(of: advance())
      names.append((imported, try parseAlias()))
    } while accept(.comma)
    if isGroup { try close(open, in: "the import") }
    return .importing(module: module, alias: nil, names: names)
  }

  private mutating func parseModuleName() throws(Failure) -> String {
    guard kind == .name else { throw missingModuleName() }
    var module = name(of: advance())
    while accept(.dot) {
      guard kind == .name else { throw missingModuleName() }
      module += "." + name(of: advance())
    }
    return module
  }

  private mutating func parseAlias() throws(Failure) -> String? {
    guard accept(.as) else { return nil }
    guard kind == .name else { throw missingModuleName() }
    return name(of: advance())
  }

  private mutating func missingModuleName() -> Failure {
    failure(
      "missing-name", "a name should stand here, not \(describe(current))", at: current.span,
      suggestions: ["import torch", "from torch import tensor"])
  }
}
