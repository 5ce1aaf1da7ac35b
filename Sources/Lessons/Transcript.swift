import Diagnostics
import Display
import Session

// What a machine answered, as a lesson compares and shows it.

/// The answers to one input.
struct Transcript {
  /// How the input ended.
  var status = Status.done
  /// What came, in order.
  var outputs: [Output] = []

  /// The width at which output is compared.
  static let width = 80

  /// What went wrong.
  var diagnostics: [Diagnostic] {
    outputs.compactMap { if case .diagnostic(let diagnostic) = $0 { diagnostic } else { nil } }
  }

  /// What came as lines of text.
  ///
  /// - Parameter pictures: whether pictures are part of it.
  func lines(pictures: Bool = true) -> [String] {
    var text = ""
    for output in outputs {
      switch output {
      case .printed(let printed):
        text += printed
        continue
      default: break
      }
      // What a program prints may leave a line open.
      if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
      switch output {
      case .document(let document): text += Renderer(width: Transcript.width).text(document)
      case .picture(let picture):
        if pictures { text += Renderer(width: Transcript.width).text(picture) }
      case .diagnostic(let diagnostic): text += diagnostic.text(width: Transcript.width) + "\n"
      case .printed: break
      }
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return Comparison.trimmed(lines)
  }
}

extension Session {
  /// Gives the session an input and takes its answers down.
  mutating func answers(to input: String) -> Transcript {
    var transcript = Transcript()
    transcript.status = submit(input) { transcript.outputs.append($0) }
    return transcript
  }

  /// The text that code prints on a copy of the session, without the newline at its end.
  func printed(by code: String) -> Result<String, Diagnostic> {
    var copy = self
    let transcript = copy.answers(to: code)
    if let problem = transcript.diagnostics.first { return .failure(problem) }
    return .success(transcript.lines(pictures: false).joined(separator: "\n"))
  }

  /// The answer to a question, computed on a copy of the session.
  func answer(to question: Question) -> Result<Question.Answer, Diagnostic> {
    guard let expression = question.value else {
      let answer = question.written.flatMap { question.answer(reading: $0) }
      return answer.map { .success($0) }
        ?? .failure(Diagnostic("lesson-question", "the question has no answer"))
    }
    var problem = Diagnostic("lesson-question", "`\(expression)` has no value")
    for code in question.printing(expression) {
      switch printed(by: code) {
      case .failure(let reason): problem = reason
      case .success(let text):
        if let answer = question.answer(computed: text) { return .success(answer) }
        problem = Diagnostic(
          "lesson-question",
          "`\(expression)` is \(text), which is no answer of type \(question.kind.rawValue)")
      }
    }
    return .failure(problem)
  }
}
