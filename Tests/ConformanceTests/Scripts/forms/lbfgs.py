# LBFGS, with and without a line search, and other optimizers with a closure
losses = []

def minimise(opt, f, steps):
  def closure():
    opt.zero_grad()
    loss = f()
    loss.backward()
    losses.append(loss.item())
    return loss
  for _ in range(steps):
    losses.append(opt.step(closure).item())

x = param(tensor([-1.2, 1.0]))
minimise(LBFGS([x], line_search_fn="strong_wolfe"), lambda: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, 2)

manual_seed(4)
data = randn(30, 4)
labels = (data @ tensor([1., -2., 0.5, 0.]) + 0.5 * randn(30) > 0).double()
w1 = param(zeros(4))
b1 = param(zeros(()))
minimise(
  LBFGS([w1, b1], lr=0.5, max_iter=4, history_size=3),
  lambda: F.binary_cross_entropy_with_logits(data @ w1 + b1, labels) + 0.01 * (w1 ** 2).sum(), 4)
w2 = param(zeros(4))
b2 = param(zeros(()))
minimise(
  LBFGS([w2, b2], max_iter=6, line_search_fn="strong_wolfe"),
  lambda: F.binary_cross_entropy_with_logits(data @ w2 + b2, labels) + 0.01 * (w2 ** 2).sum(), 3)
w3 = param(ones(2))
minimise(SGD([w3], lr=0.1, momentum=0.9), lambda: (w3 ** 4).sum(), 3)
w4 = param(ones(2))
minimise(Adam([w4], lr=0.1), lambda: (w4 ** 4).sum(), 3)
w5 = param(ones(2))
minimise(AdamW([w5], lr=0.1), lambda: (w5 ** 4).sum(), 3)
