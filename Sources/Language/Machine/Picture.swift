import Tensors

// What a looking function (`plot`, `heatmap`, …) hands out: plain data, read off the program's
// values at the moment of the call. How it is drawn is nobody's business here.

/// Something that a program wants looked at.
public enum Picture: Sendable {
  /// Curves or points over two axes.
  case chart(Chart)
  /// How often numbers fall into each of some intervals.
  case histogram(values: [Double], bins: Int, title: String, x: String)
  /// A matrix as shades, with a label for every row and column or none at all.
  case heatmap(Tensor, rows: [String], columns: [String], title: String)
  /// How a value was computed.
  case graph(Graph, title: String)
  /// A value, as the console shows it.
  case value(Shown)
  /// A line of prose.
  case note(String)

  /// Curves or points.
  public struct Chart: Sendable {
    /// One curve, or one class of points.
    public struct Series: Sendable {
      /// What the legend calls it; empty when there is but one.
      public var name: String
      /// Positions from left to right.
      public var xs: [Double]
      /// Heights, as many as `xs`.
      public var ys: [Double]
    }
    /// The series, in the order of the program.
    public var series: [Series] = []
    /// A text for each point of the first series, or none.
    public var labels: [String] = []
    /// Whether neighbours are joined by lines.
    public var isJoined = true
    /// Above the picture; may be empty.
    public var title = ""
    /// What lies along the horizontal axis; may be empty.
    public var x = ""
    /// What lies along the vertical axis; may be empty.
    public var y = ""
    /// Whether the horizontal axis shows powers.
    public var isLogX = false
    /// Whether the vertical axis shows powers.
    public var isLogY = false
  }

  /// The computation of a value.
  public struct Graph: Sendable {
    /// One value of the computation.
    public struct Node: Sendable {
      /// The variable that holds it; may be empty.
      public var name: String
      /// The source text or the operation that made it.
      public var source: String
      /// The value.
      public var tensor: Tensor
      /// What a leaf has in `.grad`.
      public var gradient: Tensor?
      /// The places of its inputs among the nodes.
      public var inputs: [Int]
      /// How many inputs are not among the nodes.
      public var hidden: Int
    }
    /// The nodes; the first is the value itself.
    public var nodes: [Node]
  }

  /// The most series that one chart tells apart.
  public static let mostSeries = 8
  /// The most nodes that a graph shows.
  public static let mostNodes = 32

  /// Bytes of the numbers it holds.
  var byteCount: Int {
    switch self {
    case .chart(let chart): chart.series.reduce(0) { $0 + ($1.xs.count + $1.ys.count) * 8 }
    case .histogram(let values, _, _, _): values.count * 8
    case .heatmap(let tensor, _, _, _): tensor.count * 8
    case .graph(let graph, _): graph.nodes.count * 64
    case .value(.text(let text)): text.utf8.count
    case .value(.tensor(let tensor, _, _, _)): tensor.count * 8
    case .note(let text): text.utf8.count
    }
  }

  /// The function that makes it.
  public var name: String {
    switch self {
    case .chart(let chart): chart.isJoined ? "plot" : "scatter_plot"
    case .histogram: "histogram"
    case .heatmap: "heatmap"
    case .graph: "graph"
    case .value: "show"
    case .note: "note"
    }
  }
}
