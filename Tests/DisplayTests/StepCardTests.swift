import Autograd
import Display
import Tensors
import Testing

private func text(_ card: StepCard, width: Int = 80, ascii: Bool = false) -> String {
  Renderer(width: width, ascii: ascii).text(card.document(width: width))
}

@Suite("Step cards look as designed")
struct StepCardTests {
  @Test("matmul, forward")
  func matmul() {
    #expect(
      text(Cards.matmul) == """
        fwd 4/11                                                      block 2, line 3
            h = x @ W
                  ─
                    x (2,3)           W (3,2)          h (2,2)
                 ▸  1   2   3         0.5 ▾−1.0         3.5  ◂4.5
                    0   1  −1         0.0   2.0        −1.0   1.5
                                      1.0   0.5
          rule      h[i,j] = Σₖ x[i,k]·W[k,j]      row i of x meets column j of W
          numbers   h[0,1] = 1·(−1) + 2·2 + 3·0.5 = 4.5
         Enter: next   :focus [1,0]   :why h[0,1]   :back

        """)
  }

  @Test("matmul, grad")
  func matmulGradient() {
    #expect(
      text(Cards.matmulGradient) == """
        grad 9/11 of fwd 4                                            block 2, line 3
            h = x @ W
                    ─
          arriving  ∂h (2,2) = [[0.2, −0.1], [0.0, 0.4]]
          kept      x (2,3)  from fwd 4
          rule      ∂W = xᵀ @ ∂h      W[k,j] met every row i, so sum over i
          numbers   ∂W[2,1] = x[0,2]·∂h[0,1] + x[1,2]·∂h[1,1]
                            = 3·(−0.1) + (−1)·0.4 = −0.7
          leaving   ∂W (3,2) = [[0.2, −0.1], [0.4, 0.2], [0.6, −0.7]]
          W.grad    before: none    now: [2,1] is −0.7

        """)
    var second = Cards.matmulGradient
    second.leaf = .init("W.grad", [2, 1], before: 0.5, added: -0.7, now: 0.5 - 0.7)
    #expect(text(second).hasSuffix("\n  W.grad    before: 0.5   + −0.7   now: −0.2\n"))
  }

  @Test("cross_entropy, grad")
  func crossEntropy() {
    #expect(
      text(Cards.crossEntropyGradient) == """
        grad 2/2 of fwd 1                                             block 1, line 2
            loss = cross_entropy(z, y)                                  y = [0, 2, 1]
                   ─────────────
          row 0         class 0    class 1    class 2
          z              2.0000     1.0000     0.1000
          chance p       0.6590     0.2424     0.0986
          wanted         1          0          0
          p − wanted    −0.3410     0.2424     0.0986    the row sums to 0
          ÷ 3 rows      −0.1137     0.0808     0.0329    reduction is 'mean'
          rule      ∂z[t,v] = ∂loss·(p[t,v] − [v is y[t]]) / N,   N = rows that count
         :focus [1] other row   :into  log_softmax → pick → mean

        """)
  }

  @Test("AdamW, update")
  func adamW() {
    #expect(
      text(Cards.adamW) == """
        update 2 of opt.step()                                        block 4, line 6
          p[0]            before     after
          gradient                  −0.25         this step's
          m               0.05       0.02         0.9·m + 0.1·g
          v               0.00025    0.00031225   0.999·v + 0.001·g²
          m̂                          0.105263     m / (1 − 0.9²)
          √v̂                         0.395225     √( v / (1 − 0.999²) )
          decay           0.89       0.8811       p · (1 − lr·0.1)
          step            0.8811     0.854466     p − lr·m̂/(√v̂ + 1e−8),  0.1·0.266337
          SGD would go    0.89       0.915        the gradient alone goes the other way
         :focus p[…]   totals: 1 parameter, largest change −0.0355

        """)
  }

  @Test("minimum and clamp, grad")
  func clipping() {
    #expect(
      text(Cards.clipping) == """
        grad 3/6 of fwd 6                                             block 3, line 5
            obj = minimum(ratio * A, clamp(ratio, 1 − eps, 1 + eps) * A)
                  ───────
          token            0          1
          ratio            1.3499     0.7408      allowed 0.8 … 1.2: both outside
          A                1          1
          ratio·A          1.3499     0.7408 ◂
          clipped·A        1.2 ◂      0.8         ◂ the smaller is taken
          arriving        −0.5       −0.5         loss = −mean over 2
          to ratio·A       0         −0.5
          to clipped·A    −0.5        0           clamp passes nothing on outside: 0
         At the leaf: ∂loss/∂log π = 0 and −0.3704.  :why shows where 0 came from

        """)
  }

  @Test("LoRA at two moments")
  func lowRank() {
    #expect(
      text(Cards.lowRank) == """
        :why A.grad
            x [2, 1] → A (1,2) → (1) → B (2,1) → (2) → ·2 → + W x → y → loss
                     step 1             step 2
          ∂y         [−1, 1]            [−0.6, 0.6]
          B          [0, 0]             [0.2, −0.2]
          rule       ∂A = 2 · (Bᵀ ∂y) · xᵀ
          Bᵀ ∂y      0·(−1) + 0·1 = 0   0.2·(−0.6) + (−0.2)·0.6 = −0.24
          ∂A         [0, 0]             [−0.96, −0.48]
          why zero   B is 0: the only way from A to the loss goes through B
          ∂B         [−2, 2]            [−1.2, 1.2]                       B moves first

        """)
  }

  @Test("above 8×8 only the row, the column and the element")
  func large() {
    var card = Cards.matmul
    let wide = Tensor((0..<128).map { Double($0 % 7) / 4 }, shape: [2, 64])
    card.operands = [
      .init("x", wide, markedRow: 1), .init("h", wide, markedElement: [1, 63]),
    ]
    let lines = text(card).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  x[1,:]    ▸ [0.25, 0.50, 0.75,") })
    #expect(lines.contains("  h[1,63]   ◂ 0.25"))
    #expect(lines.count == 8)
  }

  @Test("an arriving gradient of 1 is left out, a quiz keeps the result")
  func leftOut() {
    #expect(StepCard.Row.arriving("∂loss", Tensor([1], shape: [])) == nil)
    #expect(StepCard.Row.arriving("∂loss", Tensor([0.5], shape: [])) != nil)
    var card = Cards.matmul
    card.quiz = true
    let asked = text(card)
    #expect(asked.contains("3·0.5 = ?"))
    #expect(!asked.contains("4.5"))
    #expect(asked.contains("◂?"))
  }

  @Test("no line is wider than the terminal", arguments: [20, 33, 40, 60, 80, 200])
  func widths(width: Int) {
    for (name, card) in Cards.all {
      for ascii in [false, true] {
        for line in text(card, width: width, ascii: ascii).split(separator: "\n") {
          #expect(line.count <= min(width, 80), "\(name): \(line)")
          #expect(!line.hasSuffix(" "))
          if ascii { #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(line)") }
        }
      }
    }
  }

  @Test("a table of many classes keeps the chosen ones")
  func manyColumns() {
    var card = StepCard(title: "grad")
    card.table = Story(
      corner: "row 0", columns: (0..<50).map { "class \($0)" },
      rows: [.init("p", numbers: (0..<50).map { Double($0) / 1000 })], kept: [42])
    let lines = text(card).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("class 42"))
    #expect(lines[1].contains("… 44 more"))
    #expect(lines[2].contains("0.042"))
  }
}
