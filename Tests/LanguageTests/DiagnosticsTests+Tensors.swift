// Slips with shapes, indices, dtypes, truth and spellings.

extension SlipCase {
  private static let two = "x = ones(2, 3)\n"

  static let shapes: [SlipCase] = [
    SlipCase(
      two + "W = ones(4, 3)\nh = x 《@》 W", "shape-matmul", ["x: (2, 3)", "W: (4, 3)"], fix: "W.T"),
    SlipCase(two + "W = ones(4, 5)\nh = x 《@》 W", "shape-matmul", ["x: (2, 3)", "W: (4, 5)"]),
    SlipCase(
      "q, k = ones(2, 4, 8), ones(2, 4, 8)\ns = q 《@》 k", "shape-matmul", ["k: (2, 4, 8)"],
      fix: "k.mT"),
    SlipCase(two + "s = tensor(2.)\nh = x 《@》 s", "shape-matmul", ["s: ()"], fix: "*"),
    SlipCase(
      "x = ones(3, 4)\nb = ones(3)\ny = x 《+》 b", "shape-broadcast", ["x: (3, 4)", "b: (3,)"],
      fix: "b[:, None]"),
    SlipCase(two + "b = ones(4)\ny = x 《*》 b", "shape-broadcast", ["x: (2, 3)", "b: (4,)"]),
    SlipCase(two + "y = 《x.view(4, 2)》", "shape", ["x: (2, 3)"]),
    SlipCase(
      two + "y = ones(2, 4)\nz = 《cat([x, y], dim=0)》", "shape", ["(2, 3) and (2, 4)"]),
    SlipCase(two + "y = ones(3, 3)\nz = 《stack([x, y])》", "shape", ["(2, 3) and (3, 3)"]),
    SlipCase(two + "y = 《x.sum(dim=2)》", "dim-range", ["x: (2, 3)"]),
    SlipCase(
      two + "t = tensor([0, 1, 2])\nloss = 《F.cross_entropy(x, t)》", "shape",
      ["x: (2, 3)", "t: (3,) of ints"]),
    SlipCase(
      two + "W = ones(3, 4)\ny = 《F.linear(x, W)》", "shape-matmul", ["x: (2, 3)", "W: (3, 4)"]),
    SlipCase(
      two + "b = ones(2, 2)\nloss = 《F.mse_loss(x, b)》", "shape-broadcast",
      ["x: (2, 3)", "b: (2, 2)"]),
    SlipCase(
      two + "b = ones(3, 2)\ny = 《torch.bmm(x, b)》", "shape", ["x: (2, 3)", "b: (3, 2)"]),
    SlipCase("《a, b, c》 = [1, 2]", "unpack"),
  ]

  static let indices: [SlipCase] = [
    SlipCase(
      "E = ones(5, 2)\ni = tensor([0., 1.])\nx = E[《i》]", "index-dtype", ["E: (5, 2)"],
      fix: ".long()"),
    SlipCase(
      "E = ones(5, 2)\nt = tensor([0, 7])\nx = 《F.embedding(t, E)》", "index-range",
      ["t: (2,) of ints", "E: (5, 2)"]),
    SlipCase(
      "E = ones(5, 2)\nt = tensor([0., 1.])\nx = 《F.embedding(t, E)》", "dtype", ["t: (2,)"]),
    SlipCase(
      two + "t = tensor([0, 3])\nloss = 《F.cross_entropy(x, t)》", "index-range",
      ["x: (2, 3)", "t: (2,) of ints"]),
    SlipCase(
      two + "t = tensor([0, 5])\nloss = 《F.nll_loss(x, t)》", "index-range", ["x: (2, 3)"]),
    SlipCase(two + "t = tensor([0., 1.])\nloss = 《F.nll_loss(x, t)》", "dtype", ["t: (2,)"]),
    SlipCase(
      two + "i = tensor([[0], [3]])\ny = 《x.gather(1, i)》", "index-range", ["i: (2, 1) of ints"]),
    SlipCase("t = tensor([0, 4])\ny = 《F.one_hot(t, 3)》", "index-range", ["t: (2,) of ints"]),
    SlipCase("t = tensor([0., 1.])\ny = 《F.one_hot(t, 3)》", "dtype", ["t: (2,)"]),
    SlipCase(two + "y = x[《2》]", "index-range", ["x: (2, 3)"]),
    SlipCase(two + "y = x[《0, 5》]", "index-range", ["x: (2, 3)"]),
    SlipCase(two + "y = x[《0, 1, 2》]", "too-many-indices", ["x: (2, 3)"]),
    SlipCase(
      "x = ones(3)\nm = tensor([True, False])\ny = x[《m》]", "mask-shape",
      ["x: (3,)", "m: (2,) of bools"]),
  ]

  static let tensors: [SlipCase] = [
    SlipCase(
      "x = tensor([1., 2.])\ny = [1, 2] 《+》 x", "list-beside-tensor", ["a list", "a tensor"],
      fix: "tensor([1, 2])"),
    SlipCase("y = 《exp([1., 2.])》", "not-tensor", fix: "tensor([1., 2.])"),
    SlipCase("x = ones(2)\ny = x 《+》 'a'", "operand", ["a tensor", "a str"]),
    SlipCase("x = 2 《^》 3.0", "operand", ["an int", "a float"], fix: "**"),
    SlipCase(two + "n = 《x.shape()》", "not-callable", fix: ""),
    SlipCase(two + "n = 《x.ndim()》", "not-callable", fix: ""),
    SlipCase(
      "x = tensor([1., 2.])\nif 《x > 0》:\n    print(1)", "ambiguous-truth", fix: "(x > 0).all()"),
    SlipCase(
      "x = tensor([1., 2.])\ny = 《x > 0》 and True", "ambiguous-truth", fix: "(x > 0).all()"),
    SlipCase("for v in 《tensor(2.)》:\n    print(v)", "iterate-scalar"),
    SlipCase(two + "y = 《softmax(x)》", "missing-argument", ["x: (2, 3)"], fix: ", dim=-1"),
    SlipCase(two + "y = 《F.softmax(x)》", "missing-argument", ["x: (2, 3)"], fix: ", dim=-1"),
    SlipCase(two + "y = 《x.log_softmax()》", "missing-argument", ["x: (2, 3)"], fix: "dim=-1"),
    SlipCase(
      two + "y = 《x.cross_entropy(tensor([0, 1]))》", "spelling",
      fix: "F.cross_entropy(x, tensor([0, 1]))"),
    SlipCase(two + "y = 《torch.gelu(x)》", "spelling", fix: "F.gelu"),
    SlipCase(two + "y = 《F.exp(x)》", "spelling", fix: "torch.exp"),
    SlipCase(two + "y = 《x.gelu()》", "spelling", fix: "F.gelu(x)"),
    SlipCase(two + "y = x.《maen》()", "unknown-attribute", fix: "mean"),
    SlipCase(two + "y = x.《shpae》", "unknown-attribute", fix: "shape"),
    SlipCase(two + "y = 《x.mean(dmi=0)》", "arguments", fix: "dim"),
    SlipCase("x = 《zeros(1000000, 1000000)》", "memory-budget"),
    SlipCase("w = 2 《*》 None", "operand", ["an int", "None"]),
  ]
}
