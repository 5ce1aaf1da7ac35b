import Foundation
import Language
import Lessons
import TestSupport

// Small lessons for the tests, and the lessons of the source tree.

/// A lesson with a body behind ordinary front matter.
func lesson(_ body: String, named name: String = "test.md") -> Lesson {
  Lesson(frontMatter + body, named: name)
}

/// Front matter with nothing wrong in it; 8 lines.
let frontMatter = """
  ---
  title: A test
  id: a-test
  version: 1
  seed: 0
  minutes: 1
  goal: To be read.
  ---

  """

/// Texts for programs: the bundled ones, no files.
let reader = Machine.TextReader(
  corpus: { Corpora.text($0) }, file: { _ in .failure(.init("there are no files here")) })

/// What a check says: line and message of every failure, with its notes.
func failures(_ body: String) -> [String] {
  let report = Checker(reader: reader).check(lesson(body))
  return report.failures.map { failure in
    let line = failure.source?.position(of: Int(failure.span?.start ?? 0)).line ?? 0
    return ["\(line): \(failure.message)"].appending(failure.notes).joined(separator: "\n")
  }
}

extension [String] {
  func appending(_ other: [String]) -> [String] { self + other }
}

/// A block in fences.
func block(_ info: String, _ text: String) -> String { "```\(info)\n\(text)\n```\n" }

/// A lesson of the source tree.
struct LessonFile: CustomStringConvertible, Sendable {
  let path: String
  var description: String { path }

  static let folder = Program.root.appendingPathComponent("lessons")

  var text: String {
    (try? String(contentsOf: LessonFile.folder.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// All of them.
  static let all: [LessonFile] = {
    let paths =
      FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    return paths.filter { $0.hasSuffix(".md") }.sorted().map(LessonFile.init)
      .filter { Lesson.isLesson($0.text) }
  }()
}
