import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// `:graph x`: how a value was computed, as boxes and lines, with the gradients of the backward that
// began at it.

extension Session {
  mutating func graph(_ argument: String, write: (Output) -> Void) -> Status {
    let machine = machineToLookAt
    guard let name = argument.isEmpty ? graphName(machine) : argument else {
      return fail(":graph needs a tensor", try: ":graph loss", write)
    }
    guard let row = machine.row(ofVariable: name), let id = machine.objectID(ofVariable: name)
    else {
      if machine.lookUp(name) == nil {
        let near = nearMisses(name, in: machine.variables.map(\.name))
        return fail(
          "nothing is called `\(name)` here", try: near.first.map { ":graph \($0)" }, write)
      }
      return fail("`\(name)` is no tensor: it has no graph", try: ":why \(name)", write)
    }
    var picture = machine.graph(of: row)
    let now = cursor ?? timeline.end
    let began = timeline.last(before: now + 1) { event, after in
      event.kind == .grad && after.row(ofObject: id) == event.row
    }
    if let began, let first = timeline.moment(at: began), let start = first.before.backwardAtWork,
      start.row == first.before.row(ofObject: id)
    {
      picture = first.before.graph(
        of: start.row,
        gradients: BackwardPass.gradients(
          in: first.before.trace, from: start.row, weights: start.gradient))
    }
    write(.document(Session.document(of: .graph(picture, title: ""), width: width)))
    return .done
  }

  /// What is drawn where nothing is named: what the card made, else the latest loss.
  private func graphName(_ machine: Machine) -> String? {
    if let cursor, let moment = timeline.moment(at: cursor), moment.event.kind == .forward,
      let name = moment.output?.name, machine.row(ofVariable: name) != nil
    {
      return name
    }
    let tensors = machine.variables.compactMap { name, value -> (String, Int)? in
      guard case .tensor(let tensor, _, let wants, let time) = value, wants, tensor.count == 1
      else { return nil }
      return (name, time)
    }
    return tensors.max { $0.1 < $1.1 }?.0
  }
}
