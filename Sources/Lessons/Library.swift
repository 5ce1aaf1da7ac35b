import Diagnostics

// The lessons that are built into the program, so that it has them wherever it is put.

/// Lessons by chapter.
public struct Library: Sendable {
  /// A lesson and where it stands.
  public struct Entry: Sendable {
    /// Its path below the folder of lessons, as `ch6-rlhf/05-reward-model.md`.
    public let path: String
    /// The lesson.
    public let lesson: Lesson

    /// The folder it stands in, as `ch6-rlhf`.
    public var folder: String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The name of its file without number and ending, as `reward-model`.
    public var name: String {
      let file = path.split(separator: "/").last ?? ""
      let stem = file.hasSuffix(".md") ? file.dropLast(3) : file
      return String(stem.drop { $0.isNumber || $0 == "-" })
    }

    /// The number of its file among those of its chapter.
    public var number: Int? {
      let file = path.split(separator: "/").last ?? ""
      return Int(file.prefix { $0.isNumber })
    }
  }

  /// The lessons in order of their paths.
  public let entries: [Entry]

  /// A library of texts with their paths; what is no lesson is left out.
  public init(_ texts: [(path: String, text: String)]) {
    entries = texts.filter { Lesson.isLesson($0.text) }.sorted { $0.path < $1.path }
      .map { Entry(path: $0.path, lesson: Lesson($0.text, named: $0.path)) }
  }

  /// The lessons that were built into the program.
  public static let bundled = Library(BundledTexts.all)

  /// The folders, in order.
  public var folders: [String] {
    entries.reduce(into: []) { if $0.last != $1.folder { $0.append($1.folder) } }
  }

  /// What a folder is called where a person reads it: `Chapter 6: RLHF`.
  public static func title(ofFolder folder: String) -> String {
    let titles = [
      "ch0-start": "Chapter 0: start", "ch4-pretraining": "Chapter 4: pre-training",
      "ch5-fine-tuning": "Chapter 5: fine-tuning", "ch6-rlhf": "Chapter 6: RLHF",
    ]
    return titles[folder] ?? folder
  }

  // MARK: - Finding

  /// The lessons that a name can mean: the one that is so called, else all whose id, file or title
  /// has it in it.
  public func entries(named name: String) -> [Entry] {
    let wanted = name.lowercased()
    let exact = entries.filter {
      $0.lesson.front.id == wanted || $0.name == wanted || $0.path == name
        || $0.lesson.front.title.lowercased() == wanted
    }
    if !exact.isEmpty { return exact }
    return entries.filter {
      $0.lesson.front.id.contains(wanted) || $0.path.lowercased().contains(wanted)
        || $0.lesson.front.title.lowercased().contains(wanted)
    }
  }

  /// All names, for completion and for suggestions.
  public var names: [String] { entries.map(\.lesson.front.id) }

  /// The lesson after another one.
  public func entry(after id: String) -> Entry? {
    guard let place = entries.firstIndex(where: { $0.lesson.front.id == id }),
      place + 1 < entries.count
    else { return nil }
    return entries[place + 1]
  }

  /// The lessons whose code calls something by a name, as `softmax` or `F.softmax`.
  public func entries(using name: String) -> [Entry] {
    entries.filter { entry in
      entry.lesson.pieces.contains { piece in
        switch piece.kind {
        case .code, .exercise, .solution: piece.text.calls(name)
        default: false
        }
      }
    }
  }

  // MARK: - The index

  /// `lessons/README.md`: every lesson with its goal and what it needs.
  public var index: String {
    var lines = [
      "# Lessons", "",
      "Each lesson is one Markdown file that reads well here, runs in the console "
        + "(`longhand lesson NAME`) and is a test (`longhand check lessons`). How to write one is in "
        + "[CONTRIBUTING.md](../CONTRIBUTING.md#add-a-lesson). This list is made by "
        + "`make index`.",
    ]
    for folder in folders {
      lines += ["", "## \(Library.title(ofFolder: folder))", ""]
      lines += ["| | lesson | goal | needs | minutes |", "|--:|---|---|---|--:|"]
      for entry in entries where entry.folder == folder {
        let front = entry.lesson.front
        let needs = front.needs.map { id in
          entries.first { $0.lesson.front.id == id }.map { "[\(id)](\($0.path))" } ?? id
        }
        let number = entry.number.map(String.init) ?? ""
        let goal = front.goal.replacing("|", with: "\\|")
        lines.append(
          "| \(number) | [\(front.title)](\(entry.path)) | \(goal) "
            + "| \(needs.joined(separator: ", ")) | \(front.minutes) |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  /// Whether a name is called somewhere in the code.
  fileprivate func calls(_ name: String) -> Bool {
    var rest = self[...]
    while let found = rest.range(of: name + "(") {
      let before = rest[..<found.lowerBound].last
      if before.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true { return true }
      rest = rest[found.upperBound...]
    }
    return false
  }
}
