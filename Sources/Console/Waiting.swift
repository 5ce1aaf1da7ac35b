import CReadline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Waiting for input and for signals at once: a key, Ctrl-C, a new size of the window and an end
// from outside all arrive in whatever order.

/// What came while a person was typing.
enum News: Equatable {
  /// Something can be read, or the input has ended.
  case input
  /// Ctrl-C.
  case interruption
  /// The window has another size.
  case resize
  /// The program is to stop until it is continued.
  case suspension
  /// It goes on after a stop.
  case continuation
  /// The program is to end by a signal.
  case end(signal: Int32)

  /// Waits for the next news; signals come before input.
  static func wait(for input: Int32 = STDIN_FILENO) -> News {
    let signals = longhand_signals_pipe()
    while true {
      var ends = [
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&ends, 2, -1)
      if count < 0, errno != EINTR { return .input }
      guard count > 0 else { continue }
      if ends[0].revents != 0, let news = nextSignal(from: signals) { return news }
      if ends[1].revents != 0 { return .input }
    }
  }

  /// Forgets the signals that came before anybody waited for them.
  static func forgetSignals() {
    while nextSignal(from: longhand_signals_pipe()) != nil {}
  }

  private static func nextSignal(from pipe: Int32) -> News? {
    var byte: UInt8 = 0
    while read(pipe, &byte, 1) == 1 {
      switch Int32(byte) {
      case SIGINT: return .interruption
      case SIGWINCH: return .resize
      case SIGTSTP: return .suspension
      case SIGCONT: return .continuation
      default: return .end(signal: Int32(byte))
      }
    }
    return nil
  }
}
