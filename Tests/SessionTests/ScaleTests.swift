@testable import Session
import Stepper
import TestSupport
import Testing

// Time at scale: a memory budget, told when the far past has to be run again, searches that can be
// interrupted and say how far they are.

@Suite("Time at scale")
struct ScaleTests {
  /// A training loop that is long enough for machines to be kept on the way.
  static let long = """
    manual_seed(0)
    W = param(randn(8, 16) * 0.5)
    V = param(randn(16, 1) * 0.5)
    x = randn(64, 8)
    y = (x ** 2).sum(1, keepdim=True)
    opt = AdamW([W, V], lr=0.01)
    losses = []
    for step in range(3000):
        loss = ((gelu(layer_norm(x @ W, (16,))) @ V - y) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    """

  @Test("The budget can be written with its unit")
  func budget() {
    var talk = Talk()
    #expect(talk.say(":set memory 512MB").status == .done)
    #expect(talk.say(":set").text.contains("512"))
    #expect(talk.session.timeline.budget == 512 << 20)
    #expect(talk.say(":set memory 1kB").status == .failed)
  }

  @Test("A small budget is held, and going far back says what it takes")
  func thinned() {
    var talk = Talk()
    talk.session.timeline.budget = 1 << 16
    talk.run(Self.long)
    let timeline = talk.session.timeline
    #expect(timeline.isThinned)
    #expect(timeline.checkpointBytes <= 2 << 16)
    let place =
      (1...timeline.end).max { timeline.replayed(to: $0) < timeline.replayed(to: $1) } ?? 1
    let answer = talk.say(":goto \(place)")
    let isFar = timeline.replayed(to: place) > 20_000
    #expect(answer.text.contains("were run once more to come here") == isFar)
    #expect(talk.say(":when").text.contains("event \(place)"))
  }

  @Test("A search says how far it is, and stops when it is told to, leaving everything in place")
  func interrupted() {
    var talk = Talk()
    talk.run(Self.long)
    talk.say(":goto start")
    let shares = Shares()
    talk.session.progress = { shares.add($0) }
    talk.session.isInterrupted = { shares.count > 20 }
    talk.say(":until step == 2999")
    #expect(shares.count > 20)
    #expect(shares.areShares)
    let stopped = talk.session.cursor ?? -1
    #expect(stopped > 0 && stopped < talk.session.timeline.end)
    talk.session.isInterrupted = { false }
    #expect(talk.say(":until step == 2999").status == .done)
    #expect(talk.say("step").text.contains("2999"))
  }
}

/// What a search has told, from one thread.
private final class Shares: @unchecked Sendable {
  private(set) var count = 0
  private(set) var areShares = true
  func add(_ share: Double) {
    if !(0...1).contains(share) { areShares = false }
    count += 1
  }
}

@Suite("A graph with its gradients")
struct GraphTests {
  @Test("Values, shapes and the gradient of every part (PyTorch's numbers)")
  func drawn() {
    var talk = Talk()
    talk.run("a = param(2.0)\nb = param(-3.0)\nc = a * b\nd = c + a\nloss = d * d\nloss.backward()")
    // d = −4: ∂loss/∂d = −8, ∂c = −8, ∂a = −8·(b + 1) = 16, ∂b = −8·a = −16.
    for question in [":graph loss", ":graph"] {
      let text = talk.say(question).text
      for part in ["loss", "c = a * b", "−6", "∂ −8", "∂ 16", "∂ −16"] {
        #expect(text.contains(part), "\(part):\n\(text)")
      }
    }
    #expect(talk.say(":graph nothing").status == .failed)
    talk.run("n = 3")
    #expect(talk.say(":graph n").message.contains("no tensor"))
  }
}
