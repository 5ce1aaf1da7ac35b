import Tensors

// Attention written out: the products of a query with the keys, their scale, a mask, the softmax
// and the weighted sum of the values, told for one query. Vaswani and others 2017, equation 1.

extension OperationGroup {
  static let attention: [OperationGroup] = [
    OperationGroup(
      name: "attention", rule: "softmax(q·kⱼ scaled, mask)·vⱼ, summed over the keys j",
      why:
        "A value gathers what arrives times its weight; a score is pulled up when its value "
        + "would lower the loss more than the others do on average.",
      pattern: .row(
        ["matmul"], "out",
        [
          .row(["softmax"], "weights", [.either([masked(scaled), masked(products)])]),
          .any("V"),
        ]), story: tellAttention)
  ]

  private static let products = RowPattern.row(["matmul"], "products", [.any("Q"), .any("K")])
  private static let scaled = RowPattern.row(
    ["div", "mul"], "scaled", [products, .any("scale")])

  private static func masked(_ scores: RowPattern) -> RowPattern {
    .either([
      .row(["masked_fill"], "masked", [scores]),
      .row(["where"], "masked", [.any("mask"), scores]),
      .row(["add"], "masked", [scores, .any("mask")]),
      scores,
    ])
  }

  private static let tellAttention: @Sendable (GroupContext) -> GroupStory? = {
    (c: GroupContext) -> GroupStory? in
    guard let out = c.tensor("out"), let weights = c.tensor("weights"),
      let products = c.tensor("products"), let weightsRow = c.rows["weights"], out.count > 0,
      weights.rank >= 2, out.rank == weights.rank, products.shape == weights.shape,
      let keys = weights.shape.array.last, keys > 0
    else { return nil }
    // The query in focus; of itself the last, which sees most.
    let base: [Int] =
      c.focus?.count == out.rank
      ? Array((c.focus ?? []).dropLast())
      : Array(repeating: 0, count: out.rank - 2) + [out.shape[out.rank - 2] - 1]
    func row(_ tensor: Tensor) -> [Double] { (0..<keys).map { tensor[base + [$0]] } }
    var lines: [RowStory.Line] = [.init("q·k", row(products))]
    if let scaled = c.tensor("scaled") { lines.append(.init("scaled", row(scaled))) }
    if let masked = c.tensor("masked") {
      let hidden = row(masked).filter { $0 == -.infinity }.count
      lines.append(
        .init("masked", row(masked), note: hidden == 0 ? "" : "\(hidden) hidden by −∞"))
    }
    let share = row(weights)
    lines.append(.init("weight", share, note: "softmax: the row sums to 1"))
    var footers: [String] = []
    if let gradient = c.gradient,
      let toWeights = c.contribution("out", weightsRow, from: gradient),
      let scoresRow = c.trace.inputs(of: weightsRow).first,
      let toScores = c.contribution("weights", scoresRow, from: toWeights)
    {
      let (pulls, slopes) = (row(toWeights), row(toScores))
      lines.append(.init("to weight", pulls, note: "arriving · vⱼ"))
      lines.append(.init("to score", slopes, note: "weight · (to weight − mean)"))
      let mean = zip(share, pulls).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
      footers.append("mean: the weighted mean of “to weight”, \(shortNumber(mean))")
    } else {
      let values = base + [0]
      footers.append(
        "out[\(base.map(String.init).joined(separator: ",")),:] is the values' sum with these "
          + "weights; its first number \(shortNumber(out[values]))")
    }
    let best = share.indices.max { share[$0] < share[$1] } ?? 0
    return GroupStory(
      corner: "query \(base.map(String.init).joined(separator: ","))",
      table: RowStory(header: (0..<keys).map { "key \($0)" }, lines: lines, marked: best),
      marks: [lines.count - (c.gradient == nil ? 1 : 3): [best]], footers: footers)
  }
}
