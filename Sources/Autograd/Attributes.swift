import Tensors

// The arguments of an operation that are not tensors. One plain struct for all operations, so
// that a row of the trace stays plain data and rules read `attributes.axis`, not `args[2]`.

/// An operation's arguments that are not tensors: axes, sizes, numbers and modes.
public struct Attributes: Sendable {
  /// Several axes, a permutation or a target shape, as the operation's signature says.
  public var dims = Shape()
  /// One axis, counted from the front.
  public var axis = 0
  /// First whole-number argument: a start, an index, a diagonal, `ignore_index`.
  public var start = 0
  /// Second whole-number argument: a stop or a count.
  public var stop = 0
  /// Third whole-number argument: a step.
  public var step = 1
  /// First number: an exponent, `eps`, a lower bound, a filling value.
  public var scalar = 0.0
  /// Second number: an upper bound, `label_smoothing`.
  public var scalar2 = 0.0
  /// `keepdim`, `descending` and other yes-or-no arguments.
  public var flag = false
  /// Which of a few named forms, an index into the signature's list, as `reduction`.
  public var mode: UInt8 = 0
  /// The result's dtype where the operation converts.
  public var dtype = DType.float
  /// The parts of a subscript, for the indexing operations.
  public var subscripts: Subscripts?
  /// Which axes of which operands go together, for `einsum`.
  public var contraction: Contraction?

  /// No arguments.
  public static let none = Attributes()

  /// Makes attributes that hold nothing.
  public init() {}

  /// Attributes that name one axis.
  public static func axis(_ axis: Int, keepdim: Bool = false) -> Attributes {
    var result = Attributes()
    result.axis = axis
    result.flag = keepdim
    return result
  }

  /// Attributes that name several axes, a permutation or a shape.
  public static func dims(_ dims: Shape, keepdim: Bool = false) -> Attributes {
    var result = Attributes()
    result.dims = dims
    result.flag = keepdim
    return result
  }

  /// Attributes that hold one number.
  public static func scalar(_ value: Double) -> Attributes {
    var result = Attributes()
    result.scalar = value
    return result
  }
}

/// The parts of `x[…]`, one an axis of the source or a new axis.
///
/// A class, so that an operation without subscripts pays one word for it; immutable, so that
/// copies of a machine can share it.
public final class Subscripts: Sendable {
  /// One part of a subscript.
  public enum Part: Sendable, Hashable {
    /// `x[i]`: takes one index and drops the axis.
    case at(Int)
    /// `x[start:stop:step]`, resolved against the axis; step is positive, as PyTorch demands.
    case slice(start: Int, count: Int, step: Int)
    /// `None`: a new axis of size 1.
    case newAxis
    /// An index tensor: the k-th tensor input after the source.
    case tensor(Int)
  }
  /// The parts in the order written, ellipsis already spelled out.
  public let parts: [Part]

  /// Makes subscripts from their parts.
  public init(_ parts: [Part]) { self.parts = parts }
}
