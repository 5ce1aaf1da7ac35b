import Autograd
import Diagnostics

// Python's numbers: making them from other values, rounding them, raising them.
//
// Of a tensor `abs`, `round` and `pow` mean PyTorch's; `int` and `float` take the number out of a
// tensor that holds one.

extension Builtins {
  static let numbers: [Builtin] = [
    native("int", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      let base = arguments.take("base")
      try arguments.bind(
        ["x", "base"], required: 0, takesNames: false, hasReceiver: false, in: machine)
      let value = arguments.values[0]
      if let base = base ?? (arguments.has(1) ? arguments.values[1] : nil) {
        guard let text = machine.text(value) else {
          throw Diagnostic("type", "int takes a base only for a str")
        }
        return .value(.int(try machine.int(text, base: try machine.int(base, "`base`"))))
      }
      return .value(.int(value.isGiven ? try machine.madeInt(value) : 0))
    },
    function("float", ["x"]) { machine, values throws(Diagnostic) in
      .float(values[0].isGiven ? try machine.madeFloat(values[0]) : 0)
    },
    native("abs", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      if let first = arguments.values.first, machine.isTensor(first) {
        return .value(try machine.operation(Registry.id("abs"), &arguments))
      }
      try arguments.bind(["x"], required: 1, takesNames: false, hasReceiver: false, in: machine)
      switch machine.number(arguments.values[0]) {
      case .int(let n):
        return .value(
          .int(try machine.python { () throws(PythonError) in try PythonInt.absolute(n) }))
      case .float(let x, _): return .value(.float(x.magnitude))
      default: throw machine.notNumber(arguments.values[0], "abs")
      }
    },
    native("round", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      if let first = arguments.values.first, machine.isTensor(first) {
        return .value(try machine.operation(Registry.id("round"), &arguments))
      }
      try arguments.bind(["number", "ndigits"], required: 1, in: machine)
      if case .none = arguments.values[1] { arguments.values[1] = .unbound }
      let digits = arguments.has(1) ? try machine.int(arguments.values[1], "`ndigits`") : nil
      switch machine.number(arguments.values[0]) {
      case .int(let n):
        return .value(
          .int(
            try machine.python { () throws(PythonError) in
              try PythonInt.round(n, digits: digits ?? 0)
            }))
      case .float(let x, _):
        guard let digits else {
          return .value(
            .int(try machine.python { () throws(PythonError) in try PythonFloat.roundToInt(x) }))
        }
        return .value(
          .float(
            try machine.python { () throws(PythonError) in try PythonFloat.round(x, digits: digits)
            }))
      default: throw machine.notNumber(arguments.values[0], "round")
      }
    },
    native("pow", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      if let first = arguments.values.first, machine.isTensor(first) {
        return .value(try machine.operation(Registry.id("pow"), &arguments))
      }
      try arguments.bind(["base", "exp", "mod"], required: 2, in: machine)
      let (base, exponent) = (arguments.values[0], arguments.values[1])
      guard arguments.has(2), !machine.isSame(arguments.values[2], .none) else {
        return .value(try machine.binary(.power, base, exponent))
      }
      return .value(
        .int(
          try machine.power(
            try machine.int(base, "`base`"), try machine.int(exponent, "`exp`"),
            modulo: try machine.int(arguments.values[2], "`mod`"))))
    },
    function("divmod", ["a", "b"], required: 2) { machine, values throws(Diagnostic) in
      let quotient = try machine.binary(.floorDivide, values[0], values[1])
      return try machine.tuple([quotient, try machine.binary(.modulo, values[0], values[1])])
    },
  ]
}

extension Machine {
  /// `int(value)` of anything but a str with a base.
  fileprivate func madeInt(_ value: Value) throws(Diagnostic) -> Int {
    if let text = text(value) {
      do throws(PythonError) {
        return try PythonInt.parse(text)
      } catch {
        var diagnostic = failure(error)
        if case .value = error, (try? PythonFloat.parse(text)) != nil {
          diagnostic.suggestions = ["int(float(…))      cuts the fraction off"]
        }
        throw diagnostic
      }
    }
    if case .int(let n) = number(value) { return n }
    if case .none = value { throw notNumber(value, "int") }
    let x = try real(value, "int")
    return try python { () throws(PythonError) in try PythonFloat.toInt(x) }
  }

  /// `float(value)`.
  fileprivate func madeFloat(_ value: Value) throws(Diagnostic) -> Double {
    guard let text = text(value) else { return try real(value, "float") }
    return try python { () throws(PythonError) in try PythonFloat.parse(text) }
  }

  /// `int(text, base)`: base 0 reads the base from a prefix `0x`, `0o` or `0b`.
  fileprivate func int(_ text: String, base: Int) throws(Diagnostic) -> Int {
    guard base == 0 || (2...36).contains(base) else {
      throw Diagnostic("value", "a base is 0 or lies between 2 and 36, not \(base)")
    }
    if base == 10 { return try python { () throws(PythonError) in try PythonInt.parse(text) } }
    let invalid = Diagnostic(
      "value", "invalid literal for int() with base \(base): \(pythonRepr(text))")
    var rest = PythonString.strip(text).utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var base = base
    if rest.first == UInt8(ascii: "0"), let letter = rest.dropFirst().first {
      let prefixes: [UInt8: Int] = [0x78: 16, 0x6F: 8, 0x62: 2]
      if let named = prefixes[letter | 0x20], base == 0 || base == named {
        base = named
        rest.removeFirst(2)
        if rest.first == UInt8(ascii: "_") { rest.removeFirst() }
      }
    }
    if base == 0 {
      // Without a prefix only zeros may begin with a zero.
      if rest.first == UInt8(ascii: "0"), !rest.allSatisfy({ $0 == 0x30 || $0 == 0x5F }) {
        throw invalid
      }
      base = 10
    }
    var result = 0
    var wasDigit = false
    for byte in rest {
      if byte == UInt8(ascii: "_"), wasDigit {
        wasDigit = false
        continue
      }
      let digit =
        byte >= 0x30 && byte <= 0x39
        ? Int(byte) - 0x30 : byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A ? Int(byte | 0x20) - 87 : 99
      guard digit < base else { throw invalid }
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      let (next, overflows) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !overflow, !overflows else { throw beyondInt(pythonRepr(text)) }
      result = next
      wasDigit = true
    }
    guard wasDigit else { throw invalid }
    return result
  }

  /// `pow(base, exponent, mod)`, by squaring in 128 bits.
  fileprivate func power(
    _ base: Int, _ exponent: Int, modulo: Int
  ) throws(Diagnostic) -> Int {
    guard modulo != 0 else {
      throw failure(PythonError.zeroDivision("pow() needs a third argument other than 0"))
    }
    guard exponent >= 0 else {
      throw Diagnostic("value", "pow with three arguments takes no negative exponent here")
    }
    let size = modulo.magnitude
    func times(_ a: UInt, _ b: UInt) -> UInt {
      size.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
    }
    var square = base.magnitude % size
    if base < 0, square != 0 { square = size - square }
    var result = 1 % size
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      rest >>= 1
    }
    // The result has the sign of the modulus, as `%` has.
    if modulo < 0, result != 0 { return -Int(size - result) }
    return Int(result)
  }
}
