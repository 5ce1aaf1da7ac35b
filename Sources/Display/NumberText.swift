// How a number is written: as short as it honestly can be.
//
// A double that lies within 1e−12 (relative) of a short decimal is that decimal and is printed
// whole, without trailing zeros: 0.5, 1, −0.7. Any other is rounded, and keeps its zeros, because
// 0.3410 says "rounded here" where 0.341 would say "exactly". A *level* adds digits: level 0 has
// four decimals, every further level one more; the calculator (Calculator.swift) raises it.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// The text of numbers.
public enum NumberText {
  /// The decimals of a rounded number at level 0, four unless a session has bound another count.
  @TaskLocal public static var decimals = 4

  /// The highest level, at which every double is told from its neighbours.
  public static let highestLevel = 12

  /// The number with U+2212 for minus, rounded to the level's digits unless it is short.
  public static func text(_ value: Double, level: Int = 0) -> String {
    typeset(plainText(value, level: level))
  }

  /// The number with a fixed count of decimals and U+2212 for minus.
  public static func text(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return typeset(plainText(value, level: 0)) }
    return typeset(
      abs(value) < 1e15
        ? fixed(value, places: places) : scientific(value, places: min(places, 6)))
  }

  /// The number as one of a column or a tensor, so that neighbours show the same decimals.
  ///
  /// An integer tensor's numbers should go through ``integerText(_:)`` instead.
  public static func texts(_ values: [Double]) -> [String] {
    let style = Style(values)
    return values.map { style.text($0) }
  }

  /// The numbers of a table's row: short decimals as they are, the others with one count of
  /// decimals.
  public static func rowTexts(_ values: [Double]) -> [String] {
    let style = Style(values)
    return values.map { isShort($0) ? text($0) : style.text($0) }
  }

  /// Whether a number is printed whole, without rounding.
  static func isShort(_ value: Double) -> Bool {
    guard value.isFinite else { return true }
    let near = rounded(value, level: 0)
    return abs(near - value) <= 1e-12 * abs(value)
  }

  /// The whole number nearest to a value, as an element of an integer tensor is printed.
  public static func integerText(_ value: Double) -> String {
    guard value.isFinite else { return text(value) }
    return typeset(fixed(value, places: 0))
  }

  /// The number that a printed text stands for, or nan when the text is none.
  public static func value(of text: String) -> Double {
    Double(String(text.map { $0 == "−" ? "-" : $0 })) ?? .nan
  }

  /// The number as a reader with the printed digits knows it.
  static func rounded(_ value: Double, level: Int) -> Double {
    Double(plainText(value, level: level)) ?? value
  }

  /// The text with ASCII's minus.
  static func plainText(_ value: Double, level: Int) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return "0" }
    if abs(value) < 1e9, value == value.rounded() { return fixed(value, places: 0) }
    if let short = shortText(value, digits: decimals + 2 + max(0, level)) { return short }
    return Rounding(of: value, level: level).text(value)
  }

  /// The value as a decimal of at most so many digits, if it is one.
  private static func shortText(_ value: Double, digits: Int) -> String? {
    let text = scientific(value, places: min(digits, 17) - 1)
    guard let near = Double(text), abs(near - value) <= 1e-12 * abs(value) else { return nil }
    guard let e = text.firstIndex(of: "e") else { return nil }
    var mantissa = text[..<e]
    if mantissa.contains(".") {
      while mantissa.hasSuffix("0") { mantissa.removeLast() }
      if mantissa.hasSuffix(".") { mantissa.removeLast() }
    }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    let digits = mantissa.utf8.count { (0x30...0x39).contains($0) }
    if exponent < -4 || exponent >= 9 { return "\(mantissa)e\(exponent)" }
    return fixed(near, places: max(0, digits - 1 - exponent))
  }

  /// Printed with so many decimals; never a negative zero.
  static func fixed(_ value: Double, places: Int) -> String {
    withoutNegativeZero(formatted("%.*f", min(max(places, 0), 340), value))
  }

  /// Printed as a mantissa with so many decimals and a power of ten, as `3.2e-7`.
  static func scientific(_ value: Double, places: Int) -> String {
    let text = formatted("%.*e", min(max(places, 0), 20), value)
    guard let e = text.firstIndex(of: "e") else { return text }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    return withoutNegativeZero(String(text[..<e])) + "e\(exponent)"
  }

  /// The power of ten of a number's first digit.
  static func exponent(of value: Double) -> Int {
    guard value.isFinite, value != 0 else { return 0 }
    return Int(log10(abs(value)).rounded(.down))
  }

  static func typeset(_ text: String) -> String {
    text.contains("-") ? String(text.map { $0 == "-" ? "−" : $0 }) : text
  }

  private static func withoutNegativeZero(_ text: String) -> String {
    guard text.hasPrefix("-"), text.utf8.allSatisfy({ [0x2D, 0x2E, 0x30].contains($0) }) else {
      return text
    }
    return String(text.dropFirst())
  }

  private static func formatted(_ format: String, _ places: Int, _ value: Double) -> String {
    // 309 digits before the point and 340 behind it are the most that can be asked for.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 700) { buffer in
      let length = withVaList([CInt(places), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      let count = min(max(0, Int(length)), buffer.count - 1)
      return String(decoding: UnsafeRawBufferPointer(buffer).prefix(count), as: UTF8.self)
    }
  }
}

extension NumberText {
  /// How a rounded number is cut: where, and whether with a power of ten.
  struct Rounding: Equatable {
    var places: Int
    var isScientific: Bool

    /// The cut for a number at a level: four decimals and four digits at least.
    init(of value: Double, level: Int) {
      let exponent = NumberText.exponent(of: value)
      let decimals = NumberText.decimals
      isScientific = value != 0 && (exponent < -4 || exponent >= 7)
      if isScientific {
        places = decimals - 1 + level
      } else if exponent >= 0 {
        places = max(1, min(decimals, decimals + 1 - exponent)) + level
      } else {
        places = max(decimals, decimals - 1 - exponent) + level
      }
    }

    /// A number cut this way, with ASCII's minus.
    func text(_ value: Double) -> String {
      guard value.isFinite else { return NumberText.plainText(value, level: 0) }
      return isScientific
        ? NumberText.scientific(value, places: places) : NumberText.fixed(value, places: places)
    }
  }

  /// How the numbers of one tensor are written, alike.
  struct Style {
    /// The decimals that all share, or nil when each is written as it is shortest.
    private var places: Int?

    /// The style for the numbers that will be shown.
    init(_ values: [Double]) {
      var largest = 0.0
      var smallest = Double.infinity
      var decimals = 0
      for value in values where value.isFinite && value != 0 {
        largest = max(largest, abs(value))
        smallest = min(smallest, abs(value))
        decimals = max(decimals, Style.decimals(of: value))
      }
      let usual = NumberText.decimals
      if decimals <= usual {
        places = largest < 1e9 ? decimals : nil
      } else if smallest < 1e-4 || largest >= 1e6 {
        places = nil
      } else {
        places = max(usual, usual - 1 - NumberText.exponent(of: largest))
      }
    }

    /// One of the numbers.
    func text(_ value: Double) -> String {
      guard let places, value.isFinite else { return NumberText.text(value) }
      let text = NumberText.fixed(value, places: places)
      return value != 0 && Double(text) == 0 ? NumberText.text(value) : NumberText.typeset(text)
    }

    private static func decimals(of value: Double) -> Int {
      let text = NumberText.plainText(value, level: 0)
      if text.contains("e") { return 99 }
      guard let point = text.firstIndex(of: ".") else { return 0 }
      return text.distance(from: point, to: text.endIndex) - 1
    }
  }
}
