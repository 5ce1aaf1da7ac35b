import Diagnostics
import Display
import Stepper

// Carrying commands out: finding the one that is meant, and answering.

extension Session {
  mutating func command(_ text: String, write: (Output) -> Void) -> Status {
    if text.hasPrefix("?") { return help(String(text.dropFirst()).trimmed, write: write) }
    let body = text.dropFirst()
    let word = String(body.prefix { $0.isLetter })
    let argument = String(body.dropFirst(word.count)).trimmed
    guard !word.isEmpty else {
      return fail("a command's name follows the colon", try: ":help lists them", write)
    }
    let matches = Session.commands(for: word)
    guard let command = matches.first, matches.count == 1 else {
      if matches.isEmpty {
        let near = nearMisses(word, in: Session.commands.map(\.name))
        return fail(
          "there is no command :\(word)",
          try: near.first.map { ":\($0)" } ?? ":help lists them", write)
      }
      let names = matches.map { ":\($0.name)" }
      let last = names.count > 2 ? ", or " : " or "
      return fail(
        ":\(word) could be "
          + names.dropLast().joined(separator: ", ") + last + (names.last ?? ""),
        try: "a letter more", write)
    }
    if command.arguments.isEmpty, !argument.isEmpty {
      return fail(":\(command.name) takes nothing after it", try: ":\(command.name)", write)
    }
    repeated = command.repeats.map { ":" + $0 }
    let status = command.body(&self, argument, write)
    if status == .failed { repeated = nil }
    if status == .done, command.isSaved {
      let text = ":\(command.name) \(argument)".trimmed
      journal.append(Entry(kind: .command, text: text, source: nil))
    }
    return status
  }

  /// The commands that a word can mean: one that is so called, else all that begin so.
  static func commands(for word: String) -> [Command] {
    let exact = commands.filter { $0.name == word || $0.shortcut == word }
    return exact.isEmpty ? commands.filter { $0.name.hasPrefix(word) } : exact
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
}
