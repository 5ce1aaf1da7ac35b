import Autograd
import Display
import Language

// Help on one operation: a reading of its element in the registry, like everything else.

/// What the program knows about one operation, as a document.
public struct OperationHelp {
  let primitive: Primitive

  /// The names there is help on.
  public static var names: [String] {
    Registry.primitives.filter { !$0.spellings.isEmpty }.map(\.name)
  }

  /// Help on an operation, by its name or its operator; nil where there is none.
  public init?(_ name: String) {
    let found = Registry.primitives.first { primitive in
      primitive.name == name || primitive.spellings.contains(.symbol(name))
    }
    guard let found, !found.spellings.isEmpty else { return nil }
    primitive = found
  }

  /// The help.
  public var document: Document {
    let sample = SampleRun(primitive)
    var document = Document([.title(Line(primitive.name, .heading), aside: Line(""))])
    func row(_ label: String, _ text: String, hanging: Int = 2) {
      guard !text.isEmpty else { return }
      document.append(
        .paragraph(
          Paragraph(
            label: Line(label, .name), indent: 2, column: 14, hanging: hanging, content: Line(text))
        ))
    }
    func block(_ label: String, _ text: String) {
      for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        // A line of code that goes on stands deeper than what it opens.
        row(
          i == 0 ? label : " ", line.isEmpty ? " " : String(line).keepingSpaces,
          hanging: line.prefix { $0 == " " }.count + 4)
      }
    }
    row("does", primitive.summary)
    row("written", Reference.spellings(of: primitive).joined(separator: "   "))
    row("formula", primitive.formula)
    for rule in sample.rules { row("gradient", "of \(rule.argument): \(rule.text)") }
    row("why", primitive.why)
    if let definition = Definitions.definition(of: primitive.name) {
      block("definition", definition.trimmedLines)
    }
    block("example", primitive.sample)
    block("gives", sample.output)
    return document
  }
}

extension String {
  /// Without empty lines at either end; indentation stays.
  var trimmedLines: String {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    let isEmpty: (Substring) -> Bool = { $0.allSatisfy { $0 == " " } }
    let head = lines.drop(while: isEmpty)
    guard let last = head.lastIndex(where: { !isEmpty($0) }) else { return "" }
    return head[...last].joined(separator: "\n")
  }

  /// With spaces that a wrapped line keeps: indentation and columns mean something here.
  var keepingSpaces: String { replacing("  ", with: "\u{A0}\u{A0}") }
}
