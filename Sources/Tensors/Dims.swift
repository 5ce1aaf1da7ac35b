// Eight small numbers stored inline. Tensors are made and thrown away by the million, and a heap
// array of sizes in each would cost more than most kernels; 32 bits a size keep a tensor under
// 96 bytes.

/// Eight 32-bit numbers, one a dimension: sizes or strides.
///
/// An index is taken modulo 8.
struct Dims: Hashable, Sendable {
  private var a: Int64 = 0
  private var b: Int64 = 0
  private var c: Int64 = 0
  private var d: Int64 = 0

  init() {}

  subscript(i: Int) -> Int {
    @inline(__always) get {
      withUnsafeBytes(of: self) {
        Int($0.load(fromByteOffset: (i & 7) &* 4, as: Int32.self))
      }
    }
    @inline(__always) set {
      withUnsafeMutableBytes(of: &self) {
        $0.storeBytes(
          of: Int32(clamping: newValue), toByteOffset: (i & 7) &* 4, as: Int32.self)
      }
    }
  }
}
