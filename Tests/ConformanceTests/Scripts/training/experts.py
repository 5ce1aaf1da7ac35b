# A router sends each token to its two best experts of four; a balance term keeps all of them in use.
manual_seed(48)
X, y = randn(14, 5), randn(14, 5)
router = param(randn(5, 4) * 0.5)
up, down = param(randn(4, 5, 8) * 0.3), param(randn(4, 8, 5) * 0.3)
opt = AdamW([router, up, down], lr=0.03)
losses, loads = [], []
for step in range(8):
    chances = softmax(X @ router, dim=-1)
    weights, chosen = topk(chances, 2, dim=-1)
    weights = weights / weights.sum(dim=-1, keepdim=True)
    out = zeros(14, 5)
    for e in range(4):
        share = (weights * (chosen == e)).sum(dim=-1, keepdim=True)
        out = out + share * (gelu(X @ up[e]) @ down[e])
    load = one_hot(chosen, 4).double().sum(dim=1).mean(dim=0)
    balance = 4 * (load * chances.mean(dim=0)).sum()
    loss = mse_loss(out, y) + 0.01 * balance
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
    loads.append(load)
together = einsum("ne,eio,ni->no", chances, up @ down, X)
