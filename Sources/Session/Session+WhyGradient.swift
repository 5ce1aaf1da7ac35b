import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Why a gradient is what it is: the ways by which it came, the largest first, with their sum; and
// for a zero the step and the factor that made it so.

extension Session {
  func whyGradient(_ name: String, _ index: [Int]?, write: (Output) -> Void) -> Status {
    let machine = machine
    guard let id = machine.objectID(ofVariable: name),
      let (value, gradient) = machine.tensors(ofObject: id)
    else {
      guard machine.description(of: name) != nil else {
        return failUnknown(name, command: "why", write: write)
      }
      return fail("`\(name)` is no tensor here", try: ":info \(name)", write)
    }
    let index = index.map { Session.fromTheFront($0, sizes: value.shape.array) }
    if let index, let problem = Session.problem(index, value) {
      return fail(problem, try: Session.whyLast(name + ".grad", value), write)
    }
    guard let backward = timeline.backward(reaching: id, upTo: cursor ?? timeline.end),
      let paths = backward.paths
    else { return noGradient(of: name, id, has: gradient, write: write) }
    guard value.count > 0 else {
      return fail("`\(name)` has no numbers: it is \(value.shape)", try: ":info \(name)", write)
    }
    // Without an index, the element that matters most.
    let place = index ?? CardBuilder.chosen(gradient ?? paths.total ?? value)
    let answer = backward.answer(at: place, by: paths)
    let isLeaf = backward.machine.isLeaf(object: id)
    let total = gradient.map { $0[place] } ?? answer.sum
    let subject =
      isLeaf
      ? Moment.element(name + ".grad", place)
      : Moment.element("∂\(answer.output)/∂\(name)", place)
    var document = Document([
      .title(
        Line("\(subject) = \(NumberText.text(isLeaf ? total : answer.sum))", .phase),
        aside: Line("backward from event \(answer.time)", .dim))
    ])
    for share in answer.shares.prefix(8) { append(share, of: answer, to: &document) }
    if answer.shares.count > 8 {
      let rest = answer.shares.dropFirst(8)
      add(
        rest.reduce(0) { $0 + $1.value },
        "by \(rest.reduce(0) { $0 + $1.count }) smaller ways together", to: &document)
    }
    let held = total - answer.sum
    if isLeaf, abs(held) > 1e-9 * max(1, abs(total), abs(answer.sum)) {
      add(held, "held from an earlier backward: gradients accumulate", to: &document)
    }
    if answer.shares.count > 1 || abs(held) > 1e-9 * max(1, abs(total)), isLeaf {
      add(total, "in all: this is \(subject)", to: &document)
    }
    if !isLeaf {
      document.append(
        .paragraph(
          Paragraph(
            indent: 2, column: 2,
            content: Line(
              "\(name) is no leaf: this passed through it, and it keeps no .grad", .dim))))
    }
    write(.document(document))
    return .done
  }

  private func add(_ value: Double, _ text: String, to document: inout Document) {
    document.append(
      .paragraph(
        Paragraph(
          label: Line(NumberText.text(value), .number), indent: 2, column: 14, hanging: 2,
          content: Line(text))))
  }

  private func append(
    _ share: GradientAnswer.Share, of answer: GradientAnswer, to document: inout Document
  ) {
    guard !share.places.isEmpty else {
      add(share.value, "by \(share.count) other ways together", to: &document)
      return
    }
    let often = share.count > 1 ? "\(share.count) ways by " : "by "
    add(share.value, often + Session.way(share.places), to: &document)
    guard let zero = share.zero else { return }
    document.append(
      .paragraph(
        Paragraph(
          label: Line("why zero", .name), indent: 4, column: 14, hanging: 2,
          content: Line(Session.sentence(zero)))))
  }

  /// A way as text: what it leads through, with lines, the middle of a long one left out.
  static func way(_ places: [GradientAnswer.Place]) -> String {
    var names = places.map { $0.line > 0 ? "\($0.name) (line \($0.line))" : $0.name }
    for i in names.indices.dropFirst() where places[i].line == places[i - 1].line {
      names[i] = places[i].name
    }
    if names.count > 7 {
      names.replaceSubrange(3..<(names.count - 3), with: ["… \(names.count - 6) more …"])
    }
    return names.joined(separator: " → ")
  }

  /// Why a gradient became zero, in a sentence.
  static func sentence(_ zero: GradientAnswer.Zero) -> String {
    let place =
      "at \(zero.place.name)" + (zero.place.line > 0 ? ", line \(zero.place.line)" : "") + ": "
    switch zero.reason {
    case .closed: return place + zero.why.loweringFirst
    case .nothingArrives: return place + "nothing arrives there: the backward began with 0"
    case .cancel: return place + "its terms cancel: they add up to 0"
    case .factors(let factors):
      var parts: [String] = []
      for name in zero.dead where factors.contains(where: { $0.isElement(of: name) }) {
        parts.append("\(name) is 0 everywhere, and it is a factor of this way")
      }
      let rest = factors.filter { factor in !zero.dead.contains { factor.isElement(of: $0) } }
      let texts = ZeroReason.Factor.joined(rest)
      parts += texts.prefix(3)
      if texts.count > 3 { parts.append("\(texts.count - 3) more") }
      let isComparison = rest.contains { if case .comparison = $0 { true } else { false } }
      return place + parts.joined(separator: "; ")
        + (isComparison && !zero.why.isEmpty ? ". " + zero.why : "")
    }
  }

  // MARK: - No gradient at all

  private func noGradient(
    of name: String, _ id: Int32, has gradient: Tensor?, write: (Output) -> Void
  ) -> Status {
    let machine = machine
    guard machine.requiresGrad(object: id) else {
      return fail(
        "`\(name)` requires no gradient: no backward goes to it",
        try: "\(name).requires_grad_() before it is used, or param(…)", write)
    }
    let now = cursor ?? timeline.end
    let hasBackward = timeline.last(before: now + 1) { event, _ in event.kind == .grad } != nil
    guard hasBackward else {
      return fail(
        "`\(name).grad` is \(gradient == nil ? "None" : "held"): no backward has run",
        try: "loss.backward() fills the gradients of leaves", write)
    }
    if cursor != nil, timeline.backward(reaching: id, upTo: timeline.end) != nil {
      return fail(
        "no backward has come to `\(name)` at this moment yet",
        try: ":step goes on, :goto end is where all is done", write)
    }
    // It may have been used, and the way back cut: by detach, item or no_grad.
    if let time = timeOfMaking(name) ?? machine.objectID(ofVariable: name).map({ _ in 1 }) {
      let uses = timeline.uses(ofTensorMadeAt: time, isInterrupted: isInterrupted)
      if let cut = uses.first(where: { timeline.cutsGradient(at: $0.time) }) {
        let line = cut.place.map { ", line \($0.line)" } ?? ""
        return fail(
          "no gradient reaches `\(name)`: the way back was cut at \(cut.name)\(line), event "
            + "\(cut.time)", try: ":goto \(cut.time)", write)
      }
      if uses.isEmpty {
        return fail(
          "no gradient reaches `\(name)`: nothing was computed from it", try: ":uses \(name)",
          write)
      }
    }
    return fail(
      "no gradient reaches `\(name)`: what the backward began at was not computed from it",
      try: ":uses \(name)", write)
  }
}

extension ZeroReason.Factor {
  /// Whether it is an element of a tensor of that name.
  func isElement(of tensor: String) -> Bool {
    guard case .number(let name) = self else { return false }
    return name == tensor || name.hasPrefix(tensor + "[") || name.hasPrefix("(\(tensor))[")
  }

  /// The texts of several, `<` and `=` of the same two numbers as one `≤`.
  static func joined(_ factors: [ZeroReason.Factor]) -> [String] {
    var factors = factors
    for factor in factors {
      guard case .comparison(let a, let relation, let b) = factor,
        relation == .less || relation == .greater,
        let twin = factors.firstIndex(of: .comparison(a, .equal, b)),
        let place = factors.firstIndex(of: factor)
      else { continue }
      factors[place] = .comparison(a, relation == .less ? .lessEqual : .greaterEqual, b)
      factors.remove(at: twin)
    }
    return factors.map(\.text)
  }

  /// `B[0,0] = 0`, `1.3499 is not < 1.2`.
  var text: String {
    switch self {
    case .number(let name): return "\(name) = 0"
    case .comparison(.leaf(let name, _), .notEqual, let b):
      return "\(name) is \(NumberText.text(b.value))"
    case .comparison(let a, let relation, let b):
      return "\(side(a)) is not \(relation.rawValue) \(side(b))"
    }
  }

  private func side(_ tree: Scalar) -> String {
    if case .leaf(let name, let value) = tree { return "\(name) = \(NumberText.text(value))" }
    return NumberText.text(tree.value)
  }
}

extension String {
  fileprivate var loweringFirst: String { prefix(1).lowercased() + dropFirst() }
}
