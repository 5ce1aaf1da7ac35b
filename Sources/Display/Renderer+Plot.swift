import Diagnostics

// A plot in a terminal: ten lines of field with a scale at the left and one below.
//
//      loss
//  3.0 ┤●
//      │ ●●
//  2.0 ┤   ●○●●●
//      └┬───────┬───────┬
//       0       5       10
//      ● train   ○ test

extension Renderer {
  /// The lines of a plot's field.
  static let plotRows = 10
  /// The widest that a picture gets, however wide the terminal.
  static let widestPicture = 100

  /// One sign a series, to be told apart without colour.
  private var marks: [Character] {
    ascii
      ? ["*", "o", "+", "x", "#", "@", "%", "="] : ["●", "○", "▲", "△", "■", "□", "×", "+"]
  }
  /// Where several series share a cell.
  private var sharedMark: Character { ascii ? "&" : "◆" }
  private static let seriesRoles: [Role] = [.name, .mark, .good, .bad]

  func plot(_ plot: Plot) -> [Cells] {
    var result = heading(plot.title)
    let drawn = plot.series.flatMap { plot.points($0).compactMap { $0 } }
    guard !drawn.isEmpty else {
      return result + remark("no number here can be drawn") + remark(plot.notDrawn)
    }
    let vertical = Axis(covering: drawn.map(\.y), most: 6, isLog: plot.isLogY)
    let scale = NumberText.texts(vertical.ticks).map { cells($0, .dim) }
    let gutter = min(width / 3, 2 + (scale.map(\.width).max() ?? 0) + 1)
    let columns = max(8, min(width, Renderer.widestPicture) - gutter - 1)
    let horizontal = bottomAxis(drawn.map(\.x), plot.isLogX, columns)
    let raster = filled(plot, horizontal, vertical, columns)
    let (names, left) = placedLabels(plot, horizontal, vertical, raster)
    let heights = axisName(plot.y, isLog: plot.isLogY)
    if !heights.isEmpty { result.append(line(heights, at: 2)) }

    var tickAt: [Int: Cells] = [:]
    for (tick, text) in zip(vertical.ticks, scale) {
      let row = Renderer.plotRows - 1 - vertical.part(tick, of: Renderer.plotRows)
      if tickAt[row] == nil { tickAt[row] = text }
    }
    for row in 0..<Renderer.plotRows {
      var line = Cells()
      if let text = tickAt[row] {
        line.pad(to: gutter - 1 - text.width)
        line.append(text)
      }
      line.pad(to: gutter)
      line.append(cells(tickAt[row] == nil ? "│" : "┤", .dim))
      line.append(field(raster, row, names, isBraille: plot.isBraille(ascii: ascii)))
      result.append(line)
    }
    result += bottom(horizontal, columns, gutter)
    let label = axisName(plot.x, isLog: plot.isLogX)
    if !label.isEmpty {
      result.append(line(label, at: max(2, gutter + 1 + (columns - label.width) / 2)))
    }
    result += legend(plot, raster, gutter)
    result += remark(plot.notDrawn)
    if left > 0 { result += remark("\(left) label\(left == 1 ? "" : "s") had no room") }
    return result
  }

  /// What lies along an axis, and whether equal distances are equal ratios there.
  private func axisName(_ name: String, isLog: Bool) -> Cells {
    cells(isLog ? (name.isEmpty ? "log scale" : name + " (log scale)") : name, .dim)
  }

  /// A title above a picture.
  func heading(_ title: String) -> [Cells] {
    if title.isEmpty { return [] }
    return cells(title, .heading).wrapped(first: width - 2, rest: width - 2).map { line($0, at: 2) }
  }

  /// A remark below a picture.
  func remark(_ text: String?) -> [Cells] {
    guard let text else { return [] }
    return cells(text, .dim).wrapped(first: width - 2, rest: width - 2).map { line($0, at: 2) }
  }

  func line(_ content: Cells, at column: Int) -> Cells {
    var line = Cells()
    line.pad(to: column)
    line.append(content)
    return line
  }

  // MARK: - The field

  private func filled(
    _ plot: Plot, _ horizontal: Axis, _ vertical: Axis, _ columns: Int
  ) -> Raster {
    var raster = Raster(columns: columns, rows: Renderer.plotRows)
    for (number, series) in plot.series.enumerated() {
      let points = plot.points(series).map { point in
        point.map { (x: horizontal.fraction($0.x), y: vertical.fraction($0.y)) }
      }
      let joined = plot.isJoined ? points : points.flatMap { [$0, nil] }
      if plot.isBraille(ascii: ascii) {
        Raster.line(joined, columns: columns * 2, rows: raster.rows * 4) { raster.dot($0, $1) }
      } else {
        Raster.line(joined, columns: columns, rows: raster.rows) { raster.put(number, $0, $1) }
      }
    }
    return raster
  }

  private func field(
    _ raster: Raster, _ row: Int, _ names: [Int: Cells], isBraille: Bool
  ) -> Cells {
    var line = Cells()
    var column = 0
    while column < raster.columns {
      let place = row * raster.columns + column
      if let name = names[place] {
        line.append(name)
        column += name.width
        continue
      }
      let mark = raster.marks[place]
      if isBraille, raster.dots[place] != 0 {
        let scalar = Unicode.Scalar(0x2800 + UInt32(raster.dots[place]))
        line.append(String(scalar.map(Character.init) ?? " "), .name)
      } else if mark >= 0 {
        line.append(String(marks[mark % marks.count]), role(mark))
      } else {
        line.append(mark == -2 ? String(sharedMark) : " ")
      }
      column += 1
    }
    return line
  }

  private func role(_ series: Int) -> Role {
    Renderer.seriesRoles[series % Renderer.seriesRoles.count]
  }

  /// The points' own labels where there is room beside them, and how many found none.
  private func placedLabels(
    _ plot: Plot, _ horizontal: Axis, _ vertical: Axis, _ raster: Raster
  ) -> (names: [Int: Cells], left: Int) {
    guard let series = plot.series.first, !plot.labels.isEmpty else { return ([:], 0) }
    var names: [Int: Cells] = [:]
    var taken: Set<Int> = []
    var left = 0
    for ((x, y), text) in zip(zip(series.xs, series.ys), plot.labels) where plot.takes(x, y) {
      let row = raster.rows - 1 - vertical.part(y, of: raster.rows)
      let column = horizontal.part(x, of: raster.columns)
      let name = cells(String(text.prefix(16)), .plain)
      let isFitting: (Int) -> Bool = { start in
        guard start >= 0, start + name.width <= raster.columns else { return false }
        return (start..<start + name.width).allSatisfy {
          raster.isFree($0, row) && !taken.contains(row * raster.columns + $0)
        }
      }
      guard name.width > 0, let start = [column + 1, column - name.width].first(where: isFitting)
      else {
        left += 1
        continue
      }
      names[row * raster.columns + start] = name
      for c in start..<start + name.width { taken.insert(row * raster.columns + c) }
    }
    return (names, left)
  }

  // MARK: - Below the field

  /// As many round ticks as have room for their numbers.
  private func bottomAxis(_ values: [Double], _ isLog: Bool, _ columns: Int) -> Axis {
    for most in stride(from: max(3, min(11, columns / 6)), to: 3, by: -1) {
      let axis = Axis(covering: values, most: most, isLog: isLog)
      let widest = NumberText.texts(axis.ticks).map(terminalWidth).max() ?? 0
      if axis.ticks.count * (widest + 3) <= columns { return axis }
    }
    return Axis(covering: values, most: 3, isLog: isLog)
  }

  private func bottom(_ axis: Axis, _ columns: Int, _ gutter: Int) -> [Cells] {
    let places = axis.ticks.map { axis.part($0, of: columns) }
    var edge = Cells()
    edge.pad(to: gutter)
    edge.append(cells("└", .dim))
    for column in 0..<columns { edge.append(cells(places.contains(column) ? "┬" : "─", .dim)) }
    var numbers = Cells()
    for (place, text) in zip(places, NumberText.texts(axis.ticks)) {
      let number = cells(text, .dim)
      let middle = gutter + 1 + place - (number.width - 1) / 2
      let start = min(middle, gutter + 1 + columns - number.width)
      if numbers.width > 0, start < numbers.width + 1 { continue }
      numbers.pad(to: max(0, start))
      numbers.append(number)
    }
    return [edge, numbers]
  }

  private func legend(_ plot: Plot, _ raster: Raster, _ gutter: Int) -> [Cells] {
    let named = plot.series.enumerated().filter { !$0.element.name.isEmpty }
    guard plot.series.count > 1 || !named.isEmpty else { return [] }
    var entries = plot.series.enumerated().map { number, series in
      let sign = plot.isBraille(ascii: ascii) ? (ascii ? "-" : "⠒") : String(marks[number % 8])
      return Cells(sign, role(number)) + cells(" " + String(series.name.prefix(24)), .plain)
    }
    if raster.marks.contains(-2) { entries.append(Cells(String(sharedMark) + " several")) }
    var lines: [Cells] = []
    var line = Cells()
    for entry in entries {
      if line.width > 0, line.width + 3 + entry.width > width {
        lines.append(line)
        line = Cells()
      }
      line.pad(to: line.width == 0 ? 2 : line.width + 3)
      line.append(entry)
    }
    return lines + [line]
  }
}

extension Plot {
  /// Whether its field is drawn in dots: one curve, and more than a character set of letters.
  fileprivate func isBraille(ascii: Bool) -> Bool {
    !ascii && isJoined && series.count == 1 && points(series[0]).compactMap { $0 }.count > 1
  }
}

extension Cells {
  /// The two side by side.
  fileprivate static func + (left: Cells, right: Cells) -> Cells {
    var both = left
    both.append(right)
    return both
  }
}
