// A console block: commands, and after each the lines that it must answer with.

/// The commands of a console block.
struct ConsoleText {
  /// One command.
  struct Command: Equatable {
    /// What is typed.
    let input: String
    /// Its line in the block, counted from 0.
    let line: Int
    /// The lines of the block that must appear, counted from 0.
    var expected: [Int]
  }

  let lines: [String]
  private(set) var commands: [Command] = []

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix(":") {
        commands.append(Command(input: line, line: number, expected: []))
      } else if !commands.isEmpty {
        commands[commands.count - 1].expected.append(number)
      }
    }
  }
}
