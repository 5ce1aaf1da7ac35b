import Display
import Testing

@testable import Lessons

// Markdown as a terminal shows it.

@Suite("Prose")
struct ProseTests {
  private static func text(_ markdown: String, width: Int = 40) -> String {
    Renderer(width: width).text(Prose.document(markdown))
  }

  @Test(
    "Blocks",
    arguments: [
      ("# One\n\nTwo\nthree.\n", "One\n═══\n\nTwo three.\n"),
      ("## `x` and *y*\n", "`x` and y\n─────────\n"),
      ("### Small\n", "Small\n"),
      ("- a\n- b\n  goes on\n", "  • a\n  • b goes on\n"),
      ("1. a\n2. b\n", "  1. a\n  2. b\n"),
      ("- a\n  - b\n", "  • a\n    • b\n"),
      ("> said\n> so\n", "│ said so\n"),
      ("```text\na  b\n```\n", "    a  b\n"),
      ("one  \ntwo\n", "one\ntwo\n"),
      ("a\n\n\n\nb\n", "a\n\nb\n"),
      (
        "[the text](https://example.org) and [that](x.md)\n",
        "the text (https://example.org) and that\n"
      ),
    ])
  func blocks(_ markdown: String, _ shown: String) {
    #expect(Self.text(markdown, width: 60) == shown)
  }

  @Test("Long text wraps at the width, an item below its own beginning")
  func wrapping() {
    #expect(
      Self.text("- one two three four five six", width: 20)
        == "  • one two three\n    four five six\n")
    let text = Self.text(String(repeating: "word `code` ", count: 30), width: 33)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 33 })
  }

  @Test("A table keeps its cells, numbers in columns")
  func table() {
    let text = Self.text("| d | loss |\n|--:|---|\n| −2 | 2.13 |\n| 1 | 10.5 |\n")
    for cell in ["d", "loss", "−2", "2.13", "10.5"] { #expect(text.contains(cell), "\(text)") }
    #expect(text.split(separator: "\n").count >= 3)
    #expect(!text.contains("|"))
  }

  @Test("Emphasis is a role; what only looks like it stays")
  func emphasis() {
    let line = Prose.line("a *b* **c** `d*e*` 2 * 3 * 4 r_w and r_l _f_ \\*g\\*")
    #expect(line.text == "a b c `d*e*` 2 * 3 * 4 r_w and r_l f *g*")
    #expect(line.runs.filter { $0.role == .heading }.map(\.text) == ["b", "c", "f"])
    #expect(line.runs.filter { $0.role == .name }.map(\.text) == ["`d*e*`"])
  }
}
