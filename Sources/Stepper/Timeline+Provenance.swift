import Autograd
import Language
import Tensors

// Where a number came from, followed back: through reshapes and copies to the operation that made
// it, through lists, calls and variables to the arithmetic on Python numbers. Each answer names what
// went in, so that one can go on from it.

/// Where an element of a tensor or a Python number came from.
public enum Provenance: Sendable {
  /// An operation or an update made it; the element of its result.
  case moment(Moment, index: [Int])
  /// Arithmetic on Python numbers did.
  case number(NumberOrigin)
  /// It is written in the program.
  case written
}

/// A provenance with what lay between.
public struct Trail: Sendable {
  /// Where it ends.
  public let end: Provenance
  /// The moments that only passed the number on, the latest first: views, copies, literals.
  public let passed: [Moment]

  /// Makes a trail.
  public init(end: Provenance, passed: [Moment]) {
    self.end = end
    self.passed = passed
  }
}

extension Timeline {
  /// How the n-th Python number was worked out.
  public func explainNumber(_ n: UInt32) -> NumberOrigin? {
    guard n > 0, n <= present.numberCount else { return nil }
    let start = checkpoints.last { $0.machine.numberCount < n } ?? checkpoints[0]
    var time = end + 1
    _ = forward(from: start.machine) { after, _ in
      guard after.numberCount >= n else { return false }
      time = after.time
      return true
    }
    var machine = machine(at: time - 1)
    while true {
      if let origin = machine.explainNumber(n) { return origin }
      guard startNext(&machine) else { return nil }
    }
  }

  /// Follows an element of the tensor that an event made to where it came from.
  public func trail(ofElement index: [Int], madeAt time: Int) -> Trail? {
    var (time, index) = (time, index)
    var passed: [Moment] = []
    var places: [[Int]] = []
    while let moment = moment(at: time) {
      guard passed.count < 1000, let step = passing(moment, index) else {
        // `param(tensor([…]))`: of two makers of the same numbers the one with the name.
        if moment.isMaker, let last = passed.last, last.isMaker {
          return Trail(
            end: .moment(last, index: places[places.count - 1]), passed: passed.dropLast())
        }
        return Trail(end: .moment(moment, index: index), passed: passed)
      }
      passed.append(moment)
      places.append(index)
      switch step {
      case .written: return Trail(end: .written, passed: passed)
      case .number(let n):
        guard let origin = explainNumber(n) else { return nil }
        // `item()` and its kin hand an element on as it is.
        if case .leaf = origin.tree, let operand = origin.operands.first,
          case .element(let made, let place, _) = operand.source
        {
          (time, index) = (made, place)
          continue
        }
        return Trail(end: .number(origin), passed: passed)
      case .element(let made, let place, _): (time, index) = (made, place)
      }
    }
    return nil
  }

  /// Where the element came from, if a moment only hands it on.
  private func passing(_ moment: Moment, _ index: [Int]) -> NumberOrigin.Source? {
    guard moment.event.kind == .forward, let primitive = moment.primitive else { return nil }
    if case .source = primitive.forward {
      // A literal takes over the numbers of a list; a draw or a constant is an origin of its own.
      guard let member = moment.inputBefore(self)?.memberOfNext(at: index), member != .written
      else { return nil }
      return member
    }
    guard primitive.handsOn, let output = moment.output, output.tensor.count > 0,
      index.count == output.tensor.rank
    else { return nil }
    let tree = Explanation.forward(
      primitive, inputs: moment.inputs.map(\.tensor), output: output.tensor,
      attributes: moment.attributes, at: index)
    guard case .element(.input(let i), let place) = tree, i < moment.inputs.count else {
      return nil
    }
    let input = moment.inputs[i]
    return .element(
      made: moment.after.trace.row(input.row).time, index: place, name: input.name)
  }

  /// Where an operand of an operation came from that is a number and no tensor of its own.
  public func origin(ofOperand i: Int, of moment: Moment) -> NumberOrigin.Source? {
    moment.inputBefore(self)?.memberOfNext(at: [], operand: i)
  }
}

extension Moment {
  /// Whether it makes a tensor of what comes from outside.
  var isMaker: Bool {
    guard event.kind == .forward, let primitive else { return false }
    if case .source = primitive.forward { return true }
    return false
  }

  /// The machine before the event, in the input that makes it.
  func inputBefore(_ timeline: Timeline) -> Machine? {
    var machine = before
    while !machine.hasMoreEvents { guard timeline.startNext(&machine) else { return nil } }
    return machine
  }
}

extension Moment {
  /// The elements of the inputs that one element of an operation's result is worked out from.
  public func elementsRead(at index: [Int]) -> [(input: Int, index: [Int])] {
    guard event.kind == .forward, let primitive, let output, index.count == output.tensor.rank
    else { return [] }
    if case .source = primitive.forward { return [] }
    var read: [(input: Int, index: [Int])] = []
    _ = Explanation.forward(
      primitive, inputs: inputs.map(\.tensor), output: output.tensor, attributes: attributes,
      at: index
    ).resolved { operand, place in
      if case .input(let i) = operand { read.append((i, place)) }
      return .element(operand, place)
    }
    return read
  }
}
