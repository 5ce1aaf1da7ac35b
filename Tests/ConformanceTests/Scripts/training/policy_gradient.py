# REINFORCE with a baseline on a game of five arms, then group-relative advantages and a KL leash.
manual_seed(49)
pays = tensor([0.1, 0.4, 0.9, 0.2, 0.5])
theta = param(zeros(5))
start = log_softmax(theta.detach(), dim=0)
opt = Adam([theta], lr=0.2)
baseline = 0.0
track = []
for step in range(15):
    logp = log_softmax(theta, dim=0)
    arm = multinomial(exp(logp).detach(), 1).item()
    reward = pays[arm].item() + 0.1 * randn(1).item()
    loss = -(reward - baseline) * logp[arm] - 0.01 * -(exp(logp) * logp).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
    baseline = 0.8 * baseline + 0.2 * reward
    track.append((arm, round(reward, 6)))
group_losses = []
for step in range(6):
    logp = log_softmax(theta, dim=0)
    arms = multinomial(exp(logp).detach(), 6, replacement=True)
    rewards = pays[arms] + 0.1 * randn(6)
    advantages = (rewards - rewards.mean()) / (rewards.std() + 1e-4)
    old = logp.detach()
    for _ in range(2):
        logp = log_softmax(theta, dim=0)
        ratio = exp(logp[arms] - old[arms])
        surrogate = minimum(ratio * advantages, clamp(ratio, 0.8, 1.2) * advantages)
        gap = start - logp
        kl = (exp(gap) - gap - 1)[arms]
        loss = -(surrogate - 0.05 * kl).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        group_losses.append(loss.item())
chances = softmax(theta.detach(), dim=0)
