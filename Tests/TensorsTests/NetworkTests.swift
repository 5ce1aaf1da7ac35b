import BLAS
import Testing

@testable import Tensors

@Suite struct NetworkTests {
  @Test func agreesWithPyTorch() throws {
    for fixture in Fixture.parse(Fixture.networkCases) {
      let t = fixture.tensors
      switch fixture.name {
      case "layerNorm":
        let y = try Kernels.layerNorm(
          t[0], weight: t[1], bias: t[2], normalizedCount: 5, eps: 1e-5)
        let d = try Kernels.layerNormBackward(
          t[3], input: t[0], weight: t[1], hasBias: true, mean: y.mean, rstd: y.rstd,
          normalizedCount: 5)
        let found = [y.output, d.input, d.weight, d.bias].compactMap { $0 }
        fixture.check(found, tolerance: 1e-13)
      case "rmsNorm":
        let y = try Kernels.rmsNorm(t[0], weight: t[1], normalizedCount: 5, eps: 1e-6)
        let d = try Kernels.rmsNormBackward(
          t[2], input: t[0], weight: t[1], rstd: y.rstd, normalizedCount: 5)
        let found = [y.output, d.input, d.weight].compactMap { $0 }
        fixture.check(found, tolerance: 1e-13)
      case "crossEntropy":
        let smoothing = fixture.numbers[0]
        let y = try Kernels.crossEntropy(t[0], targets: t[1], labelSmoothing: smoothing)
        let d = try Kernels.crossEntropyBackward(
          t[2], logits: t[0], targets: t[1], labelSmoothing: smoothing)
        #expect(y.validCount == 3)
        fixture.check([y.losses, d])
      case "matmul":
        fixture.check([try Kernels.matmul(t[0], t[1])])
      default:
        fixture.check([try optimized(fixture)])
      }
    }
  }

  /// A parameter after a step for each row of gradients.
  func optimized(_ fixture: Fixture) throws -> Tensor {
    var p = fixture.tensors[0]
    var mean = Tensor(filling: 0, shape: p.shape)
    var square = mean
    var velocity: Tensor?
    for step in 1...3 {
      let g = fixture.tensors[1].selected(axis: 0, index: step - 1)
      switch fixture.name {
      case "adam", "adamw":
        try Kernels.adam(
          &p, gradient: g, mean: &mean, square: &square, step: step,
          .init(lr: 0.1, weightDecay: 0.1, decoupled: fixture.name == "adamw"))
      case "sgd":
        try Kernels.sgd(
          &p, gradient: g, velocity: &velocity,
          .init(lr: 0.1, momentum: 0.9, dampening: 0.2, weightDecay: 0.1))
      case "nesterov":
        try Kernels.sgd(
          &p, gradient: g, velocity: &velocity, .init(lr: 0.1, momentum: 0.9, nesterov: true))
      default:
        try Kernels.sgd(&p, gradient: g, velocity: &velocity, .init(lr: 0.1))
      }
    }
    return p
  }

  @Test func anUpdateLeavesOtherHoldersAlone() throws {
    let before = Tensor([1, 2])
    var p = before
    var velocity: Tensor?
    try Kernels.sgd(&p, gradient: Tensor([1, 1]), velocity: &velocity, .init(lr: 1))
    #expect(before.elements == [1, 2])
    #expect(p.elements == [0, 1])
  }

  @Test(arguments: [1, 3, 8, 9, 17, 40])
  func blasAgreesWithTheDefinition(n: Int) throws {
    var stream = RandomStream(seed: n)
    let (m, k) = (n + 2, 2 * n + 1)
    let a = stream.normal([3, m, k])
    let b = stream.normal([3, k, n])
    let turnedA = a.transposed(1, 2).contiguous().transposed(1, 2)
    let turnedB = b.transposed(1, 2).contiguous().transposed(1, 2)
    let plain = try Kernels.matmul(a, b, plain: true).elements
    let first = try Kernels.matmul(
      a.selected(axis: 0, index: 0), b.selected(axis: 0, index: 0), plain: true)
    for (x, y) in [(a, b), (turnedA, b), (a, turnedB), (turnedA, turnedB)] {
      for way in [false, true] {
        for (found, expected) in zip(try Kernels.matmul(x, y, plain: way).elements, plain) {
          #expect((found - expected).magnitude < 1e-12 * Double(k))
        }
      }
    }
    let oneForAll = try Kernels.matmul(a, b.selected(axis: 0, index: 0))
    let head = oneForAll.selected(axis: 0, index: 0).elements
    for (x, y) in zip(head, first.elements) { #expect((x - y).magnitude < 1e-12 * Double(k)) }
  }

  @Test func productsAreTheSameBitsEveryTime() throws {
    var stream = RandomStream(seed: 1)
    let a = stream.normal([33, 65])
    let b = stream.normal([65, 47])
    let first = try Kernels.matmul(a, b)
    for _ in 0..<5 { #expect(try Kernels.matmul(a.copied(), b.copied()).isIdentical(to: first)) }
  }

  @Test func refusesShapesThatDoNotFit() {
    let a = Tensor(filling: 1, shape: [2, 3])
    #expect(throws: ShapeError(.matmul([2, 3], [4, 3]))) {
      try Kernels.matmul(a, Tensor(filling: 1, shape: [4, 3]))
    }
    #expect(throws: ShapeError(.rank([], needs: 1))) {
      try Kernels.matmul(a, Tensor(scalar: 1))
    }
    #expect(throws: ShapeError(.indexOutOfRange(index: 3, size: 3, axis: 1))) {
      try Kernels.crossEntropy(a, targets: Tensor([0, 3], dtype: .int))
    }
  }
}
