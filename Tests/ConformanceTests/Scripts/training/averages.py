# A moving average of the weights, a target network, a teacher's soft labels, an early stop.
manual_seed(46)
X, y = randn(24, 4), randint(0, 3, (24,))
W = param(randn(4, 3) * 0.1)
average = W.detach().clone()
best = None
best_loss = inf
opt = SGD([W], lr=0.3, momentum=0.5)
for step in range(12):
    loss = cross_entropy(X[:16] @ W, y[:16])
    opt.zero_grad()
    loss.backward()
    opt.step()
    with no_grad():
        average = 0.9 * average + 0.1 * W
        held_out = cross_entropy(X[16:] @ W, y[16:]).item()
    if held_out < best_loss:
        best_loss, best = held_out, W.detach().clone()
    elif held_out > best_loss + 0.05:
        break
target = zeros(4, 3)
with no_grad():
    target.copy_(W)
    target.mul_(0.5).add_(average, alpha=0.5)

# A small student learns from a teacher at temperature 2.
student = param(zeros(4, 3))
learn = Adam([student], lr=0.1)
gaps = []
for step in range(8):
    with no_grad():
        wanted = softmax(X @ W / 2.0, dim=1)
    soft = kl_div(log_softmax(X @ student / 2.0, dim=1), wanted, reduction="batchmean") * 4
    hard = cross_entropy(X @ student, y)
    learn.zero_grad()
    (0.7 * soft + 0.3 * hard).backward()
    learn.step()
    gaps.append((soft.item(), hard.item()))
agreement = ((X @ student).argmax(dim=1) == (X @ W).argmax(dim=1)).double().mean().item()
