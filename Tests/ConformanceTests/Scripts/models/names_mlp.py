# A neural n-gram model on the bundled names: two letters foretell the third.
names = text("names").split()[:40]
letters = sorted(set("".join(names)))
index = {c: i + 1 for i, c in enumerate(letters)}
index["."] = 0
V = len(index)
inputs, targets = [], []
for name in names:
    context = [0, 0]
    for c in name + ".":
        inputs.append(context)
        targets.append(index[c])
        context = context[1:] + [index[c]]
X, Y = tensor(inputs), tensor(targets)
manual_seed(2147483647)
C = param(randn(V, 3))
W1, b1 = param(randn(6, 12) * (5 / 3) / 6 ** 0.5), param(randn(12) * 0.01)
W2, b2 = param(randn(12, V) * 0.01), param(zeros(V))
params = [C, W1, b1, W2, b2]
losses = []
for step in range(25):
    batch = randint(0, X.shape[0], (16,))
    h = tanh(C[X[batch]].view(-1, 6) @ W1 + b1)
    loss = F.cross_entropy(h @ W2 + b2, Y[batch])
    for p in params:
        p.grad = None
    loss.backward()
    rate = 0.1 if step < 15 else 0.01
    with no_grad():
        for p in params:
            p -= rate * p.grad
    losses.append(loss.item())
saturated = (h.abs() > 0.97).double().mean().item()
with no_grad():
    everything = cross_entropy(tanh(C[X].view(-1, 6) @ W1 + b1) @ W2 + b2, Y).item()
    made = []
    for _ in range(4):
        out, context = [], [0, 0]
        while len(out) < 8:
            h = tanh(C[tensor([context])].view(1, -1) @ W1 + b1)
            i = multinomial(softmax(h @ W2 + b2, dim=1), num_samples=1).item()
            context = context[1:] + [i]
            if i == 0:
                break
            out.append(letters[i - 1])
        made.append("".join(out))
print(made)
