import Display
import Testing

@Suite("Numbers are short and honest")
struct NumberTextTests {
  @Test("one by one")
  func single() {
    let cases: [(Double, String)] = [
      (0.5, "0.5"), (1, "1"), (-0.7, "−0.7"), (0, "0"), (-0.0, "0"), (0.1 + 0.2, "0.3"),
      (1.0 / 3, "0.3333"), (-2.0 / 3, "−0.6667"), (0.00031225, "0.00031225"),
      (3.2e-7, "3.2e−7"), (1e-8, "1e−8"), (-1.23456789e-9, "−1.235e−9"), (1e30, "1e30"),
      (123456, "123456"), (-12_345_678, "−12345678"), (1234.56789, "1234.57"),
      (0.03285529, "0.03286"), (0.99999, "0.99999"), (0.9999999, "1.0000"),
      (.infinity, "inf"), (-.infinity, "−inf"), (.nan, "nan"),
      (.leastNonzeroMagnitude, "4.94066e−324"),
      (.greatestFiniteMagnitude, "1.798e308"), (2.5e9, "2.5e9"),
    ]
    for (value, text) in cases { #expect(NumberText.text(value) == text) }
  }

  @Test("with more digits on a higher level")
  func levels() {
    #expect(NumberText.text(1.0 / 3, level: 2) == "0.333333")
    #expect(NumberText.text(0.5, level: 9) == "0.5")
    #expect(NumberText.value(of: NumberText.text(-2.0 / 3, level: 12)) == -2.0 / 3)
    #expect(NumberText.text(2, places: 4) == "2.0000")
    #expect(NumberText.text(-0.00001, places: 4) == "0.0000")
  }

  @Test("alike within one tensor")
  func together() {
    #expect(NumberText.texts([0.2, -0.1, 0, 0.4]) == ["0.2", "−0.1", "0.0", "0.4"])
    #expect(NumberText.texts([1, 2, -1]) == ["1", "2", "−1"])
    #expect(NumberText.texts([1.0 / 3, 2]) == ["0.3333", "2.0000"])
    #expect(NumberText.texts([0.5, 3.2e-7, .nan]) == ["0.5", "3.2e−7", "nan"])
    #expect(NumberText.rowTexts([1.2, 0, 1.0 / 3]) == ["1.2", "0", "0.3333"])
    #expect(NumberText.integerText(-12_345_678_901) == "−12345678901")
  }
}
