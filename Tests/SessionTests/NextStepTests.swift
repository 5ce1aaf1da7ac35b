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
}
