// How many cells a terminal gives a text. Columns under a source line must align whatever letters
// stand in it, so this follows Unicode Standard Annex 11: East Asian wide characters and emoji take
// two cells, combining marks and format characters none.

/// The number of terminal cells a text takes; control characters take none.
public func terminalWidth(_ s: String) -> Int {
  var isPlain = true
  var printable = 0
  for byte in s.utf8 {
    if byte >= 0x80 {
      isPlain = false
      break
    }
    if byte >= 0x20 && byte != 0x7F { printable += 1 }
  }
  return isPlain ? printable : s.reduce(0) { $0 + cellWidth($1) }
}

/// The cells of one user-perceived character.
func cellWidth(_ character: Character) -> Int {
  var width = 0
  var scalars = 0
  for scalar in character.unicodeScalars {
    scalars += 1
    // One picture however many scalars: emoji, flags, and text symbols with variation selector 16.
    if scalar.properties.isEmojiPresentation { return 2 }
    if scalar.value == 0xFE0F && scalars > 1 && width > 0 { return 2 }
    width += cellWidth(scalar)
  }
  return width
}

private func cellWidth(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x20 || (value >= 0x7F && value < 0xA0) { return 0 }
  if value < 0x300 { return value == 0xAD ? 0 : 1 }
  // Vowels and finals of decomposed Hangul join the syllable before them.
  if value >= 0x1160 && value <= 0x11FF { return 0 }
  if value < 0x1100 || !isWide(value) {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
    default: return 1
    }
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark: return 0
  default: return 2
  }
}

/// Whether EastAsianWidth.txt calls a scalar W or F; emoji are recognised by their own property.
private func isWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
    0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB,
    0x1F200...0x1F265, 0x20000...0x3FFFD:
    return true
  default: return false
  }
}
