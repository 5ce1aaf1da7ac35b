import Session
import TestSupport
import Testing

// Provenance: past reshapes and copies, through lists and Python numbers; gradients by the ways
// they came, and the factor that makes a zero zero. The numbers are PyTorch's (MATH.md).

@Suite("Where a number came from")
struct WhyTests {
  /// Advantages in a loop, as learners write them.
  static let advantages = """
    rewards = [0.0, 0.0, 0.0, 1.0]
    values = [0.1, 0.2, 0.3, 0.4]
    gamma, lam = 1.0, 0.95
    advantages = []
    last = 0.0
    for t in reversed(range(4)):
        following = values[t + 1] if t < 3 else 0.0
        delta = rewards[t] + gamma * following - values[t]
        last = delta + gamma * lam * last
        advantages.insert(0, last)
    A = tensor(advantages)
    x = A.reshape(2, 2).T.clone()
    """

  @Test("Through a list, a literal, a reshape, a transpose and a copy to the line of the loop")
  func throughLists() {
    var talk = Talk()
    talk.run(Self.advantages)
    // x[0, 1] is A[2] = 0.67.
    let answer = talk.say(":why x[0,1]")
    #expect(answer.text.contains("last = delta + gamma * lam * last"))
    #expect(answer.text.contains("= 0.1 + 1·0.95·0.6 = 0.67"), "\(answer.text)")
    #expect(answer.text.contains("handed on by"))
    // And on from there: the first of what went in that was worked out.
    let delta = talk.say(":why 1")
    #expect(delta.text.contains("= 0 + 1·0.4 − 0.3 = 0.1"), "\(delta.text)")
    #expect(talk.say(":why 9").status == .failed)
  }

  @Test("A member of a list, a field, an item")
  func members() {
    var talk = Talk()
    talk.run(Self.advantages)
    talk.run(
      "r = record(best=max(advantages))\nt = tensor([[1.5, 2.5]])\ny = (t * 2)[0, 1].item() + 1")
    for question in [":why advantages[0]", ":why r.best", ":why A[0].item()"] {
      let answer = talk.say(question)
      #expect(
        answer.text.contains("= 0.1 + 1·0.95·0.7365 = 0.799675"), "\(question): \(answer.text)")
    }
    let sum = talk.say(":why y")
    #expect(sum.text.contains("= 5 + 1 = 6"), "\(sum.text)")
    #expect(talk.say(":why 1").text.contains("2.5·2 = 5"))
    #expect(talk.say(":why values[1]").text.contains("written in the program"))
  }

  @Test("A tensor without numbers has nothing to be traced, and says so or shows its making")
  func empty() {
    var talk = Talk()
    talk.run("x = zeros(0, 3)\ny = stack([x, x])\nz = cat([x, x])\nw = x.T\nv = (x * 2).sum()")
    for name in ["x", "y", "z", "w", "v"] {
      let answer = talk.say(":why \(name)")
      #expect(!answer.text.isEmpty || !answer.diagnostics.isEmpty, "\(name)")
      #expect(talk.say(":why \(name)[0,0]").status == .failed)
    }
    talk.run("e = param(zeros(0, 3))\n(e * 2).sum().backward()")
    #expect(talk.say(":why e.grad").message.contains("has no numbers"))
    #expect(talk.say(":why e.grad at end end").status == .failed)
  }

  @Test("A sum over a list names its terms, each of which can be asked about")
  func sums() {
    var talk = Talk()
    talk.run("costs = [x * 0.5 for x in [1.0, 2.0, 3.0]]\ntotal = sum(costs) / 2")
    #expect(talk.say(":why total").text.contains("= (0.5 + 1 + 1.5) / 2 = 1.5"))
    #expect(talk.say(":why 3").text.contains("3·0.5 = 1.5"))
  }

  @Test("A gradient's ways, the largest first, and their sum")
  func ways() {
    var talk = Talk()
    talk.run("w = param(3.0)\nloss = w * w + 5 * w + w.exp()\nloss.backward()")
    // d/dw = 2w + 5 + e^w: 6 + 5 + 20.0855.
    let lines = talk.say(":why w.grad").lines
    #expect(lines[0].hasPrefix("w.grad = 31.0855"), "\(lines)")
    #expect(lines[1].contains("20.0855") && lines[1].contains("w.exp()"))
    #expect(lines[2].contains("6 ") && lines[2].contains("w * w"))
    #expect(lines[3].contains("5 ") && lines[3].contains("5 * w"))
    #expect(lines[4].contains("31.0855") && lines[4].contains("in all"))
  }

  @Test("What is held from an earlier backward is told apart")
  func accumulated() {
    var talk = Talk()
    talk.run("w = param(3.0)\n(w * w).backward()\n(w * w).backward()")
    let answer = talk.say(":why w.grad")
    #expect(answer.text.contains("w.grad = 12"))
    #expect(answer.text.contains("held from an earlier backward"))
  }

  @Test(
    "The factor that makes a zero zero",
    arguments: [
      ("y = relu(w)", "y[0] = 0 is not > 0", "flat, slope 0"),
      ("y = w.clamp(-0.5, 0.5)", "w[0] = −1 is not > −0.5", "slope 0"),
      ("y = minimum(w, tensor([-3., 5.]))", "at y", "lesser"),
      ("y = w.masked_fill(tensor([True, False]), 9.)", "at y", "written over"),
      ("B = zeros(2, 2)\ny = B @ w", "B is 0 everywhere", "factor"),
      ("z = tensor([0., 2.])\ny = w * z", "z[0] = 0", "at y"),
      ("y = where(tensor([False, True]), w, 0.)", "at y", "taken"),
      ("y = w.gather(0, tensor([1]))", "at y", "picked"),
    ])
  func zeros(_ code: String, _ reason: String, _ word: String) {
    var talk = Talk()
    talk.run("w = param([-1.0, 2.0])\n\(code)\nloss = (y * 3).sum()\nloss.backward()")
    let answer = talk.say(":why w.grad[0]")
    #expect(answer.text.contains("why zero"), "\(answer.text)")
    let words = answer.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(reason), "\(words)")
    #expect(words.contains(word), "\(words)")
  }

  @Test(
    "Why there is no gradient at all",
    arguments: [
      ("w = tensor([1.0])\nloss = param(1.0) * w.sum()\nloss.backward()", "requires no gradient"),
      ("w = param([1.0])\nloss = (w.detach() * param(1.0)).sum()\nloss.backward()", "cut at"),
      ("w = param([1.0])\nv = param(2.0)\n(v * v).backward()", "nothing was computed from it"),
      ("w = param([1.0])\nloss = (w * w).sum()", "no backward has run"),
    ])
  func none(_ code: String, _ reason: String) {
    var talk = Talk()
    talk.run(code)
    let answer = talk.say(":why w.grad")
    #expect(answer.status == .failed)
    #expect(answer.message.contains(reason), "\(answer.message)")
  }

  @Test("Two moments side by side: LoRA's A stands still at first and B moves (examples, card 5)")
  func sideBySide() {
    var talk = Talk()
    talk.run(
      """
      W = tensor([[1., 2.], [3., 4.]])
      A = param([[1., -1.]])
      B = param([[0.], [0.]])
      x = tensor([[2.], [1.]])
      target = tensor([[5.], [9.]])
      for step in range(2):
          A.grad = None
          B.grad = None
          y = W @ x + 2 * (B @ (A @ x))
          loss = 0.5 * ((y - target) ** 2).sum()
          loss.backward()
          with no_grad():
              A -= 0.1 * A.grad
              B -= 0.1 * B.grad
      """)
    talk.say(":goto start")
    talk.say(":phase update")
    talk.say(":mark first")
    talk.say(":goto end")
    let answer = talk.say(":why A.grad at first end")
    #expect(answer.status == .done, "\(answer.drawn)")
    let text = answer.text
    #expect(text.contains("B.") == false)
    let zero = answer.lines.first { $0.contains("∂A ") } ?? ""
    #expect(zero.contains("[[0, 0]]") && zero.contains("[[−0.96, −0.48]]"), "\(text)")
    #expect(text.contains("B is 0 everywhere"), "\(text)")
    let second = talk.say(":why B.grad at first end")
    let row = second.lines.first { $0.contains("∂B ") } ?? ""
    #expect(row.contains("[[−2], [2]]") && row.contains("[[−1.2], [1.2]]"), "\(second.text)")
    #expect(talk.say(":why A.grad at nowhere end").status == .failed)
  }

  @Test("Two moments of a value")
  func values() {
    var talk = Talk()
    talk.run("for k in range(3):\n    x = tensor([1.0 + k])\n    y = x * 2")
    let answer = talk.say(":why y at 6 end")
    #expect(answer.text.contains("1·2") && answer.text.contains("3·2"), "\(answer.text)")
  }
}
