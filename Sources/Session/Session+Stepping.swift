import Autograd
import Diagnostics
import Display
import Language
import Stepper
import Tensors

// Stepping. A stop is an event with a card worth reading: an operation, a contribution, an
// accumulation, an update, an assignment of a number that was worked out, a picture, and a call
// when calls are entered. Everything else is on the way.

extension Session {
  /// Whether an event is a place to stop.
  static func isStop(_ event: Event) -> Bool {
    switch event.kind {
    case .forward, .grad, .accumulate, .update, .picture: true
    case .assign: event.argument == 1
    case .call, .return, .print, .echo, .idle: false
    }
  }

  /// Moves by `n` steps and shows where that leads.
  ///
  /// - Parameter isBack: whether the steps go back in time, for what to say at the ends of it.
  mutating func move(
    _ argument: String, name: String, isBack: Bool = false, write: (Output) -> Void,
    by step: (inout Session) -> Bool
  ) -> Status {
    var count = 1
    if !argument.isEmpty {
      guard let n = Int(argument), n >= 1 else {
        return fail(":\(name) takes a number of steps, not `\(argument)`", try: ":\(name) 3", write)
      }
      count = n
    }
    guard hasHappened(write) else { return .failed }
    let before = cursor
    var moved = 0
    while moved < count, !isInterrupted(), step(&self) { moved += 1 }
    if moved == 0, !isInterrupted(), let status = leaveOpened(write: write) { return status }
    guard moved > 0 else {
      let (message, suggestion) = atEnd(isBack: isBack)
      return fail(message, try: suggestion, write)
    }
    previousCursor = before
    return showHere(write: write)
  }

  /// What to say where no step leads on, and what to try.
  private func atEnd(isBack: Bool) -> (message: String, suggestion: String) {
    if isBack {
      // Names that were bound before the first operation are no stops.
      return cursor == 0
        ? ("this is the beginning", ":step goes forward")
        : ("this is the first stop after the beginning", ":goto start, or :step goes forward")
    }
    let end = "this is the end: "
    if failure != nil {
      return (end + "the program was stopped here by an error", ":back goes back")
    }
    return (
      end + "everything has happened", cursor == nil ? ":back goes back" : ":goto end is now"
    )
  }

  /// Whether there is any time to move in; says so when there is none.
  func hasHappened(_ write: (Output) -> Void) -> Bool {
    if timeline.end > 0 { return true }
    _ = fail("nothing has happened yet", try: "type a statement: x = tensor([1., 2.])", write)
    return false
  }

  /// To the next stop.
  mutating func stepForward(entersCalls: Bool) -> Bool {
    guard let cursor else { return false }
    let here = timeline.machine(at: cursor)
    // At the beginning no input is open yet, and every event will be inside of one.
    let depth = max(1, here.depth)
    var found: Int?
    var groups = GroupFollower(timeline)
    _ = timeline.forward(from: here) { after, event in
      if isTold(event, after, &groups) { return false }
      let isInside = after.depth > depth
      if entersCalls
        ? Session.isStop(event) || event.kind == .call
        : !isInside && (Session.isStop(event) || event.kind == .return)
      {
        found = after.time
        return true
      }
      return false
    }
    guard let found else { return false }
    self.cursor = found
    return true
  }

  /// Whether an event is passed over, since another's card tells it: operations that make one idea.
  func isTold(_ event: Event, _ after: Machine, _ groups: inout GroupFollower) -> Bool {
    settings.groups && groups.isTold(event, after)
  }

  /// To the next source line, over calls.
  mutating func stepLine() -> Bool {
    guard let cursor else { return false }
    // On the card of a call one stands before it: its lines are not the next ones.
    let isCall = timeline.moment(at: cursor)?.event.kind == .call
    let depth = max(1, timeline.machine(at: cursor).depth - (isCall ? 1 : 0))
    guard let found = timeline.nextLine(after: cursor, depth: depth) else { return false }
    self.cursor = found
    return true
  }

  /// To the stop from which `:next` would come here.
  mutating func stepBack() -> Bool {
    let limit = cursor ?? timeline.end + 1
    let depth = max(1, machine.depth)
    var groups = GroupFollower(timeline)
    let found = timeline.last(before: limit) { event, after in
      after.depth <= depth && (Session.isStop(event) || event.kind == .return)
        && !isTold(event, after, &groups)
    }
    // Inside a function there may be nothing before but its call.
    guard
      let found = found
        ?? timeline.last(
          before: limit,
          where: { event, after in
            (Session.isStop(event) || event.kind == .call) && !isTold(event, after, &groups)
          })
    else { return false }
    cursor = found
    return true
  }

  /// `:back`: over calls, into one, or out of the one that one is in.
  mutating func back(_ argument: String, write: (Output) -> Void) -> Status {
    switch argument {
    case "into":
      return move("", name: "back", isBack: true, write: write) { session in
        let limit = session.cursor ?? session.timeline.end + 1
        var groups = GroupFollower(session.timeline)
        let found = session.timeline.last(before: limit) { event, after in
          (Session.isStop(event) || event.kind == .call)
            && !session.isTold(event, after, &groups)
        }
        if let found { session.cursor = found }
        return found != nil
      }
    case "out":
      guard hasHappened(write) else { return .failed }
      let here = cursor ?? timeline.end
      // On the card of a call it is the call around it that is left.
      let isCall = cursor.map { timeline.moment(at: $0)?.event.kind == .call } ?? false
      let inside = isCall ? timeline.machine(at: here - 1) : machine
      guard let call = inside.innermostCall else {
        return fail("this is not inside a call", try: ":back steps back", write)
      }
      let found = timeline.last(before: here) { event, after in
        event.kind == .call && after.depth == call.level + 1
      }
      guard let found else {
        return fail("this call has no beginning in time", try: ":goto start", write)
      }
      jump(to: found)
      return showHere(write: write)
    default:
      return move(argument, name: "back", isBack: true, write: write) { $0.stepBack() }
    }
  }

  /// `:out`: to where the call that one is in is left.
  mutating func out(write: (Output) -> Void) -> Status {
    guard hasHappened(write) else { return .failed }
    if let status = outOfOpened(write: write) { return status }
    guard let call = machine.innermostCall else {
      return fail(
        "this is not inside a call: there is nothing to finish", try: ":next goes on", write)
    }
    var found: Int?
    _ = timeline.forward(from: machine) { after, event in
      if event.kind == .return, after.depth <= call.level { found = after.time }
      return found != nil
    }
    guard let found else {
      return fail(
        "\(call.name)() was never left: the program stopped inside it", try: ":goto end", write)
    }
    jump(to: found)
    return showHere(write: write)
  }

  /// Shows the card of the cursor's moment, and what is displayed at every stop.
  mutating func showHere(write: (Output) -> Void) -> Status {
    defer { showDisplays(write: write) }
    asked = nil
    guard let cursor else {
      say(nowText, write)
      return .done
    }
    guard let moment = timeline.moment(at: cursor) else {
      say("the beginning: nothing has happened yet", write)
      return .done
    }
    var card = CardBuilder(moment, focus: fitting(moment), groups: settings.groups).card()
    if isInteractive { card.keys = keys(at: moment) }
    if isQuizzing, !isRevealing, let question = card.question {
      card.quiz = true
      asked = Asked(time: cursor, target: question.target, value: question.value)
      card.footers.append("What is \(question.target)? Type it; :quiz shows it.")
      if isInteractive { card.keys = ["Enter: show it", ":back", ":quiz off"] }
    }
    write(.document(card.document(width: width)))
    if moment.event.kind == .picture {
      // The picture of that time, with the values of that time.
      write(.picture(Session.document(of: moment.after.picture, width: width)))
    }
    return .done
  }

  /// The focus, where it fits what the card shows.
  private func fitting(_ moment: Moment) -> [Int]? {
    guard let focus else { return nil }
    let tensor = moment.event.kind == .grad ? moment.contribution : moment.output?.tensor
    guard let tensor, tensor.rank == focus.count else { return nil }
    let index = Session.fromTheFront(focus, sizes: tensor.shape.array)
    for (i, n) in index.enumerated() where n < 0 || n >= tensor.shape[i] { return nil }
    return index
  }

  mutating func setFocus(_ argument: String, write: (Output) -> Void) -> Status {
    if argument.isEmpty {
      focus = nil
      return showHere(write: write)
    }
    guard let index = Session.index(argument) else {
      return fail(":focus takes an index", try: ":focus [0,3]", write)
    }
    focus = index
    if let cursor, let moment = timeline.moment(at: cursor), fitting(moment) == nil {
      focus = nil
      return fail(
        "this card has no element \(argument)", try: ":focus alone lets the card choose", write)
    }
    return showHere(write: write)
  }

  /// `[0,3]` as numbers.
  static func index(_ text: String) -> [Int]? {
    let inner = text.trimmed
    let bare =
      inner.hasPrefix("[") && inner.hasSuffix("]") ? String(inner.dropFirst().dropLast()) : inner
    var index: [Int] = []
    for part in bare.split(separator: ",") {
      guard let n = Int(String(part).trimmed) else { return nil }
      index.append(n)
    }
    return index
  }
}
