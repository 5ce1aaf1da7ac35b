import Language
import Session

// The machine of a lesson. Its blocks run one after another on one session; commands and extras
// run on a copy that is dropped when the next block of the lesson runs.

/// A lesson's session, as its blocks leave it.
struct LessonMachine: Sendable {
  /// The session that the lesson itself has made.
  private(set) var session: Session
  /// The copy on which commands and extras have gone on; nil while there was none.
  private(set) var branch: Session?

  /// A machine as a lesson wants it.
  init(
    seed: Int, reader: Machine.TextReader, width: Int = Transcript.width,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    session = Session(reader: reader, width: width)
    session.isInterrupted = isInterrupted
    _ = session.answers(to: "manual_seed(\(seed))")
  }

  /// Where a learner stands who has followed so far.
  var current: Session { branch ?? session }

  /// Runs a block of code.
  mutating func run(_ code: String, isExtra: Bool = false) -> Transcript {
    guard isExtra else {
      branch = nil
      return session.answers(to: code)
    }
    var copy = current
    defer { branch = copy }
    return copy.answers(to: code)
  }

  /// Types the commands of a console block.
  mutating func run(_ commands: [String]) -> [Transcript] {
    var copy = session
    defer { branch = copy }
    return commands.map { copy.answers(to: $0) }
  }

  /// Makes things look as a learner has set them.
  mutating func look(as settings: Settings) {
    session.look(as: settings)
    branch?.look(as: settings)
  }

  /// Goes on from another session, which a learner has changed.
  mutating func adopt(_ other: Session) {
    session = other
    branch = nil
  }
}
