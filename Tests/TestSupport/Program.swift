import Diagnostics
import Foundation
import Language
import Stepper

// Programs that several test targets look at from different sides, and ways of running them
// below the level of a session.

/// A program: the inputs of a session, one after another.
public struct Program: Sendable, CustomStringConvertible {
  /// What a test's report calls it.
  public let name: String
  /// The inputs.
  public let inputs: [String]

  /// A program.
  public init(_ name: String, _ inputs: [String]) {
    self.name = name
    self.inputs = inputs
  }

  /// What a test's report calls it.
  public var description: String { name }

  /// The root of the package.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A script that PyTorch has answered too, as `models/ppo_clip`; empty where there is none.
  public static func script(_ path: String) -> String {
    let file = root.appendingPathComponent("Tests/ConformanceTests/Scripts/\(path).py")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }

  /// The clipped policy step: advantages on Python numbers, then one backward.
  public static let ppoClip = Program("ppo_clip", [script("models/ppo_clip")])
  /// One update of a low-rank adapter by SGD.
  public static let loraUpdate = Program("lora_update", [script("models/lora_update")])
  /// Fifteen AdamW steps of the pairwise reward loss.
  public static let rewardModel = Program("reward_model", [script("models/reward_model")])
  /// One step of a GPT of one block.
  public static let tinyGPT = Program(
    "tiny_gpt, one step",
    [script("training/tiny_gpt").replacingOccurrences(of: "range(20)", with: "range(1)")])
}

/// What became of running a program.
public struct Outcome: Sendable {
  /// Its timeline.
  public var timeline: Timeline
  /// What the inputs that failed were stopped by.
  public var errors: [Diagnostic] = []
}

extension Program {
  /// An input, compiled against the names that a machine has.
  public static func compiled(
    _ text: String, against names: GlobalTable
  ) throws -> (code: Code, names: GlobalTable) {
    let (tree, problems) = Parser.parse(SourceFile(name: "test", text: text))
    if let problem = problems.first { throw problem }
    let (code, table, more) = Compiler.compile(tree, globals: names)
    if let problem = more.first { throw problem }
    guard let code else { throw Diagnostic("test", "no code") }
    return (code, table)
  }

  /// Runs the inputs on a timeline; an input that fails does not stop those after it.
  public func run(on start: Timeline = Timeline()) throws -> Outcome {
    var outcome = Outcome(timeline: start)
    for input in inputs {
      let (code, names) = try Program.compiled(
        input, against: outcome.timeline.present.globalNames)
      do throws(Diagnostic) {
        try outcome.timeline.run(code, names: names)
      } catch {
        outcome.errors.append(error)
      }
    }
    return outcome
  }

  /// Runs the inputs on a machine alone, without a timeline, and looks at it after every event.
  public func step(_ visit: (Machine, Event) -> Void) throws {
    var machine = Machine()
    for input in inputs {
      let (code, names) = try Program.compiled(input, against: machine.globalNames)
      machine.abandonInput()
      machine.start(code, globals: names)
      while let event = try? machine.step(), event.kind != .idle {
        if event.isMoment { visit(machine, event) }
      }
    }
  }
}
