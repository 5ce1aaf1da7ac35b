import Autograd
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

// Scripts: run, dumped, traced. Exit status 0 for success, 1 when the program failed, 64 when a
// file could not be read: the command line was wrong then.

/// Runs scripts for the subcommands.
struct ScriptRunner {
  let terminal: Terminal

  private func load(_ path: String) -> SourceFile? {
    switch Files.read(path) {
    case .success(let text):
      return SourceFile(name: path == "-" ? "standard input" : path, text: text)
    case .failure(let reason):
      terminal.show(
        Diagnostic(
          "file", reason.message,
          suggestions: ["a script in UTF-8; - reads it from standard input"]))
      return nil
    }
  }

  /// `longhand run`.
  func run(file: String, dump: String?, keepsHistory: Bool) -> Int32 {
    guard let source = load(file) else { return EX_USAGE }
    var session = Session(
      reader: Files.reader, width: terminal.width, keepsHistory: keepsHistory)
    let isSession = ScriptPieces(source.text).isSession
    session.writer = { path, text in Files.write(text, to: path) }
    let status = session.run(script: source) { output in
      // A script shows what it prints; bare expressions are for the console, and for a session
      // that is played again. Pictures go beside
      // the output, so that it stays what Python prints (docs/decisions/0006).
      switch output {
      case .document: if isSession { terminal.show(output) }
      case .picture(let picture): terminal.showAside(picture)
      case .printed, .diagnostic: terminal.show(output)
      }
    }
    guard status != .failed else { return 1 }
    session.closeAllOpened()
    if let dump, let problem = Files.write(Dump.json(of: session.timeline), to: dump) {
      terminal.show(Diagnostic("file", problem))
      return 1
    }
    return 0
  }

  /// `longhand trace`.
  func trace(file: String, json: Bool, full: Bool) -> Int32 {
    guard let source = load(file) else { return EX_USAGE }
    var session = Session(reader: Files.reader, width: terminal.width)
    let status = session.run(script: source) { output in
      if case .diagnostic = output { terminal.show(output) }
    }
    session.closeAllOpened()
    if json {
      TraceWriter(isFull: full).write(session.timeline) { line in
        terminal.write(line + "\n", to: STDOUT_FILENO)
      }
    } else {
      session.traceCards { document in
        terminal.show(.document(document))
        terminal.write("\n", to: STDOUT_FILENO)
      }
    }
    return status == .failed ? 1 : 0
  }

  /// `longhand help`.
  func help(_ operation: String?) -> Int32 {
    guard let operation else {
      let names = OperationHelp.names + LookingHelp.names
      terminal.show(
        .document(Document([.paragraph(Paragraph(content: Line(names.joined(separator: " "))))])))
      return 0
    }
    if let help = LookingHelp(operation) {
      terminal.show(.document(help.document))
      return 0
    }
    guard let help = OperationHelp(operation) else {
      let near = nearMisses(operation, in: OperationHelp.names + LookingHelp.names)
      terminal.show(
        Diagnostic(
          "help", "there is no operation called `\(operation)`",
          suggestions: near.isEmpty
            ? ["longhand help      lists them"] : near.map { "longhand help \($0)" }))
      return 1
    }
    terminal.show(.document(help.document))
    let lessons = Library.bundled.entries(using: operation).map(\.lesson.front.id)
    if !lessons.isEmpty {
      terminal.show(
        .document(
          Document([
            .paragraph(
              Paragraph(
                label: Line("lessons", .name), indent: 2, column: 12,
                content: Line(lessons.joined(separator: ", "))))
          ])))
    }
    return 0
  }
}
