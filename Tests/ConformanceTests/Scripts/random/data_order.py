# Epochs over shuffled data with dropout: the order of the draws is part of the result.
manual_seed(2024)
X = rand(19, 4) * 2 - 1
y = (X[:, 0] * X[:, 1] > 0).long()
W1, b1 = param(randn(4, 8) * 0.5), param(zeros(8))
W2, b2 = param(randn(8, 2) * 0.5), param(zeros(2))
opt = Adam([W1, b1, W2, b2], lr=0.05)
losses, orders = [], []
for epoch in range(4):
    order = randperm(19)
    orders.append(order[:5])
    for start in range(0, 19, 6):
        batch = order[start:start + 6]
        h = dropout(relu(X[batch] @ W1 + b1), 0.25, training=True)
        loss = cross_entropy(h @ W2 + b2, y[batch])
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
accuracy = (argmax(relu(X @ W1 + b1) @ W2 + b2, dim=1) == y).double().mean()
