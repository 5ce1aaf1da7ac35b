import Autograd
import Diagnostics
import Tensors

// Norms in all their spellings, singular values, linear systems: `torch.linalg`, which is in scope
// as `linalg`.

extension Builtins {
  static let matrixParts: [Builtin] = [
    native("norm", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "p", "dim", "keepdim", "dtype"], required: 1, in: machine)
      return .value(try machine.norm(arguments, .either))
    },
    native("norm", [.linalg]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["A", "ord", "dim", "keepdim", "dtype"], required: 1, in: machine)
      return .value(try machine.norm(arguments, .byDims))
    },
    native("vector_norm", [.linalg]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["x", "ord", "dim", "keepdim", "dtype"], required: 1, in: machine)
      return .value(try machine.norm(arguments, .vector))
    },
    native("svd", [.linalg]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["A", "full_matrices"], required: 1, in: machine)
      let full = arguments.has(1) ? try machine.truth(arguments.values[1]) : true
      return .value(try machine.svd(arguments.values[0], full: full))
    },
    native("svdvals", [.linalg]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["A"], required: 1, in: machine)
      return .value(try machine.apply(Registry.id("svd_s"), arguments.values[0]))
    },
    native("solve", [.linalg]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["A", "B", "left"], required: 2, in: machine)
      if arguments.has(2), try !machine.truth(arguments.values[2]) {
        throw Diagnostic(
          "arguments", "solve(…, left=False) is not part of the language",
          suggestions: ["linalg.solve(A.mT, B.mT).mT"])
      }
      let operation = Registry.id("linalg_solve")
      for operand in arguments.values.prefix(2) where !machine.isTensor(operand) {
        throw machine.needsTensor(operand, Registry[operation])
      }
      return .value(
        try machine.apply(operation, arguments.values[0], arguments.values[1]))
    },
  ]
}

extension Machine {
  /// Which norm a number as `ord` means.
  enum NormKind {
    /// Of all elements, whatever their axes.
    case vector
    /// `torch.norm`: of all elements; with words for matrices.
    case either
    /// `torch.linalg.norm`: of a matrix where two axes meet and an `ord` is given.
    case byDims
  }

  mutating func norm(_ arguments: Arguments, _ kind: NormKind) throws(Diagnostic) -> Value {
    var value = arguments.values[0]
    let name = arguments.name
    guard isTensor(value) else { throw needsTensor(value, Registry[Registry.id("norm")]) }
    func given(_ i: Int) -> Value? {
      if case .none = arguments.values[i] { return nil }
      return arguments.has(i) ? arguments.values[i] : nil
    }
    if let dtype = given(4) { value = try cast(value, to: try self.dtype(dtype)) }
    let rank = trace[try row(of: value)].rank
    let keeps = try given(3).map { (flag: Value) throws(Diagnostic) -> Bool in try truth(flag) }
    var attributes = Attributes.dims(
      try axes(given(2), rank, name), keepdim: keeps ?? false)
    attributes.scalar = 2
    let folds = attributes.dims.rank
    guard let order = given(1) else { return try vectorNorm(value, attributes) }
    if let word = text(order) {
      guard word == "fro" || word == "nuc" else {
        throw Diagnostic(
          "value", "there is no norm \(pythonRepr(word))", notes: ["the words are 'fro' and 'nuc'"])
      }
      if kind == .vector || (folds != 2 && (word == "nuc" || kind == .byDims)) {
        throw Diagnostic(
          "value", "the norm \(pythonRepr(word)) is a matrix's: it needs two dims",
          suggestions: ["dim=(0, 1)"])
      }
      if word == "fro" { return try vectorNorm(value, attributes) }
      return try matrixNorm(value, attributes, .nuclear)
    }
    attributes.scalar = try double(order, "the order of a norm")
    if kind == .byDims, folds > 2 {
      throw Diagnostic(
        "value", "an order is a vector's or a matrix's: of \(folds) dims say which",
        suggestions: ["dim=(0, 1)", "linalg.vector_norm(A, ord=…) takes all as one vector"])
    }
    guard kind == .byDims, folds == 2, rank >= 2 else {
      return try vectorNorm(value, attributes)
    }
    if attributes.scalar == 2 { return try matrixNorm(value, attributes, .spectral) }
    if attributes.scalar == 1 { return try matrixNorm(value, attributes, .columns) }
    if attributes.scalar == .infinity { return try matrixNorm(value, attributes, .rows) }
    throw Diagnostic(
      "value", "a matrix has no norm of order \(pythonRepr(attributes.scalar)) here",
      notes: ["the orders are None or 'fro' (Frobenius), 'nuc', 1, 2 and inf"],
      suggestions: ["linalg.vector_norm(A, ord=…) takes all elements as one vector"])
  }

  private mutating func vectorNorm(
    _ value: Value, _ attributes: Attributes
  ) throws(Diagnostic) -> Value {
    let p = attributes.scalar
    guard p >= 0 else {
      throw Diagnostic(
        "value", "a norm of order \(pythonRepr(p)) is not part of the language",
        notes: ["the order is 0 or more, or inf"])
    }
    return try apply(Registry.id("norm"), value, attributes: attributes)
  }

  /// The norms that see a matrix as a map.
  private enum MatrixNorm {
    case spectral, nuclear, columns, rows
  }

  private mutating func matrixNorm(
    _ value: Value, _ attributes: Attributes, _ norm: MatrixNorm
  ) throws(Diagnostic) -> Value {
    let rank = trace[try row(of: value)].rank
    let pair = attributes.dims.array
    let others = (0..<rank).filter { !pair.contains($0) }
    let order = others + pair
    let last = rank - 1
    var matrix = value
    if order != Array(0..<rank) {
      matrix = try view(Registry.id("permute"), value, .dims(Shape(order)))
    }
    var result: Value
    switch norm {
    case .spectral, .nuclear:
      let values = try apply(Registry.id("svd_s"), matrix)
      result = try apply(
        Registry.id(norm == .nuclear ? "sum" : "amax"), values, attributes: .dims([last - 1]))
    case .columns, .rows:
      let sizes = try apply(Registry.id("abs"), matrix)
      let sums = try apply(
        Registry.id("sum"), sizes, attributes: .dims([norm == .columns ? last - 1 : last]))
      result = try apply(Registry.id("amax"), sums, attributes: .dims([last - 1]))
    }
    guard attributes.flag else { return result }
    for axis in pair.sorted() {
      result = try view(Registry.id("unsqueeze"), result, .axis(axis))
    }
    return result
  }

  /// U, S and Vh as three operations, each with a rule of its own.
  mutating func svd(_ value: Value, full: Bool) throws(Diagnostic) -> Value {
    guard isTensor(value) else { throw needsTensor(value, Registry[Registry.id("svd_s")]) }
    let row = try row(of: value)
    let shape = trace[row].shape
    let isSquare = shape.rank >= 2 && shape[-1] == shape[-2]
    if full, !isSquare, records, trace.requiresGrad(row) {
      throw Diagnostic(
        "svd-full", "the rest of a full basis can be any: it has no gradient",
        notes: ["full_matrices=True, the default, fills U or Vh up to a square"],
        suggestions: ["full_matrices=False", "`A.detach()` where no gradient is wanted"])
    }
    var attributes = Attributes()
    attributes.flag = full && !isSquare
    let u = try apply(Registry.id("svd_u"), value, attributes: attributes)
    let s = try apply(Registry.id("svd_s"), value)
    let vh = try apply(Registry.id("svd_vh"), value, attributes: attributes)
    return try tuple([u, s, vh], kind: .named("linalg_svd", ["U", "S", "Vh"]))
  }
}
