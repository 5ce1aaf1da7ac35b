#!/usr/bin/env python3
"""Answers for reference/dpo.py: log-probabilities and losses by trl's DPOTrainer (made without its data
and device; what is called are its own methods), over transformers' GPT-2 with one block."""

import copy
import types
import warnings

warnings.simplefilter("ignore")

import torch
from transformers import GPT2Config, GPT2LMHeadModel
from trl import DPOTrainer
from trl.trainer.dpo_config import FDivergenceType

from dump import write
from reference import fill, train

torch.manual_seed(2305)
policy = GPT2LMHeadModel(GPT2Config(
    vocab_size=9, n_positions=8, n_embd=6, n_layer=1, n_head=2, n_inner=10,
    resid_pdrop=0, embd_pdrop=0, attn_pdrop=0))
torch.manual_seed(2305)
fill(policy.named_parameters(), scale=0.4)
reference = copy.deepcopy(policy).requires_grad_(False)
parameters = [(name.removeprefix("transformer."), p) for name, p in policy.named_parameters()]

ids = torch.randint(0, 9, (6, 8))  # three chosen answers, then the three rejected ones
ids[3:, :3] = ids[:3, :3]  # to the same prompts
lengths = torch.tensor([8, 6, 7, 7, 8, 5])[:, None]
place = torch.arange(8)
labels = ids.masked_fill((place < 3) | (place >= lengths), -100)

trainer = object.__new__(DPOTrainer)
trainer.accelerator = types.SimpleNamespace(device="cpu")
trainer.beta, trainer.reference_free = 0.3, False
trainer.f_divergence_type = FDivergenceType.REVERSE_KL.value


def logps(model):
    return DPOTrainer.get_batch_logps(model(ids).logits, labels)[0]


def losses_of(kind, smoothing):
    trainer.loss_type, trainer.label_smoothing = kind, smoothing
    return trainer.dpo_loss(*logps(policy).chunk(2), *logps(reference).chunk(2))


losses, norms, gradients = train(
    parameters, lambda: losses_of("sigmoid", 0.1)[0].mean(),
    steps=3, lr=0.02, weight_decay=0.0, max_norm=1.0, eps=1e-6)
_, chosen, rejected = losses_of("sigmoid", 0)
kinds = {"sigmoid": ("sigmoid", 0), "smoothed": ("sigmoid", 0.1), "robust": ("robust", 0.1),
         "hinge": ("hinge", 0), "ipo": ("ipo", 0)}
with torch.no_grad():
    variants = {name: losses_of(*kind)[0] for name, kind in kinds.items()}
write("reference/dpo", {
    "ids": ids, "labels": labels, "reference_logps": logps(reference), "logps": logps(policy),
    "losses": losses, "norms": norms, "gradients": gradients, "weights": dict(parameters),
    "chosen_rewards": chosen, "rejected_rewards": rejected, "variants": variants})
