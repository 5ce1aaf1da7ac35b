// What a reader gets who types the printed numbers into a calculator.

import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

extension Formula {
  /// The value worked out from numbers rounded to a level, or nil when a choice would turn out
  /// otherwise with them.
  func value(level: Int) -> Double? {
    switch form {
    case .constant, .named, .folded, .rest:
      return NumberText.rounded(value, level: level)
    case .sum(let terms):
      return Formula.reduce(terms, 0, level: level, +)
    case .product(let factors):
      return Formula.reduce(factors, 1, level: level, *)
    case .negated(let part):
      return part.value(level: level).map { -$0 }
    case .quotient(let a, let b):
      guard let a = a.value(level: level), let b = b.value(level: level) else { return nil }
      return a / b
    case .power(let a, let b):
      guard let a = a.value(level: level), let b = b.value(level: level) else { return nil }
      return power(a, b)
    case .function(let function, let parts):
      var values: [Double] = []
      for part in parts {
        guard let value = part.value(level: level) else { return nil }
        values.append(value)
      }
      return function(values)
    case .choice(let condition, let then):
      guard let a = condition.left.value(level: level),
        let b = condition.right.value(level: level),
        condition.comparison(a, b) == condition.holds
      else { return nil }
      return then.value(level: level)
    }
  }

  private static func reduce(
    _ parts: [Formula], _ start: Double, level: Int, _ combine: (Double, Double) -> Double
  ) -> Double? {
    var result = start
    for part in parts {
      guard let value = part.value(level: level) else { return nil }
      result = combine(result, value)
    }
    return result
  }
}

/// A power, as a calculator computes it.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
