#!/usr/bin/env python3
"""Answers for reference/lora.py by peft: two adapted linear layers, with the scaling alpha/r and with
rank-stabilised scaling alpha/√r, and the merge."""

import copy

import torch
from peft import LoraConfig, get_peft_model

from dump import write
from reference import fill, train

torch.manual_seed(2106)
base = torch.nn.Sequential(torch.nn.Linear(6, 10), torch.nn.Tanh(), torch.nn.Linear(10, 4))
torch.manual_seed(2106)
fill(base.named_parameters(), scale=0.4)
down = [0.5 * torch.randn(2, 6), 0.5 * torch.randn(2, 10)]
x = torch.randn(9, 6)
y = torch.randint(0, 4, (9,))


def answers(rank_stabilised):
    model = get_peft_model(copy.deepcopy(base), LoraConfig(
        r=2, lora_alpha=6, target_modules=["0", "2"], use_rslora=rank_stabilised))
    adapters = {}
    for layer, start in zip("02", down):
        parts = model.base_model.model.get_submodule(layer)
        parts.lora_A["default"].weight.data.copy_(start)  # lora_B starts at zero by itself
        adapters["A" + layer] = parts.lora_A["default"].weight
        adapters["B" + layer] = parts.lora_B["default"].weight
    before = model(x)
    loss_of = lambda: torch.nn.functional.cross_entropy(model(x), y)
    losses, norms, gradients = train(
        adapters.items(), loss_of, steps=3, lr=0.05, weight_decay=0.1, max_norm=0.5)
    loss = loss_of()
    for p in adapters.values():
        p.grad = None
    loss.backward()
    later = {name: p.grad.clone() for name, p in adapters.items()}
    counted = {"trainable": model.get_nb_trainable_parameters()[0],
               "all": model.get_nb_trainable_parameters()[1]}
    adapted = model(x)
    kept = {name: p.detach().clone() for name, p in adapters.items()}
    merged = model.merge_and_unload()
    return {
        "before": before, "losses": losses, "norms": norms, "gradients": gradients,
        "later_gradients": later, "adapters": kept, "adapted": adapted, "counted": counted,
        "merged": {"0": merged[0].weight, "2": merged[2].weight}, "merged_logits": merged(x)}


write("reference/lora", {
    "x": x, "y": y, "base_logits": base(x),
    "plain": answers(False), "rank_stabilised": answers(True)})
