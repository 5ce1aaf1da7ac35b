// Cross-entropy of rows of logits with class indices: per row logsumexp(z) − z_target, as PyTorch
// counts ignored rows (loss 0, no gradient) and smoothed labels. The reduction is the caller's.

extension Kernels {
  /// The loss of every row of `logits` [N, V] against `targets` [N], and which rows count.
  ///
  /// With smoothing ε a row's loss is (1 − ε)(lse − z_t) + ε·mean(lse − z). Throws
  /// `indexOutOfRange` for a target that is neither a class nor `ignoreIndex`.
  public static func crossEntropy(
    _ logits: Tensor, targets: Tensor, ignoreIndex: Int = -100, labelSmoothing: Double = 0
  ) throws(ShapeError) -> (losses: Tensor, validCount: Int) {
    let (z, classes, valid) = try classification(logits, targets, ignoreIndex)
    let (rows, v) = (z.shape[0], z.shape[1])
    let losses = Tensor(allocating: [rows], .float)
    let scratch = Storage.make(v)
    let e = scratch.base
    for row in 0..<rows {
      let p = z.base + row &* v
      guard classes[row] >= 0 else {
        losses.storage.base[row] = 0
        continue
      }
      let top = maxRow(p, v)
      let shift = top.magnitude == .infinity ? 0 : top
      for i in 0..<v { e[i] = Elementary.exp(p[i] - shift) }
      let log = Elementary.log(sumRow(e, v))
      var loss = log - (p[classes[row]] - shift)
      if labelSmoothing != 0 {
        let smooth = log + shift - sumRow(p, v) / Double(v)
        loss = (1 - labelSmoothing) * loss + labelSmoothing * smooth
      }
      losses.storage.base[row] = loss
    }
    withExtendedLifetime((z, losses, scratch)) {}
    return (losses, valid)
  }

  /// The gradient with respect to the logits, for the arriving gradient of every row's loss:
  /// g·(softmax(z) − (1 − ε)·onehot − ε/V).
  ///
  /// `g` has one element a row, or one for all.
  public static func crossEntropyBackward(
    _ g: Tensor, logits: Tensor, targets: Tensor, ignoreIndex: Int = -100,
    labelSmoothing: Double = 0
  ) throws(ShapeError) -> Tensor {
    let (z, classes, _) = try classification(logits, targets, ignoreIndex)
    let (rows, v) = (z.shape[0], z.shape[1])
    guard g.count == rows || g.count == 1 else { throw ShapeError(.shapes(g.shape, [rows])) }
    let g = g.contiguous()
    let step = g.count == 1 ? 0 : 1
    let dz = Tensor(allocating: z.shape, .float)
    for row in 0..<rows {
      let p = z.base + row &* v
      let out = dz.storage.base + row &* v
      guard classes[row] >= 0 else {
        out.update(repeating: 0, count: v)
        continue
      }
      let arriving = g.base[row &* step]
      let top = maxRow(p, v)
      for i in 0..<v { out[i] = Elementary.exp(p[i] - top) }
      let total = sumRow(out, v)
      let uniform = labelSmoothing / Double(v)
      for i in 0..<v { out[i] = (out[i] / total - uniform) * arriving }
      out[classes[row]] -= (1 - labelSmoothing) * arriving
    }
    withExtendedLifetime((z, g, dz)) {}
    return dz
  }

  /// The checked operands: logits by rows, each row's class or −1 if ignored, how many count.
  private static func classification(
    _ logits: Tensor, _ targets: Tensor, _ ignoreIndex: Int
  ) throws(ShapeError) -> (Tensor, [Int], Int) {
    guard logits.rank == 2 else { throw ShapeError(.rank(logits.shape, needs: 2)) }
    let (rows, v) = (logits.shape[0], logits.shape[1])
    guard targets.rank == 1, targets.count == rows else {
      throw ShapeError(.shapes(targets.shape, [rows]))
    }
    var classes = try wholeNumbers(targets)
    var valid = 0
    for row in 0..<rows {
      if classes[row] == ignoreIndex {
        classes[row] = -1
      } else if classes[row] < 0 || classes[row] >= v {
        throw ShapeError(.indexOutOfRange(index: classes[row], size: v, axis: 1))
      } else {
        valid += 1
      }
    }
    return (logits.with(dtype: .float).contiguous(), classes, valid)
  }

  /// The elements as integers.
  ///
  /// Throws `indexNotWhole`.
  static func wholeNumbers(_ x: Tensor) throws(ShapeError) -> [Int] {
    let values = x.elements
    for value in values where value.rounded() != value || value.magnitude > 0x1p53 {
      throw ShapeError(.indexNotWhole(value))
    }
    return values.map { Int($0) }
  }
}
