import Diagnostics

// Reads a lesson, line by line. The block structure of a lesson is a small part of Markdown that
// needs exact lines, so it is read here and not by a library (docs/decisions/0008). It never
// fails: whatever stands there becomes pieces and diagnostics.

extension Lesson {
  /// Reads a lesson.
  ///
  /// - Parameters:
  ///   - text: the file's text.
  ///   - name: what the file is called where a problem is told.
  public init(_ text: String, named name: String) {
    let source = SourceFile(name: name, text: text)
    var parser = LessonParser(source)
    parser.read()
    parser.linkExercises()
    self.source = source
    front = parser.front
    pieces = parser.pieces
    exercises = parser.exercises
    problems = parser.problems
    lineStarts = parser.lineStarts
  }

  /// Whether a text begins like a lesson: with front matter that has an `id`.
  public static func isLesson(_ text: String) -> Bool {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      return false
    }
    return lines[..<end].contains { $0.hasPrefix("id:") }
  }
}

/// A lesson that is being read.
struct LessonParser {
  let source: SourceFile
  /// The lines without their line breaks.
  let lines: [String]
  let lineStarts: [Int]
  var front = FrontMatter()
  var pieces: [Piece] = []
  var exercises: [Exercise] = []
  var problems: [Diagnostic] = []
  /// The line to be read next.
  private var place = 0
  /// The line in which the fold begins that is open.
  private var fold: Int?
  var ids: Set<String> = []
  /// The exercises whose solution says `keep`.
  var kept: Set<String> = []

  init(_ source: SourceFile) {
    self.source = source
    var lines: [String] = []
    var starts: [Int] = []
    var start = 0
    let bytes = Array(source.text.utf8)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var last = end
      if last > start, bytes[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      lines.append(String(decoding: bytes[start..<last], as: UTF8.self))
      starts.append(start)
      start = min(end + 1, bytes.count)
    }
    self.lines = lines
    lineStarts = starts
  }

  // MARK: - Pieces

  mutating func read() {
    readFrontMatter()
    while place < lines.count {
      if let fence = Fence(lines[place]) {
        readBlock(fence)
      } else if lines[place].hasPrefix("<!--") {
        readComment()
      } else if lines[place].trimmedBlanks.hasPrefix("<details") {
        readFold()
      } else if lines[place].trimmedBlanks == "</details>" {
        if fold == nil { report("fold", "no <details> is open here", place) }
        fold = nil
        add(.foldEnd, place..<place + 1)
      } else {
        readProse()
      }
    }
    if let fold { report("fold", "this <details> is never closed", fold) }
  }

  /// Adds a piece that begins at the place, and goes on behind it.
  mutating func add(_ kind: Piece.Kind, _ range: Range<Int>, inner: Range<Int>? = nil) {
    let inner = inner ?? range
    pieces.append(
      Piece(
        kind: kind, lines: range, inner: inner, text: lines[inner].joined(separator: "\n"),
        isFolded: fold != nil))
    place = range.upperBound
  }

  /// Tells a problem of a line, counted from 0.
  mutating func report(
    _ id: String, _ message: String, _ line: Int, notes: [String] = [],
    try suggestion: String? = nil
  ) {
    let start = line < lineStarts.count ? lineStarts[line] : source.text.utf8.count
    let length = line < lines.count ? lines[line].utf8.count : 0
    problems.append(
      Diagnostic(
        "lesson-" + id, message, at: Span(start, start + length), in: source, notes: notes,
        suggestions: suggestion.map { [$0] } ?? []))
  }

  private mutating func readProse() {
    var end = place + 1
    while end < lines.count, Fence(lines[end]) == nil, !lines[end].hasPrefix("<!--"),
      !lines[end].trimmedBlanks.hasPrefix("<details"), lines[end].trimmedBlanks != "</details>",
      Prose.heading(lines[end][...]).map({ $0.depth > 2 }) ?? true
    {
      end += 1
    }
    add(.prose, place..<end)
  }

  private mutating func readComment() {
    var end = place
    while end < lines.count, !lines[end].contains("-->") { end += 1 }
    guard end < lines.count else {
      report("comment", "this comment is never closed", place, try: "-->")
      add(.note(""), place..<lines.count)
      return
    }
    let text = lines[place...end].joined(separator: "\n")
    let inside = text.dropFirst(4)
    let close = inside.range(of: "-->")
    let body = inside[..<(close?.lowerBound ?? inside.endIndex)]
    let rest = inside[(close?.upperBound ?? inside.endIndex)...]
    if !rest.allSatisfy(\.isWhitespace) {
      report("comment", "something stands behind the comment in its line", end)
    }
    let words = String(body).trimmedBlanks
    if words == "pause" {
      add(.pause, place..<end + 1)
    } else if words.hasPrefix("note:") {
      add(.note(String(words.dropFirst(5)).trimmedBlanks), place..<end + 1)
    } else {
      report(
        "comment", "a comment of a lesson is `pause` or `note: …`", place,
        try: "<!-- note: \(words.prefix { $0 != "\n" }) -->")
      add(.note(words), place..<end + 1)
    }
  }

  private mutating func readFold() {
    if fold != nil { report("fold", "a <details> stands inside of another one", place) }
    var end = place
    while end < min(place + 3, lines.count - 1), !lines[end].contains("</summary>") { end += 1 }
    if !lines[end].contains("</summary>") {
      report("fold", "<details> needs a <summary>", place, try: "<details><summary>…</summary>")
      end = place
    }
    let text = lines[place...end].joined(separator: " ")
    let summary =
      text.range(of: "<summary>").flatMap { open in
        text.range(of: "</summary>").flatMap { close in
          open.upperBound <= close.lowerBound ? text[open.upperBound..<close.lowerBound] : nil
        }
      } ?? ""
    let start = place
    add(.foldStart(String(summary).trimmedBlanks), place..<end + 1)
    fold = start
  }

  private mutating func readBlock(_ fence: Fence) {
    let start = place
    var end = start + 1
    while end < lines.count, !fence.isClosed(by: lines[end]) { end += 1 }
    let isClosed = end < lines.count
    if !isClosed { report("fence", "this block is never closed", start, try: fence.ticks) }
    let inner = start + 1..<end
    let info = InfoString(fence.info)
    if let problem = info.problem { report("info", problem, start) }
    add(kind(of: info, at: start, inner: inner), start..<(isClosed ? end + 1 : end), inner: inner)
  }

  // MARK: - Front matter

  private mutating func readFrontMatter() {
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      report(
        "front-matter", "a lesson begins with its front matter", 0,
        try: "--- , lines such as `id: my-lesson`, ---")
      return
    }
    var seen: Set<String> = []
    for line in 1..<end where !lines[line].trimmedBlanks.isEmpty {
      guard let colon = lines[line].firstIndex(of: ":") else {
        report("front-matter", "this is no `key: value`", line)
        continue
      }
      let key = lines[line][..<colon].trimmedBlanks
      let value = lines[line][lines[line].index(after: colon)...].trimmedBlanks
      if !seen.insert(key).inserted { report("front-matter", "\(key) stands there twice", line) }
      take(key, value, line)
    }
    for key in ["title", "id", "version", "seed", "minutes", "goal"] where !seen.contains(key) {
      report("front-matter", "the front matter has no \(key)", 0, try: "\(key): …")
    }
    add(.frontMatter, 0..<end + 1)
  }

  private mutating func take(_ key: String, _ value: String, _ line: Int) {
    func number() -> Int? { Int(value).flatMap { $0 >= 0 ? $0 : nil } }
    var isGood = !value.isEmpty
    switch key {
    case "title": front.title = value
    case "id":
      front.id = value
      isGood = isGood && value.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    case "version":
      front.version = number() ?? 1
      isGood = number() != nil
    case "seed":
      front.seed = number() ?? 0
      isGood = number() != nil
    case "minutes":
      front.minutes = number() ?? 0
      isGood = number() != nil
    case "goal": front.goal = value
    case "needs":
      front.needs = value.split(separator: ",").map { $0.trimmedBlanks }.filter { !$0.isEmpty }
      isGood = true
    case "book":
      front.book = value
      isGood = true
    default:
      let known = ["title", "id", "version", "seed", "minutes", "goal", "needs", "book"]
      report(
        "front-matter", "the front matter knows no \(key)", line,
        try: nearMisses(key, in: known).first)
    }
    if !isGood { report("front-matter", "`\(value)` is no \(key)", line) }
  }
}

/// The line that opens a block.
struct Fence {
  /// The backticks.
  let ticks: String
  /// What stands behind them.
  let info: String

  init?(_ line: String) {
    let ticks = line.prefix { $0 == "`" }
    let info = line.dropFirst(ticks.count)
    guard ticks.count >= 3, !info.contains("`") else { return nil }
    self.ticks = String(ticks)
    self.info = String(info)
  }

  /// Whether a line closes the block.
  func isClosed(by line: String) -> Bool {
    let bare = line.trimmedBlanks
    return bare.hasPrefix(ticks) && bare.allSatisfy { $0 == "`" }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmedBlanks: String {
    let head = drop(while: \.isWhitespace)
    guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(head[...last])
  }

  /// The first place of a text in this one.
  func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
