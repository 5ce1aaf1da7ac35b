import Lessons
import Testing

// The checker finds every kind of lie, tells it with its line, and lets the truth pass.

@Suite("Checking lessons")
struct CheckerTests {
  private static let exercise =
    block("python exercise id=e1", "def f(x):\n    return x")
    + block("python test for=e1", "assert f(3) == 6, f\"f(3) is 6, not {f(3)}\"")

  private static func folded(_ blocks: String) -> String {
    open + blocks + close
  }

  private static func joined(_ parts: String...) -> String { parts.joined() }

  private static let solution = block("python solution for=e1", "def f(x):\n    return 2 * x")

  static let truths: [String] = [
    joined(block("python", "print(1)"), block("output", "1")),
    // Numbers to the precision written; either minus; any blanks.
    joined(
      block("python", "print(log(tensor(2.0)).item(), -0.5)"), block("output", "0.6931   −0.5")),
    joined(block("python", "print(2.0, 3)"), block("output", "2 3")),
    joined(block("python", "print(1234567.0 ** 2)"), block("output", "1.524e+12")),
    joined(block("python", "print('h12 v2', 1)"), block("output", "h12 v2 1")),
    // Lines and words left out.
    joined(
      block("python", "for i in range(9): print(i, i * i)"), block("output", "0 0\n…\n8 …")),
    joined(block("python", "for i in range(9): print(i)"), block("output", "…\n4\n…")),
    block("python", "x = 1"),
    joined(block("python error", "1 / 0"), block("output", "error: …\n…")),
    block("python error", "1 / 0"),
    joined(block("python", "x = tensor([1., 2.])"), block("console", ":vars\n… x …")),
    block("console", ":nonsense\nerror: there is no command :nonsense"),
    // Time travel ends with the block.
    joined(
      block("python", "x = tensor([2.])\ny = x * 3"), block("console", ":goto start"),
      block("python", "print(y.item())"), block("output", "6")),
    block("question id=q type=number tol=0.01 value=\"log(tensor(2.0))\"", "What?\nif 1: no"),
    block("question id=q type=sign value=\"-3\" answer=-", "Which?"),
    block("question id=q type=shape value=\"zeros(2, 3)\" answer=(2,3)", "Which?"),
    block("question id=q type=shape value=\"zeros(2, 3).T.shape\" answer=\"(3, 2)\"", "Which?"),
    joined(exercise, folded(solution)),
    joined(
      exercise, open,
      block("python wrong for=e1 says=\"not 9\"", "def f(x):\n    return x * x"), solution, close),
  ]

  @Test("What holds passes", arguments: truths)
  func holds(_ body: String) {
    #expect(failures(body) == [])
  }

  /// A lesson with something wrong in it, and how the failure begins.
  struct Lie: Sendable, CustomTestStringConvertible {
    let body: String
    let failure: String

    init(_ failure: String, _ parts: String...) {
      (body, self.failure) = (parts.joined(), failure)
    }

    var testDescription: String { failure }
  }

  private static let differs = "the output is not what stands here"

  private static let outputs: [Lie] = [
    Lie(
      "15: \(differs)\nexpected  3\ncame      2",
      block("python", "print(1)\nprint(2)"), block("output", "1\n3")),
    Lie(
      "13: \(differs)\nexpected  0.6932\ncame      0.6931",
      block("python", "print(0.6931)"), block("output", "0.6932")),
    // Fewer digits than came must be those digits rounded, more are not there.
    Lie(
      "13: \(differs)\nexpected  0.70\ncame      0.6931",
      block("python", "print(0.6931)"), block("output", "0.70")),
    Lie(
      "13: \(differs)\nexpected  0.693147\ncame      0.6931",
      block("python", "print(0.6931)"), block("output", "0.693147")),
    Lie(
      "13: \(differs)\nexpected  0.5\ncame      -0.5",
      block("python", "print(-0.5)"), block("output", "0.5")),
    Lie(
      "13: \(differs)\nexpected  5\ncame      5.3",
      block("python", "print(5.3)"), block("output", "5")),
    Lie(
      "15: \(differs)\nexpected  the end\ncame      2",
      block("python", "print(1)\nprint(2)"), block("output", "1")),
    Lie(
      "14: \(differs)\nexpected  2\ncame      the end",
      block("python", "print(1)"), block("output", "1\n2")),
    Lie(
      "16: \(differs)\nexpected  9\ncame      4",
      block("python", "for i in range(5): print(i)"), block("output", "0\n…\n3\n9")),
    Lie(
      "10: no output block says what this block prints\ncame      1",
      block("python", "print(1)")),
    Lie("10: this block must fail, and runs through", block("python error", "x = 1")),
  ]

  private static let consoles: [Lie] = [
    Lie(
      "14: this line does not appear, or not in its turn\nexpected  … y …\n`:vars` answers:",
      block("python", "x = 1"), block("console", ":vars\n… y …")),
    Lie(
      "16: this line does not appear, or not in its turn\nexpected  … x …",
      block("python", "x = 1\ny = 2"), block("console", ":vars\n… y …\n… x …")),
    Lie("10: `:nonsense` cannot be done", block("console", ":nonsense")),
  ]

  private static let questions: [Lie] = [
    Lie(
      "9: answer= and value= do not agree\nexpected  3\ncame      2",
      block("question id=q type=number value=\"1 + 1\" answer=3", "What?")),
    Lie(
      "11: `if 2` is not wrong: the answer is 2",
      block("question id=q type=number value=\"1 + 1\"", "What?\nif 2: no")),
    Lie(
      "9: the value of the answer cannot be worked out",
      block("question id=q type=number value=\"nothing\"", "What?")),
  ]

  private static let exercises: [Lie] = [
    Lie(
      "10: the exercise e1 passes unsolved",
      exercise.replacing("return x", with: "return 2 * x"), folded(solution)),
    Lie(
      "10: unsolved, the exercise fails by an error and not by a message of its test",
      exercise.replacing("return x", with: "return y"), folded(solution)),
    Lie(
      "10: what the learner starts from does not run by itself",
      exercise.replacing("def f(x):", with: "def f(x:"), folded(solution)),
    Lie(
      "10: the assertion that fails unsolved says nothing",
      exercise.replacing(", f\"f(3) is 6, not {f(3)}\"", with: ""), folded(solution)),
    Lie(
      "19: this solution does not pass\ncame      f(3) is 6, not 9",
      exercise, folded(solution.replacing("2 * x", with: "3 * x"))),
    Lie(
      "19: this solution does not pass",
      exercise, folded(solution.replacing("2 * x", with: "2 * y"))),
    Lie(
      "19: this wrong answer gets another message\nexpected  … not 7 …\ncame      f(3) is 6, not 8",
      exercise, open, block("python wrong for=e1 says=\"not 7\"", "def f(x): return 8"),
      solution, close),
    Lie(
      "19: this wrong answer passes",
      exercise, open, block("python wrong for=e1 says=\"not\"", "def f(x): return 6"),
      solution, close),
  ]

  private static let open = "<details><summary>Solution</summary>\n\n"
  private static let close = "</details>\n"

  static let lies: [Lie] = [outputs, consoles, questions, exercises].flatMap { $0 }

  @Test(
    "What does not hold is told, with its line, what was expected and what came", arguments: lies)
  func fails(_ lie: Lie) {
    let found = failures(lie.body)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix(lie.failure) == true, "\(found)")
  }

  @Test("A block that fails shows the machine's own diagnostic")
  func brokenBlock() {
    let found = failures(block("python", "x = [1]\nx[3]"))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("10: this block fails\n  error: ") == true, "\(found)")
  }

  @Test("A block sees what came before it; an extra and an exercise leave nothing behind")
  func oneMachine() {
    let blocks = block("python", "x = 1") + block("python extra", "x = 2")
    #expect(
      failures(
        blocks + block("python extra", "print(x)") + block("output", "2")
          + block("python", "print(x)") + block("output", "1")) == [])
    let use = block("python", "print(f(1))") + block("output", "2")
    let kept = Self.exercise.replacing("id=e1", with: "id=e1 keep")
    #expect(failures(kept + Self.folded(Self.solution) + use) == [])
    #expect(failures(Self.exercise + Self.folded(Self.solution) + use).count == 1)
  }

  @Test("The seed is the front matter's: the numbers are those of manual_seed")
  func seed() {
    // PyTorch in float64: torch.manual_seed(0); torch.rand(1), and the same with 3.
    for (seed, number) in [("0", "0.9701"), ("3", "0.0341")] {
      let text =
        frontMatter.replacing("seed: 0", with: "seed: \(seed)")
        + block("python", "print(rand(1).item())") + block("output", number)
      #expect(Checker(reader: reader).check(Lesson(text, named: "x")).failures.isEmpty)
    }
  }

  @Test("Counts say what was checked")
  func counts() {
    let body =
      block("python", "print(1)") + block("output", "1") + block("console", ":vars")
      + block("question id=q type=number answer=1", "What?") + Self.exercise
      + Self.folded(Self.solution)
    let counts = Checker(reader: reader).check(lesson(body)).counts
    #expect(counts.outputs == 1 && counts.consoles == 1)
    #expect(counts.questions == 1 && counts.exercises == 1)
  }
}
