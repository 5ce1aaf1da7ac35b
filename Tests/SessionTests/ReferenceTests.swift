import Foundation
import Session
import Testing
import TestSupport

// The reference in docs/ is made from the registry: it must be what the registry says now.

@Suite("The reference")
struct ReferenceTests {
  @Test("docs/reference.md is current: `make reference` makes it anew")
  func isCurrent() throws {
    let file = Program.root.appendingPathComponent("docs/reference.md")
    let written = try String(contentsOf: file, encoding: .utf8)
    let made = Reference.markdown
    let (old, new) = (written.split(separator: "\n"), made.split(separator: "\n"))
    for (a, b) in zip(old, new) where a != b {
      Issue.record("the page says “\(a)”, the registry “\(b)”")
      return
    }
    #expect(old.count == new.count)
  }

  @Test("Every sample runs, and every operation with a rule has its gradient told")
  func samplesRun() {
    #expect(!Reference.markdown.contains("error:"))
    #expect(OperationHelp("softmax") != nil)
    #expect(OperationHelp("@")?.document.blocks.isEmpty == false)
    #expect(OperationHelp("no such thing") == nil)
  }
}
