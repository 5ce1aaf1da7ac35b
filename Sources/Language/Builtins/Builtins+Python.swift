import Autograd
import Diagnostics

// Python's functions about values as such: showing one, measuring one, asking for its type. Those
// about numbers, strings, lists, tables and iterators stand in the files of these names.
//
// A type is represented by the built-in that makes its values, so `type(3) == int` compares two
// built-ins; types that nothing makes have built-ins without a home, which no program can name.

extension Builtins {
  static let python: [Builtin] =
    [
      native("print", [.bare], keepsIterators: true) { machine, arguments throws(Diagnostic) in
        let text = try machine.printedText(&arguments)
        try machine.printText(text)
        return .value(.none)
      },
      function("len", ["x"], required: 1) { machine, values throws(Diagnostic) in
        .int(try machine.length(values[0]))
      },
      function("type", ["x"], required: 1) { machine, values throws(Diagnostic) in
        .builtin(machine.type(of: values[0]))
      },
      function("isinstance", ["x", "types"], required: 2) { machine, values throws(Diagnostic) in
        .bool(try machine.isInstance(values[0], of: values[1]))
      },
      function("callable", ["x"], required: 1) { machine, values throws(Diagnostic) in
        switch values[0] {
        case .builtin: return .bool(true)
        case .object(let id):
          switch machine.heap[id] {
          case .function, .method: return .bool(true)
          default: return .bool(false)
          }
        default: return .bool(false)
        }
      },
      function("bool", ["x"]) { machine, values throws(Diagnostic) in
        if machine.isTensor(values[0]) { _ = try machine.row(of: values[0]) }
        return .bool(values[0].isGiven ? try machine.truth(values[0]) : false)
      },
      native("Tensor", [.torch, .bare], keepsIterators: true) {
        (_: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
        throw Diagnostic(
          "tensor-class", "`Tensor` is the type of tensors and makes none here",
          suggestions: ["tensor([1.0, 2.0])"])
      },
    ] + namelessTypes

  // MARK: - Types

  /// The built-ins that are types, with the names that Python shows.
  private static let shownTypes: [String: String] = [
    "bool": "bool", "int": "int", "float": "float", "str": "str", "list": "list",
    "tuple": "tuple", "dict": "dict", "set": "set", "range": "range", "record": "record",
    "enumerate": "enumerate", "zip": "zip", "map": "map", "filter": "filter",
    "reversed": "reversed", "type": "type", "Tensor": "torch.Tensor", "Size": "torch.Size",
    "dtype": "torch.dtype", "NoneType": "NoneType", "ellipsis": "ellipsis", "module": "module",
    "function": "function", "builtin_function_or_method": "builtin_function_or_method",
    "generator": "generator", "dict_keys": "dict_keys", "dict_values": "dict_values",
    "dict_items": "dict_items", "optimizer": "torch.optim.Optimizer",
  ]

  private static let namelessTypes: [Builtin] = [
    "Size", "dtype", "NoneType", "ellipsis", "module", "function", "builtin_function_or_method",
    "generator", "dict_keys", "dict_values", "dict_items", "optimizer",
  ].map { name in
    native(name, [], keepsIterators: true) {
      (_: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
      throw Diagnostic("not-callable", "values of the type \(name) are not made by calling it")
    }
  }

  /// The numbers of the types by name.
  private static let typeNumbers: [String: Int32] = {
    var numbers: [String: Int32] = [:]
    for (i, builtin) in all.enumerated() where shownTypes[builtin.name] != nil {
      // `float` and `bool` are names of methods of a tensor, too.
      guard builtin.homes.isEmpty || builtin.homes.contains(.bare) else { continue }
      if numbers[builtin.name] == nil { numbers[builtin.name] = Int32(i) }
    }
    return numbers
  }()

  /// What Python calls a built-in that is a type; nil for a plain function.
  static func shownType(_ number: Int32) -> String? {
    let name = all[Int(number)].name
    return typeNumbers[name] == number ? shownTypes[name] : nil
  }

  static func typeNumber(_ name: String) -> Int32 { typeNumbers[name] ?? 0 }
}

extension Machine {
  /// The built-in that stands for a value's type.
  func type(of value: Value) -> Int32 {
    if case .object(let id) = value, case .optimizer(let optimizer) = heap[id],
      let number = Builtins.find(optimizer.rule.name, in: .optim)
    {
      return number
    }
    return Builtins.typeNumber(typeWord(value))
  }

  /// The name of a value's type in `Builtins`.
  private func typeWord(_ value: Value) -> String {
    switch value {
    case .none, .unbound, .exhausted: return "NoneType"
    case .bool: return "bool"
    case .int: return "int"
    case .float: return "float"
    case .ellipsis: return "ellipsis"
    case .module: return "module"
    case .dtype: return "dtype"
    case .builtin(let number):
      return Builtins.shownType(number) == nil ? "builtin_function_or_method" : "type"
    case .object(let id):
      switch heap[id] {
      case .string: return "str"
      case .list: return "list"
      case .tuple(let tuple): if case .size = tuple.kind { return "Size" } else { return "tuple" }
      case .dict: return "dict"
      case .set: return "set"
      case .range: return "range"
      case .record: return "record"
      case .function: return "function"
      case .method: return "builtin_function_or_method"
      case .tensor: return "Tensor"
      case .optimizer: return "optimizer"
      case .iterator, .generator: return "generator"
      case .view(.keys, _): return "dict_keys"
      case .view(.values, _): return "dict_values"
      case .view(.items, _): return "dict_items"
      case .free, .cell, .slice: return "NoneType"
      }
    }
  }

  /// Whether a value is of a type, or of one of a tuple of types.
  func isInstance(_ value: Value, of types: Value, depth: Int = 0) throws(Diagnostic) -> Bool {
    switch types {
    case .builtin(let number):
      let own = type(of: value)
      if number == own { return true }
      if Builtins.shownType(number) != nil {
        // A bool is an int, and a torch.Size a tuple.
        return own == Builtins.typeNumber("bool") && number == Builtins.typeNumber("int")
          || own == Builtins.typeNumber("Size") && number == Builtins.typeNumber("tuple")
      }
      if Builtins.all[Int(number)].homes.contains(.optim) { return false }
    case .object(let id):
      guard case .tuple(let tuple) = heap[id], depth < 200 else { break }
      for type in tuple.items where try isInstance(value, of: type, depth: depth + 1) {
        return true
      }
      return false
    default: break
    }
    var diagnostic = Diagnostic(
      "not-type", "isinstance needs a type or a tuple of types, not \(typeName(types))")
    if case .builtin(let number) = types, Builtins.all[Int(number)].name == "tensor" {
      diagnostic.notes = ["`tensor` is the function that makes one; the type is `torch.Tensor`"]
      diagnostic.suggestions = ["isinstance(x, torch.Tensor)"]
    } else if case .none = types {
      diagnostic.suggestions = ["x is None"]
    }
    throw diagnostic
  }

  // MARK: - Showing and measuring

  /// `str(value)`, for a tensor after making sure that PyTorch would show the same numbers.
  func shown(_ value: Value) throws(Diagnostic) -> String {
    if case .object(let id) = value { try checkFresh(id) }
    let text = str(value)
    try checkLength(text)
    return text
  }

  fileprivate func printedText(_ arguments: inout Arguments) throws(Diagnostic) -> String {
    func word(_ value: Value?, _ name: String, _ fallback: String) throws(Diagnostic) -> String {
      guard let value, !isSame(value, .none) else { return fallback }
      return try string(value, "`\(name)`")
    }
    let separator = try word(arguments.take("sep"), "sep", " ")
    let end = try word(arguments.take("end"), "end", "\n")
    _ = arguments.take("flush")
    if let file = arguments.take("file"), !isSame(file, .none) {
      throw Diagnostic(
        "print-file", "print writes to the console and nowhere else",
        suggestions: ["leave `file` out"])
    }
    try arguments.rejectNames(knowing: ["sep", "end", "flush"])
    var text = ""
    for (i, value) in arguments.values.enumerated() {
      if i > 0 { text += separator }
      text += try shown(value)
      try reserve(text.utf8.count)
    }
    return text + end
  }

  /// `len(value)`.
  func length(_ value: Value) throws(Diagnostic) -> Int {
    if let count = count(of: value) { return count }
    if let tensor = tensor(value) {
      guard tensor.rank > 0 else {
        throw Diagnostic(
          "length-scalar", "a tensor of one number has no length",
          notes: ["its shape is (): there is no first dim to count"])
      }
      return tensor.shape[0]
    }
    var diagnostic = Diagnostic("no-length", "\(typeName(value)) has no length")
    if case .object(let id) = value {
      switch heap[id] {
      case .iterator, .generator:
        diagnostic.notes = ["how much is still to come shows only when it is run"]
        diagnostic.suggestions = ["`list(…)` makes a list of it first"]
      default: break
      }
    }
    throw diagnostic
  }

  /// How many members a collection has; nil for what is none.
  func count(of value: Value) -> Int? {
    guard case .object(let id) = value else { return nil }
    switch heap[id] {
    case .string(let s): return s.count
    case .list(let list): return list.count
    case .tuple(let tuple): return tuple.items.count
    case .dict(let table), .set(let table): return table.count
    case .range(let range): return range.count
    case .view(_, let dict): return count(of: .object(dict))
    default: return nil
    }
  }
}

// MARK: - Declaring Python's functions

extension Builtins {
  /// A function that comes to a value at once.
  ///
  /// Python takes most arguments of its built-ins by position only, and so does this unless
  /// `takesNames`. With `collects` a generator arrives as the list of its items.
  static func function(
    _ name: String, in home: Home = .bare, _ parameters: [String], required: Int = 0,
    takesNames: Bool = false, collects: Bool = false,
    _ body: @escaping @Sendable (inout Machine, [Value]) throws(Diagnostic) -> Value
  ) -> Builtin {
    native(name, [home], keepsIterators: !collects) { machine, arguments throws(Diagnostic) in
      try arguments.bind(
        parameters, required: required, takesNames: takesNames, hasReceiver: false, in: machine)
      return .value(try body(&machine, arguments.values))
    }
  }

  /// A method: its receiver comes first among the values and is not among the parameters.
  static func method(
    _ name: String, of home: Home, _ parameters: [String] = [], required: Int? = nil,
    takesNames: Bool = false, collects: Bool = false,
    _ body: @escaping @Sendable (inout Machine, [Value]) throws(Diagnostic) -> Value
  ) -> Builtin {
    let required = required ?? parameters.count
    return native(name, [home], keepsIterators: !collects) {
      machine, arguments throws(Diagnostic) in
      try arguments.bind(
        parameters, required: required, takesNames: takesNames, hasReceiver: true, in: machine)
      return .value(try body(&machine, arguments.values))
    }
  }
}

extension Arguments {
  /// Puts arguments to their places by Python's rules for built-ins.
  mutating func bind(
    _ parameters: [String], required: Int, takesNames: Bool, hasReceiver: Bool, in machine: Machine
  ) throws(Diagnostic) {
    let given = values.count - (hasReceiver ? 1 : 0)
    if keywords.isEmpty, given >= required, given <= parameters.count {
      for _ in given..<parameters.count { values.append(.unbound) }
      return
    }
    if !takesNames { try rejectNames(knowing: []) }
    let receiver = hasReceiver ? values.removeFirst() : .unbound
    try bind(parameters, required: required, in: machine)
    if hasReceiver { values.insert(receiver, at: 0) }
  }

  /// Throws where a keyword is left that nothing has taken.
  func rejectNames(knowing names: [String]) throws(Diagnostic) {
    guard let keyword = keywords.first?.name else { return }
    let near = nearMisses(keyword, in: names)
    throw Diagnostic(
      "arguments",
      names.isEmpty
        ? "\(name)() takes its arguments by position, without names"
        : "\(name)() has no argument called `\(keyword)`",
      suggestions: near.first.map { ["did you mean `\($0)`?"] } ?? [])
  }
}

extension Value {
  /// Whether an argument was given.
  var isGiven: Bool { if case .unbound = self { false } else { true } }
}
