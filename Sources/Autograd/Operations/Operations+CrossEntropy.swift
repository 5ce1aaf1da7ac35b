import Tensors

// Cross-entropy and the losses of class indices. The rule is written with two primitives of its
// own: what was wanted of each class, and how many targets count; so it reads as a learner writes
// it, ∂z = ∂loss · (softmax(z) − wanted) / N.

extension Registry {
  static let classifications: [Primitive] = [crossEntropy, nllLoss, wanted, targetCount]

  /// The class axis: the second, or the only one.
  private static func classAxis(_ shape: Shape) -> Int { shape.rank > 1 ? 1 : 0 }

  /// Whether the target holds a chance for every class rather than a class.
  private static func isChances(_ z: Shape, _ target: Shape) -> Bool { z == target }

  /// Logits as rows of classes, and their number.
  private static func rows(_ z: Tensor) -> Tensor {
    let axis = classAxis(z.shape)
    let others = (0..<z.rank).filter { $0 != axis }
    let width = z.rank == 0 ? 1 : z.shape[axis]
    return z.permuted(others + (z.rank > 0 ? [axis] : []))
      .reshaped([z.shape.removing(axis).count, width])
  }

  /// Rows of classes as logits again.
  private static func unrows(_ rows: Tensor, _ shape: Shape) -> Tensor {
    let axis = classAxis(shape)
    let others = shape.removing(axis)
    var back = Array(0..<others.rank)
    back.insert(others.rank, at: axis)
    return rows.reshaped(others.inserting(shape[axis], at: others.rank)).permuted(back)
  }

  private static func checkTarget(_ z: Tensor, _ target: Tensor) throws(ShapeError) {
    guard z.rank > 0 else { throw ShapeError(.rank(z.shape, needs: 1)) }
    guard target.shape == z.shape.removing(classAxis(z.shape)) else {
      throw ShapeError(.shapes(target.shape, z.shape.removing(classAxis(z.shape))))
    }
    // A class is a place, not a chance: floats of this shape are a slip, in PyTorch too.
    guard target.dtype == .int else {
      throw ShapeError(.dtype(target.dtype, operation: "a loss over classes"))
    }
  }

  private static func reduced(
    _ losses: Tensor, _ mode: UInt8, count: Int, shape: Shape
  ) throws(ShapeError) -> Tensor {
    switch mode {
    case 0: try Kernels.div(try Kernels.sum(losses), Tensor(scalar: Double(count)))
    case 1: try Kernels.sum(losses)
    default: losses.reshaped(shape)
    }
  }

  // MARK: - cross_entropy

  private static let crossEntropy = Primitive(
    "cross_entropy", [.functional],
    [
      .tensor(), .tensor("target"), .integer("ignore_index", default: -100).named(),
      .word("reduction", ["mean", "sum", "none"], default: 0).named(),
      .number("label_smoothing", default: 0).named(),
    ],
    summary: "How surprised the scores are by the right class.",
    formula: "loss = −(1/N)·Σₜ log softmax(zₜ)[targetₜ]",
    why: "Each class is pulled by its chance, the right one also pushed up by 1: p − wanted.",
    sample: "F.cross_entropy(tensor([[2., 1., 0.1]]), tensor([0]))", takes: .floatsFirst,
    story: .rows(story),
    forward: .binary { (z: Tensor, t: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
      guard a.scalar >= 0, a.scalar <= 1 else {
        throw ShapeError(.value(a.scalar, operation: "label_smoothing"))
      }
      if isChances(z.shape, t.shape) { return try chanceLoss(z, t, a) }
      try checkTarget(z, t)
      let made = try Kernels.crossEntropy(
        rows(z), targets: t.reshaped([t.count]), ignoreIndex: a.start, labelSmoothing: a.scalar)
      return try reduced(made.losses, a.mode, count: made.validCount, shape: t.shape)
    },
    element: { (c: ElementContext, index: [Int]) -> Scalar in
      isChances(c.inputs[0].shape, c.inputs[1].shape)
        ? chanceElement(c, index) : classElement(c, index)
    },
    vjp: [
      .shaped { (c: RuleContext) -> Term in
        let axis = classAxis(c.shapes.0)
        let p = Term.call("softmax", x(0), .axis(axis))
        if isChances(c.shapes.0, c.shapes.1) {
          let t = smoothed(c, axis)
          let total = Term.sum(t, over: [axis], keepdim: true)
          return perRow(c, axis, p * total - t)
        }
        let counts = Term.unsqueeze(.call("ne", x(1), .constant(Double(c.attributes.start))), axis)
        return perRow(c, axis, p * counts - .call("wanted", x(1), wantedAttributes(c, axis)))
      },
      .shaped { (c: RuleContext) -> Term in
        // Classes have no slope; chances have.
        guard isChances(c.shapes.0, c.shapes.1) else { return 0 * g }
        let axis = classAxis(c.shapes.0)
        let slope = -.call("log_softmax", x(0), .axis(axis)) * .constant(1 - c.attributes.scalar)
        return perRow(c, axis, slope)
      },
    ],
    fused: { (g: Tensor, _: Tensor, x: [Tensor], a: Attributes) -> [Tensor] in
      guard x.count == 2, !isChances(x[0].shape, x[1].shape) else { return [] }
      return (try? [classGradient(g, x[0], x[1], a)]) ?? []
    })

  private static func classGradient(
    _ g: Tensor, _ z: Tensor, _ t: Tensor, _ a: Attributes
  ) throws(ShapeError) -> Tensor {
    var arriving = g
    if a.mode == 0 {
      let count = Double(t.elements.reduce(0) { $1 == Double(a.start) ? $0 : $0 + 1 })
      arriving = Tensor(scalar: g.item / max(1, count))
    }
    let slopes = try Kernels.crossEntropyBackward(
      arriving.reshaped([arriving.count]), logits: rows(z), targets: t.reshaped([t.count]),
      ignoreIndex: a.start, labelSmoothing: a.scalar)
    return unrows(slopes, z.shape)
  }

  /// Targets that are chances, with smoothing.
  private static func smoothed(_ c: RuleContext, _ axis: Int) -> Term {
    let share = c.attributes.scalar
    if share == 0 { return x(1) }
    return x(1) * .constant(1 - share) + .constant(share / Double(c.shapes.0[axis]))
  }

  /// A slope of every class, times the arriving gradient and divided by what a mean divides by.
  private static func perRow(_ c: RuleContext, _ axis: Int, _ slope: Term) -> Term {
    switch c.attributes.mode {
    case 0:
      let whole = g * slope
      return isChances(c.shapes.0, c.shapes.1)
        ? whole / .constant(Double(c.shapes.0.removing(axis).count))
        : whole / .call("target_count", x(1), countAttributes(c))
    case 1: return g * slope
    default: return .unsqueeze(g, axis) * slope
    }
  }

  private static func countAttributes(_ c: RuleContext) -> Attributes {
    var attributes = Attributes()
    attributes.start = c.attributes.start
    return attributes
  }

  private static func wantedAttributes(_ c: RuleContext, _ axis: Int) -> Attributes {
    var attributes = Attributes.dims(c.shapes.0)
    attributes.axis = axis
    attributes.start = c.attributes.start
    attributes.scalar = c.attributes.scalar
    return attributes
  }

  private static func chanceLoss(
    _ z: Tensor, _ t: Tensor, _ a: Attributes
  ) throws(ShapeError) -> Tensor {
    let axis = classAxis(z.shape)
    guard z.rank > 0, t.dtype == .float else {
      throw ShapeError(.dtype(t.dtype, operation: "cross_entropy with chances as targets"))
    }
    let wanted =
      a.scalar == 0
      ? t : Kernels.scaled(t, by: 1 - a.scalar, plus: a.scalar / Double(z.shape[axis]))
    let logs = try Kernels.logSoftmax(z, dim: axis)
    let losses = try Kernels.neg(try Kernels.sum(try Kernels.mul(logs, wanted), dims: [axis]))
    return try reduced(losses, a.mode, count: losses.count, shape: losses.shape)
  }

  // MARK: - Elements

  /// The index of the logits for one of the target and a class.
  private static func logitIndex(_ target: [Int], _ axis: Int, _ v: Int) -> [Int] {
    var index = target
    index.insert(v, at: min(axis, index.count))
    return index
  }

  private static func classElement(_ c: ElementContext, _ index: [Int]) -> Scalar {
    let (z, t) = (c.inputs[0], c.inputs[1])
    let axis = classAxis(z.shape)
    let a = c.attributes
    let counted = indices(of: t.shape).filter { t[$0] != Double(a.start) }
    func rowLoss(_ at: [Int]) -> Scalar {
      guard t[at] != Double(a.start), let own = Int(exactly: t[at]) else { return 0 }
      let members = (0..<z.shape[axis]).map { logitIndex(at, axis, $0) }
      let row = members.map { c.x(0, $0) }
      let log = logSumExp(row, values: members.map { z[$0] })
      guard own >= 0, own < row.count else { return .constant(.nan) }
      let plain = log - row[own]
      if a.scalar == 0 { return plain }
      let smooth = log - .part(name: "mean z", .sum(row) / .constant(Double(row.count)))
      return .constant(1 - a.scalar) * plain + .constant(a.scalar) * smooth
    }
    if a.mode == 2 { return rowLoss(index) }
    // One row's loss is an idea of its own; of a single row the arithmetic is shown whole.
    let losses = counted.map { at in
      counted.count == 1
        ? rowLoss(at)
        : Scalar.part(name: "row " + at.map(String.init).joined(separator: ","), rowLoss(at))
    }
    let sum = Scalar.sum(losses)
    return a.mode == 1 ? sum : sum / .leaf(name: "N", value: Double(counted.count))
  }

  private static func chanceElement(_ c: ElementContext, _ index: [Int]) -> Scalar {
    let z = c.inputs[0]
    let axis = classAxis(z.shape)
    let a = c.attributes
    func rowLoss(_ at: [Int]) -> Scalar {
      let members = (0..<z.shape[axis]).map { logitIndex(at, axis, $0) }
      let log = logSumExp(members.map { c.x(0, $0) }, values: members.map { z[$0] })
      return .sum(
        members.map { (member: [Int]) -> Scalar in
          let t = c.x(1, member)
          let wanted =
            a.scalar == 0
            ? t : .constant(1 - a.scalar) * t + .constant(a.scalar / Double(members.count))
          return wanted * (log - c.x(0, member))
        })
    }
    if a.mode == 2 { return rowLoss(index) }
    let all = indices(of: z.shape.removing(axis))
    let sum = Scalar.sum(all.map(rowLoss))
    return a.mode == 1 ? sum : sum / .leaf(name: "N", value: Double(all.count))
  }

  // MARK: - nll_loss

  private static let nllLoss = Primitive(
    "nll_loss", [.functional],
    [
      .tensor(), .tensor("target"), .integer("ignore_index", default: -100).named(),
      .word("reduction", ["mean", "sum", "none"], default: 0).named(),
    ],
    summary: "Picks the log chance of the right class and changes its sign.",
    formula: "loss = −(1/N)·Σₜ xₜ[targetₜ]",
    why: "Only the right class's log chance is in the loss, with −1/N.",
    sample: "F.nll_loss(log_softmax(tensor([[2., 1.]]), dim=-1), tensor([0]))", takes: .floatsFirst,
    forward: .binary { (x: Tensor, t: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
      try checkTarget(x, t)
      let axis = classAxis(x.shape)
      let kept = try Kernels.notEqual(t, Tensor(scalar: Double(a.start)))
      let safe = try Kernels.mul(t, kept).with(dtype: .int).unsqueezed(at: axis)
      let picked = try Kernels.gather(x, dim: axis, index: safe).reshaped(t.shape)
      let losses = try Kernels.where(kept, try Kernels.neg(picked), Tensor(scalar: 0))
      let count = kept.elements.reduce(0, +)
      return try reduced(losses, a.mode, count: Int(count), shape: t.shape)
    },
    element: { (c: ElementContext, index: [Int]) -> Scalar in
      let (x, t) = (c.inputs[0], c.inputs[1])
      let axis = classAxis(x.shape)
      let ignored = Double(c.attributes.start)
      func rowLoss(_ at: [Int]) -> Scalar {
        guard t[at] != ignored, let own = Int(exactly: t[at]) else { return 0 }
        return -c.x(0, logitIndex(at, axis, own))
      }
      if c.attributes.mode == 2 { return rowLoss(index) }
      let counted = indices(of: t.shape).filter { t[$0] != ignored }
      let sum = Scalar.sum(counted.map(rowLoss))
      return c.attributes.mode == 1 ? sum : sum / .leaf(name: "N", value: Double(counted.count))
    },
    vjp: [
      .shaped { (c: RuleContext) -> Term in
        let axis = classAxis(c.shapes.0)
        return perRow(c, axis, -.call("wanted", x(1), wantedAttributes(c, axis)))
      }, .none,
    ])

  // MARK: - What the rules are written with

  private static let wanted = Primitive(
    "wanted", [], [.tensor("target"), .sizes()],
    summary: "What is wanted of each class: 1 of the target, 0 of the others.",
    formula: "y[t,v] = [v is target[t]]", why: "A class jumps, it does not move.",
    sample: "z = param([[2., 1.]])\nF.cross_entropy(z, tensor([0])).backward()",
    forward: .unary { (t: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
      guard a.dims.removing(a.axis) == t.shape else {
        throw ShapeError(.shapes(t.shape, a.dims.removing(a.axis)))
      }
      let width = a.dims[a.axis]
      let uniform = a.scalar / Double(width)
      let rows = Tensor(uninitialized: [t.count, width], dtype: .float) { out in
        out.update(repeating: 0)
        for (row, target) in t.elements.enumerated() where target != Double(a.start) {
          for v in 0..<width { out[row * width + v] = uniform }
          if let own = Int(exactly: target), own >= 0, own < width {
            out[row * width + own] += 1 - a.scalar
          }
        }
      }
      return unrows(rows, a.dims)
    },
    element: { (c: ElementContext, index: [Int]) -> Scalar in
      let a = c.attributes
      var at = index
      let v = at.remove(at: a.axis)
      if c.inputs[0][at] == Double(a.start) { return 0 }
      let uniform = a.scalar / Double(a.dims[a.axis])
      return .choice(
        .equal, c.x(0, at), .constant(Double(v)), then: .constant(1 - a.scalar + uniform),
        otherwise: .constant(uniform))
    },
    code: { x, a in a.wantedCode(x[0]) })

  private static let targetCount = Primitive(
    "target_count", [], [.tensor("target")],
    summary: "How many targets count, those to be ignored left out; 1 where all are.",
    formula: "N = max(1, Σₜ [target[t] ≠ ignore_index])", why: "A count jumps, it does not move.",
    sample: "z = param([[2., 1.]])\nF.cross_entropy(z, tensor([0])).backward()",
    forward: .unary { (t: Tensor, a: Attributes) throws(ShapeError) -> Tensor in
      let count = try Kernels.sum(try Kernels.notEqual(t, Tensor(scalar: Double(a.start))))
      return count.item == 0 ? Tensor(scalar: 1, dtype: count.dtype) : count
    },
    element: { (c: ElementContext, _: [Int]) -> Scalar in
      let all = indices(of: c.inputs[0].shape)
      let ignored = Double(c.attributes.start)
      // Where nothing counts, nothing pulls: the slope is 0 and not 0/0.
      guard all.contains(where: { c.inputs[0][$0] != ignored }) else {
        return .part(name: "N", .constant(1))
      }
      return .part(
        name: "N", .sum(all.map { .indicator(.notEqual, c.x(0, $0), .constant(ignored)) }))
    },
    code: { x, a in a.countedCode(x[0]) + ".sum().clamp(min=1)" })
}
