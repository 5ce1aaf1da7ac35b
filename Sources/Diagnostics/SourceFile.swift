// The text that spans point into. Everything that reads source counts UTF-8 offsets; only what is
// shown to a person counts lines and terminal cells, and the translation is here alone. Every
// function takes any offset or span, also one that is out of range or cuts a character in two,
// because a diagnostic must be drawable whatever went wrong.

/// A named piece of source text: a script, one console input, or a lesson's block.
public final class SourceFile: Sendable {
  /// What the text is called where it is shown, as `train.py` or `console`.
  public let name: String
  /// The text itself.
  public let text: String
  /// The UTF-8 offset at which each line begins.
  private let lineStarts: [Int]

  /// Makes a source file and finds its lines, which end in LF, CRLF or CR.
  public init(name: String, text: String) {
    var contiguous = text
    contiguous.makeContiguousUTF8()
    self.name = name
    self.text = contiguous
    var starts = [0]
    var offset = 0
    var afterReturn = false
    for byte in contiguous.utf8 {
      offset += 1
      if byte == UInt8(ascii: "\n") {
        if afterReturn { starts.removeLast() }
        starts.append(offset)
      } else if byte == UInt8(ascii: "\r") {
        starts.append(offset)
      }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    lineStarts = starts
  }

  /// The number of lines; a newline at the very end does not begin another one.
  public var lineCount: Int {
    lineStarts.count > 1 && lineStarts.last == text.utf8.count
      ? lineStarts.count - 1 : lineStarts.count
  }

  /// The line and column of a UTF-8 offset, both from 1; the column counts terminal cells.
  ///
  /// Offsets outside the text mean its beginning or its end; a tab advances to the next multiple
  /// of eight cells.
  public func position(of utf8Offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(utf8Offset, 0), text.utf8.count)
    let line = lineIndex(of: offset)
    let before = bytes(from: lineStarts[line], to: min(offset, contentEnd(line)))
    return (line + 1, before.reduce(0) { advance($0, over: $1) } + 1)
  }

  /// The text of a line counted from 1, without its newline; empty outside the text.
  public func line(_ n: Int) -> String {
    guard n >= 1, n <= lineStarts.count else { return "" }
    return bytes(from: lineStarts[n - 1], to: contentEnd(n - 1))
  }

  /// The text a span covers, cut to what lies inside the source.
  public func slice(_ span: Span) -> String {
    bytes(from: Int(span.start), to: Int(span.end))
  }

  /// The index, from 0, of the line that holds an offset inside the text.
  func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The UTF-8 offset at which a line, counted from 0, begins.
  func contentStart(_ line: Int) -> Int {
    lineStarts.indices.contains(line) ? lineStarts[line] : text.utf8.count
  }

  /// The UTF-8 offset at which a line's text, counted from 0, ends before its newline.
  func contentEnd(_ line: Int) -> Int {
    guard line + 1 < lineStarts.count else { return text.utf8.count }
    let utf8 = text.utf8
    let start = lineStarts[line]
    var end = lineStarts[line + 1]
    while end > start {
      let byte = utf8[utf8.index(utf8.startIndex, offsetBy: end - 1)]
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { break }
      end -= 1
    }
    return end
  }

  /// The text between two UTF-8 offsets, clamped; half characters come out as U+FFFD.
  func bytes(from start: Int, to end: Int) -> String {
    let utf8 = text.utf8
    let from = min(max(start, 0), utf8.count)
    let to = min(max(end, from), utf8.count)
    let lower = utf8.index(utf8.startIndex, offsetBy: from)
    return String(decoding: utf8[lower..<utf8.index(lower, offsetBy: to - from)], as: UTF8.self)
  }
}
