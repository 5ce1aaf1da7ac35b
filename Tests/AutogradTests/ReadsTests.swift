import Autograd
import Tensors
import Testing

// Which values a rule reads decides what a freed graph and a change in place forbid. The table is
// PyTorch's: what each of its backward formulas saves.

@Suite struct Reads {
  static let saved: [(name: String, argument: Int, reads: Term.Reads)] = [
    ("add", 0, []), ("sub", 1, []), ("neg", 0, []), ("mul", 0, .input(1)), ("mul", 1, .input(0)),
    ("div", 0, .input(1)), ("div", 1, [.input(0), .input(1)]), ("exp", 0, .output),
    ("expm1", 0, .output), ("log", 0, .input(0)), ("sqrt", 0, .output), ("rsqrt", 0, .output),
    ("reciprocal", 0, .output), ("tanh", 0, .output), ("sigmoid", 0, .output),
    ("relu", 0, .output), ("sin", 0, .input(0)), ("abs", 0, .input(0)), ("square", 0, .input(0)),
    ("gelu", 0, .input(0)), ("silu", 0, .input(0)), ("sum", 0, []), ("mean", 0, []),
    ("reshape", 0, []), ("transpose", 0, []), ("cumsum", 0, []), ("expand", 0, []),
    ("softmax", 0, .output), ("log_softmax", 0, .output), ("amax", 0, [.input(0), .output]),
    ("matmul", 0, .input(1)), ("matmul", 1, .input(0)), ("masked_fill", 0, .input(1)),
    ("where", 1, .input(0)), ("gather", 0, .input(1)), ("logsumexp", 0, [.input(0), .output]),
  ]

  @Test(arguments: saved.indices)
  func areWhatPyTorchSaves(_ number: Int) throws {
    let (name, argument, reads) = Reads.saved[number]
    let law = try #require(lawCases(Registry[Registry.id(name)]).first)
    let applied = try Applied(law)
    let term = try #require(applied.trace.rule(of: applied.row, argument: argument))
    #expect(term.reads == reads, "\(name) \(argument)")
  }

  /// torch: `y = w * w; y.sum().backward()` twice fails at the product; a sum alone does not.
  @Test func aFreedGraphIsRefused() throws {
    var trace = Trace()
    let w = trace.source(Registry.id("param"), Tensor([3]), leaf: 0, site: .none, time: 0)
    let product = try trace.apply(Operation.mul, w, w, records: true, site: .none, time: 0)
    let sum = try trace.apply(Operation.add, w, w, records: true, site: .none, time: 0)
    func run(_ root: RowID) throws -> Double {
      var gradient = 0.0
      var pass = BackwardPass(
        trace: trace, roots: [(root, Tensor([1]), -1)], keepsGraph: false, createsGraph: false)
      while true {
        switch try pass.step(&trace, site: .none, time: 0) {
        case .done: return gradient
        case .accumulate(_, _, let value, _): gradient = value.item
        case .grad: break
        }
      }
    }
    #expect(try run(product) == 6)
    #expect(throws: BackwardPass.Failure.self) { try run(product) }
    #expect(try run(sum) == 2)
    #expect(try run(sum) == 2)
  }
}

@Suite struct WideExplanations {
  /// A gradient of layer norm over 256 numbers has a tree that can be shown, and it is right.
  @Test func stayReadable() throws {
    var draws = Draws("wide")
    let x = draws.tensor([2, 256])
    let weight = draws.tensor([256])
    var a = Attributes.scalar(1e-5)
    a.dims = [256]
    let applied = try Applied(Registry.id("layer_norm"), [x, weight], a)
    let g = draws.tensor([2, 256])
    let rule = try applied.trace.contribution(of: applied.row, argument: 0, gradient: g)
    let term = try #require(applied.trace.rule(of: applied.row, argument: 0))
    let tree = try Explanation.gradient(
      term, gradient: g, inputs: [x, weight], output: applied.value, shape: x.shape, at: [1, 7])
    #expect(near(lookedUp(tree, [x, weight], applied.value, g).value, rule[[1, 7]], 1e-9))
  }

  @Test func rulesReadAsWritten() throws {
    let names: [(String, String)] = [
      ("exp", "∂y · y"), ("sigmoid", "∂y · y · (1 − y)"), ("relu", "∂y · (y > 0)"),
    ]
    for (name, text) in names {
      let law = try #require(lawCases(Registry[Registry.id(name)]).first)
      let applied = try Applied(law)
      let term = try #require(applied.trace.rule(of: applied.row, argument: 0))
      let made = term.text { operand in
        switch operand {
        case .gradient: "∂y"
        case .output: "y"
        case .input(let i): "x\(i)"
        }
      }
      #expect(made.replacing("-", with: "−") == text)
    }
  }
}
