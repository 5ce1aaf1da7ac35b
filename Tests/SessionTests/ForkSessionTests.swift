import Foundation
import Session
import TestSupport
import Testing

// What-ifs in a conversation.

@Suite("What-ifs in a session")
struct ForkSessionTests {
  static let steps = """
    manual_seed(1)
    x = randn(8, 3)
    y = x @ tensor([1.0, -2.0, 0.5])
    w = param(zeros(3))
    lr = 0.1
    for step in range(12):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with no_grad():
            w -= lr * w.grad
        w.grad = None
    """

  private func trained(interactive: Bool = false) -> Talk {
    var talk = Talk(interactive: interactive)
    talk.run(Self.steps, named: "train.py")
    return talk
  }

  @Test("Made, listed, changed over, dropped; the prompt says which it is")
  func several() {
    var talk = trained()
    let end = talk.session.timeline.end
    #expect(talk.session.prompt == "> ")
    #expect(talk.say(":fork").text.contains("no what-ifs yet"))
    talk.say(":goto lr")
    let time = talk.session.cursor ?? 0
    #expect(talk.session.prompt == "\(time)/\(end)> ")
    let made = talk.say(":fork wide lr = 0.2")
    #expect(made.text.contains("lr = 0.2"))
    #expect(made.text.contains("train.py, line 5"))
    #expect(talk.session.branchName == "wide")
    #expect(talk.session.prompt == "wide> ")
    #expect(talk.session.timeline.end == end + 1)
    #expect(talk.say("lr").text.contains("0.2"))
    talk.say(":goto \(time)")
    #expect(talk.session.prompt == "wide \(time)/\(end + 1)> ")
    talk.say(":fork main")
    #expect(talk.session.prompt == "\(time)/\(end)> ")
    talk.say(":goto end")
    #expect(talk.say("lr").text.contains("0.1"))
    talk.say(":goto lr")
    talk.say(":fork small lr = 0.01")
    let list = talk.say(":fork")
    #expect(list.text.contains("* small"))
    #expect(list.text.contains("wide"))
    #expect(list.text.contains("lr = 0.2"))
    for line in list.lines { #expect(line.count <= 80) }
    #expect(talk.say(":fork wide lr = 3").message.contains("already"))
    #expect(talk.say(":fork off small").text.contains("this is `main`"))
    #expect(talk.session.branchName == "main")
    #expect(talk.say(":fork off main").message.contains("main is the program itself"))
    #expect(talk.say(":fork off wid").drawn.contains(":fork off wide"))
    talk.say(":fork wide")
    #expect(talk.session.branchName == "wide")
    #expect(talk.say(":fork off wide").diagnostics.isEmpty)
    #expect(talk.say(":compare wide").message.contains("nothing to compare"))
  }

  @Test("The origin is left alone, whatever is done in a what-if")
  func originAlone() {
    var talk = trained()
    let before = talk.session.timeline
    talk.say(":goto lr")
    talk.say(":fork a lr = 0.5")
    for input in ["w.zero_()", "extra = 5", ":undo", ":undo", ":undo", "z = 1", ":mark here"] {
      talk.say(input)
    }
    talk.say(":fork main")
    #expect(talk.session.timeline.end == before.end)
    #expect(talk.session.timeline.log == before.log)
    #expect(
      "\(talk.session.timeline.present.plainVariables)" == "\(before.present.plainVariables)")
    #expect(talk.say(":goto here").message.contains("nothing called"))
    talk.say(":goto end")
    #expect(talk.say("extra").message.contains("extra"))
  }

  @Test("A statement that was typed in the past becomes a what-if")
  func offered() {
    var talk = trained(interactive: true)
    talk.say(":goto lr")
    #expect(talk.say("lr = 0.3").text.contains(":fork NAME"))
    #expect(talk.say(":fork a").text.contains("lr = 0.3"))
    #expect(talk.say("lr").text.contains("0.3"))
    talk.say(":goto lr")
    // What was offered is offered once.
    talk.say("lr = 7")
    talk.say(":when")
    talk.say(":fork b")
    #expect(talk.say("lr").message.isEmpty)
    #expect(!talk.say("lr").text.contains("7"))
  }

  @Test("Without a statement one types on; at now a what-if is a copy")
  func typedOn() {
    var talk = Talk()
    talk.say("x = tensor([1.0, 2.0])")
    talk.say("y = x * 2")
    talk.say("z = y + 1")
    talk.say(":goto y")
    #expect(talk.say(":fork short").text.contains("type on"))
    #expect(talk.session.cursor == nil)
    #expect(talk.say("z").message.contains("z"))
    talk.say("z = x - 1")
    #expect(talk.say("z").text.contains("[0, 1]"))
    talk.say(":fork main")
    talk.say(":goto end")
    #expect(talk.say("z").text.contains("[3, 5]"))
    #expect(talk.say(":fork copy z = z * 10").text.contains("copy"))
    #expect(talk.say("z").text.contains("[30, 50]"))
    talk.say(":undo")
    talk.say(":undo")
    #expect(talk.say("z").text.contains("[3, 5]"))
  }

  @Test("What is no what-if is said")
  func refused() {
    var talk = trained()
    talk.say(":goto lr")
    #expect(talk.say(":fork lr = 0.2").message.contains("a name first"))
    #expect(talk.say(":fork 3 lr = 0.2").message.contains("a name first"))
    #expect(talk.say(":fork a lr = nobody").message.contains("nobody"))
    #expect(talk.say(":fork a lr = = 2").diagnostics.count > 0)
    #expect(talk.session.branchName == "main")
    #expect(talk.session.branchName == "main")
    #expect(talk.say(":fork main lr = 2").message.contains("already"))
    talk.say(":fork a lr = 0.2")
    #expect(talk.say(":compare").message.contains("needs a program"))
    #expect(talk.say(":compare a").message.contains("itself"))
    #expect(talk.say(":compare man").drawn.contains(":compare main"))
    #expect(talk.say(":compare main lr +").diagnostics.count > 0)
  }

  /// Everything that can be told of all programs of a session.
  private func state(_ talk: Talk) -> String {
    var talk = talk
    var text = "\(talk.session.branchName) \(talk.session.cursor ?? -1)\n"
    for name in ["main", "wide", "deep", "block"] {
      text += "\(talk.say(":fork \(name)").text.contains("this is")) "
      talk.say(":goto end")
      text +=
        "\(name) \(talk.session.timeline.end) \(talk.session.timeline.inputs.count) "
        + "\(talk.session.timeline.log) \(talk.session.timeline.present.plainVariables)\n"
    }
    return text
  }

  @Test("Saved and loaded, all programs are there again")
  func saved() {
    var talk = Talk()
    let typed = [
      "manual_seed(2)\nx = randn(3)", "w = param(zeros(3))\nlr = 0.1",
      "for step in range(4):\n    loss = ((w - x) ** 2).sum()\n    loss.backward()\n"
        + "    with no_grad():\n        w -= lr * w.grad\n    w.grad = None",
      ":goto lr", ":fork wide lr = 0.3", "after = loss * 2", ":goto loss",
      "for n in range(2):\n    x = x * 2\n", ":fork block", "print(x)", ":fork main",
      ":goto end", "late = 1", ":undo", "late = 2", ":undo", ":undo",
      "text = '''\n:fork a b = 1\n'''",
      ":fork copy late = 3", ":fork wide", ":undo", "after = loss * 3", ":fork off copy",
      ":goto lr", ":fork deep x.mul_(2)", "w", ":fork main",
    ]
    for input in typed { talk.say(input) }
    let script = talk.session.script
    var again = Talk()
    again.run(script, named: "console")
    #expect(state(again) == state(talk))
    #expect(again.session.script == script)
    #expect(script.contains(":fork block for n in range(2):\n    x = x * 2\n"))
    #expect(again.session.prompt == talk.session.prompt)
  }

  @Test("What is compared is what separate runs of both programs give")
  func compared() throws {
    var talk = trained()
    talk.say(":goto lr")
    talk.say(":fork wide lr = 0.2")
    let answer = talk.say(":compare main")
    // The outside: both programs, each run by itself.
    func losses(_ rate: String) -> [String] {
      var other = Talk()
      other.run(
        Self.steps.replacingOccurrences(of: "lr = 0.1", with: "lr = \(rate)")
          + "\n    print(loss.item())")
      return other.session.timeline.log.split(separator: "\n").map(String.init)
    }
    let (one, two) = (losses("0.1"), losses("0.2"))
    #expect(one.count == 12)
    let rows = answer.lines.filter { $0.contains("|") || $0.first == " " }
    for turn in [1, 2, 12] {
      let row = answer.lines.first { line in
        line.split(separator: " ").first.map(String.init) == "\(turn)"
      }
      let cells = (row ?? "").split(separator: " ").map(String.init)
      try #require(cells.count >= 4, "turn \(turn) of \(rows)")
      let (a, b) = (Double(one[turn - 1]) ?? 0, Double(two[turn - 1]) ?? 0)
      #expect(abs((Double(cells[1].replacingOccurrences(of: "−", with: "-")) ?? .nan) - a) < 1e-3)
      #expect(abs((Double(cells[2].replacingOccurrences(of: "−", with: "-")) ?? .nan) - b) < 1e-3)
    }
    // The losses of the first turn are the same: the rate is used after them.
    #expect(answer.text.contains("train.py, line 10"))
    #expect(answer.text.contains("loss, turn"))
    for line in answer.lines { #expect(line.count <= 80, "\(line)") }
    let element = talk.say(":compare main w[0], w.norm()")
    #expect(element.text.contains("w[0], turn"))
    #expect(element.text.contains("w.norm(), turn"))
    #expect(talk.say(":compare main nothing_").text.contains("nothing in `nothing_`"))
  }

  @Test("Where control flow parts, it is said where")
  func flow() {
    var talk = Talk()
    talk.run(
      """
      x = tensor(1.0)
      limit = 5
      n = 0
      while n < limit:
          x = x * 2
          n += 1
      if x.item() > 10:
          y = x + 1
      """, named: "flow.py")
    talk.say(":goto limit")
    talk.say(":fork short limit = 2")
    let answer = talk.say(":compare main")
    #expect(answer.text.contains("only main comes, in turn 3, to flow.py, line 5"))
    #expect(answer.text.contains("only main has y"))
  }

  @Test("Where the changed program fails, one stands there")
  func failing() {
    var talk = trained()
    talk.say(":goto lr")
    let answer = talk.say(":fork bad w = param(zeros(4))")
    #expect(answer.text.contains("stopped after event"))
    #expect(answer.diagnostics.count == 1)
    #expect(talk.say(":compare main").text.contains("stopped by an error"))
    #expect(talk.say(":goto end").text.contains("stopped"))
    talk.say("mended = 1")
    #expect(talk.say("mended").text.contains("1"))
  }

  @Test("Whoever is in a hurry stops it, and nothing is made")
  func interrupted() {
    var talk = trained()
    talk.say(":goto lr")
    talk.say(":fork wide lr = 0.2")
    talk.say(":fork main")
    talk.session.isInterrupted = { true }
    #expect(talk.say(":compare wide").text.contains("nothing was compared"))
    #expect(talk.say(":fork never while True: pass").message.contains("stopped"))
    #expect(talk.session.branchName == "main")
    // The statement is done; the rest of the program is what was stopped, and can go on.
    talk.say(":fork slow lr = 0.3")
    #expect(talk.session.branchName == "slow")
    #expect(talk.session.timeline.isInterrupted)
    talk.session.isInterrupted = { false }
    talk.say(":run")
    #expect(talk.session.timeline.end == 190)
    talk.say(":fork main")
    #expect(talk.session.timeline.end == 189)
  }

  @Test("Tab offers the programs")
  func completed() {
    var talk = trained()
    talk.say(":goto lr")
    talk.say(":fork wide lr = 0.2")
    func offers(_ text: String) -> [String] {
      talk.session.completion(of: text, at: text.utf8.count)?.candidates.map(\.text) ?? []
    }
    #expect(offers(":fork w") == ["wide"])
    #expect(offers(":compare ma") == ["main"])
    #expect(offers(":compare main los") == ["loss"])
    #expect(offers(":fork o") == ["off "])
  }

  @Test("The difference of two moments")
  func difference() {
    var talk = Talk()
    talk.say("w = param(tensor([1.0, 2.0, 3.0]))\nn = 1")
    talk.say("gone = 1")
    talk.say(":mark before")
    talk.say("(w * w).sum().backward()\nprint('seen')\nn = 2")
    talk.say("with no_grad():\n    w += tensor([0.0, 0.0, 6.0])")
    talk.say("del gone")
    talk.say("made = zeros(2, 3)")
    let answer = talk.say(":diff before end")
    #expect(answer.text.contains("made (2,3)"))
    #expect(answer.text.contains("n 1 → 2"))
    #expect(answer.text.contains("w (3)  1 of 3 elements; most at [2]: 3 → 9"))
    #expect(answer.text.contains("w.grad none → [2, 4, 6]"))
    #expect(answer.text.contains("gone"))
    #expect(answer.text.contains("seen"))
    #expect(talk.say(":diff before before").text.contains("nothing that has a name changed"))
    #expect(talk.say(":diff").message.contains("two moments"))
    #expect(talk.say(":diff nobody").message.contains("nothing called"))
    #expect(talk.say(":diff 999").message.contains("there are the moments"))
  }

  @Test("A clipped policy loss for two widths of the clip reads as it did")
  func policy() throws {
    let script =
      Program.script("models/ppo_clip")
      .replacingOccurrences(of: "eps = 0.2\n", with: "eps = 0.1\nfor step in range(12):\n")
    // The lines after `eps` are the body of a loop that learns.
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = (lines.firstIndex { $0.hasPrefix("for step") } ?? 0) + 1
    let end = (lines.firstIndex { $0.hasPrefix("loss.backward") } ?? 0)
    var looped = Array(lines[..<start])
    looped += lines[start...end].map { "    " + $0 }
    looped += [
      "    with no_grad():", "        change -= 0.5 * change.grad", "    change.grad = None",
    ]
    var talk = Talk()
    talk.run(looped.joined(separator: "\n") + "\n", named: "ppo.py")
    var text = ""
    for command in [
      ":goto eps", ":fork wide eps = 0.2", ":compare main", ":compare main loss, ratio.max()",
      ":fork", ":diff eps end", ":fork main",
    ] {
      let prompt = talk.session.prompt
      let answer = talk.say(command)
      text += "\(prompt)\(command)\n\(answer.text)\(answer.drawn)\n"
    }
    let file = Program.root.appendingPathComponent("Tests/SessionTests/Snapshots/what-if.txt")
    if ProcessInfo.processInfo.environment["LONGHAND_RECORD"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(text == kept)
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
