import CReadline
import Session

// What keys mean in a text of several lines, where readline's own meaning is for one.

extension LineEditor {
  /// Answers a key; false leaves it to readline.
  func press(_ key: longhand_key) -> Bool {
    switch key {
    case LONGHAND_KEY_ENTER: return pressEnter()
    case LONGHAND_KEY_UP: return moveLine(by: -1)
    case LONGHAND_KEY_DOWN: return moveLine(by: 1)
    case LONGHAND_KEY_TAB: return indent()
    case LONGHAND_KEY_RUBOUT: dedent()
    case LONGHAND_KEY_BLANK: takeOwnBlank()
    case LONGHAND_KEY_LETTER: takeOwnBlanksLeft()
    case LONGHAND_KEY_HOME: longhand_line_set_point(Int32(line.lowerBound))
    case LONGHAND_KEY_END: longhand_line_set_point(Int32(line.upperBound))
    case LONGHAND_KEY_KILL: return kill(toStart: false)
    case LONGHAND_KEY_DISCARD: return kill(toStart: true)
    case LONGHAND_KEY_CLEAR:
      terminal.write("\u{1B}[H\u{1B}[2J", to: 1)
      (cursorRow, firstRow) = (0, 0)
      display()
    case LONGHAND_KEY_STEP: finish(for: ":step")
    case LONGHAND_KEY_BACK: finish(for: ":back")
    default: return false
    }
    return true
  }

  /// Enter hands a complete text over; in the middle of a text, and at the end of one that is not
  /// complete, it begins a line.
  private func pressEnter() -> Bool {
    let (before, after) = halves
    let isAtEnd = after.allSatisfy(\.isWhitespace)
    let text = before + after
    if !isAtEnd, text.contains("\n") {
      beginLine(after: before)
    } else if !InputText.needsMore(isAtEnd ? before : text)
      || (longhand_line_is_recalled() && !InputText.needsMore(text + "\n"))
    {
      finish()
    } else {
      longhand_line_set_point(Int32.max)
      beginLine(after: text)
    }
    return true
  }

  private func beginLine(after text: String) {
    let indentation = InputText.indentation(after: text)
    longhand_line_insert("\n" + String(repeating: " ", count: indentation))
    (ownBlanks, typedBlanks) = (indentation, 0)
  }

  /// Who types the blanks of an indented line, as in any other editor, must not get them twice: each
  /// takes the place of one that the editor has put there.
  private func takeOwnBlank() {
    guard ownBlanks > 0, indentation != nil else { return }
    ownBlanks -= 1
    typedBlanks += 1
    longhand_line_delete(Int32(point - 1), Int32(point))
  }

  /// Where fewer blanks were typed than the editor has put there, those that were typed count.
  private func takeOwnBlanksLeft() {
    defer { (ownBlanks, typedBlanks) = (0, 0) }
    guard typedBlanks > 0, ownBlanks > 0, let width = indentation, width >= ownBlanks else {
      return
    }
    longhand_line_delete(Int32(point - ownBlanks), Int32(point))
  }

  /// Where the line of the cursor lies in the text, without its newline.
  private var line: Range<Int> {
    let bytes = Array(text.utf8)
    let newline = UInt8(ascii: "\n")
    let point = min(self.point, bytes.count)
    let start = (bytes[..<point].lastIndex(of: newline) ?? -1) + 1
    return start..<(bytes[point...].firstIndex(of: newline) ?? bytes.count)
  }

  /// Takes the rest of the line out, or all before the cursor; at its very end, the newline.
  private func kill(toStart: Bool) -> Bool {
    guard text.contains("\n") else { return false }
    let line = line
    let (from, to) = toStart ? (line.lowerBound, point) : (point, max(line.upperBound, point))
    if from < to {
      longhand_line_kill(Int32(from), Int32(to))
    } else if !toStart {
      longhand_line_kill(Int32(from), Int32(min(to + 1, text.utf8.count)))
    }
    return true
  }

  /// Goes to the line above or below, as far right as here; false at the first and the last.
  private func moveLine(by step: Int) -> Bool {
    let bytes = Array(text.utf8)
    let newline = UInt8(ascii: "\n")
    let (start, end) = (line.lowerBound, line.upperBound)
    let target: Range<Int>
    if step < 0 {
      guard start > 0 else { return false }
      target = ((bytes[..<(start - 1)].lastIndex(of: newline) ?? -1) + 1)..<(start - 1)
    } else {
      guard end < bytes.count else { return false }
      target = (end + 1)..<(bytes[(end + 1)...].firstIndex(of: newline) ?? bytes.count)
    }
    var place = min(target.lowerBound + point - start, target.upperBound)
    // Not into the middle of a letter.
    while place > target.lowerBound, place < bytes.count, bytes[place] & 0xC0 == 0x80 { place -= 1 }
    longhand_line_set_point(Int32(place))
    return true
  }

  /// The blanks between the beginning of the line and the cursor, if there is nothing else.
  private var indentation: Int? {
    let line = halves.before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    return line.allSatisfy { $0 == " " } ? line.count : nil
  }

  /// Tab indents at the beginning of a line; elsewhere it completes.
  private func indent() -> Bool {
    guard let width = indentation else { return false }
    longhand_line_insert(String(repeating: " ", count: 4 - width % 4))
    return true
  }

  /// Backspace takes a whole step of indentation away: all but the blank that readline takes.
  private func dedent() {
    guard let width = indentation, width > 1 else { return }
    longhand_line_delete(Int32(point - (width - 1) % 4), Int32(point))
  }

  /// Takes from what was pasted what is no code: prompts, indentation that all lines share, signs
  /// that no key makes.
  func tidyPaste(from: Int, to: Int) {
    let pasted = String(decoding: Array(text.utf8)[from..<to], as: UTF8.self)
    let code = InputText.code(fromPasted: pasted)
    guard code != pasted else { return }
    longhand_line_delete(Int32(from), Int32(to))
    longhand_line_insert(code)
  }
}
