import Autograd
import Diagnostics
import Tensors

// Preparing a machine from outside: names are bound to tensors and code is run before its time
// begins. So a piece of a program can be looked at by itself, from its own moment 0.

extension Machine {
  /// Binds a name of the session to a tensor.
  ///
  /// - Parameters:
  ///   - requiresGrad: whether it is a leaf that keeps the gradients which arrive.
  ///   - gradient: what its `.grad` holds already.
  public mutating func bind(
    _ name: String, to tensor: Tensor, requiresGrad: Bool = false, gradient: Tensor? = nil
  ) {
    let operation = Registry.id("kept")
    let id = heap.add(.tensor(TensorObject(row: -1)))
    let row = trace.source(
      operation, tensor, leaf: requiresGrad ? id : nil, site: .none, time: 0)
    var object = TensorObject(row: row)
    if let gradient {
      let row = trace.source(operation, gradient, site: .none, time: 0)
      if case .object(let held) = self.object(for: row) { object.grad = held }
    }
    heap[id] = .tensor(object)
    let slot = globalNames.intern(name)
    fillGlobals()
    globals[slot] = .object(id)
  }

  /// Whether nothing of the language itself goes by a name.
  public static func isFree(_ name: String) -> Bool {
    if case .unbound = initialValue(name) { return true }
    return false
  }

  /// Starts an input and goes on until its first call of a function is entered: there time begins.
  ///
  /// - Returns: the input.
  /// - Throws: what went wrong before the call.
  public mutating func begin(
    inFirstCallOf source: SourceFile
  ) throws(Diagnostic) -> (code: Code, names: GlobalTable) {
    let input = try Compiler.code(of: source, globals: globalNames)
    start(input.code, globals: input.names)
    while true {
      let kind = try step().kind
      if kind == .call || kind == .idle { break }
    }
    time = 0
    inputCount = 1
    lineStarts = 0
    phase = .idle
    ordinal = 0
    return input
  }
}

extension Machine {
  /// The `clip_grad_norm_` at work: the gradients as they were before it, with their parameters;
  /// which of them is next; and what it was asked for.
  public var clippingAtWork: ClippingAtWork? {
    guard case .clip(let clipping, let next) = activity else { return nil }
    var parameters: [ClippingAtWork.Parameter] = []
    for (place, id) in clipping.parameters.enumerated() {
      guard let object = tensorObject(id), let held = tensorObject(object.grad) else { continue }
      // What was scaled already is in the row that the scaled one was made from.
      let row = place < next ? trace.input(0, of: held.row) : held.row
      parameters.append(.init(id: id, value: trace[object.row], gradient: trace[row]))
    }
    return ClippingAtWork(
      parameters: parameters, next: next, maximum: clipping.maximum, power: clipping.power)
  }
}

/// A `clip_grad_norm_` in the middle of its work.
public struct ClippingAtWork: Sendable {
  /// One of the tensors it was given.
  public struct Parameter: Sendable {
    /// The tensor object.
    public let id: Int32
    /// The numbers.
    public let value: Tensor
    /// The gradient before the call.
    public let gradient: Tensor
  }
  /// The tensors that have a gradient, in order.
  public let parameters: [Parameter]
  /// Whose gradient is scaled next.
  public let next: Int
  /// The greatest norm that is let through.
  public let maximum: Double
  /// Which norm.
  public let power: Double
}

extension Compiler {
  /// The code of a text, and the names of the session with those it brings.
  ///
  /// - Throws: the first thing that is wrong with the text.
  static func code(
    of source: SourceFile, globals: GlobalTable
  ) throws(Diagnostic) -> (code: Code, names: GlobalTable) {
    let (tree, problems) = Parser.parse(source)
    if let problem = problems.first { throw problem }
    let (code, names, more) = Compiler.compile(tree, globals: globals)
    guard let code, more.isEmpty else {
      throw more.first ?? Diagnostic("no-code", "this cannot be run")
    }
    return (code, names)
  }
}
