manual_seed(18)
a, b, c = param(randn(3, 4)), param(randn(4, 5)), param(randn(2, 3, 4))
u, v = param(randn(4)), param(randn(3))
made = [
    einsum("ij,jk->ik", a, b), einsum("ij->ji", a), einsum("ij->", a), einsum("ij->j", a), einsum("ij,ij->i", a, a),
    einsum("i,j->ij", v, u), einsum("j,j->", u, u), einsum("bij,jk->bik", c, b), einsum("bij,j->bi", c, u),
    einsum("bij,bkj->bik", c, c), einsum("ij,jk", a, b), einsum("i,ij,j->", v, a, u), einsum("bij,ij->b", c, a),
    einsum("...ij,jk->...ik", c, b), einsum("bij -> ijb", c), einsum("ij,j->ij", a, u), einsum("ii->i", a[:, :3]),
    einsum("ii", a[:, :3]), einsum("bij,bij,bij->b", c, c, c), einsum("bij,kl->bl", c, b),
]
total = sum([(w + 1) * (m ** 2).sum() for w, m in enumerate(made)])
total.backward()
shapes = [list(m.shape) for m in made]
