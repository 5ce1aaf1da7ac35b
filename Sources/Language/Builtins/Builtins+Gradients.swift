import Autograd
import Diagnostics
import Tensors

// Gradients as PyTorch has them: backward, grad, leaves, detaching, modes, changes in place.

extension Builtins {
  static let gradients: [Builtin] = [
    native("backward", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(
        ["self", "gradient", "retain_graph", "create_graph"], required: 1, in: machine)
      try machine.startBackward(arguments)
      return .activity
    },
    native("grad", [.bare, .autograd]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(
        ["outputs", "inputs", "grad_outputs", "retain_graph", "create_graph", "allow_unused"],
        required: 2, in: machine)
      try machine.startGradients(arguments)
      return .activity
    },
    mode("no_grad", false), mode("enable_grad", true), mode("inference_mode", false),
    native("requires_grad_", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "requires_grad"], required: 1, in: machine)
      let wanted = arguments.has(1) ? try machine.truth(arguments.values[1]) : true
      if case .object(let id) = arguments.values[0] { try machine.setRequiresGrad(id, wanted) }
      return .value(arguments.values[0])
    },
    native("detach", [.bare, .torch, .tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(try machine.view(Registry.id("detach"), arguments.values[0], .none))
    },
    native("zero_", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self"], required: 1, in: machine)
      return .value(try machine.overwrite(arguments.values[0], "zero_", with: 0))
    },
    native("fill_", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "value"], required: 2, in: machine)
      let number = try machine.double(arguments.values[1], "the number to fill with")
      return .value(try machine.overwrite(arguments.values[0], "fill_", with: number))
    },
    native("copy_", [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["self", "src"], required: 2, in: machine)
      return .value(try machine.copy(arguments.values[1], into: arguments.values[0]))
    },
    inPlace("add_", "add"), inPlace("sub_", "sub"), inPlace("mul_", "mul"), inPlace("div_", "div"),
  ]

  private static func mode(_ name: String, _ records: Bool) -> Builtin {
    native(name, [.bare, .torch]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind([], in: machine)
      return .value(
        .object(
          machine.heap.add(
            .record(RecordObject(names: ["records_graph"], values: [.bool(records)])))))
    }
  }

  private static func inPlace(_ name: String, _ operation: String) -> Builtin {
    native(name, [.tensor]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      let alpha = arguments.take("alpha")
      try arguments.bind(["self", "other"], required: 2, in: machine)
      var other = arguments.values[1]
      if let alpha { other = try machine.binary(.multiply, other, alpha) }
      guard case .object(let id) = arguments.values[0] else { return .value(.none) }
      try machine.changeInPlace(id, Registry.id(operation), other, name: name)
      return .value(arguments.values[0])
    }
  }
}

extension Machine {
  /// `with x:` for the two modes of the graph.
  mutating func contextManager() throws(Diagnostic) {
    if case .object(let id) = top(), case .record(let record) = heap[id],
      record.names == ["records_graph"]
    {
      replace(1, with: record.values[0])
      return
    }
    throw Diagnostic(
      "with", "`with` is for `no_grad():` here, not for \(typeName(top()))",
      suggestions: ["with no_grad():"])
  }

  /// One number put in place of all of a tensor's, as its kind can hold it, without a graph.
  mutating func overwrite(
    _ value: Value, _ name: String, with number: Double
  ) throws(Diagnostic) -> Value {
    guard case .object(let id) = value else { return value }
    try checkInPlace(id, name: name)
    let old = try row(of: value)
    guard !(records && trace.requiresGrad(old)) else { throw inPlaceInGraph(name) }
    let before = trace[old]
    let kept = Tensor(scalar: number).with(dtype: before.dtype).elements[0]
    let after = Tensor(filling: kept, shape: before.shape, dtype: before.dtype)
    let row = trace.source(Registry.id("copy_"), after, site: site, time: nextTime)
    place(row, in: id)
    return value
  }

  private func inPlaceInGraph(_ name: String) -> Diagnostic {
    Diagnostic(
      "in-place-graph", "`\(name)` on a tensor inside a graph is not part of the language",
      notes: ["the numbers that the graph needs would be gone"],
      suggestions: ["an operation that makes a new tensor", "`with no_grad():` around an update"])
  }

  /// `target.copy_(source)`.
  mutating func copy(_ source: Value, into target: Value) throws(Diagnostic) -> Value {
    guard case .object(let id) = target else { return target }
    try checkInPlace(id, name: "copy_")
    let old = try row(of: target)
    guard !(records && trace.requiresGrad(old)) else { throw inPlaceInGraph("copy_") }
    let before = trace[old]
    let given = try isTensor(source) ? trace[row(of: source)] : literal(source)
    guard given.shape.expands(to: before.shape) else {
      throw failure(
        ShapeError(.shapes(before.shape, given.shape)), operation: "copy_",
        operands: [target, source])
    }
    let after = given.expanded(to: before.shape).with(dtype: before.dtype).contiguous()
    let row = trace.source(Registry.id("copy_"), after, site: site, time: nextTime)
    place(row, in: id)
    return target
  }
}
