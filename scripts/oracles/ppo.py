#!/usr/bin/env python3
"""Answers for reference/ppo.py by trl's PPOTrainer: rewards with a KL penalty, generalised advantages,
whitening, and the clipped losses of policy and values. The trainer is made without its data and
device; what is called are its own methods. Policy and values are layers of torch.nn."""

import warnings

warnings.simplefilter("ignore")

import torch
from torch.nn import Embedding, Linear
from trl import PPOConfig, PPOTrainer
from trl.core import entropy_from_logits, logprobs_from_logits, masked_mean
from trl.trainer import FixedKLController

from dump import write
from reference import fill, float64_throughout

V, C = 7, 5
ENTROPY = 0.01


class Policy(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = Embedding(V, C)
        self.hidden = Linear(C, C)
        self.head = Linear(C, V)
        self.value = Linear(C, 1)

    def forward(self, ids):
        h = torch.tanh(self.hidden(self.embedding(ids)))
        return self.head(h), self.value(h).squeeze(-1)


torch.manual_seed(1707)
policy, reference = Policy(), Policy()
torch.manual_seed(1707)
fill(policy.named_parameters(), scale=0.6)
fill(reference.named_parameters(), scale=0.6)
tokens = torch.randint(0, V, (3, 6))
states, actions = tokens[:, :-1], tokens[:, 1:]
mask = (torch.arange(5) < torch.tensor([[5], [3], [4]])).long()
scores = torch.tensor([1.5, -0.7, 0.4])

trainer = object.__new__(PPOTrainer)
trainer.config = PPOConfig(gamma=0.97, lam=0.9, cliprange=0.2, cliprange_value=0.2, vf_coef=0.5)
trainer.kl_ctl = FixedKLController(0.2)

with torch.no_grad():
    logits, old_values = policy(states)
    old_logprobs = logprobs_from_logits(logits, actions)
    ref_logprobs = logprobs_from_logits(reference(states)[0], actions)
    rewards, _, kl = trainer.compute_rewards(scores, old_logprobs, ref_logprobs, mask)
    trainer.config.whiten_rewards = True
    whitened = trainer.compute_advantages(old_values, rewards, mask)[1]
    trainer.config.whiten_rewards = False
    masked_values, advantages, returns = trainer.compute_advantages(old_values, rewards, mask)
    estimates = {}
    for kind in ["abs", "mse"]:
        trainer.config.kl_penalty = kind
        estimates[kind] = trainer._kl_penalty(old_logprobs, ref_logprobs)

named = dict(policy.named_parameters())
optimizer = torch.optim.AdamW(named.values(), lr=0.05, weight_decay=0.0)
history = []
for epoch in range(4):
    logits, values = policy(states)
    logprobs = logprobs_from_logits(logits, actions)
    with float64_throughout():  # the shares of clipped tokens are counted in float32
        policy_loss, value_loss, stats = trainer.loss(
            old_logprobs, masked_values, logits, values, logprobs, mask, advantages, returns)
    entropy = masked_mean(entropy_from_logits(logits), mask)
    loss = policy_loss + value_loss - ENTROPY * entropy
    optimizer.zero_grad()
    loss.backward()
    gradients = {name: p.grad.clone() for name, p in named.items()}
    norm = torch.nn.utils.clip_grad_norm_(named.values(), 0.5)
    optimizer.step()
    history.append({
        "loss": loss.item(), "policy": policy_loss.item(), "value": value_loss.item(),
        "entropy": entropy.item(), "approx_kl": stats["policy/approxkl"].item(),
        "policy_kl": stats["policy/policykl"].item(), "clipped": stats["policy/clipfrac"].item(),
        "clipped_values": stats["val/clipfrac"].item(), "value_error": stats["val/error"].item(),
        "norm": norm.item(), "gradients": gradients})

assert history[0]["clipped"] == 0 < history[-1]["clipped"]
assert history[0]["clipped_values"] == 0 < history[-1]["clipped_values"]
write("reference/ppo", {
    "tokens": tokens, "mask": mask, "old_logprobs": old_logprobs, "kl": kl,
    "kl_abs": estimates["abs"], "kl_mse": estimates["mse"], "rewards": rewards,
    "advantages": advantages, "returns": returns, "advantages_of_whitened": whitened,
    "return_variance": stats["returns/var"].item(), "ratio": stats["policy/ratio"],
    "history": history, "weights": named})
