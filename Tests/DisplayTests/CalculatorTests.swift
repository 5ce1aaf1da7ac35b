import Autograd
import Display
import Foundation
import TestSupport
import Testing

/// Random explanation trees; the same seed gives the same trees.
private struct Trees {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }

  mutating func uniform() -> Double { Double(next()) / Double(1 << 31) }

  mutating func number() -> Double {
    switch below(10) {
    case 0: Double(below(20) - 10)
    case 1, 2: Double(below(200) - 100) / 10
    case 3: Double(below(2000) - 1000) / 1000
    case 4: (uniform() - 0.5) * 1e-5
    case 5: (uniform() - 0.5) * 5000
    default: (uniform() - 0.5) * 4
    }
  }

  mutating func leaf() -> Scalar {
    below(8) == 0 ? .constant(Double(below(5)) / 2) : .leaf(name: "x[\(below(9))]", value: number())
  }

  mutating func tree(_ depth: Int) -> Scalar {
    if depth == 0 { return leaf() }
    switch below(15) {
    case 0, 1, 2: return .sum(trees(depth, below(5) == 0 ? 7 + below(60) : 2 + below(4)))
    case 3, 4, 5: return .product(trees(depth, below(8) == 0 ? 7 + below(4) : 2 + below(2)))
    case 6: return .negated(tree(depth - 1))
    case 7: return .quotient(tree(depth - 1), .sum([positive(depth - 1), .constant(1)]))
    case 8: return .power(positive(depth - 1), .constant([2, 3, 1.5, -1][below(4)]))
    case 9: return .function(.exp, [.function(.tanh, [tree(depth - 1)])])
    case 10: return .function(.log, [.sum([positive(depth - 1), .constant(0.5)])])
    case 11: return .function(below(2) == 0 ? .max : .min, trees(depth, 2 + below(9)))
    case 12: return .function(.sigmoid, [tree(depth - 1)])
    case 13: return .function(.sqrt, [positive(depth - 1)])
    default:
      return .choice(
        [.less, .lessEqual, .greater, .greaterEqual][below(4)], tree(depth - 1), leaf(),
        then: tree(depth - 1), otherwise: tree(depth - 1))
    }
  }

  private mutating func trees(_ depth: Int, _ count: Int) -> [Scalar] {
    (0..<count).map { _ in tree(depth - 1) }
  }

  private mutating func positive(_ depth: Int) -> Scalar { .function(.abs, [tree(depth)]) }
}

/// The value of a whole tree, worked out independently of the module under test.
private func value(_ tree: Scalar) -> Double {
  switch tree {
  case .constant(let x), .leaf(_, let x): return x
  case .element: return .nan
  case .part(_, let inner): return value(inner)
  case .sum(let terms): return terms.map(value).reduce(0, +)
  case .product(let factors): return factors.map(value).reduce(1, *)
  case .negated(let x): return -value(x)
  case .quotient(let a, let b): return value(a) / value(b)
  case .power(let a, let b): return pow(value(a), value(b))
  case .function(let function, let parts):
    let x = parts.map(value)
    switch function {
    case .exp: return exp(x[0])
    case .log: return log(x[0])
    case .sqrt: return x[0].squareRoot()
    case .tanh: return tanh(x[0])
    case .sigmoid: return 1 / (1 + exp(-x[0]))
    case .abs: return abs(x[0])
    case .max: return x.contains { $0.isNaN } ? .nan : x.max() ?? .nan
    case .min: return x.contains { $0.isNaN } ? .nan : x.min() ?? .nan
    default: return .nan
    }
  case .choice(let comparison, let a, let b, let then, let otherwise):
    let (a, b) = (value(a), value(b))
    let holds =
      switch comparison {
      case .less: a < b
      case .lessEqual: a <= b
      case .greater: a > b
      case .greaterEqual: a >= b
      case .equal: a == b
      case .notEqual: a != b
      }
    return value(holds ? then : otherwise)
  }
}

private func leaf(_ name: String, _ value: Double) -> Scalar { .leaf(name: name, value: value) }

@Suite("Printed numbers give the printed result")
struct CalculatorTests {
  @Test("of thousands of random trees", arguments: 1...8)
  func random(seed: UInt64) throws {
    var trees = Trees(state: seed &* 0x9E37_79B9_7F4A_7C15)
    var unsettled = 0
    for round in 0..<1000 {
      let tree = trees.tree(1 + round % 4)
      let result = value(tree)
      let calculation = Calculator().work(tree, result: result)
      #expect(calculation.numbers.count <= 220, "\(calculation.text)")
      if !calculation.holds {
        unsettled += 1
        #expect(calculation.ending.hasPrefix("≈"))
        continue
      }
      #expect(
        try Reader.agrees(calculation.numbers, calculation.result), "\(calculation.text)")
    }
    // What is left are sums that cancel to nothing but rounding.
    #expect(unsettled <= 3)
  }

  @Test("of products with four decimals, of which half would miss")
  func products() throws {
    var trees = Trees(state: 7)
    for _ in 0..<2000 {
      let (a, b) = (trees.uniform() * 3 - 1.5, trees.uniform() * 3 - 1.5)
      let calculation = Calculator().work(
        .product([leaf("a", a), leaf("b", b)]), result: a * b)
      #expect(calculation.holds)
      #expect(
        try Reader.agrees(calculation.numbers, calculation.result), "\(calculation.text)")
      // Two digits more are enough, or nearly always.
      #expect(calculation.numbers.count <= 26, "\(calculation.text)")
    }
  }

  @Test("with parentheses as on paper")
  func parentheses() {
    let x = leaf("x", 3)
    let y = leaf("y", -0.5)
    let cases: [(Scalar, Double, String)] = [
      (.sum([x, y]), 2.5, "3 + (−0.5) = 2.5"),
      (.sum([x, .negated(y)]), 3.5, "3 − (−0.5) = 3.5"),
      (.sum([x, .negated(.sum([y, x]))]), 0.5, "3 − (−0.5 + 3) = 0.5"),
      (.product([.sum([x, y]), x]), 7.5, "(3 + (−0.5))·3 = 7.5"),
      (.quotient(.product([y, x]), .product([x, x])), -1.5 / 9, "−0.5·3 / (3·3) = −0.1667"),
      (.power(y, .constant(2)), 0.25, "(−0.5)² = 0.25"),
      (.power(x, .constant(1.5)), 5.196152422706632, "3^1.5 = 5.1962"),
      (.power(x, .constant(-1)), 1.0 / 3, "3^(−1) = 0.3333"),
      (.negated(.quotient(x, y)), 6, "−(3 / (−0.5)) = 6"),
      (.function(.exp, [.negated(x)]), 0.049787068367863944, "exp(−3) = 0.04979"),
      (.function(.max, [x, .constant(0)]), 3, "max(3, 0) = 3"),
      (.function(.sqrt, [x]), 1.7320508075688772, "√(3) = 1.7321"),
      (.function(.floorDivide, [leaf("a", -7), x]), -3, "−7 // 3 = −3"),
      (.function(.remainder, [leaf("a", -7), x]), 2, "−7 % 3 = 2"),
      (.sum([.product([x, y]), .product([y, x])]), -3, "3·(−0.5) + (−0.5)·3 = −3"),
      (x, 3, "3"),
    ]
    for (tree, result, text) in cases { #expect(tree.text(result: result) == text) }
  }

  @Test("with the reason of a choice")
  func choices() {
    let x = leaf("z[0]", 0.3)
    let relu = Scalar.choice(.greater, x, .constant(0), then: x, otherwise: .constant(0))
    #expect(relu.text(result: 0.3) == "0.3 > 0: 0.3 = 0.3")
    #expect(relu.names() == "z[0] > 0: z[0]")
    let y = leaf("z[0]", -0.3)
    let off = Scalar.choice(.greater, y, .constant(0), then: y, otherwise: .constant(0))
    #expect(off.text(result: 0) == "−0.3 ≤ 0: 0 = 0")
    let slope = Scalar.product([leaf("g", 2), off])
    #expect(slope.text(result: 0) == "2·(−0.3 ≤ 0: 0) = 0")
    let nan = leaf("z[0]", .nan)
    let lost = Scalar.choice(.greater, nan, .constant(0), then: nan, otherwise: .constant(0))
    #expect(lost.text(result: 0) == "not (nan > 0): 0 = 0")
    // Two numbers that differ from the eighth digit on: the reason must be seen to be true.
    let close = Scalar.choice(
      .less, leaf("a", 0.123456712), leaf("b", 0.123456789), then: .constant(1),
      otherwise: .constant(0))
    #expect(close.text(result: 1).hasPrefix("0.123456712 < 0.123456789: 1"))
  }

  @Test("with the two largest of many terms")
  func longSums() {
    let terms = (0..<64).map { k in
      Scalar.product([leaf("x[\(k)]", k == 5 ? 2 : 0.5), leaf("W[\(k)]", k == 9 ? -8 : 0.25)])
    }
    // 2·0.25 + 0.5·(−8) + 62·0.125
    #expect(
      Scalar.sum(terms).text(result: 4.25)
        == "2·0.25 + 0.5·(−8) + … 62 more (7.75) … = 4.25")
    #expect(
      Scalar.sum(terms).names() == "x[5]·W[5] + x[9]·W[9] + … 62 more …")
    let product = Scalar.product((0..<8).map { leaf("p[\($0)]", $0 == 3 ? 0 : 1.5) })
    #expect(product.text(result: 0) == "1.5·0·… 6 more (11.3906) … = 0")
    let largest = Scalar.function(.max, (0..<50).map { leaf("z[\($0)]", Double($0)) })
    #expect(largest.text(result: 49) == "max(48, 49, … 48 more (47) …) = 49")
  }

  @Test("folded where the whole would not fit")
  func folds() throws {
    // The mean over 3 rows of −log softmax, each over 40 classes: hundreds of numbers.
    let rows = (0..<3).map { row -> Scalar in
      let z = (0..<40).map { column -> Scalar in
        let step: Int = (column * 7 + row * 3) % 11
        return leaf("z[\(row),\(column)]", Double(step) / 7 - 0.6)
      }
      return .sum([
        .function(.log, [.sum(z.map { .function(.exp, [$0]) })]), .negated(z[row]),
      ])
    }
    let tree = Scalar.quotient(.sum(rows), .constant(3))
    let calculation = Calculator(longest: 100).work(tree, result: value(tree))
    #expect(calculation.holds)
    #expect(calculation.numbers.count <= 100)
    #expect(calculation.names.count <= 100)
    #expect(try Reader.agrees(calculation.numbers, calculation.result))
  }

  @Test("also where it is not finite, or cancels")
  func extremes() {
    #expect(
      Scalar.quotient(leaf("a", 1), leaf("b", 0)).text(result: .infinity) == "1 / 0 = inf")
    #expect(
      Scalar.sum([leaf("a", .infinity), .negated(leaf("b", .infinity))]).text(result: .nan)
        == "inf − inf = nan")
    // A result that the tree does not give is never passed off as equal.
    #expect(Scalar.sum([leaf("a", 1), leaf("b", 1)]).text(result: 3) == "1 + 1 ≈ 3")
    #expect(
      Scalar.element(.input(0), [1, 2]).text(result: .nan) == "nan")
    #expect(Scalar.element(.input(0), [1, 2]).names() == "input0[1,2]")
  }

  @Test("named parts show as one number, and a lone one opens")
  func parts() {
    let mean = Scalar.part(
      name: "mean", .quotient(.sum([leaf("a", 1), leaf("b", 2)]), .constant(2)))
    let tree = Scalar.sum([leaf("a", 1), .negated(mean)])
    #expect(tree.names() == "a − mean")
    #expect(tree.text(result: -0.5) == "1 − 1.5 = −0.5")
    #expect(mean.text(result: 1.5) == "(1 + 2) / 2 = 1.5")
  }
}
