// What one number was worked out from: an expression tree over single elements.
//
// Every operation declares the arithmetic of one output element as such a tree (`element`); a
// derivative's tree comes from pushing an index through its term. The tree is evaluated by
// `value`, and a law test holds it equal to what the engine computed, so a card that prints the
// tree cannot lie.

/// The arithmetic of one number, as a tree whose leaves are elements of tensors.
public indirect enum Scalar: Sendable, Equatable {
  /// A constant of the rule itself, as the 2 of `2·x`.
  case constant(Double)
  /// An element not yet looked up: which operand, and at which index.
  case element(Operand, [Int])
  /// A number with the name a learner knows it by, as `x[0,2]` = 1.5.
  case leaf(name: String, value: Double)
  /// A sum of any number of terms, one node.
  case sum([Scalar])
  /// A product of any number of factors, one node.
  case product([Scalar])
  /// `−x`.
  case negated(Scalar)
  /// `a / b`.
  case quotient(Scalar, Scalar)
  /// `a ** b`.
  case power(Scalar, Scalar)
  /// A function of the field, as `exp(x)`.
  case function(Function, [Scalar])
  /// An intermediate quantity with a name of its own, as the mean inside a layer norm: shown as
  /// one number, and still worked out by its tree.
  case part(name: String, Scalar)
  /// One of two, by a comparison: shown as the branch taken, with the reason.
  case choice(Comparison, Scalar, Scalar, then: Scalar, otherwise: Scalar)

  /// What an unresolved element belongs to.
  public enum Operand: Sendable, Hashable {
    /// The operation's i-th input.
    case input(Int)
    /// The operation's result.
    case output
    /// The arriving gradient.
    case gradient
  }

  /// The comparisons a choice can turn on.
  public enum Comparison: String, Sendable {
    case less = "<"
    case lessEqual = "≤"
    case greater = ">"
    case greaterEqual = "≥"
    case equal = "="
    case notEqual = "≠"
  }

  /// The scalar functions a tree can name.
  public enum Function: String, Sendable, CaseIterable {
    case exp, log, sqrt, tanh, sin, cos, sigmoid, erf, log1p, expm1, log2
    case abs, sign, floor, ceil, round, max, min
    /// Python's `//` and `%`, whose sign is the divisor's.
    case floorDivide, remainder
  }
}
