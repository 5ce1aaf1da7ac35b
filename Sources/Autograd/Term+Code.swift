import Tensors

// A rule as code of the language. Help and the reference print it, and a test runs what they
// print: typed in with `g`, `y` and the inputs bound, it gives the gradient that the engine
// computes. `Term.text` is the same rule in the shorthand of a card, where shapes stand beside it
// and axes can be left out; here nothing is.

extension Term {
  /// The rule as an expression of the language, with a name for every leaf; nil where a part of
  /// it has no name there.
  ///
  /// It gives the gradient before it is summed down to the shape of an operand that was broadcast.
  public func code(_ name: (Scalar.Operand) -> String) -> String? { coded(name)?.text }

  private func coded(_ name: (Scalar.Operand) -> String) -> CodeText? {
    switch self {
    case .gradient: return CodeText(name(.gradient))
    case .output: return CodeText(name(.output))
    case .input(let i): return CodeText(name(.input(i)))
    case .constant(let value): return CodeText(number: value)
    case .unary(let id, let attributes, let a):
      return Term.call(Registry[id], attributes, [a.coded(name)])
    case .binary(let id, let attributes, let a, let b):
      return Term.call(Registry[id], attributes, [a.coded(name), b.coded(name)])
    case .ternary(let id, let attributes, let a, let b, let c):
      return Term.call(
        Registry[id], attributes, [a.coded(name), b.coded(name), c.coded(name)])
    case .variadic(let id, let attributes, let all):
      return Term.call(Registry[id], attributes, all.map { $0.coded(name) })
    }
  }

  private static func call(
    _ primitive: Primitive, _ attributes: Attributes, _ operands: [CodeText?]
  ) -> CodeText? {
    let arguments = operands.compactMap { $0 }
    guard arguments.count == operands.count else { return nil }
    if let code = primitive.code {
      return code(arguments.map(\.atom), attributes).map { CodeText($0) }
    }
    if let contraction = attributes.contraction {
      // The axes that `...` stood for are named by letters that no program can write.
      guard !primitive.spellings.isEmpty, contraction.text.utf8.allSatisfy({ $0 < 128 }) else {
        return nil
      }
      let all = ["'\(contraction.text)'"] + arguments.map(\.text)
      return CodeText("\(primitive.name)(\(all.joined(separator: ", ")))")
    }
    let symbol = primitive.spellings.compactMap { spelling -> String? in
      if case .symbol(let symbol) = spelling { symbol } else { nil }
    }.first
    if let symbol, arguments.count == 2 {
      return CodeText(arguments[0], symbol, arguments[1])
    }
    if let symbol, let operand = arguments.first, arguments.count == 1 {
      return CodeText(symbol, operand)
    }
    guard !primitive.spellings.isEmpty else { return nil }
    let rest = CodeText.settings(of: primitive, attributes, arguments.dropFirst().map(\.text))
    // What takes more than tensors reads as a method, `(g * y).sum(dim=-1)`; exp(x) as on paper.
    if let first = arguments.first, primitive.spellings.contains(.method),
      rest.count >= arguments.count
    {
      return CodeText("\(first.atom).\(primitive.name)(\(rest.joined(separator: ", ")))")
    }
    let all = arguments.prefix(1).map(\.text) + rest
    return CodeText("\(primitive.name)(\(all.joined(separator: ", ")))")
  }
}

/// A piece of code and how tightly it holds together.
private struct CodeText {
  /// Python's levels, loosest first.
  enum Level: Int, Comparable {
    case comparison, or, xor, and, sum, product, negation, power, atom
    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  let text: String
  let level: Level

  /// A name, a call or a subscript.
  init(_ text: String) {
    self.text = text
    level = .atom
  }

  /// A number.
  init(number value: Double) {
    text = CodeText.number(value)
    level = value < 0 ? .negation : .atom
  }

  /// An operator between two operands.
  init(_ left: CodeText, _ symbol: String, _ right: CodeText) {
    let level = CodeText.level(of: symbol)
    self.level = level
    // `**` binds to the right, everything else to the left; comparisons would chain.
    let leftLeast: Level =
      level == .power ? .atom : level == .comparison ? .or : level
    let rightLeast: Level =
      level == .power ? .negation : Level(rawValue: level.rawValue + 1) ?? .atom
    text = "\(left.inside(leftLeast)) \(symbol) \(right.inside(rightLeast))"
  }

  /// An operator before its operand.
  init(_ symbol: String, _ operand: CodeText) {
    level = .negation
    text = symbol + operand.inside(.negation)
  }

  /// As something a method can be called on.
  var atom: String { inside(.atom) }

  private func inside(_ least: Level) -> String { level < least ? "(\(text))" : text }

  private static func level(of symbol: String) -> Level {
    switch symbol {
    case "==", "!=", "<", "<=", ">", ">=": .comparison
    case "|": .or
    case "^": .xor
    case "&": .and
    case "+", "-": .sum
    case "**": .power
    default: .product
    }
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value == value.rounded() && abs(value) < 1e6 ? String(Int(value)) : String(value)
  }

  /// The arguments after the first operand, in the signature's order; a setting that has its
  /// default is left out, and what follows something left out is given by name.
  static func settings(
    of primitive: Primitive, _ attributes: Attributes, _ operands: [String]
  ) -> [String] {
    var operands = operands[...]
    var numbers = [attributes.scalar, attributes.scalar2][...]
    var integers = [attributes.start, attributes.stop, attributes.step][...]
    var settings: [String] = []
    for (place, parameter) in primitive.signature.enumerated().dropFirst() {
      // PyTorch's own habit: softmax(x, dim=1), but x.flip(0) and x.gather(0, index).
      let isLast = !primitive.signature[(place + 1)...].contains(where: \.isRequired)
      let isNamed = !parameter.isRequired || parameter.name == "dim" && isLast
      func give(_ text: String) {
        settings.append(isNamed ? "\(parameter.name)=\(text)" : text)
      }
      switch parameter.kind {
      case .equation: break
      case .tensor: if let operand = operands.popFirst() { give(operand) }
      case .tensors:
        give("[\(operands.joined(separator: ", "))]")
        operands = []
      case .axis: give(String(attributes.axis))
      case .axes:
        let dims = attributes.dims.array
        if dims.count == 1 { give(String(dims[0])) }
        if dims.count > 1 || dims.isEmpty && parameter.isRequired { give(tuple(dims)) }
      case .sizes: settings.append(tuple(attributes.dims.array))
      case .flag(let standard):
        // A single number has no dims to fold: there is nothing to keep, and no `dim` to keep it of.
        let isMoot = parameter.companion != nil && attributes.dims.rank == 0
        if attributes.flag != standard, !isMoot { give(attributes.flag ? "True" : "False") }
      case .number(let standard):
        let value = numbers.popFirst() ?? standard
        if parameter.isRequired || value != standard { give(number(value)) }
      case .integer(let standard):
        let value = integers.popFirst() ?? standard
        if parameter.isRequired || value != standard { give(String(value)) }
      case .word(let words, let standard):
        if attributes.mode != standard { give("'\(words[Int(attributes.mode)])'") }
      }
    }
    return settings
  }

  /// A tuple of whole numbers.
  static func tuple(_ values: [Int]) -> String {
    "(" + values.map(String.init).joined(separator: ", ") + (values.count == 1 ? ",)" : ")")
  }
}

extension Primitive {
  /// A call of the operation as code, with a name for each of its tensors: `softmax(z, dim=1)`.
  public func call(_ operands: [String], _ attributes: Attributes) -> String {
    let rest = CodeText.settings(of: self, attributes, Array(operands.dropFirst()))
    return "\(name)(\((operands.prefix(1) + rest).joined(separator: ", ")))"
  }
}

// MARK: - Readings of what has no name in the language

extension Primitive {
  /// The reading of an operation that the language has no name for: the operands as code, each
  /// fit to call a method on, to an expression; nil where there is none for these attributes.
  public typealias Code = @Sendable (_ operands: [String], Attributes) -> String?
}

extension Attributes {
  /// A shape as arguments: `2, 3`.
  private var sizes: String { dims.array.map(String.init).joined(separator: ", ") }

  /// `zeros(2, 3)` in the shape `dims`.
  private var zerosCode: String { dims.rank == 0 ? "tensor(0.)" : "zeros(\(sizes))" }

  /// `x[:, 1:3]`.
  func sliceCode(_ x: String) -> String {
    let colons = String(repeating: ":, ", count: axis)
    if stop <= 0 { return "\(x)[\(colons)0:0]" }
    let end = start + (stop - 1) * step + 1
    return "\(x)[\(colons)\(start):\(end)\(step == 1 ? "" : ":\(step)")]"
  }

  /// `x[:, 1]`.
  func selectCode(_ x: String) -> String {
    "\(x)[\(String(repeating: ":, ", count: axis))\(start)]"
  }

  /// `pad(x, (1, 2))`, zeros around what was taken.
  func slicedBackCode(_ x: String) -> String? {
    guard step == 1 || stop <= 1, axis < dims.rank else { return nil }
    let after = dims[axis] - start - max(0, stop)
    let pads = Array(repeating: 0, count: 2 * (dims.rank - 1 - axis)) + [start, after]
    return "pad(\(x), \(CodeText.tuple(pads)))"
  }

  /// `x[i, :, j]`.
  func subscriptCode(_ operands: [String]) -> String? {
    guard let subscripts, let source = operands.first else { return nil }
    var parts: [String] = []
    for part in subscripts.parts {
      switch part {
      case .at(let i): parts.append(String(i))
      case .slice(_, let count, _) where count == 0: parts.append("0:0")
      case .slice(let start, let count, let step):
        parts.append("\(start):\(start + (count - 1) * step + 1)" + (step == 1 ? "" : ":\(step)"))
      case .newAxis: parts.append("None")
      case .tensor(let k):
        guard k + 1 < operands.count else { return nil }
        parts.append(operands[k + 1])
      }
    }
    return "\(source)[\(parts.joined(separator: ", "))]"
  }

  /// `zeros(5, 3).scatter_add(0, i.reshape(-1, 1).expand(-1, 3), x.reshape(-1, 3))`: values added
  /// at the places of one axis.
  func putCode(_ operands: [String]) -> String? {
    guard let subscripts, operands.count == 2, let last = subscripts.parts.last,
      case .tensor = last, dims.rank > 0
    else { return nil }
    let axis = subscripts.parts.count - 1
    let isWhole = subscripts.parts.dropLast().enumerated().allSatisfy { place, part in
      part == .slice(start: 0, count: dims[place], step: 1)
    }
    guard isWhole else { return nil }
    let sizes = dims.array
    func shape(_ axisSize: String, others: (Int) -> String) -> String {
      sizes.indices.map { $0 == axis ? axisSize : others($0) }.joined(separator: ", ")
    }
    let index =
      "\(operands[1]).reshape(\(shape("-1") { _ in "1" }))"
      + (sizes.count == 1 ? "" : ".expand(\(shape("-1") { String(sizes[$0]) }))")
    let values = "\(operands[0]).reshape(\(shape("-1") { String(sizes[$0]) }))"
    return "\(zerosCode).scatter_add(\(axis), \(index), \(values))"
  }

  /// `zeros(2, 3).scatter_add(1, i, x)`.
  func gatheredBackCode(_ operands: [String]) -> String? {
    guard operands.count == 2 else { return nil }
    return "\(zerosCode).scatter_add(\(axis), \(operands[1]), \(operands[0]))"
  }

  /// `(t != -100)`.
  func countedCode(_ target: String) -> String { "(\(target) != \(start))" }

  /// `one_hot(t, 5)`, zero in the rows that are ignored.
  func wantedCode(_ target: String) -> String? {
    guard axis == dims.rank - 1, start < 0 else { return nil }
    let width = dims[axis]
    let hot = "one_hot(\(target).clamp(min=0), \(width))"
    let share = scalar / Double(width)
    let smoothed = scalar == 0 ? hot : "(\(hot) * \(1 - scalar) + \(share))"
    return "(\(smoothed) * \(countedCode(target)).unsqueeze(-1))"
  }
}
