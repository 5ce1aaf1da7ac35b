import CReadline
import Diagnostics
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Line editing by GNU readline: its keys, its history, its searches, the user's inputrc. A whole
// block is one text with newlines in it, so that the arrow keys go through it and the history
// gives it back whole. The editor draws the text itself (`EditLayout`) and decides what Enter, Tab
// and the arrows mean in a text of several lines; everything else is readline's.
//
// Keys are read through readline's callback interface, one at a time, so that signals can be
// waited for beside them. While a program runs, the terminal is in its ordinary state.

/// What reading came to.
enum Reading: Equatable {
  /// An input, of one line or several.
  case input(String)
  /// A key that stands for a command; what was being typed stays.
  case key(command: String)
  /// Ctrl-C: what was being typed is gone.
  case interruption(wasEmpty: Bool)
  /// The end of input.
  case end
  /// A signal wants the program to end.
  case signal(Int32)
}

/// The editor of a terminal that readline can serve.
final class LineEditor {
  var terminal: Terminal
  /// What completes a text at a place: set while a line is read.
  var completer: (String, Int) -> Completion? = { _, _ in nil }
  /// The candidates that were found last.
  var completion: Completion?

  // What is on the screen.
  var continuation = ""
  /// The row of the cursor, counted from the first that is drawn.
  var cursorRow = 0
  /// The first row that is drawn: a text may be taller than the screen.
  var firstRow = 0
  /// How many blanks of the line's indentation the editor has put there and nobody has typed yet.
  var ownBlanks = 0
  /// How many blanks were typed in place of such.
  var typedBlanks = 0
  var size: (rows: Int, columns: Int)

  private var reading: Reading?
  /// Whether a text is being typed.
  var isTyping: Bool { isActive && reading == nil }
  private var isActive = false
  /// What was being typed when a key asked for a command.
  private var kept: (text: String, point: Int)?

  /// An editor, if the terminal and the library allow one.
  init?(terminal: Terminal) {
    guard terminal.isInteractive, !terminal.isDumb, longhand_readline_is_there() else {
      return nil
    }
    self.terminal = terminal
    size = terminal.size
    LineEditor.coerceLocale()
    // Readline's globals keep what they are given here to the end of the program.
    var callbacks = longhand_editor()
    callbacks.context = Unmanaged.passRetained(self).toOpaque()
    callbacks.display = { LineEditor.from($0)?.display() }
    callbacks.press = { LineEditor.from($0)?.press($1) ?? false }
    callbacks.pasted = { LineEditor.from($0)?.tidyPaste(from: Int($1), to: Int($2)) }
    callbacks.complete = { LineEditor.from($0)?.findCandidates() }
    callbacks.list = { LineEditor.from($0)?.listCandidates() }
    callbacks.wait = { LineEditor.from($0)?.waitForInput() ?? false }
    callbacks.line = { context, text in
      LineEditor.from(context)?.take(text.map { String(cString: $0) })
    }
    longhand_readline_start(&callbacks)
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> LineEditor? {
    context.map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Reads UTF-8 in the locale "C" too, where readline takes every byte of a letter for a key.
  ///
  /// Terminals send UTF-8 all the same; CPython does likewise.
  private static func coerceLocale() {
    setlocale(LC_CTYPE, "")
    guard let name = setlocale(LC_CTYPE, nil), ["C", "POSIX"].contains(String(cString: name)) else {
      return
    }
    #if canImport(Glibc)
      let utf8 = "C.UTF-8"
    #else
      let utf8 = "UTF-8"
    #endif
    if setlocale(LC_CTYPE, utf8) != nil {
      unsetenv("LC_ALL")
      setenv("LC_CTYPE", utf8, 1)
    }
  }

  /// Adds an entry to what the up key and searches find.
  func remember(_ entry: String) { longhand_history_add(entry) }

  // MARK: - Reading

  /// Reads one input.
  ///
  /// - Parameters:
  ///   - prompt: what stands before its first line.
  ///   - completer: what completes a text at a place, counted in bytes.
  func read(prompt: String, completer: @escaping (String, Int) -> Completion?) -> Reading {
    self.completer = completer
    // Held on to any longer, the session in there would be copied by its next change.
    defer { self.completer = { _, _ in nil } }
    let sign = terminal.ascii ? "." : "…"
    continuation =
      String(repeating: " ", count: max(0, terminalWidth(prompt) - 2)) + sign + " "
    reading = nil
    size = terminal.size
    (cursorRow, firstRow) = (0, 0)
    News.forgetSignals()
    longhand_signals_hold(true)
    defer { longhand_signals_hold(false) }
    longhand_readline_resize(Int32(size.rows), Int32(size.columns))
    isActive = true
    longhand_readline_begin(prompt)
    if let kept {
      self.kept = nil
      longhand_line_insert(kept.text)
      longhand_line_set_point(Int32(kept.point))
      display()
    }
    while reading == nil {
      if waitForInput() { longhand_readline_read() }
    }
    isActive = false
    switch reading {
    case .interruption, .signal: leaveText(saying: reading == .signal(SIGHUP) ? "" : "^C")
    case .end: terminal.write("\r\n", to: STDOUT_FILENO)
    default: break
    }
    var isBrokenOff = false
    if case .interruption = reading { isBrokenOff = true }
    if case .signal = reading { isBrokenOff = true }
    longhand_readline_end(isBrokenOff)
    return reading ?? .end
  }

  /// Waits until a key can be read; false when reading is over.
  private func waitForInput() -> Bool {
    while reading == nil {
      switch News.wait() {
      case .input: return true
      case .interruption: reading = .interruption(wasEmpty: text.isEmpty)
      case .end(let signal): reading = .signal(signal)
      case .resize: resize()
      case .suspension: suspend()
      case .continuation:
        longhand_readline_pause(false)
        display()
      }
    }
    return false
  }

  /// Takes what readline hands over when a line is complete or the input has ended.
  private func take(_ line: String?) {
    guard reading == nil else { return }
    reading = line.map { .input($0) } ?? .end
  }

  /// Hands the text over as it stands.
  func finish() {
    let text = text
    longhand_line_set_point(Int32.max)
    leaveText(saying: "")
    reading = .input(text)
    longhand_readline_finish()
  }

  /// Leaves reading for a command; the text comes back afterwards.
  func finish(for command: String) {
    if !text.isEmpty { kept = (text, point) }
    terminal.write(EditLayout.up(cursorRow) + "\r\u{1B}[J", to: STDOUT_FILENO)
    reading = .key(command: command)
    longhand_readline_finish()
  }

  // MARK: - The outside

  private func resize() {
    size = terminal.size
    longhand_readline_resize(Int32(size.rows), Int32(size.columns))
    guard isTyping else { return }
    // The terminal has folded the rows anew before it said so.
    firstRow = 0
    cursorRow = min(layout.cursor.row, size.rows - 1)
    display()
  }

  private func suspend() {
    leaveText(saying: "")
    longhand_readline_pause(true)
    longhand_signal_obey(SIGTSTP)
    longhand_readline_pause(false)
    (cursorRow, firstRow) = (0, 0)
    display()
  }
}
