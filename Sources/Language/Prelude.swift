import Diagnostics

// The part of the language that is written in the language: what has to call back into a program
// or suspend itself (lazy iterators, sorting by a key), and the definitions of composites. It is
// parsed once a process and is the first input of every machine.

/// The prelude, compiled.
struct Prelude: Sendable {
  /// One module's code; functions are its children.
  let codes: [Code]
  let globals: GlobalTable
  /// The number that `__collect` gets in every machine: it makes a list of a generator.
  let collector: Int32?
  /// What was wrong with the prelude's text: a test holds it empty.
  let diagnostics: [Diagnostic]

  /// Code that does nothing, for a machine before its first input.
  static let empty = Code(
    name: "<nothing>", source: SourceFile(name: "nothing", text: ""), instructions: [],
    spans: [], constants: [], names: [], calls: [], children: [], parameters: [],
    localNames: [], freeSlots: [], captures: [], operandSpans: [:], resultNames: [:], loops: [],
    isGenerator: false, isPrelude: true)

  static let shared: Prelude = {
    var globals = GlobalTable()
    // The console's `_` has its slot from the start.
    _ = globals.intern("_")
    var codes: [Code] = []
    var diagnostics: [Diagnostic] = []
    var collector: Int32?
    var count: Int32 = 0
    for text in Prelude.texts {
      let source = SourceFile(name: "prelude", text: text)
      let (tree, problems) = Parser.parse(source, allowsYield: true)
      let (code, table, more) = Compiler.compile(tree, globals: globals, isPrelude: true)
      diagnostics += problems + more
      guard let code else { continue }
      globals = table
      codes.append(code)
      func size(_ code: Code) -> Int32 { code.children.reduce(1) { $0 + size($1) } }
      var place = count + 1
      for child in code.children {
        if child.name == "__collect" { collector = place }
        place += size(child)
      }
      count += size(code)
    }
    return Prelude(codes: codes, globals: globals, collector: collector, diagnostics: diagnostics)
  }()

  static let texts = [iterators, closures]
}
