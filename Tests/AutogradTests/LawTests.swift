import Autograd
import Tensors
import Testing

// The laws that hold for every operation. They iterate over the registry, so that a new operation
// is tested by existing; the oracle of a derivative is the central difference of the kernel.

/// One application on a trace of its own, every float input a leaf.
struct Applied {
  var trace = Trace()
  var inputs: [RowID] = []
  let row: RowID
  let primitive: Primitive

  init(_ id: PrimitiveID, _ values: [Tensor], _ attributes: Attributes) throws {
    primitive = Registry[id]
    for (i, value) in values.enumerated() {
      inputs.append(
        trace.source(
          Registry.id("param"), value, leaf: value.dtype == .float ? Int32(i) : nil, site: .none,
          time: 0))
    }
    row = try trace.apply(
      id, inputs, attributes: attributes, records: true, site: .none, time: 0)
  }

  init(_ law: LawCase) throws {
    try self.init(Registry.id(law.name), law.inputs, law.attributes)
  }

  var value: Tensor { trace[row] }

  /// The inputs that have a gradient.
  var differentiable: [Int] {
    inputs.indices.filter {
      trace[inputs[$0]].dtype == .float && Registry.hasRule(trace.row(row).operation, argument: $0)
    }
  }
}

/// Numbers near enough, relative to their size or to 1e-3.
func near(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  if a.isInfinite || b.isInfinite { return a == b }
  return abs(a - b) <= tolerance * max(1e-3, abs(a), abs(b))
}

func weighted(_ y: Tensor, _ w: Tensor) -> Double {
  zip(y.elements, w.elements).reduce(0) { $0 + $1.0 * $1.1 }
}

/// The input with one element moved.
func moved(_ x: Tensor, _ flat: Int, _ step: Double) -> Tensor {
  var values = x.elements
  values[flat] += step
  return Tensor(values, shape: x.shape, dtype: x.dtype)
}

let operations = Registry.primitives.filter {
  if case .source = $0.forward { false } else { true }
}
let everyCase = operations.flatMap { lawCases($0) + wideCases($0) }

@Suite struct Laws {
  @Test(arguments: Registry.primitives.map(\.name))
  func isDescribed(_ name: String) throws {
    let primitive = Registry[Registry.id(name)]
    #expect(Registry.primitives.filter { $0.name == name }.count == 1)
    #expect(primitive.summary.hasSuffix("."))
    #expect(!primitive.formula.isEmpty)
    #expect(!primitive.sample.isEmpty)
    var tensors = 0
    for parameter in primitive.signature {
      switch parameter.kind {
      case .tensor: tensors += 1
      case .tensors: tensors += 1
      default: break
      }
    }
    #expect(primitive.vjp.count <= tensors)
    if !primitive.vjp.isEmpty { #expect(!primitive.why.isEmpty) }
  }

  @Test(arguments: operations.map(\.name))
  func hasCases(_ name: String) { #expect(!lawCases(Registry[Registry.id(name)]).isEmpty) }

  @Test(arguments: everyCase.filter { expectedShape($0) != nil })
  func shapeIsTheRule(_ law: LawCase) throws {
    #expect(try Applied(law).value.shape.array == expectedShape(law), "\(law)")
  }

  @Test(arguments: everyCase)
  func treeEqualsKernel(_ law: LawCase) throws {
    let applied = try Applied(law)
    let y = applied.value
    for index in indices(of: y.shape) {
      let tree = Explanation.forward(
        applied.primitive, inputs: law.inputs, output: y, attributes: law.attributes, at: index)
      let value = lookedUp(tree, law.inputs, y, nil).value
      #expect(near(value, y[index], 1e-9), "\(law) at \(index): tree \(value), kernel \(y[index])")
    }
  }

  @Test(arguments: everyCase)
  func ruleEqualsDifference(_ law: LawCase) throws {
    let applied = try Applied(law)
    var draws = Draws("arriving")
    let g = draws.tensor(applied.value.shape)
    for i in applied.differentiable {
      let rule = try applied.trace.contribution(of: applied.row, argument: i, gradient: g)
      #expect(rule.shape == law.inputs[i].shape)
      for flat in 0..<law.inputs[i].count {
        let h = 1e-5
        let ends = try [h, -h].map { step -> Double in
          var inputs = law.inputs
          inputs[i] = moved(inputs[i], flat, step)
          return weighted(try applied.primitive.compute(inputs, law.attributes), g)
        }
        let slope = (ends[0] - ends[1]) / (2 * h)
        #expect(
          abs(rule.element(at: flat) - slope) <= 2e-7 * max(1, abs(slope)),
          "\(law) argument \(i) at \(flat): rule \(rule.element(at: flat)), difference \(slope)")
      }
    }
  }

  @Test(arguments: everyCase.filter { Registry[Registry.id($0.name)].fused != nil })
  func fusedEqualsRule(_ law: LawCase) throws {
    let applied = try Applied(law)
    var draws = Draws("fused")
    let g = draws.tensor(applied.value.shape)
    let fused = applied.primitive.fused?(g, applied.value, law.inputs, law.attributes) ?? []
    for (i, value) in fused.enumerated() {
      let rule = try applied.trace.contribution(of: applied.row, argument: i, gradient: g)
      #expect(value.shape == rule.shape)
      for flat in 0..<value.count {
        #expect(near(value.element(at: flat), rule.element(at: flat), 1e-10), "\(law) \(i) \(flat)")
      }
    }
  }

  @Test(arguments: everyCase)
  func gradientTreeEqualsRule(_ law: LawCase) throws {
    let applied = try Applied(law)
    var draws = Draws("explained")
    let g = draws.tensor(applied.value.shape)
    for i in applied.differentiable {
      let rule = try applied.trace.contribution(of: applied.row, argument: i, gradient: g)
      let term = try #require(applied.trace.rule(of: applied.row, argument: i))
      for index in indices(of: rule.shape) {
        let tree = try Explanation.gradient(
          term, gradient: g, inputs: law.inputs, output: applied.value,
          shape: law.inputs[i].shape, at: index)
        let value = lookedUp(tree, law.inputs, applied.value, g).value
        #expect(
          near(value, rule[index], 1e-9),
          "\(law) argument \(i) at \(index): tree \(value), rule \(rule[index])")
      }
    }
  }

  @Test(arguments: everyCase)
  func secondOrderEqualsDifference(_ law: LawCase) throws {
    var applied = try Applied(law)
    let wanted = applied.differentiable
    guard !wanted.isEmpty, applied.value.count > 0 else { return }
    var draws = Draws("second")
    let g = draws.tensor(applied.value.shape)
    let arriving = applied.trace.source(
      Registry.id("constant"), g, isConstant: true, site: .none, time: 0)
    let targets = wanted.map { applied.inputs[$0] }
    let first = try gradients(
      &applied.trace, roots: [(applied.row, g, arriving)], targets: targets, createsGraph: true)
    let weights = wanted.map { draws.tensor(law.inputs[$0].shape) }
    var roots: [(row: RowID, gradient: Tensor, gradientRow: RowID)] = []
    for (k, found) in first.enumerated() {
      guard let found else { continue }
      roots.append((found.row, weights[k], -1))
    }
    let second = try gradients(
      &applied.trace, roots: roots, targets: targets, createsGraph: false)
    for (k, i) in wanted.enumerated() {
      for flat in 0..<law.inputs[i].count {
        let h = 1e-5
        let ends = try [h, -h].map { step -> Double in
          var inputs = law.inputs
          inputs[i] = moved(inputs[i], flat, step)
          let other = try Applied(Registry.id(law.name), inputs, law.attributes)
          return try zip(wanted, weights).reduce(0) { sum, pair in
            sum
              + weighted(
                try other.trace.contribution(of: other.row, argument: pair.0, gradient: g), pair.1)
          }
        }
        let slope = (ends[0] - ends[1]) / (2 * h)
        let made = second[k]?.value.element(at: flat) ?? 0
        #expect(
          abs(made - slope) <= 1e-6 * max(1, abs(slope)),
          "\(law) argument \(i) at \(flat): \(made), difference \(slope)")
      }
    }
  }
}

/// The gradients of a pass that goes to targets.
func gradients(
  _ trace: inout Trace, roots: [(row: RowID, gradient: Tensor, gradientRow: RowID)],
  targets: [RowID], createsGraph: Bool
) throws -> [(value: Tensor, row: RowID)?] {
  guard !roots.isEmpty else { return targets.map { _ in nil } }
  var pass = BackwardPass(
    trace: trace, roots: roots, targets: targets, keepsGraph: true, createsGraph: createsGraph)
  while true {
    if case .done = try pass.step(&trace, site: .none, time: 0) { break }
  }
  return targets.map { pass.result(for: $0) }
}

/// A tree with its elements looked up.
func lookedUp(_ tree: Scalar, _ inputs: [Tensor], _ y: Tensor, _ g: Tensor?) -> Scalar {
  tree.resolved { operand, index in
    switch operand {
    case .input(let i): .leaf(name: "x\(i)", value: inputs[i][index])
    case .output: .leaf(name: "y", value: y[index])
    case .gradient: .leaf(name: "∂y", value: g?[index] ?? .nan)
    }
  }
}
