import Diagnostics
import Display
import Language
import Lessons
import Session
import Testing

// What a stranger types wrongly: every answer has a next step, and fits the terminal.

@Suite("A next step for everything")
struct NextStepTests {
  /// A session with a tensor, a parameter, a number, a function and a gradient.
  private func started() -> Talk {
    var talk = Talk()
    talk.say("x = tensor([[1., 2.], [3., 4.]])")
    talk.say("W = param(tensor([0.5, -1.]))")
    talk.say("n = 3")
    talk.say("def f(a):\n    return a * 2")
    talk.say("loss = (x @ W).sum()")
    talk.say("loss.backward()")
    return talk
  }

  @Test(
    "A command that cannot be done says what to type instead",
    arguments: [
      ":why nothing", ":why f", ":why n + 1", ":why 3", ":why [0]", ":why x[9,9]", ":why x[0]",
      ":why W.gard", ":why W.grad[7]", ":why n.grad", ":why nothing.grad", ":info", ":info W.grad",
      ":info x[0]", ":info nothing", ":uses n", ":uses f", ":uses torch", ":check n", ":check x",
      ":check nothing", ":goto -1", ":goto 999", ":goto 1.5", ":goto f", ":goto zzz", ":phase",
      ":phase update", ":phase backward", ":iteration 1", ":break op zzz", ":break op soft",
      ":break off", ":break 999", ":break when x = 3", ":break when", ":display off",
      ":display x = 3", ":focus x", ":set digits 99", ":set zzz", ":save", ":save there",
      ":load", ":load there", ":step x", ":help zzz", ":redo", ":run", ":iteration x",
      "exit()", "quit", "help(softmax)", "dir()", "globals()", "eval('1')", "exec('1')",
    ])
  func nextStep(input: String) {
    var talk = started()
    let answer = talk.say(input)
    #expect(!answer.diagnostics.isEmpty, "\(input) was understood")
    for problem in answer.diagnostics {
      #expect(!problem.suggestions.isEmpty, "\(input): \(problem.message)")
    }
  }

  @Test("Before anything was run, too")
  func empty() {
    for input in [":break 3", ":break off", ":undo", ":why x", ":goto x", ":display off", ":trace"]
    {
      var talk = Talk()
      let answer = talk.say(input)
      #expect(answer.diagnostics.first?.suggestions.isEmpty == false, "\(input)")
    }
  }

  @Test("A name that is made later leads there")
  func later() {
    var talk = started()
    talk.say(":goto 1")
    #expect(talk.say(":why loss").drawn.contains(":goto loss"))
    #expect(talk.say(":info loss").drawn.contains(":goto loss"))
  }

  @Test("Before the first stop and behind the last, the ends themselves are named")
  func ends() {
    var talk = Talk()
    talk.say("a = [1, 2]")
    talk.say("x = tensor([1., 2.])")
    talk.say("b = x")
    talk.say(":goto x")
    // The list was bound before: this is not the beginning.
    #expect(talk.say(":back").drawn.contains(":goto start"))
    #expect(talk.say(":step").drawn.contains(":goto end"))
    talk.say(":goto start")
    #expect(talk.say(":back").message == "this is the beginning")
  }

  @Test("What is not there leads to what lists it")
  func attributes() {
    var talk = started()
    let drawn = talk.say("F.zzz").drawn
    // :help lists commands, Tab the attributes.
    #expect(drawn.contains("Tab behind the dot") && !drawn.contains(":help"))
    #expect(talk.session.completion(of: "F.", at: 2)?.candidates.isEmpty == false)
  }

  @Test("The number that was asked for is shown, though nothing worked it out")
  func made() {
    var talk = started()
    #expect(talk.say(":why W[-1]").text.contains("W[1] = −1\n"))
    #expect(talk.say(":why x[1,0]").text.contains("x[1,0] = 3\n"))
    #expect(!talk.say(":why W").text.contains("W[1] ="))
  }

  @Test("A parameter that was updated tells of its value before")
  func updated() {
    var talk = started()
    talk.say("opt = SGD([W], lr=0.1)")
    talk.say("opt.step()")
    let why = talk.say(":why W").text
    #expect(why.contains("W before was made in line 2") && why.contains("W.grad was made in line"))
    let uses = talk.say(":uses W").text.replacing("\n", with: " ")
    let before = talk.session.timeline.end - 1
    #expect(uses.contains("since its update; `:goto \(before)`"))
    talk.say(":goto \(before)")
    #expect(talk.say(":uses W").text.contains("x @ W"))
  }

  @Test("The keys below a card name two ways on")
  func keys() {
    var talk = Talk(interactive: true)
    talk.say("x = tensor([1., 2.])")
    talk.say("y = x * 2")
    #expect(talk.say(":goto y").text.contains("Enter: :step   :back"))
    #expect(talk.say(":back").text.contains("Enter: :back   :step"))
  }

  @Test("Negative indices count from the end, as Python's do")
  func negative() {
    var talk = started()
    #expect(talk.say(":why W.grad[-1]").text == talk.say(":why W.grad[1]").text)
    #expect(talk.say(":why W.grad[-1]").text.hasPrefix("W.grad[1] = 6"))
    #expect(talk.say(":why W.grad[-3]").message.contains("no place"))
    talk.say(":goto loss")
    talk.say(":back")
    // [1·0.5 − 2, 3·0.5 − 4]
    #expect(talk.say(":focus [-1]").text.contains("[1] = 3·0.5 + 4·(−1) = −2.5"))
  }

  @Test("Help understands names as programs and notebooks write them")
  func help() {
    var talk = started()
    let softmax = talk.say("?softmax").text
    for input in ["?F.softmax", "?torch.softmax", "softmax?", "F.softmax??", ":help F.softmax"] {
      #expect(talk.say(input).text == softmax, "\(input)")
    }
    #expect(talk.say("?W").text == talk.say(":info W").text)
    #expect(talk.say("W?").text == talk.say(":info W").text)
  }

  @Test("On forty columns nothing that matters is cut")
  func narrow() {
    var talk = Talk(width: 40)
    talk.session.width = 40
    talk.say("x = tensor([1., 2.])")
    talk.say("y = softmax(x, dim=0)")
    let trace = talk.say(":trace")
    #expect(trace.text.contains("y = softmax(x, dim=0)"))
    let settings = talk.say(":set")
    for setting in Setting.all { #expect(settings.text.contains(setting.values)) }
    for line in trace.lines + settings.lines { #expect(terminalWidth(line) <= 40, "\(line)") }
  }

  @Test("Settings and their words are completed")
  func settings() {
    let session = started().session
    func offered(_ text: String) -> [String] {
      session.completion(of: text, at: text.utf8.count)?.candidates.map(\.text) ?? []
    }
    #expect(offered(":set th") == ["theme "])
    #expect(offered(":set theme ") == ["dark", "light", "none", "auto"])
    #expect(offered(":set theme l") == ["light"])
    #expect(offered(":set digits ") == [])
  }

  @Test("A function of the language whose name was taken says how to get it back")
  func shadowed() {
    var talk = started()
    talk.say("print = 3")
    #expect(talk.say("print(1)").drawn.contains("del print"))
    talk.say("del print")
    #expect(talk.say("print(1)").printed == "1\n")
  }

  @Test("What clipping changes is called by its tensor's name")
  func clipped() {
    var talk = started()
    talk.run("p = param([3., 4.])\n(p * p / 2).sum().backward()\nn = clip_grad_norm_([p], 1.0)")
    let card = talk.say(":phase update").status == .done ? talk.say(":when") : talk.say(":back")
    let text = card.text + talk.say(":goto end").text + talk.say(":back").text
    #expect(text.contains("p.grad"), "\(text)")
    #expect(!text.contains("before    n"), "\(text)")
  }
}
