import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// A session: text goes in, documents come out. A person at a terminal, a pipe, a lesson and a test
// all talk to this one type; only what they do with the documents differs.

/// What a session answers with.
public enum Output: Sendable {
  /// Text the program printed, newline and all.
  case printed(String)
  /// Something to show.
  case document(Document)
  /// A picture that the program wants looked at, as against an answer to what was typed.
  case picture(Document)
  /// Something that went wrong.
  case diagnostic(Diagnostic)
}

/// How an input ended.
public enum Status: Sendable {
  /// It did what it was for.
  case done
  /// It could not be done; a diagnostic says why.
  case failed
  /// The session is to end.
  case quit
}

/// A conversation with one timeline.
public struct Session: Sendable {
  /// Everything that was run.
  public internal(set) var timeline: Timeline
  /// The moment the learner looks at; nil is now.
  public internal(set) var cursor: Int?
  /// The cursor before the last jump.
  var previousCursor: Int?
  /// The names that moments were given.
  var marks: [Mark] = []
  /// Where runs stop, and how many stops were set in all.
  var breakpoints: [Breakpoint] = []
  var stopCount = 0
  /// What is shown wherever the learner stops, and how many were asked for in all.
  var displays: [Displayed] = []
  var displayCount = 0
  /// What stopped the last input, if something did: the learner stands where it happened.
  var failure: Diagnostic?
  /// What was typed, as far as it belongs to the session that `:save` writes.
  var journal: [Entry] = []
  /// The inputs of the timeline, as they were typed.
  var given: [Entry] = []
  /// The programs that are held beside the one looked at, which is `branchPlace` among them; empty
  /// as long as there is no what-if.
  var branches: [Branch] = []
  var branchPlace = 0
  /// The inputs that were taken back, the last one first to come again.
  var undone: [Entry] = []
  /// How many files are being loaded, one from inside the other.
  var loading = 0
  /// What texts and scripts are read through.
  let reader: Machine.TextReader
  /// What files are written through: a path and a text; nil when it worked, else a sentence.
  public var writer: @Sendable (String, String) -> String? = { _, _ in
    "files cannot be written here"
  }
  /// The operations that are open, the innermost last, and what they were opened from.
  var opened: [OpenedFrom] = []
  /// The element chosen with `:focus`.
  var focus: [Int]?
  /// Width of what is shown, in cells.
  public var width: Int {
    get { settings.width ?? terminalCells }
    set { terminalCells = newValue }
  }
  /// How wide the terminal is.
  private var terminalCells: Int
  /// How things are to look.
  public internal(set) var settings = Settings()
  /// How many lines were typed in all: what a diagnostic counts from.
  private var lineCount = 0
  /// What the last answer of `:why` named, for `:why N`.
  var whyTargets: [WhyTarget] = []
  /// Whether cards keep their results back, and what one has asked.
  var isQuizzing = false
  var isRevealing = false
  var asked: Asked?
  /// What an empty line repeats.
  var repeated: String?
  /// A statement that was typed in the past and waits for a decision.
  var waiting: String?
  /// The statement that waited when a command was typed: `:fork` takes it.
  var offered: String?
  /// Whether a person is typing, so that an empty line means something.
  public var isInteractive: Bool
  /// Asked during a run; true stops it between two operations.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Told how far a search through the past has come, between 0 and 1.
  public var progress: @Sendable (Double) -> Void = { _ in }

  /// A session with a machine that has done nothing.
  public init(
    reader: Machine.TextReader = .none, width: Int = 80, isInteractive: Bool = false,
    keepsHistory: Bool = true
  ) {
    self.reader = reader
    timeline = Timeline(Machine(reader: reader), keepsHistory: keepsHistory)
    terminalCells = width
    self.isInteractive = isInteractive
  }

  /// The machine the learner looks at.
  public var machine: Machine { cursor.map { timeline.machine(at: $0) } ?? timeline.present }

  /// Takes one input: a command, a statement or an expression, of one line or several.
  public mutating func submit(_ text: String, write: (Output) -> Void) -> Status {
    let (stops, progress) = (isInterrupted, progress)
    timeline.follow = { at in
      progress(Double(at.time) / Double(max(1, at.end)))
      return stops()
    }
    defer { timeline.follow = { _ in false } }
    return NumberText.$decimals.withValue(settings.digits) { take(text, write: write) }
  }

  private mutating func take(_ text: String, write: (Output) -> Void) -> Status {
    let trimmed = text.trimmed
    if trimmed.isEmpty { return emptyLine(write: write) }
    (offered, waiting) = (waiting, nil)
    if trimmed.hasPrefix(":") || trimmed.hasPrefix("?") {
      return command(trimmed, write: write)
    }
    if let status = answer(trimmed, write: write) { return status }
    // `softmax?` asks for help in notebooks.
    if trimmed.hasSuffix("?"), case let name = trimmed.dropLast().trimmingSuffix("?"),
      !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_.".contains($0) })
    {
      return command("?" + name, write: write)
    }
    repeated = nil
    // Lines are counted through the session, so that a message can name one.
    let padded = String(repeating: "\n", count: lineCount) + text
    let source = SourceFile(name: "console", text: padded)
    let status = run(source, original: text, write: write)
    lineCount += text.utf8.filter { $0 == UInt8(ascii: "\n") }.count + 1
    return status
  }

  private mutating func emptyLine(write: (Output) -> Void) -> Status {
    if let statement = waiting {
      waiting = nil
      cursor = nil
      journal.append(Entry(kind: .command, text: ":goto end", source: nil))
      return submit(statement, write: write)
    }
    if asked != nil { return reveal(write: write) }
    guard isInteractive, let repeated else { return .done }
    return command(repeated, write: write)
  }

  /// Runs a whole script, its commands too.
  public mutating func run(script source: SourceFile, write: (Output) -> Void) -> Status {
    let script = ScriptPieces(source.text)
    guard script.isSession else {
      return run(source, original: source.text, returns: true, write: write)
    }
    return play(script, named: source.name, write: write)
  }

  /// Runs an input.
  ///
  /// - Parameter returns: whether a statement in the past goes back to now by itself, as in a
  ///   script, which nobody can ask.
  mutating func run(
    _ source: SourceFile, original: String, returns: Bool = false, write: (Output) -> Void
  ) -> Status {
    let (tree, problems) = Parser.parse(source)
    guard problems.isEmpty else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    if !opened.isEmpty {
      return tree.isLook ? look(tree, original, write: write) : refuseInside(write: write)
    }
    let names = timeline.present.globalNames
    let (code, table, more) = Compiler.compile(tree, globals: names)
    guard let code, more.isEmpty else {
      for problem in more { write(.diagnostic(problem)) }
      return .failed
    }
    if cursor != nil {
      if tree.isLook { return look(tree, original, write: write) }
      if returns { cursor = nil }
    }
    if cursor != nil {
      waiting = original
      write(
        .document(
          Document([
            .paragraph(
              Paragraph(
                content:
                  "This is the past: a statement here would change what came after. Enter: return to now and run it; :fork NAME: make it a what-if."
              )
            )
          ])))
      return .done
    }
    if failure != nil, tree.isLook, mentionsLocals(original) {
      return look(tree, original, write: write)
    }
    failure = nil
    if !undone.isEmpty {
      // What comes now is another program: marks in what was taken back mean nothing in it.
      marks.removeAll { $0.time > timeline.end }
      undone = []
    }
    journal.append(Entry(kind: .input, text: original, source: source))
    given.append(Entry(kind: .input, text: original, source: source))
    do throws(Diagnostic) {
      let width = width
      try timeline.run(
        code, names: table,
        shows: { machine in write(.document(Session.echo(machine.echoDescription, width: width))) },
        prints: { text in write(.printed(text)) },
        draws: { picture in write(.picture(Session.document(of: picture, width: width))) },
        isInterrupted: isInterrupted)
      return .done
    } catch {
      if error.id != Timeline.interruptedID { failure = error }
      write(.diagnostic(error))
      if isInteractive, failure != nil, let call = timeline.present.innermostCall {
        say(
          "You stand in \(call.name)(), where it happened: :vars, :back and its names look around. "
            + "The next statement leaves it.", write)
      }
      return .failed
    }
  }

  /// The machine at the cursor, with the name that the card's operation is bound to next: the card
  /// of `y = relu(x)` stands at the operation, and there `y` means what it made.
  var machineToLookAt: Machine {
    guard let cursor, cursor < timeline.end, let next = timeline.moment(at: cursor + 1),
      next.event.kind == .assign,
      case .tensor(_, _, _, let time)? = next.after.lookUp(next.after.target(of: next.event)),
      time == cursor
    else { return machine }
    return next.after
  }

  /// Whether a text names variables of the call that an error has stopped.
  private func mentionsLocals(_ text: String) -> Bool {
    guard timeline.present.innermostCall != nil else { return false }
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    return !Set(words).isDisjoint(with: timeline.present.localNames)
  }

  /// Evaluates expressions at the cursor, on a copy: looking at the past is free.
  private mutating func look(
    _ tree: SyntaxTree, _ original: String, write: (Output) -> Void
  ) -> Status {
    journal.append(Entry(kind: .look, text: original, source: nil))
    let width = width
    do throws(Diagnostic) {
      try Aside.run(tree, on: machineToLookAt, isInterrupted: isInterrupted) { machine, event in
        switch event.kind {
        case .echo: write(.document(Session.echo(machine.echoDescription, width: width)))
        case .picture: write(.picture(Session.document(of: machine.picture, width: width)))
        default: write(.printed(machine.printed))
        }
      }
      return .done
    } catch {
      write(.diagnostic(error))
      return .failed
    }
  }

  /// What the prompt says: where the learner is when that is not now.
  public var prompt: String {
    if !opened.isEmpty { return openedPosition + "> " }
    let name = branchPlace == 0 ? "" : branchName
    guard let cursor else { return "\(name)> " }
    return "\(name.isEmpty ? "" : name + " ")\(cursor)/\(timeline.end)> "
  }
}

extension Substring {
  /// Without some sign at the end.
  func trimmingSuffix(_ sign: Character) -> Substring {
    var text = self
    while text.last == sign { text.removeLast() }
    return text
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
    let head = drop(while: isSpace)
    guard let last = head.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(head[...last])
  }
}
