import Autograd
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// The module `math`.
//
// A function of `math` fails where CPython's does, by the same test: a result of nan for an
// argument that is none lies outside the function's domain, an infinite one for a finite argument
// beyond the range of floats. Where CPython says "math domain error", the reason is said here.

extension Builtins {
  static let mathematics: [Builtin] = numbers + elementary + classifying + whole

  // MARK: - Functions of real numbers

  private static let elementary: [Builtin] = [
    real("sqrt", "a negative number has no real square root") { $0.squareRoot() },
    real("exp") { exp($0) }, real("expm1") { expm1($0) }, real("exp2") { exp2($0) },
    real("cbrt") { cbrt($0) },
    real("log2", Builtins.noLogarithm) { log2($0) },
    real("log10", Builtins.noLogarithm) { log10($0) },
    real("log1p", "the logarithm of 1 + x needs an x above -1") { log1p($0) },
    function("log", in: .math, ["x", "base"], required: 1) { machine, values throws(Diagnostic) in
      let x = try machine.real(values[0], "log", Builtins.noLogarithm) { log($0) }
      guard values[1].isGiven else { return .float(x) }
      let base = try machine.real(values[1], "log", Builtins.noLogarithm) { log($0) }
      return .float(
        try machine.python { () throws(PythonError) in try PythonFloat.divide(x, base) })
    },
    real("sin", Builtins.noAngle) { sin($0) }, real("cos", Builtins.noAngle) { cos($0) },
    real("tan", Builtins.noAngle) { tan($0) },
    real("asin", Builtins.noSine) { asin($0) }, real("acos", Builtins.noSine) { acos($0) },
    real("atan") { atan($0) }, real("sinh") { sinh($0) }, real("cosh") { cosh($0) },
    real("tanh") { tanh($0) }, real("asinh") { asinh($0) },
    real("acosh", "acosh needs a number of 1 or more") { acosh($0) },
    real("atanh", "atanh needs a number between -1 and 1") { atanh($0) },
    real("erf") { erf($0) }, real("erfc") { erfc($0) }, real("fabs") { $0.magnitude },
    real("degrees") { $0 * (180 / .pi) }, real("radians") { $0 * (.pi / 180) },
    real2("atan2") { atan2($0, $1) }, real2("copysign") { copysign($0, $1) },
    real2("fmod", "the remainder of inf, or by 0, has no value") { fmod($0, $1) },
    real2("pow", "0 has no negative power, a negative number no power with a fraction") {
      pow($0, $1)
    },
    native("hypot", [.math], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.rejectNames(knowing: [])
      var length = 0.0
      for value in arguments.values {
        length = hypot(length, try machine.real(value, "hypot"))
      }
      return .value(.float(length))
    },
  ]

  private static let noLogarithm = "a logarithm needs a number above 0"
  private static let noAngle = "an infinite angle has no direction"
  private static let noSine = "a sine or cosine lies between -1 and 1"

  private static func real(
    _ name: String, _ reason: String = "", _ f: @escaping @Sendable (Double) -> Double
  ) -> Builtin {
    function(name, in: .math, ["x"], required: 1) { machine, values throws(Diagnostic) in
      .float(try machine.real(values[0], name, reason, f))
    }
  }

  private static func real2(
    _ name: String, _ reason: String = "", _ f: @escaping @Sendable (Double, Double) -> Double
  ) -> Builtin {
    function(name, in: .math, ["x", "y"], required: 2) { machine, values throws(Diagnostic) in
      let (x, y) = (try machine.real(values[0], name), try machine.real(values[1], name))
      let result = f(x, y)
      let given = "\(pythonRepr(x)), \(pythonRepr(y))"
      if result.isNaN, !x.isNaN, !y.isNaN { throw machine.outsideDomain(name, given, reason) }
      if result.isInfinite, x.isFinite, y.isFinite {
        throw x == 0
          ? machine.outsideDomain(name, given, reason) : machine.outsideRange(name, given)
      }
      return .float(result)
    }
  }

  // MARK: - Asking about numbers

  private static let classifying: [Builtin] = [
    asking("isnan") { $0.isNaN }, asking("isinf") { $0.isInfinite },
    asking("isfinite") { $0.isFinite },
    native("isclose", [.math], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["a", "b", "rel_tol", "abs_tol"], required: 2, in: machine)
      let (a, b) = (
        try machine.real(arguments.values[0], "isclose"),
        try machine.real(arguments.values[1], "isclose")
      )
      let relative = arguments.has(2) ? try machine.real(arguments.values[2], "isclose") : 1e-9
      let absolute = arguments.has(3) ? try machine.real(arguments.values[3], "isclose") : 0
      guard relative >= 0, absolute >= 0 else {
        throw Diagnostic("value", "a tolerance cannot be negative")
      }
      if a == b { return .value(.bool(true)) }
      let distance = (a - b).magnitude
      let isClose =
        distance <= relative * max(a.magnitude, b.magnitude) || distance <= absolute
      return .value(.bool(a.isFinite && b.isFinite && isClose))
    },
  ]

  private static func asking(
    _ name: String, _ holds: @escaping @Sendable (Double) -> Bool
  ) -> Builtin {
    function(name, in: .math, ["x"], required: 1) { machine, values throws(Diagnostic) in
      .bool(holds(try machine.real(values[0], name)))
    }
  }

  // MARK: - Whole numbers

  private static let whole: [Builtin] = [
    rounding("floor", .down), rounding("ceil", .up), rounding("trunc", .towardZero),
    native("gcd", [.math], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      try arguments.rejectNames(knowing: [])
      var divisor: UInt = 0
      for value in arguments.values {
        var (a, b) = (divisor, try machine.int(value, "what gcd takes").magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        divisor = a
      }
      guard let result = Int(exactly: divisor) else { throw machine.beyondInt("gcd") }
      return .value(.int(result))
    },
    function("factorial", in: .math, ["n"], required: 1) { machine, values throws(Diagnostic) in
      let n = try machine.int(values[0], "what factorial takes")
      guard n >= 0 else {
        throw Diagnostic("value", "a negative number has no factorial")
      }
      guard n <= 20 else { throw machine.beyondInt("factorial(\(n))") }
      return .int((1...max(1, n)).reduce(1, *))
    },
    function("comb", in: .math, ["n", "k"], required: 2) { machine, values throws(Diagnostic) in
      let n = try machine.int(values[0], "n")
      let k = try machine.int(values[1], "k")
      guard n >= 0, k >= 0 else {
        throw Diagnostic("value", "comb counts choices: n and k cannot be negative")
      }
      return .int(try machine.choices(n, k))
    },
    native("prod", [.math]) { machine, arguments throws(Diagnostic) in
      let start = arguments.take("start") ?? .int(1)
      try arguments.bind(
        ["iterable"], required: 1, takesNames: false, hasReceiver: false, in: machine)
      var product = start
      try machine.walk(arguments.values[0]) { machine, item throws(Diagnostic) in
        do throws(Diagnostic) {
          product = try machine.binary(.multiply, product, item)
        } catch {
          throw machine.withoutOperands(error)
        }
        return true
      }
      return .value(product)
    },
  ]

  private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Builtin {
    function(name, in: .math, ["x"], required: 1) { machine, values throws(Diagnostic) in
      if case .int = machine.number(values[0]) { return machine.number(values[0]) ?? .none }
      let x = try machine.real(values[0], name).rounded(rule)
      return .int(try machine.python { () throws(PythonError) in try PythonFloat.toInt(x) })
    }
  }
}

extension Machine {
  /// Runs a function of Python's library.
  func python<R>(_ body: () throws(PythonError) -> R) throws(Diagnostic) -> R {
    do throws(PythonError) { return try body() } catch { throw failure(error) }
  }

  func notNumber(_ value: Value, _ name: String) -> Diagnostic {
    var diagnostic = Diagnostic("type", "\(name) needs a number, not \(typeName(value))")
    if text(value) != nil { diagnostic.suggestions = ["`float(…)` or `int(…)` reads a number"] }
    return diagnostic
  }

  /// The number in a number or in a tensor of one.
  func real(_ value: Value, _ name: String) throws(Diagnostic) -> Double {
    switch number(value) {
    case .int(let n): return Double(n)
    case .float(let x, _): return x
    default: break
    }
    guard isTensor(value) else { throw notNumber(value, name) }
    let tensor = trace[try row(of: value)]
    guard tensor.count == 1 else {
      throw Diagnostic(
        "not-one-number", "\(name) needs one number; this tensor has \(tensor.count)",
        notes: ["its shape is \(tensor.shape)"],
        suggestions: Registry.find(name) == nil ? [] : ["torch.\(name)(x) takes every element"])
    }
    return tensor.item
  }

  /// A function of a real number, where it has a value.
  fileprivate func real(
    _ value: Value, _ name: String, _ reason: String, _ f: (Double) -> Double
  ) throws(Diagnostic) -> Double {
    let x = try real(value, name)
    let result = f(x)
    if result.isNaN, !x.isNaN { throw outsideDomain(name, pythonRepr(x), reason) }
    if result.isInfinite, x.isFinite {
      throw reason.isEmpty
        ? outsideRange(name, pythonRepr(x)) : outsideDomain(name, pythonRepr(x), reason)
    }
    return result
  }

  fileprivate func outsideDomain(_ name: String, _ given: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "math-domain", "\(name)(\(given)) has no value", notes: reason.isEmpty ? [] : [reason])
  }

  fileprivate func outsideRange(_ name: String, _ given: String) -> Diagnostic {
    Diagnostic(
      "overflow", "\(name)(\(given)) is too large for a float",
      notes: ["the largest float is about 1.8e308"])
  }

  func beyondInt(_ what: String) -> Diagnostic {
    failure(PythonError.overflow("\(what) does not fit an int of 64 bits"))
  }

  /// How many ways there are to choose k of n.
  fileprivate func choices(_ n: Int, _ k: Int) throws(Diagnostic) -> Int {
    guard k <= n else { return 0 }
    var result: UInt = 1
    let count = min(k, n - k)
    for i in 0..<UInt(count) {
      // n! grows past 64 bits on the way, the quotient does not: multiply in 128.
      let (high, low) = result.multipliedFullWidth(by: UInt(n) - i)
      guard high < i + 1 else { throw beyondInt("comb(\(n), \(k))") }
      result = (i + 1).dividingFullWidth((high, low)).quotient
      guard result <= UInt(Int.max) else { throw beyondInt("comb(\(n), \(k))") }
    }
    return Int(result)
  }
}
