"""What the oracles of whole models share: the same weights on both sides, and two steps of AdamW."""

import contextlib

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def fill(parameters, scale=0.2):
    """Draws every parameter in turn, as the scripts do: scale · randn, and the gains of norms
    (the only vectors called weight) around 1."""
    with torch.no_grad():
        for name, p in parameters:
            gain = p.dim() == 1 and name.endswith("weight")
            p.copy_((1 if gain else 0) + scale * torch.randn(p.shape))


def train(parameters, loss_of, steps, lr, weight_decay, max_norm, eps=1e-8):
    """Trains with AdamW under a clipped norm. Returns the losses, the norms before clipping, and
    the gradients of the first step by name.

    A softmax does not see what its scores have in common, so the slope of a key's bias is zero but
    for rounding. Adam divides by a slope's own size: with its usual eps of 1e-8 the rounding becomes
    a step of 1e-10. Models with such biases take a larger eps."""
    named = dict(parameters)
    optimizer = torch.optim.AdamW(named.values(), lr=lr, eps=eps, weight_decay=weight_decay)
    losses, norms, gradients = [], [], {}
    for step in range(steps):
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradients = {name: p.grad.clone() for name, p in named.items()}
        norms.append(torch.nn.utils.clip_grad_norm_(named.values(), max_norm).item())
        optimizer.step()
        losses.append(loss.item())
    return losses, norms, gradients


@contextlib.contextmanager
def float64_throughout():
    """Turns a package's casts to float32 into casts to float64.

    transformers' T5 rounds the mean square of a norm and the scores before a softmax to float32,
    whatever the weights are in. That is a matter of half precision, not of the model, and would
    leave 7 digits to compare."""
    cast, single = torch.Tensor.to, torch.Tensor.float

    def to(x, *args, **named):
        return cast(x, *(torch.float64 if a is torch.float32 else a for a in args), **named)

    torch.Tensor.to, torch.Tensor.float = to, torch.Tensor.double
    try:
        yield
    finally:
        torch.Tensor.to, torch.Tensor.float = cast, single
