import TestSupport

// Programs with what makes going back hard: calls in progress, suspended frames, shared cells,
// errors, inputs that build on earlier ones, and numbers that are changed in place.

extension Program {
  static let functions = Program(
    "functions, closures and generators",
    [
      """
      manual_seed(3)
      def counter(start):
          count = [start]
          def up(by=1):
              count[0] += by
              return count[0]
          return up
      up = counter(10)
      def scaled(x, more, factor=2.0):
          y = x * factor
          return y + more
      seen = []
      for i, noise in enumerate(rand(3).tolist()):
          seen.append(scaled(tensor([noise, i]), up(), factor=up(i)).sum().item())
      squares = (n * n for n in range(5))
      first = next(squares)
      table = {k: v for k, v in zip("abc", map(lambda n: n + up(), squares))}
      def depth(n):
          return 0 if n == 0 else 1 + depth(n - 1)
      deep = depth(12)
      for a, b in sorted(zip(seen, "xyz"), key=lambda pair: -pair[0]):
          print(f"{a:.3f} {b}")
      """
    ])

  static let failing = Program(
    "a program that fails in the middle",
    [
      """
      w = param(tensor([1.0, -2.0]))
      def loss(x):
          total = (w * x).sum()
          return total / len(x)
      for n in range(4):
          out = loss(tensor([3.0, 4.0])) if n < 2 else loss(tensor([1.0, 2.0, 3.0]))
          out.backward()
      """,
      "n\nkept = w.grad.clone()",
      "undefined_name + 1",
      "after = (w * kept).sum()\nafter.backward()",
    ])

  static let severalInputs = Program(
    "several inputs one after another",
    [
      "manual_seed(5)\nx = randn(2, 2)",
      "W = param(randn(2, 2))",
      "def f(x):\n    h = x @ W\n    return (h * h).mean()",
      "f(x)",
      "loss = f(x)\nloss.backward()\nprint(loss)",
      "W.grad",
      "opt = SGD([W], lr=0.1, momentum=0.9)\nopt.step()\nopt.zero_grad()",
      "f(x).backward()\nopt.step()",
      "again = randn(2)",
    ])

  static let inPlace = Program(
    "in-place updates and AdamW",
    [
      """
      manual_seed(2)
      w = param(randn(3))
      b = param(zeros(1))
      x = randn(4, 3)
      y = x @ tensor([1.0, -1.0, 0.5]) + 0.3
      for step in range(3):
          loss = ((x @ w + b - y) ** 2).mean()
          loss.backward()
          with no_grad():
              w -= 0.1 * w.grad
              b -= 0.1 * b.grad
          w.grad = None
          b.grad = None
      buffer = zeros(3)
      buffer += 1
      buffer.mul_(2)
      opt = AdamW([w, b], lr=0.05, weight_decay=0.1)
      losses = []
      for step in range(4):
          opt.zero_grad()
          loss = ((x @ w + b - y) ** 2).mean()
          loss.backward()
          clip_grad_norm_([w, b], 0.5)
          opt.step()
          losses.append(loss.item())
      noise = rand(2)
      """
    ])

  /// Everything that the laws are held to.
  static let all = [
    ppoClip, loraUpdate, rewardModel, functions, failing, severalInputs, inPlace,
  ]

  /// A training loop that is long enough for machines to be kept on the way.
  static let long = Program(
    "3,000 steps",
    [
      """
      manual_seed(0)
      W1 = param(randn(4, 16) * 0.5)
      b1 = param(zeros(16))
      W2 = param(randn(16, 1) * 0.5)
      b2 = param(zeros(1))
      x = randn(64, 4)
      y = (x ** 2).sum(1, keepdim=True)
      opt = AdamW([W1, b1, W2, b2], lr=0.01)
      losses = []
      for step in range(3000):
          hidden = gelu(layer_norm(x @ W1 + b1, (16,)))
          guess = hidden @ W2 + b2
          loss = ((guess - y) ** 2).mean()
          opt.zero_grad()
          loss.backward()
          opt.step()
          losses.append(loss.item())
      """
    ])
}
