import Autograd
import Diagnostics
import Tensors

// Backward as an activity: every contribution is an event, and between two events the pass is
// plain data inside the machine.

extension Machine {
  /// What a pass starts from: `outputs` with the gradient that arrives at each.
  private mutating func roots(
    _ outputs: [Value], _ arriving: [Value?]
  ) throws(Diagnostic) -> [(row: RowID, gradient: Tensor, gradientRow: RowID)] {
    var roots: [(row: RowID, gradient: Tensor, gradientRow: RowID)] = []
    for (i, output) in outputs.enumerated() {
      let row = try row(of: output)
      let value = trace[row]
      guard trace.requiresGrad(row) else { throw noGraph(value) }
      var gradientRow: RowID
      if let given = arriving[i] {
        gradientRow = try self.row(of: given)
        guard trace[gradientRow].shape == value.shape else {
          throw Diagnostic(
            "backward-shape",
            "the arriving gradient is \(trace[gradientRow].shape), the output \(value.shape)")
        }
      } else {
        guard value.count == 1 else {
          throw Diagnostic(
            "backward-scalar",
            "backward starts from one number; this tensor is \(value.shape)",
            notes: [
              "a slope says how one number, the loss, changes; \(value.count) numbers have "
                + "\(value.count) slopes each"
            ],
            suggestions: [
              ".sum() or .mean() before .backward()",
              "`.backward(tensor([…]))` with a weight for each",
            ])
        }
        gradientRow = trace.source(
          Operation.constant, Tensor(filling: 1, shape: value.shape), isConstant: true,
          site: site, time: nextTime)
      }
      roots.append((row, trace[gradientRow], gradientRow))
    }
    return roots
  }

  private func noGraph(_ value: Tensor) -> Diagnostic {
    Diagnostic(
      "no-graph", "there is nothing to go back through: no tensor here requires a gradient",
      notes: [
        records
          ? "a gradient flows to leaves made by `param(…)` or with `requires_grad=True`"
          : "the graph is not recorded inside `no_grad()`"
      ],
      suggestions: ["param(…) makes a leaf that wants its gradient"])
  }

  mutating func startBackward(_ arguments: Arguments) throws(Diagnostic) {
    var given: Value?
    if arguments.has(1), case .object = arguments.values[1] { given = arguments.values[1] }
    let creates = arguments.has(3) ? try truth(arguments.values[3]) : false
    let keeps = arguments.has(2) ? try truth(arguments.values[2]) : creates
    let roots = try roots([arguments.values[0]], [given])
    activity = .backward(
      BackwardPass(trace: trace, roots: roots, keepsGraph: keeps, createsGraph: creates))
  }

  mutating func startGradients(_ arguments: Arguments) throws(Diagnostic) {
    func several(_ value: Value) -> [Value] {
      if case .object(let id) = value {
        if case .list(let list) = heap[id] { return Array(list.array) }
        if case .tuple(let tuple) = heap[id] { return Array(tuple.items) }
      }
      return [value]
    }
    let outputs = several(arguments.values[0])
    var arriving: [Value?] = outputs.map { _ in nil }
    if arguments.has(2), case .object = arguments.values[2] {
      arriving = several(arguments.values[2]).map { $0 }
      guard arriving.count == outputs.count else {
        throw Diagnostic("arguments", "grad() needs one grad_output an output")
      }
    }
    var targets: [RowID] = []
    for input in several(arguments.values[1]) {
      let row = try row(of: input)
      guard trace.requiresGrad(row) else {
        throw Diagnostic(
          "no-graph", "grad() is asked for the gradient of a tensor that requires none",
          suggestions: ["param(…) makes a leaf that wants its gradient"])
      }
      targets.append(row)
    }
    let creates = arguments.has(4) ? try truth(arguments.values[4]) : false
    let keeps = arguments.has(3) ? try truth(arguments.values[3]) : creates
    let unused = arguments.has(5) ? try truth(arguments.values[5]) : false
    let roots = try roots(outputs, arriving)
    activity = .gradients(
      BackwardPass(
        trace: trace, roots: roots, targets: targets, keepsGraph: keeps, createsGraph: creates),
      targets: targets, allowUnused: unused)
  }

  /// Does the next part of what the machine is in the middle of.
  mutating func advanceActivity() throws(Diagnostic) {
    guard let current = activity else { return }
    switch current {
    case .backward(var pass):
      // Taken out of the activity, so that the pass has one owner while it changes.
      activity = .takenOut
      do throws(Diagnostic) {
        let ended = try advance(&pass)
        activity = ended ? nil : .backward(pass)
        if ended { push(.none) }
      } catch {
        activity = nil
        throw error
      }
    case .gradients(var pass, let targets, let allowUnused):
      activity = .takenOut
      do throws(Diagnostic) {
        let ended = try advance(&pass)
        activity = ended ? nil : .gradients(pass, targets: targets, allowUnused: allowUnused)
        if ended { push(try collected(pass, targets, allowUnused)) }
      } catch {
        activity = nil
        throw error
      }
    case .optimizer(let id, let group, let parameter):
      try advanceOptimizer(id, group, parameter)
    case .clip(let clipping, let next): try advanceClip(clipping, next)
    case .takenOut: activity = nil
    }
  }

  /// One step of a pass, told as an event; true when it is done.
  private mutating func advance(_ pass: inout BackwardPass) throws(Diagnostic) -> Bool {
    let step: BackwardPass.Step
    do throws(BackwardPass.Failure) {
      step = try pass.step(&trace, site: site, time: nextTime)
    } catch {
      throw located(backwardFailure(error))
    }
    switch step {
    case .grad(let row, let argument):
      tell(
        Event(
          kind: .grad, argument: UInt8(clamping: argument), row: row, site: site, subject: -1))
      return false
    case .accumulate(let row, let object, let gradient, let gradientRow):
      try accumulate(gradient, gradientRow, into: object, keepsRow: pass.createsGraph)
      tell(Event(kind: .accumulate, row: row, site: site, subject: object))
      return false
    case .done: return true
    }
  }

  /// Adds a gradient to a leaf's `.grad`, which is one object for good.
  private mutating func accumulate(
    _ gradient: Tensor, _ gradientRow: RowID, into id: ObjectID, keepsRow: Bool
  ) throws(Diagnostic) {
    guard var object = tensorObject(id) else { return }
    let operation = Registry.id("kept")
    if object.grad < 0 {
      let row =
        keepsRow && gradientRow >= 0
        ? gradientRow : trace.source(operation, gradient, site: site, time: nextTime)
      if case .object(let made) = self.object(for: row) { object.grad = made }
      heap[id] = .tensor(object)
      return
    }
    guard var held = tensorObject(object.grad) else { return }
    do throws(ShapeError) {
      let row: RowID
      if keepsRow && gradientRow >= 0 {
        row = try trace.apply(
          Operation.add, held.row, gradientRow, records: true, site: site, time: nextTime)
      } else {
        row = trace.source(
          operation, try Kernels.add(trace[held.row], gradient), site: site, time: nextTime)
      }
      trace.update(held.row) { $0.flags.insert(.overwritten) }
      held.row = row
    } catch {
      throw failure(error, operation: "add", operands: [])
    }
    countChange(&held, object.grad)
    heap[object.grad] = .tensor(held)
  }

  /// The tuple that `grad(outputs, inputs)` gives.
  private mutating func collected(
    _ pass: BackwardPass, _ targets: [RowID], _ allowUnused: Bool
  ) throws(Diagnostic) -> Value {
    var items = ContiguousArray<Value>()
    for target in targets {
      if let found = pass.result(for: target) {
        let row =
          found.row >= 0 && pass.createsGraph
          ? found.row
          : trace.source(Registry.id("kept"), found.value, site: site, time: nextTime)
        items.append(object(for: row))
      } else {
        guard allowUnused else {
          throw Diagnostic(
            "unused-input", "one of the inputs of grad() was not used to make the outputs",
            notes: ["its gradient is zero: the outputs would not change with it"],
            suggestions: ["allow_unused=True gives None for it"])
        }
        items.append(.none)
      }
    }
    return try tuple(items)
  }

  private func backwardFailure(_ failure: BackwardPass.Failure) -> Diagnostic {
    func place(_ row: RowID) -> String {
      let line = trace.row(row)
      guard line.site.code >= 0, Int(line.site.code) < codes.count else { return "" }
      let code = codes[Int(line.site.code)].code
      let i = Int(line.site.instruction)
      guard i >= 0, i < code.spans.count else { return "" }
      let number = code.source.position(of: Int(code.spans[i].start)).line
      return " (`\(code.source.slice(code.spans[i]))`, line \(number))"
    }
    switch failure {
    case .freed(let row):
      return Diagnostic(
        "backward-twice", "this graph was gone back through already, and its values were let go",
        notes: [
          "the rule of \(Registry[trace.row(row).operation].name)\(place(row)) reads a value "
            + "that is not kept after a backward"
        ],
        suggestions: [
          "`.backward(retain_graph=True)` the first time",
          "compute the loss anew before each backward",
        ])
    case .overwritten(let row, let input):
      return Diagnostic(
        "stale-value", "a value that the backward needs was changed in place since",
        notes: [
          "the rule of \(Registry[trace.row(row).operation].name)\(place(row)) reads it",
          "changed: the tensor made by \(Registry[trace.row(input).operation].name)\(place(input))",
        ],
        suggestions: [
          "compute the loss anew after an update",
          "`.clone()` before the change keeps the old value",
        ])
    case .shape(let row, let error):
      return self.failure(error, operation: Registry[trace.row(row).operation].name, operands: [])
    }
  }
}
