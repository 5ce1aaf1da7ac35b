// A tensor in print: on one line, as a grid, or as single elements.
//
// Only elements that will be seen are looked at, so a large tensor costs no more than a small
// one. All numbers of one tensor share their decimals.

import Tensors

/// The text of tensors.
public enum TensorText {
  /// The largest size of a matrix that is shown as a grid.
  public static let largestGrid = 8

  /// The shape as cards write it, as `(2,3)`; empty for a single number.
  public static func shape(_ tensor: Tensor) -> String {
    tensor.shape.rank == 0
      ? "" : "(" + tensor.shape.array.map(String.init).joined(separator: ",") + ")"
  }

  /// One element's text; empty for an index that the tensor does not have.
  public static func element(_ tensor: Tensor, _ index: [Int]) -> String {
    guard let flat = flatIndex(index, in: tensor.shape) else { return "" }
    return ElementStyle(tensor.dtype, [tensor.element(at: flat)]).text(tensor.element(at: flat))
  }

  /// The values on one line, as `[[0.2, −0.1], [0.0, 0.4]]`, cut in the middle to fit a width.
  public static func line(_ tensor: Tensor, width: Int) -> String {
    let sizes = tensor.shape.array
    // An element takes three characters or more with its comma.
    let whole = tensor.shape.count <= width / 3 + 1 ? [Int.max] : []
    for edge in whole + [12, 8, 6, 5, 4, 3, 2, 1] {
      let spans = sizes.map { Span(size: $0, edge: edge) }
      // A line that is surely too long need not be written to find out.
      if spans.reduce(1, { $0 &* max(1, $1.shown) }) > width { continue }
      let text = nested(tensor, spans)
      if text.count <= width { return text }
    }
    let text = nested(tensor, sizes.map { Span(size: $0, edge: 1) })
    return text.count <= width ? text : String(text.prefix(max(1, width - 1))) + "…"
  }

  /// Some of a tensor's elements on one line, as a row or a column of a matrix.
  public static func line(
    _ count: Int, of tensor: Tensor, width: Int, at index: (Int) -> [Int]
  ) -> String {
    let values = (0..<max(0, count)).map { i -> Double in
      flatIndex(index(i), in: tensor.shape).map { tensor.element(at: $0) } ?? .nan
    }
    return line(
      Tensor(values, shape: Shape([values.count]), dtype: tensor.dtype), width: width)
  }

  /// A matrix, a vector or a number as a grid; nil for what is too large or has more dimensions.
  public static func grid(
    _ tensor: Tensor, heading: Line, markedRow: Int? = nil, markedColumn: Int? = nil,
    markedElement: [Int]? = nil, hidden: Bool = false
  ) -> Grid? {
    let sizes = tensor.shape.array
    guard sizes.count <= 2, sizes.allSatisfy({ $0 > 0 && $0 <= largestGrid }) else { return nil }
    let rows = sizes.count == 2 ? sizes[0] : 1
    let columns = sizes.last ?? 1
    let values = (0..<rows * columns).map { tensor.element(at: $0) }
    let style = ElementStyle(tensor.dtype, values)
    var texts = (0..<rows).map { row in
      (0..<columns).map { style.text(values[row * columns + $0]) }
    }
    var element = markedElement
    if let index = markedElement {
      element = sizes.count == 2 ? index : [0, index.first ?? 0]
      if hidden, let at = element, at.count == 2, texts.indices.contains(at[0]),
        texts[at[0]].indices.contains(at[1])
      {
        texts[at[0]][at[1]] = "?"
      }
    }
    return Grid(
      heading: heading, cells: texts, markedRow: markedRow, markedColumn: markedColumn,
      markedElement: element)
  }

  /// The position of an element in row-major order; nil when the tensor has no such element.
  static func flatIndex(_ index: [Int], in shape: Shape) -> Int? {
    let sizes = shape.array
    guard index.count == sizes.count else { return nil }
    var flat = 0
    for (i, size) in zip(index, sizes) {
      guard i >= 0, i < size else { return nil }
      flat = flat &* size &+ i
    }
    return flat
  }

  // MARK: - Cutting

  /// Which positions of one dimension are shown.
  private struct Span {
    let head: Int
    let tail: Range<Int>
    let isCut: Bool
    var shown: Int { head &+ tail.count }

    init(size: Int, edge: Int) {
      // Two edges and a … in place of one element would save nothing.
      isCut = edge < size && size - edge > edge + 1
      head = isCut ? edge : size
      tail = isCut ? (size - edge)..<size : size..<size
    }

    func forEach(_ body: (Int) -> Void) {
      for i in 0..<head { body(i) }
      for i in tail { body(i) }
    }
  }

  private static func nested(_ tensor: Tensor, _ spans: [Span]) -> String {
    let sizes = tensor.shape.array
    var strides = Array(repeating: 1, count: sizes.count)
    for i in stride(from: sizes.count - 2, through: 0, by: -1) {
      strides[i] = strides[i + 1] * sizes[i + 1]
    }
    var values: [Double] = []
    visit(0, 0, spans, strides) { values.append(tensor.element(at: $0)) }
    let style = ElementStyle(tensor.dtype, values)
    var next = values.makeIterator()
    return write(0, spans) { next.next().map(style.text) ?? "" }
  }

  private static func visit(
    _ dimension: Int, _ offset: Int, _ spans: [Span], _ strides: [Int], _ body: (Int) -> Void
  ) {
    guard dimension < spans.count else { return body(offset) }
    spans[dimension].forEach {
      visit(dimension + 1, offset + $0 * strides[dimension], spans, strides, body)
    }
  }

  private static func write(
    _ dimension: Int, _ spans: [Span], _ element: () -> String
  ) -> String {
    guard dimension < spans.count else { return element() }
    var parts: [String] = []
    let span = spans[dimension]
    for _ in 0..<span.head { parts.append(write(dimension + 1, spans, element)) }
    if span.isCut { parts.append("…") }
    for _ in span.tail { parts.append(write(dimension + 1, spans, element)) }
    return "[" + parts.joined(separator: ", ") + "]"
  }
}

/// How the elements of one tensor are written.
struct ElementStyle {
  private let dtype: DType
  private let style: NumberText.Style

  init(_ dtype: DType, _ values: [Double]) {
    self.dtype = dtype
    style = NumberText.Style(values)
  }

  func text(_ value: Double) -> String {
    switch dtype {
    case .bool: value == 0 ? "False" : "True"
    case .int: NumberText.integerText(value)
    case .float: style.text(value)
    }
  }
}
