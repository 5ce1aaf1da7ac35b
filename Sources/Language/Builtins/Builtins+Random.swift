import Autograd
import Diagnostics
import Tensors

// Draws, from the machine's one stream, which is PyTorch's CPU stream to the digit.

extension Builtins {
  static let random: [Builtin] = [
    native("manual_seed", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["seed"], required: 1, in: machine)
      machine.random.seed(try machine.int(arguments.values[0], "a seed"))
      return .value(.none)
    },
    drawing("rand") { random, shape in random.uniform(shape) },
    drawing("randn") { random, shape in random.normal(shape) },
    likeDrawing("rand_like") { random, shape in random.uniform(shape) },
    likeDrawing("randn_like") { random, shape in random.normal(shape) },
    native("randint", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let dtype = try machine.wantedDType(&arguments) ?? .int
      // randint(high, size) or randint(low, high, size).
      let positional = arguments.values.count
      if positional == 1 && arguments.keywords.contains(where: { $0.name == "size" })
        && !arguments.keywords.contains(where: { $0.name == "high" })
        || positional == 0 && !arguments.keywords.contains(where: { $0.name == "low" })
        || positional == 2
          && !arguments.keywords.contains(where: { $0.name == "size" })
      {
        arguments.values.insert(.int(0), at: 0)
      }
      try arguments.bind(["low", "high", "size"], required: 3, in: machine)
      let low = try machine.int(arguments.values[0], "low")
      let high = try machine.int(arguments.values[1], "high")
      if case .int = arguments.values[2] {
        throw Diagnostic(
          "type", "randint takes its sizes as one tuple", suggestions: ["randint(0, 10, (3,))"])
      }
      let shape = try machine.shape(try machine.sizes(arguments.values[2...2], "a size"), "randint")
      return .value(
        try machine.drawn("randint") { (random: inout RandomStream) throws(ShapeError) in
          try random.randint(low, high, shape).with(dtype: dtype)
        })
    },
    native("randperm", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["n"], required: 1, in: machine)
      let n = try machine.int(arguments.values[0], "n")
      _ = try machine.shape([n], "randperm")
      return .value(
        try machine.drawn("randperm") { (random: inout RandomStream) throws(ShapeError) in
          try random.permutation(n)
        })
    },
    native("multinomial", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "num_samples", "replacement"], required: 2, in: machine)
      let p = machine.trace[try machine.row(of: arguments.values[0])]
      guard p.dtype == .float else {
        throw machine.failure(
          ShapeError(.dtype(p.dtype, operation: "multinomial")), operation: "multinomial",
          operands: [arguments.values[0]])
      }
      let samples = try machine.int(arguments.values[1], "num_samples")
      let replaces = arguments.has(2) ? try machine.truth(arguments.values[2]) : false
      if samples > 0 { _ = try machine.shape([samples], "multinomial") }
      return .value(
        try machine.drawn("multinomial") { (random: inout RandomStream) throws(ShapeError) in
          try random.multinomial(p, samples: samples, replacement: replaces)
        })
    },
    native("bernoulli", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input"], required: 1, in: machine)
      let p = machine.trace[try machine.row(of: arguments.values[0])]
      guard p.dtype == .float else {
        throw machine.failure(
          ShapeError(.dtype(p.dtype, operation: "bernoulli")), operation: "bernoulli",
          operands: [arguments.values[0]])
      }
      return .value(
        try machine.drawn("bernoulli") { (random: inout RandomStream) throws(ShapeError) in
          try random.bernoulli(p)
        })
    },
    native("dropout", [.bare, .functional, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "p", "training"], required: 1, in: machine)
      let input = arguments.values[0]
      let shape = machine.trace[try machine.row(of: input)].shape
      let p = arguments.has(1) ? try machine.double(arguments.values[1], "p") : 0.5
      let trains = arguments.has(2) ? try machine.truth(arguments.values[2]) : true
      guard p >= 0, p <= 1 else {
        throw Diagnostic("value", "a dropout probability lies between 0 and 1")
      }
      guard trains, p > 0 else { return .value(input) }
      let dtype = machine.trace[try machine.row(of: input)].dtype
      guard dtype == .float else {
        throw machine.failure(
          ShapeError(.dtype(dtype, operation: "dropout")), operation: "dropout", operands: [input])
      }
      // The mask is a draw of its own, so that the gradient is an ordinary product's.
      let mask = try machine.drawn("dropout_mask") {
        (random: inout RandomStream) throws(ShapeError) in try random.dropoutMask(p, shape)
      }
      return .value(try machine.apply(Operation.mul, input, mask))
    },
  ]

  private static func drawing(
    _ name: String, _ draw: @escaping @Sendable (inout RandomStream, Shape) -> Tensor
  ) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      if let dtype = try machine.wantedDType(&arguments), dtype != .float {
        throw Diagnostic("dtype", "\(name) draws floats, not \(dtype.name)")
      }
      if let size = arguments.take("size") { arguments.values.append(size) }
      try machine.refuse(arguments.keywords, name)
      let shape = try machine.shape(try machine.sizes(arguments.values[...], "a size"), name)
      return .value(
        try machine.make(name, draw(&machine.random, shape), requiresGrad: wants))
    }
  }

  private static func likeDrawing(
    _ name: String, _ draw: @escaping @Sendable (inout RandomStream, Shape) -> Tensor
  ) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      try arguments.bind(["input"], required: 1, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[0])].shape
      try machine.reserve(shape.count * 8)
      return .value(
        try machine.make(
          String(name.dropLast(5)), draw(&machine.random, shape), requiresGrad: wants))
    }
  }
}

extension Machine {
  /// A tensor drawn from the stream; a draw that fails leaves the stream where it was.
  mutating func drawn(
    _ operation: String, _ draw: (inout RandomStream) throws(ShapeError) -> Tensor
  ) throws(Diagnostic) -> Value {
    var stream = random
    let value: Tensor
    do throws(ShapeError) {
      value = try draw(&stream)
    } catch {
      throw failure(error, operation: operation, operands: [])
    }
    random = stream
    return try make(operation, value, requiresGrad: false)
  }
}
