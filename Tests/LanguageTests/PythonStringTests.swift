import Testing

@testable import Language

// The methods of strings against CPython: every expected value is what CPython 3.11 gave.

@Suite struct PythonStringTests: CPythonTables {
  @Test func repr() {
    for (text, expected) in Self.reprs { #expect(pythonRepr(text) == expected) }
  }

  @Test func lengthAndOrderCountCodePoints() {
    #expect(PythonString.length("e\u{301}") == 2)
    #expect(PythonString.length("\r\n") == 2)
    #expect(PythonString.length("👍🏽") == 2)
    #expect(PythonString.compare("é", "e\u{301}") == 1)
    #expect(PythonString.compare("\u{FFFD}", "😀") == -1)
    #expect(PythonString.compare("a", "ab") == -1)
    #expect(PythonString.compare("", "") == 0)
  }

  @Test func splittingAtWhiteSpace() {
    for (text, limit, expected) in Self.whiteSpaceSplits {
      #expect(PythonString.split(text, limit: limit) == expected)
    }
  }

  @Test func splittingAtSeparators() throws {
    for (text, separator, limit, expected) in Self.splits {
      let parts = try PythonString.split(text, separator: separator, limit: limit)
      #expect(parts.map(scalars) == expected.map(scalars))
    }
    #expect(throws: PythonError.value("empty separator")) {
      try PythonString.split("a", separator: "")
    }
  }

  @Test func lines() {
    for (text, expected, kept) in Self.lines {
      #expect(PythonString.splitLines(text) == expected)
      #expect(PythonString.splitLines(text, keepEnds: true).map(scalars) == kept.map(scalars))
    }
  }

  @Test func joining() throws {
    #expect(try PythonString.join([], separator: ", ") == "")
    #expect(try PythonString.join(["a"], separator: ", ") == "a")
    #expect(try PythonString.join(["a", "", "c"], separator: "-") == "a--c")
  }

  @Test func replacing() throws {
    for (text, old, new, limit, expected) in Self.replacements {
      let result = try PythonString.replace(text, old, with: new, limit: limit)
      #expect(scalars(result) == scalars(expected), "\(text) \(old) \(new) \(limit)")
    }
  }

  @Test func resultsTooLongAreRefused() {
    let long = String(repeating: "a", count: 10_000)
    #expect(throws: PythonError.self) { try PythonString.replace(long, "a", with: long) }
    #expect(throws: PythonError.self) { try PythonString.replace(long, "", with: long) }
    #expect(throws: PythonError.self) {
      try PythonString.join(Array(repeating: "", count: 10_000), separator: long)
    }
    #expect(throws: PythonError.self) { try PythonString.justifyLeft("", width: .max) }
    #expect(throws: PythonError.self) { try PythonString.zeroFill("", width: .max) }
  }

  @Test func stripping() {
    for (text, characters, both, left, right) in Self.strips {
      #expect(PythonString.strip(text, characters) == both)
      #expect(PythonString.stripLeft(text, characters) == left)
      #expect(PythonString.stripRight(text, characters) == right)
    }
  }

  @Test func searching() {
    for (text, sought, start, end, found, count, starts, ends) in Self.searches {
      let what = Comment(rawValue: "\(text) \(sought) \(start) \(end)")
      #expect(PythonString.find(text, sought, start: start, end: end) == found, what)
      #expect(PythonString.count(text, sought, start: start, end: end) == count, what)
      #expect(PythonString.startsWith(text, sought, start: start, end: end) == starts, what)
      #expect(PythonString.endsWith(text, sought, start: start, end: end) == ends, what)
    }
    #expect(throws: PythonError.value("substring not found")) {
      try PythonString.index("abc", "d")
    }
  }

  @Test func letterCase() {
    for (text, lower, upper, title, capitalized) in Self.cases {
      #expect(scalars(PythonString.lower(text)) == scalars(lower))
      #expect(scalars(PythonString.upper(text)) == scalars(upper))
      #expect(scalars(PythonString.title(text)) == scalars(title))
      #expect(scalars(PythonString.capitalize(text)) == scalars(capitalized))
    }
  }

  @Test func classes() {
    for (text, isAlpha, isDigit) in Self.classes {
      #expect(PythonString.isAlpha(text) == isAlpha, "\(text)")
      #expect(PythonString.isDigit(text) == isDigit, "\(text)")
    }
  }

  @Test func padding() {
    for (text, width, fill, left, right, center, zeros) in Self.paddings {
      #expect(outcome { try PythonString.justifyLeft(text, width: width, fill: fill) } == left)
      #expect(outcome { try PythonString.justifyRight(text, width: width, fill: fill) } == right)
      #expect(outcome { try PythonString.center(text, width: width, fill: fill) } == center)
      #expect(outcome { try PythonString.zeroFill(text, width: width) } == zeros)
    }
  }

  /// The code points, for Swift's own comparison is canonical.
  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }
}
