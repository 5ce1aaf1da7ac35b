// The C library's functions under names of their own, so that kernels called `exp` or `sin` do not
// hide them. The vectorised replacements are in `Elementary`; these serve where speed does not
// matter, and as the reference in tests.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@inline(__always) func libmSin(_ x: Double) -> Double { sin(x) }
@inline(__always) func libmCos(_ x: Double) -> Double { cos(x) }
@inline(__always) func libmLog2(_ x: Double) -> Double { log2(x) }
@inline(__always) func libmPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
@inline(__always) func libmFmod(_ x: Double, _ y: Double) -> Double { fmod(x, y) }
@inline(__always) func libmExp(_ x: Double) -> Double { exp(x) }
@inline(__always) func libmLog(_ x: Double) -> Double { log(x) }
@inline(__always) func libmLog1p(_ x: Double) -> Double { log1p(x) }
@inline(__always) func libmExpm1(_ x: Double) -> Double { expm1(x) }
@inline(__always) func libmTanh(_ x: Double) -> Double { tanh(x) }
@inline(__always) func libmErf(_ x: Double) -> Double { erf(x) }
