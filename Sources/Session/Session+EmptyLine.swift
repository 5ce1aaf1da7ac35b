// What an empty line means, for whoever shows a prompt of their own.

extension Session {
  /// The command that an empty line would repeat, without its colon; nil if there is none.
  public var emptyLineRepeats: String? {
    guard isInteractive, let repeated else { return nil }
    return String(repeated.dropFirst(repeated.hasPrefix(":") ? 1 : 0))
  }

  /// Whether a statement that was typed in the past waits for an empty line to run it now.
  public var hasStatementWaiting: Bool { waiting != nil }
}
