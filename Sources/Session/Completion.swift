// Candidates for what is being typed.

/// What a text can be completed with at a place.
public struct Completion: Sendable, Equatable {
  /// One way to go on.
  public struct Candidate: Sendable, Equatable {
    /// What replaces the text from the start to the place.
    public let text: String
    /// How a list shows it.
    public let label: String

    /// A candidate.
    public init(_ text: String, label: String? = nil) {
      self.text = text
      self.label = label ?? text
    }
  }

  /// Where the word begins, in bytes of the text.
  public let start: Int
  /// The candidates, in the order a list shows them.
  public let candidates: [Candidate]

  /// Candidates for the word that begins at a place.
  public init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  /// What all candidates begin with.
  public var commonPrefix: String {
    guard var prefix = candidates.first.map({ Substring($0.text) }) else { return "" }
    for candidate in candidates.dropFirst() {
      while !candidate.text.hasPrefix(prefix) { prefix = prefix.dropLast() }
    }
    return String(prefix)
  }
}
