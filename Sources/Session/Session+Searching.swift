import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Searching time: until a condition holds, to a number's changes, to where a nan or an infinity
// was made.

extension Session {
  /// `:until COND`: forwards to where an expression becomes true.
  mutating func until(_ argument: String, write: (Output) -> Void) -> Status {
    guard !argument.isEmpty else {
      return fail(":until needs a condition", try: ":until loss < 1", write)
    }
    guard hasHappened(write) else { return .failed }
    guard cursor != nil else {
      return fail(
        "this is now: everything has been run", try: ":goto start, then :until \(argument)", write)
    }
    let (aside, problems) = Aside.read(argument, named: "until")
    guard let aside else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    let stop = Breakpoint(number: 0, kind: .condition(aside))
    var problem: Diagnostic?
    let search = timeline.nextStop(
      after: cursor ?? timeline.end, [stop], isInterrupted: isInterrupted
    ) { _, found in problem = found }
    switch search {
    case .found(let stop):
      jump(to: stop.time)
      say("event \(stop.time): \(argument)", write)
      return showHere(write: write)
    case .interrupted(let time):
      jump(to: time)
      say("stopped on the way, at event \(time)", write)
      return showHere(write: write)
    case .none:
      if let problem {
        return fail("`\(argument)` could never be worked out: \(problem.message)", write)
      }
      return fail("`\(argument)` does not become true after this moment", write)
    }
  }

  /// `:watch x[0,1]`: stops at every change.
  mutating func watch(_ argument: String, write: (Output) -> Void) -> Status {
    let (word, rest) = argument.firstWord
    if word == "off" { return dropBreakpoints(rest, write: write) }
    guard !argument.isEmpty else {
      let watches = breakpoints.filter { if case .watch = $0.kind { true } else { false } }
      if watches.isEmpty {
        say("nothing is watched; :watch W[0,1] stops :run and :rrun when it changes", write)
      }
      for watch in watches { say("  \(watch.number)  \(watch.text)", write) }
      return .done
    }
    let (watched, problems) = Watched.read(argument)
    guard let watched else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    let now = watched.reading(on: machineToLookAt, isInterrupted: isInterrupted)
    let status = add(.watch(watched), write: write)
    say(
      now.value == .absent
        ? "there is no \(argument) at this moment: its making will be the first change"
        : "now \(now.text)", write)
    return status
  }

  /// `:origin nan`: the first operation that made one.
  mutating func origin(_ argument: String, write: (Output) -> Void) -> Status {
    guard let kind = NonFinite(rawValue: argument) else {
      return fail(
        argument.isEmpty ? ":origin needs to know of what" : "`\(argument)` is nothing to look for",
        try: ":origin nan, :origin inf", write)
    }
    guard hasHappened(write) else { return .failed }
    let now = cursor ?? timeline.end
    guard
      let moment = timeline.origin(of: kind, upTo: now, isInterrupted: isInterrupted)
    else {
      if isInterrupted() { return fail("stopped on the way", write) }
      say("no operation up to here made a \(kind.rawValue) of ordinary numbers", write)
      return .done
    }
    let made = moment.event.kind == .grad ? moment.contribution : moment.output?.tensor
    let index = made.flatMap { tensor in
      (0..<tensor.count).first { kind.holds(tensor.element(at: $0)) }
        .map { unravel($0, tensor.shape) }
    }
    var card = CardBuilder(moment, focus: index).card()
    card.footers.append(
      "the first \(kind.rawValue), made of ordinary numbers; :goto \(moment.time) goes there")
    write(.document(card.document(width: width)))
    return .done
  }
}
