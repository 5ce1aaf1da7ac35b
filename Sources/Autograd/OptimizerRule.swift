import Tensors

// Optimizers as data: their settings with PyTorch's defaults, the update of one parameter, and
// which family member they are. The arithmetic is in the fused kernels, in PyTorch's order; the
// same arithmetic for one element, as lines of a card, is in `OptimizerRule+Story`.

/// What an optimizer remembers of one parameter between steps.
public struct OptimizerState: Sendable {
  /// How many steps were taken.
  public var step = 0
  /// The remembered tensors under PyTorch's names, in the order they are made.
  public private(set) var tensors: [(name: String, value: Tensor)] = []

  /// Nothing remembered yet.
  public init() {}

  /// A remembered tensor by its name, as `exp_avg`.
  public subscript(name: String) -> Tensor? {
    get { tensors.first { $0.name == name }?.value }
    set {
      let place = tensors.firstIndex { $0.name == name }
      if let place { tensors.remove(at: place) }
      if let newValue { tensors.insert((name, newValue), at: place ?? tensors.count) }
    }
  }
}

/// One optimizer: how it is called and how it changes a parameter.
public struct OptimizerRule: Sendable {
  /// The optimizer's name, PyTorch's.
  public let name: String
  /// The operation that its updates are rows of.
  public let primitive: String
  /// The settings in the order of the call, with their defaults; `betas` is `beta1`, `beta2`.
  public let defaults: [(name: String, value: Double)]
  /// One line: what it does.
  public let summary: String
  /// The update of one number, as a learner writes it.
  public let formula: String
  let kind: Kind

  enum Kind: Sendable {
    case sgd
    case adam(decoupled: Bool)
    /// Tries values of its own through a closure: written in the language, not here.
    case closure
  }

  /// All optimizers.
  public static let all: [OptimizerRule] = [sgd, adam, adamW]

  /// Gradient descent, with momentum if asked for.
  public static let sgd = OptimizerRule(
    name: "SGD", primitive: "sgd_step",
    defaults: [
      ("lr", 1e-3), ("momentum", 0), ("dampening", 0), ("weight_decay", 0), ("nesterov", 0),
    ],
    summary: "Walks against the gradient.", formula: "b ← μ·b + g,  p ← p − lr·b", kind: .sgd)

  /// Adam, whose weight decay is part of the gradient.
  public static let adam = OptimizerRule(
    name: "Adam", primitive: "adam_step", defaults: adamDefaults(decay: 0),
    summary: "Walks along the mean of gradients, each number at its own scale.",
    formula: "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  p ← p − lr·m̂/(√v̂ + ε)",
    kind: .adam(decoupled: false))

  /// AdamW, whose weight decay shrinks the parameter directly.
  public static let adamW = OptimizerRule(
    name: "AdamW", primitive: "adamw_step", defaults: adamDefaults(decay: 0.01),
    summary: "Adam that shrinks the weights apart from the gradient.",
    formula: "p ← p·(1 − lr·λ),  then as Adam", kind: .adam(decoupled: true))

  private static func adamDefaults(decay: Double) -> [(name: String, value: Double)] {
    [("lr", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("eps", 1e-8), ("weight_decay", decay)]
  }

  /// Whether a setting is True or False rather than a number.
  public func isFlag(_ setting: String) -> Bool { setting == "nesterov" }

  /// A setting, or its default.
  func setting(_ name: String, _ settings: [String: Double]) -> Double {
    settings[name] ?? defaults.first { $0.name == name }?.value ?? 0
  }

  /// What is wrong with a group's settings, in a sentence; nil when nothing is.
  public func problem(_ settings: [String: Double]) -> String? {
    guard case .sgd = kind, setting("nesterov", settings) != 0,
      setting("momentum", settings) <= 0 || setting("dampening", settings) != 0
    else { return nil }
    return "Nesterov momentum requires a momentum and zero dampening"
  }

  /// A parameter after one step, and what is remembered then.
  ///
  /// - Throws: `ShapeError` where parameter, gradient and state differ in shape, or for a
  ///   combination of settings that the rule does not allow.
  public func update(
    parameter: Tensor, gradient: Tensor, state: OptimizerState, settings: [String: Double]
  ) throws(ShapeError) -> (Tensor, OptimizerState) {
    var (parameter, state) = (parameter, state)
    state.step += 1
    switch kind {
    case .sgd:
      let options = Kernels.SGDOptions(
        lr: setting("lr", settings), momentum: setting("momentum", settings),
        dampening: setting("dampening", settings),
        weightDecay: setting("weight_decay", settings),
        nesterov: setting("nesterov", settings) != 0)
      if let problem = problem(settings) { throw ShapeError(.custom(problem)) }
      var velocity = state["momentum_buffer"]
      state["momentum_buffer"] = nil
      try Kernels.sgd(&parameter, gradient: gradient, velocity: &velocity, options)
      if let velocity { state["momentum_buffer"] = velocity }
    case .adam(let decoupled):
      var mean = state["exp_avg"] ?? Tensor(filling: 0, shape: parameter.shape)
      var square = state["exp_avg_sq"] ?? Tensor(filling: 0, shape: parameter.shape)
      state["exp_avg"] = nil
      state["exp_avg_sq"] = nil
      try Kernels.adam(
        &parameter, gradient: gradient, mean: &mean, square: &square, step: state.step,
        Kernels.AdamOptions(
          lr: setting("lr", settings), beta1: setting("beta1", settings),
          beta2: setting("beta2", settings), eps: setting("eps", settings),
          weightDecay: setting("weight_decay", settings), decoupled: decoupled))
      state["exp_avg"] = mean
      state["exp_avg_sq"] = square
    case .closure: throw ShapeError(.custom("\(name) needs a closure that works out the loss"))
    }
    return (parameter, state)
  }
}
