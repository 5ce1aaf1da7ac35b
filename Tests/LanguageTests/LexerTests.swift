import Diagnostics
import Language
import Testing

/// Numbers, strings, lines and indentation; the expected values are CPython's.
struct LexerTests {
  @Test(arguments: [
    ("0", 0), ("00", 0), ("0_0", 0), ("1_000", 1000), ("0x_ff", 255), ("0XFF", 255), ("0o17", 15),
    ("0b1_01", 5), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ("- 9223372036854775808", Int.min), ("0x7fffffffffffffff", Int.max),
  ])
  func ints(_ text: String, _ value: Int) {
    #expect(printedTree(text) == "expr (int \(value))")
  }

  @Test(
    arguments: [
      (".5", 0.5), ("1.", 1.0), ("1e-3", 0.001), ("1.5E+10", 1.5e10), ("012.5", 12.5),
      ("1e400", .infinity),
      ("1_0.2_5e1_0", 102_500_000_000), ("4.9e-324", .leastNonzeroMagnitude), ("1e23", 1e23),
      ("0e0", 0.0),
    ] as [(String, Double)])
  func floats(_ text: String, _ value: Double) {
    #expect(printedTree(text) == "expr (float \(value))")
  }

  @Test(arguments: [
    ("012", "leading-zero"), ("0_7", "leading-zero"), ("1__0", "bad-number"), ("1_", "bad-number"),
    ("0x", "bad-number"), ("0b2", "bad-number"), ("0o8", "bad-number"), ("1e", "bad-number"),
    ("1abc", "bad-number"), ("1.real", "bad-number"), ("1é", "bad-number"),
    ("1j", "unsupported-complex"), ("9223372036854775808", "int-too-large"),
    ("-9223372036854775809", "int-too-large"), ("-9223372036854775808 ** 1", "int-too-large"),
    ("99999999999999999999999999", "int-too-large"), ("0xffffffffffffffff", "int-too-large"),
  ])
  func badNumbers(_ text: String, _ id: String) {
    #expect(parsed(text).diagnostics.map(\.id) == [id])
  }

  @Test(arguments: [
    (#"'\n\t\\\'\"\a\b\f\r\v\0\07\377'"#, "\n\t\\'\"\u{7}\u{8}\u{C}\r\u{B}\0\u{7}\u{FF}"),
    (#"'\x41\u00e9\U0001F600\d\8'"#, "Aé😀\\d\\8"), (#"r'\n\''"#, #"\n\'"#),
    ("'''a\r\nb\rc'''", "a\nb\nc"), ("'a\\\r\nb'", "ab"), ("'a' \"b\"\\\n'''c'''", "abc"),
    ("\"it's\"", "it's"), ("''", ""), ("''''''", ""), ("u'x'", "x"), ("'''a''b'''", "a''b"),
  ])
  func strings(_ text: String, _ value: String) {
    guard case .expression(let expression, _)? = parsed(text).tree.statements.first?.kind,
      case .string(let read) = expression.kind
    else {
      Issue.record("no string")
      return
    }
    #expect(Array(read.unicodeScalars) == Array(value.unicodeScalars))
  }

  @Test(arguments: [
    (#"'《\x4》'"#, "bad-escape"), (#"'é《\u12》g'"#, "bad-escape"), (#"'《\U00110000》'"#, "bad-escape"),
    (#"'《\ud800》'"#, "bad-escape"), (#"'《\N》{DASH}'"#, "unsupported-named-escape"),
    ("《b'x'》", "unsupported-bytes"), ("《'abc》\nx = 1", "unterminated-string"),
    ("《'''》abc\nx", "unterminated-string"), ("x = 《“a b”》", "curly-quote"),
    ("f(《‘a’》)", "curly-quote"), ("a 《−》 b", "lookalike"), ("f《（》x)", "lookalike"),
    ("x《²》", "lookalike"), ("x《\u{A0}》= 1", "invisible-character"), ("x = 《$》y", "bad-character"),
    ("x = 《\\》 y", "stray-backslash"), ("x = 《\\》", "backslash-end"),
    ("x 《\0》", "invisible-character"),
    ("f《(》1, 2\nx = 3\n", "unclosed-bracket"), ("f(a[1《)》", "mismatched-bracket"),
    ("x《]》", "unmatched-bracket"), ("if x:\n    y\n《  》z", "bad-dedent"),
    ("if x:\n\ty\n《        》z", "mixed-tabs"),
  ])
  func badText(_ marked: String, _ id: String) {
    let (text, spans) = unmarked(marked)
    let diagnostics = parsed(text).diagnostics
    #expect(diagnostics.map(\.id) == [id])
    #expect(diagnostics.first?.span == spans.first)
  }

  @Test func readsOnBehindAnUnclosedBracket() {
    let (tree, diagnostics) = parsed("x = f(1,\ny = 2\nz = 3 +\nw = 3")
    #expect(diagnostics.map(\.id) == ["unclosed-bracket", "missing-expression"])
    #expect(printed(tree.statements).hasSuffix("assign (name w) = (int 3)}"))
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func anyLineEndWillDo(_ end: String) {
    let text = ["if a:", "  b = (1,", "", "    2)", "  # c", "", "c"].joined(separator: end)
    #expect(
      printedTree(text)
        == "if (name a) {assign (name b) = (tuple (int 1) (int 2))} else {}; expr (name c)")
  }

  @Test(arguments: [
    "\u{FEFF}x = 1", "x = 1", "\u{C}x = 1", "x = \\\n  1", "\n\n   \n# c\nx = 1 # d\n\n", "x=1;",
  ])
  func blanksAndCommentsVanish(_ text: String) {
    #expect(printedTree(text) == "assign (name x) = (int 1)")
  }

  @Test func namesAreUnicode() {
    #expect(printedTree("日本_2 = é") == "assign (name 日本_2) = (name é)")
    // Python compares names in form NFKC: the micro sign is a mu, ϵ an epsilon.
    #expect(printedTree("µ, ϵ") == "expr (tuple (name μ) (name ε))")
  }

  @Test func readsAMegabyteQuickly() {
    let line = "loss = cross_entropy(model(x[i:i + 8]), y) + 0.5 * (w ** 2).sum()  # a comment\n"
    let text = String(repeating: line, count: 1 << 20 / line.utf8.count)
    var result = parsed("").diagnostics
    let time = ContinuousClock().measure { result = parsed(text).diagnostics }
    #expect(result.isEmpty)
    // A debug build takes some ten times as long as a release build, which takes 0.1 s.
    #expect(time < .seconds(20))
  }
}
