// Strings as Python sees them: sequences of code points.
//
// Swift's `Character` is a grapheme cluster and its `==` compares canonically; Python indexes,
// measures and compares code points. Everything in this folder therefore works on Unicode scalars.
// The tables of categories and cases are the Swift standard library's, so a character newer than
// CPython's tables is classified as a newer CPython would.

/// What Python's `repr` writes for a string: quoted, with escapes for what cannot be printed.
///
/// The quotes are single ones unless the text holds single and no double quotes.
public func pythonRepr(_ text: String) -> String {
  let hasSingle = text.utf8.contains(UInt8(ascii: "'"))
  let hasDouble = text.utf8.contains(UInt8(ascii: "\""))
  let quote: Unicode.Scalar = hasSingle && !hasDouble ? "\"" : "'"
  var out = String.UnicodeScalarView()
  out.append(quote)
  for scalar in text.unicodeScalars {
    switch scalar {
    case quote, "\\":
      out.append("\\")
      out.append(scalar)
    case "\t": out.append(contentsOf: "\\t".unicodeScalars)
    case "\n": out.append(contentsOf: "\\n".unicodeScalars)
    case "\r": out.append(contentsOf: "\\r".unicodeScalars)
    case _ where PythonString.isPrintable(scalar): out.append(scalar)
    default: out.append(contentsOf: escape(scalar).unicodeScalars)
    }
  }
  out.append(quote)
  return String(out)
}

/// The escape with the fewest digits that holds the scalar: `\x07`, `\u200b`, `\U000e0001`.
private func escape(_ scalar: Unicode.Scalar) -> String {
  let (letter, width) =
    switch scalar.value {
    case ...0xFF: ("x", 2)
    case ...0xFFFF: ("u", 4)
    default: ("U", 8)
    }
  let digits = String(scalar.value, radix: 16)
  return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
}

/// The methods of Python's `str`, on code points.
public enum PythonString {
  /// The most code points that a result may have: what would be longer is refused.
  public static let longestResult = 50_000_000

  /// Counts code points, as `len(text)`.
  public static func length(_ text: String) -> Int { text.unicodeScalars.count }

  /// Compares by code points, as Python's `<` and `==`: −1, 0 or 1.
  public static func compare(_ a: String, _ b: String) -> Int {
    // The order of UTF-8 bytes is the order of code points.
    if a.utf8.elementsEqual(b.utf8) { return 0 }
    return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
  }

  /// Tells whether `repr` may show the scalar as it is.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar >= " " && scalar < "\u{7F}" }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return true
    }
  }

  /// Tells whether Python takes the scalar for white space.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    // Unlike Unicode's property, Python's includes the four information separators.
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// Tells whether the text has letters only, and at least one.
  public static func isAlpha(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
          true
        default: false
        }
      }
  }

  /// Tells whether the text has digits only, superscripts included, and at least one.
  public static func isDigit(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.numericType {
        case .decimal, .digit: true
        default: false
        }
      }
  }
}
