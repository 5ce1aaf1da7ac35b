import Autograd
import Diagnostics
import Language
import Stepper
import TestSupport
import Testing

// The laws of stops: a run forwards and a run backwards find the same moments, and looking for
// them changes nothing.

@Suite("Stops")
struct StopTests {
  /// A training loop with a function, a branch and an inner loop; lines as numbered here.
  static let training = Program(
    "a training loop",
    [
      """
      w = param(tensor([1.0, -2.0]))
      seen = []
      def loss_of(x, k):
          h = w * x
          return (h * h).sum() * k
      for step in range(5):
          loss = loss_of(tensor([1.0, 2.0]), 0.5)
          loss.backward()
          with no_grad():
              w -= 0.1 * w.grad
          w.grad = None
          for k in range(step):
              if k == 2:
                  continue
              seen.append(k)
          value = loss.item()
      n = 0
      while n < 4:
          n += 1
      """
    ])

  static func condition(_ text: String) throws -> Breakpoint.Kind {
    .condition(try #require(Aside.read(text, named: "test").aside))
  }

  static func kinds() throws -> [Breakpoint.Kind] {
    [
      .line(7, source: "test"), .line(5, source: "test"), .operation(Registry.id("mul")),
      .operation(Registry.id("sum")), try condition("loss < 3"),
      try condition("len(seen) % 2 == 1"), try condition("rand(1).item() < 2"),
      try condition("seen.append(7) or len(seen) > 3"),
    ]
  }

  /// All stops, found one after another.
  private func forwards(_ timeline: Timeline, _ breakpoints: [Breakpoint]) -> [Stop] {
    var stops: [Stop] = []
    while case .found(let stop) = timeline.nextStop(
      after: stops.last?.time ?? 0, breakpoints, isInterrupted: { false })
    { stops.append(stop) }
    return stops
  }

  private func backwards(_ timeline: Timeline, _ breakpoints: [Breakpoint]) -> [Stop] {
    var stops: [Stop] = []
    while case .found(let stop) = timeline.lastStop(
      before: stops.last?.time ?? timeline.end + 1, breakpoints, isInterrupted: { false })
    { stops.append(stop) }
    return stops.reversed()
  }

  @Test("A run back finds the stops of a run forwards", arguments: [training] + Program.all)
  func sameStops(program: Program) throws {
    var timeline = try program.run().timeline
    timeline.budget = 1
    let all = try Self.kinds().enumerated().map { Breakpoint(number: $0 + 1, kind: $1) }
    for breakpoints in all.map({ [$0] }) + [all] {
      let there = forwards(timeline, breakpoints)
      #expect(there == backwards(timeline, breakpoints), "\(breakpoints.map(\.text))")
    }
  }

  @Test("What is stopped at is what was asked for")
  func places() throws {
    let timeline = try Self.training.run().timeline
    let lines = forwards(timeline, [Breakpoint(number: 1, kind: .line(7, source: "test"))])
    // Once in each of the five turns, although the line goes on after its call.
    #expect(lines.count == 5)
    let products = forwards(timeline, [Breakpoint(number: 1, kind: .operation(Registry.id("mul")))])
    for stop in products {
      #expect(timeline.moment(at: stop.time)?.primitive?.name == "mul")
    }
    // w·x, h·h and ·k forwards; their rules: one for k, two for h·h, one for w. Then 0.1·grad.
    #expect(products.count == 5 * (3 + 4 + 1))
    let below = forwards(timeline, [Breakpoint(number: 1, kind: try Self.condition("loss < 3"))])
    // w ← w − 0.1·x²·w: the loss is Σ (wx)²/2 = 8.5, 3.285, 1.36…: it falls below 3 once.
    #expect(below.count == 1)
    guard case .tensor(let loss, _, _, _)? = timeline.machine(at: below[0].time).lookUp("loss")
    else {
      Issue.record("no loss")
      return
    }
    #expect(abs(loss.item - 1.3615) < 0.3)
  }

  @Test("A condition changes nothing, whatever it does")
  func untouched() throws {
    let timeline = try Self.training.run().timeline
    let whole = fingerprint(of: timeline.present)
    let meddling = Breakpoint(
      number: 1, kind: try Self.condition("[seen.clear(), w.data.mul_(9), rand(3)] and step == 3"))
    let stop = try #require(forwards(timeline, [meddling]).first)
    #expect(fingerprint(of: timeline.present) == whole)
    let there = fingerprint(of: timeline.machine(at: stop.time))
    var fresh = ""
    try Self.training.step { machine, _ in
      if machine.time == stop.time { fresh = fingerprint(of: machine) }
    }
    #expect(there == fresh)
  }

  @Test("A search can be stopped, and says where it was")
  func interrupted() throws {
    let timeline = try Self.training.run().timeline
    let never = [Breakpoint(number: 1, kind: try Self.condition("False"))]
    guard case .interrupted(let time) = timeline.nextStop(after: 3, never, isInterrupted: { true })
    else {
      Issue.record("it was not stopped")
      return
    }
    #expect(time > 3 && time <= timeline.end)
    let none = timeline.nextStop(after: 3, never, isInterrupted: { false })
    #expect(none == .none)
  }

  @Test("Why a condition never held is told")
  func neverWorked() throws {
    let timeline = try Self.training.run().timeline
    var told: [String] = []
    _ = timeline.nextStop(
      after: 0, [Breakpoint(number: 4, kind: try Self.condition("lss < 1"))],
      isInterrupted: { false }
    ) { number, problem in told.append("\(number) \(problem.message)") }
    #expect(told.count == 1)
    #expect(told.first?.hasPrefix("4 ") == true)
    #expect(told.first?.contains("lss") == true)
  }

  @Test("Turns of loops", arguments: 1...5)
  func turns(n: Int) throws {
    let timeline = try Self.training.run().timeline
    let first = try #require(timeline.loop(around: 4))
    #expect(first.line == 6)
    // From anywhere in the loop, forwards or back, turn n is where step becomes n − 1.
    let start = try #require(timeline.turn(n, of: first).time)
    for from in stride(from: first.time + 1, to: timeline.end, by: 11) {
      guard let outer = timeline.machine(at: from).openLoops.first,
        let visit = timeline.loop(around: from), visit.loop == outer
      else { continue }
      #expect(timeline.turn(n, of: visit).time == start, "from \(from)")
    }
    guard case .text(let step)? = timeline.machine(at: start).lookUp("step") else {
      Issue.record("step has no value")
      return
    }
    #expect(step == "\(n - 1)")
    if n > 1 {
      guard case .text(let before)? = timeline.machine(at: start - 1).lookUp("step") else { return }
      #expect(before == "\(n - 2)")
    }
    #expect(timeline.turn(6, of: first).time == nil)
    #expect(timeline.turn(6, of: first).turns == 5)
  }

  @Test("Inner loops and while loops have turns of their own")
  func innerTurns() throws {
    let timeline = try Self.training.run().timeline
    let inner = try #require(
      timeline.last(before: timeline.end) { _, after in after.openLoops.count == 2 })
    let visit = try #require(timeline.loop(around: inner))
    #expect(visit.line == 12)
    let third = try #require(timeline.turn(3, of: visit).time)
    guard case .text(let k)? = timeline.machine(at: third).lookUp("k") else { return }
    #expect(k == "2")
    let last = try #require(timeline.loop(around: timeline.end))
    #expect(last.line == 18)
    #expect(timeline.turn(4, of: last).time != nil)
    #expect(timeline.turn(5, of: last).time == nil)
  }

  @Test("Lines begin in the order in which CPython's tracer tells them")
  func lines() throws {
    let timeline = try Self.training.run().timeline
    var found: [Int] = []
    var time = 0
    while let next = timeline.nextLine(after: time, depth: 1) {
      let moment = try #require(timeline.moment(at: next))
      found.append(try #require(moment.place).line)
      time = next
    }
    // sys.settrace on the same text, without the lines that do nothing here that is an event:
    // `def`, `with`, `if`, `continue`, `while`, and the end of a loop.
    var expected = [1, 2]
    for step in 0..<5 {
      expected += [6, 7, 8, 10, 11]
      for k in 0..<step { expected += k == 2 ? [12] : [12] }
      expected += [16]
    }
    expected += [17, 19, 19, 19, 19]
    #expect(found == expected)
  }
}
