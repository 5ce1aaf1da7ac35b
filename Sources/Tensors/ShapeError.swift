// What can be wrong with an operation's shapes, indices or element kinds, as data: the words are
// made by whoever knows the source line and the operands' names.

/// Why an operation on tensors could not be done.
public struct ShapeError: Error, Sendable, Equatable {
  /// What is wrong, with the numbers that show it.
  public var kind: Kind

  /// An error of this kind.
  public init(_ kind: Kind) { self.kind = kind }

  /// The ways an operation can be refused.
  public enum Kind: Sendable, Equatable {
    /// Two shapes that do not broadcast; `axis` counts from the end of the longer one, as −1.
    case broadcast(Shape, Shape, axis: Int)
    /// Inner sizes of a matrix product that differ.
    case matmul(Shape, Shape)
    /// A dimension outside `-rank ..< rank`.
    case dimOutOfRange(dim: Int, rank: Int)
    /// A dimension given twice.
    case repeatedDim(Int)
    /// Element counts that differ, or a −1 that cannot be worked out.
    case reshape(from: Shape, to: [Int])
    /// An index outside an axis.
    case indexOutOfRange(index: Int, size: Int, axis: Int)
    /// An index that is no whole number.
    case indexNotWhole(Double)
    /// A number of dimensions that the operation does not take.
    case rank(Shape, needs: Int)
    /// Sizes that must agree outside one axis, as in `cat`.
    case sizes(Shape, Shape, axis: Int)
    /// Shapes that must be equal.
    case shapes(Shape, Shape)
    /// More elements than a tensor can hold.
    case tooLarge([Int])
    /// More dimensions than a tensor can have.
    case tooManyDims(Int)
    /// A negative size or count.
    case negativeSize(Int)
    /// A slice or range step that is not allowed.
    case badStep(Int)
    /// A kind of element that the operation does not take.
    case dtype(DType, operation: String)
    /// Something else where a mask of bools is meant.
    case mask(DType, operation: String)
    /// Two kinds of element where one is meant.
    case mixed(DType, DType, operation: String)
    /// A reduction without identity over no elements, as `max` of an empty tensor.
    case empty(operation: String)
    /// A result that an int tensor cannot hold exactly (beyond 2^53).
    case integerOverflow
    /// An int divided by zero.
    case divisionByZero
    /// An int raised to a negative int.
    case negativeExponent
    /// A value outside what the operation takes, as a probability of 2.
    case value(Double, operation: String)
    /// Anything else, in words.
    case custom(String)
  }
}
