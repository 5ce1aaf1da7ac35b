import Language

// A script that has commands in it is a session written down: statements and commands in turn.
// Where `:save` wrote it, `# %%` parts two inputs with nothing between them; that is a comment for
// Python, and the mark that editors know for cells.

/// The inputs and commands of a script.
public struct ScriptPieces: Sendable {
  /// One of them.
  enum Piece: Sendable, Equatable {
    /// Statements, and the line they begin in.
    case input(String, line: Int)
    /// A command, colon and all.
    case command(String)
  }

  /// The first line of a session that was saved.
  static let header = "# Longhand session: `longhand run FILE` or `:load FILE` plays it again."
  /// What parts two inputs in it.
  static let divider = "# %%"

  /// The pieces in order.
  let pieces: [Piece]
  /// Whether it is a session: a plain script is one input, whatever its comments are.
  public let isSession: Bool

  /// The pieces of a script.
  public init(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let isSaved = lines.first?.hasPrefix("# Longhand session") == true
    guard isSaved || lines.contains(where: { ScriptPieces.isCommand($0) }) else {
      pieces = [.input(text, line: 1)]
      isSession = false
      return
    }
    var pieces: [Piece] = []
    var open: [Substring] = []
    var start = 1
    var isFork = false
    func close(before line: Int) {
      let input = open.joined(separator: "\n")
      if isFork {
        pieces.append(.command(input.trimmed))
      } else if !input.trimmed.isEmpty {
        pieces.append(.input(input, line: start))
      }
      isFork = false
      open = []
      start = line + 1
    }
    for (i, line) in lines.enumerated() {
      if isSaved, i == 0 {
        start = 2
        continue
      }
      let isMark = isSaved && line == ScriptPieces.divider
      // Inside of a bracket or of a text a line is part of it, whatever it begins with.
      if isMark || ScriptPieces.isCommand(line),
        !Parser.needsMoreInput(ScriptPieces.code(open, isFork) + "\n\n")
      {
        close(before: i + 1)
        if isSaved, line.hasPrefix(":fork ") {
          isFork = true
          open = [line]
        } else if !isMark {
          pieces.append(.command(String(line).trimmed))
        }
      } else {
        open.append(line)
      }
    }
    close(before: lines.count)
    self.pieces = pieces
    isSession = isSaved || pieces.contains { if case .command = $0 { true } else { false } }
  }

  /// The code in some lines: a what-if's is its statement.
  private static func code(_ lines: [Substring], _ isFork: Bool) -> String {
    let text = lines.joined(separator: "\n")
    return isFork ? text.firstWord.rest.firstWord.rest : text
  }

  private static func isCommand(_ line: Substring) -> Bool {
    line.hasPrefix(":") || line.hasPrefix("?")
  }
}
