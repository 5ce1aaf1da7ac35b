// Tables whose numbers line up on their decimal points.
//
// What does not fit is given up in an order: the wide gaps first, then the notes move under their
// rows, then columns go: of few, the table is printed in parts, of many, the kept ones stay.

import Diagnostics

extension Renderer {
  func table(_ table: Table) -> [Cells] {
    let all = Array(0..<columnCount(table))
    for gap in [4, 3, 2] {
      let layout = TableLayout(table, columns: all, gap: gap, renderer: self)
      if layout.width(withNotes: true) <= width { return layout.lines(withNotes: true) }
    }
    for gap in [3, 2] {
      let layout = TableLayout(table, columns: all, gap: gap, renderer: self)
      if layout.noteRoom >= 24 { return layout.lines(withNotes: true) }
    }
    for gap in [4, 2] {
      let layout = TableLayout(table, columns: all, gap: gap, renderer: self)
      if layout.width(withNotes: false) <= width { return layout.lines(withNotes: false) }
    }
    if all.count > 4, let (columns, cut) = fittingColumns(table) {
      return TableLayout(cut, columns: columns, gap: 2, renderer: self).lines(withNotes: false)
    }
    return inParts(table)
  }

  private func columnCount(_ table: Table) -> Int {
    max(table.headers.count, table.rows.map(\.cells.count).max() ?? 0)
  }

  /// As many columns as fit, the kept ones first, and a table whose last column says what is left.
  private func fittingColumns(_ table: Table) -> ([Int], Table)? {
    let count = columnCount(table)
    let wanted = table.kept.filter { (0..<count).contains($0) }
    let order = wanted + (0..<count).filter { !wanted.contains($0) }
    for shown in stride(from: min(count - 1, width / 3), to: 0, by: -1) {
      let columns = order.prefix(shown).sorted()
      var cut = table
      let pad = { (cells: [String]) in
        cells + Array(repeating: "", count: max(0, count - cells.count))
      }
      cut.headers = pad(table.headers) + ["… \(count - shown) more"]
      cut.rows = table.rows.map { row in
        guard row.span == nil else { return row }
        var row = row
        row.cells = pad(row.cells) + ["…"]
        return row
      }
      let layout = TableLayout(cut, columns: columns + [count], gap: 2, renderer: self)
      if layout.width(withNotes: false) <= width { return (columns + [count], cut) }
    }
    return nil
  }

  private func inParts(_ table: Table) -> [Cells] {
    var result: [Cells] = []
    var columns = Array(0..<columnCount(table))
    while !columns.isEmpty {
      var taken = columns
      while taken.count > 1,
        TableLayout(table, columns: taken, gap: 2, renderer: self).width(withNotes: false) > width
      {
        taken.removeLast()
      }
      columns.removeFirst(taken.count)
      var part = table
      if !columns.isEmpty {
        // Notes and spanning rows are said once, with the last part.
        part.rows = part.rows.filter { $0.span == nil }.map { Table.Row($0.label, $0.cells) }
      }
      result += TableLayout(part, columns: taken, gap: 2, renderer: self).lines(withNotes: false)
    }
    return result
  }
}

/// Where a table's columns stand for one choice of gap.
struct TableLayout {
  private static let indent = 2

  private let table: Table
  private let columns: [Int]
  private let gap: Int
  private let renderer: Renderer
  private let measures: [ColumnMeasure]
  private let starts: [Int]
  private let end: Int

  init(_ table: Table, columns: [Int], gap: Int, renderer: Renderer) {
    self.table = table
    self.columns = columns
    self.gap = gap
    self.renderer = renderer
    let labels = [table.corner] + table.rows.map(\.label)
    let labelWidth = labels.map { terminalWidth(renderer.clean($0)) }.max() ?? 0
    // One sign anywhere moves all columns alike, so that their pitch stays even.
    let isSigned = table.rows.contains { row in
      columns.contains { column in
        column < row.cells.count && NumberExtent(renderer.clean(row.cells[column]))?.sign == 1
      }
    }
    measures = columns.map { column in
      ColumnMeasure(
        isSigned: isSigned,
        header: column < table.headers.count ? renderer.clean(table.headers[column]) : "",
        cells: table.rows.compactMap { row in
          column < row.cells.count ? renderer.clean(row.cells[column]) : nil
        })
    }
    var column = TableLayout.indent + labelWidth + gap
    if gap > 2 { column = max(column, 12) }
    var starts: [Int] = []
    for measure in measures {
      starts.append(column)
      column += measure.width + gap
    }
    self.starts = starts
    end = measures.isEmpty ? column : column - gap
  }

  func width(withNotes: Bool) -> Int {
    let notes = table.rows.map { terminalWidth(renderer.clean($0.note)) }.max() ?? 0
    return withNotes && notes > 0 ? end + gap + notes : end
  }

  func lines(withNotes: Bool) -> [Cells] {
    var result: [Cells] = []
    if !table.headers.isEmpty { result.append(headerLine) }
    for row in table.rows {
      if let span = row.span {
        result += spanLines(row.label, span)
        continue
      }
      var line = line(of: row)
      guard !row.note.isEmpty else {
        result.append(line)
        continue
      }
      if !withNotes {
        result.append(line)
        result += noteLines(row.note, at: 6)
        continue
      }
      let notes = noteLines(row.note, at: end + gap)
      line.pad(to: end + gap)
      if let first = notes.first {
        for cell in first.cells.dropFirst(end + gap) { line.append(cell) }
      }
      result.append(line)
      result += notes.dropFirst()
    }
    return result
  }

  private var headerLine: Cells {
    var line = label(table.corner, .heading)
    for (index, column) in columns.enumerated() where column < table.headers.count {
      let text = renderer.clean(table.headers[column])
      line.pad(to: starts[index] + measures[index].headerOffset)
      line.append(text, .heading)
    }
    return line
  }

  private func line(of row: Table.Row) -> Cells {
    var line = label(row.label, .name)
    for (index, column) in columns.enumerated() where column < row.cells.count {
      let text = renderer.clean(row.cells[column])
      if text.isEmpty { continue }
      line.pad(to: starts[index] + measures[index].offset(of: text))
      line.append(text, .number)
    }
    return line
  }

  private func label(_ text: String, _ role: Role) -> Cells {
    var line = Cells()
    line.pad(to: TableLayout.indent)
    line.append(renderer.cells(text, role))
    return line
  }

  private func spanLines(_ label: String, _ span: String) -> [Cells] {
    var line = self.label(label, .name)
    line.append(" ")
    let first = starts.first ?? 12
    let column = first <= 18 ? first : 12
    line.pad(to: column)
    let room = renderer.width - line.width
    let rest = renderer.width - column
    let wrapped = renderer.cells(span, .plain).wrapped(first: room, rest: rest)
    return wrapped.enumerated().map { index, text in
      var start = index == 0 ? line : Cells()
      start.pad(to: column)
      start.append(text)
      return start
    }
  }

  /// The cells that are left for notes beside the columns.
  var noteRoom: Int { renderer.width - end - gap }

  private func noteLines(_ note: String, at column: Int) -> [Cells] {
    let room = renderer.width - column
    return renderer.cells(note, .dim).wrapped(first: room, rest: room).map { text in
      var line = Cells()
      line.pad(to: column)
      line.append(text)
      return line
    }
  }
}

/// How wide one column is, and where its decimal points stand.
private struct ColumnMeasure {
  let width: Int
  let headerOffset: Int
  private let point: Int

  init(isSigned: Bool, header: String, cells: [String]) {
    let numbers = (cells + [header]).compactMap(NumberExtent.init)
    let digits = numbers.map { $0.before - $0.sign }.max() ?? 0
    let point = numbers.isEmpty ? 0 : digits + (isSigned ? 1 : 0)
    self.point = point
    let texts = (cells + [header]).filter { NumberExtent($0) == nil }
    let widest = numbers.map { point - $0.before + $0.width }.max() ?? 0
    let firstDigit = numbers.map { point - $0.before + $0.sign }.min() ?? 0
    let headerWidth = terminalWidth(header)
    if let extent = NumberExtent(header) {
      headerOffset = point - extent.before
    } else {
      headerOffset = headerWidth >= widest ? 0 : firstDigit
    }
    let textWidth = texts.map(terminalWidth).max() ?? 0
    width = max(widest, textWidth, headerOffset + headerWidth)
  }

  /// How far from the column's start a cell's text begins.
  func offset(of text: String) -> Int {
    NumberExtent(text).map { point - $0.before } ?? 0
  }
}

/// A number's parts in cells: what stands before its point, and how much of that is the sign.
private struct NumberExtent {
  let before: Int
  let sign: Int
  let width: Int

  init?(_ text: String) {
    // A mark behind a number does not make it a word.
    let number = text.prefix { $0 != " " }
    let mark = text.dropFirst(number.count)
    guard mark.count <= 2, mark.allSatisfy({ " ◂◀<▸▾✓✗".contains($0) }) else { return nil }
    guard let first = number.first else { return nil }
    sign = first == "−" || first == "-" ? 1 : 0
    let digits = number.dropFirst(sign)
    width = terminalWidth(text)
    if digits == "inf" || digits == "nan" || digits == "?" {
      before = number.count
      return
    }
    guard let lead = digits.first, lead.isASCII, lead.isNumber,
      digits.allSatisfy({ $0.isASCII && $0.isNumber || ".e−-+".contains($0) })
    else { return nil }
    before = sign + digits.prefix { $0.isNumber }.count
  }
}
