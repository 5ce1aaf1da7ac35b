import Testing

@testable import Language

// The format mini-language against CPython.

@Suite struct FormatSpecTests: CPythonTables {
  @Test func floats() {
    for row in rows(Self.floatTable, columns: 3) {
      #expect("[\(format(.float(float(row[0])), row[1]))]" == row[2], "\(row[0]) \(row[1])")
    }
  }

  @Test func ints() {
    for row in rows(Self.intTable, columns: 3) {
      #expect("[\(format(.int(int(row[0])), row[1]))]" == row[2], "\(row[0]) \(row[1])")
    }
  }

  @Test func bools() {
    for row in rows(Self.boolTable, columns: 3) {
      #expect("[\(format(.bool(row[0] == "True"), row[1]))]" == row[2], "\(row[0]) \(row[1])")
    }
  }

  @Test func strings() {
    for row in rows(Self.stringTable, columns: 3) {
      #expect("[\(format(.string(row[0]), row[1]))]" == row[2], "\(row[0]) \(row[1])")
    }
  }

  @Test func errorsAreCPythons() {
    for row in rows(Self.errorTable, columns: 3) {
      let value: FormatValue =
        if row[0].hasPrefix("'") {
          .string(String(row[0].dropFirst()))
        } else if row[0] == "True" {
          .bool(true)
        } else if let number = Int(row[0]) {
          .int(number)
        } else {
          .float(float(row[0]))
        }
      #expect(format(value, row[1]) == row[2], "\(row)")
    }
  }

  @Test(arguments: ["1000000000", "100001", "99999999999999999999", ".100001f", ".9999999999999f"])
  func excessIsRefused(_ spec: String) {
    #expect(throws: FormatError.self) { try FormatSpec(parsing: spec) }
  }

  @Test func theGreatestWidthAndPrecisionWork() throws {
    #expect(try FormatSpec(parsing: "100000").format(.int(1)).utf8.count == 100_000)
    #expect(try FormatSpec(parsing: ".100000f").format(.float(0.1)).utf8.count == 100_002)
    #expect(try FormatSpec(parsing: ".100000").format(.float(0.5)) == "0.5")
  }

  @Test(arguments: ["fd", "1.2.3f", "x>>", "<<<", ",,", "__", "%d", "5 "])
  func nonsenseIsRefused(_ spec: String) {
    #expect(throws: FormatError.self) { try FormatSpec(parsing: spec).format(.float(1)) }
  }

  /// The formatted value, or the error's message.
  private func format(_ value: FormatValue, _ spec: String) -> String {
    outcome { try FormatSpec(parsing: spec).format(value) }
  }
}
