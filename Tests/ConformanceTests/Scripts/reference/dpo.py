# Direct preference optimisation of a GPT-2 with one block. Three prompts have a chosen and a rejected
# answer each; the policy is pulled towards the chosen ones, measured against a frozen copy of itself.
V, T, C, H, HIDDEN = 9, 8, 6, 2, 10
beta, smoothing = 0.3, 0.1
weights = {}

def draw(name, shape, around=0):
    weights[name] = param(around + 0.4 * randn(shape))

def draw_norm(name):
    draw(name + ".weight", (C,), around=1)
    draw(name + ".bias", (C,))

def draw_linear(name, n_in, n_out):
    draw(name + ".weight", (n_in, n_out))
    draw(name + ".bias", (n_out,))

manual_seed(2305)
draw("wte.weight", (V, C))
draw("wpe.weight", (T, C))
draw_norm("h.0.ln_1")
draw_linear("h.0.attn.c_attn", C, 3 * C)
draw_linear("h.0.attn.c_proj", C, C)
draw_norm("h.0.ln_2")
draw_linear("h.0.mlp.c_fc", C, HIDDEN)
draw_linear("h.0.mlp.c_proj", HIDDEN, C)
draw_norm("ln_f")
reference = {name: p.detach().clone() for name, p in weights.items()}

def forward(p, ids):
    def norm(x, name):
        return layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"])

    def affine(x, name):
        return x @ p[name + ".weight"] + p[name + ".bias"]

    B, n = ids.shape
    x = p["wte.weight"][ids] + p["wpe.weight"][:n]
    q, k, v = [part.view(B, n, H, C // H).transpose(1, 2)
               for part in affine(norm(x, "h.0.ln_1"), "h.0.attn.c_attn").split(C, dim=2)]
    heads = scaled_dot_product_attention(q, k, v, is_causal=True)
    x = x + affine(heads.transpose(1, 2).reshape(B, n, C), "h.0.attn.c_proj")
    h = gelu(affine(norm(x, "h.0.ln_2"), "h.0.mlp.c_fc"), approximate="tanh")
    x = x + affine(h, "h.0.mlp.c_proj")
    return norm(x, "ln_f") @ p["wte.weight"].T

ids = randint(0, V, (6, T))  # three chosen answers, then the three rejected ones …
prompts = ids[:3, :3]
ids = cat([cat([prompts, prompts]), ids[:, 3:]], dim=1)  # … to the same prompts of three tokens
lengths = tensor([[8], [6], [7], [7], [8], [5]])
place = arange(T)
labels = where((place < 3) | (place >= lengths), -100, ids)

def logps_of(p):
    # log p(answer | prompt): the sum over the answer's tokens, prompt and padding left out.
    wanted = labels[:, 1:]
    logp = log_softmax(forward(p, ids)[:, :-1], dim=-1)
    each = logp.gather(2, where(wanted == -100, 0, wanted).unsqueeze(2)).squeeze(2)
    return (each * (wanted != -100)).sum(dim=1)

with no_grad():
    reference_logps = logps_of(reference)

def margin():
    # How much more the policy prefers the chosen answer than the reference does.
    chosen, rejected = (logps_of(weights) - reference_logps).chunk(2)
    return chosen - rejected

def loss_of(m, smoothing):
    # A share of the preferences, `smoothing`, is taken to have been noted the wrong way round.
    return -logsigmoid(beta * m) * (1 - smoothing) - logsigmoid(-beta * m) * smoothing

# A softmax does not see what its scores have in common, so the slope of the keys' bias is zero but
# for rounding. Adam divides by a slope's own size; a larger eps keeps the rounding out of the weights.
optimizer = AdamW(list(weights.values()), lr=0.02, eps=1e-6, weight_decay=0.0)
losses = []
norms = []
for step in range(3):
    loss = loss_of(margin(), smoothing).mean()
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        gradients = {name: p.grad.clone() for name, p in weights.items()}
    norms.append(clip_grad_norm_(list(weights.values()), 1.0).item())
    optimizer.step()
    losses.append(loss.item())

assert abs(losses[0] - math.log(2)) < 1e-12  # no preference yet

with no_grad():
    logps = logps_of(weights)
    chosen_rewards, rejected_rewards = (beta * (logps - reference_logps)).chunk(2)
    m = margin()
    variants = {
        "sigmoid": loss_of(m, 0),
        "smoothed": loss_of(m, 0.1),
        "robust": (loss_of(m, 0) * 0.9 - loss_of(-m, 0) * 0.1) / (1 - 2 * 0.1),
        "hinge": relu(1 - beta * m),
        "ipo": (m - 1 / (2 * beta)) ** 2,
    }
