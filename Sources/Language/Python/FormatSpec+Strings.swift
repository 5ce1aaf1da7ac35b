// Formatting strings.

extension FormatSpec {
  /// Formats a string: cut to the precision, then padded to the width.
  func formatString(_ text: String) throws(FormatError) -> String {
    try checkGrouping(type ?? "s")
    guard (type ?? "s") == "s" else { throw unknownType(type ?? "s", kind: "str") }
    switch sign {
    case .space: throw FormatError("Space not allowed in string format specifier")
    case .some: throw FormatError("Sign not allowed in string format specifier")
    case nil: break
    }
    if dropsNegativeZero {
      throw FormatError("Negative zero coercion (z) not allowed in string format specifier")
    }
    if isAlternate {
      throw FormatError("Alternate form (#) not allowed in string format specifier")
    }
    if alignment == .afterSign {
      throw FormatError("'=' alignment not allowed in string format specifier")
    }
    let scalars = text.unicodeScalars
    let shown = precision.map { String(scalars.prefix($0)) } ?? text
    guard let width else { return shown }
    return pad("", shown, length: PythonString.length(shown), to: width, default: .left)
  }

  /// Sets a sign and a body apart from the fill; the body counts `length` code points.
  func pad(
    _ sign: String, _ body: String, length: Int, to width: Int, default: Alignment
  ) -> String {
    let missing = max(width - length - sign.unicodeScalars.count, 0)
    let scalar = fill ?? (padsWithZeros ? "0" : " ")
    let fill = { (count: Int) in String(repeating: String(scalar), count: count) }
    switch alignment ?? `default` {
    case .left: return sign + body + fill(missing)
    case .right: return fill(missing) + sign + body
    case .center: return fill(missing / 2) + sign + body + fill(missing - missing / 2)
    case .afterSign: return sign + fill(missing) + body
    }
  }
}
