// An explanation tree, cut down to what a person reads and a pocket calculator takes.
//
// `Scalar` says everything: a sum over 64 columns has 64 terms. A formula keeps the two terms
// that matter most and the sum of the others as one number, and a subtree can be folded into its
// value. Every node knows its exact value, so any fold is a number that is already there.

import Autograd

/// An explanation tree prepared for print.
struct Formula: Sendable {
  /// The exact value.
  var value: Double
  /// What the node is made of.
  var form: Form

  indirect enum Form: Sendable {
    /// A constant of the rule.
    case constant
    /// An element with its name.
    case named(String)
    /// A subtree of which only the value is left.
    case folded
    /// The terms or factors that are not shown, as one number.
    case rest(count: Int)
    case sum([Formula])
    case product([Formula])
    case negated(Formula)
    case quotient(Formula, Formula)
    case power(Formula, Formula)
    case function(Scalar.Function, [Formula])
    /// The branch taken, with the comparison that chose it.
    case choice(Condition, then: Formula)
  }

  /// A comparison and whether it held.
  struct Condition: Sendable {
    var comparison: Scalar.Comparison
    var left: Formula
    var right: Formula
    var holds: Bool
  }

  /// The most terms or factors that are shown one by one.
  static let longest = 6

  /// How many levels lie below this one.
  var depth: Int {
    (children.map(\.depth).max() ?? -1) + 1
  }

  private var children: [Formula] {
    switch form {
    case .constant, .named, .folded, .rest: []
    case .sum(let parts), .product(let parts), .function(_, let parts): parts
    case .negated(let part): [part]
    case .quotient(let a, let b), .power(let a, let b): [a, b]
    case .choice(let condition, let then): [condition.left, condition.right, then]
    }
  }

  /// The formula with everything below a depth folded into numbers.
  func folded(below depth: Int) -> Formula {
    switch form {
    case .constant, .named, .folded, .rest: return self
    default: break
    }
    if depth <= 0 { return Formula(value: value, form: .folded) }
    func fold(_ part: Formula) -> Formula { part.folded(below: depth - 1) }
    var result = self
    switch form {
    case .constant, .named, .folded, .rest: break
    case .sum(let parts): result.form = .sum(parts.map(fold))
    case .product(let parts): result.form = .product(parts.map(fold))
    case .negated(let part): result.form = .negated(fold(part))
    case .quotient(let a, let b): result.form = .quotient(fold(a), fold(b))
    case .power(let a, let b): result.form = .power(fold(a), fold(b))
    case .function(let name, let parts): result.form = .function(name, parts.map(fold))
    case .choice(var condition, let then):
      condition.left = fold(condition.left)
      condition.right = fold(condition.right)
      result.form = .choice(condition, then: fold(then))
    }
    return result
  }
}

// MARK: - From an explanation tree

extension Formula {
  /// The formula of an explanation tree; an element not looked up counts as nan.
  init(_ tree: Scalar) {
    switch tree {
    case .constant(let value): self.init(value: value, form: .constant)
    case .leaf(let name, let value): self.init(value: value, form: .named(name))
    case .element(let operand, let index):
      self.init(value: .nan, form: .named(Formula.name(of: operand, at: index)))
    case .sum(let terms): self.init(sumOf: Formula.flattenedTerms(terms))
    case .product(let factors): self.init(productOf: Formula.flattenedFactors(factors))
    case .negated(let part):
      let part = Formula(part)
      self.init(value: -part.value, form: .negated(part))
    case .quotient(let a, let b): self.init(Formula(a), Formula(b), Form.quotient)
    case .power(let a, let b): self.init(Formula(a), Formula(b), Form.power)
    case .function(let function, let parts):
      let parts = parts.map { Formula($0) }
      self.init(
        value: function(parts.map(\.value)),
        form: .function(function, Formula.shortened(parts, of: function)))
    case .part(let name, let inner):
      self.init(value: Formula(inner).value, form: .named(name))
    case .choice(let comparison, let a, let b, let then, let otherwise):
      let (a, b) = (Formula(a), Formula(b))
      let holds = comparison(a.value, b.value)
      let taken = Formula(holds ? then : otherwise)
      let condition = Condition(comparison: comparison, left: a, right: b, holds: holds)
      self.init(value: taken.value, form: .choice(condition, then: taken))
    }
  }

  /// The formula of a whole tree: a named part that is all there is shows its own working.
  init(whole tree: Scalar) {
    var tree = tree
    while case .part(_, let inner) = tree { tree = inner }
    self.init(tree)
  }

  private init(_ a: Formula, _ b: Formula, _ form: (Formula, Formula) -> Form) {
    let form = form(a, b)
    if case .quotient = form {
      self.init(value: a.value / b.value, form: form)
    } else {
      self.init(value: power(a.value, b.value), form: form)
    }
  }

  private init(sumOf terms: [Formula]) {
    let value = terms.reduce(0) { $0 + $1.value }
    if terms.count == 1, let only = terms.first {
      self = only
    } else if terms.isEmpty {
      self.init(value: 0, form: .constant)
    } else if terms.count <= Formula.longest {
      self.init(value: value, form: .sum(terms))
    } else {
      let (shown, others) = Formula.split(terms) { abs($0) }
      let rest = Formula(
        value: others.reduce(0) { $0 + $1.value }, form: .rest(count: others.count))
      self.init(value: value, form: .sum(shown + [rest]))
    }
  }

  private init(productOf factors: [Formula]) {
    let value = factors.reduce(1) { $0 * $1.value }
    if factors.count == 1, let only = factors.first {
      self = only
    } else if factors.isEmpty {
      self.init(value: 1, form: .constant)
    } else if factors.count <= Formula.longest {
      self.init(value: value, form: .product(factors))
    } else {
      // A factor matters by how far it is from 1: a 0 most of all.
      let (shown, others) = Formula.split(factors) {
        $0 == 0 ? .infinity : max(abs($0), 1 / abs($0))
      }
      let rest = Formula(
        value: others.reduce(1) { $0 * $1.value }, form: .rest(count: others.count))
      self.init(value: value, form: .product(shown + [rest]))
    }
  }

  /// The arguments that are shown: of a maximum over many numbers only the two largest.
  private static func shortened(
    _ parts: [Formula], of function: Scalar.Function
  ) -> [Formula] {
    guard parts.count > longest, function == .max || function == .min else { return parts }
    let (shown, others) = split(parts) { function == .max ? $0 : -$0 }
    let rest = Formula(
      value: function(others.map(\.value)), form: .rest(count: others.count))
    return shown + [rest]
  }

  /// The two parts that matter most, in their order, and the others.
  private static func split(
    _ parts: [Formula], by weight: (Double) -> Double
  ) -> (shown: [Formula], others: [Formula]) {
    var first: (index: Int, weight: Double)?
    var second: (index: Int, weight: Double)?
    for (index, part) in parts.enumerated() {
      let own = part.value.isNaN ? Double.infinity : weight(part.value)
      if first.map({ own > $0.weight }) ?? true {
        second = first
        first = (index, own)
      } else if second.map({ own > $0.weight }) ?? true {
        second = (index, own)
      }
    }
    let chosen = [first?.index, second?.index].compactMap { $0 }.sorted()
    let others = parts.indices.filter { !chosen.contains($0) }
    return (chosen.map { parts[$0] }, others.map { parts[$0] })
  }

  private static func flattenedTerms(_ terms: [Scalar]) -> [Formula] {
    terms.flatMap { term in
      if case .sum(let inner) = term { return flattenedTerms(inner) }
      return [Formula(term)]
    }
  }

  private static func flattenedFactors(_ factors: [Scalar]) -> [Formula] {
    factors.flatMap { factor in
      if case .product(let inner) = factor { return flattenedFactors(inner) }
      return [Formula(factor)]
    }
  }

  private static func name(of operand: Scalar.Operand, at index: [Int]) -> String {
    let place = index.isEmpty ? "" : "[" + index.map(String.init).joined(separator: ",") + "]"
    return switch operand {
    case .input(let i): "input\(i)\(place)"
    case .output: "y\(place)"
    case .gradient: "g\(place)"
    }
  }
}
