import Autograd
import Diagnostics
import Tensors

// The text of values: `str`, `repr`, and formatting inside f-strings.

extension Machine {
  /// The name of a value's type, as diagnostics say it.
  func typeName(_ value: Value) -> String {
    switch value {
    case .unbound, .exhausted: return "nothing"
    case .none: return "None"
    case .bool: return "a bool"
    case .int: return "an int"
    case .float: return "a float"
    case .ellipsis: return "`...`"
    case .builtin: return "a built-in function"
    case .module: return "a module"
    case .dtype: return "a dtype"
    case .object(let id):
      switch heap[id] {
      case .free: return "nothing"
      case .string: return "a str"
      case .list: return "a list"
      case .tuple: return "a tuple"
      case .dict: return "a dict"
      case .set: return "a set"
      case .range: return "a range"
      case .record: return "a record"
      case .function: return "a function"
      case .method: return "a method"
      case .tensor: return "a tensor"
      case .optimizer: return "an optimizer"
      case .iterator, .generator: return "an iterator"
      case .cell: return "a variable"
      case .slice: return "a slice"
      case .view: return "a view of a dict"
      }
    }
  }

  /// `str(value)`.
  func str(_ value: Value) -> String {
    if let text = text(value) { return text }
    return repr(value)
  }

  /// `repr(value)`, cut off where a program could not have it: see `checkLength`.
  func repr(_ value: Value) -> String {
    var out = ""
    var open: Set<ObjectID> = []
    write(value, &out, &open)
    return out
  }

  /// Makes sure that a program may have a text: a collection that names one other many times over
  /// has a text far larger than itself.
  func checkLength(_ text: String) throws(Diagnostic) {
    guard text.utf8.count > PythonString.longestResult else { return }
    throw Diagnostic(
      "too-long", "the string would be longer than \(PythonString.longestResult) characters")
  }

  private func write(_ value: Value, _ out: inout String, _ open: inout Set<ObjectID>) {
    switch value {
    case .unbound, .exhausted: out += "<nothing>"
    case .none: out += "None"
    case .bool(let flag): out += flag ? "True" : "False"
    case .int(let n): out += String(n)
    case .float(let x, _): out += pythonRepr(x)
    case .ellipsis: out += "Ellipsis"
    case .builtin(let n):
      if let type = Builtins.shownType(n) {
        out += "<class '\(type)'>"
      } else {
        out += "<built-in function \(Builtins.all[Int(n)].name)>"
      }
    case .module(let n): out += "<module '\(Modules.names[Int(n)])'>"
    case .dtype(let dtype): out += dtype.name
    case .object(let id): write(id, &out, &open)
    }
  }

  private func write(_ id: ObjectID, _ out: inout String, _ open: inout Set<ObjectID>) {
    let object = heap[id]
    // A collection inside itself, or nested beyond sense, is written as dots, as Python does.
    guard open.count < 200, !open.contains(id) else {
      switch object {
      case .list: out += "[...]"
      case .tuple: out += "(...)"
      default: out += "{...}"
      }
      return
    }
    func all(
      _ items: some Sequence<Value>, _ out: inout String, _ open: inout Set<ObjectID>
    ) {
      var isFirst = true
      for item in items {
        if !isFirst { out += ", " }
        isFirst = false
        write(item, &out, &open)
        if out.utf8.count > PythonString.longestResult { return }
      }
    }
    open.insert(id)
    defer { open.remove(id) }
    switch object {
    case .free: out += "<nothing>"
    case .string(let s): out += pythonRepr(s.text)
    case .list(let list):
      out += "["
      all(list.array, &out, &open)
      out += "]"
    case .tuple(let tuple):
      switch tuple.kind {
      case .size:
        out += "torch.Size(["
        all(tuple.items, &out, &open)
        out += "])"
      case .valuesAndIndices(let name):
        out += "torch.return_types.\(name)(\nvalues="
        write(tuple.items[0], &out, &open)
        out += ",\nindices="
        write(tuple.items[1], &out, &open)
        out += ")"
      case .named(let name, let fields):
        out += "torch.return_types.\(name)("
        for (i, field) in fields.enumerated() where i < tuple.items.count {
          out += i == 0 ? "\n\(field)=" : ",\n\(field)="
          write(tuple.items[i], &out, &open)
        }
        out += ")"
      case .plain:
        out += "("
        all(tuple.items, &out, &open)
        out += tuple.items.count == 1 ? ",)" : ")"
      }
    case .dict(let table):
      out += "{"
      var isFirst = true
      for entry in table.entries.values {
        if !isFirst { out += ", " }
        isFirst = false
        write(entry.key, &out, &open)
        out += ": "
        write(entry.value, &out, &open)
        if out.utf8.count > PythonString.longestResult { return }
      }
      out += "}"
    case .set(let table):
      if table.count == 0 {
        out += "set()"
      } else {
        out += "{"
        all(table.keys, &out, &open)
        out += "}"
      }
    case .range(let range):
      out += "range(\(range.start), \(range.stop)\(range.step == 1 ? "" : ", \(range.step)"))"
    case .record(let record):
      out += "record("
      for (i, name) in record.names.enumerated() {
        out += (i > 0 ? ", " : "") + name + "="
        write(record.values[i], &out, &open)
      }
      out += ")"
    case .function(let function): out += "<function \(codes[Int(function.code)].code.name)>"
    case .method(_, let n): out += "<method \(Builtins.all[Int(n)].name)>"
    case .tensor(let tensor):
      out += pytorchText(trace[tensor.row], requiresGrad: tensor.isLeaf && requiresGrad(id))
    case .optimizer(let optimizer): out += optimizer.rule.name
    case .iterator, .generator: out += "<iterator>"
    case .cell(let value): write(value, &out, &open)
    case .slice: out += "slice(...)"
    case .view(let kind, let dict):
      guard case .dict(let table) = heap[dict] else { return }
      switch kind {
      case .keys:
        out += "dict_keys(["
        all(table.keys, &out, &open)
      case .values:
        out += "dict_values(["
        all(table.entries.values.map(\.value), &out, &open)
      case .items:
        out += "dict_items(["
        var isFirst = true
        for entry in table.entries.values {
          out += isFirst ? "(" : ", ("
          isFirst = false
          write(entry.key, &out, &open)
          out += ", "
          write(entry.value, &out, &open)
          out += ")"
          if out.utf8.count > PythonString.longestResult { return }
        }
      }
      out += "])"
    }
  }

  // MARK: - Printing

  /// Prints: the text becomes the machine's latest, and an event says so.
  mutating func printText(_ text: String) throws(Diagnostic) {
    try reserve(text.utf8.count)
    printed = text
    printedBytes += text.utf8.count
    tell(Event(kind: .print, site: site))
  }

  // MARK: - f-strings

  /// `{value!conversion:spec}`.
  mutating func formatValue(conversion: UInt8) throws(Diagnostic) {
    let value = top(1)
    let spec = text(top()) ?? ""
    let result: String
    if conversion == 0 {
      result = try formatted(value, spec)
    } else {
      let shown = conversion == UInt8(ascii: "s") ? str(value) : repr(value)
      result = try formatted(shown, spec)
    }
    let made = try string(result)
    replace(2, with: made)
  }

  private func formatted(_ text: String, _ spec: String) throws(Diagnostic) -> String {
    if spec.isEmpty { return text }
    return try formatted(.string(text), spec: spec)
  }

  private func formatted(_ value: FormatValue, spec: String) throws(Diagnostic) -> String {
    do throws(FormatError) {
      return try FormatSpec(parsing: spec).format(value)
    } catch {
      throw Diagnostic("format", error.message)
    }
  }

  /// `format(value, spec)`.
  func formatted(_ value: Value, _ spec: String) throws(Diagnostic) -> String {
    switch value {
    case .int(let n): return try formatted(.int(n), spec: spec)
    case .float(let x, _): return try formatted(.float(x), spec: spec)
    case .bool(let flag):
      return spec.isEmpty ? repr(value) : try formatted(.bool(flag), spec: spec)
    default: break
    }
    if let text = text(value) { return try formatted(.string(text), spec: spec) }
    if let tensor = tensor(value), tensor.rank == 0 {
      // PyTorch formats a single number as Python's own.
      switch tensor.dtype {
      case .float: return try formatted(.float(tensor.item), spec: spec)
      case .int: return try formatted(.int(Int(exactly: tensor.item) ?? 0), spec: spec)
      case .bool: return try formatted(.bool(tensor.item != 0), spec: spec)
      }
    }
    if spec.isEmpty { return str(value) }
    throw Diagnostic(
      "format", "\(typeName(value)) does not take the format `\(spec)`",
      suggestions: isTensor(value) ? ["`.item()` takes the number out of a tensor of one"] : [])
  }

  mutating func joinStrings(_ count: Int) throws(Diagnostic) {
    var text = ""
    for value in stack[(stack.count - count)...] { text += self.text(value) ?? "" }
    let made = try string(text)
    replace(count, with: made)
  }
}
