import Lessons
import Testing

// The progress file: what is written is read, and what makes no sense does no harm.

@Suite("Progress")
struct ProgressTests {
  @Test("What is written is read")
  func roundTrip() {
    var progress = Progress()
    var one = Progress.Record(version: 3)
    one.place = 7
    one.answered = ["q1", "e2"]
    var two = Progress.Record(version: 1)
    two.isDone = true
    progress.records = ["reward-model": one, "surprise": two]
    #expect(Progress(progress.text) == progress)
    #expect(progress.text.contains("reward-model 3 7 e2 q1\n"))
    #expect(progress.text.contains("surprise 1 done\n"))
  }

  @Test(
    "Lines that make no sense are left out",
    arguments: ["", "x", "x y z", "x 1", "x 1 -4", "x one 2", "# x 1 2", "\u{0}", "x 1 2.5"])
  func nonsense(_ line: String) {
    #expect(Progress(line).records.isEmpty)
    #expect(Progress(line + "\ngood 1 2\n").records.keys.sorted() == ["good"])
  }
}
