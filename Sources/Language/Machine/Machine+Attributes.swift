import Autograd
import Diagnostics
import Tensors

// `x.name`: fields, methods, modules, and what pasted code most often expects and does not find.

extension Machine {
  /// Where the methods of a value are kept.
  func home(of value: Value) -> Home? {
    guard case .object(let id) = value else { return nil }
    switch heap[id] {
    case .tensor: return .tensor
    case .string: return .string
    case .list: return .list
    case .tuple: return .tuple
    case .dict: return .dict
    case .set: return .set
    case .record: return .record
    case .optimizer: return .optimizer
    default: return nil
    }
  }

  /// The built-in behind a method.
  func method(_ name: String, of value: Value) -> Int32? {
    guard let home = home(of: value) else { return nil }
    return Builtins.find(name, in: home)
  }

  mutating func readAttribute(_ name: String) throws(Diagnostic) {
    let value = try attribute(name, of: top())
    replace(1, with: value)
  }

  mutating func attribute(_ name: String, of value: Value) throws(Diagnostic) -> Value {
    if case .module(let number) = value { return try member(name, of: Int(number)) }
    guard case .object(let id) = value else { throw noAttribute(name, value) }
    switch heap[id] {
    case .tensor(let object):
      if let result = try tensorField(name, id, object) { return result }
    case .record(let record):
      if let i = record.names.firstIndex(of: name) { return record.values[i] }
    case .tuple(let tuple):
      if case .valuesAndIndices = tuple.kind {
        if name == "values" { return tuple.items[0] }
        if name == "indices" { return tuple.items[1] }
      }
      if case .named(_, let fields) = tuple.kind, let i = fields.firstIndex(of: name) {
        return tuple.items[i]
      }
    case .optimizer(let optimizer):
      if name == "param_groups" { return .object(optimizer.groups) }
      if optimizer.rule.defaults.contains(where: { $0.name == name }) {
        throw Diagnostic(
          "optimizer-field", "an optimizer keeps `\(name)` in its parameter groups",
          notes: ["each group of parameters can have its own"],
          suggestions: ["opt.param_groups[0][\"\(name)\"]"])
      }
    default: break
    }
    if let number = method(name, of: value) {
      return .object(heap.add(.method(value, number)))
    }
    throw noAttribute(name, value)
  }

  private mutating func tensorField(
    _ name: String, _ id: ObjectID, _ object: TensorObject
  ) throws(Diagnostic) -> Value? {
    switch name {
    case "shape":
      return try tuple(ContiguousArray(trace[object.row].shape.array.map { .int($0) }), kind: .size)
    case "dtype": return .dtype(trace[object.row].dtype)
    case "ndim": return .int(trace[object.row].rank)
    case "grad":
      if object.grad >= 0 { return .object(object.grad) }
      return Value.none
    case "requires_grad": return .bool(requiresGrad(id))
    case "is_leaf": return .bool(object.isLeaf)
    case "T", "mT":
      let rank = trace[object.row].rank
      guard rank == 2 || (rank > 2 && name == "mT") else {
        if rank < 2, name == "T" { return .object(id) }
        throw Diagnostic(
          "transpose-rank", "`.\(name)` turns a matrix; this tensor is \(trace[object.row].shape)",
          suggestions: rank > 2 ? ["`.mT` turns the last two dims"] : [])
      }
      var attributes = Attributes()
      attributes.start = rank - 2
      attributes.stop = rank - 1
      return try apply(
        Registry.id("transpose"), .object(id), attributes: attributes, sharing: id)
    case "data": return try apply(Registry.id("detach"), .object(id), sharing: id)
    default: return nil
    }
  }

  private func member(_ name: String, of module: Int) throws(Diagnostic) -> Value {
    let home = Modules.homes[module]
    let path = Modules.names[module]
    if let place = Modules.place(path + "." + name) { return .module(Int32(place)) }
    if let number = Builtins.find(name, in: home) { return .builtin(number) }
    if home == .torch || home == .math {
      let allowed = home == .math ? ["inf", "nan", "pi", "e"] : ["inf", "nan", "pi", "e"]
      if name == "e", allowed.contains(name) { return .float(2.718281828459045) }
      if allowed.contains(name), let value = Builtins.constants[name] { return value }
    }
    if home == .torch {
      switch name {
      case "float64", "double", "float", "float32": return .dtype(.float)
      case "int64", "long", "int", "int32": return .dtype(.int)
      case "bool": return .dtype(.bool)
      default: break
      }
    }
    throw notInModule(name, path, home)
  }

  private func notInModule(_ name: String, _ path: String, _ home: Home) -> Diagnostic {
    var diagnostic = Diagnostic("unknown-attribute", "`\(path)` has nothing called `\(name)`")
    if let instead = Machine.layers[name] {
      diagnostic.id = "nn-module"
      diagnostic.message = "`nn.\(name)` is beyond the language: there are no classes"
      diagnostic.notes = [
        "a layer here is its tensors and a function, so that every number can be seen"
      ]
      diagnostic.suggestions = [instead]
      return diagnostic
    }
    if name == "cuda" || name == "device" {
      diagnostic.message = "everything runs on the CPU here: there is no `\(path).\(name)`"
      diagnostic.notes = ["a tensor lies in memory and nowhere else"]
      diagnostic.suggestions = ["leave it out"]
      return diagnostic
    }
    // The right place, if there is another one.
    let places: [(Home, String)] = [
      (.torch, "torch."), (.functional, "F."), (.optim, "torch.optim."), (.math, "math."),
      (.utilities, "torch.nn.utils."), (.tensor, "x."),
    ]
    for (other, prefix) in places where other != home {
      if Builtins.find(name, in: other) != nil {
        diagnostic.id = "spelling"
        diagnostic.notes = ["PyTorch has it as `\(prefix)\(name)`"]
        diagnostic.suggestions = ["\(prefix)\(name)(…)"]
        diagnostic.fix = other == .tensor ? nil : moved(to: prefix + name)
        return diagnostic
      }
    }
    if let reason = Machine.absentAttributes[name] {
      diagnostic.notes = reason.notes
      diagnostic.suggestions = reason.suggestions
      return diagnostic
    }
    let near = nearMisses(name, in: Builtins.names(in: home))
    if let first = near.first {
      diagnostic.suggestions = ["did you mean `\(first)`?"]
      diagnostic.fix = .init(.none, first)
    }
    return diagnostic
  }

  /// The fix for a function that is called under another module's name: its right spelling.
  private func moved(to spelling: String) -> Diagnostic.Fix? {
    guard code.instructions[pc - 1].opcode == .callMethod else { return nil }
    let shape = code.calls[Int(code.instructions[pc - 1].a)]
    guard let base = shape.spans.first else { return nil }
    return .init(base.union(shape.callee), spelling)
  }

  /// The fix for a method that is a function only: its receiver as the first argument.
  private func asFunction(_ name: String) -> (text: String, fix: Diagnostic.Fix)? {
    guard code.instructions[pc - 1].opcode == .callMethod else { return nil }
    let shape = code.calls[Int(code.instructions[pc - 1].a)]
    guard let base = shape.spans.first else { return nil }
    let whole = code.spans[pc - 1]
    let rest = code.source.slice(Span(Int(shape.callee.end) + 1, Int(whole.end)))
    let text = "\(name)(\(code.source.slice(base))\(rest == ")" ? "" : ", ")\(rest)"
    return (text, .init(whole, text))
  }

  private func noAttribute(_ name: String, _ value: Value) -> Diagnostic {
    var diagnostic = Diagnostic(
      "unknown-attribute", "\(typeName(value)) has nothing called `\(name)`")
    if isTensor(value), ["cuda", "to", "cpu", "device"].contains(name) {
      diagnostic.message = "everything runs on the CPU here: a tensor has no `.\(name)`"
      diagnostic.suggestions = ["leave it out"]
      return diagnostic
    }
    var names: [String] = []
    if let home = home(of: value) {
      names = Builtins.names(in: home)
      if home == .tensor {
        names += ["shape", "dtype", "grad", "requires_grad", "is_leaf", "T", "mT", "data", "ndim"]
        if Builtins.find(name, in: .functional) != nil {
          diagnostic.id = "spelling"
          diagnostic.notes = ["PyTorch has it as `F.\(name)(x)`"]
          let call = asFunction("F.\(name)")
          diagnostic.suggestions = [call?.text ?? "F.\(name)(x)"]
          diagnostic.fix = call?.fix
          return diagnostic
        }
      }
    }
    if case .object(let id) = value, case .record(let record) = heap[id] {
      names += record.names
      diagnostic.notes = ["its fields: \(record.names.joined(separator: ", "))"]
    }
    if case .none = value {
      diagnostic.notes = ["a `.grad` is None until a backward has reached it"]
    }
    let near = nearMisses(name, in: names)
    if let first = near.first {
      diagnostic.suggestions = ["did you mean `.\(first)`?"]
      diagnostic.fix = .init(.none, first)
    } else if let reason = Machine.absentAttributes[name] {
      diagnostic.notes += reason.notes
      diagnostic.suggestions = reason.suggestions
    }
    return diagnostic
  }

  // MARK: - Storing

  mutating func writeAttribute(_ name: String) throws(Diagnostic) {
    let (value, base) = (top(1), top())
    guard case .object(let id) = base else { throw noAttribute(name, base) }
    switch heap[id] {
    case .record(var record):
      if let i = record.names.firstIndex(of: name) {
        record.values[i] = value
      } else {
        try reserve(64)
        record.names.append(name)
        record.values.append(value)
      }
      heap[id] = .record(record)
    case .tensor(let object): try writeTensorField(name, id, object, value)
    case .optimizer(let optimizer) where optimizer.rule.defaults.contains { $0.name == name }:
      throw Diagnostic(
        "optimizer-field", "an optimizer keeps `\(name)` in its parameter groups",
        suggestions: ["opt.param_groups[0][\"\(name)\"] = …"])
    default:
      throw Diagnostic(
        "cannot-assign-attribute", "`.\(name)` of \(typeName(base)) cannot be assigned",
        notes: ["only records have fields of one's own"], suggestions: ["r = record(\(name)=…)"])
    }
    stack.removeLast(2)
  }

  private mutating func writeTensorField(
    _ name: String, _ id: ObjectID, _ object: TensorObject, _ value: Value
  ) throws(Diagnostic) {
    var object = object
    switch name {
    case "grad":
      if case .none = value {
        object.grad = -1
      } else if case .object(let other) = value, let gradient = tensor(value) {
        guard gradient.shape == trace[object.row].shape else {
          throw Diagnostic(
            "grad-shape",
            "a gradient has its tensor's shape \(trace[object.row].shape), not \(gradient.shape)")
        }
        object.grad = other
      } else {
        throw Diagnostic("type", "`.grad` is a tensor or None, not \(typeName(value))")
      }
      heap[id] = .tensor(object)
    case "requires_grad": try setRequiresGrad(id, try truth(value))
    case "data":
      let source = try row(of: value)
      guard trace[source].shape == trace[object.row].shape else {
        throw Diagnostic(
          "data-shape", "`.data` keeps the shape \(trace[object.row].shape) here")
      }
      let row = trace.source(
        Registry.id("data"), trace[source], site: site, time: nextTime)
      place(row, in: id)
    default:
      throw Diagnostic(
        "cannot-assign-attribute", "`.\(name)` of a tensor cannot be assigned",
        notes: ["`.grad`, `.data` and `.requires_grad` can"])
    }
  }

  /// `requires_grad_` and `.requires_grad = …`: for leaves of floats.
  mutating func setRequiresGrad(_ id: ObjectID, _ wanted: Bool) throws(Diagnostic) {
    guard let object = tensorObject(id) else { return }
    guard requiresGrad(id) != wanted else { return }
    guard object.isLeaf else {
      throw Diagnostic(
        "not-leaf", "only a leaf can be told whether it requires a gradient",
        suggestions: ["`x.detach()` is a new leaf with the same numbers"])
    }
    guard !wanted || trace[object.row].dtype == .float else {
      throw Diagnostic(
        "grad-dtype",
        "only floats have gradients; this tensor holds \(trace[object.row].dtype.name)",
        suggestions: ["`.float()` first"])
    }
    // A row that something was computed from already must not change its mind: a new one does.
    let old = object.row
    let line = trace.row(old)
    var fresh = Row(operation: line.operation, site: line.site, time: line.time)
    if wanted {
      fresh.flags = [Row.Flags.leaf, Row.Flags.requiresGrad]
      fresh.leaf = id
    }
    var changed = object
    changed.row = trace.append(fresh, trace[old])
    heap[id] = .tensor(changed)
  }
}
