import Diagnostics
import Language
import Session
import Stepper
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The benchmark: what history costs in time and memory, and how long a jump takes. Every figure is
// a ratio to the same program without history in the same run, or a time of the same process, so
// that a slow machine does not look like a slow program.
//
//   swift run -c release benchmark [STEPS] [SCRIPT]
//
// SCRIPT is scripts/gpt.py; the first line set in front of it gives its sizes.

func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Resident memory in bytes, where /proc tells it.
func resident() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var buffer = [CChar](repeating: 0, count: 128)
  guard fgets(&buffer, 128, file) != nil else { return 0 }
  let fields = String(
    decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
  )
  .split(separator: " ")
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
}

func text(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

func timeline(_ script: String, keepsHistory: Bool) -> (Timeline, seconds: Double)? {
  var timeline = Timeline(keepsHistory: keepsHistory)
  let (tree, problems) = Parser.parse(SourceFile(name: "gpt.py", text: script))
  let (code, names, more) = Compiler.compile(tree, globals: timeline.present.globalNames)
  guard problems.isEmpty, more.isEmpty, let code else { return nil }
  let start = seconds()
  do throws(Diagnostic) {
    try timeline.run(code, names: names)
  } catch {
    print(error.text())
    return nil
  }
  return (timeline, seconds() - start)
}

func milliseconds(_ x: Double) -> String {
  let hundredths = Int((x * 1e5).rounded())
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) ms"
}

func main() -> Int32 {
  prepareAllocator()
  let steps = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
  let path = CommandLine.arguments.dropFirst(2).first ?? "scripts/gpt.py"
  guard let body = text(of: path) else {
    print("cannot read \(path)")
    return 64
  }
  func script(_ steps: Int) -> String { "C, B, T, STEPS = 16, 1, 8, \(steps)\n" + body }
  // Short runs in turn, so that a machine that slows down slows both.
  var ratios: [Double] = []
  var perStep = 0.0
  let short = max(100, steps / 10)
  _ = timeline(script(short), keepsHistory: false)
  for _ in 0..<7 {
    guard let plain = timeline(script(short), keepsHistory: false),
      let kept = timeline(script(short), keepsHistory: true)
    else { return 1 }
    ratios.append(kept.seconds / plain.seconds)
    perStep = plain.seconds / Double(short)
  }
  ratios.sort()
  let percent = Int(((ratios[3] - 1) * 1000).rounded())
  print("a training step without history   \(milliseconds(perStep))")
  print(
    "history costs                     \(percent / 10).\(abs(percent % 10)) % (median of 7 pairs)")
  guard let plain = timeline(script(steps), keepsHistory: false) else { return 1 }
  let before = resident()
  guard let (kept, _) = timeline(script(steps), keepsHistory: true) else { return 1 }
  let grown = resident() - before
  print(
    "memory of \(steps) steps            \(grown >> 20) MB resident, \(kept.checkpointBytes >> 20) MB counted, \(kept.checkpointCount) checkpoints"
  )
  _ = plain
  var times: [Double] = []
  var place: UInt64 = 1
  for _ in 0..<100 {
    place = place &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let time = Int(place >> 33) % (kept.end + 1)
    let start = seconds()
    _ = kept.machine(at: time)
    times.append(seconds() - start)
  }
  times.sort()
  print(
    "goto anywhere in \(kept.end) events   median \(milliseconds(times[50])), longest \(milliseconds(times[99]))"
  )
  watchingFigures(kept)
  return 0
}

/// How long it takes to find a number's last change from the end, by kinds of number: one that
/// every step changes, one that was bound once at the beginning, one whose tensor every step
/// changes while it stands still; beside them, what running all of it once more takes.
func watchingFigures(_ kept: Timeline) {
  let whole = seconds()
  _ = kept.forward(from: kept.machine(at: 0)) { _, _ in false }
  let once = seconds() - whole
  for text in ["wte[0,3]", "L", "lnf_w.grad[0]", "data[3]"] {
    guard let watched = Watched.read(text).watched else { continue }
    let start = seconds()
    let found = kept.lastStop(
      before: kept.end + 1, [Breakpoint(number: 1, kind: .watch(watched))],
      isInterrupted: { false })
    let time = seconds() - start
    var event = "none"
    if case .found(let stop) = found { event = "event \(stop.time)" }
    print(
      "last change of \(text): \(event), found in \(milliseconds(time)), "
        + "running it all once more takes \(milliseconds(once))")
  }
}

exit(main())
