import Tensors

// The card of cross-entropy: one row, a column a class, from the scores down to the slopes.

extension Registry {
  static let story: @Sendable (RowStoryContext) -> RowStory = {
    (c: RowStoryContext) -> RowStory in
    let (z, target) = (c.inputs[0], c.inputs[1])
    let a = c.attributes
    let axis = z.rank > 1 ? 1 : 0
    let members = Rows(shape: z.shape, axis: axis).members(ofRow: c.row)
    let header = members.indices.map { "class \($0)" }
    let chances = z.shape == target.shape
    let own = chances ? -1 : Int(exactly: target.element(at: c.row)) ?? -1
    if !chances, own == a.start {
      return RowStory(
        header: header,
        lines: [.init("not counted", [], note: "its target is \(a.start): all slopes are 0")])
    }
    let scores = members.map { z[$0] }
    let top = scores.max() ?? 0
    let powers = scores.map { Elementary.exp($0 - top) }
    let total = powers.reduce(0, +)
    let p = powers.map { $0 / total }
    let uniform = members.isEmpty ? 0 : a.scalar / Double(members.count)
    let wanted = members.indices.map { v in
      (1 - a.scalar) * (chances ? target[members[v]] : v == own ? 1 : 0) + uniform
    }
    var lines: [RowStory.Line] = [.init("z", scores), .init("chance p", p)]
    guard let gradient = c.gradient else {
      let logs = scores.map { -($0 - top - Elementary.log(total)) }
      let isPlain = !chances && a.scalar == 0
      lines.append(
        .init(
          "−log p", logs, note: isPlain ? "class \(own) is the target: its −log p is the loss" : "")
      )
      if !isPlain {
        lines.append(.init("wanted", wanted))
        lines.append(
          .init(
            "product", zip(wanted, logs).map { $0 == 0 ? 0 : $0 * $1 },
            note: "their sum is the row's loss"))
      }
      return RowStory(header: header, lines: lines, marked: own >= 0 ? own : nil)
    }
    let sum = wanted.reduce(0, +)
    var slopes = zip(p, wanted).map { $0 * sum - $1 }
    lines.append(.init("wanted", wanted))
    lines.append(.init("p − wanted", slopes, note: "the row sums to 0"))
    if a.mode == 0 {
      let rows = z.shape.removing(axis).count
      let n =
        chances
        ? rows : target.elements.reduce(0) { $1 == Double(a.start) ? $0 : $0 + 1 }
      slopes = slopes.map { $0 / Double(n) }
      lines.append(.init("÷ \(n) rows", slopes, note: "reduction is 'mean'"))
    }
    let arriving = a.mode == 2 ? gradient.element(at: c.row) : gradient.item
    if arriving != 1 {
      lines.append(.init("· ∂loss", slopes.map { $0 * arriving }, note: "the arriving gradient"))
    }
    return RowStory(header: header, lines: lines, marked: own >= 0 ? own : nil)
  }
}
