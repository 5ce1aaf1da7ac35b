// A formula in print, with names or with numbers.
//
// Parentheses are as few as reading needs: `·` binds tighter than ` / `, so the numerator
// `a·b / c` needs none and the denominator `a / (b·c)` does. A minus that follows an operator is
// put in parentheses, as on paper: `1·(−1)`.

import Autograd

extension Formula {
  /// What stands for the leaves.
  enum Leaves {
    /// The names, and `…` for what is folded.
    case names
    /// The numbers, rounded to a level.
    case numbers(level: Int)
  }

  /// The formula in print.
  func text(_ leaves: Leaves) -> String {
    text(leaves, isLeading: true)
  }

  private enum Strength: Int, Comparable {
    case choice, sum, quotient, product, power, atom
    static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
  }

  private var strength: Strength {
    switch form {
    case .constant, .named, .folded, .rest: .atom
    case .sum: .sum
    case .product, .negated: .product
    case .quotient: .quotient
    case .power: .power
    case .function(.floorDivide, let parts) where parts.count == 2: .quotient
    case .function(.remainder, let parts) where parts.count == 2: .quotient
    case .function: .atom
    case .choice: .choice
    }
  }

  /// The formula as an operand that must bind at least so strongly.
  private func operand(_ least: Strength, _ leaves: Leaves, isLeading: Bool) -> String {
    strength < least
      ? "(" + text(leaves, isLeading: true) + ")" : text(leaves, isLeading: isLeading)
  }

  private func text(_ leaves: Leaves, isLeading: Bool) -> String {
    switch form {
    case .constant, .named, .folded, .rest:
      return leafText(leaves, isLeading: isLeading)
    case .sum(let terms):
      return sumText(terms, leaves, isLeading: isLeading)
    case .product(let factors):
      return factors.enumerated().map { index, factor in
        index == 0
          ? factor.operand(.product, leaves, isLeading: isLeading)
          : factor.operand(.power, leaves, isLeading: false)
      }.joined(separator: "·")
    case .negated(let part):
      let text = "−" + part.operand(.product, leaves, isLeading: false)
      return isLeading ? text : "(\(text))"
    case .quotient(let a, let b):
      return binary(a, " / ", b, leaves, isLeading: isLeading)
    case .power(let base, let exponent):
      return powerText(base, exponent, leaves)
    case .function(let function, let parts):
      if parts.count == 2, function == .floorDivide || function == .remainder {
        let sign = function == .floorDivide ? " // " : " % "
        return binary(parts[0], sign, parts[1], leaves, isLeading: isLeading)
      }
      let name = function == .sqrt ? "√" : function.rawValue
      return name + "(" + parts.map { $0.text(leaves) }.joined(separator: ", ") + ")"
    case .choice(let condition, let then):
      return condition.text(leaves) + ": " + then.operand(.sum, leaves, isLeading: true)
    }
  }

  private func leafText(_ leaves: Leaves, isLeading: Bool) -> String {
    switch leaves {
    case .names:
      switch form {
      case .named(let name): return name
      case .rest(let count): return "… \(count) more …"
      case .folded: return "…"
      default: return leafNumber(level: 0, isLeading: isLeading)
      }
    case .numbers(let level):
      if case .rest(let count) = form {
        return "… \(count) more (\(NumberText.text(value, level: level))) …"
      }
      return leafNumber(level: level, isLeading: isLeading)
    }
  }

  private func leafNumber(level: Int, isLeading: Bool) -> String {
    let text = NumberText.text(value, level: level)
    return text.hasPrefix("−") && !isLeading ? "(\(text))" : text
  }

  private func sumText(_ terms: [Formula], _ leaves: Leaves, isLeading: Bool) -> String {
    var text = ""
    for (index, term) in terms.enumerated() {
      if index == 0 {
        text = term.operand(.quotient, leaves, isLeading: isLeading)
      } else if case .negated(let part) = term.form {
        text += " − " + part.operand(.quotient, leaves, isLeading: false)
      } else {
        text += " + " + term.operand(.quotient, leaves, isLeading: false)
      }
    }
    return text
  }

  private func binary(
    _ a: Formula, _ sign: String, _ b: Formula, _ leaves: Leaves, isLeading: Bool
  ) -> String {
    a.operand(.product, leaves, isLeading: isLeading) + sign
      + b.operand(.power, leaves, isLeading: false)
  }

  private func powerText(_ base: Formula, _ exponent: Formula, _ leaves: Leaves) -> String {
    var text = base.operand(.atom, leaves, isLeading: false)
    // 3.2e−7² would read as a power of the exponent.
    if text.contains("e"), case .atom = base.strength,
      Double(text.first.map(String.init) ?? "")
        != nil
    {
      text = "(\(text))"
    }
    let power = exponent.operand(.atom, leaves, isLeading: false)
    switch power {
    case "2": return text + "²"
    case "3": return text + "³"
    default: return text + "^" + power
    }
  }
}

extension Formula.Condition {
  /// The comparison as it turned out.
  fileprivate func text(_ leaves: Formula.Leaves) -> String {
    func compared(_ sign: Scalar.Comparison) -> String {
      side(left, leaves) + " \(sign.rawValue) " + side(right, leaves)
    }
    if holds { return compared(comparison) }
    // With a nan no comparison holds, so the opposite would be a lie.
    if left.value.isNaN || right.value.isNaN { return "not (\(compared(comparison)))" }
    return compared(comparison.opposite)
  }

  private func side(_ formula: Formula, _ leaves: Formula.Leaves) -> String {
    if case .choice = formula.form { return "(" + formula.text(leaves) + ")" }
    return formula.text(leaves)
  }
}

extension Scalar.Comparison {
  /// The comparison that holds exactly when this one does not, of numbers.
  fileprivate var opposite: Scalar.Comparison {
    switch self {
    case .less: .greaterEqual
    case .lessEqual: .greater
    case .greater: .lessEqual
    case .greaterEqual: .less
    case .equal: .notEqual
    case .notEqual: .equal
    }
  }
}
