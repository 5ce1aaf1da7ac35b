import Diagnostics
import Display
import Language
import Stepper

// `:diff`: what changed between two moments.

extension Session {
  func difference(_ argument: String, write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 1 || words.count == 2 else {
      return fail(":diff takes two moments", try: ":diff start end, :diff 12, :diff loss 40", write)
    }
    var times: [Int] = []
    for word in words {
      guard let time = moment(called: word, write: write) else { return .failed }
      times.append(time)
    }
    if times.count == 1 { times.append(cursor ?? timeline.end) }
    let (from, to) = (times[0], times[1])
    let before = machine(at: from)
    let after = machine(at: to)
    let difference = MachineDifference(from: before, to: after)
    var document = Document([
      .title(
        Line("event \(from) → event \(to)", .phase),
        aside: Line(
          from == to
            ? "the same moment" : "\(Session.count(abs(to - from), "event"))", .dim))
    ])
    func row(_ label: String, _ text: String) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(label, .name), indent: 2, column: 12, hanging: 2, content: Line(text))))
    }
    let made = difference.made.map { name -> String in
      guard case .tensor(let tensor, _, _)? = after.description(of: name) else { return name }
      return (name + " " + TensorText.shape(tensor)).trimmed
    }
    if !made.isEmpty { row("made", made.joined(separator: ", ")) }
    for (i, change) in difference.changed.enumerated() {
      row(i == 0 ? "changed" : "", "\(change.name) \(change.text)")
    }
    if !difference.gone.isEmpty { row("gone", difference.gone.joined(separator: ", ")) }
    let printed = printedText(from: before, to: after)
    for (i, line) in printed.prefix(6).enumerated() { row(i == 0 ? "printed" : "", line) }
    if printed.count > 6 { row("", "… \(printed.count - 6) more lines") }
    if difference.isEmpty, printed.isEmpty { row("", "nothing that has a name changed") }
    write(.document(document))
    return .done
  }

  private func machine(at time: Int) -> Machine {
    // The end is past what the last statements do without an event.
    time == timeline.end ? timeline.present : timeline.machine(at: time)
  }

  private func printedText(from before: Machine, to after: Machine) -> [String] {
    let bytes =
      min(
        before.printedBytes, after.printedBytes)..<max(
        before.printedBytes, after.printedBytes)
    let text = String(
      decoding: timeline.log.utf8.dropFirst(bytes.lowerBound).prefix(bytes.count), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// A moment by its number, its mark or what was made there.
  private func moment(called word: String, write: (Output) -> Void) -> Int? {
    switch word {
    case "start": return 0
    case "end", "now": return timeline.end
    case "here": return cursor ?? timeline.end
    default: break
    }
    if let number = Int(word) {
      if (0...timeline.end).contains(number) { return number }
      _ = fail("there are the moments 0 … \(timeline.end)", write)
      return nil
    }
    if let mark = marks.first(where: { $0.name == word }), mark.time <= timeline.end {
      return mark.time
    }
    if let time = timeOfMaking(word) ?? timeOfMaking(word, asOf: timeline.end) { return time }
    let near = nearMisses(word, in: timeline.present.variables.map(\.name) + marks.map(\.name))
    _ = fail(
      "nothing called `\(word)` was made",
      try: near.first.map { ":diff \($0)" } ?? ":mark names a moment", write)
    return nil
  }
}
