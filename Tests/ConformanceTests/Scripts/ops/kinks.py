# Where a function has no slope of its own, PyTorch has a convention.
grid = [-2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0]

def slope(f):
    x = param(tensor(grid))
    f(x).sum().backward()
    return x.grad

slopes = {
    "relu": slope(relu), "abs": slope(abs), "sign": slope(sign), "clamp": slope(lambda x: clamp(x, -1, 1)),
    "floor": slope(floor), "leaky": slope(lambda x: leaky_relu(x, 0.1)), "elu": slope(elu),
    "maximum": slope(lambda x: maximum(x, tensor(0.5))), "minimum": slope(lambda x: minimum(x, -x)),
    "square": slope(square), "cube": slope(lambda x: x ** 3), "zeroth": slope(lambda x: x ** 0),
    "half": slope(lambda x: x.abs() ** 0.5), "reciprocal": slope(reciprocal), "log": slope(log),
    "sqrt": slope(sqrt), "rsqrt": slope(rsqrt), "log1p": slope(log1p), "huber": slope(lambda x: huber_loss(x, zeros(8), reduction="none")),
    "smooth": slope(lambda x: smooth_l1_loss(x, zeros(8), reduction="none")),
    "l1": slope(lambda x: l1_loss(x, zeros(8))), "amax": slope(lambda x: x.amax()), "max": slope(lambda x: x.max()),
    "first": slope(lambda x: x.max(dim=0).values), "base": slope(lambda x: 2.0 ** x),
    "remainder": slope(lambda x: x % 0.75), "where": slope(lambda x: where(x >= 0, x, 0.0)),
    "softsign": slope(lambda x: x / (1 + x.abs())), "lower": slope(lambda x: clamp(x, min=0.5)),
    "round": slope(lambda x: x * round(x)), "norm": slope(lambda x: (x * 0).norm()), "l1norm": slope(lambda x: x.norm(p=1)),
}
base = param(tensor([0.0, 2.0, 0.0]))
exponent = param(tensor([0.0, 3.0, 2.0]))
(base ** exponent).sum().backward()
ties = param(tensor([[2.0, 2.0], [1.0, 2.0]]))
(ties.max() + ties.amax(dim=0).sum() + maximum(ties[0], ties[1]).sum()).backward()
