manual_seed(30)
x = param(randn(4, 6))
where_to = tensor([[0, 5, 2], [3, 3, 3], [1, 0, 4], [5, 2, 5]])
made = [
    x.gather(1, where_to), x.gather(-1, where_to[:, :1]), gather(x, 0, tensor([[0, 1, 2, 3, 0, 1]])),
    x.index_select(0, tensor([2, 2, 0])), index_select(x, 1, tensor([5, 1])), embedding(tensor([[0, 3], [3, 1]]), x),
    zeros(4, 6).scatter(1, where_to[:, :1], x[:, :1]), zeros(4, 6).scatter_add(1, where_to, x[:, :3]),
    x.scatter_add(0, tensor([[1, 1, 1, 0, 0, 0]]), ones(1, 6)), x.topk(2).values, x.topk(3, dim=0, largest=False).values,
    x.sort(dim=1).values, x.sort(dim=0, descending=True)[0], x.masked_select(x > 0.5), x[x < -0.5],
    x.max(dim=1).values, x.min(dim=0)[0], x.median(dim=1).values, x[arange(4), arange(4)],
]
total = sum([(k + 1) * (m ** 2).sum() for k, m in enumerate(made)])
total.backward()
places = [x.topk(2).indices, x.sort(dim=1)[1], argsort(x, dim=0), x.argsort(descending=True), argsort(x, dim=-1, descending=True)[:, :2],
          argmax(x, dim=0), x.argmin(dim=1, keepdim=True)]
hot = [one_hot(tensor([0, 2, 1])), one_hot(tensor([[0], [3]]), 4), one_hot(tensor([1, 1]), num_classes=3).sum(dim=0)]
counts = zeros(4, dtype=torch.int64).scatter_add(0, tensor([0, 1, 1, 3, 1]), ones(5, dtype=torch.int64))
marked = zeros(2, 3).scatter(1, tensor([[0, 2], [1, 1]]), 7.0)
lerped = lerp(x[0], x[1], 0.25)
logic = [logical_and(x > 0, x < 1), logical_or(x > 1, x < -1), logical_not(x > 0), torch.logical_xor(x > 0, x > 1)]
