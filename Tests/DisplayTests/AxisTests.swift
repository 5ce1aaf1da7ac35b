import Testing

@testable import Display

/// Numbers that are the same in every run.
struct Numbers {
  private var state: UInt64 = 20_240_607

  /// From 0 up to 1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}

@Suite("Axes have round ticks that cover the numbers")
struct AxisTests {
  /// The digits of a number without its power of ten.
  private func digits(_ value: Double) -> Double {
    let text = NumberText.scientific(value, places: 9)
    return Double(text.prefix { $0 != "e" }) ?? .nan
  }

  private func check(_ values: [Double], most: Int) {
    let axis = Axis(covering: values, most: most)
    #expect(axis.ticks.count >= 2 && axis.ticks.count <= max(3, most), "\(values) \(axis.ticks)")
    #expect(axis.low <= values.min() ?? 0 && axis.high >= values.max() ?? 0, "\(values)")
    for (a, b) in zip(axis.ticks, axis.ticks.dropFirst()) {
      let step = b - a
      #expect(step > 0)
      // A step is 1, 2 or 5 times a power of ten, and every tick a multiple of it.
      #expect([1, 2, 5, 10].contains { abs(digits(step) - $0) < 1e-6 }, "\(values) \(axis.ticks)")
      let multiple = a / step
      #expect(abs(multiple - multiple.rounded()) < 1e-6 * max(1, abs(multiple)))
    }
  }

  @Test("Any range, of any size")
  func steps() {
    var numbers = Numbers()
    for i in 0..<2_000 {
      let size = Double("1e\(i % 40 - 20)") ?? 1
      let low = (numbers.next() - 0.5) * size
      check([low, low + numbers.next() * size], most: 3 + i % 9)
    }
    check([-1e300, 1e300], most: 5)
    check([0.3, 0.7], most: 6)
    check([0, 59], most: 8)
  }

  @Test("One number, or the same many times, stands inside")
  func constant() {
    for value in [0, 3, -3, 0.1, 1e-9, 12_345.678, 1e20, -1e300, 1e-300] {
      let axis = Axis(covering: [value, value], most: 6)
      #expect(axis.low < axis.high)
      #expect(axis.low <= value && value <= axis.high, "\(value) \(axis.ticks)")
    }
  }

  @Test("A logarithmic axis ticks 1, 2, 5 or powers of ten")
  func powers() {
    var numbers = Numbers()
    for i in 0..<500 {
      let low = (0.1 + numbers.next()) * (Double("1e\(i % 61 - 30)") ?? 1)
      let high = low * (1 + numbers.next() * (Double("1e\(i % 7)") ?? 1))
      let axis = Axis(covering: [low, high], most: 6, isLog: true)
      #expect(axis.low <= low && axis.high >= high && axis.low < axis.high, "\(low) \(high)")
      #expect(axis.ticks.count <= 6 && axis.ticks == axis.ticks.sorted())
      for tick in axis.ticks {
        #expect([1, 2, 5].contains { abs(digits(tick) - $0) < 1e-6 }, "\(axis.ticks)")
      }
      #expect(
        abs(
          axis.fraction(low * (high / low).squareRoot()) * 2
            - axis.fraction(low) - axis.fraction(high)) < 1e-9)
    }
    #expect(Axis(covering: [1e-300, 1e300], most: 6, isLog: true).ticks.count >= 2)
    #expect(Axis(covering: [7, 7], most: 6, isLog: true).ticks == [5, 10])
  }

  @Test("What no axis can place is refused")
  func takes() {
    #expect(Axis.takes(-3, isLog: false) && Axis.takes(3, isLog: true))
    for value in [Double.nan, .infinity, -.infinity, 1e301] {
      #expect(!Axis.takes(value, isLog: false))
    }
    #expect(!Axis.takes(0, isLog: true) && !Axis.takes(-1, isLog: true))
  }
}
