import Diagnostics
import Display
import Foundation
import Language
import Testing

@testable import Session
@testable import Stepper

// Whatever is typed, nothing traps, hangs or eats the memory. A trap ends the process, so the seed
// of the program at work stands in a file. `LONGHAND_MUTANTS` says how many programs, and
// `LONGHAND_SEED` where they begin.

@Suite("Broken programs", .serialized)
struct MutationTests {
  /// The seed at work is written here before its program runs.
  static let record = FileManager.default.temporaryDirectory
    .appendingPathComponent("longhand-mutant-\(ProcessInfo.processInfo.processIdentifier)")

  /// Bytes a program may hold.
  static let budget = 16 << 20
  /// How long a program or a command may go on until it is interrupted.
  static let patience = Duration.milliseconds(150)
  /// How long it may take to come to an end after that; generous, since machines are busy.
  static let tolerance = Duration.seconds(20)

  @Test("end with an answer")
  func endure() throws {
    let first = Python.count("LONGHAND_SEED", 1)
    let count = Python.count("LONGHAND_MUTANTS", 3000)
    try Data().write(to: Self.record)
    let file = try FileHandle(forWritingTo: Self.record)
    let mutator = Mutator.conformance
    #expect(mutator.scripts.count > 200)
    var (completed, answers) = (0, 0)
    var slowest = (seed: 0, time: Duration.zero)
    for seed in first..<(first + count) {
      try file.seek(toOffset: 0)
      try file.write(contentsOf: Data("seed \(seed)          \n".utf8))
      let began = ContinuousClock.now
      let program = mutator.program(seed: seed)
      let result = Self.run(program, seed: seed)
      let time = ContinuousClock.now - began
      if result.status == .done { completed += 1 }
      answers += result.answers
      if time > slowest.time { slowest = (seed, time) }
      #expect(time < Self.tolerance, "seed \(seed) took \(time)\n\(program)")
    }
    try file.close()
    try FileManager.default.removeItem(at: Self.record)
    // Programs that never get anywhere would show little.
    #expect(completed * 20 > count)
    #expect(answers > count)
    print(
      "\(count) broken programs: \(completed) ran to their end; the slowest, seed \(slowest.seed), "
        + "took \(slowest.time); peak memory \(Self.peak)")
  }

  /// Runs a program, then moves about in what it did.
  static func run(_ program: String, seed: Int) -> (status: Status, answers: Int) {
    var dice = Dice(seed: ~seed)
    var machine = Machine()
    machine.memoryBudget = budget
    var session = Session()
    session.timeline = Timeline(machine)
    let renderer = Renderer(width: 80)
    var answers = 0
    func take(_ output: Output) {
      switch output {
      case .printed: break
      case .document(let document), .picture(let document):
        answers += renderer.text(document).isEmpty ? 0 : 1
      case .diagnostic(let diagnostic): answers += diagnostic.text().isEmpty ? 0 : 1
      }
    }
    func limit() {
      let deadline = ContinuousClock.now + patience
      session.isInterrupted = { ContinuousClock.now > deadline }
    }
    limit()
    let status = session.run(
      script: SourceFile(name: "mutant", text: program), write: { take($0) })
    let names = Mutator.names(program) + ["x"]
    for _ in 0..<6 {
      let name = dice.pick(names)
      let number = dice.roll(max(2, session.timeline.end + 2))
      limit()
      let command = dice.pick(commands).replacingOccurrences(of: "NAME", with: name)
        .replacingOccurrences(of: "N", with: String(number))
      _ = session.submit(command) { take($0) }
    }
    return (status, answers)
  }

  private static let commands = [
    ":back", ":back 3", ":back into", ":back out", ":goto N", ":goto N", ":goto start",
    ":goto NAME",
    ":why NAME", ":why NAME", ":why NAME[0]", ":why NAME[0,-1]", ":why NAME.grad[0]", ":info NAME",
    ":info NAME", ":trace", ":trace 50", ":uses NAME", ":check NAME", ":step", ":step 5", ":next",
    ":line", ":out", ":vars", ":when", ":undo", ":redo", ":run", ":rrun", ":break when NAME",
    ":break N", ":display NAME", ":focus [0,1]", ":focus [-9]", "?NAME", ":help NAME", ":last",
    ":phase grad", ":phase fwd", ":iteration N", "NAME", "NAME.shape", "graph(NAME)", "plot(NAME)",
    "heatmap(NAME)", ":mark NAME", ":set digits N", "NAME = N", "print(NAME)", ":NAME N", "",
    ":why", ":why 1", ":why NAME.grad", ":why NAME at N end", ":why NAME.grad at N end",
    ":into", ":into", ":out", ":fork f NAME = N", ":fork NAME", ":fork main", ":compare main NAME",
    ":compare f", ":diff N end", ":graph NAME", ":graph", ":watch NAME", ":watch NAME[0]",
    ":until NAME",
    ":origin nan", ":origin inf", ":break nan", ":break inf", ":quiz on", ":quiz", "0.5",
    ":set groups off", ":phase update",
  ]

  /// The most memory that this process has had.
  static var peak: String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? "unknown"
    return line.split(separator: " ").suffix(2).joined(separator: " ")
  }
}
