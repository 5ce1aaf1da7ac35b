import Autograd
import Diagnostics
import Tensors

// Spreads, whose arguments come in three forms in PyTorch, and reductions that are asked for a
// dtype.

extension Builtins {
  static let statistics: [Builtin] =
    [
      spread("var"), spread("std"), spreadAndMean("var_mean", "var"),
      spreadAndMean("std_mean", "std"),
      // The dtype is the input's before anything is added up, as in PyTorch.
      native("sum", [.torch, .tensor], reducing("sum")),
    ] + ["mean", "prod", "cumsum", "cumprod"].map { casting($0, [.bare, .torch, .tensor]) }
    + ["softmax", "log_softmax"].map { casting($0, [.bare, .torch, .tensor, .functional]) }

  private static func casting(_ name: String, _ homes: [Home]) -> Builtin {
    native(name, homes, reducing(name))
  }

  /// An operation of the registry with `dtype=` besides.
  private static func reducing(
    _ name: String
  ) -> @Sendable (inout Machine, inout Arguments) throws(Diagnostic) -> Outcome {
    let id = Registry.id(name)
    return { (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      if let wanted = arguments.take("dtype") {
        if arguments.values.isEmpty, let input = arguments.take("input") {
          arguments.values.append(input)
        }
        if case .none = wanted {
        } else if let input = arguments.values.first, machine.isTensor(input) {
          arguments.values[0] = try machine.cast(input, to: try machine.dtype(wanted))
        }
      }
      return .value(try machine.operation(id, &arguments))
    }
  }

  private static func spread(_ name: String) -> Builtin {
    native(name, [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let attributes = try machine.spread(&arguments)
      return .value(
        try machine.apply(Registry.id(name), arguments.values[0], attributes: attributes))
    }
  }

  private static func spreadAndMean(_ name: String, _ own: String) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let attributes = try machine.spread(&arguments)
      let spread = try machine.apply(
        Registry.id(own), arguments.values[0], attributes: attributes)
      let mean = try machine.apply(
        Registry.id("mean"), arguments.values[0],
        attributes: .dims(attributes.dims, keepdim: attributes.flag))
      return .value(try machine.tuple([spread, mean]))
    }
  }
}

extension Machine {
  /// `x.var()`, `x.var(False)`, `x.var(dim, unbiased, keepdim)`, `x.var(dim, correction=…)`.
  fileprivate mutating func spread(
    _ arguments: inout Arguments
  ) throws(Diagnostic) -> Attributes {
    let correction = arguments.take("correction")
    if arguments.values.count == 2, case .bool = arguments.values[1] {
      arguments.values.insert(.none, at: 1)
    }
    try arguments.bind(["input", "dim", "unbiased", "keepdim"], required: 1, in: self)
    let value = arguments.values[0]
    guard isTensor(value) else { throw needsTensor(value, Registry[Registry.id("var")]) }
    guard correction == nil || !arguments.has(2) else {
      throw Diagnostic(
        "arguments", "\(arguments.name) takes `correction` or `unbiased`, not both",
        notes: ["unbiased=True is correction=1, unbiased=False is correction=0"])
    }
    var dims: Value? = arguments.has(1) ? arguments.values[1] : nil
    if case .none? = dims { dims = nil }
    let rank = trace[try row(of: value)].rank
    var attributes = Attributes.dims(
      try axes(dims, rank, arguments.name),
      keepdim: arguments.has(3) ? try truth(arguments.values[3]) : false)
    attributes.start = 1
    if let correction {
      if case .none = correction {
      } else {
        attributes.start = try int(correction, "`correction`")
      }
    }
    if arguments.has(2) { attributes.start = try truth(arguments.values[2]) ? 1 : 0 }
    return attributes
  }
}
