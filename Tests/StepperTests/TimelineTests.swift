import Language
import Stepper
import TestSupport
import Testing

// The laws of time: a moment of a timeline is what a fresh run has there, whichever way one comes
// to it, and no setting of the history changes what a program does.

@Suite("Time")
struct TimelineTests {
  @Test("Going to any moment is a fresh run up to it", arguments: Program.all)
  func anyMoment(program: Program) throws {
    let timeline = try program.run().timeline
    var fresh: [String] = []
    try program.step { machine, _ in fresh.append(fingerprint(of: machine)) }
    #expect(fresh.count == timeline.end)
    #expect(timeline.end > 10)
    for (i, expected) in fresh.enumerated() {
      let there = fingerprint(of: timeline.machine(at: i + 1))
      #expect(there == expected, "moment \(i + 1)")
      if there != expected { return }
    }
  }

  @Test("Going forward event by event visits the same machines", arguments: Program.all)
  func forward(program: Program) throws {
    let timeline = try program.run().timeline
    var machine = timeline.machine(at: 0)
    var time = 0
    try program.step { fresh, event in
      guard let moment = timeline.moment(after: machine) else { return }
      time += 1
      #expect(moment.time == time)
      #expect(moment.event == event)
      #expect(fingerprint(of: moment.after) == fingerprint(of: fresh), "moment \(time)")
      machine = moment.after
    }
    #expect(time == timeline.end)
    #expect(timeline.moment(after: machine) == nil)
  }

  @Test("Back and then forward is where one was", arguments: Program.all)
  func backAndForth(program: Program) throws {
    let timeline = try program.run().timeline
    for time in stride(from: 2, through: timeline.end, by: 3) {
      let here = fingerprint(of: timeline.machine(at: time))
      let back = timeline.machine(at: time - 2)
      let again = timeline.forward(from: back) { machine, _ in machine.time == time }
      #expect(fingerprint(of: again) == here, "moment \(time)")
    }
  }

  @Test("Every moment's machine can go on to the same end", arguments: Program.all)
  func sameEnd(program: Program) throws {
    let timeline = try program.run().timeline
    let end = variables(of: timeline.machine(at: timeline.end))
    for time in stride(from: 0, through: timeline.end, by: 7) {
      let last = timeline.forward(from: timeline.machine(at: time)) { _, _ in false }
      #expect(variables(of: last) == end, "from moment \(time)")
    }
  }

  @Test("No setting of the history changes what a program does", arguments: Program.all)
  func settings(program: Program) throws {
    let kept = try program.run().timeline
    let without = try program.run(on: Timeline(keepsHistory: false)).timeline
    var small = Timeline()
    small.budget = 1
    let cramped = try program.run(on: small).timeline
    for other in [without, cramped] {
      #expect(variables(of: other.present) == variables(of: kept.present))
      #expect(other.end == kept.end)
      #expect(other.log == kept.log)
      #expect(other.stretches == kept.stretches)
    }
  }

  @Test("A copy that runs on leaves its origin alone", arguments: Program.all)
  func copies(program: Program) throws {
    let timeline = try program.run().timeline
    for time in stride(from: 0, through: timeline.end, by: 5) {
      let origin = timeline.machine(at: time)
      let before = fingerprint(of: origin)
      _ = timeline.forward(from: origin) { _, _ in false }
      var aside = origin
      let (code, names) = try Program.compiled(
        "manual_seed(99)\nzz = randn(3)\nw = zz\nlosses = [zz]", against: aside.globalNames)
      aside.lookAside(code, globals: names)
      while try aside.step().kind != .idle {}
      #expect(fingerprint(of: origin) == before, "moment \(time)")
    }
    let whole = fingerprint(of: timeline.present)
    var copy = timeline
    let (code, names) = try Program.compiled("w = 7", against: copy.present.globalNames)
    try copy.run(code, names: names)
    #expect(copy.end == timeline.end + 1)
    #expect(fingerprint(of: timeline.present) == whole)
  }

  @Test("A run that is interrupted again and again comes to the same end")
  func interruptions() throws {
    let whole = try Program.tinyGPT.run().timeline
    var timeline = Timeline()
    let (code, names) = try Program.compiled(
      Program.tinyGPT.inputs[0], against: timeline.present.globalNames)
    var stops = 0
    do {
      try timeline.run(code, names: names, isInterrupted: { true })
    } catch {
      #expect(error.id == Timeline.interruptedID)
      stops = 1
    }
    while stops > 0, stops < 1000 {
      let here = fingerprint(of: timeline.present)
      #expect(fingerprint(of: timeline.machine(at: timeline.end)) == here)
      do {
        try timeline.resume(isInterrupted: { true })
        break
      } catch {
        #expect(error.id == Timeline.interruptedID)
        stops += 1
      }
    }
    #expect(stops > 1)
    #expect(variables(of: timeline.present) == variables(of: whole.present))
    #expect(timeline.end == whole.end)
    #expect(timeline.stretches == whole.stretches)
  }

  @Test("After an error the earlier effects stay and the next input works")
  func errors() throws {
    let outcome = try Program.failing.run()
    // The third turn fails; w.grad holds two backwards of Σ w·x / 2 with x = (3, 4).
    #expect(outcome.errors.map(\.id).count == 2)
    let machine = outcome.timeline.present
    guard case .tensor(let kept, _, _, _)? = machine.lookUp("kept"),
      case .text(let n)? = machine.lookUp("n"),
      case .tensor(let after, _, _, _)? = machine.lookUp("after"),
      case .tensor(_, let gradient?, _, _)? = machine.lookUp("w")
    else {
      Issue.record("variables are missing")
      return
    }
    #expect(n == "2")
    #expect(kept.elements == [3, 4])
    #expect(after.item == 1 * 3 - 2 * 4)
    #expect(gradient.elements == [6, 8])
  }
}
