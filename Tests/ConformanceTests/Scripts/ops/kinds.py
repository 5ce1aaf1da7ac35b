# What becomes of int, bool and float when they meet.
i = tensor([7, -7, 3, 0])
j = tensor([2, 2, -2, 5])
f = tensor([0.5, -1.5, 2.0, 7.0])
b = tensor([True, False, True, True])
quotients = [i / j, i // j, i % j, f // 2, f % 2, -f // 2, -f % 2, i // 2, i % -3, 7 // j, 7 % j, 10 / j]
powers = [i ** 2, j.float() ** -1, f ** 3, 2 ** tensor([0, 1, 5]), i ** 0, 2.0 ** i]
meets = [i + f, i * 0.5, i * b, b + b, b * f, b & (i > 0), b | ~b, b ^ b, i & 6, i | 1, ~i, b + 1, b * 2.5, i - b.long()]
compare = [i == j, i < f, b == 1, i >= 3, f != f, i > 2.5]
chosen = [where(b, i, j), where(b, i, 0.5), where(b, f, 1), where(i > 0, 1, 0), where(i > 0, 1.0, 0)]
joined = [cat([i, f]), stack([i, j]), stack([b.long(), i]), cat([b, b])]
made = [arange(3), arange(0, 1, 0.25), arange(5, 0, -2), full((2,), 3), full((2,), 3.0), full((2,), True),
        zeros(2, dtype=torch.int64), ones(2, dtype=torch.bool), linspace(0, 1, 5), eye(2),
        zeros_like(i), ones_like(b), full_like(i, 4), tensor([1, 2.5]), tensor([True, 2]), zeros_like(f, dtype=torch.int64)]
back = [f.long(), f.int(), f.bool(), i.bool(), b.float(), i.double(), (-f).long()]
rounded = [round(f), floor(f), ceil(f), round(tensor([0.5, 1.5, 2.5, -0.5])), sign(i), abs(i), clamp(i, min=0), clamp(i, -1, 3), clamp(f, max=1)]
single = [tensor(3) / 2, tensor(3) // 2, tensor(True) + tensor(True), tensor(2) ** 3, -tensor(4), tensor(3) * 1.0]
zero = [tensor([1.0, -1.0, 0.0]) / 0, tensor([1, -1]) / 0, tensor([1.0, -1.0]) % inf]
python = [float(tensor(2)), int(tensor(2.9)), bool(tensor(0.0)), tensor(3).item(), tensor(True).item(), tensor([[1]]).item()]
kinds = [str(t.dtype) for t in [i / j, i // j, b + b, i + f, b + 1, i ** 2, i.float().sum(), b.sum(), i > 1]]
lists = [i.tolist(), f.tolist(), b.tolist(), tensor([[1, 2], [3, 4]]).tolist(), tensor(1.5).tolist()]
