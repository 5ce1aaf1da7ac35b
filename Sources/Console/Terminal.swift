import Diagnostics
import Display
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The only place that writes to the terminal. Results go to standard output, diagnostics to
// standard error; colour only where a person looks and `NO_COLOR` is not set.

/// Standard output and standard error, as a session's answers are shown on them.
struct Terminal {
  private(set) var width: Int
  private(set) var ascii: Bool
  private(set) var theme: Theme
  /// Whether both ends are a terminal: a person is typing.
  let isInteractive: Bool

  init(ascii: Bool) {
    let isTerminal = isatty(STDOUT_FILENO) != 0
    isInteractive = isTerminal && isatty(STDIN_FILENO) != 0
    let plain = Terminal.variable("NO_COLOR") != nil || Terminal.variable("TERM") == "dumb"
    theme = isTerminal && !plain ? .dark : .none
    width = isTerminal ? Terminal.columns() : 80
    let locale =
      Terminal.variable("LC_ALL") ?? Terminal.variable("LC_CTYPE") ?? Terminal.variable("LANG")
    self.ascii = ascii || locale == "C" || locale == "POSIX"
  }

  /// The terminal as a session's settings want it.
  func with(_ settings: Settings) -> Terminal {
    var terminal = self
    terminal.width = settings.width ?? width
    terminal.ascii = settings.ascii ?? ascii
    terminal.theme = settings.theme ?? theme
    return terminal
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func columns() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(20, min(Int(size.ws_col), 200))
  }

  /// Writes an answer.
  func show(_ output: Output) {
    switch output {
    case .printed(let text): write(text, to: STDOUT_FILENO)
    case .document(let document), .picture(let document):
      let text = Renderer(width: width, ascii: ascii, theme: theme).text(document)
      write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    case .diagnostic(let diagnostic): show(diagnostic)
    }
  }

  /// Writes a picture beside the program's own output, which stays what Python would print.
  func showAside(_ picture: Document) {
    let isSeen = isatty(STDERR_FILENO) != 0
    let text = Renderer(width: width, ascii: ascii, theme: isSeen ? theme : .none).text(picture)
    write(text, to: STDERR_FILENO)
  }

  /// Writes a diagnostic.
  func show(_ diagnostic: Diagnostic) {
    let text = diagnostic.text(width: width, ascii: ascii)
    write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
  }

  /// Writes all of a text, past partial writes and interruptions.
  func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { platformWrite(file, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      bytes = bytes.dropFirst(written)
    }
  }
}

private func platformWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return count }
  #if canImport(Glibc)
    return Glibc.write(file, bytes, count)
  #else
    return Darwin.write(file, bytes, count)
  #endif
}
