import Diagnostics
import Language
import Lessons

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Lessons on the disk: found, checked, written anew.

/// `longhand check`.
struct LessonChecker {
  let terminal: Terminal

  /// Checks the lessons of files and folders.
  ///
  /// - Parameter updates: whether expected outputs are written anew where they do not hold.
  /// - Returns: the exit status: 1 when something does not hold, 64 when there is nothing to check.
  func run(_ paths: [String], updates: Bool) -> Int32 {
    var files: [String] = []
    for path in paths {
      switch LessonChecker.files(under: path) {
      case .success(let found): files += found
      case .failure(let reason):
        terminal.show(Diagnostic("file", reason.message))
        return EX_USAGE
      }
    }
    if terminal.isInteractive { Interruption.install() }
    let checker = Checker(
      reader: Files.reader, isInterrupted: { Interruption.isRequested })
    var counts = CheckReport.Counts()
    var (lessons, failures, rewritten) = (0, 0, 0)
    for file in files {
      guard case .success(let text) = Files.read(file) else { continue }
      var lesson = Lesson(text, named: file)
      var report = checker.check(lesson)
      if updates, let new = update(lesson, by: report) {
        rewritten += 1
        lesson = Lesson(new, named: file)
        report = checker.check(lesson)
      }
      if Interruption.isRequested { return 1 }
      lessons += 1
      counts += report.counts
      failures += report.failures.count
      for failure in report.failures { show(failure) }
    }
    guard lessons > 0 else {
      let places = paths.joined(separator: ", ")
      terminal.show(
        Diagnostic(
          "file", "there is no lesson in \(places)",
          notes: ["a lesson is a Markdown file whose front matter has an id"]))
      return EX_USAGE
    }
    let parts = [
      count(counts.outputs, "output"), count(counts.consoles, "console block"),
      count(counts.questions, "question"), count(counts.exercises, "exercise"),
    ]
    var summary = count(lessons, "lesson") + ": " + parts.joined(separator: ", ") + "; "
    if rewritten > 0 { summary += count(rewritten, "file") + " rewritten; " }
    summary += failures == 0 ? "all hold" : count(failures, "failure")
    terminal.write(summary + "\n", to: STDOUT_FILENO)
    return failures == 0 ? 0 : 1
  }

  private func count(_ number: Int, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }

  /// Writes a lesson's outputs anew and shows what has changed; nil when nothing has.
  private func update(_ lesson: Lesson, by report: CheckReport) -> String? {
    let (text, difference) = Rewriter.rewrite(lesson, by: report)
    guard text != lesson.source.text else { return nil }
    if let problem = Files.write(text, to: lesson.source.name) {
      terminal.show(Diagnostic("file", problem))
      return nil
    }
    for line in difference { terminal.write(line + "\n", to: STDOUT_FILENO) }
    return text
  }

  /// A failure, as editors and people find it: file, line and what is wrong, then the details.
  private func show(_ failure: Diagnostic) {
    var place = failure.source?.name ?? ""
    if let source = failure.source, let span = failure.span {
      place += ":\(source.position(of: Int(span.start)).line)"
    }
    var lines = ["\(place): \(failure.message)"]
    lines += failure.notes.map { "    " + $0 }
    lines += failure.suggestions.map { "    try: " + $0 }
    terminal.write(lines.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
  }

  /// The lessons of a file or of a folder and those in it, in order; a file that was named is
  /// taken for a lesson whatever it holds.
  static func files(under path: String) -> Result<[String], Machine.ReadFailure> {
    var information = stat()
    guard stat(path, &information) == 0 else {
      return .failure(.init("cannot read \(path): \(String(cString: strerror(errno)))"))
    }
    guard information.st_mode & S_IFMT == S_IFDIR else {
      return Files.read(path).map { _ in [path] }
    }
    var found: [String] = []
    let folder = path.hasSuffix("/") ? path : path + "/"
    for entry in Files.paths(beginning: folder).sorted() {
      if entry.hasSuffix("/") {
        if case .success(let more) = files(under: String(entry.dropLast())) { found += more }
      } else if entry.hasSuffix(".md"), case .success(let text) = Files.read(entry),
        Lesson.isLesson(text)
      {
        found.append(entry)
      }
    }
    return .success(found)
  }
}
