import Autograd

// Random programs of one tensor operation, or two, on random inputs, in PyTorch's spelling. What
// the registry declares (spellings, arguments, domain) says how most operations are called; those
// whose inputs have to fit each other stand in `TensorMaker+Forms`.

/// Makes one program of a seed.
struct TensorMaker {
  var dice: Dice
  var lines: [String] = []
  private var inputs = 0

  /// The program of a seed: it leaves its result in `y`, and gradients in its inputs.
  static func program(seed: Int) -> String {
    var maker = TensorMaker(dice: Dice(seed: seed))
    if maker.dice.once(in: 25) {
      maker.changes()
      return maker.lines.joined(separator: "\n") + "\n"
    }
    maker.lines.append("y = \(maker.call())")
    if maker.dice.once(in: 3) {
      let next = maker.dice.pick([
        "y * 2", "y.sum(-1)", "y.tanh()", "1 - y", "y[..., None]", "y.flatten()", "y ** 2", "y / 3",
        "y.unsqueeze(0)", "y.mean()", "y * y", "-y", "y.double().softmax(-1)",
        "y.T if y.dim() == 2 else y",
      ])
      maker.lines.append("y = \(next)")
    }
    maker.lines += [
      "if y.requires_grad:", "  w = (torch.arange(y.numel()) % 7 - 2.5).reshape(y.shape)",
      "  loss = (y * w).sum()", "  loss.backward()",
    ]
    return maker.lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Inputs

  /// A random shape; now and then with a size of 0, without axes, or with four.
  mutating func shape() -> [Int] {
    if dice.once(in: 8) { return [] }
    let rank = dice.pick([1, 1, 2, 2, 2, 3, 3, 4])
    return (0..<rank).map { _ in dice.once(in: 20) ? 0 : dice.pick([1, 2, 2, 3, 3, 4]) }
  }

  /// A shape that broadcasts with another.
  mutating func partner(of shape: [Int]) -> [Int] {
    var other = shape.map { dice.once(in: 4) ? 1 : $0 }
    if dice.once(in: 3) { other.removeFirst(dice.roll(other.count + 1)) }
    if dice.once(in: 60) { other.append(5) }
    return other
  }

  /// A number as it is written.
  mutating func number(_ domain: ClosedRange<Double> = -2...2) -> String {
    if dice.once(in: 25), domain.contains(-1) { return dice.pick(["0.", "-0.", "1.", "-1."]) }
    let unit = Double(dice.roll(100_000)) / 100_000
    let value = domain.lowerBound + unit * (domain.upperBound - domain.lowerBound)
    return String((value * 10000).rounded() / 10000)
  }

  enum Content { case float, int, bool, index(Int) }

  /// Defines an input of a shape and names it.
  ///
  /// Floats are leaves most often; what is named may be
  /// a view that does not lie row by row.
  mutating func tensor(
    _ shape: [Int], _ content: Content = .float, _ domain: ClosedRange<Double> = -2...2,
    strided: Bool = true
  ) -> String {
    inputs += 1
    let name = "x\(inputs)"
    let form = strided && !shape.isEmpty ? dice.roll(8) : 0
    var stored = shape
    var view = ""
    switch form {
    case 1 where shape.count > 1:
      stored.swapAt(0, shape.count - 1)
      view = ".transpose(0, -1)"
    case 2:
      stored[0] = shape[0] * 2
      view = "[::2]"
    case 3:
      stored[shape.count - 1] += 1
      view = "[..., 1:]"
    case 4 where shape.contains(1) && dice.once(in: 2):
      stored = shape
    case 5 where shape.count > 1 && shape[0] > 0:
      stored.removeFirst()
      view = ".expand(\(shape.map(String.init).joined(separator: ", ")))"
    default: break
    }
    let count = stored.reduce(1, *)
    let special = dice.once(in: 40) && domain == -2...2 ? dice.pick(["1e4", "-300.", "1e-9"]) : nil
    var numbers: [String] = []
    for _ in 0..<count {
      switch content {
      case .float: numbers.append(number(domain))
      case .int: numbers.append(String(dice.roll(9) - 4))
      case .bool: numbers.append(dice.once(in: 2) ? "True" : "False")
      case .index(let bound): numbers.append(String(dice.roll(bound)))
      }
    }
    if case .float = content, let special, !numbers.isEmpty {
      numbers[dice.roll(count)] = special
    }
    let dtype =
      switch content {
      case .float: "torch.float64"
      case .bool: "torch.bool"
      default: "torch.int64"
      }
    let sizes = stored.map(String.init).joined(separator: ", ")
    let literal =
      stored.isEmpty
      ? numbers[0] : "[\(numbers.joined(separator: ", "))]"
    var text = "torch.tensor(\(literal), dtype=\(dtype))"
    if stored.count != 1 || count == 0, !stored.isEmpty { text += ".reshape(\(sizes))" }
    lines.append("\(name) = \(text)")
    if case .float = content, !dice.once(in: 5) { lines.append("\(name).requires_grad_()") }
    guard !view.isEmpty else { return name }
    lines.append("a\(inputs) = \(name)\(view)")
    return "a\(inputs)"
  }

  // MARK: - Calls

  /// A call of some operation, its inputs defined before.
  mutating func call() -> String {
    if dice.once(in: 2) { return form() }
    let primitive = dice.pick(Self.plain)
    var shape = shape()
    let tensors = primitive.signature.filter { if case .tensor = $0.kind { true } else { false } }
    if primitive.name == "outer" { shape = [dice.roll(4)] }
    var arguments: [String] = []
    var names: [String] = []
    var isNamed = false
    for (place, parameter) in primitive.signature.enumerated() {
      if !parameter.isRequired, dice.once(in: 2) {
        isNamed = true
        continue
      }
      let value: String
      switch parameter.kind {
      case .tensor:
        let own = place == 0 || tensors.count == 1 ? shape : partner(of: shape)
        value = tensor(own, content(for: primitive, shape: own), primitive.domain)
      case .axis: value = axis(shape.count)
      case .axes: value = axes(shape.count, of: primitive.name, isRequired: parameter.isRequired)
      case .flag: value = dice.pick(["True", "False"])
      case .number: value = setting(parameter.name)
      case .integer: value = whole(parameter.name)
      case .word(let words, _): value = "'\(dice.pick(words))'"
      case .tensors, .sizes, .equation: continue
      }
      if parameter.isNamed || parameter.name == "correction" {
        isNamed = true
      } else if case .tensor = parameter.kind {
      } else if !isNamed, dice.once(in: 2) {
        isNamed = true
      }
      if case .tensor = parameter.kind, place < 2 { isNamed = false }
      arguments.append(value)
      names.append(isNamed ? "\(parameter.name)=" : "")
    }
    return spelled(primitive, zip(names, arguments).map { $0 + $1 })
  }

  private mutating func spelled(_ primitive: Primitive, _ arguments: [String]) -> String {
    let spellings = primitive.spellings.filter { if case .bare = $0 { false } else { true } }
    let name = primitive.name
    switch dice.pick(spellings) {
    case .symbol(let symbol):
      if arguments.count == 1 { return "\(symbol)\(arguments[0])" }
      if dice.once(in: 6) {
        let scalar = dice.pick(["2", "0.5", "-3", "True", "1.5"])
        return dice.once(in: 2)
          ? "\(arguments[0]) \(symbol) \(scalar)" : "\(scalar) \(symbol) \(arguments[1])"
      }
      return "\(arguments[0]) \(symbol) \(arguments[1])"
    case .method:
      return "\(arguments[0]).\(name)(\(arguments.dropFirst().joined(separator: ", ")))"
    case .functional: return "F.\(name)(\(arguments.joined(separator: ", ")))"
    default: return "torch.\(name)(\(arguments.joined(separator: ", ")))"
    }
  }

  /// The operations whose inputs need only broadcast.
  private static let plain: [Primitive] = Registry.primitives.filter { primitive in
    if case .source = primitive.forward { return false }
    let callable = primitive.spellings.contains { if case .bare = $0 { false } else { true } }
    let isPlain = primitive.signature.allSatisfy {
      switch $0.kind {
      case .tensors, .sizes, .equation: false
      default: true
      }
    }
    return callable && isPlain && !elsewhere.contains(primitive.name)
  }

  /// What `TensorMaker+Forms` writes, since its inputs have to fit each other.
  private static let elsewhere: Set<String> = [
    "gather", "scatter", "scatter_add", "index_select", "embedding", "one_hot", "matmul", "bmm",
    "dot",
    "linear", "layer_norm", "rms_norm", "cross_entropy", "nll_loss", "kl_div",
    "binary_cross_entropy",
    "where", "masked_fill", "transpose", "repeat_interleave", "roll", "clamp",
  ]

  private mutating func content(for primitive: Primitive, shape: [Int]) -> Content {
    if primitive.name.hasPrefix("bitwise") { return dice.once(in: 2) ? .int : .bool }
    if ["cosine_similarity", "lerp", "softmax", "log_softmax", "pow"].contains(primitive.name) {
      return .float
    }
    if dice.once(in: 5) { return dice.once(in: 3) ? .bool : .int }
    return .float
  }

  /// One axis, counted from either end.
  mutating func axis(_ rank: Int) -> String {
    let bound = max(1, rank)
    if dice.once(in: 50) { return String(bound) }
    return String(dice.roll(2 * bound) - bound)
  }

  /// One axis, some, or all.
  mutating func axes(_ rank: Int, of name: String = "", isRequired: Bool) -> String {
    // PyTorch's product goes along one axis, and `flip` knows no single one by its name.
    if name == "prod" { return axis(rank) }
    if name == "flip" { return "(\(axis(rank)),)" }
    if rank == 0 || dice.once(in: 3) { return axis(rank) }
    if !isRequired, dice.once(in: 6) { return "None" }
    let chosen = (0..<rank).filter { _ in dice.once(in: 2) }
    if chosen.isEmpty { return axis(rank) }
    let signed = chosen.map { dice.once(in: 2) ? $0 : $0 - rank }.shuffled(using: &dice)
    let text = signed.map(String.init).joined(separator: ", ")
    return dice.once(in: 3) ? "[\(text)]" : signed.count == 1 ? "(\(text),)" : "(\(text))"
  }

  private mutating func setting(_ name: String) -> String {
    switch name {
    case "p": dice.pick(["1", "2", "3", "2.0", "float('inf')"])
    case "eps": dice.pick(["1e-3", "1e-6", "0.1"])
    case "threshold": dice.pick(["20", "1.0", "0.5"])
    default: dice.pick(["0.5", "1.0", "2.0", "1", "0.1"])
    }
  }

  private mutating func whole(_ name: String) -> String {
    switch name {
    case "correction": dice.pick(["0", "1", "2"])
    case "decimals": dice.pick(["0", "1", "2", "-1"])
    default: String(dice.roll(5) - 2)
    }
  }
}
