import Diagnostics
import Testing

/// Lines, columns, widths and near misses.
struct SourceTests {
  @Test func findsLinesOfEveryLineEnd() {
    let source = SourceFile(name: "s", text: "a\nbc\r\nd\re\n")
    #expect(source.lineCount == 4)
    #expect((0...6).map(source.line) == ["", "a", "bc", "d", "e", "", ""])
    #expect(source.position(of: 0) == (1, 1))
    #expect(source.position(of: 3) == (2, 2))
    #expect(source.position(of: 5) == (2, 3))
    #expect(source.position(of: 6) == (3, 1))
    #expect(source.position(of: 8) == (4, 1))
    #expect(source.position(of: 99) == (5, 1))
    #expect(SourceFile(name: "s", text: "").lineCount == 1)
  }

  @Test func columnsCountCells() {
    let source = SourceFile(name: "s", text: "日é\u{301}\tx")
    #expect(source.position(of: source.text.utf8.count - 1) == (1, 9))
    #expect(source.position(of: 3) == (1, 3))
  }

  // Values of the wcwidth table for Unicode 14 and later, emoji sequences as modern terminals do.
  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ﾊ", 1), ("ハ", 2), ("한", 2),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1),
    ("\u{200B}", 0), ("─│└", 3), ("−×", 2), ("\n", 0), ("", 0), ("θ̂", 1),
  ])
  func width(_ text: String, _ cells: Int) {
    #expect(terminalWidth(text) == cells)
  }

  @Test func spansUnite() {
    #expect(Span(2, 4).union(Span(7, 9)) == Span(2, 9))
    #expect(Span.none.union(Span(1, 2)) == Span(1, 2))
    #expect(Span(1, 2).union(.none) == Span(1, 2))
    #expect(Span(.min, .max) == Span(Int(Int32.min), Int(Int32.max)))
  }

  @Test(arguments: [
    ("sofmax", ["softmax"]), ("cross_entropi", ["cross_entropy"]), ("wieght", ["weight"]),
    ("Relu", ["relu"]), ("x", []), ("zzzz", []), ("logit", ["logits"]), ("", []),
  ])
  func nearMissesOfTypicalSlips(_ name: String, _ expected: [String]) {
    let known = ["softmax", "relu", "cross_entropy", "weight", "logits", "y", "relu"]
    #expect(nearMisses(name, in: known) == expected)
  }

  @Test func nearMissesAreOrderedAndLimited() {
    #expect(
      nearMisses("abcd", in: ["abce", "abcf", "abdc", "abca", "ABCD"], limit: 3)
        == ["abca", "abce", "abcf"])
    #expect(nearMisses("loss", in: ["Loss", "los", "boss"], limit: 2) == ["Loss", "boss"])
  }
}
