import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Provenance: how a number came about. For a value the card of the moment that made it, with where
// its inputs were made; for a gradient the contributions it is the sum of.

extension Session {
  func why(_ argument: String, write: (Output) -> Void) -> Status {
    if argument.isEmpty { return showHere(write: write) }
    var name = argument
    var index: [Int]?
    if let open = argument.firstIndex(of: "["), argument.hasSuffix("]") {
      name = String(argument[..<open]).trimmed
      guard let numbers = Session.index(String(argument[open...])) else {
        return fail("`\(argument[open...])` is no index", try: ":why \(name)[0]", write)
      }
      index = numbers
    }
    if name.hasSuffix(".grad") { return whyGradient(String(name.dropLast(5)), index, write: write) }
    guard let value = machineToLookAt.lookUp(name) else {
      return failUnknown(name, command: "why", write: write)
    }
    if case .tensor(let tensor, _, _, _) = value, let given = index {
      let index = Session.fromTheFront(given, sizes: tensor.shape.array)
      guard let problem = Session.problem(index, tensor) else {
        return explain(name, index, write: write)
      }
      return fail(problem, try: Session.whyLast(name, tensor), write)
    }
    return explain(name, index, write: write)
  }

  private static func problem(_ index: [Int], _ tensor: Tensor) -> String? {
    guard index.count == tensor.rank else {
      return "the tensor is \(tensor.shape): its elements have \(tensor.rank) indices"
    }
    for (i, n) in index.enumerated() where n < 0 || n >= tensor.shape[i] {
      return "there is no place \(n): dim \(i) has size \(tensor.shape[i])"
    }
    return nil
  }

  /// The command about a tensor's last element, to show what an index looks like.
  private static func whyLast(_ name: String, _ tensor: Tensor) -> String {
    let last = tensor.shape.array.map { String($0 - 1) }.joined(separator: ",")
    return ":why \(name)" + (tensor.rank == 0 || tensor.count == 0 ? "" : "[\(last)]")
  }

  private func explain(_ name: String, _ index: [Int]?, write: (Output) -> Void) -> Status {
    guard let time = timeOfMaking(name), let moment = timeline.moment(at: time) else {
      return fail("nothing tells how `\(name)` came about", try: ":info \(name)", write)
    }
    var card = CardBuilder(moment, focus: index).card()
    if let index, card.numbers == nil, card.table == nil,
      case .tensor(let tensor, _, _, _)? = machineToLookAt.lookUp(name)
    {
      // A maker works nothing out: the number that was asked for stands by itself.
      card.footers.append("\(Moment.element(name, index)) = \(NumberText.text(tensor[index]))")
    }
    for (number, input) in moment.inputs.enumerated() where !input.isConstant {
      let row = moment.after.trace.row(input.row)
      guard let place = moment.after.place(of: row.site) else { continue }
      // An update reads the value before it, then the gradient.
      let roles = moment.event.kind == .update ? ["\(name) before", "\(name).grad"] : []
      let label = number < roles.count ? roles[number] : input.name
      card.footers.append("\(label) was made in line \(place.line), event \(row.time)")
    }
    write(.document(card.document(width: width)))
    return .done
  }

  /// A gradient's contributions, largest first, with their sum.
  private func whyGradient(_ name: String, _ index: [Int]?, write: (Output) -> Void) -> Status {
    let machine = machine
    guard let id = machine.objectID(ofVariable: name) else {
      guard machine.description(of: name) != nil else {
        return failUnknown(name, command: "why", write: write)
      }
      return fail("`\(name)` is no tensor here", try: ":info \(name)", write)
    }
    guard let gradient = machine.tensors(ofObject: id)?.gradient else {
      return fail(
        "`\(name).grad` is None", try: "loss.backward() fills the gradients of leaves", write)
    }
    let place =
      index.map { Session.fromTheFront($0, sizes: gradient.shape.array) }
      ?? Array(repeating: 0, count: gradient.rank)
    if let problem = Session.problem(place, gradient) {
      return fail(problem, try: Session.whyLast(name + ".grad", gradient), write)
    }
    let limit = (cursor ?? timeline.end) + 1
    guard
      let arrival = timeline.last(
        before: limit,
        where: { event, _ in
          event.kind == .accumulate && event.subject == id
        }), let start = timeline.stretch(at: arrival)?.start
    else {
      return fail(
        "no backward has reached `\(name)`", try: "loss.backward() goes back from a loss", write)
    }
    var parts: [(value: Double, text: String)] = []
    var before = timeline.machine(at: start - 1)
    while before.time < arrival, let moment = timeline.moment(after: before) {
      before = moment.after
      guard moment.event.kind == .grad, Int(moment.event.argument) < moment.inputs.count else {
        continue
      }
      let input = moment.inputs[Int(moment.event.argument)]
      guard moment.after.trace.row(input.row).leaf == id, let made = moment.contribution else {
        continue
      }
      let line = moment.forwardPlace.map { "line \($0.line)" } ?? ""
      let source = moment.output?.name ?? ""
      parts.append((made[place], "from \(source), \(line), event \(moment.time)"))
    }
    var document = Document([
      .title(
        Line(
          "\(Moment.element(name + ".grad", place)) = \(NumberText.text(gradient[place]))", .phase),
        aside: Line("event \(arrival)", .dim))
    ])
    for part in parts.sorted(by: { abs($0.value) > abs($1.value) }) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(NumberText.text(part.value), .number), indent: 2, column: 16,
            content: Line(part.text))))
    }
    let sum = parts.reduce(0) { $0 + $1.value }
    let held = gradient[place] - sum
    if abs(held) > 1e-12 * max(1, abs(sum)) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(NumberText.text(held), .number), indent: 2, column: 16,
            content: "held from an earlier backward: gradients accumulate")))
    }
    write(.document(document))
    return .done
  }
}
