# LoRA on both layers of a small network. A frozen W gets a product B A of rank r beside it, scaled by
# alpha / r, or by alpha / √r, so that a larger rank does not learn more slowly.
r, alpha = 2, 6

manual_seed(2106)
W0, b0 = 0.4 * randn(10, 6), 0.4 * randn(10)
W2, b2 = 0.4 * randn(4, 10), 0.4 * randn(4)
down0, down2 = 0.5 * randn(2, 6), 0.5 * randn(2, 10)
x = randn(9, 6)
y = randint(0, 4, (9,))

def network(x, first, second):
    return linear(tanh(linear(x, first, b0)), second, b2)

base_logits = network(x, W0, W2)

def tune(scaling):
    # A starts anywhere, B at zero: the network starts as it was, and A's first gradient is zero.
    A0, A2 = param(down0), param(down2)
    B0, B2 = param(zeros(10, r)), param(zeros(4, r))
    adapters = {"A0": A0, "B0": B0, "A2": A2, "B2": B2}

    def forward(x):
        h = tanh(linear(x, W0, b0) + scaling * (x @ A0.T @ B0.T))
        return linear(h, W2, b2) + scaling * (h @ A2.T @ B2.T)

    before = forward(x).detach()
    optimizer = AdamW(list(adapters.values()), lr=0.05, weight_decay=0.1)
    losses = []
    norms = []
    for step in range(3):
        loss = cross_entropy(forward(x), y)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradients = {name: p.grad.clone() for name, p in adapters.items()}
        norms.append(clip_grad_norm_(list(adapters.values()), 0.5).item())
        optimizer.step()
        losses.append(loss.item())

    optimizer.zero_grad()
    cross_entropy(forward(x), y).backward()
    later = {name: p.grad.clone() for name, p in adapters.items()}

    trainable = sum(p.numel() for p in adapters.values())
    frozen = sum(p.numel() for p in [W0, b0, W2, b2])
    with no_grad():
        # Merged, an adapter costs nothing any more: the weights themselves have moved.
        merged = {"0": W0 + scaling * (B0 @ A0), "2": W2 + scaling * (B2 @ A2)}
        return {
            "before": before, "losses": losses, "norms": norms, "gradients": gradients,
            "later_gradients": later, "adapters": adapters, "adapted": forward(x),
            "counted": {"trainable": trainable, "all": trainable + frozen},
            "merged": merged, "merged_logits": network(x, merged["0"], merged["2"]),
        }

plain = tune(alpha / r)
rank_stabilised = tune(alpha / math.sqrt(r))
unchanged_at_first = allclose(plain["before"], base_logits)
same_when_merged = allclose(plain["adapted"], plain["merged_logits"])
assert unchanged_at_first and same_when_merged
