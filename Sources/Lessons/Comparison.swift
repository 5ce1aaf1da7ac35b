// Whether an output is what a lesson says it is. Words compare as words and numbers as numbers, to
// the precision that the lesson writes; a sign is always part of it, and U+2212 is a minus. A line
// that is only `…` stands for any lines, a word that is only `…` for any words, never for digits.

/// The comparison of what is expected with what came.
enum Comparison {
  /// What stands for lines or words that are left out.
  static let gap = "…"

  /// Whether every `…` of a line stands for itself alone.
  static func isReadable(_ line: String) -> Bool {
    line.split(whereSeparator: \.isWhitespace).allSatisfy { $0 == gap || !$0.contains("…") }
  }

  static func isGap(_ line: String) -> Bool { line.trimmedBlanks == gap }

  // MARK: - Lines

  /// Where an output stops being as expected.
  struct Difference: Equatable {
    /// The expected line, counted from 0; nil where the output should have ended.
    var expected: Int?
    /// The line that came; nil where the output ended too early.
    var came: Int?
  }

  /// The first difference, or nil if the output is as expected.
  static func difference(_ expected: [String], _ came: [String]) -> Difference? {
    let expected = trimmed(expected)
    let came = trimmed(came)
    var (e, c) = (0, 0)
    /// The latest gap: the line behind it, and the line that it reaches up to.
    var lastGap: (expected: Int, came: Int)?
    // The farthest that the comparison came is what is told.
    var farthest = -1
    var worst: Difference?
    while e < expected.count || c < came.count {
      if e < expected.count, isGap(expected[e]) {
        lastGap = (e + 1, c)
        e += 1
        continue
      }
      if e < expected.count, c < came.count, fits(expected[e], came[c]) {
        (e, c) = (e + 1, c + 1)
        continue
      }
      if e > farthest {
        farthest = e
        worst = Difference(
          expected: e < expected.count ? e : nil, came: c < came.count ? c : nil)
      }
      guard let gap = lastGap, gap.came < came.count else { return worst }
      lastGap = (gap.expected, gap.came + 1)
      (e, c) = (gap.expected, gap.came + 1)
    }
    return nil
  }

  /// The first expected line that does not appear in its turn; between two lines anything may
  /// stand.
  static func missing(_ expected: [String], in came: [String]) -> Int? {
    var next = 0
    for (place, line) in expected.enumerated() where !isGap(line) && !line.trimmedBlanks.isEmpty {
      guard let found = came[next...].indices.first(where: { stands(line, at: $0, in: came) })
      else { return place }
      next = found + 1
    }
    return nil
  }

  /// Whether a line stands at a place, also where the terminal's width has broken it: what goes on
  /// far to the right belongs to the line above it.
  private static func stands(_ line: String, at place: Int, in came: [String]) -> Bool {
    if fits(line, came[place]) { return true }
    var whole = came[place]
    for next in came[(place + 1)...].prefix(3) {
      guard next.prefix(12).allSatisfy({ $0 == " " }), !next.trimmedBlanks.isEmpty else { break }
      whole += " " + next.trimmedBlanks
      if fits(line, whole) { return true }
    }
    return false
  }

  /// Without blank lines at the end.
  static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines
    while let last = lines.last, last.trimmedBlanks.isEmpty { lines.removeLast() }
    return lines
  }

  // MARK: - Words

  /// Whether a line is as expected.
  static func fits(_ expected: String, _ came: String) -> Bool {
    if expected == came { return true }
    return fits(words(expected)[...], words(came)[...])
  }

  private static func words(_ line: String) -> [Substring] {
    // A product is the same with and without air around its dots.
    line.replacing(" · ", with: "·").split(whereSeparator: \.isWhitespace)
  }

  private static func fits(_ expected: ArraySlice<Substring>, _ came: ArraySlice<Substring>) -> Bool
  {
    guard let first = expected.first else { return came.isEmpty }
    if first == gap {
      let rest = expected.dropFirst()
      if rest.isEmpty { return true }
      return (came.startIndex...came.endIndex).contains { fits(rest, came[$0...]) }
    }
    guard let word = came.first, word == first || parts(String(first)).fits(parts(String(word)))
    else { return false }
    return fits(expected.dropFirst(), came.dropFirst())
  }

  /// A word as numbers and what stands between them.
  private static func parts(_ word: String) -> Parts {
    var parts = Parts()
    var rest = Substring(word.replacing("−", with: "-"))
    var text = ""
    while let character = rest.first {
      guard character.isASCII, character.isNumber else {
        text.append(character)
        rest.removeFirst()
        continue
      }
      // Digits behind a letter belong to a name.
      if let last = text.last, last.isLetter || last == "_" {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        text += digits
        rest = rest.dropFirst(digits.count)
        continue
      }
      let number = rest.number
      parts.texts.append(text)
      parts.numbers.append(String(number))
      text = ""
      rest = rest.dropFirst(number.count)
    }
    parts.texts.append(text)
    return parts
  }

  private struct Parts {
    /// What stands before each number, and behind the last.
    var texts: [String] = []
    var numbers: [String] = []

    func fits(_ came: Parts) -> Bool {
      texts == came.texts && zip(numbers, came.numbers).allSatisfy { Comparison.agrees($0, $1) }
    }
  }

  /// Whether a number is the expected one, to the precision that is written.
  static func agrees(_ expected: String, _ came: String) -> Bool {
    if expected == came { return true }
    guard let wanted = Double(expected), let got = Double(came) else { return false }
    let isWhole = !expected.contains { ".eE".contains($0) }
    if isWhole { return wanted == got }
    let unit = unit(of: expected)
    // Half of the last digit; a little more, since decimals are no binary fractions.
    return abs(wanted - got) <= unit / 2 * (1 + 1e-9) + abs(wanted) * 1e-15
  }

  /// What one step of the last digit of a number is worth.
  private static func unit(of number: String) -> Double {
    let halves = number.split(whereSeparator: { "eE".contains($0) })
    let decimals = halves.first?.split(separator: ".").dropFirst().first?.count ?? 0
    let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    return Double("1e\(exponent - decimals)") ?? 0
  }
}

extension Substring {
  /// The number without a sign that the text begins with: digits, a fraction, an exponent.
  fileprivate var number: Substring {
    var end = startIndex
    func skipDigits() {
      while end < endIndex, self[end].isASCII, self[end].isNumber { end = index(after: end) }
    }
    skipDigits()
    if end < endIndex, self[end] == ".", index(after: end) < endIndex,
      self[index(after: end)].isNumber
    {
      end = index(after: end)
      skipDigits()
    }
    if end < endIndex, self[end] == "e" || self[end] == "E" {
      let before = end
      end = index(after: end)
      if end < endIndex, self[end] == "-" || self[end] == "+" { end = index(after: end) }
      let digits = end
      skipDigits()
      if end == digits { end = before }
    }
    return self[..<end]
  }
}
