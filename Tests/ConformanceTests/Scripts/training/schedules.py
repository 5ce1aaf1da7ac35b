# Learning rates that change: warm-up, cosine, halving, and two groups with rates of their own.
manual_seed(40)
X, y = randn(12, 3), randn(12)

def rate(step, warm, last, top):
    if step < warm:
        return top * (step + 1) / warm
    share = (step - warm) / (last - warm)
    return 0.1 * top + 0.45 * top * (1 + math.cos(math.pi * share))

w = param(zeros(3))
opt = SGD([w], lr=0.0, momentum=0.9)
losses, rates = [], []
for step in range(16):
    opt.param_groups[0]["lr"] = rate(step, 4, 16, 0.2)
    loss = mse_loss(X @ w, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
    rates.append(opt.param_groups[0]["lr"])

v = param(zeros(3))
best, patience = inf, 0
other = AdamW([v], lr=0.5)
history = []
for step in range(14):
    loss = mse_loss(X @ v, y)
    other.zero_grad()
    loss.backward()
    other.step()
    if loss.item() < best - 1e-3:
        best, patience = loss.item(), 0
    else:
        patience += 1
    if patience == 2:
        for _group in other.param_groups:
            _group["lr"] *= 0.5
        patience = 0
    history.append((loss.item(), other.param_groups[0]["lr"]))

body, head = param(randn(3, 4) * 0.3), param(randn(4) * 0.3)
slow, fast = AdamW([body], lr=0.01, weight_decay=0.1), SGD([head], lr=0.1)
for step in range(6):
    loss = mse_loss(tanh(X @ body) @ head, y)
    for o in [slow, fast]:
        o.zero_grad()
    loss.backward()
    for o in [slow, fast]:
        o.step()
