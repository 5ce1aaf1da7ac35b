import Diagnostics
import Display
import Language

// Help on the functions that show something: what operations have in the registry, these have in
// a table of their own.

/// What the program knows about one looking function.
public struct LookingHelp {
  let function: LookingFunction

  /// The names there is help on.
  public static var names: [String] { LookingFunction.all.map(\.name) }

  /// Help on a looking function by its name; nil where there is none.
  public init?(_ name: String) {
    guard let function = LookingFunction.all.first(where: { $0.name == name }) else { return nil }
    self.function = function
  }

  /// What the sample shows.
  private var output: Document {
    var session = Session(width: 72)
    var shown = Document()
    _ = session.run(script: SourceFile(name: "sample", text: function.sample + "\n")) { answer in
      if case .picture(let document) = answer { shown.append(document) }
    }
    return shown
  }

  /// The help.
  public var document: Document {
    func row(_ label: String, _ text: String) -> Block {
      .paragraph(
        Paragraph(
          label: Line(label, .name), indent: 2, column: 14, hanging: 2, content: Line(text)))
    }
    var document = Document([.title(Line(function.name, .heading), aside: Line(""))])
    document.append(row("does", function.summary))
    document.append(row("written", function.call))
    for (i, line) in function.sample.split(separator: "\n").enumerated() {
      document.append(row(i == 0 ? "example" : " ", String(line)))
    }
    document.append(.blank)
    document.append(output)
    return document
  }

  /// The part of the reference about these functions, as Markdown.
  static var reference: String {
    var page = "## Looking\n\n"
    page += "They return None, record nothing and change no result; `longhand run` shows their "
    page += "pictures on standard error.\n\n"
    for function in LookingFunction.all {
      let shown = Renderer(width: 72).text(LookingHelp(function).output)
      page += "### \(function.name)\n\n\(function.summary)\n\n- written `\(function.call)`\n\n"
      page += "```python\n\(function.sample)\n```\n```\n\(shown)```\n\n"
    }
    return page
  }

  private init(_ function: LookingFunction) { self.function = function }
}
