// Documents as lines of a terminal.
//
// The renderer owns the width: whatever a block holds, no line comes out wider. Spelling in ASCII
// happens before layout, since `Σ` becomes three characters, and colour after it, since escape
// codes have no width.

import Diagnostics

/// Turns documents into text for a terminal, a pipe or a file.
public struct Renderer: Sendable {
  /// The cells of a line.
  public var width: Int
  /// Whether to spell everything in ASCII.
  public var ascii: Bool
  /// The colours.
  public var theme: Theme

  /// Makes a renderer; a width below 20 counts as 20.
  public init(width: Int = 80, ascii: Bool = false, theme: Theme = .none) {
    self.width = max(20, width)
    self.ascii = ascii
    self.theme = theme
  }

  /// The document's text, every line ended by a line break.
  public func text(_ document: Document) -> String {
    lines(document).map { $0 + "\n" }.joined()
  }

  /// The document's lines, without line breaks and without spaces at their ends.
  public func lines(_ document: Document) -> [String] {
    var inner = self
    inner.width = min(width, max(20, document.maximumWidth ?? width))
    return document.blocks.flatMap { inner.layout($0) }.flatMap { line in
      inner.held(line)
    }.map(inner.painted)
  }

  /// The line within the width, whatever a block made of it.
  private func held(_ line: Cells) -> [Cells] {
    if line.width <= width { return [line] }
    return line.wrapped(first: width, rest: width - 4).enumerated().map { index, part in
      index == 0 ? part : indented(part, by: 4)
    }
  }

  private func layout(_ block: Block) -> [Cells] {
    switch block {
    case .title(let left, let aside): title(left, aside)
    case .paragraph(let paragraph): self.paragraph(paragraph)
    case .source(let source): self.source(source)
    case .lines(let lines): lines.map(cells)
    case .grids(let grids): self.grids(grids)
    case .table(let table): self.table(table)
    case .plot(let plot): self.plot(plot)
    case .histogram(let histogram): self.histogram(histogram)
    case .heatmap(let heatmap): self.heatmap(heatmap)
    case .graph(let graph): self.graph(graph)
    case .rule: [cells(Line(String(repeating: "─", count: width), .dim))]
    case .blank: [Cells()]
    case .keys(let keys): self.keys(keys)
    }
  }

  // MARK: - Text

  /// The text as it will be printed: no control characters, ASCII if so chosen.
  func clean(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: result += "  "
      case 0x0A, 0x0D: result += " "
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    guard ascii else { return result }
    // A space that must not break stays one until the line is painted.
    return result.split(separator: "\u{A0}", omittingEmptySubsequences: false)
      .map { asciiText(String($0)) }.joined(separator: "\u{A0}")
  }

  func cells(_ text: String, _ role: Role) -> Cells { Cells(clean(text), role) }

  func cells(_ line: Line) -> Cells {
    var result = Cells()
    for run in line.runs { result.append(cells(run.text, run.role)) }
    return result
  }

  private func painted(_ line: Cells) -> String {
    var line = line
    line.trimEnd()
    var result = ""
    var current: String?
    for cell in line.cells {
      let wanted = theme.rendition(of: cell.role)
      if wanted != current {
        if current != nil { result += "\u{1B}[0m" }
        if let wanted { result += "\u{1B}[\(wanted)m" }
        current = wanted
      }
      result.append(cell.character == "\u{A0}" ? " " : cell.character)
    }
    return current == nil ? result : result + "\u{1B}[0m"
  }

  // MARK: - Simple blocks

  /// Where asides end: a little short of the edge, so that a card does not look cramped.
  private var asideEdge: Int { width >= 60 ? width - 3 : width }

  private func title(_ left: Line, _ aside: Line) -> [Cells] {
    withAside(cells(left), cells(aside), gap: 2)
  }

  private func withAside(_ line: Cells, _ aside: Cells, gap: Int) -> [Cells] {
    if aside.isEmpty { return line.wrapped(first: width, rest: width) }
    var together = line
    if line.width + gap + aside.width <= asideEdge {
      together.pad(to: asideEdge - aside.width)
      together.append(aside)
      return [together]
    }
    return line.wrapped(first: width, rest: width)
      + aside.wrapped(first: width - 4, rest: width - 4).map { indented($0, by: 4) }
  }

  private func indented(_ line: Cells, by indent: Int) -> Cells {
    var result = Cells()
    result.pad(to: indent)
    result.append(line)
    return result
  }

  private func paragraph(_ paragraph: Paragraph) -> [Cells] {
    let label = cells(paragraph.label)
    var column = paragraph.column
    // On a narrow terminal the text would stand in a gutter at the right.
    if column > width / 3, column > 12 { column = 12 }
    let hanging = column + paragraph.hanging <= width / 2 ? paragraph.hanging : 2
    var head = Cells()
    if !label.isEmpty {
      head.pad(to: paragraph.indent)
      head.append(label)
      head.append(" ")
    }
    head.pad(to: column)
    let content = cells(paragraph.content)
    let lines = content.wrapped(first: width - head.width, rest: width - column - hanging)
    return lines.enumerated().map { index, line in
      if index > 0 { return indented(line, by: column + hanging) }
      var first = head
      first.append(line)
      return first
    }
  }

  private func keys(_ keys: [String]) -> [Cells] {
    var lines: [Cells] = []
    var line = Cells()
    for key in keys {
      let next = cells(key, .dim)
      if !line.isEmpty, line.width + 3 + next.width > width {
        lines.append(line)
        line = Cells()
      }
      line.append(line.isEmpty ? " " : "   ")
      line.append(next)
    }
    return line.isEmpty ? lines : lines + [line]
  }

  // MARK: - Source

  private func source(_ source: SourceLine) -> [Cells] {
    let indent = 4
    var line = Cells()
    var marks: [Bool] = []
    for (index, character) in source.text.enumerated() {
      let spelled = cells(String(character), .source)
      line.append(spelled)
      let isMarked = source.marked?.contains(index) ?? false
      marks += Array(repeating: isMarked, count: spelled.cells.count)
    }
    line.trimEnd()
    var result: [Cells] = []
    let limit = width - indent
    var start = 0
    var isAsideShown = false
    repeat {
      var end = start
      var taken = 0
      while end < line.cells.count, taken + line.cells[end].width <= limit {
        taken += line.cells[end].width
        end += 1
      }
      if end == start { break }
      if end < line.cells.count, let space = line.cells[start..<end].lastIndex(where: \.isSpace) {
        end = space + 1
      }
      let (text, under) = underlined(line, marks, start..<end)
      let isOnly = start == 0 && end == line.cells.count
      let aside = isOnly ? cells(source.aside, .dim) : Cells()
      let isBeside = indent + text.width + 4 + aside.width <= asideEdge
      result += withAside(indented(text, by: indent), isBeside ? aside : Cells(), gap: 4)
      if !under.isEmpty { result.append(indented(under, by: indent)) }
      isAsideShown = isAsideShown || isBeside && isOnly
      start = end
    } while start < line.cells.count
    if !isAsideShown, !source.aside.isEmpty {
      result += withAside(Cells(), cells(source.aside, .dim), gap: 0)
    }
    return result
  }

  /// A stretch of a source line, and the marks under it.
  private func underlined(
    _ line: Cells, _ marks: [Bool], _ range: Range<Int>
  ) -> (text: Cells, under: Cells) {
    var text = Cells()
    var under = Cells()
    for index in range {
      let cell = line.cells[index]
      text.append(cell)
      if marks[index] {
        under.pad(to: text.width - cell.width)
        under.append(String(repeating: ascii ? "-" : "─", count: cell.width), .mark)
      }
    }
    return (text, under)
  }
}
