import Autograd
import Language
import Stepper
import Tensors
import TestSupport
import Testing

// A rule as code: typed into the language, what help prints gives the gradient that the engine
// computes.

extension Tensor {
  /// An expression of the language that makes this tensor, digit for digit.
  fileprivate var code: String {
    let numbers = elements.map { value -> String in
      if value.isNaN { return "nan" }
      if value.isInfinite { return value < 0 ? "-inf" : "inf" }
      switch dtype {
      case .float: return "\(value)"
      case .int: return String(Int(value))
      case .bool: return value == 0 ? "False" : "True"
      }
    }
    let name =
      switch dtype {
      case .float: "float64"
      case .int: "int64"
      case .bool: "bool"
      }
    let flat = "tensor([\(numbers.joined(separator: ", "))], dtype=torch.\(name))"
    let sizes = shape.array.map { "\($0)," }.joined(separator: " ")
    return "\(flat).reshape((\(sizes)))"
  }

  /// Summed down to the shape of an operand that was broadcast.
  fileprivate func summed(to shape: Shape) -> [Double] {
    var sums = [Double](repeating: 0, count: shape.count)
    for index in indices(of: self.shape) {
      let own = index.dropFirst(index.count - shape.rank).enumerated().map { axis, place in
        shape[axis] == 1 ? 0 : place
      }
      let flat = own.enumerated().reduce(0) { $0 * shape[$1.offset] + $1.element }
      sums[flat] += self[index]
    }
    return sums
  }
}

@Suite struct RuleCode {
  /// What has no reading in any case: the product of all *other* elements stays right where one is
  /// zero, and the language has no name for it.
  static let unreadable: Set<String> = ["prod"]

  @Test(arguments: everyCase)
  func givesTheGradient(_ law: LawCase) throws {
    let applied = try Applied(law)
    var draws = Draws("code")
    let g = draws.tensor(applied.value.shape)
    for i in applied.differentiable {
      let term = try #require(applied.trace.rule(of: applied.row, argument: i))
      let code = term.code { operand in
        switch operand {
        case .gradient: "g"
        case .output: "y"
        case .input(let k): "x\(k)"
        }
      }
      // scatter_add, unlike a subscript, does not count places from the back.
      let countsBack = law.inputs.contains { $0.dtype == .int && $0.elements.contains { $0 < 0 } }
      guard let code, !(countsBack && code.contains("scatter_add")) else { continue }
      var lines = ["g = \(g.code)", "y = \(applied.value.code)"]
      for (k, input) in law.inputs.enumerated() { lines.append("x\(k) = \(input.code)") }
      lines.append("r = \(code)")
      let outcome = try Program("rule", [lines.joined(separator: "\n")]).run()
      let problems = outcome.errors.map { $0.text() }
      #expect(problems == [], "\(law) argument \(i): \(code)")
      let variable = outcome.timeline.present.variables.first { $0.name == "r" }?.value
      guard case .tensor(let value, _, _, _) = variable else {
        Issue.record("\(law) argument \(i): \(code) gives no tensor")
        continue
      }
      let rule = try applied.trace.contribution(of: applied.row, argument: i, gradient: g)
      guard value.shape.rank >= rule.shape.rank else {
        // A rule may be narrower than its operand where it is the same for all of an axis.
        #expect(value.count == 1 && rule.elements.allSatisfy { near($0, value.item, 1e-9) })
        continue
      }
      for (flat, sum) in value.summed(to: rule.shape).enumerated() {
        #expect(
          near(sum, rule.element(at: flat), 1e-9),
          "\(law) argument \(i) at \(flat): \(code) gives \(sum), the rule \(rule.element(at: flat))"
        )
      }
    }
  }

  /// Every operation with a gradient has a reading for some case, but for those listed.
  @Test(arguments: operations.filter { !$0.vjp.isEmpty }.map(\.name))
  func exists(_ name: String) throws {
    let readable = try lawCases(Registry[Registry.id(name)]).contains { law in
      let applied = try Applied(law)
      return try applied.differentiable.allSatisfy { i in
        try #require(applied.trace.rule(of: applied.row, argument: i)).code { _ in "a" } != nil
      }
    }
    #expect(readable != RuleCode.unreadable.contains(name), "\(name)")
  }
}
