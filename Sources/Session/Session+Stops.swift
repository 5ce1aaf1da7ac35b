import Autograd
import Diagnostics
import Display
import Language
import Stepper

// Stops: setting them, running to them in either direction of time.

extension Session {
  mutating func run(isBack: Bool, write: (Output) -> Void) -> Status {
    if !isBack, cursor == nil, timeline.isInterrupted { return resume(write: write) }
    guard hasHappened(write) else { return .failed }
    if !isBack, cursor == nil {
      return fail("this is now: everything has been run", try: ":rrun goes back", write)
    }
    if isBack, cursor == 0 {
      return fail("this is the beginning", try: ":run goes forward", write)
    }
    var problems: [(number: Int, problem: Diagnostic)] = []
    let search =
      isBack
      ? timeline.lastStop(
        before: cursor ?? timeline.end + 1, breakpoints, isInterrupted: isInterrupted)
      : timeline.nextStop(
        after: cursor ?? timeline.end, breakpoints, isInterrupted: isInterrupted
      ) { problems.append(($0, $1)) }
    switch search {
    case .found(let stop):
      jump(to: stop.time)
      let hit = breakpoints.filter { stop.numbers.contains($0.number) }
      let texts = hit.map { breakpoint in
        let change = stop.changes[breakpoint.number].map { ": " + $0 } ?? ""
        return "stop \(breakpoint.number): \(breakpoint.text)\(change)"
      }
      say(texts.joined(separator: ", "), write)
      return showHere(write: write)
    case .interrupted(let time):
      jump(to: time)
      say("stopped on the way, at event \(time)", write)
      return showHere(write: write)
    case .none:
      jump(to: isBack ? 0 : nil)
      say(
        breakpoints.isEmpty
          ? "no stops are set (:break sets them): this is the \(isBack ? "beginning" : "end")"
          : "no stop on the way: this is the \(isBack ? "beginning" : "end")", write)
      for (number, problem) in problems.sorted(by: { $0.number < $1.number }) {
        say("stop \(number) could never be worked out: \(problem.message)", write)
      }
      return showHere(write: write)
    }
  }

  /// Goes on with an input that was interrupted.
  private mutating func resume(write: (Output) -> Void) -> Status {
    let width = width
    do throws(Diagnostic) {
      try timeline.resume(
        shows: { machine in write(.document(Session.echo(machine.echoDescription, width: width))) },
        prints: { write(.printed($0)) },
        draws: { write(.picture(Session.document(of: $0, width: width))) },
        isInterrupted: isInterrupted)
      return .done
    } catch {
      failure = error.id == Timeline.interruptedID ? nil : error
      write(.diagnostic(error))
      return .failed
    }
  }

  // MARK: - Breakpoints

  mutating func breakpoint(_ argument: String, write: (Output) -> Void) -> Status {
    let (word, rest) = argument.firstWord
    switch word {
    case "":
      return listBreakpoints(write: write)
    case "off":
      return dropBreakpoints(rest, write: write)
    case "op":
      guard !rest.isEmpty else {
        return fail("`op` wants an operation", try: ":break op softmax", write)
      }
      guard let found = OperationHelp(rest), let id = Registry.find(found.primitive.name) else {
        let near = nearMisses(rest, in: OperationHelp.names).first
        let longer = OperationHelp.names.first { $0.hasPrefix(rest) }
        return fail(
          "there is no operation called `\(rest)`",
          try: (longer ?? near).map { ":break op \($0)" } ?? ":break op and Tab lists them", write
        )
      }
      return add(.operation(id), write: write)
    case "nan", "inf":
      guard let kind = NonFinite(rawValue: word), rest.isEmpty else { break }
      return add(.nonFinite(kind), write: write)
    case "when":
      guard !rest.isEmpty else {
        return fail("`when` wants a condition", try: ":break when loss < 1", write)
      }
      let (aside, problems) = Aside.read(rest, named: "condition")
      guard let aside else {
        for problem in problems { write(.diagnostic(problem)) }
        return .failed
      }
      return add(.condition(aside), write: write)
    default: break
    }
    return breakAtLine(argument, write: write)
  }

  mutating func add(_ kind: Breakpoint.Kind, write: (Output) -> Void) -> Status {
    stopCount += 1
    let breakpoint = Breakpoint(number: stopCount, kind: kind)
    breakpoints.append(breakpoint)
    say("stop \(stopCount): \(breakpoint.text); :run and :rrun go there", write)
    return .done
  }

  /// A line of the text that the learner is in the middle of, or `NAME:LINE` of another.
  private mutating func breakAtLine(_ argument: String, write: (Output) -> Void) -> Status {
    var text = argument
    var name = sourceHere
    if let colon = argument.lastIndex(of: ":") {
      name = String(argument[..<colon])
      text = String(argument[argument.index(after: colon)...]).trimmed
    }
    guard let line = Int(text), line >= 1 else {
      return fail(
        "`\(argument)` is no place to stop",
        try: ":break 8, :break op softmax, :break when loss < 1", write)
    }
    let lines = timeline.lines(of: name)
    guard let last = lines.last else {
      let names = timeline.sourceNames
      return fail(
        names.isEmpty ? "nothing was run yet" : "nothing called `\(name)` was run",
        try: names.last.map { ":break \($0):\(line)" } ?? "type a statement: x = tensor([1., 2.])",
        write)
    }
    guard let place = lines.first(where: { $0 >= line }) else {
      return fail("\(name) has no statement after line \(last)", try: ":break \(last)", write)
    }
    if place != line { say("line \(line) begins no statement; the next one that does:", write) }
    return add(.line(place, source: name), write: write)
  }

  /// The name of the text that the moment looked at is in.
  private var sourceHere: String {
    if let cursor, let place = timeline.moment(at: cursor)?.place { return place.source.name }
    return timeline.inputs.last?.code.source.name ?? "console"
  }

  private func listBreakpoints(write: (Output) -> Void) -> Status {
    if breakpoints.isEmpty {
      say("no stops are set; :break 8, :break op softmax, :break when loss < 1 set one", write)
    }
    for breakpoint in breakpoints { say("  \(breakpoint.number)  \(breakpoint.text)", write) }
    return .done
  }

  mutating func dropBreakpoints(_ which: String, write: (Output) -> Void) -> Status {
    guard !breakpoints.isEmpty else {
      return fail("no stops are set", try: ":break 8 sets one", write)
    }
    if which.isEmpty {
      say("dropped \(Session.count(breakpoints.count, "stop"))", write)
      breakpoints = []
      return .done
    }
    guard let number = Int(which),
      let place = breakpoints.firstIndex(where: { $0.number == number })
    else { return fail("there is no stop \(which)", try: ":break lists them", write) }
    say("dropped stop \(number): \(breakpoints[place].text)", write)
    breakpoints.remove(at: place)
    return .done
  }

  /// `1 stop`, `2 stops`.
  static func count(_ n: Int, _ word: String) -> String { "\(n) \(word)\(n == 1 ? "" : "s")" }
}

extension String {
  /// The first word, and what comes after it.
  var firstWord: (word: String, rest: String) {
    let word = prefix { $0 != " " && $0 != "\t" }
    return (String(word), String(dropFirst(word.count)).trimmed)
  }
}
