import Diagnostics
import Display
import Language
import Lessons
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The console on plain lines: what a pipe, a dumb terminal and a test get. It reads whole inputs
// (open brackets and unfinished blocks go on to the next line) and hands them to a session.

/// The console without line editing.
struct PlainConsole {
  let terminal: Terminal
  var session: Session

  init(terminal: Terminal) {
    self.terminal = terminal
    session = Session(
      reader: Files.reader, width: terminal.width, isInteractive: terminal.isInteractive)
    let interruption = Interruption.shared
    session.writer = { path, text in Files.write(text, to: path) }
    session.isInterrupted = { interruption.isRequested }
  }

  /// Talks until the end of input or `:quit`.
  ///
  /// - Parameter opening: nil starts empty; otherwise the opening runs first, on the user's own
  ///   text when one is named.
  /// - Returns: the exit status: 1 when an input from a pipe failed.
  mutating func run(opening: String??) -> Int32 {
    Interruption.install()
    if let opening, terminal.isInteractive || opening != nil {
      guard open(text: opening) else { return EX_USAGE }
    }
    var failed = false
    while let input = readInput() {
      Interruption.shared.reset()
      switch session.submit(input, write: terminal.with(session.settings).show) {
      case .quit: return failed && !terminal.isInteractive ? 1 : 0
      case .failed: failed = true
      case .done: break
      }
    }
    if terminal.isInteractive { terminal.write("\n", to: STDOUT_FILENO) }
    return failed && !terminal.isInteractive ? 1 : 0
  }

  /// Runs the opening and stands on its loss.
  private mutating func open(text path: String?) -> Bool {
    if let path, case .failure(let reason) = Files.read(path) {
      terminal.show(Diagnostic("file", reason.message))
      return false
    }
    for line in Opening.greeting { terminal.write(line + "\n", to: STDOUT_FILENO) }
    let source = SourceFile(name: "opening", text: Opening.script(text: path))
    guard session.run(script: source, write: terminal.show) == .done else { return true }
    _ = session.submit(":goto loss", write: terminal.show)
    return true
  }

  /// One whole input, or nil at the end.
  private func readInput() -> String? {
    var text = ""
    var isFirst = true
    while true {
      if terminal.isInteractive {
        terminal.write(isFirst ? session.prompt : "… ", to: STDOUT_FILENO)
      }
      guard let line = readLine(strippingNewline: true) else { return isFirst ? nil : text }
      text += isFirst ? line : "\n" + line
      isFirst = false
      if text.hasPrefix(":") || !Parser.needsMoreInput(text) { return text }
    }
  }
}
