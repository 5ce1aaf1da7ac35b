import Foundation
@testable import Lessons
import Testing

// The parser: every line is in exactly one piece, whatever the text is, and every mistake is told
// with its line.

@Suite("Reading lessons")
struct LessonParserTests {
  /// A lesson with every kind of piece.
  static let full =
    frontMatter + """
      # A test

      Words.

      ```python setup id=s
      x = 1
      ```
      ```python
      print(x)
      ```

      ```output
      1
      ```
      <!-- note: Say it
      slowly. -->
      ```question id=q1 type=choice answer=b
      Which?
      a) this one,
         or so
      b) that one
      if a: No.
        Really.
      ```
      <!-- pause -->
      ## A section
      ```text
      verbatim
      ```
      ```console
      :vars
      … x …
      ```
      ```python error
      y
      ```
      ```python exercise id=e1 keep
      def f(): return 0
      ```
      ```python test for=e1
      assert f() == 1, f"f() is {f()}"
      ```
      <details><summary>Hints and solution</summary>

      ```hint for=e1
      One.
      ```
      ```python wrong for=e1 says="f() is 2"
      def f(): return 2
      ```
      ```python solution for=e1
      def f(): return 1
      ```
      </details>
      The end.
      """

  static func texts() -> [String] {
    var texts = LessonFile.all.map(\.text) + [full, full + "\n", "", "\n", "---", "text", "```"]
    texts.append(full.replacingOccurrences(of: "\n", with: "\r\n"))
    // A lesson that is being typed is cut off anywhere, and has lines missing.
    let lines = full.components(separatedBy: "\n")
    texts += (0..<lines.count).map { lines[..<$0].joined(separator: "\n") }
    texts += lines.indices.map { cut in
      lines.indices.filter { $0 != cut }.map { lines[$0] }.joined(separator: "\n")
    }
    return texts
  }

  @Test("Every line belongs to exactly one piece, and the pieces are the file", arguments: texts())
  func pieces(_ text: String) {
    let lesson = Lesson(text, named: "test.md")
    var next = 0
    var together = ""
    for piece in lesson.pieces {
      #expect(piece.lines.lowerBound == next)
      #expect(!piece.lines.isEmpty)
      #expect(piece.inner.lowerBound >= piece.lines.lowerBound)
      #expect(piece.inner.upperBound <= piece.lines.upperBound)
      next = piece.lines.upperBound
      together += lesson.text(of: piece.lines)
    }
    #expect(Array(together.utf8) == Array(text.utf8))
  }

  @Test("Every kind of piece is recognised")
  func kinds() throws {
    let lesson = Lesson(Self.full, named: "test.md")
    #expect(lesson.problems.isEmpty, "\(lesson.problems.map(\.message))")
    let kinds = lesson.pieces.map(\.kind)
    #expect(kinds.contains(.frontMatter))
    #expect(kinds.contains(.code(.init(id: "s", isSetup: true))))
    #expect(kinds.contains(.code(.init(mustFail: true))))
    #expect(kinds.contains(.output(hasPictures: false)))
    #expect(kinds.contains(.note("Say it\nslowly.")))
    #expect(kinds.contains(.pause))
    #expect(kinds.contains(.console))
    #expect(kinds.contains(.foldStart("Hints and solution")))
    #expect(kinds.contains(.foldEnd))
    let exercise = try #require(lesson.exercise("e1"))
    #expect(exercise.isKept)
    #expect(exercise.tests.count == 1 && exercise.wrongs.count == 1)
    #expect(exercise.hints.count == 1 && exercise.solutions.count == 1)
    let question = try #require(lesson.questions.first)
    #expect(question.text == "Which?")
    #expect(question.options.map(\.text) == ["this one, or so", "that one"])
    #expect(question.remarks.map(\.why) == ["No. Really."])
    #expect(lesson.front.title == "A test" && lesson.front.goal == "To be read.")
  }

  @Test(
    "A mistake is told with its line, and the rest is read all the same",
    arguments: [
      ("```python setip\nx = 1\n```\n", 9, "`setip` means nothing here"),
      ("```python\nx = 1\n", 9, "this block is never closed"),
      ("```output\n1\n```\n", 9, "no code stands before this output"),
      ("```python\nprint(1)\n```\n```output\n0.69…\n```\n", 13, "… stands for a whole line"),
      ("```question id=q type=nmber answer=1\nWhat?\n```\n", 9, "the type of a question is"),
      ("```question id=q type=number\nWhat?\n```\n", 9, "a question needs answer= or value="),
      ("```question id=q type=choice answer=c\nWhich?\na) x\nb) y\n```\n", 9, "`c` is no answer"),
      (
        "```question id=q type=sign answer=+\nWhich?\nif +: no\n```\n", 11,
        "`if +` is not wrong: it is the answer"
      ),
      ("```python exercise id=e\nx = 1\n```\n", 9, "the exercise e has no test"),
      ("```python test for=e\nassert x\n```\n", 9, "there is no exercise e"),
      ("```python wrong for=e\nx\n```\n", 9, "a wrong answer needs what the test says to it"),
      ("```hint for=e\nx\n```\n", 9, "a hint stands inside of <details>"),
      ("<!-- puase -->\n", 9, "a comment of a lesson is `pause` or `note: …`"),
      ("<!-- note: x\n", 9, "this comment is never closed"),
      ("<details><summary>x</summary>\n", 9, "this <details> is never closed"),
      ("</details>\n", 9, "no <details> is open here"),
      ("```console\nprint(1)\n```\n", 9, "a console block begins with a command"),
      ("```python id=a\n```\n```python id=a\n```\n", 11, "another block is called a already"),
      ("```python id=\"a\n```\n", 9, "the value of id= has no closing quote"),
    ])
  func problems(_ body: String, _ line: Int, _ message: String) {
    let problems = lesson(body + "\nThe end.\n").problems
    let found = problems.contains { problem in
      problem.message.hasPrefix(message)
        && problem.source?.position(of: Int(problem.span?.start ?? 0)).line == line
    }
    #expect(found, "\(problems.map { $0.text() })")
  }

  @Test("The front matter is held to its keys")
  func frontMatterProblems() {
    func messages(_ text: String) -> [String] { Lesson(text, named: "x").problems.map(\.message) }
    #expect(messages("# Title\n") == ["a lesson begins with its front matter"])
    let odd = frontMatter.replacingOccurrences(of: "seed: 0", with: "sede: 0")
    #expect(
      messages(odd) == ["the front matter has no seed", "the front matter knows no sede"])
    let no = frontMatter.replacingOccurrences(of: "version: 1", with: "version: one")
    #expect(messages(no) == ["`one` is no version"])
    #expect(Lesson.isLesson(frontMatter))
    #expect(!Lesson.isLesson("# Lessons\n\nid: no\n"))
    #expect(!Lesson.isLesson("---\ntitle: x\n---\n"))
  }
}
