import Autograd
import Diagnostics
import Tensors

// What a console needs to know of a value to show it well: not its text alone, but what it is, how
// many members it has and what some of them are.

/// A value, described.
public indirect enum Description: Sendable {
  /// A tensor, its gradient, and whether it is a leaf that wants one.
  case tensor(Tensor, gradient: Tensor?, wantsGradient: Bool)
  /// Numbers, None, ranges and the like: their text says all.
  case text(String)
  /// A str: its text as Python would write it, and how many characters it has.
  case string(String, count: Int)
  /// A list, tuple, dict, set or record.
  case collection(Collection)
  /// A function of the program: how it is called and where it stands.
  case function(String, SourceLineNumber?)
  /// An optimizer: its name, its settings, its parameters and the steps it has taken.
  case optimizer(
    String, settings: [(name: String, value: Double)], parameters: [String], steps: Int)

  /// Something that has members.
  public struct Collection: Sendable {
    /// What it is, as `list`.
    public let word: String
    /// How many members it has.
    public let count: Int
    /// The first members and the last one, with what leads to them: an index, a key, a field.
    public let members: [(label: String, value: Description)]
    /// What opens and closes it in Python.
    public let brackets: (String, String)
    /// Whether its members' labels are part of its text.
    public let isLabelled: Bool

    /// Whether every member is among those given.
    public var isWhole: Bool { members.count == count }
  }
}

extension Machine {
  /// How many members of a collection are described, beside the last.
  static let describedMembers = 40

  /// The value a bare expression left, described.
  public var echoDescription: Description { description(of: echoed, depth: 0) }

  /// The value of a variable, described.
  public func description(of name: String) -> Description? {
    guard let value = binding(name), case let text = description(of: value, depth: 0) else {
      return nil
    }
    if case .unbound = value { return nil }
    return text
  }

  private func description(of value: Value, depth: Int) -> Description {
    guard case .object(let id) = value else { return .text(repr(value)) }
    if case .cell(let inner) = heap[id] { return description(of: inner, depth: depth) }
    // Members of members of members are told by their text.
    guard depth < 3 else { return .text(brief(value)) }
    switch heap[id] {
    case .tensor(let object):
      return .tensor(
        trace[object.row], gradient: tensorObject(object.grad).map { trace[$0.row] },
        wantsGradient: trace.row(object.row).flags.contains([.leaf, .requiresGrad]))
    case .string(let string):
      let head = String(string.text.prefix(400))
      return .string(repr(value, of: head), count: string.count)
    case .list(let list):
      return members("list", ("[", "]"), count: list.count, depth: depth) { ("[\($0)]", list[$0]) }
    case .tuple(let tuple):
      guard case .plain = tuple.kind else { return .text(repr(value)) }
      return members("tuple", ("(", ")"), count: tuple.items.count, depth: depth) {
        ("[\($0)]", tuple.items[$0])
      }
    case .set(let table):
      let keys = Array(table.keys)
      return members("set", ("{", "}"), count: keys.count, depth: depth) { ("", keys[$0]) }
    case .dict(let table):
      let entries = table.entries.values
      return members("dict", ("{", "}"), count: table.count, depth: depth, isLabelled: true) {
        let entry = entries[entries.index(entries.startIndex, offsetBy: $0)]
        return (repr(entry.key), entry.value)
      }
    case .record(let record):
      return members(
        "record", ("record(", ")"), count: record.names.count, depth: depth, isLabelled: true
      ) { (record.names[$0], record.values[$0]) }
    case .function(let function): return describe(function)
    case .optimizer(let optimizer): return describe(optimizer)
    default: return .text(repr(value))
    }
  }

  /// A collection's text, unless it is long.
  private func brief(_ value: Value) -> String {
    guard case .object(let id) = value else { return repr(value) }
    switch heap[id] {
    case .list(let list) where list.count > 8: return "[… \(list.count) members …]"
    case .tuple(let tuple) where tuple.items.count > 8: return "(… \(tuple.items.count) members …)"
    case .dict(let table) where table.count > 8: return "{… \(table.count) members …}"
    case .set(let table) where table.count > 8: return "{… \(table.count) members …}"
    default:
      let text = repr(value)
      return text.count > 200 ? String(text.prefix(200)) + "…" : text
    }
  }

  private func repr(_ value: Value, of head: String) -> String {
    head.isEmpty ? "''" : pythonRepr(head)
  }

  private func members(
    _ word: String, _ brackets: (String, String), count: Int, depth: Int,
    isLabelled: Bool = false, _ member: (Int) -> (String, Value)
  ) -> Description {
    let limit = Machine.describedMembers
    let shown = count <= limit + 1 ? Array(0..<count) : Array(0..<limit) + [count - 1]
    return .collection(
      .init(
        word: word, count: count,
        members: shown.map { place in
          let (label, value) = member(place)
          return (label, description(of: value, depth: depth + 1))
        }, brackets: brackets, isLabelled: isLabelled))
  }

  private func describe(_ function: FunctionObject) -> Description {
    let code = codes[Int(function.code)].code
    var parts: [String] = []
    for parameter in code.parameters {
      if parameter.isKeywordOnly, !parts.contains("*") { parts.append("*") }
      var text = parameter.name
      if parameter.defaultPlace >= 0, parameter.defaultPlace < function.defaults.count {
        text += "=" + brief(function.defaults[parameter.defaultPlace])
      }
      parts.append(text)
    }
    let line = code.spans.first.map { Int($0.start) }
    let place = line.map {
      SourceLineNumber(source: code.source, line: code.source.position(of: $0).line)
    }
    return .function("\(code.name)(\(parts.joined(separator: ", ")))", code.isPrelude ? nil : place)
  }

  private func describe(_ optimizer: OptimizerObject) -> Description {
    let settings = (try? settings(optimizer, 0)) ?? [:]
    let shown = optimizer.rule.defaults.map { ($0.name, settings[$0.name] ?? $0.value) }
    var parameters: [String] = []
    for group in 0..<groupCount(optimizer) {
      guard case .object(let id)? = groupTable(optimizer, group)?.entries[.string("params")]?.value,
        case .list(let list) = heap[id]
      else { continue }
      for i in 0..<list.count {
        guard case .object(let parameter) = list[i] else { continue }
        parameters.append(name(ofObject: parameter) ?? "a tensor")
      }
    }
    let steps = optimizer.states.values.map(\.step).max() ?? 0
    return .optimizer(optimizer.rule.name, settings: shown, parameters: parameters, steps: steps)
  }
}
