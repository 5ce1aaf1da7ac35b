import Display
import Language
import Tensors

// What is different between two machines, name by name: of two moments of one run, or of the ends
// of two runs.

/// Where two tensors of one shape differ most.
struct TensorDifference {
  /// The element.
  let index: [Int]
  let before: Double
  let after: Double
  /// How many elements differ.
  let count: Int

  /// Compares two tensors; nil where their shapes are not the same.
  init?(_ a: Tensor, _ b: Tensor) {
    guard a.shape == b.shape else { return nil }
    var (place, largest, count) = (0, -1.0, 0)
    for i in 0..<a.count {
      let (x, y) = (a.element(at: i), b.element(at: i))
      if x == y || x.isNaN && y.isNaN { continue }
      count += 1
      let size = (y - x).isNaN ? Double.infinity : abs(y - x)
      if size > largest { (place, largest) = (i, size) }
    }
    var index: [Int] = []
    var left = place
    for size in a.shape.array.reversed() {
      index.insert(size > 0 ? left % size : 0, at: 0)
      left /= max(1, size)
    }
    self.index = index
    before = a.count > 0 ? a.element(at: place) : 0
    after = b.count > 0 ? b.element(at: place) : 0
    self.count = count
  }
}

/// What became of the variables from one machine to another.
struct MachineDifference {
  /// A variable, or its gradient, with another value.
  struct Change {
    let name: String
    /// How the value changed.
    let text: String
  }
  /// Names that only the second has, in order.
  var made: [String] = []
  /// Names that both have, with other values.
  var changed: [Change] = []
  /// Names that only the first has.
  var gone: [String] = []

  var isEmpty: Bool { made.isEmpty && changed.isEmpty && gone.isEmpty }

  init(from before: Machine, to after: Machine) {
    let old = MachineDifference.values(of: before)
    let new = MachineDifference.values(of: after)
    for (name, value) in new.list {
      guard let was = old.table[name] else {
        made.append(name)
        continue
      }
      if let text = MachineDifference.text(was, value) {
        changed.append(Change(name: name, text: text))
      }
      if let text = MachineDifference.gradientText(was, value) {
        changed.append(Change(name: name + ".grad", text: text))
      }
    }
    gone = old.list.map(\.name).filter { new.table[$0] == nil }
  }

  /// The names that differ, in one line; what the two machines are called.
  func summary(_ first: String, _ second: String) -> String {
    var parts: [String] = []
    if !changed.isEmpty {
      let names = changed.map(\.name)
      let more = names.count > 8 ? " and \(names.count - 8) more" : ""
      let isOne = names.count == 1
      parts.append(
        names.prefix(8).joined(separator: ", ") + more + (isOne ? " differs" : " differ"))
    }
    if !made.isEmpty { parts.append("only \(second) has " + made.joined(separator: ", ")) }
    if !gone.isEmpty { parts.append("only \(first) has " + gone.joined(separator: ", ")) }
    return parts.joined(separator: "; ")
  }

  private static func values(
    of machine: Machine
  ) -> (list: [(name: String, value: Shown)], table: [String: Shown]) {
    var table: [String: Shown] = [:]
    var list: [(name: String, value: Shown)] = []
    for (name, value) in machine.variables where table[name] == nil {
      table[name] = value
      list.append((name, value))
    }
    return (list, table)
  }

  /// How a value changed; nil where it did not.
  private static func text(_ was: Shown, _ now: Shown) -> String? {
    switch (was, now) {
    case (.text(let a), .text(let b)):
      if a == b { return nil }
      if let x = Double(a), let y = Double(b) { return arrow(x, y) }
      return "\(SourceText.cut(a, to: 26)) → \(SourceText.cut(b, to: 26))"
    case (.tensor(let a, _, _, _), .tensor(let b, _, _, _)): return text(a, b)
    case (.tensor(let a, _, _, _), .text(let b)):
      return "\(TensorText.line(a, width: 26)) → \(SourceText.cut(b, to: 26))"
    case (.text(let a), .tensor(let b, _, _, _)):
      return "\(SourceText.cut(a, to: 26)) → \(TensorText.line(b, width: 26))"
    }
  }

  private static func text(_ a: Tensor, _ b: Tensor) -> String? {
    guard let change = TensorDifference(a, b) else {
      return "\(shape(a)) → \(shape(b))"
    }
    if change.count == 0 { return nil }
    if a.count == 1 { return arrow(change.before, change.after) }
    let index = "[" + change.index.map(String.init).joined(separator: ",") + "]"
    return "\(shape(a))  \(change.count) of \(a.count) elements; most at \(index): "
      + arrow(change.before, change.after)
  }

  private static func gradientText(_ was: Shown, _ now: Shown) -> String? {
    guard case .tensor(_, let a, _, _) = was, case .tensor(_, let b, _, _) = now else { return nil }
    switch (a, b) {
    case (nil, nil): return nil
    case (nil, let b?): return "none → " + TensorText.line(b, width: 40)
    case (_?, nil): return "dropped"
    case (let a?, let b?): return text(a, b)
    }
  }

  private static func shape(_ tensor: Tensor) -> String {
    let text = TensorText.shape(tensor)
    return text.isEmpty ? "one number" : text
  }

  private static func arrow(_ a: Double, _ b: Double) -> String {
    let (from, to) = Session.pairText(a, b)
    return "\(from) → \(to)"
  }
}
