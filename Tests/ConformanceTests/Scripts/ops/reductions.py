manual_seed(1)
x = param(randn(2, 3, 4))
s = [x.sum(dim=(0, 2)), x.sum((-1, -2)), x.sum(dim=1, keepdim=True), x.sum(-1), sum(x), x.sum()]
m = [x.mean(dim=(0, 1)), x.mean(1, keepdim=True), x.mean(dim=-2), mean(x)]
v = [x.var(), x.var(dim=1), x.var(dim=(0, 2)), x.var(dim=0, correction=0), x.var(unbiased=False),
     x.std(dim=-1, keepdim=True), x.std(dim=1, unbiased=False), std(x, dim=2, correction=0)]
e = [x.amax(dim=(0, 2)), x.amin(dim=-1, keepdim=True), x.max(), x.min()]
l = [logsumexp(x, dim=(1, 2)), x.logsumexp(dim=0), logsumexp(x, dim=-1, keepdim=True)]
p = [x.prod(dim=1), x.prod(), x.prod(dim=-1, keepdim=True)]
total = sum([t.sum() for t in s + m + v + e + l + p])
total.backward()
values, places = x.detach().max(dim=1)
low = x.detach().min(dim=-1)
low_values, low_places = low.values, low.indices
middle = x.detach().median()
middle_values, middle_places = x.detach().median(dim=1)
a = [x.argmax(), x.argmax(dim=1), x.argmin(dim=-1, keepdim=True)]
flags = x.detach() > 0
counts = [flags.sum(), flags.sum(dim=0), flags.all(), flags.any(dim=1), flags.all(dim=-1, keepdim=True),
          count_nonzero(flags), count_nonzero(flags, dim=2)]
n = tensor([[3, -1, 2], [0, 5, 5]])
ints = [n.sum(), n.prod(), n.max(), n.amin(dim=1), n.cumsum(dim=1), n.float().mean(dim=0), n.any(dim=1)]
z = param(tensor([[2.0, 0.0, 3.0], [0.0, 0.0, 1.0], [1.0, 2.0, 3.0]]))
z.prod(dim=1).sum().backward()
ties = param(tensor([1.0, 4.0, 4.0, 4.0]))
(ties.amax(dim=0) * 3).backward()
empty = [zeros(0, 3).sum(), zeros(0, 3).sum(dim=0), zeros(2, 0).prod(dim=1), zeros(0).mean()]
minus = logsumexp(tensor([[-inf, -inf], [-inf, 1.0]]), dim=1)
running = param(tensor([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]))
(running.cumsum(dim=1) * running.cumprod(dim=0)).sum().backward()
