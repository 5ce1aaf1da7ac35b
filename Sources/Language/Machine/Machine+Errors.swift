import Autograd
import Diagnostics
import Tensors

// Words for what programs do wrong. Tensors and Python's arithmetic throw data; here it gets the
// operands, the reason and, where there is one, the fix.

extension Machine {
  /// The spans of the operands of the instruction at work, receiver first for a method.
  var operandSpans: [Span] { code.operandSpans[Int32(pc - 1)] ?? [] }

  func failure(_ error: PythonError) -> Diagnostic {
    switch error {
    case .zeroDivision(let message): return Diagnostic("zero-division", message)
    case .overflow(let message):
      return Diagnostic(
        "overflow", message,
        notes: ["an int has 64 bits here; PyTorch's int64 has the same"],
        suggestions: ["a float, as in 2.0 ** 70, where rounding is fine"])
    case .value(let message): return Diagnostic("value", message)
    case .type(let message): return Diagnostic("type", message)
    }
  }

  func unknownName(_ name: String) -> Diagnostic {
    var known = globalNames.names.enumerated().filter { i, _ in
      if case .unbound = globals[i] { false } else { true }
    }.map(\.element)
    known += Builtins.bareNames
    let near = nearMisses(name, in: known.filter { !$0.hasPrefix(".") && !$0.hasPrefix("__") })
    var diagnostic = Diagnostic("unknown-name", "nothing is called `\(name)`")
    if !near.isEmpty {
      diagnostic.suggestions = ["did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"]
      diagnostic.fix = .init(.none, near[0])
    }
    if let reason = Machine.absentNames[name] {
      diagnostic.notes = reason.notes
      diagnostic.suggestions = reason.suggestions
      diagnostic.fix = nil
    }
    if ["true", "false", "null", "nil"].contains(name) {
      let right = name == "true" ? "True" : name == "false" ? "False" : "None"
      diagnostic.notes = ["Python writes it with a capital letter: True, False, None"]
      diagnostic.suggestions = [right]
      diagnostic.fix = .init(.none, right)
    }
    return diagnostic
  }

  func unboundLocal(_ name: String) -> Diagnostic {
    Diagnostic(
      "unbound-local", "`\(name)` has no value here yet",
      notes: [
        "a name that a function assigns anywhere is local to the whole function, as in Python"
      ])
  }

  func badOperands(_ op: String, _ a: Value, _ b: Value) -> Diagnostic {
    // Numbers are brought to one kind on the way here; the program has them as it wrote them.
    var (a, b) = (a, b)
    let instruction = code.instructions[max(0, pc - 1)].opcode
    let given = operands(at: pc - 1)
    if instruction == .binary || instruction == .inPlace, given.count == 2 {
      (a, b) = (given[0].value, given[1].value)
    }
    var diagnostic = Diagnostic(
      "operand", "`\(op)` does not go between \(typeName(a)) and \(typeName(b))")
    let spans = operandSpans
    if spans.count >= 2 {
      diagnostic.labels = [
        .init(spans[0], typeName(a)), .init(spans[1], typeName(b)),
      ]
    }
    if spans.count == 3 { diagnostic.span = spans[2] }
    if op == "^", number(a) != nil, number(b) != nil, spans.count == 3 {
      diagnostic.notes = ["`^` works on the bits of ints; a power is written with two stars"]
      diagnostic.suggestions = ["\(code.source.slice(spans[0])) ** \(code.source.slice(spans[1]))"]
      diagnostic.fix = .init(spans[2], "**")
    }
    for value in [a, b] {
      if case .none = value {
        diagnostic.notes = ["None is no number: a `.grad` is None until a backward has reached it"]
        diagnostic.suggestions = ["`loss.backward()` first, or test: if x is not None:"]
      }
    }
    if case .object(let id) = a, case .string = heap[id], op == "+", number(b) != nil {
      diagnostic.suggestions = ["`str(…)` makes text of a number; an f-string does both"]
    }
    if case .object(let id) = b, case .string = heap[id], op == "+", number(a) != nil {
      diagnostic.suggestions = ["`str(…)` makes text of a number; `int(…)` a number of text"]
    }
    return diagnostic
  }

  func tooDeep() -> Diagnostic {
    Diagnostic(
      "nested-too-deep", "these collections are nested more than 200 deep",
      notes: ["a collection that contains itself has no end"])
  }

  func assertionFailure() -> Diagnostic {
    let message = top()
    if case .none = message { return Diagnostic("assert", "this was asserted and does not hold") }
    return Diagnostic("assert", str(message))
  }

  /// The words for a shape that does not fit, for an operation of the registry.
  func failure(
    _ error: ShapeError, operation: String, operands: [Value]
  ) -> Diagnostic {
    let spans = operandSpans
    let given = self.operands(at: pc - 1)
    // Which argument an operand is: a call may have named them, or have others besides.
    func place(_ i: Int) -> Span? {
      guard i < operands.count else { return nil }
      if i < given.count, isSame(given[i].value, operands[i]) { return given[i].span }
      return given.first { isSame($0.value, operands[i]) }?.span
    }
    func name(_ i: Int) -> String {
      let text = place(i).map { code.source.slice($0) } ?? ""
      if !text.isEmpty, text.count <= 24 { return text }
      return i == 0 ? "the left side" : "the right side"
    }
    func replacing(_ i: Int, _ change: (String) -> String) -> Diagnostic.Fix? {
      guard code.instructions[pc - 1].opcode == .binary, let span = place(i) else { return nil }
      let text = code.source.slice(span)
      let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_.()".contains($0) }
      return .init(span, change(isPlain ? text : "(\(text))"))
    }
    let symbol =
      Registry.find(operation).flatMap { id in
        Registry[id].spellings.compactMap { if case .symbol(let s) = $0 { s } else { nil } }.first
      } ?? operation
    var diagnostic = Diagnostic("shape", Machine.sentence(error, operation: symbol))
    // An operator stands between its operands: it is the place, they are the labels.
    if code.instructions[pc - 1].opcode == .binary, spans.count == 3 { diagnostic.span = spans[2] }
    switch error.kind {
    case .matmul(let a, let b):
      diagnostic.id = "shape-matmul"
      if a.rank >= 1, b.rank >= 1 {
        let rows = b.rank == 1 ? b[0] : b[-2]
        if a[-1] != rows {
          diagnostic.notes = [
            "\(name(0)) has \(a[-1]) columns, \(name(1)) has \(rows) rows: "
              + "the inner sizes must be equal"
          ]
        }
        if b.rank == 2, a[-1] == b[1] {
          var result = a
          result[-1] = b[0]
          diagnostic.suggestions = ["\(name(0)) @ \(name(1)).T      gives \(result)"]
          diagnostic.fix = replacing(1) { "\($0).T" }
        } else if a.rank == 2, b.rank >= 1, a[0] == rows {
          diagnostic.suggestions = ["\(name(0)).T @ \(name(1))"]
          diagnostic.fix = replacing(0) { "\($0).T" }
        } else if b.rank > 2, a[-1] == b[-1] {
          diagnostic.suggestions = ["\(name(0)) @ \(name(1)).mT      the last two dims turned"]
          diagnostic.fix = replacing(1) { "\($0).mT" }
        }
      } else {
        diagnostic.notes = ["a number has no rows and columns; `*` scales by a number"]
      }
    case .rank(let shape, _) where shape.rank == 0 && symbol == "@":
      diagnostic.id = "shape-matmul"
      diagnostic.message = "@ needs rows and columns, and one side is a single number"
      diagnostic.notes = ["a number has no rows and columns; `*` scales by a number"]
      diagnostic.suggestions = ["\(name(0)) * \(name(1))"]
      if let sign = diagnostic.span { diagnostic.fix = .init(sign, "*") }
    case .broadcast(let a, let b, _):
      diagnostic.id = "shape-broadcast"
      diagnostic.notes = [
        "\(a) against \(b), aligned at the right: sizes must be equal, or one of them 1"
      ]
      if a.rank >= 1, b.rank >= 1 {
        if a.rank == 2, b.rank == 1, a[0] == b[0] {
          diagnostic.suggestions = ["\(name(1))[:, None] makes a column of it: (\(b[0]), 1)"]
          diagnostic.fix = replacing(1) { "\($0)[:, None]" }
        } else if b.rank == 2, a.rank == 1, b[0] == a[0] {
          diagnostic.suggestions = ["\(name(0))[:, None] makes a column of it: (\(a[0]), 1)"]
          diagnostic.fix = replacing(0) { "\($0)[:, None]" }
        }
      }
    case .indexOutOfRange: diagnostic.id = "index-range"
    case .dimOutOfRange: diagnostic.id = "dim-range"
    case .dtype(let dtype, _):
      diagnostic.id = "dtype"
      if dtype == .bool, symbol == "-" {
        diagnostic.message = "`-` does not take bools"
        diagnostic.suggestions = [
          "`~mask` turns a mask round", "`mask.float()` makes numbers of it",
        ]
      }
    case .mixed:
      diagnostic.id = "dtype"
      diagnostic.suggestions = ["`.float()` makes floats of ints and bools"]
    case .mask:
      diagnostic.id = "dtype"
      diagnostic.suggestions = ["a comparison makes a mask: x > 0, x != 0", "`.bool()`"]
    case .tooLarge: diagnostic.id = Machine.budgetID
    default: break
    }
    return diagnostic
  }

  /// One sentence for a shape error.
  static func sentence(_ error: ShapeError, operation: String) -> String {
    switch error.kind {
    case .broadcast: return "these shapes do not fit for \(operation)"
    case .matmul: return "these shapes do not fit for @"
    case .dimOutOfRange(let dim, let rank):
      if rank == 0 { return "\(operation): there is no dim \(dim): the tensor is a single number" }
      return
        "\(operation): there is no dim \(dim): the tensor has \(rank) (0 … \(rank - 1), or −1 … −\(rank))"
    case .repeatedDim(let dim): return "\(operation): dim \(dim) is named twice"
    case .reshape(let from, let to):
      return
        "a tensor of shape \(from) has \(from.count) elements and cannot become "
        + "(\(to.map(String.init).joined(separator: ", ")))"
    case .indexOutOfRange(let index, let size, let axis):
      return "index \(index) is out of range: dim \(axis) has size \(size) (0 … \(size - 1))"
    case .indexNotWhole(let value):
      return "\(operation): an index must be a whole number, not \(pythonRepr(value))"
    case .rank(let shape, let needs):
      return "\(operation) needs a tensor of \(needs) dims, this one is \(shape)"
    case .sizes(let a, let b, let axis):
      return "\(operation): the sizes of dim \(axis) differ: \(a) and \(b)"
    case .shapes(let a, let b): return "\(operation): these shapes must be equal: \(a) and \(b)"
    case .tooLarge(let sizes):
      return
        "a tensor of shape (\(sizes.map(String.init).joined(separator: ", "))) is too large"
    case .tooManyDims(let n): return "a tensor has at most \(Shape.maxRank) dims here, not \(n)"
    case .negativeSize(let n): return "a size cannot be negative: \(n)"
    case .badStep(let n): return "a slice of a tensor needs a step of 1 or more, not \(n)"
    case .dtype(let dtype, let name): return "\(name) does not take a tensor of \(dtype.name)"
    case .mask(let dtype, let name):
      return "\(name) takes a mask of torch.bool, not of \(dtype.name)"
    case .mixed(let a, let b, let name):
      return "\(name) takes tensors of one dtype: these are \(a.name) and \(b.name)"
    case .empty(let name): return "\(name) of no elements has no answer"
    case .integerOverflow: return "an int tensor would hold a number beyond 2^53"
    case .divisionByZero: return "ints cannot be divided by zero"
    case .negativeExponent: return "an int tensor cannot be raised to a negative power"
    case .value(let value, let name): return "\(name) does not take \(pythonRepr(value))"
    case .custom(let text): return text
    }
  }
}
