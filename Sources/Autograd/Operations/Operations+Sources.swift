import Tensors

// Where values enter: literals, makers of tensors, random draws, and the results of updates. They
// have no arithmetic of one element to show, only the value that came.

extension Registry {
  static let sources: [Primitive] = makers + draws + updates

  private static let makers: [Primitive] = [
    .source(
      "constant", [], [], summary: "A number written in the program.", formula: "y = c",
      sample: "2.5"),
    .source(
      "kept", [], [], summary: "A value whose history was let go.", formula: "y = value",
      sample: "tensor(1.).detach()"),
    .source(
      "tensor", [.torch], [.tensor("data")], summary: "Makes a tensor of the given numbers.",
      formula: "y[i] = data[i]", sample: "tensor([[1., 2.], [3., 4.]])"),
    .source(
      "param", [.bare], [.tensor("data")],
      summary: "Makes a parameter: a leaf that gathers a gradient.", formula: "y[i] = data[i]",
      sample: "param([0.5, -0.5])"),
    .source(
      "zeros", [.torch], [.sizes()], summary: "Makes a tensor of zeros.", formula: "y[i] = 0",
      sample: "zeros(2, 3)"),
    .source(
      "ones", [.torch], [.sizes()], summary: "Makes a tensor of ones.", formula: "y[i] = 1",
      sample: "ones(2, 3)"),
    .source(
      "full", [.torch], [.sizes(), .number("fill_value")],
      summary: "Makes a tensor with one number everywhere.", formula: "y[i] = fill_value",
      sample: "full((2, 3), 0.5)"),
    .source(
      "eye", [.torch], [.integer("n"), .integer("m", default: -1).showing("None")],
      summary: "Makes the identity matrix.", formula: "y[i,j] = 1 if i = j else 0",
      sample: "eye(3)"),
    .source(
      "arange", [.torch],
      [.number("start", default: 0).showing("0"), .number("end"), .integer("step", default: 1)],
      summary: "Counts from start up to, not including, end.", formula: "y[i] = start + i·step",
      sample: "arange(5)"),
    .source(
      "linspace", [.torch], [.number("start"), .number("end"), .integer("steps")],
      summary: "Numbers at equal distances, both ends included.",
      formula: "y[i] = start + i·(end − start)/(steps − 1)", sample: "linspace(0, 1, 5)"),
    .source(
      "data", [], [], summary: "A tensor's value, without its history.", formula: "y = value",
      sample: "tensor([1., 2.]).data"),
    .source(
      "copy_", [.method], [.tensor(), .tensor("src")],
      summary: "Overwrites a tensor with another's values.", formula: "x[i] ← src[i]",
      sample: "x = zeros(2)\nx.copy_(tensor([1., 2.]))"),
  ]

  private static let draws: [Primitive] = [
    .source(
      "rand", [.torch], [.sizes()], summary: "Draws uniform numbers from 0 up to 1.",
      formula: "y[i] ~ U(0, 1)", sample: "rand(3)"),
    .source(
      "randn", [.torch], [.sizes()], summary: "Draws from the standard normal distribution.",
      formula: "y[i] ~ N(0, 1)", sample: "randn(3)"),
    .source(
      "randint", [.torch], [.integer("low", default: 0), .integer("high"), .sizes()],
      summary: "Draws whole numbers from low up to, not including, high.",
      formula: "y[i] ~ {low, …, high − 1}", sample: "randint(0, 10, (3,))"),
    .source(
      "randperm", [.torch], [.integer("n")], summary: "Draws an order of 0 to n − 1.",
      formula: "y = a permutation of 0 … n − 1", sample: "randperm(4)"),
    .source(
      "multinomial", [.torch, .method],
      [.tensor(), .integer("num_samples"), .flag("replacement")],
      summary: "Draws indices with the given weights.", formula: "P(y = i) = w[i] / Σⱼ w[j]",
      sample: "multinomial(tensor([0.2, 0.8]), 1)"),
    .source(
      "bernoulli", [.torch, .method], [.tensor()],
      summary: "Draws 1 with the given chance, else 0.", formula: "P(y[i] = 1) = p[i]",
      sample: "bernoulli(tensor([0.2, 0.8]))"),
    .source(
      "dropout_mask", [], [],
      summary: "Draws which elements a dropout keeps, scaled to make up for the rest.",
      formula: "m[i] = 1/(1 − p) with chance 1 − p, else 0", sample: "dropout(ones(4), 0.5)"),
  ]

  private static let updates: [Primitive] = [
    .source(
      "sgd_step", [], [], summary: "A parameter after a step of gradient descent.",
      formula: "p ← p − lr·g",
      sample: "w = param([1.])\nw.sum().backward()\nopt = SGD([w], lr=0.1)\nopt.step()"),
    .source(
      "adam_step", [], [], summary: "A parameter after a step of Adam.",
      formula: "p ← p − lr·m̂/(√v̂ + ε)",
      sample: "w = param([1.])\nw.sum().backward()\nopt = Adam([w], lr=0.1)\nopt.step()"),
    .source(
      "adamw_step", [], [], summary: "A parameter after a step of AdamW.",
      formula: "p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε)",
      sample: "w = param([1.])\nw.sum().backward()\nopt = AdamW([w], lr=0.1)\nopt.step()"),
    .source(
      "clip_grad", [], [], summary: "A gradient scaled down to a greatest length.",
      formula: "g ← g · min(1, max_norm/(‖g‖ + 1e−6))",
      sample: "w = param([3., 4.])\n(w * w).sum().backward()\nclip_grad_norm_([w], 1.0)"),
  ]
}
