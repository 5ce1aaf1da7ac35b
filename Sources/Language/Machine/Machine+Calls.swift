import Autograd
import Diagnostics

// Calls: functions of the program get a frame, built-ins run in place. Nothing here ever runs a
// second interpreter: a built-in that has to call back is prelude code.

extension Machine {
  static let callLimit = 1000

  func checkDepth() throws(Diagnostic) {
    guard frames.count < Machine.callLimit else {
      throw Diagnostic(
        "recursion", "more than \(Machine.callLimit) calls are open inside each other",
        notes: ["a function that calls itself needs a case in which it does not"])
    }
  }

  mutating func makeFunction(_ child: Int) throws(Diagnostic) {
    let id = codes[Int(frames[frames.count - 1].code)].children[child]
    let inner = code.children[child]
    let count = inner.parameters.filter { $0.defaultPlace >= 0 }.count
    var closure = ContiguousArray<ObjectID>()
    for slot in code.captures[child] {
      guard slot >= 0, case .object(let cell) = stack[base + slot] else {
        throw Diagnostic("closure", "a captured variable has no cell")
      }
      closure.append(cell)
    }
    let defaults = ContiguousArray(stack[(stack.count - count)...])
    let function = FunctionObject(code: id, defaults: defaults, closure: closure)
    let value = Value.object(heap.add(.function(function), bytes: (count + closure.count) * 16))
    replace(count, with: value)
  }

  /// Calls the value below the arguments.
  mutating func call(_ shape: CallShape) throws(Diagnostic) {
    let count = shape.positional + shape.keywords.count
    let callee = top(count)
    try invoke(callee, shape, calleePlace: stack.count - count - 1)
  }

  private mutating func invoke(
    _ callee: Value, _ shape: CallShape, calleePlace: Int
  ) throws(Diagnostic) {
    switch callee {
    case .builtin(let number):
      try callBuiltin(number, receiver: nil, shape, from: calleePlace + 1, removing: calleePlace)
    case .object(let id):
      switch heap[id] {
      case .function(let function):
        try enter(function, shape, arguments: calleePlace + 1, removing: calleePlace)
      case .method(let receiver, let number):
        try callBuiltin(
          number, receiver: receiver, shape, from: calleePlace + 1, removing: calleePlace)
      default: throw notCallable(callee)
      }
    case .dtype(let dtype):
      throw Diagnostic(
        "not-callable", "\(dtype.name) is a dtype, not a function",
        suggestions: ["x.\(dtype == .float ? "float" : dtype == .int ? "int" : "bool")()"])
    default: throw notCallable(callee)
    }
  }

  private func notCallable(_ value: Value) -> Diagnostic {
    var diagnostic = Diagnostic("not-callable", "\(typeName(value)) cannot be called")
    let shape =
      code.instructions[pc - 1].opcode == .call ? code.calls[Int(code.instructions[pc - 1].a)] : nil
    if let name = shape.map({ code.source.slice($0.callee) }), Builtins.bare(name) != nil {
      diagnostic.notes = [
        "`\(name)` is a function of the language until something else is bound to its name"
      ]
      diagnostic.suggestions = ["del \(name) brings the function back"]
      return diagnostic
    }
    if number(value) != nil {
      diagnostic.notes = ["round brackets after a value call it, and a number is no function"]
      diagnostic.suggestions = ["`*` multiplies: 2 * (a + b)"]
      if code.instructions[pc - 1].opcode == .call, operands(at: pc - 1).count == 1 {
        let end = Int(code.calls[Int(code.instructions[pc - 1].a)].callee.end)
        diagnostic.fix = .init(Span(end, end), " * ")
      }
    }
    if case .module(let n) = value {
      diagnostic.notes = ["`\(Modules.names[Int(n)])` is a module; its functions are called"]
    }
    return diagnostic
  }

  /// Calls a method by name; the receiver lies below the arguments.
  mutating func callMethod(_ shape: CallShape) throws(Diagnostic) {
    let count = shape.positional + shape.keywords.count
    let place = stack.count - count - 1
    let receiver = stack[place]
    let name = shape.method ?? ""
    if let number = method(name, of: receiver) {
      return try callBuiltin(
        number, receiver: receiver, shape, from: place + 1, removing: place)
    }
    let callee = try attribute(name, of: receiver)
    try invoke(callee, shape, calleePlace: place)
  }

  mutating func callSpread(_ shape: CallShape) throws(Diagnostic) {
    // f list kw…: spread the list out in place, then call as usual.
    let keywords = ContiguousArray(stack[(stack.count - shape.keywords.count)...])
    guard case .object(let id) = top(shape.keywords.count), case .list(let list) = heap[id] else {
      return
    }
    let place = stack.count - shape.keywords.count - 2
    var spread = shape
    spread.positional = list.count
    spread.spans = []
    let before = ContiguousArray(stack[place...])
    stack.removeLast(shape.keywords.count + 1)
    stack.append(contentsOf: list.array)
    stack.append(contentsOf: keywords)
    do throws(Diagnostic) {
      let callee = stack[place]
      if case .object(let f) = callee, case .function = heap[f] {
      } else if let lazy = (place + 1..<stack.count).first(where: { isGenerator(stack[$0]) }) {
        // The retry starts from the list again, so the generator is replaced inside it.
        let inside = lazy - place - 1
        if inside < list.count {
          throw Diagnostic(
            "spread-generator", "a generator inside `*` cannot be spread here",
            suggestions: ["make a list of it first: `list(…)`"])
        }
      }
      try invoke(callee, spread, calleePlace: place)
    } catch {
      stack.removeLast(stack.count - place)
      stack.append(contentsOf: before)
      throw error
    }
  }

  func isGenerator(_ value: Value) -> Bool {
    if case .object(let id) = value, case .generator = heap[id] { return true }
    return false
  }

  // MARK: - Functions of the program

  private mutating func enter(
    _ function: FunctionObject, _ shape: CallShape, arguments: Int, removing place: Int
  ) throws(Diagnostic) {
    let loaded = codes[Int(function.code)]
    let inner = loaded.code
    try checkDepth()
    try reserve(inner.localNames.count * 16)
    var locals = ContiguousArray<Value>(repeating: .unbound, count: inner.localNames.count)
    try bind(inner, function, shape, arguments, &locals)
    for (i, cell) in function.closure.enumerated() {
      locals[inner.freeSlots[i]] = .object(cell)
    }
    if inner.isGenerator {
      let generator = GeneratorObject(code: function.code, pc: 0, locals: locals)
      let value = Value.object(heap.add(.generator(generator), bytes: locals.count * 16))
      stack.removeLast(stack.count - place)
      push(value)
      return
    }
    let callSite = site
    suspend()
    stack.removeLast(stack.count - place)
    frames.append(Frame(code: function.code, base: Int32(stack.count), records: records))
    stack.append(contentsOf: locals)
    resume()
    if isLearners(inner) {
      tell(Event(kind: .call, site: callSite, subject: function.code))
    }
  }

  /// Whether a code is a function that the learner wrote and named or a lambda.
  func isLearners(_ code: Code) -> Bool {
    !code.isPrelude && code.name != "<comprehension>" && code.name != "<genexpr>"
  }

  private func bind(
    _ inner: Code, _ function: FunctionObject, _ shape: CallShape, _ arguments: Int,
    _ locals: inout ContiguousArray<Value>
  ) throws(Diagnostic) {
    let parameters = inner.parameters
    let positional = parameters.firstIndex(where: \.isKeywordOnly) ?? parameters.count
    func called() -> String { inner.name == "<lambda>" ? "this lambda" : "\(inner.name)()" }
    guard shape.positional <= positional else {
      throw Diagnostic(
        "arguments",
        "\(called()) takes \(positional) argument\(positional == 1 ? "" : "s") by position, "
          + "\(shape.positional) \(shape.positional == 1 ? "was" : "were") given",
        notes: ["def \(inner.name)(\(parameters.map(\.name).joined(separator: ", ")))"])
    }
    for i in 0..<shape.positional { locals[i] = stack[arguments + i] }
    for (k, keyword) in shape.keywords.enumerated() {
      guard let i = parameters.firstIndex(where: { $0.name == keyword }) else {
        var diagnostic = Diagnostic(
          "arguments", "\(called()) has no argument called `\(keyword)`",
          notes: ["its arguments: \(parameters.map(\.name).joined(separator: ", "))"])
        let near = nearMisses(keyword, in: parameters.map(\.name))
        if let first = near.first {
          diagnostic.suggestions = ["did you mean `\(first)`?"]
          diagnostic.fix = .init(.none, first)
        }
        throw diagnostic
      }
      if case .unbound = locals[i] {
        locals[i] = stack[arguments + shape.positional + k]
      } else {
        throw Diagnostic(
          "arguments", "\(called()) got `\(keyword)` twice: by position and by name")
      }
    }
    for (i, parameter) in parameters.enumerated() {
      guard case .unbound = locals[i] else { continue }
      guard parameter.defaultPlace >= 0 else {
        throw Diagnostic(
          "arguments", "\(called()) needs its argument `\(parameter.name)`",
          notes: ["def \(inner.name)(\(parameters.map(\.name).joined(separator: ", ")))"])
      }
      locals[i] = function.defaults[parameter.defaultPlace]
    }
  }

  /// `return`, and the end of a generator.
  mutating func leaveFrame() {
    let value = pop()
    guard let frame = frames.popLast() else { return }
    let left = code
    stack.removeLast(stack.count - Int(frame.base))
    records = frame.records
    resume()
    if frame.generator >= 0 {
      if case .generator(var generator) = heap[frame.generator] {
        generator.state = .finished
        generator.locals = []
        heap[frame.generator] = .generator(generator)
      }
      return
    }
    switch frame.then {
    case .push, .finish, .takeUp: push(value)
    case .replace: stack[Int(frame.place)] = value
    }
    if frame.then == .push, isLearners(left) {
      tell(Event(kind: .return, site: site, subject: frame.code))
    }
  }
}
