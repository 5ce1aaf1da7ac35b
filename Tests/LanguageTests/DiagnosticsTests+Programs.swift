// Slips with gradients and names, pasted code, and syntax.

extension SlipCase {
  private static let leaf = "w = param([1., 2.])\n"

  static let gradients: [SlipCase] = [
    SlipCase(
      leaf + "loss = (w * w).sum()\nloss.backward()\n《loss.backward()》", "backward-twice"),
    SlipCase(leaf + "《w += 1》", "in-place-leaf"),
    SlipCase(leaf + "《w.add_(1)》", "in-place-leaf"),
    SlipCase(
      leaf + "y = w * 1\nz = (y * y).sum()\ny.add_(1)\n《z.backward()》", "stale-value"),
    SlipCase("x = ones(2, 3)\nrow = x[0]\nx.mul_(2)\ny = 《row + 1》", "alias"),
    SlipCase("x = ones(2, 3)\nv = x.view(6)\nx.mul_(2)\ny = 《v + 1》", "alias"),
    SlipCase("x = ones(2, 3)\nv = x.T\nv.mul_(2)\ny = 《x + 1》", "alias"),
    SlipCase(leaf + "d = w.detach()\nd.mul_(2)\ny = 《w * 2》", "alias"),
    SlipCase("x = tensor([1., 2.])\ny = (x * x).sum()\n《y.backward()》", "no-graph"),
    SlipCase(leaf + "y = w * w\n《y.backward()》", "backward-scalar", fix: ".sum()"),
    SlipCase("x = 3.0\nx.《backward》()", "unknown-attribute"),
    SlipCase(leaf + "loss = (w * w).sum()\n《loss.backward》", "uncalled", fix: "()"),
    SlipCase(leaf + "opt = SGD([w], lr=0.1)\n《opt.step》", "uncalled", fix: "()"),
    SlipCase(leaf + "h = w * 2\nh.sum().backward()\nprint(h.grad 《+》 1)", "operand", ["None"]),
    SlipCase(leaf + "opt = SGD([w], lr=0.1)\nopt.《lr》 = 0.01", "optimizer-field"),
  ]

  static let names: [SlipCase] = [
    SlipCase("y = 《sofmax》(ones(2), dim=-1)", "unknown-name", fix: "softmax"),
    SlipCase("weights = 1\nprint(《wieghts》)", "unknown-name", fix: "weights"),
    SlipCase("x = 《null》", "unknown-name", fix: "None"),
    SlipCase("x = 《true》", "unknown-name", fix: "True"),
    SlipCase("y = 《np》.array([1, 2])", "unknown-name"),
    SlipCase("y = 《self》.weight", "unknown-name"),
    SlipCase("def f(a, width):\n    return a\n《f(1, widht=2)》", "arguments", fix: "width"),
    SlipCase("total = 0\ndef f():\n    total = 《total》 + 1\nf()", "unbound-local"),
    SlipCase("r = record(weight=1, bias=2)\nr.《wieght》", "unknown-attribute", fix: "weight"),
    SlipCase("s = 'abc'\ns.《uper》()", "unknown-attribute", fix: "upper"),
    SlipCase("print(math.《sqr》(2))", "unknown-attribute", fix: "sqrt"),
    SlipCase("《import numpy as np》", "import"),
  ]

  static let pasted: [SlipCase] = [
    SlipCase("《class》 Net(nn.Module):\n    pass", "unsupported-class"),
    SlipCase("import torch.nn as nn\nlayer = nn.《Linear》(2, 3)", "nn-module"),
    SlipCase("import torch.nn as nn\nf = nn.《CrossEntropyLoss》()", "nn-module"),
    SlipCase("x = ones(2)\ny = 《x.cuda()》", "device", fix: "x"),
    SlipCase("x = ones(2)\ny = 《x.to('cuda')》", "device", fix: "x"),
    SlipCase("device = torch.《device》('cuda')", "unknown-attribute"),
    SlipCase("x = 《torch.zeros(2, device='cuda')》", "arguments"),
    SlipCase("model = record(w=param([1.]))\nmodel.《train》()", "unknown-attribute"),
    SlipCase("model = record(w=param([1.]))\nmodel.《parameters》()", "unknown-attribute"),
    SlipCase("loader = 《DataLoader》([1, 2], batch_size=2)", "unknown-name"),
    SlipCase("《@torch.no_grad()》\ndef f(x):\n    return x", "unsupported-decorator"),
    SlipCase("《try》:\n    x = 1\nexcept ValueError:\n    x = 2", "unsupported-exceptions"),
    SlipCase("x = ones(2)\ny = 《x.numpy()》", "numpy", fix: "x"),
    SlipCase("x = 《torch.Tensor([1, 2])》", "tensor-class", fix: "tensor"),
    SlipCase("x = 《torch.empty(2)》", "empty-tensor", fix: "zeros"),
  ]

  static let syntax: [SlipCase] = [
    SlipCase("x = 1\n《print x》", "print-statement", fix: "print(x)"),
    SlipCase("x = 3\nif x 《=》 3:\n    print(x)", "assignment-in-condition", fix: "=="),
    SlipCase("a, b = True, False\nc = a 《&&》 b", "use-and", fix: " and "),
    SlipCase("a = True\nc = 《!》a", "use-not", fix: "not "),
    SlipCase("i = 0\ni《++》", "increment", fix: "i += 1"),
    SlipCase("if True《》\n    x = 1", "missing-colon", fix: ":"),
    SlipCase("x = [1 《2》]", "missing-operator", ["ends here"], fix: ","),
    SlipCase("y = 3\nx = 《2y》", "bad-number", ["a product?"], fix: "2 * y"),
    SlipCase("x = 《“abc”》", "curly-quote", ["U+201C"], fix: "\"abc\""),
    SlipCase("x = 5 《−》 3", "lookalike", ["U+2212"], fix: "-"),
    SlipCase("x = tensor《（》[1, 2])", "lookalike", ["U+FF08"], fix: "("),
    SlipCase("x = 3\ny = x《²》", "lookalike", fix: " ** 2"),
    SlipCase("x = 《(》1 + 2\ny = 3", "unclosed-bracket", ["opened here"]),
    SlipCase("x = 1《)》", "unmatched-bracket", ["closes nothing"], fix: ""),
    SlipCase("x = 《\"abc》", "unterminated-string", ["opened here"]),
    SlipCase("x = 《01》", "leading-zero", fix: "1"),
    SlipCase("x = 5 +《》", "missing-expression"),
    SlipCase("《break》", "outside-loop"),
  ]
}
