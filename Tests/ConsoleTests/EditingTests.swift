import Foundation
import Testing

// Typing into the real program on a pseudo-terminal.

private let up = "\u{1B}[A"
private let down = "\u{1B}[B"
private let left = "\u{1B}[D"

/// A screen's size.
struct Size: Sendable, CustomStringConvertible {
  let columns: Int
  let rows: Int
  var description: String { "\(columns)×\(rows)" }
  static let usual = [Size(columns: 80, rows: 24), Size(columns: 40, rows: 20)]
}

@Suite("Typing in the console", .serialized)
struct EditingTests {
  private func start(_ size: Size = Size.usual[0], home: Home? = nil) throws -> TerminalProgram {
    let console = try TerminalProgram(columns: size.columns, rows: size.rows, home: home)
    try console.waitForPrompt()
    return console
  }

  @Test("A line, mended with the arrow keys, runs", arguments: Size.usual)
  func line(size: Size) throws {
    let console = try start(size)
    console.type("6 + 7" + left + left + "\u{7F}* ")
    try console.wait { $0.line == "> 6 *  7" }
    try console.press("\r")
    #expect(console.screen.lines.contains("42"))
    console.type("\u{4}")
    #expect(try console.waitForEnd() == 0)
    #expect(console.isRestored)
  }

  @Test("A line longer than the screen is wide", arguments: Size.usual)
  func longLine(size: Size) throws {
    let console = try start(size)
    let line = "print(" + (1...40).map(String.init).joined(separator: "+") + ")"
    try console.enter(line)
    try console.wait(for: "820")
    #expect(console.screen.everything.replacing("\n", with: "").contains("> " + line + "820"))
    // The cursor goes up into the first row and mends it there.
    console.type(up + "\u{1}" + "# ")
    try console.wait { $0.everything.contains("> # print(1+2") }
    try console.press("\r")
    #expect(console.screen.everything.components(separatedBy: "820").count == 2)
  }

  @Test("A block: its lines are indented, an empty line ends it", arguments: Size.usual)
  func block(size: Size) throws {
    let console = try start(size)
    console.type("for i in range(2):\rif i > 0:\rprint('big', i)\r")
    try console.wait("the block") { $0.row == 3 && $0.line == "…" && $0.column == 10 }
    #expect(
      Array(console.screen.lines.prefix(3)) == [
        "> for i in range(2):", "…     if i > 0:", "…         print('big', i)",
      ])
    // Backspace goes back a whole step.
    console.type("\u{7F}else:\rprint('small', i)\r")
    try console.wait(for: "…     else:")
    try console.wait("the next line") { $0.line == "…" }
    try console.press("\r")
    #expect(console.screen.everything.contains("small 0\nbig 1\n>"))
  }

  @Test("Who types the indentation does not get it twice", arguments: Size.usual)
  func typedBlanks(size: Size) throws {
    let console = try start(size)
    console.type("def f(x):\r    y = x * 2\r    if y > 3:\r        y = 100\r    return y\r\r")
    try console.wait { $0.isAtPrompt }
    try console.enter("f(1), f(2)")
    #expect(console.screen.lines.contains { $0.hasPrefix("(2, ") }, "\(console.screen.everything)")
  }

  @Test("Brackets and long strings go on in the next line")
  func brackets() throws {
    let console = try start()
    console.type("W = tensor([\r[1., 2.],\r[3., 4.],\r])\r")
    try console.wait { $0.scrolled.isEmpty && $0.row == 4 && $0.isAtPrompt }
    try console.enter("W.sum().item()")
    #expect(console.screen.lines.contains("10.0"))
    console.type("s = '''one\rtwo'''\r")
    try console.wait { $0.lines.contains("… two'''") && $0.isAtPrompt }
    try console.enter("s")
    #expect(console.screen.lines.contains("'one\\ntwo'"))
  }

  @Test("The arrow keys go through a block, and a line in its middle can be mended")
  func arrows() throws {
    let console = try start()
    console.type("for i in range(2):\rx = i\rprint(x)")
    try console.wait { $0.line == "…     print(x)" }
    console.type(up + "\u{5} * 100" + down + "\u{5}\r")
    try console.wait { $0.lines.contains("…     x = i * 100") && $0.line == "…" }
    try console.press("\r")
    #expect(console.screen.everything.contains("0\n100\n>"))
  }

  @Test("Enter in the middle of a block begins a line there")
  func middle() throws {
    let console = try start()
    console.type("for i in range(2):\rprint(i)" + up + "\u{5}\rx = 7\u{5}")
    try console.wait {
      $0.lines.starts(with: ["> for i in range(2):", "…     x = 7", "…     print(i)"])
    }
    console.type(down + "\u{5}\r")
    try console.wait { $0.line == "…" }
    try console.press("\r")
    try console.enter("x")
    #expect(console.screen.everything.contains("> x\n7"))
  }

  @Test("Letters of two cells and combining marks: the cursor stands where it seems to")
  func wideLetters() throws {
    let console = try start()
    console.type("'損失e\u{301}x'" + left + left)
    try console.wait { $0.line == "> '損失e\u{301}x'" && $0.column == 8 }
    console.type("y" + left + left + left)
    try console.wait { $0.line == "> '損失e\u{301}yx'" && $0.column <= 7 }
    try console.press("\r")
    #expect(console.screen.lines.contains("'損失e\u{301}yx'"))
  }

  @Test("A text taller than the screen is scrolled to the cursor, and stays whole")
  func tall() throws {
    let console = try start(Size(columns: 40, rows: 10))
    console.type("x = [\r" + (1...20).map { "\($0),\r" }.joined())
    try console.wait { $0.lines.contains("…     20,") }
    for _ in 0..<21 { console.type(up) }
    try console.wait { $0.lines.first == "> x = [" }
    for _ in 0..<21 { console.type(down) }
    try console.wait { $0.line == "…" }
    console.type("]")
    try console.press("\r")
    try console.enter("sum(x)")
    #expect(console.screen.lines.contains("210"))
  }

  @Test("Ctrl-L clears the screen and keeps the line")
  func clearing() throws {
    let console = try start()
    try console.enter("1 + 1")
    console.type("a = 3\u{C}")
    try console.wait { $0.lines.first == "> a = 3" && $0.row == 0 }
    #expect(console.screen.lines.dropFirst().allSatisfy { $0.isEmpty })
  }

  @Test("The keys for step and back keep what is being typed")
  func stepKeys() throws {
    let console = try start()
    try console.enter("x = tensor([1., 2.])")
    try console.enter("y = x * 3")
    console.type("later = 1\u{1B}[18~")
    // The prompt says that this is the past.
    try console.wait { $0.line.hasSuffix("> later = 1") && $0.line != "> later = 1" }
    #expect(console.screen.everything.contains("y = x * 3"))
    console.type("\u{1B}[18~")
    try console.wait { $0.line == "1/3> later = 1" || $0.line.hasPrefix("1/") }
    console.type("\u{1B}[19~")
    try console.wait { $0.line.hasPrefix("2/") || $0.line.hasPrefix("3/") }
  }

  @Test("The user's inputrc has the last word")
  func inputrc() throws {
    let home = try Home()
    try home.write(
      "\"\\C-t\": \"x = 99\"\n$if longhand\n\"\\e[18~\": longhand-step\n$endif\n", to: "inputrc")
    let console = try TerminalProgram(
      home: home, environment: ["INPUTRC": home.path + "/inputrc"])
    try console.waitForPrompt()
    console.type("\u{14}")
    try console.wait { $0.line == "> x = 99" }
  }

  // MARK: - History

  @Test("The history outlives the program, with entries of several lines", arguments: Size.usual)
  func history(size: Size) throws {
    let home = try Home()
    let first = try start(size, home: home)
    try first.enter("a = 5")
    first.type("def f(x):\rreturn x + a\r")
    try first.wait { $0.line == "…" || $0.line == "…     " }
    try first.press("\r")
    first.type("\u{4}")
    #expect(try first.waitForEnd() == 0)

    let second = try start(size, home: home)
    second.type(up)
    try second.wait { $0.lines.starts(with: ["> def f(x):", "…     return x + a"]) }
    // Unchanged, it runs with one Enter.
    second.type("\r")
    try second.wait { $0.row == 2 && $0.isAtPrompt }
    second.type(up + up + up)
    try second.wait { $0.line == "> a = 5" }
    try second.press("\r")
    try second.enter("f(1)")
    #expect(second.screen.lines.contains("6"))
  }

  @Test("Reverse search finds a line inside of an entry")
  func search() throws {
    let console = try start()
    try console.enter("first = 1")
    console.type("def g(x):\rreturn x * 77\r")
    try console.wait { $0.line == "…" }
    try console.press("\r")
    try console.enter("last = 3")
    console.type("\u{12}77")
    try console.wait {
      $0.lines.contains { $0.contains("reverse-i-search") && $0.hasSuffix("def g(x):") }
        && $0.lines.contains("…     return x * 77")
    }
    // Backspace takes a letter of what is searched for.
    console.type("\u{7F}")
    try console.wait { $0.lines.contains { $0.contains("`7'") } }
    console.type("\u{7}\u{12}first")
    try console.wait { $0.line.hasSuffix("first = 1") }
    console.type("\u{5}0")
    try console.wait { $0.line == "> first = 10" }
    try console.press("\r")
    try console.enter("first")
    #expect(console.screen.lines.contains("10"))
  }

  @Test("What ends the program at once loses the line being typed and nothing else")
  func killed() throws {
    let home = try Home()
    let first = try start(home: home)
    try first.enter("kept = 1")
    try first.enter("kept_too = 2")
    first.type("lost = 3")
    try first.wait { $0.line == "> lost = 3" }
    try first.kill9()
    let second = try start(home: home)
    second.type(up)
    try second.wait { $0.line == "> kept_too = 2" }
    second.type(up)
    try second.wait { $0.line == "> kept = 1" }
  }

  @Test("Two consoles at a time keep both histories")
  func twoConsoles() throws {
    let home = try Home()
    let one = try start(home: home)
    let two = try start(home: home)
    try one.enter("a = 1")
    try two.enter("b = 2")
    try one.enter("c = 3")
    for console in [one, two] {
      console.type("\u{4}")
      try console.waitForEnd()
    }
    let third = try start(home: home)
    for line in ["> c = 3", "> b = 2", "> a = 1"] {
      third.type(up)
      try third.wait { $0.line == line }
    }
  }

  // MARK: - Paste

  @Test("A pasted session of Python's runs as one input, without prompts and answers")
  func paste() throws {
    let console = try start()
    console.paste(
      """
      >>> x = torch.tensor([1., 2., 3.])
      >>> total = 0.
      >>> for i in range(3):
      ...     if i > 0:
      ...         total = total + x[i].item()
      ...
      >>> total
      5.0
      """)
    try console.wait { $0.line == "… total" }
    #expect(console.screen.lines.first == "> x = torch.tensor([1., 2., 3.])")
    try console.press("\r")
    #expect(console.screen.everything.contains("… total\n5.0\n>"))
    // As one entry of the history.
    console.type(up)
    try console.wait {
      $0.line == "… total" && $0.lines.filter { $0.hasPrefix("> x = torch") }.count == 2
    }
  }

  @Test("A pasted piece of an indented page, with empty lines in its functions")
  func indentedPaste() throws {
    let console = try start()
    console.paste(
      "    def f(x):\r\n        y = x + 1\r\n\r\n        return y\r\n\r\n    print(f(41))\r\n")
    try console.wait { $0.lines.contains("… print(f(41))") }
    try console.press("\r")
    #expect(console.screen.lines.contains("42"))
  }

  @Test("Garbage that is pasted is a mistake and no more")
  func garbage() throws {
    let console = try start()
    console.paste(
      "\u{1B}]0;title\u{7}\u{1B}[2J\u{1}\u{2}\u{5}\u{FFFD}\u{202E})]}\"'''\\\n\\\u{7F}\n\t\u{85}"
    )
    try console.wait { $0.row > 0 }
    console.type("\u{3}")
    try console.wait { $0.isAtPrompt && $0.everything.contains("^C") }
    console.paste(String(repeating: "((((", count: 2000))
    try console.wait { $0.line.hasSuffix("(") }
    try console.press("\u{3}")
    try console.enter("1 + 1")
    #expect(console.screen.lines.contains("2"))
  }
}
