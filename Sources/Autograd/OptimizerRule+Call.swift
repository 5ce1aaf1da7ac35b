// An update as a call of its definition: what is remembered under the short names that cards use,
// and the settings as arguments.

extension OptimizerRule {
  /// What is remembered of a parameter: the letter of it on a card, and its name in the state.
  public func memories(_ settings: [String: Double]) -> [(letter: String, name: String)] {
    switch kind {
    case .sgd: setting("momentum", settings) == 0 ? [] : [("b", "momentum_buffer")]
    case .adam: [("m", "exp_avg"), ("v", "exp_avg_sq")]
    case .closure: []
    }
  }

  /// Whether the number of the step is part of the update.
  public var countsSteps: Bool {
    if case .adam = kind { true } else { false }
  }

  /// The settings as arguments: the rate always, the others where they are not the usual ones.
  public func arguments(_ settings: [String: Double]) -> [String] {
    var arguments: [String] = []
    for (name, usual) in defaults where name != "beta2" {
      let value = setting(name, settings)
      if name == "beta1" {
        let second = setting("beta2", settings)
        guard value != usual || second != defaults.first(where: { $0.name == "beta2" })?.value
        else { continue }
        arguments.append("betas=(\(OptimizerRule.code(value)), \(OptimizerRule.code(second)))")
      } else if name == "lr" || value != usual {
        let text = isFlag(name) ? (value != 0 ? "True" : "False") : OptimizerRule.code(value)
        arguments.append("\(name)=\(text)")
      }
    }
    return arguments
  }

  /// A number as code that reads as the very same number.
  public static func code(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value == value.rounded() && value.magnitude < 1e6 ? String(Int(value)) : String(value)
  }
}
