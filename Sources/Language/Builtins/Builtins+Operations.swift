import Autograd
import Diagnostics
import Tensors

// Operations of the registry as built-ins: the signature an operation declares says how the
// arguments of a call become tensors and attributes. Nothing here knows an operation by name.

extension Builtins {
  /// Every operation of the registry under the spellings it declares, and bare.
  static let operations: [Builtin] = Registry.primitives.enumerated().compactMap { i, primitive in
    var homes: [Home] = []
    for spelling in primitive.spellings {
      switch spelling {
      case .torch: homes += [.torch, .bare]
      case .functional: homes += [.functional, .bare]
      case .method: homes += [.tensor]
      case .bare: homes += [.bare]
      case .symbol: break
      }
    }
    guard !homes.isEmpty else { return nil }
    if primitive.spellings.contains(.method), !homes.contains(.bare) { homes.append(.bare) }
    return Builtin(name: primitive.name, homes: homes, body: .operation(PrimitiveID(i)))
  }
}

extension Parameter.Kind {
  /// Whether the argument is one of some words.
  fileprivate var isWord: Bool { if case .word = self { true } else { false } }

  /// Whether the argument is a row of ints.
  fileprivate var takesSeveral: Bool {
    switch self {
    case .sizes, .axes: true
    default: false
    }
  }
}

extension Machine {
  /// Calls an operation of the registry with the arguments of a program.
  mutating func operation(
    _ id: PrimitiveID, _ arguments: inout Arguments
  ) throws(Diagnostic) -> Value {
    let primitive = Registry[id]
    let signature = primitive.signature
    // Trailing sizes and dims may be given one by one: x.repeat(2, 3).
    if let last = signature.last, last.isRequired, last.kind.takesSeveral,
      arguments.values.count > signature.count
    {
      let start = signature.count - 1
      let items = ContiguousArray(arguments.values[start...])
      arguments.values.removeLast(arguments.values.count - start)
      arguments.values.append(try tuple(items))
    }
    if let named = signature.firstIndex(where: \.isNamed), arguments.values.count > named,
      arguments.values.count <= signature.count
    {
      let name = signature[named].name
      throw Diagnostic(
        "arguments", "\(primitive.name)() takes `\(name)` by its name only",
        notes: ["PyTorch has no such argument at that place, or means another by it"],
        suggestions: ["\(name)=…"])
    }
    try arguments.bind(signature.map(\.name), in: self)
    let isOperator = primitive.spellings.contains { if case .symbol = $0 { true } else { false } }
    var attributes = Attributes()
    var rows: [RowID] = []
    var operands: [Value] = []
    var numbers = 0
    var integers = 0
    var rank = 0
    for (i, parameter) in signature.enumerated() {
      var value = arguments.values[i]
      if case .none = value, !parameter.isRequired, !parameter.kind.isWord { value = .unbound }
      let isGiven = if case .unbound = value { false } else { true }
      guard isGiven || !parameter.isRequired else {
        throw missing(parameter, primitive)
      }
      if isGiven, let companion = parameter.companion,
        let place = signature.firstIndex(where: { $0.name == companion }), !arguments.has(place)
      {
        throw Diagnostic(
          "arguments",
          "\(primitive.name)() takes `\(parameter.name)` only together with `\(companion)`",
          notes: ["PyTorch has no call with the one and without the other"],
          suggestions: ["leave `\(parameter.name)` out", "\(companion)=…"])
      }
      switch parameter.kind {
      case .tensor:
        guard isGiven else { continue }
        if rows.isEmpty, !isTensor(value), primitive.vjp.count < 2 || number(value) == nil {
          throw needsTensor(value, primitive)
        }
        if !isTensor(value), number(value) == nil || !(isOperator || parameter.takesNumbers) {
          throw needsTensor(value, primitive)
        }
        if rows.isEmpty { rank = tensor(value)?.rank ?? 0 }
        rows.append(try operandRow(value))
        operands.append(value)
      case .tensors:
        guard let items = try eagerItems(value) else { continue }
        guard !items.isEmpty else {
          throw Diagnostic("empty", "\(primitive.name) needs at least one tensor")
        }
        for item in items {
          if !isTensor(item) { throw needsTensor(item, primitive) }
          rows.append(try row(of: item))
          operands.append(item)
        }
        guard rows.count <= 255 else {
          throw Diagnostic(
            "too-many", "\(primitive.name) takes at most 255 tensors at once here")
        }
        rank = trace[rows[0]].rank + (primitive.name == "stack" ? 1 : 0)
      case .axis(let fallback):
        attributes.axis = try axis(
          isGiven ? value : .int(fallback), rank: rank, primitive.name)
      case .axes: attributes.dims = try axes(isGiven ? value : nil, rank, primitive.name)
      case .sizes:
        if parameter.name == "normalized_shape" { try refuseOneSize(value) }
        attributes.dims = try shape(
          try sizes([value][...], "a size"), primitive.name)
      case .flag(let fallback): attributes.flag = isGiven ? try truth(value) : fallback
      case .number(let fallback):
        let number = isGiven ? try double(value, "`\(parameter.name)`") : fallback
        if numbers == 0 { attributes.scalar = number } else { attributes.scalar2 = number }
        numbers += 1
      case .integer(let fallback):
        let number = isGiven ? try int(value, "`\(parameter.name)`") : fallback
        switch integers {
        case 0: attributes.start = number
        case 1: attributes.stop = number
        default: attributes.step = number
        }
        integers += 1
      case .equation: break  // read by the one built-in that has one
      case .word(let words, let fallback):
        attributes.mode = UInt8(
          isGiven ? try word(value, words, parameter.name, primitive.name) : fallback)
      }
    }
    let plain = signature.allSatisfy { if case .tensor = $0.kind { true } else { false } }
    return try apply(id, rows: rows, operands: operands, attributes: plain ? nil : attributes)
  }

  /// The sizes that a norm is over are a tuple, of one size too.
  func refuseOneSize(_ value: Value) throws(Diagnostic) {
    guard case .int(let n) = value else { return }
    throw Diagnostic(
      "type", "`normalized_shape` is a tuple of sizes", suggestions: ["(\(n),)"])
  }

  func axes(_ value: Value?, _ rank: Int, _ name: String) throws(Diagnostic) -> Shape {
    guard let value else { return Shape(Array(0..<rank)) }
    var dims: [Int] = []
    for dim in try sizes([value][...], "`dim`") {
      dims.append(try axis(.int(dim), rank: rank, name))
    }
    // A single number has no axes to fold.
    if rank == 0 { return Shape() }
    if let twice = dims.first(where: { dim in dims.filter { $0 == dim }.count > 1 }) {
      throw failure(ShapeError(.repeatedDim(twice)), operation: name, operands: [])
    }
    // An empty tuple of axes means all of them, as in PyTorch.
    return Shape(dims.isEmpty ? Array(0..<rank) : dims)
  }

  private func word(
    _ value: Value, _ words: [String], _ parameter: String, _ name: String
  ) throws(Diagnostic) -> Int {
    let given = try string(value, "`\(parameter)`")
    guard let place = words.firstIndex(of: given) else {
      throw Diagnostic(
        "value", "\(name) has no \(parameter) \(pythonRepr(given))",
        notes: ["it is one of \(words.map { pythonRepr($0) }.joined(separator: ", "))"],
        suggestions: nearMisses(given, in: words).first.map { ["\(parameter)='\($0)'"] } ?? [])
    }
    return place
  }

  private func missing(_ parameter: Parameter, _ primitive: Primitive) -> Diagnostic {
    var diagnostic = Diagnostic(
      "missing-argument", "\(primitive.name) needs `\(parameter.name)`")
    if parameter.name == "dim" {
      diagnostic.notes = ["along which dim is part of the meaning: rows and columns differ"]
      diagnostic.suggestions = ["dim=-1 works along the last dim, one row at a time"]
    }
    return diagnostic
  }

  func needsTensor(_ value: Value, _ primitive: Primitive) -> Diagnostic {
    var diagnostic = Diagnostic(
      "not-tensor", "\(primitive.name) needs a tensor, not \(typeName(value))")
    if number(value) != nil {
      diagnostic.suggestions = ["tensor(\(repr(value)))"]
      if Builtins.find(primitive.name, in: .math) != nil {
        diagnostic.suggestions.append("math.\(primitive.name)(…) for a plain number")
      }
    } else if case .object(let id) = value {
      switch heap[id] {
      case .list, .tuple: diagnostic.suggestions = ["`tensor(…)` makes a tensor of a list"]
      default: break
      }
    }
    return diagnostic
  }
}
