import Autograd
import Tensors

// The same laws on shapes that nobody picked by hand: broadcasting pairs, no elements, no axes, four
// axes, and tensors that do not lie row by row. Shapes and numbers are drawn, the same on every run.

private let folding: Set<String> = [
  "sum", "mean", "prod", "logsumexp", "var", "std", "amax", "amin", "any", "all", "count_nonzero",
  "norm",
]
private let alongAxis: Set<String> = ["softmax", "log_softmax", "cumsum", "cumprod", "normalize"]
private let paired: Set<String> = ["mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss"]
private let chances: Set<String> = [
  "binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div",
]

/// The drawn cases of an operation.
func wideCases(_ primitive: Primitive) -> [LawCase] {
  let picked = lawCases(primitive)
  guard let first = picked.first else { return [] }
  var draws = Draws("wide " + primitive.name)
  var given = picked.filter { $0.inputs.contains { $0.count > 1 } }.map {
    ($0.inputs.map(strided), $0.attributes as Attributes?)
  }
  if case .elementwise = primitive.story, !primitive.name.hasPrefix("tri") {
    given += spreadCases(primitive, first, &draws)
  }
  given += rowCases(primitive, first, &draws)
  given += viewCases(primitive.name, &draws)
  return given.map {
    LawCase(name: primitive.name, inputs: $0.0, attributes: $0.1 ?? first.attributes)
  }
}

/// The same numbers, laid out so that neighbours in the last axis are none in memory.
func strided(_ x: Tensor) -> Tensor {
  guard x.count > 1 else { return x }
  if x.rank > 1 {
    let turned = x.transposed(0, x.rank - 1).copied()
    return turned.transposed(0, x.rank - 1)
  }
  let doubled = x.elements.flatMap { [$0, .nan] }
  return Tensor(doubled, shape: [2 * x.count], dtype: x.dtype)
    .sliced(axis: 0, start: 0, stop: 2 * x.count, step: 2)
}

extension Draws {
  /// A whole number below a bound.
  mutating func roll(_ bound: Int) -> Int { Int(next() * Double(bound)) }

  /// A shape of some axes with a few elements.
  mutating func shape(rank: Int) -> Shape { Shape((0..<rank).map { _ in 1 + roll(3) }) }

  /// A shape that broadcasts with another.
  mutating func partner(of shape: Shape) -> Shape {
    let sizes = shape.array.map { roll(3) == 0 ? 1 : $0 }
    return Shape(Array(sizes.dropFirst(roll(sizes.count + 1))))
  }

  /// A tensor of the kind that another is, in a quarter of all cases not row by row.
  mutating func tensor(like x: Tensor, _ shape: Shape, _ primitive: Primitive) -> Tensor {
    let made: Tensor
    switch x.dtype {
    case .float: made = tensor(shape, primitive.domain, kinks: primitive.kinks)
    case .int: made = ints((0..<shape.count).map { _ in Double(1 + roll(5)) }, shape)
    case .bool: made = bools((0..<shape.count).map { _ in Double(roll(2)) }, shape)
    }
    return roll(4) == 0 ? strided(made) : made
  }
}

private func spreadCases(
  _ primitive: Primitive, _ first: LawCase, _ draws: inout Draws
) -> [Given] {
  var shapes: [Shape] = [[], [0], [2, 0, 3], [2, 1, 3, 2]]
  for rank in [1, 2, 3, 4, 4] { shapes.append(draws.shape(rank: rank)) }
  return shapes.map { shape in
    let whole = draws.roll(first.inputs.count)
    let inputs = first.inputs.enumerated().map { place, x in
      // What is filled keeps its shape; of others any one may have all axes.
      let own = place == whole || place == 0 ? shape : draws.partner(of: shape)
      return draws.tensor(like: x, own, primitive)
    }
    return (inputs, nil)
  }
}

private func rowCases(
  _ primitive: Primitive, _ first: LawCase, _ draws: inout Draws
) -> [Given] {
  func random(_ shape: Shape) -> Tensor { draws.tensor(like: Tensor([0.0]), shape, primitive) }
  func changed(_ change: (inout Attributes) -> Void) -> Attributes {
    var made = first.attributes
    change(&made)
    return made
  }
  let name = primitive.name
  if folding.contains(name) {
    let whole: [(Shape, [Int])] = [
      ([2, 1, 3, 2], [1, 3]), ([2, 2, 1, 3], [0, 2, 3]), ([0, 3], [1]), ([2, 0, 3], [0]),
      ([2, 3, 2], [1]), ([], []), ([3, 2], [0, 1]),
    ]
    return whole.filter { name != "var" && name != "std" || $0.0.rank > 0 }.flatMap { shape, axes in
      [true, false].map { keepdim in
        ([random(shape)], changed { ($0.dims, $0.flag) = (Shape(axes), keepdim) })
      }
    }
  }
  if alongAxis.contains(name) {
    let whole: [(Shape, Int)] = [
      ([2, 1, 3, 2], 2), ([2, 3, 1, 2], 0), ([2, 2, 2, 2], 3), ([0, 3], 1), ([2, 0, 3], 2), ([], 0),
    ]
    return whole.map { ([random($0.0)], changed { [axis = $0.1] in $0.axis = axis }) }
  }
  func pair(_ a: Shape, _ b: Shape) -> Given { ([random(a), random(b)], nil) }
  if paired.contains(name) || chances.contains(name) {
    var shapes: [(Shape, Shape)] = [([2, 1, 3, 2], [2, 1, 3, 2]), ([], []), ([0, 2], [0, 2])]
    if paired.contains(name) || name == "kl_div" {
      shapes += [([2, 1, 3, 2], [3, 2]), ([2, 1], [1, 3]), ([], [3])]
    }
    return shapes.flatMap { a, b in
      [1, 2].map { mode in ([random(a), random(b)], changed { $0.mode = mode }) }
    } + [([random([2, 1, 2, 2]), random([2, 1, 2, 2])], changed { $0.mode = 0 })]
  }
  switch name {
  case "matmul":
    return [
      pair([2, 1, 2, 3], [1, 3, 3, 2]), pair([2, 2, 0, 3], [3, 2]), pair([2, 1, 2, 0], [2, 0, 3]),
      ([strided(random([2, 2, 2, 3])), strided(random([2, 3, 2]))], nil), pair([3], [2, 2, 3, 1]),
      pair([2, 1, 2, 3], [3]),
    ]
  case "linear":
    return [
      pair([2, 1, 2, 3], [2, 3]), pair([0, 3], [2, 3]),
      ([strided(random([2, 1, 2, 3])), strided(random([2, 3])), random([2])], nil),
    ]
  case "bmm": return [pair([2, 0, 3], [2, 3, 2]), pair([0, 2, 3], [0, 3, 2])]
  case "outer": return [pair([0], [2]), pair([1], [3])]
  case "dot": return [pair([0], [0]), pair([1], [1])]
  case "cosine_similarity":
    return [
      ([random([2, 1, 3, 2]), random([2, 3, 1])], changed { $0.axis = 2 }),
      ([strided(random([2, 3])), strided(random([2, 3]))], changed { $0.axis = 0 }),
    ]
  default: return []
  }
}

/// Numbers that are picked, joined and moved, on four axes and on none.
private func viewCases(_ name: String, _ draws: inout Draws) -> [Given] {
  func two(_ start: Int, _ stop: Int) -> Attributes {
    attributes { ($0.start, $0.stop) = (start, stop) }
  }
  func cut(_ axis: Int, _ start: Int, _ count: Int, _ step: Int = 1) -> Attributes {
    attributes { ($0.axis, $0.start, $0.stop, $0.step) = (axis, start, count, step) }
  }
  let wide = strided(draws.tensor([2, 1, 3, 2]))
  let empty = draws.tensor([2, 0, 3])
  switch name {
  case "reshape":
    return [([wide], .dims([3, 4])), ([wide], .dims([12])), ([empty], .dims([0, 6]))]
  case "transpose": return [([wide], two(0, 3)), ([wide], two(1, 2)), ([empty], two(0, 1))]
  case "permute": return [([wide], .dims([3, 1, 0, 2])), ([empty], .dims([2, 0, 1]))]
  case "unsqueeze": return [([wide], .axis(4)), ([empty], .axis(0))]
  case "squeeze": return [([wide], .dims([1])), ([draws.tensor([1, 0, 1])], .dims([0, 2]))]
  case "flip":
    return [([wide], .dims([1, 3])), ([empty], .dims([1])), ([draws.tensor([])], .dims([]))]
  case "roll": return [([wide], cut(2, 4, 0)), ([empty], cut(2, 1, 0))]
  case "slice":
    return [([wide], cut(2, 0, 2, 2)), ([wide], cut(3, 1, 1)), ([empty], cut(2, 1, 2))]
  case "select": return [([wide], cut(3, 1, 0)), ([empty], cut(2, 2, 0))]
  case "cat":
    return [([wide, draws.tensor([2, 1, 1, 2]), wide], .axis(2)), ([empty, empty], .axis(1))]
  case "stack": return [([wide, wide], .axis(4)), ([empty, empty], .axis(1))]
  case "pad": return [([wide], .dims([0, 1, 2, 0])), ([empty], .dims([1, 0, 1, 1]))]
  case "repeat": return [([wide], .dims([1, 2, 1, 2])), ([empty], .dims([2, 2, 1]))]
  case "repeat_interleave": return [([wide], cut(2, 2, 0)), ([empty], cut(0, 2, 0))]
  case "tril", "triu": return [([wide], two(1, 0)), ([draws.tensor([2, 0])], two(0, 0))]
  case "expand": return [([draws.tensor([2, 1, 1, 2])], .dims([2, 3, 1, 2]))]
  case "sum_to": return [([wide], .dims([1, 3, 1])), ([wide], .dims([]))]
  case "gather":
    return [([wide, ints([0, 2, 1, 1], [2, 1, 2, 1])], .axis(2))]
  case "index_select": return [([wide, ints([2, 0])], .axis(2)), ([wide, ints([])], .axis(3))]
  default: return []
  }
}

// MARK: - The shape that must come out

/// The shape of an operation's result, worked out without its kernel; nil where it has its own rule.
func expectedShape(_ law: LawCase) -> [Int]? {
  let shapes = law.inputs.map { $0.shape.array }
  if folding.contains(law.name) {
    let axes = law.attributes.dims.array
    return shapes[0].enumerated().compactMap { axis, size in
      axes.contains(axis) ? (law.attributes.flag ? 1 : nil) : size
    }
  }
  if alongAxis.contains(law.name) { return shapes[0] }
  if paired.contains(law.name) || chances.contains(law.name) {
    return law.attributes.mode == 2 ? spread(shapes) : []
  }
  guard case .elementwise = Registry[Registry.id(law.name)].story else { return nil }
  return spread(shapes)
}

/// The shape that shapes broadcast to.
private func spread(_ shapes: [[Int]]) -> [Int] {
  let rank = shapes.map(\.count).max() ?? 0
  return (0..<rank).map { axis in
    let sizes = shapes.compactMap { shape -> Int? in
      let own = axis - (rank - shape.count)
      return own < 0 ? nil : shape[own]
    }
    return sizes.first { $0 != 1 } ?? 1
  }
}
