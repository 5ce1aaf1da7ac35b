import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// A gradient held against central differences, element by element.

extension Session {
  func check(_ argument: String, write: (Output) -> Void) -> Status {
    let name = argument.hasSuffix(".grad") ? String(argument.dropLast(5)) : argument
    guard let value = known(name, command: "check", write: write) else { return .failed }
    guard case .tensor = value, let id = machineToLookAt.objectID(ofVariable: name)
    else {
      return fail("`\(name)` is no tensor: it has no gradient", try: ":info \(name)", write)
    }
    // In the middle of a backward that has yet to reach it, it is that one that is asked about.
    guard
      let checked = timeline.check(ofObject: id, upTo: cursor ?? timeline.end)
        ?? timeline.check(ofObject: id, upTo: timeline.end)
    else {
      return fail(
        "no backward has reached `\(name)`", try: "loss.backward() goes back from a loss", write)
    }
    write(.document(document(of: checked, name: name)))
    return .done
  }

  /// How one element compares.
  private struct Comparison {
    let index: [Int]
    let exact: Double
    let slopes: (central: Double, left: Double, right: Double)
    /// The operation that stands at a kink there, if one does.
    let kink: String?
    var difference: Double { abs(exact - slopes.central) }
    /// Differences are right to about half the digits; more than that is a kink, or a mistake.
    var agrees: Bool { difference <= 1e-5 * max(1, abs(exact), abs(slopes.central)) }
    var isKink: Bool { kink != nil }
  }

  private func document(of checked: Timeline.CheckedBackward, name: String) -> Document {
    let check = checked.check
    let exact = check.exact
    // Every element takes two runs of the graph.
    let most = 256
    var comparisons: [Comparison] = []
    for flat in 0..<min(exact.count, most) where !isInterrupted() {
      guard let slopes = check.slopes(at: flat) else { continue }
      comparisons.append(
        Comparison(
          index: unravel(flat, exact.shape), exact: exact.element(at: flat), slopes: slopes,
          kink: check.kink(at: flat).map { check.operation(of: $0) }))
    }
    var document = Document([
      .title(
        Line("\(Moment.gradientName(checked.output))/∂\(name)", .phase),
        aside: Line("event \(checked.time)", .dim)),
      .paragraph(
        Paragraph(
          label: Line("rule", .name), indent: 2, column: 12,
          content: Line(
            "(\(checked.output) at \(name) + h  −  \(checked.output) at \(name) − h) / 2h,  "
              + "h = 1e−5 · max(1, |\(name)|)"))),
    ])
    // The largest differences matter; where all are small, the first elements do as well.
    let isCut = comparisons.count > 8
    let worst =
      isCut
      ? Array(
        comparisons.sorted {
          ($0.isKink ? 1 : 0, $0.difference) > ($1.isKink ? 1 : 0, $1.difference)
        }.prefix(8)) : comparisons
    let text: (Double) -> String = { NumberText.text($0, level: 4) }
    // A one-sided difference is right to half as many digits as one of both sides.
    let slope: (Double) -> String = { NumberText.text(($0 * 1e4).rounded() / 1e4) }
    document.append(
      .table(
        Table(
          corner: "element", headers: ["exact", "approximate", "difference"],
          rows: worst.map { row in
            .init(
              Moment.element("", row.index).isEmpty ? name : Moment.element(name, row.index),
              [text(row.exact), text(row.slopes.central), NumberText.text(row.difference)],
              note: row.isKink
                ? "a kink: left \(slope(row.slopes.left)), "
                  + "right \(slope(row.slopes.right))" : "")
          })))
    document.append(
      .paragraph(Paragraph(hanging: 2, content: Line(verdict(comparisons, of: exact.count)))))
    return document
  }

  private func verdict(_ comparisons: [Comparison], of count: Int) -> String {
    let wrong = comparisons.filter { !$0.agrees }
    let kinks = comparisons.filter(\.isKink)
    var text: String
    if !kinks.isEmpty, wrong.allSatisfy(\.isKink) {
      text =
        "\(kinks.count) of \(comparisons.count) stand\(kinks.count == 1 ? "s" : "") at a kink, where "
        + "left and right slope differ: "
      let words = kinks.compactMap { $0.kink.flatMap(Convention.of) }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      text +=
        words.isEmpty
        ? "the rule takes one of the two, or a value between" : words.joined(separator: "; ")
    } else if wrong.isEmpty {
      text = comparisons.count == 1 ? "it agrees" : "all \(comparisons.count) agree"
      text += ", as far as differences can tell: to some nine digits"
    } else {
      text = "\(wrong.filter { !$0.isKink }.count) of \(comparisons.count) do not agree"
    }
    if comparisons.count > 8 { text += "; the largest differences of them are shown" }
    if comparisons.count < count { text += "; \(count - comparisons.count) more were not checked" }
    return text
  }
}
