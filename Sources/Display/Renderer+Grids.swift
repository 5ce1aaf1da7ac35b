// Small matrices side by side, with the row that meets the column marked.
//
//         x (2,3)           W (3,2)
//     ▸  1   2   3         0.5 ▾−1.0
//        0   1  −1         0.0   2.0

import Diagnostics

extension Renderer {
  private static let gridColumn = 9
  private static let gridGap = 6

  func grids(_ grids: [Grid]) -> [Cells] {
    let blocks = grids.map(block)
    // A mark stands at the block's left edge; without any the column is needed for cells.
    let start = width >= 60 ? Renderer.gridColumn : 1
    var result: [Cells] = []
    var band: [Cells] = []
    var bandWidth = 0
    for lines in blocks {
      let blockWidth = lines.map(\.width).max() ?? 0
      let column = band.isEmpty ? start : bandWidth + gap(blocks.count)
      if !band.isEmpty, column + blockWidth > width {
        result += band
        band = []
        bandWidth = 0
      }
      let left = band.isEmpty ? start : column
      for (index, line) in lines.enumerated() {
        if index >= band.count { band.append(Cells()) }
        band[index].pad(to: left)
        band[index].append(line)
      }
      bandWidth = left + blockWidth
    }
    return result + band
  }

  private func gap(_ count: Int) -> Int { width < 60 || count > 3 ? 2 : Renderer.gridGap }

  /// A grid's lines: mark column, a space, cells of one width.
  private func block(_ grid: Grid) -> [Cells] {
    let texts = grid.cells.map { $0.map { cells($0, .number) } }
    let cellWidth = texts.joined().map(\.width).max() ?? 0
    let firstWidth = texts.compactMap { $0.first?.width }.max() ?? 0
    let firstColumn = 2
    var heading = Cells()
    heading.pad(to: firstColumn + cellWidth - firstWidth)
    heading.append(cells(grid.heading))
    var lines = [heading]
    for (row, rowCells) in texts.enumerated() {
      var line = Cells()
      if row == grid.markedRow { line.append(cells("▸", .mark)) }
      for (column, cell) in rowCells.enumerated() {
        let end = firstColumn + (cellWidth + 2) * column + cellWidth
        let isElement = grid.markedElement == [row, column]
        let mark = isElement ? "◂" : (row == 0 && column == grid.markedColumn ? "▾" : "")
        if !mark.isEmpty {
          line.pad(to: end - cell.width - 1)
          line.append(cells(mark, .mark))
        }
        line.pad(to: end - cell.width)
        line.append(cell)
      }
      lines.append(line)
    }
    return lines
  }
}
