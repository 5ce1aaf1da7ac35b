// Taking strings apart and putting them together.

extension PythonString {
  /// Splits at runs of white space, as `text.split(None, limit)`; a negative limit means all.
  public static func split(_ text: String, limit: Int = -1) -> [String] {
    let scalars = text.unicodeScalars
    var parts: [String] = []
    var index = scalars.startIndex
    while true {
      while index < scalars.endIndex, isSpace(scalars[index]) {
        index = scalars.index(after: index)
      }
      guard index < scalars.endIndex else { return parts }
      let start = index
      if limit >= 0 && parts.count >= limit {
        parts.append(String(scalars[start...]))
        return parts
      }
      while index < scalars.endIndex, !isSpace(scalars[index]) {
        index = scalars.index(after: index)
      }
      parts.append(String(scalars[start..<index]))
    }
  }

  /// Splits at a separator, as `text.split(separator, limit)`; a negative limit means all.
  ///
  /// Throws `.value` for an empty separator.
  public static func split(
    _ text: String, separator: String, limit: Int = -1
  ) throws(PythonError) -> [String] {
    guard !separator.isEmpty else { throw .value("empty separator") }
    let bytes = Array(text.utf8)
    let sought = Array(separator.utf8)
    var parts: [String] = []
    var start = 0
    while limit < 0 || parts.count < limit, let found = position(of: sought, in: bytes, from: start)
    {
      parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
      start = found + sought.count
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// Splits into lines, as `text.splitlines(keepEnds)`.
  public static func splitLines(_ text: String, keepEnds: Bool = false) -> [String] {
    let scalars = text.unicodeScalars
    var lines: [String] = []
    var start = scalars.startIndex
    while start < scalars.endIndex {
      let end = scalars[start...].firstIndex(where: isLineEnd) ?? scalars.endIndex
      var next = end
      if next < scalars.endIndex {
        next = scalars.index(after: end)
        if scalars[end] == "\r", next < scalars.endIndex, scalars[next] == "\n" {
          next = scalars.index(after: next)
        }
      }
      lines.append(String(scalars[start..<(keepEnds ? next : end)]))
      start = next
    }
    return lines
  }

  /// Joins with a separator, as `separator.join(parts)`.
  ///
  /// Throws `.overflow` when the result would be longer than `longestResult`.
  public static func join(_ parts: [String], separator: String) throws(PythonError) -> String {
    var total = 0
    for part in parts {
      total = try fitting(total, plus: 1, times: part.utf8.count)
      total = try fitting(total, plus: 1, times: separator.utf8.count)
    }
    return parts.joined(separator: separator)
  }

  /// Replaces `old` by `new`, at most `limit` times unless that is negative.
  ///
  /// An empty `old` stands before every code point and at the end. Throws `.overflow` when the
  /// result would be longer than `longestResult`.
  public static func replace(
    _ text: String, _ old: String, with new: String, limit: Int = -1
  ) throws(PythonError) -> String {
    if old.isEmpty { return try interleave(text, with: new, limit: limit) }
    let bytes = Array(text.utf8)
    let sought = Array(old.utf8)
    var starts: [Int] = []
    var from = 0
    while limit < 0 || starts.count < limit, let found = position(of: sought, in: bytes, from: from)
    {
      starts.append(found)
      from = found + sought.count
    }
    if starts.isEmpty { return text }
    _ = try fitting(bytes.count, plus: starts.count, times: new.utf8.count)
    var out: [UInt8] = []
    var end = 0
    for start in starts {
      out += bytes[end..<start]
      out += Array(new.utf8)
      end = start + sought.count
    }
    out += bytes[end...]
    return String(decoding: out, as: UTF8.self)
  }

  /// Puts `new` before code points and at the end, at most `limit` times unless that is negative.
  private static func interleave(
    _ text: String, with new: String, limit: Int
  ) throws(PythonError) -> String {
    let places = length(text) + 1
    var rest = limit < 0 ? places : min(limit, places)
    _ = try fitting(text.utf8.count, plus: rest, times: new.utf8.count)
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if rest > 0 { out.append(contentsOf: new.unicodeScalars) }
      rest -= 1
      out.append(scalar)
    }
    if rest > 0 { out.append(contentsOf: new.unicodeScalars) }
    return String(out)
  }

  /// `base + count * size`, or an error when a string of that many bytes is too long.
  static func fitting(
    _ base: Int, plus count: Int, times size: Int
  ) throws(PythonError) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: size)
    let (sum, overflows) = base.addingReportingOverflow(product)
    guard !overflow, !overflows, sum <= longestResult else {
      throw .overflow("the string would be longer than \(longestResult) characters")
    }
    return sum
  }

  /// Where `sought`, which is not empty, next stands in `bytes`.
  ///
  /// UTF-8 finds a match only where a code point begins, so bytes are enough.
  static func position(of sought: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = sought.first, bytes.count - start >= sought.count else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      sought.withUnsafeBufferPointer { sought in
        for index in start...(bytes.count - sought.count) where bytes[index] == first {
          var length = 1
          while length < sought.count, bytes[index + length] == sought[length] { length += 1 }
          if length == sought.count { return index }
        }
        return nil
      }
    }
  }

  /// Tells whether `splitlines` ends a line at the scalar.
  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
