import Autograd
import Diagnostics

// How a Python number was worked out. `delta = r + gamma * v_next - v` is no tensor operation and
// leaves no rows; to explain it, the machine is run once more from the event before with a tape on:
// beside every number on the stack stands the tree that made it. An ordinary run pays one test.

/// The trees of the numbers on the operand stack.
struct ScalarTape: Sendable {
  /// By place in the stack; checked against the value there before it is believed.
  var trees: [Int: Scalar] = [:]
  /// The tree of the value that was stored last.
  var stored: Scalar?
  /// The values that leaves stand for, by the leaf's name.
  var leaves: [String: Value] = [:]
  /// The elements of tensors that leaves were taken from, by the leaf's name.
  var elements: [String: NumberOrigin.Source] = [:]
  /// The tensor that the latest call was made with: its row and what it is called.
  var operand: (row: RowID, name: String)?
}

extension Machine {
  /// The tree of the number that the next assignment event stores, found by running to it.
  ///
  /// - Returns: the tree, nil when the next event is no assignment of a number.
  public func explainNextAssignment() -> Scalar? {
    var copy = self
    copy.tape = ScalarTape()
    guard copy.nextMoment()?.kind == .assign else { return nil }
    return copy.tape?.stored?.simplified
  }

  /// Whether the input at work makes another event before it ends, in order or by an error.
  public var hasMoreEvents: Bool {
    var copy = self
    return copy.nextMoment() != nil
  }

  /// Runs to the next event that is a moment; nil when the input ends before.
  private mutating func nextMoment() -> Event? {
    while let event = try? step(), event.kind != .idle {
      if event.isMoment { return event }
    }
    return nil
  }

  private func plain(_ value: Value) -> Double? {
    switch value {
    case .int(let n): Double(n)
    case .float(let x, _): x
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  /// The tree of the value at a place of the stack; a leaf when nothing is known of it.
  private func tree(at place: Int, named span: Span?) -> Scalar? {
    guard place >= 0, place < stack.count, let value = plain(stack[place]) else { return nil }
    if let known = tape?.trees[place], known.value == value || value.isNaN { return known }
    return .leaf(name: span.map { code.source.slice($0) } ?? "", value: value)
  }

  /// Runs one instruction and notes what it did to numbers.
  mutating func executeTaped() throws(Diagnostic) {
    let at = pc
    let instruction = code.instructions[at]
    let span = at < code.spans.count ? code.spans[at] : nil
    let spans = code.operandSpans[Int32(at)] ?? []
    let top = stack.count - 1
    var made: Scalar?
    switch instruction.opcode {
    case .binary, .inPlace:
      if let a = tree(at: top - 1, named: spans.first),
        let b = tree(at: top, named: spans.count > 1 ? spans[1] : nil)
      {
        made = Machine.tree(Machine.binaryOperators[Int(instruction.c)], a, b)
      }
    case .unary:
      if instruction.c == 0, let a = tree(at: top, named: spans.first) { made = .negated(a) }
    case .call, .callMethod:
      let shape = code.calls[Int(instruction.a)]
      noteOperand(shape, isMethod: instruction.opcode == .callMethod)
      made = treeOfSum(shape, isMethod: instruction.opcode == .callMethod)
      if shape.positional == 1, shape.keywords.isEmpty,
        let argument = tree(at: top, named: shape.spans.last), let span
      {
        let name = code.source.slice(span).prefix { $0 != "(" }.split(separator: ".").last
        if let function = name.flatMap({ Scalar.Function(rawValue: String($0)) }) {
          made = .function(function, [argument])
        }
      }
    case .storeGlobal, .storeLocal, .storeCell, .storeSubscript, .storeAttribute:
      let below =
        instruction.opcode == .storeSubscript ? 2 : instruction.opcode == .storeAttribute ? 1 : 0
      let stored = tree(at: top - below, named: nil)
      tape?.stored = stored
    default: break
    }
    let frame = frames.count
    try execute()
    guard frames.count == frame, let result = stack.last, let value = plain(result) else { return }
    let place = stack.count - 1
    switch instruction.opcode {
    case .constant: tape?.trees[place] = .constant(value)
    case .loadGlobal, .loadLocal, .loadCell, .subscripted, .attribute:
      let name = span.map { code.source.slice($0) } ?? ""
      tape?.trees[place] = .leaf(name: name, value: value)
      tape?.leaves[name] = result
    case .binary, .inPlace, .unary, .call, .callMethod:
      // A function that Python rounds or converts is a number of its own, not a tree.
      if let made, made.value == value || value.isNaN {
        tape?.trees[place] = made
      } else {
        let name = span.map { code.source.slice($0) } ?? ""
        tape?.trees[place] = .leaf(name: name, value: value)
        tape?.leaves[name] = result
        if let operand = tape?.operand, trace[operand.row].count == 1 {
          tape?.elements[name] = .element(
            made: trace.row(operand.row).time,
            index: Array(repeating: 0, count: trace[operand.row].rank), name: operand.name)
        }
      }
    default: break
    }
  }

  /// Notes the tensor that a call is made on or with, as `v` of `v.item()` or of `float(v)`.
  private mutating func noteOperand(_ shape: CallShape, isMethod: Bool) {
    tape?.operand = nil
    let count = shape.positional + shape.keywords.count
    let place = stack.count - count - (isMethod ? 1 : 0)
    guard isMethod ? count == 0 : count == 1, stack.indices.contains(place),
      case .object(let id) = stack[place], let object = tensorObject(id)
    else { return }
    let text = shape.spans.first.map { code.source.slice($0) } ?? ""
    let name = name(ofRow: object.row) ?? text
    tape?.operand = (object.row, name)
  }

  /// The tree of `sum(xs)` over a list of numbers.
  private mutating func treeOfSum(_ shape: CallShape, isMethod: Bool) -> Scalar? {
    guard !isMethod, shape.positional == 1, shape.keywords.isEmpty, stack.count > 1,
      case .builtin(let number) = top(1), Builtins.all[Int(number)].name == "sum",
      case .object(let id) = top(), case .list(let list) = heap[id], (1...64).contains(list.count)
    else { return nil }
    let name = shape.spans.last.map { code.source.slice($0) } ?? "x"
    var terms: [Scalar] = []
    for i in 0..<list.count {
      guard let value = plain(list[i]) else { return nil }
      terms.append(.leaf(name: "\(name)[\(i)]", value: value))
      tape?.leaves["\(name)[\(i)]"] = list[i]
    }
    return .sum(terms)
  }

  private static func tree(_ op: BinaryOperator, _ a: Scalar, _ b: Scalar) -> Scalar? {
    switch op {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: .power(a, b)
    case .floorDivide: .function(.floorDivide, [a, b])
    case .modulo: .function(.remainder, [a, b])
    default: nil
    }
  }
}
