// What a composite operation is made of, in the language itself: as it stands on a blackboard, and
// so that no exponential overflows. A fused kernel computes the same faster; a test holds values
// and gradients of both together. No machine loads these at its start: they are looked up when
// somebody steps into an operation or asks what it is.

/// The definitions of composite operations, as text of the language.
public enum Definitions {
  /// The definition of an operation or optimizer; nil where it is not composed of others.
  ///
  /// An update is a function from a parameter, its gradient and what is remembered to their next
  /// values. Arguments have PyTorch's names and defaults as far as the definition needs them.
  public static func definition(of name: String) -> String? {
    table[optimizers[name] ?? others[name] ?? name]
  }

  /// The names that there are definitions of.
  public static var names: [String] { table.keys.sorted() + optimizers.keys.sorted() }

  /// Names of the registry that stand for another one here.
  private static let others = ["clip_grad": "clip_grad_norm_"]

  private static let optimizers = ["SGD": "sgd_step", "Adam": "adam_step", "AdamW": "adamw_step"]

  /// The end of a loss, as it stands two columns in.
  private static let reduced = """
    if reduction == "none":
        return losses
      return losses.mean() if reduction == "mean" else losses.sum()
    """

  /// The same, two columns further in.
  private static let reducedDeeper = """
    if reduction == "none":
          return losses
        return losses.mean() if reduction == "mean" else losses.sum()
    """

  private static let table: [String: String] = {
    var table: [String: String] = [:]
    for text in network + activations + losses + reductions + updates {
      // `def NAME(`: the name is the key.
      let name = text.dropFirst(4).prefix { $0 != "(" }
      table[String(name)] = text
    }
    return table
  }()

  private static let network = [
    """
    def softmax(input, dim):
      top = input.amax(dim=dim, keepdim=True).detach()
      e = exp(input - top)
      return e / e.sum(dim=dim, keepdim=True)
    """,
    """
    def log_softmax(input, dim):
      z = input - input.amax(dim=dim, keepdim=True).detach()
      return z - log(exp(z).sum(dim=dim, keepdim=True))
    """,
    """
    def logsumexp(input, dim=None, keepdim=False):
      top = input.amax(dim=dim, keepdim=True).detach()
      top = where(isfinite(top), top, 0.)
      y = top + log(exp(input - top).sum(dim=dim, keepdim=True))
      return y if keepdim else y.squeeze(dim)
    """,
    """
    def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
      dims = tuple(range(-len(normalized_shape), 0))
      mean = input.mean(dim=dims, keepdim=True)
      var = ((input - mean) ** 2).mean(dim=dims, keepdim=True)
      y = (input - mean) / sqrt(var + eps)
      if weight is not None:
        y = y * weight
      if bias is not None:
        y = y + bias
      return y
    """,
    """
    def rms_norm(input, normalized_shape, weight=None, eps=2 ** -52):
      dims = tuple(range(-len(normalized_shape), 0))
      y = input / sqrt((input ** 2).mean(dim=dims, keepdim=True) + eps)
      return y if weight is None else y * weight
    """,
    """
    def scaled_dot_product_attention(
        query, key, value, attn_mask=None, is_causal=False, scale=None, dropout_mask=None):
      if scale is None:
        scale = 1 / math.sqrt(query.size(-1))
      scores = query @ key.mT * scale
      if is_causal:
        later = ones(query.size(-2), key.size(-2)).triu(diagonal=1) > 0
        scores = scores.masked_fill(later, -inf)
      elif attn_mask is not None and attn_mask.dtype == torch.bool:
        scores = scores.masked_fill(~attn_mask, -inf)
      elif attn_mask is not None:
        scores = scores + attn_mask
      shares = softmax(scores, dim=-1)
      if attn_mask is not None:
        nowhere = (scores == -inf).all(dim=-1, keepdim=True)
        shares = shares.masked_fill(nowhere, 0)
      if dropout_mask is not None:
        shares = shares * dropout_mask
      return shares @ value
    """,
    """
    def linear(input, weight, bias=None):
      y = input @ weight.T
      return y if bias is None else y + bias
    """,
    """
    def dropout(input, kept, p=0.5):
      return input * kept / (1 - p)
    """,
    """
    def normalize(input, p=2, dim=1, eps=1e-12):
      length = input.norm(p=p, dim=dim, keepdim=True)
      return input / length.clamp(min=eps)
    """,
    """
    def cosine_similarity(x1, x2, dim=1, eps=1e-8):
      length1 = x1.norm(dim=dim).clamp(min=eps)
      length2 = x2.norm(dim=dim).clamp(min=eps)
      return (x1 * x2).sum(dim=dim) / (length1 * length2)
    """,
  ]

  private static let activations = [
    """
    def sigmoid(input):
      up = exp(minimum(input, tensor(0.)))
      down = exp(-maximum(input, tensor(0.)))
      return up / (up + down)
    """,
    """
    def tanh(input):
      return 2 * sigmoid(2 * input) - 1
    """,
    """
    def silu(input):
      return input * sigmoid(input)
    """,
    """
    def gelu(input, approximate="none"):
      if approximate == "tanh":
        z = math.sqrt(2 / math.pi) * (input + 0.044715 * input ** 3)
        return 0.5 * input * (1 + tanh(z))
      return 0.5 * input * (1 + erf(input / math.sqrt(2)))
    """,
    """
    def softplus(input, beta=1, threshold=20):
      z = beta * input
      y = (maximum(z, tensor(0.)) + log1p(exp(-abs(z)))) / beta
      return where(z > threshold, input, y)
    """,
    """
    def logsigmoid(input):
      return minimum(input, tensor(0.)) - log1p(exp(-abs(input)))
    """,
    """
    def elu(input, alpha=1):
      low = where(input > 0, 0., input)
      return where(input > 0, input, alpha * expm1(low))
    """,
  ]

  private static let losses = [
    """
    def cross_entropy(
        input, target, ignore_index=-100, reduction="mean", label_smoothing=0):
      dim = min(1, input.dim() - 1)
      logp = log_softmax(input, dim=dim)
      if target.shape == input.shape:
        wanted = target
        if label_smoothing > 0:
          wanted = (1 - label_smoothing) * target + label_smoothing / input.size(dim)
        losses = -(wanted * logp).sum(dim=dim)
        \(reducedDeeper)
      own = target
      flat = target if target.dim() == 1 else target.flatten()
      ignores = ignore_index in flat.tolist()
      if ignores:
        counts = target != ignore_index
        own = target.masked_fill(~counts, 0)
      losses = -logp.gather(dim, own.unsqueeze(dim)).squeeze(dim)
      if label_smoothing > 0:
        smooth = -logp.mean(dim=dim)
        losses = (1 - label_smoothing) * losses + label_smoothing * smooth
      if ignores:
        losses = losses.masked_fill(~counts, 0)
        if reduction == "mean":
          return losses.sum() / counts.sum()
      \(reduced)
    """,
    """
    def nll_loss(input, target, ignore_index=-100, reduction="mean"):
      dim = min(1, input.dim() - 1)
      own = target
      flat = target if target.dim() == 1 else target.flatten()
      ignores = ignore_index in flat.tolist()
      if ignores:
        counts = target != ignore_index
        own = target.masked_fill(~counts, 0)
      losses = -input.gather(dim, own.unsqueeze(dim)).squeeze(dim)
      if ignores:
        losses = losses.masked_fill(~counts, 0)
        if reduction == "mean":
          return losses.sum() / counts.sum()
      \(reduced)
    """,
    """
    def mse_loss(input, target, reduction="mean"):
      losses = (input - target) ** 2
      \(reduced)
    """,
    """
    def l1_loss(input, target, reduction="mean"):
      losses = abs(input - target)
      \(reduced)
    """,
    """
    def huber_loss(input, target, reduction="mean", delta=1.0):
      d = abs(input - target)
      losses = where(d < delta, 0.5 * d ** 2, delta * (d - 0.5 * delta))
      \(reduced)
    """,
    """
    def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
      losses = abs(input - target)
      if beta > 0:
        near = 0.5 * losses ** 2 / beta
        losses = where(losses < beta, near, losses - 0.5 * beta)
      \(reduced)
    """,
    """
    def binary_cross_entropy(input, target, reduction="mean"):
      yes = log(input).clamp(min=-100)
      no = log1p(-input).clamp(min=-100)
      losses = -(target * yes + (1 - target) * no)
      \(reduced)
    """,
    """
    def binary_cross_entropy_with_logits(input, target, reduction="mean"):
      losses = maximum(input, tensor(0.)) - input * target + log1p(exp(-abs(input)))
      \(reduced)
    """,
    """
    def kl_div(input, target, reduction="mean", log_target=False):
      if log_target:
        losses = exp(target) * (target - input)
      else:
        own = where(target > 0, target, 1.)
        losses = target * (log(own) - input)
      if reduction == "batchmean":
        return losses.sum() / (losses.size(0) if losses.dim() > 0 else 1)
      \(reduced)
    """,
  ]

  private static let reductions = [
    """
    def mean(input, dim=None, keepdim=False):
      total = input.sum(dim=dim, keepdim=keepdim)
      return total / (input.numel() // max(1, total.numel()))
    """,
    """
    def var(input, dim=None, correction=1, keepdim=False):
      mean = input.mean(dim=dim, keepdim=True)
      squares = ((input - mean) ** 2).sum(dim=dim, keepdim=keepdim)
      n = input.numel() // max(1, squares.numel())
      return squares / max(0, n - correction)
    """,
    """
    def std(input, dim=None, correction=1, keepdim=False):
      return sqrt(var(input, dim=dim, correction=correction, keepdim=keepdim))
    """,
    """
    def norm(input, p=2, dim=None, keepdim=False):
      if p == inf:
        return abs(input).amax(dim=dim, keepdim=keepdim)
      if p == 0:
        return (input != 0).float().sum(dim=dim, keepdim=keepdim)
      if p == 1:
        return abs(input).sum(dim=dim, keepdim=keepdim)
      if p == 2:
        return sqrt((input ** 2).sum(dim=dim, keepdim=keepdim))
      return (abs(input) ** p).sum(dim=dim, keepdim=keepdim) ** (1 / p)
    """,
    """
    def dot(input, tensor):
      return (input * tensor).sum()
    """,
    """
    def outer(input, vec2):
      return input.unsqueeze(1) * vec2.unsqueeze(0)
    """,
    """
    def trace(input):
      return input.diag().sum()
    """,
    """
    def lerp(input, end, weight):
      return input + weight * (end - input)
    """,
  ]

  private static let updates = [
    """
    def sgd_step(
        p, g, b=None, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False):
      if weight_decay != 0:
        g = g + weight_decay * p
      if momentum != 0:
        b = g if b is None else momentum * b + (1 - dampening) * g
        g = g + momentum * b if nesterov else b
      return p - lr * g, b
    """,
    """
    def adam_step(p, g, m, v, t, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
      if weight_decay != 0:
        g = g + weight_decay * p
      m = betas[0] * m + (1 - betas[0]) * g
      v = betas[1] * v + (1 - betas[1]) * g ** 2
      m_hat = m / (1 - betas[0] ** t)
      v_hat = v / (1 - betas[1] ** t)
      return p - lr * m_hat / (sqrt(v_hat) + eps), m, v
    """,
    """
    def adamw_step(p, g, m, v, t, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
      if weight_decay != 0:
        p = p * (1 - lr * weight_decay)
      m = betas[0] * m + (1 - betas[0]) * g
      v = betas[1] * v + (1 - betas[1]) * g ** 2
      m_hat = m / (1 - betas[0] ** t)
      v_hat = v / (1 - betas[1] ** t)
      return p - lr * m_hat / (sqrt(v_hat) + eps), m, v
    """,
    """
    def clip_grad_norm_(parameters, max_norm, norm_type=2):
      norms = [p.grad.norm(p=norm_type) for p in parameters]
      total = stack(norms).norm(p=norm_type)
      factor = (max_norm / (total + 1e-6)).clamp(max=1)
      for p in parameters:
        p.grad.mul_(factor)
      return total
    """,
  ]
}
