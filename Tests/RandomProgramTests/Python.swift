import Foundation

// The other side: one Python process for all programs of a test.

/// Python on this machine.
enum Python {
  /// Whether `python3` can be started.
  static let isThere = succeeds(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"])
  /// Whether PyTorch can be imported.
  static let hasTorch = isThere && succeeds(["-c", "import torch"])

  /// What a process did wrong.
  struct Failure: Error { var status: Int32 }

  private static func run(_ arguments: [String], quiet: Bool = false) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"]
    ) { $1 }
    if quiet {
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
    }
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static func succeeds(_ arguments: [String]) -> Bool {
    (try? run(arguments, quiet: true)) == 0
  }

  /// Gives a script of this folder some JSON and takes what it makes of it.
  static func answers<Question: Encodable, Answer: Decodable>(
    of script: String, to question: Question, as type: Answer.Type
  ) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("longhand-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (questions, answers) = (
      folder.appendingPathComponent("in.json"), folder.appendingPathComponent("out.json")
    )
    try JSONEncoder().encode(question).write(to: questions)
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent(script)
    let status = try run([file.path, questions.path, answers.path])
    guard status == 0 else { throw Failure(status: status) }
    return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: answers))
  }

  /// A count from the environment, or the ordinary one.
  static func count(_ name: String, _ ordinary: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? ordinary
  }
}
