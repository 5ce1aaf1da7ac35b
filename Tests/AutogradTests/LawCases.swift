import Autograd
import Tensors

// The inputs that the laws are tested on, an entry an operation where the generic shapes do not
// serve. An operation without a case fails a test, so a new one is tested by existing.

/// One application of an operation.
struct LawCase: Sendable, CustomStringConvertible {
  let name: String
  let inputs: [Tensor]
  let attributes: Attributes

  var description: String { "\(name)\(inputs.map { $0.shape.description })" }
}

/// Numbers that look random and are the same on every run.
struct Draws {
  var state: UInt64

  init(_ name: String) {
    state = name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  /// A tensor within a range, its elements away from kinks.
  mutating func tensor(
    _ shape: Shape, _ range: ClosedRange<Double> = -2...2, kinks: [Double] = []
  ) -> Tensor {
    let values = (0..<shape.count).map { _ -> Double in
      var value = range.lowerBound + next() * (range.upperBound - range.lowerBound)
      for kink in kinks where abs(value - kink) < 0.1 { value += value < kink ? -0.1 : 0.1 }
      return value
    }
    return Tensor(values, shape: shape)
  }
}

func ints(_ values: [Double], _ shape: Shape? = nil) -> Tensor {
  Tensor(values, shape: shape ?? [values.count], dtype: .int)
}

func bools(_ values: [Double], _ shape: Shape? = nil) -> Tensor {
  Tensor(values, shape: shape ?? [values.count], dtype: .bool)
}

func attributes(_ change: (inout Attributes) -> Void) -> Attributes {
  var made = Attributes()
  change(&made)
  return made
}

/// What a call with only its tensors given would pass.
func defaults(_ primitive: Primitive) -> Attributes {
  var made = Attributes()
  var (numbers, wholes) = (0, 0)
  for parameter in primitive.signature {
    switch parameter.kind {
    case .number(let value):
      if numbers == 0 { made.scalar = value } else { made.scalar2 = value }
      numbers += 1
    case .integer(let value):
      if wholes == 0 { made.start = value } else if wholes == 1 { made.stop = value }
      wholes += 1
    case .flag(let value): made.flag = value
    case .word(_, let value): made.mode = UInt8(value)
    case .axis(let value): made.axis = value
    default: break
    }
  }
  return made
}

/// The cases of an operation; none means that someone forgot it.
func lawCases(_ primitive: Primitive) -> [LawCase] {
  if case .source = primitive.forward { return [] }
  var draws = Draws(primitive.name)
  let plain = defaults(primitive)
  func made(_ inputs: [Tensor], _ attributes: Attributes? = nil) -> LawCase {
    LawCase(name: primitive.name, inputs: inputs, attributes: attributes ?? plain)
  }
  let (range, kinks) = (primitive.domain, primitive.kinks)
  func random(_ shape: Shape) -> Tensor { draws.tensor(shape, range, kinks: kinks) }
  if let special = specialCases(primitive.name, plain, &draws, range) {
    return special.map { made($0.0, $0.1) }
  }
  guard case .elementwise = primitive.story else { return [] }
  let tensors = primitive.signature.filter { if case .tensor = $0.kind { true } else { false } }
  if tensors.count == 1 {
    return [
      made([random([2, 3])]), made([random([])]), made([random([0, 3])]),
      made([random([3, 2]).transposed(0, 1)]),
    ]
  }
  if tensors.count == 2 {
    return [
      made([random([2, 3]), random([3])]), made([random([2, 1]), random([1, 3])]),
      made([random([]), random([2])]), made([random([3, 2]).transposed(0, 1), random([2, 3])]),
      made([random([0, 2]), random([1])]),
    ]
  }
  return []
}

typealias Given = ([Tensor], Attributes?)

func specialCases(
  _ name: String, _ plain: Attributes, _ draws: inout Draws, _ range: ClosedRange<Double>
) -> [Given]? {
  reductionCases(name, plain, &draws, range) ?? shapeCases(name, &draws)
    ?? indexCases(name, &draws) ?? productCases(name, &draws)
    ?? networkCases(name, plain, &draws) ?? lossCases(name, plain, &draws, range)
    ?? matrixCases(name, &draws) ?? directionCases(name, plain, &draws)
    ?? mixedCases(name, plain, &draws)
}

private func mixedCases(
  _ name: String, _ plain: Attributes, _ draws: inout Draws
) -> [Given]? {
  let yesNo = bools([1, 0, 1, 1, 0, 0], [2, 3])
  switch name {
  case "where":
    return [
      ([yesNo, draws.tensor([2, 3]), draws.tensor([3])], nil),
      ([yesNo, draws.tensor([]), draws.tensor([2, 1])], nil),
    ]
  case "masked_fill":
    return [
      ([draws.tensor([2, 3]), yesNo], .scalar(-7)),
      ([draws.tensor([2, 2, 3]), yesNo], .scalar(0.5)),
    ]
  case "lerp":
    return [
      ([draws.tensor([2, 3]), draws.tensor([3]), draws.tensor([], 0...1)], nil),
      ([draws.tensor([2]), draws.tensor([2]), draws.tensor([2], 0...1)], nil),
    ]
  case "logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor":
    return [([yesNo, bools([1, 1, 0])], nil), ([bools([]), bools([1])], nil)]
  case "bitwise_not", "logical_not":
    return [([yesNo], nil), ([ints([3, -4, 0])], nil)]
  case "eq", "ne":
    return [
      ([ints([1, 2, 3]), ints([1, 5, 3])], nil), ([draws.tensor([2, 3]), draws.tensor([3])], nil),
    ]
  case "remainder", "floor_divide":
    return [
      ([Tensor([7.3, -7.3, 7.3, -7.3]), Tensor([2, 2, -2, -2.5])], nil),
      ([ints([7, -7]), ints([3, 3])], nil),
    ]
  case "clamp":
    var low = Attributes.scalar(-1)
    low.scalar2 = .infinity
    var both = Attributes.scalar(-1)
    both.scalar2 = 1
    var high = Attributes.scalar(-.infinity)
    high.scalar2 = 1
    return [low, both, high].map { ([Tensor([-1.7, -0.8, 0.1, 0.9, 1.4, 2])], $0) }
  case "gelu":
    return [
      ([draws.tensor([2, 3])], nil), ([draws.tensor([3])], attributes { $0.mode = 1 }),
      ([draws.tensor([])], attributes { $0.mode = 1 }),
    ]
  case "softplus":
    return [
      ([draws.tensor([2, 3])], nil),
      ([Tensor([-3, 2, 30])], attributes { ($0.scalar, $0.scalar2) = (2, 20) }),
    ]
  case "round":
    return [
      ([draws.tensor([2, 3], kinks: [-1.5, -0.5, 0.5, 1.5])], nil),
      ([Tensor([1.234, -5.678])], attributes { $0.start = 2 }),
      ([Tensor([1234, -5678])], attributes { $0.start = -2 }),
    ]
  case "isnan", "isinf", "isfinite":
    return [([Tensor([1, .nan, .infinity, -.infinity])], nil), ([draws.tensor([])], nil)]
  case "to_int", "to_bool": return [([Tensor([1.7, -1.7, 0, 0.2])], nil)]
  default: return nil
  }
}

private func reductionCases(
  _ name: String, _ plain: Attributes, _ draws: inout Draws, _ range: ClosedRange<Double>
) -> [Given]? {
  func over(_ axes: [Int], keepdim: Bool = false) -> Attributes {
    var made = plain
    made.dims = Shape(axes)
    made.flag = keepdim
    return made
  }
  func random(_ shape: Shape) -> Tensor { draws.tensor(shape, range) }
  func general() -> [Given] {
    [
      ([random([2, 3])], over([1])), ([random([2, 3])], over([0, 1])),
      ([random([2, 3, 2])], over([0, 2], keepdim: true)), ([random([4])], over([0])),
      ([random([3, 2]).transposed(0, 1)], over([0], keepdim: true)), ([random([])], over([])),
    ]
  }
  switch name {
  case "sum", "count_nonzero", "any", "all":
    return general() + [([random([0, 3])], over([0])), ([random([2, 0])], over([1]))]
  case "mean", "prod", "amax", "amin", "logsumexp": return general()
  case "prod_others":
    return [([random([2, 3])], over([1])), ([random([2, 3, 2])], over([0, 2]))]
  case "var", "std":
    let biased = attributes { $0.start = 0 }
    func with(_ axes: [Int], _ base: Attributes, keepdim: Bool = false) -> Attributes {
      var made = base
      made.dims = Shape(axes)
      made.flag = keepdim
      return made
    }
    return [
      ([random([2, 3])], with([1], plain)), ([random([2, 3])], with([0, 1], biased)),
      ([random([2, 3, 2])], with([0, 2], biased, keepdim: true)),
    ]
  case "norm":
    return [2, 1, 3, 0, .infinity].flatMap { p -> [Given] in
      var a = over([1])
      a.scalar = p
      var all = over([0, 1], keepdim: true)
      all.scalar = p
      return [([draws.tensor([2, 3], kinks: [0])], a), ([draws.tensor([2, 3], kinks: [0])], all)]
    }
  case "argmax", "argmin":
    return [
      ([random([2, 3])], .axis(1)), ([random([2, 3])], .axis(0, keepdim: true)),
      ([random([2, 3])], attributes { $0.start = 1 }),
    ]
  case "cumsum", "cumprod":
    return [
      ([random([2, 3])], .axis(1)), ([random([2, 3])], .axis(0)), ([random([])], .axis(0)),
    ]
  case "expand":
    return [
      ([random([2, 1])], .dims([2, 3])), ([random([])], .dims([2])),
      ([random([1, 3])], .dims([2, 2, 3])),
    ]
  case "sum_to":
    return [
      ([random([2, 3])], .dims([3])), ([random([2, 2, 3])], .dims([2, 1])),
      ([random([2])], .dims([])),
    ]
  default: return nil
  }
}

private func shapeCases(_ name: String, _ draws: inout Draws) -> [Given]? {
  func two(_ start: Int, _ stop: Int) -> Attributes {
    attributes { ($0.start, $0.stop) = (start, stop) }
  }
  func cut(_ axis: Int, _ start: Int, _ count: Int, _ step: Int = 1) -> Attributes {
    attributes { ($0.axis, $0.start, $0.stop, $0.step) = (axis, start, count, step) }
  }
  let matrix = draws.tensor([2, 3])
  switch name {
  case "reshape":
    return [
      ([matrix], .dims([3, 2])), ([matrix.transposed(0, 1)], .dims([6])),
      ([draws.tensor([])], .dims([1, 1])), ([draws.tensor([0, 3])], .dims([3, 0])),
    ]
  case "transpose": return [([matrix], two(0, 1)), ([draws.tensor([2, 3, 2])], two(2, 0))]
  case "permute": return [([draws.tensor([2, 3, 4])], .dims([2, 0, 1]))]
  case "unsqueeze": return [([matrix], .axis(1)), ([draws.tensor([])], .axis(0))]
  case "squeeze":
    return [
      ([draws.tensor([1, 3, 1])], .dims([0, 2])), ([draws.tensor([1, 3, 1])], .dims([2])),
      ([matrix], .dims([0])),
    ]
  case "flip": return [([matrix], .dims([1])), ([matrix], .dims([0, 1]))]
  case "roll":
    return [([matrix], cut(1, 1, 0)), ([matrix], cut(1, -2, 0)), ([matrix], cut(0, 5, 0))]
  case "slice":
    return [
      ([draws.tensor([5])], cut(0, 1, 3)), ([draws.tensor([2, 5])], cut(1, 0, 3, 2)),
      ([matrix], cut(0, 2, 0)),
    ]
  case "slice_backward":
    var a = cut(1, 1, 2, 2)
    a.dims = [2, 5]
    return [([draws.tensor([2, 2])], a)]
  case "select": return [([matrix], cut(0, 1, 0)), ([matrix], cut(1, -1, 0))]
  case "cat":
    return [
      ([matrix, draws.tensor([2, 2])], .axis(1)), ([matrix], .axis(0)),
      ([matrix, matrix, draws.tensor([0, 3]), draws.tensor([1, 3])], .axis(0)),
    ]
  case "stack":
    return [
      ([matrix, draws.tensor([2, 3])], .axis(0)), ([matrix, matrix, matrix, matrix], .axis(2)),
      ([draws.tensor([]), draws.tensor([])], .axis(0)),
    ]
  case "pad":
    var a = Attributes.dims([1, 2, 0, 1])
    a.scalar = 9
    return [([matrix], a), ([matrix], .dims([0, 1]))]
  case "repeat":
    return [
      ([matrix], .dims([2, 2])), ([draws.tensor([2])], .dims([3, 2])),
      ([draws.tensor([])], .dims([2])),
      (
        [draws.tensor([1, 2, 1, 1, 1, 1, 1, 2])],
        .dims([1, 2, 1, 1, 1, 1, 1, 3])
      ),
    ]
  case "repeat_interleave": return [([matrix], cut(1, 2, 0)), ([matrix], cut(0, 3, 0))]
  case "tril", "triu":
    return [
      ([draws.tensor([3, 3])], two(0, 0)), ([draws.tensor([2, 3, 4])], two(1, 0)),
      ([draws.tensor([3, 3])], two(-1, 0)),
    ]
  case "diag":
    return [
      ([draws.tensor([3])], two(1, 0)), ([draws.tensor([2])], two(-1, 0)),
      ([draws.tensor([2, 5])], two(1, 0)), ([draws.tensor([5, 2])], two(0, 0)),
      ([draws.tensor([3, 3])], two(-1, 0)),
    ]
  case "trace": return [([draws.tensor([3, 3])], nil), ([draws.tensor([2, 4])], nil)]
  default: return nil
  }
}
