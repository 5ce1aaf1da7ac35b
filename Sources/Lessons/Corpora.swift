// The small texts that lessons train on, so that they run without a network or a file.
//
// All of them were made for this program: one list of names, everything else by the rules below,
// which any reader can work out again. A text is lines that each end in a newline, so a model of
// characters sees the newline after the last line as after every other.

/// The bundled corpora, which a script reads with `text("names")`.
public enum Corpora {
  /// What there is, with a sentence on each.
  public static let names: [String: String] = [
    "names": "487 given names of many languages, one a line, in the letters a to z.",
    "numbers": "The number words from one to one hundred, one a line.",
    "arithmetic": "All sums of two digits, such as 3+4=7, one a line.",
    "dates": "Every day of the year in words and in digits, such as march 5 = 03-05.",
  ]

  /// The corpus of that name, or nil if there is none.
  public static func text(_ name: String) -> String? {
    let lines: [String]
    switch name {
    case "names": lines = givenNames.split(whereSeparator: \.isWhitespace).map(String.init)
    case "numbers": lines = (1...100).map(words)
    case "arithmetic": lines = sums
    case "dates": lines = dates
    default: return nil
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The words of a number from 1 to 100: `seven`, `fifteen`, `forty-two`, `one hundred`.
  static func words(_ number: Int) -> String {
    let small = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen",
    ]
    let tens = [
      "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
    switch number {
    case 0..<20: return small[number]
    case 20..<100:
      let rest = number % 10
      return tens[number / 10] + (rest == 0 ? "" : "-" + small[rest])
    case 100: return "one hundred"
    default: return String(number)
    }
  }

  /// The hundred sums of two digits, the first one counting slowest.
  private static var sums: [String] {
    (0...9).flatMap { a in (0...9).map { b in "\(a)+\(b)=\(a + b)" } }
  }

  /// The 366 days of a leap year, in order.
  private static var dates: [String] {
    let months: [(name: String, days: Int)] = [
      ("january", 31), ("february", 29), ("march", 31), ("april", 30), ("may", 31), ("june", 30),
      ("july", 31), ("august", 31), ("september", 30), ("october", 31), ("november", 30),
      ("december", 31),
    ]
    let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return months.enumerated().flatMap { index, month in
      (1...month.days).map { day in
        "\(month.name) \(day) = \(twoDigits(index + 1))-\(twoDigits(day))"
      }
    }
  }
}
