# Norms by hand against the built-in ones; batch statistics with running averages; orthogonal start.
manual_seed(61)
X = randn(8, 6) * 3 + 1
g, b = param(ones(6)), param(zeros(6))
running_mean, running_var = zeros(6), ones(6)

def batch_norm(x, training):
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, unbiased=False)
        with no_grad():
            running_mean.mul_(0.9).add_(mean.detach(), alpha=0.1)
            running_var.mul_(0.9).add_(x.detach().var(dim=0), alpha=0.1)
    else:
        mean, var = running_mean, running_var
    return (x - mean) * rsqrt(var + 1e-5) * g + b

W = param(randn(6, 6) * 0.4)
opt = SGD([W, g, b], lr=0.05, momentum=0.9)
losses = []
for step in range(5):
    y = relu(batch_norm(X @ W, True))
    loss = (y.mean(dim=0) - 0.3).pow(2).sum() + 1e-2 * norm(W)
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
with no_grad():
    evaluated = batch_norm(X @ W, False)
x = param(X)
mean, var = x.mean(dim=-1, keepdim=True), x.var(dim=-1, correction=0, keepdim=True)
by_hand = (x - mean) / sqrt(var + 1e-5)
gap = (by_hand - layer_norm(x, (6,))).abs().max().item() < 1e-12
groups = x.view(8, 2, 3)
grouped = ((groups - groups.mean(dim=2, keepdim=True)) / groups.std(dim=2, keepdim=True, unbiased=False)).view(8, 6)
(grouped * arange(6)).sum().backward()
spectral = randn(6)
with no_grad():
    for _ in range(30):
        left = normalize(W @ spectral, dim=0)
        spectral = normalize(W.T @ left, dim=0)
    sigma = dot(left, W @ spectral)
largest = linalg.svd(W.detach())[1][0]
close = allclose(sigma, largest, rtol=1e-3)
