import Autograd
import Diagnostics
import Tensors

// Repeating, rolling and padding, whose arguments PyTorch reads in several ways: without a dim the
// tensor is taken as one long row, a negative width cuts off, several shifts go one after another.
// Each ends in operations of the registry, which do one thing.

extension Builtins {
  static let repeating: [Builtin] = [
    native("roll", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "shifts", "dims"], required: 2, in: machine)
      let shifts = try machine.sizes(arguments.values[1...1], "a shift")
      let dims =
        arguments.has(2) ? try machine.sizes(arguments.values[2...2], "a dim") : []
      return .value(try machine.roll(arguments.values[0], shifts, dims))
    },
    native("pad", [.bare, .functional]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "pad", "mode", "value"], required: 2, in: machine)
      if arguments.has(2), machine.text(arguments.values[2]) != "constant" {
        throw Diagnostic(
          "value", "pad puts one value around a tensor; its mode is 'constant'",
          suggestions: ["F.pad(x, widths, value=0.0)"])
      }
      let widths = try machine.sizes(arguments.values[1...1], "a width")
      var value = 0.0
      if arguments.has(3), !machine.isSame(arguments.values[3], .none) {
        value = try machine.double(arguments.values[3], "`value`")
      }
      return .value(try machine.pad(arguments.values[0], widths, value))
    },
    native("tile", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let dims = arguments.take("dims") { arguments.values.append(dims) }
      guard arguments.values.count > 1 else {
        throw Diagnostic("arguments", "tile() needs how often to repeat along each dim")
      }
      var times = try machine.sizes(arguments.values[1...], "a count")
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      while times.count < rank { times.insert(1, at: 0) }
      let attributes = Attributes.dims(try machine.shape(times, "tile"))
      return .value(
        try machine.apply(Registry.id("repeat"), arguments.values[0], attributes: attributes))
    },
    native("repeat_interleave", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "repeats", "dim"], required: 2, in: machine)
      var dim: Value?
      if arguments.has(2), !machine.isSame(arguments.values[2], .none) {
        dim = arguments.values[2]
      }
      return .value(
        try machine.repeatInterleave(arguments.values[0], arguments.values[1], dim))
    },
  ]
}

extension Machine {
  /// A tensor as one long row.
  private mutating func flattened(_ value: Value) throws(Diagnostic) -> Value {
    let shape = trace[try row(of: value)].shape
    return shape.rank == 1 ? value : try reshape(value, [shape.count])
  }

  fileprivate mutating func roll(
    _ value: Value, _ shifts: [Int], _ dims: [Int]
  ) throws(Diagnostic) -> Value {
    let shape = trace[try row(of: value)].shape
    if dims.isEmpty {
      guard shifts.count == 1 else {
        throw Diagnostic(
          "value", "several shifts need as many dims", suggestions: ["roll(x, (1, 2), (0, 1))"])
      }
      if shape.rank == 1 { return try roll(value, shifts, [0]) }
      let rolled = try roll(try flattened(value), shifts, [0])
      return try reshape(rolled, shape.array)
    }
    guard shifts.count == dims.count else {
      throw Diagnostic("value", "\(shifts.count) shifts do not go with \(dims.count) dims")
    }
    var result = value
    for (shift, dim) in zip(shifts, dims) {
      guard shape.rank > 0 else {
        throw failure(
          ShapeError(.dimOutOfRange(dim: dim, rank: 0)), operation: "roll", operands: [])
      }
      var attributes = Attributes.axis(try axis(.int(dim), rank: shape.rank, "roll"))
      attributes.start = shift
      result = try apply(Registry.id("roll"), result, attributes: attributes)
    }
    return result
  }

  /// Cuts off where a width is negative, then puts the rest around.
  fileprivate mutating func pad(
    _ value: Value, _ widths: [Int], _ filling: Double
  ) throws(Diagnostic) -> Value {
    let tensor = trace[try row(of: value)]
    guard widths.count % 2 == 0, widths.count / 2 <= tensor.rank else {
      throw Diagnostic(
        "value", "pad takes two widths a dim, the last dim's first",
        notes: ["it got \(widths.count) for a tensor of shape \(tensor.shape)"])
    }
    var result = value
    for (i, width) in widths.enumerated() where width < 0 {
      let axis = tensor.rank - 1 - i / 2
      let size = trace[try row(of: result)].shape[axis]
      guard width.magnitude <= size else {
        throw Diagnostic(
          "value", "pad cannot cut \(width.magnitude) places off dim \(axis): it has \(size)")
      }
      var attributes = Attributes.axis(axis)
      attributes.start = i % 2 == 0 ? 0 - width : 0
      attributes.stop = size + width
      attributes.step = 1
      result = try apply(Registry.id("slice"), result, attributes: attributes)
    }
    let wider = widths.map { max(0, $0) }
    var sizes = trace[try row(of: result)].shape.array
    for (i, width) in wider.enumerated() {
      sizes[tensor.rank - 1 - i / 2] =
        sizes[tensor.rank - 1 - i / 2].addingReportingOverflow(width)
        .partialValue
    }
    guard wider.contains(where: { $0 > 0 }) else {
      // Also where nothing is added the result is a tensor of its own.
      let isUnchanged = widths.allSatisfy { $0 == 0 }
      return isUnchanged
        ? try apply(Registry.id("clone"), value, attributes: Attributes()) : result
    }
    _ = try shape(sizes.map { $0 < 0 ? .max : $0 }, "pad")
    var attributes = Attributes.dims(Shape(wider))
    attributes.scalar = tensor.dtype == .float ? filling : filling.rounded(.towardZero)
    return try apply(Registry.id("pad"), result, attributes: attributes)
  }

  fileprivate mutating func repeatInterleave(
    _ value: Value, _ repeats: Value, _ dim: Value?
  ) throws(Diagnostic) -> Value {
    let whole = dim == nil ? try flattened(value) : value
    let shape = trace[try row(of: whole)].shape
    let axis = try axis(dim ?? .int(0), rank: shape.rank, "repeat_interleave")
    if let counts = tensor(repeats), counts.rank == 1, counts.count != 1 {
      return try repeatEach(whole, counts, axis)
    }
    var attributes = Attributes.axis(axis)
    attributes.start = try int(repeats, "`repeats`")
    let (size, overflow) = attributes.start.multipliedReportingOverflow(by: max(1, shape[axis]))
    var sizes = shape.array
    if axis < sizes.count { sizes[axis] = overflow ? .max : size }
    _ = try self.shape(sizes, "repeat_interleave")
    return try apply(Registry.id("repeat_interleave"), whole, attributes: attributes)
  }

  /// Each place of an axis as often as a tensor of counts says.
  private mutating func repeatEach(
    _ value: Value, _ counts: Tensor, _ axis: Int
  ) throws(Diagnostic) -> Value {
    let shape = trace[try row(of: value)].shape
    guard counts.dtype == .int, counts.count == shape[axis] else {
      throw Diagnostic(
        "value", "repeat_interleave needs one int for each of the \(shape[axis]) places")
    }
    var total = 0.0
    for count in counts.elements {
      guard count >= 0 else {
        throw Diagnostic("value", "nothing can be repeated \(Int(count)) times")
      }
      total += count
    }
    try reserve(total > 1e12 ? .max : Int(total) * 16)
    var places: [Double] = []
    for (place, count) in counts.elements.enumerated() {
      places.append(contentsOf: repeatElement(Double(place), count: Int(count)))
    }
    let index = try source("tensor", Tensor(places, dtype: .int), tells: false)
    var arguments = Arguments(
      values: [value, .int(axis), index], keywords: [], name: "repeat_interleave")
    return try operation(Registry.id("index_select"), &arguments)
  }
}
