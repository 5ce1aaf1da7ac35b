import Testing

@testable import Language

// Every name that the language promises is there, where PyTorch and Python have it.

@Suite struct NamesTests {
  /// In scope without a prefix.
  static let bare = """
    print len range enumerate zip map filter sorted reversed sum min max any all abs round int float
    bool str list tuple dict set ord chr isinstance type inf nan pi
    tensor zeros ones full eye arange linspace zeros_like ones_like full_like one_hot diag tril triu
    param manual_seed rand randn randint randperm multinomial bernoulli dropout
    neg sign exp expm1 log log1p log2 sqrt rsqrt square pow reciprocal sin cos tanh sigmoid relu
    gelu silu softplus logsigmoid erf elu leaky_relu floor ceil maximum minimum clamp where
    masked_fill lerp isnan isinf isfinite logical_and logical_or logical_not
    mean prod var std amax amin argmax argmin logsumexp norm cumsum cumprod median topk sort argsort
    count_nonzero allclose equal
    reshape transpose permute unsqueeze squeeze flatten broadcast_to cat stack split chunk repeat
    repeat_interleave tile flip roll pad gather scatter index_select embedding masked_select
    matmul bmm dot outer einsum linear trace
    softmax log_softmax layer_norm rms_norm scaled_dot_product_attention cosine_similarity normalize
    cross_entropy nll_loss mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy
    binary_cross_entropy_with_logits kl_div
    no_grad grad SGD Adam AdamW LBFGS clip_grad_norm_ text read_text record torch F math linalg
    plot scatter_plot histogram heatmap graph show note
    """

  /// By the home that a prefix or a receiver names.
  static let members: [(home: Home, names: String)] = [
    (.string, "split join replace strip lower upper startswith endswith index find count format"),
    (.string, "isalpha isdigit"),
    (.list, "append extend insert pop remove index count sort reverse copy"),
    (.dict, "keys values items get pop update setdefault"),
    (.math, "sqrt exp log sin cos tanh floor ceil"),
    (.linalg, "norm svd solve"),
    (.utilities, "clip_grad_norm_"),
    (.optim, "SGD Adam AdamW LBFGS"),
    (.optimizer, "step zero_grad add_param_group"),
    (
      .tensor,
      """
      abs exp expm1 log log1p log2 sqrt rsqrt square pow reciprocal sin cos tanh sigmoid relu erf
      floor ceil round maximum minimum clamp where masked_fill lerp isnan isinf isfinite neg sign
      logical_and logical_or logical_not sum mean prod var std median max min amax amin argmax
      argmin any all logsumexp norm cumsum cumprod topk sort argsort count_nonzero allclose equal
      reshape view transpose permute unsqueeze squeeze flatten expand broadcast_to split chunk repeat
      repeat_interleave tile flip roll gather scatter index_select masked_select matmul bmm dot outer
      trace softmax log_softmax diag tril triu multinomial bernoulli requires_grad_ backward detach
      clone item tolist numel dim size float double int bool long zero_ add_ sub_ mul_ div_ copy_
      fill_ clamp_ masked_fill_ normal_ uniform_ new_zeros new_ones expand_as t
      """
    ),
    (
      .functional,
      """
      one_hot dropout relu gelu silu softplus logsigmoid elu leaky_relu embedding linear pad softmax
      log_softmax layer_norm rms_norm scaled_dot_product_attention cosine_similarity normalize
      cross_entropy nll_loss mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy
      binary_cross_entropy_with_logits kl_div
      """
    ),
    (
      .torch,
      """
      tensor zeros ones full eye arange linspace zeros_like ones_like full_like diag tril triu
      manual_seed rand randn randint randperm multinomial bernoulli where maximum minimum cat stack
      einsum matmul bmm dot outer trace var std norm no_grad cosine_similarity softmax log_softmax
      """
    ),
  ]

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  @Test func bareNamesAreThere() {
    for name in Self.words(Self.bare) {
      if case .unbound = Machine.initialValue(name) { Issue.record("nothing is called \(name)") }
    }
  }

  @Test func membersAreThere() {
    for (home, names) in Self.members {
      for name in Self.words(names) {
        #expect(Builtins.find(name, in: home) != nil, "\(home) has no \(name)")
      }
    }
  }

  @Test func constantsOfModulesAreThere() {
    let run = runScript("print(math.pi, math.e, math.inf, math.nan, torch.float64, torch.bool)")
    #expect(run.error == nil)
  }

  @Test(arguments: [
    "x.cuda()", "x.to(\"cpu\")", "x.cpu()", "x.numpy()", "x.register_hook(print)",
    "x.retain_grad()", "torch.nn.Module", "torch.nn.Parameter", "x.sum(out=x)",
    "zeros(2, device=\"cpu\")",
  ])
  func whatIsBeyondHasASentence(_ call: String) throws {
    let run = runScript("x = tensor([1.])\n\(call)")
    let error = try #require(run.error)
    #expect(!error.notes.isEmpty || !error.suggestions.isEmpty)
    #expect(!error.message.contains("nothing called"), "\(error.text())")
  }
}
