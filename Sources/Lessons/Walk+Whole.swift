import Display
import Language
import Session

// A whole lesson at once, for a pipe or a printer: everything is run and shown, nothing waits.

extension Walk {
  /// Shows the whole lesson with the output it really has.
  ///
  /// - Returns: failed if a block that should run did not.
  public mutating func showWhole(write: (Output) -> Void) -> Status {
    let width = width
    // An error that a lesson means to show is part of its text, in its place.
    func tell(_ output: Output) {
      guard case .diagnostic(let diagnostic) = output else { return write(output) }
      let lines = diagnostic.text(width: width).split(separator: "\n")
      write(.document(Document([.lines(lines.map { Line(String($0)) })])))
    }
    var hasFailed = false
    for (place, piece) in lesson.pieces.enumerated() {
      if isInterrupted() { return .failed }
      switch piece.kind {
      case .prose:
        if piece.isBlank { continue }
        write(.document(Prose.document(piece.text)))
      case .code(let code):
        write(.document(Document([Prose.listing(piece.text)])))
        let transcript = machine.run(piece.text, isExtra: code.isExtra)
        if !transcript.outputs.isEmpty { write(.document(Document([.blank]))) }
        let isMeant = code.mustFail && transcript.status == .failed
        show(transcript, write: isMeant ? tell : write)
        if (transcript.status == .failed) != code.mustFail { hasFailed = true }
      case .console:
        var session = machine.session
        session.width = width
        for command in ConsoleText(piece.text).commands {
          write(.document(Document([.lines([Line("> \(command.input)", .name)])])))
          show(session.answers(to: command.input), write: write)
        }
      case .question(let question):
        write(.document(Walk.document(of: question)))
        if case .success(let answer) = machine.session.answer(to: question) {
          write(.document(Document([.blank])))
          say("Answer to \(question.id): \(question.text(of: answer))", role: .dim, write)
        }
      case .exercise(let id):
        write(.document(Document([.lines([Line("Exercise", .heading)])])))
        write(.document(Document([Prose.listing(piece.text)])))
        if lesson.exercise(id)?.start == place { runSolution(of: id) }
      case .hint: say("Hint: \(piece.text.split(separator: "\n").joined(separator: " "))", write)
      case .solution:
        write(.document(Document([.lines([Line("Solution", .heading)])])))
        write(.document(Document([Prose.listing(piece.text)])))
      case .note(let text):
        guard showsNotes else { continue }
        say("Note: " + text, role: .dim, write)
      case .pause, .frontMatter, .output, .test, .wrong, .foldStart, .foldEnd: continue
      }
      write(.document(Document([.blank])))
    }
    return hasFailed ? .failed : .done
  }
}
