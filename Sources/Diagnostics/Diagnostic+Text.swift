// The drawing of a diagnostic, for people:
//
//     error: these shapes do not fit for @
//       ┌─ console:3
//     3 │ h = x @ W
//       │     ─ ^ ─
//       │     │   └ W: (4, 3)
//       │     └ x: (2, 3)
//       = x has 3 columns, W has 4 rows: the inner sizes must be equal
//       = try: x @ W.T      gives (2, 4)
//
// The primary span is marked ^, the others ─, and labels hang below, the rightmost first, so that
// no line crosses a word. All columns are terminal cells.

extension Diagnostic {
  /// The diagnostic as lines of plain text, without a newline at the end.
  ///
  /// - Parameters:
  ///   - width: the terminal's width in cells; longer source lines are cut around the span, longer
  ///     remarks wrapped.
  ///   - ascii: whether to draw with ASCII signs only.
  public func text(width: Int = 80, ascii: Bool = false) -> String {
    let pen = ascii ? Pen.ascii : Pen.unicode
    let kind = severity == .error ? "error: " : "warning: "
    func wrapped(_ text: String, _ first: String, _ rest: String) -> [String] {
      wrap(text, width: width, first: first, rest: rest, ellipsis: pen.ellipsis)
    }
    var lines = wrapped(message, kind, "  ")
    var indent = "  "
    if let source {
      let marks = drawableMarks(in: source)
      let lastLine = marks.map(\.lastLine).max() ?? 0
      indent = String(repeating: " ", count: String(lastLine + 1).utf8.count + 1)
      var place = safe(source.name)
      if let primary = marks.first { place += ":\(primary.firstLine + 1)" }
      lines.append(indent + pen.corner + " " + place)
      let drawing = Drawing(
        source: source, marks: marks, indent: indent, pen: pen, width: max(width, 40))
      lines += drawing.lines()
    }
    for note in notes {
      lines += wrapped(note, indent + "= ", indent + "  ")
    }
    for suggestion in suggestions {
      lines += wrapped(suggestion, indent + "= try: ", indent + "       ")
    }
    return lines.joined(separator: "\n")
  }

  /// The primary span first, then the labelled ones; a label on the primary span becomes its text.
  private func drawableMarks(in source: SourceFile) -> [Mark] {
    var marks: [Mark] = []
    if let span, !span.isNone {
      marks.append(Mark(span, in: source, isPrimary: true, text: nil))
    }
    for label in labels where !label.span.isNone {
      let isPrimary = label.span == span
      if isPrimary, let first = marks.first, first.text == nil {
        marks[0].text = label.text
      } else {
        marks.append(Mark(label.span, in: source, isPrimary: isPrimary, text: label.text))
      }
    }
    return marks
  }
}

/// The signs a drawing is made of.
struct Pen {
  var corner: String
  var bar: String
  var end: String
  var tee: String
  var underline: Character
  var ellipsis: String
  var gap: String
  /// Whether source lines too are drawn with ASCII signs only.
  var isASCII = false

  static let unicode = Pen(
    corner: "┌─", bar: "│", end: "└", tee: "├", underline: "─", ellipsis: "…", gap: "⋮")
  static let ascii = Pen(
    corner: "+-", bar: "|", end: "+", tee: "+", underline: "-", ellipsis: "~", gap: ":",
    isASCII: true)
}

/// A span to underline, by lines counted from 0.
struct Mark {
  var start: Int
  var end: Int
  var firstLine: Int
  var lastLine: Int
  var isPrimary: Bool
  var text: String?

  init(_ span: Span, in source: SourceFile, isPrimary: Bool, text: String?) {
    start = min(Int(span.start), source.text.utf8.count)
    end = min(max(Int(span.end), start), source.text.utf8.count)
    firstLine = source.lineIndex(of: start)
    // A span that takes in a newline ends on that line, not at the beginning of the next.
    lastLine = max(firstLine, source.lineIndex(of: end > start ? end - 1 : end))
    self.isPrimary = isPrimary
    self.text = text
  }
}

/// Breaks a text at spaces so that its lines fit; a word that no line holds is cut.
func wrap(
  _ text: String, width: Int, first: String, rest: String, ellipsis: String = "…"
) -> [String] {
  var lines: [String] = []
  var prefix = first
  let room = max(20, width - max(terminalWidth(first), terminalWidth(rest)))
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = prefix
    var column = terminalWidth(prefix)
    var isEmpty = true
    var spaces = 0
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      let word = cut(safe(String(word)), to: room, ellipsis)
      let cells = terminalWidth(word)
      if !isEmpty, cells > 0, column + spaces + cells > width {
        lines.append(line)
        line = rest
        column = terminalWidth(rest)
        spaces = 0
      }
      if cells > 0 {
        line += String(repeating: " ", count: spaces) + word
        column += spaces + cells
        isEmpty = false
        spaces = 0
      }
      spaces += 1
    }
    lines.append(line)
    prefix = rest
  }
  return lines
}

/// A text whose signs steer no terminal: what a person has typed comes back in messages.
private func safe(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { !$0.isASCII || $0.value < 0x20 || $0.value == 0x7F })
  else { return text }
  return text.reduce(into: "") { $0 += drawn($1) }
}

/// A text that takes no more than some cells; an ellipsis stands for what is left out.
private func cut(_ text: String, to room: Int, _ ellipsis: String) -> String {
  guard text.utf8.count > room, terminalWidth(text) > room else { return text }
  var result = ""
  var cells = 1
  for character in text {
    cells += cellWidth(character)
    if cells > room { break }
    result.append(character)
  }
  return result + ellipsis
}
