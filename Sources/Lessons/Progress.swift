// How far a learner came, as a small text file: a line a lesson, with its id, its version, the
// piece that comes next (or `done`), and the questions and exercises that were answered.

/// What is kept of lessons between two sittings.
public struct Progress: Sendable, Equatable {
  /// What is kept of one lesson.
  public struct Record: Sendable, Equatable {
    /// The version of the lesson that it is about.
    public var version: Int
    /// The piece at which to go on.
    public var place = 0
    /// Whether it was walked to its end.
    public var isDone = false
    /// The questions and exercises that were answered.
    public var answered: Set<String> = []

    /// A record of a lesson that was not begun.
    public init(version: Int) { self.version = version }
  }

  /// The records by the id of the lesson.
  public var records: [String: Record] = [:]

  /// No progress.
  public init() {}

  /// Reads a file's text; lines that make no sense are left out.
  public init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 3, !words[0].hasPrefix("#"), let version = Int(words[1]) else {
        continue
      }
      var record = Record(version: version)
      if words[2] == "done" {
        record.isDone = true
      } else if let place = Int(words[2]), place >= 0 {
        record.place = place
      } else {
        continue
      }
      record.answered = Set(words.dropFirst(3))
      records[words[0]] = record
    }
  }

  /// The file's text.
  public var text: String {
    var lines = ["# Longhand's lessons: id, version, next piece or done, what was answered"]
    for (id, record) in records.sorted(by: { $0.key < $1.key }) {
      let place = record.isDone ? "done" : String(record.place)
      lines.append(
        ([id, String(record.version), place] + record.answered.sorted()).joined(separator: " "))
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
