import Autograd
import Diagnostics
import Tensors

// Products whose arguments need the tensors to be understood: an equation over named axes, a
// comparison of directions, attention. Attention is made of operations that are there already, so
// that each of its steps has a card.

extension Builtins {
  static let contracting: [Builtin] = [
    native("einsum", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      .value(try machine.einsum(&arguments))
    },
    native("cosine_similarity", [.bare, .torch, .functional]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["x1", "x2", "dim", "eps"], required: 2, in: machine)
      let (a, b) = (
        machine.trace[try machine.row(of: arguments.values[0])],
        machine.trace[try machine.row(of: arguments.values[1])]
      )
      var attributes = Attributes.axis(
        try machine.axis(
          arguments.has(2) ? arguments.values[2] : .int(1), rank: max(a.rank, b.rank),
          "cosine_similarity"))
      attributes.scalar = arguments.has(3) ? try machine.double(arguments.values[3], "eps") : 1e-8
      return .value(
        try machine.apply(
          Registry.id("cosine_similarity"), arguments.values[0], arguments.values[1],
          attributes: attributes))
    },
    native("scaled_dot_product_attention", [.bare, .functional]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(
        ["query", "key", "value", "attn_mask", "dropout_p", "is_causal", "scale", "enable_gqa"],
        required: 3, in: machine)
      return .value(try machine.attention(arguments))
    },
  ]
}

extension Machine {
  fileprivate mutating func einsum(_ arguments: inout Arguments) throws(Diagnostic) -> Value {
    let example = "einsum(\"ij,jk->ik\", a, b)"
    try refuse(
      arguments.keywords.filter { $0.name != "equation" && $0.name != "operands" }, "einsum")
    if let equation = arguments.take("equation") { arguments.values.insert(equation, at: 0) }
    if let operands = arguments.take("operands") { arguments.values.append(operands) }
    guard let first = arguments.values.first, let equation = text(first) else {
      throw Diagnostic(
        "einsum", "einsum starts with its equation, a str", suggestions: [example])
    }
    var operands = ContiguousArray(arguments.values.dropFirst())
    if operands.count == 1, !isTensor(operands[0]), let items = try eagerItems(operands[0]) {
      operands = items
    }
    guard !operands.isEmpty, operands.count <= 255 else {
      throw Diagnostic(
        "einsum",
        operands.isEmpty
          ? "einsum needs the tensors that its equation names"
          : "einsum takes at most 255 tensors here", suggestions: [example])
    }
    var rows: [RowID] = []
    for operand in operands {
      if !isTensor(operand) { throw needsTensor(operand, Registry[Registry.id("einsum")]) }
      rows.append(try row(of: operand))
    }
    var attributes = Attributes()
    do throws(ShapeError) {
      let contraction = try Contraction(equation, ranks: rows.map { trace[$0].rank })
      let sizes = try Kernels.labelSizes(rows.map { trace[$0].shape }, contraction.operands)
      let shape = try Shape.checked(contraction.output.map { sizes[$0] ?? 1 })
      attributes.contraction = contraction
      try reserveEinsum(shape, sizes)
    } catch {
      throw failure(error, operation: "einsum", operands: Array(operands))
    }
    return try apply(
      Registry.id("einsum"), rows: rows, operands: Array(operands), attributes: attributes)
  }

  /// An outer product on the way to the result can be larger than what goes in and comes out.
  private func reserveEinsum(_ shape: Shape, _ sizes: [Int: Int]) throws(ShapeError) {
    var all = 1.0
    for label in sizes.keys.sorted() { all *= Double(sizes[label] ?? 1) }
    let room = Double(max(0, memoryBudget - heldBytes)) / 8
    if shape.isTooLarge || Double(shape.count) > room || all > 1e12 {
      throw ShapeError(.tooLarge(shape.array))
    }
  }

  /// softmax(q kᵀ · scale + mask) v, each step an operation of its own.
  fileprivate mutating func attention(_ arguments: Arguments) throws(Diagnostic) -> Value {
    let (query, key, value) = (arguments.values[0], arguments.values[1], arguments.values[2])
    let name = "scaled_dot_product_attention"
    for operand in [query, key, value] where !isTensor(operand) {
      throw Diagnostic("not-tensor", "\(name) needs tensors, not \(typeName(operand))")
    }
    let (q, k) = (trace[try row(of: query)].shape, trace[try row(of: key)].shape)
    guard q.rank >= 2, k.rank >= 2 else {
      throw Diagnostic(
        "shape", "\(name) needs queries and keys of at least 2 dims: (…, places, width)",
        notes: ["they are \(q) and \(k)"])
    }
    if arguments.has(7), try truth(arguments.values[7]) {
      throw Diagnostic(
        "arguments", "enable_gqa=True is not part of the language",
        suggestions: ["`repeat_interleave` gives every query head its keys"])
    }
    let isCausal = arguments.has(5) ? try truth(arguments.values[5]) : false
    let dropout = arguments.has(4) ? try double(arguments.values[4], "dropout_p") : 0
    guard dropout >= 0, dropout <= 1 else {
      throw Diagnostic("value", "a dropout probability lies between 0 and 1")
    }
    var mask: Value? = arguments.has(3) ? arguments.values[3] : nil
    if case .none? = mask { mask = nil }
    if isCausal, mask != nil {
      throw Diagnostic("arguments", "is_causal=True brings its own mask: leave attn_mask out")
    }
    var scale = 1 / Double(q[-1]).squareRoot()
    if arguments.has(6), number(arguments.values[6]) != nil || isTensor(arguments.values[6]) {
      scale = try double(arguments.values[6], "scale")
    }
    let turned = try attribute("mT", of: key)
    var scores = try apply(Operation.matmul, query, turned)
    scores = try apply(Operation.mul, scores, .float(scale))
    if isCausal {
      let future = Tensor(uninitialized: [q[-2], k[-2]], dtype: .bool) { out in
        for i in out.indices { out[i] = i % max(1, k[-2]) > i / max(1, k[-2]) ? 1 : 0 }
      }
      scores = try masked(scores, by: try source("tensor", future, tells: false))
    } else if let mask {
      guard let given = tensor(mask) else {
        throw Diagnostic("not-tensor", "attn_mask is a tensor, not \(typeName(mask))")
      }
      scores =
        given.dtype == .bool
        ? try masked(scores, by: try apply(Registry.id("logical_not"), mask))
        : try apply(Operation.add, scores, mask)
    }
    let rank = trace[try row(of: scores)].rank
    var shares = try apply(Registry.id("softmax"), scores, attributes: .axis(rank - 1))
    if mask != nil || isCausal, let empty = emptyRows(scores) {
      // A row that may look nowhere takes nothing, as in PyTorch; its softmax is 0/0.
      let nowhere = try source("tensor", empty, tells: false)
      shares = try apply(Registry.id("masked_fill"), shares, nowhere, attributes: .scalar(0))
    }
    if dropout > 0 {
      let shape = trace[try row(of: shares)].shape
      let kept = try drawn("dropout_mask") {
        (random: inout RandomStream) throws(ShapeError) in try random.dropoutMask(dropout, shape)
      }
      shares = try apply(Operation.mul, shares, kept)
    }
    return try apply(Operation.matmul, shares, value)
  }

  private mutating func masked(_ scores: Value, by mask: Value) throws(Diagnostic) -> Value {
    try apply(Registry.id("masked_fill"), scores, mask, attributes: .scalar(-.infinity))
  }

  /// Which rows of scores are −∞ throughout; nil where none is.
  private func emptyRows(_ scores: Value) -> Tensor? {
    guard let value = tensor(scores), value.rank > 0,
      let top = try? Kernels.amax(value, dims: [value.rank - 1], keepdim: true),
      let empty = try? Kernels.equal(top, Tensor(scalar: -.infinity)),
      empty.elements.contains(1)
    else { return nil }
    return empty
  }
}
