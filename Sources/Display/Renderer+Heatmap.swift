import Diagnostics
import Tensors

// A heatmap in a terminal: in each cell a shade and, where all of them fit, the number.
//
//            t          h          e
//     t   ██ 1.00       0.00       0.00
//     h   ░░ 0.25    ▓▓ 0.75       0.00

extension Renderer {
  /// The most rows and columns that are shown.
  static let largestHeatmap = 16
  /// Five shades, from the least number to the greatest.
  private var shades: [Character] {
    ascii ? [" ", ".", ":", "*", "#"] : [" ", "░", "▒", "▓", "█"]
  }

  func heatmap(_ heatmap: Heatmap) -> [Cells] {
    let result = heading(heatmap.title)
    guard heatmap.values.rank == 2, heatmap.values.count > 0 else {
      return result + remark("there is nothing to draw")
    }
    let (height, length) = (heatmap.values.shape[0], heatmap.values.shape[1])
    let rowNames = names(heatmap.rows, height, most: 12)
    let columnNames = names(heatmap.columns, length, most: 8)
    let left = 2 + (rowNames.map(\.width).max() ?? 0) + 2
    let shown = HeatmapCells(heatmap.values, shades: shades.count)
    let rows = min(height, Renderer.largestHeatmap)
    var columns = min(length, Renderer.largestHeatmap)

    // Numbers first with four decimals, then with fewer, then none.
    var layout = (texts: [[String]](), cell: 0, gap: 2)
    for places in [nil, 3, 2, 1] {
      let texts = shown.texts(rows, columns, places: places)
      let number = texts.joined().map(terminalWidth).max() ?? 0
      let name = columnNames.prefix(columns).map(\.width).max() ?? 0
      layout = (texts, max(number + 3, name), 2)
      if left + columns * (layout.cell + layout.gap) - layout.gap <= width { break }
      layout = ([], 2, 1)
    }
    columns = max(1, min(columns, (width - left + layout.gap) / (layout.cell + layout.gap)))
    var lines = result
    if !heatmap.columns.isEmpty {
      lines.append(
        header(columnNames.prefix(columns), left: left, layout.cell, layout.gap))
    }
    for row in 0..<rows {
      var line = Cells()
      line.pad(to: 2)
      line.append(rowNames[row])
      for column in 0..<columns {
        line.pad(to: left + column * (layout.cell + layout.gap))
        let level = shown.level(row, column)
        let shade = level.map { String(shades[$0]) } ?? "?"
        line.append(shade + shade, .name)
        if layout.texts.isEmpty { continue }
        let text = cells(layout.texts[row][column], .number)
        line.pad(to: left + column * (layout.cell + layout.gap) + layout.cell - text.width)
        line.append(text)
      }
      lines.append(line)
    }
    return lines + remark(key(shown)) + remark(cut(rows, height, columns, length))
      + remark(shown.notDrawn)
  }

  /// Labels cut to a length; numbers where there are none.
  private func names(_ labels: [String], _ count: Int, most: Int) -> [Cells] {
    (0..<count).map { i in
      guard labels.count == count else { return cells("\(i)", .dim) }
      let label = cells(labels[i] == " " ? "' '" : labels[i], .heading)
      return label.width <= most ? label : cells(String(labels[i].prefix(most - 1)) + "…", .heading)
    }
  }

  private func header(
    _ names: ArraySlice<Cells>, left: Int, _ cell: Int, _ gap: Int
  ) -> Cells {
    var line = Cells()
    for (column, name) in names.enumerated() {
      var name = name
      if name.width > cell {
        // Only the beginning of a label stands above a narrow cell.
        var short = Cells()
        for part in name.cells where short.width + part.width <= cell { short.append(part) }
        name = short
      }
      line.pad(to: left + column * (cell + gap) + cell - name.width)
      line.append(name)
    }
    return line
  }

  private func key(_ shown: HeatmapCells) -> String {
    guard let low = shown.low, let high = shown.high else { return "no number here can be drawn" }
    if low == high { return "every number is \(NumberText.text(low))" }
    let steps = shades.dropFirst().map(String.init).joined(separator: " ")
    return "from \(NumberText.text(low)), blank, over \(steps) to \(NumberText.text(high))"
  }

  private func cut(_ rows: Int, _ height: Int, _ columns: Int, _ length: Int) -> String? {
    var parts: [String] = []
    if rows < height { parts.append("the first \(rows) of \(height) rows") }
    if columns < length { parts.append("the first \(columns) of \(length) columns") }
    return parts.isEmpty ? nil : "shown: " + parts.joined(separator: ", ")
  }
}

/// The numbers of a heatmap with their shades.
struct HeatmapCells {
  private let values: Tensor
  private let width: Int
  private let shades: Int
  let low: Double?
  let high: Double?
  let notDrawn: String?

  init(_ values: Tensor, shades: Int) {
    self.values = values
    self.shades = shades
    width = values.shape[1]
    var range: (low: Double, high: Double)?
    var leftover = Leftover()
    for i in 0..<values.count {
      let value = values.element(at: i)
      guard Axis.takes(value, isLog: false) else {
        leftover.add(value)
        continue
      }
      range = range.map { (min($0.low, value), max($0.high, value)) } ?? (value, value)
    }
    low = range?.low
    high = range?.high
    notDrawn = leftover.text.map { "no shade (??): " + $0.dropFirst("not drawn: ".count) }
  }

  /// The shade of an element, or nil where it has none.
  func level(_ row: Int, _ column: Int) -> Int? {
    let value = values.element(at: row * width + column)
    guard let low, let high, Axis.takes(value, isLog: false) else { return nil }
    if low == high { return shades / 2 }
    return min(shades - 1, max(0, Int((value - low) / (high - low) * Double(shades))))
  }

  /// The numbers' texts; with a count of decimals where one is given and a number has more.
  func texts(_ rows: Int, _ columns: Int, places: Int?) -> [[String]] {
    let all = (0..<rows).map { row in
      (0..<columns).map { values.element(at: row * width + $0) }
    }
    let isWhole = all.joined().allSatisfy { abs($0) < 1e9 && $0 == $0.rounded() }
    if places == nil || isWhole {
      let texts = NumberText.texts(all.flatMap { $0 })
      return (0..<rows).map { Array(texts[$0 * columns..<($0 + 1) * columns]) }
    }
    return all.map { $0.map { NumberText.text($0, places: places ?? 4) } }
  }
}
