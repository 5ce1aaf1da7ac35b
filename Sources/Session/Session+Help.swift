import Diagnostics
import Display

// Help: all commands on one screen, one command, one operation.

extension Session {
  func help(_ name: String, write: (Output) -> Void) -> Status {
    let word = name.hasPrefix(":") ? String(name.dropFirst()) : name
    if word.isEmpty {
      write(.document(overview))
      return .done
    }
    let isCommand =
      name.hasPrefix(":") || OperationHelp(word) == nil && LookingHelp(word) == nil
    let matches = Session.commands(for: word)
    if let command = matches.first, matches.count == 1, isCommand || command.name == word {
      write(.document(Session.help(on: command)))
      // `graph` is a command and a function of the language.
      if !name.hasPrefix(":"), let help = LookingHelp(word) { write(.document(help.document)) }
      return .done
    }
    if let help = LookingHelp(word) {
      write(.document(help.document))
      return .done
    }
    // `F.softmax` and `torch.Tensor.sum` as they stand in a program; a variable tells of itself.
    if let dot = word.lastIndex(of: "."), case let last = String(word[word.index(after: dot)...]),
      OperationHelp(last) != nil || LookingHelp(last) != nil
    {
      return self.help(last, write: write)
    }
    if OperationHelp(word) == nil, machineToLookAt.lookUp(word) != nil {
      return info(word, write: write)
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

  /// All commands, in two columns where there is room: a screen of 24 lines holds them.
  private var overview: Document {
    var document = Document()
    let columns = width >= 78 ? 2 : 1
    for group in Command.Group.allCases {
      let commands = Session.commands.filter { $0.group == group }
      guard !commands.isEmpty else { continue }
      document.append(.lines([Line(group.rawValue, .heading)]))
      let height = (commands.count + columns - 1) / columns
      document.append(
        .lines(
          (0..<height).map { row in
            var line = Line()
            for column in 0..<columns where column * height + row < commands.count {
              let command = commands[column * height + row]
              line.runs += Session.cells(of: command, isLast: column == columns - 1)
            }
            return line
          }))
    }
    document.append(
      .paragraph(
        Paragraph(
          content: Line(
            "Any unique start of a name works. :help step or ?softmax tells more.", .dim))))
    return document
  }

  private static func cells(of command: Command, isLast: Bool) -> [Run] {
    func padded(_ text: String, to count: Int) -> String {
      text + String(repeating: " ", count: max(1, count - text.count))
    }
    let call = ":" + command.name + (command.arguments.isEmpty ? "" : " " + command.arguments)
    return [
      Run("  " + padded(call, to: 17), .name),
      Run(isLast ? command.brief : padded(command.brief, to: 22)),
    ]
  }

  private static func help(on command: Command) -> Document {
    let call = ":" + command.name + (command.arguments.isEmpty ? "" : " " + command.arguments)
    var document = Document([
      .paragraph(
        Paragraph(
          label: Line(call, .name), indent: 2, column: max(20, call.count + 4),
          content: Line(command.summary)))
    ])
    if let shortcut = command.shortcut {
      document.append(
        .paragraph(Paragraph(column: 20, content: Line(":\(shortcut) for short", .dim))))
    }
    return document
  }
}
