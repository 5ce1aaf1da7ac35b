# PPO, from a score at the end of each answer to the clipped losses of policy and values. The policy
# sees one token and chooses the next, so that every number can be followed.
V, C = 7, 5
gamma, lam = 0.97, 0.9
clip, clip_values = 0.2, 0.2
value_weight, entropy_weight, kl_weight = 0.5, 0.01, 0.2

def draw_policy():
    return {
        "embedding.weight": param(0.6 * randn(V, C)),
        "hidden.weight": param(0.6 * randn(C, C)), "hidden.bias": param(0.6 * randn(C)),
        "head.weight": param(0.6 * randn(V, C)), "head.bias": param(0.6 * randn(V)),
        "value.weight": param(0.6 * randn(1, C)), "value.bias": param(0.6 * randn(1)),
    }

manual_seed(1707)
weights = draw_policy()
reference = draw_policy()
tokens = randint(0, V, (3, 6))
states, actions = tokens[:, :-1], tokens[:, 1:]
mask = (arange(5) < tensor([[5], [3], [4]])).long()  # answers of 5, 3 and 4 tokens
scores = tensor([1.5, -0.7, 0.4])

def forward(p, ids):
    h = tanh(linear(embedding(ids, p["embedding.weight"]), p["hidden.weight"], p["hidden.bias"]))
    logits = linear(h, p["head.weight"], p["head.bias"])
    return logits, linear(h, p["value.weight"], p["value.bias"]).squeeze(-1)

def chosen_logprobs(logits):
    return log_softmax(logits, dim=-1).gather(2, actions.unsqueeze(2)).squeeze(-1)

def masked_mean(x):
    return (x * mask).sum() / mask.sum()

def masked_variance(x):
    n = mask.sum()
    return masked_mean((x - masked_mean(x)) ** 2) * n / (n - 1)

def whiten(x):
    return (x - masked_mean(x)) * rsqrt(masked_variance(x) + 1e-8)

def advantages_of(values, rewards):
    # delta says how much better a step went than the values had foretold; an advantage sums the
    # deltas from here on, each step further counting gamma lam times as much.
    found = []
    following, last = 0.0, 0.0
    for t in reversed(range(5)):
        delta = rewards[:, t] + gamma * following - values[:, t]
        last = delta + gamma * lam * last
        following = values[:, t]
        found.insert(0, last)
    return stack(found, dim=1)

with no_grad():
    logits, values = forward(weights, states)
    old_logprobs = chosen_logprobs(logits)
    ref_logprobs = chosen_logprobs(forward(reference, states)[0])
    # Every token pays for leaving the reference; the last one also earns the score.
    kl = old_logprobs - ref_logprobs
    kl_abs = kl.abs()
    kl_mse = 0.5 * kl.square()
    is_last = arange(5) == mask.sum(dim=1, keepdim=True) - 1
    rewards = where(is_last, scores[:, None], 0.0) - kl_weight * kl
    old_values = values * mask
    raw = advantages_of(old_values, rewards * mask)
    returns = raw + old_values
    advantages = whiten(raw)
    # Whitened rewards keep their mean: only their scale goes.
    scaled = whiten(rewards * mask) + masked_mean(rewards * mask)
    advantages_of_whitened = whiten(advantages_of(old_values, scaled))
    return_variance = masked_variance(returns).item()

optimizer = AdamW(list(weights.values()), lr=0.05, weight_decay=0.0)
history = []
for epoch in range(4):
    logits, values = forward(weights, states)
    logprobs = chosen_logprobs(logits)

    # The policy: beyond 1 ± clip a ratio earns nothing more. The pessimist's maximum of two losses.
    ratio = exp(logprobs - old_logprobs)
    free = -advantages * ratio
    clipped = -advantages * clamp(ratio, 1 - clip, 1 + clip)
    policy_loss = masked_mean(maximum(free, clipped))

    # The values: likewise, they may move by no more than clip_values.
    near = maximum(minimum(values, old_values + clip_values), old_values - clip_values)
    error = (values - returns) ** 2
    near_error = (near - returns) ** 2
    value_loss = value_weight * 0.5 * masked_mean(maximum(error, near_error))

    # The entropy of a choice, -Σ p log p.
    entropy = masked_mean(logsumexp(logits, dim=-1) - (softmax(logits, dim=-1) * logits).sum(dim=-1))

    loss = policy_loss + value_loss - entropy_weight * entropy
    optimizer.zero_grad()
    loss.backward()
    gradients = {name: p.grad.clone() for name, p in weights.items()}
    norm = clip_grad_norm_(list(weights.values()), 0.5)
    optimizer.step()

    change = logprobs - old_logprobs
    history.append({
        "loss": loss.item(), "policy": policy_loss.item(), "value": value_loss.item(),
        "entropy": entropy.item(), "approx_kl": (0.5 * masked_mean(change ** 2)).item(),
        "policy_kl": masked_mean(-change).item(),
        "clipped": masked_mean((clipped > free).double()).item(),
        "clipped_values": masked_mean((near_error > error).double()).item(),
        "value_error": masked_mean(error).item(), "norm": norm.item(), "gradients": gradients})
