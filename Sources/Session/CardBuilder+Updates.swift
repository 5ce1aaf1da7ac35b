import Autograd
import Display
import Stepper
import Tensors

// The cards of what a program does between operations: a parameter that an optimizer changes, a
// tensor changed in place, a name bound to a number that was worked out.

extension CardBuilder {
  func update(_ card: inout StepCard) {
    let id = moment.event.subject
    guard let output = moment.output, let before = moment.before.tensors(ofObject: id) else {
      return
    }
    let name = moment.after.name(ofObject: id) ?? output.name
    let index = focus ?? CardBuilder.chosen(before.gradient ?? output.tensor)
    if let optimizer = moment.before.optimizerState(of: id), let gradient = before.gradient {
      let lines = optimizer.rule.story(
        parameter: before.value, gradient: gradient, state: optimizer.state,
        settings: optimizer.settings, at: index)
      card.table = Story(
        corner: Moment.element(name, index), columns: ["before", "after"],
        rows: lines.map { line in
          .init(
            line.label,
            [line.before.map { .number($0) } ?? .empty, .number(line.after)],
            note: line.how)
        })
      let change = zip(before.value.elements, output.tensor.elements).map { $1 - $0 }
      let largest = change.max { abs($0) < abs($1) } ?? 0
      card.footers = [
        "totals: \(name) has \(output.tensor.count) number\(output.tensor.count == 1 ? "" : "s"), "
          + "largest change \(NumberText.text(largest))"
      ]
      return
    }
    card.rows = [
      .init("before", name: name, before.value), .init("now", name: name, output.tensor),
    ]
    if let primitive = moment.primitive, (moment.row?.arity ?? 0) > 0, output.tensor.count > 0 {
      let inputs = moment.inputs
      let tree = Explanation.forward(
        primitive, inputs: inputs.map(\.tensor), output: output.tensor,
        attributes: moment.attributes, at: index)
      let named = tree.resolved { operand, index in
        guard case .input(let i) = operand, i < inputs.count else {
          return .element(operand, index)
        }
        if inputs[i].isConstant { return .constant(inputs[i].tensor[index]) }
        return .leaf(name: Moment.element(inputs[i].name, index), value: inputs[i].tensor[index])
      }
      card.numbers = .init(
        target: Moment.element(name, index), tree: named, result: output.tensor[index],
        showsNames: true)
    }
    card.rule = "changed in place: no gradient flows through it"
  }

  func assign(_ card: inout StepCard) {
    let name = moment.after.target(of: moment.event)
    guard let tree = moment.explanation(at: []), !isBare(tree) else {
      if case .text(let text)? = moment.after.lookUp(name) {
        card.rows = [.init("now", "\(name) = \(text)")]
      } else if case .tensor(let tensor, _, _, _)? = moment.after.lookUp(name) {
        card.rows = [.init("now", name: name, tensor)]
      }
      return
    }
    card.numbers = .init(target: name, tree: tree, result: tree.value, showsNames: true)
  }

  /// Whether a number was not worked out from anything that has a name.
  private func isBare(_ tree: Scalar) -> Bool {
    switch tree {
    case .constant: true
    case .leaf(let name, _): name.isEmpty
    default: false
    }
  }
}
