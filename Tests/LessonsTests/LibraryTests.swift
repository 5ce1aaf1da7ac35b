import Lessons
import Testing

// Lessons are found by any part of what they are called.

@Suite("Library")
struct LibraryTests {
  private static func text(_ id: String, _ title: String, _ body: String = "") -> String {
    frontMatter.replacing("a-test", with: id).replacing("A test", with: title) + body
  }

  private static let library = Library([
    ("ch6-rlhf/05-reward-model.md", text("reward-model", "The reward model")),
    ("ch4-pretraining/01-surprise.md", text("surprise", "Surprise", block("python", "softmax(x)"))),
    ("ch6-rlhf/06-margins.md", text("reward-margins", "Margins")),
    ("README.md", "# Lessons\n"),
    ("ch4-pretraining/02-x.md", text("x", "X", block("python", "my_softmax(x)\nF.gelu(x)"))),
  ])

  @Test("Lessons stand in the order of their paths; what is no lesson is left out")
  func order() {
    #expect(Self.library.names == ["surprise", "x", "reward-model", "reward-margins"])
    #expect(Self.library.folders == ["ch4-pretraining", "ch6-rlhf"])
    #expect(Self.library.entry(after: "x")?.lesson.front.id == "reward-model")
    #expect(Self.library.entry(after: "reward-margins") == nil)
  }

  @Test(
    "A name is any part of an id, a file or a title; a whole one comes first",
    arguments: [
      ("reward-model", ["reward-model"]), ("reward", ["reward-model", "reward-margins"]),
      ("SURPRISE", ["surprise"]), ("margins", ["reward-margins"]), ("the reward", ["reward-model"]),
      ("x", ["x"]), ("nothing", []), ("ch6", ["reward-model", "reward-margins"]),
    ])
  func finding(_ name: String, _ ids: [String]) {
    #expect(Self.library.entries(named: name).map(\.lesson.front.id) == ids)
  }

  @Test("The lessons that call an operation, and no part of another name")
  func uses() {
    #expect(Self.library.entries(using: "softmax").map(\.lesson.front.id) == ["surprise"])
    #expect(Self.library.entries(using: "gelu").map(\.lesson.front.id) == ["x"])
    #expect(Self.library.entries(using: "relu").isEmpty)
  }
}
