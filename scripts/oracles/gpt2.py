#!/usr/bin/env python3
"""Answers for reference/gpt2.py by transformers' GPT2LMHeadModel."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from dump import write
from reference import fill, train

torch.manual_seed(2019)
model = GPT2LMHeadModel(GPT2Config(
    vocab_size=11, n_positions=12, n_embd=8, n_layer=2, n_head=2,
    resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=None, eos_token_id=None))
torch.manual_seed(2019)
fill(model.named_parameters())
parameters = [(name.removeprefix("transformer."), p) for name, p in model.named_parameters()]

ids = torch.randint(0, 11, (3, 7))
labels = ids.clone()
labels[:, :2] = -100  # the prompt
first = model(input_ids=ids, labels=labels)
losses, norms, gradients = train(
    parameters, lambda: model(input_ids=ids, labels=labels).loss,
    steps=2, lr=0.01, weight_decay=0.1, max_norm=1.0, eps=1e-6)

model.eval()
write("reference/gpt2", {
    "ids": ids, "labels": labels, "logits": first.logits, "losses": losses, "norms": norms,
    "gradients": gradients, "weights": dict(parameters),
    "final_loss": model(input_ids=ids, labels=labels).loss.item(),
    "greedy": model.generate(ids[:2, :3], do_sample=False, max_new_tokens=8, pad_token_id=0)})
