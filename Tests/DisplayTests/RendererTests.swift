import Diagnostics
import Display
import Tensors
import Testing

private func lines(_ document: Document, width: Int = 80, ascii: Bool = false) -> [String] {
  Renderer(width: width, ascii: ascii).lines(document)
}

@Suite("Documents become terminal text")
struct RendererTests {
  @Test("a mark stands under its characters, wide ones included")
  func wideSource() {
    let source = SourceLine("s = \"数据\" + name", marked: 11..<15)
    #expect(
      lines(Document([.source(source)])) == [
        "    s = \"数据\" + name", "                 ────",
      ])
    let wide = SourceLine("a = \"数据\"", marked: 5..<7)
    #expect(lines(Document([.source(wide)]))[1] == "         ────")
    #expect(lines(Document([.source(wide)]), ascii: true) == ["    a = \"????\"", "         ----"])
    let combining = SourceLine("m\u{302} = x", marked: 4..<5)
    #expect(lines(Document([.source(combining)]))[1] == "        ─")
  }

  @Test("a long source line breaks at a space and keeps its mark")
  func longSource() {
    let source = SourceLine(
      "loss = cross_entropy(model(x), y) + 0.1 * penalty(w)", marked: 42..<49, aside: "y = [0]")
    #expect(
      lines(Document([.source(source)]), width: 40) == [
        "    loss = cross_entropy(model(x), y) +",
        "    0.1 * penalty(w)",
        "          ───────",
        "                                 y = [0]",
      ])
  }

  @Test("marks outside of the line do no harm")
  func strayMarks() {
    #expect(lines(Document([.source(SourceLine("x", marked: 5..<9))])) == ["    x"])
    #expect(lines(Document([.source(SourceLine("", marked: 0..<1))])) == [])
  }

  @Test("paragraphs wrap with their label in a column")
  func paragraphs() {
    let paragraph = Paragraph(
      label: "rule", indent: 2, column: 12, content: "one two three four five six seven")
    #expect(
      lines(Document([.paragraph(paragraph)]), width: 30) == [
        "  rule      one two three four", "            five six seven",
      ])
  }

  @Test("a word too long for a line is broken")
  func longWords() {
    let word = String(repeating: "x", count: 50)
    let result = lines(Document([.paragraph(Paragraph(content: Line(word)))]), width: 20)
    #expect(result.map(\.count) == [20, 20, 10])
    let wide = String(repeating: "数", count: 15)
    for line in lines(Document([.lines([Line(wide)])]), width: 21) {
      #expect(terminalWidth(line) <= 21)
    }
  }

  @Test("colour comes from the theme and has no width")
  func themes() {
    let document = Document([.title(Line("fwd 1/2", .phase), aside: Line("line 1", .dim))])
    let gap = String(repeating: " ", count: 17)
    #expect(Renderer(width: 30, theme: .none).text(document) == "fwd 1/2\(gap)line 1\n")
    let dark = Renderer(width: 30, theme: .dark).text(document)
    #expect(dark == "\u{1B}[1;96mfwd 1/2\u{1B}[0m\(gap)\u{1B}[2mline 1\u{1B}[0m\n")
  }

  @Test("control characters of a learner's string do not reach the terminal")
  func controls() {
    let line = lines(Document([.lines([Line("a\u{1B}[31m\u{7}b\tc")])]))[0]
    #expect(line == "a\u{FFFD}[31m\u{FFFD}b  c")
  }

  @Test("ASCII is total and keeps the formulas readable")
  func ascii() {
    #expect(asciiText("h[i,j] = Σₖ x[i,k]·W[k,j]") == "h[i,j] = sum_k x[i,k]*W[k,j]")
    #expect(asciiText("∂W = xᵀ @ ∂h") == "dW = x.T @ dh")
    #expect(asciiText("3·(−0.1) / √(2)² ≤ 1e−8") == "3*(-0.1) / sqrt(2)^2 <= 1e-8")
    #expect(asciiText("m\u{302} / (1 − β₁¹²)") == "m_hat / (1 - beta_1^12)")
    #expect(asciiText("√v\u{302}") == "sqrt v_hat")
    #expect(asciiText("▸ ▾ ◂ …") == "> v < ...")
    var all = ""
    for value in UInt32(0x80)..<0x2FFFF {
      if let scalar = Unicode.Scalar(value) { all.unicodeScalars.append(scalar) }
    }
    #expect(asciiText(all).utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("a tensor's echo")
  func echo() {
    func echo(_ tensor: Tensor, _ gradient: Tensor? = nil, width: Int = 80) -> [String] {
      lines(TensorEcho(tensor, gradient: gradient).document(width: width), width: width)
    }
    #expect(
      echo(Tensor([-1, 2.5, 0, 0.3, 0, 0], shape: [2, 3])) == [
        "tensor (2, 3) float   range −1 … 2.5   mean 0.3",
        "[[−1.0, 2.5, 0.0], [0.3, 0.0, 0.0]]",
      ])
    #expect(
      echo(Tensor([1, 2, 3], shape: [3], dtype: .int), Tensor([0.5, 0, 0], shape: [3])) == [
        "tensor (3,) int   range 1 … 3", "[1, 2, 3]",
        "grad (3,) float   range 0 … 0.5   mean 0.1667", "[0.5, 0.0, 0.0]",
      ])
    #expect(
      echo(Tensor([1, 0], shape: [2], dtype: .bool)) == [
        "tensor (2,) bool   1 of 2 True", "[True, False]",
      ])
    #expect(echo(Tensor([0.25], shape: [])) == ["tensor () float   0.25"])
    #expect(echo(Tensor([], shape: [0, 3])) == ["tensor (0, 3) float   empty", "[]"])
    #expect(
      echo(Tensor([.nan, 1, -.infinity], shape: [3]))[0]
        == "tensor (3,) float   range 1 … 1   mean 1   nan: 1   inf: 1")
    let big = Tensor((0..<10_000).map { Double($0) / 8 }, shape: [100, 100])
    for width in [30, 40, 80] {
      let result = echo(big, width: width)
      #expect(result.count <= 14)
      #expect(result.allSatisfy { $0.count <= width })
      #expect(result.last?.hasSuffix("]]") == true)
    }
    let deep = Tensor((0..<4096).map { Double($0) }, shape: [8, 8, 8, 8])
    #expect(echo(deep).allSatisfy { $0.count <= 80 })
  }

  @Test("a tensor on one line, cut in the middle")
  func tensorLines() {
    let row = Tensor((0..<100).map { Double($0) }, shape: [100], dtype: .int)
    #expect(TensorText.line(row, width: 40) == "[0, 1, 2, 3, 4, …, 95, 96, 97, 98, 99]")
    #expect(TensorText.line(row, width: 20) == "[0, 1, …, 98, 99]")
    #expect(TensorText.line(Tensor([7], shape: []), width: 20) == "7")
    let empty = Tensor([], shape: [2, 0])
    #expect(TensorText.line(empty, width: 20) == "[[], []]")
    #expect(TensorText.element(row, [100]) == "")
  }
}
