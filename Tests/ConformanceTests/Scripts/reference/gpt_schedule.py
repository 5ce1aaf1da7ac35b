# A language model trained as they are: warm-up and cosine, two groups of parameters, gradients of
# two batches added up, clipping, and a sample of the five best at the end.
V, T, C, H, L, steps = 13, 8, 12, 3, 2, 12
weights = {}

def draw(name, shape):
    around = 1 if len(shape) == 1 and name.endswith("weight") else 0
    weights[name] = param(around + 0.2 * randn(shape))

torch.manual_seed(404)
draw("tokens.weight", [V, C])
draw("places.weight", [T, C])
for i in range(L):
    b = f"blocks.layers.{i}."
    draw(b + "self_attn.in_proj_weight", [3 * C, C])
    draw(b + "self_attn.in_proj_bias", [3 * C])
    draw(b + "self_attn.out_proj.weight", [C, C])
    draw(b + "self_attn.out_proj.bias", [C])
    draw(b + "linear1.weight", [4 * C, C])
    draw(b + "linear1.bias", [4 * C])
    draw(b + "linear2.weight", [C, 4 * C])
    draw(b + "linear2.bias", [C])
    for norm in ["norm1", "norm2"]:
        draw(b + norm + ".weight", [C])
        draw(b + norm + ".bias", [C])
draw("blocks.norm.weight", [C])
draw("blocks.norm.bias", [C])

def linear_of(x, name):
    return F.linear(x, weights[name + ".weight"], weights[name + ".bias"])

def norm_of(x, name):
    return F.layer_norm(x, (C,), weights[name + ".weight"], weights[name + ".bias"])

def attend(x, name):
    B, n, _ = x.shape
    qkv = F.linear(x, weights[name + ".in_proj_weight"], weights[name + ".in_proj_bias"])
    q, k, v = qkv.view(B, n, 3, H, C // H).permute(2, 0, 3, 1, 4)
    y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return linear_of(y.transpose(1, 2).flatten(2), name + ".out_proj")

def forward(ids):
    x = F.embedding(ids, weights["tokens.weight"]) + weights["places.weight"][:ids.shape[1]]
    for i in range(L):
        b = f"blocks.layers.{i}."
        x = x + attend(norm_of(x, b + "norm1"), b + "self_attn")
        x = x + linear_of(F.gelu(linear_of(norm_of(x, b + "norm2"), b + "linear1")), b + "linear2")
    return norm_of(x, "blocks.norm") @ weights["tokens.weight"].T

optimizer = torch.optim.AdamW([
    {"params": [p for p in weights.values() if p.dim() > 1], "weight_decay": 0.1},
    {"params": [p for p in weights.values() if p.dim() < 2], "weight_decay": 0.0}],
    lr=0.02, betas=(0.9, 0.95), eps=1e-6)

def rate(step):
    if step < 3:
        return 0.02 * (0.25 + 0.75 * step / 3)
    return 0.002 + (0.02 - 0.002) * (1 + math.cos(math.pi * (step - 3) / (steps - 3))) / 2

text = torch.randint(0, V, (40,))
losses, norms, rates = [], [], []
for step in range(steps):
    for group in optimizer.param_groups:
        group["lr"] = rate(step)
    del group
    optimizer.zero_grad()
    total = 0.0
    for _ in range(2):
        starts = torch.randint(40 - T, (3,))
        x = torch.stack([text[s:s + T] for s in starts])
        y = torch.stack([text[s + 1:s + T + 1] for s in starts])
        loss = F.cross_entropy(forward(x).view(-1, V), y.view(-1)) / 2
        loss.backward()
        total += loss.item()
    losses.append(total)
    norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), 0.5).item())
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()

with torch.no_grad():
    ids = text[:3].unsqueeze(0)
    for _ in range(5):
        logits = forward(ids)[:, -1] / 0.8
        best = logits.topk(5)
        logits = torch.full_like(logits, -inf).scatter(1, best.indices, best.values)
        ids = torch.cat([ids, torch.multinomial(logits.softmax(-1), 1)], dim=1)
