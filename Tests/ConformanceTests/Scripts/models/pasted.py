# What a learner pastes: imports, torch. and F. before every name, and methods in chains.
import math
import torch
import torch.nn.functional as F
from torch import tensor, cat

torch.manual_seed(1234)
B, T, C, vocab = 2, 5, 8, 10
x = torch.randint(0, vocab, (B, T))
emb = torch.randn(vocab, C, requires_grad=True)
W = torch.randn(C, C, requires_grad=True)
b = torch.zeros(C, requires_grad=True)
h = F.embedding(x, emb)
pos = torch.arange(T).float().unsqueeze(1)
div = torch.exp(torch.arange(0, C, 2).float() * (-math.log(10000.0) / C))
pe = torch.stack([torch.sin(pos * div), torch.cos(pos * div)], dim=-1).flatten(1)
h = h + pe
h = F.layer_norm(h, (C,))
h = F.gelu(F.linear(h, W, b))
h = F.dropout(h, p=0.1, training=True)
wei = h @ h.transpose(-2, -1) * C ** -0.5
tril = torch.tril(torch.ones(T, T))
wei = wei.masked_fill(tril == 0, float("-inf"))
wei = F.softmax(wei, dim=-1)
out = wei @ h
logits = out @ emb.t()
loss = F.cross_entropy(logits.view(B * T, vocab), x.roll(-1, 1).view(-1))
optimizer = torch.optim.AdamW([emb, W, b], lr=1e-3)
optimizer.zero_grad()
loss.backward()
torch.nn.utils.clip_grad_norm_([emb, W, b], 1.0)
optimizer.step()
with torch.no_grad():
    probs = F.softmax(logits[:, -1, :], dim=-1)
    idx_next = torch.multinomial(probs, num_samples=1)
    top_p, top_i = torch.topk(probs, 3)
perplexity = torch.exp(loss).item()
print(f"loss {loss.item():.4f}, perplexity {perplexity:.3f}")
print(idx_next, top_p.sum(dim=-1), logits.shape)
val, ind = torch.max(probs, dim=1)
acc = (ind == x[:, 0]).float().mean()
merged = cat([tensor([1.0]), tensor([2.0])], dim=0)
init = torch.randn(3, 3) * math.sqrt(2.0 / 3)
mean, std = init.mean(), init.std()
m, v = torch.zeros_like(W), torch.zeros_like(W)
m = 0.9 * m + 0.1 * W.grad
v = 0.999 * v + 0.001 * W.grad.pow(2)
update = (m / (1 - 0.9)) / ((v / (1 - 0.999)).sqrt() + 1e-8)
