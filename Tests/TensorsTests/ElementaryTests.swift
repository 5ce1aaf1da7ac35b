import Testing

@testable import Tensors

// The vectorised functions against the C library's, which are within one unit in the last place.

@Suite struct ElementaryTests {
  /// How many representable numbers lie between two.
  static func distance(_ x: Double, _ y: Double) -> Double {
    if x == y || (x.isNaN && y.isNaN) { return 0 }
    guard x.isFinite && y.isFinite else { return .infinity }
    return (x - y).magnitude / max(x.magnitude.ulp, y.magnitude.ulp)
  }

  static func worst(
    _ points: [Double], _ f: (Double) -> Double, _ reference: (Double) -> Double
  ) -> Double {
    points.reduce(0) { max($0, distance(f($1), reference($1))) }
  }

  /// Numbers of every size between two bounds, evenly and by exponent.
  static func points(_ low: Double, _ high: Double) -> [Double] {
    var stream = RandomStream(seed: 5)
    var result: [Double] = []
    for _ in 0..<20_000 {
      result.append(low + (high - low) * stream.uniform())
      let scale = Double(sign: .plus, exponent: -Int(stream.next32() % 60), significand: 1)
      result.append(low * scale * stream.uniform())
      result.append(high * scale * stream.uniform())
    }
    return result
  }

  @Test func exponential() {
    let wide = ElementaryTests.points(-745, 709.7)
    #expect(ElementaryTests.worst(wide, Elementary.exp, libmExp) <= 2)
    #expect(
      ElementaryTests.worst(ElementaryTests.points(-2, 2), Elementary.exp, libmExp) <= 2)
    #expect(ElementaryTests.worst(wide, Elementary.expm1, libmExpm1) <= 4)
    let special = [
      0, -0.0, Double.infinity, -.infinity, .nan, 709.79, 710, -745.2, -746, 1e300,
    ]
    for x in special {
      #expect(ElementaryTests.distance(Elementary.exp(x), libmExp(x)) <= 1, "exp(\(x))")
      #expect(ElementaryTests.distance(Elementary.expm1(x), libmExpm1(x)) <= 1, "expm1(\(x))")
    }
    #expect(Elementary.expm1(-0.0).sign == .minus)
  }

  @Test func logarithm() {
    let wide = ElementaryTests.points(0, 1e4) + ElementaryTests.points(0, 1e308) + [5e-324, 1e-310]
    let positive = wide.filter { $0 > 0 }
    #expect(ElementaryTests.worst(positive, Elementary.log, libmLog) <= 2)
    let near = ElementaryTests.points(0.5, 2)
    #expect(ElementaryTests.worst(near, Elementary.log, libmLog) <= 2)
    let shifted = ElementaryTests.points(-0.999999, 100)
    #expect(ElementaryTests.worst(shifted, Elementary.log1p, libmLog1p) <= 4)
    for x in [0, -0.0, 1, -1, -2, Double.infinity, -.infinity, .nan, 1e-320, 1e300] {
      #expect(ElementaryTests.distance(Elementary.log(x), libmLog(x)) <= 1, "log(\(x))")
      #expect(ElementaryTests.distance(Elementary.log1p(x), libmLog1p(x)) <= 1, "log1p(\(x))")
    }
    #expect(Elementary.log1p(-0.0).sign == .minus)
  }

  @Test func hyperbolicTangentAndSigmoid() {
    let points = ElementaryTests.points(-25, 25)
    #expect(ElementaryTests.worst(points, Elementary.tanh, libmTanh) <= 4)
    let sigmoid = { (x: Double) in 1 / (1 + libmExp(-x)) }
    #expect(ElementaryTests.worst(points, Elementary.sigmoid, sigmoid) <= 4)
    for x in [0, -0.0, Double.infinity, -.infinity, .nan, 1e-320, 30] {
      #expect(ElementaryTests.distance(Elementary.tanh(x), libmTanh(x)) <= 1, "tanh(\(x))")
    }
    #expect(Elementary.tanh(-0.0).sign == .minus)
  }

  @Test func errorFunction() {
    let points = ElementaryTests.points(-7, 7) + ElementaryTests.points(-1, 1)
    #expect(ElementaryTests.worst(points, Elementary.erf, libmErf) <= 4)
    for x in [0, -0.0, 0.75, Double.infinity, -.infinity, .nan, 1e-300] {
      #expect(ElementaryTests.distance(Elementary.erf(x), libmErf(x)) <= 2, "erf(\(x))")
    }
  }

  @Test func loopsAndSinglesGiveTheSameBits() {
    let points = ElementaryTests.points(-20, 20)
    let x = Tensor(points)
    #expect(Kernels.exp(x).elements == points.map { Elementary.exp($0) })
    #expect(Kernels.tanh(x).elements == points.map { Elementary.tanh($0) })
    #expect(Kernels.gelu(x).elements == points.map { Elementary.gelu($0) })
    #expect(Kernels.geluTanh(x).elements == points.map { Elementary.geluTanh($0) })
  }
}
