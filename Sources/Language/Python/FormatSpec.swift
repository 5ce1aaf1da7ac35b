// Python's format mini-language: what stands after the colon in `f"{loss:>8.3f}"`.
//
// A spec is parsed once and without knowing the value, as CPython's
// `parse_internal_render_format_spec` (Python/formatter_unicode.c) does; what depends on the kind
// of the value (the default alignment and type, which options are allowed) is decided when a value
// is formatted, in the extensions of this type.

/// Why a value cannot be formatted, in CPython's words where it has some.
public struct FormatError: Error, Hashable, Sendable {
  /// What is wrong with the spec, or with the spec for this kind of value.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// A value that a format spec can be applied to.
public enum FormatValue: Hashable, Sendable {
  /// An int.
  case int(Int)
  /// A float.
  case float(Double)
  /// `True` or `False`, which formats as a word without a spec and as an int with a type.
  case bool(Bool)
  /// A string.
  case string(String)
}

/// A parsed format spec: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
public struct FormatSpec: Hashable, Sendable {
  /// The greatest width and the greatest precision; CPython's limit is the memory.
  public static let greatestWidth = 100_000

  /// On which side of the value the fill goes.
  public enum Alignment: Unicode.Scalar, Hashable, Sendable {
    /// The fill goes to the right of the value.
    case left = "<"
    /// The fill goes to the left of the value.
    case right = ">"
    /// The fill goes to both sides of the value.
    case center = "^"
    /// The fill goes between the sign and the digits.
    case afterSign = "="
  }

  /// What stands before numbers that are not negative.
  public enum Sign: Unicode.Scalar, Hashable, Sendable {
    /// A plus before them.
    case plus = "+"
    /// Nothing, which is also the default.
    case minus = "-"
    /// A space before them.
    case space = " "
  }

  /// What stands between groups of digits.
  public enum Grouping: Unicode.Scalar, Hashable, Sendable {
    /// A comma between thousands.
    case comma = ","
    /// An underscore between thousands, and between groups of four in the bases 2, 8 and 16.
    case underscore = "_"
  }

  /// The fill, if one was given before the alignment.
  public private(set) var fill: Unicode.Scalar?
  /// The alignment, if one was given.
  public private(set) var alignment: Alignment?
  /// The sign option, if one was given.
  public private(set) var sign: Sign?
  /// The option `z`: a negative zero loses its sign.
  public private(set) var dropsNegativeZero = false
  /// The option `#`.
  public private(set) var isAlternate = false
  /// The `0` before the width.
  public private(set) var padsWithZeros = false
  /// The width, if one was given.
  public private(set) var width: Int?
  /// The grouping, if one was given.
  public private(set) var grouping: Grouping?
  /// The precision, if one was given.
  public private(set) var precision: Int?
  /// The presentation type, if one was given.
  public private(set) var type: Unicode.Scalar?

  /// Reads a spec, without the braces and the colon.
  public init(parsing text: String) throws(FormatError) {
    var rest = text.unicodeScalars[...]
    if let second = rest.dropFirst().first, let alignment = Alignment(rawValue: second) {
      fill = rest.first
      self.alignment = alignment
      rest.removeFirst(2)
    } else if let alignment = rest.first.flatMap(Alignment.init(rawValue:)) {
      self.alignment = alignment
      rest.removeFirst()
    }
    if let sign = rest.first.flatMap(Sign.init(rawValue:)) {
      self.sign = sign
      rest.removeFirst()
    }
    dropsNegativeZero = Self.skip("z", in: &rest)
    isAlternate = Self.skip("#", in: &rest)
    // After an explicit fill a 0 is the first digit of the width.
    if fill == nil { padsWithZeros = Self.skip("0", in: &rest) }
    width = try Self.number(in: &rest, "width")
    while let grouping = rest.first.flatMap(Grouping.init(rawValue:)) {
      if let given = self.grouping {
        guard given == grouping else { throw FormatError("Cannot specify both ',' and '_'.") }
        throw FormatError("Cannot specify '\(grouping.rawValue)' twice.")
      }
      self.grouping = grouping
      rest.removeFirst()
    }
    if Self.skip(".", in: &rest) {
      precision = try Self.number(in: &rest, "precision")
      if precision == nil { throw FormatError("Format specifier missing precision") }
    }
    type = rest.popFirst()
    guard rest.isEmpty else { throw FormatError("Invalid format specifier \(pythonRepr(text))") }
  }

  /// Removes `scalar` if it comes next, and tells whether it did.
  private static func skip(
    _ scalar: Unicode.Scalar, in rest: inout Substring.UnicodeScalarView
  ) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  /// The number that comes next, or nil; throws where it is greater than anything useful.
  private static func number(
    in rest: inout Substring.UnicodeScalarView, _ name: String
  ) throws(FormatError) -> Int? {
    var result: Int?
    while let scalar = rest.first, ("0"..."9").contains(scalar) {
      let value = (result ?? 0) * 10 + Int(scalar.value - 0x30)
      guard value <= greatestWidth else {
        throw FormatError("the \(name) of a format may be \(greatestWidth) at most")
      }
      result = value
      rest.removeFirst()
    }
    return result
  }

  /// Formats a value as Python's `format(value, spec)`.
  public func format(_ value: FormatValue) throws(FormatError) -> String {
    switch value {
    case .int(let number):
      return try formatInt(number, kind: "int")
    case .bool(let flag):
      if self == FormatSpec() { return flag ? "True" : "False" }
      return try formatInt(flag ? 1 : 0, kind: "bool")
    case .float(let number):
      return try formatFloat(number, kind: "float")
    case .string(let text):
      return try formatString(text)
    }
  }

  /// The empty spec, as in `f"{x}"`.
  public init() {}

  /// Throws where the grouping does not go with the presentation type.
  func checkGrouping(_ type: Unicode.Scalar?) throws(FormatError) {
    guard let grouping, let type else { return }
    switch type {
    case "d", "e", "f", "g", "E", "F", "G", "%":
      return
    case "b", "o", "x", "X":
      if grouping == .underscore { return }
    default:
      break
    }
    throw FormatError("Cannot specify '\(grouping.rawValue)' with '\(type)'.")
  }

  /// The error of a presentation type that this kind of value does not have.
  func unknownType(_ type: Unicode.Scalar, kind: String) -> FormatError {
    FormatError("Unknown format code '\(type)' for object of type '\(kind)'")
  }
}
