import Diagnostics
import Language
import Stepper

// Names that mean nothing at the moment looked at: each answer says what to type instead.

extension Session {
  /// Says that a text names no variable here.
  ///
  /// - Parameter command: the command that wanted it, for what to try.
  func failUnknown(_ text: String, command: String, write: (Output) -> Void) -> Status {
    let name = String(text.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    let list = ":vars lists the names"
    guard name == text, !name.isEmpty, name.first?.isNumber != true else {
      // `W.grad`, `h + 1` and `W[0]` begin with a name that may be the one that is wanted.
      let isKnown = machineToLookAt.description(of: name) != nil
      return fail(
        text.isEmpty ? ":\(command) needs a name" : "`\(text)` is not the name of a variable",
        try: isKnown ? ":\(command) \(name)" : ":\(command) x; \(list)", write)
    }
    if machineToLookAt.description(of: name) != nil {
      return fail("nothing tells how `\(name)` came about", try: ":info \(name)", write)
    }
    if cursor != nil, timeline.present.description(of: name) != nil {
      return fail(
        "`\(name)` is not there yet at this moment", try: ":goto \(name), or :goto end", write)
    }
    let near = nearMisses(name, in: machine.variables.map(\.name))
    return fail(
      "nothing is called `\(name)` here", try: near.first.map { ":\(command) \($0)" } ?? list,
      write)
  }

  /// An index whose negative numbers count from the end, as Python's do.
  static func fromTheFront(_ index: [Int], sizes: [Int]) -> [Int] {
    guard index.count == sizes.count else { return index }
    return zip(index, sizes).map { $0 < 0 ? $0 + $1 : $0 }
  }
}
