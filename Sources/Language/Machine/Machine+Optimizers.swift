import Autograd
import Diagnostics
import Tensors

// Optimizers: an object with parameter groups, as in PyTorch; a step is an activity in which each
// parameter's change is one event. What a rule computes stands beside the other operations, in
// `OptimizerRule`.

/// An optimizer: its rule, its groups (a list of dicts in the heap) and each parameter's state.
struct OptimizerObject: Sendable {
  var rule: OptimizerRule
  var groups: ObjectID
  var states: [ObjectID: OptimizerState] = [:]
  /// What an optimizer that is written in the language remembers: a dict, or −1.
  var memory: ObjectID = -1
}

extension Builtins {
  static let optimizers: [Builtin] =
    OptimizerRule.all.map { rule in
      native(rule.name, [.bare, .optim]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        .value(try machine.makeOptimizer(rule, &arguments))
      }
    } + [
      native("step", [.optimizer]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        try arguments.bind(["self", "closure"], required: 1, in: machine)
        guard case .object(let id) = arguments.values[0] else { return .value(.none) }
        if let work = try machine.closureStep(id, arguments.values[1]) { return work }
        machine.activity = .optimizer(id, group: 0, parameter: 0)
        return .activity
      },
      native("zero_grad", [.optimizer]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        try arguments.bind(["self", "set_to_none"], required: 1, in: machine)
        guard case .object(let id) = arguments.values[0],
          case .optimizer(let optimizer) = machine.heap[id]
        else { return .value(.none) }
        let drops = arguments.has(1) ? try machine.truth(arguments.values[1]) : true
        for group in 0..<machine.groupCount(optimizer) {
          for parameter in machine.parameters(optimizer, group) {
            guard var object = machine.tensorObject(parameter), object.grad >= 0 else { continue }
            if drops {
              object.grad = -1
              machine.heap[parameter] = .tensor(object)
            } else {
              _ = try machine.overwrite(.object(object.grad), "zero_", with: 0)
            }
          }
        }
        return .value(.none)
      },
      native("clip_grad_norm_", [.bare, .utilities]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        try arguments.bind(["parameters", "max_norm", "norm_type"], required: 2, in: machine)
        try machine.startClip(arguments)
        return .activity
      },
    ]
}

extension Machine {
  mutating func makeOptimizer(
    _ rule: OptimizerRule, _ arguments: inout Arguments
  ) throws(Diagnostic) -> Value {
    var names = ["params"]
    for setting in rule.defaults where setting.name != "beta2" {
      names.append(setting.name == "beta1" ? "betas" : setting.name)
    }
    let needsRate = rule.defaults.first { $0.name == "lr" }?.value.isNaN ?? false
    try arguments.bind(names, required: needsRate ? 2 : 1, in: self)
    guard let items = try eagerItems(arguments.values[0]) else {
      throw Diagnostic("optimizer-params", "\(rule.name) needs a list of its parameters")
    }
    guard !items.isEmpty else {
      throw Diagnostic("optimizer-params", "\(rule.name) got an empty list of parameters")
    }
    var settings: [(String, Value)] = []
    for (i, name) in names.enumerated().dropFirst() {
      let given = arguments.has(i)
      if name == "betas" {
        var pair = ContiguousArray<Value>()
        for beta in ["beta1", "beta2"] {
          pair.append(.float(rule.defaults.first { $0.name == beta }?.value ?? 0))
        }
        if given {
          guard let own = try eagerItems(arguments.values[i]), own.count == 2 else {
            throw Diagnostic("optimizer-betas", "betas is a pair of numbers")
          }
          pair = own
          for beta in own {
            let share = try double(beta, "a beta")
            guard share >= 0, share < 1 else {
              throw Diagnostic("value", "a beta is from 0 up to, not including, 1")
            }
          }
        }
        settings.append((name, try tuple(pair)))
      } else {
        let fallback = rule.defaults.first { $0.name == name }?.value ?? 0
        let value: Value =
          given ? arguments.values[i] : rule.isFlag(name) ? .bool(fallback != 0) : .float(fallback)
        if given { _ = try double(value, "`\(name)`") }
        if name == "lr", try double(value, "lr") < 0 {
          throw Diagnostic("value", "a learning rate cannot be negative")
        }
        if ["momentum", "weight_decay", "eps"].contains(name), try double(value, name) < 0 {
          throw Diagnostic("value", "`\(name)` cannot be negative")
        }
        settings.append((name, value))
      }
    }
    let groups = try parameterGroups(items, settings, rule)
    let optimizer = OptimizerObject(rule: rule, groups: groups)
    return .object(heap.add(.optimizer(optimizer), bytes: 64))
  }

  /// The list of dicts that `param_groups` is: one group for a plain list of tensors.
  private mutating func parameterGroups(
    _ items: ContiguousArray<Value>, _ settings: [(String, Value)], _ rule: OptimizerRule
  ) throws(Diagnostic) -> ObjectID {
    var tables: [TableObject] = []
    if let first = items.first, case .object(let id) = first, case .dict = heap[id] {
      for item in items {
        guard case .object(let id) = item, case .dict(var table) = heap[id] else {
          throw Diagnostic("optimizer-params", "groups and tensors cannot stand side by side")
        }
        guard let members = table.entries[.string("params")] else {
          throw Diagnostic("optimizer-params", "a group needs its `params`")
        }
        if isTensor(members.value) {
          table.set(.string("params"), written: members.key, to: list([members.value]))
        } else if let members = try eagerItems(members.value) {
          table.set(
            .string("params"), written: try string("params"), to: list(members))
        }
        tables.append(table)
      }
    } else {
      var table = TableObject()
      table.set(.string("params"), written: try string("params"), to: list(items))
      tables.append(table)
    }
    for i in tables.indices {
      for (name, value) in settings where tables[i].entries[.string(name)] == nil {
        tables[i].set(.string(name), written: try string(name), to: value)
      }
      guard let members = tables[i].entries[.string("params")]?.value,
        let members = try eagerItems(members)
      else { continue }
      for member in members { try checkParameter(member, rule) }
    }
    let groups = list(tables.map { add(dict: $0) })
    guard case .object(let id) = groups else { return -1 }
    return id
  }

  func checkParameter(_ value: Value, _ rule: OptimizerRule) throws(Diagnostic) {
    guard case .object(let id) = value, let object = tensorObject(id) else {
      throw Diagnostic(
        "optimizer-params", "\(rule.name) changes tensors, not \(typeName(value))",
        suggestions: ["\(rule.name)([w, b], lr=0.1)      a list of the tensors to change"])
    }
    guard object.isLeaf else {
      throw Diagnostic(
        "not-leaf", "\(rule.name) can only change leaves; this tensor was computed from others",
        suggestions: ["param(x) makes a leaf of its numbers"])
    }
  }

  func groupCount(_ optimizer: OptimizerObject) -> Int {
    guard case .list(let list) = heap[optimizer.groups] else { return 0 }
    return list.count
  }

  func groupTable(_ optimizer: OptimizerObject, _ group: Int) -> TableObject? {
    guard case .list(let list) = heap[optimizer.groups], group < list.count,
      case .object(let id) = list[group], case .dict(let table) = heap[id]
    else { return nil }
    return table
  }

  /// The tensor objects of one group.
  func parameters(_ optimizer: OptimizerObject, _ group: Int) -> [ObjectID] {
    guard let table = groupTable(optimizer, group),
      case .object(let id)? = table.entries[.string("params")]?.value,
      case .list(let list) = heap[id]
    else { return [] }
    return list.array.compactMap { if case .object(let id) = $0 { id } else { nil } }
  }

  /// One parameter of a group, without a list of all of them.
  private func parameter(_ optimizer: OptimizerObject, _ group: Int, _ i: Int) -> ObjectID? {
    guard let table = groupTable(optimizer, group),
      case .object(let id)? = table.entries[.string("params")]?.value,
      case .list(let list) = heap[id], i < list.count, case .object(let parameter) = list[i]
    else { return nil }
    return parameter
  }

  /// A group's settings as numbers.
  func settings(
    _ optimizer: OptimizerObject, _ group: Int
  ) throws(Diagnostic) -> [String: Double] {
    var settings: [String: Double] = [:]
    guard let table = groupTable(optimizer, group) else { return settings }
    for setting in optimizer.rule.defaults {
      if setting.name == "beta1" || setting.name == "beta2" {
        guard case .object(let id)? = table.entries[.string("betas")]?.value,
          case .tuple(let pair) = heap[id], pair.items.count == 2
        else {
          settings[setting.name] = setting.value
          continue
        }
        settings[setting.name] = try double(pair.items[setting.name == "beta1" ? 0 : 1], "a beta")
      } else if let entry = table.entries[.string(setting.name)] {
        settings[setting.name] = try double(entry.value, "`\(setting.name)`")
      } else {
        settings[setting.name] = setting.value
      }
    }
    return settings
  }

  /// What the next change needs of an optimizer.
  ///
  /// It is read in a scope of its own: a copy that
  /// lived on would be a second owner of the states, and every change would copy them.
  private enum NextChange {
    case parameter(ObjectID, OptimizerRule, [String: Double])
    case nextGroup
    case done
  }

  private func nextChange(
    _ id: ObjectID, _ group: Int, _ next: Int
  ) throws(Diagnostic) -> NextChange {
    guard case .optimizer(let optimizer) = heap[id] else { return .done }
    guard let parameter = parameter(optimizer, group, next) else {
      return group + 1 < groupCount(optimizer) ? .nextGroup : .done
    }
    let settings = try settings(optimizer, group)
    if let problem = optimizer.rule.problem(settings) {
      throw Diagnostic("optimizer-settings", problem)
    }
    return .parameter(parameter, optimizer.rule, settings)
  }

  /// Changes the next parameter that has a gradient.
  mutating func advanceOptimizer(
    _ id: ObjectID, _ group: Int, _ next: Int
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      switch try nextChange(id, group, next) {
      case .done:
        activity = nil
        push(.none)
      case .nextGroup: activity = .optimizer(id, group: group + 1, parameter: 0)
      case .parameter(let parameter, let rule, let settings):
        activity = .optimizer(id, group: group, parameter: next + 1)
        try change(parameter, by: id, rule, settings)
      }
    } catch {
      activity = nil
      throw located(error)
    }
  }

  private mutating func change(
    _ parameter: ObjectID, by id: ObjectID, _ rule: OptimizerRule, _ settings: [String: Double]
  ) throws(Diagnostic) {
    guard let object = tensorObject(parameter), let gradient = tensorObject(object.grad) else {
      return
    }
    let before = release(id, parameter)
    let (after, state) = try updated(rule, before, object, gradient, settings)
    keep(state, id, parameter)
    var row = Row(
      operation: Registry.id(rule.primitive), arity: 2, a: object.row, b: gradient.row, site: site,
      time: nextTime)
    if trace.row(object.row).flags.contains(.requiresGrad) {
      row.flags = [.leaf, .requiresGrad]
      row.leaf = parameter
    }
    let made = trace.append(row, after)
    trace.count(cost: after.count * 8)
    place(made, in: parameter)
  }

  /// Takes a parameter's state out of the heap.
  private mutating func release(_ id: ObjectID, _ parameter: ObjectID) -> OptimizerState {
    guard case .optimizer(var optimizer) = heap[id] else { return OptimizerState() }
    heap[id] = .free
    let state = optimizer.states.removeValue(forKey: parameter) ?? OptimizerState()
    heap[id] = .optimizer(optimizer)
    return state
  }

  /// Puts a parameter's state into the heap.
  private mutating func keep(_ state: OptimizerState, _ id: ObjectID, _ parameter: ObjectID) {
    guard case .optimizer(var optimizer) = heap[id] else { return }
    heap[id] = .free
    optimizer.states[parameter] = state
    heap[id] = .optimizer(optimizer)
  }

  private func updated(
    _ rule: OptimizerRule, _ state: consuming OptimizerState, _ object: TensorObject,
    _ gradient: TensorObject, _ settings: [String: Double]
  ) throws(Diagnostic) -> (Tensor, OptimizerState) {
    do throws(ShapeError) {
      return try rule.update(
        parameter: trace[object.row], gradient: trace[gradient.row], state: state,
        settings: settings)
    } catch {
      throw failure(error, operation: rule.name, operands: [])
    }
  }

  // MARK: - Clipping

  mutating func startClip(_ arguments: Arguments) throws(Diagnostic) {
    let maximum = try double(arguments.values[1], "max_norm")
    let power = arguments.has(2) ? try double(arguments.values[2], "norm_type") : 2
    var parameters: [ObjectID] = []
    if isTensor(arguments.values[0]), case .object(let id) = arguments.values[0] {
      parameters = [id]
    } else if let items = try eagerItems(arguments.values[0]) {
      for item in items {
        guard case .object(let id) = item, isTensor(item) else {
          throw Diagnostic("type", "clip_grad_norm_ needs tensors, not \(typeName(item))")
        }
        parameters.append(id)
      }
    }
    parameters = parameters.filter { (tensorObject($0)?.grad ?? -1) >= 0 }
    var norms: [Double] = []
    for id in parameters {
      guard let object = tensorObject(id), let gradient = tensorObject(object.grad) else {
        continue
      }
      norms.append(Machine.norm(trace[gradient.row].elements, power))
    }
    let total = Machine.norm(norms, power)
    // PyTorch's factor: the norm a little enlarged, and never above 1.
    let factor = min(1, maximum / (total + 1e-6))
    let row = trace.source(
      Registry.id("kept"), Tensor(scalar: total), site: site, time: nextTime)
    guard case .object(let norm) = object(for: row) else { return }
    let clipping = Clipping(
      parameters: parameters, maximum: maximum, power: power, factor: factor, norm: norm)
    activity = .clip(clipping, next: 0)
  }

  private static func norm(_ values: [Double], _ power: Double) -> Double {
    if power == 2 { return values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    if power == .infinity { return values.reduce(0) { max($0, abs($1)) } }
    let sum = values.reduce(0) { $0 + Kernels.power(abs($1), power) }
    return Kernels.power(sum, 1 / power)
  }

  mutating func advanceClip(_ clipping: Clipping, _ next: Int) throws(Diagnostic) {
    let parameters = clipping.parameters
    guard next < parameters.count else {
      activity = nil
      push(.object(clipping.norm))
      return
    }
    activity = .clip(clipping, next: next + 1)
    guard let object = tensorObject(parameters[next]), let gradient = tensorObject(object.grad)
    else { return }
    let before = trace[gradient.row]
    do throws(ShapeError) {
      let after = try Kernels.mul(before, Tensor(scalar: clipping.factor))
      var row = Row(
        operation: Registry.id("clip_grad"), arity: 1, a: gradient.row, site: site, time: nextTime)
      row.flags = []
      var attributes = Attributes()
      attributes.scalar = clipping.factor
      place(trace.append(row, after, attributes), in: object.grad)
    } catch {
      activity = nil
      throw failure(error, operation: "clip_grad_norm_", operands: [])
    }
  }
}
