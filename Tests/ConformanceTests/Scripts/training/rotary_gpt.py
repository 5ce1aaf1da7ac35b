# A block as in newer models: rotary places, grouped keys, RMS norm, a gated layer, no biases; then
# generation with a cache, which must say what the whole forward says.
V, C, H, G, D, T = 9, 12, 4, 2, 3, 6
manual_seed(47)
D = 4
table, head = param(randn(V, C) * 0.3), param(randn(V, C) * 0.3)
Wq, Wk, Wv = param(randn(C, H * D) * 0.3), param(randn(C, G * D) * 0.3), param(randn(C, G * D) * 0.3)
Wo = param(randn(H * D, C) * 0.3)
Wgate, Wup, Wdown = param(randn(C, 16) * 0.3), param(randn(C, 16) * 0.3), param(randn(16, C) * 0.3)
g1, g2, g3 = param(ones(C)), param(ones(C)), param(ones(C))
params = [table, head, Wq, Wk, Wv, Wo, Wgate, Wup, Wdown, g1, g2, g3]
rates = 10000.0 ** (-arange(0, D, 2) / D)

def rotate(x, start=0):
    angle = outer(arange(start, start + x.shape[2]).double(), rates)
    co, si = cos(angle), sin(angle)
    a, b = x[..., 0::2], x[..., 1::2]
    return stack([a * co - b * si, a * si + b * co], dim=-1).flatten(-2)

def block(ids, cache=None):
    B, n = ids.shape
    x = table[ids]
    y = rms_norm(x, (C,), g1, eps=1e-6)
    start = 0 if cache is None else cache[0].shape[2]
    q = rotate((y @ Wq).view(B, n, H, D).transpose(1, 2), start)
    k = rotate((y @ Wk).view(B, n, G, D).transpose(1, 2), start)
    v = (y @ Wv).view(B, n, G, D).transpose(1, 2)
    if cache is not None:
        k, v = cat([cache[0], k], dim=2), cat([cache[1], v], dim=2)
    kept = (k, v)
    k, v = k.repeat_interleave(H // G, dim=1), v.repeat_interleave(H // G, dim=1)
    seen = arange(start, start + n)[:, None] >= arange(start + n)[None, :]
    a = scaled_dot_product_attention(q, k, v, attn_mask=seen)
    x = x + a.transpose(1, 2).reshape(B, n, H * D) @ Wo
    y = rms_norm(x, (C,), g2, eps=1e-6)
    x = x + (silu(y @ Wgate) * (y @ Wup)) @ Wdown
    return rms_norm(x, (C,), g3, eps=1e-6) @ head.T, kept

data = randint(0, V, (4, T + 1))
opt = AdamW(params, lr=0.02, betas=(0.9, 0.95), weight_decay=0.1)
losses = []
for step in range(6):
    logits, _ = block(data[:, :-1])
    z = logsumexp(logits, dim=-1)
    loss = cross_entropy(logits.reshape(-1, V), data[:, 1:].reshape(-1)) + 1e-3 * (z ** 2).mean()
    opt.zero_grad()
    loss.backward()
    clip_grad_norm_(params, 1.0)
    opt.step()
    losses.append(loss.item())

with no_grad():
    whole, _ = block(data[:2])
    logits, cache = block(data[:2, :3])
    steps = [logits]
    for t in range(3, T + 1):
        logits, cache = block(data[:2, t:t + 1], cache)
        steps.append(logits)
    same = allclose(cat(steps, dim=1), whole)
    keys = cache[0]
