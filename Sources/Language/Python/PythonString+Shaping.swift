// Stripping, letter case and padding.

extension PythonString {
  /// Strips white space, or the code points of `characters`, from both ends, as `text.strip`.
  public static func strip(_ text: String, _ characters: String? = nil) -> String {
    strip(text, characters, left: true, right: true)
  }

  /// Strips the left end only, as `text.lstrip`.
  public static func stripLeft(_ text: String, _ characters: String? = nil) -> String {
    strip(text, characters, left: true, right: false)
  }

  /// Strips the right end only, as `text.rstrip`.
  public static func stripRight(_ text: String, _ characters: String? = nil) -> String {
    strip(text, characters, left: false, right: true)
  }

  private static func strip(
    _ text: String, _ characters: String?, left: Bool, right: Bool
  ) -> String {
    let stripped = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { stripped?.contains(scalar) ?? isSpace(scalar) }
    var rest = text.unicodeScalars[...]
    if left { rest = rest.drop(while: goes) }
    if right {
      while let last = rest.last, goes(last) { rest.removeLast() }
    }
    return String(rest)
  }

  /// Puts letters in lower case, a Greek sigma by its place in the word, as `text.lower`.
  public static func lower(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.reduce(into: "") { $0 += lowered(scalars, $1) }
  }

  /// Puts letters in upper case, as `text.upper`.
  public static func upper(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += $1.properties.uppercaseMapping }
  }

  /// Puts the first letter in title case and the others in lower case, as `text.capitalize`.
  public static func capitalize(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.reduce(into: "") {
      $0 += $1 == 0 ? scalars[0].properties.titlecaseMapping : lowered(scalars, $1)
    }
  }

  /// Puts every word in title case, where a word begins after what has no case, as `text.title`.
  public static func title(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var followsCased = false
    return scalars.indices.reduce(into: "") { result, index in
      let properties = scalars[index].properties
      result += followsCased ? lowered(scalars, index) : properties.titlecaseMapping
      followsCased = properties.isCased
    }
  }

  /// The lower case of one code point, which for a capital sigma depends on its neighbours.
  private static func lowered(_ scalars: [Unicode.Scalar], _ index: Int) -> String {
    guard scalars[index] == "\u{3A3}" else { return scalars[index].properties.lowercaseMapping }
    let isCased = { (scalar: Unicode.Scalar?) in scalar?.properties.isCased ?? false }
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return isCased(before) && !isCased(after) ? "\u{3C2}" : "\u{3C3}"
  }

  /// Pads with zeros behind a sign up to `width` code points, as `text.zfill`.
  ///
  /// Throws `.overflow` when the result would be longer than `longestResult`.
  public static func zeroFill(_ text: String, width: Int) throws(PythonError) -> String {
    let zeros = try padding(text, width)
    let scalars = text.unicodeScalars
    guard let sign = scalars.first, sign == "+" || sign == "-" else {
      return String(repeating: "0", count: zeros) + text
    }
    return String(sign) + String(repeating: "0", count: zeros) + String(scalars.dropFirst())
  }

  /// Pads on the right, as `text.ljust`.
  ///
  /// Throws `.type` unless `fill` is one code point, `.overflow` for more than `longestResult`.
  public static func justifyLeft(
    _ text: String, width: Int, fill: String = " "
  ) throws(PythonError) -> String {
    text + String(repeating: try single(fill), count: try padding(text, width))
  }

  /// Pads on the left, as `text.rjust`.
  ///
  /// Throws `.type` unless `fill` is one code point, `.overflow` for more than `longestResult`.
  public static func justifyRight(
    _ text: String, width: Int, fill: String = " "
  ) throws(PythonError) -> String {
    String(repeating: try single(fill), count: try padding(text, width)) + text
  }

  /// Pads on both sides, as `text.center`.
  ///
  /// Throws `.type` unless `fill` is one code point, `.overflow` for more than `longestResult`.
  public static func center(
    _ text: String, width: Int, fill: String = " "
  ) throws(PythonError) -> String {
    let fill = try single(fill)
    let count = try padding(text, width)
    // CPython puts the odd one on the left when the width is odd.
    let left = count / 2 + (count & width & 1)
    return String(repeating: fill, count: left) + text
      + String(repeating: fill, count: count - left)
  }

  private static func single(_ fill: String) throws(PythonError) -> String {
    guard length(fill) == 1 else {
      throw .type("the fill character must be exactly one character long")
    }
    return fill
  }

  private static func padding(_ text: String, _ width: Int) throws(PythonError) -> Int {
    let count = length(text)
    guard width > count else { return 0 }
    return try fitting(0, plus: 1, times: width) - count
  }
}
