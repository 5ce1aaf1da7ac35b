// Looking for one string in another. Positions count code points; `start` and `end` are those of a
// slice: negative ones count from the end, and ones out of range are moved into it.

extension PythonString {
  /// Finds where `sought` first stands between `start` and `end`, or −1, as `text.find`.
  public static func find(
    _ text: String, _ sought: String, start: Int = 0, end: Int = .max
  ) -> Int {
    let scalars = Array(text.unicodeScalars)
    let (low, high) = bounds(start, end, count: scalars.count)
    let wanted = Array(sought.unicodeScalars)
    guard low <= high, high - low >= wanted.count else { return -1 }
    for index in low...(high - wanted.count)
    where scalars[index..<(index + wanted.count)].elementsEqual(wanted) {
      return index
    }
    return -1
  }

  /// Finds as `find` does, and throws `.value` where that gives −1, as `text.index`.
  public static func index(
    _ text: String, _ sought: String, start: Int = 0, end: Int = .max
  ) throws(PythonError) -> Int {
    let found = find(text, sought, start: start, end: end)
    guard found >= 0 else { throw .value("substring not found") }
    return found
  }

  /// Counts occurrences that do not overlap, as `text.count`.
  ///
  /// An empty string occurs before every code point and at the end.
  public static func count(
    _ text: String, _ sought: String, start: Int = 0, end: Int = .max
  ) -> Int {
    let scalars = Array(text.unicodeScalars)
    let (low, high) = bounds(start, end, count: scalars.count)
    let wanted = Array(sought.unicodeScalars)
    guard low <= high, high - low >= wanted.count else { return 0 }
    if wanted.isEmpty { return high - low + 1 }
    var total = 0
    var index = low
    while high - index >= wanted.count {
      if scalars[index..<(index + wanted.count)].elementsEqual(wanted) {
        total += 1
        index += wanted.count
      } else {
        index += 1
      }
    }
    return total
  }

  /// Tells whether the slice from `start` to `end` begins with `prefix`, as `text.startswith`.
  public static func startsWith(
    _ text: String, _ prefix: String, start: Int = 0, end: Int = .max
  ) -> Bool {
    guard let slice = slice(text, start, end) else { return false }
    return slice.starts(with: prefix.unicodeScalars)
  }

  /// Tells whether the slice from `start` to `end` ends with `suffix`, as `text.endswith`.
  public static func endsWith(
    _ text: String, _ suffix: String, start: Int = 0, end: Int = .max
  ) -> Bool {
    guard let slice = slice(text, start, end) else { return false }
    return slice.reversed().starts(with: suffix.unicodeScalars.reversed())
  }

  /// The slice, or nil when it starts behind its end, where not even the empty string is found.
  private static func slice(
    _ text: String, _ start: Int, _ end: Int
  ) -> ArraySlice<Unicode.Scalar>? {
    let scalars = Array(text.unicodeScalars)
    let (low, high) = bounds(start, end, count: scalars.count)
    return low <= high ? scalars[low..<high] : nil
  }

  /// Slice bounds as CPython adjusts them: the end moves into the text, the start may stay beyond.
  private static func bounds(_ start: Int, _ end: Int, count: Int) -> (Int, Int) {
    let high = end > count ? count : (end < 0 ? max(end &+ count, 0) : end)
    return (start < 0 ? max(start &+ count, 0) : start, high)
  }
}
