import Autograd
import Tensors

// Cases of the operations that pick by value, multiply matrices, or work row by row.

func indexCases(_ name: String, _ draws: inout Draws) -> [Given]? {
  func parts(_ all: [Subscripts.Part], dims: Shape = []) -> Attributes {
    attributes {
      $0.subscripts = Subscripts(all)
      $0.dims = dims
    }
  }
  let whole = Subscripts.Part.slice(start: 0, count: 3, step: 1)
  let columns = ints([0, 2, 1, 0], [2, 2])
  switch name {
  case "index":
    return [
      ([draws.tensor([4]), ints([2, 0, 2])], parts([.tensor(0)])),
      ([draws.tensor([4]), ints([-1, 0])], parts([.tensor(0)])),
      ([draws.tensor([3, 4]), columns], parts([.tensor(0)])),
      ([draws.tensor([3, 4]), columns], parts([whole, .tensor(0)])),
      ([draws.tensor([3, 4]), ints([0, 2]), ints([1, 3])], parts([.tensor(0), .tensor(1)])),
      (
        [draws.tensor([3, 2, 4]), ints([0, 2]), ints([1, 3])],
        parts([.tensor(0), .slice(start: 0, count: 2, step: 1), .tensor(1)])
      ),
      (
        [draws.tensor([2, 3, 2, 2]), ints([0, 1]), ints([1, 0]), ints([1])],
        parts([.tensor(0), .tensor(1), .at(1), .tensor(2)])
      ),
      (
        [draws.tensor([4, 3]), ints([1, 1])],
        parts([.slice(start: 1, count: 2, step: 2), .newAxis, .tensor(0)])
      ),
      ([draws.tensor([3, 2]), ints([1], [])], parts([.tensor(0)])),
    ]
  case "put":
    return [
      ([draws.tensor([3]), ints([2, 0, 2])], parts([.tensor(0)], dims: [4])),
      ([draws.tensor([2, 2, 4]), columns], parts([.tensor(0)], dims: [3, 4])),
      (
        [draws.tensor([2, 2]), ints([0, 2]), ints([1, 3])],
        parts([.tensor(0), .slice(start: 0, count: 2, step: 1), .tensor(1)], dims: [3, 2, 4])
      ),
    ]
  case "index_select":
    return [
      ([draws.tensor([3, 4]), ints([2, 0, 2])], .axis(0)),
      ([draws.tensor([3, 4]), ints([1, 1])], .axis(1)),
    ]
  case "embedding":
    return [
      ([ints([1, 0, 1]), draws.tensor([3, 2])], nil),
      ([columns, draws.tensor([3, 2])], nil), ([ints([2], []), draws.tensor([3, 2])], nil),
    ]
  case "gather":
    return [
      ([draws.tensor([2, 3]), columns], .axis(1)),
      ([draws.tensor([3, 2]), ints([0, 2, 1, 0], [2, 2])], .axis(0)),
      ([draws.tensor([2, 3]), ints([2], [1, 1])], .axis(1)),
    ]
  case "gather_backward":
    var a = Attributes.axis(1)
    a.dims = [2, 3]
    return [
      ([draws.tensor([2, 2]), columns], a), ([draws.tensor([1, 1]), ints([2], [1, 1])], a),
    ]
  case "scatter":
    return [
      ([draws.tensor([2, 3]), columns, draws.tensor([2, 2])], .axis(1)),
      ([draws.tensor([3, 2]), columns, draws.tensor([2, 2])], .axis(0)),
    ]
  case "scatter_add":
    return [
      ([draws.tensor([2, 3]), ints([1, 1, 0, 2], [2, 2]), draws.tensor([2, 2])], .axis(1)),
      ([draws.tensor([3]), ints([2, 2]), draws.tensor([2])], .axis(0)),
    ]
  case "one_hot":
    return [
      ([ints([0, 2])], attributes { $0.start = 3 }), ([columns], attributes { $0.start = -1 }),
    ]
  case "topk_indices":
    return [
      ([draws.tensor([2, 4])], attributes { ($0.axis, $0.start, $0.flag) = (1, 2, true) }),
      ([draws.tensor([4])], attributes { ($0.axis, $0.start, $0.flag) = (0, 3, false) }),
    ]
  case "sort_indices":
    return [
      ([draws.tensor([2, 4])], .axis(1)),
      ([draws.tensor([4])], attributes { ($0.axis, $0.flag) = (0, true) }),
    ]
  default: return nil
  }
}

func productCases(_ name: String, _ draws: inout Draws) -> [Given]? {
  func pair(_ a: Shape, _ b: Shape) -> Given { ([draws.tensor(a), draws.tensor(b)], nil) }
  switch name {
  case "matmul":
    return [
      pair([3], [3]), pair([2, 3], [3]), pair([3], [3, 2]), pair([2, 3], [3, 2]),
      pair([2, 2, 3], [3, 2]), pair([2, 2, 3], [2, 3, 1]), pair([2, 3], [2, 3, 2]),
      pair([2, 2, 3], [3]), pair([3], [2, 3, 2]), pair([2, 1, 2, 3], [2, 3, 2]),
      ([draws.tensor([3, 2]).transposed(0, 1), draws.tensor([2, 3]).transposed(0, 1)], nil),
      pair([2, 0], [0, 3]),
    ]
  case "bmm": return [pair([2, 2, 3], [2, 3, 1])]
  case "dot": return [pair([3], [3])]
  case "outer": return [pair([3], [2])]
  case "linear":
    return [
      pair([3], [2, 3]), pair([2, 3], [2, 3]), pair([2, 2, 3], [2, 3]), pair([2, 3], [3]),
      ([draws.tensor([2, 3]), draws.tensor([4, 3]), draws.tensor([4])], nil),
      ([draws.tensor([2, 2, 3]), draws.tensor([2, 3]), draws.tensor([2])], nil),
    ]
  default: return nil
  }
}

func networkCases(_ name: String, _ plain: Attributes, _ draws: inout Draws) -> [Given]? {
  switch name {
  case "softmax", "log_softmax":
    return [
      ([draws.tensor([2, 3])], .axis(1)), ([draws.tensor([2, 3])], .axis(0)),
      ([draws.tensor([2, 2, 2])], .axis(1)), ([draws.tensor([])], .axis(0)),
      ([draws.tensor([0, 3])], .axis(1)), ([draws.tensor([3, 2]).transposed(0, 1)], .axis(1)),
    ]
  case "layer_norm", "rms_norm":
    let isLayer = name == "layer_norm"
    func norm(_ x: Shape, _ shape: Shape, _ extra: Int) -> Given {
      var a = plain
      a.dims = shape
      return ([draws.tensor(x)] + (0..<extra).map { _ in draws.tensor(shape) }, a)
    }
    var counted = plain
    counted.start = 1
    let all: [Given] = [
      norm([2, 3], [3], 0), norm([2, 3], [3], 1), norm([2, 2, 3], [2, 3], 1),
      norm([3], [3], 1), ([draws.tensor([2, 4])], counted),
    ]
    return isLayer ? all + [norm([2, 3], [3], 2), norm([2, 2, 3], [3], 2)] : all
  default: return nil
  }
}

func lossCases(
  _ name: String, _ plain: Attributes, _ draws: inout Draws, _ range: ClosedRange<Double>
) -> [Given]? {
  func mode(_ mode: UInt8, _ change: (inout Attributes) -> Void = { _ in }) -> Attributes {
    var made = plain
    made.mode = mode
    change(&made)
    return made
  }
  func pairs(_ modes: [UInt8] = [0, 1, 2], _ change: (inout Attributes) -> Void = { _ in })
    -> [Given]
  {
    modes.map { ([draws.tensor([2, 3], range), draws.tensor([2, 3], range)], mode($0, change)) }
  }
  switch name {
  case "mse_loss", "l1_loss":
    return pairs() + [([draws.tensor([2, 3]), draws.tensor([3])], mode(0))]
  case "huber_loss", "smooth_l1_loss":
    return pairs() + pairs([0]) { $0.scalar = 0.3 } + [([draws.tensor([]), draws.tensor([])], nil)]
  case "binary_cross_entropy", "binary_cross_entropy_with_logits": return pairs()
  case "kl_div": return pairs([0, 1, 2, 3]) + pairs([3]) { $0.flag = true }
  case "cross_entropy", "nll_loss":
    var all: [Given] = []
    for m in [UInt8(0), 1, 2] {
      all.append(([draws.tensor([3, 4]), ints([0, 3, 1])], mode(m)))
      all.append(([draws.tensor([3, 4]), ints([0, -100, 1])], mode(m)))
      all.append(([draws.tensor([4]), ints([2], [])], mode(m)))
      all.append(([draws.tensor([2, 3, 2]), ints([0, 2, 1, 1], [2, 2])], mode(m)))
      guard name == "cross_entropy" else { continue }
      all.append(([draws.tensor([2, 3]), ints([0, 2])], mode(m) { $0.scalar = 0.1 }))
      all.append(([draws.tensor([2, 3]), draws.tensor([2, 3], 0.1...0.9)], mode(m)))
      all.append(
        ([draws.tensor([2, 3]), draws.tensor([2, 3], 0.1...0.9)], mode(m) { $0.scalar = 0.2 }))
      all.append(([draws.tensor([2, 3, 2]), draws.tensor([2, 3, 2], 0.1...0.9)], mode(m)))
    }
    return all
  case "wanted":
    return [
      (
        [ints([0, 2, -100])],
        attributes { ($0.dims, $0.axis, $0.start, $0.scalar) = ([3, 4], 1, -100, 0.1) }
      ),
      ([ints([1], [])], attributes { ($0.dims, $0.axis, $0.start) = ([3], 0, -100) }),
    ]
  case "target_count": return [([ints([0, 2, -100])], attributes { $0.start = -100 })]
  default: return nil
  }
}
