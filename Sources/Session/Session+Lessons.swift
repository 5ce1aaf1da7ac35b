// What a lesson needs of the sessions that it makes copies of: what an empty line means, for a
// prompt of its own, and the same looks for all of them.

extension Session {
  /// The command that an empty line would repeat, without its colon; nil if there is none.
  public var emptyLineRepeats: String? {
    guard isInteractive, let repeated else { return nil }
    return String(repeated.dropFirst(repeated.hasPrefix(":") ? 1 : 0))
  }

  /// Whether a statement that was typed in the past waits for an empty line to run it now.
  public var hasStatementWaiting: Bool { waiting != nil }

  /// Makes things look as in another session; results do not change.
  public mutating func look(as settings: Settings) { self.settings = settings }
}
