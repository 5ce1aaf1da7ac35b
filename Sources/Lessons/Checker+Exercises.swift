import Diagnostics
import Session

// Exercises: unsolved they must fail by their own test, wrong answers must get the message that is
// meant for them, solutions must pass. Each try has a copy of the machine for itself.

/// What an answer to an exercise came to.
enum Verdict {
  /// The tests hold.
  case passed
  /// A test says what is wrong.
  case failed(Diagnostic)
  /// The answer itself does not run.
  case broken(Diagnostic)
}

extension Lesson {
  /// Tries an answer to an exercise on a copy of a session.
  func verdict(on answer: String, to exercise: Exercise, in session: Session) -> Verdict {
    var copy = session
    let ran = copy.answers(to: answer)
    if let problem = ran.diagnostics.first { return .broken(problem) }
    return verdict(on: copy, to: exercise)
  }

  /// Runs the tests of an exercise on a copy of a session that has an answer in it.
  func verdict(on session: Session, to exercise: Exercise) -> Verdict {
    var copy = session
    for test in exercise.tests {
      let ran = copy.answers(to: pieces[test].text)
      if let problem = ran.diagnostics.first { return .failed(problem) }
    }
    return .passed
  }
}

extension CheckRun {
  mutating func check(_ exercise: Exercise) {
    report.counts.exercises += 1
    checkUnsolved(exercise)
    for place in exercise.wrongs { checkWrong(place, exercise) }
    for place in exercise.solutions { checkSolution(place, exercise) }
    if exercise.isKept, let place = exercise.solutions.first {
      _ = machine.run(lesson.pieces[place].text)
    }
  }

  private mutating func checkUnsolved(_ exercise: Exercise) {
    let piece = lesson.pieces[exercise.start]
    let line = piece.inner.lowerBound
    switch lesson.verdict(on: piece.text, to: exercise, in: machine.session) {
    case .passed:
      fail("exercise", "the exercise \(exercise.id) passes unsolved", at: line)
    case .broken(let problem):
      fail(
        "exercise", "what the learner starts from does not run by itself", at: line,
        ["came      " + problem.message])
    case .failed(let problem):
      if problem.id != "assert" {
        fail(
          "exercise", "unsolved, the exercise fails by an error and not by a message of its test",
          at: line, ["came      " + problem.message])
      } else if problem.message == CheckRun.wordless {
        fail("exercise", "the assertion that fails unsolved says nothing", at: line)
      }
    }
  }

  /// What the machine says for an assertion without a message.
  static let wordless = "this was asserted and does not hold"

  private mutating func checkWrong(_ place: Int, _ exercise: Exercise) {
    let piece = lesson.pieces[place]
    guard case .wrong(_, let says) = piece.kind else { return }
    switch lesson.verdict(on: piece.text, to: exercise, in: machine.session) {
    case .passed:
      fail("wrong", "this wrong answer passes", at: piece.inner.lowerBound, ["expected  " + says])
    case .failed(let problem), .broken(let problem):
      let words = [problem.message] + problem.notes + problem.suggestions
      if !words.contains(where: { $0.contains(says) }) {
        fail(
          "wrong", "this wrong answer gets another message", at: piece.inner.lowerBound,
          ["expected  … \(says) …", "came      " + problem.message])
      }
    }
  }

  private mutating func checkSolution(_ place: Int, _ exercise: Exercise) {
    let piece = lesson.pieces[place]
    switch lesson.verdict(on: piece.text, to: exercise, in: machine.session) {
    case .passed: break
    case .failed(let problem):
      fail(
        "solution", "this solution does not pass", at: piece.inner.lowerBound,
        ["came      " + problem.message])
    case .broken(let problem):
      fail(
        "solution", "this solution does not run", at: piece.inner.lowerBound,
        ["came      " + problem.message])
    }
  }
}
