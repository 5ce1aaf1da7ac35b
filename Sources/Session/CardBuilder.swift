import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// From a moment to a step card: which numbers matter, what they are called, and what is left out
// because it carries nothing. The card's look is `StepCard`'s own.

/// Makes step cards of moments.
struct CardBuilder {
  let moment: Moment
  /// The element to work out; nil chooses the one that matters most.
  let focus: [Int]?
  /// The operations that this one makes one idea with, where it is their card.
  let group: FoundGroup?

  /// - Parameter groups: whether operations that make one idea share a card.
  init(_ moment: Moment, focus: [Int]? = nil, groups: Bool = true) {
    self.moment = moment
    self.focus = focus
    group = groups ? CardBuilder.group(of: moment) : nil
  }

  func card() -> StepCard {
    var card = StepCard(title: title, place: whatAndWhere, source: sourceLine)
    if let group, tell(group, &card) { return card }
    switch moment.event.kind {
    case .forward: forward(&card)
    case .grad: grad(&card)
    case .accumulate: accumulate(&card)
    case .update: update(&card)
    case .assign: assign(&card)
    case .call: card.rows = [.init("enters", moment.after.functionName(of: moment.event) + "()")]
    case .return: card.rows = [.init("leaves", moment.after.functionName(of: moment.event) + "()")]
    case .print: card.rows = [.init("printed", printedText)]
    case .picture, .echo, .idle: break
    }
    return card
  }

  // MARK: - Frame

  /// The position in the learner's terms.
  var title: String {
    let of = moment.total.map { "/\($0)" } ?? ""
    switch moment.event.kind {
    case .forward: return "fwd \(moment.ordinal)\(of)"
    case .grad: return "grad \(moment.ordinal)\(of) of fwd \(moment.row?.ordinal ?? 0)"
    case .accumulate: return "accumulate"
    case .update: return "update \(moment.ordinal)\(of)" + (stepText.map { " of \($0)" } ?? "")
    case .assign: return "assign"
    case .call: return "call"
    case .return: return "return"
    case .print: return "print"
    case .picture: return "picture"
    case .echo, .idle: return ""
    }
  }

  /// The optimizer's call, when an update is its doing.
  private var stepText: String? {
    guard moment.before.optimizerState(of: moment.event.subject) != nil, let place = moment.place
    else { return nil }
    return place.source.slice(place.span)
  }

  /// For a gradient the place of the operation it belongs to, not of `backward()`.
  var place: SourcePlace? {
    moment.event.kind == .grad ? moment.forwardPlace ?? moment.place : moment.place
  }

  /// What happened where, as `grad log in names.py, line 3`.
  private var whatAndWhere: String {
    let phase: String
    switch moment.event.kind {
    case .forward: phase = "fwd"
    case .grad: phase = "grad"
    default: return placeText
    }
    guard let name = group?.group.name ?? moment.primitive?.name else { return placeText }
    return placeText.isEmpty ? "\(phase) \(name)" : "\(phase) \(name) in \(placeText)"
  }

  /// Where it happened, as `names.py, line 3`.
  var placeText: String {
    guard let place else { return "" }
    let file = place.source.name.split(separator: "/").last.map(String.init) ?? place.source.name
    return "\(file), line \(place.line)"
  }

  private var sourceLine: SourceLine? {
    guard let place else { return nil }
    let mark = place.mark.isNone ? place.span : place.mark
    // A mark on another line of a long expression: the line of the mark is the one to show.
    let markLine = place.source.position(of: Int(mark.start)).line
    return CardBuilder.sourceLine(place, mark, line: markLine)
  }

  static func sourceLine(_ place: SourcePlace, _ mark: Span, line: Int) -> SourceLine {
    let text = place.source.line(line)
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    let indent = text.count - trimmed.count
    let column = utf8Column(place.source, Int(mark.start))
    let start = place.source.slice(Span(Int(mark.start) - column, Int(mark.start))).count - indent
    let marked = place.source.slice(mark).split(separator: "\n", omittingEmptySubsequences: false)
    let low = max(0, min(start, trimmed.count))
    let high = min(trimmed.count, low + max(1, marked.first?.count ?? 1))
    return SourceLine(String(trimmed), marked: low..<high)
  }

  /// How many bytes a position stands after the start of its line.
  private static func utf8Column(_ source: SourceFile, _ position: Int) -> Int {
    var count = 0
    for byte in source.text.utf8.prefix(position) {
      count = byte == UInt8(ascii: "\n") ? 0 : count + 1
    }
    return count
  }

  // MARK: - Forward

  private func forward(_ card: inout StepCard) {
    guard let primitive = moment.primitive, let output = moment.output else { return }
    let inputs = moment.inputs
    if case .source = primitive.forward {
      card.rows = [.init("value", name: output.name, output.tensor)]
      if output.tensor.dtype != .float { card.ruleNote = output.tensor.dtype.name }
      card.rule = primitive.summary
      return
    }
    if isMoved(primitive), inputs.count == 1, inputs[0].tensor.count == output.tensor.count {
      let from = "\(inputs[0].name) \(TensorText.shape(inputs[0].tensor))"
      let to = "\(output.name) \(TensorText.shape(output.tensor))"
      card.rows = [.init("view", "\(from) → \(to)   \(primitive.summary)")]
      return
    }
    let index = focus ?? CardBuilder.chosen(output.tensor)
    card.rule = named(formula(primitive, inputs), inputs, output)
    switch primitive.story {
    case .matmul where output.tensor.rank == 2 && inputs.count == 2:
      card.operands = [
        .init(inputs[0].name, inputs[0].tensor, markedRow: index.first),
        .init(inputs[1].name, inputs[1].tensor, markedColumn: index.last),
        .init(output.name, output.tensor, markedElement: index),
      ]
    case .elementwise where output.tensor.count > 1 && output.tensor.count <= 6:
      card.table = elementTable(inputs, output, index)
    case .rows(let tell):
      let row = storyRow(index, output.tensor)
      card.table = rowTable(
        tell(
          RowStoryContext(
            gradient: nil, output: output.tensor, inputs: inputs.map(\.tensor),
            attributes: moment.attributes, row: row)), row)
    default:
      for (i, input) in inputs.enumerated()
      where !input.isConstant && !inputs[..<i].contains(where: { $0.row == input.row }) {
        card.rows.append(.init("comes in", name: input.name, input.tensor))
      }
    }
    numbers(
      &card, name: output.name, tensor: output.tensor, index: index,
      showsNames: isMoved(primitive))
    if card.table == nil, card.operands.isEmpty, output.tensor.count > 1 {
      card.leaving = .init(output.name, output.tensor)
    }
  }

  /// Whether an operation only moves numbers about.
  private func isMoved(_ primitive: Primitive) -> Bool {
    switch primitive.story {
    case .view, .layout: true
    default: false
    }
  }

  /// A formula with the learner's names for y and x, or y, a and b, where they are short names.
  private func named(
    _ formula: String, _ inputs: [Moment.Named], _ output: Moment.Named
  ) -> String {
    var names: [Character: String] = ["y": output.name]
    if inputs.count == 1 { names["x"] = inputs[0].name }
    if inputs.count == 2 { (names["a"], names["b"]) = (inputs[0].name, inputs[1].name) }
    guard
      names.values.allSatisfy({
        $0.count <= 10 && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      })
    else { return formula }
    var result = ""
    let characters = Array(formula)
    for (i, character) in characters.enumerated() {
      func isWord(_ at: Int) -> Bool {
        guard at >= 0, at < characters.count else { return false }
        return characters[at].isASCII && (characters[at].isLetter || characters[at].isNumber)
      }
      let isAlone = !isWord(i - 1) && !isWord(i + 1)
      // An article is a word too: only what an operator, a bracket or the end stands beside.
      let next = i + 2 < characters.count && characters[i + 1] == " " ? characters[i + 2] : "="
      if isAlone, let name = names[character], !(next.isASCII && next.isLetter) || character != "a"
      {
        result += name
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The formula, of a matrix product in as many indices as its factors have.
  private func formula(_ primitive: Primitive, _ inputs: [Moment.Named]) -> String {
    guard case .matmul = primitive.story, inputs.count == 2 else { return primitive.formula }
    let isVector = inputs.map { $0.tensor.rank == 1 }
    guard isVector.contains(true) else { return primitive.formula }
    return primitive.formula
      .replacing("y[i,j]", with: isVector[0] ? (isVector[1] ? "y" : "y[j]") : "y[i]")
      .replacing("a[i,k]", with: isVector[0] ? "a[k]" : "a[i,k]")
      .replacing("b[k,j]", with: isVector[1] ? "b[k]" : "b[k,j]")
  }

  private func numbers(
    _ card: inout StepCard, name: String, tensor: Tensor, index: [Int], showsNames: Bool = false
  ) {
    guard tensor.count > 0, let tree = moment.explanation(at: index) else { return }
    card.numbers = .init(
      target: index.isEmpty ? name : Moment.element(name, index), tree: tree,
      result: tensor[index], showsNames: showsNames)
  }

  /// The element that is worked out where none is asked for.
  var chosenElement: [Int]? {
    moment.output.flatMap { $0.tensor.count > 0 ? CardBuilder.chosen($0.tensor) : nil }
  }

  /// The element that matters most: the largest, or the first that is no number.
  static func chosen(_ tensor: Tensor) -> [Int] {
    guard tensor.count > 0 else { return [] }
    var best = 0
    var size = -1.0
    for flat in 0..<tensor.count {
      let value = tensor.element(at: flat)
      if value.isNaN { return unravel(flat, tensor.shape) }
      if abs(value) > size, value.isFinite || size < 0 {
        size = value.isFinite ? abs(value) : 0
        best = flat
      }
    }
    return unravel(best, tensor.shape)
  }

  // MARK: - Gradients

  private func grad(_ card: inout StepCard) {
    let inputs = moment.inputs
    let argument = Int(moment.event.argument)
    guard let primitive = moment.primitive, let output = moment.output, argument < inputs.count,
      let arriving = moment.arriving, let contribution = moment.contribution
    else { return }
    let arrivingName = moment.arrivingName
    let leavingName = moment.leavingName
    if let row = StepCard.Row.arriving(arrivingName, arriving) { card.rows.append(row) }
    if isMoved(primitive), inputs.count == 1, contribution.count == arriving.count {
      let shape = TensorText.shape(contribution)
      card.rows.append(.init("leaving", "\(leavingName) \(shape): the same numbers, laid back"))
      return
    }
    let reads = moment.rule?.reads ?? []
    for (i, other) in inputs.enumerated() where reads.contains(.input(i)) && !other.isConstant {
      card.rows.append(kept(other.name, other.tensor))
    }
    if reads.contains(.output) { card.rows.append(kept(output.name, output.tensor)) }
    let index = focus ?? CardBuilder.chosen(contribution)
    if case .rows(let tell) = primitive.story, argument == 0 {
      let row = storyRow(index, contribution)
      card.table = rowTable(
        tell(
          RowStoryContext(
            gradient: arriving, output: output.tensor, inputs: inputs.map(\.tensor),
            attributes: moment.attributes, row: row)), row)
      if card.table != nil { card.rows = card.rows.filter { $0.label == "arriving" } }
    }
    if case .elementwise = primitive.story, contribution.count > 1, contribution.count <= 6,
      contribution.shape == output.tensor.shape
    {
      let all = indices(of: contribution.shape)
      var rows: [Story.Row] = [.init(arrivingName, numbers: cells(arriving, all))]
      for (i, other) in inputs.enumerated() where reads.contains(.input(i)) && !other.isConstant {
        rows.append(.init(other.name, numbers: cells(other.tensor, all)))
      }
      if reads.contains(.output) {
        rows.append(.init(output.name, numbers: cells(output.tensor, all)))
      }
      rows.append(.init(leavingName, numbers: cells(contribution, all)))
      card.rows = []
      card.table = Story(
        corner: "element", columns: columns(all), rows: rows,
        kept: all.firstIndex(of: index).map { [$0] } ?? [0])
    }
    let isStory = if case .rows = primitive.story { card.table != nil } else { false }
    if let rule = moment.rule {
      // A number written in the program decides what it can.
      var written: [Int: Double] = [:]
      for (i, input) in inputs.enumerated() where input.isConstant && input.tensor.count == 1 {
        written[i] = input.tensor.item
      }
      let readable = rule.simplified(with: written)
      let text = readable.text { operand in
        if case .gradient = readable { return arrivingName }
        return switch operand {
        case .gradient: arrivingName.contains("/") ? "(\(arrivingName))" : arrivingName
        case .output: Moment.operandName(output.name)
        case .input(let i): i < inputs.count ? Moment.operandName(inputs[i].name) : "x"
        }
      }
      card.rule = isStory ? primitive.why : "\(leavingName) = \(text)"
      let isProduct = if case .matmul = primitive.story { true } else { false }
      let why = isProduct ? named(primitive.why, inputs, output) : primitive.why
      card.ruleNote = isStory ? "" : why
    }
    // A story has worked its row out already.
    if !isStory {
      numbers(&card, name: leavingName, tensor: contribution, index: index, showsNames: true)
    }
    if card.table == nil || isStory {
      card.leaving = .init(leavingName, contribution)
    }
  }

  private func kept(_ name: String, _ tensor: Tensor) -> StepCard.Row {
    tensor.count <= 8
      ? .init("kept", name: name, tensor)
      : .init("kept", "\(name) \(TensorText.shape(tensor))")
  }

  private func accumulate(_ card: inout StepCard) {
    guard let arriving = moment.arriving else { return }
    let id = moment.event.subject
    let name = (moment.after.name(ofObject: id) ?? "leaf") + ".grad"
    let index = focus ?? CardBuilder.chosen(arriving)
    let before = moment.before.tensors(ofObject: id)?.gradient
    guard let now = moment.after.tensors(ofObject: id)?.gradient, arriving.count > 0 else { return }
    let short = String(name.dropLast(5))
    let leaf = moment.gradientName(short, arriving)
    card.rows = [.init("arriving", name: leaf, arriving)]
    card.leaf = .init(
      name, index, before: before.map { $0[index] }, added: arriving[index], now: now[index])
    card.rule =
      before == nil ? "a leaf keeps what arrives" : "a leaf adds what arrives to what it holds"
  }

  private var printedText: String {
    let text = moment.after.printed
    let first = text.split(separator: "\n").first.map(String.init) ?? ""
    return first.count < text.count - 1 ? first + " …" : first
  }
}
