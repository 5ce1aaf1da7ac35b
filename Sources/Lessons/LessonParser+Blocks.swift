import Diagnostics

// What a fenced block is, from its info string; and which blocks make an exercise together.

extension LessonParser {
  /// What a block is that begins in a line.
  mutating func kind(of info: InfoString, at line: Int, inner: Range<Int>) -> Piece.Kind {
    switch info.language {
    case "python": return python(info, line)
    case "output":
      allow(info, flags: ["pictures"], values: [], line)
      for inside in inner where !Comparison.isReadable(lines[inside]) {
        report(
          "gap", "… stands for a whole line or a whole word, never for part of one", inside)
      }
      return .output(hasPictures: info.flags.contains("pictures"))
    case "console":
      allow(info, flags: [], values: [], line)
      if inner.first(where: { !lines[$0].trimmedBlanks.isEmpty }).map({ lines[$0].first }) != ":" {
        report("console", "a console block begins with a command", line, try: ":step")
      }
      return .console
    case "question": return question(info, line, inner)
    case "hint":
      allow(info, flags: [], values: ["for"], line)
      return .hint(name("for", info, line))
    default: return .prose
    }
  }

  private mutating func python(_ info: InfoString, _ line: Int) -> Piece.Kind {
    let roles = ["exercise", "test", "wrong", "solution"].filter(info.flags.contains)
    if roles.count > 1 {
      report("info", "a block cannot be both \(roles[0]) and \(roles[1])", line)
    }
    switch roles.first {
    case "exercise":
      allow(info, flags: ["exercise", "keep"], values: ["id"], line)
      let id = name("id", info, line)
      claim(id, line)
      exercises.append(
        Exercise(id: id, start: pieces.count, isKept: info.flags.contains("keep")))
      return .exercise(id)
    case "test":
      allow(info, flags: ["test"], values: ["for"], line)
      return .test(name("for", info, line))
    case "wrong":
      allow(info, flags: ["wrong"], values: ["for", "says"], line)
      if info.values["says"] == nil {
        report("exercise", "a wrong answer needs what the test says to it", line, try: "says=\"…\"")
      }
      return .wrong(name("for", info, line), says: info.values["says"] ?? "")
    case "solution":
      allow(info, flags: ["solution", "keep"], values: ["for"], line)
      if info.flags.contains("keep") { kept.insert(info.values["for"] ?? "") }
      return .solution(name("for", info, line))
    default:
      allow(info, flags: ["setup", "error", "extra"], values: ["id"], line)
      if let id = info.values["id"] { claim(id, line) }
      return .code(
        .init(
          id: info.values["id"], isSetup: info.flags.contains("setup"),
          mustFail: info.flags.contains("error"), isExtra: info.flags.contains("extra")))
    }
  }

  // MARK: - Info strings

  /// Reports what an info string has that a block of its kind does not know.
  mutating func allow(_ info: InfoString, flags: [String], values: [String], _ line: Int) {
    for flag in info.flags where !flags.contains(flag) {
      let known = flags + values + ["setup", "error", "extra", "exercise", "test", "solution"]
      report(
        "info", "`\(flag)` means nothing here", line, try: nearMisses(flag, in: known).first)
    }
    for key in info.values.keys.sorted() where !values.contains(key) {
      report(
        "info", "`\(key)=` means nothing here", line,
        try: nearMisses(key, in: values).first.map { $0 + "=" })
    }
  }

  private mutating func name(_ key: String, _ info: InfoString, _ line: Int) -> String {
    guard let name = info.values[key] else {
      report("info", "this block needs \(key)=", line, try: "\(key)=e1")
      return ""
    }
    return name
  }

  /// Takes a name for a block.
  mutating func claim(_ id: String, _ line: Int) {
    if !id.isEmpty, !ids.insert(id).inserted {
      report("id", "another block is called \(id) already", line)
    }
  }

  // MARK: - Questions

  private mutating func question(
    _ info: InfoString, _ line: Int, _ inner: Range<Int>
  ) -> Piece.Kind {
    allow(info, flags: [], values: ["id", "type", "answer", "value", "tol"], line)
    let id = name("id", info, line)
    claim(id, line)
    var kind = Question.Kind.number
    if let type = info.values["type"], let known = Question.Kind(rawValue: type) {
      kind = known
    } else {
      report(
        "question", "the type of a question is number, choice, sign or shape", line,
        try: "type=number")
    }
    var question = Question(id: id, kind: kind)
    question.value = info.values["value"]
    question.written = info.values["answer"]
    if let text = info.values["tol"] {
      if let tolerance = Double(text), tolerance >= 0 {
        question.tolerance = tolerance
      } else {
        report("question", "`\(text)` is no tolerance", line)
      }
    }
    question.read(Array(lines[inner]))
    if question.text.isEmpty { report("question", "nothing is asked", line) }
    if question.value == nil, question.written == nil {
      report("question", "a question needs answer= or value=", line)
    }
    if kind == .choice, question.options.count < 2 {
      report("question", "a choice needs lines such as `a) yes`", line)
    }
    if let written = question.written, question.answer(reading: written) == nil {
      report("question", "`\(written)` is no answer to a question of type \(kind.rawValue)", line)
    }
    for remark in question.remarks {
      let place = inner.lowerBound + remark.line
      guard let guess = question.answer(reading: remark.guess) else {
        report("question", "`\(remark.guess)` is no guess of type \(kind.rawValue)", place)
        continue
      }
      if let written = question.written, let answer = question.answer(reading: written),
        question.accepts(guess, as: answer)
      {
        report("question", "`if \(remark.guess)` is not wrong: it is the answer", place)
      }
    }
    return .question(question)
  }

  // MARK: - Exercises

  /// Puts exercises together and reports what is missing.
  mutating func linkExercises() {
    for (place, piece) in pieces.enumerated() {
      switch piece.kind {
      case .test(let id): link(id, place) { $0.tests.append(place) }
      case .wrong(let id, _): link(id, place) { $0.wrongs.append(place) }
      case .hint(let id):
        link(id, place) { $0.hints.append(place) }
        mustBeFolded(piece, "a hint")
      case .solution(let id):
        link(id, place) { $0.solutions.append(place) }
        mustBeFolded(piece, "a solution")
      case .output:
        if !followsCode(place) {
          report("output", "no code stands before this output", piece.lines.lowerBound)
        }
      default: break
      }
    }
    for exercise in exercises {
      let line = pieces[exercise.start].lines.lowerBound
      if exercise.tests.isEmpty {
        report("exercise", "the exercise \(exercise.id) has no test", line)
      }
      if exercise.solutions.isEmpty {
        report("exercise", "the exercise \(exercise.id) has no solution", line)
      }
    }
    problems.sort { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
  }

  private mutating func link(_ id: String, _ place: Int, _ change: (inout Exercise) -> Void) {
    guard let index = exercises.firstIndex(where: { $0.id == id }) else {
      if !id.isEmpty {
        report(
          "exercise", "there is no exercise \(id)", pieces[place].lines.lowerBound,
          try: nearMisses(id, in: exercises.map(\.id)).first)
      }
      return
    }
    change(&exercises[index])
    if kept.contains(id) { exercises[index].isKept = true }
    if exercises[index].start > place {
      report("exercise", "this stands before its exercise", pieces[place].lines.lowerBound)
    }
  }

  private mutating func mustBeFolded(_ piece: Piece, _ what: String) {
    if !piece.isFolded {
      report(
        "fold", "\(what) stands inside of <details>, so that nobody reads it too early",
        piece.lines.lowerBound, try: "<details><summary>Hints and solution</summary>")
    }
  }

  private func followsCode(_ place: Int) -> Bool {
    var before = place - 1
    while before >= 0, pieces[before].kind == .prose, pieces[before].isBlank { before -= 1 }
    guard before >= 0, case .code = pieces[before].kind else { return false }
    return true
  }
}
