import Display
import Session

// The commands of a lesson, as elements of a table like those of a session: help and completion
// are read from it. A command of a session keeps its name and its beginnings.

extension Walk {
  /// One command of a lesson.
  struct Command: Sendable {
    let name: String
    let arguments: String
    let summary: String
    let body: @Sendable (inout Walk, String, (Output) -> Void) -> Status

    init(
      _ name: String, _ arguments: String = "", _ summary: String,
      _ body: @escaping @Sendable (inout Walk, String, (Output) -> Void) -> Status
    ) {
      (self.name, self.arguments, self.summary, self.body) = (name, arguments, summary, body)
    }
  }

  static let commands: [Command] = [
    Command("go", "", "the next piece; tests an exercise") { walk, _, write in
      walk.go(write: write)
    },
    Command("hint", "", "the next hint of an exercise") { walk, _, write in
      walk.giveHint(write: write)
    },
    Command("solution", "", "a solution of an exercise") { walk, _, write in
      walk.showSolution(write: write)
    },
    Command("skip", "", "on, without what waits here") { walk, _, write in
      walk.skip(write: write)
    },
    Command("reset", "", "your copy as it was at first") { walk, _, write in
      if case .exercise(let exercise) = walk.stop {
        walk.reset(exercise)
        walk.say("The exercise is as it was at first.", write)
      } else {
        (walk.own, walk.hasChanged, walk.isOffering) = (nil, false, false)
        walk.say("Your copy is the lesson's machine again.", write)
      }
      return .done
    },
    Command("again", "", "shows this piece once more") { walk, _, write in
      walk.machine = walk.beat.machine
      walk.place = walk.beat.place
      walk.advance(write: write)
      return .done
    },
    Command("keep", "", "takes what you made into the lesson") { walk, _, write in
      walk.keep(write: write)
    },
    Command("toc", "", "the sections") { walk, _, write in
      walk.showSections(write: write)
      return .done
    },
    Command("section", "N", "goes to a section") { walk, argument, write in
      walk.goToSection(argument, write: write)
    },
    Command("setup", "", "shows what ran unseen") { walk, _, write in
      if walk.setup.isEmpty { walk.say("Nothing ran unseen so far.", write) }
      for text in walk.setup { write(.document(Document([Prose.listing(text), .blank]))) }
      return .done
    },
    Command("progress", "", "what you have answered") { walk, _, write in
      walk.showProgress(write: write)
      return .done
    },
  ]

  /// The lesson's command that an input means; nil leaves it to the session.
  static func command(in input: String) -> (Command, argument: String)? {
    let word = input.dropFirst().prefix { $0.isLetter }
    let argument = input.dropFirst(word.count + 1).trimmedBlanks
    if word.isEmpty { return nil }
    if let command = commands.first(where: { $0.name == word }) { return (command, argument) }
    let fitting = commands.filter { $0.name.hasPrefix(word) }
    let others = Session.commands.contains { $0.name.hasPrefix(word) }
    guard fitting.count == 1, !others, let command = fitting.first else { return nil }
    return (command, argument)
  }

  /// What a command of the lesson is for, if help on one is asked for.
  static func help(askedBy input: String) -> Document? {
    var name = Substring(input)
    guard let sign = ["?", ":help "].first(where: { input.hasPrefix($0) }) else { return nil }
    name = name.dropFirst(sign.count).drop { $0 == ":" || $0 == " " }
    guard let command = commands.first(where: { $0.name == name }) else { return nil }
    let call = ":" + command.name + (command.arguments.isEmpty ? "" : " N")
    return Document([
      .paragraph(
        Paragraph(label: Line(call, .name), indent: 2, column: 20, content: Line(command.summary)))
    ])
  }

  static var help: Document {
    Document([
      .lines(
        [Line("Lesson", .heading)]
          + commands.map { command in
            let call = ":" + command.name + (command.arguments.isEmpty ? "" : " N")
            let blanks = String(repeating: " ", count: max(1, 17 - call.count))
            return Line([Run("  " + call + blanks, .name), Run(command.summary)])
          })
    ])
  }

  /// What the Tab key offers: the lesson's commands beside the session's own.
  public func completion(
    of text: String, at point: Int, files: Session.FileLister = { _ in [] }
  ) -> Completion? {
    let found = (own ?? machine.current).completion(of: text, at: point, files: files)
    let before = String(decoding: Array(text.utf8.prefix(max(0, point))), as: UTF8.self)
    let start = before.trimmedBlanks
    guard start.hasPrefix(":"), start.dropFirst().allSatisfy(\.isLetter) else { return found }
    let mine = Walk.commands.filter { $0.name.hasPrefix(start.dropFirst()) }
    guard !mine.isEmpty else { return found }
    let candidates = mine.map {
      Completion.Candidate(
        $0.name + ($0.arguments.isEmpty ? "" : " "), label: ":" + $0.name)
    }
    return Completion(
      start: before.utf8.count - (start.utf8.count - 1),
      candidates: candidates + (found?.candidates ?? []))
  }

  // MARK: - Carrying them out

  private mutating func giveHint(write: (Output) -> Void) -> Status {
    guard case .exercise(let exercise) = stop else {
      say("There is no exercise here.", write)
      return .failed
    }
    guard hintCount < exercise.hints.count else {
      say(
        exercise.hints.isEmpty
          ? "This exercise has no hints; :solution shows one way."
          : "That was the last hint; :solution shows one way.", write)
      return .failed
    }
    let text = lesson.pieces[exercise.hints[hintCount]].text
    hintCount += 1
    let label = Line("hint \(hintCount)/\(exercise.hints.count)", .name)
    write(
      .document(
        Document([
          .paragraph(
            Paragraph(
              label: label, column: 10,
              content: Prose.line(text.split(separator: "\n").joined(separator: " "))))
        ])))
    return .done
  }

  private mutating func showSolution(write: (Output) -> Void) -> Status {
    guard case .exercise(let exercise) = stop else {
      say("There is no exercise here.", write)
      return .failed
    }
    for place in exercise.solutions {
      write(.document(Document([Prose.listing(lesson.pieces[place].text)])))
    }
    say(":skip goes on; or type it, and :go tests it.", role: .dim, write)
    return .done
  }

  private mutating func skip(write: (Output) -> Void) -> Status {
    switch stop {
    case .exercise(let exercise): runSolution(of: exercise.id)
    case .end: return .quit
    case .pause, .question, .console, .extra: break
    }
    advance(write: write)
    return .done
  }

  private mutating func keep(write: (Output) -> Void) -> Status {
    guard var session = own, hasChanged else {
      say("There is nothing of yours to keep.", write)
      return .failed
    }
    _ = session.answers(to: ":goto end")
    session.isInteractive = false
    machine.adopt(session)
    console = nil
    (own, hasChanged, hasStepped) = (nil, false, false)
    say("Kept: the lesson goes on with what you have made.", write)
    if case .exercise = stop { return .done }
    if isOffering { return go(write: write) }
    return .done
  }

  private func showSections(write: (Output) -> Void) {
    let sections = sections
    let here = sections.lastIndex { $0.place < place } ?? 0
    write(
      .document(
        Document([
          .lines(
            sections.enumerated().map { index, section in
              Line([
                Run(index == here ? "▸ " : "  ", .mark), Run("\(index + 1)  ", .number),
                Run(section.title),
              ])
            })
        ])))
  }

  private mutating func goToSection(_ argument: String, write: (Output) -> Void) -> Status {
    let sections = sections
    guard let number = Int(argument), sections.indices.contains(number - 1) else {
      say("There are sections 1 to \(sections.count); :toc lists them.", write)
      return .failed
    }
    rebuild(upTo: sections[number - 1].place)
    advance(write: write)
    return .done
  }

  private func showProgress(write: (Output) -> Void) {
    let questions = lesson.questions.map(\.id)
    let exercises = lesson.exercises.map(\.id)
    let share = 100 * place / max(1, lesson.pieces.count)
    func part(_ names: [String], _ what: String) -> String {
      "\(names.filter(record.answered.contains).count) of \(names.count) \(what)"
    }
    say(
      "\(lesson.front.title): \(share) % read, \(part(questions, "questions")) guessed right, "
        + "\(part(exercises, "exercises")) solved.", write)
  }
}

extension Lesson {
  /// The questions, in order.
  public var questions: [Question] {
    pieces.compactMap { if case .question(let question) = $0.kind { question } else { nil } }
  }
}
