import Language
import Session
import Testing
import TestSupport

// Sessions written down and played again, inputs taken back and given once more.

@Suite("Keeping a session")
struct SavingTests {
  /// What the machine of a session holds, and where it has got to.
  private func state(_ talk: Talk) -> String {
    let machine = talk.session.timeline.present
    let values = machine.plainVariables.map { "\($0.name) = \($0.value)" }
    return "\(talk.session.timeline.end) \(talk.session.timeline.inputs.count)\n"
      + values.joined(separator: "\n") + talk.session.timeline.log
  }

  private static let typed = [
    "manual_seed(3)\nx = randn(2, 3)", "W = param(randn(3, 2))",
    "def f(a):\n    h = a @ W\n\n    return (h * h).mean()\n", "f(x)", ":goto x", "x.sum()",
    ":break op mul",
    ":rrun", ":goto end", "loss = f(x)", "loss.backward()", "x = 1 / 0",
    "text = '''a\n:b\n# %%\n'''",
    "y = [\n1,\n2]", ":mark here", "opt = SGD([W], lr=0.1)\nopt.step()", "print(text, y)",
    ":nonsense",
    "rand(2)",
  ]

  @Test("A saved session plays to the same end, and is saved as the same text")
  func replay() {
    var talk = Talk()
    for input in Self.typed { talk.say(input) }
    let script = talk.session.script
    #expect(ScriptPieces(script).isSession)
    var again = Talk()
    again.run(script, named: "console")
    #expect(state(again) == state(talk))
    #expect(again.session.script == script)
    #expect(script.contains("\n:goto x\n"))
    #expect(!script.contains(":nonsense"))
  }

  @Test("Saved, and loaded from a file")
  func files() {
    let files = Files()
    var talk = Talk()
    talk.session.writer = { files.write($0, $1) }
    for input in Self.typed { talk.say(input) }
    #expect(talk.say(":save here.py").text.contains("to here.py"))
    #expect(talk.say(":save").message.contains("needs a file"))
    #expect(talk.say(":load").message.contains("needs a file"))
    #expect(talk.say(":load gone.py").message.contains("there are no files here"))
    #expect(talk.say(":save /nowhere/x").message.contains("no room"))
    #expect(files.written["here.py"] == talk.session.script)
    var plain = Talk()
    #expect(plain.say(":save x").message.contains("cannot be written"))
  }

  /// Files that are kept in memory.
  private final class Files: @unchecked Sendable {
    var written: [String: String] = [:]
    func write(_ path: String, _ text: String) -> String? {
      if path.hasPrefix("/") { return "no room" }
      written[path] = text
      return nil
    }
  }

  @Test("Undo then redo is where one was, as often as one likes")
  func undoRedo() {
    var talk = Talk()
    var states = [state(talk)]
    for input in Self.typed where !input.hasPrefix(":") && input != "x.sum()" {
      talk.say(input)
      states.append(state(talk))
    }
    for depth in 1...(states.count - 1) {
      for i in 1...depth {
        #expect(talk.say(":undo").diagnostics.isEmpty)
        #expect(state(talk) == states[states.count - 1 - i])
      }
      for i in (0..<depth).reversed() {
        talk.say(":redo")
        #expect(state(talk) == states[states.count - 1 - i])
      }
    }
    #expect(talk.say(":redo").message.contains("nothing was taken back"))
    while case .done = talk.say(":undo").status {}
    #expect(state(talk) == states[0])
    #expect(talk.say(":undo").message.contains("no input to take back"))
  }

  @Test("What was taken back is no part of the session")
  func undone() {
    var talk = Talk()
    talk.say("a = tensor([1.0])")
    talk.say("b = a * 2")
    #expect(talk.say(":undo").text.contains("took back: b = a * 2"))
    #expect(talk.say("b").message.contains("b"))
    #expect(!talk.session.script.contains("b = a * 2"))
    talk.say("c = a + 1")
    #expect(talk.say(":redo").message.contains("nothing was taken back"))
    talk.say(":mark far")
    talk.say(":undo")
    #expect(talk.say(":goto far").message.contains("taken back"))
    talk.say(":redo")
    #expect(talk.say(":goto far").diagnostics.isEmpty)
  }

  @Test("A script with commands is played, a plain one is one input")
  func scripts() {
    var plain = Talk()
    plain.run("x = 1\n# %%\ny = 2\n")
    #expect(plain.session.timeline.inputs.count == 1)
    var talk = Talk()
    let answer = talk.run(
      "x = tensor([1.0, 2.0])\ny = x * 3\n:goto y\nx\n:goto nowhere\nz = y + 1\n")
    #expect(answer.text.contains("fwd 2/"))
    #expect(answer.text.contains("[1, 2]"))
    #expect(answer.message.contains("nothing called `nowhere`"))
    // A script's statement goes back to now by itself: there is nobody to ask.
    #expect(talk.session.cursor == nil)
    #expect(talk.say("z").text.contains("[4, 7]"))
    #expect(talk.say(":goto z").text.contains("line 6"))
  }
}
