import Language
import Stepper
import TestSupport
import Testing

// A card says "fwd 4/11": the number and the total of a stretch. Both are counted here once more,
// from the events alone.

/// A stretch, as it is counted here.
private struct Counted: Equatable {
  let kind: Event.Kind
  let start: Int
  var count = 0

  init(kind: Event.Kind, start: Int) {
    self.kind = kind
    self.start = start
  }

  init(_ stretch: Timeline.Stretch) {
    kind = stretch.kind
    start = stretch.start
    count = stretch.count
  }
}

@Suite("Stretches")
struct StretchTests {
  @Test("Totals are what is there to count", arguments: Program.all)
  func totals(program: Program) throws {
    let outcome = try program.run()
    #expect(outcome.errors.isEmpty || program.inputs.count > 1)
    let timeline = outcome.timeline
    var counted: [Counted] = []
    var places: [(time: Int, stretch: Int, ordinal: Int)] = []
    try program.step { machine, event in
      guard [.forward, .grad, .update].contains(event.kind) else { return }
      if counted.last?.kind != event.kind {
        counted.append(Counted(kind: event.kind, start: machine.time))
      }
      counted[counted.count - 1].count += 1
      places.append((machine.time, counted.count - 1, counted[counted.count - 1].count))
    }
    #expect(timeline.stretches.map(Counted.init) == counted)
    for place in places {
      let moment = try #require(timeline.moment(at: place.time))
      #expect(moment.ordinal == place.ordinal, "moment \(place.time)")
      #expect(moment.total == counted[place.stretch].count, "moment \(place.time)")
      #expect(timeline.stretch(at: place.time).map(Counted.init) == counted[place.stretch])
    }
  }

  @Test("A product of a value with itself gives two contributions and a leaf one arrival")
  func square() throws {
    let program = Program(
      "square", ["x = param(tensor([1.0, 2.0]))\ny = x * x\nloss = y.sum()\nloss.backward()"])
    let timeline = try program.run().timeline
    var kinds: [Event.Kind] = []
    try program.step { _, event in kinds.append(event.kind) }
    #expect(kinds.filter { $0 == .grad }.count == 3)
    #expect(kinds.filter { $0 == .accumulate }.count == 1)
    #expect(timeline.stretches.last?.count == 3)
  }
}
