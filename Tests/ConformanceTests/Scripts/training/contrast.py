# InfoNCE over a batch, a triplet, a variational autoencoder's two terms, and a linear probe at the end.
manual_seed(50)
left, right = randn(6, 5), randn(6, 5)
A, B = param(randn(5, 3)), param(randn(5, 3))
scale = param(tensor(math.log(1 / 0.07)))
opt = AdamW([A, B, scale], lr=0.02)
losses = []
for step in range(8):
    a, b = normalize(left @ A, dim=-1), normalize(right @ B, dim=-1)
    logits = scale.exp() * a @ b.T
    target = arange(6)
    loss = (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2
    opt.zero_grad()
    loss.backward()
    opt.step()
    with no_grad():
        scale.clamp_(0, math.log(100))
    losses.append(loss.item())
anchor, near, far = param(randn(4, 3)), randn(4, 3), randn(4, 3)
triplet = relu((anchor - near).norm(dim=1) - (anchor - far).norm(dim=1) + 1.0).mean()
triplet.backward()
E1, M, S, D1 = param(randn(5, 6) * 0.3), param(randn(6, 2) * 0.3), param(randn(6, 2) * 0.3), param(randn(2, 5) * 0.3)
vae = Adam([E1, M, S, D1], lr=0.02)
terms = []
for step in range(6):
    h = softplus(left @ E1)
    mean, log_var = h @ M, h @ S
    z = mean + exp(0.5 * log_var) * randn(mean.shape)
    rebuilt = mse_loss(z @ D1, left, reduction="sum") / 6
    kl = -0.5 * (1 + log_var - mean ** 2 - log_var.exp()).sum(dim=1).mean()
    vae.zero_grad()
    (rebuilt + 0.1 * kl).backward()
    vae.step()
    terms.append((rebuilt.item(), kl.item()))
probe = linalg.solve(left.T @ left + 0.1 * eye(5), left.T @ right[:, :1])
