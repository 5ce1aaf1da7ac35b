import Tensors

// Backward, one step at a time. A pass is plain data inside the machine: it can be paused after
// any step, copied into a checkpoint and gone back over. Rows are numbered in the order they were
// made, so going down the numbers is a topological order and nothing needs to be sorted.

/// A backward through the trace that stops after every contribution.
public struct BackwardPass: Sendable {
  /// What one step did.
  public enum Step: Sendable {
    /// One row's rule for one argument gave a contribution to that argument's gradient.
    case grad(row: RowID, argument: Int)
    /// All of a leaf's gradient has arrived: to be added to what its tensor object holds.
    case accumulate(row: RowID, object: Int32, gradient: Tensor, gradientRow: RowID)
    /// Nothing is left to do.
    case done
  }

  /// Why a pass cannot go on.
  public enum Failure: Error, Sendable {
    /// A rule needs a value that an earlier backward let go.
    case freed(row: RowID)
    /// A rule needs a value whose tensor was changed in place since.
    case overwritten(row: RowID, input: RowID)
    /// The rule itself failed on shapes: a mistake of ours, said as such.
    case shape(row: RowID, ShapeError)
  }

  /// One gradient that is being collected.
  struct Slot: Sendable {
    var value: Tensor
    /// The row that holds it under `create_graph`, or −1.
    var row: RowID
  }

  /// Whether contributions are recorded, for derivatives of derivatives.
  public let createsGraph: Bool
  let keepsGraph: Bool
  /// Gradients go to these rows and no leaf, for `grad(outputs, inputs)`.
  let targets: [RowID]?
  /// The row that it began at; of several the latest.
  public let root: RowID
  /// The row at work, going down.
  public private(set) var row: RowID
  /// The next argument of it.
  public private(set) var argument = 0
  private let lowest: RowID
  /// Slot numbers by row, −1 where nothing has arrived.
  private var slotOf: ContiguousArray<Int32>
  private var slots: ContiguousArray<Slot?> = []
  /// Rows that lead to a target.
  private var leadsToTarget: ContiguousArray<Bool> = []
  /// What a fused rule made for the arguments after the first.
  private var fused: [Tensor] = []
  private var found: [RowID: Slot] = [:]

  /// Starts a pass.
  ///
  /// - Parameters:
  ///   - roots: the outputs with the gradient that arrives at each, and that gradient's row when
  ///     it has one.
  ///   - targets: the rows whose gradients are wanted; nil means all leaves accumulate.
  public init(
    trace: Trace, roots: [(row: RowID, gradient: Tensor, gradientRow: RowID)],
    targets: [RowID]? = nil, keepsGraph: Bool, createsGraph: Bool
  ) {
    self.createsGraph = createsGraph
    self.keepsGraph = keepsGraph || createsGraph
    self.targets = targets
    let top = roots.map(\.row).max() ?? 0
    row = top
    root = top
    // The pass touches only what the roots were made of.
    var seen = ContiguousArray<Bool>(repeating: false, count: Int(top) + 1)
    var pending = roots.map(\.row)
    var low = top
    while let next = pending.popLast() {
      if seen[Int(next)] || !trace.requiresGrad(next) { continue }
      seen[Int(next)] = true
      low = min(low, next)
      let line = trace.row(next)
      for i in 0..<Int(line.arity) { pending.append(trace.input(i, of: next)) }
    }
    lowest = low
    slotOf = ContiguousArray(repeating: -1, count: Int(top - low) + 1)
    if let targets {
      leadsToTarget = ContiguousArray(repeating: false, count: Int(top - low) + 1)
      for target in targets where target >= low && target <= top {
        leadsToTarget[Int(target - low)] = true
      }
      for next in low...top where seen[Int(next)] && !leadsToTarget[Int(next - low)] {
        let line = trace.row(next)
        for i in 0..<Int(line.arity) {
          let input = trace.input(i, of: next)
          if input >= low && leadsToTarget[Int(input - low)] {
            leadsToTarget[Int(next - low)] = true
            break
          }
        }
      }
    }
    for root in roots where trace.requiresGrad(root.row) {
      place(Slot(value: root.gradient, row: root.gradientRow), at: root.row)
    }
  }

  /// The gradient that has arrived at a row so far.
  public func arriving(at row: RowID) -> Tensor? { slot(at: row)?.value ?? found[row]?.value }

  /// The gradient found for a target of `grad(outputs, inputs)`, and its row under `create_graph`.
  public func result(for row: RowID) -> (value: Tensor, row: RowID)? {
    found[row].map { ($0.value, $0.row) }
  }

  private func slot(at row: RowID) -> Slot? {
    guard row >= lowest, Int(row - lowest) < slotOf.count else { return nil }
    let number = slotOf[Int(row - lowest)]
    return number < 0 ? nil : slots[Int(number)]
  }

  private mutating func place(_ slot: Slot, at row: RowID) {
    slotOf[Int(row - lowest)] = Int32(slots.count)
    slots.append(slot)
  }

  /// Adds a contribution to what has arrived at a row.
  private mutating func add(
    _ contribution: Slot, to row: RowID, trace: inout Trace, site: Site, time: Int
  ) throws(ShapeError) {
    let number = slotOf[Int(row - lowest)]
    guard number >= 0, slots[Int(number)] != nil else {
      place(contribution, at: row)
      return
    }
    if createsGraph {
      guard let before = slots[Int(number)] else { return }
      let sum = try trace.apply(
        Operation.add, before.row, contribution.row, records: true, site: site, time: time)
      slots[Int(number)] = Slot(value: trace[sum], row: sum)
    } else {
      try accumulate(number) { sum throws(ShapeError) in
        try Kernels.accumulate(contribution.value, into: &sum)
      }
    }
  }

  /// Changes the sum of a slot while nobody else holds it.
  private mutating func accumulate(
    _ number: Int32, _ change: (inout Tensor) throws(ShapeError) -> Void
  ) throws(ShapeError) {
    guard var slot = slots[Int(number)] else { return }
    slots[Int(number)] = nil
    try change(&slot.value)
    slots[Int(number)] = slot
  }

  /// Going back through a slice adds to a part of a sum; where the sum is there already, no
  /// tensor of zeros needs to be made for it.
  ///
  /// - Returns: whether the contribution was added this way.
  private mutating func addsToPart(
    of input: RowID, _ line: Row, _ arriving: Slot, _ trace: inout Trace
  ) throws(ShapeError) -> Bool {
    guard line.operation == Operation.slice, !createsGraph else { return false }
    let number = slotOf[Int(input - lowest)]
    guard number >= 0 else { return false }
    let attributes = trace.attributes(of: row)
    try accumulate(number) { sum throws(ShapeError) in
      try Kernels.accumulate(
        arriving.value, into: &sum, axis: attributes.axis, start: attributes.start,
        step: attributes.step)
    }
    trace.count(cost: 300 + arriving.value.count)
    return true
  }

  private func wants(_ row: RowID, _ trace: Trace) -> Bool {
    guard trace.requiresGrad(row) else { return false }
    return targets == nil || leadsToTarget[Int(row - lowest)]
  }

  /// Does the next step.
  public mutating func step(
    _ trace: inout Trace, site: Site, time: Int
  ) throws(Failure) -> Step {
    while row >= lowest {
      guard let arriving = slot(at: row) else {
        row -= 1
        continue
      }
      if argument == 0, let targets, targets.contains(row) { found[row] = arriving }
      let line = trace.row(row)
      if line.flags.contains(.leaf) {
        let leaf = row
        finishRow(&trace, line)
        if targets != nil { continue }
        return .accumulate(
          row: leaf, object: line.leaf, gradient: arriving.value, gradientRow: arriving.row)
      }
      while argument < Int(line.arity) {
        let position = argument
        let input = trace.input(position, of: row)
        guard wants(input, trace), Registry.hasRule(line.operation, argument: position) else {
          argument += 1
          continue
        }
        try checkReads(trace, line, position)
        do throws(ShapeError) {
          if try !addsToPart(of: input, line, arriving, &trace) {
            let contribution = try contribution(
              to: input, position, line, arriving, &trace, site: site, time: time)
            try add(contribution, to: input, trace: &trace, site: site, time: time)
          }
          argument += 1
          let worked = row
          if argument == Int(line.arity) { finishRow(&trace, line) }
          return .grad(row: worked, argument: position)
        } catch {
          throw .shape(row: row, error)
        }
      }
      finishRow(&trace, line)
    }
    return .done
  }

  private mutating func finishRow(_ trace: inout Trace, _ line: Row) {
    if !keepsGraph && !line.flags.contains(.leaf) && !line.flags.contains(.freed) {
      trace.update(row) { $0.flags.insert(.freed) }
    }
    let number = slotOf[Int(row - lowest)]
    if number >= 0 { slots[Int(number)] = nil }
    slotOf[Int(row - lowest)] = -1
    fused = []
    argument = 0
    row -= 1
  }

  /// One argument's gradient, un-broadcast to the argument's shape.
  private mutating func contribution(
    to input: RowID, _ position: Int, _ line: Row, _ arriving: Slot, _ trace: inout Trace,
    site: Site, time: Int
  ) throws(ShapeError) -> Slot {
    let primitive = Registry.primitives[Int(line.operation)]
    let shape = trace[input].shape
    if createsGraph {
      guard let term = trace.rule(of: row, argument: position) else {
        throw ShapeError(.custom("no gradient"))
      }
      var made = try term.record(
        in: &trace, row: row, gradient: arriving.row, site: site, time: time)
      if trace[made].shape != shape {
        made = try trace.apply(
          Operation.sumTo, made, attributes: .dims(shape), records: true, site: site, time: time)
      }
      return Slot(value: trace[made], row: made)
    }
    if let kernel = primitive.fused {
      if fused.isEmpty {
        fused = kernel(
          arriving.value, trace[row], trace.inputs(of: row).map { trace[$0] },
          trace.attributes(of: row))
        trace.count(cost: 300 + 2 * arriving.value.count)
      }
      if position < fused.count { return Slot(value: fused[position], row: -1) }
    }
    guard let term = trace.rule(of: row, argument: position) else {
      throw ShapeError(.custom("no gradient"))
    }
    var value = try term.evaluate(
      RuleOperands(trace: trace, row: row, gradient: arriving.value))
    if value.shape != shape { value = Kernels.unbroadcast(value, to: shape) }
    trace.count(cost: 300 + value.count)
    if line.operation == Operation.matmul, let depth = trace[row].shape.array.last {
      trace.count(cost: value.count * depth / 24)
    }
    return Slot(value: value, row: -1)
  }

  /// Stops a rule from reading what is gone or was changed; a rule that reads nothing goes
  /// through a freed graph a second time, as in PyTorch.
  private func checkReads(_ trace: Trace, _ line: Row, _ position: Int) throws(Failure) {
    var changed = line.flags.contains(.freed) || line.flags.contains(.overwritten)
    for i in 0..<Int(line.arity) where !changed {
      changed = trace.row(trace.input(i, of: row)).flags.contains(.overwritten)
    }
    guard changed, let reads = trace.rule(of: row, argument: position)?.reads else { return }
    if line.flags.contains(.freed), !reads.isEmpty { throw .freed(row: row) }
    if reads.contains(.output), line.flags.contains(.overwritten) {
      throw .overwritten(row: row, input: row)
    }
    for i in 0..<min(Int(line.arity), 6) where reads.contains(.input(i)) {
      let input = trace.input(i, of: row)
      if trace.row(input).flags.contains(.overwritten) {
        throw .overwritten(row: row, input: input)
      }
    }
  }
}

extension Trace {
  /// One row's contribution to one argument's gradient, worked out anew from its rule.
  ///
  /// - Throws: `ShapeError` where the row has no rule for the argument.
  public func contribution(
    of row: RowID, argument: Int, gradient: Tensor
  ) throws(ShapeError) -> Tensor {
    guard let term = rule(of: row, argument: argument) else {
      throw ShapeError(.custom("no gradient"))
    }
    let value = try term.evaluate(RuleOperands(trace: self, row: row, gradient: gradient))
    let shape = self[input(argument, of: row)].shape
    return value.shape == shape ? value : Kernels.unbroadcast(value, to: shape)
  }
}

extension BackwardPass {
  /// The gradients that arrive at all rows which lead to a root, worked out on a copy.
  ///
  /// - Parameter weights: the gradient that the backward begins with.
  public static func gradients(
    in trace: Trace, from root: RowID, weights: Tensor
  ) -> [RowID: Tensor] {
    var rows: Set<RowID> = []
    var pending = [root]
    while let row = pending.popLast() {
      guard trace.requiresGrad(row), rows.insert(row).inserted else { continue }
      pending += trace.inputs(of: row)
    }
    var copy = trace
    var pass = BackwardPass(
      trace: copy, roots: [(row: root, gradient: weights, gradientRow: -1)],
      targets: Array(rows), keepsGraph: true, createsGraph: false)
    while let step = try? pass.step(&copy, site: .none, time: 0) {
      if case .done = step { break }
    }
    var gradients: [RowID: Tensor] = [:]
    for row in rows { gradients[row] = pass.result(for: row)?.value }
    return gradients
  }
}
