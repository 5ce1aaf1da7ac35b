import Foundation
import Lessons
import Testing

// The lessons of the source tree: every one is a test, and the program has them as they are.

@Suite("Bundled lessons")
struct BundledLessonTests {
  @Test("Everything a lesson claims holds", arguments: LessonFile.all)
  func holds(_ file: LessonFile) {
    let lesson = Lesson(file.text, named: file.path)
    let report = Checker(reader: reader).check(lesson)
    for failure in report.failures {
      Issue.record("\(failure.text())")
    }
    #expect(report.counts.blocks > 0)
  }

  @Test("The program has the lessons of the source tree, text for text")
  func bundled() {
    #expect(!LessonFile.all.isEmpty)
    #expect(Library.bundled.entries.map(\.path) == LessonFile.all.map(\.path))
    for (entry, file) in zip(Library.bundled.entries, LessonFile.all) {
      #expect(entry.lesson.source.text == file.text)
    }
  }

  @Test("Ids are unique, and what a lesson needs comes before it")
  func order() {
    var seen: Set<String> = []
    let all = Set(Library.bundled.names)
    for entry in Library.bundled.entries {
      #expect(seen.insert(entry.lesson.front.id).inserted, "\(entry.path)")
      for need in entry.lesson.front.needs where all.contains(need) {
        #expect(seen.contains(need), "\(entry.path) needs \(need), which comes later")
      }
    }
  }

  @Test("lessons/README.md is what `longhand lesson --index` prints")
  func index() throws {
    let file = LessonFile.folder.appendingPathComponent("README.md")
    #expect(try String(contentsOf: file, encoding: .utf8) == Library.bundled.index)
    for entry in Library.bundled.entries {
      #expect(
        Library.bundled.index.contains(
          entry.lesson.front.goal.replacingOccurrences(of: "|", with: "\\|")))
    }
  }
}

@Suite("The lesson of the guide")
struct GuideTests {
  @Test("The lesson that CONTRIBUTING.md works through holds")
  func example() throws {
    let file = LessonFile.folder.deletingLastPathComponent().appendingPathComponent(
      "CONTRIBUTING.md")
    let guide = try String(contentsOf: file, encoding: .utf8)
    let parts = guide.components(separatedBy: "`````markdown\n")
    try #require(parts.count == 2)
    let text = try #require(parts[1].components(separatedBy: "`````\n").first)
    let report = Checker(reader: reader).check(Lesson(text, named: "CONTRIBUTING.md"))
    for failure in report.failures { Issue.record("\(failure.text())") }
    #expect(report.counts.exercises == 1 && report.counts.outputs == 1)
  }
}
