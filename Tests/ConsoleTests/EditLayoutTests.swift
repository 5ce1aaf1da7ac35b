import Testing

@testable import Console

// Where a text that is being typed stands on the screen.

@Suite("The layout of a text being typed")
struct EditLayoutTests {
  private func layout(_ before: String, _ after: String = "", width: Int = 10) -> EditLayout {
    EditLayout(prompt: "> ", continuation: ". ", before: before, after: after, width: width)
  }

  private func rows(_ layout: EditLayout) -> [String] { layout.rows.map(\.text) }

  @Test("A prompt before the first line, a sign before every other")
  func lines() {
    let block = layout("for x:\n  y", "z")
    #expect(rows(block) == ["> for x:", ".   yz"])
    #expect(block.cursor == (1, 5))
    #expect(layout("").cursor == (0, 2))
    #expect(rows(layout("a\n")) == ["> a", ". "])
    #expect(layout("a\n").cursor == (1, 2))
    #expect(layout("", "a\nb").cursor == (0, 2))
  }

  @Test("A long line runs on in the next row; the cursor never stands outside")
  func wrapping() {
    let full = layout("12345678")
    #expect(rows(full) == ["> 12345678", ""])
    #expect(full.cursor == (1, 0))
    let middle = layout("12345678", "9")
    #expect(rows(middle) == ["> 12345678", "9"])
    #expect(middle.cursor == (1, 0))
    #expect(layout("1234567", "8").cursor == (0, 9))
    // A newline after a full row begins one row, not two.
    #expect(rows(layout("12345678\nx")) == ["> 12345678", ". x"])
    #expect(layout("12345678", "\nx").cursor.row <= 1)
  }

  @Test("Wide letters, marks and letters of several bytes take their cells")
  func widths() {
    let wide = layout("損失", "x")
    #expect(rows(wide) == ["> 損失x"])
    #expect(wide.cursor == (0, 6))
    // Seven cells are taken: a wide letter does not fit into the last.
    let broken = layout("1234567損")
    #expect(rows(broken) == ["> 1234567", "損"])
    #expect(broken.cursor == (1, 2))
    #expect(layout("1234567", "損").cursor == (1, 0))
    #expect(layout("e\u{301}∂").cursor == (0, 4))
  }

  @Test("What no key makes is shown by signs")
  func controls() {
    #expect(rows(layout("\u{1B}[A")) == ["> ^[[A"])
    #expect(rows(layout("a\tb")) == ["> a    b"])
    #expect(layout("\u{1}").cursor == (0, 2))
  }

  @Test("A prompt wider than the screen, a screen of no width", arguments: [-1, 0, 1, 2, 3, 7])
  func narrow(width: Int) {
    let layout = EditLayout(
      prompt: "123/456> ", continuation: "       … ", before: "x = 損失\ny", after: "z",
      width: width)
    for row in layout.rows { #expect(row.cells <= max(2, width)) }
    #expect(layout.cursor.row < layout.rows.count)
    #expect(layout.cursor.column < max(2, width))
  }

  @Test("Drawn on a screen, the rows and the cursor are where the layout says")
  func drawing() {
    let texts = ["", "x", "12345678", "123456789012345", "損失損失損失損", "a\nb\n", "a\n12345678\nc"]
    for text in texts {
      for place in 0...text.count {
        let layout = layout(String(text.prefix(place)), String(text.dropFirst(place)))
        var screen = Screen(columns: 10, rows: 8)
        // What was there before must not shine through.
        screen.write(Array("0123456789\r\n0123456789\r\n0123456789\u{1B}[H".utf8))
        let count = layout.rows.count
        screen.write(Array(layout.drawing(rows: 0..<count).utf8))
        screen.write(Array(layout.movingToCursor(from: count - 1).utf8))
        let expected = rows(layout).map { row in
          var row = row
          while row.hasSuffix(" ") { row.removeLast() }
          return row
        }
        #expect(Array(screen.lines.prefix(count)) == expected, "\(text) at \(place)")
        #expect(screen.lines.dropFirst(count).allSatisfy { $0.isEmpty }, "\(text) at \(place)")
        #expect((screen.row, screen.column) == layout.cursor, "\(text) at \(place)")
      }
    }
  }
}
