import Foundation

// The built program, for the tests that run it as a process.

/// What a process left behind.
public struct Ended: Sendable {
  /// Its exit status.
  public let status: Int32
  /// What it wrote to standard output.
  public let output: String
  /// What it wrote to standard error.
  public let errors: String
}

/// The built program, which stands beside the bundle of these tests.
public enum Built {
  private final class Marker {}

  /// Where it is.
  public static let path: URL? = {
    var folders = [Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()]
    folders.append(Bundle.main.bundleURL)
    folders += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    // On macOS the tests are run by a tool of Xcode's, deep inside a bundle.
    for folder in folders {
      var folder = folder
      for _ in 0..<4 {
        let program = folder.appendingPathComponent("longhand")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: program.path, isDirectory: &isFolder),
          !isFolder.boolValue
        {
          return program
        }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }()

  /// Where it is, or an error that says that it is not beside the tests.
  public static func program() throws -> URL {
    guard let path else { throw CocoaError(.fileNoSuchFile) }
    return path
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads.
  ///   - environment: variables that it gets besides those of the tests.
  public static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Ended {
    let process = Process()
    process.executableURL = try program()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["LC_ALL": "C.UTF-8"].merging(environment) { $1 }
    ) { $1 }
    // Files instead of pipes: nothing has to be read while the program runs.
    let folder = FileManager.default.temporaryDirectory
    let names = (0..<3).map { _ in folder.appendingPathComponent(UUID().uuidString) }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try Data(input.utf8).write(to: names[0])
    try Data().write(to: names[1])
    try Data().write(to: names[2])
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Ended(
      status: process.terminationStatus,
      output: try String(contentsOf: names[1], encoding: .utf8),
      errors: try String(contentsOf: names[2], encoding: .utf8))
  }

  /// Writes a file for the time of a test.
  public static func withFile<Result>(
    _ text: String, named name: String = "script.py", _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return try body(file)
  }
}
