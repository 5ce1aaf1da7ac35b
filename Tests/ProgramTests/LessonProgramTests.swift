import Foundation
import TestSupport
import Testing

// Lessons through the built program, on pipes.

@Suite("The program: lessons")
struct LessonProgramTests {
  private static let lesson = """
    ---
    title: A test
    id: a-test
    version: 1
    seed: 0
    minutes: 1
    goal: To be read.
    ---
    # A test

    ```python
    print(1 + 1)
    ```
    ```output
    2
    ```

    """

  @Test("A check that holds: a summary, status 0")
  func holds() throws {
    try Built.withFile(Self.lesson, named: "a.md") { file in
      let ended = try Built.run(["check", file.path])
      #expect(ended.status == 0 && ended.errors.isEmpty)
      #expect(
        ended.output
          == "1 lesson: 1 output, 0 console blocks, 0 questions, 0 exercises; all hold\n")
    }
  }

  @Test("A check that fails: file and line, what was expected, what came, status 1")
  func fails() throws {
    let wrong = Self.lesson.replacing("\n2\n", with: "\n3\n")
    try Built.withFile(wrong, named: "a.md") { file in
      let ended = try Built.run(["check", file.deletingLastPathComponent().path])
      #expect(ended.status == 1)
      #expect(ended.errors.contains("a.md:15: the output is not what stands here\n"))
      #expect(ended.errors.contains("    expected  3\n    came      2\n"))
      #expect(ended.output.hasSuffix("1 failure\n"))
      #expect(try String(contentsOf: file, encoding: .utf8) == wrong)
    }
  }

  @Test("--update writes what came, shows what it changed, and once is enough")
  func update() throws {
    try Built.withFile(Self.lesson.replacing("\n2\n", with: "\n3\n"), named: "a.md") { file in
      let first = try Built.run(["check", file.path, "--update"])
      #expect(first.status == 0)
      #expect(first.output.hasPrefix("@@ \(file.path):15\n-3\n+2\n"))
      #expect(try String(contentsOf: file, encoding: .utf8) == Self.lesson)
      let second = try Built.run(["check", file.path, "--update"])
      #expect(second.status == 0 && !second.output.contains("@@"))
    }
  }

  @Test("A command line that is wrong: status 64")
  func usage() throws {
    #expect(try Built.run(["check", "/does/not/exist"]).status == 64)
    #expect(try Built.run(["check"]).status == 64)
    #expect(try Built.run(["lesson", "no-such-lesson"]).status == 64)
    #expect(try Built.run(["lesson", "./none.md"]).status == 64)
    try Built.withFile("# No lesson\n", named: "README.md") { file in
      let ended = try Built.run(["check", file.deletingLastPathComponent().path])
      #expect(ended.status == 64)
      #expect(ended.errors.contains("there is no lesson in"))
    }
  }

  @Test("The lessons are listed, and one is printed whole, from any folder")
  func reading() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A copy of the program alone: the lessons are in it.
    let program = folder.appendingPathComponent("longhand")
    try FileManager.default.copyItem(at: Built.program(), to: program)
    let process = Process()
    process.executableURL = program
    process.arguments = ["lesson", "reward-model"]
    process.currentDirectoryURL = folder
    process.environment = ["LC_ALL": "C.UTF-8", "HOME": folder.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(output.hasPrefix("The reward model\n════"))
    #expect(output.contains(" -2.0   0.1192   2.1269 -0.8808\n"))
    #expect(output.contains("> :check r_l\n"))
    #expect(!output.contains("<!--") && !output.contains("```"))
    let list = try Built.run(["lesson"])
    #expect(list.status == 0)
    #expect(list.output.contains("Chapter 6: RLHF\n"))
    #expect(list.output.contains("reward-model"))
  }

  @Test("An error that a lesson shows is printed in its place; another one fails")
  func errors() throws {
    let code = "```python error\nx = [1]\nx[3]\n```\n"
    try Built.withFile(Self.lesson + code + "Behind it.\n", named: "a.md") { file in
      let ended = try Built.run(["lesson", file.path])
      #expect(ended.status == 0 && ended.errors.isEmpty)
      let error = try #require(ended.output.firstRange(of: "error: "))
      let after = try #require(ended.output.firstRange(of: "Behind it."))
      #expect(error.lowerBound < after.lowerBound)
    }
    let broken = Self.lesson + code.replacing(" error", with: "")
    try Built.withFile(broken, named: "a.md") { file in
      let ended = try Built.run(["lesson", file.path])
      #expect(ended.status == 1 && ended.errors.contains("error: "))
    }
  }

  @Test("A name that means several lessons, or none, is answered with names")
  func names() throws {
    let none = try Built.run(["lesson", "reward-modle"])
    #expect(none.errors.contains("there is no lesson called `reward-modle`"))
    #expect(none.errors.contains("longhand lesson reward-model"))
  }

  @Test("help names the lessons that use an operation")
  func help() throws {
    let help = try Built.run(["help", "softplus"]).output
    #expect(help.contains("lessons"))
    #expect(help.contains("reward-model"))
  }
}
