import Diagnostics

// A lesson as it is read from its Markdown file: a list of pieces that together are the file, line
// by line. What a piece does stands in its kind; where it stands, in its lines.

/// A lesson: its text in pieces, and what is wrong with it.
public struct Lesson: Sendable {
  /// The file.
  public let source: SourceFile
  /// What stands between the `---` lines at its top.
  public let front: FrontMatter
  /// The whole file, every line in exactly one piece.
  public let pieces: [Piece]
  /// The exercises, in the order in which they are set.
  public let exercises: [Exercise]
  /// What the parser has to say; a lesson with problems is still as complete as can be.
  public let problems: [Diagnostic]
  /// Where each line of the file begins, in bytes.
  let lineStarts: [Int]

  /// The exercise of a name.
  public func exercise(_ id: String) -> Exercise? { exercises.first { $0.id == id } }

  /// The text of some lines of the file, counted from 0, line breaks and all.
  public func text(of lines: Range<Int>) -> String { source.slice(span(of: lines)) }

  /// The bytes of some lines, counted from 0.
  func span(of lines: Range<Int>) -> Span {
    let end = source.text.utf8.count
    let start = lines.lowerBound < lineStarts.count ? lineStarts[lines.lowerBound] : end
    return Span(start, lines.upperBound < lineStarts.count ? lineStarts[lines.upperBound] : end)
  }

  /// The output block that belongs to a piece of code: the next piece, blank lines aside.
  func output(after place: Int) -> Int? {
    var next = place + 1
    while next < pieces.count, pieces[next].kind == .prose, pieces[next].isBlank { next += 1 }
    guard next < pieces.count, case .output = pieces[next].kind else { return nil }
    return next
  }
}

/// What a lesson says of itself before it begins.
public struct FrontMatter: Sendable, Equatable {
  /// What it is called.
  public var title = ""
  /// The name that other lessons and the progress file know it by.
  public var id = ""
  /// Counts up when a change makes old progress meaningless.
  public var version = 1
  /// What the random stream is seeded with.
  public var seed = 0
  /// How long it takes.
  public var minutes = 0
  /// What the learner can do afterwards, in one line.
  public var goal = ""
  /// The lessons that come before it.
  public var needs: [String] = []
  /// The section of the notes it follows.
  public var book = ""
}

/// One piece of a lesson.
public struct Piece: Sendable, Equatable {
  /// What it is.
  public enum Kind: Sendable, Equatable {
    /// The lines about the lesson itself.
    case frontMatter
    /// Markdown to read.
    case prose
    /// Code that runs.
    case code(Code)
    /// What the code before it prints.
    case output(hasPictures: Bool)
    /// Commands, and lines that they answer with.
    case console
    /// Something to be predicted.
    case question(Question)
    /// What an exercise starts from.
    case exercise(String)
    /// What decides whether an exercise is solved.
    case test(String)
    /// A wrong answer, and what the test has to say to it.
    case wrong(String, says: String)
    /// A hint.
    case hint(String)
    /// A solution.
    case solution(String)
    /// Waits for the learner.
    case pause
    /// For whoever teaches.
    case note(String)
    /// What follows is folded away under a summary.
    case foldStart(String)
    /// The end of what is folded away.
    case foldEnd
  }

  /// How a block of code behaves.
  public struct Code: Sendable, Equatable {
    /// The name it can be addressed by.
    public var id: String?
    /// Whether it is hidden until somebody asks.
    public var isSetup = false
    /// Whether it must fail.
    public var mustFail = false
    /// Whether it is for those who are fast; nothing later may depend on it.
    public var isExtra = false
  }

  /// What it is.
  public let kind: Kind
  /// Its lines in the file, counted from 0, fences and all.
  public let lines: Range<Int>
  /// The lines inside of its fences; the same as `lines` where it has none.
  public let inner: Range<Int>
  /// The text of the inner lines, joined by newlines.
  public let text: String
  /// Whether it stands in a part that is folded away.
  public let isFolded: Bool

  /// Whether there is nothing to read in it.
  public var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

  /// The line of its heading, if it is prose that begins with one: how deep, and the words.
  public var heading: (depth: Int, title: String)? {
    guard kind == .prose else { return nil }
    return Prose.heading(text.prefix { $0 != "\n" })
  }
}

/// An exercise, put together from the pieces that carry its name.
public struct Exercise: Sendable, Equatable {
  /// Its name.
  public let id: String
  /// The piece that the learner starts from.
  public let start: Int
  /// The pieces that test an answer.
  public var tests: [Int] = []
  /// The wrong answers.
  public var wrongs: [Int] = []
  /// The hints, in the order in which they are given.
  public var hints: [Int] = []
  /// The solutions.
  public var solutions: [Int] = []
  /// Whether the solution joins the machine, so that later blocks can use it.
  public var isKept = false
}
