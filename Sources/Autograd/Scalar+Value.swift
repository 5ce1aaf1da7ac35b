import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Evaluating a scalar tree: the arithmetic a learner would do by hand, in the order shown, with
// the functions that the kernels use, so that both give the same number.

// The cases of `Scalar.Function` hide the C library's names inside its extension.
private func librarySin(_ x: Double) -> Double { sin(x) }
private func libraryCos(_ x: Double) -> Double { cos(x) }
private func libraryLog2(_ x: Double) -> Double { log2(x) }

extension Scalar {
  /// The number the tree stands for; an element that was never looked up is not a number.
  public var value: Double {
    switch self {
    case .constant(let value), .leaf(_, let value): return value
    case .element: return .nan
    case .sum(let terms): return terms.reduce(0) { $0 + $1.value }
    case .product(let factors): return factors.reduce(1) { $0 * $1.value }
    case .negated(let a): return -a.value
    case .quotient(let a, let b): return a.value / b.value
    case .power(let a, let b): return Kernels.power(a.value, b.value)
    case .part(_, let a): return a.value
    case .function(let function, let arguments): return function(arguments.map(\.value))
    case .choice(let comparison, let a, let b, let then, let otherwise):
      return comparison(a.value, b.value) ? then.value : otherwise.value
    }
  }

  /// The tree with every element looked up.
  public func resolved(_ look: (Operand, [Int]) -> Scalar) -> Scalar {
    switch self {
    case .constant, .leaf: return self
    case .element(let operand, let index): return look(operand, index)
    case .sum(let terms): return .sum(terms.map { $0.resolved(look) })
    case .product(let factors): return .product(factors.map { $0.resolved(look) })
    case .negated(let a): return .negated(a.resolved(look))
    case .quotient(let a, let b): return .quotient(a.resolved(look), b.resolved(look))
    case .power(let a, let b): return .power(a.resolved(look), b.resolved(look))
    case .part(let name, let a): return .part(name: name, a.resolved(look))
    case .function(let function, let arguments):
      return .function(function, arguments.map { $0.resolved(look) })
    case .choice(let comparison, let a, let b, let then, let otherwise):
      return .choice(
        comparison, a.resolved(look), b.resolved(look), then: then.resolved(look),
        otherwise: otherwise.resolved(look))
    }
  }

  /// The tree without what a person would not write down.
  ///
  /// Factors of one, terms of zero that are constants, and nests of sums in sums go; the value
  /// does not change.
  public var simplified: Scalar {
    switch self {
    case .constant, .leaf, .element: return self
    case .sum(let terms):
      var flat: [Scalar] = []
      for term in terms.map(\.simplified) {
        if case .sum(let inner) = term { flat += inner } else { flat.append(term) }
      }
      flat.removeAll { if case .constant(0) = $0 { true } else { false } }
      return flat.isEmpty ? .constant(0) : flat.count == 1 ? flat[0] : .sum(flat)
    case .product(let factors):
      var flat: [Scalar] = []
      for factor in factors.map(\.simplified) {
        if case .product(let inner) = factor { flat += inner } else { flat.append(factor) }
      }
      flat.removeAll { if case .constant(1) = $0 { true } else { false } }
      return flat.isEmpty ? .constant(1) : flat.count == 1 ? flat[0] : .product(flat)
    case .negated(let a):
      if case .negated(let inner) = a.simplified { return inner }
      return .negated(a.simplified)
    case .quotient(let a, let b):
      if case .constant(1) = b.simplified { return a.simplified }
      return .quotient(a.simplified, b.simplified)
    case .power(let a, let b):
      if case .constant(1) = b.simplified { return a.simplified }
      return .power(a.simplified, b.simplified)
    case .part(let name, let a): return .part(name: name, a.simplified)
    case .function(let function, let arguments):
      return .function(function, arguments.map(\.simplified))
    case .choice(let comparison, let a, let b, let then, let otherwise):
      return .choice(
        comparison, a.simplified, b.simplified, then: then.simplified,
        otherwise: otherwise.simplified)
    }
  }
}

extension Scalar.Comparison {
  /// Whether the comparison holds.
  public func callAsFunction(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .less: a < b
    case .lessEqual: a <= b
    case .greater: a > b
    case .greaterEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}

extension Scalar.Function {
  /// The function of some numbers; of too few, not a number.
  public func callAsFunction(_ x: [Double]) -> Double {
    guard let a = x.first else { return .nan }
    let b = x.count > 1 ? x[1] : .nan
    switch self {
    case .exp: return Elementary.exp(a)
    case .log: return Elementary.log(a)
    case .sqrt: return a.squareRoot()
    case .tanh: return Elementary.tanh(a)
    case .sin: return librarySin(a)
    case .cos: return libraryCos(a)
    case .sigmoid: return Elementary.sigmoid(a)
    case .erf: return Elementary.erf(a)
    case .log1p: return Elementary.log1p(a)
    case .expm1: return Elementary.expm1(a)
    case .log2: return libraryLog2(a)
    case .abs: return Swift.abs(a)
    case .sign: return a > 0 ? 1 : a < 0 ? -1 : 0
    case .floor: return a.rounded(.down)
    case .ceil: return a.rounded(.up)
    case .round: return a.rounded(.toNearestOrEven)
    case .max: return x.contains { $0.isNaN } ? .nan : x.reduce(-.infinity) { Swift.max($0, $1) }
    case .min: return x.contains { $0.isNaN } ? .nan : x.reduce(.infinity) { Swift.min($0, $1) }
    case .floorDivide: return Kernels.floorDivided(a, b)
    case .remainder: return Kernels.pythonRemainder(a, b)
    }
  }
}

// MARK: - What authors of `element` write

extension Scalar: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A constant of the rule.
  public init(floatLiteral value: Double) { self = .constant(value) }
  /// A constant of the rule.
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }
  /// Sum.
  public static func + (a: Scalar, b: Scalar) -> Scalar { .sum([a, b]) }
  /// Difference.
  public static func - (a: Scalar, b: Scalar) -> Scalar { .sum([a, .negated(b)]) }
  /// Product.
  public static func * (a: Scalar, b: Scalar) -> Scalar { .product([a, b]) }
  /// Quotient.
  public static func / (a: Scalar, b: Scalar) -> Scalar { .quotient(a, b) }
  /// Negative.
  public static prefix func - (a: Scalar) -> Scalar { .negated(a) }
  /// `a` to the power of a constant.
  public func to(_ exponent: Double) -> Scalar { .power(self, .constant(exponent)) }
  /// A function of one number.
  public static func call(_ function: Function, _ a: Scalar) -> Scalar { .function(function, [a]) }
}
