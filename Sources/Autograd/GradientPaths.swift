import Tensors

// A gradient as the sum over the ways from the output down to a tensor. Rules are linear in what
// arrives, so a gradient that came two ways can be taken apart: each way's share is pushed through
// the rules alone, and the shares add up to the gradient.

/// The shares that the ways from an output have in one tensor's gradient.
public struct GradientPaths: Sendable {
  /// One step of a way: a row's rule for one of its arguments.
  public struct Step: Sendable, Equatable {
    /// The row.
    public let row: RowID
    /// The argument whose gradient the rule gives.
    public let argument: Int
  }

  /// One way from the output to the tensor.
  public struct Path: Sendable {
    /// The steps, from the output on; empty for several ways taken together.
    public let steps: [Step]
    /// What arrives by it.
    public let gradient: Tensor
    /// How many ways it stands for.
    public let count: Int
  }

  /// The ways, as many as are told apart; the last may stand for all others.
  public let paths: [Path]
  /// What all ways bring together; nil where there is none.
  public var total: Tensor? {
    guard let first = paths.first else { return nil }
    return paths.dropFirst().reduce(first.gradient) { sum, path in
      (try? Kernels.add(sum, path.gradient)) ?? sum
    }
  }
  /// How many ways are told apart at most.
  public static let most = 24

  /// The ways from an output to a row.
  ///
  /// - Parameters:
  ///   - trace: the trace as it was before the backward.
  ///   - root: the row that the backward began at.
  ///   - weights: the gradient that it began with.
  /// - Throws: `ShapeError` where a rule does not fit.
  public init(trace: Trace, root: RowID, weights: Tensor, to target: RowID) throws(ShapeError) {
    guard target <= root else {
      paths = []
      return
    }
    let leads = GradientPaths.leading(from: target, to: root, trace)
    var arriving: [RowID: [Path]] = [root: [Path(steps: [], gradient: weights, count: 1)]]
    var row = root
    while row > target {
      defer { row -= 1 }
      guard let here = arriving.removeValue(forKey: row) else { continue }
      let line = trace.row(row)
      for position in 0..<Int(line.arity) {
        let input = trace.input(position, of: row)
        guard input >= target, leads[Int(input - target)], trace.requiresGrad(input),
          Registry.hasRule(line.operation, argument: position)
        else { continue }
        for path in here {
          let gradient = try trace.contribution(
            of: row, argument: position, gradient: path.gradient)
          let isMany = path.steps.isEmpty && row != root
          arriving[input, default: []].append(
            Path(
              steps: isMany ? [] : path.steps + [Step(row: row, argument: position)],
              gradient: gradient, count: path.count))
        }
        try GradientPaths.limit(&arriving[input, default: []])
      }
    }
    paths = arriving[target] ?? []
  }

  /// The rows between which a way leads from `target` up to `root`, counted from `target`.
  private static func leading(from target: RowID, to root: RowID, _ trace: Trace) -> [Bool] {
    var leads = [Bool](repeating: false, count: Int(root - target) + 1)
    leads[0] = true
    guard root > target else { return leads }
    for row in (target + 1)...root where trace.requiresGrad(row) {
      let line = trace.row(row)
      for i in 0..<Int(line.arity) {
        let input = trace.input(i, of: row)
        guard input >= target, leads[Int(input - target)],
          Registry.hasRule(line.operation, argument: i)
        else { continue }
        leads[Int(row - target)] = true
        break
      }
    }
    return leads
  }

  /// Puts the smallest of too many ways together.
  private static func limit(_ paths: inout [Path]) throws(ShapeError) {
    guard paths.count > most else { return }
    func size(_ path: Path) -> Double {
      path.steps.isEmpty ? -1 : path.gradient.elements.reduce(0) { max($0, abs($1)) }
    }
    let sorted = paths.sorted { size($0) > size($1) }
    var rest = sorted[most - 1].gradient
    var count = sorted[most - 1].count
    for path in sorted[most...] {
      rest = try Kernels.add(rest, path.gradient)
      count += path.count
    }
    paths = Array(sorted[..<(most - 1)]) + [Path(steps: [], gradient: rest, count: count)]
  }
}

// MARK: - What makes a zero zero

/// Why an element of a gradient is zero.
public enum ZeroReason: Sendable, Equatable {
  /// Factors that are zero, each with its name and what it is: `B[0,0] = 0`.
  case factors([Factor])
  /// What arrives there is zero already; how many elements it is.
  case nothingArrives
  /// Terms that are not zero cancel.
  case cancel
  /// The rule passes nothing on here whatever arrives.
  case closed

  /// A factor that is zero.
  public enum Factor: Sendable, Equatable {
    /// A number with a name.
    case number(String)
    /// A comparison that does not hold: both sides.
    case comparison(Scalar, Scalar.Comparison, Scalar)
  }
}

extension Scalar {
  /// Why a tree that is zero is zero.
  ///
  /// - Parameter arrives: whether a leaf's name is that of the arriving gradient.
  public func zeroReason(_ arrives: (String) -> Bool) -> ZeroReason {
    var factors: [ZeroReason.Factor] = []
    var hasArriving = false
    var isDry = true
    func visit(_ tree: Scalar) {
      switch tree {
      case .leaf(let name, let value):
        if arrives(name) {
          hasArriving = true
          if value != 0 { isDry = false }
        } else if value == 0, !factors.contains(.number(name)) {
          factors.append(.number(name))
        }
      case .constant, .element: break
      case .sum(let all): all.forEach(visit)
      case .product(let all): all.forEach(visit)
      case .function(_, let all): all.forEach(visit)
      case .negated(let a), .part(_, let a): visit(a)
      case .quotient(let a, let b), .power(let a, let b):
        visit(a)
        visit(b)
      case .choice(let relation, let a, let b, let then, let otherwise):
        let holds = relation(a.value, b.value)
        if (holds ? then : otherwise).value == 0, (holds ? otherwise : then).value != 0 {
          let factor = ZeroReason.Factor.comparison(a, relation, b)
          if !factors.contains(factor) { factors.append(factor) }
        }
        visit(holds ? then : otherwise)
      }
    }
    visit(self)
    guard hasArriving else { return factors.isEmpty ? .closed : .factors(factors) }
    if isDry { return .nothingArrives }
    return factors.isEmpty ? .cancel : .factors(factors)
  }
}
