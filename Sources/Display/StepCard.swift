// The card that explains one event: what comes in, the rule, the numbers of one element, what
// goes out.
//
// A card is plain data. Whoever fills it in (Session) knows the machine; the card knows only how
// its parts stand on a screen of 80 × 24, of which it leaves half to the code.

import Autograd
import Tensors

/// What there is to see of one event.
public struct StepCard: Sendable {
  /// Phase and position in the learner's terms, as `grad 9/11 of fwd 4`.
  public var title: String
  /// Where in the source it happened, as `block 2, line 3`.
  public var place: String
  /// The learner's own line with the operation marked.
  public var source: SourceLine?
  /// What comes in, and for a forward event what goes out, as matrices.
  public var operands: [Operand]
  /// What comes in, a line each: the arriving gradient, what was kept.
  public var rows: [Row]
  /// The numbers of a few elements or quantities, in columns.
  public var table: Story?
  /// The rule, as `h[i,j] = Σₖ x[i,k]·W[k,j]`.
  public var rule: String
  /// The rule in words.
  public var ruleNote: String
  /// The rule with one element's numbers in it.
  public var numbers: Numbers?
  /// The gradient or value that goes out.
  public var leaving: Named?
  /// What a leaf's gradient was and is.
  public var leaf: Accumulation?
  /// Lines at the end.
  public var footers: [String]
  /// What can be typed here; only the first cards say it.
  public var keys: [String]
  /// Whether the results are kept from the learner, who is asked for them.
  public var quiz: Bool

  /// Makes a card with a title; everything else is left out until it is set.
  public init(title: String, place: String = "", source: SourceLine? = nil) {
    self.title = title
    self.place = place
    self.source = source
    operands = []
    rows = []
    rule = ""
    ruleNote = ""
    footers = []
    keys = []
    quiz = false
  }

  /// The number that a quiz asks for; nil where the card works none out.
  public var question: (target: String, value: Double)? {
    if let numbers { return (numbers.target, numbers.result) }
    guard let table, let row = table.rows.last(where: { !$0.cells.isEmpty }),
      let column = table.kept.first, row.cells.indices.contains(column),
      case .number(let value) = row.cells[column]
    else { return nil }
    let head = table.columns.indices.contains(column) ? " of " + table.columns[column] : ""
    return (row.label + head, value)
  }

  /// A tensor with the name that the learner knows it by.
  public struct Named: Sendable {
    /// The name, as `∂W`.
    public var name: String
    /// The tensor.
    public var tensor: Tensor

    /// Makes a named tensor.
    public init(_ name: String, _ tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// A matrix with what matters in it marked.
  public struct Operand: Sendable {
    /// The name, as `x`.
    public var name: String
    /// The values.
    public var tensor: Tensor
    /// The row marked ▸.
    public var markedRow: Int?
    /// The column marked ▾.
    public var markedColumn: Int?
    /// The element marked ◂, one index a dimension.
    public var markedElement: [Int]?

    /// Makes an operand.
    public init(
      _ name: String, _ tensor: Tensor, markedRow: Int? = nil, markedColumn: Int? = nil,
      markedElement: [Int]? = nil
    ) {
      self.name = name
      self.tensor = tensor
      self.markedRow = markedRow
      self.markedColumn = markedColumn
      self.markedElement = markedElement
    }
  }

  /// A labelled line.
  public struct Row: Sendable {
    /// What the line tells, as `arriving`.
    public var label: String
    /// What it says.
    public var content: Content

    /// What a line says.
    public enum Content: Sendable {
      /// Text.
      case text(String)
      /// A tensor with its name and shape.
      case tensor(Named)
    }

    /// Makes a line of text.
    public init(_ label: String, _ text: String) {
      self.label = label
      content = .text(text)
    }

    /// Makes a line that shows a tensor.
    public init(_ label: String, name: String, _ tensor: Tensor) {
      self.label = label
      content = .tensor(Named(name, tensor))
    }

    /// The arriving gradient, or nil when it is a single 1, which carries nothing.
    public static func arriving(_ name: String, _ tensor: Tensor) -> Row? {
      let isOne = tensor.shape.count == 1 && tensor.element(at: 0) == 1
      return isOne ? nil : Row("arriving", name: name, tensor)
    }
  }

  /// The numbers of one element.
  public struct Numbers: Sendable, Equatable {
    /// The element worked out, as `h[0,1]`.
    public var target: String
    /// Whether a line with names comes before the numbers.
    public var showsNames: Bool
    /// The working.
    public var tree: Scalar
    /// What the engine computed.
    public var result: Double

    /// Makes the numbers of an element.
    public init(target: String, tree: Scalar, result: Double, showsNames: Bool = false) {
      self.target = target
      self.tree = tree
      self.result = result
      self.showsNames = showsNames
    }
  }

  /// A leaf's gradient before and after an event, at one element.
  public struct Accumulation: Sendable, Equatable {
    /// The gradient's name, as `W.grad`.
    public var name: String
    /// The element; empty for a single number.
    public var index: [Int]
    /// What was there, or nil when nothing was.
    public var before: Double?
    /// What came in addition.
    public var added: Double
    /// What is there now.
    public var now: Double

    /// Makes the accumulation of one element.
    public init(_ name: String, _ index: [Int], before: Double?, added: Double, now: Double) {
      self.name = name
      self.index = index
      self.before = before
      self.added = added
      self.now = now
    }
  }
}
