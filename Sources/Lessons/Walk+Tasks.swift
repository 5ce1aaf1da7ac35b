import Display
import Session

// Questions and exercises as a learner meets them.

extension Walk {
  /// Asks a question; false if its answer cannot be worked out.
  mutating func ask(_ question: Question, write: (Output) -> Void) -> Bool {
    switch machine.session.answer(to: question) {
    case .failure(let problem):
      write(.diagnostic(problem))
      return false
    case .success(let answer):
      write(.document(Walk.document(of: question)))
      stop = .question(question, answer)
      return true
    }
  }

  /// A question with its options.
  static func document(of question: Question) -> Document {
    let text = question.text.split(separator: "\n").joined(separator: " ")
    var document = Document([
      .paragraph(
        Paragraph(label: Line("?", .mark), column: 2, content: Prose.line(text)))
    ])
    for option in question.options {
      document.append(
        .paragraph(
          Paragraph(
            label: Line("\(option.letter))", .name), indent: 4, column: 7,
            content: Prose.line(option.text))))
    }
    switch question.kind {
    case .sign: document.append(.lines([Line("    +, − or 0", .dim)]))
    case .shape: document.append(.lines([Line("    a shape, as (2, 3)", .dim)]))
    case .number, .choice: break
    }
    return document
  }

  mutating func judge(
    _ guess: Question.Answer, _ typed: String, _ question: Question, _ answer: Question.Answer,
    write: (Output) -> Void
  ) {
    hasStepped = false
    if question.accepts(guess, as: answer) {
      say("Right: \(question.text(of: answer))", role: .good, write)
      record.answered.insert(question.id)
      rest(write: write)
    } else {
      let why = question.remark(on: guess).map { " " + $0 } ?? ""
      say("Not \(typed).\(why)", write)
    }
  }

  // MARK: - Exercises

  /// Shows an exercise and puts the learner in front of what it starts from.
  mutating func begin(_ exercise: Exercise, write: (Output) -> Void) {
    let start = lesson.pieces[exercise.start].text
    write(
      .document(Document([.lines([Line("Exercise", .heading)]), Prose.listing(start), .blank])))
    say(
      "Type your own; it runs in a copy. :go tests it, :hint helps, :reset begins anew, "
        + ":solution shows one, :skip goes on.", role: .dim, write)
    stop = .exercise(exercise)
    reset(exercise)
  }

  /// Gives the learner a new copy with what the exercise starts from in it.
  mutating func reset(_ exercise: Exercise) {
    var session = machine.session
    session.isInteractive = true
    session.width = width
    _ = session.answers(to: lesson.pieces[exercise.start].text)
    own = session
    (hasChanged, isOffering, hasStepped) = (false, false, false)
  }

  /// Tests what the learner has.
  mutating func test(_ exercise: Exercise, write: (Output) -> Void) {
    guard let own else { return }
    var session = own
    // A test is about now, wherever the learner looks.
    _ = session.answers(to: ":goto end")
    switch lesson.verdict(on: session, to: exercise) {
    case .passed:
      say("It passes.", role: .good, write)
      record.answered.insert(exercise.id)
      leave(exercise, write: write)
    case .failed(let problem), .broken(let problem):
      if problem.id == "assert" {
        say("Not yet: " + problem.message, write)
      } else {
        write(.diagnostic(problem))
      }
    }
  }

  /// Ends an exercise: the lesson can go on.
  mutating func leave(_ exercise: Exercise, write: (Output) -> Void) {
    if exercise.isKept {
      runSolution(of: exercise.id)
      say("The lesson goes on with its own solution; :keep goes on with yours.", role: .dim, write)
    }
    stop = .pause
  }
}
