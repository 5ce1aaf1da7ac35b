// Text as a terminal sees it: characters with a role and a width in cells.

import Diagnostics

/// One character on its way to the terminal.
struct Cell: Equatable {
  var character: Character
  var role: Role
  /// How many columns it takes: 0, 1 or 2.
  var width: Int

  init(_ character: Character, _ role: Role) {
    self.character = character
    self.role = role
    width = character.isASCII ? 1 : terminalWidth(String(character))
  }

  var isSpace: Bool { character == " " }
}

/// A line of cells.
struct Cells: Equatable {
  private(set) var cells: [Cell] = []
  private(set) var width = 0

  init() {}

  init(_ text: String, _ role: Role = .plain) {
    for character in text { append(Cell(character, role)) }
  }

  var isEmpty: Bool { cells.isEmpty }

  mutating func append(_ cell: Cell) {
    cells.append(cell)
    width += cell.width
  }

  mutating func append(_ other: Cells) {
    cells += other.cells
    width += other.width
  }

  mutating func append(_ text: String, _ role: Role = .plain) {
    for character in text { append(Cell(character, role)) }
  }

  /// Fills with spaces up to a column; does nothing when the column is passed already.
  mutating func pad(to column: Int) {
    while width < column { append(Cell(" ", .plain)) }
  }

  mutating func trimEnd() {
    while let last = cells.last, last.isSpace {
      width -= last.width
      cells.removeLast()
    }
  }

  /// The lines that the cells make, the first at most `first` and the others at most `rest` wide.
  ///
  /// A line breaks at a space where there is one, else in the middle.
  func wrapped(first: Int, rest: Int) -> [Cells] {
    var lines: [Cells] = []
    var line = Cells()
    var lastSpace: Int?
    var limit = max(2, first)
    for cell in cells {
      if cell.isSpace, line.width >= limit {
        // The space that would overflow is the break itself.
        lastSpace = nil
        lines.append(line)
        line = Cells()
        limit = max(2, rest)
        continue
      }
      if line.isEmpty, cell.isSpace, !lines.isEmpty { continue }
      while !line.isEmpty, line.width + cell.width > limit {
        var next = Cells()
        if let space = lastSpace {
          for moved in line.cells[(space + 1)...] { next.append(moved) }
          line.cut(to: space)
        }
        lines.append(line)
        line = next
        lastSpace = nil
        limit = max(2, rest)
      }
      if cell.isSpace, line.cells.contains(where: { !$0.isSpace }) {
        lastSpace = line.cells.count
      }
      line.append(cell)
    }
    lines.append(line)
    return lines.map {
      var trimmed = $0
      trimmed.trimEnd()
      return trimmed
    }
  }

  private mutating func cut(to count: Int) {
    cells.removeSubrange(count...)
    width = cells.reduce(0) { $0 + $1.width }
  }
}
