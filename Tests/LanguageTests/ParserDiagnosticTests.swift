import Diagnostics
import Language
import Testing

/// What the parser says about programs that are none: one diagnostic for one slip, at its place.
struct ParserDiagnosticTests {
  @Test(arguments: [
    ("《print x》", "print-statement"), ("《print 'a', b》", "print-statement"),
    ("if x 《=》 3:\n  y", "assignment-in-condition"),
    ("while (x 《=》 3): y", "assignment-in-expression"),
    ("if x《》\n  y", "missing-colon"), ("for i in range(3)《》\n  y", "missing-colon"),
    ("def f(x)《》\n  y", "missing-colon"), ("if (x) 《{》\n  y\n}", "brace-block"),
    ("《  》x = 1", "unexpected-indent"), ("《if》 x:\ny", "missing-block"),
    ("a 《&&》 b", "use-and"), ("a 《||》 b", "use-or"), ("《!》x", "use-not"), ("x《++》", "increment"),
    ("x 《===》 y", "comparison-spelling"), ("x 《<>》 y", "comparison-spelling"),
    ("《else》:\n  x", "orphan-else"), ("if a: b\n《else if》 c: d\nelse: e", "else-if"),
    ("《let》 x = 1", "declaration"), ("《function》 f(x)", "declaration"),
    ("x 《y》", "missing-operator"), ("[1 《2》]", "missing-operator"),
    ("f(a 《b》)", "missing-operator"),
    ("x = a if b《》", "missing-else"),
    ("x《[]》", "empty-subscript"), ("x.《》", "missing-attribute"),
    ("f(a=1, 《2》)", "positional-after-keyword"), ("f(a=1, 《a》=2)", "repeated-keyword"),
    ("f(a.b 《=》 1)", "bad-keyword"), ("f(《None》=1)", "bad-keyword"),
    ("f(《x for x in y》, 1)", "generator-parentheses"),
    ("def f(a, 《a》): b", "repeated-parameter"), ("def f(a=1, 《b》): c", "default-order"),
    ("def f(《*》): a", "star-without-names"), ("x = 1 +《》", "missing-expression"),
    ("1 + 《lambda》: x", "needs-parentheses"), ("a + 《not》 b", "needs-parentheses"),
    ("{1: 2, 《3》}", "missing-value"), ("for x 《y》: z", "missing-in"),
    ("f'《}》'", "bad-field"), ("f'《{》x'", "bad-field"), ("f'《{》}'", "bad-field"),
    ("f'{x!《z》}'", "bad-field"), ("f'{a 《b》}'", "missing-operator"), (#"f"{《\》n}""#, "bad-field"),
    ("x = 《class》", "missing-expression"), ("x.《class》", "missing-attribute"),
    ("if x: 《if》 y: z", "compound-on-line"), ("a = 《*b》", "starred"), ("《*a》", "starred"),
  ])
  func slips(_ marked: String, _ id: String) {
    let (text, spans) = unmarked(marked)
    let diagnostics = parsed(text).diagnostics
    #expect(diagnostics.map(\.id) == [id])
    #expect(diagnostics.first?.span == spans.first)
    #expect(diagnostics.allSatisfy { $0.source != nil && !$0.text().isEmpty })
  }

  // CPython refuses each of these as well.
  @Test(arguments: [
    "《f()》 = 1", "《1》 = x", "《x + 1》 = 2", "《a == b》 = c", "《None》 = 1", "《True》 = 1", "《'a'》 = 1",
    "《f'{x}'》 = 1", "《-x》 = 1", "《lambda: x》 = 1", "《a if b else c》 = 1", "(a, 《1》) = x",
    "《{}》 = 1",
    "[a, 《f()》] = x", "x = 《1》 = y", "《f()》 += 1", "《a, b》 += 1", "《[a]》 += 1", "《...》 = 1",
    "for 《1》 in x: y", "[a for 《f()》 in b]", "del 《f()》", "del a, 《1》", "《a and b》 = c",
  ])
  func targets(_ marked: String) {
    let (text, spans) = unmarked(marked)
    let diagnostics = parsed(text).diagnostics
    #expect(diagnostics.map(\.id) == ["bad-target"])
    #expect(diagnostics.first?.span == spans.first)
  }

  @Test(arguments: [
    ("《class》 A(B):\n  def f(self):\n    return 1 +\nx = 1", "unsupported-class"),
    ("《try》:\n  x\nexcept E as e:\n  y\nelse:\n  z\nfinally:\n  w\nx", "unsupported-exceptions"),
    ("《raise》 E", "unsupported-exceptions"), ("《@no_grad()》\ndef f(): x", "unsupported-decorator"),
    ("《async》 def f(): x", "unsupported-async"), ("《await》 x", "unsupported-async"),
    ("《yield》 x", "unsupported-yield"), ("x = 《yield》", "unsupported-yield"),
    ("《global》 x", "unsupported-global"), ("《nonlocal》 x", "unsupported-nonlocal"),
    ("if (x 《:=》 1): y", "unsupported-walrus"),
    ("《match》 x:\n  case 1:\n    y", "unsupported-match"),
    ("def f(《*args》): x", "unsupported-star-parameter"),
    ("def f(《**kw》): x", "unsupported-star-parameter"),
    ("f(《**》k)", "unsupported-double-star"), ("{《**》k}", "unsupported-double-star"),
    ("x《: int》 = 1", "unsupported-annotation"), ("def f(x《: int》): y", "unsupported-annotation"),
    ("def f(x) 《-> int》: y", "unsupported-annotation"), ("x 《<<》 2", "unsupported-shift"),
    ("x 《>>=》 2", "unsupported-shift"), ("def f(x, 《/》): y", "unsupported-positional-only"),
    ("with open(f) 《as》 g: x", "unsupported-with-as"),
    ("from 《.》 import x", "unsupported-relative-import"), ("x = 《1j》", "unsupported-complex"),
  ])
  func whatIsNotInTheSubset(_ marked: String, _ id: String) {
    let (text, spans) = unmarked(marked)
    let diagnostics = parsed(text).diagnostics
    #expect(diagnostics.map(\.id) == [id])
    #expect(diagnostics.first?.span == spans.first)
    #expect(diagnostics.allSatisfy { !$0.suggestions.isEmpty && !$0.labels.isEmpty })
  }

  @Test func severalSlipsAreAllSaid() {
    let text = "x = 1 +\ny = f(a b, c d)\nif z = 1:\n  w w\nelse:\n  v = [1 2, 3]\n"
    #expect(
      parsed(text).diagnostics.map(\.id) == [
        "missing-expression", "missing-operator", "missing-operator", "assignment-in-condition",
        "missing-operator", "missing-operator",
      ])
  }

  @Test func enoughIsEnough() {
    let text = String(repeating: "x y\n", count: 1000)
    #expect(parsed(text).diagnostics.count == Parser.diagnosticLimit)
  }

  @Test func theDrawingTeaches() {
    let diagnostic = parsed("if x = 3:\n  y").diagnostics.first
    #expect(
      diagnostic?.text() == """
        error: = assigns; a condition compares with ==
          ┌─ console:1
        1 │ if x = 3:
          │      ^
          │      └ this would assign
          = an assignment is a statement and has no value
          = try: x == 3
        """)
  }
}
