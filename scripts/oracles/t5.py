#!/usr/bin/env python3
"""Answers for reference/t5.py and reference/t5_gated.py by transformers' T5ForConditionalGeneration:
as first published (relu, the head tied to the embedding and scaled), and as in version 1.1 (a gated
gelu, a head of its own)."""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from dump import write
from reference import fill, float64_throughout, train


def answers(script, seed, feed_forward, tied):
    model = T5ForConditionalGeneration(T5Config(
        vocab_size=11, d_model=8, d_kv=3, d_ff=12, num_layers=2, num_heads=2,
        relative_attention_num_buckets=8, relative_attention_max_distance=16, dropout_rate=0,
        feed_forward_proj=feed_forward, tie_word_embeddings=tied,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=None))
    torch.manual_seed(seed)
    fill(model.named_parameters())
    parameters = list(model.named_parameters())

    source = torch.randint(1, 11, (2, 10))
    mask = torch.arange(10) < torch.tensor([[10], [6]])  # the second source is shorter
    labels = torch.randint(1, 11, (2, 7))
    labels = labels.masked_fill(torch.arange(7) >= torch.tensor([[7], [5]]), -100)
    inputs = {"input_ids": source, "attention_mask": mask.long(), "labels": labels}

    rounded = model(**inputs)
    with float64_throughout():
        first = model(**inputs)
        assert torch.allclose(rounded.logits, first.logits, rtol=1e-5, atol=1e-6)
        encoded = model.encoder(source, attention_mask=mask.long()).last_hidden_state
        losses, norms, gradients = train(
            parameters, lambda: model(**inputs).loss,
            steps=2, lr=0.01, weight_decay=0.01, max_norm=1.0)
        model.eval()
        greedy = model.generate(
            source, attention_mask=mask.long(), do_sample=False, max_new_tokens=6)
        write(script, {
            "source": source, "mask": mask, "labels": labels, "logits": first.logits,
            "encoded": encoded, "losses": losses, "norms": norms, "gradients": gradients,
            "weights": dict(parameters), "final_loss": model(**inputs).loss.item(),
            "greedy": greedy})


answers("reference/t5", 1910, "relu", tied=True)
answers("reference/t5_gated", 2020, "gated-gelu", tied=False)
