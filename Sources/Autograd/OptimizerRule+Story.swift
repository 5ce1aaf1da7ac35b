import Tensors

// The update of one number as the lines of a card: what each quantity was, what it is now, and
// how. Every line has a tree, and a test holds the trees equal to what the kernel computed.

/// One line of an update's card.
public struct OptimizerLine: Sendable, Equatable {
  /// The quantity, as `m` or `step`.
  public let label: String
  /// Its value before, where there was one.
  public let before: Double?
  /// How it was worked out, with names for the quantities, as `0.9·m + 0.1·g`.
  public let how: String
  /// How it was worked out, with numbers.
  public let tree: Scalar
  /// Its value now.
  public var after: Double { tree.value }

  init(_ label: String, before: Double? = nil, how: String, _ tree: Scalar) {
    self.label = label
    self.before = before
    self.how = how
    self.tree = tree
  }
}

extension OptimizerRule {
  /// The lines of one number's update, before it is done.
  ///
  /// - Parameters:
  ///   - state: what was remembered before the step.
  ///   - index: which number of the parameter.
  public func story(
    parameter: Tensor, gradient: Tensor, state: OptimizerState, settings: [String: Double],
    at index: [Int]
  ) -> [OptimizerLine] {
    let moment = UpdateMoment(
      p: parameter[index], g: gradient[index], index: index, state: state,
      lr: setting("lr", settings), decay: setting("weight_decay", settings))
    switch kind {
    case .sgd:
      return moment.sgd(
        momentum: setting("momentum", settings), dampening: setting("dampening", settings),
        nesterov: setting("nesterov", settings) != 0)
    case .adam(let decoupled):
      return moment.adam(
        beta1: setting("beta1", settings), beta2: setting("beta2", settings),
        eps: setting("eps", settings), decoupled: decoupled)
    case .closure: return []
    }
  }
}

/// One number about to be updated.
private struct UpdateMoment {
  let p: Double
  let g: Double
  let index: [Int]
  let state: OptimizerState
  let lr: Double
  let decay: Double

  /// The gradient, with the weight decay where it is part of it.
  private func slope(_ lines: inout [OptimizerLine], adds: Bool) -> Scalar {
    let own = Scalar.leaf(name: "g", value: g)
    lines.append(OptimizerLine("gradient", how: "this step's", own))
    guard adds, decay != 0 else { return own }
    let tree = own + .constant(decay) * .leaf(name: "p", value: p)
    lines.append(OptimizerLine("g with decay", how: "g + \(number(decay))·p", tree))
    return .part(name: "g", tree)
  }

  func sgd(momentum: Double, dampening: Double, nesterov: Bool) -> [OptimizerLine] {
    var lines: [OptimizerLine] = []
    var direction = slope(&lines, adds: true)
    let start = Scalar.leaf(name: "p", value: p)
    var name = "g"
    if momentum != 0 {
      let g = direction
      let before = state["momentum_buffer"]?[index]
      let tree: Scalar
      let how: String
      if let before {
        tree =
          .constant(momentum) * .leaf(name: "b", value: before) + .constant(1 - dampening) * g
        how =
          dampening == 0
          ? "\(number(momentum))·b + g"
          : "\(number(momentum))·b + \(number(1 - dampening))·g"
      } else {
        tree = g
        how = "the first step's g"
      }
      lines.append(OptimizerLine("b", before: before, how: how, tree))
      direction = .part(name: "b", tree)
      name = "b"
      if nesterov {
        let ahead = g + .constant(momentum) * direction
        lines.append(OptimizerLine("ahead", how: "g + \(number(momentum))·b", ahead))
        direction = .part(name: "ahead", ahead)
        name = "ahead"
      }
    }
    lines.append(
      OptimizerLine(
        "step", before: p, how: "p − \(number(lr))·\(name)", start - .constant(lr) * direction))
    return lines
  }

  func adam(beta1: Double, beta2: Double, eps: Double, decoupled: Bool) -> [OptimizerLine] {
    var lines: [OptimizerLine] = []
    let g = slope(&lines, adds: !decoupled)
    let step = state.step + 1
    let (m0, v0) = (state["exp_avg"]?[index] ?? 0, state["exp_avg_sq"]?[index] ?? 0)
    let mTree = .constant(beta1) * .leaf(name: "m", value: m0) + .constant(1 - beta1) * g
    lines.append(
      OptimizerLine(
        "m", before: m0, how: "\(number(beta1))·m + \(number(1 - beta1))·g", mTree))
    let vTree = .constant(beta2) * .leaf(name: "v", value: v0) + .constant(1 - beta2) * g.to(2)
    lines.append(
      OptimizerLine(
        "v", before: v0, how: "\(number(beta2))·v + \(number(1 - beta2))·g²", vTree))
    let power = Scalar.constant(Double(step))
    let correctedMean = .part(name: "m", mTree) / (1 - .power(.constant(beta1), power))
    lines.append(
      OptimizerLine(
        "m̂", how: "m / (1 − \(number(beta1))\(superscript(step)))", correctedMean))
    let root = Scalar.call(
      .sqrt, .part(name: "v", vTree) / (1 - .power(.constant(beta2), power)))
    lines.append(
      OptimizerLine("√v̂", how: "√( v / (1 − \(number(beta2))\(superscript(step))) )", root))
    var start = Scalar.leaf(name: "p", value: p)
    var from = p
    if decoupled, decay != 0 {
      let tree = start * (1 - .constant(lr) * .constant(decay))
      lines.append(
        OptimizerLine("decay", before: p, how: "p · (1 − lr·\(number(decay)))", tree))
      start = .part(name: "p", tree)
      from = tree.value
    }
    let ratio = .part(name: "m̂", correctedMean) / (.part(name: "√v̂", root) + .constant(eps))
    let after = start - .constant(lr) * ratio
    lines.append(
      OptimizerLine(
        "step", before: from,
        how: "p − lr·m̂/(√v̂ + \(number(eps))),  \(number(lr))·\(number(ratio.value, 6))", after))
    let plain = Scalar.leaf(name: "p", value: p) - .constant(lr) * .leaf(name: "g", value: self.g)
    let turns = (plain.value - p) * (after.value - p) < 0
    lines.append(
      OptimizerLine(
        "SGD would go", before: p,
        how: turns ? "the gradient alone goes the other way" : "p − lr·g, the gradient alone",
        plain))
    return lines
  }

  /// A number as a person writes it, without the last digits that a subtraction leaves.
  private func number(_ value: Double, _ places: Int = 12) -> String {
    guard value != 0, value.isFinite, value.magnitude >= 1e-4 else {
      let text = "\(value)"
      guard let mark = text.firstIndex(of: "e"), let power = Int(text[text.index(after: mark)...])
      else { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
      let digits = text[..<mark]
      let short = digits.hasSuffix(".0") ? digits.dropLast(2) : digits
      return "\(short)e\(power < 0 ? "−" : "")\(power.magnitude)"
    }
    let scale = Kernels.power(10, Double(places))
    let rounded = (value * scale).rounded() / scale
    let text = "\(rounded)"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text).replacing("-", with: "−")
  }

  private func superscript(_ step: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(step).compactMap(\.wholeNumberValue).map { digits[$0] })
  }
}
