// What there is to show, before anybody knows where it is shown.
//
// A document is a list of blocks whose text carries roles ("this is a number") and never colours
// or cell positions, so one document serves a terminal, a pipe and, later, a page. Layout belongs
// to the renderer: it alone knows the width, and it must never overflow it.

/// What a stretch of text is, from which a theme or a style sheet picks its looks.
public enum Role: Sendable, Hashable, CaseIterable {
  /// Ordinary text.
  case plain
  /// A heading of a table or a grid.
  case heading
  /// The phase and position that open a card.
  case phase
  /// The learner's own source text.
  case source
  /// A mark: the underline of a source range, ▸, ▾, ◂.
  case mark
  /// The name of a quantity or the label of a row.
  case name
  /// A number, or numbers put into a formula.
  case number
  /// Text of lesser weight: notes, places, keys.
  case dim
  /// Something as it should be.
  case good
  /// Something that is wrong.
  case bad
}

/// A stretch of text in one role.
public struct Run: Sendable, Equatable {
  /// The text itself, without line breaks.
  public var text: String
  /// What the text is.
  public var role: Role

  /// Makes a run of text in a role.
  public init(_ text: String, _ role: Role = .plain) {
    self.text = text
    self.role = role
  }
}

/// A line of text in several roles.
public struct Line: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The stretches the line is made of, in reading order.
  public var runs: [Run]

  /// Makes a line of the given runs.
  public init(_ runs: [Run] = []) { self.runs = runs }

  /// Makes a line of one run.
  public init(_ text: String, _ role: Role = .plain) { runs = [Run(text, role)] }

  /// Makes a plain line.
  public init(stringLiteral text: String) { self.init(text) }

  /// The text without its roles.
  public var text: String { runs.map(\.text).joined() }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { runs.allSatisfy { $0.text.isEmpty } }

  /// The two lines as one.
  public static func + (left: Line, right: Line) -> Line { Line(left.runs + right.runs) }
}

/// A list of blocks to show, one under the other.
public struct Document: Sendable, Equatable {
  /// The blocks in reading order.
  public var blocks: [Block]
  /// The widest the document may be shown, in terminal cells, however wide the terminal.
  public var maximumWidth: Int?

  /// Makes a document of blocks.
  public init(_ blocks: [Block] = [], maximumWidth: Int? = nil) {
    self.blocks = blocks
    self.maximumWidth = maximumWidth
  }

  /// Adds one block at the end.
  public mutating func append(_ block: Block) { blocks.append(block) }

  /// Adds the blocks of another document at the end.
  public mutating func append(_ other: Document) { blocks += other.blocks }
}

/// One piece of a document.
public enum Block: Sendable, Equatable {
  /// A title with something at the right edge, as a card's phase and place.
  case title(Line, aside: Line)
  /// Text that wraps.
  case paragraph(Paragraph)
  /// A line of the learner's source with a range marked.
  case source(SourceLine)
  /// Lines whose spaces matter, broken only when they would overflow.
  case lines([Line])
  /// Matrices side by side.
  case grids([Grid])
  /// Labelled rows of cells in columns.
  case table(Table)
  /// Curves or points over two axes.
  case plot(Plot)
  /// Counts by interval.
  case histogram(Histogram)
  /// A matrix as shades.
  case heatmap(Heatmap)
  /// The computation of a value.
  case graph(GraphPicture)
  /// A horizontal line.
  case rule
  /// An empty line.
  case blank
  /// What can be typed here.
  case keys([String])
}

/// Text that wraps, with an optional label in a column of its own.
public struct Paragraph: Sendable, Equatable {
  /// The label before the text, as `rule` on a card; may be empty.
  public var label: Line
  /// The cells before the label.
  public var indent: Int
  /// The column at which the text starts.
  public var column: Int
  /// The further cells by which every line but the first is set in.
  public var hanging: Int
  /// The text.
  public var content: Line

  /// Makes a paragraph; without a label the text starts at `column`.
  public init(
    label: Line = Line(), indent: Int = 0, column: Int = 0, hanging: Int = 0, content: Line
  ) {
    self.label = label
    self.indent = indent
    self.column = column
    self.hanging = hanging
    self.content = content
  }
}

/// A line of the learner's source with a range marked by a line under it.
public struct SourceLine: Sendable, Equatable {
  /// The source text of one line, without its line break.
  public var text: String
  /// The marked characters, counted from the start of `text`.
  public var marked: Range<Int>?
  /// Something to be known while reading the line, shown at its right.
  public var aside: String

  /// Makes a source line.
  public init(_ text: String, marked: Range<Int>? = nil, aside: String = "") {
    self.text = text
    self.marked = marked
    self.aside = aside
  }
}

/// A small matrix of number texts with a heading and marks.
public struct Grid: Sendable, Equatable {
  /// The heading above the first column, as `W (3,2)`.
  public var heading: Line
  /// The cells, row by row; every row has the same number of cells.
  public var cells: [[String]]
  /// The row marked ▸ at its left.
  public var markedRow: Int?
  /// The column marked ▾ in its first row.
  public var markedColumn: Int?
  /// The element marked ◂ at its left, as row and column.
  public var markedElement: [Int]?

  /// Makes a grid.
  public init(
    heading: Line, cells: [[String]], markedRow: Int? = nil, markedColumn: Int? = nil,
    markedElement: [Int]? = nil
  ) {
    self.heading = heading
    self.cells = cells
    self.markedRow = markedRow
    self.markedColumn = markedColumn
    self.markedElement = markedElement
  }
}

/// Labelled rows of cells in columns; numbers line up on their decimal points.
public struct Table: Sendable, Equatable {
  /// The text above the labels.
  public var corner: String
  /// The columns' headings; none means no heading line.
  public var headers: [String]
  /// The rows from top to bottom.
  public var rows: [Row]
  /// The columns that stay when not all columns fit.
  public var kept: [Int]

  /// One row of a table.
  public struct Row: Sendable, Equatable {
    /// What the row holds.
    public var label: String
    /// The cells from left to right; a missing one is empty.
    public var cells: [String]
    /// A remark after the cells.
    public var note: String
    /// Text across all columns in place of cells.
    public var span: String?

    /// Makes a row of cells.
    public init(_ label: String, _ cells: [String], note: String = "") {
      self.label = label
      self.cells = cells
      self.note = note
    }

    /// Makes a row whose text runs across all columns.
    public init(_ label: String, span: String) {
      self.label = label
      self.cells = []
      self.note = ""
      self.span = span
    }
  }

  /// Makes a table.
  public init(corner: String = "", headers: [String] = [], rows: [Row], kept: [Int] = []) {
    self.corner = corner
    self.headers = headers
    self.rows = rows
    self.kept = kept
  }
}
