import Diagnostics
import Language
import Session
import Testing

// Random programs mean the same here and in CPython: the same is printed, and both come to their
// end or both fail. `LONGHAND_PROGRAMS` raises how many there are, `LONGHAND_SEED` moves the first.

@Suite("Random programs")
struct PythonTests {
  /// What a program did.
  struct Outcome {
    var printed = ""
    var failure: Diagnostic?
  }

  /// What CPython did.
  struct Answer: Decodable {
    let printed: String
    let error: String?

    init(from decoder: any Decoder) throws {
      var parts = try decoder.unkeyedContainer()
      printed = try parts.decode(String.self)
      error = try parts.decodeIfPresent(String.self)
    }
  }

  /// The diagnostics of what the language leaves out or bounds on purpose: where CPython goes on,
  /// a program may stop with one of these, if what it printed before is the same.
  static let refusals: Set<String> = ["overflow", "int-too-large"]

  static func outcome(of program: String) -> Outcome {
    var outcome = Outcome()
    var session = Session(keepsHistory: false)
    _ = session.run(script: SourceFile(name: "program", text: program)) { output in
      switch output {
      case .printed(let text): outcome.printed += text
      case .diagnostic(let diagnostic): outcome.failure = outcome.failure ?? diagnostic
      default: break
      }
    }
    return outcome
  }

  @Test(
    "once differed",
    arguments: [
      ("print(True * [1, 2], False * 'ab', True * (3,))", "[1, 2]  (3,)\n"),
      (
        "d = {float('nan'): 1}\ns = {float('nan')}\nprint(d == d, s == s, d != d)",
        "True True False\n"
      ),
      ("print({1} in {1, 2}, {1} not in {2})", "False True\n"),
      ("print(sorted([2, 1], reverse=1), sorted([2, 1], reverse=False))", "[2, 1] [1, 2]\n"),
    ])
  func mended(_ program: String, _ printed: String) {
    let outcome = Self.outcome(of: program)
    #expect(outcome.printed == printed)
    #expect(outcome.failure == nil)
  }

  @Test(
    "once went through",
    arguments: ["sorted([2, 1], reverse=[])", "[].sort(reverse=None)", "{1} in {2: 3}"])
  func refused(_ program: String) { #expect(Self.outcome(of: program).failure != nil) }

  @Test(
    "do what they do in CPython", .enabled(if: Python.isThere, "there is no python3 here"))
  func agree() throws {
    let first = Python.count("LONGHAND_SEED", 1)
    let seeds = first..<(first + Python.count("LONGHAND_PROGRAMS", 3000))
    let programs = seeds.map { ProgramMaker.program(seed: $0) }
    let answers = try Python.answers(of: "run_programs.py", to: programs, as: [Answer].self)
    var (completed, refused) = (0, 0)
    for (seed, (program, answer)) in zip(seeds, zip(programs, answers)) {
      guard answer.error != "timeout" else { continue }
      let outcome = Self.outcome(of: program)
      if answer.error == nil { completed += 1 }
      if let failure = outcome.failure, Self.refusals.contains(failure.id),
        answer.printed.hasPrefix(outcome.printed)
      {
        refused += 1
        continue
      }
      #expect(
        outcome.printed == answer.printed && (outcome.failure == nil) == (answer.error == nil),
        """
        seed \(seed)
        \(program)
        --- CPython: \(answer.error ?? "done")
        \(answer.printed)
        --- here: \(outcome.failure.map { $0.text() } ?? "done")
        \(outcome.printed)
        """)
    }
    // Programs that mostly fail, or are mostly refused, would show little.
    #expect(completed * 2 > programs.count)
    #expect(refused * 20 < programs.count)
  }
}
