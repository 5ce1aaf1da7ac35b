import Autograd
import Diagnostics
import Tensors

// Losses with weights: of each class, or of each element. They are written with the losses of
// single rows and elements, so that every number of them can be looked at; without a weight a call
// is the operation itself. The arguments stand where PyTorch has them.

extension Builtins {
  static let weighted: [Builtin] = [
    weighing(
      "cross_entropy",
      ["weight", "size_average", "ignore_index", "reduce", "reduction", "label_smoothing"]
    ) {
      (machine: inout Machine, call: WeightedCall) throws(Diagnostic) -> Value in
      try machine.classLoss(call)
    },
    weighing("nll_loss", ["weight", "size_average", "ignore_index", "reduce", "reduction"]) {
      (machine: inout Machine, call: WeightedCall) throws(Diagnostic) -> Value in
      try machine.classLoss(call)
    },
    weighing("binary_cross_entropy", ["weight", "size_average", "reduce", "reduction"]) {
      (machine: inout Machine, call: WeightedCall) throws(Diagnostic) -> Value in
      try machine.binaryLoss(call)
    },
    weighing(
      "binary_cross_entropy_with_logits",
      ["weight", "size_average", "reduce", "reduction", "pos_weight"]
    ) {
      (machine: inout Machine, call: WeightedCall) throws(Diagnostic) -> Value in
      try machine.binaryLoss(call)
    },
  ]

  private static func weighing(
    _ name: String, _ settings: [String],
    _ body: @escaping @Sendable (inout Machine, WeightedCall) throws(Diagnostic) -> Value
  ) -> Builtin {
    let id = Registry.id(name)
    return native(name, [.bare, .functional]) {
      (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
      try arguments.bind(["input", "target"] + settings, required: 2, in: machine)
      var call = WeightedCall(
        operation: id, input: arguments.values[0], target: arguments.values[1])
      for (i, setting) in settings.enumerated() where arguments.has(i + 2) {
        let value = arguments.values[i + 2]
        if case .none = value, !["reduction", "ignore_index"].contains(setting) { continue }
        guard setting != "size_average", setting != "reduce" else {
          throw Diagnostic(
            "arguments", "\(name)(\(setting)=…) is not part of the language",
            notes: ["`reduction` says how the losses are put together"],
            suggestions: ["reduction=\"sum\""])
        }
        call.settings.append((setting, value))
      }
      if call["weight"] != nil || call["pos_weight"] != nil {
        return .value(try body(&machine, call))
      }
      arguments.values = [call.input, call.target]
      arguments.keywords = call.settings
      return .value(try machine.operation(id, &arguments))
    }
  }
}

/// A call of a loss with weights.
struct WeightedCall {
  let operation: PrimitiveID
  let input: Value
  let target: Value
  var settings: [(name: String, value: Value)] = []

  subscript(_ name: String) -> Value? { settings.first { $0.name == name }?.value }
}

extension Machine {
  private func reduction(_ call: WeightedCall) throws(Diagnostic) -> String {
    guard let given = call["reduction"] else { return "mean" }
    let word = try string(given, "`reduction`")
    guard ["mean", "sum", "none"].contains(word) else {
      throw Diagnostic(
        "value", "\(Registry[call.operation].name) has no reduction \(pythonRepr(word))",
        notes: ["it is one of 'mean', 'sum', 'none'"])
    }
    return word
  }

  private mutating func total(_ value: Value) throws(Diagnostic) -> Value {
    let rank = trace[try row(of: value)].rank
    return try apply(
      Registry.id("sum"), value, attributes: .dims(Shape(Array(0..<rank)), keepdim: false))
  }

  private mutating func sumAway(_ axis: Int, _ value: Value) throws(Diagnostic) -> Value {
    try apply(Registry.id("sum"), value, attributes: .dims(Shape([axis]), keepdim: false))
  }

  // MARK: - Elements

  /// Binary cross-entropy with a weight of each element, and of a target's yes.
  fileprivate mutating func binaryLoss(_ call: WeightedCall) throws(Diagnostic) -> Value {
    let word = try reduction(call)
    var losses: Value
    if let yes = call["pos_weight"] {
      // (1 − t)·z − (1 + (w − 1)·t)·log σ(z): the plain loss where w is 1.
      let (z, t) = (call.input, call.target)
      let shapes = (trace[try row(of: z)].shape, trace[try row(of: t)].shape)
      guard shapes.0 == shapes.1 else {
        throw failure(
          ShapeError(.shapes(shapes.0, shapes.1)),
          operation: Registry[call.operation].name, operands: [z, t])
      }
      let rest = try binary(.subtract, .int(1), t)
      let share = try binary(
        .add, .int(1), try binary(.multiply, try binary(.subtract, yes, .int(1)), t))
      losses = try binary(
        .subtract, try binary(.multiply, rest, z),
        try binary(.multiply, share, try apply(Registry.id("logsigmoid"), z)))
    } else {
      var plain = Arguments(
        values: [call.input, call.target], keywords: [("reduction", try string("none"))],
        name: Registry[call.operation].name)
      losses = try operation(call.operation, &plain)
    }
    if let weight = call["weight"] { losses = try binary(.multiply, losses, weight) }
    return try ended(losses, word, over: .int(trace[try row(of: losses)].count))
  }

  // MARK: - Classes

  /// Cross-entropy and the likelihood of classes with a weight of each class: a mean divides by
  /// the weights of the targets.
  fileprivate mutating func classLoss(_ call: WeightedCall) throws(Diagnostic) -> Value {
    let name = Registry[call.operation].name
    let word = try reduction(call)
    guard let weight = call["weight"] else { return .none }
    let z = trace[try row(of: call.input)].shape
    let target = trace[try row(of: call.target)]
    let weights = trace[try row(of: weight)]
    let axis = z.rank > 1 ? 1 : 0
    guard z.rank > 0, weights.shape == Shape([z[axis]]), weights.dtype == .float else {
      throw Diagnostic(
        "shape", "\(name): the weight is a vector of floats, one a class",
        notes: ["there are \(z.rank > 0 ? z[axis] : 0) classes, the weight is \(weights.shape)"])
    }
    let smoothing = try call["label_smoothing"].map { (value: Value) throws(Diagnostic) -> Double in
      try double(value, "`label_smoothing`")
    }
    let share = smoothing ?? 0
    guard share >= 0, share <= 1 else {
      throw Diagnostic("value", "label_smoothing lies between 0 and 1")
    }
    // The weight of a class beside its log chance, along the class axis.
    let column = try reshape(weight, [z[axis]] + Array(repeating: 1, count: max(0, z.rank - 2)))
    let logs =
      name == "nll_loss"
      ? call.input : try apply(Registry.id("log_softmax"), call.input, attributes: .axis(axis))
    let weighed = try binary(.multiply, logs, column)
    if target.shape == z, target.dtype == .float, name != "nll_loss" {
      var chances = call.target
      if share > 0 {
        chances = try binary(
          .add, try binary(.multiply, chances, .float(1 - share)),
          .float(share / Double(z[axis])))
      }
      let losses = try binary(
        .multiply, .int(-1), try sumAway(axis, try binary(.multiply, weighed, chances)))
      let count = z.removing(axis).count
      return try ended(losses, word, over: .int(count))
    }
    guard target.dtype == .int, target.shape == z.removing(axis) else {
      throw failure(
        target.dtype == .int
          ? ShapeError(.shapes(target.shape, z.removing(axis)))
          : ShapeError(.dtype(target.dtype, operation: "a loss over classes")),
        operation: name, operands: [call.input, call.target])
    }
    let ignored = try call["ignore_index"].map { (value: Value) throws(Diagnostic) -> Int in
      try int(value, "`ignore_index`")
    }
    let kept = try apply(Registry.id("ne"), call.target, .int(ignored ?? -100))
    let places = try choose(kept, call.target, .int(0))
    let picked = try gather(weighed, try view(Registry.id("unsqueeze"), places, .axis(axis)), axis)
    func counted(_ value: Value) throws(Diagnostic) -> Value {
      try choose(kept, try binary(.multiply, .int(-1), value), .float(0))
    }
    var losses = try counted(try view(Registry.id("squeeze"), picked, .dims(Shape([axis]))))
    if share > 0 {
      let spread = try counted(try sumAway(axis, weighed))
      losses = try binary(
        .add, try binary(.multiply, losses, .float(1 - share)),
        try binary(.multiply, spread, .float(share / Double(z[axis]))))
    }
    let own = try choose(kept, try indexTensor(weight, places), .float(0))
    return try ended(losses, word, over: try total(own))
  }

  private mutating func ended(
    _ losses: Value, _ word: String, over count: Value
  ) throws(Diagnostic) -> Value {
    if word == "none" { return losses }
    let sum = try total(losses)
    return word == "sum" ? sum : try binary(.divide, sum, count)
  }
}
