import Tensors

/// A matrix as shades, for attention weights and transition counts.
public struct Heatmap: Sendable, Equatable {
  /// Above the picture; may be empty.
  public var title: String
  /// The numbers: a tensor of two dims.
  public var values: Tensor
  /// What each row is called; empty for none.
  public var rows: [String]
  /// What each column is called; empty for none.
  public var columns: [String]

  /// Makes a heatmap; labels are ignored where there are not as many as rows or columns.
  public init(_ values: Tensor, rows: [String] = [], columns: [String] = [], title: String = "") {
    self.values = values
    self.rows = rows
    self.columns = columns
    self.title = title
  }

  /// Two heatmaps of the same numbers under the same names.
  public static func == (left: Heatmap, right: Heatmap) -> Bool {
    left.title == right.title && left.rows == right.rows && left.columns == right.columns
      && left.values.shape == right.values.shape
      && left.values.elements.map(\.bitPattern) == right.values.elements.map(\.bitPattern)
  }
}
