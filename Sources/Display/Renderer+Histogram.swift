import Diagnostics

// A histogram in a terminal: a bar a line, with the interval before it and the count behind it.
//
//     [0.1, 0.4) ▏████████ 1
//     [0.4, 0.7) ▏████████████████████████ 3

extension Renderer {
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  func histogram(_ histogram: Histogram) -> [Cells] {
    var result = heading(histogram.title)
    guard !histogram.counts.isEmpty else {
      return result + remark("no number here can be drawn") + remark(histogram.notDrawn)
    }
    if !histogram.x.isEmpty { result.append(line(cells(histogram.x, .dim), at: 2)) }
    let edges = NumberText.texts(histogram.edges)
    let last = histogram.counts.count - 1
    let names = histogram.counts.indices.map { i in
      cells("[\(edges[i]), \(edges[i + 1])\(i == last ? "]" : ")")", .dim)
    }
    let counts = histogram.counts.map { cells("\($0)", .number) }
    let column = min(width / 2, 2 + (names.map(\.width).max() ?? 0) + 1)
    let room = max(
      4, min(width, Renderer.widestPicture) - column - 2 - (counts.map(\.width).max() ?? 0))
    let largest = max(1, histogram.counts.max() ?? 1)
    for (i, name) in names.enumerated() {
      var line = Cells()
      line.pad(to: column - 1 - name.width)
      line.append(name)
      line.pad(to: column)
      line.append(cells("│", .dim))
      line.append(bar(histogram.counts[i], of: largest, room))
      line.append(" ")
      line.append(counts[i])
      result.append(line)
    }
    return result + remark(histogram.notDrawn)
  }

  /// A bar whose length is to the room as the count is to the largest; never nothing for a count.
  private func bar(_ count: Int, of largest: Int, _ room: Int) -> Cells {
    let length = Double(count) / Double(largest) * Double(room)
    guard count > 0 else { return Cells() }
    if ascii {
      return Cells(String(repeating: "#", count: max(1, Int(length.rounded()))), .name)
    }
    let eighths = max(1, Int((length * 8).rounded()))
    var bar = Cells(String(repeating: "█", count: eighths / 8), .name)
    if eighths % 8 > 0 { bar.append(String(Renderer.eighths[eighths % 8 - 1]), .name) }
    return bar
  }
}
