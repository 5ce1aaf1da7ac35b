#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The parser walks its own limits by recursion: 400 levels need up to 3 MB of stack in a debug
// build. A thread that calls it may have 512 KB, so the work is done on a thread whose stack is
// known. Starting one takes some 30 µs; the memory is reserved and not touched.

/// Runs a function on a thread of its own with 16 MB of stack and waits for its result.
///
/// For whatever walks a syntax tree by recursion. Where no thread can be had, it runs here.
func onLargeStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
  let job = Job<Result>(body)
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 16 << 20)
  defer { pthread_attr_destroy(&attributes) }
  #if canImport(Glibc)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes, { runJob($0) }, Unmanaged.passUnretained(job as AnyJob).toOpaque())
    if status == 0 { pthread_join(thread, nil) }
  #else
    var thread: pthread_t?
    let status = pthread_create(
      &thread, &attributes, { runJob($0) }, Unmanaged.passUnretained(job as AnyJob).toOpaque())
    if status == 0, let thread { pthread_join(thread, nil) }
  #endif
  return withExtendedLifetime(job) { job.result ?? body() }
}

private func runJob(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let pointer { Unmanaged<AnyJob>.fromOpaque(pointer).takeUnretainedValue().run() }
  return nil
}

/// What a thread's entry, which knows no type parameters, can call.
private class AnyJob {
  func run() {}
}

private final class Job<Result>: AnyJob {
  private let body: () -> Result
  private(set) var result: Result?

  init(_ body: @escaping () -> Result) {
    self.body = body
  }

  override func run() {
    result = body()
  }
}
