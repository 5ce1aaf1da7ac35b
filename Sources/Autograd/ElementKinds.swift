import Tensors

// Which kinds of element an operation takes. PyTorch has no kernels of some operations for ints or
// bools, and a product of matrices of two kinds is refused there: what would not run there gives
// no number here. Rules of gradients are not held to it; they work on masks as on numbers.

/// The kinds of element that an operation takes.
public struct ElementKinds: Sendable {
  /// The least kind of the first tensor.
  let first: DType
  /// The least kind of the others.
  let rest: DType
  /// The one place that takes a mask of bools and nothing else.
  let mask: Int?
  /// Whether all tensors must be of one kind.
  let areAlike: Bool
  /// Whether a Python number counts as a tensor of its kind does.
  let countsNumbers: Bool
  /// Whether at least one of the tensors must be of floats.
  let needsFloat: Bool

  private init(
    _ first: DType = .bool, _ rest: DType = .bool, mask: Int? = nil, areAlike: Bool = false,
    countsNumbers: Bool = false, needsFloat: Bool = false
  ) {
    self.first = first
    self.rest = rest
    self.mask = mask
    self.areAlike = areAlike
    self.countsNumbers = countsNumbers
    self.needsFloat = needsFloat
  }

  /// All kinds.
  public static let any = ElementKinds()
  /// Ints and floats, no bools.
  public static let numbers = ElementKinds(.int, .int)
  /// Ints and floats, and no True or False of Python either.
  public static let plainNumbers = ElementKinds(.int, .int, countsNumbers: true)
  /// Floats.
  public static let floats = ElementKinds(.float, .float)
  /// Floats first; beside them anything.
  public static let floatsFirst = ElementKinds(.float, .bool)
  /// Anything, floats among it.
  public static let floatsAmong = ElementKinds(needsFloat: true)
  /// Ints or floats, all tensors of one kind.
  public static let alike = ElementKinds(.int, .int, areAlike: true)
  /// Anything, all tensors of one kind.
  public static let oneKind = ElementKinds(areAlike: true)
  /// A mask at a place.
  public static func mask(at place: Int) -> ElementKinds { ElementKinds(mask: place) }

  /// Whether nothing is asked.
  var isAny: Bool { first == .bool && rest == .bool && mask == nil && !areAlike && !needsFloat }

  /// What is wrong with the kinds of some operands; nil where they are taken.
  ///
  /// - Parameters:
  ///   - operation: its name as an error says it.
  ///   - kinds: the operands' kinds, each with whether it is a number of Python.
  func objection(
    _ operation: String, _ kinds: [(dtype: DType, isNumber: Bool)]
  ) -> ShapeError? {
    for (i, operand) in kinds.enumerated() where countsNumbers || !operand.isNumber {
      if i == mask {
        if operand.dtype != .bool { return ShapeError(.mask(operand.dtype, operation: operation)) }
      } else if operand.dtype < (i == 0 ? first : rest) {
        return ShapeError(.dtype(operand.dtype, operation: operation))
      }
    }
    if needsFloat, let one = kinds.first, !kinds.contains(where: { $0.dtype == .float }) {
      return ShapeError(.dtype(one.dtype, operation: operation))
    }
    guard areAlike else { return nil }
    let tensors = kinds.filter { !$0.isNumber }
    guard let one = tensors.first, let other = tensors.first(where: { $0.dtype != one.dtype })
    else { return nil }
    return ShapeError(.mixed(one.dtype, other.dtype, operation: operation))
  }
}

extension Trace {
  /// What is wrong with the kinds of element that a program gives to an operation.
  public func objection(_ operation: PrimitiveID, _ inputs: [RowID]) -> ShapeError? {
    let primitive = Registry[operation]
    guard !primitive.takes.isAny else { return nil }
    return primitive.takes.objection(
      primitive.name, inputs.map { (self[$0].dtype, row($0).flags.contains(.constant)) })
  }
}
