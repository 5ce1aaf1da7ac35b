# Forms of a call beside the plain one: factors, ways of rounding, bounds and fills that are
# tensors, changes in place, dtypes of what is made.
x = param([[0.5, -1.25, 2.0], [1.5, 0.75, -0.3]])
y = param([[1.1, 0.4, -0.6], [0.9, 2.2, 0.35]])
low = param([-0.5, 0.1, -0.2])
high = param(1.2)
i = tensor([[3, -1, 2], [0, 5, -4]])
mask = tensor([[True, False, True], [False, True, True]])

# alpha scales the second operand.
added = [torch.add(x, y, alpha=2), x.add(1, alpha=3), i.add(i, alpha=2), x.sub(y, alpha=-0.5)]
torch.sub(x, other=y, alpha=0.25).square().sum().backward()

# rounding_mode
quotients = [
    torch.div(x.detach(), 0.4, rounding_mode="floor"), x.detach().div(0.4, rounding_mode="trunc"),
    torch.div(i, 2, rounding_mode="floor"), i.div(2, rounding_mode="trunc"),
    torch.div(i, 2.0, rounding_mode="trunc"), torch.div(x, y, rounding_mode=None).detach()]

# Bounds that are tensors get a gradient where they are the result.
a = x.clamp(low, high)
b = torch.clamp(x, min=y)
c = y.clamp(max=high)
(a * 2 + b * 3 + c * 5).sum().backward()

# A fill that is a tensor, and what an int tensor keeps of a float.
filled = x.masked_fill(mask, high)
(filled * y).sum().backward()
kept = [i.masked_fill(mask, 2.5), i.masked_fill(mask, -2.5), i.masked_fill(mask, True),
        i.scatter(1, tensor([[0], [2]]), 1.5), i.scatter(1, tensor([[0], [2]]), value=7)]

made = [full((2,), 1.5, dtype=torch.int64), torch.full_like(i, -2.7), full((2,), 3, dtype=torch.bool),
        arange(0.5, 5, dtype=torch.int64), eye(2, dtype=torch.bool), eye(2, 3, dtype=torch.int64),
        linspace(0, 10, 5, dtype=torch.int64)]

# The mask of masked_select is broadcast.
chosen = torch.masked_select(x, tensor([True, False, True]))
chosen.sum().backward()
rows = x.masked_select(tensor([[True], [False]]))

# In place
s = tensor([-1.0, 0.5, 2.0])
same = F.relu(s, inplace=True)
again = F.silu(x, inplace=False)
F.leaky_relu(s, 0.1, inplace=True)
t = F.elu(x * 2, alpha=0.5, inplace=True)
t.sum().backward()

# Draws
torch.manual_seed(5)
drawn = [torch.randint(high=10, size=(3,)), torch.randint(0, 10, (3,), dtype=torch.float64),
         torch.rand(2, dtype=torch.float64)]

history = torch.detach(x * 2)

# The slope of a side that was broadcast, and losses of single classes that are all left out.
q = param([0.2, 0.3, 0.5])
F.kl_div(x.log_softmax(-1), q, reduction="mean").backward()
