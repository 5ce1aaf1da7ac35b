// One command of the console, as an element of a table: help, prefixes and completion are read
// from it.

/// One command of the console.
public struct Command: Sendable {
  /// Its name, without the colon.
  public let name: String
  /// What it takes, as help shows it.
  public let arguments: String
  /// What kinds of thing its argument may be, for completion.
  public let takes: [Argument]
  /// What it does, in a few words: one of two columns of a screen.
  public let brief: String
  /// What it does, in a line.
  public let summary: String
  /// Where help lists it.
  public let group: Group
  /// Another name that stands for it, though it is no prefix or not a unique one.
  let shortcut: String?
  /// What an empty line does after it: itself for steps, a step after a jump.
  let repeats: String?
  /// Whether it is part of a session that is saved: what moves or looks is, what handles the
  /// session itself is not.
  let isSaved: Bool
  let body: @Sendable (inout Session, String, (Output) -> Void) -> Status

  /// What an argument may be.
  public enum Argument: Sendable, Hashable, CaseIterable {
    /// How often, how many, which.
    case number
    /// A number of an event, or `start` and `end`.
    case moment
    /// A name given by `:mark`.
    case mark
    /// A variable.
    case variable
    /// An index like `[0,3]`.
    case index
    /// An operation of the registry.
    case operation
    /// A phase.
    case phase
    /// `into` and `out`.
    case direction
    /// Any expression.
    case expression
    /// A program: main or a what-if.
    case branch
    /// What a breakpoint waits for: a line, `op`, `when`, `off`.
    case breakpoint
    /// `on` and `off`.
    case `switch`
    /// `nan` and `inf`.
    case nonFinite
    /// A setting and its value.
    case setting
    /// A file.
    case file
    /// Another command.
    case command
  }

  /// What commands are for.
  public enum Group: String, Sendable, CaseIterable {
    /// Steps, jumps and runs to a stop.
    case moving = "Move in time"
    /// Looking at a moment.
    case looking = "Look"
    /// The session itself.
    case session = "Session"
  }

  init(
    _ name: String, _ arguments: String, takes: [Argument] = [], _ group: Group,
    brief: String, _ summary: String, shortcut: String? = nil, repeats: String? = nil,
    isSaved: Bool = true,
    _ body: @escaping @Sendable (inout Session, String, (Output) -> Void) -> Status
  ) {
    self.name = name
    self.arguments = arguments
    self.takes = takes
    self.group = group
    self.brief = brief
    self.summary = summary
    self.shortcut = shortcut
    self.repeats = repeats
    self.isSaved = isSaved
    self.body = body
  }
}
