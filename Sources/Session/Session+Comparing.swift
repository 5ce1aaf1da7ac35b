import Diagnostics
import Display
import Language
import Stepper
import Tensors

// `:compare`: two programs of a session beside each other. Where they part, how they end, and
// values of both in tables.

extension Session {
  func compare(_ argument: String, write: (Output) -> Void) -> Status {
    let (name, rest) = argument.firstWord
    guard branches.count > 1 else {
      return fail(
        "there is nothing to compare with", try: ":fork wide x = 2 makes a what-if", write)
    }
    let choices = branches.map(\.name).filter { $0 != branchName }
    guard let place = branches.firstIndex(where: { $0.name == name }) else {
      let near = nearMisses(name, in: choices)
      return fail(
        name.isEmpty ? ":compare needs a program" : "there is no program called `\(name)`",
        try: (near.first ?? choices.first).map { ":compare \($0)" }, write)
    }
    guard place != branchPlace else {
      return fail(
        "this is `\(name)` itself", try: choices.first.map { ":compare \($0)" }, write)
    }
    let (expressions, problems) = Session.expressions(rest)
    guard problems.isEmpty else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    // The older one comes first, whichever is looked at.
    let (older, newer) = (min(place, branchPlace), max(place, branchPlace))
    let first = ComparedRun(name: branches[older].name, state: state(ofBranch: older))
    let second = ComparedRun(name: branches[newer].name, state: state(ofBranch: newer))
    let compared = RunComparison(
      first.timeline, second.timeline, isInterrupted: isInterrupted)
    guard let compared else {
      say("stopped on the way: nothing was compared", write)
      return .failed
    }
    let report = ComparisonReport(
      compared, first, second, width: width, isInterrupted: isInterrupted)
    write(.document(report.beginning))
    let tables = expressions.isEmpty ? report.defaultTables : report.tables(of: expressions)
    if !tables.blocks.isEmpty { write(.document(tables)) }
    return .done
  }

  /// The expressions in a text, with commas between them.
  private static func expressions(_ text: String) -> ([Aside], [Diagnostic]) {
    guard !text.isEmpty else { return ([], []) }
    let (tree, problems) = Parser.parse(SourceFile(name: "compare", text: text))
    guard problems.isEmpty else { return ([], problems) }
    var texts = [text]
    if tree.statements.count == 1, case .expression(let whole, _) = tree.statements[0].kind,
      case .tuple(let items) = whole.kind, !text.hasPrefix("(")
    {
      texts = items.map { tree.source.slice($0.span) }
    }
    var asides: [Aside] = []
    for text in texts {
      let (aside, problems) = Aside.read(text, named: "compare")
      guard let aside else { return ([], problems) }
      asides.append(aside)
    }
    return (asides, [])
  }
}

/// One of two programs that are compared.
struct ComparedRun {
  let name: String
  let state: Branch.State
  var timeline: Timeline { state.timeline }
}

/// What `:compare` has to say.
struct ComparisonReport {
  let compared: RunComparison
  let first: ComparedRun
  let second: ComparedRun
  let width: Int
  let isInterrupted: () -> Bool

  init(
    _ compared: RunComparison, _ first: ComparedRun, _ second: ComparedRun, width: Int,
    isInterrupted: @escaping () -> Bool
  ) {
    (self.compared, self.first, self.second) = (compared, first, second)
    (self.width, self.isInterrupted) = (width, isInterrupted)
  }

  // MARK: - Where they part and how they end

  var beginning: Document {
    var document = Document()
    func row(_ label: String, _ text: String) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(label, .name), indent: 2, column: 12, hanging: 2, content: Line(text))))
    }
    document.append(
      .title(
        Line("\(first.name) and \(second.name)", .phase),
        aside: Line("alike up to event \(compared.start)", .dim)))
    if compared.difference == nil, compared.onlyFirst == nil, compared.onlySecond == nil {
      row("numbers", "every number of the one is in the other")
    }
    if let pair = compared.difference,
      let one = first.timeline.moment(at: pair.first),
      let other = second.timeline.moment(at: pair.second)
    {
      let builder = CardBuilder(one)
      row("numbers", "part at \(builder.placeText):  \(sourceText(one))")
      let (a, b) = ComparisonReport.texts(one, other)
      for (run, text, time) in [(first.name, a, pair.first), (second.name, b, pair.second)] {
        row("", "\(run): \(text)  (event \(time))")
      }
    }
    for (run, other, time) in [
      (first, second, compared.onlyFirst), (second, first, compared.onlySecond),
    ] {
      guard let time, let moment = run.timeline.moment(at: time) else { continue }
      row(
        "the way",
        "only \(run.name) comes\(turnText(moment)) to \(CardBuilder(moment).placeText):  "
          + "\(sourceText(moment))  (event \(time)); \(other.name) does not")
    }
    for run in [first, second] { row(run.name, ending(of: run)) }
    let changes = MachineDifference(
      from: first.timeline.present, to: second.timeline.present)
    row(
      "the end",
      changes.isEmpty ? "all variables are the same" : changes.summary(first.name, second.name))
    return document
  }

  private func turnText(_ moment: Moment) -> String {
    guard let loop = moment.after.openLoops.last, loop.turn > 0 else { return "" }
    return ", in turn \(loop.turn),"
  }

  private func sourceText(_ moment: Moment) -> String {
    SourceText.cut(CardBuilder(moment).sourceText ?? "", to: 40)
  }

  private func ending(of run: ComparedRun) -> String {
    let text = "\(run.timeline.end) events"
    if run.timeline.isInterrupted { return text + ", stopped there by hand" }
    guard let failure = run.state.failure else { return text + ", to its end" }
    return text + ", stopped by an error: " + failure.message
  }

  /// The same number of two events, where they differ most.
  private static func texts(_ one: Moment, _ other: Moment) -> (String, String) {
    func tensor(_ moment: Moment) -> (name: String, tensor: Tensor)? {
      let event = moment.event
      switch event.kind {
      case .forward, .update: return moment.output.map { ($0.name, $0.tensor) }
      case .grad:
        let argument = Int(event.argument)
        guard let tensor = moment.contribution, argument < moment.inputs.count else { return nil }
        return (Moment.gradientName(moment.inputs[argument].name), tensor)
      case .accumulate:
        guard let tensor = moment.after.tensors(ofObject: event.subject)?.gradient else {
          return nil
        }
        return ((moment.after.name(ofObject: event.subject) ?? "leaf") + ".grad", tensor)
      default: return nil
      }
    }
    if let a = tensor(one), let b = tensor(other) {
      guard let change = TensorDifference(a.tensor, b.tensor) else {
        return (
          "\(a.name) is \(TensorText.shape(a.tensor))", "\(b.name) is \(TensorText.shape(b.tensor))"
        )
      }
      let (from, to) = (Session.pairText(change.before, change.after))
      return (
        "\(Moment.element(a.name, change.index)) = \(from)",
        "\(Moment.element(b.name, change.index)) = \(to)"
      )
    }
    if let a = one.after.number(boundBy: one.event),
      let b = other.after.number(boundBy: other.event)
    {
      let (from, to) = Session.pairText(a, b)
      let name = one.after.target(of: one.event)
      return ("\(name) = \(from)", "\(name) = \(to)")
    }
    return (CardBuilder(one).happening, CardBuilder(other).happening)
  }
}

extension Session {
  /// Two numbers with as many decimals as show that they differ.
  static func pairText(_ a: Double, _ b: Double) -> (String, String) {
    for level in 0..<4 {
      let texts = (
        NumberText.text(a, level: 4 * level), NumberText.text(b, level: 4 * level)
      )
      if texts.0 != texts.1 || a == b { return texts }
    }
    return (NumberText.text(a, level: 14), NumberText.text(b, level: 14))
  }
}
