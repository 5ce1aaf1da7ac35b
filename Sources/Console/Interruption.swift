import CReadline

// Ctrl-C: the handler only sets a flag; a run looks at it between two operations and stops with
// everything in place. While a line is typed, every signal also wakes the editor up.

/// Whether the user asked for a run to stop.
enum Interruption {
  static var isRequested: Bool { longhand_interrupt_is_requested() }
  static func reset() { longhand_interrupt_reset() }

  /// Takes the signal from the system.
  static func install() { longhand_signals_start() }
}
