// Calls whose inputs have to fit each other: sizes, indices, matrices, targets, places.

extension TensorMaker {
  /// A call of an operation with special demands.
  mutating func form() -> String {
    switch dice.roll(12) {
    case 0, 1: shapes()
    case 2: picking()
    case 3: products()
    case 4, 5: losses()
    case 6: norms()
    case 7, 8: subscripts()
    case 9: joining()
    case 10: reductions()
    default: choosing()
    }
  }

  private mutating func anything(_ shape: [Int]) -> String {
    tensor(shape, dice.once(in: 6) ? .int : .float)
  }

  private func list(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ", ") }

  private mutating func shapes() -> String {
    let shape = shape()
    let rank = shape.count
    let x = anything(shape)
    switch dice.roll(20) {
    case 0: return "\(x).reshape(-1)"
    case 1: return "\(x).reshape(\(list(shape.reversed() + [1])))"
    case 2: return "torch.reshape(\(x), (-1, \(shape.last ?? 1)))"
    case 3: return "\(x).transpose(\(axis(rank)), \(axis(rank)))"
    case 4:
      let order = Array(0..<rank).shuffled(using: &dice).map { dice.once(in: 3) ? $0 - rank : $0 }
      return dice.once(in: 2)
        ? "\(x).permute(\(list(order)))" : "torch.permute(\(x), (\(list(order)),))"
    case 5: return "\(x).unsqueeze(\(dice.roll(2 * rank + 2) - rank - 1))"
    case 6:
      return dice.once(in: 3) ? "\(x).squeeze()" : "\(x).squeeze(\(axes(rank, isRequired: true)))"
    case 7: return "\(x).flip(\(axes(rank, isRequired: true)))"
    case 8:
      return dice.once(in: 2)
        ? "torch.roll(\(x), \(dice.roll(9) - 4))"
        : "\(x).roll(\(dice.roll(9) - 4), \(axis(rank)))"
    case 9:
      return "\(x).repeat(\(list((0..<(rank + dice.roll(2))).map { _ in dice.roll(3) } + [1])))"
    case 10:
      return dice.once(in: 2)
        ? "\(x).repeat_interleave(\(dice.roll(4)))"
        : "torch.repeat_interleave(\(x), \(dice.roll(4)), dim=\(axis(rank)))"
    case 11: return "\(x).tile(\(1 + dice.roll(2)), \(1 + dice.roll(2)))"
    case 12: return "\(x).expand(\(list([2] + shape.map { dice.once(in: 2) ? -1 : $0 })))"
    case 13: return "\(x).flatten(\(axis(rank)))"
    case 14: return rank == 2 ? "\(x).T" : rank > 2 ? "\(x).mT" : x
    case 15:
      let sides = (0..<(2 * (1 + dice.roll(max(1, rank))))).map { _ in
        dice.roll(4) - (dice.once(in: 6) ? 1 : 0)
      }
      return "F.pad(\(x), (\(list(sides))), value=\(dice.pick(["0.5", "0", "-1"])))"
    case 16: return "torch.\(dice.pick(["tril", "triu"]))(\(x), diagonal=\(dice.roll(5) - 2))"
    case 17: return "torch.diag(\(x), \(dice.roll(5) - 2))"
    case 18:
      return "\(x).broadcast_to(\(dice.once(in: 2) ? list([3] + shape) : "(3, \(list(shape)))"))"
    default: return "\(x)[\(dice.pick(["None", "..., None", ":, None", "None, ..."]))]"
    }
  }

  private mutating func picking() -> String {
    var shape = shape()
    if shape.isEmpty || shape.contains(0) { shape = [3, 2] }
    let at = dice.roll(shape.count)
    let sign = dice.once(in: 2) ? at : at - shape.count
    let x = tensor(shape)
    var smaller = shape.map { dice.once(in: 3) ? 1 + dice.roll($0) : $0 }
    smaller[at] = 1 + dice.roll(4)
    switch dice.roll(6) {
    case 0: return "\(x).gather(\(sign), \(tensor(smaller, .index(shape[at]))))"
    case 1:
      return "torch.index_select(\(x), \(sign), \(tensor([dice.roll(4)], .index(shape[at]))))"
    case 2:
      let source = tensor(smaller)
      return "\(x).scatter_add(\(sign), \(tensor(smaller, .index(shape[at]))), \(source))"
    case 3:
      let weight = tensor([4, 2])
      return "F.embedding(\(tensor(self.shape(), .index(4))), \(weight))"
    case 4:
      return "F.one_hot(\(tensor(shape, .index(3))), \(dice.pick(["3", "5", "num_classes=4"])))"
    default: return "\(x).masked_select(\(tensor(partner(of: shape), .bool)))"
    }
  }

  private mutating func products() -> String {
    let (n, k, m) = (dice.roll(4), dice.roll(4), 1 + dice.roll(3))
    let batch = dice.once(in: 2) ? [] : [2]
    switch dice.roll(14) {
    case 0: return "\(tensor([n, k])) @ \(tensor([k, m]))"
    case 1: return "\(tensor(batch + [n, k])) @ \(tensor([k, m]))"
    case 2: return "torch.matmul(\(tensor([k])), \(tensor(batch + [k, m])))"
    case 3: return "\(tensor(batch + [n, k])).matmul(\(tensor([k])))"
    case 4: return "\(tensor([2, 1, n, k])) @ \(tensor([3, k, m]))"
    case 5: return "torch.bmm(\(tensor([2, n, k])), \(tensor([2, k, m])))"
    case 6: return "torch.dot(\(tensor([k])), \(tensor([k])))"
    case 7: return "torch.outer(\(tensor([n])), \(tensor([m])))"
    case 8: return "F.linear(\(tensor(batch + [n, k])), \(tensor([m, k])), \(tensor([m])))"
    case 9: return "F.linear(\(tensor([k])), \(tensor([m, k])))"
    case 10: return "torch.einsum('bij,bjk->bik', \(tensor([2, n, k])), \(tensor([2, k, m])))"
    case 11:
      return
        "torch.einsum('\(dice.pick(["ij,ij->", "ij,ij->j", "ij,kj->ik", "ji,jk", "ij,jk->ki"]))', \(tensor([2, 2])), \(tensor([2, 2])))"
    case 12: return "torch.einsum('...i,ij->...j', \(tensor(batch + [n, k])), \(tensor([k, m])))"
    default:
      let (q, v) = (tensor([2, 1 + n, 3]), tensor([2, 2, 3]))
      return
        "F.scaled_dot_product_attention(\(q), \(tensor([2, 2, 3])), \(v)\(dice.pick(["", ", is_causal=True", ", scale=0.5"])))"
    }
  }

  private mutating func losses() -> String {
    let way = dice.pick(["", ", reduction='sum'", ", reduction='none'", ", reduction='mean'"])
    let (n, c) = (dice.once(in: 12) ? 0 : 1 + dice.roll(3), 2 + dice.roll(3))
    let more = dice.once(in: 4) ? [2] : []
    switch dice.roll(8) {
    case 0, 1:
      let name = dice.pick(["cross_entropy", "nll_loss"])
      let extra = dice.pick([
        "", "", ", ignore_index=0", name == "nll_loss" ? "" : ", label_smoothing=0.1",
      ])
      if dice.once(in: 6) {
        return "F.\(name)(\(tensor([c])), \(tensor([], .index(c)))\(extra)\(way))"
      }
      return "F.\(name)(\(tensor([n, c] + more)), \(tensor([n] + more, .index(c)))\(extra)\(way))"
    case 2:
      return
        "F.cross_entropy(\(tensor([n, c] + more)), \(tensor([n, c] + more, .float, 0...1))\(way))"
    case 3:
      return
        "F.kl_div(\(tensor([n, c])), \(tensor([n, c], .float, 0.01...1))\(dice.pick([way, ", reduction='batchmean'", ", log_target=True"])))"
    case 4:
      return
        "F.binary_cross_entropy(\(tensor([n, c], .float, 0.01...0.99)), \(tensor([n, c], .float, 0...1))\(way))"
    case 5:
      return
        "F.binary_cross_entropy_with_logits(\(tensor([n, c])), \(tensor([n, c], .float, 0...1))\(way))"
    default:
      let name = dice.pick(["mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss"])
      return "F.\(name)(\(tensor([n, c] + more)), \(tensor([n, c] + more))\(way))"
    }
  }

  private mutating func norms() -> String {
    var shape = shape()
    if shape.isEmpty { shape = [3] }
    let x = tensor(shape)
    let tail = Array(shape.suffix(1 + dice.roll(shape.count)))
    switch dice.roll(7) {
    case 0: return "F.layer_norm(\(x), (\(list(tail)),))"
    case 1: return "F.layer_norm(\(x), (\(list(tail)),), \(tensor(tail)), \(tensor(tail)), 1e-3)"
    case 2: return "F.rms_norm(\(x), (\(list(tail)),), \(tensor(tail)))"
    case 3: return "F.rms_norm(\(x), (\(list(tail)),), eps=1e-4)"
    case 4: return "F.normalize(\(x), dim=\(axis(shape.count)))"
    case 5: return "torch.linalg.norm(\(x)\(dice.pick(["", ", dim=-1", ", keepdim=True"])))"
    default: return "torch.\(dice.pick(["softmax", "log_softmax"]))(\(x), \(axis(shape.count)))"
    }
  }

  private mutating func subscripts() -> String {
    var shape = shape()
    if shape.isEmpty { shape = [3, 2] }
    let x = anything(shape)
    if dice.once(in: 5) {
      return
        "\(x)[\(tensor(Array(shape.prefix(1 + dice.roll(shape.count))), .bool, strided: false))]"
    }
    var parts: [String] = []
    for size in shape.prefix(1 + dice.roll(shape.count)) {
      switch dice.roll(8) {
      case 0 where size > 0: parts.append(String(dice.roll(2 * size) - size))
      case 1, 2:
        let bounds = ["", "", "0", "1", "2", "-1", "-2", "5"]
        let step = dice.once(in: 3) ? ":" + dice.pick(["1", "2", "3"]) : ""
        parts.append(dice.pick(bounds) + ":" + dice.pick(bounds) + step)
      case 3: parts.append(":")
      case 4 where size > 0:
        parts.append(tensor(dice.pick([[2], [2], [1], [2, 2], []]), .index(size), strided: false))
      case 5 where size > 0: parts.append("[\(dice.roll(size)), \(-1 - dice.roll(size))]")
      case 6: parts.append("None, :")
      default: parts.append(":")
      }
    }
    if dice.once(in: 4), parts.count < shape.count {
      parts.insert("...", at: dice.roll(parts.count + 1))
    }
    return "\(x)[\(parts.joined(separator: ", "))]"
  }

  private mutating func joining() -> String {
    let shape = shape()
    let rank = shape.count
    let at = dice.roll(max(1, rank))
    switch dice.roll(6) {
    case 0, 1:
      let parts = (0...dice.roll(3)).map { _ -> String in
        var own = shape
        if rank > 0 { own[at] = dice.roll(4) }
        return anything(own)
      }
      return
        "torch.cat([\(parts.joined(separator: ", "))], \(dice.pick(["", "dim="]))\(dice.once(in: 2) ? at : at - max(1, rank)))"
    case 2, 3:
      let parts = (0...dice.roll(3)).map { _ in anything(shape) }
      return
        "torch.stack((\(parts.joined(separator: ", ")),), dim=\(dice.roll(2 * rank + 2) - rank - 1))"
    case 4: return "\(anything(shape)).split(\(1 + dice.roll(3)), \(axis(rank)))[0]"
    default: return "torch.chunk(\(anything(shape)), \(1 + dice.roll(4)), dim=\(axis(rank)))[-1]"
    }
  }

  private mutating func reductions() -> String {
    let shape = shape()
    let rank = shape.count
    let x = anything(shape)
    let keep = dice.pick(["", ", keepdim=True", ", True", ", keepdim=False"])
    switch dice.roll(10) {
    case 0: return "\(x).max(\(axis(rank))\(keep))[0]"
    case 1: return "torch.min(\(x), dim=\(axis(rank)))[0]"
    case 2: return "\(x).max()"
    case 3: return "torch.min(\(x))"
    case 4:
      // PyTorch has no median of nothing along a dim, and reads past an expanded tensor.
      let sound = tensor(shape.map { max(1, $0) }) + ".contiguous()"
      return dice.once(in: 2) ? "\(sound).median()" : "\(sound).median(\(axis(rank)))[0]"
    case 5: return "\(x).sort(\(axis(rank)), descending=\(dice.pick(["True", "False"])))[0]"
    case 6: return "\(x).topk(\(1 + dice.roll(2)), dim=\(axis(rank)))[0]"
    case 7:
      return
        "\(x).\(dice.pick(["std", "var"]))(\(dice.pick(["", "unbiased=False", "\(axis(rank))", "dim=\(axis(rank)), unbiased=False", "0, keepdim=True"])))"
    case 8:
      return
        "\(x).\(dice.pick(["sum", "mean", "prod"]))(\(dice.pick(["", "0", "dim=-1, keepdim=True", "-1"])))"
    default: return "torch.sum(\(x), dim=(\(rank > 1 ? "0, -1" : "0,"))\(keep))"
    }
  }

  private mutating func choosing() -> String {
    let shape = shape()
    let (x, other) = (anything(shape), partner(of: shape))
    switch dice.roll(8) {
    case 0: return "torch.where(\(tensor(other, .bool)), \(x), \(anything(partner(of: shape))))"
    case 1: return "torch.where(\(x) > 0, \(x), \(dice.pick(["0.0", "-1", "2.5"])))"
    case 2:
      return
        "\(x).masked_fill(\(tensor(other, .bool)), \(dice.pick(["0", "-1.5", "1e9", "3"])))"
    case 3:
      return
        "\(x).clamp(\(dice.pick(["0", "-1, 1", "min=-0.5", "max=0.7", "min=0, max=1.5", "1, -1"])))"
    case 4:
      return
        "\(dice.pick(["2", "0.5", "-3", "True"])) \(dice.pick(["+", "-", "*", "/", "//", "%", "**"])) \(x)"
    case 5:
      return
        "\(x) \(dice.pick(["+", "-", "*", "/", "//", "%", "**", "<", ">=", "==", "!="])) \(dice.pick(["2", "0.5", "-3", "3", "True", "0"]))"
    case 6:
      return "\(x).\(dice.pick(["double", "long", "bool", "float", "int", "clone", "detach"]))()"
    default: return "\(x) \(dice.pick(["+", "-", "*", "/", "//", "%", "**"])) \(anything(other))"
    }
  }

  /// In-place methods, outside of a graph.
  mutating func changes() {
    let shape = shape()
    lines.append("y = \(tensor(shape, dice.once(in: 3) ? .int : .float)).detach().clone()")
    for _ in 0...dice.roll(3) {
      let other =
        dice.once(in: 2) ? dice.pick(["2", "0.5", "3"]) : tensor(partner(of: shape)) + ".detach()"
      lines.append(
        dice.pick([
          "y.add_(\(other))", "y.sub_(\(other))", "y.mul_(\(other))", "y.div_(\(other))",
          "y.zero_()",
          "y.fill_(1.5)", "y.clamp_(-1, 1)", "y.copy_(\(tensor(shape)).detach())", "y += \(other)",
          "y *= \(other)",
          "y -= \(other)", "y /= \(other)", "y.neg_()", "y.add_(\(other), alpha=2)",
          "y.clamp_(min=0)",
        ]))
    }
  }
}
