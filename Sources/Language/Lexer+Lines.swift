import Diagnostics

// Lines, indentation and brackets: everything by which the lexer knows where a statement ends.

extension Lexer {
  /// A newline ends a statement, unless a bracket is open or the line was empty.
  mutating func readNewline() {
    let start = position
    if isFragment || !brackets.isEmpty {
      var index = brackets.count - 1
      while index >= 0, brackets[index].lineEnd == nil {
        brackets[index].lineEnd = (position, tokens.count)
        index -= 1
      }
      _ = skipLineEnd()
      return
    }
    _ = skipLineEnd()
    append(.newline, from: start)
    isAtLineStart = true
  }

  /// Compares a line's indentation with the levels that are open.
  ///
  /// Columns are CPython's: a tab leads to the next multiple of eight, and a second count with
  /// tabs of one column must agree, else the meaning would depend on an editor's setting.
  mutating func readIndentation() {
    let start = position
    var level = Level(column: 0, plain: 0)
    scan: while position < end {
      switch bytes[position] {
      case UInt8(ascii: " "):
        level.column += 1
        level.plain += 1
      case UInt8(ascii: "\t"):
        level.column = (level.column / 8 + 1) * 8
        level.plain += 1
      case 0x0C:
        level = Level(column: 0, plain: 0)
      default: break scan
      }
      position += 1
    }
    if peek() == UInt8(ascii: "#") { skipLine() }
    if position >= end || skipLineEnd() { return }
    isAtLineStart = false
    open(level, from: start)
  }

  private mutating func open(_ level: Level, from start: Int) {
    guard let top = levels.last else { return }
    if level.column > top.column {
      if level.plain <= top.plain { reportMixedTabs(from: start) }
      guard levels.count < 100 else { return reportTooManyLevels(from: start) }
      levels.append(level)
      append(.indent, from: start)
      return
    }
    while levels.count > 1, let top = levels.last, level.column < top.column {
      let below = levels[levels.count - 2]
      if level.column > below.column {
        // The level it was meant for is taken to be the one above, so that what follows fits.
        levels[levels.count - 1] = level
        report(
          "bad-dedent", "this line's indentation fits no block above it",
          at: Span(start, position), labels: [.init(Span(start, position), "these blanks")],
          notes: ["it stands between \(below.column) and \(top.column) columns"],
          suggestions: ["indent it like the line it belongs with"])
        return
      }
      levels.removeLast()
      append(.dedent, from: position)
    }
    if let top = levels.last, level.column == top.column, level.plain != top.plain {
      reportMixedTabs(from: start)
    }
  }

  private mutating func reportMixedTabs(from start: Int) {
    guard !hasMixedTabs else { return }
    hasMixedTabs = true
    report(
      "mixed-tabs", "tabs and spaces are mixed in the indentation", at: Span(start, position),
      labels: [.init(Span(start, position), "differs from the lines above")],
      notes: ["how deep a tab reaches depends on the editor, so the block is ambiguous"],
      suggestions: ["indent with spaces only"])
  }

  private mutating func reportTooManyLevels(from start: Int) {
    guard !hasTooManyLevels else { return }
    hasTooManyLevels = true
    report(
      "too-deep", "more than 100 levels of indentation", at: Span(start, position),
      suggestions: ["move the inner part into a function"])
    append(.invalid, from: start)
  }

  /// Closes a bracket and returns the token that stands for it: `invalid` when it fits none.
  mutating func closeBracket(_ kind: Token.Kind, at span: Span) -> Token.Kind {
    guard let top = brackets.last?.token else {
      report(
        "unmatched-bracket", "nothing is open that this \(kind.rawValue) could close", at: span,
        labels: [.init(span, "closes nothing")],
        suggestions: ["take it away, or add the opening bracket before"], fix: .init(span, ""))
      return .invalid
    }
    if top.kind.closing == kind {
      brackets.removeLast()
      return kind
    }
    report(
      "mismatched-bracket", "\(kind.rawValue) does not close \(top.kind.rawValue)", at: span,
      labels: [
        .init(top.span, "opened here, wants \(top.kind.closing.rawValue)"),
        .init(span, "closed with another kind"),
      ])
    // If it fits one further out, those in between were forgotten; else it is a slip for this one.
    if let match = brackets.suffix(Parser.bracketLimit)
      .lastIndex(where: { $0.token.kind.closing == kind })
    {
      brackets.removeSubrange(match...)
    } else {
      brackets.removeLast()
    }
    return .invalid
  }

  /// At the end of the text, reports a bracket that is still open and goes back to its line's end.
  ///
  /// Returns whether there is more to read.
  mutating func closesForgottenBracket() -> Bool {
    guard let open = brackets.last, !isFragment else { return false }
    isUnfinished = true
    if let lineEnd = open.lineEnd {
      // The lines below will be read again, and their brackets mean something else then.
      diagnostics.removeAll {
        $0.id.hasSuffix("-bracket") && ($0.span?.start ?? 0) > Int32(clamping: lineEnd.position)
      }
    }
    let kind = open.token.kind
    report(
      "unclosed-bracket", "this \(kind.rawValue) is never closed", at: open.token.span,
      labels: [.init(open.token.span, "opened here")],
      notes: ["a line goes on until its brackets are closed"],
      suggestions: ["add \(kind.closing.rawValue) where it should end"])
    brackets.removeAll()
    rewinds += 1
    // Each way back costs another reading of the rest; a text that needs many is not a program.
    guard let lineEnd = open.lineEnd, rewinds <= 5 else {
      append(.invalid, from: position)
      return false
    }
    position = lineEnd.position
    tokens.removeSubrange(lineEnd.tokenCount...)
    append(.invalid, from: position)
    isAtLineStart = false
    return true
  }

  /// Ends the last line and the open blocks.
  mutating func finish() {
    if !isFragment {
      if let last = tokens.last, last.kind != .newline, last.kind != .dedent {
        append(.newline, from: position)
      }
      for _ in 1..<max(levels.count, 1) { append(.dedent, from: position) }
    }
    append(.endOfInput, from: position)
  }
}
