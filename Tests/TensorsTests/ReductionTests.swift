import Testing

@testable import Tensors

@Suite struct ReductionTests {
  typealias Reduction = @Sendable (Tensor, [Int]?, Bool) throws -> Tensor
  static let reductions: [String: Reduction] = [
    "sum": { try Kernels.sum($0, dims: $1, keepdim: $2) },
    "prod": { try Kernels.prod($0, dims: $1, keepdim: $2) },
    "mean": { try Kernels.mean($0, dims: $1, keepdim: $2) },
    "amax": { try Kernels.amax($0, dims: $1, keepdim: $2) },
    "amin": { try Kernels.amin($0, dims: $1, keepdim: $2) },
    "logsumexp": { try Kernels.logsumexp($0, dims: $1, keepdim: $2) },
    "norm2": { try Kernels.norm2($0, dims: $1, keepdim: $2) },
    "variance": { try Kernels.variance($0, dims: $1, keepdim: $2) },
    "any": { try Kernels.any($0, dims: $1, keepdim: $2) },
    "all": { try Kernels.all($0, dims: $1, keepdim: $2) },
    "argmax": { x, dims, _ in try Kernels.argmax(x, dim: dims?.first) },
    "argmin": { x, dims, _ in try Kernels.argmin(x, dim: dims?.first) },
    "cumsum": { x, dims, _ in try Kernels.cumsum(x, dim: dims?.first ?? 0) },
    "cumprod": { x, dims, _ in try Kernels.cumprod(x, dim: dims?.first ?? 0) },
    "softmax": { x, dims, _ in try Kernels.softmax(x, dim: dims?.first ?? 0) },
    "logSoftmax": { x, dims, _ in try Kernels.logSoftmax(x, dim: dims?.first ?? 0) },
  ]

  @Test func agreesWithPyTorch() throws {
    for fixture in Fixture.parse(Fixture.reductionCases) {
      let (t, dims) = (fixture.tensors, fixture.ints)
      if let f = ReductionTests.reductions[fixture.name] {
        fixture.check([try f(t[0], dims, dims.count == 2)])
        // The same numbers lying in another order in memory.
        let turned = t[0].transposed(0, -1).contiguous().transposed(0, -1)
        fixture.check([try f(turned, dims, dims.count == 2)])
      } else if fixture.name == "softmaxBackward" {
        fixture.check([try Kernels.softmaxBackward(t[0], output: t[1], dim: dims[0])])
      } else if fixture.name == "logSoftmaxBackward" {
        fixture.check([try Kernels.logSoftmaxBackward(t[0], output: t[1], dim: dims[0])])
      } else {
        Issue.record("no kernel for \(fixture.name)")
      }
    }
  }

  @Test func longSumsAreAccurate() throws {
    // 0.1 a million times: a running sum is off by 1.3e-6 (as CPython's `sum` before 3.12 shows).
    let x = Tensor(filling: 0.1, shape: [1_000_000])
    #expect((try Kernels.sum(x).item - 100_000).magnitude < 1e-10)
    let rows = Tensor(filling: 0.1, shape: [100_000, 3])
    for total in try Kernels.sum(rows, dims: [0]).elements {
      #expect((total - 10_000).magnitude < 1e-10)
    }
    #expect((try Kernels.variance(x).item).magnitude < 1e-25)
  }

  @Test func everyLengthIsSummedWhole() throws {
    for n in [1, 7, 8, 15, 16, 17, 511, 512, 513, 1023, 1024, 1025, 4096, 5000] {
      let x = try Kernels.arange(0, Double(n))
      #expect(try Kernels.sum(x).item == Double(n * (n - 1) / 2), "\(n)")
      #expect(try Kernels.amax(x).item == Double(n - 1))
      #expect(
        try Kernels.sum(x.reshaped([n, 1]).expanded(to: [n, 3]), dims: [0]).elements
          == [Double](repeating: Double(n * (n - 1) / 2), count: 3))
    }
  }

  @Test func aMaximumKeepsNaN() throws {
    for n in [3, 8, 9, 40] {
      for at in [0, n / 2, n - 1] {
        var values = [Double](repeating: 1, count: n)
        values[at] = .nan
        #expect(try Kernels.amax(Tensor(values)).item.isNaN)
        #expect(try Kernels.softmax(Tensor(values), dim: 0).elements.allSatisfy(\.isNaN))
      }
    }
  }

  @Test func refusesNothingAndWrongDims() {
    let empty = Tensor([])
    #expect(throws: ShapeError(.empty(operation: "max"))) { try Kernels.amax(empty) }
    #expect(throws: ShapeError(.dimOutOfRange(dim: 2, rank: 1))) {
      try Kernels.sum(empty, dims: [2])
    }
    #expect(throws: ShapeError(.repeatedDim(-1))) {
      try Kernels.sum(Tensor(filling: 1, shape: [2, 2]), dims: [1, -1])
    }
    #expect(throws: ShapeError(.dtype(.int, operation: "mean"))) {
      try Kernels.mean(Tensor([1, 2], dtype: .int))
    }
  }

  @Test func unbroadcastSumsWhatWasSpread() {
    let g = Tensor((0..<24).map(Double.init), shape: [2, 3, 4])
    #expect(Kernels.unbroadcast(g, to: [3, 1]).elements == [60, 92, 124])
    #expect(Kernels.unbroadcast(g, to: []).item == 276)
    #expect(Kernels.unbroadcast(g, to: [2, 1, 4]).shape == [2, 1, 4])
    #expect(Kernels.unbroadcast(g, to: [2, 3, 4]).isIdentical(to: g))
  }
}
