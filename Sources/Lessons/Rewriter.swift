import Diagnostics

// Writing outputs anew. What still holds stays as it is written, with its gaps; only what came
// otherwise is replaced. So a lesson that passes is not changed, and rewriting twice is rewriting
// once.

/// Lines of a file to be replaced.
struct Edit: Sendable, Equatable {
  /// The lines, counted from 0; empty to insert before the first.
  let lines: Range<Int>
  /// What stands there instead.
  let text: [String]
}

/// New texts for lessons.
public enum Rewriter {
  /// A lesson's text with its outputs as they came, and what has changed, as lines to show.
  public static func rewrite(
    _ lesson: Lesson, by report: CheckReport
  ) -> (text: String, difference: [String]) {
    var text = ""
    var difference: [String] = []
    var next = 0
    let isCRLF = lesson.source.text.contains("\r\n")
    for edit in report.edits.sorted(by: { $0.lines.lowerBound < $1.lines.lowerBound }) {
      guard edit.lines.lowerBound >= next else { continue }
      text += lesson.text(of: next..<edit.lines.lowerBound)
      if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
      text += edit.text.map { $0 + (isCRLF ? "\r\n" : "\n") }.joined()
      difference += changes(edit, in: lesson)
      next = edit.lines.upperBound
    }
    return (text + lesson.text(of: next..<lesson.lineStarts.count), difference)
  }

  /// The changed lines of an edit, as a diff shows them.
  private static func changes(_ edit: Edit, in lesson: Lesson) -> [String] {
    let old = edit.lines.map { lesson.source.line($0 + 1) }
    var head = 0
    while head < min(old.count, edit.text.count), old[head] == edit.text[head] { head += 1 }
    var tail = 0
    while tail < min(old.count, edit.text.count) - head,
      old[old.count - 1 - tail] == edit.text[edit.text.count - 1 - tail]
    {
      tail += 1
    }
    let line = edit.lines.lowerBound + head + 1
    return ["@@ \(lesson.source.name):\(line)"]
      + old[head..<old.count - tail].map { "-" + $0 }
      + edit.text[head..<edit.text.count - tail].map { "+" + $0 }
  }

  /// The lines that an output block has to have for what came.
  static func output(_ expected: [String], for came: [String]) -> [String] {
    let written = expected.filter { !Comparison.isGap($0) }
    let partners = pairs(written, came)
    // For every written line: the line that it stands for, if it still does.
    var result: [String] = []
    var next = 0
    var index = 0
    var place = 0
    while place < expected.count {
      if Comparison.isGap(expected[place]) {
        // A gap stays where what stands around it still holds.
        let before = index == 0 ? true : partners[index - 1] != nil
        let after = index == written.count ? true : partners[index] != nil
        if before, after {
          let end = index == written.count ? came.count : partners[index] ?? next
          result.append(expected[place])
          next = max(next, end)
        }
      } else {
        if let partner = partners[index] {
          result += came[next..<max(next, partner)]
          result.append(written[index])
          next = partner + 1
        }
        index += 1
      }
      place += 1
    }
    return result + came[min(next, came.count)...]
  }

  /// New texts for lines of a console block: a line that does not appear is replaced by one that
  /// begins alike.
  static func console(_ expected: [String], for came: [String]) -> [(Int, String)] {
    let written = expected.indices.filter {
      !Comparison.isGap(expected[$0]) && !expected[$0].trimmedBlanks.isEmpty
    }
    let partners = pairs(written.map { expected[$0] }, came)
    var result: [(Int, String)] = []
    var next = 0
    for (index, place) in written.enumerated() {
      if let partner = partners[index] {
        next = partner + 1
        continue
      }
      let end = partners[(index + 1)...].compactMap { $0 }.first ?? came.count
      guard let head = firstWord(expected[place]), next < end,
        let found = came[next..<end].firstIndex(where: { line in
          line.split(whereSeparator: \.isWhitespace).contains { $0 == head }
        })
      else { continue }
      result.append((place, came[found]))
      next = found + 1
    }
    return result
  }

  private static func firstWord(_ line: String) -> Substring? {
    line.split(whereSeparator: \.isWhitespace).first { $0 != Comparison.gap }
  }

  /// For every written line the line of the output that it fits, as many as can be had in order.
  private static func pairs(_ written: [String], _ came: [String]) -> [Int?] {
    let (n, m) = (written.count, came.count)
    var lengths = Array(repeating: Array(repeating: 0, count: m + 1), count: n + 1)
    var fits = Array(repeating: Array(repeating: false, count: m), count: n)
    for i in stride(from: n - 1, through: 0, by: -1) {
      for j in stride(from: m - 1, through: 0, by: -1) {
        fits[i][j] = Comparison.fits(written[i], came[j])
        lengths[i][j] = max(
          lengths[i + 1][j], lengths[i][j + 1], fits[i][j] ? lengths[i + 1][j + 1] + 1 : 0)
      }
    }
    var result: [Int?] = Array(repeating: nil, count: n)
    var (i, j) = (0, 0)
    while i < n, j < m {
      if fits[i][j], lengths[i][j] == lengths[i + 1][j + 1] + 1 {
        result[i] = j
        (i, j) = (i + 1, j + 1)
      } else if lengths[i + 1][j] >= lengths[i][j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return result
  }
}
