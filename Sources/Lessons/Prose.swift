import Display

// The Markdown between the blocks, as far as a terminal can show it: headings, paragraphs, lists,
// quotes, tables, code; inside of a line emphasis, code spans and links.

/// Reading prose.
enum Prose {
  /// How deep a heading is, and its words; nil if the line is none.
  static func heading(_ line: Substring) -> (depth: Int, title: String)? {
    let signs = line.prefix { $0 == "#" }
    guard (1...6).contains(signs.count), line.dropFirst(signs.count).first == " " else {
      return nil
    }
    return (signs.count, line.dropFirst(signs.count).trimmedBlanks)
  }

  /// Prose as a document.
  static func document(_ text: String) -> Document {
    var reader = ProseReader(
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    reader.read()
    return Document(reader.blocks)
  }

  /// A listing of code.
  static func listing(_ code: String) -> Block {
    .lines(
      code.split(separator: "\n", omittingEmptySubsequences: false).map {
        Line($0.isEmpty ? "" : "    " + $0, .source)
      })
  }

  // MARK: - Inside of a line

  /// A line's text with its emphasis as roles.
  ///
  /// The backquotes of a code span stay: what is only coloured is lost where there are no colours.
  static func line(_ text: String, role: Role = .plain) -> Line {
    var runs: [Run] = []
    var plain = ""
    var rest = Substring(text)
    func close() {
      if !plain.isEmpty { runs.append(Run(plain, role)) }
      plain = ""
    }
    var previous: Character = " "
    while let character = rest.first {
      if character == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
        plain.append(next)
        rest = rest.dropFirst(2)
        previous = next
        continue
      }
      if let span = span(rest, after: previous) {
        close()
        runs.append(Run(span.text, span.role ?? role))
        rest = rest.dropFirst(span.length)
        previous = "x"
        continue
      }
      plain.append(character)
      previous = character
      rest = rest.dropFirst()
    }
    close()
    return Line(runs)
  }

  /// The span that a text begins with: code, strong or light emphasis, a link.
  private static func span(
    _ text: Substring, after previous: Character
  ) -> (text: String, role: Role?, length: Int)? {
    if text.first == "`" {
      let ticks = text.prefix { $0 == "`" }
      let inside = text.dropFirst(ticks.count)
      guard let end = inside.range(of: String(ticks)) else { return nil }
      let code = inside[..<end.lowerBound]
      return ("`\(code)`", .name, code.count + 2 * ticks.count)
    }
    for (sign, role) in [("**", Role.heading), ("__", .heading), ("*", .heading), ("_", .heading)]
    where text.hasPrefix(sign) {
      let inside = text.dropFirst(sign.count)
      // An asterisk between blanks is a product, an underscore in a name a letter.
      guard let first = inside.first, !first.isWhitespace, !previous.isLetter, !previous.isNumber,
        let end = inside.range(of: sign), end.lowerBound > inside.startIndex,
        !inside[inside.index(before: end.lowerBound)].isWhitespace
      else { return nil }
      let after = end.upperBound < inside.endIndex ? inside[end.upperBound] : " "
      if sign.first == "_", after.isLetter || after.isNumber { return nil }
      let words = String(inside[..<end.lowerBound])
      return (words, role, words.count + 2 * sign.count)
    }
    let isImage = text.hasPrefix("![")
    if text.first == "[" || isImage {
      let start = isImage ? 2 : 1
      guard let middle = text.range(of: "]("),
        let end = text[middle.upperBound...].firstIndex(of: ")")
      else { return nil }
      let words = text[text.index(text.startIndex, offsetBy: start)..<middle.lowerBound]
      let target = text[middle.upperBound..<end]
      let shown = target.hasPrefix("http") ? "\(words) (\(target))" : String(words)
      return (shown, nil, text[...end].count)
    }
    return nil
  }
}

/// Prose being read, block by block.
private struct ProseReader {
  let lines: [String]
  var blocks: [Block] = []
  private var place = 0

  init(lines: [String]) { self.lines = lines }

  mutating func read() {
    while place < lines.count {
      let line = lines[place]
      let bare = line.trimmedBlanks
      if bare.isEmpty {
        if let last = blocks.last, last != .blank { blocks.append(.blank) }
        place += 1
      } else if let heading = Prose.heading(line[...]) {
        add(heading)
      } else if let fence = Fence(line) {
        addVerbatim(fence)
      } else if bare == "---" || bare == "***" {
        blocks.append(.rule)
        place += 1
      } else if bare.hasPrefix("|"), place + 1 < lines.count, isDelimiter(lines[place + 1]) {
        addTable()
      } else if bare.hasPrefix(">") {
        addQuote()
      } else if let marker = marker(of: line) {
        addItem(line, marker)
      } else {
        addParagraph()
      }
    }
    while blocks.last == .blank { blocks.removeLast() }
  }

  private mutating func add(_ heading: (depth: Int, title: String)) {
    let line = Prose.line(heading.title, role: .heading)
    blocks.append(.lines([Line(line.runs.map { Run($0.text, .heading) })]))
    if heading.depth <= 2 {
      let sign = heading.depth == 1 ? "═" : "─"
      blocks.append(.lines([Line(String(repeating: sign, count: line.text.count), .dim)]))
    }
    place += 1
  }

  private mutating func addVerbatim(_ fence: Fence) {
    var code: [String] = []
    place += 1
    while place < lines.count, !fence.isClosed(by: lines[place]) {
      code.append(lines[place])
      place += 1
    }
    place += 1
    blocks.append(Prose.listing(code.joined(separator: "\n")))
  }

  // MARK: - Text that wraps

  /// Whether a line goes on with the text before it.
  private func continues(_ line: String) -> Bool {
    let bare = line.trimmedBlanks
    return !bare.isEmpty && Prose.heading(line[...]) == nil && Fence(line) == nil
      && !bare.hasPrefix(">") && !bare.hasPrefix("|") && marker(of: line) == nil
  }

  /// The text from a place on, as far as it goes on.
  private mutating func text(from first: String) -> String {
    var text = first.trimmedBlanks
    place += 1
    // Two blanks at the end of a line break it.
    var breaks = first.hasSuffix("  ")
    while place < lines.count, !breaks, continues(lines[place]) {
      text += " " + lines[place].trimmedBlanks
      breaks = lines[place].hasSuffix("  ")
      place += 1
    }
    return text
  }

  private mutating func addParagraph() {
    let text = text(from: lines[place])
    blocks.append(.paragraph(Paragraph(content: Prose.line(text))))
  }

  private mutating func addQuote() {
    var words: [String] = []
    while place < lines.count, lines[place].trimmedBlanks.hasPrefix(">") {
      words.append(lines[place].trimmedBlanks.dropFirst().trimmedBlanks)
      place += 1
    }
    for part in words.split(separator: "", omittingEmptySubsequences: true) {
      blocks.append(
        .paragraph(
          Paragraph(
            label: Line("│", .mark), column: 2, content: Prose.line(part.joined(separator: " ")))))
    }
  }

  /// The mark of a list's item: how far it is set in, and the mark.
  private func marker(of line: String) -> (indent: Int, mark: String)? {
    let indent = line.prefix { $0 == " " }.count
    let rest = line.dropFirst(indent)
    if let sign = rest.first, "-*+".contains(sign), rest.dropFirst().first == " " {
      return (indent, String(sign))
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count < 4, let sign = rest.dropFirst(digits.count).first,
      ".)".contains(sign), rest.dropFirst(digits.count + 1).first == " "
    else { return nil }
    return (indent, String(digits) + String(sign))
  }

  private mutating func addItem(_ line: String, _ marker: (indent: Int, mark: String)) {
    let rest = String(line.dropFirst(marker.indent + marker.mark.count))
    let text = text(from: rest)
    let isBullet = marker.mark.count == 1
    let label = isBullet ? "•" : marker.mark
    let indent = min(marker.indent, 12) + 2
    blocks.append(
      .paragraph(
        Paragraph(
          label: Line(label, .mark), indent: indent, column: indent + label.count + 1,
          content: Prose.line(text))))
  }

  // MARK: - Tables

  private func isDelimiter(_ line: String) -> Bool {
    let bare = line.trimmedBlanks
    return bare.hasPrefix("|") && bare.contains("-") && bare.allSatisfy { "|-: ".contains($0) }
  }

  private func cells(_ line: String) -> [String] {
    var inside = line.trimmedBlanks[...]
    if inside.hasPrefix("|") { inside = inside.dropFirst() }
    if inside.hasSuffix("|") { inside = inside.dropLast() }
    return inside.split(separator: "|", omittingEmptySubsequences: false).map {
      Prose.line($0.trimmedBlanks).text
    }
  }

  private mutating func addTable() {
    let head = cells(lines[place])
    place += 2
    var rows: [Table.Row] = []
    while place < lines.count, lines[place].trimmedBlanks.hasPrefix("|") {
      let row = cells(lines[place])
      rows.append(Table.Row(row.first ?? "", Array(row.dropFirst())))
      place += 1
    }
    blocks.append(
      .table(Table(corner: head.first ?? "", headers: Array(head.dropFirst()), rows: rows)))
  }
}
