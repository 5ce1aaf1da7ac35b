# One matrix in two places: an autoencoder whose decoder is the encoder's transpose, and a recurrent
# net that uses its matrix at every step. The gradients of all uses add up.
manual_seed(45)
X = randn(10, 6)
W, b, c = param(randn(6, 3) * 0.4), param(zeros(3)), param(zeros(6))
opt = Adam([W, b, c], lr=0.05)
losses = []
for step in range(10):
    code = tanh(X @ W + b)
    loss = mse_loss(code @ W.T + c, X) + 1e-3 * W.abs().sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())

sequence = randint(0, 5, (7, 3))
lengths = tensor([7, 4, 6])
table, Wx, Wh, bias = param(randn(5, 4)), param(randn(4, 4) * 0.5), param(randn(4, 4) * 0.5), param(zeros(4))
h = zeros(3, 4)
states = []
for t in range(7):
    new = tanh(table[sequence[t]] @ Wx + h @ Wh + bias)
    h = where((t < lengths)[:, None], new, h)
    states.append(h)
scores = h @ table.T
loss = cross_entropy(scores, tensor([0, 1, 2])) + stack(states).pow(2).mean()
loss.backward()
norm = clip_grad_norm_([table, Wx, Wh, bias], 0.25)
