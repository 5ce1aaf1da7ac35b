manual_seed(12)
x = param(randn(3, 4, 5))
g, h = param(1 + 0.1 * randn(4, 5)), param(0.1 * randn(4, 5))
made = [
    layer_norm(x, (5,)), layer_norm(x, [4, 5]), layer_norm(x, (4, 5), g, h), layer_norm(x, (5,), eps=0.1),
    layer_norm(x, (4, 5), weight=g, bias=h, eps=1e-3), layer_norm(x, x.shape[-1:], g[0]),
    rms_norm(x, (5,)), rms_norm(x, (5,), g[1]), rms_norm(x, (4, 5), eps=1e-2), rms_norm(x, (5,), weight=g[2], eps=1e-5),
    normalize(x), normalize(x, dim=-1), normalize(x, p=1, dim=0), normalize(x, p=2.0, dim=2, eps=1e-3),
    x.norm(dim=-1), norm(x), x.norm(p=1, dim=(0, 1)), x.norm(p=inf, dim=2), x.norm(dim=1, keepdim=True), x.norm(2),
    linalg.norm(x), linalg.norm(x, dim=-1), linalg.norm(x, ord=1, dim=-1), linalg.norm(x[0]), x.norm(p=3, dim=0),
]
total = sum([(w + 1) * (m ** 2).sum() for w, m in enumerate(made)])
total.backward()
flat = layer_norm(full((2, 3), 7.0), (3,))
zero = normalize(zeros(2, 3), dim=1)
z = param(zeros(3))
z.norm().backward()
batch = (x - x.mean(dim=0)) / (x.var(dim=0, unbiased=False) + 1e-5).sqrt()
spread = batch.std(dim=0, correction=0).mean()
