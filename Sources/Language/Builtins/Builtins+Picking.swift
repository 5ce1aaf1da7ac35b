import Autograd
import Diagnostics
import Tensors

// Extremes, orders and picks that give values and indices together. The indices are an operation
// without a gradient; the values are picked by them, so the gradient goes where it should.

extension Builtins {
  static let picking: [Builtin] = [
    extreme("max"), extreme("min"),
    native("topk", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "k", "dim", "largest", "sorted"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      let axis = try machine.axis(
        arguments.has(2) ? arguments.values[2] : .int(-1), rank: shape.rank, "topk")
      let k = try machine.int(arguments.values[1], "k")
      let size = shape.rank > 0 ? shape[axis] : 1
      guard k >= 0, k <= size else {
        throw Diagnostic("value", "topk of \(k) does not fit \(size) places along dim \(axis)")
      }
      var attributes = Attributes.axis(axis)
      attributes.start = k
      attributes.flag = arguments.has(3) ? try machine.truth(arguments.values[3]) : true
      return .value(
        try machine.valuesAndIndices("topk", arguments.values[0], "topk_indices", attributes))
    },
    native("sort", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim", "descending", "stable"], required: 1, in: machine)
      return .value(
        try machine.valuesAndIndices(
          "sort", arguments.values[0], "sort_indices", try machine.order(arguments)))
    },
    native("argsort", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim", "descending", "stable"], required: 1, in: machine)
      return .value(
        try machine.apply(
          Registry.id("sort_indices"), arguments.values[0],
          attributes: try machine.order(arguments)))
    },
    native("median", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim", "keepdim"], required: 1, in: machine)
      try machine.refuseBools(arguments)
      var value = arguments.values[0]
      let whole = machine.trace[try machine.row(of: value)]
      // A single number is its own median, along the one dim that PyTorch lets it name.
      let asksToKeep = arguments.has(2) ? try machine.truth(arguments.values[2]) : false
      let keeps = asksToKeep && whole.rank > 0
      let isWhole = !arguments.has(1)
      if arguments.has(1) {
        _ = try machine.axis(arguments.values[1], rank: whole.rank, "median")
      }
      if isWhole || whole.rank == 0 { value = try machine.reshape(value, [whole.count]) }
      let shape = machine.trace[try machine.row(of: value)].shape
      let axis = try machine.axis(
        arguments.has(1) ? arguments.values[1] : .int(0), rank: shape.rank, "median")
      guard shape[axis] > 0 else { throw Diagnostic("empty", "the median of nothing is nothing") }
      let sorted = try machine.apply(
        Registry.id("sort_indices"), value, attributes: .axis(axis))
      // PyTorch takes the lower of the two middle values.
      var middle = Attributes.axis(axis)
      middle.start = (shape[axis] - 1) / 2
      middle.stop = 1
      let index = try machine.view(Registry.id("slice"), sorted, middle)
      let picked = try machine.gather(value, index, axis)
      if keeps, !isWhole {
        return .value(try machine.tuple([picked, index], kind: .valuesAndIndices("median")))
      }
      let squeezed = Attributes.dims(Shape([axis]))
      let values = try machine.view(Registry.id("squeeze"), picked, squeezed)
      if isWhole { return .value(values) }
      let indices = try machine.view(Registry.id("squeeze"), index, squeezed)
      return .value(
        try machine.tuple([values, indices], kind: .valuesAndIndices("median")))
    },
    arg("argmax"), arg("argmin"),
    native("one_hot", [.bare, .functional]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "num_classes"], required: 1, in: machine)
      let index = machine.trace[try machine.row(of: arguments.values[0])]
      var classes = arguments.has(1) ? try machine.int(arguments.values[1], "num_classes") : -1
      if classes < 0 { classes = Int(index.elements.max() ?? -1) + 1 }
      try machine.reserve(classes > 1 << 32 ? .max : index.count * max(1, classes) * 8)
      var attributes = Attributes()
      attributes.start = classes
      return .value(
        try machine.apply(Registry.id("one_hot"), arguments.values[0], attributes: attributes))
    },
    native("masked_select", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "mask"], required: 2, in: machine)
      return .value(try machine.masked(arguments.values[0], by: arguments.values[1]))
    },
  ]

  private static func extreme(_ name: String) -> Builtin {
    native(name, [.torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      .value(try machine.extremum(name, &arguments))
    }
  }

  private static func arg(_ name: String) -> Builtin {
    native(name, [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim", "keepdim"], required: 1, in: machine)
      try machine.refuseBools(arguments)
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      var attributes = Attributes()
      if case .none = arguments.values[1] { arguments.values[1] = .unbound }
      if arguments.has(1) {
        attributes.axis = try machine.axis(arguments.values[1], rank: rank, name)
      } else {
        attributes.start = 1
      }
      attributes.flag = arguments.has(2) ? try machine.truth(arguments.values[2]) : false
      return .value(
        try machine.apply(Registry.id(name), arguments.values[0], attributes: attributes))
    }
  }
}

extension Machine {
  /// A place of the greatest, the least or the middle is not asked of bools in PyTorch.
  fileprivate func refuseBools(_ arguments: Arguments) throws(Diagnostic) {
    guard tensor(arguments.values[0])?.dtype == .bool else { return }
    throw failure(
      ShapeError(.dtype(.bool, operation: arguments.name)), operation: arguments.name,
      operands: [arguments.values[0]])
  }

  func order(_ arguments: Arguments) throws(Diagnostic) -> Attributes {
    let rank = trace[try row(of: arguments.values[0])].rank
    var attributes = Attributes.axis(
      try axis(arguments.has(1) ? arguments.values[1] : .int(-1), rank: rank, "sort"))
    attributes.flag = arguments.has(2) ? try truth(arguments.values[2]) : false
    return attributes
  }

  /// The elements where a mask is true; unlike in a subscript the two are broadcast together.
  fileprivate mutating func masked(_ value: Value, by mask: Value) throws(Diagnostic) -> Value {
    let (a, b) = (trace[try row(of: value)], trace[try row(of: mask)])
    do throws(ShapeError) {
      guard b.dtype == .bool else { throw ShapeError(.mask(b.dtype, operation: "masked_select")) }
      _ = try Shape.broadcast(a.shape, b.shape)
    } catch {
      throw failure(error, operation: "masked_select", operands: [value, mask])
    }
    guard let shape = try? Shape.broadcast(a.shape, b.shape), a.rank + b.rank > 0 else {
      return try masked(try reshape(value, [1]), by: try reshape(mask, [1]))
    }
    try reserve(shape.extent * 16)
    let expand = Registry.id("expand")
    let whole = a.shape == shape ? value : try view(expand, value, .dims(shape))
    let places = b.shape == shape ? mask : try view(expand, mask, .dims(shape))
    return try indexTensor(whole, places)
  }

  mutating func gather(_ value: Value, _ index: Value, _ axis: Int) throws(Diagnostic) -> Value {
    try apply(Registry.id("gather"), value, index, attributes: .axis(axis))
  }

  /// Values picked by an order of indices, both along one axis.
  mutating func valuesAndIndices(
    _ name: String, _ value: Value, _ operation: String, _ attributes: Attributes
  ) throws(Diagnostic) -> Value {
    let indices = try apply(Registry.id(operation), value, attributes: attributes)
    let values = try gather(value, indices, attributes.axis)
    return try tuple([values, indices], kind: .valuesAndIndices(name))
  }

  /// `max` and `min` of a tensor: of all, along a dim, or of two tensors.
  mutating func extremum(_ name: String, _ arguments: inout Arguments) throws(Diagnostic) -> Value {
    if arguments.values.count == 2, isTensor(arguments.values[1]), arguments.keywords.isEmpty,
      tensor(arguments.values[1])?.dtype == .float || tensor(arguments.values[1])?.rank != 0
    {
      return try apply(Registry.id(name + "imum"), arguments.values[0], arguments.values[1])
    }
    try arguments.bind(["input", "dim", "keepdim"], required: 1, in: self)
    let tensor = trace[try row(of: arguments.values[0])]
    guard arguments.has(1) else {
      return try apply(
        Registry.id("a" + name), arguments.values[0],
        attributes: .dims(Shape(Array(0..<tensor.rank))))
    }
    let axis = try axis(arguments.values[1], rank: tensor.rank, name)
    let keeps = arguments.has(2) ? try truth(arguments.values[2]) : false
    // Ties of max(dim) go to one index: the values are picked where the index points.
    let indices = try apply(
      Registry.id("arg" + name), arguments.values[0], attributes: .axis(axis, keepdim: true))
    let values = try gather(arguments.values[0], indices, axis)
    if keeps || tensor.rank == 0 {
      return try tuple([values, indices], kind: .valuesAndIndices(name))
    }
    let squeezed = Attributes.dims(Shape([axis]))
    return try tuple(
      [
        try view(Registry.id("squeeze"), values, squeezed),
        try view(Registry.id("squeeze"), indices, squeezed),
      ], kind: .valuesAndIndices(name))
  }
}
