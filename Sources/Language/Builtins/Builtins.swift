import Autograd
import Diagnostics
import Tensors

// The table of built-ins: what Python and PyTorch bring, and under which spellings. Operations of
// the registry are taken in by themselves; what needs more than arguments and a kernel (a draw, a
// graph, an iterator) is native; what has to call back into the program is prelude code.

/// Where a name can be found.
enum Home: Hashable, Sendable {
  case bare
  case torch, functional, math, optim, utilities, linalg, autograd
  case tensor, string, list, tuple, dict, set, record, optimizer
}

/// What a native built-in came to.
enum Outcome {
  case value(Value)
  /// Goes on in prelude code: the function's name and its arguments.
  case prelude(String, [Value])
  /// Goes on as an activity, which pushes the result at its end.
  case activity
}

/// The arguments of one call of a built-in.
struct Arguments {
  /// The receiver of a method, then the positional arguments.
  var values: [Value]
  /// Keyword arguments, in the order written.
  var keywords: [(name: String, value: Value)]
  /// The built-in's name, for diagnostics.
  let name: String
}

/// A built-in function or method.
struct Builtin: Sendable {
  enum Body: Sendable {
    case native(@Sendable (inout Machine, inout Arguments) throws(Diagnostic) -> Outcome)
    case operation(PrimitiveID)
    /// A function of the prelude, by its name there.
    case prelude(String)
  }
  let name: String
  let homes: [Home]
  let body: Body
  /// Whether it takes an iterator as it is, where others get a list of its items.
  var keepsIterators = false
}

enum Builtins {
  static let all: [Builtin] =
    python + iterating + strings + lists + tables + mathematics + making + random + tensors
    + shaping + repeating + picking + gradients + optimizers + more + operations

  /// The families that came after the first.
  private static let more: [Builtin] =
    forms + weighted + contracting + matrixParts + statistics + changing + pasted + closures
    + looking

  /// Natives win over an operation of the same name: they call it themselves.
  private static let table: [Home: [String: Int32]] = {
    var table: [Home: [String: Int32]] = [:]
    for (i, builtin) in all.enumerated() {
      for home in builtin.homes where table[home]?[builtin.name] == nil {
        table[home, default: [:]][builtin.name] = Int32(i)
      }
    }
    return table
  }()

  static func find(_ name: String, in home: Home) -> Int32? { table[home]?[name] }

  static func names(in home: Home) -> [String] {
    (table[home].map { Array($0.keys) } ?? []).sorted()
  }

  /// A built-in or a constant that is in scope without a prefix.
  static func bare(_ name: String) -> Value? {
    if let number = table[.bare]?[name] { return .builtin(number) }
    return constants[name]
  }

  static var bareNames: [String] { names(in: .bare) + constants.keys.sorted() }

  static let constants: [String: Value] = [
    "inf": .float(.infinity), "nan": .float(.nan), "pi": .float(.pi),
    "float64": .dtype(.float), "int64": .dtype(.int),
  ]

  static func native(
    _ name: String, _ homes: [Home], keepsIterators: Bool = false,
    _ body: @escaping @Sendable (inout Machine, inout Arguments) throws(Diagnostic) -> Outcome
  ) -> Builtin {
    Builtin(name: name, homes: homes, body: .native(body), keepsIterators: keepsIterators)
  }
}

/// The modules that pasted code imports.
enum Modules {
  static let names = [
    "torch", "torch.nn", "torch.nn.functional", "torch.nn.utils", "torch.optim", "torch.linalg",
    "torch.autograd", "math", "torch.random",
  ]
  static let homes: [Home] = [
    .torch, .utilities, .functional, .utilities, .optim, .linalg, .autograd, .math, .torch,
  ]

  static func place(_ name: String) -> Int? { names.firstIndex(of: name) }

  /// Modules live in globals of their own, so that `import` is an assignment like any other.
  static func globalName(_ module: String) -> String { "module " + module }

  static func globalValue(_ name: String) -> Value? {
    switch name {
    case "torch": return .module(0)
    case "F": return .module(2)
    case "math": return .module(7)
    case "linalg": return .module(5)
    default:
      guard name.hasPrefix("module ") else { return nil }
      return place(String(name.dropFirst(7))).map { .module(Int32($0)) }
    }
  }
}

extension Machine {
  /// Calls a built-in whose arguments lie on the stack from `start`; what lies from `place` on is
  /// replaced by the result.
  mutating func callBuiltin(
    _ number: Int32, receiver: Value?, _ shape: CallShape, from start: Int, removing place: Int
  ) throws(Diagnostic) {
    let builtin = Builtins.all[Int(number)]
    if !builtin.keepsIterators {
      // The receiver of a method lies just below its arguments.
      for i in start..<stack.count where isGenerator(stack[i]) {
        if case .prelude = builtin.body { break }
        return try collectArgument(at: i)
      }
    }
    var arguments = Arguments(values: [], keywords: [], name: builtin.name)
    if let receiver { arguments.values.append(receiver) }
    arguments.values.append(contentsOf: stack[start..<(start + shape.positional)])
    for (k, keyword) in shape.keywords.enumerated() {
      arguments.keywords.append((keyword, stack[start + shape.positional + k]))
    }
    let outcome: Outcome
    switch builtin.body {
    case .native(let body): outcome = try body(&self, &arguments)
    case .operation(let id): outcome = .value(try operation(id, &arguments))
    case .prelude(let name):
      guard case .builtin = Machine.initialValue(builtin.name) else {
        throw Diagnostic("prelude", "the prelude has no \(name)")
      }
      try enterPrelude(name, shape, arguments: arguments, removing: place)
      return
    }
    switch outcome {
    case .value(let value):
      stack.removeLast(stack.count - place)
      push(value)
    case .activity: stack.removeLast(stack.count - place)
    case .prelude(let name, let values):
      let shape = CallShape(positional: values.count, keywords: [], method: nil, spans: [])
      let passed = Arguments(values: values, keywords: [], name: name)
      try enterPrelude(name, shape, arguments: passed, removing: place)
    }
  }

  private mutating func enterPrelude(
    _ name: String, _ shape: CallShape, arguments: Arguments, removing place: Int
  ) throws(Diagnostic) {
    guard let slot = globalNames.slot(of: name) else {
      throw Diagnostic("prelude", "the prelude has no \(name)")
    }
    var spread = shape
    spread.positional = arguments.values.count
    let before = ContiguousArray(stack[place...])
    stack.removeLast(stack.count - place)
    push(globals[slot])
    for value in arguments.values { push(value) }
    for keyword in arguments.keywords { push(keyword.value) }
    do throws(Diagnostic) {
      try call(spread)
    } catch {
      stack.removeLast(stack.count - place)
      stack.append(contentsOf: before)
      throw error
    }
  }
}

// MARK: - Reading arguments

extension Arguments {
  /// Puts keywords to their places; unknown and doubled ones are errors, missing ones unbound.
  mutating func bind(
    _ names: [String], required: Int = 0, in machine: Machine
  ) throws(Diagnostic) {
    guard values.count <= names.count else {
      throw Diagnostic(
        "arguments",
        "\(name)() takes at most \(names.count) argument\(names.count == 1 ? "" : "s"), "
          + "\(values.count) were given",
        notes: ["\(name)(\(names.joined(separator: ", ")))"])
    }
    let given = values.count
    while values.count < names.count { values.append(.unbound) }
    for keyword in keywords {
      guard let place = names.firstIndex(of: Arguments.ownName(keyword.name, names)) else {
        if let why = Arguments.beyond[keyword.name] {
          throw Diagnostic(
            "arguments", "\(name)(\(keyword.name)=…) is not part of the language", notes: [why],
            suggestions: ["leave the argument out"])
        }
        let near = nearMisses(keyword.name, in: names)
        throw Diagnostic(
          "arguments", "\(name)() has no argument called `\(keyword.name)`",
          notes: ["\(name)(\(names.joined(separator: ", ")))"],
          suggestions: near.first.map { ["did you mean `\($0)`?"] } ?? [],
          fix: near.first.map { .init(.none, $0) })
      }
      guard place >= given, case .unbound = values[place] else {
        throw Diagnostic(
          "arguments", "\(name)() got `\(keyword.name)` twice: by position and by name")
      }
      values[place] = keyword.value
    }
    keywords = []
    for i in 0..<required {
      if case .unbound = values[i] {
        throw Diagnostic(
          "arguments", "\(name)() needs its argument `\(names[i])`",
          notes: ["\(name)(\(names.joined(separator: ", ")))"])
      }
    }
  }

  /// Takes a keyword out.
  mutating func take(_ keyword: String) -> Value? {
    guard let i = keywords.firstIndex(where: { $0.name == keyword }) else { return nil }
    return keywords.remove(at: i).value
  }

  /// Whether the argument at a place was given.
  func has(_ i: Int) -> Bool {
    guard i < values.count else { return false }
    if case .unbound = values[i] { return false }
    return true
  }
}

extension Machine {
  func int(_ value: Value, _ what: String) throws(Diagnostic) -> Int {
    switch value {
    case .int(let n): return n
    case .bool(let flag): return flag ? 1 : 0
    default:
      if let tensor = tensor(value), tensor.count == 1, tensor.dtype != .float,
        let n = Int(exactly: tensor.item)
      {
        return n
      }
      throw Diagnostic("type", "\(what) must be an int, not \(typeName(value))")
    }
  }

  func double(_ value: Value, _ what: String) throws(Diagnostic) -> Double {
    switch value {
    case .int(let n): return Double(n)
    case .float(let x, _): return x
    case .bool(let flag): return flag ? 1 : 0
    default:
      if let tensor = tensor(value), tensor.count == 1 { return tensor.item }
      throw Diagnostic("type", "\(what) must be a number, not \(typeName(value))")
    }
  }

  func string(_ value: Value, _ what: String) throws(Diagnostic) -> String {
    if let text = text(value) { return text }
    throw Diagnostic("type", "\(what) must be a str, not \(typeName(value))")
  }

  /// Sizes given as one tuple or list, or as several ints from a place on.
  func sizes(_ values: ArraySlice<Value>, _ what: String) throws(Diagnostic) -> [Int] {
    var items = Array(values)
    if items.count == 1, case .object(let id) = items[0] {
      switch heap[id] {
      case .tuple(let tuple): items = Array(tuple.items)
      case .list(let list): items = Array(list.array)
      default: break
      }
    }
    var sizes: [Int] = []
    for item in items { sizes.append(try int(item, what)) }
    return sizes
  }

  /// A checked shape from sizes, within the budget.
  func shape(_ sizes: [Int], _ what: String) throws(Diagnostic) -> Shape {
    do throws(ShapeError) {
      let shape = try Shape.checked(sizes)
      try budget(shape)
      return shape
    } catch {
      throw failure(error, operation: what, operands: [])
    }
  }

  private func budget(_ shape: Shape) throws(ShapeError) {
    if shape.isTooLarge || heldBytes &+ shape.extent * 8 > memoryBudget {
      throw ShapeError(.tooLarge(shape.array))
    }
  }

  /// An axis counted from the front.
  func axis(_ value: Value, rank: Int, _ what: String) throws(Diagnostic) -> Int {
    let dim = try int(value, "\(what)'s dim")
    let size = max(1, rank)
    guard dim >= -size, dim < size else {
      throw failure(ShapeError(.dimOutOfRange(dim: dim, rank: rank)), operation: what, operands: [])
    }
    return dim < 0 ? dim + size : dim
  }
}
