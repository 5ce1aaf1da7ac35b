import Display

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// What a person sees while the past is searched for longer than a second: how far it has come. The
// line is taken away again before the answer comes.

/// Says how far a search has come, after its first second.
final class ProgressMeter: @unchecked Sendable {
  // Only the thread that runs the session comes here.
  private var start: Double?
  private var shown = -1
  private let isSeen: Bool

  /// - Parameter isSeen: whether somebody looks at a terminal.
  init(isSeen: Bool) { self.isSeen = isSeen }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Takes note of how far it is, between 0 and 1.
  func show(_ share: Double) {
    guard isSeen else { return }
    let time = now()
    guard let start else {
      self.start = time
      return
    }
    let percent = Int((max(0, min(1, share)) * 100).rounded())
    guard time - start > 1, percent != shown else { return }
    shown = percent
    write("\r… \(percent) % of the way through the past; Ctrl-C stops   ")
  }

  /// Takes the line away and begins anew.
  func clear() {
    if shown >= 0 { write("\r" + String(repeating: " ", count: 60) + "\r") }
    (start, shown) = (nil, -1)
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { longWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

private func longWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return count }
  #if canImport(Glibc)
    return Glibc.write(file, bytes, count)
  #else
    return Darwin.write(file, bytes, count)
  #endif
}
