// A picture's inner field as cells of a terminal.
//
// One curve alone is drawn in braille, whose cells have two by four dots. Several curves, and
// points, get a mark per cell: a mark can be told from another without colour.

/// A field of cells that curves and points are put into.
struct Raster {
  let columns: Int
  let rows: Int
  /// Braille dots, by cell.
  private(set) var dots: [UInt8]
  /// The series whose mark stands in a cell: −1 for none, −2 for several.
  private(set) var marks: [Int]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    dots = Array(repeating: 0, count: columns * rows)
    marks = Array(repeating: -1, count: columns * rows)
  }

  /// The mark at a cell; row 0 is at the top.
  func mark(_ column: Int, _ row: Int) -> Int { marks[row * columns + column] }

  /// Whether nothing stands in a cell.
  func isFree(_ column: Int, _ row: Int) -> Bool {
    marks[row * columns + column] == -1 && dots[row * columns + column] == 0
  }

  /// Puts a series' mark into a cell.
  mutating func put(_ series: Int, _ column: Int, _ row: Int) {
    let place = row * columns + column
    marks[place] = marks[place] == -1 || marks[place] == series ? series : -2
  }

  /// The bits of a braille cell by row and column of its dots.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot; there are twice as many columns and four times as many rows of them.
  mutating func dot(_ column: Int, _ row: Int) {
    dots[(row / 4) * columns + column / 2] |= Raster.bits[row % 4][column % 2]
  }

  /// Visits every part of a field that a line through points touches.
  ///
  /// - Parameters:
  ///   - points: as fractions of the field, from its lower left; nil breaks the line.
  ///   - columns: parts across.
  ///   - rows: parts up.
  ///   - visit: takes column and row, row 0 at the top.
  static func line(
    _ points: [(x: Double, y: Double)?], columns: Int, rows: Int, visit: (Int, Int) -> Void
  ) {
    func column(_ x: Double) -> Int { min(columns - 1, max(0, Int(x * Double(columns)))) }
    func row(_ y: Double) -> Int { rows - 1 - min(rows - 1, max(0, Int(y * Double(rows)))) }
    var last: (x: Double, y: Double)?
    for point in points {
      defer { last = point }
      guard let point else { continue }
      visit(column(point.x), row(point.y))
      guard let last else { continue }
      let (from, to) = last.x <= point.x ? (last, point) : (point, last)
      let (start, end) = (column(from.x), column(to.x))
      for c in start...end {
        // Where the line enters and leaves the column.
        let left = max(from.x, Double(c) / Double(columns))
        let right = min(to.x, Double(c + 1) / Double(columns))
        func height(_ x: Double) -> Double {
          let part = to.x > from.x ? (x - from.x) / (to.x - from.x) : 0
          return from.y + (to.y - from.y) * min(1, max(0, part))
        }
        let low = start == end ? row(from.y) : row(height(left))
        let high = start == end ? row(to.y) : row(height(right))
        for r in min(low, high)...max(low, high) { visit(c, r) }
      }
    }
  }
}
