import CReadline
import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Drawing the text that is being typed, and the candidates of a completion below it.

extension LineEditor {
  /// What has been typed.
  var text: String { String(cString: longhand_line_text()) }

  /// Where the cursor is in it, in bytes.
  var point: Int { Int(longhand_line_point()) }

  /// The text on both sides of the cursor.
  var halves: (before: String, after: String) {
    // Bytes that are no UTF-8 are shown by a sign of another length: each side for itself.
    let bytes = UnsafeBufferPointer(
      start: longhand_line_text(), count: strlen(longhand_line_text()))
    let place = min(max(0, point), bytes.count)
    func decoded(_ range: Range<Int>) -> String {
      String(decoding: bytes[range].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return (decoded(0..<place), decoded(place..<bytes.count))
  }

  /// Where everything stands.
  var layout: EditLayout {
    let (before, after) = halves
    return EditLayout(
      prompt: String(cString: longhand_line_prompt()), continuation: continuation, before: before,
      after: after, width: size.columns)
  }

  /// Draws the text in place of what was drawn last.
  func display() {
    // Readline draws once more after the last key.
    guard isTyping else { return }
    let layout = layout
    let height = max(1, size.rows)
    // Of a text taller than the screen, a part with the cursor in it.
    let latest = max(0, layout.rows.count - height)
    firstRow = min(firstRow, latest, layout.cursor.row)
    firstRow = max(firstRow, layout.cursor.row - height + 1)
    let last = min(layout.rows.count, firstRow + height)
    let codes =
      EditLayout.up(min(cursorRow, height - 1)) + layout.drawing(rows: firstRow..<last)
      + layout.movingToCursor(from: last - 1)
    terminal.write(codes, to: STDOUT_FILENO)
    cursorRow = layout.cursor.row - firstRow
  }

  /// Leaves the text on the screen, whole, and goes to the line below it.
  func leaveText(saying mark: String) {
    let layout = layout
    let rows = layout.rows
    // The last row may be there for the cursor alone.
    let isSpare = rows.count > 1 && rows[rows.count - 1].cells == 0 && rows[rows.count - 2].isFull
    let codes =
      EditLayout.up(min(cursorRow, max(0, size.rows - 1)))
      + layout.drawing(rows: firstRow..<rows.count) + mark + (isSpare && mark.isEmpty ? "" : "\r\n")
    terminal.write(codes, to: STDOUT_FILENO)
    (cursorRow, firstRow) = (0, 0)
  }

  // MARK: - Completion

  /// Finds the candidates at the cursor, in the form readline wants.
  func findCandidates() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    let (before, after) = halves
    completion = completer(before + after, before.utf8.count)
    guard let completion, let first = completion.candidates.first else { return nil }
    // Readline replaces all of the text up to the cursor.
    let head = String(decoding: Array(before.utf8).prefix(completion.start), as: UTF8.self)
    var texts = completion.candidates.map { head + $0.text }
    if texts.count > 1 { texts.insert(head + completion.commonPrefix, at: 0) }
    if texts.count == 1 { texts = [head + first.text] }
    let size = (texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let memory = malloc(size) else { return nil }
    let list = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1)
    for (i, text) in texts.enumerated() { list[i] = strdup(text) }
    list[texts.count] = nil
    return list
  }

  /// Shows the candidates in columns below the text, as many as fit, and draws the text again.
  func listCandidates() {
    guard let completion, completion.candidates.count > 1 else { return }
    leaveText(saying: "")
    let lines = LineEditor.columns(
      completion.candidates.map(\.label), width: size.columns,
      height: max(3, size.rows - layout.rows.count - 2), ellipsis: terminal.ascii ? "..." : "…")
    terminal.write(lines.map { $0 + "\r\n" }.joined(), to: STDOUT_FILENO)
    display()
  }

  /// Words in columns, filled downwards; what does not fit is counted.
  static func columns(
    _ words: [String], width: Int, height: Int, ellipsis: String
  ) -> [String] {
    let widths = words.map(terminalWidth)
    let cell = min(width, (widths.max() ?? 0) + 2)
    let count = max(1, (width + 1) / max(1, cell))
    var shown = words.count
    var rows = (shown + count - 1) / count
    if rows > height {
      rows = max(1, height - 1)
      shown = min(words.count, rows * count)
    }
    var lines = (0..<rows).map { row in
      var line = ""
      for column in 0..<count where column * rows + row < shown {
        let i = column * rows + row
        line += words[i]
        if (column + 1) * rows + row < shown {
          line += String(repeating: " ", count: max(1, cell - widths[i]))
        }
      }
      return line
    }
    if shown < words.count {
      lines.append("\(ellipsis) \(words.count - shown) more: type another letter")
    }
    return lines
  }
}
