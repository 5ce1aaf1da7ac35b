import Diagnostics
import Language
import Stepper
import TestSupport
import Testing

// Inputs taken back, and inputs that were stopped in the middle.

@Suite("Inputs")
struct InputTests {
  @Test("Without its last inputs a timeline is as if they had never been", arguments: Program.all)
  func dropping(program: Program) throws {
    for budget in [1, 256 << 20] {
      var timeline = Timeline()
      timeline.budget = budget
      let whole = try program.run(on: timeline).timeline
      for count in 0..<program.inputs.count {
        var shorter = whole
        shorter.dropInputs(to: count)
        let fresh = try Program("", Array(program.inputs.prefix(count))).run().timeline
        #expect(fingerprint(of: shorter.present) == fingerprint(of: fresh.present), "\(count)")
        #expect(shorter.log == fresh.log)
        #expect(shorter.stretches == fresh.stretches)
        #expect(shorter.end == fresh.end)
        let again = try Program("", Array(program.inputs.dropFirst(count))).run(on: shorter)
          .timeline
        #expect(fingerprint(of: again.present) == fingerprint(of: whole.present))
        #expect(again.log == whole.log)
        #expect(again.stretches == whole.stretches)
      }
    }
  }

  @Test("An input that was stopped stays stopped when its time is gone through again")
  func cut() throws {
    var timeline = Timeline()
    let long = "total = tensor(0.0)\nfor i in range(500):\n    total = total + i\n"
    let (code, names) = try Program.compiled(long, against: timeline.present.globalNames)
    #expect(throws: Diagnostic.self) {
      try timeline.run(code, names: names, isInterrupted: { true })
    }
    let stopped = timeline.end
    let (next, table) = try Program.compiled(
      "after = total * 2", against: timeline.present.globalNames)
    try timeline.run(next, names: table)
    #expect(timeline.end > stopped && timeline.end < stopped + 5)
    for time in 0...timeline.end {
      #expect(timeline.machine(at: time).time == time)
    }
    let there = timeline.machine(at: timeline.end)
    #expect(variables(of: there) == variables(of: timeline.present))
    #expect(timeline.moment(at: stopped + 1)?.output?.tensor.count == 1)
    timeline.dropInputs(to: 1)
    #expect(timeline.end == stopped)
    #expect(timeline.present.lookUp("after") == nil)
  }

  @Test("A loop in which nothing happens can be stopped, and its past is what it was")
  func quietLoop() throws {
    var timeline = Timeline()
    var asked = 0
    let (code, names) = try Program.compiled(
      "seen = [0]\nwhile True:\n    seen.append(1)\n    del seen[0]\n",
      against: timeline.present.globalNames)
    #expect(throws: Diagnostic.self) {
      try timeline.run(
        code, names: names,
        isInterrupted: {
          asked += 1
          return asked == 3
        })
    }
    #expect(asked == 3)
    let (next, table) = try Program.compiled("n = len(seen)", against: timeline.present.globalNames)
    try timeline.run(next, names: table)
    #expect(variables(of: timeline.machine(at: timeline.end)) == variables(of: timeline.present))
  }
}
