import Autograd
import Diagnostics
import Tensors

// Tensors from nothing: literals, fills, ranges, draws. Each is a source of the trace: its card
// shows the value it was given or drew.

extension Builtins {
  static let making: [Builtin] = [
    native("tensor", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["data", "dtype", "requires_grad"], required: 1, in: machine)
      var value = try machine.literal(arguments.values[0])
      if arguments.has(1) { value = value.with(dtype: try machine.dtype(arguments.values[1])) }
      let wants = arguments.has(2) ? try machine.truth(arguments.values[2]) : false
      return .value(try machine.make("tensor", value, requiresGrad: wants))
    },
    native("param", [.bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["x"], required: 1, in: machine)
      let value = try machine.literal(arguments.values[0]).with(dtype: .float)
      return .value(try machine.make("param", value, requiresGrad: true))
    },
    filling("zeros", 0), filling("ones", 1),
    native("full", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      try arguments.bind(["size", "fill_value", "dtype"], required: 2, in: machine)
      if case .int = arguments.values[0] {
        throw Diagnostic(
          "type", "full takes its sizes as one tuple", suggestions: ["full((2, 3), 0.5)"])
      }
      let shape = try machine.shape(try machine.sizes(arguments.values[0..<1], "a size"), "full")
      let filling = try machine.literal(arguments.values[1])
      guard filling.count == 1 else {
        throw Diagnostic("value", "full takes one number to fill with")
      }
      let dtype = arguments.has(2) ? try machine.dtype(arguments.values[2]) : filling.dtype
      let value = try machine.filled(shape, with: filling.item, dtype)
      return .value(try machine.make("full", value, requiresGrad: wants))
    },
    like("zeros_like", 0), like("ones_like", 1), like("full_like", nil),
    native("eye", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      let dtype = try machine.wantedDType(&arguments) ?? .float
      try arguments.bind(["n", "m"], required: 1, in: machine)
      let n = try machine.int(arguments.values[0], "n")
      let m = arguments.has(1) ? try machine.int(arguments.values[1], "m") : n
      _ = try machine.shape([n, m], "eye")
      return .value(
        try machine.made("eye", requiresGrad: wants) { () throws(ShapeError) in
          try Kernels.eye(n, m).with(dtype: dtype)
        })
    },
    native("arange", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      let wanted = arguments.take("dtype")
      if arguments.values.count == 1, arguments.keywords.isEmpty {
        arguments.values.insert(.int(0), at: 0)
      }
      if let end = arguments.take("end"), arguments.values.isEmpty {
        arguments.values = [arguments.take("start") ?? .int(0), end]
      }
      try arguments.bind(["start", "end", "step"], required: 2, in: machine)
      if !arguments.has(2) { arguments.values[2] = .int(1) }
      var dtype = DType.int
      var bounds: [Double] = []
      for value in arguments.values {
        if case .float = value { dtype = .float }
        if machine.tensor(value)?.dtype == .float { dtype = .float }
        bounds.append(try machine.double(value, "a bound of arange"))
      }
      if let wanted { dtype = try machine.dtype(wanted) }
      guard bounds[0].isFinite, bounds[1].isFinite, !bounds[2].isNaN else {
        throw Diagnostic("value", "arange goes from one finite number towards another")
      }
      guard bounds[2] != 0, (bounds[1] - bounds[0]) * bounds[2] >= 0 else {
        throw Diagnostic(
          "value",
          bounds[2] == 0
            ? "the step of arange cannot be 0"
            : "arange cannot get from \(machine.repr(arguments.values[0])) to "
              + "\(machine.repr(arguments.values[1])) by steps of "
              + machine.repr(arguments.values[2]))
      }
      let count = ((bounds[1] - bounds[0]) / bounds[2]).rounded(.up)
      if count.isFinite { try machine.reserve(count > 1e15 ? .max : Int(max(0, count)) * 8) }
      return .value(
        try machine.made("arange", requiresGrad: wants) { () throws(ShapeError) in
          try Kernels.arange(bounds[0], bounds[1], bounds[2], dtype: .float).with(dtype: dtype)
        })
    },
    native("linspace", [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      let dtype = try machine.wantedDType(&arguments) ?? .float
      try arguments.bind(["start", "end", "steps"], required: 3, in: machine)
      let start = try machine.double(arguments.values[0], "start")
      let end = try machine.double(arguments.values[1], "end")
      let count = try machine.int(arguments.values[2], "steps")
      _ = try machine.shape([count], "linspace")
      return .value(
        try machine.made("linspace", requiresGrad: wants) { () throws(ShapeError) in
          try Kernels.linspace(start, end, count).with(dtype: dtype)
        })
    },
    native("text", [.bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["name"], required: 1, in: machine)
      let name = try machine.string(arguments.values[0], "the name of a text")
      guard let text = machine.reader.corpus(name) else {
        throw Diagnostic(
          "unknown-text", "there is no bundled text called \(pythonRepr(name))",
          suggestions: ["read_text(\"path\") reads a file of yours"])
      }
      return .value(try machine.string(text))
    },
    native("read_text", [.bare]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["path"], required: 1, in: machine)
      let path = try machine.string(arguments.values[0], "a path")
      switch machine.reader.file(path) {
      case .success(let text): return .value(try machine.string(text))
      case .failure(let reason): throw Diagnostic("read-text", reason.message)
      }
    },
  ]

  private static func filling(_ name: String, _ number: Double) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      var dtype = DType.float
      if let wanted = arguments.take("dtype") { dtype = try machine.dtype(wanted) }
      if let size = arguments.take("size") { arguments.values.append(size) }
      try machine.refuse(arguments.keywords, name)
      let shape = try machine.shape(try machine.sizes(arguments.values[...], "a size"), name)
      let value = Tensor(filling: number, shape: shape, dtype: dtype)
      return .value(try machine.make(name, value, requiresGrad: wants))
    }
  }

  private static func like(_ name: String, _ number: Double?) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let wants = try machine.wantsGrad(&arguments)
      let names = number == nil ? ["input", "fill_value", "dtype"] : ["input", "dtype"]
      try arguments.bind(names, required: number == nil ? 2 : 1, in: machine)
      let model = machine.trace[try machine.row(of: arguments.values[0])]
      var filling = number ?? 0
      if number == nil {
        filling = try machine.double(arguments.values[1], "the number to fill with")
      }
      let last = arguments.values.count - 1
      let dtype = arguments.has(last) ? try machine.dtype(arguments.values[last]) : model.dtype
      let value = try machine.filled(model.shape, with: filling, dtype)
      return .value(try machine.make(String(name.dropLast(5)), value, requiresGrad: wants))
    }
  }
}

extension Machine {
  /// One number everywhere, as a kind of element can hold it.
  func filled(
    _ shape: Shape, with number: Double, _ dtype: DType
  ) throws(Diagnostic) -> Tensor {
    guard dtype != .int || number.isFinite else {
      throw Diagnostic("value", "an int tensor cannot hold \(pythonRepr(number))")
    }
    return Tensor(
      filling: Tensor(scalar: number).with(dtype: dtype).item, shape: shape, dtype: dtype)
  }

  /// A source tensor with the flag a program asked for.
  mutating func make(
    _ operation: String, _ value: Tensor, requiresGrad: Bool
  ) throws(Diagnostic) -> Value {
    guard !requiresGrad || value.dtype == .float else {
      throw Diagnostic(
        "grad-dtype", "only floats have gradients; this tensor holds \(value.dtype.name)",
        suggestions: ["write the numbers as floats: 1. instead of 1"])
    }
    return try source(operation, value, requiresGrad: requiresGrad)
  }

  /// A source tensor from a kernel that may fail.
  mutating func made(
    _ operation: String, requiresGrad: Bool = false, _ kernel: () throws(ShapeError) -> Tensor
  ) throws(Diagnostic) -> Value {
    let value: Tensor
    do throws(ShapeError) {
      value = try kernel()
    } catch {
      throw failure(error, operation: operation, operands: [])
    }
    return try make(operation, value, requiresGrad: requiresGrad)
  }

  /// Takes `requires_grad=` out of a call's keywords.
  func wantsGrad(_ arguments: inout Arguments) throws(Diagnostic) -> Bool {
    guard let value = arguments.take("requires_grad") else { return false }
    return try truth(value)
  }

  /// Takes `dtype=` out of a call's keywords.
  func wantedDType(_ arguments: inout Arguments) throws(Diagnostic) -> DType? {
    guard let value = arguments.take("dtype") else { return nil }
    return try dtype(value)
  }

  func dtype(_ value: Value) throws(Diagnostic) -> DType {
    switch value {
    case .dtype(let dtype): return dtype
    case .none: return .float
    case .builtin(let number):
      switch Builtins.all[Int(number)].name {
      case "float": return .float
      case "int": return .int
      case "bool": return .bool
      default: break
      }
    default: break
    }
    throw Diagnostic(
      "dtype", "a dtype is torch.float64, torch.int64 or torch.bool, not \(typeName(value))")
  }

  func refuse(
    _ keywords: [(name: String, value: Value)], _ name: String
  ) throws(Diagnostic) {
    guard let first = keywords.first else { return }
    if let why = Arguments.beyond[first.name] {
      throw Diagnostic(
        "arguments", "\(name)(\(first.name)=…) is not part of the language", notes: [why])
    }
    throw Diagnostic("arguments", "\(name)() has no argument called `\(first.name)`")
  }

  /// The tensor that nested lists of numbers (or numbers, or tensors of one) spell out.
  func literal(_ value: Value) throws(Diagnostic) -> Tensor {
    switch value {
    case .int(let n):
      try checkInt(n)
      return Tensor(scalar: Double(n), dtype: .int)
    case .float(let x, _): return Tensor(scalar: x)
    case .bool(let flag): return Tensor(scalar: flag ? 1 : 0, dtype: .bool)
    default: break
    }
    if let tensor = tensor(value) { return tensor }
    var numbers: [Double] = []
    var sizes: [Int] = []
    var dtype = DType.bool
    try gather(value, depth: 0, &sizes, &numbers, &dtype)
    if numbers.isEmpty { dtype = .float }
    return Tensor(numbers, shape: try shape(sizes, "tensor"), dtype: dtype)
  }

  private func checkInt(_ n: Int) throws(Diagnostic) {
    guard abs(Double(n)) <= 9_007_199_254_740_992 else {
      throw Diagnostic("int-tensor", "an int tensor holds numbers up to 2^53, not \(n)")
    }
  }

  private func gather(
    _ value: Value, depth: Int, _ sizes: inout [Int], _ numbers: inout [Double],
    _ dtype: inout DType
  ) throws(Diagnostic) {
    let items: ContiguousArray<Value>
    switch value {
    case .int(let n):
      try checkInt(n)
      if dtype < .int { dtype = .int }
      numbers.append(Double(n))
      return try leaf(depth, sizes)
    case .float(let x, _):
      dtype = .float
      numbers.append(x)
      return try leaf(depth, sizes)
    case .bool(let flag):
      numbers.append(flag ? 1 : 0)
      return try leaf(depth, sizes)
    case .object(let id):
      switch heap[id] {
      case .list(let list): items = list.array
      case .tuple(let tuple): items = tuple.items
      case .range(let range):
        try reserve(range.count > 1 << 40 ? .max : range.count * 16)
        items = ContiguousArray((0..<range.count).map { .int(range.number(at: $0)) })
      case .tensor(let object):
        let tensor = trace[object.row]
        guard tensor.count == 1 else {
          throw Diagnostic(
            "tensor-of-tensors", "tensor(…) takes numbers; a member here is \(tensor.shape)",
            suggestions: ["`stack([…])` puts tensors of one shape on top of each other"])
        }
        if dtype < tensor.dtype { dtype = tensor.dtype }
        numbers.append(tensor.item)
        return try leaf(depth, sizes)
      default: throw notNumber(value)
      }
    default: throw notNumber(value)
    }
    guard depth < Shape.maxRank else {
      throw Diagnostic("too-many-dims", "a tensor has at most \(Shape.maxRank) dims here")
    }
    if depth == sizes.count {
      // Only the first list of a depth says how long lists are there.
      if !numbers.isEmpty { throw ragged() }
      sizes.append(items.count)
    } else if sizes[depth] != items.count {
      throw Diagnostic(
        "ragged", "the rows of a tensor must be equally long",
        notes: ["one list has \(sizes[depth]) members, another \(items.count)"])
    }
    // The array of numbers doubles as it grows.
    try reserve((numbers.count + items.count) * 16)
    for item in items { try gather(item, depth: depth + 1, &sizes, &numbers, &dtype) }
  }

  private func leaf(_ depth: Int, _ sizes: [Int]) throws(Diagnostic) {
    if depth != sizes.count { throw ragged() }
  }

  private func ragged() -> Diagnostic {
    Diagnostic("ragged", "numbers and lists cannot stand side by side in a tensor")
  }

  private func notNumber(_ value: Value) -> Diagnostic {
    Diagnostic("tensor-literal", "a tensor is made of numbers, not of \(typeName(value))")
  }
}
