far = tensor([-1e308, -1000.0, -745.5, -40.0, -1e-9, -0.0, 0.0, 1e-300, 1e-9, 40.0, 709.9, 1000.0, 1e308, inf, -inf, nan])

def value_and_slope(f):
    x = param(far.clone())
    y = f(x)
    y.sum().backward()
    return y.detach(), x.grad

table = {
    "exp": value_and_slope(exp), "expm1": value_and_slope(expm1), "sigmoid": value_and_slope(sigmoid),
    "tanh": value_and_slope(tanh), "softplus": value_and_slope(softplus), "logsigmoid": value_and_slope(logsigmoid),
    "erf": value_and_slope(erf), "relu": value_and_slope(lambda x: relu(x[:15])), "leaky": value_and_slope(leaky_relu),
    "elu": value_and_slope(elu), "log": value_and_slope(lambda x: log(x.abs())), "log1p": value_and_slope(lambda x: log1p(x.abs())),
    "sqrt": value_and_slope(lambda x: sqrt(x.abs())),
    "steep": value_and_slope(lambda x: softplus(x, beta=3.0, threshold=10.0)),
}
mild = param(tensor([-50.0, -8.0, -3.0, -1e-6, 0.0, 1e-6, 3.0, 8.0, 50.0]))
bells = [gelu(mild), gelu(mild, approximate="tanh"), silu(mild), tanh(mild), sin(mild), cos(mild), log2(mild.abs() + 1e-3)]
sum([b.sum() for b in bells]).backward()
rows = tensor([[1000.0, 999.0, -1000.0], [-inf, 0.0, -inf], [inf, 0.0, 1.0], [nan, 0.0, 1.0], [-1e308, 1e308, 0.0]])
soft = [softmax(rows, dim=1), log_softmax(rows, dim=1), logsumexp(rows, dim=1)]
tests = [isnan(far), isinf(far), isfinite(far), far == far, far > 0, far.sign(), far.abs()]
folds = [far[:13].max(), far.min(), far.amax(), far.argmax(), far[:15].argmin(), far[7:13].mean(), far[-4:].sum(), far[-3:-1].prod()]
near = [allclose(tensor(1.0), tensor(1.0 + 1e-9)), allclose(tensor([1.0]), tensor([1.1])), allclose(far, far), equal(far[:15], far[:15]), equal(far, far)]
ordered = sort(far[:15]).values
divided = [tensor(0.0) / 0, tensor(-1.0) / 0, 0 / tensor(-0.0), 1 / tensor(-0.0), tensor(5.0) % 0, tensor(-inf) * 0]
powers = [tensor(0.0) ** 0, tensor(-8.0) ** (1 / 3), tensor(-2.0) ** 3, tensor(0.0) ** -1, tensor(-0.0) ** 3, tensor(inf) ** 0, tensor(2.0) ** 1024]
