import Testing

@testable import Tensors

@Suite struct IndexTests {
  @Test func agreesWithPyTorch() throws {
    for fixture in Fixture.parse(Fixture.indexCases) {
      let (t, n, x) = (fixture.tensors, fixture.ints, fixture.numbers)
      switch fixture.name {
      case "cat0": fixture.check([try Kernels.cat(t, dim: 0)])
      case "cat1": fixture.check([try Kernels.cat(t, dim: 1)])
      case "stack1": fixture.check([try Kernels.stack(t, dim: 1)])
      case "stack-1": fixture.check([try Kernels.stack(t, dim: -1)])
      case "gather": fixture.check([try Kernels.gather(t[0], dim: n[0], index: t[1])])
      case "scatter":
        fixture.check([try Kernels.scatter(t[0], dim: n[0], index: t[1], source: t[2])])
      case "scatterAdd":
        fixture.check([try Kernels.scatterAdd(t[0], dim: n[0], index: t[1], source: t[2])])
      case "indexSelect": fixture.check([try Kernels.indexSelect(t[0], dim: n[0], index: t[1])])
      case "indexAdd":
        fixture.check([try Kernels.indexAdd(t[0], to: [3, 4], dim: n[0], index: t[1])])
      case "maskedSelect": fixture.check([try Kernels.maskedSelect(t[0], t[1])])
      case "nonzero": fixture.check([Kernels.nonzero(t[0])])
      case "tril": fixture.check([try Kernels.tril(t[0], diagonal: n[0])])
      case "triu": fixture.check([try Kernels.triu(t[0], diagonal: n[0])])
      case "flip": fixture.check([try Kernels.flip(t[0], dims: n)])
      case "roll":
        fixture.check([
          try Kernels.roll(t[0], shifts: [n[0], n[2]], dims: [n[1], n[3]])
        ])
      case "rollAll": fixture.check([try Kernels.roll(t[0], shifts: n)])
      case "pad": fixture.check([try Kernels.pad(t[0], widths: n, value: 7)])
      case "repeat": fixture.check([try Kernels.repeat(t[0], n)])
      case "tile": fixture.check([try Kernels.tile(t[0], n)])
      case "repeatInterleave":
        fixture.check([
          try Kernels.repeatInterleave(t[0], n[0], dim: n.count > 1 ? n[1] : nil)
        ])
      case "arange": fixture.check([try Kernels.arange(x[0], x[1], x[2])])
      case "linspace": fixture.check([try Kernels.linspace(x[0], x[1], n[2])])
      case "eye": fixture.check([try Kernels.eye(n[0], n[1])])
      case "oneHot": fixture.check([try Kernels.oneHot(t[0], classes: n[0])])
      case "diag": fixture.check([try Kernels.diag(t[0], diagonal: n[0])])
      case "sort", "sortDown":
        let sorted = try Kernels.sort(
          t[0], dim: n[0], descending: fixture.name == "sortDown")
        fixture.check([sorted.values, sorted.indices])
      case "topk":
        let top = try Kernels.topk(t[0], k: n[0])
        fixture.check([top.values, top.indices])
      case "median":
        let median = try Kernels.median(t[0], dim: n[0])
        fixture.check([median.values, median.indices])
      default: Issue.record("no kernel for \(fixture.name)")
      }
    }
  }

  @Test func everyIndexIsChecked() {
    let x = Tensor(filling: 1, shape: [2, 3])
    let outside = Tensor([0, 2], dtype: .int)
    #expect(throws: ShapeError(.indexOutOfRange(index: 2, size: 2, axis: 0))) {
      try Kernels.indexSelect(x, dim: 0, index: outside)
    }
    #expect(throws: ShapeError(.indexOutOfRange(index: -1, size: 3, axis: 1))) {
      try Kernels.gather(x, dim: 1, index: Tensor([-1], shape: [1, 1], dtype: .int))
    }
    #expect(throws: ShapeError(.indexNotWhole(0.5))) {
      try Kernels.indexSelect(x, dim: 0, index: Tensor([0.5]))
    }
    #expect(throws: ShapeError(.indexOutOfRange(index: 4, size: 3, axis: 1))) {
      try Kernels.topk(x, k: 4)
    }
    #expect(throws: ShapeError(.sizes([2, 3], [2, 4], axis: 0))) {
      try Kernels.cat([x, Tensor(filling: 1, shape: [2, 4])])
    }
  }

  @Test func negativeIndicesCountFromTheEndWhereAllowed() throws {
    let x = Tensor([5, 6, 7])
    let picked = try Kernels.indexSelect(
      x, dim: 0, index: Tensor([-1, 0], dtype: .int), allowNegative: true)
    #expect(picked.elements == [7, 5])
  }

  @Test func hugeRequestsAreErrors() {
    #expect(throws: ShapeError.self) { try Kernels.arange(0, 1e300) }
    #expect(throws: ShapeError.self) { try Kernels.arange(0, .infinity) }
    #expect(throws: ShapeError.self) { try Kernels.arange(0, 1, 0) }
    #expect(throws: ShapeError.self) { try Kernels.repeat(Tensor([1]), [Int.max]) }
    #expect(throws: ShapeError.self) { try Kernels.repeat(Tensor([1, 2]), [Int.max]) }
    #expect(throws: ShapeError.self) { try Kernels.repeatInterleave(Tensor([1, 2]), Int.max) }
    #expect(throws: ShapeError.self) { try Kernels.pad(Tensor([1]), widths: [Int.max, 1]) }
    #expect(throws: ShapeError.self) { try Kernels.eye(1 << 20) }
    #expect(throws: ShapeError.self) { try Kernels.diag(Tensor([1]), diagonal: Int.min) }
    #expect(throws: ShapeError.self) { try Kernels.linspace(0, 1, -1) }
  }
}
