// The six cards of the design, filled in with numbers worked out by hand or by PyTorch.

import Autograd
import Display
import Tensors

enum Cards {
  static let x = Tensor([1, 2, 3, 0, 1, -1], shape: [2, 3])
  static let w = Tensor([0.5, -1, 0, 2, 1, 0.5], shape: [3, 2])
  static let h = Tensor([3.5, 4.5, -1, 1.5], shape: [2, 2])

  static func leaf(_ name: String, _ value: Double) -> Scalar { .leaf(name: name, value: value) }

  static func dot(_ pairs: [(Double, Double)]) -> Scalar {
    .sum(
      pairs.enumerated().map { k, pair in
        .product([leaf("x[0,\(k)]", pair.0), leaf("W[\(k),1]", pair.1)])
      })
  }

  static var matmul: StepCard {
    var card = StepCard(
      title: "fwd 4/11", place: "block 2, line 3",
      source: SourceLine("h = x @ W", marked: 6..<7))
    card.operands = [
      .init("x", x, markedRow: 0), .init("W", w, markedColumn: 1),
      .init("h", h, markedElement: [0, 1]),
    ]
    card.rule = "h[i,j] = Σₖ x[i,k]·W[k,j]"
    card.ruleNote = "row i of x meets column j of W"
    card.numbers = .init(
      target: "h[0,1]", tree: dot([(1, -1), (2, 2), (3, 0.5)]), result: 4.5)
    card.keys = ["Enter: next", ":focus [1,0]", ":why h[0,1]", ":back"]
    return card
  }

  static var matmulGradient: StepCard {
    let arriving = Tensor([0.2, -0.1, 0, 0.4], shape: [2, 2])
    var card = StepCard(
      title: "grad 9/11 of fwd 4", place: "block 2, line 3",
      source: SourceLine("h = x @ W", marked: 8..<9))
    card.rows = [
      StepCard.Row.arriving("∂h", arriving), .init("kept", "x (2,3)  from fwd 4"),
    ].compactMap { $0 }
    card.rule = "∂W = xᵀ @ ∂h"
    card.ruleNote = "W[k,j] met every row i, so sum over i"
    card.numbers = .init(
      target: "∂W[2,1]",
      tree: .sum([
        .product([leaf("x[0,2]", 3), leaf("∂h[0,1]", -0.1)]),
        .product([leaf("x[1,2]", -1), leaf("∂h[1,1]", 0.4)]),
      ]), result: 3 * -0.1 + -1 * 0.4, showsNames: true)
    card.leaving = .init("∂W", Tensor([0.2, -0.1, 0.4, 0.2, 0.6, -0.7], shape: [3, 2]))
    card.leaf = .init("W.grad", [2, 1], before: nil, added: -0.7, now: -0.7)
    return card
  }

  static var crossEntropyGradient: StepCard {
    var card = StepCard(
      title: "grad 2/2 of fwd 1", place: "block 1, line 2",
      source: SourceLine(
        "loss = cross_entropy(z, y)", marked: 7..<20, aside: "y = [0, 2, 1]"))
    // softmax([2, 1, 0.1]) from PyTorch.
    let p = [0.6590011388859679, 0.24243297070471392, 0.09856589040931818]
    let slope = [p[0] - 1, p[1], p[2]]
    card.table = Story(
      corner: "row 0", columns: ["class 0", "class 1", "class 2"],
      rows: [
        .init("z", numbers: [2, 1, 0.1], places: 4),
        .init("chance p", numbers: p, places: 4),
        .init("wanted", numbers: [1, 0, 0]),
        .init("p − wanted", numbers: slope, note: "the row sums to 0", places: 4),
        .init(
          "÷ 3 rows", numbers: slope.map { $0 / 3 }, note: "reduction is 'mean'", places: 4),
      ], kept: [0])
    card.rule = "∂z[t,v] = ∂loss·(p[t,v] − [v is y[t]]) / N,   N = rows that count"
    card.keys = [":focus [1] other row", ":into  log_softmax → pick → mean"]
    return card
  }

  static var adamW: StepCard {
    var card = StepCard(title: "update 2 of opt.step()", place: "block 4, line 6")
    card.table = Story(
      corner: "p[0]", columns: ["before", "after"],
      rows: [
        .init("gradient", [.empty, -0.25], note: "this step's"),
        .init("m", [0.05, 0.02], note: "0.9·m + 0.1·g"),
        .init("v", [0.00025, 0.00031225], note: "0.999·v + 0.001·g²"),
        .init("m̂", [.empty, .rounded(0.10526315789473685, places: 6)], note: "m / (1 − 0.9²)"),
        .init(
          "√v̂", [.empty, .rounded(0.3952253807016671, places: 6)], note: "√( v / (1 − 0.999²) )"),
        .init("decay", [0.89, 0.8811], note: "p · (1 − lr·0.1)"),
        .init(
          "step", [0.8811, .rounded(0.8544662986878463, places: 6)],
          note: "p − lr·m̂/(√v̂ + 1e−8),  0.1·0.266337"),
        .init("SGD would go", [0.89, 0.915], note: "the gradient alone goes the other way"),
      ])
    card.footers = [":focus p[…]   totals: 1 parameter, largest change −0.0355"]
    return card
  }

  static var clipping: StepCard {
    var card = StepCard(
      title: "grad 3/6 of fwd 6", place: "block 3, line 5",
      source: SourceLine(
        "obj = minimum(ratio * A, clamp(ratio, 1 − eps, 1 + eps) * A)", marked: 6..<13))
    // exp(0.3) and exp(−0.3).
    let ratio = [1.3498588075760032, 0.7408182206817179]
    card.table = Story(
      corner: "token", columns: ["0", "1"],
      rows: [
        .init("ratio", numbers: ratio, note: "allowed 0.8 … 1.2: both outside"),
        .init("A", numbers: [1, 1]),
        .init("ratio·A", numbers: ratio, marked: [1]),
        .init("clipped·A", numbers: [1.2, 0.8], note: "◂ the smaller is taken", marked: [0]),
        .init("arriving", numbers: [-0.5, -0.5], note: "loss = −mean over 2"),
        .init("to ratio·A", numbers: [0, -0.5]),
        .init(
          "to clipped·A", numbers: [-0.5, 0], note: "clamp passes nothing on outside: 0"),
      ])
    card.footers = [
      "At the leaf: ∂loss/∂log π = 0 and −0.3704.  :why shows where 0 came from"
    ]
    return card
  }

  static var lowRank: StepCard {
    func worked(_ b: [Double], _ g: [Double]) -> Story.Cell {
      let tree = Scalar.sum(
        zip(b, g).map { .product([leaf("B", $0), leaf("∂y", $1)]) })
      return .text(tree.text(result: b[0] * g[0] + b[1] * g[1]))
    }
    var card = StepCard(title: ":why A.grad")
    card.rows = [
      .init("", "x [2, 1] → A (1,2) → (1) → B (2,1) → (2) → ·2 → + W x → y → loss")
    ]
    card.table = Story(
      columns: ["step 1", "step 2"],
      rows: [
        .init("∂y", ["[−1, 1]", "[−0.6, 0.6]"]),
        .init("B", ["[0, 0]", "[0.2, −0.2]"]),
        .init("rule", span: "∂A = 2 · (Bᵀ ∂y) · xᵀ"),
        .init("Bᵀ ∂y", [worked([0, 0], [-1, 1]), worked([0.2, -0.2], [-0.6, 0.6])]),
        .init("∂A", ["[0, 0]", "[−0.96, −0.48]"]),
        .init("why zero", span: "B is 0: the only way from A to the loss goes through B"),
        .init("∂B", ["[−2, 2]", "[−1.2, 1.2]"], note: "B moves first"),
      ])
    return card
  }

  static var all: [(name: String, card: StepCard)] {
    [
      ("matmul", matmul), ("matmul gradient", matmulGradient),
      ("cross entropy gradient", crossEntropyGradient), ("AdamW", adamW),
      ("clipping", clipping), ("low rank", lowRank),
    ]
  }
}
