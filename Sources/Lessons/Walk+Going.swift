import Display
import Session

// Going on: what comes next, and where the walk stops for the learner.

extension Walk {
  /// Does what waits here, or brings the next piece.
  mutating func go(write: (Output) -> Void) -> Status {
    if case .exercise(let exercise) = stop {
      test(exercise, write: write)
      return .done
    }
    if hasChanged, !isOffering {
      isOffering = true
      say(
        "What you have made is in your own copy, which ends here. :keep takes it along; "
          + "the lesson's later numbers may differ then.", write)
      return .done
    }
    isOffering = false
    switch stop {
    case .pause: advance(write: write)
    case .question(let question, let answer):
      say("The answer is \(question.text(of: answer))", write)
      rest(write: write)
    case .console(let console, let next): type(console, next, write: write)
    case .extra(let place):
      show(machine.run(lesson.pieces[place].text, isExtra: true), write: write)
      stop = .pause
    case .end: return .quit
    case .exercise: break
    }
    return .done
  }

  /// Shows pieces until one waits for the learner.
  mutating func advance(write: (Output) -> Void) {
    (own, console) = (nil, nil)
    (hasChanged, isOffering, hasStepped) = (false, false, false)
    hintCount = 0
    beat = Beat(machine: machine, place: place)
    // A console block makes sense after the code before it: who comes back sees that again.
    if !isAtConsole { record.place = place }
    var isShown = false
    while place < lesson.pieces.count {
      let piece = lesson.pieces[place]
      if case .prose = piece.kind, isShown, let heading = piece.heading, heading.depth <= 2 {
        stop = .pause
        return
      }
      let here = place
      place += 1
      switch piece.kind {
      case .prose:
        if piece.isBlank || isInExerciseFold(here) { continue }
        if isShown { write(.document(Document([.blank]))) }
        write(.document(Prose.document(piece.text)))
        isShown = true
      case .pause:
        guard isShown else { continue }
        stop = .pause
        return
      case .code(let code):
        if isShown { write(.document(Document([.blank]))) }
        if code.isSetup {
          setup.append(piece.text)
          say("(A set-up runs here; :setup shows it.)", role: .dim, write)
          show(machine.run(piece.text), write: write)
          continue
        }
        write(.document(Document([Prose.listing(piece.text)])))
        if code.isExtra {
          say("This is an extra, for those who have time.", role: .dim, write)
          stop = .extra(here)
          return
        }
        show(machine.run(piece.text), write: write)
        isShown = true
        // What the code is for comes without another Enter: the prompt names it.
        switch next(from: place)?.kind {
        case .question, .console: continue
        default: break
        }
        stop = .pause
        return
      case .console:
        let text = ConsoleText(piece.text)
        guard !text.commands.isEmpty else { continue }
        console = machine.session
        stop = .console(text, next: 0)
        return
      case .question(let question):
        if isShown { write(.document(Document([.blank]))) }
        guard ask(question, write: write) else { continue }
        return
      case .exercise(let id):
        guard let exercise = lesson.exercise(id), exercise.start == here else { continue }
        if isShown { write(.document(Document([.blank]))) }
        begin(exercise, write: write)
        return
      case .note(let text):
        if showsNotes { say("Note: " + text, role: .dim, write) }
      case .frontMatter, .output, .test, .wrong, .hint, .solution, .foldStart, .foldEnd: continue
      }
    }
    finish(write: write)
  }

  /// Waits for the learner; where a console block comes next, with its first command.
  mutating func rest(write: (Output) -> Void) {
    stop = .pause
    if !hasChanged, case .console? = next(from: place)?.kind { advance(write: write) }
  }

  /// The next piece that has something to do, if nothing has to be read before it.
  private func next(from place: Int) -> Piece? {
    for piece in lesson.pieces[place...] {
      switch piece.kind {
      case .prose where piece.isBlank: continue
      case .output, .note, .frontMatter, .test, .wrong, .hint, .solution: continue
      default: return piece
      }
    }
    return nil
  }

  /// Whether the next piece is a console block.
  private var isAtConsole: Bool {
    let next = lesson.pieces[place...].first { piece in
      switch piece.kind {
      case .prose where piece.isBlank: false
      case .output, .note, .pause: false
      default: true
      }
    }
    return next?.kind == .console
  }

  /// Whether a piece stands in a fold that has hints or a solution: nothing of it is shown.
  private func isInExerciseFold(_ place: Int) -> Bool {
    guard lesson.pieces[place].isFolded else { return false }
    let start = lesson.pieces[..<place].lastIndex {
      if case .foldStart = $0.kind { true } else { false }
    }
    return lesson.pieces[(start ?? place)...].dropFirst().prefix(while: { $0.isFolded }).contains {
      switch $0.kind {
      case .hint, .solution: true
      default: false
      }
    }
  }

  private mutating func finish(write: (Output) -> Void) {
    stop = .end
    record.isDone = true
    record.place = 0
    write(.document(Document([.blank])))
    say("That was “\(lesson.front.title)”.", write)
    if let following { say("Next: `longhand lesson \(following)`.", write) }
  }

  /// Shows what a block has answered.
  func show(_ transcript: Transcript, write: (Output) -> Void) {
    for output in transcript.outputs { write(output) }
    if case .printed(let text)? = transcript.outputs.last, !text.hasSuffix("\n") {
      write(.printed("\n"))
    }
  }

  // MARK: - Console blocks

  private mutating func type(_ text: ConsoleText, _ next: Int, write: (Output) -> Void) {
    var session = console ?? machine.session
    session.width = width
    let command = text.commands[next].input
    write(.document(Document([.lines([Line([Run("> ", .dim), Run(command, .name)])])])))
    show(session.answers(to: command), write: write)
    console = session
    (own, hasChanged, hasStepped) = (nil, false, false)
    stop = next + 1 < text.commands.count ? .console(text, next: next + 1) : .pause
  }

  // MARK: - Other places

  /// Runs, unseen, what stands before a piece, on a new machine.
  mutating func rebuild(upTo target: Int) {
    machine = LessonMachine(seed: lesson.front.seed, reader: reader, isInterrupted: isInterrupted)
    machine.look(as: settings)
    setup = []
    for piece in lesson.pieces[..<min(target, lesson.pieces.count)] {
      if isInterrupted() { break }
      switch piece.kind {
      case .code(let code) where !code.isExtra:
        if code.isSetup { setup.append(piece.text) }
        _ = machine.run(piece.text)
      case .exercise(let id): runSolution(of: id)
      default: break
      }
    }
    place = target
  }

  /// Lets the solution of an exercise join the machine, if the lesson goes on with it.
  mutating func runSolution(of id: String) {
    guard let exercise = lesson.exercise(id), exercise.isKept, let first = exercise.solutions.first
    else { return }
    _ = machine.run(lesson.pieces[first].text)
  }

  /// The sections: the pieces that begin with a heading, without the title.
  var sections: [(place: Int, title: String)] {
    lesson.pieces.enumerated().compactMap { place, piece in
      piece.heading.flatMap { $0.depth <= 2 ? (place, $0.title) : nil }
    }
  }
}
