import Diagnostics
import Foundation
import Language
import Testing

// What learners really meet, as a table by kind: a program with 《》 where the diagnostic must point,
// its id, texts that its labels must hold, and whether the first suggestion is a replacement of
// code. The laws below hold for every case. DiagnosticsSnapshot.txt has all of them as they are
// drawn at 80 columns; LONGHAND_RECORD=1 writes it anew, and it is then read line by line.

/// One slip and what must be said about it.
struct SlipCase: Sendable, CustomTestStringConvertible {
  let marked: String
  let id: String
  /// Texts that stand in its labels, operands with their shapes above all.
  var labels: [String] = []
  /// The text that the first suggestion puts in the place of code; nil where there is none.
  var fix: String?

  init(_ marked: String, _ id: String, _ labels: [String] = [], fix: String? = nil) {
    (self.marked, self.id, self.labels, self.fix) = (marked, id, labels, fix)
  }

  var testDescription: String { marked.replacingOccurrences(of: "\n", with: " ⏎ ") }
  var text: String { unmarked(marked).text }

  static let all = shapes + indices + gradients + tensors + names + pasted + syntax
}

@Suite struct DiagnosticsTests {
  @Test(arguments: SlipCase.all)
  func saysWhereAndWhat(_ slip: SlipCase) throws {
    let (text, spans) = unmarked(slip.marked)
    let error = try #require(runScript(text).error, "nothing was said")
    #expect(error.id == slip.id)
    if let span = spans.first { #expect(error.span == span) }
    for label in slip.labels {
      #expect(error.labels.contains { $0.text.contains(label) }, "\(error.labels) has no \(label)")
    }
    #expect(error.fix?.text == slip.fix)
  }

  @Test(arguments: SlipCase.all)
  func hasANextStep(_ slip: SlipCase) throws {
    let error = try #require(runScript(slip.text).error)
    #expect(!error.notes.isEmpty || !error.suggestions.isEmpty)
    #expect(error.source != nil && error.span != nil)
    let width = error.text(width: 80).split(separator: "\n").map { terminalWidth(String($0)) }.max()
    #expect((width ?? 0) <= 80)
  }

  /// A replacement is correct code: carried out, the program gets past this error.
  @Test(arguments: SlipCase.all.filter { $0.fix != nil })
  func theFixWorks(_ slip: SlipCase) throws {
    var source = SourceFile(name: "test", text: slip.text)
    let first = try #require(runScript(slip.text).error)
    let fix = try #require(first.fix)
    source = SourceFile(name: "test", text: fix.applied(to: source))
    let after = runScript(source.text).error
    #expect(
      after == nil || after?.message != first.message || after?.span != first.span,
      "\(source.text)\n\(after?.text() ?? "")")
    // What is left, if anything, is not of the fix's making.
    #expect(after == nil, "\(source.text)\n\(after?.text() ?? "")")
  }

  @Test func areDrawnAsRead() throws {
    let drawn =
      SlipCase.all.map { slip in
        runScript(slip.text).error?.text(width: 80) ?? "nothing was said: \(slip.text)"
      }.joined(separator: "\n\n") + "\n"
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("DiagnosticsSnapshot.txt")
    if ProcessInfo.processInfo.environment["LONGHAND_RECORD"] != nil {
      try drawn.write(to: file, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(drawn == recorded)
  }
}
