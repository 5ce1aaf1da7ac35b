manual_seed(9)
z = param(randn(6, 4) * 2)
y = tensor([0, 3, -100, 1, 2, -100])
q = softmax(randn(6, 4), dim=1)
classes = [
    cross_entropy(z, y), cross_entropy(z, y, reduction="sum"), cross_entropy(z, y, label_smoothing=0.2),
    cross_entropy(z, y, reduction="none").sum(), cross_entropy(z, q), cross_entropy(z, q, label_smoothing=0.1),
    cross_entropy(z, tensor([0, 1, 2, 1, 1, 0]), ignore_index=1),
    nll_loss(log_softmax(z, dim=1), y), nll_loss(log_softmax(z, dim=1), y, reduction="sum"),
    cross_entropy(z.view(2, 3, 4).transpose(1, 2), y.view(2, 3)),
    cross_entropy(z.view(2, 3, 4).transpose(1, 2), y.view(2, 3), reduction="none").sum(),
    cross_entropy(z[0], tensor(2)),
]
sum(classes).backward()
each = cross_entropy(z.detach(), y, reduction="none", label_smoothing=0.3)
a = param(randn(3, 5))
b = randn(3, 5)
t = (rand(3, 5) > 0.5).double()
pairs = [
    mse_loss(a, b), mse_loss(a, b, reduction="sum"), l1_loss(a, b), l1_loss(a, b, reduction="sum"),
    huber_loss(a, b), huber_loss(a, b, delta=0.3), huber_loss(a, b, reduction="sum", delta=2.0),
    smooth_l1_loss(a, b), smooth_l1_loss(a, b, beta=0.4), smooth_l1_loss(a, b, reduction="none").mean(),
    binary_cross_entropy(sigmoid(a), t), binary_cross_entropy(sigmoid(a), t, reduction="sum"),
    binary_cross_entropy_with_logits(a, t), binary_cross_entropy_with_logits(a, t, reduction="sum"),
    kl_div(log_softmax(a, dim=1), softmax(b, dim=1), reduction="batchmean"),
    kl_div(log_softmax(a, dim=1), log_softmax(b, dim=1), log_target=True, reduction="sum"),
    kl_div(log_softmax(a, dim=1), softmax(b, dim=1), reduction="none").sum(),
    -cosine_similarity(a, b).mean(), (1 - cosine_similarity(a, b, dim=0)).sum(),
]
sum(pairs).backward()
sure = binary_cross_entropy(tensor([0.0, 1.0, 1.0]), tensor([0.0, 1.0, 0.0]), reduction="none")
far = cross_entropy(tensor([[1000.0, 0.0], [-1000.0, 0.0]]), tensor([1, 0]), reduction="none")
nothing = cross_entropy(randn(2, 3), tensor([-100, -100]))
