import Diagnostics
import Display
import Lessons
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// `longhand lesson`: lists the lessons, walks through one with a person, prints one to a pipe; and
// the file in which progress is kept.

/// Reads lessons with a person or to a pipe.
struct LessonReader {
  let terminal: Terminal
  /// Whether the notes for whoever teaches are shown.
  let showsNotes: Bool

  /// Lists all lessons by chapter, with how far each was read.
  func list() -> Int32 {
    let progress = ProgressFile().read()
    let library = Library.bundled
    for folder in library.folders {
      terminal.show(
        .document(Document([.lines([Line(Library.title(ofFolder: folder), .heading)])])))
      for entry in library.entries where entry.folder == folder {
        let front = entry.lesson.front
        let label = Line([
          Run(LessonReader.mark(progress.records[front.id], entry.lesson), .mark),
          Run(" " + front.id, .name),
        ])
        let minutes = Run("   \(front.minutes) min", .dim)
        let content = Line([Run(front.title), minutes])
        terminal.show(
          .document(
            Document([.paragraph(Paragraph(label: label, column: 26, content: content))])))
      }
    }
    terminal.show(
      .document(Document([.lines([Line("longhand lesson NAME begins one, or goes on", .dim)])])))
    return 0
  }

  /// What stands before a lesson: done, begun or not.
  private static func mark(_ record: Progress.Record?, _ lesson: Lesson) -> String {
    guard let record, record.version == lesson.front.version else { return "    " }
    if record.isDone { return "done" }
    let share = 100 * record.place / max(1, lesson.pieces.count)
    let text = "\(share) %"
    return String(repeating: " ", count: max(0, 4 - text.count)) + text
  }

  /// Walks through a lesson, or prints it where nobody is typing.
  func read(_ name: String) -> Int32 {
    guard let (lesson, following) = find(name) else { return EX_USAGE }
    for problem in lesson.problems { terminal.show(problem) }
    let file = ProgressFile()
    let record = terminal.isInteractive ? file.read().records[lesson.front.id] : nil
    var walk = Walk(
      lesson, record: record, reader: Files.reader,
      isInterrupted: { Interruption.isRequested })
    walk.width = terminal.width
    walk.following = following
    walk.showsNotes = showsNotes
    walk.writer = { path, text in Files.write(text, to: path) }
    guard terminal.isInteractive else {
      return walk.showWhole(write: terminal.show) == .done ? 0 : 1
    }
    var conversation = Conversation(terminal: terminal)
    return conversation.run(walk, keeping: file)
  }

  /// The lesson that a name means: a file, or one of the program's own.
  private func find(_ name: String) -> (lesson: Lesson, following: String?)? {
    if name.contains("/") || name.hasSuffix(".md") {
      switch Files.read(name) {
      case .success(let text): return (Lesson(text, named: name), nil)
      case .failure(let reason):
        terminal.show(Diagnostic("file", reason.message))
        return nil
      }
    }
    let found = Library.bundled.entries(named: name)
    if let entry = found.first, found.count == 1 {
      let id = entry.lesson.front.id
      return (entry.lesson, Library.bundled.entry(after: id)?.lesson.front.id)
    }
    let names =
      found.isEmpty
      ? nearMisses(name, in: Library.bundled.names)
      : found.map {
        $0.lesson.front.id
      }
    terminal.show(
      Diagnostic(
        "lesson",
        found.isEmpty
          ? "there is no lesson called `\(name)`" : "`\(name)` could be several lessons",
        notes: found.isEmpty ? ["`longhand lesson` lists them"] : [],
        suggestions: names.map { "longhand lesson \($0)" }))
    return nil
  }
}

/// The file in which progress is kept.
struct ProgressFile {
  /// Where it lies; nil where there is no home.
  let path = Folders.state("progress")

  /// What is kept; nothing if it cannot be read.
  func read() -> Progress {
    guard let path, case .success(let text) = Files.read(path) else { return Progress() }
    return Progress(text)
  }

  /// Writes the record of one lesson beside the others.
  ///
  /// - Returns: nil when it worked, else a sentence.
  func write(_ record: Progress.Record, of id: String) -> String? {
    guard let path else { return nil }
    // Another lesson may be read at the same time: theirs is read again.
    var progress = read()
    progress.records[id] = record
    Folders.make(above: path)
    // A file that is renamed is whole, whenever the program is ended.
    let draft = path + ".new"
    if let problem = Files.write(progress.text, to: draft) { return problem }
    guard rename(draft, path) == 0 else {
      return "cannot write \(path): \(String(cString: strerror(errno)))"
    }
    return nil
  }
}
