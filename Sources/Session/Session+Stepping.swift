import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Moving in time. A stop is an event with a card worth reading: an operation, a contribution, an
// accumulation, an update, an assignment of a number that was worked out, a picture, and a call
// when calls are entered. Everything else is on the way.

extension Session {
  /// Whether an event is a place to stop.
  static func isStop(_ event: Event) -> Bool {
    switch event.kind {
    case .forward, .grad, .accumulate, .update, .picture: true
    case .assign: event.argument == 1
    case .call, .return, .print, .echo, .idle: false
    }
  }

  /// Moves by `n` stops and shows where that leads.
  mutating func move(
    _ argument: String, name: String, write: (Output) -> Void, by step: (inout Session) -> Bool
  ) -> Status {
    var count = 1
    if !argument.isEmpty {
      guard let n = Int(argument), n >= 1 else {
        return fail(":\(name) takes a number of steps, not `\(argument)`", try: ":\(name) 3", write)
      }
      count = n
    }
    guard timeline.end > 0 else {
      return fail("nothing has happened yet", try: "type a statement: x = tensor([1., 2.])", write)
    }
    let before = cursor
    var moved = 0
    while moved < count, step(&self) { moved += 1 }
    guard moved > 0 else {
      return fail(
        name == "back" ? "this is the beginning" : "this is the end: everything has happened",
        try: name == "back" ? ":step goes forward" : ":back goes back", write)
    }
    previousCursor = before
    return showHere(write: write)
  }

  /// To the next stop.
  mutating func stepForward(entersCalls: Bool) -> Bool {
    guard let cursor else { return false }
    let here = timeline.machine(at: cursor)
    // At the beginning no input is open yet, and every event will be inside of one.
    let depth = max(1, here.depth)
    var found: Int?
    _ = timeline.forward(from: here) { after, event in
      let isInside = after.depth > depth
      if entersCalls
        ? Session.isStop(event) || event.kind == .call
        : !isInside && (Session.isStop(event) || event.kind == .return)
      {
        found = after.time
        return true
      }
      return false
    }
    guard let found else { return false }
    self.cursor = found
    return true
  }

  /// To the stop from which `:next` would come here.
  mutating func stepBack() -> Bool {
    let limit = cursor ?? timeline.end + 1
    let depth = max(1, cursor.map { timeline.machine(at: $0).depth } ?? 1)
    let found = timeline.last(before: limit) { event, after in
      after.depth <= depth && (Session.isStop(event) || event.kind == .return)
    }
    // Inside a function there may be nothing before but its call.
    guard
      let found = found
        ?? timeline.last(
          before: limit,
          where: { event, _ in
            Session.isStop(event) || event.kind == .call
          })
    else { return false }
    cursor = found
    return true
  }

  /// Shows the card of the cursor's moment.
  func showHere(write: (Output) -> Void) -> Status {
    guard let cursor else {
      say("now, after event \(timeline.end)", write)
      return .done
    }
    guard let moment = timeline.moment(at: cursor) else {
      say("the beginning: nothing has happened yet", write)
      return .done
    }
    var card = CardBuilder(moment, focus: fitting(moment)).card()
    if isInteractive { card.keys = ["Enter: \(repeated ?? ":step")", ":back", ":why", ":vars"] }
    write(.document(card.document(width: width)))
    if moment.event.kind == .picture {
      // The picture of that time, with the values of that time.
      write(.picture(Session.document(of: moment.after.picture, width: width)))
    }
    return .done
  }

  /// The focus, where it fits what the card shows.
  private func fitting(_ moment: Moment) -> [Int]? {
    guard let focus else { return nil }
    let tensor = moment.event.kind == .grad ? moment.contribution : moment.output?.tensor
    guard let tensor, tensor.rank == focus.count else { return nil }
    for (i, n) in focus.enumerated() where n < 0 || n >= tensor.shape[i] { return nil }
    return focus
  }

  mutating func setFocus(_ argument: String, write: (Output) -> Void) -> Status {
    if argument.isEmpty {
      focus = nil
      return showHere(write: write)
    }
    guard let index = Session.index(argument) else {
      return fail(":focus takes an index like [0,3]", write)
    }
    focus = index
    if let cursor, let moment = timeline.moment(at: cursor), fitting(moment) == nil {
      focus = nil
      return fail("this card has no element \(argument)", write)
    }
    return showHere(write: write)
  }

  /// `[0,3]` as numbers.
  static func index(_ text: String) -> [Int]? {
    let inner = text.trimmed
    let bare =
      inner.hasPrefix("[") && inner.hasSuffix("]") ? String(inner.dropFirst().dropLast()) : inner
    var index: [Int] = []
    for part in bare.split(separator: ",") {
      guard let n = Int(String(part).trimmed) else { return nil }
      index.append(n)
    }
    return index
  }

  mutating func goto(_ argument: String, write: (Output) -> Void) -> Status {
    guard timeline.end > 0 else { return fail("nothing has happened yet", write) }
    let before = cursor
    switch argument {
    case "": return fail(":goto needs a moment", try: ":goto start, :goto 12, :goto loss", write)
    case "start": cursor = 0
    case "end", "now": cursor = nil
    default:
      if let number = Int(argument) {
        guard number >= 0, number <= timeline.end else {
          return fail("there are the moments 0 … \(timeline.end)", write)
        }
        cursor = number
      } else if let time = timeOfMaking(argument) ?? timeOfMaking(argument, asOf: timeline.end) {
        cursor = time
      } else {
        let names = timeline.present.variables.map(\.name)
        let near = nearMisses(argument, in: names)
        return fail(
          "nothing called `\(argument)` was made", try: near.first.map { ":goto \($0)" }, write)
      }
    }
    previousCursor = before
    return showHere(write: write)
  }

  /// When a variable's value was made, as of a moment; nil is the one looked at.
  func timeOfMaking(_ name: String, asOf moment: Int? = nil) -> Int? {
    let moment = moment ?? cursor ?? timeline.end
    let machine = moment == timeline.end ? timeline.present : timeline.machine(at: moment)
    guard let value = machine.lookUp(name) else { return nil }
    if case .tensor(_, _, _, let time) = value, time >= 1, time <= timeline.end { return time }
    return timeline.last(before: moment + 1) { event, after in
      event.kind == .assign && after.target(of: event) == name
    }
  }

  // MARK: - Why

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
    guard let value = machine.lookUp(name) else {
      let near = nearMisses(name, in: machine.variables.map(\.name))
      return fail("nothing is called `\(name)` here", try: near.first.map { ":why \($0)" }, write)
    }
    if case .tensor(let tensor, _, _, _) = value, let index {
      guard let problem = Session.problem(index, tensor) else {
        return explain(name, index, write: write)
      }
      return fail(problem, write)
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

  private func explain(_ name: String, _ index: [Int]?, write: (Output) -> Void) -> Status {
    guard let time = timeOfMaking(name), let moment = timeline.moment(at: time) else {
      return fail("nothing tells how `\(name)` came about", write)
    }
    var card = CardBuilder(moment, focus: index).card()
    for input in moment.inputs where !input.isConstant {
      let row = moment.after.trace.row(input.row)
      guard let place = moment.after.place(of: row.site) else { continue }
      card.footers.append("\(input.name) was made in line \(place.line), event \(row.time)")
    }
    write(.document(card.document(width: width)))
    return .done
  }

  /// A gradient's contributions, largest first, with their sum.
  private func whyGradient(_ name: String, _ index: [Int]?, write: (Output) -> Void) -> Status {
    let machine = machine
    guard let id = machine.objectID(ofVariable: name) else {
      return fail("`\(name)` is no tensor here", write)
    }
    guard let gradient = machine.tensors(ofObject: id)?.gradient else {
      return fail(
        "`\(name).grad` is None", try: "loss.backward() fills the gradients of leaves", write)
    }
    if let index, let problem = Session.problem(index, gradient) { return fail(problem, write) }
    let place = index ?? Array(repeating: 0, count: gradient.rank)
    let limit = (cursor ?? timeline.end) + 1
    guard
      let arrival = timeline.last(
        before: limit,
        where: { event, _ in
          event.kind == .accumulate && event.subject == id
        }), let start = timeline.stretch(at: arrival)?.start
    else {
      return fail("no backward has reached `\(name)`", write)
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
