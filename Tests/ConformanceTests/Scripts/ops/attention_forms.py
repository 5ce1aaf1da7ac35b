manual_seed(15)
q, k, v = param(randn(2, 2, 4, 3)), param(randn(2, 2, 6, 3)), param(randn(2, 2, 6, 5))
own = param(randn(2, 2, 4, 3))
seen = rand(2, 1, 4, 6) > 0.3
bias = param(randn(2, 4, 6))
made = [
    scaled_dot_product_attention(q, k, v),
    scaled_dot_product_attention(q, k, v, attn_mask=seen),
    scaled_dot_product_attention(q, k, v, attn_mask=bias),
    scaled_dot_product_attention(q, own, own, is_causal=True),
    scaled_dot_product_attention(q, k, v, scale=0.5),
    scaled_dot_product_attention(q, k, v, attn_mask=bias, scale=1.0),
    F.scaled_dot_product_attention(q[0], k[0], v[0]),
    scaled_dot_product_attention(q[0, 0], k[0, 0], v[0, 0], attn_mask=seen[0, 0]),
    scaled_dot_product_attention(q, k, v, is_causal=True),
]
total = sum([(w + 1) * (m ** 2).sum() for w, m in enumerate(made)])
total.backward()
# The same by hand, with a mask as numbers.
scores = q @ k.mT / math.sqrt(3)
by_hand = softmax(scores + where(seen, 0.0, -inf), dim=-1) @ v
same = allclose(by_hand, made[1])
# Linear attention, and a band that every query may look at.
band = (arange(4)[:, None] - arange(4)[None, :]).abs() <= 1
local = scaled_dot_product_attention(q, own, own, attn_mask=band)
kernel = (elu(q) + 1) @ ((elu(k) + 1).mT @ v)
