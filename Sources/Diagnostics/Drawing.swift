// The source lines of a diagnostic with their underlines and labels.

struct Drawing {
  var source: SourceFile
  var marks: [Mark]
  /// The blanks as wide as the line numbers and one space.
  var indent: String
  var pen: Pen
  var width: Int

  /// What of a mark lies on one line.
  private struct Segment {
    var from: Int
    var to: Int
    var isPrimary: Bool
    var text: String?
  }

  /// Every line that holds a mark, the line between two of them, and signs for longer gaps.
  func lines() -> [String] {
    var result: [String] = []
    var previous: Int?
    for line in markedLines() {
      if let last = previous {
        if line == last + 2 {
          result += draw(last + 1)
        } else if line > last + 1 {
          result.append(indent + pen.gap)
        }
      }
      result += draw(line)
      previous = line
    }
    return result
  }

  /// The first and last line of each mark; lines between those are left to the gap.
  private func markedLines() -> [Int] {
    Set(marks.flatMap { [$0.firstLine, $0.lastLine] }).sorted()
  }

  private func draw(_ line: Int) -> [String] {
    let number = String(line + 1)
    let padding = String(repeating: " ", count: max(0, indent.utf8.count - 1 - number.utf8.count))
    let room = max(20, width - indent.utf8.count - 2)
    // A line of a megabyte is not laid out whole for the sake of eighty cells.
    let anchor = marks.first { touches($0, line) }?.start ?? source.contentStart(line)
    let from = max(source.contentStart(line), anchor - 4000)
    let to = min(source.contentEnd(line), anchor + 4000)
    let drawn = DrawnLine(source.bytes(from: from, to: to), from: from, ascii: pen.isASCII)
    var segments = marks.compactMap { segment(of: $0, on: line, in: drawn) }
    let text = cut(drawn, to: room, around: &segments)
    var result = [trimmed("\(padding)\(number) \(pen.bar) \(text)")]
    let front = indent + pen.bar + " "
    if !segments.isEmpty {
      result.append(front + underlines(segments))
      result += hangingLabels(segments, room: room).map { front + $0 }
    }
    return result
  }

  private func touches(_ mark: Mark, _ line: Int) -> Bool {
    mark.firstLine <= line && line <= mark.lastLine
  }

  private func segment(of mark: Mark, on line: Int, in drawn: DrawnLine) -> Segment? {
    guard touches(mark, line) else { return nil }
    var start = mark.start
    if mark.firstLine < line {
      // On a later line of a span the underline begins under the first word.
      let text = source.line(line + 1)
      start = source.contentStart(line) + text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    }
    let from = drawn.startCell(of: start)
    let to = mark.lastLine > line ? drawn.width : drawn.endCell(of: mark.end)
    return Segment(
      from: from, to: max(to, from + 1), isPrimary: mark.isPrimary,
      text: mark.lastLine == line ? mark.text : nil)
  }

  /// The part of a line that fits around its marks; the marks are moved along.
  private func cut(_ drawn: DrawnLine, to room: Int, around segments: inout [Segment]) -> String {
    guard drawn.width > room else { return drawn.text(0..<drawn.width) }
    let inner = room - 2
    let focus = segments.first { $0.isPrimary } ?? segments.first
    let firstCell = segments.map(\.from).min() ?? 0
    let lastCell = segments.map(\.to).max() ?? 0
    var low = lastCell - firstCell <= inner - 8 ? firstCell - 8 : (focus?.from ?? 0) - inner / 3
    if lastCell <= inner { low = 0 }
    low = max(0, min(low, drawn.width - inner))
    let high = min(drawn.width, low + inner)
    for index in segments.indices {
      // A mark outside the window is drawn on the sign of the cut.
      segments[index].from = min(max(segments[index].from - low, -1), inner) + 1
      segments[index].to = min(max(segments[index].to - low + 1, segments[index].from + 1), room)
    }
    let left = low > 0 ? pen.ellipsis : " "
    if low == 0 {
      for index in segments.indices {
        segments[index].from -= 1
        segments[index].to = max(segments[index].to - 1, segments[index].from + 1)
      }
    }
    let right = high < drawn.width ? pen.ellipsis : ""
    return (low == 0 ? "" : left) + drawn.text(low..<high) + right
  }

  /// The row of ^ and ─ under a line.
  private func underlines(_ segments: [Segment]) -> String {
    var row = [Character](repeating: " ", count: segments.map(\.to).max() ?? 0)
    for segment in segments.filter({ !$0.isPrimary }) + segments.filter(\.isPrimary) {
      for cell in segment.from..<segment.to {
        row[cell] = segment.isPrimary ? "^" : pen.underline
      }
    }
    return String(row)
  }

  /// The rows with the labels, rightmost first, each hanging from the first cell of its mark.
  private func hangingLabels(_ segments: [Segment], room: Int) -> [String] {
    let labelled = segments.enumerated().filter { $0.element.text != nil }
      .sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }
      .map(\.element)
    var rows: [String] = []
    var remaining = Array(labelled)
    while let column = remaining.last?.from {
      let group = remaining.filter { $0.from == column }
      remaining.removeAll { $0.from == column }
      let bars = row(of: remaining.map(\.from), upTo: column)
      for (index, segment) in group.enumerated() {
        let isLast = index == group.count - 1
        rows += wrap(
          segment.text ?? "", width: max(room, column + 26),
          first: bars + (isLast ? pen.end : pen.tee) + " ",
          rest: bars + (isLast ? " " : pen.bar) + " ")
      }
    }
    return rows
  }

  private func row(of columns: [Int], upTo end: Int) -> String {
    let marked = Set(columns)
    return (0..<end).map { marked.contains($0) ? pen.bar : " " }.joined()
  }

  private func trimmed(_ text: String) -> String {
    var result = Substring(text)
    while result.last == " " { result.removeLast() }
    return String(result)
  }
}
