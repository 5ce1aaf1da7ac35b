import Diagnostics
import Display
import Language
import Lessons
import Session
import Stepper

// A conversation with a session, as the text a person sees at a width of 80.

/// What a session answered to one input.
struct Answer {
  var status = Status.done
  /// What was shown, documents rendered.
  var text = ""
  /// What the program printed.
  var printed = ""
  /// What went wrong.
  var diagnostics: [Diagnostic] = []

  /// The lines of what was shown.
  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
  /// The message of the first diagnostic, empty when there is none.
  var message: String { diagnostics.first?.message ?? "" }
  /// The diagnostics as they are drawn.
  var drawn: String { diagnostics.map { $0.text() }.joined(separator: "\n") }
  /// The line that says where a card stands: its phase and number.
  var title: String {
    let line = lines.first ?? ""
    return line.components(apart: "  ").first ?? ""
  }
}

extension String {
  /// The parts between runs of a separator.
  func components(apart separator: String) -> [String] {
    split(separator: separator).map { part in
      var part = part
      while part.hasPrefix(" ") { part = part.dropFirst() }
      return String(part)
    }
  }
}

/// A session that answers with text.
struct Talk {
  var session: Session
  let renderer: Renderer

  init(interactive: Bool = false, width: Int = 80) {
    renderer = Renderer(width: width)
    session = Session(
      reader: Machine.TextReader(
        corpus: { Corpora.text($0) }, file: { _ in .failure(.init("there are no files here")) }),
      isInteractive: interactive)
  }

  /// Types one input.
  @discardableResult
  mutating func say(_ input: String) -> Answer {
    var answer = Answer()
    let renderer = renderer
    answer.status = session.submit(input) { Talk.add($0, to: &answer, renderer) }
    return answer
  }

  /// Runs a whole script.
  @discardableResult
  mutating func run(_ script: String, named name: String = "script") -> Answer {
    var answer = Answer()
    let renderer = renderer
    answer.status = session.run(script: SourceFile(name: name, text: script)) {
      Talk.add($0, to: &answer, renderer)
    }
    return answer
  }

  private static func add(_ output: Output, to answer: inout Answer, _ renderer: Renderer) {
    switch output {
    case .printed(let text): answer.printed += text
    case .document(let document), .picture(let document): answer.text += renderer.text(document)
    case .diagnostic(let diagnostic): answer.diagnostics.append(diagnostic)
    }
  }
}
