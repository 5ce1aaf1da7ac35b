import Autograd
import Diagnostics
import Tensors

// What pasted code has besides: makers that take shape and dtype from a tensor, other names for
// what is there, and what is beyond the language, each with a sentence.

extension Builtins {
  static let pasted: [Builtin] = makers + otherNames + refused

  private static let makers: [Builtin] = [
    new("new_zeros", 0), new("new_ones", 1), new("new_empty", 0),
    native("new_full", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      try arguments.bind(["self", "size", "fill_value", "dtype"], required: 3, in: machine)
      let model = machine.trace[try machine.row(of: arguments.values[0])]
      let shape = try machine.shape(
        try machine.sizes(arguments.values[1...1], "a size"), "new_full")
      let number = try machine.double(arguments.values[2], "the number to fill with")
      let dtype = arguments.has(3) ? try machine.dtype(arguments.values[3]) : model.dtype
      return .value(
        try machine.make(
          "full", Tensor(filling: number, shape: shape).with(dtype: dtype), requiresGrad: wants))
    },
    native("new_tensor", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      try arguments.bind(["self", "data", "dtype"], required: 2, in: machine)
      let model = machine.trace[try machine.row(of: arguments.values[0])]
      let value = try machine.literal(arguments.values[1])
      let dtype = arguments.has(2) ? try machine.dtype(arguments.values[2]) : model.dtype
      return .value(try machine.make("tensor", value.with(dtype: dtype), requiresGrad: wants))
    },
    native("empty", [.bare, .torch]) {
      (machine: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
      throw Diagnostic(
        "empty-tensor", "`empty` is whatever the memory held: nothing to learn from",
        suggestions: ["zeros(…)"])
    },
  ]

  private static func new(_ name: String, _ number: Double) -> Builtin {
    native(name, [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      let wanted = arguments.take("dtype")
      if let size = arguments.take("size") { arguments.values.append(size) }
      try machine.refuse(arguments.keywords, name)
      let model = machine.trace[try machine.row(of: arguments.values[0])]
      let shape = try machine.shape(try machine.sizes(arguments.values[1...], "a size"), name)
      let dtype = try wanted.map { (value: Value) throws(Diagnostic) in try machine.dtype(value) }
      let value = Tensor(filling: number, shape: shape, dtype: dtype ?? model.dtype)
      return .value(
        try machine.make(number == 1 ? "ones" : "zeros", value, requiresGrad: wants))
    }
  }

  private static let otherNames: [Builtin] = [
    native("expand_as", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "other"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[1])].shape
      return .value(try machine.expand(arguments.values[0], shape.array, "expand_as"))
    },
    native("reshape_as", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "other"], required: 2, in: machine)
      let shape = machine.trace[try machine.row(of: arguments.values[1])].shape
      return .value(try machine.reshape(arguments.values[0], shape.array))
    },
    native("swapaxes", [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "axis0", "axis1"], required: 3, in: machine)
      let rank = machine.trace[try machine.row(of: arguments.values[0])].rank
      var attributes = Attributes()
      attributes.start = try machine.axis(arguments.values[1], rank: rank, "swapaxes")
      attributes.stop = try machine.axis(arguments.values[2], rank: rank, "swapaxes")
      return .value(
        try machine.view(Registry.id("transpose"), arguments.values[0], attributes))
    },
    native("tile", [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let dims = arguments.take("dims") { arguments.values.append(dims) }
      try machine.refuse(arguments.keywords, "tile")
      guard let input = arguments.values.first else {
        throw Diagnostic("arguments", "tile() needs a tensor and how often each dim is repeated")
      }
      // Fewer numbers than dims mean the last ones, as in PyTorch.
      var times = try machine.sizes(arguments.values[1...], "how often")
      let rank = machine.trace[try machine.row(of: input)].rank
      times = Array(repeating: 1, count: max(0, rank - times.count)) + times
      let attributes = Attributes.dims(try machine.shape(times, "tile"))
      return .value(
        try machine.apply(Registry.id("repeat"), input, attributes: attributes))
    },
    native("where", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "condition", "other"], required: 3, in: machine)
      arguments.values.swapAt(0, 1)
      return .value(try machine.operation(Registry.id("where"), &arguments))
    },
    native("clamp_min", [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "min"], required: 2, in: machine)
      return .value(try machine.operation(Registry.id("clamp"), &arguments))
    },
    native("clamp_max", [.tensor, .torch, .bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "max"], required: 2, in: machine)
      arguments.values.insert(.none, at: 1)
      return .value(try machine.operation(Registry.id("clamp"), &arguments))
    },
    native("to", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let dtype = arguments.take("dtype") { arguments.values.append(dtype) }
      for i in arguments.values.indices.dropFirst() {
        if case .dtype(let dtype) = arguments.values[i] {
          return .value(try machine.cast(arguments.values[0], to: dtype))
        }
      }
      throw Machine.onTheCPU("to")
    },
    native("is_floating_point", [.tensor, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input"], required: 1, in: machine)
      return .value(
        .bool(machine.trace[try machine.row(of: arguments.values[0])].dtype == .float))
    },
    native("nelement", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(.int(machine.trace[try machine.row(of: arguments.values[0])].count))
    },
  ]

  static let refused: [Builtin] =
    ["cuda", "cpu"].map { name in
      refusal(name) { Machine.onTheCPU(name) }
    } + [
      refusal("numpy") {
        Diagnostic(
          "numpy", "there is no NumPy here: a tensor stays a tensor",
          notes: ["its functions are methods of tensors: x.mean(), x.argmax()"],
          suggestions: ["`.tolist()` makes lists of Python numbers"])
      },
      refusal("retain_grad") {
        Diagnostic(
          "retain-grad", "only leaves keep their gradient in `.grad`",
          notes: ["every gradient on the way is an event that can be looked at"],
          suggestions: ["`grad(loss, h)` gives the gradient of a tensor h on the way"])
      },
      refusal("register_hook") {
        Diagnostic(
          "hook", "hooks are not part of the language: a backward runs no code of the program",
          suggestions: ["`grad(loss, h)` gives the gradient of a tensor h on the way"])
      },
      refusal("half") {
        Diagnostic(
          "dtype", "there is one floating type here, float64", suggestions: ["leave it out"])
      },
    ]

  private static func refusal(_ name: String, _ why: @escaping @Sendable () -> Diagnostic)
    -> Builtin
  {
    native(name, [.tensor]) {
      (_: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in throw why()
    }
  }
}

extension Machine {
  fileprivate static func onTheCPU(_ name: String) -> Diagnostic {
    Diagnostic(
      "device", "everything runs on the CPU here: a tensor has no `.\(name)(…)`",
      notes: [
        name == "to"
          ? "`.to(torch.float64)` and the other dtypes are there"
          : "a tensor lies in memory and nowhere else"
      ],
      suggestions: ["leave it out"])
  }
}
