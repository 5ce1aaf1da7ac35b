import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Provenance: how a number came about. For a value the card of the moment that made it, past
// reshapes, copies and lists, with where its inputs were made; each input has a number by which
// the next question can go on. Gradients are in `Session+WhyGradient`.

/// Something that the next `:why N` can ask about.
enum WhyTarget: Sendable {
  /// An element of the tensor that an event made; nil chooses the one that matters most.
  case element(made: Int, index: [Int]?)
  /// A Python number by its count.
  case number(UInt32)
}

extension Session {
  mutating func why(_ argument: String, write: (Output) -> Void) -> Status {
    if argument.isEmpty { return whyHere(write: write) }
    if let (subject, moments) = Session.sideBySide(argument) {
      return why(subject, at: moments, write: write)
    }
    if let n = Int(argument) { return follow(n, write: write) }
    var (name, index) = Session.subscripted(argument)
    if name.hasSuffix(".grad") { return whyGradient(String(name.dropLast(5)), index, write: write) }
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      return whyExpression(argument, write: write)
    }
    guard let value = machineToLookAt.lookUp(name) else {
      return failUnknown(name, command: "why", write: write)
    }
    guard case .tensor(let tensor, _, _, let time) = value else {
      return whyExpression(argument, write: write)
    }
    index = index.map { Session.fromTheFront($0, sizes: tensor.shape.array) }
    if let index, let problem = Session.problem(index, tensor) {
      return fail(problem, try: Session.whyLast(name, tensor), write)
    }
    if time < 1 || time > timeline.end { return whyExpression(argument, write: write) }
    return explain(.element(made: time, index: index), called: argument, write: write)
  }

  /// What a number of dims an index has wrong with a tensor, or nil.
  static func problem(_ index: [Int], _ tensor: Tensor) -> String? {
    guard index.count == tensor.rank else {
      return "the tensor is \(tensor.shape): its elements have \(tensor.rank) indices"
    }
    for (i, n) in index.enumerated() where n < 0 || n >= tensor.shape[i] {
      return "there is no place \(n): dim \(i) has size \(tensor.shape[i])"
    }
    return nil
  }

  /// `W.grad[0,1]` as a name and an index; a text that ends in no index is all name.
  static func subscripted(_ text: String) -> (name: String, index: [Int]?) {
    guard let open = text.firstIndex(of: "["), text.hasSuffix("]"),
      let index = index(String(text[open...]))
    else { return (text, nil) }
    return (String(text[..<open]).trimmed, index)
  }

  /// The command about a tensor's last element, to show what an index looks like.
  static func whyLast(_ name: String, _ tensor: Tensor) -> String {
    let last = tensor.shape.array.map { String($0 - 1) }.joined(separator: ",")
    return ":why \(name)" + (tensor.rank == 0 || tensor.count == 0 ? "" : "[\(last)]")
  }

  /// How the card's own result came about.
  private mutating func whyHere(write: (Output) -> Void) -> Status {
    guard let cursor, let moment = timeline.moment(at: cursor) else {
      return fail(":why needs something to ask about", try: ":why loss, :why W.grad[0,1]", write)
    }
    guard moment.event.kind == .forward || moment.event.kind == .update else {
      return showHere(write: write)
    }
    return explain(.element(made: cursor, index: focus), called: "", write: write)
  }

  /// Goes on from what the last answer named.
  private mutating func follow(_ n: Int, write: (Output) -> Void) -> Status {
    guard n >= 1, n <= whyTargets.count else {
      return fail(
        whyTargets.isEmpty
          ? "there is no answer to go on from" : "the last answer named \(whyTargets.count)",
        try: ":why loss asks about a variable", write)
    }
    return explain(whyTargets[n - 1], called: "", write: write)
  }

  /// Anything that has a value: a member of a list, a field, `x[0].item()`.
  private mutating func whyExpression(_ text: String, write: (Output) -> Void) -> Status {
    let (aside, problems) = Aside.read(text, named: "why")
    guard let aside else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    let after: Machine
    do throws(Diagnostic) {
      after = try aside.evaluate(on: machineToLookAt, isInterrupted: isInterrupted)
    } catch {
      write(.diagnostic(error))
      return .failed
    }
    switch after.originOfEcho(upTo: cursor ?? timeline.end) {
    case .number(let n) where n <= machineToLookAt.numberCount:
      return explain(.number(n), called: text, write: write)
    case .element(let made, let index, _):
      return explain(.element(made: made, index: index), called: text, write: write)
    case .written:
      guard text.allSatisfy({ $0.isLetter || $0.isNumber || "_.[]-".contains($0) }) else {
        return fail(
          "`\(text)` is worked out by your question, not by the program",
          try: "ask about one of its parts", write)
      }
      say("\(text) is written in the program, or a whole number: nothing worked it out", write)
      return .done
    case .number where text.hasSuffix(".item()"):
      return whyExpression(String(text.dropLast(7)), write: write)
    case .number:
      return fail(
        "`\(text)` is worked out by your question, not by the program",
        try: "ask about one of its parts", write)
    case nil:
      return fail(
        "`\(text)` is no single number that the program made",
        try: "a member of it, as :why \(text)[0]", write)
    }
  }

  // MARK: - Answers

  /// Shows where something came from.
  mutating func explain(
    _ target: WhyTarget, called name: String, write: (Output) -> Void
  ) -> Status {
    switch target {
    case .number(let n):
      guard let origin = timeline.explainNumber(n) else {
        return fail("that number cannot be found again", try: ":trace shows the events", write)
      }
      answer(Trail(end: .number(origin), passed: []), write: write)
    case .element(let made, let index):
      if let index {
        guard let trail = timeline.trail(ofElement: index, madeAt: made) else {
          return fail("nothing tells how `\(name)` came about", try: ":info \(name)", write)
        }
        answer(trail, write: write)
      } else {
        guard let moment = timeline.moment(at: made) else {
          return fail("nothing tells how `\(name)` came about", try: ":info \(name)", write)
        }
        let place = CardBuilder(moment).chosenElement
        let trail = place.flatMap { timeline.trail(ofElement: $0, madeAt: made) }
        // Of a whole tensor it is the operation that is asked for, unless it is no more than a view.
        let isView = moment.primitive?.handsOn ?? false
        let isNumber = if case .number? = trail?.end { true } else { false }
        answer(
          (isView || isNumber ? trail : nil)
            ?? Trail(end: .moment(moment, index: []), passed: []), write: write)
      }
    }
    return .done
  }

  private mutating func answer(_ trail: Trail, write: (Output) -> Void) {
    whyTargets = []
    var card: StepCard
    switch trail.end {
    case .moment(let moment, let index):
      card = CardBuilder(moment, focus: index.isEmpty ? nil : index).card()
      if card.numbers == nil, card.table == nil, !index.isEmpty, let output = moment.output,
        index.count == output.tensor.rank, output.tensor.count > 1
      {
        // A maker works nothing out: the number that was asked for stands by itself.
        let text = NumberText.text(output.tensor[index])
        card.footers.append("\(Moment.element(output.name, index)) = \(text)")
      }
      card.footers += footers(of: moment, at: index)
    case .number(let origin):
      card = CardBuilder.card(of: origin)
      for operand in origin.operands {
        card.footers.append(footer(operand.name, operand.source))
      }
    case .written:
      guard let literal = trail.passed.last else { return }
      card = CardBuilder(literal).card()
      card.footers.append("the number is written there")
    }
    var passed = trail.passed.filter { $0.primitive != nil }.map { moment in
      let name = moment.output?.name ?? ""
      return "\(name), line \(moment.place?.line ?? 0)"
    }
    if passed.count > 4 { passed.replaceSubrange(2..<(passed.count - 2), with: ["…"]) }
    if !passed.isEmpty {
      card.footers.insert("handed on by " + passed.joined(separator: " ← "), at: 0)
    }
    write(.document(card.document(width: width)))
  }

  /// Where the inputs of an operation came from.
  private mutating func footers(of moment: Moment, at index: [Int]) -> [String] {
    var lines: [String] = []
    // An update reads the value before it, then the gradient.
    let name = moment.after.name(ofObject: moment.event.subject) ?? ""
    let roles = moment.event.kind == .update ? ["\(name) before", "\(name).grad"] : []
    guard moment.event.kind == .forward || moment.event.kind == .update else { return [] }
    let places = moment.elementsRead(at: index)
    for (i, input) in moment.inputs.enumerated() {
      if input.isConstant {
        guard case .number(let n)? = timeline.origin(ofOperand: i, of: moment) else { continue }
        lines.append(footer(input.name, .number(n)))
        continue
      }
      let row = moment.after.trace.row(input.row)
      guard moment.after.place(of: row.site) != nil else { continue }
      let own = places.filter { $0.input == i }.map(\.index)
      whyTargets.append(.element(made: row.time, index: own.count == 1 ? own[0] : nil))
      let line = moment.after.place(of: row.site)?.line ?? 0
      lines.append(
        "\(i < roles.count ? roles[i] : input.name) was made in line \(line), event \(row.time)"
          + "   :why \(whyTargets.count)")
    }
    return lines
  }

  /// Where one number that went in came from; what can be asked about gets the next number.
  private mutating func footer(_ name: String, _ source: NumberOrigin.Source) -> String {
    switch source {
    case .written: return "\(name) is written in the program"
    case .number(let n):
      whyTargets.append(.number(n))
      let line = timeline.explainNumber(n)?.place?.line
      return "\(name) was worked out" + (line.map { " in line \($0)" } ?? "")
        + "   :why \(whyTargets.count)"
    case .element(let made, let index, let tensor):
      whyTargets.append(.element(made: made, index: index))
      let element = Moment.element(tensor, index)
      return (name == element ? name : "\(name) is \(element), it")
        + " was made at event \(made)   :why \(whyTargets.count)"
    }
  }
}

extension CardBuilder {
  /// The card of a Python number.
  static func card(of origin: NumberOrigin) -> StepCard {
    let place = origin.place
    let file = place?.source.name.split(separator: "/").last.map(String.init) ?? ""
    var card = StepCard(
      title: "number", place: place.map { "\(file), line \($0.line)" } ?? "",
      source: place.map { sourceLine($0, $0.span, line: $0.line) })
    let name = place?.result ?? "it"
    card.numbers = .init(
      target: name, tree: origin.tree, result: origin.tree.value, showsNames: true)
    return card
  }
}
