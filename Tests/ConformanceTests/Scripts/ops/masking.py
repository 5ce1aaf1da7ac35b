# Masks in every place where models use them.
manual_seed(27)
x = param(randn(3, 5))
lengths = tensor([5, 2, 3])
mask = arange(5)[None, :] < lengths[:, None]
mean_of_true = (x * mask).sum(dim=1) / mask.sum(dim=1)
filled = x.masked_fill(~mask, 0.0)
chosen = x.masked_select(mask)
p = softmax(x.masked_fill(~mask, -inf), dim=1)
entropy = -(p * log(p.clamp(min=1e-12))).sum(dim=1)
safe = where(mask, x, 1.0).prod(dim=1)
last = x.gather(1, (lengths - 1)[:, None]).squeeze(1)
biggest = x.masked_fill(mask == 0, -1e9).amax(dim=1)
causal = tril(ones(5, 5, dtype=torch.bool))
banded = causal & triu(ones(5, 5, dtype=torch.bool), -1)
pairs = mask[:, :, None] & mask[:, None, :]
counts = [mask.sum(), causal.sum(dim=1), banded.sum().item(), pairs.sum(dim=(1, 2)), (~mask).any(dim=1), mask.all(dim=1)]
scores = x @ x.T
attended = softmax(where(causal[:3, :3], scores, tensor(-inf)), dim=-1) @ x
loss = (mean_of_true.sum() + (filled ** 2).sum() + chosen.exp().sum() + entropy.sum() + safe.sum()
        + last.sum() + biggest.sum() + (attended ** 2).sum())
loss.backward()
# A row of nothing but masked scores: nan forwards, unless it is kept out.
z = param(tensor([[1.0, 2.0], [3.0, 4.0]]))
nothing = softmax(z.masked_fill(tensor([[True, True], [False, True]]), -inf), dim=1)
kept = where(tensor([[False], [True]]), nothing, 0.0)
# The trap of where: the branch that was not taken still counts, 0 times infinity.
r = param(tensor([0.0, 4.0]))
trap = where(r > 0, sqrt(r), 0.0)
trap.sum().backward()
r2 = param(tensor([0.0, 4.0]))
free = where(r2 > 0, sqrt(where(r2 > 0, r2, 1.0)), 0.0)
free.sum().backward()
