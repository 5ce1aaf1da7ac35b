import Tensors

// A gradient against central differences, on a trace that is there already: the rows between a
// tensor and the output are computed once more with one element of the tensor moved a little.

/// The slope of one output along the elements of one row.
public struct GradientCheck: Sendable {
  private let trace: Trace
  private let root: RowID
  private let row: RowID
  /// What each element of the output counts for: the gradient that the backward began with.
  private let weights: Tensor
  /// The rows that depend on `row` and lead to the output, in order.
  private let path: [RowID]
  /// What the rules give.
  public let exact: Tensor

  /// A check of one row's gradient; nil where the output does not depend on it.
  ///
  /// - Parameters:
  ///   - trace: the trace as it was before the backward.
  ///   - root: the output that the backward began at.
  ///   - weights: the gradient that it began with.
  public init?(trace: Trace, root: RowID, weights: Tensor, row: RowID) {
    self.trace = trace
    self.root = root
    self.row = row
    self.weights = weights
    guard row < root else { return nil }
    var affected: Set<RowID> = [row]
    for next in (row + 1)...root where trace.requiresGrad(next) {
      let line = trace.row(next)
      for i in 0..<Int(line.arity)
      where affected.contains(trace.input(i, of: next))
        && Registry.hasRule(line.operation, argument: i)
      {
        affected.insert(next)
        break
      }
    }
    guard affected.contains(root) else { return nil }
    // What decides by the tensor's values moves with it, though no gradient goes there: the index
    // of a greatest number, a condition.
    for next in (row + 1)...root where !affected.contains(next) {
      let line = trace.row(next)
      for i in 0..<Int(line.arity) where affected.contains(trace.input(i, of: next)) {
        let decides = trace[next].dtype != .float
        let passes =
          trace.requiresGrad(next) && Registry.hasRule(line.operation, argument: i)
        if decides || passes { affected.insert(next) }
      }
    }
    var needed: Set<RowID> = [root]
    for next in ((row + 1)...root).reversed() where needed.contains(next) {
      for input in trace.inputs(of: next) where affected.contains(input) { needed.insert(input) }
    }
    path = ((row + 1)...root).filter { affected.contains($0) && needed.contains($0) }
    var copy = trace
    var pass = BackwardPass(
      trace: copy, roots: [(row: root, gradient: weights, gradientRow: -1)], targets: [row],
      keepsGraph: true, createsGraph: false)
    do throws(BackwardPass.Failure) {
      while true {
        let step = try pass.step(&copy, site: .none, time: 0)
        if case .done = step { break }
      }
    } catch {
      return nil
    }
    guard let found = pass.result(for: row) else { return nil }
    exact = found.value
  }

  /// The value of the tensor that is checked.
  public var value: Tensor { trace[row] }

  /// How far an element is moved: small, yet large against its own rounding.
  public func distance(at flat: Int) -> Double { 1e-5 * max(1, abs(value.element(at: flat))) }

  /// The slopes along one element by differences: of both sides together, and of each.
  public func slopes(at flat: Int) -> (central: Double, left: Double, right: Double)? {
    let h = distance(at: flat)
    guard let here = output(moving: flat, by: 0), let above = output(moving: flat, by: h),
      let below = output(moving: flat, by: -h)
    else { return nil }
    return ((above - below) / (2 * h), (here - below) / h, (above - here) / h)
  }

  /// The first operation on the way that stands at a kink when an element is moved: what goes into
  /// it moves evenly to both sides, what comes out does not.
  public func kink(at flat: Int) -> RowID? {
    let h = distance(at: flat)
    guard let above = values(moving: flat, by: h), let below = values(moving: flat, by: -h) else {
      return nil
    }
    // A bend becomes straight from near, a kink does not: the jump of the slope is looked at twice.
    let near = h / 16
    var close: (above: [RowID: Tensor], below: [RowID: Tensor])?
    for next in path {
      guard let high = above[next], let low = below[next] else { continue }
      let here = trace[next]
      for i in 0..<here.count {
        func jump(_ high: Tensor, _ low: Tensor, _ h: Double) -> Double {
          (high.element(at: i) - 2 * here.element(at: i) + low.element(at: i)) / h
        }
        let far = jump(high, low, h)
        let slope = abs(high.element(at: i) - low.element(at: i)) / (2 * h)
        guard abs(far) > 1e-3 * max(1e-3, slope) else { continue }
        if close == nil, let up = values(moving: flat, by: near),
          let down = values(moving: flat, by: -near)
        {
          close = (up, down)
        }
        guard let up = close?.above[next], let down = close?.below[next] else { return nil }
        if abs(jump(up, down, near)) > 0.5 * abs(far) { return next }
      }
    }
    return nil
  }

  /// What an operation of the graph is called in the registry.
  public func operation(of row: RowID) -> String { Registry[trace.row(row).operation].name }

  /// The output, weighted and summed, with one element moved.
  private func output(moving flat: Int, by distance: Double) -> Double? {
    guard let end = values(moving: flat, by: distance)?[root], end.count == weights.count else {
      return nil
    }
    return (0..<end.count).reduce(0) { $0 + end.element(at: $1) * weights.element(at: $1) }
  }

  /// Everything on the way with one element moved.
  private func values(moving flat: Int, by distance: Double) -> [RowID: Tensor]? {
    var elements = value.elements
    guard elements.indices.contains(flat) else { return nil }
    elements[flat] += distance
    var values: [RowID: Tensor] = [
      row: Tensor(elements, shape: value.shape, dtype: value.dtype)
    ]
    for next in path {
      let line = trace.row(next)
      let inputs = trace.inputs(of: next).map { values[$0] ?? trace[$0] }
      guard
        let made = try? Registry[line.operation].compute(inputs, trace.attributes(of: next))
      else { return nil }
      values[next] = made
    }
    return values
  }
}
