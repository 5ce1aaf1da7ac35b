import Diagnostics

// Whether the console should ask for another line before it hands the input over.

extension Parser {
  /// Whether a text stops in the middle: in a bracket or a string, after a line-joining backslash,
  /// or in a block that no empty line has ended yet.
  ///
  /// - Parameter text: the lines typed so far, joined by newlines, none after the last; so a text
  ///   that ends with a newline ends with an empty line.
  public static func needsMoreInput(_ text: String) -> Bool {
    let source = SourceFile(name: "", text: text)
    guard text.utf8.count < Int(Int32.max) else { return false }
    let bytes = Array(source.text.utf8)
    var lexer = Lexer(source: source, bytes: bytes, range: 0..<bytes.count)
    lexer.run()
    if lexer.isUnfinished {
      // An error that stands before the open end will not go away with more lines.
      return lexer.diagnostics.count <= 1
    }
    let lastLine = bytes.reversed().prefix { $0 != UInt8(ascii: "\n") && $0 != 0x0D }
    if lastLine.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return false }
    return endsInBlock(lexer.tokens)
  }

  /// Whether the last statement of the outermost level is a compound one.
  private static func endsInBlock(_ tokens: [Token]) -> Bool {
    var depth = 0
    var brackets = 0
    var begins = true
    var isHeader = false
    var isOpen = false
    for token in tokens {
      switch token.kind {
      case .indent:
        depth += 1
        isOpen = true
      case .dedent: depth -= 1
      case .newline: begins = true
      case .endOfInput: break
      default:
        if begins, depth == 0 {
          isHeader = beginsBlock(token.kind)
          // A decorator wants the function it stands before.
          isOpen = token.kind == .at
        }
        begins = false
        if token.kind.isOpening { brackets += 1 }
        if token.kind.isClosing { brackets = max(0, brackets - 1) }
        if token.kind == .colon, depth == 0, brackets == 0, isHeader { isOpen = true }
      }
    }
    return isOpen
  }

  private static func beginsBlock(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .if, .elif, .else, .for, .while, .def, .with, .class, .try, .except, .finally, .async:
      return true
    default: return false
    }
  }
}
