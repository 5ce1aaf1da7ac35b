import Autograd

// What could be written at a place: the names in scope, what stands behind a dot, the keywords of a
// call. Read from the tables that running uses, so that nothing is offered that is not there.

/// A name that could be written.
public struct WritableName: Sendable, Hashable {
  /// The name.
  public let name: String
  /// Whether it is something to call.
  public let isCallable: Bool
}

extension Machine {
  /// The names in scope: keywords, variables, functions, modules and built-ins.
  public var writableNames: [WritableName] {
    var names: [String: Bool] = [:]
    for word in Token.Kind.keywords.keys { names[word] = false }
    for name in Builtins.bareNames { names[name] = isCallable(Machine.initialValue(name)) }
    for name in ["torch", "F", "math"] { names[name] = false }
    for (slot, name) in globalNames.names.enumerated() where isWritable(name) {
      if case .unbound = globals[slot] { continue }
      names[name] = isCallable(globals[slot])
    }
    for (name, _) in variables where isWritable(name) {
      names[name] = isCallable(binding(name) ?? .unbound)
    }
    return names.map { WritableName(name: $0.key, isCallable: $0.value) }
  }

  /// What can stand behind the dot of a path such as `W`, `torch.optim`, `model.head`; empty when
  /// that is not known without running anything.
  public func writableMembers(of path: [String]) -> [WritableName] {
    guard let value = value(of: path) else { return [] }
    var names: [String: Bool] = [:]
    if case .module(let number) = value {
      for name in Builtins.names(in: Modules.homes[Int(number)]) { names[name] = true }
      let prefix = Modules.names[Int(number)] + "."
      for module in Modules.names where module.hasPrefix(prefix) {
        let rest = module.dropFirst(prefix.count)
        if !rest.contains(".") { names[String(rest)] = false }
      }
    }
    if let home = home(of: value) {
      if home == .tensor { return Machine.writableTensorMembers }
      for name in Builtins.names(in: home) { names[name] = true }
    }
    if case .object(let id) = value {
      switch heap[id] {
      case .record(let record):
        for (i, name) in record.names.enumerated() { names[name] = isCallable(record.values[i]) }
      case .optimizer: names["param_groups"] = false
      default: break
      }
    }
    return names.filter { isWritable($0.key) }
      .map { WritableName(name: $0.key, isCallable: $0.value) }
  }

  /// What can stand behind the dot of any tensor.
  public static let writableTensorMembers: [WritableName] = {
    let refused = Set(Builtins.refused.map(\.name))
    let methods = Builtins.names(in: .tensor).filter { !refused.contains($0) && !$0.hasPrefix("_") }
    return methods.map { WritableName(name: $0, isCallable: true) }
      + tensorFields.map { WritableName(name: $0, isCallable: false) }
  }()

  /// The names that arguments of a call may have.
  public func writableKeywords(ofCall path: [String]) -> [String] {
    guard let name = path.last else { return [] }
    let callee = value(of: path)
    if case .object(let id)? = callee, case .function(let function) = heap[id] {
      return codes[Int(function.code)].code.parameters.map(\.name).filter(isWritable)
    }
    let number: Int32?
    if case .builtin(let found)? = callee {
      number = found
    } else {
      number = value(of: path.dropLast()).flatMap { method(name, of: $0) }
    }
    guard let number else { return [] }
    // What is native calls the operation of its name, with the same arguments.
    if let id = Registry.find(Builtins.all[Int(number)].name) {
      // The receiver of a method stands before the dot.
      return Registry[id].signature.dropFirst(callee == nil ? 1 : 0).map(\.name)
    }
    let rule = OptimizerRule.all.first { $0.name == name }
    return rule?.defaults.map(\.name).filter { !$0.hasPrefix("beta") } ?? []
  }

  /// Fields of a tensor that are no methods.
  static let tensorFields = [
    "shape", "dtype", "ndim", "grad", "requires_grad", "is_leaf", "T", "mT", "data",
  ]

  /// What a path of names leads to, as far as nothing has to be run for it.
  private func value(of path: some Collection<String>) -> Value? {
    guard let first = path.first else { return nil }
    var value = binding(first) ?? Machine.initialValue(first)
    if case .unbound = value { value = Machine.initialValue(first) }
    for name in path.dropFirst() {
      switch value {
      case .module(let number):
        if let place = Modules.place(Modules.names[Int(number)] + "." + name) {
          value = .module(Int32(place))
        } else if let found = Builtins.find(name, in: Modules.homes[Int(number)]) {
          value = .builtin(found)
        } else {
          return nil
        }
      case .object(let id):
        if case .record(let record) = heap[id], let i = record.names.firstIndex(of: name) {
          value = record.values[i]
        } else if case .tensor(let tensor) = heap[id], name == "grad", tensor.grad >= 0 {
          value = .object(tensor.grad)
        } else {
          return nil
        }
      default: return nil
      }
    }
    if case .unbound = value { return nil }
    return value
  }

  private func isCallable(_ value: Value) -> Bool {
    switch value {
    case .builtin: return true
    case .object(let id):
      if case .function = heap[id] { return true }
      if case .cell(let inner) = heap[id] { return isCallable(inner) }
      return false
    default: return false
    }
  }

  private func isWritable(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("_") && !name.contains(" ") && !name.contains(".")
  }
}
