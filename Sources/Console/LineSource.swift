import CReadline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Lines without an editor: from a pipe, on a dumb terminal, where the library is not GNU's. The
// terminal itself lets a person rub out there.

/// Lines of standard input.
struct LineSource {
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// One line, what stopped it, or nil at the end.
  enum Piece: Equatable {
    case line(String)
    case interruption
  }

  /// The next line without its newline.
  mutating func next() -> Piece? {
    while true {
      if let newline = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeSubrange(...newline) }
        return .line(String(decoding: buffer[..<newline], as: UTF8.self))
      }
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return .line(String(decoding: buffer, as: UTF8.self))
      }
      switch News.wait() {
      case .interruption:
        buffer = []
        return .interruption
      case .input:
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count > 0 { buffer += bytes[..<count] }
        if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isAtEnd = true }
      default: break
      }
    }
  }
}
