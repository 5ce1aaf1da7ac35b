import CReadline
import Diagnostics
import Display
import Language
import Lessons
import Session
import Stepper

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The console: inputs from a person or a pipe go to a session, its answers to the terminal. A
// person gets line editing and a history where the terminal allows it; a pipe, a dumb terminal and
// a library without what is needed get plain lines. Both read whole inputs: open brackets and
// unfinished blocks go on in the next line.

/// A person's or a pipe's conversation with a session.
struct Conversation {
  private(set) var terminal: Terminal
  private var session: Session
  private let editor: LineEditor?
  private var lines = LineSource()
  private var history: History?
  private let meter: ProgressMeter
  private var isNewcomer = true
  private var hasFailed = false

  init(terminal: Terminal) {
    self.terminal = terminal
    // Ctrl-C on a pipe ends it, like any program.
    if terminal.isInteractive { Interruption.install() }
    session = Session(
      reader: terminal.isInteractive ? Files.ordinaryReader : Files.reader, width: terminal.width,
      isInteractive: terminal.isInteractive)
    session.writer = { path, text in Files.write(text, to: path) }
    session.isInterrupted = { Interruption.isRequested }
    let meter = ProgressMeter(isSeen: terminal.isInteractive && isatty(STDERR_FILENO) != 0)
    session.progress = { meter.show($0) }
    self.meter = meter
    editor = LineEditor(terminal: terminal)
    if editor != nil { openHistory() }
  }

  private mutating func openHistory() {
    guard let path = Folders.state("history") else { return }
    let (history, entries, problem) = History.load(path)
    for entry in entries { editor?.remember(entry) }
    isNewcomer = entries.isEmpty
    self.history = history
    if let problem {
      terminal.show(
        Diagnostic(
          "history", problem, suggestions: ["XDG_STATE_HOME=FOLDER, a folder that can be written"]))
    }
  }

  /// Talks until the end of input or `:quit`.
  ///
  /// - Parameters:
  ///   - opening: nil starts empty; otherwise the opening runs first, on the user's own
  ///     text when one is named.
  ///   - startsUp: whether a person's start-up file runs first.
  /// - Returns: the exit status: 1 when an input from a pipe failed.
  mutating func run(opening: String??, startsUp: Bool) -> Int32 {
    if startsUp, terminal.isInteractive { startUp() }
    if let opening, terminal.isInteractive || opening != nil {
      guard open(text: opening) else { return EX_USAGE }
    }
    while true {
      switch read() {
      case .input(let input):
        remember(input)
        if submit(InputText.code(fromPrompted: input)) == .quit { return status }
      case .key(let command): _ = submit(command)
      case .interruption(let wasEmpty):
        if wasEmpty { terminal.write("Ctrl-D or :quit leaves\n", to: STDOUT_FILENO) }
      case .signal(let signal):
        longhand_signal_obey(signal)
        return 1
      case .end: return status
      }
    }
  }

  private var status: Int32 { hasFailed && !terminal.isInteractive ? 1 : 0 }

  /// Runs the person's own file, if there is one.
  private mutating func startUp() {
    guard let path = Folders.configuration("startup.py"), access(path, F_OK) == 0 else { return }
    switch Files.read(path) {
    case .success(let text):
      _ = session.run(script: SourceFile(name: "startup.py", text: text), write: terminal.show)
    case .failure(let reason): terminal.show(Diagnostic("file", reason.message))
    }
  }

  /// Runs the opening and stands on its loss.
  private mutating func open(text path: String?) -> Bool {
    if let path, case .failure(let reason) = Files.read(path) {
      terminal.show(Diagnostic("file", reason.message))
      return false
    }
    let greeting = isNewcomer ? Opening.greeting : Opening.shortGreeting
    terminal.show(.document(Document([.paragraph(Paragraph(content: Line(greeting)))])))
    terminal.write("\n", to: STDOUT_FILENO)
    let source = SourceFile(name: "opening", text: Opening.script(text: path))
    guard session.run(script: source, write: terminal.show) == .done else { return true }
    _ = session.submit(":goto loss", write: terminal.show)
    return true
  }

  private mutating func submit(_ input: String) -> Status {
    let terminal = terminal.with(session.settings)
    session.width = terminal.width
    let status = session.submit(input) { [meter] output in
      meter.clear()
      terminal.show(Conversation.explained(output))
    }
    meter.clear()
    if status == .failed { hasFailed = true }
    return status
  }

  /// Says after Ctrl-C what became of the run, and what comes next.
  static func explained(_ output: Output) -> Output {
    guard case .diagnostic(var diagnostic) = output, diagnostic.id == Timeline.interruptedID else {
      return output
    }
    diagnostic.notes.append("everything up to there is in place: :back and :vars look around")
    if Session.commands.contains(where: { $0.name == "run" }) {
      diagnostic.suggestions.append(":run goes on")
    }
    return .diagnostic(diagnostic)
  }

  /// Keeps an input for the up key, now and in later sessions.
  mutating func remember(_ input: String) {
    guard let editor, input.contains(where: { !$0.isWhitespace }) else { return }
    let entry = input.trimmingEnd
    guard entry != history?.last else { return }
    editor.remember(entry)
    guard let problem = history?.append(entry) else { return }
    terminal.show(Diagnostic("history", problem, notes: ["what you type is not kept from now on"]))
    history = nil
  }

  // MARK: - Reading

  private mutating func read() -> Reading {
    let session = session
    return read(prompt: session.prompt) { session.completion(of: $0, at: $1, files: Files.paths) }
  }

  /// Reads one input behind a prompt.
  mutating func read(
    prompt: String, completer: @escaping (String, Int) -> Completion?
  ) -> Reading {
    // From the moment a text is handed over, Ctrl-C is for what it does.
    Interruption.reset()
    guard let editor else { return readPlainly(prompt) }
    return editor.read(prompt: prompt, completer: completer)
  }

  /// One whole input on plain lines.
  private mutating func readPlainly(_ prompt: String) -> Reading {
    var text = ""
    var isFirst = true
    while true {
      if terminal.isInteractive {
        terminal.write(
          isFirst ? prompt : terminal.ascii ? ". " : "… ", to: STDOUT_FILENO)
      }
      switch lines.next() {
      case nil:
        if terminal.isInteractive { terminal.write("\n", to: STDOUT_FILENO) }
        return isFirst ? .end : .input(text)
      case .interruption:
        terminal.write("\n", to: STDOUT_FILENO)
        return .interruption(wasEmpty: isFirst)
      case .line(let line):
        text += isFirst ? line : "\n" + line
        isFirst = false
        if !InputText.needsMore(InputText.code(fromPrompted: text)) { return .input(text) }
      }
    }
  }
}
