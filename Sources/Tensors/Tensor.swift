// The n-dimensional array as a value: a shape, strides into shared copy-on-write storage, and a
// tag for the kind of element. Never generic over a scalar: an unspecialised generic loop across
// modules costs a hundred times what a concrete one does.

/// An n-dimensional array of numbers, a value.
///
/// Views (`reshaped`, `permuted`, `sliced` …) share storage until one side is written.
public struct Tensor: @unchecked Sendable {
  // Unchecked because storage is a class: it is written only while uniquely referenced.

  /// The sizes of the dimensions.
  public internal(set) var shape: Shape
  /// The kind of the elements; `with(dtype:)` casts.
  public internal(set) var dtype: DType
  /// Whether the elements lie row-major and without gaps.
  public internal(set) var isContiguous: Bool
  var strides: Dims
  var storage: Storage
  var offset: Int

  /// A view of storage.
  init(
    shape: Shape, dtype: DType, isContiguous: Bool, strides: Dims, storage: Storage, offset: Int
  ) {
    self.shape = shape
    self.dtype = dtype
    self.isContiguous = isContiguous
    self.strides = strides
    self.storage = storage
    self.offset = offset
  }

  /// A fresh tensor whose elements are not set yet.
  @inline(__always)
  init(allocating shape: Shape, _ dtype: DType) {
    self.init(
      shape: shape, dtype: dtype, isContiguous: true, strides: shape.packedStrides,
      storage: Storage.make(shape.count), offset: 0)
  }

  /// A tensor of the given elements, row-major; their number must be the shape's.
  public init(_ values: [Double], shape: Shape, dtype: DType = .float) {
    precondition(values.count == shape.count, "the values do not fill the shape")
    self.init(allocating: shape, dtype)
    let base = storage.base
    values.withUnsafeBufferPointer {
      if let source = $0.baseAddress { base.update(from: source, count: $0.count) }
    }
  }

  /// A vector of the given elements.
  public init(_ values: [Double], dtype: DType = .float) {
    self.init(values, shape: Shape([values.count]), dtype: dtype)
  }

  /// A single number, without dimensions.
  public init(scalar: Double, dtype: DType = .float) {
    let storage = Storage.make(1)
    storage.base[0] = scalar
    self.init(
      shape: Shape(), dtype: dtype, isContiguous: true, strides: Dims(), storage: storage,
      offset: 0)
  }

  /// A tensor with the same number everywhere.
  public init(filling value: Double, shape: Shape, dtype: DType = .float) {
    self.init(allocating: shape, dtype)
    storage.base.update(repeating: value, count: shape.count)
  }

  /// A tensor whose elements `fill` sets, all of them.
  public init(
    uninitialized shape: Shape, dtype: DType, fill: (UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    self.init(allocating: shape, dtype)
    fill(UnsafeMutableBufferPointer(start: storage.base, count: shape.count))
  }

  /// How many elements there are.
  public var count: Int { shape.count }
  /// How many dimensions there are.
  public var rank: Int { shape.rank }
  /// How many bytes the storage takes, which views share.
  public var byteCount: Int { storage.header.count &* 8 }
  /// Names the storage, so that what shares it is counted once; equal means shared.
  public var storageIdentity: ObjectIdentifier { ObjectIdentifier(storage) }

  /// Where the first element is.
  @inline(__always) var base: UnsafeMutablePointer<Double> { storage.base + offset }
}

// MARK: - Elements

extension Tensor {
  /// The elements, row-major.
  public var elements: [Double] { withElements { Array($0) } }

  /// Reads the elements, row-major and without gaps.
  public func withElements<R>(_ body: (UnsafeBufferPointer<Double>) -> R) -> R {
    let packed = contiguous()
    defer { withExtendedLifetime(packed) {} }
    return body(UnsafeBufferPointer(start: packed.base, count: packed.count))
  }

  /// Changes the elements, row-major, after making the storage this tensor's own.
  public mutating func withMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Double>) -> R
  ) -> R {
    makeUnique()
    return body(UnsafeMutableBufferPointer(start: base, count: count))
  }

  /// Whether no other tensor shares the storage.
  var isUnshared: Bool { mutating get { isKnownUniquelyReferenced(&storage) } }

  /// Makes the storage this tensor's own and contiguous, copying only if it must.
  mutating func makeUnique() {
    let unique = isKnownUniquelyReferenced(&storage)
    if !(unique && isContiguous) { self = copied() }
  }

  /// One element by its index, each part counted from the end if negative; nil out of range.
  public func element(_ index: [Int]) -> Double? {
    guard index.count == rank else { return nil }
    var at = 0
    for i in 0..<rank {
      let size = shape.dims[i]
      let position = index[i] < 0 ? index[i] &+ size : index[i]
      guard position >= 0 && position < size else { return nil }
      at &+= position &* strides[i]
    }
    return withExtendedLifetime(storage) { base[at] }
  }

  /// One element by its index; an index out of range gives NaN.
  public subscript(_ index: [Int]) -> Double { element(index) ?? .nan }

  /// One element by its row-major position; a position out of range gives NaN.
  public func element(at flat: Int) -> Double {
    guard flat >= 0 && flat < count else { return .nan }
    if isContiguous { return withExtendedLifetime(storage) { base[flat] } }
    var rest = flat
    var at = 0
    var i = rank - 1
    while i >= 0 {
      at &+= (rest % shape.dims[i]) &* strides[i]
      rest /= shape.dims[i]
      i -= 1
    }
    return withExtendedLifetime(storage) { base[at] }
  }

  /// The first element; NaN if there is none.
  public var item: Double { count > 0 ? withExtendedLifetime(storage) { base[0] } : .nan }

  /// The tensor with its elements lying row-major without gaps, itself if they do already.
  public func contiguous() -> Tensor { isContiguous ? self : copied() }

  /// A copy in storage of its own.
  public func copied() -> Tensor { Kernels.map(self, dtype) { $0 } }

  /// The tensor as another kind: to int truncates toward zero, to bool asks whether it is not 0.
  ///
  /// What int cannot hold (NaN, infinities) becomes the least 64-bit integer, as on x86 in PyTorch.
  public func with(dtype target: DType) -> Tensor {
    if target == dtype || (dtype == .bool && target == .int) || target == .float {
      var result = self
      result.dtype = target
      return result
    }
    if target == .bool { return Kernels.map(self, .bool) { $0 != 0 ? 1 : 0 } }
    return Kernels.map(self, .int) { x in
      x.magnitude < 9_223_372_036_854_775_808 ? x.rounded(.towardZero) + 0 : -0x1p63
    }
  }

  /// Whether shape, kind and every bit of every element agree.
  public func isIdentical(to other: Tensor) -> Bool {
    guard shape == other.shape, dtype == other.dtype else { return false }
    return withElements { a in
      other.withElements { b in
        (0..<a.count).allSatisfy { a[$0].bitPattern == b[$0].bitPattern }
      }
    }
  }
}
