# LBFGS asks for the loss again and again; it needs a closure.
p = param(tensor([-1.2, 1.0]))
calls = []

def rosenbrock():
    opt.zero_grad()
    loss = (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
    loss.backward()
    calls.append(loss.item())
    return loss

opt = LBFGS([p], lr=1.0, max_iter=8, history_size=5, line_search_fn="strong_wolfe")
found = [opt.step(rosenbrock).item() for _ in range(3)]

manual_seed(44)
X, y = randn(20, 3), randint(0, 2, (20,)).double()
w, b = param(zeros(3)), param(tensor(0.0))
plain = LBFGS([w, b], lr=0.5, max_iter=6)

def logistic():
    plain.zero_grad()
    loss = binary_cross_entropy_with_logits(X @ w + b, y) + 0.01 * (w ** 2).sum()
    loss.backward()
    return loss

losses = [plain.step(logistic).item() for _ in range(4)]
