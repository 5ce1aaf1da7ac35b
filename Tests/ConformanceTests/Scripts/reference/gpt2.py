# GPT-2, whole but tiny: 11 tokens, 2 blocks, 2 heads of 4. The weights have the names that they
# have in the released model, and are drawn in its order.
V, T, C, H, L = 11, 12, 8, 2, 2
weights = {}

def draw(name, shape, around=0):
    weights[name] = param(around + 0.2 * randn(shape))

def draw_norm(name):
    draw(name + ".weight", (C,), around=1)
    draw(name + ".bias", (C,))

def draw_linear(name, n_in, n_out):
    draw(name + ".weight", (n_in, n_out))
    draw(name + ".bias", (n_out,))

manual_seed(2019)
draw("wte.weight", (V, C))
draw("wpe.weight", (T, C))
for i in range(L):
    h = f"h.{i}."
    draw_norm(h + "ln_1")
    draw_linear(h + "attn.c_attn", C, 3 * C)
    draw_linear(h + "attn.c_proj", C, C)
    draw_norm(h + "ln_2")
    draw_linear(h + "mlp.c_fc", C, 4 * C)
    draw_linear(h + "mlp.c_proj", 4 * C, C)
draw_norm("ln_f")

def norm(x, name):
    return layer_norm(x, (C,), weights[name + ".weight"], weights[name + ".bias"], eps=1e-5)

def affine(x, name):
    return x @ weights[name + ".weight"] + weights[name + ".bias"]

def attention(x, name):
    B, n, _ = x.shape
    # One product makes queries, keys and values; each is then cut into H heads.
    q, k, v = [part.view(B, n, H, C // H).transpose(1, 2)
               for part in affine(x, name + ".c_attn").split(C, dim=2)]
    scores = q @ k.transpose(-2, -1) / math.sqrt(C // H)
    seen = tril(ones(n, n)) == 1
    scores = scores.masked_fill(~seen, -inf)
    heads = softmax(scores, dim=-1) @ v
    return affine(heads.transpose(1, 2).reshape(B, n, C), name + ".c_proj")

def mlp(x, name):
    return affine(gelu(affine(x, name + ".c_fc"), approximate="tanh"), name + ".c_proj")

def forward(ids):
    x = weights["wte.weight"][ids] + weights["wpe.weight"][arange(ids.shape[1])]
    for i in range(L):
        x = x + attention(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn")  # the norm comes first …
        x = x + mlp(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp")
    return norm(x, "ln_f") @ weights["wte.weight"].T  # … and the head is the embedding again

def next_token_loss(logits, labels):
    # The logits at a place foretell the label at the next one; -100 does not count.
    return cross_entropy(logits[:, :-1].reshape(-1, V), labels[:, 1:].reshape(-1))

ids = randint(0, V, (3, 7))
labels = where(arange(7) < 2, -100, ids)  # the first two tokens are the prompt
logits = forward(ids).detach()

# A softmax does not see what its scores have in common, so the slope of the keys' bias is zero but
# for rounding. Adam divides by a slope's own size; a larger eps keeps the rounding out of the weights.
optimizer = AdamW(list(weights.values()), lr=0.01, eps=1e-6, weight_decay=0.1)
losses = []
norms = []
for step in range(2):
    loss = next_token_loss(forward(ids), labels)
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        gradients = {name: p.grad.clone() for name, p in weights.items()}
    norms.append(clip_grad_norm_(list(weights.values()), 1.0).item())
    optimizer.step()
    losses.append(loss.item())

with no_grad():
    final_loss = next_token_loss(forward(ids), labels).item()
    greedy = ids[:2, :3]
    for _ in range(8):
        chosen = forward(greedy)[:, -1].argmax(dim=-1, keepdim=True)
        greedy = cat([greedy, chosen], dim=1)
