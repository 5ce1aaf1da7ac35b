import Foundation
import TestSupport
import Testing

// Completion on the screen, greetings, start-up file, themes, and what a shell needs: completions,
// a manual page, a version.

@Suite("Around the console", .serialized)
struct SurroundingsTests {
  @Test(
    "Tab completes a name, lists several in columns, and files in a string", arguments: Size.usual)
  func tab(size: Size) throws {
    let home = try Home()
    try home.write("some words", to: "corpus/words.txt")
    let console = try TerminalProgram(columns: size.columns, rows: size.rows, home: home)
    try console.waitForPrompt()
    try console.enter("weight = tensor([1., 2.])")
    console.type("y = wei\t")
    try console.wait { $0.line == "> y = weight" }
    console.type(".requires\t")
    try console.wait {
      $0.line == "> y = weight.requires_grad" && $0.everything.contains("requires_grad_(")
    }
    console.type("\u{15}F.sof\t")
    try console.wait {
      $0.line.hasPrefix("> F.soft") && $0.lines.contains { $0.contains("softplus(") }
    }
    console.type("\u{15}:got\twei\t\r")
    try console.wait(for: "weight = tensor([1., 2.])\n")
    console.type("\u{15}t = read_text(\"\(home.path)/cor\two\t")
    try console.wait { $0.everything.replacing("\n", with: "").contains("corpus/words.txt") }
  }

  @Test("Many candidates: some, and how many more")
  func many() throws {
    let console = try TerminalProgram(columns: 40, rows: 12)
    try console.waitForPrompt()
    console.type("torch.\t")
    try console.wait {
      $0.everything.contains(" more: type another letter") && $0.line == "> torch."
    }
  }

  @Test("What would keep a person waiting is no file to load")
  func noOrdinaryFile() throws {
    let console = try TerminalProgram(columns: 80, rows: 24)
    try console.waitForPrompt()
    for path in ["-", "/dev/tty"] {
      try console.enter(":load \(path)")
      try console.wait(for: "\(path) is not an ordinary file")
    }
    try console.enter("6 * 7")
    try console.wait(for: "42")
  }

  @Test("A newcomer is greeted at length, in six lines at most; a friend shortly")
  func greeting() throws {
    let home = try Home()
    let first = try TerminalProgram([], rows: 60, home: home)
    try first.waitForPrompt()
    let lines = first.screen.lines
    let length = try #require(lines.firstIndex(of: ""))
    #expect(length <= 6)
    #expect(lines[..<length].contains { $0.contains(":help") })
    #expect(lines.contains { $0.contains("cross_entropy") })
    try first.enter("x = 1")
    first.type("\u{4}")
    try first.waitForEnd()
    let second = try TerminalProgram([], rows: 60, home: home)
    try second.waitForPrompt()
    #expect(second.screen.lines.firstIndex(of: "").map { $0 <= 2 } == true)
    #expect(second.screen.lines.contains { $0.contains("cross_entropy") })
  }

  @Test("The start-up file runs first; a mistake in it is told and ends nothing")
  func startUp() throws {
    let home = try Home()
    try home.write("lucky = 7\nnonsense(\n", to: ".config/longhand/startup.py")
    let broken = try TerminalProgram(home: home)
    try broken.waitForPrompt()
    #expect(broken.screen.everything.contains("startup.py:2"))
    try home.write("lucky = 7\n", to: "settings/longhand/startup.py")
    let console = try TerminalProgram(
      home: home, environment: ["XDG_CONFIG_HOME": home.path + "/settings"])
    try console.waitForPrompt()
    try console.enter("lucky * 6")
    #expect(console.screen.lines.contains("42"))
    let without = try TerminalProgram(["--empty", "--no-startup"], home: home)
    try without.waitForPrompt()
    try without.enter("lucky")
    #expect(without.screen.everything.contains("error"))
  }

  @Test("Colours where a person looks; none with NO_COLOR, in a pipe, or when told so")
  func themes() throws {
    let script = "x = tensor([1., 2.]) * 3\nx.nothing\n"
    let escape = "\u{1B}["
    func output(_ options: String, _ environment: [String: String]) throws -> String {
      let home = try Home()
      try home.write(script, to: "s.py")
      let console = try TerminalProgram(
        home: home, environment: environment,
        shell: "cd \"$HOME\"; script -qc '\"$LONGHAND\" trace s.py \(options)' log >/dev/null")
      try console.waitForEnd()
      return try home.read("log")
    }
    let light = try output("--theme light", ["NO_COLOR": ""])
    let dark = try output("", ["NO_COLOR": ""])
    #expect(dark.contains(escape + "1;96m") && !light.contains(escape + "1;96m"))
    #expect(light.contains(escape + "1;34m"))
    #expect(dark.contains(escape + "91merror:") && light.contains(escape + "31merror:"))
    #expect(try output("", ["NO_COLOR": "", "COLORFGBG": "0;15"]).contains(escape + "1;34m"))
    #expect(try !output("", [:]).contains(escape))
    #expect(try !output("--theme none", ["NO_COLOR": ""]).contains(escape))
    #expect(try !output("", ["NO_COLOR": "", "TERM": "dumb"]).contains(escape))
    // Nothing is said by colour alone: without it the text is the same.
    func plain(_ text: String) -> String {
      text.replacing(#/\x1B\[[0-9;]*m/#, with: "").split(separator: "\n").filter {
        !$0.hasPrefix("Script ")
      }.joined(separator: "\n")
    }
    #expect(try plain(dark) == plain(output("--theme none", ["NO_COLOR": ""])))
    let piped = try Built.withFile(script) { try Built.run(["trace", $0.path]) }
    #expect(!piped.output.contains(escape))
    let asked = try Built.withFile(script) { try Built.run(["trace", "--theme", "dark", $0.path]) }
    #expect(asked.output.contains(escape))
  }

  // MARK: - What a shell needs

  /// What the command line says of itself.
  private struct Dump: Decodable {
    struct Command: Decodable {
      var commandName: String
      var subcommands: [Command]?
      var arguments: [Argument]?
    }
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var names: [Name]?
    }
    var command: Command
  }

  @Test("The manual page has the options and commands of the command line, and no others")
  func manual() throws {
    let json = try Built.run(["--experimental-dump-help"]).output
    let dump = try JSONDecoder().decode(Dump.self, from: Data(json.utf8))
    var options: Set<String> = ["--generate-completion-script"]
    var commands: Set<String> = []
    func visit(_ command: Dump.Command) {
      for argument in command.arguments ?? [] {
        for name in argument.names ?? [] where name.kind == "long" {
          options.insert("--" + name.name)
        }
      }
      for inner in command.subcommands ?? [] {
        commands.insert(inner.commandName)
        visit(inner)
      }
    }
    visit(dump.command)
    let file = Program.root.appendingPathComponent("docs/longhand.1")
    let page = try String(contentsOf: file, encoding: .utf8).replacing("\\-", with: "-")
    let told = Set(page.matches(of: #/--[a-z][a-z-]*/#).map { String($0.output) })
    #expect(told == options)
    #expect(commands == ["console", "run", "trace", "lesson", "check", "help"])
    for command in commands { #expect(page.contains(try Regex("\\n\\.BI? \"?\(command)"))) }
    let version = try Built.run(["--version"]).output.replacing("\n", with: "")
    #expect(page.contains("longhand \(version)"))
  }

  @Test("Completions for three shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let script = try Built.run(["--generate-completion-script", shell])
    #expect(script.status == 0)
    for word in ["trace", "theme", "no-history", "softmax"] {
      #expect(script.output.contains(word), "\(word)")
    }
  }

  @Test("Bash takes its completions and completes with them")
  func bash() throws {
    let script = try Built.run(["--generate-completion-script", "bash"]).output
    let home = try Home()
    try home.write(
      script + "\nCOMP_WORDS=(longhand trace --fu) COMP_CWORD=2 COMP_LINE='longhand trace --fu' "
        + "COMP_POINT=19\n_longhand longhand --fu trace\necho \"[${COMPREPLY[*]}]\"\n", to: "c.bash"
    )
    let console = try TerminalProgram(home: home, shell: "bash \"$HOME/c.bash\"")
    try console.waitForEnd()
    #expect(console.screen.everything.contains("--full"))
  }
}
