import Lessons
import Testing

// `--update`: afterwards everything holds, what held is as it was, and doing it again does nothing.

@Suite("Rewriting lessons")
struct RewriterTests {
  private static func rewritten(_ body: String) -> (body: String, difference: [String]) {
    let lesson = lesson(body)
    let (text, difference) = Rewriter.rewrite(lesson, by: Checker(reader: reader).check(lesson))
    return (String(text.dropFirst(frontMatter.count)), difference)
  }

  private static let count = block("python", "for i in range(6): print(i, i / 3)")

  @Test(
    "Only what does not hold is replaced",
    arguments: [
      (block("output", "0 0.0\n1 0.33\n…"), block("output", "0 0.0\n1 0.33\n…")),
      (
        block("output", "0 0.0\n…\n4 1.5\n5 1.67"),
        block(
          "output",
          "0 0.0\n1 0.3333333333333333\n2 0.6666666666666666\n3 1.0\n"
            + "4 1.3333333333333333\n5 1.67")
      ),
      (
        block("output", "0 0\n…\n3 1\n4 1.3\n6 2"),
        block("output", "0 0\n…\n3 1\n4 1.3\n5 1.6666666666666667")
      ),
      (
        block("output", "nothing\n…"),
        block(
          "output",
          "0 0.0\n1 0.3333333333333333\n2 0.6666666666666666\n3 1.0\n4 1.3333333333333333\n"
            + "5 1.6666666666666667")
      ),
    ])
  func replaces(_ before: String, _ after: String) {
    let (text, _) = Self.rewritten(Self.count + before)
    #expect(text == Self.count + after)
    #expect(failures(text) == [])
    #expect(Self.rewritten(text).difference == [])
    #expect(Self.rewritten(text).body == text)
  }

  @Test("A missing output is put in, and what stands around it stays")
  func inserts() {
    let body = "Words.\n" + block("python", "print(1)") + "More.\n"
    let (text, difference) = Self.rewritten(body)
    #expect(text == "Words.\n" + block("python", "print(1)") + block("output", "1") + "More.\n")
    #expect(difference == ["@@ test.md:13", "+```output", "+1", "+```"])
    #expect(failures(text) == [])
  }

  @Test("A line of a console block is replaced by the one that begins alike")
  func console() {
    let code = block("python", "x = tensor([2.])\ny = x * 3")
    let (text, difference) = Self.rewritten(code + block("console", ":goto y\n…\n  numbers … = 7"))
    #expect(failures(text) == [], "\(text)")
    #expect(text.contains("2·3 = 6") || text.contains("= 6"), "\(text)")
    #expect(difference.count == 3)
  }

  @Test("Lessons that hold are fixed points", arguments: LessonFile.all)
  func fixedPoints(_ file: LessonFile) {
    let lesson = Lesson(file.text, named: file.path)
    let (text, difference) = Rewriter.rewrite(lesson, by: Checker(reader: reader).check(lesson))
    #expect(text == file.text)
    #expect(difference == [])
  }
}
