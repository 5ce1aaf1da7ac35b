import Tensors

// What a card tells of one row of an operation that works row by row, as softmax and
// cross-entropy: columns are the members of the row, each line follows from the lines above it.
// Plain numbers and words; how they look is the display's.

/// One row of an operation's input and what is known about it.
public struct RowStoryContext: Sendable {
  /// The arriving gradient when the backward is told, nil for the forward.
  public let gradient: Tensor?
  /// The result.
  public let output: Tensor
  /// The inputs.
  public let inputs: [Tensor]
  /// The other arguments.
  public let attributes: Attributes
  /// Which row, counted over all axes but the one that is worked along.
  public let row: Int

  /// Makes a context.
  public init(
    gradient: Tensor?, output: Tensor, inputs: [Tensor], attributes: Attributes, row: Int
  ) {
    self.gradient = gradient
    self.output = output
    self.inputs = inputs
    self.attributes = attributes
    self.row = row
  }
}

/// The lines of a card about one row.
public struct RowStory: Sendable, Equatable {
  /// One line: a quantity, its number in every column, a remark.
  public struct Line: Sendable, Equatable {
    /// The quantity, as `chance p`.
    public var label: String
    /// Its numbers, one a column; empty for a line that is only a remark.
    public var values: [Double]
    /// A remark after the numbers.
    public var note: String

    /// Makes a line.
    public init(_ label: String, _ values: [Double], note: String = "") {
      self.label = label
      self.values = values
      self.note = note
    }
  }

  /// The columns' headings, as `class 0`.
  public var header: [String]
  /// The lines from top to bottom.
  public var lines: [Line]
  /// The column that matters most, as the target's class.
  public var marked: Int?

  /// Makes a story.
  public init(header: [String], lines: [Line], marked: Int? = nil) {
    self.header = header
    self.lines = lines
    self.marked = marked
  }
}

/// A number in a remark: four decimals, no zeros at the end, the minus that cards use.
func shortNumber(_ x: Double) -> String {
  let rounded = (x * 1e4).rounded() / 1e4
  guard rounded.isFinite, abs(rounded) < 1e15 else { return "\(x)".replacing("-", with: "−") }
  let text = rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  return text.replacing("-", with: "−")
}
