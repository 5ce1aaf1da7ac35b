import Testing

@testable import Language

// A composite's definition and its kernel are one operation: same values, same gradients, over
// drawn inputs, and no overflow where the kernel has none.

/// One call of a composite.
struct DefinitionCase: Sendable, CustomStringConvertible {
  let name: String
  /// Where the kernel is, as `F.softmax`.
  let kernel: String
  /// Leaves with a gradient, by name.
  let leaves: [String: String]
  /// Further lines before the calls.
  var before = ""
  /// The arguments of both calls.
  let arguments: String
  var description: String { "\(kernel)(\(arguments))" }

  init(
    _ kernel: String, _ arguments: String, _ leaves: [String: String] = ["x": "randn(3, 4)"],
    before: String = ""
  ) {
    self.kernel = kernel
    name = String(kernel.drop { $0 != "." }.dropFirst())
    self.arguments = arguments
    self.leaves = leaves
    self.before = before
  }

  static let all: [DefinitionCase] = network + activations + losses + spreads

  private static let wide = ["x": "tensor([[800., -800., 3.], [0., 2., -1.]])"]
  private static let heads = [
    "q": "randn(2, 3, 4)", "k": "randn(2, 5, 4)", "v": "randn(2, 5, 2)",
  ]

  private static let network: [DefinitionCase] = [
    .init("F.softmax", "x, dim=-1"), .init("F.softmax", "x, dim=0"),
    .init("F.softmax", "x, 1", wide),
    .init("F.log_softmax", "x, dim=-1"), .init("F.log_softmax", "x, 1", wide),
    .init("torch.logsumexp", "x, dim=1"), .init("torch.logsumexp", "x, 1, keepdim=True", wide),
    .init("F.layer_norm", "x, (4,)"), .init("F.layer_norm", "x, (3, 4)"),
    .init(
      "F.layer_norm", "x, (4,), w, b, eps=1e-3",
      ["x": "randn(3, 4)", "w": "randn(4)", "b": "randn(4)"]),
    .init("F.rms_norm", "x, (4,)"),
    .init("F.rms_norm", "x, (4,), w, eps=1e-3", ["x": "randn(3, 4)", "w": "randn(4)"]),
    .init("F.scaled_dot_product_attention", "q, k, v", heads),
    .init("F.scaled_dot_product_attention", "q, q, q, is_causal=True", heads),
    .init(
      "F.scaled_dot_product_attention", "q, k, v, scale=0.3, attn_mask=m", heads,
      before: "m = randn(3, 5)"),
    .init(
      "F.scaled_dot_product_attention", "q, k, v, attn_mask=m", heads,
      before: "m = (rand(3, 5) > 0.5) | (arange(5) == 2)"),
    .init("F.linear", "x, w", ["x": "randn(3, 4)", "w": "randn(2, 4)"]),
    .init("F.linear", "x, w, b", ["x": "randn(3, 4)", "w": "randn(2, 4)", "b": "randn(2)"]),
    .init("F.normalize", "x"), .init("F.normalize", "x, p=1, dim=0"),
    .init("F.normalize", "x, eps=100."),
    .init("F.cosine_similarity", "x, z", ["x": "randn(3, 4)", "z": "randn(3, 4)"]),
    .init("F.cosine_similarity", "x, z, dim=0", ["x": "randn(3, 4)", "z": "randn(3, 4)"]),
  ]

  private static let activations: [DefinitionCase] =
    ["torch.sigmoid", "torch.tanh", "F.silu", "F.gelu", "F.softplus", "F.logsigmoid"].flatMap {
      [
        DefinitionCase($0, "x"), DefinitionCase($0, "x", wide),
        DefinitionCase($0, "x", ["x": "tensor(0.3)"]), DefinitionCase($0, "x", ["x": "tensor(0.)"]),
      ]
    } + [
      .init("F.gelu", "x, approximate=\"tanh\""),
      .init("F.softplus", "x, beta=2, threshold=1"),
    ]

  private static let losses: [DefinitionCase] =
    ["mean", "sum", "none"].flatMap { word in
      let reduction = "reduction=\"\(word)\""
      let classes = "t = randint(0, 4, (3,))"
      let target = "t = randn(3, 4)"
      let chances = "t = rand(3, 4)"
      return [
        DefinitionCase("F.cross_entropy", "x, t, \(reduction)", before: classes),
        DefinitionCase(
          "F.cross_entropy", "x, t, \(reduction)", ["x": "tensor([900., -900.])"],
          before: "t = tensor(1)"),
        DefinitionCase("F.nll_loss", "x, t, \(reduction)", before: classes),
        DefinitionCase("F.mse_loss", "x, t, \(reduction)", before: target),
        DefinitionCase("F.l1_loss", "x, t, \(reduction)", before: target),
        DefinitionCase("F.huber_loss", "x, t, \(reduction), delta=0.7", before: target),
        DefinitionCase("F.smooth_l1_loss", "x, t, \(reduction), beta=0.7", before: target),
        DefinitionCase(
          "F.binary_cross_entropy", "x, t, \(reduction)", ["x": "rand(3, 4) * 0.8 + 0.1"],
          before: chances),
        DefinitionCase("F.binary_cross_entropy_with_logits", "x, t, \(reduction)", before: chances),
        DefinitionCase(
          "F.binary_cross_entropy_with_logits", "x, t, \(reduction)", wide,
          before: "t = ones(2, 3) / 4"),
        DefinitionCase("F.kl_div", "x, t, \(reduction)", before: chances),
        DefinitionCase("F.kl_div", "x, t, \(reduction), log_target=True", before: target),
      ]
    } + [
      .init(
        "F.kl_div", "x, t, reduction=\"batchmean\"", before: "t = one_hot(arange(3), 4).float()"),
      .init("F.mse_loss", "x, z", ["x": "randn(3, 4)", "z": "randn(3, 4)"]),
    ]

  private static let spreads: [DefinitionCase] = [
    .init("torch.var", "x, 1"), .init("torch.var", "x, 0, correction=0, keepdim=True"),
    .init("torch.std", "x, 1"), .init("torch.std", "x, 0, correction=0"),
  ]
}

@Suite struct DefinitionTests {
  @Test(arguments: DefinitionCase.all)
  func agreesWithTheKernel(_ law: DefinitionCase) throws {
    let text = try #require(Definitions.definition(of: law.name))
    for seed in 0..<3 {
      let names = law.leaves.keys.sorted()
      var lines = ["manual_seed(\(seed))", "kernel = \(law.kernel)", law.before]
      for name in names { lines.append("\(name) = (\(law.leaves[name] ?? "")).requires_grad_()") }
      lines += [text, "y = kernel(\(law.arguments))", "weights = randn_like(y)"]
      lines += ["(y * weights).sum().backward()"]
      for name in names {
        lines += ["\(name)_slope = \(name).grad", "\(name).grad = None"]
      }
      lines += [
        "y2 = \(law.name)(\(law.arguments))", "(y2 * weights).sum().backward()",
        "print(y.shape == y2.shape, allclose(y, y2, rtol=1e-9, atol=1e-12))",
      ]
      for name in names {
        lines.append(
          "print(\(name).grad is None and \(name)_slope is None or "
            + "allclose(\(name)_slope, \(name).grad, rtol=1e-9, atol=1e-12))")
      }
      let run = runScript(lines.joined(separator: "\n"))
      #expect(run.error == nil, "\(law): \(run.error?.text() ?? "")")
      #expect(!run.output.contains("False") && run.output.contains("True"), "\(law): \(run.output)")
    }
  }

  @Test func updatesAreTheOptimizers() throws {
    let settings: [(String, String, String)] = [
      ("SGD", "lr=0.1", "p, b = sgd_step(p, g, b, lr=0.1)"),
      (
        "SGD", "lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True",
        "p, b = sgd_step(p, g, b, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)"
      ),
      (
        "SGD", "lr=0.1, momentum=0.9, dampening=0.5",
        "p, b = sgd_step(p, g, b, lr=0.1, momentum=0.9, dampening=0.5)"
      ),
      (
        "Adam", "lr=0.1, weight_decay=0.1",
        "p, m, v = adam_step(p, g, m, v, t, lr=0.1, weight_decay=0.1)"
      ),
      (
        "AdamW", "lr=0.1, betas=(0.8, 0.9)",
        "p, m, v = adamw_step(p, g, m, v, t, lr=0.1, betas=(0.8, 0.9))"
      ),
    ]
    for (name, arguments, call) in settings {
      let run = runScript(
        """
        \(try #require(Definitions.definition(of: name)))
        w = param(randn(5))
        opt = \(name)([w], \(arguments))
        p = w.detach().clone()
        b = None
        m = zeros(5)
        v = zeros(5)
        for t in range(1, 6):
          opt.zero_grad()
          (w ** 4).sum().backward()
          g = w.grad.clone()
          opt.step()
          \(call)
        print(allclose(p, w, rtol=1e-9, atol=1e-12))
        """)
      #expect(run.error == nil, "\(run.error?.text() ?? "")")
      #expect(run.output == "True\n", "\(name)(\(arguments))")
    }
  }

  @Test func dropoutScalesWhatItKeeps() throws {
    let run = runScript(
      """
      x = rand(50) + 1
      y = F.dropout(x, p=0.3)
      kept = y != 0
      \(try #require(Definitions.definition(of: "dropout")))
      print(allclose(dropout(x, kept, p=0.3), y, rtol=1e-12))
      """)
    #expect(run.output == "True\n")
  }

  @Test func eachIsTested() {
    let tested = Set(DefinitionCase.all.map(\.name)).union([
      "dropout", "SGD", "Adam", "AdamW", "sgd_step", "adam_step", "adamw_step",
    ])
    #expect(Set(Definitions.names) == tested)
  }
}
