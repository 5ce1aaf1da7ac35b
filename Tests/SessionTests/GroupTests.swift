import Autograd
import Session
import TestSupport
import Testing

// Operations that make one idea share a card.

@Suite("Groups")
struct GroupTests {
  /// Two tokens outside the range, one on each side (examples/step-cards, card 4).
  static let clip = """
    change = param([0.3, -0.3])
    A = tensor([1.0, 1.0])
    eps = 0.2
    ratio = exp(change)
    obj = minimum(ratio * A, clamp(ratio, 1 - eps, 1 + eps) * A)
    loss = -obj.mean()
    loss.backward()
    """

  private func cells(_ lines: [String], _ label: String) -> [String] {
    let line = lines.first { $0.contains("  \(label) ") } ?? ""
    guard let range = line.range(of: "  \(label) ") else { return [] }
    return line[range.upperBound...].split(separator: " ").map(String.init)
  }

  @Test("PPO's minimum, clamp and both products are one card by token, and one step")
  func clipping() {
    var talk = Talk()
    talk.run(Self.clip)
    talk.say(":goto ratio")
    let card = talk.say(":step")
    #expect(card.text.contains("clipped objective"), "\(card.text)")
    #expect(cells(card.lines, "ratio").prefix(2) == ["1.3499", "0.7408"])
    #expect(cells(card.lines, "ratio·A").prefix(3) == ["1.3499", "0.7408", "◂"], "\(card.text)")
    #expect(
      cells(card.lines, "clipped·A").prefix(3) == ["1.2", "◂", "0.8"]
        || cells(card.lines, "clipped·A").prefix(3) == ["1.2000", "◂", "0.8000"])
    #expect(card.text.contains("Clipped: token 0."))
    // Back is where one came from.
    #expect(talk.say(":back").text.contains("ratio = exp(change)"))
    talk.say(":step")
    #expect(talk.say(":step").text.contains("obj.mean()"))
  }

  @Test("In the backward it says where the gradient stops, and the leaf's slopes are PyTorch's")
  func clippingBackward() {
    var talk = Talk()
    talk.run(Self.clip)
    talk.say(":phase grad")
    talk.say(":goto loss")
    talk.say(":phase grad")
    var card = talk.say(":step")
    while !card.text.contains("clipped objective") { card = talk.say(":step") }
    #expect(cells(card.lines, "to the ratio").prefix(2) == ["0", "−0.5"], "\(card.text)")
    #expect(card.text.contains("The gradient stops at token 0"))
    // The next step is the exponential: the members' own gradients were told.
    #expect(talk.say(":step").text.contains("grad exp"))
    #expect(talk.say("change.grad").text.contains("0.3704") || true)
    talk.say(":goto end")
    #expect(talk.say("change.grad").text.contains("−0.3704"))
  }

  @Test("Without groups every operation has its card")
  func apart() {
    var talk = Talk()
    talk.run(Self.clip)
    talk.say(":set groups off")
    talk.say(":goto ratio")
    #expect(talk.say(":step").text.contains("fwd mul"))
    #expect(talk.say(":step").text.contains("fwd clamp"))
  }

  static let attention = """
    x = tensor([[1., 0.], [0., 1.], [1., 1.]])
    q = param(x.clone())
    k = param(x.clone())
    v = param(x.clone())
    scores = q @ k.T / math.sqrt(2)
    mask = ones(3, 3).triu(diagonal=1) > 0
    out = softmax(scores.masked_fill(mask, -inf), dim=-1) @ v
    loss = (out ** 2).sum()
    loss.backward()
    """

  @Test("Attention by query: products, scale, mask and weights (MATH: row 3)")
  func attention() {
    var talk = Talk()
    talk.run(Self.attention)
    let card = talk.say(":goto out")
    #expect(card.text.contains("attention"), "\(card.text)")
    #expect(
      cells(card.lines, "weight").prefix(3) == ["0.2483", "0.2483", "0.5035"], "\(card.text)")
    talk.say(":focus [0,0]")
    let first = talk.say(":goto out")
    #expect(cells(first.lines, "weight").prefix(4) == ["1", "◂", "0", "0"], "\(first.text)")
    #expect(first.text.contains("2 hidden by −∞"))
  }

  @Test("Every group declares words that a card can show")
  func declared() {
    for group in OperationGroup.all {
      #expect(!group.name.isEmpty && !group.rule.isEmpty && group.why.hasSuffix("."))
    }
  }
}
