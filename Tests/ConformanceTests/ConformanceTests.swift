import Foundation
import Language
import Lessons
import Session
import TestSupport
import Testing

// Same script, same seed, same numbers. Every script in `Scripts` stands beside what CPython with
// PyTorch (float64, one thread) computed for it, in the form of `run --dump`. The answers of the
// family `reference` are those of well-known implementations: transformers' GPT-2 and T5, peft's LoRA,
// trl's PPO and DPO. `scripts/oracles` makes all of them.

@Suite("Scripts agree with PyTorch")
struct ConformanceTests {
  /// The scripts, as `family/name`.
  static let scripts: [String] = {
    let root = Bundle.module.bundleURL.appendingPathComponent("Scripts")
    let families = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return families.sorted().flatMap { family in
      let folder = root.appendingPathComponent(family).path
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return files.filter { $0.hasSuffix(".py") }.sorted().map { "\(family)/\($0.dropLast(3))" }
    }
  }()

  @Test("All of them are looked at")
  func complete() {
    #expect(Self.scripts.count == 188)
  }

  @Test("Variables, gradients and printed text", arguments: scripts)
  func agrees(_ script: String) throws {
    let root = Bundle.module.bundleURL.appendingPathComponent("Scripts")
    let text = try String(
      contentsOf: root.appendingPathComponent(script + ".py"), encoding: .utf8)
    let expected = try Dumped(Data(contentsOf: root.appendingPathComponent(script + ".json")))
    let actual = try Dumped(Data(dump(of: text, named: script).utf8))
    #expect(actual.output == expected.output)
    let differences = expected.variables.sorted { $0.key < $1.key }.flatMap { name, value in
      Difference.between(value, actual.variables[name], at: name)
    }
    #expect(differences.isEmpty, "\(differences.prefix(12).joined(separator: "\n"))")
  }

  /// The dump of a run of a script that is expected to succeed.
  private func dump(of text: String, named name: String) throws -> String {
    let reader = Machine.TextReader(
      corpus: { Corpora.text($0) }, file: { _ in .failure(.init("files cannot be read here")) })
    var session = Session(reader: reader)
    let status = session.run(script: .init(name: name, text: text)) { output in
      if case .diagnostic(let diagnostic) = output { Issue.record("\(diagnostic.text())") }
    }
    #expect(status == .done)
    return Dump.json(of: session.timeline)
  }
}

/// A dump, read back.
struct Dumped {
  struct Unreadable: Error {}

  let variables: [String: Any]
  let output: String

  init(_ data: Data) throws {
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let variables = object["variables"] as? [String: Any],
      let output = object["stdout"] as? String
    else { throw Unreadable() }
    self.variables = variables
    self.output = output
  }
}
