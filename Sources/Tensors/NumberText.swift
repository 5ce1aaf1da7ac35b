// Numbers as C's printf writes them, which is also how Python and PyTorch do.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A number with `precision` digits after the point: `fixed` as 1.5000, else as 1.5000e+00.
///
/// Non-finite numbers are `nan`, `inf` and `-inf`.
public func numberText(_ x: Double, precision: Int, fixed: Bool = true) -> String {
  if x != x { return "nan" }
  if x.magnitude == .infinity { return x < 0 ? "-inf" : "inf" }
  let digits = Int32(clamping: Swift.max(0, precision))
  return withVaList([digits, x]) { arguments in
    // 310 digits before the point are the most a double has.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 330 + Int(digits)) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      vsnprintf(base, buffer.count, fixed ? "%.*f" : "%.*e", arguments)
      return String(cString: base)
    }
  }
}
