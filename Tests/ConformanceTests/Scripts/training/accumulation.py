# Four small batches with gradients gathered are one large one; the mean has to be taken once.
manual_seed(41)
X, y = randn(16, 5), randint(0, 3, (16,))
start = randn(5, 3)

def whole(steps):
    w = param(start)
    opt = AdamW([w], lr=0.05)
    for _ in range(steps):
        opt.zero_grad()
        cross_entropy(X @ w, y).backward()
        opt.step()
    return w

def gathered(steps, pieces):
    w = param(start)
    opt = AdamW([w], lr=0.05)
    for _ in range(steps):
        opt.zero_grad()
        for xs, ys in zip(X.chunk(pieces), y.chunk(pieces)):
            (cross_entropy(xs @ w, ys) / pieces).backward()
        opt.step()
    return w

one, four = whole(5), gathered(5, 4)
same = allclose(one, four)
# Uneven pieces weigh by their tokens.
w = param(start)
for xs, ys in zip(X.split([7, 7, 2]), y.split([7, 7, 2])):
    (cross_entropy(xs @ w, ys, reduction="sum") / 16).backward()
g = w.grad.clone()
w.grad = None
cross_entropy(X @ w, y).backward()
close = allclose(g, w.grad)
# Without zero_grad gradients add up; zero_grad(set_to_none=False) leaves zeros.
sgd = SGD([w], lr=0.1)
cross_entropy(X @ w, y).backward()
double = w.grad.clone()
sgd.zero_grad(set_to_none=False)
zeros_left = w.grad.clone()
sgd.step()
sgd.zero_grad()
gone = w.grad is None
t = tensor([inf, nan, -1.0])
t.zero_()
i = tensor([1, 2])
i.fill_(-2.7)
# Two losses on one graph, and clipping in three norms.
a, b = param(randn(4)), param(randn(2, 2))
h = tanh(a).sum() * b
h.sum().backward(retain_graph=True)
(h ** 2).sum().backward()
norm_2 = clip_grad_norm_([a, b], 100.0)
norm_inf = clip_grad_norm_([a, b], max_norm=0.9, norm_type=inf)
after_inf = a.grad.clone()
norm_1 = clip_grad_norm_([a, b], 1.0, norm_type=1.0)
single = clip_grad_norm_(b, 0.01)
