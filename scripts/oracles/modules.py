#!/usr/bin/env python3
"""Answers for reference/gpt_schedule.py and reference/encoder_decoder.py by PyTorch's own modules.

The blocks are `nn.TransformerEncoderLayer`, `nn.TransformerDecoderLayer` and `nn.MultiheadAttention`,
the schedule is `lr_scheduler`'s; the scripts write all of it out."""

import torch
from torch import nn
from torch.nn import functional as F

from dump import write
from reference import fill

torch.set_default_dtype(torch.float64)


def gpt_schedule():
    V, T, C, H, L, steps = 13, 8, 12, 3, 2, 12
    block = nn.TransformerEncoderLayer(C, H, 4 * C, dropout=0.0, activation="gelu",
                                       batch_first=True, norm_first=True)
    model = nn.ModuleDict({
        "tokens": nn.Embedding(V, C), "places": nn.Embedding(T, C),
        "blocks": nn.TransformerEncoder(block, L, norm=nn.LayerNorm(C), enable_nested_tensor=False)})
    torch.manual_seed(404)
    fill(model.named_parameters())
    mask = torch.full((T, T), -torch.inf).triu(1)

    def forward(ids):
        n = ids.shape[1]
        x = model["tokens"](ids) + model["places"](torch.arange(n))
        x = model["blocks"](x, mask=mask[:n, :n], is_causal=True)
        return x @ model["tokens"].weight.T

    named = dict(model.named_parameters())
    groups = [
        {"params": [p for p in named.values() if p.dim() > 1], "weight_decay": 0.1},
        {"params": [p for p in named.values() if p.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=0.02, betas=(0.9, 0.95), eps=1e-6)
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, 0.25, 1.0, total_iters=3)
    cool = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps - 3, eta_min=0.002)
    schedule = torch.optim.lr_scheduler.SequentialLR(optimizer, [warm, cool], milestones=[3])
    text = torch.randint(0, V, (40,))
    losses, norms, rates = [], [], []
    for step in range(steps):
        optimizer.zero_grad()
        total = 0.0
        for _ in range(2):  # two small batches make one step
            starts = torch.randint(40 - T, (3,))
            x = torch.stack([text[s:s + T] for s in starts])
            y = torch.stack([text[s + 1:s + T + 1] for s in starts])
            loss = F.cross_entropy(forward(x).view(-1, V), y.view(-1)) / 2
            loss.backward()
            total += loss.item()
        losses.append(total)
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), 0.5).item())
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        ids = text[:3].unsqueeze(0)
        for _ in range(5):
            logits = forward(ids)[:, -1] / 0.8
            best = logits.topk(5)
            logits = torch.full_like(logits, -torch.inf).scatter(1, best.indices, best.values)
            ids = torch.cat([ids, torch.multinomial(logits.softmax(-1), 1)], dim=1)
    write("reference/gpt_schedule", {
        "losses": losses, "norms": norms, "rates": rates, "ids": ids, "weights": named})


def encoder_decoder():
    V, C, H, L, buckets = 10, 8, 2, 2, 7
    options = dict(dropout=0.0, activation="relu", batch_first=True, norm_first=True)
    model = nn.ModuleDict({
        "tokens": nn.Embedding(V, C), "near": nn.Embedding(buckets, H),
        "encoder": nn.TransformerEncoder(
            nn.TransformerEncoderLayer(C, H, 16, **options), L, norm=nn.LayerNorm(C),
            enable_nested_tensor=False),
        "decoder": nn.TransformerDecoder(
            nn.TransformerDecoderLayer(C, H, 16, **options), L, norm=nn.LayerNorm(C)),
        "head": nn.Linear(C, V)})
    torch.manual_seed(77)
    fill(model.named_parameters())

    def bias(n, batch):
        # How far a key is from its query, clipped: a learned number for every head.
        distance = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        table = model["near"](distance.clamp(-3, 3) + 3).permute(2, 0, 1)
        return table.repeat(batch, 1, 1)

    def forward(source, target):
        padding = torch.zeros(source.shape).masked_fill(source == 0, -torch.inf)
        memory = model["encoder"](
            model["tokens"](source), mask=bias(source.shape[1], len(source)),
            src_key_padding_mask=padding)
        n = target.shape[1]
        later = torch.full((n, n), -torch.inf).triu(1)
        y = model["decoder"](
            model["tokens"](target), memory, tgt_mask=bias(n, len(target)) + later,
            memory_key_padding_mask=padding)
        return model["head"](y)

    source = torch.randint(1, V, (3, 6))
    source[1, 4:] = 0
    target = torch.randint(1, V, (3, 5))
    named = dict(model.named_parameters())
    optimizer = torch.optim.Adam(named.values(), lr=0.02, eps=1e-5)
    losses, norms = [], []
    for step in range(6):
        logits = forward(source, target[:, :-1])
        loss = F.cross_entropy(
            logits.transpose(1, 2), target[:, 1:], label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradients = {name: p.grad.clone() for name, p in named.items()}
        norms.append(nn.utils.clip_grad_norm_(named.values(), 1.0, norm_type=torch.inf).item())
        optimizer.step()
        losses.append(loss.item())
    write("reference/encoder_decoder", {
        "source": source, "target": target, "logits": logits, "losses": losses, "norms": norms,
        "gradients": gradients, "weights": named})


if __name__ == "__main__":
    gpt_schedule()
    encoder_decoder()
