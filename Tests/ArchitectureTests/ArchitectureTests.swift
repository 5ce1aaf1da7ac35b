import Autograd
import Foundation
import Testing

// The arrows between modules, and the other promises of ARCHITECTURE.md that can be read off the
// sources. The table of modules in that file is the one list: this test parses it.

/// A source file with what the tests ask of it.
private struct Source: Sendable {
  let path: String
  let module: String
  let lines: [String]

  /// The lines without comments; strings stay.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { i, line in
      let text = line.trimmingCharacters(in: .whitespaces)
      return text.hasPrefix("//") ? nil : (i + 1, text)
    }
  }
}

@Suite("Architecture")
struct ArchitectureTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let sources: [Source] = files(under: "Sources")

  private static func files(under folder: String) -> [Source] {
    let base = root.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: base.path)?.allObjects as? [String] ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      let file = base.appendingPathComponent(path)
      guard let text = try? String(contentsOf: file, encoding: .utf8),
        let module = path.split(separator: "/").first
      else { return nil }
      return Source(
        path: folder + "/" + path, module: String(module), lines: text.components(separatedBy: "\n")
      )
    }
  }

  /// The table of ARCHITECTURE.md: every module with those it may import.
  private static let table: [String: Set<String>] = {
    let file = root.appendingPathComponent("ARCHITECTURE.md")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [:] }
    var table: [String: Set<String>] = [:]
    var isInside = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("| module |") { isInside = true }
      guard isInside else { continue }
      guard line.hasPrefix("|") else { break }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let name = names(in: cells.first ?? "").first, let last = cells.last else { continue }
      table[name] = Set(names(in: last))
    }
    return table
  }()

  /// The words in backquotes.
  private static func names(in cell: String) -> [String] {
    cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  /// What any module may import: the C library and what comes with the language.
  private static let anywhere: Set<String> = ["Glibc", "Darwin", "Musl"]

  @Test("Every import is an arrow of the table")
  func arrows() {
    #expect(Self.sources.count > 100)
    #expect(Self.table.count > 8)
    for source in Self.sources {
      guard let allowed = Self.table[source.module] else {
        Issue.record("the module \(source.module) is not in the table of ARCHITECTURE.md")
        continue
      }
      for (number, text) in source.code {
        let words = text.split(separator: " ").map(String.init)
        guard let at = words.firstIndex(of: "import"), words[..<at].allSatisfy(Self.isPrefix),
          at + 1 < words.count
        else { continue }
        // `import struct Module.Name` names a module too.
        let target = words[words.count > at + 2 ? at + 2 : at + 1]
        let module = target.split(separator: ".").first.map(String.init) ?? target
        #expect(
          allowed.contains(module) || Self.anywhere.contains(module),
          "\(source.path):\(number): \(source.module) may not import \(module)")
      }
    }
  }

  private static func isPrefix(_ word: String) -> Bool {
    word.hasPrefix("@")
      || ["public", "internal", "package", "private", "fileprivate"].contains(word)
  }

  @Test("The table has no module that is not there, and no arrow backwards")
  func tableIsTrue() throws {
    let folder = Self.root.appendingPathComponent("Sources").path
    let modules = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasPrefix(".") }
    #expect(Set(modules) == Set(Self.table.keys))
    var done: Set<String> = []
    var waiting = Self.table.mapValues { $0.intersection(Self.table.keys) }
    while let ready = waiting.first(where: { $0.value.isSubset(of: done) })?.key {
      done.insert(ready)
      waiting[ready] = nil
    }
    #expect(waiting.isEmpty, "these import each other in a circle: \(waiting.keys.sorted())")
  }

  @Test("Only the console talks to the terminal; only it and the lessons touch files")
  func terminal() {
    let writing = ["print(", "debugPrint(", "dump(", "putchar(", "puts(", "fputs(", "FileHandle"]
    let files = ["fopen(", "fdopen(", "FileManager", "contentsOfFile", "contentsOf:", "opendir("]
    // `Benchmark` and `EmbedTexts` are programs for themselves.
    let free: Set<String> = ["Console", "longhand", "Benchmark", "EmbedTexts"]
    for source in Self.sources where !free.contains(source.module) {
      for (number, text) in source.code {
        let code = Self.withoutStrings(text)
        for call in writing where Self.calls(call, in: code) {
          Issue.record("\(source.path):\(number): \(call) outside of Console")
        }
        for call in files where source.module != "Lessons" && Self.opens(call, in: code) {
          Issue.record("\(source.path):\(number): \(call) outside of Console and Lessons")
        }
      }
    }
  }

  /// Whether a line calls a free function: a method or a declaration of that name is another.
  private static func calls(_ name: String, in code: String) -> Bool {
    var rest = code[...]
    while let found = rest.range(of: name) {
      let before = rest[..<found.lowerBound]
      let isPart = before.last.map { $0.isLetter || $0.isNumber || "._".contains($0) } ?? false
      if !isPart && !before.hasSuffix("func ") && !before.hasSuffix("case ") { return true }
      rest = rest[found.upperBound...]
    }
    return false
  }

  /// `append(contentsOf:)` adds elements and `String(contentsOf:)` reads a file.
  private static func opens(_ name: String, in code: String) -> Bool {
    if name == "contentsOf:" {
      return code.contains("String(contentsOf:") || code.contains("Data(contentsOf:")
    }
    return code.contains(name)
  }

  private static func withoutStrings(_ line: String) -> String {
    line.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 0 }
      .map(\.element).joined(separator: "\"\"")
  }

  /// Words that are an operation's name and, in a `case`, something else.
  private static let otherMeanings: [String: String] = [:]

  @Test("No operation's name appears in a switch")
  func switches() {
    let names = Set(Registry.primitives.filter { !$0.spellings.isEmpty }.map(\.name))
    #expect(names.count > 100)
    for source in Self.sources {
      for (number, text) in source.code where text.hasPrefix("case \"") {
        let pattern = text.components(separatedBy: "\":").first ?? text
        for word in (pattern + "\"").components(separatedBy: "\"").enumerated()
        where word.offset % 2 == 1 && names.contains(word.element) {
          #expect(
            Self.otherMeanings[word.element] == source.path,
            "\(source.path):\(number): a case \"\(word.element)\"")
        }
      }
    }
  }

  @Test("Files are small, and none gives up")
  func size() {
    let traps = ["fatalError(", "try!", "as!", "preconditionFailure("]
    let notes = ["TODO", "FIXME", "XXX"]
    for source in Self.sources {
      let count = source.lines.count - (source.lines.last == "" ? 1 : 0)
      #expect(count <= 420, "\(source.path) has \(count) lines")
      for (number, text) in source.code {
        for trap in traps where Self.traps(trap, in: Self.withoutStrings(text)) {
          Issue.record("\(source.path):\(number): \(trap)")
        }
      }
      for (i, line) in source.lines.enumerated() {
        for note in notes where line.contains("// \(note)") || line.contains(" \(note):") {
          Issue.record("\(source.path):\(i + 1): \(note)")
        }
      }
    }
  }

  private static func traps(_ name: String, in code: String) -> Bool {
    name.hasSuffix("!") ? code.contains(name + " ") : calls(name, in: code)
  }

  @Test("Every file opens by saying what it is")
  func openings() {
    for source in Self.sources where source.lines.count > 20 {
      let start = source.lines.prefix { line in
        let text = line.trimmingCharacters(in: .whitespaces)
        return text.isEmpty || text.hasPrefix("//") || text.hasPrefix("#")
          || text.contains("import ")
      }
      #expect(
        start.contains { $0.hasPrefix("//") }, "\(source.path) opens without saying what it is")
    }
  }
}
