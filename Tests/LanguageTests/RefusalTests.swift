import Language
import Testing

// What PyTorch refuses gives no number here either. Each program was run under PyTorch 2.15 and
// stopped there with an exception; the diagnostic's kind is what is expected here.

@Suite("What PyTorch refuses")
struct RefusalTests {
  private static let start = """
    x = param([[0.5, -1.25, 2.0], [1.5, 0.75, -0.3]])
    i = tensor([[3, -1, 2], [0, 5, -4]])
    k = tensor([[True, False, True], [False, True, True]])
    m = ones(3, 4)
    t = tensor([2, 0])

    """

  private static let kinds: [String] = [
    "1 - k", "x - k", "k - 2", "i - True", "i.sub(k)", "abs(k)", "F.relu(k)", "k.floor()",
    "k.round()", "k.argmax()", "k.argmin(dim=0)", "k.median()", "k.topk(2)", "trace(k)",
    "F.gelu(i)", "F.silu(k)", "F.softplus(i)", "F.logsigmoid(i)", "F.elu(i)", "F.leaky_relu(k)",
    "i.softmax(dim=-1)", "torch.log_softmax(i, 1)", "F.layer_norm(i, (3,))",
    "F.rms_norm(i, (3,))", "F.dropout(i, 0.5)", "F.huber_loss(i, i)", "F.kl_div(x, k)",
    "F.cross_entropy(i, t)", "F.nll_loss(i, t)", "F.mse_loss(i, i)",
    "F.binary_cross_entropy_with_logits(x, k)", "i @ m", "F.one_hot(t, 3) @ m", "k @ k.T",
    "F.linear(x, i)", "torch.dot(x[0], i[0])", "einsum('ij,jk->ik', i, m)",
    "torch.allclose(x, i)", "x.scatter(1, t[:, None], i)", "where(i, x, x)",
    "x.masked_fill(i, 0.)", "torch.masked_select(x, i)", "multinomial(tensor([1, 2]), 1)",
    "bernoulli(tensor([0, 1]))",
  ]

  private static let others: [(program: String, id: String)] = [
    ("torch.maximum(x, 0)", "not-tensor"), ("x.minimum(1.0)", "not-tensor"),
    ("torch.logical_and(k, True)", "not-tensor"), ("F.mse_loss(x, 1.0)", "not-tensor"),
    ("F.cross_entropy(x[0], 1)", "not-tensor"), ("lerp(x, 2.0, 0.3)", "not-tensor"),
    ("x.logsumexp()", "missing-argument"), ("x.count_nonzero(dim=0, keepdim=True)", "arguments"),
    ("clamp(x)", "arguments"), ("clamp(x, min=x, max=2)", "type"),
    ("F.gelu(x, 'tanh')", "arguments"),
    ("x.round(1)", "arguments"), ("F.l1_loss(x, x, reduction=None)", "type"),
    ("F.layer_norm(x, 3)", "type"), ("full(2, 7)", "type"), ("randint(0, 10, 3)", "type"),
    ("full((2,), inf, dtype=torch.int64)", "value"), ("i.masked_fill(k, inf)", "shape"),
    ("F.huber_loss(x, x, delta=0)", "shape"), ("F.smooth_l1_loss(x, x, beta=-1)", "shape"),
    ("F.binary_cross_entropy(x, x)", "shape"),
    ("F.cross_entropy(x, t, label_smoothing=1.5)", "shape"),
    ("F.cross_entropy(x, t, weight=ones(2))", "shape"),
    ("x.masked_select(tensor([True, False]))", "shape-broadcast"),
    ("torch.div(x, 2, rounding_mode='up')", "value"), ("i.add(i, alpha=0.5)", "dtype"),
    ("SGD([x], lr=0.1, momentum=-1)", "value"), ("Adam([x], betas=(1.0, 0.9))", "value"),
    ("Adam([x], eps=-1)", "value"), ("AdamW([x], weight_decay=-1)", "value"),
  ]

  @Test("Kinds of element that it has no kernel for", arguments: kinds)
  func kind(_ program: String) throws {
    let error = try #require(runScript(Self.start + "y = " + program).error, "nothing was said")
    #expect(error.id == "dtype")
    #expect(!error.notes.isEmpty || !error.suggestions.isEmpty)
  }

  @Test("Arguments that it does not take", arguments: others)
  func argument(_ program: String, _ id: String) throws {
    let error = try #require(runScript(Self.start + "y = " + program).error, "nothing was said")
    #expect(error.id == id)
  }

  /// PyTorch has `size_average` at that place, takes any word for yes and gives the mean.
  @Test("A reduction has to be named where another argument stands at its place")
  func reduction() throws {
    let error = try #require(runScript(Self.start + "y = F.mse_loss(x, x, 'sum')").error)
    #expect(error.id == "arguments")
  }

  @Test("What a mask is turned round with is said")
  func mask() throws {
    let error = try #require(runScript(Self.start + "y = 1 - k").error)
    #expect(error.suggestions.contains { $0.contains("~mask") })
  }
}
