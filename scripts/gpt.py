# A training step of a GPT with 2 layers and 4 heads, vocabulary 27. The same text runs under
# Longhand and under PyTorch: the script around it sets C, B, T and STEPS.
manual_seed(0)
V, H, L = 27, 4, 2
data = randint(0, V, (4096,))
wte = param(randn(V, C) * 0.02)
wpe = param(randn(T, C) * 0.02)
lnf_w, lnf_b = param(ones(C)), param(zeros(C))
params = [wte, wpe, lnf_w, lnf_b]
blocks = []
for layer in range(L):
    block = record(
        ln1_w=param(ones(C)), ln1_b=param(zeros(C)),
        Wqkv=param(randn(C, 3 * C) * 0.02), bqkv=param(zeros(3 * C)),
        Wo=param(randn(C, C) * 0.02), bo=param(zeros(C)),
        ln2_w=param(ones(C)), ln2_b=param(zeros(C)),
        W1=param(randn(C, 4 * C) * 0.02), b1=param(zeros(4 * C)),
        W2=param(randn(4 * C, C) * 0.02), b2=param(zeros(C)))
    blocks.append(block)
    params += [block.ln1_w, block.ln1_b, block.Wqkv, block.bqkv, block.Wo, block.bo,
               block.ln2_w, block.ln2_b, block.W1, block.b1, block.W2, block.b2]
mask = tril(ones(T, T)) == 0

def heads(x):
    return x.view(B, T, H, C // H).transpose(1, 2)

def attention(x, block):
    q, k, v = (x @ block.Wqkv + block.bqkv).split(C, dim=2)
    q, k, v = heads(q), heads(k), heads(v)
    scores = q @ k.transpose(-2, -1) / (C // H) ** 0.5
    y = softmax(scores.masked_fill(mask, -inf), dim=-1) @ v
    return y.transpose(1, 2).reshape(B, T, C) @ block.Wo + block.bo

def forward(idx):
    x = wte[idx] + wpe[arange(T)]
    for block in blocks:
        x = x + attention(layer_norm(x, (C,), block.ln1_w, block.ln1_b), block)
        h = layer_norm(x, (C,), block.ln2_w, block.ln2_b) @ block.W1 + block.b1
        x = x + gelu(h, approximate='tanh') @ block.W2 + block.b2
    return layer_norm(x, (C,), lnf_w, lnf_b) @ wte.T

opt = AdamW(params, lr=0.001)
losses = []
for step in range(STEPS):
    at = (step * B * (T + 1)) % (4096 - B * (T + 1))
    batch = data[at:at + B * (T + 1)].view(B, T + 1)
    loss = cross_entropy(forward(batch[:, :-1]).reshape(B * T, V), batch[:, 1:].reshape(B * T))
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
