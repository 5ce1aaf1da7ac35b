import Testing

@testable import Tensors

@Suite struct RandomTests {
  func check(_ name: String, _ found: Tensor, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = RandomNumbers.pytorch[name] ?? []
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (x, y) in zip(found.elements, expected) {
      // The last digits of sines and logarithms differ between C libraries.
      #expect(
        (x - y).magnitude <= 1e-14 * max(1, y.magnitude), "\(name)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func drawsPyTorchsNumbers() throws {
    var stream = RandomStream(seed: 0)
    let p = Tensor([0.1, 0.2, 0.3, 0.4])
    check("u", stream.uniform([5]))
    check("n3", stream.normal([3]))
    check("n4", stream.normal([2, 2]))
    check("n20", stream.normal([20]))
    check("n16", stream.normal([4, 4]))
    check("n33", stream.normal([33]))
    check("i", try stream.randint(0, 10, [8]))
    check("j", try stream.randint(0, 100, [3, 2]))
    check("p", try stream.permutation(9))
    check("m", try stream.multinomial(p, samples: 1))
    check("ms", try stream.multinomial(p, samples: 6, replacement: true))
    check(
      "m2",
      try stream.multinomial(Tensor([0.1, 0.9, 0.8, 0.2], shape: [2, 2]), samples: 1))
    check("b", try stream.bernoulli(Tensor(filling: 0.3, shape: [10])))
    check("d", try stream.dropoutMask(0.25, [12]))
    stream.seed(1_234_567)
    check("r", stream.normal([5, 7]))
    check("q", stream.uniform([2, 3, 2]))
    stream.seed(42)
    check("s", try stream.randint(5, 9, [4]))
  }

  // 5489 is the seed that C++ gives std::mt19937 by default.
  @Test func isTheMersenneTwister() {
    var stream = RandomStream(seed: 5489)
    #expect(stream.next32() == 3_499_211_612)
    for _ in 1..<9999 { _ = stream.next32() }
    // C++ requires this as the 10,000th output of std::mt19937.
    #expect(stream.next32() == 4_123_659_995)
  }

  @Test func aStreamIsAValue() {
    var a = RandomStream(seed: 3)
    _ = a.normal([3])
    var b = a
    let first = a.normal([40])
    #expect(b.normal([40]).isIdentical(to: first))
    #expect(a.normal() == b.normal())
  }

  @Test func refusesWhatIsNoDistribution() {
    var stream = RandomStream()
    #expect(throws: ShapeError(.value(2, operation: "bernoulli"))) {
      try stream.bernoulli(Tensor([2]))
    }
    #expect(throws: ShapeError(.value(-1, operation: "multinomial"))) {
      try stream.multinomial(Tensor([1, -1]), samples: 1)
    }
    #expect(throws: ShapeError(.empty(operation: "multinomial"))) {
      try stream.multinomial(Tensor([1, 1]), samples: 3)
    }
    #expect(throws: ShapeError(.empty(operation: "randint"))) {
      try stream.randint(3, 3, [2])
    }
    #expect(throws: ShapeError.self) { try stream.randint(.min, .max, [2]) }
    #expect(throws: ShapeError(.negativeSize(-1))) { try stream.permutation(-1) }
  }
}
