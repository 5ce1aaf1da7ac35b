import Foundation
import Session
import TestSupport
import Testing

// Looking around: one variable, what came of it, the last events, a gradient by differences.

@Suite("Looking around")
struct LookingTests {
  private func started() -> Talk {
    var talk = Talk()
    talk.run(
      """
      w = param(tensor([1.0, 2.0]))
      a = w - 1
      y = relu(a).sum() + (w[0] * w[1]).exp()
      other = tensor([3.0])
      y.backward()
      n = 3
      """)
    return talk
  }

  @Test("A variable's shape, range, gradient, and where it was made")
  func info() {
    var talk = started()
    let text = talk.say(":info w").text
    #expect(text.contains("(2,) float"))
    #expect(text.contains("range 1 … 2"))
    #expect(text.contains("mean 1.5"))
    #expect(text.contains("line 1"))
    #expect(text.contains("param(tensor([1.0, 2.0]))"))
    // ∂y/∂w₀ = relu′(0) + w₁·e² = 14.778; ∂y/∂w₁ = 1 + w₀·e² = 8.389.
    #expect(text.contains("14.778"))
    #expect(text.contains("8.389"))
    #expect(text.contains("in 3 operations"))
    #expect(talk.say(":info a").text.contains("only leaves keep theirs"))
    #expect(talk.say(":info other").text.contains("requires no gradient"))
    #expect(talk.say(":info other").text.contains("nothing was computed"))
    #expect(talk.say(":info n").text.contains("3"))
    #expect(talk.say(":info ww").drawn.contains(":info w"))
    #expect(talk.say(":info").message.contains("needs a name"))
    talk.say(":goto a")
    #expect(talk.say(":info w").text.contains("none yet"))
  }

  @Test("What was computed from a tensor, directly or through others")
  func uses() {
    var talk = started()
    let lines = talk.say(":uses w").lines
    #expect(lines.filter { $0.contains("directly") }.count == 3)
    // a, relu(a), its sum, w[0], w[1], their product, its exp, y.
    #expect(lines.filter { $0.contains("line ") }.count == 8)
    let through = talk.say(":uses a").text
    #expect(through.contains("y"))
    #expect(!through.contains("w[0]  "))
    #expect(talk.say(":uses other").text.contains("nothing was computed"))
    #expect(talk.say(":uses n").message.contains("no tensor"))
    #expect(talk.say(":uses").message.contains("needs a name"))
    talk.say("opt = SGD([w], lr=0.5)")
    talk.say("opt.step()")
    talk.say(":goto a")
    #expect(talk.say(":uses w").text.contains("changed by opt.step()"))
  }

  @Test("The last events, a line each")
  func trace() {
    var talk = started()
    let all = talk.say(":trace 50").lines
    #expect(all.first?.contains("event") == true)
    #expect(all.contains { $0.contains("accumulate") && $0.contains("w.grad") })
    #expect(talk.say(":trace 4").lines.filter { !$0.isEmpty }.count == 5)
    #expect(talk.say(":trace").lines.filter { !$0.isEmpty }.count == 11)
    talk.say(":goto a")
    let before = talk.say(":trace").text
    #expect(before.contains("a = w - 1"))
    #expect(!before.contains("grad"))
    #expect(talk.say(":trace x").message.contains("takes a number"))
    #expect(talk.say(":trace 0").message.contains("takes a number"))
    talk.say(":goto start")
    #expect(talk.say(":trace").message.contains("nothing has happened"))
  }

  @Test("A gradient agrees with differences, and a kink is told")
  func check() {
    var talk = started()
    let text = talk.say(":check w").text
    // At w₀ = 1 relu has its kink: PyTorch takes 0 there, differences find 0.5.
    let left = 2 * exp(2.0)
    #expect(text.contains(String(format: "%.6f", left)))
    #expect(text.contains(String(format: "%.6f", left + 0.5)))
    #expect(text.contains("a kink: left \(String(format: "%.4f", left).prefix(6))"))
    #expect(text.contains("1 of 2 stands at a kink"))
    #expect(talk.say(":check w.grad").text == text)
    let interior = talk.say(":check a")
    #expect(interior.text.contains("∂y/∂a"))
    #expect(talk.say(":check other").message.contains("no backward has reached"))
    #expect(talk.say(":check n").message.contains("no tensor"))
    #expect(talk.say(":check nothing").message.contains("nothing is called"))
    talk.say("z = tensor([1.0]) * 2")
    #expect(talk.say(":check z").message.contains("no backward has reached"))
  }

  @Test(
    "Every gradient of whole models agrees with differences",
    arguments: [Program.tinyGPT, .loraUpdate, .ppoClip, .rewardModel])
  func models(program: Program) {
    var talk = Talk()
    for input in program.inputs { talk.run(input, named: program.name) }
    let names = talk.session.machine.variables.compactMap { name, value -> String? in
      if case .tensor(_, _?, _, _) = value { return name }
      return nil
    }
    #expect(!names.isEmpty)
    for name in names {
      let answer = talk.say(":check \(name)")
      #expect(answer.text.contains("agree"), "\(name): \(answer.drawn)")
      #expect(!answer.text.contains("do not agree"), "\(name): \(answer.text)")
      for line in answer.lines { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test(
    "Values look like what they are",
    arguments: [
      ("1 + 1", ["2"]), ("[]", ["[]"]), ("(1,)", ["(1,)"]), ("{}", ["{}"]), ("set()", ["set()"]),
      ("{1: 'x', 'k': 2.5}", ["{1: 'x', 'k': 2.5}"]),
      ("record(a=1, b='c')", ["record(a=1, b='c')"]),
      ("[[1, 2], (3,)]", ["[[1, 2], (3,)]"]), ("'it'", ["'it'"]), ("None", [""]),
      ("range(3)", ["range(0, 3)"]), ("{3, 1}", ["{3, 1}"]),
      ("tensor([1, 2])", ["tensor (2,) int   range 1 … 2", "[1, 2]"]),
      ("tensor([True, False])", ["tensor (2,) bool   1 of 2 True", "[True, False]"]),
      (
        "param(tensor([1.0]))",
        ["tensor (1,) float   range 1 … 1   mean 1", "[1]", "grad none yet"]
      ),
      (
        "[tensor([1.0]), 'b']",
        ["list of 2", "  [0]  (1) [1]", "  [1]  'b'"]
      ),
      (
        "{'w': tensor([1.0, 2.0])}",
        ["dict of 1", "  'w'  (2) [1, 2]"]
      ),
      ("len", ["<built-in function len>"]),
    ])
  func echoes(input: String, expected: [String]) {
    var talk = Talk()
    let answer = talk.say(input)
    #expect(answer.diagnostics.isEmpty)
    var lines = answer.lines
    while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    #expect(lines == expected)
  }

  @Test("Functions and optimizers say what matters of them")
  func things() {
    var talk = Talk()
    talk.say("def f(x, k=2, *, deep=False):\n    return x * k\n")
    let function = talk.say("f").text
    #expect(function.contains("function f(x, k=2, *, deep=False)"))
    #expect(function.contains("console, line 2"))
    talk.say("w = param(ones(2))")
    talk.say("opt = AdamW([w], lr=0.25)")
    #expect(talk.say("opt").text.contains("optimizer AdamW   lr 0.25"))
    #expect(talk.say("opt").text.contains("changes w   0 steps taken"))
    talk.say("w.sum().backward()")
    talk.say("opt.step()")
    #expect(talk.say("opt").text.contains("1 step taken"))
    #expect(talk.say("w").text.contains("grad (2,) float"))
  }

  @Test("Long values are cut, and say how long they are")
  func long() {
    var talk = Talk()
    for (input, words) in [
      ("list(range(5000))", ["list of 5000", "[0, 1, 2", "…, 4999]"]),
      ("{str(i): i for i in range(900)}", ["dict of 900", "'0': 0", "'899': 899}"]),
      ("'ab' * 5000", ["str of 10000 characters"]),
      ("[tensor([1.0 * i]) for i in range(40)]", ["list of 40", "… 32 more", "[39]"]),
      ("[list(range(300)) for i in range(50)]", ["list of 50", "list of 300"]),
      ("rand(100, 100)", ["tensor (100, 100) float", "…"]),
      ("zeros(40, 2, 3)", ["tensor (40, 2, 3) float"]),
    ] {
      let answer = talk.say(input)
      for word in words { #expect(answer.text.contains(word), "\(input): \(answer.text)") }
      #expect(answer.lines.count <= 14, "\(input): \(answer.lines.count)")
      for line in answer.lines { #expect(line.count <= 80) }
    }
  }

  @Test("The last value is `_`, and a semicolon hides it")
  func last() {
    var talk = Talk()
    talk.say("[1, 2, 3]")
    #expect(talk.say("_").text.contains("[1, 2, 3]"))
    #expect(talk.say("sum(_);").text.isEmpty)
    #expect(talk.say("_ + 1").text.contains("7"))
  }

  @Test("Help fits a screen, at any width no line is wider")
  func help() {
    var talk = Talk()
    #expect(talk.say(":help").lines.count <= 24)
    for width in [30, 60, 78, 80, 120] {
      var talk = Talk()
      talk.session.width = width
      #expect(talk.say(":help").diagnostics.isEmpty)
    }
    for command in Session.commands {
      #expect(command.brief.count <= 20, "\(command.name)")
      #expect(!command.summary.isEmpty)
      #expect(command.arguments.isEmpty == command.takes.isEmpty, "\(command.name)")
    }
  }
}
