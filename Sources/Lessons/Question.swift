// A question: something to be predicted before it is shown.

/// A question of a lesson.
public struct Question: Sendable, Equatable {
  /// What kind of thing the answer is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A number, within a tolerance.
    case number
    /// One of some options.
    case choice
    /// Plus, minus or zero.
    case sign
    /// The shape of a tensor.
    case shape
  }

  /// An answer, or a guess.
  public enum Answer: Sendable, Equatable {
    /// A number.
    case number(Double)
    /// The letter of an option.
    case choice(Character)
    /// −1, 0 or 1.
    case sign(Int)
    /// The sizes.
    case shape([Int])
  }

  /// What is said to a wrong guess.
  public struct Remark: Sendable, Equatable {
    /// The guess, as it is written.
    public let guess: String
    /// Why it is wrong.
    public var why: String
    /// The line in the block, counted from 0.
    let line: Int
  }

  /// One of the options of a choice.
  public struct Option: Sendable, Equatable {
    /// Its letter.
    public let letter: Character
    /// What it says.
    public var text: String
  }

  /// The name of the block.
  public let id: String
  /// What kind of thing the answer is.
  public let kind: Kind
  /// What is asked.
  public private(set) var text = ""
  /// The options of a choice.
  public private(set) var options: [Option] = []
  /// What is said to wrong guesses.
  public private(set) var remarks: [Remark] = []
  /// The expression that computes the answer.
  public var value: String?
  /// The answer, where it is written down.
  public var written: String?
  /// How far a guess may be off.
  public var tolerance: Double?

  init(id: String, kind: Kind) {
    self.id = id
    self.kind = kind
  }

  /// Reads what stands in the block.
  mutating func read(_ lines: [String]) {
    var prompt: [String] = []
    var isInRemark = false
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("if "), let colon = line.firstIndex(of: ":") {
        let guess = line[..<colon].dropFirst(3).trimmedBlanks
        let why = line[line.index(after: colon)...].trimmedBlanks
        remarks.append(Remark(guess: guess, why: why, line: number))
        isInRemark = true
      } else if kind == .choice, let letter = line.first, letter.isLetter,
        line.dropFirst().hasPrefix(") ")
      {
        options.append(Option(letter: letter, text: line.dropFirst(3).trimmedBlanks))
        isInRemark = false
      } else if line.first == " ", isInRemark {
        remarks[remarks.count - 1].why += " " + line.trimmedBlanks
      } else if line.first == " ", !options.isEmpty {
        options[options.count - 1].text += " " + line.trimmedBlanks
      } else {
        prompt.append(line)
      }
    }
    text = prompt.joined(separator: "\n").trimmedBlanks
  }

  // MARK: - Guesses

  /// Reads a guess or an answer; nil if the text is none of this kind.
  public func answer(reading text: String) -> Answer? {
    let plain = text.trimmedBlanks.replacing("−", with: "-")
    switch kind {
    case .number:
      // Swift reads `0x1p3` and `infinity` too, which nobody means.
      guard
        plain.allSatisfy({ "+-.0123456789eE".contains($0) })
          || ["inf", "-inf", "nan"].contains(plain),
        let number = Double(plain)
      else { return nil }
      return .number(number)
    case .choice:
      let letter = plain.hasSuffix(")") ? plain.dropLast() : plain[...]
      guard letter.count == 1, let first = letter.lowercased().first,
        options.contains(where: { $0.letter == first })
      else { return nil }
      return .choice(first)
    case .sign:
      switch plain {
      case "+", "+1": return .sign(1)
      case "-", "-1": return .sign(-1)
      case "0": return .sign(0)
      default: return nil
      }
    case .shape:
      var inside = plain[...]
      for name in ["torch.Size", "Size"] where inside.hasPrefix(name) {
        inside = inside.dropFirst(name.count)
      }
      let isMarked = inside.contains { "()[],".contains($0) }
      let parts = inside.split { "()[], ".contains($0) }
      let sizes = parts.compactMap { Int($0) }
      guard sizes.count == parts.count, sizes.allSatisfy({ $0 >= 0 }), isMarked || !sizes.isEmpty
      else { return nil }
      return .shape(sizes)
    }
  }

  /// Reads what the expression of the answer has printed.
  func answer(computed text: String) -> Answer? {
    if kind == .sign, let number = Double(text) {
      return .sign(number > 0 ? 1 : number < 0 ? -1 : 0)
    }
    return answer(reading: text)
  }

  /// The code that prints the value of the answer, in the order in which it is to be tried.
  func printing(_ expression: String) -> [String] {
    switch kind {
    case .number, .sign: ["print(float(\(expression)))"]
    case .choice: ["print(\(expression))"]
    case .shape: ["print(tuple((\(expression)).shape))", "print(tuple(\(expression)))"]
    }
  }

  /// Whether a guess is right.
  public func accepts(_ guess: Answer, as answer: Answer) -> Bool {
    guard case .number(let guess) = guess, case .number(let answer) = answer else {
      return guess == answer
    }
    if guess.isNaN || answer.isNaN { return guess.isNaN && answer.isNaN }
    if guess == answer { return true }
    // What is written in decimals is never quite the bound that it means.
    let allowed = tolerance ?? 1e-9 * max(1, abs(answer))
    return abs(guess - answer) <= allowed * (1 + 1e-9)
  }

  /// What is said to a wrong guess.
  public func remark(on guess: Answer) -> String? {
    remarks.first { remark in
      self.answer(reading: remark.guess).map { accepts(guess, as: $0) } ?? false
    }?.why
  }

  /// An answer as it is shown.
  public func text(of answer: Answer) -> String {
    switch answer {
    case .number(let number):
      return shortText(number).replacing("-", with: "−")
    case .choice(let letter):
      let option = options.first { $0.letter == letter }
      return "\(letter)) \(option?.text ?? "")"
    case .sign(let sign): return sign > 0 ? "+" : sign < 0 ? "−" : "0"
    case .shape(let sizes):
      let inside = sizes.map(String.init).joined(separator: ", ")
      return sizes.count == 1 ? "(\(inside),)" : "(\(inside))"
    }
  }

  /// A number with the decimals that the tolerance can tell apart.
  private func shortText(_ number: Double) -> String {
    guard let tolerance, tolerance > 0, number.isFinite, abs(number) < 1e12 else {
      return number == number.rounded() && abs(number) < 1e12
        ? String(Int(number)) : "\(number)"
    }
    var decimals = 0
    var unit = 1.0
    while unit > tolerance / 10, decimals < 9 {
      unit /= 10
      decimals += 1
    }
    var digits = String(Int((abs(number) / unit).rounded()))
    while digits.count <= decimals { digits = "0" + digits }
    let text = decimals == 0 ? digits : digits.dropLast(decimals) + "." + digits.suffix(decimals)
    return (number < 0 ? "-" : "") + text
  }
}
