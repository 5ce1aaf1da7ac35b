import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Two moments side by side: what a number was made of then and there. A card of one moment cannot
// show why a gradient is zero at the first step and not at the second; two columns can.

extension Session {
  /// `x.grad at 12 40`: what is asked about, and the two moments; nil where it is no such question.
  static func sideBySide(_ argument: String) -> (subject: String, moments: [String])? {
    let words = argument.split(separator: " ").map(String.init)
    guard let at = words.lastIndex(of: "at"), at >= 1, at == words.count - 3 else { return nil }
    return (words[..<at].joined(separator: " "), Array(words[(at + 1)...]))
  }

  /// A moment by its number, its mark or its name.
  func time(of moment: String) -> Int? {
    switch moment {
    case "start": return 0
    case "end", "now": return timeline.end
    default:
      if let mark = marks.first(where: { $0.name == moment }) { return mark.time }
      guard let n = Int(moment), n >= 0, n <= timeline.end else { return timeOfMaking(moment) }
      return n
    }
  }

  mutating func why(
    _ subject: String, at moments: [String], write: (Output) -> Void
  ) -> Status {
    var times: [Int] = []
    for moment in moments {
      guard let time = time(of: moment) else {
        return fail(
          "there is no moment `\(moment)`", try: ":why \(subject) at 12 \(timeline.end)", write)
      }
      times.append(time)
    }
    let (name, index) = Session.subscripted(subject)
    guard name.hasSuffix(".grad") else {
      return values(of: name, index, at: times, write: write)
    }
    return gradients(of: String(name.dropLast(5)), index, at: times, write: write)
  }

  // MARK: - Values

  private func values(
    of name: String, _ index: [Int]?, at times: [Int], write: (Output) -> Void
  ) -> Status {
    var columns: [(moment: Moment, time: Int)] = []
    for time in times {
      guard let made = timeOfMaking(name, asOf: time), let moment = timeline.moment(at: made)
      else { return fail("`\(name)` was not made before event \(time)", write) }
      columns.append((moment, time))
    }
    let place = index ?? CardBuilder(columns[1].moment).chosenElement ?? []
    for column in columns {
      if let tensor = column.moment.output?.tensor, let problem = Session.problem(place, tensor) {
        return fail(problem, write)
      }
    }
    var rows: [SideBySide.Row] = []
    for input in columns[1].moment.inputs where !input.isConstant {
      rows.append(
        .init(
          input.name,
          columns.map { column in
            column.moment.inputs.first { $0.name == input.name }
              .map { TensorText.line($0.tensor, width: 28) } ?? ""
          }))
    }
    rows.append(contentsOf: numbers("numbers", columns.map { $0.moment.explanation(at: place) }))
    rows.append(
      .init(
        Moment.element(name, place),
        columns.map { column in
          column.moment.output.map { NumberText.text($0.tensor[place]) } ?? shown(column, name)
        }))
    var table = SideBySide(title: ":why \(Moment.element(name, place))", heads: heads(times))
    table.rows = rows
    if let formula = columns[1].moment.primitive?.formula { table.rule = formula }
    write(.document(table.document))
    return .done
  }

  private func shown(_ column: (moment: Moment, time: Int), _ name: String) -> String {
    if case .text(let text)? = column.moment.after.lookUp(name) { return text }
    return ""
  }

  private func heads(_ times: [Int]) -> [String] { times.map { "event \($0)" } }

  /// The formula with the numbers of each moment.
  private func numbers(_ label: String, _ trees: [Scalar?]) -> [SideBySide.Row] {
    guard trees.contains(where: { $0 != nil }) else { return [] }
    return [
      .init(
        label,
        trees.map { tree in
          guard let tree else { return "" }
          // A longer one would part the columns.
          return SourceText.cut(
            Calculator(longest: 32).work(tree, result: tree.value).numbers, to: 28)
        })
    ]
  }

  // MARK: - Gradients

  private func gradients(
    of name: String, _ index: [Int]?, at times: [Int], write: (Output) -> Void
  ) -> Status {
    var columns: [Column] = []
    for time in times {
      guard let id = timeline.machine(at: time).objectID(ofVariable: name),
        let backward = timeline.backward(reaching: id, upTo: time),
        let paths = backward.paths, let total = paths.total
      else { return fail("no backward had reached `\(name)` at event \(time)", write) }
      columns.append(Column(backward: backward, all: paths, total: total))
    }
    let place = index ?? CardBuilder.chosen(columns[1].total)
    for column in columns {
      if let problem = Session.problem(place, column.total) { return fail(problem, write) }
    }
    var table = SideBySide(
      title: ":why \(name).grad", heads: columns.map { "backward at \($0.backward.time)" })
    table.way = columns[1].way(name)
    table.rows = columns[1].factors.map { factor in
      .init(factor, columns.map { $0.text(of: factor) })
    }
    table.rule = columns[1].rule
    let element = Moment.element("∂\(name)", place)
    table.rows.append(contentsOf: numbers(element, columns.map { $0.tree(at: place) }))
    table.rows.append(
      .init("∂\(name)", columns.map { TensorText.line($0.total, width: 28) }))
    for (i, column) in columns.enumerated() {
      let answer = column.backward.answer(at: place, by: column.all)
      if answer.sum == 0, let zero = answer.shares.compactMap(\.zero).first {
        table.notes.append(
          ("why zero", "\(table.heads[i]): \(Session.sentence(zero))"))
      }
    }
    write(.document(table.document))
    return .done
  }
}

/// One moment of a gradient: the backward, and the last step of its first way.
private struct Column {
  let backward: Timeline.ReachingBackward
  let all: GradientPaths
  let total: Tensor
  private var paths: [GradientPaths.Path] { all.paths }

  /// The step nearest to the tensor that computes something, what arrives at it, and the element
  /// there of what views hand on to an element of the tensor.
  private func last(
    at index: [Int]
  ) -> (step: GradientPaths.Step, arriving: Tensor, index: [Int])? {
    guard let path = paths.first, let arriving = backward.arriving(along: path) else { return nil }
    let trace = backward.machine.trace
    var index = index
    for (k, step) in path.steps.enumerated().reversed() {
      guard Registry[trace.row(step.row).operation].handsOn, k > 0,
        case .element(.gradient, let place)? = rule(step, arriving[k], at: index)
      else { return (step, arriving[k], index) }
      index = place
    }
    return nil
  }

  private func rule(_ step: GradientPaths.Step, _ arriving: Tensor, at index: [Int]) -> Scalar? {
    let trace = backward.machine.trace
    let inputs = trace.inputs(of: step.row)
    guard let rule = trace.rule(of: step.row, argument: step.argument) else { return nil }
    return try? Explanation.gradient(
      rule, gradient: arriving, inputs: inputs.map { trace[$0] }, output: trace[step.row],
      shape: trace[inputs[step.argument]].shape, at: index)
  }

  func way(_ name: String) -> String {
    guard let steps = paths.first?.steps else { return "" }
    let places = steps.reversed().map { backward.machine.place(ofRow: $0.row) }
    let more = paths.count > 1 ? "   and \(paths.count - 1) more ways" : ""
    return "\(name) → " + Session.way(places) + more
  }

  private func name(_ row: RowID) -> String { backward.machine.place(ofRow: row).name }

  /// What the last three steps read, from the output's side: names of tensors and of gradients.
  private var values: [(name: String, tensor: Tensor)] {
    let trace = backward.machine.trace
    var values: [(name: String, tensor: Tensor)] = []
    guard let path = paths.first, let all = backward.arriving(along: path) else { return [] }
    for (k, step) in path.steps.enumerated() {
      let arriving = all[k]
      let handsOn = Registry[trace.row(step.row).operation].handsOn
      if k >= path.steps.count - 4, !handsOn {
        if arriving.count > 1 || arriving.elements != [1] {
          values.append((Moment.gradientName(name(step.row)), arriving))
        }
        let reads = trace.rule(of: step.row, argument: step.argument)?.reads ?? []
        for (i, input) in trace.inputs(of: step.row).enumerated()
        where reads.contains(.input(i)) && !trace.row(input).flags.contains(.constant) {
          values.append((name(input), trace[input]))
        }
      }
    }
    return values
  }

  var factors: [String] {
    values.map(\.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  func text(of factor: String) -> String {
    values.first { $0.name == factor }.map { TensorText.line($0.tensor, width: 28) } ?? ""
  }

  /// The rule of the step nearest to the tensor.
  var rule: String {
    let trace = backward.machine.trace
    guard let (step, _, _) = last(at: Array(repeating: 0, count: total.rank)),
      let rule = trace.rule(of: step.row, argument: step.argument)
    else { return "" }
    let inputs = trace.inputs(of: step.row)
    return Moment.gradientName(name(inputs[step.argument])) + " = "
      + rule.text { operand in
        switch operand {
        case .gradient: Moment.gradientName(name(step.row))
        case .output: Moment.operandName(name(step.row))
        case .input(let i): i < inputs.count ? Moment.operandName(name(inputs[i])) : "x"
        }
      }
  }

  /// That rule for one element of the tensor, with numbers.
  func tree(at index: [Int]) -> Scalar? {
    let trace = backward.machine.trace
    guard let (step, arriving, place) = last(at: index) else { return nil }
    let inputs = trace.inputs(of: step.row)
    return rule(step, arriving, at: place)?.resolved { operand, place in
      switch operand {
      case .gradient: .leaf(name: Moment.element("∂", place), value: arriving[place])
      case .output: .leaf(name: "y", value: trace[step.row][place])
      case .input(let i):
        i < inputs.count
          ? .leaf(name: Moment.element(name(inputs[i]), place), value: trace[inputs[i]][place])
          : .element(operand, place)
      }
    }
  }
}

/// A table of two moments.
struct SideBySide {
  let title: String
  let heads: [String]
  var way = ""
  var rows: [Row] = []
  var rule = ""
  var notes: [(label: String, text: String)] = []

  struct Row {
    let label: String
    let cells: [String]
    init(_ label: String, _ cells: [String]) {
      self.label = label
      self.cells = cells
    }
  }

  init(title: String, heads: [String]) {
    self.title = title
    self.heads = heads
  }

  var document: Document {
    var document = Document([.title(Line(title, .phase), aside: Line())])
    if !way.isEmpty {
      document.append(.paragraph(Paragraph(column: 4, hanging: 2, content: Line(way, .dim))))
    }
    document.append(
      .table(
        Table(corner: "", headers: heads, rows: rows.map { Table.Row($0.label, $0.cells) })))
    if !rule.isEmpty { document.append(labelled("rule", rule)) }
    for note in notes { document.append(labelled(note.label, note.text)) }
    return document
  }

  private func labelled(_ label: String, _ text: String) -> Block {
    .paragraph(
      Paragraph(
        label: Line(label, .name), indent: 2, column: 12, hanging: 2, content: Line(text)))
  }
}
