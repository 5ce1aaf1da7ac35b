import TestSupport
import Testing

// A lesson on a pseudo-terminal: walked, left, resumed.

@Suite("Lessons in the console")
struct LessonTests {
  private static let text = """
    ---
    title: A test
    id: a-test
    version: 1
    seed: 0
    minutes: 1
    goal: To be read.
    ---
    # A test

    ```python
    x = tensor(2.0)
    print(x.item())
    ```
    ```output
    2
    ```

    ## Second

    ```python exercise id=e1
    def f(a):
        return a
    ```
    ```python test for=e1
    assert f(3) == 6, f"f(3) is 6, not {f(3)}"
    ```
    <details><summary>Solution</summary>

    ```python solution for=e1
    def f(a):
        return 2 * a
    ```
    </details>

    ## Third

    The end.

    """

  private static func start(_ home: Home) throws -> TerminalProgram {
    try home.write(text, to: "a.md")
    let console = try TerminalProgram(["lesson", home.path + "/a.md"], home: home)
    try console.waitForPrompt()
    return console
  }

  @Test("A walk: Enter goes on, an answer of several lines is tested, the end leaves")
  func walk() throws {
    let home = try Home()
    let console = try Self.start(home)
    #expect(console.screen.everything.contains("A test\n══════"))
    #expect(console.screen.everything.contains("[Enter: next] >"))
    try console.press("\r")
    #expect(console.screen.everything.contains("[e1, :go tests] >"))
    try console.enter(":go")
    #expect(console.screen.everything.contains("Not yet: f(3) is 6, not 3"))
    console.type("def f(a):\rreturn a + a\r")
    try console.press("\r")
    try console.enter(":go")
    #expect(console.screen.everything.contains("It passes."))
    try console.enter(":skip")
    #expect(console.screen.everything.contains("That was “A test”."))
    console.type("\r")
    #expect(try console.waitForEnd() == 0)
    #expect(console.isRestored)
    #expect(try home.read(".local/state/longhand/progress").contains("a-test 1 done e1\n"))
  }

  @Test("A lesson that is left goes on there, with what was made before")
  func resume() throws {
    let home = try Home()
    let first = try Self.start(home)
    try first.press("\r")
    first.type("\u{04}")
    #expect(try first.waitForEnd() == 0)
    let second = try Self.start(home)
    #expect(second.screen.everything.contains("On with “A test”"))
    #expect(second.screen.everything.contains("Second\n──────"))
    try second.enter("x.item()")
    #expect(second.screen.everything.contains("2.0"))
    try second.enter(":section 1")
    #expect(second.screen.everything.contains("A test\n══════"))
    second.type(":quit\r")
    #expect(try second.waitForEnd() == 0)
  }

  @Test("Tab completes the lesson's commands, Ctrl-C leaves a run and not the lesson")
  func keys() throws {
    let home = try Home()
    let console = try Self.start(home)
    console.type(":sec\t")
    try console.wait(for: ":section")
    try console.press("1\r")
    console.type("while True: pass\r\r")
    // The run has begun when the terminal is in its ordinary state again.
    try console.wait { !$0.marksPastes }
    console.type("\u{03}")
    try console.waitForPrompt()
    #expect(console.screen.everything.contains("stopped"))
    #expect(console.screen.everything.contains("in place"))
    try console.enter(":toc")
    #expect(console.screen.everything.contains("3  Third"))
  }
}
