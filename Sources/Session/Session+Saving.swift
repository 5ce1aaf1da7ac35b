import Diagnostics
import Display
import Language
import Stepper

// A session as a script. What was typed is kept: inputs, looks and commands; written down they are
// a file that plays the session again. Taking an input back is taking it out of that list.

/// Something that was typed and had an effect.
struct Entry: Sendable {
  /// What it was.
  enum Kind: Sendable {
    /// Given to the machine: part of the program.
    case input
    /// Looked at on a copy.
    case look
    /// A command.
    case command
  }
  let kind: Kind
  let text: String
  /// The text with the lines before it, where it is an input.
  let source: SourceFile?

  /// Whether it makes, drops or changes to a what-if.
  var isOfBranches: Bool { kind == .command && text.hasPrefix(":fork ") }
}

extension Session {
  // MARK: - Undo

  mutating func undo(write: (Output) -> Void) -> Status {
    closeAllOpened()
    guard let entry = given.popLast(), !timeline.inputs.isEmpty
    else {
      return fail("there is no input to take back", try: ":back steps back in time", write)
    }
    forgetInput()
    undone.append(entry)
    timeline.dropInputs(to: timeline.inputs.count - 1)
    (cursor, previousCursor, failure) = (nil, nil, nil)
    say("took back: \(Session.brief(entry.text))", write)
    return showHere(write: write)
  }

  mutating func redo(write: (Output) -> Void) -> Status {
    guard let entry = undone.popLast(), let source = entry.source else {
      return fail("nothing was taken back", try: ":undo takes the last input back", write)
    }
    let rest = undone
    closeAllOpened()
    cursor = nil
    say("again: \(Session.brief(entry.text))", write)
    let status = run(source, original: entry.text, returns: true, write: write)
    undone = rest
    return status
  }

  /// Takes the last input out of the journal.
  ///
  /// What was forked since hangs on it: the journal then says that it was taken back.
  private mutating func forgetInput() {
    let place = journal.lastIndex { $0.kind == .input }
    let isFree =
      place.map { journal[$0...].allSatisfy { !$0.isOfBranches && $0.text != ":undo" } } ?? false
    if let place, isFree {
      journal.removeSubrange(place...)
    } else {
      journal.append(Entry(kind: .command, text: ":undo", source: nil))
    }
  }

  /// An input on one line.
  static func brief(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    let first = lines.first ?? text.trimmed
    return lines.count > 1 ? "\(first) … (\(lines.count) lines)" : first
  }

  // MARK: - Files

  /// The session so far as a script.
  public var script: String {
    var lines = [ScriptPieces.header]
    var isAfterInput = false
    for entry in journal {
      let isInput = entry.kind != .command
      if isInput, isAfterInput { lines.append(ScriptPieces.divider) }
      var text = entry.text[...]
      while text.last?.isWhitespace == true { text.removeLast() }
      lines.append(String(text))
      // A what-if may have a statement of several lines.
      isAfterInput = isInput || entry.isOfBranches
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func save(_ path: String, write: (Output) -> Void) -> Status {
    guard !path.isEmpty else { return fail(":save needs a file", try: ":save lesson.py", write) }
    if let problem = writer(path, script) {
      return fail(problem, try: ":save lesson.py writes into this folder", write)
    }
    let inputs = journal.filter { $0.kind == .input }.count
    let commands = journal.filter { $0.kind == .command }.count
    say(
      "saved \(Session.count(inputs, "input")) and \(Session.count(commands, "command")) to \(path); "
        + ":load \(path) plays them again", write)
    return .done
  }

  mutating func load(_ path: String, write: (Output) -> Void) -> Status {
    guard !path.isEmpty else { return fail(":load needs a file", try: ":load lesson.py", write) }
    guard loading < 8 else {
      return fail("\(path) is loaded from inside itself", try: "take its :load line out", write)
    }
    switch reader.file(path) {
    case .failure(let reason):
      return fail(reason.message, try: ":load FILE, a script or what :save wrote", write)
    case .success(let text):
      loading += 1
      defer { loading -= 1 }
      closeAllOpened()
      cursor = nil
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return run(script: SourceFile(name: name, text: text), write: write)
    }
  }

  /// Runs the pieces of a session that was written down, one after another; like a person who
  /// typed them it goes on after a mistake.
  mutating func play(_ script: ScriptPieces, named name: String, write: (Output) -> Void) -> Status
  {
    var hasFailed = false
    for piece in script.pieces {
      if isInterrupted() { return .failed }
      let status = NumberText.$decimals.withValue(settings.digits) {
        switch piece {
        case .command(let text): return command(text, write: write)
        case .input(let text, let line):
          let padded = String(repeating: "\n", count: line - 1) + text
          return run(
            SourceFile(name: name, text: padded), original: text, returns: true, write: write)
        }
      }
      if status == .quit { return .quit }
      if status == .failed { hasFailed = true }
    }
    return hasFailed ? .failed : .done
  }
}
