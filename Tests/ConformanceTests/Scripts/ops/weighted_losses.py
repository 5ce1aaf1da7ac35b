# Losses with a weight of each class or element, in every reduction.
z = param([[0.5, -1.25, 2.0], [1.5, 0.75, -0.3], [0.1, 0.2, -0.7], [1.0, -1.0, 0.4]])
classes = tensor([2, 0, 1, 1])
weight = tensor([1.0, 2.5, 0.4])
chances = tensor([[0.3, 0.3, 0.4], [0.6, 0.3, 0.1], [0.0, 1.0, 0.0], [0.2, 0.5, 0.3]])

losses = []
for reduction in ["mean", "sum", "none"]:
    for smoothing in [0.0, 0.2]:
        for ignored in [-100, 1]:
            losses.append(F.cross_entropy(
                z, classes, weight=weight, ignore_index=ignored, reduction=reduction,
                label_smoothing=smoothing))
        losses.append(F.cross_entropy(
            z, chances, weight=weight, reduction=reduction, label_smoothing=smoothing))
    losses.append(F.nll_loss(z.log_softmax(1), classes, weight, reduction=reduction))
    losses.append(F.nll_loss(
        z.log_softmax(1), classes, weight=weight, ignore_index=2, reduction=reduction))
F.cross_entropy(z, classes, weight).backward()
sum([loss.sum() for loss in losses]).backward()

# Positions beside classes, one row without a batch, a weight that is None.
images = param((arange(24.0) * 0.37).sin().reshape(2, 3, 4))
places = tensor([[0, 1, 2, 0], [2, 2, -100, 0]])
spread = F.cross_entropy(images, places, weight=weight, label_smoothing=0.1)
spread.backward()
single = F.cross_entropy(z[0], tensor(1), weight=weight)
plain = F.cross_entropy(z, classes, None, ignore_index=0)

# Binary: weights of elements, broadcast, and of a target's yes.
p = param([[0.2, 0.7, 0.1], [0.35, 0.15, 0.5]])
s = param([[0.5, -1.25, 2.0], [1.5, 0.75, -0.3]])
t = tensor([[1.0, 0.0, 0.3], [0.0, 1.0, 0.8]])
each = tensor([[1.0, 2.0, 0.5], [0.1, 3.0, 1.0]])
binary = []
for reduction in ["mean", "sum", "none"]:
    binary += [
        F.binary_cross_entropy(p, t, each, reduction=reduction),
        F.binary_cross_entropy(p, t, weight=weight, reduction=reduction),
        F.binary_cross_entropy_with_logits(s, t, weight=each, reduction=reduction),
        F.binary_cross_entropy_with_logits(s, t, pos_weight=weight, reduction=reduction),
        F.binary_cross_entropy_with_logits(
            s, t, each, pos_weight=tensor(2.0), reduction=reduction)]
sum([loss.sum() for loss in binary]).backward()
