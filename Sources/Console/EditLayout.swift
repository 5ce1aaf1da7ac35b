import Diagnostics

// Where a text that is being typed stands on the screen: rows that fit the terminal, the prompt
// before the first line, a sign that the text goes on before every other. Readline's own drawing
// knows one prompt and no second line, so the editor draws for itself; this is what it draws.

/// A text of several lines as rows of a terminal.
struct EditLayout: Equatable {
  /// One row of the screen.
  struct Row: Equatable {
    var text = ""
    var cells = 0
    /// Whether the row ends because it is full, not because its line ends.
    var isFull = false
  }

  private(set) var rows = [Row()]
  /// Where the cursor stands.
  private(set) var cursor = (row: 0, column: 0)
  private let width: Int

  /// Lays a text out.
  ///
  /// - Parameters:
  ///   - prompt: what stands before the first line.
  ///   - continuation: what stands before the others.
  ///   - before: the text up to the cursor.
  ///   - after: the text from the cursor on.
  ///   - width: cells in a row.
  init(prompt: String, continuation: String, before: String, after: String, width: Int) {
    self.width = max(2, width)
    for character in prompt { put(character, continuation) }
    var offset = 0
    let point = before.utf8.count
    var isPlaced = false
    for character in before + after {
      if offset >= point, !isPlaced {
        isPlaced = true
        // A character that does not fit any more takes the cursor along to the next row.
        if character != "\n" { makeRoom(for: EditLayout.shown(character)) }
        place()
      }
      put(character, continuation)
      offset += character.utf8.count
    }
    // A full row has no cell for the cursor.
    if let last = rows.last, last.cells >= self.width { wrap() }
    if !isPlaced { place() }
  }

  static func == (a: EditLayout, b: EditLayout) -> Bool {
    a.rows == b.rows && a.cursor == b.cursor
  }

  private mutating func place() {
    cursor = (rows.count - 1, min(rows[rows.count - 1].cells, width - 1))
  }

  private mutating func wrap() {
    rows[rows.count - 1].isFull = true
    rows.append(Row())
  }

  private mutating func makeRoom(for text: String) {
    let cells = rows[rows.count - 1].cells
    if cells > 0, cells + min(terminalWidth(text), width) > width { wrap() }
  }

  private mutating func put(_ character: Character, _ continuation: String) {
    if character == "\n" || character == "\r\n" {
      rows.append(Row())
      for character in continuation { put(character, "") }
      return
    }
    for part in EditLayout.parts(character) {
      makeRoom(for: part)
      rows[rows.count - 1].text += part
      rows[rows.count - 1].cells += terminalWidth(part)
    }
  }

  /// What stands for a character at the place where it begins.
  private static func shown(_ character: Character) -> String { parts(character).first ?? "" }

  /// A character as it is shown, in pieces that stay together: control characters have signs.
  private static func parts(_ character: Character) -> [String] {
    if character == "\t" { return Array(repeating: " ", count: 4) }
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else {
      return [String(character)]
    }
    // Readline marks invisible parts of its own prompts with these two.
    if scalar.value == 1 || scalar.value == 2 { return [] }
    if scalar.value < 0x20, let sign = Unicode.Scalar(scalar.value + 0x40) {
      return ["^", String(Character(sign))]
    }
    if scalar.value == 0x7F { return ["^", "?"] }
    if scalar.value >= 0x80, scalar.value < 0xA0 { return ["?"] }
    return [String(character)]
  }
}

extension EditLayout {
  /// The codes that draw some of the rows, from the cell at the left of the first.
  ///
  /// Text that runs on into the next row is left to the terminal to wrap: a window that is made
  /// wider or narrower then folds it as this does.
  func drawing(rows range: Range<Int>) -> String {
    var text = "\r"
    for i in range {
      let row = rows[i]
      text += row.text
      let isLast = i == range.upperBound - 1
      if row.cells < width { text += isLast ? "\u{1B}[J" : "\u{1B}[K" }
      if !isLast, !(row.isFull && row.cells == width && rows[i + 1].cells > 0) { text += "\r\n" }
    }
    return text
  }

  /// The codes that go from the end of the drawn rows to the cursor.
  func movingToCursor(from last: Int) -> String {
    EditLayout.up(last - cursor.row) + "\r"
      + (cursor.column > 0 ? "\u{1B}[\(cursor.column)C" : "")
  }

  /// The codes that go up.
  static func up(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A" : "" }
}
