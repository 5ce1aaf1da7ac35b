// A span is eight bytes, because every token, node, instruction and event carries one.

/// A range of source text as UTF-8 offsets, `start` included and `end` not.
public struct Span: Sendable, Hashable {
  /// The offset of the first byte.
  public var start: Int32
  /// The offset after the last byte; equal to `start` for a place between two characters.
  public var end: Int32

  /// Makes a span from offsets; what does not fit 32 bits is clamped.
  public init(_ start: Int, _ end: Int) {
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: end)
  }

  /// The span of what has no place in any source.
  public static let none = Span(-1, -1)

  /// Whether this is `Span.none` or otherwise no range of text.
  public var isNone: Bool { start < 0 || end < start }

  /// The smallest span that covers both; `Span.none` adds nothing.
  public func union(_ other: Span) -> Span {
    if isNone { return other }
    if other.isNone { return self }
    return Span(Int(min(start, other.start)), Int(max(end, other.end)))
  }

  /// Whether a UTF-8 offset lies inside.
  public func contains(_ utf8Offset: Int) -> Bool {
    utf8Offset >= Int(start) && utf8Offset < Int(end)
  }
}
