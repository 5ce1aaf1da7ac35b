import Diagnostics
import Display
import Language
import Stepper

// The tables of a comparison. A name has a row for each time it was bound or changed, the n-th time
// of one run beside the n-th time of the other; an expression for each time of any of its names,
// worked out on a copy right after it.

extension ComparisonReport {
  /// How many rows of a long table are shown from its beginning, and from its end.
  private static let shownFirst = 5
  private static let shownLast = 3

  /// One row before it is worked out: a moment of each run.
  private struct Place {
    let number: Int
    let first: Int?
    let second: Int?
  }

  // MARK: - What was asked for

  /// A table for each expression; those with one row are put together.
  func tables(of expressions: [Aside]) -> Document {
    var document = Document()
    var single: [(String, Place, Aside)] = []
    for expression in expressions {
      let places = places(of: expression)
      switch places.count {
      case 0:
        document.append(
          paragraph("nothing in `\(expression.text)` was bound or changed after the fork"))
      case 1: single.append((expression.text, places[0], expression))
      default: document.append(table(expression, places))
      }
    }
    if !single.isEmpty {
      document.append(
        .table(
          Table(
            corner: "", headers: headers,
            rows: single.map {
              row($0.0, value($0.2, $0.1.first, first), value($0.2, $0.1.second, second))
            }
          )))
    }
    return document
  }

  /// The numbers that differ, losses before others, those bound often before those bound once.
  var defaultTables: Document {
    let differing = compared.names.filter { name in
      guard let (a, b) = compared.bindings[name] else { return false }
      return zip(a, b).contains { one, other in
        guard let x = one.number, let y = other.number else { return false }
        return x != y && !(x.isNaN && y.isNaN)
      }
    }
    let ranked = differing.enumerated().sorted { one, other in
      rank(one.element, one.offset) < rank(other.element, other.offset)
    }
    return tables(
      of: ranked.prefix(3).compactMap { Aside.read($0.element, named: "compare").aside })
  }

  private func rank(_ name: String, _ place: Int) -> (Int, Int, Int) {
    let count = compared.bindings[name]?.first.count ?? 0
    return (name.contains("loss") ? 0 : 1, -count, place)
  }

  // MARK: - Rows

  private func places(of expression: Aside) -> [Place] {
    let names = expression.names
    func times(
      _ side: (([RunComparison.Binding], [RunComparison.Binding])) -> [RunComparison.Binding]
    )
      -> [Int]
    {
      Set(
        names.flatMap { name in
          compared.bindings[name].map { side($0).map(\.time) } ?? []
        }
      ).sorted()
    }
    let (a, b) = (times { $0.0 }, times { $0.1 })
    return (0..<max(a.count, b.count)).map { i in
      Place(
        number: i + 1, first: i < a.count ? a[i] : nil, second: i < b.count ? b[i] : nil)
    }
  }

  private func table(_ expression: Aside, _ places: [Place]) -> Block {
    let isLong = places.count > ComparisonReport.shownFirst + ComparisonReport.shownLast + 1
    let shown =
      isLong
      ? places.prefix(ComparisonReport.shownFirst) + places.suffix(ComparisonReport.shownLast)
      : places[...]
    let turns = shown.map { turn(of: $0) }
    let known = turns.compactMap { $0 }
    let isByTurn =
      known.count == turns.count && zip(known, known.dropFirst()).allSatisfy { $0 < $1 }
    var rows: [Table.Row] = []
    for (i, place) in shown.enumerated() {
      if isLong, i == ComparisonReport.shownFirst {
        let left = places.count - shown.count
        rows.append(.init("…", span: "\(left) more"))
      }
      rows.append(
        row(
          "\(isByTurn ? known[i] : place.number)", value(expression, place.first, first),
          value(expression, place.second, second)))
    }
    let corner = expression.text + (isByTurn ? ", turn" : ", time")
    return .table(Table(corner: corner, headers: headers, rows: rows))
  }

  private var headers: [String] { [first.name, second.name, "difference"] }

  /// The turn of the innermost loop that a row belongs to.
  private func turn(of place: Place) -> Int? {
    let machine =
      place.first.map { first.timeline.machine(at: $0) }
      ?? place.second.map { second.timeline.machine(at: $0) }
    return machine?.openLoops.last.flatMap { $0.turn > 0 ? $0.turn : nil }
  }

  /// What an expression is at a moment.
  private enum Found {
    case number(Double)
    case words(String)
    case nothing
  }

  private func value(_ expression: Aside, _ time: Int?, _ run: ComparedRun) -> Found {
    guard let time else { return .nothing }
    do throws(Diagnostic) {
      let after = try expression.evaluate(
        on: run.timeline.machine(at: time), isInterrupted: isInterrupted)
      if let number = after.echoNumber { return .number(number) }
      return .words(Session.oneLine(after.echoDescription, width: 22))
    } catch {
      return error.id == Timeline.interruptedID ? .words("stopped") : .nothing
    }
  }

  private func row(_ label: String, _ a: Found, _ b: Found) -> Table.Row {
    guard case .number(let x) = a, case .number(let y) = b else {
      return Table.Row(label, [text(a), text(b)])
    }
    let (from, to) = Session.pairText(x, y)
    return Table.Row(label, [from, to, NumberText.text(y - x)])
  }

  private func text(_ found: Found) -> String {
    switch found {
    case .number(let x): NumberText.text(x)
    case .words(let words): words
    case .nothing: "–"
    }
  }

  private func paragraph(_ text: String) -> Block {
    .paragraph(Paragraph(hanging: 2, content: Line(text)))
  }
}
