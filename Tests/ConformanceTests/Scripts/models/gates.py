# A GRU and an LSTM, cell by cell, on three short sequences of different lengths.
manual_seed(60)
I, N = 3, 4
X = randn(3, 6, I)
lengths = tensor([6, 3, 5])
bound = 1 / math.sqrt(N)

def uniform(rows, columns):
    return param((rand(rows, columns) * 2 - 1) * bound)

gru_in, gru_state = uniform(I, 3 * N), uniform(N, 3 * N)
lstm_in, lstm_state, lstm_bias = uniform(I, 4 * N), uniform(N, 4 * N), param(zeros(4 * N))

def gru(x, h):
    r_in, z_in, n_in = (x @ gru_in).chunk(3, dim=-1)
    r_h, z_h, n_h = (h @ gru_state).chunk(3, dim=-1)
    r, z = sigmoid(r_in + r_h), sigmoid(z_in + z_h)
    n = tanh(n_in + r * n_h)
    return (1 - z) * n + z * h

def lstm(x, h, c):
    i, f, g, o = (x @ lstm_in + h @ lstm_state + lstm_bias).split(N, dim=-1)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c

h1 = zeros(3, N)
h2, c2 = zeros(3, N), zeros(3, N)
outputs = []
for t in range(X.shape[1]):
    going = (t < lengths).unsqueeze(1)
    h1 = where(going, gru(X[:, t], h1), h1)
    new_h, new_c = lstm(X[:, t], h2, c2)
    h2, c2 = where(going, new_h, h2), where(going, new_c, c2)
    outputs.append(cat([h1, h2], dim=1))
out = stack(outputs, dim=1)
context = softmax((out @ out[:, -1:].mT).squeeze(-1).masked_fill(arange(6) >= lengths[:, None], -inf), dim=1)
read = einsum("bt,btn->bn", context, out)
loss = (read ** 2).mean() + l1_loss(h1, c2)
loss.backward()
norm = clip_grad_norm_([gru_in, gru_state, lstm_in, lstm_state, lstm_bias], 0.1)
