import Tensors

// The equation of an `einsum`, as `'ij,jk->ik'`: a letter an axis. What stands behind `...` gets
// numbers of its own, from the right, so that the rest of the program knows axes by number only.

/// Which axes of which operands of an `einsum` go together, and which the result keeps.
///
/// A class, so that an operation without one pays one word for it; immutable, so that copies of a
/// machine can share it.
public final class Contraction: Sendable {
  /// For each operand the label of each axis.
  public let operands: [[Int]]
  /// The labels of the result, each once.
  public let output: [Int]
  /// The equation as text, in letters.
  public let text: String

  /// Makes a contraction of labels.
  public init(_ operands: [[Int]], _ output: [Int]) {
    self.operands = operands
    self.output = output
    text =
      operands.map(Contraction.letters).joined(separator: ",") + "->"
      + Contraction.letters(output)
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

  /// The letters of labels; an axis behind `...` has a Greek one.
  private static func letters(_ labels: [Int]) -> String {
    let greek = Array("αβγδεζηθ")
    return String(
      labels.map { label in
        label < alphabet.count ? alphabet[label] : greek[(label - alphabet.count) % greek.count]
      })
  }

  /// Reads an equation as PyTorch does.
  ///
  /// - Parameter ranks: the operands' numbers of axes, from which `...` gets its own.
  /// - Throws: `ShapeError.custom` where the equation or the ranks are wrong, in words.
  public convenience init(_ equation: String, ranks: [Int]) throws(ShapeError) {
    let sides = equation.filter { $0 != " " }.components(before: "->")
    var parts: [Part] = []
    for text in sides.left.split(separator: ",", omittingEmptySubsequences: false) {
      parts.append(try Part(text))
    }
    guard parts.count == ranks.count else {
      throw ShapeError(
        .custom(
          "the equation names \(parts.count) operand\(parts.count == 1 ? "" : "s"), "
            + "\(ranks.count) \(ranks.count == 1 ? "was" : "were") given"))
    }
    var operands: [[Int]] = []
    var widest = 0
    for (i, part) in parts.enumerated() {
      let more = ranks[i] - part.letters
      guard part.ellipsis == nil ? more == 0 : more >= 0 else {
        throw ShapeError(
          .custom(
            "operand \(i) has \(ranks[i]) dims, the equation names "
              + "\(part.ellipsis == nil ? "" : "at least ")\(part.letters)"))
      }
      operands.append(part.labels(ellipsis: more))
      if part.ellipsis != nil { widest = max(widest, more) }
    }
    let hidden = Contraction.hidden(widest)
    let all = operands.flatMap { $0 }
    guard let right = sides.right else {
      // Without an arrow the result has what stands behind `...`, then what occurs once.
      let once = Set(all.filter { label in all.filter { $0 == label }.count == 1 })
      self.init(
        operands, hidden + once.filter { $0 < Contraction.alphabet.count }.sorted())
      return
    }
    let output = try Part(right[...])
    let labels = output.labels(ellipsis: output.ellipsis == nil ? 0 : widest)
    for label in labels {
      guard labels.filter({ $0 == label }).count == 1 else {
        throw ShapeError(
          .custom("`\(Contraction.letters([label]))` stands in the result more than once"))
      }
      guard all.contains(label) else {
        throw ShapeError(
          .custom("`\(Contraction.letters([label]))` of the result is in no operand"))
      }
    }
    self.init(operands, labels)
  }

  /// The labels of what stands behind `...`: the last axis has the least number.
  private static func hidden(_ count: Int) -> [Int] {
    (0..<max(0, count)).map { alphabet.count + count - 1 - $0 }
  }

  /// One side of a comma.
  private struct Part {
    var before: [Int] = []
    var after: [Int] = []
    var ellipsis: Int?
    var letters: Int { before.count + after.count }

    init(_ text: Substring) throws(ShapeError) {
      var rest = text
      while let first = rest.first {
        if rest.hasPrefix("...") {
          guard ellipsis == nil else {
            throw ShapeError(.custom("`...` stands twice in one part of the equation"))
          }
          ellipsis = before.count
          rest = rest.dropFirst(3)
          continue
        }
        guard let label = Contraction.alphabet.firstIndex(of: first) else {
          throw ShapeError(
            .custom("an equation is made of letters, commas, `...` and `->`, not of `\(first)`"))
        }
        if ellipsis == nil { before.append(label) } else { after.append(label) }
        rest = rest.dropFirst()
      }
    }

    func labels(ellipsis count: Int) -> [Int] { before + Contraction.hidden(count) + after }
  }
}

extension String {
  /// What stands before and after a mark; nil after it where it does not occur.
  fileprivate func components(before mark: String) -> (left: String, right: String?) {
    guard let range = firstRange(of: mark) else { return (self, nil) }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}
