import Foundation
import TestSupport
import Testing

// The program as a process: what goes to which stream, and with which status it ends.

@Suite("The program", .serialized)
struct ProgramTests {
  @Test("A script's output goes to standard output, and it ends with 0")
  func run() throws {
    let script = "x = tensor([1.0, 2.0])\nprint(x.sum().item())\nx * 2\nprint('done')\n"
    let ended = try Built.withFile(script) { try Built.run(["run", $0.path]) }
    #expect(ended.status == 0)
    // A bare expression is for the console: a script shows what it prints.
    #expect(ended.output == "3.0\ndone\n")
    #expect(ended.errors == "")
  }

  @Test("Pictures go to standard error: the output stays what Python would print")
  func pictures() throws {
    let script = "print(1)\nplot([3, 1, 2], y='loss')\nnote('done')\nprint(2)\n"
    let ended = try Built.run(["run", "-"], input: script)
    #expect(ended.output == "1\n2\n")
    #expect(ended.errors.hasPrefix("  loss\n") && ended.errors.hasSuffix("\ndone\n"))
    #expect(ended.status == 0)
    let plain = try Built.run(["run", "-"], input: script, environment: ["LC_ALL": "C"])
    #expect(plain.errors.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("A script comes from standard input too")
  func standardInput() throws {
    let ended = try Built.run(["run", "-"], input: "print(6 * 7)")
    #expect(ended.status == 0)
    #expect(ended.output == "42\n")
    let broken = try Built.run(["run", "-"], input: "a = 1\nb = (a\n")
    #expect(broken.status == 1)
    #expect(broken.output == "")
    #expect(broken.errors.contains("standard input:2"))
  }

  @Test("A program that fails ends with 1 and says on standard error where")
  func failing() throws {
    let script = "print('before')\nh = ones(2, 3) @ ones(4, 3)\nprint('after')\n"
    try Built.withFile(script, named: "shapes.py") { file in
      let ended = try Built.run(["run", file.path])
      #expect(ended.status == 1)
      #expect(ended.output == "before\n")
      #expect(ended.errors.hasPrefix("error: "))
      #expect(ended.errors.contains("shapes.py:2"))
      #expect(ended.errors.contains("(2, 3)") && ended.errors.contains("(4, 3)"))
    }
  }

  @Test("A wrong command line ends with 64")
  func usage() throws {
    for arguments in [
      ["run", "missing.py"], ["trace", "missing.py"], ["run"], ["run", "a.py", "b.py"],
      ["run", "--nonsense"], ["nonsense"], ["--text"], ["run", "/"],
    ] {
      let ended = try Built.run(arguments)
      #expect(ended.status == 64, "\(arguments)")
      #expect(ended.output == "", "\(arguments)")
      #expect(!ended.errors.isEmpty, "\(arguments)")
    }
    #expect(try Built.run(["run", "missing.py"]).errors.contains("missing.py"))
  }

  @Test("A script may leave with :quit; that is no failure")
  func quit() throws {
    let ended = try Built.run(["run", "-"], input: "print(1)\n:quit\nprint(2)\n")
    #expect(ended.output == "1\n")
    #expect(ended.errors == "")
    #expect(ended.status == 0)
  }

  @Test("What the command line cannot do has a next step, and names fit a terminal")
  func nextSteps() throws {
    for arguments in [["run", "missing.py"], ["help", "nothing_of_the_sort"]] {
      #expect(try Built.run(arguments).errors.contains("= try: "), "\(arguments)")
    }
    let bare = try Built.run(["script.py"])
    #expect(bare.errors.contains("longhand run script.py") && bare.status == 64)
    let names = try Built.run(["help"]).output
    #expect(names.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("A dump holds variables, gradients and the output")
  func dump() throws {
    let script = """
      x = param(tensor([1.0, float("inf")]))
      y = (x * 2).sum()
      y.backward()
      n = {"a": (1, True), "b": None}
      _hidden = 3
      print("π", y.item())
      """
    try Built.withFile(script) { file in
      let out = file.deletingLastPathComponent().appendingPathComponent("out.json")
      let ended = try Built.run(["run", file.path, "--dump", out.path])
      #expect(ended.status == 0)
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: out)) as? [String: Any]
      let variables = try #require(json?["variables"] as? [String: [String: Any]])
      #expect(json?["stdout"] as? String == "π inf\n")
      #expect(variables.keys.sorted() == ["n", "x", "x.grad", "y"])
      let x = try #require(variables["x"])
      #expect(x["dtype"] as? String == "float")
      #expect(x["shape"] as? [Int] == [2])
      #expect((x["data"] as? [Any])?.last as? String == "inf")
      #expect(variables["x.grad"]?["data"] as? [Double] == [2, 2])
      let members = try #require(variables["n"]?["data"] as? [String: [String: Any]])
      #expect(members["a"]?["dtype"] as? String == "tuple")
      #expect(members["b"]?["dtype"] as? String == "none")
    }
  }

  @Test("A dump that cannot be written is a failure")
  func noDump() throws {
    let ended = try Built.withFile("a = 1") {
      try Built.run(["run", $0.path, "--dump", "/no/such/folder/out.json"])
    }
    #expect(ended.status == 1)
    #expect(ended.errors.contains("cannot write"))
  }

  @Test("Without history the numbers are the same")
  func noHistory() throws {
    let script = Program.rewardModel.inputs[0] + "\nprint(losses)\n"
    try Built.withFile(script) { file in
      let with = try Built.run(["run", file.path])
      let without = try Built.run(["run", file.path, "--no-history"])
      #expect(with.status == 0 && without.status == 0)
      #expect(with.output == without.output)
      #expect(with.output.hasPrefix("[0.693147"))
    }
  }

  @Test("A pipe of console lines: answers on standard output, mistakes on standard error")
  func pipe() throws {
    let lines = """
      x = tensor([1., 2.])
      x * 3
      def f(a):
          return a + 1

      f(x)
      x @ ones(3)
      :goto x
      :quit
      never = 1
      """
    let ended = try Built.run([], input: lines)
    #expect(ended.output.contains("3"))
    #expect(ended.output.contains("x = tensor([1., 2.])"))
    #expect(!ended.output.contains("> "), "no prompt without a terminal")
    #expect(!ended.output.contains("\u{1B}["), "no colour without a terminal")
    #expect(ended.errors.contains("console:7"))
    #expect(ended.status == 1)
    let good = try Built.run([], input: "1 + 1\n")
    #expect(good.status == 0)
    #expect(good.output == "2\n")
    #expect(good.errors == "")
  }

  @Test("A trace as cards and as lines of JSON")
  func trace() throws {
    try Built.withFile(Program.ppoClip.inputs[0], named: "ppo.py") { file in
      let cards = try Built.run(["trace", file.path])
      #expect(cards.status == 0)
      #expect(cards.output.contains("ppo.py, line 9"))
      #expect(cards.output.contains("= 1 + 1·0 − 0.4 = 0.6"))
      let json = try Built.run(["trace", "--json", file.path])
      #expect(json.status == 0)
      let lines = json.output.split(separator: "\n")
      #expect(lines.count > 50)
      for (i, line) in lines.enumerated() {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["t"] as? Int == i + 1)
      }
    }
  }

  @Test("A trace of a program that fails shows what happened before")
  func failingTrace() throws {
    let script = "a = tensor([1.0, 2.0])\nb = a * 3\nc = b + ones(3)\n"
    let ended = try Built.withFile(script) { try Built.run(["trace", "--json", $0.path]) }
    #expect(ended.status == 1)
    #expect(ended.output.contains("\"op\": \"mul\""))
    #expect(ended.errors.contains("script.py:3"))
  }

  @Test("Long data is cut, and whole with --full")
  func full() throws {
    let script = "a = zeros(1000)\n"
    try Built.withFile(script) { file in
      let cut = try Built.run(["trace", "--json", file.path]).output
      let full = try Built.run(["trace", "--json", "--full", file.path]).output
      #expect(cut.utf8.count < full.utf8.count)
      // Once as the output, once in the card.
      #expect(full.components(separatedBy: "0.0").count == 2001)
      #expect(cut.components(separatedBy: "0.0").count < 200)
    }
  }

  @Test("ASCII when asked for, or when the locale knows nothing else")
  func ascii() throws {
    let script = Program.ppoClip.inputs[0]
    let asked = try Built.run(["trace", "--ascii", "-"], input: script)
    #expect(asked.output.utf8.allSatisfy { $0 < 128 })
    let plain = try Built.run(["trace", "-"], input: script, environment: ["LC_ALL": "C"])
    #expect(plain.output == asked.output)
    // Messages too, with what is underlined above its line.
    let broken = try Built.run(["run", "--ascii", "-"], input: "class A: pass\ns = 'é日' + 3\n")
    #expect(broken.errors.utf8.allSatisfy { $0 < 128 })
    #expect(broken.errors.contains("record(W=param(...), b=param(...))"))
  }

  @Test("Help on operations, the version and the command line's own help")
  func help() throws {
    let softmax = try Built.run(["help", "softmax"])
    #expect(softmax.status == 0)
    #expect(softmax.output.contains("exp(x"))
    let all = try Built.run(["help"])
    #expect(all.status == 0)
    #expect(all.output.split(separator: " ").count > 100)
    let near = try Built.run(["help", "sotfmax"])
    #expect(near.status == 1)
    #expect(near.errors.contains("longhand help softmax"))
    let version = try Built.run(["--version"])
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
    let usage = try Built.run(["--help"])
    #expect(usage.status == 0)
    for word in ["run", "trace", "help"] { #expect(usage.output.contains(word)) }
  }

  @Test("Starting takes no time that a person would notice")
  func startUp() throws {
    _ = try Built.run(["--version"])
    var best = Duration.seconds(1000)
    for _ in 0..<5 {
      let start = ContinuousClock.now
      _ = try Built.run(["run", "-"], input: "1")
      best = min(best, ContinuousClock.now - start)
    }
    #expect(best < .milliseconds(500))
  }
}
