import Testing

@testable import Language

// Rounding and reading numbers against CPython.

@Suite struct PythonRoundingTests: CPythonTables {
  @Test func roundingFloats() {
    for row in rows(Self.floats, columns: 3) {
      let (x, digits) = (float(row[0]), int(row[1]))
      let result = outcome { pythonRepr(try PythonFloat.round(x, digits: digits)) }
      #expect(result == row[2], "round(\(x), \(digits))")
    }
  }

  @Test func roundingInts() {
    for row in rows(Self.ints, columns: 3) {
      let (x, digits) = (int(row[0]), int(row[1]))
      let result = outcome { "\(try PythonInt.round(x, digits: digits))" }
      #expect(result == row[2], "round(\(x), \(digits))")
    }
  }

  @Test func extremeDigitsDoNotTrap() throws {
    #expect(try PythonFloat.round(1.5, digits: .max) == 1.5)
    #expect(try PythonFloat.round(1.5, digits: .min) == 0)
    #expect(try PythonInt.round(15, digits: .min) == 0)
    #expect(try PythonInt.round(15, digits: .max) == 15)
  }

  @Test func floatsToInts() {
    for row in rows(Self.toInt, columns: 3) {
      let x = float(row[0])
      #expect(outcome { "\(try PythonFloat.toInt(x))" } == row[1], "int(\(x))")
      #expect(outcome { "\(try PythonFloat.roundToInt(x))" } == row[2], "round(\(x))")
    }
  }

  @Test func readingNumbers() {
    for (text, asInt, asFloat) in Self.texts {
      #expect(outcome { "\(try PythonInt.parse(text))" } == asInt, "int(\(text))")
      #expect(outcome { pythonRepr(try PythonFloat.parse(text)) } == asFloat, "float(\(text))")
    }
  }

  @Test func errorsQuoteTheText() {
    #expect(throws: PythonError.value("invalid literal for int() with base 10: 'a\\n'")) {
      try PythonInt.parse("a\n")
    }
    #expect(throws: PythonError.value("could not convert string to float: ''")) {
      try PythonFloat.parse("")
    }
  }

  /// x, n, round(x, n).
  static let floats = """
    2.675¦2¦2.67
    0.5¦0¦0.0
    1.5¦0¦2.0
    2.5¦0¦2.0
    -2.5¦0¦-2.0
    0.15¦1¦0.1
    0.25¦1¦0.2
    0.35¦1¦0.3
    1.005¦2¦1.0
    1e+16¦3¦1e+16
    1234.5678¦-2¦1200.0
    25.0¦-1¦20.0
    15.0¦-1¦20.0
    -25.0¦-1¦-20.0
    250.0¦-2¦200.0
    350.0¦-2¦400.0
    50.0¦-2¦0.0
    50.00001¦-2¦100.0
    150.0¦-2¦200.0
    149.9999¦-2¦100.0
    9.99¦1¦10.0
    99.99¦-2¦100.0
    5e+307¦-308¦1e+308
    1.7e+308¦-308¦!overflow
    1.7976931348623157e+308¦-305¦!overflow
    5e-324¦323¦0.0
    5e-324¦324¦5e-324
    1e-310¦312¦1e-310
    -0.4¦0¦-0.0
    -0.0¦2¦-0.0
    0.0¦-5¦0.0
    -3.0¦-400¦-0.0
    inf¦2¦inf
    nan¦-1¦nan
    123456.789¦400¦123456.789
    0.1¦20¦0.1
    9007199254740992.0¦-1¦9007199254740990.0
    1e+22¦-21¦1e+22
    0.285¦2¦0.28
    1.115¦2¦1.11
    64.5¦-1¦60.0
    86.9285¦3¦86.928
    31.6645¦3¦31.665
    31.3025¦3¦31.302
    94.0625¦3¦94.062
    37.5475¦3¦37.547
    -31.4595¦3¦-31.459
    -19.0595¦3¦-19.059
    96.3755¦3¦96.376
    -97.1485¦3¦-97.148
    -13.852500000000001¦3¦-13.853
    -83.10249999999999¦3¦-83.102
    74.1085¦3¦74.109
    """

  /// x, n, round(x, n).
  static let ints = """
    5¦-1¦0
    15¦-1¦20
    25¦-1¦20
    -15¦-1¦-20
    -25¦-1¦-20
    26¦-1¦30
    1250¦-2¦1200
    1350¦-2¦1400
    7¦0¦7
    7¦3¦7
    49¦-2¦0
    50¦-2¦0
    51¦-2¦100
    150¦-2¦200
    9223372036854775807¦-1¦!overflow
    9223372036854775807¦-18¦9000000000000000000
    9223372036854775807¦-19¦!overflow
    5000000000000000000¦-19¦0
    5000000000000000001¦-19¦!overflow
    -9223372036854775808¦-18¦-9000000000000000000
    -9223372036854775808¦-20¦0
    9223372036854775807¦-40¦0
    -9223372036854775808¦-1¦!overflow
    -9223372036854775808¦-3¦!overflow
    """

  /// x, int(x), round(x).
  static let toInt = """
    0.0¦0¦0
    -0.0¦0¦0
    0.5¦0¦0
    1.5¦1¦2
    2.5¦2¦2
    -0.5¦0¦0
    -1.5¦-1¦-2
    -2.7¦-2¦-3
    2.7¦2¦3
    1e+18¦1000000000000000000¦1000000000000000000
    9.3e+18¦!overflow¦!overflow
    -9.223372036854776e+18¦-9223372036854775808¦-9223372036854775808
    9.223372036854776e+18¦!overflow¦!overflow
    inf¦!overflow¦!overflow
    -inf¦!overflow¦!overflow
    nan¦!value¦!value
    4503599627370498.0¦4503599627370498¦4503599627370498
    """

  /// text, int(text), float(text).
  static let texts: [(String, String, String)] = [
    ("12", "12", "12.0"),
    (" 12\n", "12", "12.0"),
    ("+7", "7", "7.0"),
    ("-7", "-7", "-7.0"),
    ("- 7", "!value", "!value"),
    ("1_000", "1000", "1000.0"),
    ("1__0", "!value", "!value"),
    ("_1", "!value", "!value"),
    ("1_", "!value", "!value"),
    ("", "!value", "!value"),
    ("   ", "!value", "!value"),
    ("0x10", "!value", "!value"),
    ("1.0", "!value", "1.0"),
    ("٤٢", "42", "42.0"),
    ("12a", "!value", "!value"),
    ("9223372036854775807", "9223372036854775807", "9.223372036854776e+18"),
    ("-9223372036854775808", "-9223372036854775808", "-9.223372036854776e+18"),
    ("9223372036854775808", "!overflow", "9.223372036854776e+18"),
    ("007", "7", "7.0"),
    ("\u{2003}7\u{A0}", "7", "7.0"),
    ("\u{1C}7", "!value", "!value"),
    ("1e3", "!value", "1000.0"),
    ("inf", "!value", "inf"),
    ("-Infinity", "!value", "-inf"),
    ("+NaN", "!value", "nan"),
    (".5", "!value", "0.5"),
    ("5.", "!value", "5.0"),
    (".", "!value", "!value"),
    ("-.", "!value", "!value"),
    ("1e", "!value", "!value"),
    ("1e+", "!value", "!value"),
    ("1E-5", "!value", "1e-05"),
    ("1e400", "!value", "inf"),
    ("-1e400", "!value", "-inf"),
    ("1e-400", "!value", "0.0"),
    ("1_0.0_1", "!value", "10.01"),
    ("1_.0", "!value", "!value"),
    ("1._0", "!value", "!value"),
    ("1e1_0", "!value", "10000000000.0"),
    ("1e_1", "!value", "!value"),
    ("infinit", "!value", "!value"),
    ("nan()", "!value", "!value"),
    ("0b1", "!value", "!value"),
    ("1e99999999999999999999", "!value", "inf"),
    ("-0", "0", "-0.0"),
    ("-0.0", "!value", "-0.0"),
    ("2.2250738585072011e-308", "!value", "2.225073858507201e-308"),
    ("1.7976931348623159e308", "!value", "inf"),
    ("0.1e", "!value", "!value"),
    ("١.٥", "!value", "1.5"),
    ("½", "!value", "!value"),
    ("²", "!value", "!value"),
  ]
}
