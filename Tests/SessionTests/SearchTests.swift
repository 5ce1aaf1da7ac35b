import Session
import TestSupport
import Testing

// Searching time: conditions, changes of a number in both directions, the first nan and inf.

@Suite("Searching time")
struct SearchTests {
  static let training = """
    w = param([1.0, 2.0])
    for step in range(5):
        loss = (w[0] * w[0] * (1 if step < 3 else 0) + w[1] * w[1]).sum()
        w.grad = None
        loss.backward()
        with no_grad():
            w -= 0.25 * w.grad
    """

  @Test("`:until` goes to where a condition becomes true, and says when it never does")
  func until() {
    var talk = Talk()
    talk.run(Self.training)
    talk.say(":goto start")
    #expect(talk.say(":until step == 3").status == .done)
    #expect(talk.say("step").text.contains("3"))
    #expect(talk.say("w").text.contains("0.125"))
    #expect(talk.say(":until step == 77").status == .failed)
    #expect(talk.say(":until nonsense").message.contains("could never be worked out"))
    #expect(talk.say(":until").status == .failed)
    #expect(talk.say(":until x = 3").status == .failed)
  }

  @Test("When did it last change? `:watch` and `:rrun`, and forwards every change in turn")
  func watching() {
    var talk = Talk()
    talk.run(Self.training)
    // w[0] halves in the first three steps and then stands still; w[1] halves five times.
    #expect(talk.say(":watch w[0]").text.contains("now 0.125"))
    #expect(talk.say(":rrun").text.contains("0.25 → 0.125"))
    #expect(talk.say(":rrun").text.contains("0.5 → 0.25"))
    #expect(talk.say(":rrun").text.contains("1 → 0.5"))
    #expect(talk.say(":rrun").text.contains("nothing → 1"))
    #expect(talk.say(":run").text.contains("1 → 0.5"))
    #expect(talk.say(":run").text.contains("0.5 → 0.25"))
    #expect(talk.say(":run").text.contains("0.25 → 0.125"))
    #expect(talk.say(":run").text.contains("the end"))
    #expect(talk.say(":watch").text.contains("watch w[0]"))
    #expect(talk.say(":watch off").status == .done)
    talk.say(":watch step")
    #expect(talk.say(":rrun").text.contains("3 → 4"))
    talk.say(":watch off")
    talk.say(":watch loss.item() * 2")
    #expect(talk.say(":rrun").status == .done)
  }

  @Test("`:watch` of a gradient")
  func gradients() {
    var talk = Talk()
    talk.run(Self.training)
    talk.say(":watch w.grad[1]")
    // The last gradient of w[1] is 2·w[1] before the last step: 2·0.125.
    #expect(talk.say(":rrun").text.contains("→ 0.25"))
  }

  @Test("The first nan is the division, not what came after; the mask's −inf is no accident")
  func origins() {
    var talk = Talk()
    talk.run(
      """
      scores = tensor([[1., 2.], [3., 4.]]).masked_fill(tensor([[False, True], [False, False]]), -inf)
      p = softmax(scores, dim=-1)
      more = scores + 1
      low = tensor([-inf, 0.]).exp()
      r_w, r_l = tensor(1000.0), tensor(998.0)
      bad = -log(exp(r_w) / (exp(r_w) + exp(r_l)))
      worse = bad * 2
      """)
    let nan = talk.say(":origin nan")
    #expect(nan.text.contains("fwd div"), "\(nan.text)")
    #expect(nan.text.contains("inf / inf = nan"))
    let inf = talk.say(":origin inf")
    #expect(inf.text.contains("fwd exp") && inf.text.contains("exp(1000) = inf"), "\(inf.text)")
    talk.say(":goto start")
    talk.say(":break nan")
    #expect(talk.say(":run").text.contains("fwd div"))
    #expect(talk.say(":run").text.contains("the end"))
    #expect(talk.say(":rrun").text.contains("fwd div"))
    #expect(talk.say(":rrun").text.contains("beginning"))
    #expect(talk.say(":origin").status == .failed)
    #expect(talk.say(":origin 7").status == .failed)
  }

  @Test("A nan made on the way back, and one of Python's own numbers")
  func nanInBackward() {
    var talk = Talk()
    talk.run("w = param([0.0, 4.0])\ny = sqrt(w) * tensor([0.0, 1.0])\ny.sum().backward()")
    // ∂ = 0 · 1/(2·0): the slope of the root at 0.
    let found = talk.say(":origin nan")
    #expect(found.text.contains("grad sqrt"), "\(found.text)")
    talk.run("big = 1e308\nhuge = big * 10")
    talk.say(":goto end")
    #expect(talk.say(":origin inf").status == .done)
  }
}

@Suite("The quiz")
struct QuizTests {
  @Test("A card keeps its result until it is typed or asked for")
  func asking() {
    var talk = Talk(interactive: true)
    talk.run(
      "x = tensor([[1., 2., 3.], [0., 1., -1.]])\nW = tensor([[0.5, -1.], [0., 2.], [1., 0.5]])\nh = x @ W"
    )
    talk.say(":quiz on")
    talk.say(":focus [0,1]")
    let card = talk.say(":goto h")
    #expect(card.text.contains("= ?") && !card.text.contains("4.5"), "\(card.text)")
    #expect(talk.say("3").text.contains("too small"))
    #expect(talk.say("-4.5").text.contains("sign"))
    let right = talk.say("4.5")
    #expect(right.text.contains("yes") && right.text.contains("= 4.5"), "\(right.text)")
    talk.say(":back")
    talk.say(":step")
    #expect(talk.say("").text.contains("4.5"), "Enter shows it")
    talk.say(":step")
    #expect(talk.say(":quiz off").status == .done)
    #expect(talk.say(":quiz").status == .failed)
    #expect(talk.say(":goto h").text.contains("= 4.5"))
    #expect(talk.say(":quiz maybe").status == .failed)
  }
}
