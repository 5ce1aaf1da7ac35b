import Autograd
import Diagnostics
import Tensors

// Changes of shape whose arguments need the tensor to be understood: a −1 in `view`, sizes one by
// one, pieces of a split. Each ends in operations of the registry.

extension Builtins {
  static let shaping: [Builtin] = [
    reshaping("reshape", [.bare, .torch, .tensor]), reshaping("view", [.tensor]),
    native("flatten", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "start_dim", "end_dim"], required: 1, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      guard shape.rank > 0 else { return .value(try machine.reshape(arguments.values[0], [1])) }
      let start = try machine.axis(
        arguments.has(1) ? arguments.values[1] : .int(0), rank: shape.rank, "flatten")
      let end = try machine.axis(
        arguments.has(2) ? arguments.values[2] : .int(-1), rank: shape.rank, "flatten")
      guard start <= end else {
        throw Diagnostic("value", "flatten's start_dim comes after its end_dim")
      }
      // One dim alone is flat already: PyTorch gives the very same tensor.
      if start == end { return .value(arguments.values[0]) }
      var sizes = Array(shape.array[..<start])
      sizes.append(shape.array[start...end].reduce(1, *))
      sizes += shape.array[(end + 1)...]
      return .value(try machine.reshape(arguments.values[0], sizes))
    },
    native("view_as", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "other"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[1])].shape
      return .value(try machine.reshape(arguments.values[0], shape.array))
    },
    native("transpose", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim0", "dim1"], required: 3, in: machine)
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      var attributes = Attributes()
      attributes.start = try machine.axis(arguments.values[1], rank: rank, "transpose")
      attributes.stop = try machine.axis(arguments.values[2], rank: rank, "transpose")
      return .value(
        try machine.view(Registry.id("transpose"), arguments.values[0], attributes))
    },
    native("t", [.tensor, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input"], required: 1, in: machine)
      return .value(try machine.attribute("T", of: arguments.values[0]))
    },
    native("permute", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let dims = arguments.take("dims") { arguments.values.append(dims) }
      guard arguments.values.count > 1 else {
        throw Diagnostic("arguments", "permute() needs the new order of dims")
      }
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      var order: [Int] = []
      for dim in try machine.sizes(arguments.values[1...], "a dim") {
        order.append(try machine.axis(.int(dim), rank: rank, "permute"))
      }
      guard order.sorted() == Array(0..<rank) else {
        throw Diagnostic(
          "value", "permute needs each of the \(rank) dims once",
          notes: ["it got \(order.map(String.init).joined(separator: ", "))"])
      }
      return .value(
        try machine.view(Registry.id("permute"), arguments.values[0], .dims(Shape(order))))
    },
    native("unsqueeze", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim"], required: 2, in: machine)
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      let axis = try machine.axis(arguments.values[1], rank: rank + 1, "unsqueeze")
      return .value(
        try machine.view(Registry.id("unsqueeze"), arguments.values[0], .axis(axis)))
    },
    native("squeeze", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim"], required: 1, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      let chosen = try machine.axes(
        arguments.has(1) ? arguments.values[1] : nil, shape.rank, "squeeze")
      let dropped = chosen.array.filter { shape[$0] == 1 }
      return .value(
        try machine.view(
          Registry.id("squeeze"), arguments.values[0], .dims(Shape(dropped))))
    },
    native("expand", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      guard arguments.values.count > 1 else {
        throw Diagnostic("arguments", "expand() needs the new sizes")
      }
      let sizes = try machine.sizes(arguments.values[1...], "a size")
      return .value(try machine.expand(arguments.values[0], sizes, "expand"))
    },
    native("broadcast_to", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      // A method takes its sizes one by one, too.
      if arguments.values.count <= 2 {
        try arguments.bind(["input", "size"], required: 2, in: machine)
      }
      try arguments.rejectNames(knowing: ["size"])
      let sizes = try machine.sizes(arguments.values[1...], "a size")
      return .value(try machine.expand(arguments.values[0], sizes, "broadcast_to"))
    },
    native("split", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["tensor", "split_size_or_sections", "dim"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      let axis = try machine.axis(
        arguments.has(2) ? arguments.values[2] : .int(0), rank: shape.rank, "split")
      guard shape.rank > 0 else { throw Diagnostic("value", "a single number cannot be split") }
      var sizes: [Int] = []
      if case .int(let size) = arguments.values[1] {
        guard size > 0 else { throw Diagnostic("value", "a piece needs at least one place") }
        try machine.reserve(shape[axis] / size * 256)
        var rest = shape[axis]
        repeat {
          sizes.append(min(size, rest))
          rest -= size
        } while rest > 0
      } else {
        sizes = try machine.sizes(arguments.values[1...1], "a piece's size")
        guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, &+) == shape[axis] else {
          throw Diagnostic(
            "value",
            "the pieces \(sizes) do not add up to the \(shape[axis]) places of dim \(axis)")
        }
      }
      return .value(try machine.pieces(arguments.values[0], axis, sizes))
    },
    native("chunk", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "chunks", "dim"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      let axis = try machine.axis(
        arguments.has(2) ? arguments.values[2] : .int(0), rank: shape.rank, "chunk")
      let chunks = try machine.int(arguments.values[1], "chunks")
      guard chunks > 0, shape.rank > 0 else {
        throw Diagnostic("value", "chunk needs at least one chunk")
      }
      let (whole, part) = shape[axis].quotientAndRemainder(dividingBy: chunks)
      let size = max(1, whole + (part > 0 ? 1 : 0))
      try machine.reserve(shape[axis] / size * 256)
      var sizes: [Int] = []
      var rest = shape[axis]
      repeat {
        sizes.append(min(size, rest))
        rest -= size
      } while rest > 0
      return .value(try machine.pieces(arguments.values[0], axis, sizes))
    },
    native("unbind", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "dim"], required: 1, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      let axis = try machine.axis(
        arguments.has(1) ? arguments.values[1] : .int(0), rank: shape.rank, "unbind")
      guard shape.rank > 0 else { throw Diagnostic("value", "a single number cannot be unbound") }
      try machine.reserve(shape[axis] * 256)
      var items = ContiguousArray<Value>()
      for i in 0..<shape[axis] {
        var attributes = Attributes.axis(axis)
        attributes.start = i
        items.append(
          try machine.view(Registry.id("select"), arguments.values[0], attributes))
      }
      return .value(try machine.tuple(items))
    },
    native("contiguous", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(arguments.values[0])
    },
    native("layer_norm", [.bare, .functional, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(
        ["input", "normalized_shape", "weight", "bias", "eps"], required: 2, in: machine)
      return .value(try machine.layerNorm(arguments.values))
    },
  ]

  private static func reshaping(_ name: String, _ homes: [Home]) -> Builtin {
    native(name, homes) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let shape = arguments.take("shape") { arguments.values.append(shape) }
      guard arguments.values.count > 1 else {
        throw Diagnostic("arguments", "\(name)() needs the new sizes")
      }
      let sizes = try machine.sizes(arguments.values[1...], "a size")
      return .value(try machine.reshape(arguments.values[0], sizes))
    }
  }
}

extension Machine {
  /// An operation whose result shares storage with its input in PyTorch.
  mutating func view(
    _ operation: PrimitiveID, _ value: Value, _ attributes: Attributes
  ) throws(Diagnostic) -> Value {
    guard case .object(let id) = value else { throw needsTensor(value, Registry[operation]) }
    return try apply(operation, value, attributes: attributes, sharing: id)
  }

  mutating func reshape(_ value: Value, _ sizes: [Int]) throws(Diagnostic) -> Value {
    let tensor = trace[try row(of: value)]
    let shape: Shape
    do throws(ShapeError) {
      shape = try tensor.shapeForReshape(sizes)
    } catch {
      throw failure(error, operation: "reshape", operands: [value])
    }
    return try view(Machine.reshapeID, value, .dims(shape))
  }

  private static let reshapeID = Registry.id("reshape")

  mutating func expand(_ value: Value, _ sizes: [Int], _ name: String) throws(Diagnostic) -> Value {
    let shape = trace[try row(of: value)].shape
    guard sizes.count >= shape.rank else {
      throw Diagnostic(
        "shape", "\(name) cannot drop dims: the tensor is \(shape)")
    }
    var target = sizes
    for i in 0..<sizes.count where sizes[i] == -1 {
      let own = i - (sizes.count - shape.rank)
      guard own >= 0 else { throw Diagnostic("shape", "\(name): −1 keeps a size that is there") }
      target[i] = shape[own]
    }
    let wanted = try self.shape(target, name)
    guard shape.expands(to: wanted) else {
      throw Diagnostic(
        "shape-broadcast", "a tensor of shape \(shape) cannot be laid out as \(wanted)",
        notes: ["only a size of 1 can be repeated"])
    }
    return try view(Registry.id("expand"), value, .dims(wanted))
  }

  /// Consecutive pieces along an axis.
  mutating func pieces(_ value: Value, _ axis: Int, _ sizes: [Int]) throws(Diagnostic) -> Value {
    try reserve(sizes.count * 256)
    var items = ContiguousArray<Value>()
    var start = 0
    for size in sizes {
      var attributes = Attributes.axis(axis)
      attributes.start = start
      attributes.stop = size
      items.append(try view(Registry.id("slice"), value, attributes))
      start += size
    }
    return try tuple(items)
  }

  mutating func layerNorm(_ values: [Value]) throws(Diagnostic) -> Value {
    let shape = trace[try row(of: values[0])].shape
    try refuseOneSize(values[1])
    let sizes = try sizes(values[1...1], "a size of normalized_shape")
    guard !sizes.isEmpty, sizes.count <= shape.rank,
      Array(shape.array.suffix(sizes.count)) == sizes
    else {
      throw Diagnostic(
        "shape",
        "layer_norm over \(Shape(sizes.map { max(0, min($0, Int(Int32.max))) })) does not fit a tensor of shape \(shape)",
        notes: ["normalized_shape is the tensor's last sizes"])
    }
    var attributes = Attributes()
    attributes.start = sizes.count
    attributes.dims = Shape(sizes)
    attributes.scalar = 1e-5
    if case .unbound = values[4] {} else { attributes.scalar = try double(values[4], "eps") }
    var rows = [try row(of: values[0])]
    for (i, name) in [(2, "weight"), (3, "bias")] {
      switch values[i] {
      case .unbound, .none:
        if i == 2, case .object = values[3] {
          // A bias alone: a weight of ones in front of it.
          rows.append(
            trace.source(
              Operation.constant, Tensor(filling: 1, shape: Shape(sizes)), isConstant: true,
              site: site, time: nextTime))
        }
      default:
        let row = try row(of: values[i])
        guard trace[row].shape.array == sizes else {
          throw Diagnostic(
            "shape", "layer_norm's \(name) is \(trace[row].shape), it should be \(Shape(sizes))")
        }
        rows.append(row)
      }
    }
    return try apply(
      Registry.id("layer_norm"), rows: rows, operands: values, attributes: attributes)
  }
}
