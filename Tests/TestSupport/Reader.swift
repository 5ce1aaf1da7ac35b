// A reader with a pocket calculator: parses a printed formula and works it out from the printed
// numbers alone. It shares no code with what prints.

import Foundation

/// A parser of printed formulas that works them out as it goes.
public struct Reader {
  /// Where a formula stopped making sense.
  public struct Unreadable: Error {
    /// The formula.
    public var text: String
    /// The character.
    public var at: Int

    /// An error.
    public init(text: String, at: Int) {
      self.text = text
      self.at = at
    }
  }

  private let text: [Character]
  private var position = 0
  /// Whether every printed reason of a choice is true of the printed numbers.
  public private(set) var reasonsHold = true

  private init(_ text: String) { self.text = Array(text) }

  /// The value of a printed formula; nan also where a printed reason is false.
  public static func value(_ text: String) throws -> Double {
    var reader = Reader(text)
    let value = try reader.expression()
    guard reader.position == reader.text.count else { throw reader.unreadable }
    return reader.reasonsHold ? value : .nan
  }

  /// Whether a printed formula gives a printed result to the result's last digit.
  public static func agrees(_ formula: String, _ result: String) throws -> Bool {
    let value = try value(formula)
    let plain = result.replacingOccurrences(of: "−", with: "-")
    guard let printed = Double(plain) else { return false }
    if value.isNaN || printed.isNaN { return value.isNaN && printed.isNaN }
    if value.isInfinite || printed.isInfinite { return value == printed }
    let parts = plain.split(separator: "e")
    let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let unit = pow(10, Double(exponent - decimals))
    return abs(value - printed) <= unit * 0.5000001
  }

  private var unreadable: Unreadable { Unreadable(text: String(text), at: position) }

  private func sees(_ word: String) -> Bool {
    let characters = Array(word)
    return position + characters.count <= text.count
      && Array(text[position..<position + characters.count]) == characters
  }

  private mutating func takes(_ word: String) -> Bool {
    guard sees(word) else { return false }
    position += word.count
    return true
  }

  private mutating func expression() throws -> Double {
    let isDenied = takes("not (")
    let left = try sum()
    let signs: [(String, (Double, Double) -> Bool)] = [
      (" < ", { $0 < $1 }), (" ≤ ", { $0 <= $1 }), (" > ", { $0 > $1 }), (" ≥ ", { $0 >= $1 }),
      (" = ", { $0 == $1 }), (" ≠ ", { $0 != $1 }),
    ]
    for (sign, holds) in signs where takes(sign) {
      let right = try sum()
      if holds(left, right) == isDenied { reasonsHold = false }
      if isDenied { guard takes(")") else { throw unreadable } }
      guard takes(": ") else { throw unreadable }
      return try expression()
    }
    return left
  }

  private mutating func sum() throws -> Double {
    var value = try quotient()
    while true {
      if takes(" + ") {
        value += try quotient()
      } else if takes(" − ") {
        value -= try quotient()
      } else {
        return value
      }
    }
  }

  private mutating func quotient() throws -> Double {
    let a = try product()
    if takes(" / ") { return a / (try power()) }
    if takes(" // ") { return try floorDivided(a, power()) }
    if takes(" % ") {
      let b = try power()
      let rest = fmod(a, b)
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    }
    return a
  }

  private func floorDivided(_ a: Double, _ b: Double) -> Double { (a / b).rounded(.down) }

  private mutating func product() throws -> Double {
    if takes("−") { return -(try product()) }
    var value = try power()
    while takes("·") { value *= try power() }
    return value
  }

  private mutating func power() throws -> Double {
    let base = try atom()
    if takes("²") { return base * base }
    if takes("³") { return base * base * base }
    if takes("^") { return pow(base, try atom()) }
    return base
  }

  private mutating func atom() throws -> Double {
    if takes("(") {
      let value = try expression()
      guard takes(")") else { throw unreadable }
      return value
    }
    if takes("… ") {
      while position < text.count, text[position] != "(" { position += 1 }
      guard takes("(") else { throw unreadable }
      let value = try expression()
      guard takes(") …") else { throw unreadable }
      return value
    }
    if takes("inf") { return .infinity }
    if takes("nan") { return .nan }
    let start = position
    while position < text.count,
      text[position].isLetter || text[position] == "√"
        || position > start && text[position].isNumber,
      !text[position].isWholeNumber || position > start
    {
      position += 1
    }
    if position > start { return try call(String(text[start..<position])) }
    return try number()
  }

  private mutating func number() throws -> Double {
    let start = position
    while position < text.count, "0123456789.".contains(text[position]) { position += 1 }
    if takes("e") {
      _ = takes("−")
      while position < text.count, "0123456789".contains(text[position]) { position += 1 }
    }
    let digits = String(text[start..<position]).replacingOccurrences(of: "−", with: "-")
    guard let value = Double(digits) else { throw unreadable }
    return value
  }

  private mutating func call(_ name: String) throws -> Double {
    guard takes("(") else { throw unreadable }
    var x = [try expression()]
    while takes(", ") { x.append(try expression()) }
    guard takes(")") else { throw unreadable }
    switch name {
    case "max": return x.contains { $0.isNaN } ? .nan : x.max() ?? .nan
    case "min": return x.contains { $0.isNaN } ? .nan : x.min() ?? .nan
    case "exp": return Foundation.exp(x[0])
    case "log": return Foundation.log(x[0])
    case "√": return x[0].squareRoot()
    case "tanh": return Foundation.tanh(x[0])
    case "sigmoid": return 1 / (1 + Foundation.exp(-x[0]))
    case "abs": return Swift.abs(x[0])
    case "log1p": return Foundation.log1p(x[0])
    case "floor": return x[0].rounded(.down)
    default: throw unreadable
    }
  }
}
