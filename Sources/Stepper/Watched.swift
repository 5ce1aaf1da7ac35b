import Diagnostics
import Language
import Tensors

// A watched number. Most are an element of a variable or of its gradient: those are looked up
// without evaluating anything, so that ten thousand steps can be searched in the blink of an eye.
// Anything else is an expression, worked out on a copy.

/// Something whose changes stop a run.
public struct Watched: Sendable {
  /// The text, as it was typed.
  public let text: String
  private let form: Form

  private enum Form: Sendable {
    case element(name: String, isGradient: Bool, index: [Int]?)
    case expression(Aside)
  }

  /// Reads what is to be watched; the diagnostics say what is wrong with it.
  public static func read(_ text: String) -> (watched: Watched?, problems: [Diagnostic]) {
    if let form = element(text) { return (Watched(text: text, form: form), []) }
    let (aside, problems) = Aside.read(text, named: "watch")
    return (aside.map { Watched(text: text, form: .expression($0)) }, problems)
  }

  private static func element(_ text: String) -> Form? {
    var name = text[...]
    var index: [Int]?
    if let open = name.firstIndex(of: "["), name.hasSuffix("]") {
      let parts = name[name.index(after: open)...].dropLast()
        .split(separator: ",", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { part in Int(String(part.filter { $0 != " " })) }
      guard numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
      index = numbers
      name = name[..<open]
    }
    let isGradient = name.hasSuffix(".grad")
    if isGradient { name = name.dropLast(5) }
    guard let first = name.first, first.isLetter || first == "_",
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return nil }
    return .element(name: String(name), isGradient: isGradient, index: index)
  }

  /// What is watched as it is at a moment.
  public struct Reading: Sendable, Equatable {
    /// The value.
    public let value: Value
    /// The event that made the tensor it is in, or 0.
    let made: Int

    /// What was read.
    public enum Value: Sendable, Equatable {
      /// There is nothing yet.
      case absent
      /// A number, by its bits.
      case number(UInt64)
      /// A whole tensor.
      case tensor(Shape, [Double])
      /// Anything else as text.
      case text(String)
    }

    /// Whether the values are the same.
    public static func == (a: Reading, b: Reading) -> Bool { a.value == b.value }
  }

  /// Reads it.
  ///
  /// - Parameter before: the reading before, which saves comparing a tensor that nothing touched.
  public func reading(
    on machine: Machine, before: Reading? = nil, isInterrupted: () -> Bool = { false }
  ) -> Reading {
    switch form {
    case .element(let name, let isGradient, let index):
      if let found = machine.tensorForWatching(name, isGradient: isGradient) {
        if let before, before.made == found.made, found.made > 0 { return before }
        if index == nil, found.tensor.rank == 0 {
          return Reading(value: .number(found.tensor.item.bitPattern), made: found.made)
        }
        guard let index else {
          return Reading(
            value: .tensor(found.tensor.shape, found.tensor.elements), made: found.made)
        }
        guard index.count == found.tensor.rank,
          zip(index, found.tensor.shape.array).allSatisfy({ $0 < $1 })
        else { return Reading(value: .absent, made: found.made) }
        return Reading(value: .number(found.tensor[index].bitPattern), made: found.made)
      }
      if isGradient { return Reading(value: .absent, made: 0) }
      guard index == nil else { return evaluated(machine, isInterrupted) }
      return Reading(
        value: machine.textForWatching(name).map { .text($0) } ?? .absent, made: 0)
    case .expression: return evaluated(machine, isInterrupted)
    }
  }

  private func evaluated(_ machine: Machine, _ isInterrupted: () -> Bool) -> Reading {
    let aside: Aside?
    if case .expression(let expression) = form {
      aside = expression
    } else {
      aside = Aside.read(text, named: "watch").aside
    }
    guard let aside,
      let after = try? aside.evaluate(on: machine, isInterrupted: isInterrupted)
    else { return Reading(value: .absent, made: 0) }
    switch after.echo {
    case .tensor(let tensor, _, _, _):
      return Reading(
        value: tensor.rank == 0
          ? .number(tensor.item.bitPattern) : .tensor(tensor.shape, tensor.elements), made: 0)
    case .text(let text): return Reading(value: .text(text), made: 0)
    }
  }

  /// Whether nothing can have happened to it between two machines: it is an element, and the
  /// tensor it is in is still the one that an event before both made.
  func isUntouched(from early: Machine, to late: Machine) -> Bool {
    guard case .element(let name, let isGradient, _) = form else { return false }
    if !isGradient, let first = early.bindingTime(ofNumber: name),
      let last = late.bindingTime(ofNumber: name)
    {
      return first == last
    }
    guard let first = early.tensorForWatching(name, isGradient: isGradient),
      let last = late.tensorForWatching(name, isGradient: isGradient)
    else { return false }
    return first.made == last.made && first.made > 0 && first.object == last.object
      && early.depth <= 1 && late.depth <= 1
  }
}

extension Watched.Reading {
  /// The reading as a person would say it.
  public var text: String {
    switch value {
    case .absent: "nothing"
    case .number(let bits): TensorNumber.text(Double(bitPattern: bits))
    case .tensor(let shape, let elements):
      elements.count <= 4
        ? "[" + elements.map(TensorNumber.text).joined(separator: ", ") + "]" : "a tensor \(shape)"
    case .text(let text): text
    }
  }
}

/// A number of a tensor in so many digits that a change shows.
private enum TensorNumber {
  static func text(_ x: Double) -> String {
    x == x.rounded() && abs(x) < 1e6 ? String(Int(x)) : String(x)
  }
}
