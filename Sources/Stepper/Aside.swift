import Diagnostics
import Language

// Evaluating aside: an expression is worked out on a copy of a machine, which is thrown away. So a
// condition or something displayed can never change a run, whatever it calls.

/// Expressions that are evaluated on copies.
public struct Aside: Sendable {
  /// The source, as it was typed.
  public let text: String
  private let tree: SyntaxTree

  /// Reads an expression; the diagnostics say what is wrong with it.
  public static func read(
    _ text: String, named name: String
  ) -> (aside: Aside?, problems: [Diagnostic]) {
    let (tree, problems) = Parser.parse(SourceFile(name: name, text: text))
    if !problems.isEmpty { return (nil, problems) }
    guard tree.statements.count == 1, tree.isLook else {
      return (
        nil,
        [
          Diagnostic(
            "no-expression", "`\(text)` is no expression: it has no value to look at",
            suggestions: ["x == 3 compares; a name or a call has a value too"])
        ]
      )
    }
    return (Aside(text: text, tree: tree), [])
  }

  /// Evaluates it on a copy of a machine.
  ///
  /// - Returns: the copy, with the value as its echo.
  /// - Throws: what went wrong, or that it was interrupted.
  public func evaluate(
    on machine: Machine, isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Machine {
    try Aside.run(tree, on: machine, isInterrupted: isInterrupted) { _, _ in }
  }

  /// Whether it is true on a machine.
  public func holds(
    on machine: Machine, isInterrupted: () -> Bool = { false }
  ) -> Result<Bool, Diagnostic> {
    do throws(Diagnostic) {
      return try evaluate(on: machine, isInterrupted: isInterrupted).echoTruth
    } catch {
      return .failure(error)
    }
  }

  /// Runs a text on a copy of a machine, where the function at work has its own names.
  ///
  /// - Parameter tell: gets the copy after an echo or a print.
  /// - Returns: the copy as it is at the end.
  /// - Throws: what the text did wrong.
  @discardableResult
  public static func run(
    _ tree: SyntaxTree, on machine: Machine, isInterrupted: () -> Bool,
    tell: (Machine, Event) -> Void
  ) throws(Diagnostic) -> Machine {
    var machine = machine
    machine.openLocals()
    let (code, table, problems) = Compiler.compile(tree, globals: machine.globalNames)
    guard let code else { throw problems.first ?? Diagnostic("no-code", "this cannot be run") }
    machine.lookAside(code, globals: table)
    while true {
      let event = try machine.advance(instructions: Timeline.patience)
      if event == nil || machine.time & 63 == 0, isInterrupted() {
        throw Diagnostic(Timeline.interruptedID, "stopped")
      }
      guard let event else { continue }
      switch event.kind {
      case .idle: return machine
      case .echo, .print, .picture: tell(machine, event)
      default: break
      }
    }
  }
}

extension SyntaxTree {
  /// Whether it is nothing but expressions: looking, not doing.
  public var isLook: Bool {
    statements.allSatisfy { if case .expression = $0.kind { true } else { false } }
  }
}
