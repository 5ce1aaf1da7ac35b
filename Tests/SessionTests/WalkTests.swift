import Diagnostics
import Session
import TestSupport
import Testing

// Whole programs, walked through from start to end and back, card by card.

@Suite("Walking through programs")
struct WalkTests {
  static let programs = [Program.ppoClip, .loraUpdate, .tinyGPT]

  /// The cards of `:step` from the start to the end, or of another command.
  private func walk(_ talk: inout Talk, by command: String) -> [Answer] {
    var cards: [Answer] = []
    while true {
      let answer = talk.say(command)
      guard case .done = answer.status else { return cards }
      cards.append(answer)
    }
  }

  private func started(_ program: Program) -> Talk {
    var talk = Talk()
    for input in program.inputs { talk.run(input, named: program.name) }
    talk.say(":goto start")
    return talk
  }

  @Test("No line of any card is wider than the terminal", arguments: programs)
  func widths(program: Program) {
    var talk = started(program)
    let cards = walk(&talk, by: ":step")
    #expect(cards.count > 30)
    for card in cards {
      #expect(card.diagnostics.isEmpty)
      #expect(!card.text.isEmpty)
      for line in card.lines where terminalWidth(line) > 80 {
        Issue.record("\(terminalWidth(line)) cells: \(line)")
      }
    }
    #expect(talk.say(":step").message.contains("the end"))
  }

  @Test("The way back is the way there", arguments: programs)
  func back(program: Program) {
    var talk = started(program)
    let there = walk(&talk, by: ":next").map(\.text)
    let last = talk.session.cursor
    var back = walk(&talk, by: ":back").map(\.text)
    back.reverse()
    #expect(Array(there.dropLast()) == back)
    #expect(talk.say(":back").message.contains("the beginning"))
    let again = walk(&talk, by: ":next").map(\.text)
    #expect(Array(there.dropFirst()) == again)
    #expect(talk.session.cursor == last)
  }

  @Test("Every card survives a pocket calculator", arguments: [Program.ppoClip, .loraUpdate])
  func calculator(program: Program) throws {
    var talk = started(program)
    var count = 0
    for card in walk(&talk, by: ":step") {
      guard let numbers = Numbers(card.lines), !numbers.isCopy else { continue }
      #expect(!numbers.isApproximate, "\(numbers.text)")
      #expect(try numbers.agrees(), "\(numbers.text)")
      count += 1
    }
    #expect(count > 20)
  }

  @Test("A rule keeps the parentheses of what it names")
  func parentheses() {
    var talk = Talk()
    talk.run(
      """
      a = tensor([1.0, 2.0])
      c = param(tensor([2.0, 7.0]))
      y = c / (a + 1)
      y.sum().backward()
      """)
    talk.say(":goto start")
    let rules = walk(&talk, by: ":step").flatMap(\.lines).filter { $0.hasPrefix("  rule") }
    #expect(rules.contains { $0.contains("∂c = ∂y / (a + 1)") }, "\(rules)")
  }

  @Test("Advantages, worked out on Python numbers")
  func advantages() {
    var talk = started(.ppoClip)
    let cards = walk(&talk, by: ":step").compactMap { Numbers($0.lines) }
    func results(of name: String) -> [String] {
      cards.filter { $0.target == name }.map { $0.parts.dropFirst().joined(separator: " = ") }
    }
    // δ = r + γ·V' − V and A = δ + γ·λ·A', from the last token to the first, worked out on paper.
    #expect(
      results(of: "delta") == [
        "rewards[t] + gamma·following − values[t] = 1 + 1·0 − 0.4 = 0.6",
        "rewards[t] + gamma·following − values[t] = 0 + 1·0.4 − 0.3 = 0.1",
        "rewards[t] + gamma·following − values[t] = 0 + 1·0.3 − 0.2 = 0.1",
        "rewards[t] + gamma·following − values[t] = 0 + 1·0.2 − 0.1 = 0.1",
      ])
    #expect(
      results(of: "last") == [
        "delta + gamma·lam·last = 0.6 + 1·0.95·0 = 0.6",
        "delta + gamma·lam·last = 0.1 + 1·0.95·0.6 = 0.67",
        "delta + gamma·lam·last = 0.1 + 1·0.95·0.67 = 0.7365",
        "delta + gamma·lam·last = 0.1 + 1·0.95·0.7365 = 0.799675",
      ])
    talk.say(":goto end")
    let shown = talk.say("A").text
    for number in ["0.7997", "0.7365", "0.6700", "0.6000"] { #expect(shown.contains(number)) }
  }
}

/// The lines of a card that work one element out.
struct Numbers {
  /// The lines as one.
  let text: String
  /// What stands between the equals signs: the target, perhaps the names, the numbers, the result.
  let parts: [String]

  var target: String { parts.first ?? "" }
  var isApproximate: Bool { text.contains("≈") }
  /// Whether the value is another one's, as in `∂b = ∂y = −0.18`: there is nothing to work out.
  var isCopy: Bool {
    guard parts.count == 3 else { return parts.count == 2 }
    var depth = 0
    let outside = parts[1].filter { character in
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      return depth == 0
    }
    return !["·", " + ", " − ", " / ", "^", "²", "√"].contains { outside.contains($0) }
  }

  init?(_ lines: [String]) {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("  numbers   ") }) else { return nil }
    // What continues the formula stands below it; a label begins at column 2.
    let more = lines[(start + 1)...].prefix { $0.hasPrefix("            ") }
    let pieces = [lines[start].dropFirst(12)] + more.map { $0[...] }
    text = pieces.map { piece in piece.split(separator: " ").joined(separator: " ") }
      .joined(separator: " ")
    parts = text.components(separated: " = ")
  }

  /// Whether the printed numbers give the printed result.
  ///
  /// A reason may have an equals sign in it: the formula is the shortest tail that reads as one.
  func agrees() throws -> Bool {
    guard let result = parts.last else { return false }
    var failure: any Error = Reader.Unreadable(text: text, at: 0)
    for first in stride(from: parts.count - 2, through: 1, by: -1) {
      do {
        return try Reader.agrees(parts[first..<(parts.count - 1)].joined(separator: " = "), result)
      } catch {
        failure = error
      }
    }
    throw failure
  }
}

extension String {
  /// The parts between occurrences of a separator.
  func components(separated separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
