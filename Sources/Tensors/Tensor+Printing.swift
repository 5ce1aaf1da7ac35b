// A tensor as PyTorch prints it with its default options: four digits, one scale for all elements,
// scientific when the range asks for it, three elements at each end of a long dimension, lines of
// 80 characters. The rules were read off PyTorch's behaviour and are tested against its output.

/// What `print(t)` shows in PyTorch, when float64 is its default kind.
///
/// `requiresGrad` adds `requires_grad=True`; `prefix` is what opens, and sets the indent.
public func pytorchText(
  _ t: Tensor, requiresGrad: Bool = false, prefix: String = "tensor("
) -> String {
  let indent = prefix.count
  var suffixes: [String] = []
  let body: String
  if t.count == 0 {
    body = "[]"
    if t.rank != 1 { suffixes.append("size=" + t.shape.description) }
    if t.dtype != .float { suffixes.append("dtype=" + t.dtype.name) }
  } else {
    body = TensorText(t).text(t, indent: indent)
  }
  if requiresGrad { suffixes.append("requires_grad=True") }

  var text = prefix + body
  // PyTorch counts two characters more than the last line has.
  var lastLine = 1 + text.count
  if let newline = text.lastIndex(of: "\n") {
    lastLine = text.distance(from: newline, to: text.endIndex) + 1
  } else {
    lastLine += 1
  }
  for suffix in suffixes {
    if lastLine + suffix.count + 2 > TensorText.lineWidth {
      text += ",\n" + String(repeating: " ", count: indent) + suffix
      lastLine = indent + suffix.count
    } else {
      text += ", " + suffix
      lastLine += suffix.count + 2
    }
  }
  return text + ")"
}

extension Tensor: CustomStringConvertible {
  /// What `print` shows in PyTorch.
  public var description: String { pytorchText(self) }
}

/// How the elements of one tensor are written: decided once from all that are shown.
private struct TensorText {
  static let precision = 4
  static let edge = 3
  static let lineWidth = 80
  static let threshold = 1000

  var dtype: DType
  var isSummarized: Bool
  var isWhole = true
  var isScientific = false
  var width = 1

  init(_ t: Tensor) {
    dtype = t.dtype
    isSummarized = t.count > TensorText.threshold
    var shown = t
    if isSummarized {
      for axis in 0..<t.rank where t.shape[axis] > 2 * TensorText.edge {
        let n = shown.shape[axis]
        let head = shown.sliced(axis: axis, start: 0, stop: TensorText.edge)
        let tail = shown.sliced(axis: axis, start: n - TensorText.edge, stop: n)
        if let both = try? Kernels.cat([head, tail], dim: axis) { shown = both }
      }
    }
    let values = shown.elements
    if dtype != .float {
      for value in values { width = Swift.max(width, plain(value).count) }
      return
    }
    let numbers = values.filter { $0 != 0 && $0.magnitude < .infinity }
    guard !numbers.isEmpty else { return }
    var least = Double.infinity
    var greatest = 0.0
    for x in numbers {
      least = Swift.min(least, x.magnitude)
      greatest = Swift.max(greatest, x.magnitude)
      if x.rounded(.up) != x { isWhole = false }
    }
    isScientific = greatest / least > 1000 || greatest > 1e8 || least < 1e-4
    for x in numbers { width = Swift.max(width, plain(x).count) }
  }

  /// An element without padding.
  func plain(_ x: Double) -> String {
    switch dtype {
    case .bool: x != 0 ? "True" : "False"
    case .int: String(Int64(clamping: x))
    case .float:
      if isScientific {
        numberText(x, precision: TensorText.precision, fixed: false)
      } else if isWhole {
        numberText(x, precision: 0) + (x.magnitude < .infinity ? "." : "")
      } else {
        numberText(x, precision: TensorText.precision)
      }
    }
  }

  func padded(_ x: Double) -> String {
    let text = plain(x)
    return String(repeating: " ", count: Swift.max(0, width - text.count)) + text
  }

  func text(_ t: Tensor, indent: Int) -> String {
    if t.rank == 0 { return padded(t.item) }
    let n = t.shape[0]
    let isCut = isSummarized && n > 2 * TensorText.edge
    let shown =
      isCut ? Array(0..<TensorText.edge) + Array((n - TensorText.edge)..<n) : Array(0..<n)
    if t.rank == 1 {
      var cells = shown.map { padded(t.element(at: $0)) }
      if isCut { cells.insert(" ...", at: TensorText.edge) }
      return "[" + wrapped(cells, indent: indent) + "]"
    }
    var parts = shown.map { text(t.selected(axis: 0, index: $0), indent: indent + 1) }
    if isCut { parts.insert("...", at: TensorText.edge) }
    let gap =
      "," + String(repeating: "\n", count: t.rank - 1)
      + String(repeating: " ", count: indent + 1)
    return "[" + parts.joined(separator: gap) + "]"
  }

  private func wrapped(_ cells: [String], indent: Int) -> String {
    let perLine = Swift.max(1, (TensorText.lineWidth - indent) / (width + 2))
    var lines: [String] = []
    for start in stride(from: 0, to: cells.count, by: perLine) {
      let end = Swift.min(start + perLine, cells.count)
      lines.append(cells[start..<end].joined(separator: ", "))
    }
    return lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1))
  }
}
