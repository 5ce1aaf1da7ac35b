// The three kinds of element. Every element is stored as a Double; the tag decides division,
// printing, indexing and promotion, as PyTorch's dtypes float64, int64 and bool do.

/// The kind of a tensor's elements, in the order of promotion.
public enum DType: UInt8, Sendable, CaseIterable, Comparable {
  case bool, int, float

  /// PyTorch's name, as `torch.float64`.
  public var name: String {
    switch self {
    case .bool: "torch.bool"
    case .int: "torch.int64"
    case .float: "torch.float64"
    }
  }

  /// Whether the left kind is promoted to the right one.
  public static func < (a: DType, b: DType) -> Bool { a.rawValue < b.rawValue }

  /// What two kinds give together: the later in the order.
  public static func promoted(_ a: DType, _ b: DType) -> DType { max(a, b) }
}
