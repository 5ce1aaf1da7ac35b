import Diagnostics
import Testing

@testable import Language

// A script run to its end in a machine of its own: what tests of the language ask about.

/// What came of running a script.
struct ScriptRun {
  /// The machine at the end, or where it stopped.
  var machine: Machine
  /// Everything that was printed.
  var output = ""
  /// What stopped the script, if anything did.
  var error: Diagnostic?

  /// The text of a global variable, as `repr` writes it.
  func global(_ name: String) -> String? {
    machine.globalNames.slot(of: name).map { machine.repr(machine.globals[$0]) }
  }
}

/// Runs a script.
///
/// - Parameter memoryBudget: how many bytes it may hold.
func runScript(_ text: String, memoryBudget: Int? = nil) -> ScriptRun {
  var machine = Machine()
  if let memoryBudget { machine.memoryBudget = memoryBudget }
  var run = ScriptRun(machine: machine)
  let (tree, problems) = Parser.parse(SourceFile(name: "test", text: text))
  let (code, table, more) = Compiler.compile(tree, globals: machine.globalNames)
  guard let code, problems.isEmpty else {
    run.error = problems.first ?? more.first
    return run
  }
  machine.start(code, globals: table)
  do throws(Diagnostic) {
    while true {
      let event = try machine.step()
      if event.kind == .idle { break }
      if event.kind == .print { run.output += machine.printed }
    }
  } catch {
    run.error = error
  }
  run.machine = machine
  return run
}
