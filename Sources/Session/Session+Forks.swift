import Diagnostics
import Display
import Language
import Stepper

// What-ifs: `:fork NAME x = …` runs a statement at the moment looked at and the rest of the program
// after it, on a copy. The program it is made from stays as it is; both can be gone through.

extension Session {
  mutating func fork(_ argument: String, write: (Output) -> Void) -> Status {
    guard opened.isEmpty else {
      return fail(
        "inside an opened operation nothing can be changed", try: ":out, then :fork", write)
    }
    let (name, rest) = argument.firstWord
    switch name {
    case "": return listBranches(write: write)
    case "off": return dropBranch(rest, write: write)
    default: break
    }
    let known = branches.firstIndex { $0.name == name }
    if known != nil || name == Branch.main {
      guard rest.isEmpty, offered == nil else {
        return fail(
          "there is a program called `\(name)` already",
          try: name == Branch.main ? ":fork what_if \(rest)" : ":fork off \(name) drops it", write)
      }
      return goToBranch(known ?? 0, name, write: write)
    }
    guard Session.isBranchName(name) else {
      return fail(
        "a what-if has a name first, one word that begins with a letter",
        try: ":fork wide \(argument)", write)
    }
    if rest.hasPrefix("="), !rest.hasPrefix("==") {
      return fail(
        "a what-if has a name first; `\(argument)` is its statement", try: ":fork wide \(argument)",
        write)
    }
    let statement = rest.isEmpty ? offered ?? "" : rest
    if cursor == nil, failure == nil, !timeline.isInterrupted {
      return copyHere(name, statement, write: write)
    }
    guard !statement.isEmpty else { return cutHere(name, write: write) }
    return makeFork(name, statement, write: write)
  }

  private static func isBranchName(_ name: String) -> Bool {
    name.first.map { $0.isLetter || $0 == "_" } == true
      && name.allSatisfy { $0.isLetter || $0.isNumber || "_-".contains($0) }
  }

  // MARK: - Making

  /// At now a what-if is a copy to go on typing in.
  private mutating func copyHere(
    _ name: String, _ statement: String, write: (Output) -> Void
  ) -> Status {
    addBranch(name, origin(statement: nil), branchState)
    journal.append(Entry(kind: .command, text: ":fork \(name)", source: nil))
    say(
      "`\(name)` is a copy of what there is now; what you type goes on in it. "
        + "\(wayBack)", write)
    return statement.isEmpty ? .done : submit(statement, write: write)
  }

  /// A what-if that leaves out what came later.
  private mutating func cutHere(_ name: String, write: (Output) -> Void) -> Status {
    let time = cursor ?? timeline.end
    var state = branchState
    state.timeline = timeline.prefix(to: time)
    enter(name, origin(statement: nil), state, from: time)
    journal.append(Entry(kind: .command, text: ":fork \(name)", source: nil))
    say(
      "`\(name)` ends at event \(time): type on there"
        + (timeline.isInterrupted ? ", or :run the rest" : "") + ". \(wayBack)", write)
    return .done
  }

  /// A what-if with a statement, after which the rest of the program is run.
  private mutating func makeFork(
    _ name: String, _ statement: String, write: (Output) -> Void
  ) -> Status {
    let source = SourceFile(name: "what-if \(name)", text: statement)
    let (tree, problems) = Parser.parse(source)
    guard problems.isEmpty else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    let time = cursor ?? timeline.end
    let origin = origin(statement: statement)
    say("what if, \(Session.whereabouts(origin)): \(Session.brief(statement))", write)
    let left = timeline.interventions.filter { $0.time >= time }.count
    let fork: Timeline.Fork
    do throws(Diagnostic) {
      fork = try withoutActuallyEscaping(write) { write throws(Diagnostic) in
        try timeline.fork(at: time, running: tree, listener(write))
      }
    } catch {
      write(.diagnostic(error))
      say("nothing was made of `\(name)`: its statement cannot be run here", write)
      return .failed
    }
    var state = branchState
    state.timeline = fork.timeline
    state.failure = fork.failure
    enter(name, origin, state, from: time)
    journal.append(Entry(kind: .command, text: ":fork \(name) \(statement)", source: nil))
    var text = "this is `\(name)` now, which "
    text +=
      failure == nil ? "ran on to event \(timeline.end)" : "stopped after event \(timeline.end)"
    if left > 0 {
      text +=
        "; \(Session.count(left, "later what-if")) of \(origin.parent) "
        + (left == 1 ? "is no part of it" : "are no part of it")
    }
    say(text + ". :compare \(origin.parent) shows what is different. \(wayBack)", write)
    return .done
  }

  private var wayBack: String {
    guard let parent = branches.indices.contains(branchPlace) ? branches[branchPlace].origin : nil
    else { return "" }
    return ":fork \(parent.parent) goes back."
  }

  /// Looks at a new what-if, at its end.
  private mutating func enter(
    _ name: String, _ origin: Branch.Origin, _ state: Branch.State, from time: Int
  ) {
    var state = state
    (state.cursor, state.previousCursor, state.undone) = (nil, nil, [])
    if origin.statement == nil { state.failure = nil }
    state.marks.removeAll { $0.time > time }
    state.given = Array(state.given.prefix(state.timeline.inputs.count))
    addBranch(name, origin, state)
  }

  private func origin(statement: String?) -> Branch.Origin {
    let time = cursor ?? timeline.end
    var place = ""
    if let moment = timeline.moment(at: time) { place = CardBuilder(moment).placeText }
    return Branch.Origin(parent: branchName, time: time, place: place, statement: statement)
  }

  private static func whereabouts(_ origin: Branch.Origin) -> String {
    let place = origin.place.isEmpty ? "" : " (\(origin.place))"
    return "after event \(origin.time) of \(origin.parent)\(place)"
  }

  private func listener(_ write: @escaping (Output) -> Void) -> Timeline.Listener {
    let width = width
    var listener = Timeline.Listener()
    listener.shows = { write(.document(Session.echo($0.echoDescription, width: width))) }
    listener.prints = { write(.printed($0)) }
    listener.draws = { write(.picture(Session.document(of: $0, width: width))) }
    listener.fails = { write(.diagnostic($0)) }
    listener.isInterrupted = isInterrupted
    return listener
  }

  // MARK: - All of them

  private mutating func goToBranch(
    _ place: Int, _ name: String, write: (Output) -> Void
  ) -> Status {
    if name == branchName {
      say("this is `\(name)` already", write)
      return .done
    }
    switchBranch(to: place)
    journal.append(Entry(kind: .command, text: ":fork \(name)", source: nil))
    say("this is `\(name)`", write)
    return showHere(write: write)
  }

  private func listBranches(write: (Output) -> Void) -> Status {
    guard branches.count > 1 else {
      say("no what-ifs yet; from any moment :fork wide x = 2 makes one", write)
      return .done
    }
    var document = Document()
    for (i, branch) in branches.enumerated() {
      let timeline = state(ofBranch: i).timeline
      var text = "\(timeline.end) events"
      if let origin = branch.origin {
        text += ", " + Session.whereabouts(origin)
        text += origin.statement.map { ": " + Session.brief($0) } ?? ", typed on"
      }
      let mark = i == branchPlace ? "* " : "  "
      document.append(
        .paragraph(
          Paragraph(
            label: Line([Run(mark, .mark), Run(branch.name, .name)]),
            column: max(10, branch.name.count + 4), hanging: 2, content: Line(text))))
    }
    write(.document(document))
    return .done
  }

  private mutating func dropBranch(_ name: String, write: (Output) -> Void) -> Status {
    guard branches.count > 1 else { return fail("there are no what-ifs to drop", write) }
    guard !name.isEmpty else {
      return fail(":fork off needs the name of one", try: ":fork lists them", write)
    }
    guard name != Branch.main else {
      return fail("main is the program itself: only its what-ifs can be dropped", write)
    }
    guard let place = branches.firstIndex(where: { $0.name == name }) else {
      let near = nearMisses(name, in: branches.map(\.name))
      return fail(
        "there is no what-if called `\(name)`",
        try: near.first.map { ":fork off \($0)" } ?? ":fork lists them", write)
    }
    let wasHere = place == branchPlace
    if wasHere {
      let parent = branches[place].origin?.parent
      switchBranch(to: branches.firstIndex { $0.name == parent } ?? 0)
    }
    branches.remove(at: place)
    if branchPlace > place { branchPlace -= 1 }
    journal.append(Entry(kind: .command, text: ":fork off \(name)", source: nil))
    say("dropped `\(name)`" + (wasHere ? "; this is `\(branchName)`" : ""), write)
    return .done
  }
}
