import Autograd
import Session
import TestSupport
import Testing

// At a kink there is no slope: `:check` shows the left and the right one and names what the rule
// takes. The three numbers of each are PyTorch's convention and plain calculus.

@Suite("Kinks")
struct KinkTests {
  struct Kink: Sendable, CustomStringConvertible {
    let operation: String
    let code: String
    let exact: String
    let left: String
    let right: String
    var description: String { operation }
  }

  static let all = [
    Kink(
      operation: "relu", code: "w = param([0.0])\ny = relu(w)", exact: "0", left: "0", right: "1"),
    Kink(
      operation: "abs", code: "w = param([0.0])\ny = abs(w)", exact: "0", left: "−1", right: "1"),
    Kink(
      operation: "leaky_relu", code: "w = param([0.0])\ny = F.leaky_relu(w)", exact: "0.01",
      left: "0.01", right: "1"),
    Kink(
      operation: "clamp", code: "w = param([1.2])\ny = w.clamp(0.8, 1.2)", exact: "0", left: "1",
      right: "0"),
    Kink(
      operation: "maximum", code: "w = param([2.0])\ny = maximum(w, tensor([2.0]))", exact: "0.5",
      left: "0", right: "1"),
    Kink(
      operation: "minimum", code: "w = param([2.0])\ny = minimum(w, tensor([2.0]))", exact: "0.5",
      left: "1", right: "0"),
    Kink(
      operation: "amax", code: "w = param([2.0, 2.0])\ny = w.amax()", exact: "0.5", left: "0",
      right: "1"),
    Kink(
      operation: "amin", code: "w = param([2.0, 2.0])\ny = w.amin()", exact: "0.5", left: "1",
      right: "0"),
    Kink(
      operation: "l1_loss",
      code: "w = param([3.0])\ny = F.l1_loss(w, tensor([3.0]), reduction=\"sum\")", exact: "0",
      left: "−1", right: "1"),
  ]

  @Test("Left, right, and the convention by name", arguments: all)
  func check(_ kink: Kink) throws {
    var talk = Talk()
    talk.run(kink.code + "\ny.sum().backward()")
    let answer = talk.say(":check w")
    let words = answer.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("a kink: left \(kink.left), right \(kink.right)"), "\(words)")
    let row = answer.lines.first { $0.contains("w[0]") } ?? ""
    let exact = row.split(separator: " ").dropFirst().first.flatMap {
      Double($0.replacing("−", with: "-"))
    }
    #expect(exact == Double(kink.exact.replacing("−", with: "-")), "\(row)")
    #expect(words.contains(try #require(Convention.of(kink.operation))), "\(words)")
  }

  @Test("Every convention that is written down is held to the rule")
  func complete() {
    let told = Set(Self.all.map(\.operation)).union(["argmax", "argmin"])
    #expect(told == Set(Convention.operations))
  }

  @Test("One of two equal greatest gets the whole slope by max(dim)", arguments: ["max", "min"])
  func ties(_ name: String) {
    var talk = Talk()
    talk.run("w = param([2.0, 2.0])\ny = w.\(name)(dim=0).values\ny.backward()")
    let answer = talk.say(":check w")
    #expect(answer.text.contains("a kink"), "\(answer.text)")
    #expect(
      answer.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        .contains("gives the whole slope to one"), "\(answer.text)")
  }

  @Test("A steep bend is no kink")
  func bend() {
    var talk = Talk()
    talk.run("w = param([0.0, 0.001])\ny = torch.tanh(w * 1000)\ny.sum().backward()")
    #expect(!talk.say(":check w").text.contains("kink"))
  }
}
