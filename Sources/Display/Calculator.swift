// The promise that a card survives a pocket calculator.
//
// The numbers as printed, put into the formula as printed, give the result as printed, to its
// last digit. With four decimals everywhere half of all two-factor products would miss, so digits
// are added, first to the numbers that go in and only then to the result, until it holds.

import Autograd

/// A formula with numbers in it and the result they give, ready to print.
public struct Calculation: Sendable, Equatable {
  /// The formula with the leaves' names, as `x[0,2]·∂h[0,1] + x[1,2]·∂h[1,1]`.
  public let names: String
  /// The formula with the leaves' numbers, as `3·(−0.1) + (−1)·0.4`.
  public let numbers: String
  /// The result, as `−0.7`.
  public let result: String
  /// Whether the printed numbers give the printed result to its last digit.
  ///
  /// It fails only where terms cancel to less than a double's rounding, and then the text says ≈.
  public let holds: Bool

  /// Formula and result, as `3·(−0.1) + (−1)·0.4 = −0.7`; of a lone number only the number.
  public var text: String { numbers == result ? result : numbers + " " + ending }

  /// The result with its sign of equality, as `= −0.7`.
  public var ending: String { (holds ? "= " : "≈ ") + result }
}

/// Chooses the digits of printed formulas.
public struct Calculator: Sendable {
  /// The most characters a formula may take; deeper subtrees are folded into their values.
  public var longest: Int

  /// Makes a calculator for formulas of at most about so many characters.
  public init(longest: Int = 192) { self.longest = longest }

  /// A tree with numbers in it and the result that they give.
  ///
  /// `result` is the number that the engine computed; it is printed with four decimals at least
  /// unless it is a short decimal itself.
  public func work(_ tree: Scalar, result: Double) -> Calculation {
    let whole = Formula(whole: tree)
    let names = fitted(whole) { $0.text(.names) }
    var depth = whole.depth
    while depth > 1, whole.folded(below: depth).text(.numbers(level: 0)).count > longest {
      depth -= 1
    }
    while true {
      let formula = whole.folded(below: depth)
      let levels = Calculator.levels(formula, result: result)
      let numbers = formula.text(.numbers(level: levels?.leaves ?? 4))
      if numbers.count <= longest || depth <= 1 {
        return Calculation(
          names: names, numbers: numbers,
          result: NumberText.text(result, level: levels?.result ?? 0), holds: levels != nil)
      }
      depth -= 1
    }
  }

  /// The tree with its leaves' names.
  public func names(_ tree: Scalar) -> String { fitted(Formula(whole: tree)) { $0.text(.names) } }

  private func fitted(_ whole: Formula, _ text: (Formula) -> String) -> String {
    for depth in stride(from: whole.depth, to: 1, by: -1) {
      let short = text(whole.folded(below: depth))
      if short.count <= longest { return short }
    }
    return text(whole.folded(below: 1))
  }

  /// The digits that leaves and result need, or nil if none do.
  static func levels(_ formula: Formula, result: Double) -> (leaves: Int, result: Int)? {
    let highest = NumberText.highestLevel
    var values: [Double?] = []
    // A result that lies on the edge of a digit would ask for a dozen digits of every leaf; one
    // more digit of its own is the shorter way.
    for patience in [4, highest] {
      for resultLevel in 0...highest {
        for level in 0...min(highest, resultLevel + patience) {
          if level == values.count { values.append(formula.value(level: level)) }
          guard let value = values[level] else { continue }
          if agrees(value, with: result, level: resultLevel) { return (level, resultLevel) }
        }
      }
    }
    return nil
  }

  /// Whether a value shows the same digits as the result at a level.
  ///
  /// A short result such as 0.5 is held to the four decimals that it could have shown.
  static func agrees(_ value: Double, with result: Double, level: Int) -> Bool {
    if result.isNaN || value.isNaN { return result.isNaN && value.isNaN }
    if result.isInfinite || value.isInfinite { return result == value }
    let printed = NumberText.plainText(result, level: level)
    var rounding = NumberText.Rounding(of: result, level: level)
    rounding.isScientific = printed.contains("e")
    rounding.places = max(rounding.places, decimals(in: printed))
    return rounding.text(value) == rounding.text(result)
  }

  private static func decimals(in text: String) -> Int {
    let mantissa = text.prefix { $0 != "e" }
    guard let point = mantissa.firstIndex(of: ".") else { return 0 }
    return mantissa.distance(from: point, to: mantissa.endIndex) - 1
  }
}

extension Scalar {
  /// The tree in print with its leaves' names, as `x[0,2]·∂h[0,1] + x[1,2]·∂h[1,1]`.
  public func names(longest: Int = 192) -> String { Calculator(longest: longest).names(self) }

  /// The tree in print with numbers and its result, as `1·(−1) + 2·2 + 3·0.5 = 4.5`.
  public func text(result: Double, longest: Int = 192) -> String {
    Calculator(longest: longest).work(self, result: result).text
  }
}
