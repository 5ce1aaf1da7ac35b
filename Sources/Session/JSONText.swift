import Tensors

// JSON by hand: two small writers need nothing more than strings, numbers and nesting.

/// Pieces of JSON.
enum JSONText {
  /// A string, escaped.
  static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }

  /// A float: the shortest digits that give it back; nan and the infinities as strings.
  static func number(_ x: Double) -> String {
    if x.isNaN { return "\"nan\"" }
    if x.isInfinite { return x > 0 ? "\"inf\"" : "\"-inf\"" }
    return "\(x)"
  }

  /// An element of a tensor, as its dtype has it.
  static func element(_ x: Double, _ dtype: DType) -> String {
    switch dtype {
    case .float: number(x)
    case .int: Int(exactly: x).map(String.init) ?? number(x)
    case .bool: x != 0 ? "true" : "false"
    }
  }

  /// An array of already written parts.
  static func array(_ parts: [String]) -> String { "[" + parts.joined(separator: ", ") + "]" }

  /// An object of already written values.
  static func object(_ parts: [(String, String)]) -> String {
    "{" + parts.map { string($0.0) + ": " + $0.1 }.joined(separator: ", ") + "}"
  }
}
