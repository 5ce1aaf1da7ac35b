import Tensors

// Explanations: the tree of one element of a result, or of one element of a gradient.
//
// A forward element's tree is what the operation declares. A gradient's comes from the rule: the
// index is pushed through every operation of the term by that operation's own `element`, so no
// one writes a second text for a derivative.

/// Works out the trees of single elements.
public enum Explanation {
  /// The tree of one element of an operation's result, its leaves still elements.
  public static func forward(
    _ primitive: Primitive, inputs: [Tensor], output: Tensor, attributes: Attributes,
    at index: [Int]
  ) -> Scalar {
    let context = ElementContext(inputs: inputs, output: output, attributes: attributes)
    return primitive.element(context, index).simplified
  }

  /// The tree of one element of the gradient that a rule gives for one input, un-broadcasting
  /// included.
  ///
  /// - Throws: `ShapeError` where the rule itself does not fit.
  public static func gradient(
    _ term: Term, gradient: Tensor, inputs: [Tensor], output: Tensor, shape: Shape,
    at index: [Int]
  ) throws(ShapeError) -> Scalar {
    let operands = TermOperands(gradient: gradient, inputs: inputs, output: output)
    let worked = try operands.work(term)
    let full = worked.value.shape
    guard full != shape else { return operands.tree(worked, at: [index]).simplified }
    // Un-broadcasting: every element of the full result that this one was laid under.
    let extra = full.rank - shape.rank
    var places = [[Int](repeating: 0, count: full.rank)]
    for axis in 0..<full.rank {
      let own = axis - extra
      if own >= 0, shape[own] == full[axis] {
        for i in places.indices { places[i][axis] = index[own] }
      } else {
        places = places.flatMap { place in
          (0..<full[axis]).map { i in
            var place = place
            place[axis] = i
            return place
          }
        }
      }
    }
    return operands.tree(worked, at: places).simplified
  }
}

/// A term with the value of each of its parts, so that an element can be looked up anywhere in it.
private indirect enum WorkedTerm {
  case leaf(Scalar.Operand, Tensor)
  case constant(Double)
  case apply(Primitive, Attributes, [WorkedTerm], Tensor)

  var value: Tensor {
    switch self {
    case .leaf(_, let value), .apply(_, _, _, let value): value
    case .constant(let value): Tensor(scalar: value)
    }
  }
}

private struct TermOperands {
  let gradient: Tensor
  let inputs: [Tensor]
  let output: Tensor

  func work(_ term: Term) throws(ShapeError) -> WorkedTerm {
    switch term {
    case .gradient: return .leaf(.gradient, gradient)
    case .output: return .leaf(.output, output)
    case .input(let i):
      guard i < inputs.count else { throw ShapeError(.custom("no input \(i)")) }
      return .leaf(.input(i), inputs[i])
    case .constant(let value): return .constant(value)
    case .unary(let id, let attributes, let a): return try apply(id, attributes, [a])
    case .binary(let id, let attributes, let a, let b): return try apply(id, attributes, [a, b])
    case .ternary(let id, let attributes, let a, let b, let c):
      return try apply(id, attributes, [a, b, c])
    case .variadic(let id, let attributes, let all): return try apply(id, attributes, all)
    }
  }

  private func apply(
    _ id: PrimitiveID, _ attributes: Attributes, _ arguments: [Term]
  ) throws(ShapeError) -> WorkedTerm {
    var worked: [WorkedTerm] = []
    for argument in arguments { worked.append(try work(argument)) }
    let primitive = Registry[id]
    let value = try primitive.compute(worked.map(\.value), attributes)
    return .apply(primitive, attributes, worked, value)
  }

  /// The most leaves of a tree that is worth showing.
  private static let mostLeaves = 4096

  /// The sum of a term's elements at some indices, as deep a tree as stays readable: in a wide
  /// row a mean inside a variance inside a mean would have as many leaves as the cube of the
  /// width, so what lies deeper stands there as its number.
  func tree(_ term: WorkedTerm, at places: [[Int]]) -> Scalar {
    for depth in [Int.max, 4, 3, 2] {
      var leaves = 0
      let terms = places.map { explain(term, at: $0, depth: depth, &leaves) }
      if leaves <= TermOperands.mostLeaves { return terms.count == 1 ? terms[0] : .sum(terms) }
    }
    var leaves = Int.min
    let terms = places.map { explain(term, at: $0, depth: 1, &leaves) }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  /// Gives up (with a tree that is not to be used) once there are too many leaves.
  private func explain(
    _ term: WorkedTerm, at index: [Int], depth: Int, _ leaves: inout Int
  ) -> Scalar {
    guard leaves <= TermOperands.mostLeaves else { return 0 }
    switch term {
    case .leaf(let operand, _):
      leaves += 1
      return .element(operand, index)
    case .constant(let value): return .constant(value)
    case .apply(let primitive, let attributes, let arguments, let value):
      guard depth > 0 else {
        leaves += 1
        return .leaf(name: primitive.name, value: value[index])
      }
      let context = ElementContext(
        inputs: arguments.map(\.value), output: value, attributes: attributes)
      return primitive.element(context, index).resolved { operand, index in
        guard case .input(let i) = operand else {
          leaves += 1
          return .leaf(name: primitive.name, value: value[index])
        }
        return explain(arguments[i], at: index, depth: depth - 1, &leaves)
      }
    }
  }
}

// MARK: - The rule in names

extension Term {
  /// The rule as text, with a name for every leaf: `g * y`.
  public func text(_ name: (Scalar.Operand) -> String) -> String { text(name, inside: 0) }

  private func text(_ name: (Scalar.Operand) -> String, inside precedence: Int) -> String {
    switch self {
    case .gradient: return name(.gradient)
    case .output: return name(.output)
    case .input(let i): return name(.input(i))
    case .constant(let value):
      return value == value.rounded() && abs(value) < 1e6 ? String(Int(value)) : String(value)
    case .unary(let id, let attributes, let a):
      return Term.applied(id, attributes, [a], name, precedence)
    case .binary(let id, let attributes, let a, let b):
      return Term.applied(id, attributes, [a, b], name, precedence)
    case .ternary(let id, let attributes, let a, let b, let c):
      return Term.applied(id, attributes, [a, b, c], name, precedence)
    case .variadic(let id, let attributes, let all):
      return Term.applied(id, attributes, all, name, precedence)
    }
  }

  private static let levels: [String: Int] = [
    "==": 0, "!=": 0, "<": 0, "<=": 0, ">": 0, ">=": 0, "&": 1, "|": 1, "^": 1, "+": 1, "-": 1,
    "**": 4,
  ]

  private static func applied(
    _ id: PrimitiveID, _ attributes: Attributes, _ arguments: [Term],
    _ name: (Scalar.Operand) -> String, _ precedence: Int
  ) -> String {
    let primitive = Registry[id]
    let symbol = primitive.spellings.compactMap { spelling -> String? in
      if case .symbol(let symbol) = spelling { symbol } else { nil }
    }.first
    if let symbol, arguments.count == 2 {
      // Python's own levels: comparisons below + − below * / @ below unary below **.
      let level = Term.levels[symbol] ?? 2
      let text =
        arguments[0].text(name, inside: level)
        + " \(symbol == "*" ? "·" : symbol == "-" ? "−" : symbol) "
        + arguments[1].text(name, inside: level + 1)
      return level < precedence ? "(\(text))" : text
    }
    if let symbol, arguments.count == 1 {
      let text = symbol.replacing("-", with: "−") + arguments[0].text(name, inside: 3)
      return precedence > 3 ? "(\(text))" : text
    }
    if case .layout = primitive.story, arguments.count == 1 {
      // Laying the same numbers out in another shape is no arithmetic: nothing to write.
      return arguments[0].text(name, inside: precedence)
    }
    if primitive.name == "transpose" || primitive.name == "mT" {
      return arguments[0].text(name, inside: 5) + "ᵀ"
    }
    if primitive.spellings.isEmpty, arguments.count == 1, primitive.name.hasSuffix("_backward") {
      // Not a word of the language: the gradient of a part, laid back where the part was.
      return arguments[0].text(name, inside: 5) + " laid back"
    }
    let equation = attributes.contraction.map { ["'\($0.text)'"] } ?? []
    return primitive.name + "("
      + (equation + arguments.map { $0.text(name, inside: 0) }).joined(separator: ", ") + ")"
  }
}
