import Language
import Stepper

// What the Tab key offers. The candidates come from the tables that running uses: the commands with
// what they take, the operations, and the machine's own names at the moment looked at.

extension Session {
  /// Lists a folder for completion: the names in it that begin with a text, folders with a slash.
  public typealias FileLister = (_ beginning: String) -> [String]

  /// Candidates for the word that ends at a place of a text.
  ///
  /// - Parameters:
  ///   - text: all that is typed.
  ///   - point: the place, in bytes.
  ///   - files: the paths that begin with a text; a session itself touches no files.
  /// - Returns: nil when there is nothing to offer.
  public func completion(
    of text: String, at point: Int, files: FileLister = { _ in [] }
  ) -> Completion? {
    let before = String(decoding: Array(text.utf8.prefix(max(0, point))), as: UTF8.self)
    let start = before.trimmed
    let found: Completion?
    if start.hasPrefix("?") {
      found = help(before, after: "?")
    } else if start.hasPrefix(":") {
      found = command(before, files: files)
    } else {
      found = code(before, files: files)
    }
    return found.flatMap { $0.candidates.isEmpty ? nil : $0 }
  }

  // MARK: - Commands

  private func help(_ before: String, after sign: String) -> Completion {
    let word = before.lastWord(of: { !$0.isWhitespace && !sign.contains($0) })
    return words(
      OperationHelp.names + Session.commands.map(\.name), beginning: word, in: before)
  }

  private func command(_ before: String, files: FileLister) -> Completion? {
    let body = before.drop { $0.isWhitespace }.dropFirst()
    let name = String(body.prefix { $0.isLetter })
    if body.count == name.count {
      let matches = Session.commands.filter { $0.name.hasPrefix(name) }
      return Completion(
        start: before.utf8.count - name.utf8.count,
        candidates: matches.map {
          .init($0.name + ($0.arguments.isEmpty ? "" : " "), label: ":" + $0.name)
        })
    }
    guard
      let command = Session.commands.first(where: { $0.name == name || $0.shortcut == name })
        ?? Session.commands.first(where: { $0.name.hasPrefix(name) })
    else { return nil }
    let word = before.lastWord(of: { !$0.isWhitespace })
    if command.takes.contains(.branch), before.isAtFirstArgument {
      let names = branches.map(\.name) + (command.name == "fork" ? ["off "] : [])
      return words(names, beginning: word, in: before)
    }
    if command.takes.contains(.file) { return paths(beginning: word, in: before, files: files) }
    if command.takes.contains(.expression) || word.contains(".") {
      if !command.takes.contains(.breakpoint) || before.contains(" when ") {
        return code(before, files: files)
      }
    }
    return words(
      command.takes.flatMap { offers($0, after: before) }, beginning: word, in: before)
  }

  /// The words that an argument of some kind can be.
  private func offers(_ kind: Command.Argument, after before: String) -> [String] {
    switch kind {
    case .moment: ["start", "end"]
    case .mark: marks.map(\.name)
    case .variable: machine.variables.map(\.name)
    // Of a stop, the word `op` comes before the operation.
    case .operation:
      !before.contains(":b") || before.contains(" op ") ? OperationHelp.names : []
    case .phase: ["fwd", "grad", "update"]
    case .direction: ["into", "out"]
    case .breakpoint: before.contains(" op ") ? [] : ["op ", "when ", "nan", "inf", "off "]
    case .switch: ["on", "off"]
    case .nonFinite: NonFinite.allCases.map(\.rawValue)
    case .command: Session.commands.map(\.name)
    case .branch: branches.map(\.name)
    case .setting: Session.settingWords(after: before)
    case .number, .index, .expression, .file: []
    }
  }

  /// The names of the settings, and behind one the words it can be set to.
  private static func settingWords(after before: String) -> [String] {
    let words = before.split(separator: " ")
    let isBehind = words.count > 2 || words.count == 2 && before.hasSuffix(" ")
    guard isBehind else { return Setting.all.map { $0.name + " " } }
    let values = Setting.all.first { $0.name == words[1] }?.values ?? ""
    // A range of numbers is nothing to complete.
    return values.split(separator: ",").map { String($0).trimmed }
      .filter { $0.allSatisfy(\.isLetter) }
  }

  // MARK: - Code

  private func code(_ before: String, files: FileLister) -> Completion? {
    switch InputText.place(atEndOf: before) {
    case .comment: return nil
    case .string(let content): return paths(beginning: content, in: before, files: files)
    case .code: break
    }
    let path = before.lastWord(of: { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    if path.first?.isNumber == true { return nil }
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let word = parts.last ?? ""
    if parts.count > 1 {
      // Behind a bracket stands, most of the time, a tensor.
      let members =
        parts[0].isEmpty
        ? Machine.writableTensorMembers : machine.writableMembers(of: parts.dropLast())
      return names(members, beginning: word, in: before)
    }
    let keywords =
      InputText.openCall(atEndOf: before)
      .map { machine.writableKeywords(ofCall: $0) } ?? []
    let fitting = keywords.filter { $0.hasPrefix(word) }.map { Completion.Candidate($0 + "=") }
    if word.isEmpty {
      return Completion(start: before.utf8.count, candidates: fitting)
    }
    let names = names(machine.writableNames, beginning: word, in: before)
    return Completion(start: names.start, candidates: fitting + names.candidates)
  }

  private func names(
    _ names: [WritableName], beginning word: String, in before: String
  ) -> Completion {
    let fitting = names.filter { $0.name.hasPrefix(word) }.sorted { $0.name < $1.name }
    return Completion(
      start: before.utf8.count - word.utf8.count,
      candidates: fitting.map { .init($0.name + ($0.isCallable ? "(" : "")) })
  }

  private func words(_ words: [String], beginning word: String, in before: String) -> Completion {
    var seen: Set<String> = []
    let fitting = words.filter { $0.hasPrefix(word) && seen.insert($0).inserted }
    return Completion(
      start: before.utf8.count - word.utf8.count, candidates: fitting.map { .init($0) })
  }

  private func paths(
    beginning word: String, in before: String, files: FileLister
  ) -> Completion {
    Completion(
      start: before.utf8.count - word.utf8.count,
      candidates: files(word).sorted().map { path in
        // A list shows names, without the folder they share.
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .init(path, label: name + (path.hasSuffix("/") ? "/" : ""))
      })
  }
}

extension String {
  /// Whether a command stands before its end and no whole argument.
  fileprivate var isAtFirstArgument: Bool {
    let words = split(whereSeparator: \.isWhitespace)
    return words.count == 1 || words.count == 2 && last?.isWhitespace == false
  }

  /// The longest end that consists of some letters.
  func lastWord(of fits: (Character) -> Bool) -> String {
    guard let last = lastIndex(where: { !fits($0) }) else { return self }
    return String(self[index(after: last)...])
  }
}
