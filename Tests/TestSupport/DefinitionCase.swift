// Calls of composite operations in every form that their arguments can take: what a definition and
// a kernel are compared on.

/// One call of a composite.
public struct DefinitionCase: Sendable, CustomStringConvertible {
  /// What the definition is called.
  public let name: String
  /// Where the kernel is, as `F.softmax`.
  public let kernel: String
  /// Leaves with a gradient, by name.
  public let leaves: [String: String]
  /// Further lines before the calls.
  public var before = ""
  /// The arguments of both calls.
  public let arguments: String
  /// What a test's report calls it.
  public var description: String { "\(kernel)(\(arguments))" }

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

  /// One of each form a composite's arguments can take.
  public static let all: [DefinitionCase] =
    network + activations + losses + classes + reductions

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
    .init("F.softmax", "x, dim=1", ["x": "randn(2, 3, 2)"]),
    .init("F.softmax", "x, dim=0", ["x": "tensor(0.3)"]),
    .init("F.log_softmax", "x, dim=1", ["x": "randn(2, 3, 2)"]),
    .init("torch.logsumexp", "x, dim=(0, 2)", ["x": "randn(2, 3, 2)"]),
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
      .init("F.elu", "x"), .init("F.elu", "x, alpha=0.5"), .init("F.elu", "x", wide),
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

  private static let classes: [DefinitionCase] =
    ["mean", "sum", "none"].flatMap { word in
      let reduction = "reduction=\"\(word)\""
      let some = "t = tensor([2, 1, 0])"
      let images = ["x": "randn(2, 4, 3)"]
      let places = "t = tensor([[0, 3, 1], [1, 1, 2]])"
      let both = ["x": "randn(3, 4)", "t": "rand(3, 4)"]
      return [
        DefinitionCase("F.cross_entropy", "x, t, ignore_index=1, \(reduction)", before: some),
        DefinitionCase("F.cross_entropy", "x, t, label_smoothing=0.1, \(reduction)", before: some),
        DefinitionCase(
          "F.cross_entropy", "x, t, ignore_index=1, label_smoothing=0.2, \(reduction)",
          before: some),
        DefinitionCase(
          "F.cross_entropy", "x, t, \(reduction)", before: "t = tensor([2, -100, 0])"),
        DefinitionCase("F.cross_entropy", "x, t, \(reduction)", images, before: places),
        DefinitionCase(
          "F.cross_entropy", "x, t, ignore_index=1, label_smoothing=0.1, \(reduction)", images,
          before: places),
        DefinitionCase("F.cross_entropy", "x, t, \(reduction)", both),
        DefinitionCase("F.cross_entropy", "x, t, label_smoothing=0.1, \(reduction)", both),
        DefinitionCase(
          "F.cross_entropy", "x, t, \(reduction)", ["x": "randn(4)", "t": "rand(4)"]),
        DefinitionCase("F.nll_loss", "x, t, ignore_index=1, \(reduction)", before: some),
        DefinitionCase("F.nll_loss", "x, t, \(reduction)", images, before: places),
        DefinitionCase(
          "F.nll_loss", "x, t, \(reduction)", ["x": "randn(4)"], before: "t = tensor(2)"),
        DefinitionCase("F.mse_loss", "x, t, \(reduction)", before: "t = randn(4)"),
        DefinitionCase("F.smooth_l1_loss", "x, t, \(reduction), beta=0", before: "t = randn(3, 4)"),
      ]
    }

  private static let reductions: [DefinitionCase] =
    ["mean", "var", "std"].flatMap { name in
      [
        DefinitionCase("torch.\(name)", "x"), DefinitionCase("torch.\(name)", "x, 1"),
        DefinitionCase("torch.\(name)", "x, dim=(0, 2), keepdim=True", ["x": "randn(2, 3, 2)"]),
      ]
    } + [
      .init("torch.var", "x, 0, correction=0, keepdim=True"),
      .init("torch.std", "x, 0, correction=0"),
      .init("torch.dot", "x, z", ["x": "randn(4)", "z": "randn(4)"]),
      .init("torch.outer", "x, z", ["x": "randn(4)", "z": "randn(3)"]),
      .init("torch.trace", "x", ["x": "randn(3, 3)"]),
      .init("torch.lerp", "x, z, 0.3", ["x": "randn(3, 4)", "z": "randn(3, 4)"]),
      .init("torch.lerp", "x, z, w", ["x": "randn(3)", "z": "randn(3)", "w": "rand(3)"]),
    ]
    + ["", ", p=1", ", p=3", ", p=inf"].flatMap { p in
      [
        DefinitionCase("torch.norm", "x\(p)"), DefinitionCase("torch.norm", "x\(p), dim=1"),
        DefinitionCase("torch.norm", "x\(p), dim=(0, 1), keepdim=True"),
      ]
    }
}
