import Foundation
import Testing

@testable import Console

// The file of what was typed.

@Suite("The history's file")
struct HistoryTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    let home = try Home()
    try body(home.path + "/state/longhand/history")
  }

  @Test("Entries come back as they were, of several lines too")
  func roundTrip() throws {
    let entries = [
      "x = 1", "def f(a):\n    # twice\n    return a * 2", "# a comment", "#1795491128",
      "\\\\ what", "s = '''\n#12\n\\#12\n\n\n'''", "∂ = 損失",
    ]
    try withPath { path in
      var (history, before, problem) = History.load(path)
      #expect(before.isEmpty && problem == nil)
      for entry in entries { #expect(history?.append(entry) == nil) }
      let (again, after, _) = History.load(path)
      #expect(after == entries)
      #expect(again?.last == entries.last)
    }
  }

  @Test("A file cut off in the middle of a line keeps everything before, and what comes after")
  func cutOff() throws {
    try withPath { path in
      var (history, _, _) = History.load(path)
      _ = history?.append("first")
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data("#17954911\nsec".utf8))
      try file.close()
      _ = history?.append("third")
      #expect(History.load(path).entries == ["first", "sec", "third"])
    }
  }

  @Test("Two at a time leave each other's entries whole")
  func together() async throws {
    let home = try Home()
    let path = home.path + "/history"
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          var (history, _, _) = History.load(path)
          for i in 0..<50 { _ = history?.append("a\(writer) = [\n  \(i)\n]") }
        }
      }
    }
    let entries = History.load(path).entries
    #expect(entries.count == 200)
    for writer in 0..<4 {
      let own = entries.filter { $0.hasPrefix("a\(writer)") }
      #expect(own == (0..<50).map { "a\(writer) = [\n  \($0)\n]" })
    }
  }

  @Test("A long file is cut to its newest entries")
  func cutting() throws {
    try withPath { path in
      var (history, _, _) = History.load(path)
      _ = history?.append("0")
      let text = (1...History.limits.held).map { History.text(of: "\($0)", time: 1) }.joined()
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
      try file.close()
      let entries = History.load(path).entries
      #expect(entries.count == History.limits.kept)
      #expect(entries.last == "\(History.limits.held)")
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 2 * History.limits.kept)
    }
  }

  @Test("What is typed is nobody else's business")
  func rights() throws {
    try withPath { path in
      var (history, _, _) = History.load(path)
      _ = history?.append("secret = 1")
      for name in [path, (path as NSString).deletingLastPathComponent] {
        let rights =
          try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int ?? 0
        #expect(rights & 0o077 == 0, "\(name)")
      }
    }
  }

  @Test("Where nothing can be written, a sentence says so")
  func nowhere() throws {
    let home = try Home()
    try home.write("no folder", to: "file")
    let path = home.path + "/file/longhand/history"
    let (history, entries, problem) = History.load(path)
    #expect(history == nil && entries.isEmpty)
    #expect(problem?.contains(path) == true)
  }
}
