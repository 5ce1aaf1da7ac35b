import Testing

@testable import Tensors

typealias Binary = @Sendable (Tensor, Tensor) throws -> Tensor
typealias Unary = @Sendable (Tensor) throws -> Tensor

@Suite struct ElementwiseTests {
  static let binary: [String: Binary] = [
    "add": Kernels.add, "sub": Kernels.sub, "mul": Kernels.mul, "div": Kernels.div,
    "floorDivide": Kernels.floorDivide, "remainder": Kernels.remainder,
    "maximum": Kernels.maximum, "minimum": Kernels.minimum, "pow": Kernels.pow,
    "equal": Kernels.equal, "less": Kernels.less, "greaterEqual": Kernels.greaterEqual,
    "logicalXor": Kernels.logicalXor, "bitwiseAnd": Kernels.bitwiseAnd,
    "bitwiseOr": Kernels.bitwiseOr, "bitwiseXor": Kernels.bitwiseXor,
    "tanhBackward": { try Kernels.tanhBackward($0, output: $1) },
    "sigmoidBackward": { try Kernels.sigmoidBackward($0, output: $1) },
    "reluBackward": { try Kernels.reluBackward($0, input: $1) },
    "geluBackward": { try Kernels.geluBackward($0, input: $1) },
    "geluTanhBackward": { try Kernels.geluTanhBackward($0, input: $1) },
    "siluBackward": { try Kernels.siluBackward($0, input: $1) },
  ]
  static let unary: [String: Unary] = [
    "neg": Kernels.neg, "abs": Kernels.abs, "sign": Kernels.sign, "exp": Kernels.exp,
    "expm1": Kernels.expm1, "log": Kernels.log, "log1p": Kernels.log1p, "log2": Kernels.log2,
    "sqrt": Kernels.sqrt, "rsqrt": Kernels.rsqrt, "square": Kernels.square,
    "reciprocal": Kernels.reciprocal, "sin": Kernels.sin, "cos": Kernels.cos,
    "tanh": Kernels.tanh, "sigmoid": Kernels.sigmoid, "relu": Kernels.relu,
    "gelu": Kernels.gelu, "geluTanh": Kernels.geluTanh, "silu": Kernels.silu,
    "softplus": { Kernels.softplus($0) }, "logsigmoid": Kernels.logsigmoid,
    "erf": Kernels.erf, "elu": { Kernels.elu($0) }, "leakyRelu": { Kernels.leakyRelu($0) },
    "floor": Kernels.floor, "ceil": Kernels.ceil, "round": { Kernels.round($0) },
    "isnan": Kernels.isnan, "isinf": Kernels.isinf, "isfinite": Kernels.isfinite,
    "logicalNot": Kernels.logicalNot, "bitwiseNot": Kernels.bitwiseNot,
  ]

  @Test func agreesWithPyTorch() throws {
    for fixture in Fixture.parse(Fixture.elementwiseCases) {
      let t = fixture.tensors
      if let f = ElementwiseTests.binary[fixture.name] {
        fixture.check([try f(t[0], t[1])])
        // The same through strided operands must be the same to the bit.
        let (a, b) = (strided(t[0]), strided(t[1]))
        #expect(try f(a, b).isIdentical(to: try f(t[0], t[1])), "\(fixture.name)")
      } else if let f = ElementwiseTests.unary[fixture.name] {
        fixture.check([try f(t[0])])
        #expect(try f(strided(t[0])).isIdentical(to: try f(t[0])), "\(fixture.name)")
      } else if fixture.name == "clamp" {
        let (low, high) = (fixture.numbers[0], fixture.numbers[1])
        fixture.check([Kernels.clamp(t[0], min: low, max: high)])
      } else if fixture.name == "where" {
        fixture.check([try Kernels.where(t[0], t[1], t[2])])
      } else if fixture.name == "lerp" {
        fixture.check([try Kernels.lerp(t[0], t[1], t[2])])
      } else {
        Issue.record("no kernel for \(fixture.name)")
      }
    }
  }

  /// The same values with a stride of 2 in the last dimension.
  func strided(_ t: Tensor) -> Tensor {
    guard t.rank > 0 else { return t }
    let twice = t.unsqueezed(at: t.rank)
    guard let pairs = try? Kernels.cat([twice, twice], dim: t.rank) else { return t }
    return pairs.selected(axis: t.rank, index: 1)
  }

  @Test func refusesWhatPyTorchRefuses() {
    let ints = Tensor([1, 2], dtype: .int)
    let zeros = Tensor([0, 1], dtype: .int)
    let bools = Tensor([0, 1], dtype: .bool)
    let huge = Tensor([0x1p53, 1], dtype: .int)
    #expect(throws: ShapeError(.divisionByZero)) { try Kernels.floorDivide(ints, zeros) }
    #expect(throws: ShapeError(.divisionByZero)) { try Kernels.remainder(ints, zeros) }
    #expect(throws: ShapeError(.negativeExponent)) {
      try Kernels.pow(ints, Tensor([-1, 0], dtype: .int))
    }
    #expect(throws: ShapeError(.integerOverflow)) { try Kernels.add(huge, huge) }
    #expect(throws: ShapeError(.dtype(.bool, operation: "subtraction"))) {
      try Kernels.sub(bools, bools)
    }
    #expect(throws: ShapeError(.dtype(.float, operation: "&"))) {
      try Kernels.bitwiseAnd(ints, Tensor([1.5, 2]))
    }
    #expect(throws: ShapeError(.broadcast([2, 3], [2, 4], axis: -1))) {
      try Kernels.add(Tensor(filling: 0, shape: [2, 3]), Tensor(filling: 0, shape: [2, 4]))
    }
  }

  @Test func dtypesCastAsInPyTorch() {
    let x = Tensor([1.9, -1.9, 0, -0.5, .nan])
    #expect(Array(x.with(dtype: .int).elements[..<4]) == [1, -1, 0, 0])
    #expect(x.with(dtype: .bool).elements == [1, 1, 0, 1, 1])
    #expect(Tensor([0, 1], dtype: .bool).with(dtype: .int).elements == [0, 1])
  }
}
