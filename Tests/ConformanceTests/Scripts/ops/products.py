manual_seed(21)
a, b = param(randn(2, 1, 3, 4)), param(randn(5, 4, 2))
m, n = param(randn(3, 4)), param(randn(4, 3))
u, v = param(randn(4)), param(randn(3))
w, bias = param(randn(6, 4)), param(randn(6))
made = [
    a @ b, a @ u, v @ a, m @ n, m @ u, v @ m, u @ u, matmul(m, n), m.matmul(n), torch.matmul(a, b),
    bmm(b, b.mT), dot(u, u), outer(u, v), linear(a, w), linear(u, w, bias), linear(m, w, bias=bias),
    linear(m, u), m @ n @ m, (m @ n).T @ v, a @ b @ b.mT, einsum("ij,kj->ik", m, w),
]
total = sum([(k + 1) * (y ** 2).sum() / 10 for k, y in enumerate(made)])
total.backward()
shapes = [list(y.shape) for y in made]
i = tensor([[1, 2], [3, 4]])
ints = [i @ i, i @ tensor([1, 1]), i * i.T, (i @ i).dtype == torch.int64]
nothing = zeros(2, 0) @ zeros(0, 3)
A = param(randn(3, 3) + 3 * eye(3))
solved = linalg.solve(A, v.detach())
solved.sum().backward()
# The signs of U and V are the library's to choose.
_U, S, _Vh = linalg.svd(m.detach(), full_matrices=False)
again = _U @ diag(S) @ _Vh
