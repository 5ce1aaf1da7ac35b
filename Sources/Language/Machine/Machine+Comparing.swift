import Autograd
import Tensors

// What two runs are compared by: the numbers that an event made, as one mark, and the single number
// that an assignment bound.

extension Machine {
  /// A mark of the numbers that an event made, in the machine after it: runs whose numbers are the
  /// same have the same mark.
  public func mark(of event: Event) -> UInt64 {
    var mark = NumberMark()
    switch event.kind {
    case .forward, .update: if event.row >= 0 { mark.add(trace[event.row]) }
    case .grad:
      let argument = Int(event.argument)
      if event.row >= 0, argument < Int(trace.row(event.row).arity),
        let sum = arrivingGradient(at: trace.input(argument, of: event.row))
      {
        mark.add(sum)
      }
    case .accumulate:
      if let gradient = tensors(ofObject: event.subject)?.gradient { mark.add(gradient) }
    case .assign: if let number = number(boundBy: event) { mark.add(number) }
    case .print: for byte in printed.utf8 { mark.add(UInt64(byte)) }
    case .call, .return, .picture, .echo, .idle: break
    }
    return mark.bits
  }

  /// The number that an assignment has just bound to a name: a Python number, or the one element of
  /// a tensor.
  public func number(boundBy event: Event) -> Double? {
    guard event.kind == .assign, event.site.code >= 0, Int(event.site.code) < codes.count else {
      return nil
    }
    let instruction = codes[Int(event.site.code)].code.instructions[Int(event.site.instruction)]
    let place = Int(instruction.a)
    switch instruction.opcode {
    case .storeGlobal: return place < globals.count ? number(globals[place]) : nil
    case .storeLocal, .storeCell:
      guard frames.last?.code == event.site.code, base + place < stack.count else { return nil }
      return number(stack[base + place])
    default: return nil
    }
  }

  /// The name that an assignment binds; nil where its target is no name.
  public func name(boundBy event: Event) -> String? {
    guard event.kind == .assign, event.site.code >= 0, Int(event.site.code) < codes.count else {
      return nil
    }
    let code = codes[Int(event.site.code)].code
    switch code.instructions[Int(event.site.instruction)].opcode {
    case .storeGlobal, .storeLocal, .storeCell: return target(of: event)
    default: return nil
    }
  }

  /// The number that a bare expression left, if it left one.
  public var echoNumber: Double? { number(echoed) }

  private func number(_ value: Value) -> Double? {
    switch value {
    case .int(let n): return Double(n)
    case .float(let x, _): return x
    case .bool(let flag): return flag ? 1 : 0
    case .object(let id):
      if case .cell(let inner) = heap[id] { return number(inner) }
      guard let tensor = tensorObject(id).map({ trace[$0.row] }), tensor.count == 1 else {
        return nil
      }
      return tensor.element(at: 0)
    default: return nil
    }
  }
}

/// Numbers mixed into one.
private struct NumberMark {
  private(set) var bits: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    bits = (bits ^ word) &* 0x9e37_79b9_7f4a_7c15
    bits ^= bits >> 29
  }

  /// Both zeros are the same number, and so is every nan.
  mutating func add(_ x: Double) {
    add(x == 0 ? 0 : x.isNaN ? Double.nan.bitPattern : x.bitPattern)
  }

  mutating func add(_ tensor: Tensor) {
    for size in tensor.shape.array { add(UInt64(size)) }
    for i in 0..<tensor.count { add(tensor.element(at: i)) }
  }
}
