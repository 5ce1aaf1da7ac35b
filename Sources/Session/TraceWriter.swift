import Autograd
import Display
import Language
import Stepper
import Tensors

// The machine-readable trace: one JSON object a line, absent fields left out, data cut past a size.

/// Writes every event of a timeline as JSON.
public struct TraceWriter {
  /// Whether data is written whole.
  let isFull: Bool
  static let cut = 64

  /// A writer; `isFull` lifts the cut of long data.
  public init(isFull: Bool) { self.isFull = isFull }

  /// Writes all events, a line each.
  public func write(_ timeline: Timeline, line: (String) -> Void) {
    var machine = timeline.machine(at: 0)
    var groups = GroupFollower(timeline)
    while let moment = timeline.moment(after: machine) {
      let isTold = groups.isTold(moment.event, moment.after)
      line(json(moment, hasCard: Session.isStop(moment.event) && !isTold))
      machine = moment.after
    }
  }

  private static func phase(_ kind: Event.Kind) -> String {
    switch kind {
    case .forward: "fwd"
    case .grad: "grad"
    case .accumulate: "accumulate"
    case .update: "update"
    case .assign: "assign"
    case .call: "call"
    case .return: "return"
    case .print: "print"
    case .picture: "picture"
    case .echo, .idle: ""
    }
  }

  private func value(_ name: String, _ tensor: Tensor, row: RowID) -> String {
    var parts: [(String, String)] = [("name", JSONText.string(name))]
    if row >= 0 { parts.append(("node", String(row))) }
    parts.append(("shape", JSONText.array(tensor.shape.array.map(String.init))))
    let count = isFull ? tensor.count : min(tensor.count, TraceWriter.cut)
    parts.append(
      (
        "data",
        JSONText.array((0..<count).map { JSONText.element(tensor.element(at: $0), tensor.dtype) })
      ))
    return JSONText.object(parts)
  }

  /// One event.
  ///
  /// - Parameter hasCard: whether it has a card of its own.
  public func json(_ moment: Moment, hasCard: Bool = true) -> String {
    let event = moment.event
    var parts: [(String, String)] = [
      ("t", String(moment.time)), ("phase", JSONText.string(TraceWriter.phase(event.kind))),
    ]
    if event.kind == .forward || event.kind == .grad || event.kind == .update,
      let primitive = moment.primitive
    {
      parts.append(("op", JSONText.string(primitive.name)))
    }
    if let place = moment.place {
      let position = place.source.position(of: Int(place.span.start))
      parts.append(("line", String(position.line)))
      parts.append(("column", String(position.column)))
    }
    switch event.kind {
    case .forward, .update: forward(moment, &parts)
    case .grad: grad(moment, &parts)
    case .accumulate:
      if let arriving = moment.arriving {
        parts.append(("inputs", JSONText.array([value("arriving", arriving, row: -1)])))
      }
      if let now = moment.after.tensors(ofObject: event.subject)?.gradient {
        let name = moment.after.name(ofObject: event.subject) ?? "leaf"
        parts.append(("output", value(name + ".grad", now, row: -1)))
      }
    case .assign:
      let name = moment.after.target(of: event)
      parts.append(("name", JSONText.string(name)))
      if let tree = moment.explanation(at: []) { numbers(tree, name, [], tree.value, &parts) }
    case .call, .return:
      parts.append(("name", JSONText.string(moment.after.functionName(of: event))))
    case .print: parts.append(("text", JSONText.string(moment.after.printed)))
    case .picture: parts.append(("name", JSONText.string(moment.after.picture.name)))
    case .echo, .idle: break
    }
    if hasCard {
      let card = CardJSON.text(CardBuilder(moment).card(), most: isFull ? .max : TraceWriter.cut)
      parts.append(("card", card))
    }
    return JSONText.object(parts)
  }

  private func forward(_ moment: Moment, _ parts: inout [(String, String)]) {
    guard let output = moment.output else { return }
    let inputs = moment.inputs
    if !inputs.isEmpty {
      parts.append(
        ("inputs", JSONText.array(inputs.map { value($0.name, $0.tensor, row: $0.row) })))
    }
    parts.append(("output", value(output.name, output.tensor, row: output.row)))
    if let formula = moment.primitive?.formula, !formula.isEmpty {
      parts.append(("formula", JSONText.string(formula)))
    }
    guard moment.event.kind == .forward, output.tensor.count > 0 else { return }
    let index = largest(output.tensor)
    if let tree = moment.explanation(at: index) {
      numbers(tree, output.name, index, tree.value, &parts)
    }
  }

  private func grad(_ moment: Moment, _ parts: inout [(String, String)]) {
    let argument = Int(moment.event.argument)
    parts.append(("arg", String(argument)))
    if let row = moment.row { parts.append(("of", String(row.time))) }
    let inputs = moment.inputs
    guard let output = moment.output, let arriving = moment.arriving,
      let contribution = moment.contribution, argument < inputs.count, let rule = moment.rule
    else { return }
    var read = [value(moment.arrivingName, arriving, row: -1)]
    for (i, input) in inputs.enumerated() where rule.reads.contains(.input(i)) {
      read.append(value(input.name, input.tensor, row: input.row))
    }
    if rule.reads.contains(.output) {
      read.append(value(output.name, output.tensor, row: output.row))
    }
    parts.append(("inputs", JSONText.array(read)))
    let name = moment.leavingName
    parts.append(("output", value(name, contribution, row: -1)))
    let text = rule.text { operand in
      switch operand {
      case .gradient: moment.arrivingName
      case .output: Moment.operandName(output.name)
      case .input(let i): i < inputs.count ? Moment.operandName(inputs[i].name) : "x"
      }
    }
    parts.append(("formula", JSONText.string("\(name) = \(text)")))
    guard contribution.count > 0 else { return }
    let index = largest(contribution)
    if let tree = moment.explanation(at: index) {
      numbers(tree, name, index, tree.value, &parts)
    }
  }

  private func numbers(
    _ tree: Scalar, _ name: String, _ index: [Int], _ result: Double,
    _ parts: inout [(String, String)]
  ) {
    let text = Moment.element(name, index) + " = " + tree.text(result: result)
    parts.append(
      (
        "numbers",
        JSONText.object([
          ("element", JSONText.array(index.map(String.init))), ("text", JSONText.string(text)),
          ("value", JSONText.number(result)),
        ])
      ))
  }

  private func largest(_ tensor: Tensor) -> [Int] {
    var best = 0
    for flat in 1..<max(1, tensor.count)
    where abs(tensor.element(at: flat)) > abs(tensor.element(at: best)) { best = flat }
    return unravel(best, tensor.shape)
  }
}

extension Session {
  /// Gives the card of every event worth reading, in order.
  public func traceCards(_ show: (Document) -> Void) {
    var machine = timeline.machine(at: 0)
    var groups = GroupFollower(timeline)
    while let moment = timeline.moment(after: machine) {
      machine = moment.after
      if Session.isStop(moment.event), !groups.isTold(moment.event, moment.after) {
        show(CardBuilder(moment).card().document(width: width))
        if moment.event.kind == .picture {
          show(Session.document(of: moment.after.picture, width: width))
        }
      }
    }
  }
}
