import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Looking around at the moment one stands at: all variables, one of them, what came of it, and
// what happened last.

extension Session {
  func showVariables(write: (Output) -> Void) -> Status {
    let machine = machine
    let names = machine.variables.map(\.name)
    guard !names.isEmpty else {
      say("no variables yet", write)
      return .done
    }
    var document = Document()
    let column = min(16, (names.map(\.count).max() ?? 0) + 2)
    var seen: Set<String> = []
    for name in names where seen.insert(name).inserted {
      guard let value = machine.description(of: name) else { continue }
      document.append(
        .paragraph(
          Paragraph(
            label: Line(name, .name), indent: 2, column: column + 2, hanging: 2,
            content: Line(Session.oneLine(value, width: max(20, width - column - 2))))))
    }
    write(.document(document))
    return .done
  }

  /// A variable's value, or says that there is none.
  func known(_ name: String, command: String, write: (Output) -> Void) -> Description? {
    guard !name.isEmpty else {
      _ = fail(":\(command) needs a name", try: ":\(command) x; :vars lists the names", write)
      return nil
    }
    guard let value = machineToLookAt.description(of: name) else {
      _ = failUnknown(name, command: command, write: write)
      return nil
    }
    return value
  }

  // MARK: - One variable

  func info(_ name: String, write: (Output) -> Void) -> Status {
    guard let value = known(name, command: "info", write: write) else { return .failed }
    var document = Document()
    func row(_ label: String, _ text: String) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(label, .name), indent: 2, column: 12, hanging: 2, content: Line(text))))
    }
    let width = max(20, width - 12)
    switch value {
    case .tensor(let tensor, let gradient, let wantsGradient):
      row(name, TensorEcho.summary(of: tensor))
      row("values", TensorText.line(tensor, width: width))
      if let gradient {
        row("gradient", TensorEcho.summary(of: gradient))
        row("", TensorText.line(gradient, width: width))
      } else {
        row("gradient", gradientNote(name, wantsGradient: wantsGradient))
      }
    default: row(name, Session.oneLine(value, width: width))
    }
    if let time = timeOfMaking(name), let moment = timeline.moment(at: time) {
      let builder = CardBuilder(moment)
      var made = "\(builder.title), \(builder.placeText), event \(time)"
      if let line = builder.sourceText, line != name { made += ":  \(line)" }
      row("made", made)
      if case .tensor = value {
        let uses = timeline.uses(ofTensorMadeAt: time, isInterrupted: isInterrupted)
        let direct = uses.filter(\.isDirect).count
        row(
          "used",
          uses.isEmpty
            ? "nothing was computed from it"
            : "in \(Session.count(direct, "operation")); \(uses.count) came of it (:uses \(name))")
      }
    }
    write(.document(document))
    return .done
  }

  private func gradientNote(_ name: String, wantsGradient: Bool) -> String {
    if wantsGradient { return "none yet: a leaf, which keeps what a backward brings" }
    let machine = machineToLookAt
    guard let id = machine.objectID(ofVariable: name), let row = machine.row(ofObject: id),
      machine.trace.requiresGrad(row)
    else { return "none: it requires no gradient" }
    return "passes through: only leaves keep theirs (:check \(name) works it out)"
  }

  // MARK: - What came of it

  func uses(_ name: String, write: (Output) -> Void) -> Status {
    guard let value = known(name, command: "uses", write: write) else { return .failed }
    guard case .tensor = value else {
      return fail(
        "`\(name)` is no tensor: what comes of Python's own values is not followed",
        try: ":info \(name)", write)
    }
    guard let time = timeOfMaking(name) else {
      return failUnknown(name, command: "uses", write: write)
    }
    let uses = timeline.uses(ofTensorMadeAt: time, isInterrupted: isInterrupted)
    guard !uses.isEmpty else {
      // What came of a parameter before its update came of another value.
      let isUpdated = timeline.moment(at: time)?.event.kind == .update
      say(
        "nothing was computed from \(name)"
          + (isUpdated
            ? " since its update; `:goto \(time - 1)` and `:uses \(name)` tell of before" : ""),
        write)
      return .done
    }
    let limit = 12
    var rows = uses.prefix(limit).map { use -> [Run] in
      let shape = use.shape.rank == 0 ? "" : " (" + shapeText(use.shape) + ")"
      let source = use.place.map { SourceText.line($0.source.slice($0.span)) } ?? ""
      return [
        Run(String(use.time), .dim), Run(use.place.map { "line \($0.line)" } ?? "", .dim),
        Run(use.name + shape, .name), Run(use.isDirect ? "directly" : "", .dim),
        Run(use.isUpdate ? "changed by \(source)" : source == use.name ? "" : source),
      ]
    }
    if uses.count > limit { rows.append([Run(""), Run(""), Run("… \(uses.count - limit) more")]) }
    rows.insert(
      ["event", "", "what", "", "from"].map { Run($0, .heading) }, at: 0)
    write(.document(Document([.lines(Session.columns(rows, width: width))])))
    return .done
  }

  private func shapeText(_ shape: Shape) -> String {
    shape.array.map(String.init).joined(separator: ",")
  }

  // MARK: - The last events

  func trace(_ argument: String, write: (Output) -> Void) -> Status {
    var count = 10
    if !argument.isEmpty {
      guard let n = Int(argument), n >= 1 else {
        return fail(":trace takes a number of events, not `\(argument)`", try: ":trace 20", write)
      }
      count = min(n, 1000)
    }
    guard hasHappened(write) else { return .failed }
    let here = cursor ?? timeline.end
    guard here > 0 else { return fail("nothing has happened before this", try: ":step", write) }
    // Back over a stretch that surely holds enough; names that are bound are no lines here.
    var moments: [Moment] = []
    var length = 3 * count
    while true {
      let start = max(0, here - length)
      moments = []
      var machine = timeline.machine(at: start)
      while machine.time < here, let moment = timeline.moment(after: machine) {
        machine = moment.after
        if Session.isTold(moment.event) { moments.append(moment) }
      }
      if start == 0 || moments.count >= count || isInterrupted() { break }
      length *= 2
    }
    // A narrow terminal has what happened on a line of its own.
    let isNarrow = width < 64
    let builders = moments.suffix(count).map { CardBuilder($0) }
    var rows = zip(moments.suffix(count), builders).map { moment, builder -> [Run] in
      [
        Run(String(moment.time), .dim), Run(builder.title, .phase), Run(builder.lineText, .dim),
      ] + (isNarrow ? [] : [Run(builder.happening)])
    }
    rows.insert(
      (["event", "", "line"] + (isNarrow ? [] : ["what"])).map { Run($0, .heading) }, at: 0)
    var lines = Session.columns(rows, width: width)
    if isNarrow {
      for (place, builder) in builders.enumerated().reversed() {
        lines.insert(
          Line("      " + SourceText.cut(builder.happening, to: width - 6)), at: place + 2)
      }
    }
    write(.document(Document([.lines(lines)])))
    return .done
  }

  private static func isTold(_ event: Event) -> Bool {
    switch event.kind {
    case .call, .return, .print: true
    default: isStop(event)
    }
  }

  /// Rows as lines whose parts stand under each other; the last part that has text is cut to fit.
  static func columns(_ rows: [[Run]], width: Int) -> [Line] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      min(36, rows.map { column < $0.count ? terminalWidth($0[column].text) : 0 }.max() ?? 0)
    }
    return rows.map { row in
      var line = Line()
      var used = 2
      line.runs.append(Run("  "))
      let last = row.lastIndex { !$0.text.isEmpty } ?? 0
      for (column, run) in row.enumerated() where column <= last {
        let room = column == last ? max(4, width - used) : widths[column]
        let text = SourceText.cut(run.text, to: room)
        line.runs.append(Run(text, run.role))
        guard column < last else { break }
        let padding = max(0, widths[column] - terminalWidth(text)) + (widths[column] > 0 ? 2 : 0)
        line.runs.append(Run(String(repeating: " ", count: padding)))
        used += max(widths[column], terminalWidth(text)) + (widths[column] > 0 ? 2 : 0)
      }
      return line
    }
  }
}

/// Source text on a line of its own.
enum SourceText {
  /// A text without its line breaks and runs of spaces.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A text cut to a width.
  static func cut(_ text: String, to width: Int) -> String {
    guard terminalWidth(text) > width else { return text }
    var result = ""
    for character in text {
      if terminalWidth(result) + terminalWidth(String(character)) > max(1, width - 2) { break }
      result.append(character)
    }
    return result + " …"
  }
}
