import Autograd
import Language
import Tensors

// How an operation is opened: the definition, what its names are bound to, the lines that call it,
// and what has to come out. Names are the learner's own where those are names at all.

/// A program that does what one fused operation did.
struct OperationPlan: Sendable {
  let name: String
  let definition: String
  var bindings: [Binding] = []
  var lines: [String] = []
  /// Whether the backward is what is looked at.
  var startsInBackward = false
  var expected: [Expected] = []

  /// A name and what it is bound to.
  struct Binding: Sendable {
    let name: String
    let tensor: Tensor
    var requiresGrad = false
    var gradient: Tensor?
  }

  /// What a variable has to hold at the end.
  struct Expected: Sendable {
    let label: String
    let variable: String
    var isGradient = false
    let value: Tensor
  }
}

/// Finds names that nothing else goes by.
struct NameChooser {
  private var taken: Set<String>

  init(taken: Set<String>) { self.taken = taken }

  /// The first of some names that is one and is free.
  mutating func choose(_ wishes: String...) -> String {
    var name = wishes.first { isUsable($0) } ?? wishes.last ?? "x"
    while !isUsable(name) { name += "_" }
    taken.insert(name)
    return name
  }

  private func isUsable(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter || first == "_" else { return false }
    let isWord = name.allSatisfy { $0.isLetter || $0.isASCII && $0.isNumber || $0 == "_" }
    return isWord && Machine.isFree(name) && !taken.contains(name)
  }
}

extension OpenedOperation {
  /// How a moment's operation is opened; nil where it has no definition.
  ///
  /// - Parameter timeline: where the moment is.
  static func plan(for moment: Moment, in timeline: Timeline) -> OperationPlan? {
    switch moment.event.kind {
    case .forward: forwardPlan(moment) ?? attentionPlan(moment, in: timeline)
    case .grad: backwardPlan(moment) ?? attentionPlan(moment, in: timeline)
    case .update: updatePlan(moment) ?? clippingPlan(moment)
    default: nil
    }
  }

  private static func forwardPlan(_ moment: Moment) -> OperationPlan? {
    guard let output = moment.output,
      let (start, _, result) = callPlan(
        moment, wantsGrad: { moment.after.trace.requiresGrad($0.row) })
    else { return nil }
    var plan = start
    plan.expected = [.init(label: output.name, variable: result, value: output.tensor)]
    return plan
  }

  private static func backwardPlan(_ moment: Moment) -> OperationPlan? {
    let inputs = moment.inputs
    let argument = Int(moment.event.argument)
    guard argument < inputs.count, let arriving = moment.arriving,
      let contribution = moment.contribution,
      let (start, names, result) = callPlan(moment, argument: argument, wantsGrad: { _ in false })
    else { return nil }
    var plan = start
    plan.startsInBackward = true
    if arriving.rank == 0, arriving.item == 1 {
      plan.lines.append("\(result).backward()")
    } else {
      plan.bindings.append(.init(name: "arriving", tensor: arriving))
      plan.lines.append("\(result).backward(arriving)")
    }
    plan.expected = [
      .init(
        label: Moment.gradientName(inputs[argument].name), variable: names[argument],
        isGradient: true, value: contribution)
    ]
    return plan
  }

  /// The call of an operation's definition with the inputs of a moment.
  ///
  /// - Parameters:
  ///   - argument: the input whose gradient is asked for: it alone is a leaf that keeps one.
  ///   - wantsGrad: otherwise, which inputs require a gradient.
  private static func callPlan(
    _ moment: Moment, argument: Int? = nil, wantsGrad: (Moment.Named) -> Bool
  ) -> (plan: OperationPlan, names: [String], result: String)? {
    guard let primitive = moment.primitive, let output = moment.output,
      let definition = Definitions.definition(of: primitive, moment.attributes)
    else { return nil }
    var plan = OperationPlan(name: primitive.name, definition: definition)
    var chooser = NameChooser(taken: [primitive.name, "arriving"])
    let result = chooser.choose(output.name, "y")
    let parameters = primitive.signature.filter {
      if case .tensor = $0.kind { true } else { false }
    }
    var names: [String] = []
    for (place, input) in moment.inputs.enumerated() {
      let parameter = place < parameters.count ? parameters[place].name : "x\(place)"
      let name = chooser.choose(input.name, parameter)
      names.append(name)
      let requires = argument.map { $0 == place } ?? wantsGrad(input)
      plan.bindings.append(.init(name: name, tensor: input.tensor, requiresGrad: requires))
    }
    let call =
      moment.attributes.contraction == nil
      ? primitive.call(names, moment.attributes)
      : "\(primitive.name)(\(names.joined(separator: ", ")))"
    plan.lines = ["\(result) = \(call)"]
    return (plan, names, result)
  }

  // MARK: - Updates

  private static func updatePlan(_ moment: Moment) -> OperationPlan? {
    let id = moment.event.subject
    guard let work = moment.before.optimizerState(of: id), let output = moment.output,
      let before = moment.before.tensors(ofObject: id), let gradient = before.gradient,
      let definition = Definitions.definition(of: work.rule.primitive)
    else { return nil }
    let memories = work.rule.memories(work.settings)
    var plan = OperationPlan(name: work.rule.name, definition: definition)
    var chooser = NameChooser(
      taken: Set(memories.map(\.letter)).union([work.rule.primitive, "g"]))
    let label = moment.after.name(ofObject: id) ?? output.name
    let name = chooser.choose(label, "p")
    plan.bindings = [
      .init(name: name, tensor: before.value), .init(name: "g", tensor: gradient),
    ]
    var arguments = [name, "g"]
    for memory in memories {
      let held = work.state[memory.name]
      // Adam starts from zeros, momentum from nothing.
      guard held != nil || work.rule.countsSteps else {
        arguments.append("None")
        continue
      }
      plan.bindings.append(
        .init(
          name: memory.letter, tensor: held ?? Tensor(filling: 0, shape: before.value.shape)))
      arguments.append(memory.letter)
    }
    if work.rule.countsSteps { arguments.append(String(work.state.step + 1)) }
    arguments += work.rule.arguments(work.settings)
    // Gradient descent without momentum still says what it remembers: nothing.
    let targets = [name] + (memories.isEmpty ? ["nothing"] : memories.map(\.letter))
    plan.lines = [
      "\(targets.joined(separator: ", ")) = "
        + "\(work.rule.primitive)(\(arguments.joined(separator: ", ")))"
    ]
    plan.expected = [.init(label: label, variable: name, value: output.tensor)]
    return plan
  }

  private static func clippingPlan(_ moment: Moment) -> OperationPlan? {
    guard let primitive = moment.primitive, let output = moment.output,
      let work = moment.before.clippingAtWork, work.next < work.parameters.count,
      let definition = Definitions.definition(of: primitive.name)
    else { return nil }
    let function = "clip_grad_norm_"
    var plan = OperationPlan(name: function, definition: definition)
    var chooser = NameChooser(taken: [function, "total"])
    var names: [String] = []
    for (place, parameter) in work.parameters.enumerated() {
      let name = chooser.choose(moment.after.name(ofObject: parameter.id) ?? "", "p\(place)")
      names.append(name)
      plan.bindings.append(
        .init(
          name: name, tensor: parameter.value, requiresGrad: true, gradient: parameter.gradient))
    }
    var arguments = ["[\(names.joined(separator: ", "))]", OptimizerRule.code(work.maximum)]
    if work.power != 2 { arguments.append("norm_type=\(OptimizerRule.code(work.power))") }
    plan.lines = ["total = \(function)(\(arguments.joined(separator: ", ")))"]
    plan.expected = [
      .init(
        label: names[work.next] + ".grad", variable: names[work.next], isGradient: true,
        value: output.tensor)
    ]
    return plan
  }
}
