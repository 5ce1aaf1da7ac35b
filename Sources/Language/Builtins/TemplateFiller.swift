import Diagnostics

// `"{} {name:>8}".format(…)`: the older sister of f-strings, whose fields are read when it runs.

/// Fills `{…}` in a template, as `template.format(…)`.
struct TemplateFiller {
  let positional: [Value]
  let named: [(name: String, value: Value)]
  /// The next place for a field without a name.
  var next = 0
  /// Whether fields are numbered by hand; decided by the first.
  var isNumbered: Bool?

  init(positional: [Value], named: [(name: String, value: Value)]) {
    self.positional = positional
    self.named = named
  }

  mutating func fill(
    _ template: String, _ machine: inout Machine, depth: Int = 0
  ) throws(Diagnostic) -> String {
    guard depth < 2 else { throw failure("a field's format can hold fields, but those no more") }
    var out = String.UnicodeScalarView()
    var rest = template.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "{" || scalar == "}" else {
        out.append(scalar)
        continue
      }
      if rest.first == scalar {
        rest.removeFirst()
        out.append(scalar)
      } else if scalar == "}" {
        throw failure("a `}` stands alone in the template", "}} writes the sign itself")
      } else {
        out.append(contentsOf: try field(&rest, &machine, depth).unicodeScalars)
      }
    }
    return String(out)
  }

  private func failure(_ message: String, _ suggestion: String? = nil) -> Diagnostic {
    Diagnostic("format-template", message, suggestions: suggestion.map { [$0] } ?? [])
  }

  /// Reads one field from behind its brace and gives its text.
  private mutating func field(
    _ rest: inout Substring.UnicodeScalarView, _ machine: inout Machine, _ depth: Int
  ) throws(Diagnostic) -> String {
    var name = String.UnicodeScalarView()
    var isInBrackets = false
    while let scalar = rest.first, isInBrackets || !"}!:".unicodeScalars.contains(scalar) {
      if scalar == "{" { throw failure("a `{` stands in the name of a field") }
      if scalar == "[" { isInBrackets = true } else if scalar == "]" { isInBrackets = false }
      name.append(scalar)
      rest.removeFirst()
    }
    var conversion: Unicode.Scalar?
    if rest.first == "!" {
      rest.removeFirst()
      conversion = rest.popFirst()
    }
    var spec = String.UnicodeScalarView()
    if rest.first == ":" {
      rest.removeFirst()
      var open = 0
      while let scalar = rest.first, open > 0 || scalar != "}" {
        open += scalar == "{" ? 1 : scalar == "}" ? -1 : 0
        spec.append(scalar)
        rest.removeFirst()
      }
    }
    guard rest.popFirst() == "}" else {
      throw failure("a field of the template is not closed", "{{ writes the sign itself")
    }
    let value = try member(String(name), &machine)
    let format = try fill(String(spec), &machine, depth: depth + 1)
    if case .object(let id) = value { try machine.checkFresh(id) }
    switch conversion {
    case nil: return try machine.formatted(value, format)
    case "s", "r":
      let text = conversion == "s" ? machine.str(value) : machine.repr(value)
      let made = try machine.string(text)
      return try machine.formatted(made, format)
    case .some(let other): throw failure("there is no conversion `!\(other)`, only !r and !s")
    }
  }

  /// The value that a field names: `0`, `x`, `x.field`, `x[key]`, or nothing for the next one.
  private mutating func member(
    _ path: String, _ machine: inout Machine
  ) throws(Diagnostic) -> Value {
    var rest = path.unicodeScalars[...]
    func word(_ ends: String) -> String {
      let word = rest.prefix { !ends.unicodeScalars.contains($0) }
      rest.removeFirst(word.count)
      return String(word)
    }
    var value = try argument(word(".["))
    while let scalar = rest.popFirst() {
      if scalar == "." {
        value = try machine.attribute(word(".["), of: value)
      } else {
        let key = word("]")
        guard rest.popFirst() == "]" else { throw failure("a `[` in a field is not closed") }
        let index: Value
        if let place = Int(key) { index = .int(place) } else { index = try machine.string(key) }
        value = try machine.subscripted(value, index)
      }
    }
    return value
  }

  private mutating func argument(_ name: String) throws(Diagnostic) -> Value {
    let number = name.isEmpty ? next : Int(name)
    guard let number, name.isEmpty || name.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      if let value = named.first(where: { $0.name == name })?.value { return value }
      let near = nearMisses(name, in: named.map(\.name))
      throw failure("format was given no `\(name)`", near.first.map { "did you mean `\($0)`?" })
    }
    guard isNumbered ?? !name.isEmpty == !name.isEmpty else {
      throw failure("a template numbers all of its fields or none")
    }
    isNumbered = !name.isEmpty
    if name.isEmpty { next += 1 }
    guard number < positional.count else {
      throw failure(
        "the template asks for value \(number), and format was given \(positional.count)",
        "places count from 0")
    }
    return positional[number]
  }
}
