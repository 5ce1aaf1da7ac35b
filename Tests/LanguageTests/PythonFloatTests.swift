import Testing

@testable import Language

// Floats against CPython: their text, and the arithmetic where Python has rules of its own.

@Suite struct PythonFloatTests: CPythonTables {
  @Test func reprIsCPythons() {
    for row in rows(Self.repr, columns: 2) {
      let bits = UInt64(row[0].dropFirst(2), radix: 16) ?? 0
      #expect(pythonRepr(Double(bitPattern: bits)) == row[1])
    }
  }

  @Test func nanIsWrittenWithoutSignOrPayload() {
    #expect(pythonRepr(-Double.nan) == "nan")
    #expect(pythonRepr(Double(nan: 5, signaling: true)) == "nan")
  }

  @Test func floorDivisionAndModulo() {
    for row in rows(Self.floorDivision, columns: 4) {
      let (a, b) = (float(row[0]), float(row[1]))
      #expect(outcome { pythonRepr(try PythonFloat.floorDivide(a, b)) } == row[2], "\(a) // \(b)")
      #expect(outcome { pythonRepr(try PythonFloat.modulo(a, b)) } == row[3], "\(a) % \(b)")
    }
  }

  @Test func trueDivisionByZeroIsAnError() {
    #expect(throws: PythonError.zeroDivision("float division by zero")) {
      try PythonFloat.divide(1, -0.0)
    }
  }

  @Test func power() {
    for row in rows(Self.power, columns: 3) {
      let (a, b) = (float(row[0]), float(row[1]))
      #expect(outcome { pythonRepr(try PythonFloat.power(a, b)) } == row[2], "\(a) ** \(b)")
    }
  }

  @Test func comparisonWithIntsIsExact() {
    for row in rows(Self.comparison, columns: 3) {
      let result = PythonFloat.compare(int(row[0]), float(row[1]))
      #expect(result == (row[2] == "9" ? nil : int(row[2])), "\(row)")
    }
  }

  /// Bit patterns and `repr`.
  static let repr = """
    0x0¦0.0
    0x8000000000000000¦-0.0
    0x3ff0000000000000¦1.0
    0xbff0000000000000¦-1.0
    0x3fb999999999999a¦0.1
    0x4059000000000000¦100.0
    0x430c6bf526340000¦1000000000000000.0
    0x4341c37937e08000¦1e+16
    0x4376345785d8a000¦1e+17
    0x4341c37937e07fff¦9999999999999998.0
    0x437b69b4ba630f35¦1.2345678901234568e+17
    0x3f1a36e2eb1c432d¦0.0001
    0x3ee4f8b588e368f1¦1e-05
    0x3f202e4b6ce5dc68¦0.00012345
    0x3e8421f5f40d8376¦1.5e-07
    0x1¦5e-324
    0x10000000000000¦2.2250738585072014e-308
    0x7fefffffffffffff¦1.7976931348623157e+308
    0x4480f0cf064dd592¦1e+22
    0x44b52d02c7e14af6¦1e+23
    0x4340000000000000¦9007199254740992.0
    0x3fd3333333333334¦0.30000000000000004
    0x3fd5555555555555¦0.3333333333333333
    0x3fe5555555555555¦0.6666666666666666
    0x400921fb54442d18¦3.141592653589793
    0xc005bf0a8b145769¦-2.718281828459045
    0x7ff0000000000000¦inf
    0xfff0000000000000¦-inf
    0x7ff8000000000000¦nan
    0xf2a74de452e6b438¦-1.989032661366619e+244
    0x6513270e269e0d37¦7.761117632285041e+178
    0xc5c7fd0a6a3a450¦3.980498358697587e-249
    0xd23f0824128b2f33¦-1.5432835417340557e+88
    0x1818e811892f902b¦1.3647584518757569e-192
    0x9531985d5d9dc9f8¦-1.3701135617873088e-206
    0xe8e25d940ed90475¦-1.7160537630466207e+197
    0x36f675cc81e74ef5¦6.294675241195386e-44
    0x1600a35a099950d8¦1.0613447212142254e-202
    0x6b0d549b6f03675a¦4.708325160387546e+207
    0x3d9c172411e20b8f¦6.387016158513563e-12
    0x8d116ece1738f7d9¦-9.973130378568733e-246
    0xf21ddb66cad4a26¦8.779753225680271e-236
    0x90c192cfd3ac94af¦-5.795503248498993e-228
    0xf28c105d1fb17c23¦-5.988180159386011e+243
    0xa170b33839263059¦-1.306052388527796e-147
    0x953f48f1a09f76b5¦-2.436117699484841e-206
    0xfd630f1f29d0da9¦2.233386999150174e-232
    0x95e60af593bd04cf¦-3.51527970626667e-203
    0xcb1e29c658cda14¦1.5987381841032883e-247
    0x3898d190f9ebdacc¦4.6678633181812096e-36
    0x8e81973e0becd7b0¦-8.441872792105456e-239
    0x2217beaddbc496cb¦1.9015657400796622e-144
    0x6b4cb2424a23d596¦7.370437700706684e+208
    0xc125b68400000000¦-711490.0
    0x4101501b08ce703b¦141827.3793
    0x41234b7966666666¦632252.7
    0xc1283a41267381d8¦-793888.5751
    0x4110f50bc28f5c29¦277826.94
    0xc1289225b22e5de1¦-805138.84801
    0xc12aaf6c00000000¦-874422.0
    0x410d0e197ced9168¦238019.186
    0x4116057fc8b43958¦360799.946
    0x4120ebb31999999a¦554457.55
    0x4104e39dd0e56042¦171123.727
    0xc110e58d33333333¦-276835.3
    """

  /// a, b, a // b, a % b.
  static let floorDivision = """
    -0.0¦1e+300¦-0.0¦0.0
    -0.0¦2.5¦-0.0¦0.0
    -0.0¦3.0¦-0.0¦0.0
    -0.0¦nan¦nan¦nan
    -0.1¦nan¦nan¦nan
    -1.0¦-0.0¦!zeroDivision¦!zeroDivision
    -1.0¦-2.5¦0.0¦-1.0
    -1.0¦-7.0¦0.0¦-1.0
    -1.0¦0.3¦-4.0¦0.19999999999999996
    -1.0¦1e-300¦-9.999999999999999e+299¦1.0368134719602886e-301
    -1.0¦nan¦nan¦nan
    -2.5¦-2.5¦1.0¦-0.0
    -2.5¦0.1¦-25.0¦1.3877787807814457e-16
    -2.5¦1e+16¦-1.0¦9999999999999998.0
    -2.5¦2.5¦-1.0¦0.0
    -7.0¦-0.0¦!zeroDivision¦!zeroDivision
    -7.0¦-2.5¦2.0¦-2.0
    -7.0¦0.0¦!zeroDivision¦!zeroDivision
    -7.0¦nan¦nan¦nan
    -inf¦-2.5¦nan¦nan
    -inf¦-7.0¦nan¦nan
    -inf¦0.3¦nan¦nan
    -inf¦1e+16¦nan¦nan
    -inf¦1e-300¦nan¦nan
    -inf¦nan¦nan¦nan
    0.0¦-0.0¦!zeroDivision¦!zeroDivision
    0.0¦-7.0¦-0.0¦-0.0
    0.0¦0.1¦0.0¦0.0
    0.0¦1e+16¦0.0¦0.0
    0.0¦1e-300¦0.0¦0.0
    0.0¦inf¦0.0¦0.0
    0.1¦-0.0¦!zeroDivision¦!zeroDivision
    0.1¦-1.0¦-1.0¦-0.9
    0.1¦1.0¦0.0¦0.1
    0.1¦1e+300¦0.0¦0.1
    0.1¦2.5¦0.0¦0.1
    0.1¦3.0¦0.0¦0.1
    0.1¦inf¦0.0¦0.1
    0.3¦1e+16¦0.0¦0.3
    0.3¦3.0¦0.0¦0.3
    0.7¦0.3¦2.0¦0.09999999999999998
    1.0¦0.1¦9.0¦0.09999999999999995
    1.0¦0.3¦3.0¦0.10000000000000003
    1.0¦1.0¦1.0¦0.0
    1.0¦2.5¦0.0¦1.0
    1.0¦inf¦0.0¦1.0
    1e+16¦1e+16¦1.0¦0.0
    1e+16¦2.5¦4000000000000000.0¦0.0
    1e+300¦0.3¦3.3333333333333335e+300¦0.15321850028067768
    1e-300¦0.3¦0.0¦1e-300
    1e-300¦1.0¦0.0¦1e-300
    1e-300¦2.5¦0.0¦1e-300
    2.5¦0.7¦3.0¦0.40000000000000013
    2.5¦1.0¦2.0¦0.5
    2.5¦3.0¦0.0¦2.5
    2.5¦5e-324¦inf¦0.0
    3.0¦-inf¦-1.0¦-inf
    3.0¦1.0¦3.0¦0.0
    3.0¦2.5¦1.0¦0.5
    3.0¦inf¦0.0¦3.0
    5e-324¦0.0¦!zeroDivision¦!zeroDivision
    5e-324¦0.1¦0.0¦5e-324
    5e-324¦2.5¦0.0¦5e-324
    5e-324¦7.0¦0.0¦5e-324
    5e-324¦nan¦nan¦nan
    7.0¦-0.1¦-70.0¦-3.885780586188048e-16
    7.0¦0.1¦69.0¦0.09999999999999962
    7.0¦7.0¦1.0¦0.0
    7.0¦inf¦0.0¦7.0
    7.0¦nan¦nan¦nan
    inf¦-7.0¦nan¦nan
    inf¦0.3¦nan¦nan
    inf¦0.7¦nan¦nan
    inf¦1.0¦nan¦nan
    inf¦2.5¦nan¦nan
    inf¦nan¦nan¦nan
    nan¦-7.0¦nan¦nan
    nan¦0.7¦nan¦nan
    nan¦1e+16¦nan¦nan
    nan¦2.5¦nan¦nan
    nan¦3.0¦nan¦nan
    nan¦5e-324¦nan¦nan
    nan¦7.0¦nan¦nan
    nan¦inf¦nan¦nan
    nan¦nan¦nan¦nan
    """

  /// a, b, a ** b; CPython's complex results are `!value`.
  static let power = """
    0.0¦-1.0¦!zeroDivision
    -0.0¦-1.0¦!zeroDivision
    0.0¦0.0¦1.0
    -0.0¦3.0¦-0.0
    -0.0¦2.0¦0.0
    -8.0¦0.3333333333333333¦!value
    -8.0¦3.0¦-512.0
    -8.0¦-3.0¦-0.001953125
    -1.0¦inf¦1.0
    1.0¦nan¦1.0
    nan¦0.0¦1.0
    nan¦1.0¦nan
    -inf¦3.0¦-inf
    -inf¦2.0¦inf
    -inf¦-3.0¦-0.0
    inf¦-1.0¦0.0
    0.5¦inf¦0.0
    0.5¦-inf¦inf
    2.0¦1024.0¦!overflow
    -2.0¦1025.0¦!overflow
    2.0¦-1080.0¦0.0
    10.0¦308.0¦1e+308
    10.0¦309.0¦!overflow
    2.0¦0.5¦1.4142135623730951
    1e-200¦2.0¦0.0
    -2.0¦1e+16¦!overflow
    0.1¦3.0¦0.0010000000000000002
    1.0000001¦10000000.0¦2.7182816941320818
    """

  /// int, float, their order, 9 for none.
  static let comparison = """
    9007199254740993¦9007199254740992.0¦1
    9007199254740992¦9007199254740992.0¦0
    9007199254740991¦9007199254740992.0¦-1
    9223372036854775807¦9.223372036854776e+18¦-1
    -9223372036854775808¦-9.223372036854776e+18¦0
    -9223372036854775808¦-1.8446744073709552e+19¦1
    0¦-0.0¦0
    1¦1.5¦-1
    2¦1.5¦1
    -1¦-1.5¦1
    -2¦-1.5¦-1
    0¦5e-324¦-1
    0¦-5e-324¦1
    5¦inf¦-1
    5¦-inf¦1
    5¦nan¦9
    1¦1.0¦0
    9223372036854775807¦9.223372036854775e+18¦1
    """
}
