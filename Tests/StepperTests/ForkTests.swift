import Diagnostics
import Language
import Stepper
import TestSupport
import Testing

// The laws of what-ifs: a fork is what the program would have been with the statement written
// there, its origin never knows, and time in it is time like any other.

extension Timeline {
  /// A fork, from the text of its statement.
  func fork(at time: Int, _ statement: String) throws -> Timeline {
    let (tree, problems) = Parser.parse(SourceFile(name: "what-if", text: statement))
    if let problem = problems.first { throw problem }
    return try fork(at: time, running: tree).timeline
  }

  /// The n-th moment that fits.
  func moment(_ n: Int, where fits: (Machine, Event) -> Bool) -> Int {
    var left = n
    let there = forward(from: machine(at: 0)) { machine, event in
      if fits(machine, event) { left -= 1 }
      return left == 0
    }
    return there.time
  }

  /// The moment after which a name has been bound n times.
  func binding(_ name: String, _ n: Int = 1) -> Int {
    moment(n) { machine, event in event.kind == .assign && machine.target(of: event) == name }
  }
}

@Suite("What-ifs")
struct ForkTests {
  /// Everything of a timeline that could be told, cheaply.
  private func summary(_ timeline: Timeline) -> String {
    "\(timeline.end) \(timeline.stretches) \(timeline.inputs.count) \(timeline.log)\n"
      + fingerprint(of: timeline.present)
  }

  @Test("A fork that changes nothing is its origin from then on", arguments: Program.all)
  func nothing(program: Program) throws {
    for budget in [1, 256 << 20] {
      var origin = Timeline()
      origin.budget = budget
      origin = try program.run(on: origin).timeline
      let before = summary(origin)
      for time in stride(from: 0, through: origin.end, by: 3) {
        let fork = try origin.fork(at: time, "pass")
        #expect(summary(fork) == before, "from \(time)")
        for later in stride(from: time, through: origin.end, by: 17) {
          #expect(
            fingerprint(of: fork.machine(at: later)) == fingerprint(of: origin.machine(at: later)),
            "from \(time), moment \(later)")
        }
        if summary(fork) != before { return }
      }
      #expect(summary(origin) == before)
    }
  }

  /// Statements that do a lot and change none of the program's own variables.
  private static let busy = [
    "__pass = [n * n for n in range(4)]\nprint('seen', __pass)",
    "with enable_grad():\n    v_ = param(tensor([1.0, -2.0]))\n    (v_ * v_).sum().backward()\n    g_ = v_.grad * 2",
    "def f_(n):\n    return n if n < 2 else f_(n - 1) + f_(n - 2)\nr_ = f_(6)",
  ]

  @Test(
    "A statement beside the program leaves it what it was, wherever it is put in",
    arguments: Program.all)
  func beside(program: Program) throws {
    let origin = try program.run().timeline
    let before = summary(origin)
    let own = Set(origin.present.plainVariables.map(\.name))
    func values(_ machine: Machine) -> String {
      machine.plainVariables.filter { own.contains($0.name) }.map { "\($0)" }.joined(
        separator: "\n")
    }
    let expected = values(origin.present)
    for (i, time) in stride(from: 1, through: origin.end, by: 2).enumerated() {
      let statement = Self.busy[i % Self.busy.count]
      let fork = try origin.fork(at: time, statement)
      #expect(values(fork.present) == expected, "\(statement) at \(time)")
      let passed = fork.end - origin.end
      #expect(passed > 0)
      // What was before is what it was, and going there is no other way.
      let there = fingerprint(of: fork.machine(at: time))
      #expect(there == fingerprint(of: origin.machine(at: time)))
      let end = fork.forward(from: fork.machine(at: max(0, time - 2))) { _, _ in false }
      #expect(variables(of: end) == variables(of: fork.machine(at: fork.end)))
      if values(fork.present) != expected { return }
    }
    #expect(summary(origin) == before)
  }

  @Test("A fork is what the edited program is, moment by moment", arguments: edits)
  func edited(edit: Edit) throws {
    let origin = try Program("", [edit.origin, "after = 1.0\nafter += 2"]).run().timeline
    let fork = try origin.fork(at: origin.binding(edit.name, edit.count), edit.statement)
    let edited = Program("", [edit.edited, "after = 1.0\nafter += 2"])
    let fresh = try edited.run().timeline
    #expect(variables(of: fork.present) == variables(of: fresh.present))
    #expect(variables(of: fork.present) != variables(of: origin.present))
    #expect(fork.end == fresh.end)
    #expect(fork.stretches == fresh.stretches)
    try edited.step { machine, _ in
      let there = fork.machine(at: machine.time)
      // While the statement is at work, names of a function's own are names of the session's.
      guard there.interventionDepth == 0 else { return }
      #expect(variables(of: there) == variables(of: machine), "moment \(machine.time)")
    }
  }

  @Test("An unbound local given a value repairs the call that would have failed")
  func unbound() throws {
    let text = "def f(x):\n    y = x * 2\n    if x > 5:\n        z = 1\n    return y + z\na = f(3)"
    let outcome = try Program("", [text]).run()
    #expect(outcome.errors.count == 1)
    let fork = try outcome.timeline.fork(at: outcome.timeline.end, "z = 100")
    #expect(fork.present.lookUp("a").map { "\($0)" }?.contains("106") == true)
  }

  @Test("In the middle of a backward, of an update, of a call: the program goes on from there")
  func inside() throws {
    let text = """
      w = param(tensor([1.0, 2.0]))
      opt = AdamW([w], lr=0.1)
      for step in range(2):
          loss = (w * w * w).sum()
          loss.backward()
          opt.step()
          opt.zero_grad()
      done = w * 1
      """
    let origin = try Program("", [text]).run().timeline
    var kinds: Set<Event.Kind> = []
    for time in 1..<origin.end {
      guard let kind = origin.moment(at: time)?.event.kind else { continue }
      kinds.insert(kind)
      let fork = try origin.fork(
        at: time,
        "v = param(tensor([3.0]))\n(v * v).sum().backward()\ntwice = v.grad * 1\nprint(twice)")
      let (a, b) = (origin.present.plainVariables, fork.present.plainVariables)
      let own = Set(a.map(\.name))
      #expect("\(b.filter { own.contains($0.name) })" == "\(a)", "at \(time)")
      #expect("\(b.first { $0.name == "twice" }?.value as Any)".contains("6.0"))
    }
    #expect(kinds.isSuperset(of: [.forward, .grad, .accumulate, .update, .assign]))
  }

  @Test("Forks of forks, before, after and inside of the first")
  func nested() throws {
    let origin = try Program("", [Self.training.replacingOccurrences(of: "#HERE", with: "pass")])
      .run().timeline
    let time = origin.binding("lr")
    let first = try origin.fork(at: time, "lr = 0.2\nlr = lr * 2\nlr = lr + 0.1")
    let whole = fingerprint(of: first.present)
    // Before it the first what-if has not been.
    let earlier = try first.fork(at: time - 1, "pass")
    #expect(fingerprint(of: earlier.present) == fingerprint(of: origin.present))
    // Inside of it, it goes on.
    let inside = try first.fork(at: time + 1, "lr = 0.15")
    let fresh = try origin.fork(at: time, "lr = 0.15\nlr = lr * 2\nlr = lr + 0.1")
    #expect(variables(of: inside.present) == variables(of: fresh.present))
    // After it, both are there.
    let loss = first.binding("loss", 4)
    let later = try first.fork(at: loss, "lr = 0.01")
    #expect(later.interventions.count == 2)
    #expect(variables(of: later.machine(at: loss)) == variables(of: first.machine(at: loss)))
    #expect(variables(of: later.present) != variables(of: first.present))
    let end = later.forward(from: later.machine(at: 3)) { _, _ in false }
    #expect(variables(of: end) == variables(of: later.machine(at: later.end)))
    var through = later
    through.dropInputs(to: 0)
    #expect(through.interventions.isEmpty && through.end == 0)
    #expect(fingerprint(of: first.present) == whole)
  }

  @Test("What is wrong with the statement makes no fork; what is wrong later stands there")
  func failing() throws {
    let origin = try Program(
      "", ["x = tensor([1.0, 2.0])\nn = 2.0\ny = x / n\nz = y[1] * 2", "k = 3"]
    )
    .run().timeline
    let whole = fingerprint(of: origin.present)
    #expect(throws: Diagnostic.self) { try origin.fork(at: 2, "n = nobody + 1") }
    #expect(throws: Diagnostic.self) { try origin.fork(at: 2, "x = x @ tensor([1.0])") }
    let (tree, _) = Parser.parse(SourceFile(name: "what-if", text: "x = tensor([1.0])"))
    var listener = Timeline.Listener()
    var told: [String] = []
    listener.fails = { told.append($0.id) }
    let fork = try origin.fork(at: origin.binding("x"), running: tree, listener).timeline
    #expect(told.count == 1)
    #expect(fork.present.lookUp("z") == nil)
    #expect(fork.present.lookUp("k") != nil)
    #expect(fork.inputs.count == 2)
    let end = fork.machine(at: fork.end)
    #expect(variables(of: end) == variables(of: fork.present))
    #expect(fingerprint(of: origin.present) == whole)
  }

  @Test(
    "An input that was stopped by hand is stopped in a fork as well, and its past is what it was")
  func stopped() throws {
    var timeline = Timeline()
    let long = "total = tensor(0.0)\nby = 1.0\nwhile True:\n    total = total + by\n"
    let (code, names) = try Program.compiled(long, against: timeline.present.globalNames)
    #expect(throws: Diagnostic.self) {
      try timeline.run(code, names: names, isInterrupted: { true })
    }
    let end = timeline.end
    let standing = try timeline.fork(at: timeline.binding("by"), "by = 2.0")
    #expect(standing.isInterrupted)
    #expect(standing.end == end + 1)
    let (next, table) = try Program.compiled(
      "after = total * 2", against: timeline.present.globalNames)
    try timeline.run(next, names: table)
    let fork = try timeline.fork(at: timeline.binding("by"), "by = 2.0\ndef f(): pass")
    #expect(fork.end == timeline.end + 1)
    #expect(
      variables(of: fork.machine(at: fork.end)) == variables(of: fork.present))
    let quiet = try timeline.fork(at: end, "def f(): pass")
    #expect(quiet.end == timeline.end)
    #expect(variables(of: quiet.machine(at: quiet.end)) == variables(of: quiet.present))
    #expect(quiet.present.lookUp("after") != nil)
  }

  @Test(
    "Without a statement a fork ends at its moment and goes on from there", arguments: Program.all)
  func prefixes(program: Program) throws {
    let origin = try program.run().timeline
    for time in stride(from: 1, through: origin.end, by: 5) {
      var short = origin.prefix(to: time)
      #expect(short.end == time)
      #expect(fingerprint(of: short.present) == fingerprint(of: origin.machine(at: time)))
      let (code, names) = try Program.compiled(
        "typed = 1.0\ntyped = typed * 2", against: short.present.globalNames)
      var resumed = short
      try short.run(code, names: names)
      #expect(short.end == time + 2)
      let end = short.machine(at: short.end)
      #expect(variables(of: end) == variables(of: short.present), "from \(time)")
      let count = origin.prefix(to: time).inputs.count
      short.dropInputs(to: count)
      #expect(short.end == time)
      #expect(variables(of: short.present) == variables(of: origin.machine(at: time)))
      // Taken up again, the input at work ends as it did.
      guard resumed.isInterrupted else { continue }
      try? resumed.resume()
      #expect(resumed.inputs.count == count)
      #expect(resumed.end >= time)
    }
  }

  @Test("Inputs taken back in a fork, and given once more", arguments: Program.all)
  func undone(program: Program) throws {
    let origin = try program.run().timeline
    let time = max(1, origin.end / 3)
    let fork = try origin.fork(at: time, "extra_ = [1.0]\nextra_[0] = 2.0")
    for count in 0..<fork.inputs.count {
      var shorter = fork
      shorter.dropInputs(to: count)
      let again = try Program("", Array(program.inputs.dropFirst(count))).run(on: shorter).timeline
      let own = Set(origin.present.plainVariables.map(\.name))
      let values = again.present.plainVariables.filter { own.contains($0.name) }
      #expect("\(values)" == "\(origin.present.plainVariables)", "\(count)")
      #expect(
        variables(of: again.machine(at: again.end)) == variables(of: again.present))
    }
  }

  @Test("A long fork is gone through like any timeline, whatever it may keep")
  func long() throws {
    var text = Program.long.inputs[0].replacingOccurrences(of: "range(3000)", with: "range(400)")
    var origin = Timeline()
    origin.budget = 8 << 20
    origin = try Program("", [text]).run(on: origin).timeline
    let time = origin.binding("loss", 150)
    let fork = try origin.fork(at: time, "opt.param_groups[0]['lr'] = 0.05")
    text = text.replacingOccurrences(
      of: "    opt.zero_grad()",
      with: "    if step == 149: opt.param_groups[0]['lr'] = 0.05\n    opt.zero_grad()")
    let fresh = try Program("", [text]).run().timeline
    #expect(variables(of: fork.present) == variables(of: fresh.present))
    #expect(fork.end == fresh.end)
    for moment in [time - 100, time, time + 1, (time + fork.end) / 2, fork.end - 3] {
      #expect(variables(of: fork.machine(at: moment)) == variables(of: fresh.machine(at: moment)))
    }
    let last = fork.last(before: fork.end) { event, _ in event.kind == .update }
    #expect(last == fresh.last(before: fresh.end) { event, _ in event.kind == .update })
  }
}
