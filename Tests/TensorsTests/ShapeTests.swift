import Testing

@testable import Tensors

@Suite struct ShapeTests {
  @Test func writesTuplesAsPythonDoes() {
    #expect(Shape([2, 3]).description == "(2, 3)")
    #expect(Shape([3]).description == "(3,)")
    #expect(Shape().description == "()")
  }

  @Test func broadcastsAsNumPyDoes() throws {
    #expect(try Shape.broadcast([2, 3], [3]) == [2, 3])
    #expect(try Shape.broadcast([4, 1, 3], [2, 1]) == [4, 2, 3])
    #expect(try Shape.broadcast([], [5]) == [5])
    #expect(try Shape.broadcast([0, 1], [1, 3]) == [0, 3])
    #expect(throws: ShapeError(.broadcast([2, 3], [2], axis: -1))) {
      try Shape.broadcast([2, 3], [2])
    }
    #expect(throws: ShapeError.self) { try Shape.broadcast([60_000, 1], [1, 60_000]) }
  }

  @Test func badSizesAreErrors() {
    #expect(Shape(checking: [-1]) == nil)
    #expect(Shape(checking: [1 << 20, 1 << 20]) == nil)
    #expect(Shape(checking: [Int.max, Int.max, 0]) == nil)
    #expect(Shape(checking: [Int](repeating: 1, count: 9)) == nil)
    #expect(Shape(checking: [1 << 20, 0])?.count == 0)
  }

  @Test func dimensionsCountFromBothEnds() throws {
    let shape: Shape = [2, 3, 4]
    #expect(shape[-1] == 4)
    #expect(try shape.axis(-3) == 0)
    #expect(throws: ShapeError(.dimOutOfRange(dim: 3, rank: 3))) { try shape.axis(3) }
    #expect(throws: ShapeError(.dimOutOfRange(dim: Int.min, rank: 3))) { try shape.axis(.min) }
    #expect(shape.removing(1) == [2, 4])
    #expect(shape.inserting(7, at: -1) == [2, 3, 4, 7])
    #expect(shape.inserting(7, at: 0) == [7, 2, 3, 4])
    #expect(try Shape().axis(-1) == 0)
  }

  @Test func aReshapeWorksOutOneSize() throws {
    let x = Tensor(filling: 0, shape: [2, 6])
    #expect(try x.shapeForReshape([3, -1]) == [3, 4])
    #expect(throws: ShapeError(.reshape(from: [2, 6], to: [5, -1]))) {
      try x.shapeForReshape([5, -1])
    }
    #expect(throws: ShapeError(.reshape(from: [2, 6], to: [-1, -1]))) {
      try x.shapeForReshape([-1, -1])
    }
    #expect(throws: ShapeError.self) { try x.shapeForReshape([Int.max, 2]) }
  }
}

@Suite struct ViewTests {
  let x = Tensor((0..<24).map(Double.init), shape: [2, 3, 4])

  // Expected values by NumPy.
  @Test func viewsShowTheRightElements() {
    #expect(x.transposed(0, 2).selected(axis: 0, index: 1).elements == [1, 13, 5, 17, 9, 21])
    #expect(
      x.permuted([1, 2, 0]).selected(axis: 0, index: 0).elements
        == [0, 12, 1, 13, 2, 14, 3, 15])
    #expect(
      x.sliced(axis: 2, start: 3, stop: -1, step: -2).selected(axis: 0, index: 0).elements
        == [3, 1, 7, 5, 11, 9])
    #expect(x.selected(axis: 1, index: -1).elements == [8, 9, 10, 11, 20, 21, 22, 23])
    #expect(Tensor([1, 2]).unsqueezed(at: 1).expanded(to: [2, 3]).elements == [1, 1, 1, 2, 2, 2])
    #expect(x.sliced(axis: 1, start: 2, stop: 2).count == 0)
    #expect(x.reshaped([4, 6]).diagonal(1).elements == [1, 8, 15, 22])
  }

  @Test func reshapingAViewCopiesOnlyIfItMust() {
    let split = x.transposed(0, 1).reshaped([3, 2, 2, 2])
    #expect(split.storageIdentity == x.storageIdentity)
    #expect(split.elements == x.transposed(0, 1).elements)
    let merged = x.transposed(0, 1).reshaped([6, 4])
    #expect(merged.elements == x.transposed(0, 1).elements)
    let flat = x.transposed(1, 2).reshaped([24])
    #expect(flat.storageIdentity != x.storageIdentity)
    #expect(flat.elements == x.transposed(1, 2).elements)
    #expect(
      x.transposed(0, 1).reshaped([3, 1, 2, 4, 1]).elements
        == x.transposed(0, 1).elements)
  }

  @Test func elementsAreFoundInViews() {
    let t = x.transposed(0, 2)
    for i in 0..<24 { #expect(t.element(at: i) == t.elements[i]) }
    #expect(t[[1, 2, 1]] == 21)
    #expect(t[[-1, -1, -1]] == 23)
    #expect(t.element([4, 0, 0]) == nil)
    #expect(t.element([0]) == nil)
  }

  @Test func aWriteLeavesOtherHoldersAlone() {
    var a = Tensor([1, 2, 3])
    let b = a
    a.withMutableElements { $0[0] = 9 }
    #expect(b.elements == [1, 2, 3])
    #expect(a.elements == [9, 2, 3])
    var view = b.expanded(to: [2, 3])
    view.withMutableElements { $0[0] = 7 }
    #expect(view.elements == [7, 2, 3, 1, 2, 3])
  }

  @Test func aTensorIsSmall() {
    #expect(MemoryLayout<Tensor>.stride <= 96)
  }
}
