import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Ctrl-C, other signals, windows that change their size.

@Suite("Interruptions of the console", .serialized)
struct InterruptionTests {
  private func start(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) throws -> TerminalProgram {
    let console = try TerminalProgram(columns: columns, rows: rows, environment: environment)
    try console.waitForPrompt()
    return console
  }

  @Test("Ctrl-C drops the line, and at an empty one says how to leave")
  func atPrompt() throws {
    let console = try start()
    console.type("nonsense = (1")
    try console.wait { $0.line == "> nonsense = (1" }
    try console.press("\u{3}")
    #expect(console.screen.lines.first == "> nonsense = (1^C")
    try console.press("\u{3}")
    #expect(console.screen.everything.contains(":quit"))
    try console.enter("'still ' + 'here'")
    #expect(console.screen.lines.contains("'still here'"))
  }

  @Test("Ctrl-C drops an unfinished block")
  func inBlock() throws {
    let console = try start()
    console.type("def f(x):\rreturn x\r")
    try console.wait { $0.line == "…" }
    try console.press("\u{3}")
    try console.enter("f")
    #expect(console.screen.everything.contains("error: "), "f must not be defined")
  }

  @Test("Ctrl-C ends a search and a long paste")
  func inSearch() throws {
    let console = try start()
    try console.enter("a = 1")
    console.type("\u{12}a")
    try console.wait { $0.line.contains("reverse-i-search") }
    try console.press("\u{3}")
    // The end of this paste never comes.
    console.type("\u{1B}[200~b = 2\n")
    // Ctrl-C empties the terminal's queue too: the paste has to be under way, and its end awaited.
    usleep(300_000)
    try console.press("\u{3}")
    try console.enter("a + 1")
    #expect(console.screen.lines.contains("2"))
  }

  @Test("Ctrl-C stops a run between two operations, and nothing is lost")
  func inRun() throws {
    let console = try start()
    console.type("x = tensor([0.])\rn = 0\rwhile True:\rx = x + 1\rn = n + 1\r")
    try console.wait { $0.line == "…" }
    console.type("\r")
    // The run has begun when the terminal is in its ordinary state again.
    try console.wait { !$0.marksPastes }
    console.type("\u{3}")
    try console.waitForPrompt()
    #expect(console.screen.everything.contains("stopped"))
    #expect(console.screen.everything.contains("in place"), "it says that nothing is lost")
    try console.enter("n > 0 and x.item() - n in (0., 1.)")
    #expect(console.screen.lines.contains("True"))
  }

  @Test("Holding Ctrl-C down does no harm")
  func held() throws {
    let console = try start()
    console.type("while True: x = tensor([1.]) * 2\r\r")
    try console.wait { !$0.marksPastes }
    for _ in 0..<200 { console.type("\u{3}") }
    try console.waitForPrompt()
    // The last of them may still arrive.
    console.type("\u{3}" + "40 + 2")
    try console.wait { $0.line == "> 40 + 2" }
    try console.press("\r")
    #expect(console.screen.lines.contains("42"))
  }

  @Test("A new size of the window: the line being typed is folded anew, cards follow")
  func resize() throws {
    let console = try start()
    let sum = (1...25).map(String.init).joined(separator: " + ")
    console.type("print(\(sum))")
    try console.wait { $0.everything.replacing("\n", with: "").hasSuffix("\(sum))") }
    console.resize(columns: 40, rows: 20)
    console.type("#")
    try console.wait { $0.line.hasSuffix(")#") && $0.row == 3 }
    #expect(console.screen.everything.components(separatedBy: "> print").count == 2)
    console.resize(columns: 80, rows: 24)
    console.type("!")
    try console.wait { $0.line.hasSuffix(")#!") && $0.row == 1 }
    #expect(console.screen.everything.components(separatedBy: "> print").count == 2)
    try console.press("\r")
    #expect(console.screen.lines.contains("325"))
    console.resize(columns: 40, rows: 20)
    try console.enter("x = tensor([[1., 2., 3., 4., 5., 6., 7., 8.]]) / 3")
    try console.enter("x")
    #expect(console.screen.lines.allSatisfy { $0.count <= 40 })
    #expect(console.screen.everything.contains("0.3333"))
  }

  @Test("A signal that ends the program leaves the terminal as it was")
  func ended() throws {
    for signal in [SIGTERM, SIGHUP, SIGQUIT] {
      let console = try start()
      console.type("half = ")
      try console.wait { $0.line == "> half =" }
      kill(console.process, signal)
      #expect(try console.waitForEnd() == 128 + signal)
      #expect(console.isRestored)
    }
  }

  @Test("Ctrl-Z gives the terminal back, and going on brings the line again")
  func suspended() throws {
    let console = try TerminalProgram(
      environment: ["PS1": "shell$ "],
      shell: "set -m; \"$LONGHAND\" --empty; echo stopped here; fg >/dev/null; echo the end")
    try console.waitForPrompt()
    console.type("x = 6")
    try console.wait { $0.line == "> x = 6" }
    console.type("\u{1A}")
    try console.wait { $0.lines.contains("stopped here") && $0.line == "> x = 6" }
    console.type(" * 7\r")
    try console.wait { $0.isAtPrompt }
    try console.enter("x")
    #expect(console.screen.lines.contains("42"))
    console.type("\u{4}")
    #expect(try console.waitForEnd() == 0)
    #expect(console.screen.everything.contains("the end"))
    #expect(console.isRestored)
  }

  // MARK: - Without an editor

  @Test("A dumb terminal gets plain lines, blocks and Ctrl-C too")
  func dumb() throws {
    let console = try TerminalProgram(environment: ["TERM": "dumb"])
    try console.wait { $0.line == ">" }
    console.type("for i in range(2):\n    print(i + 70)\n\n")
    try console.wait(for: "70\n71\n>")
    console.type("x = (1\u{3}")
    try console.wait { $0.line == ">" && $0.everything.contains("^C") }
    console.type(">>> 6 * 7\n")
    try console.wait(for: "42\n>")
    console.type("\u{4}")
    #expect(try console.waitForEnd() == 0)
    #expect(!console.screen.everything.contains("\u{1B}"))
  }

  @Test("The locale C: ASCII is shown, letters can be typed all the same")
  func asciiLocale() throws {
    let console = try start(environment: ["LC_ALL": "C"])
    console.type("for i in [1]:\rprint('é')\u{1B}[D\u{1B}[D\u{7F}x")
    try console.wait { $0.lines.prefix(2) == ["> for i in [1]:", ".     print('x')"] }
  }

  @Test("Pipes in both directions, closed ends, no input at all")
  func pipes() throws {
    let cases: [(command: String, shown: String)] = [
      ("echo '6 * 7' | \"$LONGHAND\"; echo \"[$?]\"", "42\n[0]"),
      ("echo 'nonsense' | \"$LONGHAND\" 2>/dev/null; echo \"[$?]\"", "[1]"),
      ("\"$LONGHAND\" < /dev/null; echo \"[$?]\"", "[0]"),
      (
        "echo 'while True: print(1)' > loop.py; \"$LONGHAND\" run loop.py | head -n 2; echo end",
        "1\n1\nend"
      ),
      ("echo 'print(1)' | \"$LONGHAND\" run - >&-; echo \"[$?]\"", "[1]"),
      ("echo 'print(1)' | \"$LONGHAND\" run - >/dev/full; echo \"[$?]\"", "No space left"),
      ("\"$LONGHAND\" <&-; echo \"[$?]\"", "[0]"),
    ]
    for (command, shown) in cases {
      let console = try TerminalProgram(shell: "cd \"$HOME\"; " + command)
      try console.waitForEnd()
      #expect(console.screen.everything.contains(shown), "\(command)")
    }
  }

  @Test("Keys pressed while a program runs are there afterwards")
  func typedAhead() throws {
    let console = try start()
    console.type("for i in range(20000): x = tensor([1.]) + i\r\r")
    try console.wait { !$0.marksPastes }
    console.type("x.item()\r")
    try console.wait(for: "20000.0")
  }
}
