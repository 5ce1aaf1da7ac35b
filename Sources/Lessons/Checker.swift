import Diagnostics
import Language
import Session

// Lessons as tests: everything that a lesson claims is tried out. A failure is a diagnostic that
// points into the Markdown and says what was expected and what came.

/// What a check of a lesson came to.
public struct CheckReport: Sendable {
  /// What does not hold, in the order of the file.
  public internal(set) var failures: [Diagnostic] = []
  /// How many outputs, consoles, questions and exercises were held to what they claim.
  public internal(set) var counts = Counts()
  /// What would have to be written for the outputs to hold.
  var edits: [Edit] = []

  /// How much was checked.
  public struct Counts: Sendable, Equatable {
    /// Blocks of code that ran.
    public var blocks = 0
    /// Outputs that were compared.
    public var outputs = 0
    /// Console blocks that were typed.
    public var consoles = 0
    /// Questions that were answered.
    public var questions = 0
    /// Exercises that were tried unsolved, wrong and solved.
    public var exercises = 0

    /// Nothing yet.
    public init() {}

    /// Adds what was checked elsewhere.
    public static func += (a: inout Counts, b: Counts) {
      a.blocks += b.blocks
      a.outputs += b.outputs
      a.consoles += b.consoles
      a.questions += b.questions
      a.exercises += b.exercises
    }
  }
}

/// Checks lessons.
public struct Checker: Sendable {
  /// What the lessons' programs read texts through.
  let reader: Machine.TextReader
  /// Asked while a program runs; true stops it.
  let isInterrupted: @Sendable () -> Bool

  /// Makes a checker.
  public init(
    reader: Machine.TextReader, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.reader = reader
    self.isInterrupted = isInterrupted
  }

  /// Checks a lesson.
  public func check(_ lesson: Lesson) -> CheckReport {
    var run = CheckRun(
      lesson: lesson,
      machine: LessonMachine(
        seed: lesson.front.seed, reader: reader, isInterrupted: isInterrupted))
    run.report.failures = lesson.problems
    for place in lesson.pieces.indices {
      if isInterrupted() { break }
      run.check(place)
    }
    run.report.failures.sort { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
    return run.report
  }
}

/// A check under way.
struct CheckRun {
  let lesson: Lesson
  var machine: LessonMachine
  var report = CheckReport()

  mutating func check(_ place: Int) {
    let piece = lesson.pieces[place]
    switch piece.kind {
    case .code(let code): check(code, piece, output: lesson.output(after: place))
    case .console: checkConsole(piece)
    case .question(let question): check(question, piece)
    case .exercise(let id):
      if let exercise = lesson.exercise(id), exercise.start == place { check(exercise) }
    case .frontMatter, .prose, .output, .test, .wrong, .hint, .solution, .pause, .note,
      .foldStart, .foldEnd:
      break
    }
  }

  /// Tells a failure of a line of the file, counted from 0.
  mutating func fail(_ id: String, _ message: String, at line: Int, _ notes: [String] = []) {
    report.failures.append(
      Diagnostic(
        "check-" + id, message, at: lesson.span(of: line..<line + 1), in: lesson.source,
        notes: notes))
  }

  /// What a program did wrong, as lines of a note.
  static func told(_ transcript: Transcript) -> [String] {
    transcript.diagnostics.flatMap { problem in
      problem.text(width: 76).split(separator: "\n").map { "  " + $0 }
    }
  }

  // MARK: - Code

  private mutating func check(_ code: Piece.Code, _ piece: Piece, output: Int?) {
    report.counts.blocks += 1
    let transcript = machine.run(piece.text, isExtra: code.isExtra)
    let first = piece.inner.lowerBound
    switch (transcript.status, code.mustFail) {
    case (.done, true):
      fail("error", "this block must fail, and runs through", at: first)
    case (.failed, false):
      fail("code", "this block fails", at: first, CheckRun.told(transcript))
    case (.quit, _):
      fail("code", "this block ends the session", at: first)
    case (.done, false), (.failed, true): break
    }
    // The output of a block that fails by mistake would be an error's text.
    let isComparable = code.mustFail == (transcript.status == .failed)
    guard let output else {
      let came = transcript.lines(pictures: false)
      if isComparable, !came.isEmpty, !code.mustFail {
        fail(
          "output", "no output block says what this block prints", at: first,
          came.prefix(4).map { "came      " + $0 })
        report.edits.append(
          Edit(
            lines: piece.lines.upperBound..<piece.lines.upperBound,
            text: ["```output"] + came + ["```"]))
      }
      return
    }
    report.counts.outputs += 1
    guard isComparable, case .output(let hasPictures) = lesson.pieces[output].kind else { return }
    compare(lesson.pieces[output], with: transcript.lines(pictures: hasPictures))
  }

  private mutating func compare(_ piece: Piece, with came: [String]) {
    let expected = piece.lineTexts
    guard let difference = Comparison.difference(expected, came) else { return }
    let line = piece.inner.lowerBound + min(difference.expected ?? expected.count, expected.count)
    var notes = ["expected  " + (difference.expected.map { expected[$0] } ?? "the end")]
    notes.append("came      " + (difference.came.map { came[$0] } ?? "the end"))
    fail("output", "the output is not what stands here", at: line, notes)
    report.edits.append(
      Edit(lines: piece.inner, text: Rewriter.output(expected, for: came)))
  }

  // MARK: - Console

  private mutating func checkConsole(_ piece: Piece) {
    report.counts.consoles += 1
    let console = ConsoleText(piece.text)
    let first = piece.inner.lowerBound
    let transcripts = machine.run(console.commands.map(\.input))
    for (command, transcript) in zip(console.commands, transcripts) {
      let expected = command.expected.map { console.lines[$0] }
      let came = transcript.lines()
      if transcript.status == .failed, !expected.contains(where: { $0.hasPrefix("error:") }) {
        fail(
          "console", "`\(command.input)` cannot be done", at: first + command.line,
          CheckRun.told(transcript))
        continue
      }
      guard let missing = Comparison.missing(expected, in: came) else { continue }
      fail(
        "console", "this line does not appear, or not in its turn",
        at: first + command.expected[missing],
        ["expected  " + expected[missing], "`\(command.input)` answers:"]
          + came.map { "  " + $0 })
      for (place, line) in Rewriter.console(expected, for: came) {
        let target = first + command.expected[place]
        report.edits.append(Edit(lines: target..<target + 1, text: [line]))
      }
    }
  }

  // MARK: - Questions

  private mutating func check(_ question: Question, _ piece: Piece) {
    report.counts.questions += 1
    let line = piece.lines.lowerBound
    let answer: Question.Answer
    switch machine.session.answer(to: question) {
    case .success(let computed): answer = computed
    case .failure(let problem):
      // What the parser has told already is told once.
      if question.value != nil {
        fail(
          "question", "the value of the answer cannot be worked out", at: line, [problem.message])
      }
      return
    }
    if let text = question.written, question.value != nil,
      let written = question.answer(reading: text), !question.accepts(written, as: answer)
    {
      fail(
        "question", "answer= and value= do not agree", at: line,
        ["expected  \(text)", "came      \(question.text(of: answer))"])
    }
    for remark in question.remarks {
      guard let guess = question.answer(reading: remark.guess),
        question.written == nil, question.accepts(guess, as: answer)
      else { continue }
      fail(
        "question", "`if \(remark.guess)` is not wrong: the answer is \(question.text(of: answer))",
        at: piece.inner.lowerBound + remark.line)
    }
  }
}

extension Piece {
  /// The lines of its text.
  var lineTexts: [String] {
    inner.isEmpty
      ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
