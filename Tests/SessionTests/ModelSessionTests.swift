import Foundation
import Session
import TestSupport
import Testing

// A session of a learner over two models, as it stands on the screen: written to be read on its
// own. LONGHAND_RECORD=1 writes the snapshot anew; read every line of it before it is committed.

@Suite("A session over whole models")
struct ModelSessionTests {
  static let ppo = [
    ":when", ":vars", ":goto start", ":line", ":iteration 2", ":line", ":step 2", ":when",
    ":why last", ":goto ratio", ":info ratio", ":uses ratio", ":next", ":mark product",
    ":break op clamp",
    ":run", ":run", ":focus [2]", ":focus", ":goto loss", ":phase grad", ":display change.grad",
    ":break when change.grad is not None", ":run", ":why change.grad[1]", ":check change",
    ":trace 6",
    ":rrun", ":goto product", ":last",
    ":break off", ":display off", ":goto objective", ":goto loss", ":phase grad", ":step 2",
    ":step",
    ":why A[2]", ":why 1", ":why change.grad[4]",
  ]
  static let lora = [
    ":goto first_A", ":phase update", ":focus [3,1]", ":back out", ":focus", ":goto start",
    ":break 11",
    ":run", ":when", ":step 3", ":out", ":back into", ":break off", ":phase grad", ":check A",
    ":goto end",
    ":why B.grad[0,0]", ":uses merged", ":info opt", ":undo", ":vars", ":redo", ":goto nowhere",
    ":trace 4",
    ":goto first_A", ":mark first", ":goto end", ":why A.grad at first end", ":goto first",
    ":why A.grad[1,2]",
  ]

  private func transcript(_ program: Program, _ name: String, _ commands: [String]) -> String {
    var talk = Talk()
    for input in program.inputs { talk.run(input, named: name) }
    var text = ""
    for command in commands {
      let answer = talk.say(command)
      text += "> \(command)\n" + answer.text
      if !answer.text.isEmpty, !answer.text.hasSuffix("\n") { text += "\n" }
      if !answer.drawn.isEmpty { text += answer.drawn + (answer.drawn.hasSuffix("\n") ? "" : "\n") }
      text += "\n"
    }
    return text
  }

  @Test("It reads as it did")
  func snapshot() throws {
    let made =
      transcript(.ppoClip, "ppo_clip.py", Self.ppo)
      + transcript(.loraUpdate, "lora_update.py", Self.lora)
    let file = Program.root.appendingPathComponent("Tests/SessionTests/Snapshots/models.txt")
    if ProcessInfo.processInfo.environment["LONGHAND_RECORD"] != nil {
      try made.write(to: file, atomically: true, encoding: .utf8)
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    let (old, new) = (kept.components(separated: "\n"), made.components(separated: "\n"))
    for (i, (a, b)) in zip(old, new).enumerated() where a != b {
      Issue.record("line \(i + 1): it was “\(a)”, now it is “\(b)”")
      return
    }
    #expect(old.count == new.count)
    for line in new { #expect(line.count <= 80, "\(line)") }
  }
}
