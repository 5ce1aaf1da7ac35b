import Diagnostics
import Language
import Testing

/// What the parser makes of programs: every expected tree is CPython's `ast` for the same text,
/// printed in the notation of `ParserTests+Tree.swift`.
struct ParserTests {
  @Test(arguments: [
    ("-2 ** 2", "expr (un - (bin ** (int 2) (int 2)))"),
    ("2 ** -1", "expr (bin ** (int 2) (un - (int 1)))"),
    ("2 ** -1 ** 2", "expr (bin ** (int 2) (un - (bin ** (int 1) (int 2))))"),
    ("2 ** 3 ** 4", "expr (bin ** (int 2) (bin ** (int 3) (int 4)))"),
    ("a - b - c", "expr (bin - (bin - (name a) (name b)) (name c))"),
    ("not a in b", "expr (un not (cmp (name a) in (name b)))"),
    ("a not in b", "expr (cmp (name a) not in (name b))"),
    ("not a == b", "expr (un not (cmp (name a) == (name b)))"),
    ("a is not b", "expr (cmp (name a) is not (name b))"),
    ("a < b <= c != d", "expr (cmp (name a) < (name b) <= (name c) != (name d))"),
    ("(a < b) < c", "expr (cmp (cmp (name a) < (name b)) < (name c))"),
    (
      "a and b or c and d",
      "expr (boolop or (boolop and (name a) (name b)) (boolop and (name c) (name d)))"
    ),
    ("a or b or c", "expr (boolop or (name a) (name b) (name c))"),
    ("(a or b) or c", "expr (boolop or (boolop or (name a) (name b)) (name c))"),
    (
      "a if b else c if d else e",
      "expr (ifexp (name a) (name b) (ifexp (name c) (name d) (name e)))"
    ),
    (
      "lambda x, y=1, *, k: x + y",
      "expr (lambda [(x ~ p) (y (int 1) p) (k ~ k)] (bin + (name x) (name y)))"
    ),
    ("lambda: lambda: 1", "expr (lambda [] (lambda [] (int 1)))"),
    (
      "a | b ^ c & d + e",
      "expr (bin | (name a) (bin ^ (name b) (bin & (name c) (bin + (name d) (name e)))))"
    ),
    ("~a + -b", "expr (bin + (un ~ (name a)) (un - (name b)))"),
    ("a.b(c).d[e]", "expr (sub (attr (call (attr (name a) b) [(name c)]) d) (name e))"),
    (
      "x[1:2, ..., None, ::2]",
      "expr (sub (name x) (tuple (slice (int 1) (int 2) ~) (ellipsis) (none) (slice ~ ~ (int 2))))"
    ),
    ("x[:]", "expr (sub (name x) (slice ~ ~ ~))"),
    ("x[1,]", "expr (sub (name x) (tuple (int 1)))"),
    ("x[(1, 2)]", "expr (sub (name x) (tuple (int 1) (int 2)))"),
    (
      "x[a if b else c:d]",
      "expr (sub (name x) (slice (ifexp (name a) (name b) (name c)) (name d) ~))"
    ),
    ("f()", "expr (call (name f) [])"),
    ("f(1, *a, k=2, *b)", "expr (call (name f) [(int 1) *(name a) k=(int 2) *(name b)])"),
    (
      "f(x for x in y if z)",
      "expr (call (name f) [(generator (name x) (for (name x) (name y) [(name z)]))])"
    ),
    (
      "f((x for x in y), 1)",
      "expr (call (name f) [(generator (name x) (for (name x) (name y) [])) (int 1)])"
    ),
    (
      "f(lambda x: x, key=lambda y: y)",
      "expr (call (name f) [(lambda [(x ~ p)] (name x)) key=(lambda [(y ~ p)] (name y))])"
    ),
    ("()", "expr (tuple)"),
    ("(1)", "expr (int 1)"),
    ("(1,)", "expr (tuple (int 1))"),
    ("(1, 2)", "expr (tuple (int 1) (int 2))"),
    ("[*a, 1]", "expr (list (star (name a)) (int 1))"),
    ("{}", "expr (dict)"),
    ("{1: 2, 3: 4}", "expr (dict (int 1):(int 2) (int 3):(int 4))"),
    ("{1, 2}", "expr (set (int 1) (int 2))"),
    (
      "[a for a in b if c if d for e in f]",
      "expr (list (name a) (for (name a) (name b) [(name c) (name d)]) (for (name e) (name f) []))"
    ),
    (
      "{a: b for a, b in c}",
      "expr (dict (name a):(name b) (for (tuple (name a) (name b)) (name c) []))"
    ),
    ("{a for a in b}", "expr (set (name a) (for (name a) (name b) []))"),
    ("(a for a in b)", "expr (generator (name a) (for (name a) (name b) []))"),
    (
      "[a for a in b for c in (d, e)]",
      "expr (list (name a) (for (name a) (name b) []) (for (name c) (tuple (name d) (name e)) []))"
    ),
    ("...", "expr (ellipsis)"),
    ("None", "expr (none)"),
    ("1if x else 2", "expr (ifexp (int 1) (name x) (int 2))"),
    ("0x_ff + 0o17 + 0b1_01", "expr (bin + (bin + (int 255) (int 15)) (int 5))"),
    ("'a' \"b\" '''c'''", "expr (str 'abc')"),
    ("a,", "expr (tuple (name a))"),
    ("*a, b", "expr (tuple (star (name a)) (name b))"),
    (
      "a * b @ c // d % e",
      "expr (bin % (bin // (bin @ (bin * (name a) (name b)) (name c)) (name d)) (name e))"
    ),
  ])
  func expressions(_ text: String, _ expected: String) {
    #expect(printedTree(text) == expected)
  }

  @Test(arguments: [
    ("x = y = 1", "assign (name x) (name y) = (int 1)"),
    ("a, b = b, a", "assign (tuple (name a) (name b)) = (tuple (name b) (name a))"),
    ("a, *b = c", "assign (tuple (name a) (star (name b))) = (name c)"),
    ("[a, (b, c)] = d", "assign (list (name a) (tuple (name b) (name c))) = (name d)"),
    ("(a) = 1", "assign (name a) = (int 1)"),
    ("a.b = c", "assign (attr (name a) b) = (name c)"),
    ("a[0] = c", "assign (sub (name a) (int 0)) = (name c)"),
    ("x += 1, 2", "aug + (name x) (tuple (int 1) (int 2))"),
    ("a[0] **= 2", "aug ** (sub (name a) (int 0)) (int 2)"),
    ("pass; pass", "pass; pass"),
    ("return", "return ~"),
    ("return *a, b", "return (tuple (star (name a)) (name b))"),
    ("del a, b[0]", "del (name a) (sub (name b) (int 0))"),
    ("del (a, b)", "del (name a) (name b)"),
    ("assert a, 'm'", "assert (name a) (str 'm')"),
    ("import torch, math as m", "import torch ~ ; import math m "),
    ("import torch.nn as nn", "import torch.nn nn "),
    ("from torch.nn import functional as F", "import torch.nn ~ functional/F"),
    ("from torch import (a, b as c,)", "import torch ~ a/~,b/c"),
    ("if a: b; c", "if (name a) {expr (name b); expr (name c)} else {}"),
    (
      "if a:\n  b\nelif c:\n  d\nelse:\n  e",
      "if (name a) {expr (name b)} else {if (name c) {expr (name d)} else {expr (name e)}}"
    ),
    ("while a:\n  break\nelse:\n  continue", "while (name a) {break} else {continue}"),
    (
      "def f(a, b=1, *, c, d=2):\n  return a",
      "def f [(a ~ p) (b (int 1) p) (c ~ k) (d (int 2) k)] {return (name a)}"
    ),
    ("with no_grad():\n  a", "with (call (name no_grad) []) {expr (name a)}"),
    ("with (a, b):\n  c", "with (name a) (name b) {expr (name c)}"),
    (
      "with torch.no_grad(), a: b",
      "with (call (attr (name torch) no_grad) []) (name a) {expr (name b)}"
    ),
    ("if a: b\nelse: c", "if (name a) {expr (name b)} else {expr (name c)}"),
    ("match = 1", "assign (name match) = (int 1)"),
    ("print(x)", "expr (call (name print) [(name x)])"),
    (
      "for a, (b,) in c:\n  d\nelse:\n  e",
      "for (tuple (name a) (tuple (name b))) (name c) {expr (name d)} else {expr (name e)}"
    ),
  ])
  func statements(_ text: String, _ expected: String) {
    #expect(printedTree(text) == expected)
  }

  @Test(arguments: [
    ("f'{x}'", "expr (fstr (field (name x) ~ []))"),
    ("f''", "expr (fstr)"),
    ("f'a{x}b'", "expr (fstr (text 'a') (field (name x) ~ []) (text 'b'))"),
    ("f'{x!r}'", "expr (fstr (field (name x) r []))"),
    ("f'{x:.2f}'", "expr (fstr (field (name x) ~ [(text '.2f')]))"),
    ("f'{x=}'", "expr (fstr (text 'x=') (field (name x) r []))"),
    ("f'{ x = }'", "expr (fstr (text ' x = ') (field (name x) r []))"),
    ("f'{x = !s}'", "expr (fstr (text 'x = ') (field (name x) s []))"),
    ("f'{x=:.1f}'", "expr (fstr (text 'x=') (field (name x) ~ [(text '.1f')]))"),
    ("f'{{}}{x}}}'", "expr (fstr (text '{}') (field (name x) ~ []) (text '}'))"),
    ("f'{a, b}'", "expr (fstr (field (tuple (name a) (name b)) ~ []))"),
    ("f\"{a['b']}\"", "expr (fstr (field (sub (name a) (str 'b')) ~ []))"),
    ("f'{ {1: 2}[1] }'", "expr (fstr (field (sub (dict (int 1):(int 2)) (int 1)) ~ []))"),
    ("f'{x != y}'", "expr (fstr (field (cmp (name x) != (name y)) ~ []))"),
    (
      "f'{(lambda x: 1)(2)}'",
      "expr (fstr (field (call (lambda [(x ~ p)] (int 1)) [(int 2)]) ~ []))"
    ),
    ("f'{x}' 'y' f'{z}'", "expr (fstr (field (name x) ~ []) (text 'y') (field (name z) ~ []))"),
    ("rf'\\d{x}\\n'", "expr (fstr (text '\\d') (field (name x) ~ []) (text '\\n'))"),
    ("f'\\x41{x}\\n'", "expr (fstr (text 'A') (field (name x) ~ []) (text '⏎'))"),
    ("f'{x:%H:%M}'", "expr (fstr (field (name x) ~ [(text '%H:%M')]))"),
    ("f'\\{x}'", "expr (fstr (text '\\') (field (name x) ~ []))"),
    ("f'''{\nx\n}'''", "expr (fstr (field (name x) ~ []))"),
    ("f'{x!s:>{w}}'", "expr (fstr (field (name x) s [(text '>') (field (name w) ~ [])]))"),
    (
      "f'{x:{w}.{p}f}'",
      "expr (fstr (field (name x) ~ [(field (name w) ~ []) (text '.') (field (name p) ~ []) (text 'f')]))"
    ),
  ])
  func formattedStrings(_ text: String, _ expected: String) {
    #expect(printedTree(text) == expected)
  }

  @Test(arguments: [
    ("x;", true), ("x", false), ("x; y;", true), ("x;  # done\n", true), ("f(x);\ny", false),
  ])
  func aSemicolonAtTheEndHides(_ text: String, _ hidden: Bool) {
    let last = parsed(text).tree.statements.last
    guard case .expression(_, let isHidden)? = last?.kind else {
      Issue.record("no expression")
      return
    }
    #expect(isHidden == hidden)
  }

  // The spans are those of CPython's `ast`, parentheses left out.
  @Test(arguments: [
    "《x + 1》", "(《x + 1》)", "《(a + b) * c》", "《f(a, b=1)》 ", "《(1, 2)》", "《a, b》", "《[1,\n 2]》",
    "《日本 + 'é'》", "  # c\n\n《x.y[0]》\n", "《'a'\t'b'》", "《(x for x in y)》", "《-(a) ** (b)》",
  ])
  func spans(_ marked: String) {
    let (text, spans) = unmarked(marked)
    let (tree, diagnostics) = parsed(text)
    #expect(diagnostics.isEmpty)
    guard case .expression(let value, _)? = tree.statements.first?.kind else {
      Issue.record("no expression")
      return
    }
    #expect(value.span == spans[0])
  }

  @Test func spansInsideFStringsPointIntoTheSource() {
    let (text, spans) = unmarked("x = f'é{《a.b》:>{《w》}}'")
    guard case .assign(_, let value)? = parsed(text).tree.statements.first?.kind,
      case .formatted(let parts) = value.kind, case .field(let inner, _, let format)? = parts.last,
      case .field(let width, _, _)? = format.last
    else {
      Issue.record("no f-string")
      return
    }
    #expect(inner.span == spans[0])
    #expect(width.span == spans[1])
  }

  @Test(arguments: ["《if a:》 b", "《for x in y:》\n  z", "《def f(x):》\n  return x", "《a = 1》; b"])
  func aCompoundStatementsSpanIsItsHeader(_ marked: String) {
    let (text, spans) = unmarked(marked)
    #expect(parsed(text).tree.statements.first?.span == spans[0])
  }

  @Test func operatorsAndKeywordsHaveSpans() {
    let (text, spans) = unmarked("a 《is  not》 b 《@》 f(《k》=c.《d》)")
    guard case .expression(let value, _)? = parsed(text).tree.statements.first?.kind,
      case .comparison(_, let steps) = value.kind,
      case .binary(_, _, let call, let sign) = steps[0].right.kind,
      case .call(_, let arguments) = call.kind,
      case .attribute(_, _, let nameSpan) = arguments[0].value.kind
    else {
      Issue.record("another tree")
      return
    }
    #expect([steps[0].operatorSpan, sign, arguments[0].keywordSpan, nameSpan] == spans)
  }

  @Test func onlyThePreludeMayYield() {
    let source = SourceFile(name: "p", text: "def f(x):\n  yield x\n  yield\n")
    let (tree, diagnostics) = Parser.parse(source, allowsYield: true)
    #expect(diagnostics.isEmpty)
    #expect(
      printed(tree.statements) == "{def f [(x ~ p)] {yield (name x); yield ~}}")
    #expect(
      Parser.parse(source).diagnostics.map(\.id) == ["unsupported-yield", "unsupported-yield"])
  }

  // CPython's own limit on brackets; ours on the height of a tree.
  @Test(arguments: [
    (String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200), ""),
    (
      String(repeating: "[", count: 201) + "1" + String(repeating: "]", count: 201),
      "too-many-brackets"
    ),
    (String(repeating: "1 + ", count: 390) + "1", ""),
    (String(repeating: "1 + ", count: 20_000) + "1", "too-deep"),
    (String(repeating: "-", count: 20_000) + "1", "too-deep"),
    (String(repeating: "1 ** ", count: 20_000) + "1", "too-deep"),
    (String(repeating: "not ", count: 20_000) + "1", "too-deep"),
    (String(repeating: "lambda: ", count: 20_000) + "1", "too-deep"),
    (String(repeating: "1 if 1 else ", count: 20_000) + "1", "too-deep"),
    ("x" + String(repeating: ".a", count: 20_000), "too-deep"),
    ("x" + String(repeating: " < x", count: 20_000), ""),
    ("x" + String(repeating: " or x", count: 20_000), ""),
  ])
  func depthIsBounded(_ text: String, _ id: String) {
    #expect(parsed(text).diagnostics.map(\.id) == (id.isEmpty ? [] : [id]))
  }

  @Test func blocksAreBounded() {
    let text = (0..<300).map { String(repeating: " ", count: $0) + "if a:\n" }.joined()
    #expect(parsed(text).diagnostics.first?.id == "too-deep")
  }

  @Test(arguments: [
    ("x = (1,", true), ("x = '''a", true), ("x = 1 + \\", true), ("if x:", true),
    ("if x:\n  y", true), ("if x:\n  y\n", false), ("if x: y", true), ("if x: y\n", false),
    ("x = 1", false), ("x = 'a", false), ("if x", false), ("f(\n\n", true), ("f(]", false),
    ("def f(x):\n  return x\n\n", false), ("def f():\n  '''a\n\n", true), ("# if x:", false),
    ("x = {1: 2}", false), ("if x:\n  y\nelse:", true), ("@d", true), ("", false),
    ("for i in [1,\n", true), ("a[1:", true), ("lambda: 1", false),
  ])
  func theConsoleKnowsWhenToAskForMore(_ text: String, _ expected: Bool) {
    #expect(Parser.needsMoreInput(text) == expected)
  }

  @Test func survivesGarbage() {
    // A fixed stream of pseudo-random edits, so that a failure can be repeated.
    var state: UInt64 = 88_172_645_463_325_252
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    let seed = Array(
      "def f(x, *, y=1):\n  if x < 2:\n    return [a for a in x if f'{a!r:>{y}}']\nz = {1: (2, x[1:])}\n"
        .utf8)
    let bits = ["(", "]", "{", "\"\"\"", "'", "\\", "\n", "\t", "−", "f'{", ":", "lambda ", "= "]
    for _ in 0..<2_000 {
      var bytes = seed
      for _ in 0...random(8) {
        let place = random(bytes.count)
        switch random(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(random(256)), at: place)
        default: bytes.insert(contentsOf: Array(bits[random(bits.count)].utf8), at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let (tree, diagnostics) = parsed(text)
      #expect(diagnostics.count <= Parser.diagnosticLimit)
      // What is missing from a tree has been said.
      #expect(!diagnostics.isEmpty || !printed(tree.statements).contains("(error)"))
      _ = Parser.needsMoreInput(text)
    }
  }
}
