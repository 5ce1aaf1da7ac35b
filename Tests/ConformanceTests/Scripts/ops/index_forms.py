manual_seed(3)
x = param(randn(4, 5, 3))
rows, columns = tensor([3, 0, 3]), tensor([1, 4, 1])
mask = x.detach()[:, :, 0] > 0
taken = [
    x[0], x[-1, -2], x[1, 2, 0], x[..., 0], x[1:3], x[:, ::2], x[:, -3:-1, 1:], x[None, 2], x[:, None, 0],
    x[rows], x[:, columns], x[rows, columns], x[rows, :, 1], x[:, columns, 2], x[rows, columns, 0],
    x[rows[:, None], columns], x[[0, 2]], x[:, [1, 1, 3]], x[mask], x[..., tensor([2, 0])], x[1, rows],
    x[mask, 1], x[..., None], x[2:2], x[:, tensor([True, False, True, True, False])], x[1:4, rows[:2]],
    x[tensor([[0, 1], [2, 3]])], x[0, :, tensor([0, 2])], x[rows, 1:3], x[-2:, ..., -1],
]
weights = [0.5 + 0.25 * k for k in range(len(taken))]
total = sum([w * (t ** 2).sum() for w, t in zip(weights, taken)])
total.backward()
shapes = [tuple(t.shape) for t in taken]
n = arange(12).view(3, 4)
picked = [n[1].tolist(), n[n % 2 == 0], n[:, 1], n[n[:, 0] > 0], n[2, -1].item(), n[::2, ::3]]
rebuilt = [row.sum().item() for row in n]
first, *rest = [r for r in n]
last = rest[-1]
