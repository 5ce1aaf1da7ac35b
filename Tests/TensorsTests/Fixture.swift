import Testing

@testable import Tensors

// Cases that PyTorch worked out, as text: `case NAME ARGUMENTS = RESULTS`, where a tensor is
// `[ kind rank sizes… elements… ]` and a number `( x )`. Text, since array literals of this size
// take a compiler minutes.

/// One operation on given operands with PyTorch's results.
struct Fixture {
  var name = ""
  var tensors: [Tensor] = []
  var numbers: [Double] = []
  var results: [Tensor] = []

  /// The numbers as integers.
  var ints: [Int] { numbers.map { Int($0) } }

  static func parse(_ text: String) -> [Fixture] {
    let tokens = text.split(whereSeparator: \.isWhitespace).map(String.init)
    var cases: [Fixture] = []
    var current = Fixture()
    var isResult = false
    var at = 0
    while at < tokens.count {
      let token = tokens[at]
      at += 1
      switch token {
      case "case":
        if !current.name.isEmpty { cases.append(current) }
        current = Fixture(name: tokens[at])
        isResult = false
        at += 1
      case "=": isResult = true
      case "(":
        current.numbers.append(Double(tokens[at]) ?? .nan)
        at += 2
      case "[":
        let dtype: DType = tokens[at] == "f" ? .float : tokens[at] == "i" ? .int : .bool
        let rank = Int(tokens[at + 1]) ?? 0
        let shape = Shape((0..<rank).map { Int(tokens[at + 2 + $0]) ?? 0 })
        let first = at + 2 + rank
        let values = tokens[first..<(first + shape.count)].map { Double($0) ?? .nan }
        let tensor = Tensor(values, shape: shape, dtype: dtype)
        if isResult { current.results.append(tensor) } else { current.tensors.append(tensor) }
        at = first + shape.count + 1
      default: Issue.record("a fixture has the stray token \(token)")
      }
    }
    cases.append(current)
    return cases
  }

  /// Whether the tensors are PyTorch's: kinds, shapes and signs of zero exactly, numbers to
  /// `tolerance`, relative.
  func check(_ found: [Tensor], tolerance: Double = 1e-14) {
    #expect(found.count == results.count, "\(name)")
    for (result, expected) in zip(found, results) {
      #expect(result.shape == expected.shape, "\(name)")
      #expect(result.dtype == expected.dtype, "\(name)")
      for (i, (x, y)) in zip(result.elements, expected.elements).enumerated() {
        let agrees =
          (x.isNaN && y.isNaN) || (x == y && (x.sign == y.sign || expected.dtype != .float))
          || (x - y).magnitude <= tolerance * max(y.magnitude, 1e-3)
        #expect(agrees, "\(name) of \(tensors), \(numbers): element \(i) is \(x), not \(y)")
      }
    }
  }
}
