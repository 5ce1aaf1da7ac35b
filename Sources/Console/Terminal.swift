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
  /// Whether signs beyond ASCII are written in words.
  var ascii: Bool
  /// How roles look.
  var theme: Theme
  /// Whether both ends are a terminal: a person is typing.
  let isInteractive: Bool
  /// Whether the terminal can do nothing but take lines.
  let isDumb: Bool
  private let isTerminal: Bool
  /// The width that a person has set.
  private var chosenWidth: Int?

  /// The terminal the program was started on.
  ///
  /// - Parameter theme: how roles are to look; nil finds out what fits.
  init(ascii: Bool, theme: Theme? = nil) {
    isTerminal = isatty(STDOUT_FILENO) != 0
    isInteractive = isTerminal && isatty(STDIN_FILENO) != 0
    isDumb = ["dumb", "unknown", "emacs"].contains(Folders.environment("TERM") ?? "dumb")
    let usual: Theme =
      isTerminal && !isDumb && Folders.environment("NO_COLOR") == nil ? Terminal.usualTheme : .none
    self.theme = theme ?? usual
    let locale =
      Folders.environment("LC_ALL") ?? Folders.environment("LC_CTYPE")
      ?? Folders.environment("LANG")
    self.ascii = ascii || locale == "C" || locale == "POSIX"
  }

  /// Dark, unless the terminal has said that its ground is light.
  private static var usualTheme: Theme {
    // `COLORFGBG` is "letters;ground" in the sixteen colours, of which 7 and 15 are light.
    let ground = Folders.environment("COLORFGBG")?.split(separator: ";").last
    return ground == "7" || ground == "15" ? .light : .dark
  }

  /// Rows and columns of the window as it is now.
  var size: (rows: Int, columns: Int) {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (24, 80)
    }
    return (max(1, Int(size.ws_row)), Int(size.ws_col))
  }

  /// How wide what is shown may be, in cells.
  var width: Int { chosenWidth ?? max(20, min(size.columns, 200)) }

  /// The terminal as a session's settings want it.
  func with(_ settings: Settings) -> Terminal {
    var terminal = self
    terminal.chosenWidth = settings.width
    terminal.ascii = settings.ascii ?? ascii
    terminal.theme = settings.theme ?? theme
    return terminal
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
    var diagnostic = diagnostic
    if ascii {
      diagnostic.message = asciiText(diagnostic.message)
      diagnostic.notes = diagnostic.notes.map(asciiText)
      diagnostic.suggestions = diagnostic.suggestions.map(asciiText)
      diagnostic.labels = diagnostic.labels.map { .init($0.span, asciiText($0.text)) }
    }
    var text = diagnostic.text(width: width, ascii: ascii)
    if isatty(STDERR_FILENO) != 0 { text = painted(text) }
    write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
  }

  /// A diagnostic with its first word and what to try in colour; the words say it without.
  private func painted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      for (word, role) in [("error:", Role.bad), ("  = try:", Role.name)] where line.hasPrefix(word)
      {
        return theme.painted(word, as: role) + line.dropFirst(word.count)
      }
      return String(line)
    }.joined(separator: "\n")
  }

  /// Writes all of a text, past partial writes and interruptions.
  func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { platformWrite(file, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var end = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
          poll(&end, 1, -1)
          continue
        }
        giveUp(file)
      }
      bytes = bytes.dropFirst(written)
    }
  }
}

extension Terminal {
  /// Ends the program when its output cannot be written.
  private func giveUp(_ file: Int32) -> Never {
    // Nobody reads any more, `head` has seen enough: that is the end, and nothing went wrong.
    if errno == EPIPE { exit(0) }
    let reason = String(cString: strerror(errno))
    if file == STDOUT_FILENO {
      let text = Array("error: cannot write standard output: \(reason)\n".utf8)
      _ = text.withUnsafeBytes { platformWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
    exit(1)
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
