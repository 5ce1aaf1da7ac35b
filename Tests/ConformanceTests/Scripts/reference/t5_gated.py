# T5 version 1.1, whole but tiny. Against the first version (t5.py) two things are new: the layer in the
# middle of a block is a product of two, one of them behind a gelu; and the head has weights of its
# own, so that the states go into it as they are.
V, C, D, H, L, FF = 11, 8, 3, 2, 2, 12
BUCKETS, FAR = 8, 16
weights = {}

def draw(name, shape, around=0):
    weights[name + ".weight"] = param(around + 0.2 * randn(shape))

def draw_attention(name, has_bias):
    for part in ["q", "k", "v"]:
        draw(f"{name}.{part}", (H * D, C))  # a linear layer's weight has a row for each output
    draw(name + ".o", (C, H * D))
    if has_bias:
        draw(name + ".relative_attention_bias", (BUCKETS, H))

manual_seed(2020)
draw("shared", (V, C))
for stack in ["encoder", "decoder"]:
    for i in range(L):
        layer = f"{stack}.block.{i}.layer."
        draw_attention(layer + "0.SelfAttention", i == 0)
        draw(layer + "0.layer_norm", (C,), around=1)
        last = 1
        if stack == "decoder":
            draw_attention(layer + "1.EncDecAttention", False)
            draw(layer + "1.layer_norm", (C,), around=1)
            last = 2
        draw(f"{layer}{last}.DenseReluDense.wi_0", (FF, C))
        draw(f"{layer}{last}.DenseReluDense.wi_1", (FF, C))
        draw(f"{layer}{last}.DenseReluDense.wo", (C, FF))
        draw(f"{layer}{last}.layer_norm", (C,), around=1)
    draw(stack + ".final_layer_norm", (C,), around=1)
draw("lm_head", (V, C))

def bucket(distance, both_ways):
    # Near distances have a bucket each, farther ones share buckets that grow like a logarithm.
    count, first = BUCKETS, 0
    if both_ways:
        count = count // 2
        first = count if distance > 0 else 0
        distance = abs(distance)
    else:
        distance = max(-distance, 0)  # the future is masked anyway
    exact = count // 2
    if distance < exact:
        return first + distance
    share = math.log(distance / exact) / math.log(FAR / exact)
    return first + min(exact + int(share * (count - exact)), count - 1)

def position_bias(n, stack):
    table = weights[stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
    buckets = tensor([[bucket(key - query, stack == "encoder") for key in range(n)]
                      for query in range(n)])
    return table[buckets].permute(2, 0, 1)  # (heads, queries, keys)

def norm(x, name):
    return rms_norm(x, (C,), weights[name + ".layer_norm.weight"], eps=1e-6)

def project(x, name):
    return linear(x, weights[name + ".weight"])

def attention(x, memory, name, bias, seen):
    # Queries come from x, keys and values from memory, which is x itself in self-attention.
    B = x.shape[0]
    q = project(x, name + ".q").view(B, -1, H, D).transpose(1, 2)
    k = project(memory, name + ".k").view(B, -1, H, D).transpose(1, 2)
    v = project(memory, name + ".v").view(B, -1, H, D).transpose(1, 2)
    scores = (q @ k.transpose(-2, -1) + bias).masked_fill(~seen, -inf)
    heads = softmax(scores, dim=-1) @ v
    return project(heads.transpose(1, 2).reshape(B, -1, H * D), name + ".o")

def feed_forward(x, name):
    gate = gelu(project(x, name + ".wi_0"), approximate="tanh")
    return project(gate * project(x, name + ".wi_1"), name + ".wo")

def encode(source, mask):
    x = weights["shared.weight"][source]
    seen = mask[:, None, None, :]  # every query may look at every true token
    bias = position_bias(source.shape[1], "encoder")  # all blocks use the first one's
    for i in range(L):
        layer = f"encoder.block.{i}.layer."
        y = norm(x, layer + "0")
        x = x + attention(y, y, layer + "0.SelfAttention", bias, seen)
        x = x + feed_forward(norm(x, layer + "1"), layer + "1.DenseReluDense")
    return rms_norm(x, (C,), weights["encoder.final_layer_norm.weight"], eps=1e-6)

def decode(written, memory, mask):
    x = weights["shared.weight"][written]
    n = written.shape[1]
    past = tril(ones(n, n)) == 1
    bias = position_bias(n, "decoder")
    for i in range(L):
        layer = f"decoder.block.{i}.layer."
        y = norm(x, layer + "0")
        x = x + attention(y, y, layer + "0.SelfAttention", bias, past)
        y = norm(x, layer + "1")
        x = x + attention(y, memory, layer + "1.EncDecAttention", 0.0, mask[:, None, None, :])
        x = x + feed_forward(norm(x, layer + "2"), layer + "2.DenseReluDense")
    x = rms_norm(x, (C,), weights["decoder.final_layer_norm.weight"], eps=1e-6)
    return project(x, "lm_head")

def forward(source, mask, labels):
    # The decoder reads the labels one place later, after a start token that is 0, the padding.
    start = zeros_like(labels[:, :1])
    written = cat([start, labels[:, :-1]], dim=1)
    return decode(where(written == -100, 0, written), encode(source, mask), mask)

def loss_of(logits, labels):
    return cross_entropy(logits.reshape(-1, V), labels.reshape(-1))

source = randint(1, V, (2, 10))
mask = arange(10) < tensor([[10], [6]])  # the second source has six tokens, then padding
labels = randint(1, V, (2, 7))
labels = labels.masked_fill(arange(7) >= tensor([[7], [5]]), -100)

logits = forward(source, mask, labels).detach()
encoded = encode(source, mask).detach()

optimizer = AdamW(list(weights.values()), lr=0.01, weight_decay=0.01)
losses = []
norms = []
for step in range(2):
    loss = loss_of(forward(source, mask, labels), labels)
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        gradients = {name: p.grad.clone() for name, p in weights.items()}
    norms.append(clip_grad_norm_(list(weights.values()), 1.0).item())
    optimizer.step()
    losses.append(loss.item())

with no_grad():
    final_loss = loss_of(forward(source, mask, labels), labels).item()
    memory = encode(source, mask)
    greedy = zeros((2, 1), dtype=torch.int64)
    for _ in range(6):
        chosen = decode(greedy, memory, mask)[:, -1].argmax(dim=-1, keepdim=True)
        greedy = cat([greedy, chosen], dim=1)
