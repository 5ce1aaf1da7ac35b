import Diagnostics
import Display
import Language
import Stepper

// Jumping: to a moment by its number, its mark or what was made there, to the next phase, to a
// loop's turn. What a jump leaves is remembered, so that `:last` can undo it.

/// A moment that was given a name.
struct Mark: Sendable {
  let name: String
  let time: Int
}

extension Session {
  /// Goes to a moment, nil being now, and remembers the one that is left.
  mutating func jump(to time: Int?) {
    previousCursor = cursor
    // What is opened has no now: its end is a moment like any other.
    cursor = time ?? (opened.isEmpty ? nil : timeline.end)
  }

  /// Says that the far past had to be run once more, where the memory for it did not suffice.
  func tellReplay(write: (Output) -> Void) {
    guard let cursor, timeline.isThinned else { return }
    let count = timeline.replayed(to: cursor)
    guard count > 20_000 else { return }
    say(
      "\(count) events were run once more to come here; `:set memory \(settings.memory * 2)` keeps "
        + "more of the past at hand", write)
  }

  /// What there is to say of now.
  var nowText: String {
    var text = "now, after event \(timeline.end)"
    if timeline.isInterrupted { text += "; the run was stopped here, :run goes on with it" }
    guard let failure else { return text }
    text += "; stopped"
    if let call = timeline.present.innermostCall { text += " in \(call.name)()" }
    return text + " by: " + failure.message
  }

  mutating func goto(_ argument: String, write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    switch argument {
    case "": return fail(":goto needs a moment", try: ":goto start, :goto 12, :goto loss", write)
    case "start": jump(to: 0)
    case "end", "now": jump(to: nil)
    default:
      if let number = Int(argument) {
        guard number >= 0, number <= timeline.end else {
          return fail(
            "there are the moments 0 … \(timeline.end)", try: ":goto \(timeline.end)", write)
        }
        jump(to: number)
      } else if let mark = marks.first(where: { $0.name == argument }) {
        guard mark.time <= timeline.end else {
          return fail(
            "the mark `\(argument)` lies in what was taken back", try: ":redo brings it back", write
          )
        }
        jump(to: mark.time)
      } else if let time = timeOfMaking(argument) ?? timeOfMaking(argument, asOf: timeline.end) {
        jump(to: time)
      } else {
        let names = timeline.present.variables.map(\.name) + marks.map(\.name)
        let near = nearMisses(argument, in: names)
        return fail(
          "nothing called `\(argument)` was made",
          try: near.first.map { ":goto \($0)" } ?? ":vars lists the names", write)
      }
    }
    tellReplay(write: write)
    return showHere(write: write)
  }

  /// When a variable's value was made, as of a moment; nil is the one looked at.
  func timeOfMaking(_ name: String, asOf moment: Int? = nil) -> Int? {
    let moment = moment ?? cursor ?? timeline.end
    let machine =
      moment == (cursor ?? timeline.end)
      ? machineToLookAt : moment == timeline.end ? timeline.present : timeline.machine(at: moment)
    if name.hasSuffix(".grad") {
      guard let id = machine.objectID(ofVariable: String(name.dropLast(5))) else { return nil }
      return timeline.last(before: moment + 1) { event, _ in
        event.kind == .accumulate && event.subject == id
      }
    }
    guard let value = machine.lookUp(name) else { return nil }
    if case .tensor(_, _, _, let time) = value, time >= 1, time <= timeline.end { return time }
    return timeline.last(before: moment + 1) { event, after in
      event.kind == .assign && after.target(of: event) == name
    }
  }

  mutating func goBackFromJump(write: (Output) -> Void) -> Status {
    (cursor, previousCursor) = (previousCursor, cursor)
    return showHere(write: write)
  }

  // MARK: - Marks

  mutating func mark(_ argument: String, write: (Output) -> Void) -> Status {
    guard !argument.isEmpty else {
      guard !marks.isEmpty else {
        say("no marks yet; :mark NAME gives this moment a name", write)
        return .done
      }
      for mark in marks { say("  \(mark.name)  event \(mark.time)", write) }
      return .done
    }
    let isName =
      argument.first.map { $0.isLetter || $0 == "_" } == true
      && argument.allSatisfy { $0.isLetter || $0.isNumber || "_-".contains($0) }
    guard isName else {
      return fail("a mark is one word that begins with a letter", try: ":mark here", write)
    }
    guard !["start", "end", "now"].contains(argument) else {
      return fail("`\(argument)` is a moment already", try: ":mark my_\(argument)", write)
    }
    let time = cursor ?? timeline.end
    marks.removeAll { $0.name == argument }
    marks.append(Mark(name: argument, time: time))
    say("event \(time) is `\(argument)`; :goto \(argument) comes back", write)
    return .done
  }

  // MARK: - Where

  func when(write: (Output) -> Void) -> Status {
    guard let cursor else {
      say(nowText, write)
      return .done
    }
    var text = openedPlace + "event \(cursor) of \(timeline.end)"
    if let moment = timeline.moment(at: cursor) {
      let builder = CardBuilder(moment)
      text += " · " + builder.title
      if !builder.placeText.isEmpty { text += " · " + builder.placeText }
      if let call = moment.after.innermostCall { text += " · in \(call.name)()" }
      for loop in moment.after.openLoops where loop.turn > 0 {
        let line = moment.after.line(of: loop).map { " of the loop in line \($0.line)" } ?? ""
        text += " · turn \(loop.turn)\(line)"
      }
    } else {
      text += " · the beginning"
    }
    for mark in marks where mark.time == cursor { text += " · mark \(mark.name)" }
    say(text, write)
    return .done
  }

  // MARK: - Phases and turns

  /// The phases by what they are called.
  static let phases: [(name: String, kind: Event.Kind, begun: String)] = [
    ("fwd", .forward, "x = tensor([1., 2.]) begins one"),
    ("grad", .grad, "loss.backward() begins one"), ("update", .update, "opt.step() begins one"),
  ]

  mutating func phase(_ argument: String, write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    guard let phase = Session.phases.first(where: { $0.name == argument }) else {
      return fail(
        argument.isEmpty ? ":phase needs the name of one" : "there is no phase `\(argument)`",
        try: "fwd, grad or update", write)
    }
    guard let time = timeline.nextPhase(phase.kind, after: cursor ?? timeline.end) else {
      let isThere = timeline.nextPhase(phase.kind, after: 0) != nil
      return fail(
        "no \(phase.name) phase begins after this moment",
        try: isThere ? ":goto start, then :phase \(phase.name)" : phase.begun, write)
    }
    jump(to: time)
    return showHere(write: write)
  }

  mutating func iteration(_ argument: String, write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    guard let n = Int(argument), n >= 1 else {
      return fail(
        argument.isEmpty
          ? ":iteration needs the number of a turn" : "`\(argument)` is no number of a turn",
        try: ":iteration 1 is the first", write)
    }
    guard let visit = timeline.loop(around: cursor ?? timeline.end) else {
      return fail("no loop was run yet", try: "for step in range(10): …", write)
    }
    let (time, turns) = timeline.turn(n, of: visit)
    guard let time else {
      return fail(
        "the loop in line \(visit.line) had \(turns) turn\(turns == 1 ? "" : "s")",
        try: turns > 0 ? ":iteration \(turns) is the last" : ":when tells where you are", write)
    }
    jump(to: time)
    say("turn \(n) of the loop in line \(visit.line)", write)
    return showHere(write: write)
  }
}
