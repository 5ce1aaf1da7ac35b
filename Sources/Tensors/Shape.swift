// A shape is plain data of fixed size: eight sizes and how many of them count.

/// The sizes of a tensor's dimensions, outermost first; at most eight, each 2^28 at most.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The most dimensions a tensor can have.
  public static let maxRank = 8
  /// The most elements a tensor can have: 2 GB of them, all that a program may hold at once.
  public static let maxCount = 1 << 28

  var dims = Dims()
  private var rank8: UInt8 = 0

  /// The shape of a single number, without dimensions.
  public init() {}

  /// A shape of sizes known to be good: eight at most, none negative (others are cut off).
  ///
  /// For sizes that a person typed use `init(checking:)`.
  public init(_ sizes: [Int]) {
    rank8 = UInt8(Swift.min(sizes.count, Shape.maxRank))
    for i in 0..<rank { dims[i] = Swift.max(0, sizes[i]) }
  }

  /// The shape of a matrix, made without an array.
  init(_ rows: Int, _ columns: Int) {
    rank8 = 2
    dims[0] = rows
    dims[1] = columns
  }

  /// A shape of sizes known to be good.
  public init(arrayLiteral sizes: Int...) { self.init(sizes) }

  /// A shape of sizes that a person typed; nil if one is negative, or there are too many of them
  /// or of elements.
  public init?(checking sizes: [Int]) {
    guard sizes.count <= Shape.maxRank else { return nil }
    guard sizes.allSatisfy({ $0 >= 0 && $0 <= Shape.maxCount }) else { return nil }
    self.init(sizes)
    guard !isTooLarge else { return nil }
  }

  /// A shape of sizes that a person typed.
  ///
  /// Throws `tooManyDims`, `negativeSize` or `tooLarge`.
  public static func checked(_ sizes: [Int]) throws(ShapeError) -> Shape {
    guard sizes.count <= maxRank else { throw ShapeError(.tooManyDims(sizes.count)) }
    for size in sizes where size < 0 { throw ShapeError(.negativeSize(size)) }
    guard let shape = Shape(checking: sizes) else { throw ShapeError(.tooLarge(sizes)) }
    return shape
  }

  /// How many dimensions there are.
  public var rank: Int {
    @inline(__always) get { Int(rank8) }
    set { rank8 = UInt8(Swift.min(Swift.max(0, newValue), Shape.maxRank)) }
  }

  /// The size of dimension `i`, a negative one counting from the end; out of range reads as 1.
  public subscript(i: Int) -> Int {
    get {
      let axis = i < 0 ? i &+ rank : i
      return axis >= 0 && axis < rank ? dims[axis] : 1
    }
    set {
      let axis = i < 0 ? i &+ rank : i
      if axis >= 0 && axis < rank { dims[axis] = Swift.max(0, newValue) }
    }
  }

  /// How many elements a tensor of this shape has (wrapping beyond 64 bits: see `isTooLarge`).
  public var count: Int {
    var n = 1
    for i in 0..<rank { n = n &* dims[i] }
    return n
  }

  /// The product of all sizes that are not 0 (wrapping, as `count`).
  ///
  /// What an operation makes of a tensor can be this large even where the tensor is empty: the sums
  /// of no numbers each.
  public var extent: Int {
    var n = 1
    for i in 0..<rank where dims[i] != 0 { n = n &* dims[i] }
    return n
  }

  /// Whether a tensor of this shape, or one that an operation makes of it, would have more elements
  /// than can be held.
  public var isTooLarge: Bool {
    var n = 1
    for i in 0..<rank where dims[i] != 0 {
      if dims[i] > Shape.maxCount { return true }
      n = n &* dims[i]
      if n > Shape.maxCount { return true }
    }
    return false
  }

  /// The sizes as an array.
  public var array: [Int] { (0..<rank).map { dims[$0] } }

  /// As Python writes a tuple: `(2, 3)`, `(3,)`, `()`.
  public var description: String {
    rank == 1 ? "(\(dims[0]),)" : "(" + array.map(String.init).joined(separator: ", ") + ")"
  }
}

// MARK: - Axes

extension Shape {
  /// A dimension that a person typed, counted from the front.
  ///
  /// As in PyTorch a single number takes 0 and −1. Throws `dimOutOfRange`.
  public func axis(_ dim: Int) throws(ShapeError) -> Int {
    let span = Swift.max(rank, 1)
    guard dim >= -span && dim < span else {
      throw ShapeError(.dimOutOfRange(dim: dim, rank: rank))
    }
    return dim < 0 ? dim + span : dim
  }

  /// Dimensions that a person typed, counted from the front, in the order given.
  ///
  /// Throws `dimOutOfRange` or `repeatedDim`.
  public func axes(_ dims: [Int]) throws(ShapeError) -> [Int] {
    var result: [Int] = []
    for dim in dims {
      let axis = try axis(dim)
      if result.contains(axis) { throw ShapeError(.repeatedDim(dim)) }
      result.append(axis)
    }
    return result
  }

  /// The shape without one dimension (negative counts from the end).
  public func removing(_ axis: Int) -> Shape {
    let axis = axis < 0 ? axis &+ rank : axis
    guard axis >= 0 && axis < rank else { return self }
    var result = self
    for i in axis..<(rank - 1) { result.dims[i] = dims[i + 1] }
    result.dims[rank - 1] = 0
    result.rank = rank - 1
    return result
  }

  /// The shape with a dimension of size `n` put in at `at` (negative counts from the new end).
  public func inserting(_ n: Int, at: Int) -> Shape {
    guard rank < Shape.maxRank else { return self }
    var at = at < 0 ? at &+ rank &+ 1 : at
    at = Swift.min(Swift.max(0, at), rank)
    var result = self
    result.rank = rank + 1
    var i = rank
    while i > at {
      result.dims[i] = dims[i - 1]
      i -= 1
    }
    result.dims[at] = Swift.max(0, n)
    return result
  }

  /// The shape after reducing these axes (counted from the front), which stay as 1 if kept.
  public func reduced(_ axes: [Int], keepdim: Bool) -> Shape {
    var result = Shape()
    for i in 0..<rank {
      let gone = axes.contains(i)
      if gone && !keepdim { continue }
      result.rank = result.rank + 1
      result.dims[result.rank - 1] = gone ? 1 : dims[i]
    }
    return result
  }

  /// Row-major strides.
  var packedStrides: Dims {
    var strides = Dims()
    var step = 1
    var i = rank - 1
    while i >= 0 {
      strides[i] = step
      step = step &* Swift.max(1, dims[i])
      i -= 1
    }
    return strides
  }
}

// MARK: - Broadcasting

extension Shape {
  /// The shape that two operands have together: aligned at the end, where 1 fits any size.
  ///
  /// Throws `broadcast` with the axis that does not fit, or `tooLarge`.
  public static func broadcast(_ a: Shape, _ b: Shape) throws(ShapeError) -> Shape {
    if a == b { return a }
    let rank = Swift.max(a.rank, b.rank)
    var result = Shape()
    result.rank = rank
    for back in 1...Swift.max(1, rank) where back <= rank {
      let m = back <= a.rank ? a.dims[a.rank - back] : 1
      let n = back <= b.rank ? b.dims[b.rank - back] : 1
      guard m == n || m == 1 || n == 1 else {
        throw ShapeError(.broadcast(a, b, axis: -back))
      }
      result.dims[rank - back] = m == 1 ? n : m
    }
    if result.isTooLarge { throw ShapeError(.tooLarge(result.array)) }
    return result
  }

  /// Whether a tensor of this shape can be expanded to `target`.
  public func expands(to target: Shape) -> Bool {
    guard rank <= target.rank else { return false }
    for i in 0..<rank {
      let size = dims[i]
      if size != 1 && size != target.dims[target.rank - rank + i] { return false }
    }
    return true
  }
}
