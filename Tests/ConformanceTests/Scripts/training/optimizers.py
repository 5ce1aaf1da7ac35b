# Every optimizer with every argument it has, on one valley that is long and narrow.
def descend(make, steps=12):
    p = param(tensor([-1.5, 2.0]))
    q = param(tensor([[0.5]]))
    opt = make([p, q])
    path = []
    for step in range(steps):
        x, y = p[0], p[1]
        loss = (1 - x) ** 2 + 10 * (y - x ** 2) ** 2 / (1 + q.square().sum()) + 0.1 * q.sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        path.append(loss.item())
    return path, p, q

runs = {
    "sgd": descend(lambda p: SGD(p, lr=0.01)),
    "decay": descend(lambda p: SGD(p, lr=0.01, weight_decay=0.3)),
    "momentum": descend(lambda p: SGD(p, lr=0.005, momentum=0.9)),
    "dampening": descend(lambda p: SGD(p, lr=0.01, momentum=0.8, dampening=0.4, weight_decay=0.01)),
    "nesterov": descend(lambda p: SGD(p, 0.005, momentum=0.7, nesterov=True, weight_decay=0.1)),
    "adam": descend(lambda p: Adam(p)),
    "adam_lr": descend(lambda p: Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6)),
    "adam_decay": descend(lambda p: Adam(p, lr=0.1, weight_decay=0.2)),
    "adamw": descend(lambda p: AdamW(p)),
    "adamw_decay": descend(lambda p: AdamW(p, 0.1, weight_decay=0.5)),
    "torch": descend(lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.0, 0.9))),
}
# A parameter without a gradient stays as it is, decay or none; one that joins later starts afresh.
a, b = param(tensor(1.0)), param(tensor(1.0))
opt = AdamW([a, b], lr=0.1, weight_decay=0.1)
for step in range(5):
    opt.zero_grad()
    ((a - 3) ** 2 + ((b + 2) ** 2 if step > 2 else 0)).backward()
    opt.step()
