import Diagnostics

// Strings: the methods of `str`, and what goes from values to text and back by characters.
//
// All work is done by the pure functions of the folder Python; here arguments become Swift's and
// results become objects. Positions count code points, as Python's.

extension Builtins {
  static let strings: [Builtin] =
    [
      function("str", ["x"]) { machine, values throws(Diagnostic) in
        guard values[0].isGiven else { return try machine.string("") }
        if machine.text(values[0]) != nil { return values[0] }
        return try machine.string(try machine.shown(values[0]))
      },
      function("repr", ["x"], required: 1) { machine, values throws(Diagnostic) in
        if case .object(let id) = values[0] { try machine.checkFresh(id) }
        return try machine.string(machine.repr(values[0]))
      },
      function("format", ["x", "spec"], required: 1) { machine, values throws(Diagnostic) in
        if case .object(let id) = values[0] { try machine.checkFresh(id) }
        let spec = values[1].isGiven ? try machine.string(values[1], "the format") : ""
        return try machine.string(try machine.formatted(values[0], spec))
      },
      function("ord", ["c"], required: 1) { machine, values throws(Diagnostic) in
        let text = try machine.string(values[0], "what ord takes")
        guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
          throw Diagnostic(
            "value", "ord takes one character, not \(PythonString.length(text))",
            suggestions: ["[ord(c) for c in text]"])
        }
        return .int(Int(scalar.value))
      },
      function("chr", ["i"], required: 1) { machine, values throws(Diagnostic) in
        let code = try machine.int(values[0], "what chr takes")
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
          throw Diagnostic(
            "value", "there is no character \(code)",
            notes: ["characters have the numbers 0 … 1114111, without 55296 … 57343"])
        }
        return try machine.string(String(Character(scalar)))
      },
    ] + textSearching + textShaping + textSplitting

  // MARK: - Searching

  private static let textSearching: [Builtin] = [
    search("find") { text, sought, low, high in
      .int(PythonString.find(text, sought, start: low, end: high))
    },
    search("index") { text, sought, low, high throws(Diagnostic) in
      let place = PythonString.find(text, sought, start: low, end: high)
      if place < 0 {
        throw Diagnostic(
          "value", "the text has no \(pythonRepr(sought)) there",
          suggestions: ["`find` gives -1 then; `in` asks beforehand"])
      }
      return .int(place)
    },
    search("count") { text, sought, low, high in
      .int(PythonString.count(text, sought, start: low, end: high))
    },
    edge("startswith") { PythonString.startsWith($0, $1, start: $2, end: $3) },
    edge("endswith") { PythonString.endsWith($0, $1, start: $2, end: $3) },
    method("isalpha", of: .string) { machine, values throws(Diagnostic) in
      .bool(PythonString.isAlpha(machine.text(values[0]) ?? ""))
    },
    method("isdigit", of: .string) { machine, values throws(Diagnostic) in
      .bool(PythonString.isDigit(machine.text(values[0]) ?? ""))
    },
    method("isspace", of: .string) { machine, values throws(Diagnostic) in
      let scalars = (machine.text(values[0]) ?? "").unicodeScalars
      return .bool(!scalars.isEmpty && scalars.allSatisfy(PythonString.isSpace))
    },
  ]

  private static func search(
    _ name: String,
    _ find: @escaping @Sendable (String, String, Int, Int) throws(Diagnostic) -> Value
  ) -> Builtin {
    method(name, of: .string, ["sought", "start", "end"], required: 1) {
      machine, values throws(Diagnostic) in
      let sought = try machine.string(values[1], "what \(name) looks for")
      let (low, high) = try machine.bounds(values)
      return try find(machine.text(values[0]) ?? "", sought, low, high)
    }
  }

  private static func edge(
    _ name: String, _ holds: @escaping @Sendable (String, String, Int, Int) -> Bool
  ) -> Builtin {
    method(name, of: .string, ["sought", "start", "end"], required: 1) {
      machine, values throws(Diagnostic) in
      let text = machine.text(values[0]) ?? ""
      let (low, high) = try machine.bounds(values)
      var choices: ContiguousArray<Value> = [values[1]]
      if case .object(let id) = values[1], case .tuple(let tuple) = machine.heap[id] {
        choices = tuple.items
      }
      for choice in choices {
        let sought = try machine.string(choice, "what \(name) looks for")
        if holds(text, sought, low, high) { return .bool(true) }
      }
      return .bool(false)
    }
  }

  // MARK: - Shaping

  private static let textShaping: [Builtin] = [
    strip("strip", PythonString.strip), strip("lstrip", PythonString.stripLeft),
    strip("rstrip", PythonString.stripRight),
    plain("lower", PythonString.lower), plain("upper", PythonString.upper),
    plain("capitalize", PythonString.capitalize), plain("title", PythonString.title),
    pad("ljust") { text, width, fill throws(PythonError) in
      try PythonString.justifyLeft(text, width: width, fill: fill)
    },
    pad("rjust") { text, width, fill throws(PythonError) in
      try PythonString.justifyRight(text, width: width, fill: fill)
    },
    pad("center") { text, width, fill throws(PythonError) in
      try PythonString.center(text, width: width, fill: fill)
    },
    method("zfill", of: .string, ["width"]) { machine, values throws(Diagnostic) in
      let (text, width) = (machine.text(values[0]) ?? "", try machine.int(values[1], "the width"))
      return try machine.string { () throws(PythonError) in
        try PythonString.zeroFill(text, width: width)
      }
    },
    native("format", [.string], keepsIterators: true) { machine, arguments throws(Diagnostic) in
      let template = machine.text(arguments.values[0]) ?? ""
      var filler = TemplateFiller(
        positional: Array(arguments.values.dropFirst()), named: arguments.keywords)
      return .value(try machine.string(try filler.fill(template, &machine)))
    },
    native("encode", [.string], keepsIterators: true) {
      (_: inout Machine, _: inout Arguments) throws(Diagnostic) -> Outcome in
      throw Diagnostic(
        "bytes", "there are no bytes in this language",
        suggestions: ["[ord(c) for c in text]      gives the characters' numbers"])
    },
  ]

  private static func plain(
    _ name: String, _ change: @escaping @Sendable (String) -> String
  ) -> Builtin {
    method(name, of: .string) { machine, values throws(Diagnostic) in
      try machine.string(change(machine.text(values[0]) ?? ""))
    }
  }

  private static func strip(
    _ name: String, _ change: @escaping @Sendable (String, String?) -> String
  ) -> Builtin {
    method(name, of: .string, ["characters"], required: 0) { machine, values throws(Diagnostic) in
      try machine.string(
        change(machine.text(values[0]) ?? "", try machine.optionalText(values[1], "characters")))
    }
  }

  private static func pad(
    _ name: String,
    _ change: @escaping @Sendable (String, Int, String) throws(PythonError) -> String
  ) -> Builtin {
    method(name, of: .string, ["width", "fill"], required: 1) {
      machine, values throws(Diagnostic) in
      let text = machine.text(values[0]) ?? ""
      let width = try machine.int(values[1], "the width")
      let fill = values[2].isGiven ? try machine.string(values[2], "the fill") : " "
      return try machine.string { () throws(PythonError) in try change(text, width, fill) }
    }
  }

  // MARK: - Taking apart and putting together

  private static let textSplitting: [Builtin] = [
    method("split", of: .string, ["sep", "maxsplit"], required: 0, takesNames: true) {
      machine, values throws(Diagnostic) in
      let text = machine.text(values[0]) ?? ""
      let limit = values[2].isGiven ? try machine.int(values[2], "`maxsplit`") : -1
      guard let separator = try machine.optionalText(values[1], "the separator") else {
        return try machine.strings(PythonString.split(text, limit: limit))
      }
      let parts: [String]
      do throws(PythonError) {
        parts = try PythonString.split(text, separator: separator, limit: limit)
      } catch {
        throw machine.failure(error)
      }
      return try machine.strings(parts)
    },
    method("splitlines", of: .string, ["keepends"], required: 0, takesNames: true) {
      machine, values throws(Diagnostic) in
      let keepsEnds = values[1].isGiven ? try machine.truth(values[1]) : false
      return try machine.strings(
        PythonString.splitLines(machine.text(values[0]) ?? "", keepEnds: keepsEnds))
    },
    method("replace", of: .string, ["old", "new", "count"], required: 2) {
      machine, values throws(Diagnostic) in
      let text = machine.text(values[0]) ?? ""
      let old = try machine.string(values[1], "what replace looks for")
      let new = try machine.string(values[2], "what replace puts there")
      let limit = values[3].isGiven ? try machine.int(values[3], "`count`") : -1
      return try machine.string { () throws(PythonError) in
        try PythonString.replace(text, old, with: new, limit: limit)
      }
    },
    method("join", of: .string, ["parts"], collects: true) { machine, values throws(Diagnostic) in
      var parts: [String] = []
      for (i, item) in try machine.items(of: values[1]).enumerated() {
        guard let part = machine.text(item) else {
          throw Diagnostic(
            "join", "join needs strings: item \(i) is \(machine.typeName(item))",
            suggestions: ["', '.join(str(x) for x in items)"])
        }
        parts.append(part)
      }
      let separator = machine.text(values[0]) ?? ""
      return try machine.string { () throws(PythonError) in
        try PythonString.join(parts, separator: separator)
      }
    },
    affix("removeprefix") { text, affix in
      PythonString.startsWith(text, affix)
        ? String(text.unicodeScalars.dropFirst(affix.unicodeScalars.count)) : text
    },
    affix("removesuffix") { text, affix in
      PythonString.endsWith(text, affix)
        ? String(text.unicodeScalars.dropLast(affix.unicodeScalars.count)) : text
    },
  ]

  private static func affix(
    _ name: String, _ change: @escaping @Sendable (String, String) -> String
  ) -> Builtin {
    method(name, of: .string, ["affix"]) { machine, values throws(Diagnostic) in
      let affix = try machine.string(values[1], "what \(name) takes off")
      return try machine.string(change(machine.text(values[0]) ?? "", affix))
    }
  }
}

extension Machine {
  /// The string that a function of Python's gives.
  fileprivate mutating func string(
    _ make: () throws(PythonError) -> String
  ) throws(Diagnostic) -> Value {
    let text: String
    do throws(PythonError) {
      text = try make()
    } catch {
      if case .overflow(let message) = error { throw Diagnostic("too-long", message) }
      throw failure(error)
    }
    return try string(text)
  }

  /// A list of strings.
  fileprivate mutating func strings(_ parts: [String]) throws(Diagnostic) -> Value {
    try reserve(parts.reduce(0) { $0 &+ $1.utf8.count &+ 64 })
    var list = ListStorage()
    for part in parts { list.append(try string(part)) }
    return add(list: list)
  }

  fileprivate func optionalText(_ value: Value, _ what: String) throws(Diagnostic) -> String? {
    if !value.isGiven || isSame(value, .none) { return nil }
    return try string(value, what)
  }

  /// The bounds of a search, the third and fourth of a method's values.
  fileprivate func bounds(_ values: [Value]) throws(Diagnostic) -> (low: Int, high: Int) {
    func bound(_ value: Value, _ fallback: Int) throws(Diagnostic) -> Int {
      if !value.isGiven || isSame(value, .none) { return fallback }
      return try int(value, "a place")
    }
    return (try bound(values[2], 0), try bound(values[3], .max))
  }
}
