import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The program on a pseudo-terminal, as a person would use it: keys go in, a screen comes out. What
// is expected is waited for; the limit is generous and only there so that a failure ends.

/// A folder that stands for a person's home, for the time of a test.
final class Home {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file of the home.
  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Reads a file of the home.
  func read(_ name: String) throws -> String {
    try String(
      contentsOf: URL(fileURLWithPath: path).appendingPathComponent(name), encoding: .utf8)
  }
}

/// What went wrong with a terminal.
struct TerminalProblem: Error, CustomStringConvertible {
  let description: String
}

/// A running program with its terminal.
final class TerminalProgram {
  private(set) var screen: Screen
  let home: Home
  private let master: Int32
  private let slave: Int32
  private(set) var process: pid_t = 0
  private let stateBefore: termios
  private var status: Int32?
  static let limit =
    ProcessInfo.processInfo.environment["LONGHAND_TEST_LIMIT"].flatMap(TimeInterval.init) ?? 60

  /// Starts the program, or another one with it in the environment as `LONGHAND`.
  ///
  /// - Parameters:
  ///   - shell: what `sh` is to run instead of the program alone.
  ///   - environment: variables besides the usual ones; an empty value takes one away.
  init(
    _ arguments: [String] = ["--empty"], columns: Int = 80, rows: Int = 24, home: Home? = nil,
    environment: [String: String] = [:], shell: String? = nil
  ) throws {
    self.home = try home ?? Home()
    screen = Screen(columns: columns, rows: rows)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var (master, slave): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&master, &slave, &name, nil, &size) == 0 else {
      throw TerminalProblem(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    (self.master, self.slave) = (master, slave)
    var state = termios()
    tcgetattr(slave, &state)
    stateBefore = state
    for file in [master, slave] { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }

    let program = try Built.program().path
    let home = self.home.path
    var variables = [
      "HOME": home, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "INPUTRC": home + "/none", "NO_COLOR": "1",
      "LONGHAND": program,
    ]
    variables.merge(environment) { $1 }
    let command = shell.map { ["/bin/sh", "-c", $0] } ?? [program] + arguments
    process = try TerminalProgram.spawn(
      command, environment: variables.filter { !$0.value.isEmpty }, terminal: name)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
    close(slave)
  }

  /// `POSIX_SPAWN_SETSID`, which glibc's header keeps from programs that do not ask for it.
  #if canImport(Glibc)
    private static let newSession: Int16 = 0x80
  #else
    private static let newSession: Int16 = 0x0400
  #endif

  private static func spawn(
    _ command: [String], environment: [String: String], terminal: [CChar]
  ) throws -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // A session of its own, whose terminal is the first it opens.
    // Threads of the tests hold signals back; the program is not to inherit that.
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    sigemptyset(&usual)
    for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGPIPE] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes,
      TerminalProgram.newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") }
    defer { for text in arguments + variables { free(text) } }
    arguments.append(nil)
    variables.append(nil)
    var process: pid_t = 0
    let result = posix_spawn(&process, command[0], &actions, &attributes, arguments, variables)
    guard result == 0 else {
      throw TerminalProblem(description: "cannot start: \(String(cString: strerror(result)))")
    }
    return process
  }

  // MARK: - Typing

  /// Presses keys.
  func type(_ keys: String) {
    var bytes = Array(keys.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 512)) }
      if count > 0 { bytes = bytes.dropFirst(count) }
      // A terminal's buffer is small: the program's echo has to be read for it to go on.
      _ = take(within: 0)
    }
  }

  /// Types a line at an empty prompt and waits for the next one.
  func enter(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    type(line)
    let lines = line.split(separator: "\n").last.map(String.init) ?? ""
    try wait("the echo of \(line)", sourceLocation: sourceLocation) {
      $0.everything.replacing("\n", with: "").contains(lines)
    }
    try press("\r", sourceLocation: sourceLocation)
  }

  /// Presses keys that end an input, and waits for the prompt below it.
  func press(_ keys: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let place = screen.scrolled.count + screen.row
    type(keys)
    try wait("a new prompt", sourceLocation: sourceLocation) {
      $0.scrolled.count + $0.row > place && $0.isAtPrompt
    }
  }

  /// Pastes a text as a terminal does that marks it.
  func paste(_ text: String) { type("\u{1B}[200~" + text + "\u{1B}[201~") }

  /// Gives the window another size.
  func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  // MARK: - Waiting

  /// Waits until the screen is as described.
  func wait(
    _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    until fits: (Screen) -> Bool
  ) throws {
    let end = Date(timeIntervalSinceNow: TerminalProgram.limit)
    while !fits(screen) {
      guard take(within: 100) || (Date() < end && !hasEnded) else {
        throw failure(what, sourceLocation)
      }
    }
  }

  /// Waits until a text stands on the screen or above it.
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(text, sourceLocation: sourceLocation) { $0.everything.contains(text) }
  }

  /// Waits until the cursor stands behind a prompt with nothing typed.
  func waitForPrompt(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait("a prompt", sourceLocation: sourceLocation) { $0.isAtPrompt }
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit status, or 128 and the signal.
  @discardableResult
  func waitForEnd(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int32 {
    let end = Date(timeIntervalSinceNow: TerminalProgram.limit)
    while !hasEnded {
      guard take(within: 20) || Date() < end else { throw failure("the end", sourceLocation) }
    }
    while take(within: 0) {}
    return status ?? -1
  }

  /// Ends the program at once.
  func kill9() throws {
    kill(process, SIGKILL)
    try waitForEnd()
  }

  /// Whether the terminal is in the state it had before the program.
  var isRestored: Bool {
    var state = termios()
    tcgetattr(slave, &state)
    return state.c_lflag == stateBefore.c_lflag && state.c_iflag == stateBefore.c_iflag
      && state.c_oflag == stateBefore.c_oflag && !screen.marksPastes
  }

  private var hasEnded: Bool {
    if status != nil { return true }
    var raw: Int32 = 0
    guard waitpid(process, &raw, WNOHANG) == process else { return false }
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    return true
  }

  /// Reads what the program wrote; false when nothing came.
  private func take(within milliseconds: Int32) -> Bool {
    var end = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&end, 1, milliseconds) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    screen.write(Array(bytes[..<count]))
    return true
  }

  private func failure(_ what: String, _ place: SourceLocation) -> TerminalProblem {
    TerminalProblem(
      description: "line \(place.line): waited in vain for \(what); the screen:\n"
        + screen.lines.joined(separator: "\n"))
  }
}
