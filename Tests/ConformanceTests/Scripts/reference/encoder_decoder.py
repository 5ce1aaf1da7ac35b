# An encoder and a decoder with a learned bias of distance, shared by all blocks: padding in the
# source, smoothed targets, gradients clipped by their largest element.
V, C, H, L, buckets = 10, 8, 2, 2, 7
weights = {}

def draw(name, shape):
    around = 1 if len(shape) == 1 and name.endswith("weight") else 0
    weights[name] = param(around + 0.2 * randn(shape))

def draw_attention(name):
    draw(name + ".in_proj_weight", [3 * C, C])
    draw(name + ".in_proj_bias", [3 * C])
    draw(name + ".out_proj.weight", [C, C])
    draw(name + ".out_proj.bias", [C])

def draw_block(name, attentions):
    for attention in attentions:
        draw_attention(name + attention)
    draw(name + "linear1.weight", [16, C])
    draw(name + "linear1.bias", [16])
    draw(name + "linear2.weight", [C, 16])
    draw(name + "linear2.bias", [C])
    for i in range(len(attentions) + 1):
        draw(f"{name}norm{i + 1}.weight", [C])
        draw(f"{name}norm{i + 1}.bias", [C])

torch.manual_seed(77)
draw("tokens.weight", [V, C])
draw("near.weight", [buckets, H])
for part, attentions in [("encoder", ["self_attn"]), ("decoder", ["self_attn", "multihead_attn"])]:
    for i in range(L):
        draw_block(f"{part}.layers.{i}.", attentions)
    draw(part + ".norm.weight", [C])
    draw(part + ".norm.bias", [C])
draw("head.weight", [V, C])
draw("head.bias", [V])

def affine(x, name):
    return x @ weights[name + ".weight"].T + weights[name + ".bias"]

def norm(x, name):
    return F.layer_norm(x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"])

def heads(x):
    return x.reshape(x.shape[0], x.shape[1], H, C // H).transpose(1, 2)

def attend(x, memory, name, bias):
    w = weights[name + ".in_proj_weight"].chunk(3)
    b = weights[name + ".in_proj_bias"].chunk(3)
    q = heads(F.linear(x, w[0], b[0]))
    k, v = [heads(F.linear(memory, w[i], b[i])) for i in (1, 2)]
    scores = torch.einsum("bhid,bhjd->bhij", q, k) / (C // H) ** 0.5 + bias
    y = torch.einsum("bhij,bhjd->bihd", scores.softmax(dim=-1), v)
    return affine(y.flatten(start_dim=2), name + ".out_proj")

def near(n):
    distance = arange(n)[None, :] - arange(n)[:, None]
    return F.embedding(distance.clamp(-3, 3) + 3, weights["near.weight"]).permute(2, 0, 1)

def mlp(x, name):
    return affine(F.relu(affine(x, name + "linear1")), name + "linear2")

def forward(source, target):
    padding = zeros(source.shape).masked_fill(source == 0, -inf)[:, None, None, :]
    memory = weights["tokens.weight"][source]
    for i in range(L):
        b = f"encoder.layers.{i}."
        x = norm(memory, b + "norm1")
        memory = memory + attend(x, x, b + "self_attn", near(source.size(1)) + padding)
        memory = memory + mlp(norm(memory, b + "norm2"), b)
    memory = norm(memory, "encoder.norm")
    n = target.size(1)
    later = full((n, n), -inf).triu(diagonal=1)
    y = weights["tokens.weight"][target]
    for i in range(L):
        b = f"decoder.layers.{i}."
        x = norm(y, b + "norm1")
        y = y + attend(x, x, b + "self_attn", near(n) + later)
        y = y + attend(norm(y, b + "norm2"), memory, b + "multihead_attn", padding)
        y = y + mlp(norm(y, b + "norm3"), b)
    return affine(norm(y, "decoder.norm"), "head")

source = torch.randint(1, V, (3, 6))
source = where((arange(3)[:, None] == 1) & (arange(6) >= 4), 0, source)
target = torch.randint(1, V, (3, 5))
optimizer = Adam(weights.values(), lr=0.02, eps=1e-5)
losses, norms = [], []
for step in range(6):
    logits = forward(source, target[:, :-1])
    loss = F.cross_entropy(logits.transpose(1, 2), target[:, 1:], label_smoothing=0.1)
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        gradients = {name: p.grad.clone() for name, p in weights.items()}
    norms.append(clip_grad_norm_(weights.values(), 1.0, norm_type=inf).item())
    optimizer.step()
    losses.append(loss.item())
