// One source line as it is drawn: tabs opened to spaces, control characters made visible (a script
// must not be able to steer the terminal), and the way from UTF-8 offsets to terminal cells.

/// The cell after a character that is drawn at `cell`; a tab leads to the next multiple of eight.
func advance(_ cell: Int, over character: Character) -> Int {
  character == "\t" ? (cell / 8 + 1) * 8 : cell + terminalWidth(drawn(character))
}

/// The text a character is drawn as, tabs apart.
func drawn(_ character: Character) -> String {
  for scalar in character.unicodeScalars where scalar.properties.generalCategory == .control {
    return "\u{FFFD}"
  }
  // Marks that reverse the reading direction would part the text from its underline.
  if character.unicodeScalars.contains(where: isDirectionMark) { return "\u{FFFD}" }
  return String(character)
}

private func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: return true
  default: return false
  }
}

struct DrawnLine {
  private struct Piece {
    var offset: Int
    var cell: Int
    var text: String
  }

  private var pieces: [Piece] = []
  /// The offset after the last character.
  private var endOffset: Int
  /// The cells of the whole line.
  private(set) var width = 0

  /// Lays out a line whose first byte has the offset `origin`.
  ///
  /// - Parameter ascii: whether other signs become question marks, one a cell, so that what is
  ///   underlined stays above its line.
  init(_ line: String, from origin: Int, ascii: Bool = false) {
    var offset = origin
    for character in line {
      let next = advance(width, over: character)
      let isTab = character == "\t"
      let text =
        isTab
        ? String(repeating: " ", count: next - width)
        : ascii && (!character.isASCII || drawn(character) == "\u{FFFD}")
          ? String(repeating: "?", count: next - width) : drawn(character)
      pieces.append(Piece(offset: offset, cell: width, text: text))
      width = next
      offset += character.utf8.count
    }
    endOffset = offset
  }

  /// The cell at which the character holding this offset begins.
  func startCell(of offset: Int) -> Int {
    let next = firstPiece { $0.offset > offset }
    if offset >= endOffset { return width }
    return next == 0 ? 0 : pieces[next - 1].cell
  }

  /// The cell after the last character that begins before this offset.
  func endCell(of offset: Int) -> Int {
    let next = firstPiece { $0.offset >= offset }
    return next == pieces.count ? width : pieces[next].cell
  }

  /// The text in a range of cells, spaces for what the range cuts in two.
  func text(_ cells: Range<Int>) -> String {
    var result = ""
    var column = cells.lowerBound
    for piece in pieces[firstPiece(where: { $0.cell >= cells.lowerBound })...] {
      let end = piece.cell + terminalWidth(piece.text)
      if end > cells.upperBound { break }
      result += String(repeating: " ", count: piece.cell - column) + piece.text
      column = end
    }
    return result
  }

  private func firstPiece(where holds: (Piece) -> Bool) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if holds(pieces[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
