import Display
import Lessons
import Session
import Testing

// Walks without a terminal: a script of inputs, and what a person would have seen.

/// A walk whose answers are text.
struct Wanderer {
  var walk: Walk
  /// What was shown by the latest input.
  private(set) var shown = ""
  private let renderer = Renderer(width: 80)

  init(_ body: String, record: Progress.Record? = nil, version: Int = 1) {
    let text = frontMatter.replacing("version: 1", with: "version: \(version)") + body
    self.init(Lesson(text, named: "test.md"), record: record)
  }

  init(_ lesson: Lesson, record: Progress.Record? = nil) {
    walk = Walk(lesson, record: record, reader: reader)
    var shown = ""
    let renderer = renderer
    walk.start { shown += Wanderer.text($0, renderer) }
    self.shown = shown
  }

  @discardableResult
  mutating func say(_ input: String) -> Status {
    var shown = ""
    let renderer = renderer
    let status = walk.submit(input) { shown += Wanderer.text($0, renderer) }
    self.shown = shown
    return status
  }

  private static func text(_ output: Output, _ renderer: Renderer) -> String {
    switch output {
    case .printed(let text): text
    case .document(let document), .picture(let document): renderer.text(document)
    case .diagnostic(let diagnostic): diagnostic.text() + "\n"
    }
  }
}

@Suite("Walking through lessons")
struct WalkTests {
  private static let body = """
    # A test

    Some *words* with `code`.

    ```python
    x = tensor(2.0)
    print(x.item())
    ```
    ```output
    2
    ```
    ```question id=q1 type=number answer=6
    What is x * 3?
    if 5: That is x + 3.
    ```
    ## Second

    ```python
    y = x * 3
    ```
    ```console
    :goto y
    …
    :back
    …
    ```
    ## Third

    ```python exercise id=e1 keep
    def f(a):
        return a
    ```
    ```python test for=e1
    assert f(3) == 6, f"f(3) is 6, not {f(3)}"
    ```
    <details><summary>Hints and solution</summary>

    Read on only if you must.

    ```hint for=e1
    Twice.
    ```
    ```hint for=e1
    Two times a.
    ```
    ```python solution for=e1
    def f(a):
        return 2 * a
    ```
    </details>

    ```python
    print(f(5))
    ```
    ```output
    10
    ```
    The end.

    """

  @Test("A lesson from its beginning to its end, one input at a time")
  func whole() {
    var wanderer = Wanderer(Self.body)
    #expect(
      wanderer.shown == """
        A test
        ══════

        Some words with `code`.

            x = tensor(2.0)
            print(x.item())
        2.0

        ? What is x * 3?

        """)
    #expect(wanderer.walk.prompt == "[guess, Enter: answer] > ")
    wanderer.say("5")
    #expect(wanderer.shown == "Not 5. That is x + 3.\n")
    wanderer.say("x + 1")
    #expect(wanderer.shown.contains("3.0") || wanderer.shown.contains("3"))
    wanderer.say("6")
    #expect(wanderer.shown == "Right: 6\n")
    #expect(wanderer.walk.prompt == "[Enter: next] > ")
    wanderer.say("")
    #expect(wanderer.shown == "Second\n──────\n\n    y = x * 3\n")
    // The block's first command is named at once.
    #expect(wanderer.walk.prompt == "[Enter: :goto y] > ")
    wanderer.say("")
    #expect(wanderer.shown.hasPrefix("> :goto y\n"))
    #expect(wanderer.shown.contains("y = x * 3"))
    #expect(wanderer.walk.prompt == "[Enter: :back] > ")
    wanderer.say("")
    #expect(wanderer.walk.prompt == "[Enter: next] > ")
    wanderer.say("")
    #expect(wanderer.shown.hasPrefix("Third\n─────\n"))
    #expect(wanderer.shown.contains("    def f(a):\n        return a\n"))
    #expect(!wanderer.shown.contains("return 2 * a"))
    #expect(wanderer.walk.prompt == "[e1, :go tests] > ")
    wanderer.say("")
    #expect(wanderer.walk.prompt == "[e1, :go tests] > ")
    wanderer.say(":go")
    #expect(wanderer.shown == "Not yet: f(3) is 6, not 3\n")
    wanderer.say(":hint")
    #expect(wanderer.shown == "hint 1/2  Twice.\n")
    wanderer.say(":hint")
    #expect(wanderer.shown == "hint 2/2  Two times a.\n")
    wanderer.say(":hint")
    #expect(wanderer.shown.hasPrefix("That was the last hint"))
    wanderer.say(":solution")
    #expect(wanderer.shown.contains("        return 2 * a"))
    wanderer.say("def f(a):\n    return a + a")
    #expect(wanderer.walk.prompt == "[yours · e1, :go tests] > ")
    wanderer.say(":go")
    #expect(wanderer.shown.hasPrefix("It passes.\n"))
    wanderer.say(":go")
    #expect(wanderer.shown.contains(":keep takes it along"))
    wanderer.say("")
    #expect(wanderer.shown == "    print(f(5))\n10\n")
    #expect(!wanderer.shown.contains("Read on"))
    wanderer.say(":go")
    #expect(wanderer.shown.hasPrefix("The end.\n"))
    #expect(wanderer.shown.contains("That was “A test”."))
    #expect(wanderer.walk.record.isDone)
    #expect(wanderer.walk.record.answered == ["q1", "e1"])
    #expect(wanderer.say("") == .quit)
  }

  @Test("Nothing advances by itself: only :go, :skip, :section, :again and a named Enter do")
  func standing() {
    var wanderer = Wanderer(Self.body)
    for input in ["z = 1", "z", ":vars", ":toc", ":progress", ":help", "99", ":hint", "nothing"] {
      wanderer.say(input)
      #expect(wanderer.walk.record.place == 0, "\(input)")
      #expect(!wanderer.shown.contains("Second\n──"), "\(input)")
    }
  }

  @Test("What a learner makes is in a copy, and is kept only when asked for")
  func copies() {
    let body =
      block("python", "x = 1") + "<!-- pause -->\n" + block("python", "print(x)")
      + block("output", "1")
    for keeps in [false, true] {
      var wanderer = Wanderer(body)
      wanderer.say("x = 7")
      #expect(wanderer.walk.prompt == "[yours · Enter: next] > ")
      wanderer.say("")
      #expect(wanderer.shown.contains(":keep takes it along"))
      #expect(wanderer.walk.prompt.contains("Enter: drop it, :keep"))
      wanderer.say(keeps ? ":keep" : "")
      #expect(wanderer.shown.hasSuffix("    print(x)\n\(keeps ? 7 : 1)\n"), "\(wanderer.shown)")
    }
  }

  @Test("A look changes nothing and is not offered; a backward is")
  func offers() {
    let body =
      block("python", "w = param(2.0)\nloss = w * w") + "<!-- pause -->\n"
      + block("python", "print(w.grad)") + block("output", "None")
    var wanderer = Wanderer(body)
    wanderer.say("w + 1")
    wanderer.say(":go")
    #expect(wanderer.shown.contains("None"))
    wanderer = Wanderer(body)
    wanderer.say("loss.backward()")
    wanderer.say(":go")
    #expect(wanderer.shown.contains(":keep"))
    wanderer.say(":keep")
    #expect(wanderer.shown.contains("4"))
  }

  @Test("Enter repeats a step, as the prompt says, and :go still goes on")
  func steps() {
    var wanderer = Wanderer(
      block("python", "x = tensor(2.0)\ny = x * 3\nz = y * 4") + "## Next\n\nMore.\n")
    wanderer.say(":goto y")
    #expect(wanderer.walk.prompt.contains("Enter: :step"))
    let before = wanderer.shown
    wanderer.say("")
    #expect(wanderer.shown != before)
    #expect(wanderer.shown.contains("z = y * 4") || wanderer.shown.contains("y = x * 3"))
    wanderer.say("q = 1")
    #expect(wanderer.walk.prompt.contains("Enter: return to now and run it"))
    wanderer.say("")
    #expect(wanderer.walk.prompt == "[yours · Enter: next] > ")
    wanderer.say(":reset")
    wanderer.say(":go")
    #expect(wanderer.shown.hasPrefix("Next\n────\n"))
  }

  @Test("What a learner sets holds from there on, also for the lesson's own blocks")
  func settings() {
    let body =
      block("python", "x = tensor(2.0)") + "<!-- pause -->\n" + block("python", "x / 3")
      + block("output", "…")
    var wanderer = Wanderer(body)
    wanderer.say("")
    #expect(wanderer.shown.contains("0.6667") && !wanderer.shown.contains("0.66666667"))
    wanderer.say(":section 1")
    wanderer = Wanderer(body)
    wanderer.say(":set digits 8")
    wanderer.say("")
    #expect(wanderer.shown.contains("0.66666667"), "\(wanderer.shown)")
  }

  @Test("What was done in a lesson can be saved as a session")
  func saving() {
    var wanderer = Wanderer(block("python", "x = 1"))
    wanderer.walk.writer = { path, text in
      path == "a.py" && text.contains("x = 1") && text.contains("y = 2") ? nil : "no"
    }
    wanderer.say("y = 2")
    wanderer.say(":save a.py")
    #expect(wanderer.shown.hasPrefix("saved "), "\(wanderer.shown)")
  }

  @Test("Notes for whoever teaches are shown when they are wanted")
  func notes() {
    let body = "Words.\n<!-- note: Say it aloud. -->\nMore.\n"
    for wanted in [false, true] {
      var walk = Walk(lesson(body), reader: reader)
      walk.showsNotes = wanted
      var shown = ""
      walk.start { if case .document(let document) = $0 { shown += Renderer().text(document) } }
      #expect(shown.contains("Say it aloud.") == wanted)
      #expect(shown.contains("More."))
    }
  }

  @Test("A question that is skipped shows its answer at Enter, nothing at :skip")
  func reveal() {
    var wanderer = Wanderer(Self.body)
    wanderer.say("")
    #expect(wanderer.shown == "The answer is 6\n")
    #expect(wanderer.walk.record.answered.isEmpty)
    wanderer = Wanderer(Self.body)
    wanderer.say(":skip")
    #expect(wanderer.shown.hasPrefix("Second\n"))
  }

  @Test("Sections: :toc lists them, :section goes to one with what was made before it")
  func sections() {
    var wanderer = Wanderer(Self.body)
    wanderer.say(":toc")
    #expect(wanderer.shown == "▸ 1  A test\n  2  Second\n  3  Third\n")
    wanderer.say(":section 3")
    #expect(wanderer.shown.hasPrefix("Third\n"))
    wanderer.say("y.item()")
    #expect(wanderer.shown.contains("6"))
    wanderer.say(":skip")
    #expect(wanderer.shown.contains("print(f(5))\n10\n"))
    wanderer.say(":section 9")
    #expect(wanderer.shown == "There are sections 1 to 3; :toc lists them.\n")
    wanderer.say(":section 1")
    #expect(wanderer.shown.hasPrefix("A test\n"))
  }

  @Test(":again shows the piece once more, on the machine as it was")
  func again() {
    var wanderer = Wanderer(
      block("python", "n = 0") + "<!-- pause -->\n"
        + block("python", "n += 1\nprint(n)") + block("output", "1"))
    wanderer.say("")
    let first = wanderer.shown
    #expect(first.hasSuffix("1\n"))
    wanderer.say(":again")
    #expect(wanderer.shown == first)
  }

  @Test("A walk goes on where it was left, unless the lesson has a new version")
  func resuming() {
    var wanderer = Wanderer(Self.body)
    wanderer.say("6")
    wanderer.say("")
    wanderer.say("")
    let record = wanderer.walk.record
    var progress = Progress()
    progress.records["a-test"] = record
    let kept = Progress(progress.text).records["a-test"]
    #expect(kept == record)
    var later = Wanderer(Self.body, record: kept)
    #expect(later.shown.hasPrefix("On with “A test”"))
    // The code before the commands is shown once more.
    #expect(later.shown.hasSuffix("    y = x * 3\n"))
    later.say("y.item()")
    #expect(later.shown.contains("6"))
    #expect(later.walk.record.answered == ["q1"])
    let changed = Wanderer(Self.body, record: kept, version: 2)
    #expect(changed.shown.hasPrefix("A test\n"))
    #expect(changed.walk.record.answered.isEmpty)
  }

  @Test("An extra runs when it is asked for, and nothing later sees it")
  func extras() {
    let body =
      block("python", "x = 1") + block("python extra", "x = 2\nprint(x)") + block("output", "2")
      + block("python", "print(x)") + block("output", "1")
    var wanderer = Wanderer(body)
    wanderer.say("")
    #expect(wanderer.walk.prompt == "[Enter: run it, or :skip] > ")
    wanderer.say("")
    #expect(wanderer.shown == "2\n")
    wanderer.say("")
    #expect(wanderer.shown.hasSuffix("print(x)\n1\n"))
    wanderer = Wanderer(body)
    wanderer.say("")
    wanderer.say(":skip")
    #expect(wanderer.shown.hasSuffix("print(x)\n1\n"))
  }

  @Test("A set-up runs unseen and is shown when asked for")
  func setups() {
    var wanderer = Wanderer(
      block("python setup", "secret = 4") + block("python", "print(secret)")
        + block("output", "4"))
    #expect(!wanderer.shown.contains("secret = 4"))
    #expect(wanderer.shown.hasSuffix("4\n"))
    wanderer.say(":setup")
    #expect(wanderer.shown.contains("    secret = 4"))
  }

  @Test("A command of the session keeps its name and its beginnings")
  func prefixes() {
    var wanderer = Wanderer(Self.body)
    wanderer.say(":g x")
    #expect(wanderer.shown.contains("x = tensor(2.0)"))
    wanderer.say(":h")
    #expect(wanderer.shown.contains("Move in time"))
    wanderer.say(":prog")
    #expect(wanderer.shown.contains("0 of 1 questions"))
    let offers = wanderer.walk.completion(of: ":s", at: 2)?.candidates.map(\.label) ?? []
    for name in [":skip", ":section", ":solution", ":setup", ":step", ":save"] {
      #expect(offers.contains(name), "\(name)")
    }
  }

  @Test("Every bundled lesson can be walked to its end", arguments: LessonFile.all)
  func bundled(_ file: LessonFile) {
    var wanderer = Wanderer(Lesson(file.text, named: file.path))
    var turns = 0
    while !wanderer.walk.record.isDone, turns < 500 {
      let before = wanderer.walk.prompt
      wanderer.say(before.contains(":go tests") ? ":skip" : "")
      #expect(!wanderer.shown.contains("error: there is no command"))
      turns += 1
    }
    #expect(wanderer.walk.record.isDone)
    #expect(turns > 2)
  }
}
