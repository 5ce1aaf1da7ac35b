import Testing

@testable import Tensors

@Suite struct PrintingTests {
  @Test func printsAsPyTorchDoes() throws {
    var description = ""
    var text: [Substring] = []
    for line in (Fixture.printedTensors + "\ncase").split(separator: "\n") {
      if line.hasPrefix("|") {
        text.append(line.dropFirst())
      } else if line.hasPrefix("case") {
        if !description.isEmpty { try check(description, text.joined(separator: "\n")) }
        description = String(line)
        text = []
      } else {
        description += " " + line
      }
    }
  }

  /// `case grad|plain [ … ]`, or `arange rank sizes… divisor kind` for a long one.
  func check(_ description: String, _ expected: String) throws {
    let words = description.split(separator: " ").map(String.init)
    guard words.count > 2 else { return }
    let requiresGrad = words[1] == "grad"
    let tensor: Tensor
    if words[2] == "arange" {
      let rank = Int(words[3]) ?? 0
      let shape = Shape((0..<rank).map { Int(words[4 + $0]) ?? 0 })
      let divisor = Double(words[4 + rank]) ?? 1
      let isFloat = words[5 + rank] == "f"
      let counted = try Kernels.arange(0, Double(shape.count)).elements.map { $0 / divisor }
      tensor = Tensor(counted, shape: shape, dtype: isFloat ? .float : .int)
    } else {
      tensor = Fixture.parse("case printed " + words[2...].joined(separator: " "))[0].tensors[0]
    }
    #expect(pytorchText(tensor, requiresGrad: requiresGrad) == expected)
  }

  @Test func numbersAreWrittenAsPrintfDoes() {
    // By CPython's format().
    #expect(numberText(0.125, precision: 2) == "0.12")
    #expect(numberText(-12345.678, precision: 3, fixed: false) == "-1.235e+04")
    #expect(numberText(.nan, precision: 2) == "nan")
    #expect(numberText(-.infinity, precision: 2) == "-inf")
    #expect(numberText(1e308, precision: 0).count == 309)
    #expect(numberText(0.1, precision: 20) == "0.10000000000000000555")
  }
}
