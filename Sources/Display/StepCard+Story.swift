// The table of a card: columns are classes, tokens or moments, rows are the story from top to
// bottom.

/// A table in which each row follows from the rows above it.
public struct Story: Sendable, Equatable {
  /// The text above the labels, as `row 0`.
  public var corner: String
  /// The columns' headings.
  public var columns: [String]
  /// The rows from top to bottom.
  public var rows: [Row]
  /// The columns that stay when not all fit, as the target's.
  public var kept: [Int]

  /// Makes a table.
  public init(corner: String = "", columns: [String], rows: [Row] = [], kept: [Int] = []) {
    self.corner = corner
    self.columns = columns
    self.rows = rows
    self.kept = kept
  }

  /// One cell.
  public enum Cell: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByStringLiteral {
    /// A number, written like its neighbours in the row.
    case number(Double)
    /// A number with so many decimals.
    case rounded(Double, places: Int)
    /// Text.
    case text(String)
    /// Nothing.
    case empty

    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }

    /// Text.
    public init(stringLiteral text: String) { self = .text(text) }
  }

  /// One row.
  public struct Row: Sendable, Equatable {
    /// What the row holds, as `chance p`.
    public var label: String
    /// The cells from left to right.
    public var cells: [Cell]
    /// A remark after the cells.
    public var note: String
    /// The decimals of the row's numbers; nil for as few as they need.
    public var places: Int?
    /// The columns marked ◂.
    public var marked: [Int]
    /// Text across all columns in place of cells.
    public var span: String?

    /// Makes a row of cells.
    public init(
      _ label: String, _ cells: [Cell], note: String = "", places: Int? = nil, marked: [Int] = []
    ) {
      self.label = label
      self.cells = cells
      self.note = note
      self.places = places
      self.marked = marked
    }

    /// Makes a row of numbers.
    public init(
      _ label: String, numbers: [Double], note: String = "", places: Int? = nil,
      marked: [Int] = []
    ) {
      self.init(
        label, numbers.map(Cell.number), note: note, places: places, marked: marked)
    }

    /// Makes a row of text across all columns, as a rule among the numbers.
    public init(_ label: String, span: String) {
      self.init(label, [])
      self.span = span
    }

    fileprivate var texts: [String] {
      let numbers = cells.compactMap { cell in
        if case .number(let value) = cell { value } else { nil }
      }
      let written =
        places.map { places in numbers.map { NumberText.text($0, places: places) } }
        ?? NumberText.rowTexts(numbers)
      var next = written.makeIterator()
      return cells.enumerated().map { index, cell in
        let text =
          switch cell {
          case .number: next.next() ?? ""
          case .rounded(let value, let places): NumberText.text(value, places: places)
          case .text(let text): text
          case .empty: ""
          }
        return marked.contains(index) ? text + " ◂" : text
      }
    }
  }

  /// The table with its numbers in print.
  public var table: Table {
    Table(
      corner: corner, headers: columns,
      rows: rows.map { row in
        if let span = row.span { return Table.Row(row.label, span: span) }
        return Table.Row(row.label, row.texts, note: row.note)
      }, kept: kept)
  }

  /// The table with its last numbers kept back.
  var withoutResult: Story {
    guard let last = rows.lastIndex(where: { !$0.cells.isEmpty }) else { return self }
    var story = self
    story.rows[last].cells = rows[last].cells.map { cell in
      if case .empty = cell { .empty } else { .text("?") }
    }
    story.rows[last].note = ""
    return story
  }
}
