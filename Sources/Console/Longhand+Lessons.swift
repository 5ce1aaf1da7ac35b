import ArgumentParser
import Lessons

// The subcommands for lessons.

extension Longhand {
  /// `longhand lesson [NAME]`.
  struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lesson",
      abstract: "List the lessons, or walk through one; in a pipe, print it whole.")

    @Argument(
      help: "Any part of a lesson's name or title, or a Markdown file.",
      completion: .list(Library.bundled.names))
    var name: String?

    @Flag(help: "Print the index of all lessons as Markdown: lessons/README.md is made with it.")
    var index = false

    @Flag(help: "Show the notes for whoever teaches.")
    var notes = false

    @OptionGroup
    var looks: Looks

    func run() throws {
      let reader = LessonReader(terminal: looks.terminal, showsNotes: notes)
      if index {
        looks.terminal.write(Library.bundled.index, to: 1)
      } else {
        throw ExitCode(name.map { reader.read($0) } ?? reader.list())
      }
    }
  }

  /// `longhand check PATH…`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check lessons like tests: every output, question and exercise.")

    @Argument(
      help: "Lessons, or folders with lessons in them.", completion: .file(extensions: ["md"]))
    var paths: [String]

    @Flag(help: "Rewrite expected outputs that do not hold, and show what has changed.")
    var update = false

    @OptionGroup
    var looks: Looks

    func run() throws {
      throw ExitCode(LessonChecker(terminal: looks.terminal).run(paths, updates: update))
    }
  }
}
