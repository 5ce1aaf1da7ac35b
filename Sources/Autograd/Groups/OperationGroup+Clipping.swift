import Tensors

// PPO's clipped objective: the ratio times the advantage, the clipped ratio times the advantage,
// and the lesser of both (of costs, the greater). Schulman and others 2017, equation 7.

extension OperationGroup {
  static let clipping: [OperationGroup] = [
    OperationGroup(
      name: "clipped objective", rule: "min(ratio·A, clip(ratio)·A), token by token",
      why: "Only the side that was taken moves it, and clamp passes nothing on outside its bounds.",
      pattern: .row(
        ["minimum", "maximum"], "objective",
        [
          .row(["mul"], "plain", [.any("ratio"), .any("A")]),
          .row(["mul"], "clipped", [.row(["clamp"], "clip", [.any("ratio")]), .any("A")]),
        ]), story: tellClipping)
  ]

  private static let tellClipping: @Sendable (GroupContext) -> GroupStory? = {
    (c: GroupContext) -> GroupStory? in
    guard let ratio = c.tensor("ratio"), let advantage = c.tensor("A"),
      let plain = c.tensor("plain"), let clipped = c.tensor("clipped"),
      let objective = c.tensor("objective"), let clip = c.rows["clip"], ratio.count > 0,
      ratio.shape == objective.shape
    else { return nil }
    let places = tokens(objective.shape, c.focus)
    let bounds = c.trace.attributes(of: clip)
    // An advantage may be one number for all tokens: broadcast like the product itself.
    func values(_ tensor: Tensor) -> [Double] {
      places.map { tensor[broadcastIndex($0, to: tensor.shape)] }
    }
    let outside = places.filter { ratio[$0] <= bounds.scalar || ratio[$0] >= bounds.scalar2 }
    let range = "allowed \(text(bounds.scalar)) … \(text(bounds.scalar2))"
    let count =
      outside.isEmpty
      ? "all inside" : outside.count == places.count ? "all outside" : "\(outside.count) outside"
    var lines: [RowStory.Line] = [
      .init("ratio", values(ratio), note: "\(range): \(count)"), .init("A", values(advantage)),
      .init("ratio·A", values(plain)), .init("clipped·A", values(clipped)),
    ]
    let takesLesser = Registry[c.trace.row(c.rows["objective"] ?? 0).operation].name == "minimum"
    func isTaken(_ a: Tensor, _ b: Tensor, _ place: [Int]) -> Bool {
      takesLesser ? a[place] < b[place] : a[place] > b[place]
    }
    let takesPlain = places.indices.filter { isTaken(plain, clipped, places[$0]) }
    let takesClipped = places.indices.filter { isTaken(clipped, plain, places[$0]) }
    let marks = [2: takesPlain, 3: takesClipped]
    lines[3].note = "◂ the \(takesLesser ? "lesser" : "greater") is taken"
    var footers: [String] = []
    if let gradient = c.gradient, let plainRow = c.rows["plain"],
      let clippedRow = c.rows["clipped"],
      let ratioRow = c.rows["ratio"],
      let toPlain = c.contribution("objective", plainRow, from: gradient),
      let toClipped = c.contribution("objective", clippedRow, from: gradient),
      let byPlain = c.contribution("plain", ratioRow, from: toPlain),
      let toClip = c.contribution("clipped", clip, from: toClipped),
      let byClip = c.contribution("clip", ratioRow, from: toClip)
    {
      let total = places.map { byPlain[$0] + byClip[$0] }
      lines += [
        .init("arriving", values(gradient)), .init("to ratio·A", values(toPlain)),
        .init("to clipped·A", values(toClipped)),
        .init("to the ratio", total, note: "A times it; through clamp only inside"),
      ]
      let stopped = places.indices.filter { total[$0] == 0 && gradient[places[$0]] != 0 }
      footers.append(
        stopped.isEmpty
          ? "The gradient passes at every token."
          : "The gradient stops at \(list(stopped.map { places[$0] })): clipped, and clamp is flat "
            + "there.")
    } else {
      lines.append(.init("objective", values(objective)))
      if !takesClipped.isEmpty {
        footers.append("Clipped: \(list(takesClipped.map { places[$0] })).")
      }
    }
    return GroupStory(
      corner: "token",
      table: RowStory(
        header: places.map(element), lines: lines, marked: takesClipped.first ?? 0),
      marks: marks, footers: footers)
  }

  /// The tokens a card shows: all of a short row; of several rows the one in focus.
  private static func tokens(_ shape: Shape, _ focus: [Int]?) -> [[Int]] {
    guard shape.rank > 1, let width = shape.array.last else {
      return shape.rank == 0 ? [[]] : (0..<shape[0]).map { [$0] }
    }
    let row = focus?.count == shape.rank ? focus.map { Array($0.dropLast()) } : nil
    let base = row ?? Array(repeating: 0, count: shape.rank - 1)
    return (0..<width).map { base + [$0] }
  }

  private static func element(_ index: [Int]) -> String {
    index.count == 1 ? "\(index[0])" : "[" + index.map(String.init).joined(separator: ",") + "]"
  }

  private static func list(_ places: [[Int]]) -> String {
    let names = places.prefix(6).map { element($0) }
    let rest = places.count - names.count
    return (places.count == 1 ? "token " : "tokens ") + names.joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func text(_ x: Double) -> String {
    if x == -.infinity { return "−∞" }
    if x == .infinity { return "∞" }
    return shortNumber(x)
  }
}
