import Diagnostics
import Testing

/// The drawing of DESIGN's example and of the awkward cases: every expectation is drawn by hand.
struct DiagnosticTextTests {
  /// A source named `console` and the spans of the parts in 《》.
  private func marked(_ text: String) -> (SourceFile, [Span]) {
    var plain = ""
    var starts: [Int] = []
    var spans: [Span] = []
    for character in text {
      switch character {
      case "《": starts.append(plain.utf8.count)
      case "》": if let start = starts.popLast() { spans.append(Span(start, plain.utf8.count)) }
      default: plain.append(character)
      }
    }
    return (SourceFile(name: "console", text: plain), spans)
  }

  @Test func drawsSeveralLabels() {
    let (source, spans) = marked("a = 1\nb = 2\nh = 《x》 《@》 《W》")
    let diagnostic = Diagnostic(
      "shape-matmul", "these shapes do not fit for @", at: spans[1], in: source,
      labels: [.init(spans[0], "x: (2, 3)"), .init(spans[2], "W: (4, 3)")],
      notes: ["x has 3 columns, W has 4 rows: the inner sizes must be equal"],
      suggestions: ["x @ W.T      gives (2, 4)"])
    #expect(
      diagnostic.text() == """
        error: these shapes do not fit for @
          ┌─ console:3
        3 │ h = x @ W
          │     ─ ^ ─
          │     │   └ W: (4, 3)
          │     └ x: (2, 3)
          = x has 3 columns, W has 4 rows: the inner sizes must be equal
          = try: x @ W.T      gives (2, 4)
        """)
    #expect(
      diagnostic.text(ascii: true) == """
        error: these shapes do not fit for @
          +- console:3
        3 | h = x @ W
          |     - ^ -
          |     |   + W: (4, 3)
          |     + x: (2, 3)
          = x has 3 columns, W has 4 rows: the inner sizes must be equal
          = try: x @ W.T      gives (2, 4)
        """)
  }

  @Test func labelOfThePrimarySpanHangsFromIt() {
    let (source, spans) = marked("y = 《foo》(1)")
    let text = Diagnostic(
      "unknown-name", "no name foo", at: spans[0], in: source, labels: [.init(spans[0], "here")]
    ).text()
    #expect(
      text == """
        error: no name foo
          ┌─ console:1
        1 │ y = foo(1)
          │     ^^^
          │     └ here
        """)
  }

  @Test func alignsWideCombiningAndTabbedText() {
    let (source, spans) = marked("é\u{301}日本👩‍👩‍👧\t= 《ñ》 + 《日》")
    let text = Diagnostic(
      "x", "m", at: spans[0], in: source, labels: [.init(spans[1], "sun")]
    ).text()
    #expect(
      text == """
        error: m
          ┌─ console:1
        1 │ é\u{301}日本👩‍👩‍👧 = ñ + 日
          │           ^   ──
          │               └ sun
        """)
  }

  @Test func marksSpansOverSeveralLines() {
    let (source, spans) = marked("x = 《f(\n  1,\n  2,\n  3)》\n《y》")
    let text = Diagnostic(
      "x", "m", at: spans[0], in: source,
      labels: [.init(spans[0], "this call"), .init(spans[1], "then this")]
    ).text()
    #expect(
      text == """
        error: m
          ┌─ console:1
        1 │ x = f(
          │     ^^
          ⋮
        4 │   3)
          │   ^^
          │   └ this call
        5 │ y
          │ ─
          │ └ then this
        """)
  }

  @Test func stacksLabelsOfOneColumn() {
    let (source, spans) = marked("《a》")
    let text = Diagnostic(
      "x", "m", at: spans[0], in: source,
      labels: [.init(spans[0], "one"), .init(spans[0], "two")]
    ).text()
    #expect(text.hasSuffix("  │ ^\n  │ ├ one\n  │ └ two"))
  }

  @Test func pointsBehindTheLastCharacter() {
    let source = SourceFile(name: "s.py", text: "if x\n")
    let text = Diagnostic("x", "m", at: Span(4, 4), in: source).text()
    #expect(text == "error: m\n  ┌─ s.py:1\n1 │ if x\n  │     ^")
  }

  @Test(arguments: [0, 50, 300, 5000])
  func cutsLongLinesAroundTheSpan(_ before: Int) {
    let filler = String(repeating: "abc + ", count: before)
    let (source, spans) = marked(filler + "《here》" + String(repeating: " + abc", count: 400))
    let lines = Diagnostic("x", "m", at: spans[0], in: source).text(width: 60)
      .split(separator: "\n").map(Array.init)
    #expect(lines.allSatisfy { $0.count <= 60 })
    let column = lines[3].firstIndex(of: "^") ?? 0
    #expect(String(lines[2][column..<(column + 4)]) == "here")
    #expect(String(lines[3][column...]) == "^^^^")
  }

  @Test func controlCharactersCannotSteerTheTerminal() {
    let (source, spans) = marked("a\u{1B}[2J\u{202E}《b》")
    let text = Diagnostic("x", "m", at: spans[0], in: source).text()
    #expect(text.hasSuffix("1 │ a\u{FFFD}[2J\u{FFFD}b\n  │       ^"))
  }

  @Test func wordsThatComeBackCannotSteerTheTerminalEither() {
    let text = Diagnostic(
      "x", "no name `\u{1B}[2J`", notes: ["\u{202E}n"], suggestions: ["\u{7}t"]
    ).text()
    #expect(
      text == "error: no name `\u{FFFD}[2J`\n  = \u{FFFD}n\n  = try: \u{FFFD}t")
  }

  @Test func aWordLongerThanALineIsCut() {
    let nines = String(repeating: "9", count: 20_000)
    let text = Diagnostic("x", "m", suggestions: ["\(nines) as a float"]).text(width: 40)
    #expect(
      text == "error: m\n  = try: \(nines.prefix(30))…\n         as a float")
    let lines = Diagnostic("x", nines, notes: [nines]).text(width: 40).split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { terminalWidth(String($0)) <= 40 })
  }

  @Test func asciiDrawsSourceLinesWithASCIIOnly() {
    let (source, spans) = marked("é日 = 《x》")
    let text = Diagnostic("x", "m", at: spans[0], in: source).text(ascii: true)
    #expect(text == "error: m\n  +- console:1\n1 | ??? = x\n  |       ^")
  }

  @Test func wrapsNotes() {
    let text = Diagnostic("x", "m", notes: ["one two three four five six seven eight nine ten"])
      .text(width: 40)
    #expect(text == "error: m\n  = one two three four five six seven\n    eight nine ten")
  }

  @Test func drawsAnySpan() {
    let texts = ["", "a", "日本\r\né", "\t\n\n", "x\r\ry"]
    for text in texts {
      let source = SourceFile(name: "s", text: text)
      for start in -2...12 {
        for end in -2...12 {
          let diagnostic = Diagnostic(
            "x", "m", at: Span(start, end), in: source, labels: [.init(Span(end, start), "l")])
          #expect(!diagnostic.text(width: 1).isEmpty)
          _ = source.slice(Span(start, end))
          _ = source.position(of: start)
        }
      }
    }
    let huge = Diagnostic("x", "m", at: Span(.min, .max), in: SourceFile(name: "s", text: "a"))
    #expect(!huge.text().isEmpty)
  }

  @Test func aDiagnosticIsAValue() {
    let first = Diagnostic("x", "one")
    var second = first
    second.message = "two"
    second.severity = .warning
    #expect(first.message == "one" && second.text() == "warning: two")
    #expect(MemoryLayout<Diagnostic>.size == 8)
  }
}
