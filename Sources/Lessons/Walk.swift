import Diagnostics
import Display
import Language
import Session
import Stepper

// A lesson being walked through: a value that takes text and answers with documents, like the
// session inside of it. The lesson's own machine is touched by the lesson's blocks alone; what a
// learner types happens on a copy. Nothing advances by itself: `:go` brings the next piece, and
// Enter does what the prompt names.

/// A learner's way through one lesson.
public struct Walk: Sendable {
  /// What the learner is asked to do.
  enum Stop: Sendable {
    /// Nothing: there is more to come.
    case pause
    /// To guess.
    case question(Question, Question.Answer)
    /// To write an answer.
    case exercise(Exercise)
    /// To have the next command of a console block typed.
    case console(ConsoleText, next: Int)
    /// To have an extra run.
    case extra(Int)
    /// Nothing: there is no more.
    case end
  }

  /// Where the piece that is shown began: what `:again` returns to.
  struct Beat: Sendable {
    var machine: LessonMachine
    var place: Int
  }

  /// The lesson.
  public let lesson: Lesson
  /// What comes after it, by name; nil if nothing does.
  public var following: String?
  /// What is kept of it: how far the learner came, and what was answered.
  public internal(set) var record: Progress.Record
  /// Width of what is shown, in cells.
  public var width = 80
  /// Whether the notes for whoever teaches are shown.
  public var showsNotes = false
  /// Asked during a run; true stops it.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// What `:save` writes files through.
  public var writer: @Sendable (String, String) -> String? = { _, _ in
    "files cannot be written here"
  }
  let reader: Machine.TextReader

  /// The machine of the lesson.
  var machine: LessonMachine
  /// The learner's copy, once something was typed.
  var own: Session?
  /// Whether something was made in the copy that could be kept.
  var hasChanged = false
  /// Whether the learner is asked whether to keep it.
  var isOffering = false
  /// Whether the latest input was a step, which Enter repeats.
  var hasStepped = false
  /// How the learner has set things to look.
  public internal(set) var settings: Settings
  /// The console block under way.
  var console: Session?
  /// The piece that comes next.
  var place = 0
  var stop = Stop.pause
  var beat: Beat
  /// The hints that were given here.
  var hintCount = 0
  /// The set-up that ran unseen.
  var setup: [String] = []

  /// A walk from where a record says.
  public init(
    _ lesson: Lesson, record: Progress.Record? = nil, reader: Machine.TextReader,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.lesson = lesson
    self.reader = reader
    self.isInterrupted = isInterrupted
    let isSame = record?.version == lesson.front.version
    self.record =
      isSame ? record ?? .init(version: lesson.front.version) : .init(version: lesson.front.version)
    machine = LessonMachine(seed: lesson.front.seed, reader: reader, isInterrupted: isInterrupted)
    settings = machine.session.settings
    beat = Beat(machine: machine, place: 0)
  }

  // MARK: - What is seen

  /// Begins, or goes on where the record says.
  public mutating func start(write: (Output) -> Void) {
    if record.isDone { record.place = 0 }
    if record.place > 0, record.place < lesson.pieces.count {
      say("On with “\(lesson.front.title)” where you left it; :section 1 begins anew.", write)
      write(.document(Document([.blank])))
      rebuild(upTo: record.place)
    }
    record.isDone = false
    advance(write: write)
  }

  /// What the prompt says: where the learner is, and what Enter does.
  public var prompt: String {
    var parts: [String] = []
    if hasChanged { parts.append("yours") }
    if let own, let cursor = own.cursor { parts.append("\(cursor)/\(own.timeline.end)") }
    parts.append(hint)
    return "[" + parts.joined(separator: " · ") + "] > "
  }

  private var hint: String {
    if isOffering { return "Enter: drop it, :keep" }
    if let own, own.hasStatementWaiting { return "Enter: return to now and run it" }
    if let command = repeated { return "Enter: :\(command)" }
    switch stop {
    case .pause: return "Enter: next"
    case .question: return "guess, Enter: answer"
    case .exercise(let exercise): return "\(exercise.id), :go tests"
    case .console(let console, let next):
      let input = console.commands[next].input
      return "Enter: " + (input.count > 24 ? input.prefix(23) + "…" : input)
    case .extra: return "Enter: run it, or :skip"
    case .end: return "Enter: leave"
    }
  }

  /// The command that Enter repeats.
  private var repeated: String? { hasStepped ? own?.emptyLineRepeats : nil }

  // MARK: - What is typed

  /// Takes one input.
  public mutating func submit(_ text: String, write: (Output) -> Void) -> Status {
    let input = text.trimmedBlanks
    if input.isEmpty { return enter(write: write) }
    if input.hasPrefix(":"), let (command, argument) = Walk.command(in: input) {
      hasStepped = false
      return command.body(&self, argument, write)
    }
    if input == ":help" {
      write(.document(Walk.help))
      return passOn(":help", write: write)
    }
    if let help = Walk.help(askedBy: input) {
      write(.document(help))
      return .done
    }
    if case .question(let question, let answer) = stop,
      let guess = question.answer(reading: input)
    {
      judge(guess, input, question, answer, write: write)
      return .done
    }
    return passOn(text, write: write)
  }

  private mutating func enter(write: (Output) -> Void) -> Status {
    if let own, own.hasStatementWaiting { return passOn("", write: write) }
    if repeated != nil { return passOn("", write: write) }
    switch stop {
    case .end: return .quit
    case .exercise where !isOffering:
      say("Write your answer; :go tests it, :hint helps, :skip leaves it.", write)
      return .done
    default: return go(write: write)
    }
  }

  /// Gives an input to the learner's copy.
  mutating func passOn(_ text: String, write: (Output) -> Void) -> Status {
    var session = own ?? copy()
    session.width = width
    session.isInterrupted = isInterrupted
    session.writer = writer
    let inputs = session.timeline.inputs.count
    let stretches = session.timeline.stretches.count
    let isCommand = text.trimmedBlanks.hasPrefix(":") || text.trimmedBlanks.hasPrefix("?")
    let status = session.submit(text, write: write)
    if session.timeline.inputs.count != inputs {
      // A value that is looked at is nothing to keep; a backward or an update is. An empty line has
      // run the statement that waited.
      let isLook =
        !text.trimmedBlanks.isEmpty
        && Parser.parse(SourceFile(name: "console", text: text)).0.isLook
      let more = session.timeline.stretches.dropFirst(stretches)
      if !isLook || more.contains(where: { $0.kind != .forward }) { hasChanged = true }
      isOffering = false
    }
    if isCommand || text.trimmedBlanks.isEmpty { hasStepped = session.emptyLineRepeats != nil }
    if !isCommand, !text.trimmedBlanks.isEmpty { hasStepped = false }
    if session.settings != settings {
      settings = session.settings
      machine.look(as: settings)
      console?.look(as: settings)
      beat.machine.look(as: settings)
    }
    own = session
    return status
  }

  /// A copy of where the learner stands.
  private func copy() -> Session {
    var session = console ?? machine.current
    session.isInteractive = true
    return session
  }

  func say(_ text: String, role: Role = .plain, _ write: (Output) -> Void) {
    write(.document(Document([.paragraph(Paragraph(content: Prose.line(text, role: role)))])))
  }
}
