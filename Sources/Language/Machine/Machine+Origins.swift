import Autograd
import Tensors

// Where a Python number came from. A float carries the count of the machine's numbers at which it
// was worked out (`Value.float`), through lists, calls and variables; running to that count again,
// with a tape on, finds the arithmetic that made it. Nothing is stored beside the four bytes.

/// How one Python number was worked out.
public struct NumberOrigin: Sendable {
  /// How many events had happened.
  public let time: Int
  /// Where in the source.
  public let place: SourcePlace?
  /// The arithmetic, with names and numbers.
  public let tree: Scalar
  /// What went in, a leaf of the tree each, in order.
  public let operands: [Operand]

  /// One number that went in.
  public struct Operand: Sendable {
    /// What the source calls it.
    public let name: String
    /// Its value.
    public let value: Double
    /// Where it came from in turn.
    public let source: Source
  }

  /// Where a number came from.
  public enum Source: Sendable, Equatable {
    /// It is written in the program, or a whole number.
    case written
    /// It was worked out: the machine's n-th number.
    case number(UInt32)
    /// It is an element of the tensor that an event made.
    case element(made: Int, index: [Int], name: String)
  }
}

extension Machine {
  /// How many floats were worked out so far.
  public var numberCount: UInt32 { numbers }

  /// How the n-th number was worked out, found by running this machine to it.
  ///
  /// - Returns: nil when the input at work ends before.
  public func explainNumber(_ n: UInt32) -> NumberOrigin? {
    var copy = self
    copy.tape = ScalarTape()
    while copy.numbers < n {
      if copy.queueHead < copy.queue.count {
        _ = copy.takeEvent()
        continue
      }
      do {
        if copy.activity != nil {
          try copy.advanceActivity()
          continue
        }
        guard !copy.frames.isEmpty else { return nil }
        let count = copy.numbers
        try copy.executeTaped()
        guard copy.numbers >= n else { continue }
        return copy.origin(ofNumber: n, after: count)
      } catch {
        return nil
      }
    }
    return nil
  }

  /// What the instruction that was just run made.
  private func origin(ofNumber n: UInt32, after count: UInt32) -> NumberOrigin? {
    let place = place(of: site)
    if case .float(_, n)? = stack.last,
      let tree = tape?.trees[stack.count - 1]?.simplified
    {
      var operands: [NumberOrigin.Operand] = []
      for leaf in tree.leaves where !operands.contains(where: { $0.name == leaf.name }) {
        operands.append(
          .init(name: leaf.name, value: leaf.value, source: source(ofLeaf: leaf.name, not: n)))
      }
      return NumberOrigin(time: time, place: place, tree: tree, operands: operands)
    }
    // `tolist()` makes a number of every element, in order.
    guard let operand = tape?.operand else { return nil }
    let tensor = trace[operand.row]
    let flat = Int(n - count) - 1
    guard flat < tensor.count else { return nil }
    let index = unravel(flat, tensor.shape)
    let name = operand.name + "[" + index.map(String.init).joined(separator: ",") + "]"
    let value = tensor.element(at: flat)
    let source = NumberOrigin.Source.element(
      made: trace.row(operand.row).time, index: index, name: operand.name)
    return NumberOrigin(
      time: time, place: place, tree: .leaf(name: name, value: value),
      operands: [.init(name: name, value: value, source: source)])
  }

  private func source(ofLeaf name: String, not n: UInt32) -> NumberOrigin.Source {
    if let element = tape?.elements[name] { return element }
    guard case .float(_, let origin)? = tape?.leaves[name], origin > 0, origin != n else {
      return .written
    }
    return .number(origin)
  }

  /// Where an element of the tensor that the next event makes of numbers came from: of
  /// `tensor([…])` and its kin, or of a number that takes part in an operation.
  ///
  /// - Parameters:
  ///   - index: which element.
  ///   - operand: which operand of an operation; nil for the tensor that is made of a list.
  public func memberOfNext(at index: [Int], operand: Int? = nil) -> NumberOrigin.Source? {
    var copy = self
    while copy.queueHead >= copy.queue.count {
      do {
        if copy.activity != nil { return nil }
        guard !copy.frames.isEmpty else { return nil }
        let before = copy
        try copy.execute()
        if copy.queueHead < copy.queue.count { return before.member(at: index, operand: operand) }
      } catch {
        return nil
      }
    }
    return nil
  }

  /// The member at an index of what the instruction that comes next is given.
  private func member(at index: [Int], operand: Int?) -> NumberOrigin.Source? {
    let instruction = code.instructions[pc]
    var value: Value
    switch instruction.opcode {
    case .call, .callMethod:
      let shape = code.calls[Int(instruction.a)]
      let first = stack.count - shape.positional - shape.keywords.count
      let isMethod = instruction.opcode == .callMethod
      let place = first + (operand ?? 0) - (isMethod && operand != nil ? 1 : 0)
      guard stack.indices.contains(place) else { return nil }
      value = stack[place]
    case .binary, .inPlace:
      guard let operand, operand < 2, stack.count > 1 else { return nil }
      value = top(1 - operand)
    default: return nil
    }
    for n in index {
      guard case .object(let id) = value else { break }
      switch heap[id] {
      case .list(let list) where n < list.count: value = list[n]
      case .tuple(let tuple) where n < tuple.items.count: value = tuple.items[n]
      default: return source(of: value, at: index)
      }
    }
    return source(of: value, at: index)
  }

  private func source(of value: Value, at index: [Int]) -> NumberOrigin.Source? {
    switch value {
    case .float(_, let origin): return origin > 0 ? .number(origin) : .written
    case .int, .bool: return .written
    case .object(let id):
      guard let object = tensorObject(id) else { return nil }
      let tensor = trace[object.row]
      let place = index.count == tensor.rank ? index : Array(repeating: 0, count: tensor.rank)
      return .element(
        made: trace.row(object.row).time, index: place,
        name: name(ofRow: object.row) ?? Registry[trace.row(object.row).operation].name)
    default: return nil
    }
  }
}

extension Scalar {
  /// The named numbers of a tree, from left to right.
  public var leaves: [(name: String, value: Double)] {
    switch self {
    case .constant, .element: return []
    case .leaf(let name, let value): return [(name, value)]
    case .sum(let all), .product(let all), .function(_, let all): return all.flatMap(\.leaves)
    case .negated(let a), .part(_, let a): return a.leaves
    case .quotient(let a, let b), .power(let a, let b): return a.leaves + b.leaves
    case .choice(_, let a, let b, let then, let otherwise):
      return a.leaves + b.leaves + then.leaves + otherwise.leaves
    }
  }
}

extension Machine {
  /// Where the value that a bare expression left came from, past what the expression itself only
  /// looked up.
  ///
  /// - Parameter time: the moment that the expression looked at.
  public func originOfEcho(upTo time: Int) -> NumberOrigin.Source? {
    guard case .object(let id) = echoed, let object = tensorObject(id) else {
      return source(of: echoed, at: [])
    }
    var row = object.row
    guard trace[row].count == 1 else { return nil }
    var index = Array(repeating: 0, count: trace[row].rank)
    while trace.row(row).time > time || trace.row(row).time < 1 {
      let line = trace.row(row)
      let primitive = Registry[line.operation]
      guard primitive.handsOn else { return .number(.max) }
      let inputs = trace.inputs(of: row)
      let tree = Explanation.forward(
        primitive, inputs: inputs.map { trace[$0] }, output: trace[row],
        attributes: trace.attributes(of: row), at: index)
      guard case .element(.input(let i), let place) = tree, i < inputs.count else { return nil }
      row = inputs[i]
      index = place
    }
    return .element(made: trace.row(row).time, index: index, name: name(ofRow: row) ?? "")
  }
}

extension Machine {
  /// Whether a tensor object's row is a leaf that gathers gradients.
  public func isLeaf(object id: Int32) -> Bool {
    tensorObject(id).map { trace.row($0.row).flags.contains(.leaf) } ?? false
  }

  /// Whether a gradient flows into a tensor object.
  public func requiresGrad(object id: Int32) -> Bool {
    tensorObject(id).map { trace.requiresGrad($0.row) } ?? false
  }
}
