import Language

// A text while it is being typed: whether it is complete, how the next line begins, what a pasted
// piece of a page has around the code. Pure functions, so that an editor, a pipe and a test agree.

/// Questions about an input that is not finished.
public enum InputText {
  /// Whether another line should be asked for: in a bracket, a string, a block.
  public static func needsMore(_ text: String) -> Bool {
    let code = code(fromPrompted: text)
    let start = code.trimmed
    if start.hasPrefix(":") || start.hasPrefix("?") { return false }
    return Parser.needsMoreInput(code)
  }

  /// How many blanks the line after a text begins with.
  ///
  /// A block or a bracket that has just been opened asks for four more, a statement after which
  /// nothing can come for four less.
  public static func indentation(after text: String) -> Int {
    let scan = Scan(text)
    guard !scan.isInString else { return 0 }
    let width = scan.line.prefix { $0 == " " }.count
    let code = scan.code.trimmed
    // A line that closes what others opened belongs to the statement it ends.
    let start = scan.depth == 0 ? scan.statementWidth : width
    if let last = code.last, "([{".contains(last) || (last == ":" && scan.depth == 0) {
      return start + 4
    }
    let word = code.prefix { $0.isLetter }
    if scan.depth == 0, ["return", "break", "continue", "pass", "raise"].contains(word) {
      return max(0, start - 4)
    }
    return start
  }

  /// What the end of a text stands in.
  public enum Place: Equatable {
    case code
    case comment
    /// A string that is open, with what is in it so far.
    case string(String)
  }

  /// What the end of a text stands in.
  public static func place(atEndOf text: String) -> Place {
    let scan = Scan(text)
    if scan.isInComment { return .comment }
    return scan.string.map { .string($0) } ?? .code
  }

  /// The names before the innermost bracket that is open, if it is that of a call: `F.softmax(x, `
  /// gives `F` and `softmax`.
  public static func openCall(atEndOf text: String) -> [String]? {
    guard let head = Scan(text).heads.last else { return nil }
    let path = head.lastWord(of: { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    let names = path.split(separator: ".").map(String.init)
    return names.isEmpty ? nil : names
  }

  /// The code in a pasted text.
  ///
  /// Python's prompts `>>> ` and `... ` mark the code of a session; the lines without one are what
  /// it answered, and go. Indentation that all lines share goes, and so do control characters.
  public static func code(fromPasted text: String) -> String {
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0 == "\n" || $0 == "\t" || !($0.value < 0x20 || $0 == "\u{7F}")
        }
      ))
    var lines = clean.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.contains(where: { prompted($0, ">>>") != nil }) {
      var isCode = false
      var code: [Substring] = []
      for line in lines {
        if let rest = prompted(line, ">>>") {
          // What comes after a block in a session stands after an empty line.
          isCode = true
          code.append(rest)
        } else if isCode, let rest = prompted(line, "...") {
          code.append(rest)
        } else {
          isCode = false
        }
      }
      return code.joined(separator: "\n")
    }
    let widths = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map {
      $0.prefix { $0 == " " }.count
    }
    if let shared = widths.min(), shared > 0, lines.count > 1 {
      lines = lines.map { $0.dropFirst(min(shared, $0.prefix { $0 == " " }.count)) }
    }
    return lines.joined(separator: "\n")
  }

  /// The code in a text whose first line has a prompt of Python's; any other text as it is.
  public static func code(fromPrompted text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, prompted(first, ">>>") != nil else { return text }
    return lines.map { prompted($0, ">>>") ?? prompted($0, "...") ?? $0 }.joined(separator: "\n")
  }

  /// What stands behind a prompt of Python's, if the line has it.
  private static func prompted(_ line: Substring, _ prompt: String) -> Substring? {
    let bare = line.drop { $0 == " " }
    guard bare.hasPrefix(prompt) else { return nil }
    let rest = bare.dropFirst(prompt.count)
    if rest.isEmpty { return rest }
    return rest.first == " " ? rest.dropFirst() : nil
  }
}

/// A text read once from left to right, for what is open at its end.
private struct Scan {
  /// The last line.
  private(set) var line = ""
  /// The last line without its comment, its strings as quotes.
  private(set) var code = ""
  /// Brackets that are open.
  private(set) var depth = 0
  /// Whether a string of several lines is open.
  private(set) var isInString = false
  private(set) var isInComment = false
  /// What stands in the string that is open.
  private(set) var string: String?
  /// For every open bracket, the line of code before it; empty for one that is no call's.
  private(set) var heads: [String] = []
  /// How far right the line begins on which the last bracket was closed that had been open.
  private(set) var statementWidth = 0

  init(_ text: String) {
    var quote: String?
    var content = ""
    var isComment = false
    var rest = Substring(text)
    var startsStatement = true
    while let character = rest.first {
      if character == "\n" {
        if quote?.count == 1 { quote = nil }
        isComment = false
        if quote == nil, depth == 0 { startsStatement = true }
        (line, code) = ("", "")
        rest = rest.dropFirst()
        continue
      }
      line.append(character)
      if startsStatement, character != " " {
        statementWidth = line.count - 1
        startsStatement = false
      }
      if isComment {
        rest = rest.dropFirst()
      } else if let open = quote {
        if character == "\\", rest.count > 1 {
          rest = rest.dropFirst()
          if let next = rest.first, next != "\n" { line.append(next) }
          if rest.first == "\n" { continue }
          rest = rest.dropFirst()
        } else if rest.hasPrefix(open) {
          if open.count == 3 { line += open.dropFirst() }
          quote = nil
          rest = rest.dropFirst(open.count)
          code.append("\"")
        } else {
          content.append(character)
          rest = rest.dropFirst()
        }
      } else if character == "\"" || character == "'" {
        let triple = String(repeating: character, count: 3)
        let open = rest.hasPrefix(triple) ? triple : String(character)
        if open.count == 3 { line += open.dropFirst() }
        quote = open
        content = ""
        rest = rest.dropFirst(open.count)
        code.append("\"")
      } else {
        if character == "#" { isComment = true } else { code.append(character) }
        if "([{".contains(character) {
          depth += 1
          heads.append(character == "(" ? String(code.dropLast()) : "")
        } else if ")]}".contains(character) {
          depth = max(0, depth - 1)
          _ = heads.popLast()
        }
        rest = rest.dropFirst()
      }
    }
    isInString = quote?.count == 3
    isInComment = isComment
    string = quote == nil ? nil : content
  }
}
