import Autograd
import Diagnostics

// LBFGS, and the step of any optimizer with a closure: what the prelude's code needs of the
// machine, under names that no program binds.

extension Builtins {
  static let closures: [Builtin] =
    [
      native("LBFGS", [.bare, .optim]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        .value(try machine.makeLBFGS(&arguments))
      },
      native("add_param_group", [.optimizer]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        try arguments.bind(["self", "param_group"], required: 2, in: machine)
        try machine.addGroup(arguments.values[1], to: arguments.values[0])
        return .value(.none)
      },
      recording("__no_grad", false), recording("__enable_grad", true),
      Builtin(name: "__cat", homes: [.bare], body: .operation(Registry.id("cat"))),
      native("__zip_lists", [.bare]) {
        (machine: inout Machine, arguments: inout Arguments) throws(Diagnostic) -> Outcome in
        try arguments.bind(["a", "b"], required: 2, in: machine)
        let (a, b) = (
          try machine.items(of: arguments.values[0]), try machine.items(of: arguments.values[1])
        )
        var pairs = ContiguousArray<Value>()
        for (x, y) in zip(a, b) { pairs.append(try machine.tuple([x, y])) }
        return .value(machine.list(pairs))
      },
    ]
    + [
      hidden("__len", "len"), hidden("__abs", "abs"), hidden("__min", "min"),
      hidden("__max", "max"), hidden("__float", "float"), hidden("__range", "range"),
      hidden("__sqrt", "sqrt", in: .math),
    ].compactMap { $0 }

  /// A built-in of Python under a name that no program binds.
  private static func hidden(_ name: String, _ own: String, in home: Home = .bare) -> Builtin? {
    let found = (python + iterating + mathematics).first {
      $0.name == own && $0.homes.contains(home)
    }
    return found.map {
      Builtin(name: name, homes: [.bare], body: $0.body, keepsIterators: $0.keepsIterators)
    }
  }

  private static func recording(_ name: String, _ records: Bool) -> Builtin {
    native(name, [.bare]) {
      (machine: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
      .value(
        .object(
          machine.heap.add(
            .record(RecordObject(names: ["records_graph"], values: [.bool(records)])))))
    }
  }
}

extension Machine {
  /// What a step with a closure, or of an optimizer that needs one, goes on with; nil for a plain
  /// step.
  mutating func closureStep(_ id: ObjectID, _ closure: Value) throws(Diagnostic) -> Outcome? {
    var isGiven = closure.isGiven
    if case .none = closure { isGiven = false }
    guard case .optimizer(let optimizer) = heap[id] else { return nil }
    guard optimizer.memory >= 0 else {
      return isGiven ? .prelude("__step_with", [.object(id), closure]) : nil
    }
    guard isGiven else {
      throw Diagnostic(
        "closure-needed", "\(optimizer.rule.name) needs a closure that works out the loss",
        notes: ["it tries several values a step, and asks for the loss at each"],
        suggestions: [
          "def closure(): opt.zero_grad(); loss = …; loss.backward(); return loss",
          "opt.step(closure)",
        ])
    }
    guard case .list(let groups) = heap[optimizer.groups], groups.count == 1 else {
      throw Diagnostic("optimizer-params", "\(optimizer.rule.name) has one group of parameters")
    }
    return .prelude("__lbfgs", [groups[0], .object(optimizer.memory), closure])
  }

  /// `LBFGS(params, …)` with PyTorch's defaults.
  mutating func makeLBFGS(_ arguments: inout Arguments) throws(Diagnostic) -> Value {
    let names = [
      "params", "lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size",
      "line_search_fn",
    ]
    try arguments.bind(names, required: 1, in: self)
    for i in names.indices where i > 0 && !arguments.has(i) { arguments.values[i] = .none }
    func orElse(_ i: Int, _ fallback: Value) -> Value {
      if case .none = arguments.values[i] { return fallback }
      return arguments.values[i]
    }
    guard let items = try eagerItems(arguments.values[0]), !items.isEmpty else {
      throw Diagnostic("optimizer-params", "LBFGS needs a list of its parameters")
    }
    if let first = items.first, case .object(let id) = first, case .dict = heap[id] {
      throw Diagnostic(
        "optimizer-params", "LBFGS has no groups of parameters: all go along one direction",
        suggestions: ["LBFGS([w, b])"])
    }
    let rate = orElse(1, .float(1))
    guard try double(rate, "lr") > 0 else {
      throw Diagnostic("value", "a learning rate of LBFGS is above 0")
    }
    let iterations = try int(orElse(2, .int(20)), "`max_iter`")
    let (room, overflow) = iterations.multipliedReportingOverflow(by: 5)
    let trials = orElse(3, .int(overflow ? .max : room / 4))
    _ = try int(trials, "`max_eval`")
    let search = arguments.values[7]
    if case .none = search {
    } else if try string(search, "`line_search_fn`") != "strong_wolfe" {
      throw Diagnostic(
        "value", "LBFGS knows one line search, 'strong_wolfe', and None",
        suggestions: ["line_search_fn=\"strong_wolfe\""])
    }
    let settings: [(String, Value)] = [
      ("params", list(items)), ("lr", rate), ("max_iter", .int(iterations)),
      ("max_eval", trials), ("tolerance_grad", orElse(4, .float(1e-7))),
      ("tolerance_change", orElse(5, .float(1e-9))),
      ("history_size", orElse(6, .int(100))), ("line_search_fn", search),
    ]
    for (name, value) in settings[4...6] { _ = try double(value, "`\(name)`") }
    let memory: [(String, Value)] = [
      ("func_evals", .int(0)), ("n_iter", .int(0)), ("d", .none), ("t", .none),
      ("old_dirs", list([])), ("old_stps", list([])), ("ro", list([])), ("H_diag", .int(1)),
      ("prev_flat_grad", .none),
    ]
    var optimizer = try optimizer(.lbfgs, items, group: settings)
    optimizer.memory = try dict(memory)
    return .object(heap.add(.optimizer(optimizer), bytes: 64))
  }

  private mutating func optimizer(
    _ rule: OptimizerRule, _ items: ContiguousArray<Value>, group: [(String, Value)]
  ) throws(Diagnostic) -> OptimizerObject {
    for item in items { try checkParameter(item, rule) }
    let groups = list([.object(try dict(group))])
    guard case .object(let id) = groups else { return OptimizerObject(rule: rule, groups: -1) }
    return OptimizerObject(rule: rule, groups: id)
  }

  private mutating func dict(_ entries: [(String, Value)]) throws(Diagnostic) -> ObjectID {
    var table = TableObject()
    for (name, value) in entries {
      table.set(.string(name), written: try string(name), to: value)
    }
    if case .object(let id) = add(dict: table) { return id }
    return -1
  }

  /// `opt.add_param_group({"params": […], …})`: what it does not say, it has from the first group.
  mutating func addGroup(_ group: Value, to optimizer: Value) throws(Diagnostic) {
    guard case .object(let id) = optimizer, case .optimizer(let object) = heap[id],
      case .list(let groups) = heap[object.groups]
    else { return }
    guard object.memory < 0 else {
      throw Diagnostic("optimizer-params", "\(object.rule.name) has one group of parameters")
    }
    guard case .object(let added) = group, case .dict(var table) = heap[added],
      let members = table.entries[.string("params")]
    else {
      throw Diagnostic(
        "optimizer-params", "a group is a dict with its `params`",
        suggestions: ["opt.add_param_group({\"params\": [w], \"lr\": 0.1})"])
    }
    var items: ContiguousArray<Value> = [members.value]
    if !isTensor(members.value), let several = try eagerItems(members.value) { items = several }
    let held = (0..<groups.count).flatMap { parameters(object, $0) }
    for item in items {
      try checkParameter(item, object.rule)
      if case .object(let parameter) = item, held.contains(parameter) {
        throw Diagnostic("optimizer-params", "a parameter is in one group only")
      }
    }
    table.set(.string("params"), written: try string("params"), to: list(items))
    if case .object(let first) = groups[0], case .dict(let model) = heap[first] {
      for (key, entry) in model.entries where table.entries[key] == nil {
        table.set(key, written: entry.key, to: entry.value)
      }
    }
    let made = add(dict: table)
    heap.withList(object.groups) { $0.append(made) }
  }
}
