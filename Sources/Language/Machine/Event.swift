import Autograd

// What happened. Plain ids: everything else is looked up in the machine as it is after the event,
// or, for what an event consumed, as it was before.

/// One event of a run; position t of a timeline means that t events have happened.
public struct Event: Sendable, Equatable {
  /// The kinds of event.
  public enum Kind: UInt8, Sendable {
    /// An operation made a row.
    case forward
    /// One row's rule gave one argument's gradient.
    case grad
    /// A leaf's gradient was added to what it held.
    case accumulate
    /// One parameter changed, by an optimizer or in place.
    case update
    /// A name, a member or a field was bound.
    case assign
    /// A function of the program was entered.
    case call
    /// It was left.
    case `return`
    /// Text was printed.
    case print
    /// A picture was handed out.
    case picture
    /// A bare expression's value was shown: no moment of its own in time.
    case echo
    /// The input is at its end: no moment of its own in time.
    case idle
  }
  /// What kind of thing happened.
  public var kind: Kind
  /// Which argument a grad event is about.
  public var argument: UInt8 = 0
  /// The row made (forward, update) or gone back through (grad, accumulate), or −1.
  public var row: RowID = -1
  /// Where in the program.
  public var site = Site.none
  /// The tensor object or the code concerned, or −1.
  public var subject: Int32 = -1

  /// Whether the event is a moment of the timeline.
  public var isMoment: Bool { kind != .idle && kind != .echo }
}
