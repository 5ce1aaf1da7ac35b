import Foundation
import PackagePlugin

// Puts the lessons into the program: before the module `Lessons` is compiled, a Swift file is made
// of the Markdown under `lessons`, so that the built program needs no other file.

@main
struct EmbedLessons: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder = context.package.directoryURL.appendingPathComponent("lessons")
    let found = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    let names = found.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
    let output = context.pluginWorkDirectoryURL.appendingPathComponent("BundledTexts.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(names.count) lessons",
        executable: try context.tool(named: "EmbedTexts").url,
        arguments: [output.path, folder.path] + names,
        inputFiles: names.map { folder.appendingPathComponent($0) },
        outputFiles: [output])
    ]
  }
}
