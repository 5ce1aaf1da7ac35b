import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Ctrl-C: the handler only sets a flag; a run looks at it between two operations and stops with
// everything in place.

/// Whether the user asked for a run to stop.
final class Interruption: Sendable {
  static let shared = Interruption()
  private let flag = Atomic<Bool>(false)

  var isRequested: Bool { flag.load(ordering: .relaxed) }
  func request() { flag.store(true, ordering: .relaxed) }
  func reset() { flag.store(false, ordering: .relaxed) }

  /// Takes the signal from the system.
  static func install() {
    signal(SIGINT) { _ in Interruption.shared.request() }
  }
}
