import Autograd
import Language

// The reference in docs/: one page by family, made from the registry and from running every
// sample. A test makes it anew and compares, so it is never behind.

/// The reference of all operations, as Markdown.
public enum Reference {
  /// The whole page.
  public static var markdown: String {
    var page = """
      # Operations

      Made by `longhand help --reference` from the registry; do not edit. Each entry: how it is \
      written, the formula of one element, the rule of each gradient, and the example with what it \
      gives. A rule is code of the language as it reads for the example's shapes: `g` is the \
      gradient that arrives, `y` the result. Where an operand was broadcast, what the rule gives \
      is then summed over the axes that were added.


      """
    for family in Registry.families {
      let shown = family.primitives.filter { !$0.spellings.isEmpty }
      guard !shown.isEmpty else { continue }
      page += "## \(family.name)\n\n"
      for primitive in shown { page += entry(primitive) }
    }
    return page + LookingHelp.reference
  }

  private static func entry(_ primitive: Primitive) -> String {
    let sample = SampleRun(primitive)
    var text = "### \(primitive.name)\n\n\(primitive.summary)\n\n"
    text += "- written `\(spellings(of: primitive).joined(separator: "`, `"))`\n"
    if !primitive.formula.isEmpty { text += "- formula `\(primitive.formula)`\n" }
    for rule in sample.rules { text += "- gradient of `\(rule.argument)`: `\(rule.text)`\n" }
    if !primitive.why.isEmpty { text += "- why: \(primitive.why)\n" }
    if let definition = Definitions.definition(of: primitive.name) {
      text += "\nDefinition:\n\n```python\n\(definition.trimmedLines)\n```\n\nExample:\n"
    }
    text += "\n```python\n\(primitive.sample)\n```\n"
    if !sample.output.isEmpty { text += "```\n\(sample.output)\n```\n" }
    return text + "\n"
  }

  /// How an operation may be written.
  static func spellings(of primitive: Primitive) -> [String] {
    let arguments = primitive.signature.map(\.written)
    let all = arguments.joined(separator: ", ")
    return primitive.spellings.map { spelling in
      switch spelling {
      case .torch: "torch.\(primitive.name)(\(all))"
      case .functional: "F.\(primitive.name)(\(all))"
      case .method: "x.\(primitive.name)(\(arguments.dropFirst().joined(separator: ", ")))"
      case .bare: "\(primitive.name)(\(all))"
      case .symbol(let symbol): arguments.count == 2 ? "a \(symbol) b" : "\(symbol)x"
      }
    }
  }
}

extension Parameter {
  /// The argument as a signature has it: with its default where it may be left out.
  fileprivate var written: String {
    if case .tensors = kind, name == "operands" { return "*operands" }
    guard !isRequired else { return name }
    if let shownDefault { return "\(name)=\(shownDefault)" }
    switch kind {
    case .tensor, .tensors, .axes, .sizes, .equation: return "\(name)=None"
    case .axis(let value), .integer(let value): return "\(name)=\(value)"
    case .flag(let value): return "\(name)=\(value ? "True" : "False")"
    case .number(let value):
      return "\(name)=" + (value.isInfinite ? "None" : pythonRepr(value))
    case .word(let words, let place): return "\(name)='\(words[place])'"
    }
  }
}
