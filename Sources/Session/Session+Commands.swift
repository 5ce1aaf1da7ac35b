import Diagnostics
import Display
import Language
import Stepper

// Commands: a table, so that help, completion and prefixes come from one place. "Backward" is an
// autograd word and never a time word: `:back` is earlier, grad is the phase.

/// One command of the console.
public struct Command: Sendable {
  /// Its name, without the colon.
  public let name: String
  /// What it takes, as help shows it.
  public let arguments: String
  /// What it does, in a line.
  public let summary: String
  /// Another name that stands for it, though it is no prefix or not a unique one.
  let shortcut: String?
  /// What an empty line does after it: itself for steps, a step after a jump.
  let repeats: String?
  let body: @Sendable (inout Session, String, (Output) -> Void) -> Status

  init(
    _ name: String, _ arguments: String, _ summary: String, shortcut: String? = nil,
    repeats: String? = nil,
    _ body: @escaping @Sendable (inout Session, String, (Output) -> Void) -> Status
  ) {
    self.name = name
    self.arguments = arguments
    self.summary = summary
    self.shortcut = shortcut
    self.repeats = repeats
    self.body = body
  }
}

extension Session {
  /// All commands.
  public static let commands: [Command] = [
    Command(
      "step", "[n]", "the next operation, entering your functions", shortcut: "s", repeats: "step"
    ) {
      session, argument, write in
      session.move(argument, name: "step", write: write) { $0.stepForward(entersCalls: true) }
    },
    Command("next", "[n]", "the next operation or call, whole", shortcut: "n", repeats: "next") {
      session, argument, write in
      session.move(argument, name: "next", write: write) { $0.stepForward(entersCalls: false) }
    },
    Command(
      "back", "[n]", "the moment from which :next would come here", shortcut: "b", repeats: "back"
    ) {
      session, argument, write in
      session.move(argument, name: "back", write: write) { $0.stepBack() }
    },
    Command(
      "goto", "N|start|end|NAME", "any moment; NAME is where its value was made", shortcut: "g",
      repeats: "step"
    ) {
      session, argument, write in session.goto(argument, write: write)
    },
    Command(
      "last", "", "back to where you were before the last jump", shortcut: "l", repeats: "step"
    ) {
      session, argument, write in
      (session.cursor, session.previousCursor) = (session.previousCursor, session.cursor)
      return session.showHere(write: write)
    },
    Command(
      "focus", "[i,j]", "which element a card works out; without one, its own choice",
      shortcut: "f", repeats: "step"
    ) {
      session, argument, write in session.setFocus(argument, write: write)
    },
    Command("when", "", "where you are, in events", shortcut: "w") { session, _, write in
      let here = session.cursor ?? session.timeline.end
      session.say(
        session.cursor == nil
          ? "now, after event \(here)" : "event \(here) of \(session.timeline.end)", write)
      return .done
    },
    Command("vars", "", "your variables at this moment", shortcut: "v") { session, _, write in
      session.showVariables(write: write)
    },
    Command("why", "NAME[i,j]", "how a number came about", shortcut: "y") {
      session, argument, write in session.why(argument, write: write)
    },
    Command("help", "[NAME]", "this list, or one command or operation", shortcut: "h") {
      session, argument, write in session.help(argument, write: write)
    },
    Command("quit", "", "leave; also Ctrl-D", shortcut: "q") { _, _, _ in .quit },
  ]

  mutating func command(_ text: String, write: (Output) -> Void) -> Status {
    if text.hasPrefix("?") { return help(String(text.dropFirst()).trimmed, write: write) }
    let body = text.dropFirst()
    let word = String(body.prefix { $0.isLetter })
    let argument = String(body.dropFirst(word.count)).trimmed
    guard !word.isEmpty else {
      return fail("a command's name follows the colon", try: ":help lists them", write)
    }
    let exact = Session.commands.filter { $0.name == word || $0.shortcut == word }
    let matches = exact.isEmpty ? Session.commands.filter { $0.name.hasPrefix(word) } : exact
    guard let command = matches.first, matches.count == 1 else {
      if matches.isEmpty {
        let near = nearMisses(word, in: Session.commands.map(\.name))
        return fail(
          "there is no command :\(word)",
          try: near.first.map { ":\($0)" } ?? ":help lists them", write)
      }
      return fail(
        ":\(word) could be \(matches.map { ":\($0.name)" }.joined(separator: " or "))",
        try: "a letter more", write)
    }
    repeated = command.repeats.map { ":" + $0 }
    let status = command.body(&self, argument, write)
    if status != .done { repeated = nil }
    return status
  }

  func say(_ text: String, _ write: (Output) -> Void) {
    write(.document(Document([.paragraph(Paragraph(content: Line(text)))])))
  }

  func fail(
    _ message: String, try suggestion: String? = nil, _ write: (Output) -> Void
  ) -> Status {
    write(
      .diagnostic(
        Diagnostic("command", message, suggestions: suggestion.map { [$0] } ?? [])))
    return .failed
  }

  // MARK: - Looking

  func showVariables(write: (Output) -> Void) -> Status {
    let variables = machine.variables
    guard !variables.isEmpty else {
      say("no variables yet", write)
      return .done
    }
    var document = Document()
    let column = min(16, (variables.map(\.name.count).max() ?? 0) + 2)
    for (name, value) in variables {
      let text: String
      switch value {
      case .text(let value):
        let room = max(12, width - column - 6)
        let line = value.replacingNewlines
        text = line.count > room ? String(line.prefix(room)) + " …" : line
      case .tensor(let tensor, let gradient, let requiresGrad, _):
        let shape = TensorText.shape(tensor)
        var line =
          shape.isEmpty
          ? TensorText.line(tensor, width: 40) : "\(shape) \(TensorText.line(tensor, width: 40))"
        if requiresGrad { line += gradient == nil ? "  wants a gradient" : "  has a gradient" }
        text = line
      }
      document.append(
        .paragraph(
          Paragraph(
            label: Line(name, .name), indent: 2, column: column + 2, hanging: 2,
            content: Line(text))))
    }
    write(.document(document))
    return .done
  }

  func help(_ name: String, write: (Output) -> Void) -> Status {
    let word = name.hasPrefix(":") ? String(name.dropFirst()) : name
    var document = Document()
    if word.isEmpty {
      document.append(
        .paragraph(Paragraph(content: "Type Python with PyTorch's names. Then step through it:")))
      for command in Session.commands { document.append(Session.line(for: command)) }
      document.append(
        .paragraph(
          Paragraph(content: "?softmax explains an operation. Any unique start of a name works.")))
      write(.document(document))
      return .done
    }
    if let command = Session.commands.first(where: { $0.name == word || $0.shortcut == word }) {
      document.append(Session.line(for: command))
      write(.document(document))
      return .done
    }
    if let help = LookingHelp(word) {
      write(.document(help.document))
      return .done
    }
    guard let help = OperationHelp(word) else {
      let names = Session.commands.map(\.name) + OperationHelp.names + LookingHelp.names
      let near = nearMisses(word, in: names)
      return fail(
        "there is no help on `\(word)`", try: near.first.map { "?\($0)" } ?? ":help", write)
    }
    write(.document(help.document))
    return .done
  }

  private static func line(for command: Command) -> Block {
    let call = ":" + command.name + (command.arguments.isEmpty ? "" : " " + command.arguments)
    return .paragraph(
      Paragraph(
        label: Line(call, .name), indent: 2, column: 26, hanging: 2, content: Line(command.summary))
    )
  }
}

extension String {
  /// On one line.
  var replacingNewlines: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
