// What the console answers when a tensor's name is typed.

import Tensors

/// The console's echo of a tensor.
public struct TensorEcho: Sendable {
  /// The tensor.
  public var tensor: Tensor
  /// Its gradient, if it has one.
  public var gradient: Tensor?
  /// The most lines of values.
  public var longest: Int

  /// Makes the echo of a tensor.
  public init(_ tensor: Tensor, gradient: Tensor? = nil, longest: Int = 8) {
    self.tensor = tensor
    self.gradient = gradient
    self.longest = max(1, longest)
  }

  /// The echo for a terminal of so many cells.
  public func document(width: Int) -> Document {
    var document = Document()
    if tensor.shape.rank == 0 {
      let value = tensor.shape.count == 1 ? tensor.element(at: 0) : .nan
      let text = ElementStyle(tensor.dtype, [value]).text(value)
      document.append(
        paragraph([Run("tensor () \(tensor.dtype.word)   ", .dim), Run(text, .number)]))
    } else {
      document.append(paragraph([Run("tensor " + TensorEcho.summary(of: tensor), .dim)]))
      document.append(.lines(values(width)))
    }
    if let gradient {
      document.append(paragraph([Run(gradientText(gradient), .dim)]))
      if gradient.shape.rank > 0 {
        document.append(.lines([Line(TensorText.line(gradient, width: width), .number)]))
      }
    }
    return document
  }

  private func paragraph(_ runs: [Run]) -> Block {
    .paragraph(Paragraph(hanging: 2, content: Line(runs)))
  }

  private func gradientText(_ gradient: Tensor) -> String {
    if gradient.shape.rank == 0, gradient.shape.count == 1 {
      return "grad " + NumberText.text(gradient.element(at: 0))
    }
    return "grad " + TensorEcho.summary(of: gradient)
  }

  /// Shape, kind, range and mean, as `(2, 3) float   range −1 … 2.5   mean 0.3`.
  public static func summary(of tensor: Tensor) -> String {
    let head = "\(tensor.shape) \(tensor.dtype.word)"
    let count = tensor.shape.count
    if tensor.shape.rank == 0 { return "a single \(tensor.dtype.word)" }
    if count == 0 { return head + "   empty" }
    var sum = 0.0
    var range: (low: Double, high: Double)?
    var nans = 0
    var infinities = 0
    for i in 0..<count {
      let value = tensor.element(at: i)
      if value.isNaN {
        nans += 1
      } else if value.isInfinite {
        infinities += 1
      } else {
        sum += value
        range = range.map { (min($0.low, value), max($0.high, value)) } ?? (value, value)
      }
    }
    if tensor.dtype == .bool { return head + "   \(Int(sum)) of \(count) True" }
    var text = head
    if let range {
      text += "   range \(NumberText.text(range.low)) … \(NumberText.text(range.high))"
      let finite = count - nans - infinities
      // What cancels down to rounding is no number to show: it differs between machines.
      let mean = sum / Double(finite)
      let isNoise = abs(mean) < 1e-13 * max(abs(range.low), abs(range.high))
      if tensor.dtype == .float { text += "   mean \(NumberText.text(isNoise ? 0 : mean))" }
    }
    if nans > 0 { text += "   nan: \(nans)" }
    if infinities > 0 { text += "   inf: \(infinities)" }
    return text
  }

  // MARK: - Values

  /// One line if they fit, else a matrix's rows under each other, else a cut line.
  private func values(_ width: Int) -> [Line] {
    let sizes = tensor.shape.array
    let line = TensorText.line(tensor, width: width)
    guard line.contains("…"), sizes.count == 2, sizes[0] > 1, sizes[1] > 0 else {
      return [Line(line, .number)]
    }
    return matrix(sizes[0], sizes[1], width) ?? [Line(line, .number)]
  }

  /// The rows of a matrix with aligned columns, rows in the middle left out beyond `longest`.
  private func matrix(_ rows: Int, _ columns: Int, _ width: Int) -> [Line]? {
    let isCut = rows > longest
    let shown = isCut ? Array(0..<longest - 2) + [rows - 1] : Array(0..<rows)
    for edge in [columns, 12, 8, 6, 4, 3, 2, 1] where edge <= columns {
      let isWhole = edge * 2 >= columns || edge == columns
      let picked =
        isWhole ? Array(0..<columns) : Array(0..<edge) + Array((columns - edge)..<columns)
      if picked.count * 3 > width { continue }
      let values = shown.flatMap { row in
        picked.map { tensor.element(at: row * columns + $0) }
      }
      let style = ElementStyle(tensor.dtype, values)
      let texts = values.map(style.text)
      let cell = texts.map(\.count).max() ?? 0
      var lines: [Line] = []
      for (index, row) in shown.enumerated() {
        if isCut, index == shown.count - 1 { lines.append(Line(" …", .dim)) }
        var parts = (0..<picked.count).map { column -> String in
          let text = texts[index * picked.count + column]
          return String(repeating: " ", count: cell - text.count) + text
        }
        if !isWhole { parts.insert("…", at: edge) }
        let open = index == 0 ? "[[" : " ["
        let close = row == rows - 1 ? "]]" : "],"
        lines.append(Line(open + parts.joined(separator: ", ") + close, .number))
      }
      if lines.allSatisfy({ $0.text.count <= width }) { return lines }
    }
    return nil
  }
}

extension DType {
  /// The kind in one word, as a learner says it.
  fileprivate var word: String {
    switch self {
    case .float: "float"
    case .int: "int"
    case .bool: "bool"
    }
  }
}
