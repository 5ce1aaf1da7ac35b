// What the pure functions of this folder throw. They know no source and no span: the machine adds
// where it happened and makes a diagnostic of it, so a case carries only its kind and plain words.

/// An error of Python's library, by the exception that CPython would raise.
public enum PythonError: Error, Hashable, Sendable {
  /// A ZeroDivisionError: a division, a remainder, or a negative power of zero.
  case zeroDivision(String)
  /// An OverflowError: a float's range was left, or an int's 64 bits.
  case overflow(String)
  /// A ValueError: the kind of the argument is right and its value is not.
  case value(String)
  /// A TypeError: the argument is of the wrong kind.
  case type(String)

  /// What went wrong, in words.
  public var message: String {
    switch self {
    case .zeroDivision(let text), .overflow(let text), .value(let text), .type(let text): text
    }
  }
}
