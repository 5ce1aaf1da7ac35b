// A rule with the numbers that are written in the program put in, and what they decide: of
// `where(2 == 0, 0, g · (2 · e ** (2 − 1)))` a learner needs `g · (2 · e)`.

extension Term {
  /// The rule with some inputs replaced by the constants they are.
  ///
  /// Only for reading: the rule that is run is the whole one.
  public func simplified(with constants: [Int: Double]) -> Term {
    switch self {
    case .gradient, .output, .constant: return self
    case .input(let i): return constants[i].map { .constant($0) } ?? self
    case .unary(let id, let attributes, let a):
      let a = a.simplified(with: constants)
      if id == Operation.neg, case .constant(let x) = a { return .constant(-x) }
      return .unary(id, attributes, a)
    case .binary(let id, let attributes, let a, let b):
      let (a, b) = (a.simplified(with: constants), b.simplified(with: constants))
      return Term.decided(id, a, b) ?? .binary(id, attributes, a, b)
    case .ternary(let id, let attributes, let a, let b, let c):
      let terms = [a, b, c].map { $0.simplified(with: constants) }
      if Registry[id].name == "where", case .constant(let holds) = terms[0] {
        return holds != 0 ? terms[1] : terms[2]
      }
      return .ternary(id, attributes, terms[0], terms[1], terms[2])
    case .variadic(let id, let attributes, let all):
      return .variadic(id, attributes, all.map { $0.simplified(with: constants) })
    }
  }

  /// What an operation comes to where constants decide it; nil where they do not.
  private static func decided(_ id: PrimitiveID, _ a: Term, _ b: Term) -> Term? {
    let symbol = Registry[id].spellings.compactMap { spelling -> String? in
      if case .symbol(let symbol) = spelling { symbol } else { nil }
    }.first
    if case .constant(let x) = a, case .constant(let y) = b {
      switch symbol {
      case "==": return .constant(x == y ? 1 : 0)
      case ">=": return .constant(x >= y ? 1 : 0)
      case "+": return .constant(x + y)
      case "-": return .constant(x - y)
      default: return nil
      }
    }
    if symbol == "**", case .constant(1) = b { return a }
    if symbol == "*", case .constant(1) = a { return b }
    if symbol == "*", case .constant(1) = b { return a }
    return nil
  }
}
