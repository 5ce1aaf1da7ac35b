import Diagnostics
import Display
import Stepper

// The quiz: cards keep their result to themselves until it is asked for, and a number that is
// typed meanwhile is an answer.

/// What a card has asked and not told yet.
struct Asked: Sendable {
  /// The moment of the card.
  let time: Int
  /// What the number is called.
  let target: String
  /// The number.
  let value: Double
}

extension Session {
  /// `:quiz on`, `:quiz off`; alone it shows what the card keeps back.
  mutating func quiz(_ argument: String, write: (Output) -> Void) -> Status {
    switch argument {
    case "on":
      isQuizzing = true
      say("cards keep their result back: type it, or :quiz shows it", write)
      return .done
    case "off":
      isQuizzing = false
      asked = nil
      say("cards show their results again", write)
      return .done
    case "":
      guard asked != nil else {
        return fail(
          isQuizzing ? "nothing is asked here" : "the quiz is off",
          try: isQuizzing ? ":step goes to the next card" : ":quiz on", write)
      }
      return reveal(write: write)
    default:
      return fail("`\(argument)` is no setting of the quiz", try: ":quiz on, :quiz off", write)
    }
  }

  /// Shows the card with its result.
  mutating func reveal(write: (Output) -> Void) -> Status {
    asked = nil
    isRevealing = true
    defer { isRevealing = false }
    return showHere(write: write)
  }

  /// Takes a number that is typed for an answer.
  ///
  /// - Returns: nil where nothing is asked or no number was typed.
  mutating func answer(_ text: String, write: (Output) -> Void) -> Status? {
    guard let asked, asked.time == cursor else { return nil }
    let plain = text.replacing("\u{2212}", with: "-")
    guard let value = Double(plain) else { return nil }
    // As exact as it was typed, half a unit of its last digit allowed, or a hundredth of it.
    let places = plain.firstIndex(of: ".").map { plain.distance(from: $0, to: plain.endIndex) - 1 }
    var unit = 1.0
    for _ in 0..<min(places ?? 0, 15) { unit /= 10 }
    let isRight =
      value == asked.value || value.isNaN && asked.value.isNaN
      || abs(value - asked.value) <= max(0.51 * unit, 0.005 * abs(asked.value))
    if isRight {
      say("yes: \(asked.target) = \(NumberText.text(asked.value))", write)
      return reveal(write: write)
    }
    let isMirrored = value != 0 && abs(value + asked.value) <= 0.01 * abs(asked.value)
    say(
      isMirrored
        ? "the size is right, the sign is not; type it again, or :quiz shows it"
        : "no: \(NumberText.text(value)) is too \(value < asked.value ? "small" : "large"); type another, or :quiz shows it",
      write)
    return .done
  }
}
