import Diagnostics

// A terminal's screen, as much of one as the program uses: what it writes becomes rows of cells, so
// that a test can ask what a person would see.

/// A screen that understands the codes of a terminal.
struct Screen {
  private(set) var columns: Int
  private(set) var rows: Int
  /// The cells of every row; an empty string is the right half of a wide letter.
  private var cells: [[String]]
  /// Whether a row runs on into the next.
  private var runsOn: [Bool]
  /// Rows that have left the screen at its top.
  private(set) var scrolled: [String] = []
  private(set) var row = 0
  private(set) var column = 0
  /// Whether the last column was just written: the next letter goes to the next row.
  private var isPending = false
  /// Whether the program has asked for pastes to be marked.
  private(set) var marksPastes = false
  private var rest: [UInt8] = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Screen.blank(columns), count: rows)
    runsOn = Array(repeating: false, count: rows)
  }

  private static func blank(_ columns: Int) -> [String] { Array(repeating: " ", count: columns) }

  /// The rows as text, without blanks at their ends.
  var lines: [String] {
    cells.map { row in
      var text = row.joined()
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
  }

  /// Everything on the screen, and all that scrolled off before it.
  var everything: String { (scrolled + lines).joined(separator: "\n") }

  /// What stands in the row of the cursor.
  var line: String { lines[row] }

  /// Whether the cursor stands behind a prompt with nothing typed.
  var isAtPrompt: Bool {
    line.hasSuffix(">") && column == line.count + 1 && marksPastes
  }

  // MARK: - Writing

  /// Takes what the program wrote; a code that is cut off waits for its end.
  mutating func write(_ bytes: [UInt8]) {
    rest += bytes
    while let first = rest.first {
      if first == 0x1B {
        guard let length = escape() else { return }
        rest.removeFirst(length)
      } else if first < 0x20 || first == 0x7F {
        control(first)
        rest.removeFirst()
      } else {
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard rest.count >= length else { return }
        put(String(decoding: rest[..<length], as: UTF8.self))
        rest.removeFirst(length)
      }
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x0A: feed()
    case 0x0D: (column, isPending) = (0, false)
    case 0x08: (column, isPending) = (max(0, column - 1), false)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    default: break
    }
  }

  private mutating func feed() {
    isPending = false
    if row < rows - 1 {
      row += 1
      return
    }
    scrolled.append(lines[0])
    cells.removeFirst()
    runsOn.removeFirst()
    cells.append(Screen.blank(columns))
    runsOn.append(false)
  }

  private mutating func put(_ letter: String) {
    let width = terminalWidth(letter)
    if width == 0 {
      if column > 0 { cells[row][column - 1] += letter }
      return
    }
    if isPending || column + width > columns {
      runsOn[row] = true
      feed()
      column = 0
    }
    cells[row][column] = letter
    if width == 2, column + 1 < columns { cells[row][column + 1] = "" }
    column += width
    isPending = column >= columns
    if isPending { column = columns - 1 }
  }

  // MARK: - Codes

  /// Obeys the code at the beginning of what is left; its length, or nil if it is cut off.
  private mutating func escape() -> Int? {
    guard rest.count > 1 else { return nil }
    guard rest[1] == UInt8(ascii: "[") else { return 2 }
    guard let end = rest.dropFirst(2).firstIndex(where: { $0 >= 0x40 && $0 < 0x7F }) else {
      return nil
    }
    let text = String(decoding: rest[2..<end], as: UTF8.self)
    let numbers = text.split(separator: ";").map { Int($0) ?? 0 }
    obey(Character(Unicode.Scalar(rest[end])), text, numbers)
    return end + 1
  }

  private mutating func obey(_ code: Character, _ text: String, _ numbers: [Int]) {
    let n = max(1, numbers.first ?? 1)
    isPending = false
    switch code {
    case "A": row = max(0, row - n)
    case "B": row = min(rows - 1, row + n)
    case "C": column = min(columns - 1, column + n)
    case "D": column = max(0, column - n)
    case "G": column = min(columns, n) - 1
    case "H":
      row = min(rows, n) - 1
      column = min(columns, numbers.count > 1 ? max(1, numbers[1]) : 1) - 1
    case "J":
      if numbers.first == 2 {
        cells = Array(repeating: Screen.blank(columns), count: rows)
        runsOn = Array(repeating: false, count: rows)
      } else {
        clearLine()
        for i in (row + 1)..<max(row + 1, rows) {
          cells[i] = Screen.blank(columns)
          runsOn[i] = false
        }
      }
    case "K": clearLine()
    case "h" where text == "?2004": marksPastes = true
    case "l" where text == "?2004": marksPastes = false
    default: break
    }
  }

  private mutating func clearLine() {
    for i in column..<columns { cells[row][i] = " " }
    runsOn[row] = false
  }

  // MARK: - Size

  /// Gives the screen another size; rows that ran on are folded anew, as terminals do.
  mutating func resize(columns: Int, rows: Int) {
    var lines: [(cells: [String], cursor: Int?)] = []
    var isNew = true
    for i in 0...row {
      if isNew { lines.append(([], nil)) }
      if i == row { lines[lines.count - 1].cursor = lines[lines.count - 1].cells.count + column }
      lines[lines.count - 1].cells += cells[i]
      isNew = !runsOn[i]
    }
    self.columns = columns
    self.rows = rows
    cells = []
    runsOn = []
    isPending = false
    for (line, cursor) in lines {
      var line = line[...]
      while line.last == " " { line.removeLast() }
      let first = cells.count
      repeat {
        let part = line.prefix(columns)
        line = line.dropFirst(columns)
        cells.append(part + Screen.blank(columns - part.count))
        runsOn.append(!line.isEmpty)
      } while !line.isEmpty
      if let cursor {
        row = first + cursor / columns
        column = cursor % columns
        while cells.count <= row {
          cells.append(Screen.blank(columns))
          runsOn.append(false)
        }
      }
    }
    while cells.count > rows {
      scrolled.append(cells[0].joined())
      cells.removeFirst()
      runsOn.removeFirst()
      row = max(0, row - 1)
    }
    while cells.count < rows {
      cells.append(Screen.blank(columns))
      runsOn.append(false)
    }
  }
}
