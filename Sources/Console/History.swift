#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The history of inputs, in a file. Every entry is appended as it is entered, in one write under a
// lock: what kills the program loses the line being typed and nothing else, and two consoles at a
// time leave each other's entries whole.
//
// An entry is a line `#` with the seconds of its time, then its own lines. A line of an entry that
// begins with `#` or `\` gets a `\` before it, so that none is taken for a time.

/// The file of what was typed.
struct History {
  private let path: String
  /// The entry added last: one that repeats it is not worth keeping.
  private(set) var last: String?

  /// How many entries are handed out, and how many the file may hold before it is cut to that.
  static let limits = (kept: 5_000, held: 10_000)

  /// Opens a history.
  ///
  /// - Returns: the history, the entries in it, and a sentence when it could not be read or made.
  static func load(_ path: String) -> (history: History?, entries: [String], problem: String?) {
    Folders.make(above: path)
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return (nil, [], "no history is kept: \(reason(path))") }
    defer { close(file) }
    var entries = entries(in: contents(of: file))
    if entries.count > limits.held {
      locked(path) { cut(path) }
    }
    entries = entries.suffix(limits.kept)
    return (History(path: path, last: entries.last), entries, nil)
  }

  /// Adds an entry; a sentence when that failed.
  mutating func append(_ entry: String) -> String? {
    last = entry
    let text = History.text(of: entry, time: time(nil))
    var problem: String?
    History.locked(path) {
      let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        problem = "no history is kept: \(History.reason(path))"
        return
      }
      defer { close(file) }
      // Whoever was killed in the middle of a line has left it open.
      var end: UInt8 = 0
      let size = lseek(file, 0, SEEK_END)
      let isOpen = size > 0 && pread(file, &end, 1, size - 1) == 1 && end != UInt8(ascii: "\n")
      let bytes = Array(((isOpen ? "\n" : "") + text).utf8)
      if write(file, bytes, bytes.count) != bytes.count {
        problem = "no history is kept: \(History.reason(path))"
      }
    }
    return problem
  }

  // MARK: - Text

  /// An entry as it stands in the file.
  static func text(of entry: String, time: Int) -> String {
    let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.reduce("#\(time)\n") { text, line in
      text + (line.hasPrefix("#") || line.hasPrefix("\\") ? "\\" : "") + line + "\n"
    }
  }

  /// The entries of a file, oldest first.
  ///
  /// What is no history is taken a line an entry.
  static func entries(in text: String) -> [String] {
    var entries: [String] = []
    var isTimed = false
    var isNew = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#"), line.dropFirst().allSatisfy(\.isNumber) {
        (isTimed, isNew) = (true, true)
        continue
      }
      let own = line.hasPrefix("\\") ? line.dropFirst() : line
      if isNew || !isTimed {
        entries.append(String(own))
      } else {
        entries[entries.count - 1] += "\n" + own
      }
      isNew = false
    }
    // The last newline ends a line and begins none.
    return entries.map(\.trimmingEnd).filter { !$0.isEmpty }
  }

  // MARK: - File

  private static func contents(of file: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes the newest entries to a new file in the place of the old.
  private static func cut(_ path: String) {
    let old = open(path, O_RDONLY | O_CLOEXEC, 0o600)
    guard old >= 0 else { return }
    defer { close(old) }
    let entries = entries(in: contents(of: old))
    guard entries.count > limits.held else { return }
    let fresh = path + ".new"
    let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let now = time(nil)
    let bytes = Array(entries.suffix(limits.kept).map { text(of: $0, time: now) }.joined().utf8)
    let count = write(file, bytes, bytes.count)
    close(file)
    if count == bytes.count { rename(fresh, path) } else { unlink(fresh) }
  }

  /// Does something while no other console touches the file.
  private static func locked(_ path: String, _ body: () -> Void) {
    // A file of its own: the history itself is replaced when it is cut.
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if lock >= 0 { flock(lock, LOCK_EX) }
    body()
    if lock >= 0 { close(lock) }
  }

  private static func reason(_ path: String) -> String {
    "\(path): \(String(cString: strerror(errno)))"
  }
}

extension String {
  /// Without white space at the end.
  var trimmingEnd: String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
