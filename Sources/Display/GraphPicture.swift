import Tensors

/// The computation of a value: what it was made from, and those from what, down to the leaves.
public struct GraphPicture: Sendable, Equatable {
  /// One value of the computation.
  public struct Node: Sendable, Equatable {
    /// The variable that holds it; may be empty.
    public var name: String
    /// The source text or the operation that made it.
    public var source: String
    /// Its shape, as `(2,3)`; empty for a single number.
    public var shape: String
    /// Its numbers.
    public var value: Tensor
    /// What a leaf has in `.grad`.
    public var gradient: Tensor?
    /// The places of its inputs among the nodes.
    public var inputs: [Int]
    /// How many inputs are not among the nodes.
    public var hidden: Int

    /// Makes a node.
    public init(
      name: String, source: String, value: Tensor, gradient: Tensor? = nil, inputs: [Int] = [],
      hidden: Int = 0
    ) {
      self.name = name
      self.source = source
      self.value = value
      self.gradient = gradient
      self.inputs = inputs
      self.hidden = hidden
      shape = TensorText.shape(value)
    }

    /// Nodes that look the same.
    public static func == (left: Node, right: Node) -> Bool {
      left.name == right.name && left.source == right.source && left.shape == right.shape
        && left.inputs == right.inputs && left.hidden == right.hidden
        && left.value.elements.map(\.bitPattern) == right.value.elements.map(\.bitPattern)
        && left.gradient?.elements.map(\.bitPattern) == right.gradient?.elements.map(\.bitPattern)
    }
  }

  /// Above the picture; may be empty.
  public var title: String
  /// The nodes; the first is the value itself.
  public var nodes: [Node]

  /// Makes a graph.
  public init(_ nodes: [Node], title: String = "") {
    self.nodes = nodes
    self.title = title
  }
}
