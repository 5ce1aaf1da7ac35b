// The axis of a picture: which numbers it runs between and where its ticks stand.
//
// Ticks are 1, 2 or 5 times a power of ten and the axis runs from its first to its last, so that
// both ends are round and every number lies between them.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A stretch of numbers with round ticks.
public struct Axis: Sendable, Equatable {
  /// The ticks from low to high, two at least.
  public let ticks: [Double]
  /// Whether equal distances are equal ratios.
  public let isLog: Bool

  /// The number at the axis' beginning.
  public var low: Double { ticks.first ?? 0 }
  /// The number at its end.
  public var high: Double { ticks.last ?? 1 }

  /// An axis that covers some numbers.
  ///
  /// - Parameters:
  ///   - values: numbers for which `Axis.takes` is true.
  ///   - most: the most ticks; fewer than three count as three.
  public init(covering values: [Double], most: Int, isLog: Bool = false) {
    self.isLog = isLog
    let low = values.min() ?? (isLog ? 1 : 0)
    let high = values.max() ?? (isLog ? 10 : 1)
    let isWhole = values.allSatisfy { abs($0) < 1e6 && $0 == $0.rounded() }
    ticks =
      isLog
      ? Axis.powers(low, high, max(3, most))
      : Axis.steps(low, high, max(3, most), isWhole: isWhole)
  }

  /// Whether a number can be drawn on such an axis.
  public static func takes(_ value: Double, isLog: Bool) -> Bool {
    abs(value) <= 1e300 && (!isLog || value >= 1e-300)
  }

  /// Where a number lies, from 0 at the beginning to 1 at the end.
  public func fraction(_ value: Double) -> Double {
    let part =
      isLog
      ? (log10(value) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
    return part.isFinite ? min(1, max(0, part)) : 0
  }

  /// In which of so many equal parts of the axis a number lies.
  public func part(_ value: Double, of count: Int) -> Int {
    min(count - 1, max(0, Int(fraction(value) * Double(count))))
  }

  // MARK: - Ticks

  /// `i` times a step of `digit` · 10^`exponent`, exact where a double can be.
  private static func tick(_ i: Double, _ digit: Double, _ exponent: Int) -> Double {
    let power = Double("1e\(abs(exponent))") ?? 1
    return exponent >= 0 ? i * digit * power : i * digit / power
  }

  private static func steps(
    _ least: Double, _ greatest: Double, _ most: Int, isWhole: Bool
  ) -> [Double] {
    var (low, high) = (least, greatest)
    if high - low <= 1e-12 * max(abs(low), abs(high)) || high - low < 1e-290 {
      // One number stands in the middle.
      let room = isWhole || abs(low) < 1e-290 ? 1 : abs(low) / 2
      low -= room
      high += room
    }
    var exponent = Int(log10(high / Double(most) - low / Double(most)).rounded(.down)) - 1
    if isWhole { exponent = max(0, exponent) }
    while true {
      for digit in [1.0, 2.0, 5.0] {
        let step = tick(1, digit, exponent)
        var first = (low / step).rounded(.down)
        var last = (high / step).rounded(.up)
        if tick(first + 1, digit, exponent) <= low { first += 1 }
        if tick(first, digit, exponent) > low { first -= 1 }
        if tick(last - 1, digit, exponent) >= high { last -= 1 }
        if tick(last, digit, exponent) < high { last += 1 }
        guard last - first < Double(most) else { continue }
        return (0...Int(last - first)).map { tick(first + Double($0), digit, exponent) }
      }
      exponent += 1
    }
  }

  private static func powers(_ least: Double, _ greatest: Double, _ most: Int) -> [Double] {
    let first = Int(log10(least).rounded(.down)) - 1
    let last = Int(log10(greatest).rounded(.up)) + 1
    if last - first <= 5 {
      let all = (first...last).flatMap { exponent in
        [1.0, 2.0, 5.0].map { tick(1, $0, exponent) }
      }
      let ticks = between(all, least, greatest)
      if ticks.count <= most { return ticks }
    }
    for stride in 1... {
      let all = ((first / stride - 1)...(last / stride + 1)).map { tick(1, 1, $0 * stride) }
        .filter { $0 > 0 && $0.isFinite }
      let ticks = between(all, least, greatest)
      if ticks.count <= most { return ticks }
    }
    return [1, 10]
  }

  /// The candidates from the last that is not above the least number to the first that is not
  /// below the greatest; two at least.
  private static func between(_ all: [Double], _ least: Double, _ greatest: Double) -> [Double] {
    let start = all.lastIndex { $0 <= least } ?? 0
    let end = all.firstIndex { $0 >= greatest } ?? all.count - 1
    guard end <= start else { return Array(all[start...end]) }
    return Array(all[max(0, start - 1)...min(all.count - 1, start + 1)])
  }
}
