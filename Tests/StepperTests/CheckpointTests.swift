import Stepper
import TestSupport
import Testing

// Machines that are kept on the way make a long run's middle near. Which ones are kept must never
// show in what is found there.

@Suite("Checkpoints")
struct CheckpointTests {
  @Test("A long loop keeps machines, and its middle is what a fresh run has there")
  func longLoop() throws {
    let timeline = try Program.long.run().timeline
    #expect(timeline.checkpointCount > 3)
    var small = Timeline()
    small.budget = timeline.checkpointBytes / 4
    let cramped = try Program.long.run(on: small).timeline
    #expect(cramped.checkpointCount < timeline.checkpointCount)
    #expect(cramped.checkpointCount >= 2)
    #expect(variables(of: cramped.present) == variables(of: timeline.present))

    let end = timeline.end
    let places = [1, end / 7, end / 3, end / 2, end / 2 + 1, end * 5 / 7, end - 1, end]
    var expected: [Int: String] = [:]
    try Program.long.step { machine, _ in
      if places.contains(machine.time) { expected[machine.time] = fingerprint(of: machine) }
    }
    for time in places {
      #expect(fingerprint(of: timeline.machine(at: time)) == expected[time], "moment \(time)")
      #expect(fingerprint(of: cramped.machine(at: time)) == expected[time], "moment \(time)")
    }
  }

  @Test("Looking back finds the last moment that fits, across kept machines")
  func last() throws {
    let timeline = try Program.long.run().timeline
    var updates: [Int] = []
    var drawn: Int?
    try Program.long.step { machine, event in
      if event.kind == .update { updates.append(machine.time) }
      if event.kind == .assign, machine.target(of: event) == "x" { drawn = machine.time }
    }
    let middle = timeline.end / 2
    #expect(
      timeline.last(before: middle) { event, _ in event.kind == .update }
        == updates.last { $0 < middle })
    #expect(
      timeline.last(before: timeline.end) { event, machine in
        event.kind == .assign && machine.target(of: event) == "x"
      } == drawn)
    #expect(timeline.last(before: timeline.end) { event, _ in event.kind == .print } == nil)
  }
}
