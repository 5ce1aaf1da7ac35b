import Tensors

// What the author of an `element` works with: the inputs' elements as leaves of a tree, and, for
// operations that pick by value (an index, a mask, a maximum), the values themselves.

/// The inputs and the result of one application of an operation, for explaining an element of it.
public struct ElementContext: Sendable {
  /// The inputs.
  public let inputs: [Tensor]
  /// The result.
  public let output: Tensor
  /// The other arguments.
  public let attributes: Attributes

  /// Makes a context.
  public init(inputs: [Tensor], output: Tensor, attributes: Attributes) {
    self.inputs = inputs
    self.output = output
    self.attributes = attributes
  }

  /// An element of an input, as a leaf.
  func x(_ i: Int, _ index: [Int]) -> Scalar { .element(.input(i), index) }

  /// The element of an input that broadcasting lays at an index of the result.
  func aligned(_ i: Int, _ index: [Int]) -> Scalar {
    .element(.input(i), broadcastIndex(index, to: inputs[i].shape))
  }

  /// The value broadcasting lays at an index of the result.
  func alignedValue(_ i: Int, _ index: [Int]) -> Double {
    inputs[i][broadcastIndex(index, to: inputs[i].shape)]
  }

  /// All indices of the input that a reduction over `axes` folds into an index of the result.
  func reduced(_ index: [Int], over axes: [Int], keepdim: Bool) -> [[Int]] {
    let shape = inputs[0].shape
    var base = [Int](repeating: 0, count: shape.rank)
    var next = 0
    for axis in 0..<shape.rank {
      if axes.contains(axis) {
        if keepdim { next += 1 }
      } else {
        base[axis] = next < index.count ? index[next] : 0
        next += 1
      }
    }
    var all = [base]
    for axis in axes.sorted() where axis < shape.rank {
      all = all.flatMap { index in
        (0..<shape[axis]).map { i in
          var index = index
          index[axis] = i
          return index
        }
      }
    }
    return all
  }
}

/// The index that broadcasting reads for an index of a larger shape.
func broadcastIndex(_ index: [Int], to shape: Shape) -> [Int] {
  let extra = index.count - shape.rank
  return (0..<shape.rank).map { axis in
    let place = axis + extra
    return shape[axis] == 1 || place < 0 ? 0 : index[place]
  }
}

/// All indices of a shape in row-major order.
public func indices(of shape: Shape) -> [[Int]] {
  var all: [[Int]] = [[]]
  for axis in 0..<shape.rank {
    all = all.flatMap { index in (0..<shape[axis]).map { index + [$0] } }
  }
  return all
}

/// The index of a flat position.
public func unravel(_ flat: Int, _ shape: Shape) -> [Int] {
  var index = [Int](repeating: 0, count: shape.rank)
  var rest = flat
  for axis in stride(from: shape.rank - 1, through: 0, by: -1) where shape[axis] > 0 {
    index[axis] = rest % shape[axis]
    rest /= shape[axis]
  }
  return index
}
