// Random programs of the language's Python part. A program is made of typed expressions, so that
// most run to their end; now and then one puts a value where it does not belong, and must fail in
// both worlds. Growth is bounded: what a loop assigns is cut to size.

/// Makes one program of a seed.
struct ProgramMaker {
  private(set) var lines: [String] = []
  var dice: Dice
  var names: [(name: String, kind: Kind)] = []
  var functions: [(name: String, parameters: [Kind], result: Kind)] = []
  var counter = 0
  private var indent = 0
  var loops = 0
  var isInFunction = false
  /// One place in so many has a value of any kind; 0 for none.
  let wildness: Int
  /// Whether expressions may be such as fail for many values.
  let isRisky: Bool

  private init(seed: Int) {
    var dice = Dice(seed: seed)
    let isWild = dice.once(in: 8)
    isRisky = isWild || seed % 3 == 0 || dice.once(in: 8)
    wildness = isWild ? 60 : 0
    self.dice = dice
  }

  /// The program of a seed.
  static func program(seed: Int) -> String {
    var maker = ProgramMaker(seed: seed)
    if seed % 3 == 0 {
      maker.oddities()
    } else {
      let count = 4 + maker.dice.roll(8)
      for _ in 0..<count { maker.statement() }
      for (name, kind) in maker.names { maker.add("print(\(shown(name, kind)))") }
    }
    return maker.lines.joined(separator: "\n") + "\n"
  }

  /// How a value is printed: sets in order, since theirs is nobody's business.
  private static func shown(_ text: String, _ kind: Kind) -> String {
    kind == .set ? "sorted(\(text))" : text
  }

  private mutating func add(_ line: String) {
    lines.append(String(repeating: "  ", count: indent) + line)
  }

  mutating func fresh(_ stem: String) -> String {
    counter += 1
    return "\(stem)\(counter)"
  }

  /// A program of a line or two in which anything meets anything.
  private mutating func oddities() {
    for _ in 0..<(1 + dice.roll(2)) {
      let text = filled(dice.pick(Templates.wild), depth: 1)
      let holdsSet = text.contains("set(") || text.contains("{")
      add(holdsSet ? "v = \(text)\nprint(type(v), v == v)" : "print(\(text))")
    }
  }

  // MARK: - Statements

  private mutating func statement() {
    switch dice.roll(16) {
    case 0...5: assignment()
    case 6: augmented()
    case 7, 8: output()
    case 9: branch()
    case 10 where loops < 2: loop()
    case 11 where loops < 2: whileLoop()
    case 12 where indent == 0: function()
    case 13: change()
    case 14: unpacking()
    default: output()
    }
  }

  private mutating func assignment() {
    let kind = dice.pick(Kind.allCases)
    let value = bounded(expression(kind, depth: 3), kind)
    let same = names.filter { $0.kind == kind }.map(\.name)
    if indent > 0 {
      // A name bound in a branch may never be bound: only known ones are assigned to.
      guard !isInFunction, !same.isEmpty else { return output() }
      add("\(dice.pick(same)) = \(value)")
    } else if !same.isEmpty, dice.once(in: 3) {
      add("\(dice.pick(same)) = \(value)")
    } else {
      let name = fresh("v")
      add("\(name) = \(value)")
      names.append((name, kind))
    }
  }

  /// A value that cannot grow from turn to turn.
  private func bounded(_ text: String, _ kind: Kind) -> String {
    switch kind {
    case .int: "(\(text)) % 100003"
    case .str, .ints, .floats, .strs, .pairs: "(\(text))[:12]"
    default: text
    }
  }

  private mutating func output() {
    let kinds = (0...dice.roll(3)).map { _ in dice.pick(Kind.allCases) }
    let parts = kinds.map { Self.shown(expression($0, depth: 3), $0) }
    let tail = dice.once(in: 6) ? ", sep='-'" : dice.once(in: 8) ? ", end=';\\n'" : ""
    add("print(\(parts.joined(separator: ", "))\(tail))")
  }

  private mutating func augmented() {
    guard !isInFunction else { return output() }
    let known = names.filter { [.int, .float, .ints, .str].contains($0.kind) }
    guard !known.isEmpty else { return assignment() }
    let (name, kind) = dice.pick(known)
    let sign =
      switch kind {
      case .int: dice.pick(["+=", "-=", "//=", "%=", "*=", "&=", "|=", "^="])
      case .float: dice.pick(["+=", "-=", "*=", "/=", "//=", "%="])
      default: "+="
      }
    add("\(name) \(sign) \(bounded(expression(kind, depth: 2), kind))")
    if loops > 0 || kind == .int { add("\(name) = \(bounded(name, kind))") }
  }

  private mutating func branch() {
    add("if \(expression(.bool, depth: 2)):")
    block(1 + dice.roll(2))
    if dice.once(in: 3) {
      add("elif \(expression(dice.pick(Kind.allCases), depth: 2)):")
      block(1)
    }
    if dice.once(in: 2) {
      add("else:")
      block(1)
    }
  }

  private mutating func block(_ count: Int) {
    indent += 1
    let known = names.count
    for _ in 0..<count { indent > 4 ? output() : statement() }
    names.removeSubrange(known...)
    indent -= 1
  }

  private mutating func loop() {
    let name = fresh("i")
    let (items, kind): (String, Kind) =
      switch dice.roll(5) {
      case 0: ("range(\(dice.roll(5)))", .int)
      case 1: (expression(.ints, depth: 2) + "[:5]", .int)
      case 2: (expression(.str, depth: 2) + "[:5]", .str)
      case 3: ("sorted(\(expression(.set, depth: 2)))[:5]", .int)
      default: (expression(.pairs, depth: 2) + "[:4]", .pair)
      }
    let wanted = dice.roll(3)
    if kind == .pair, wanted > 0 {
      let other = fresh("j")
      add(
        wanted == 1
          ? "for \(name), \(other) in \(items):" : "for \(name), (\(other)) in \(items):")
      inside([(name, .int), (other, .str)])
    } else {
      add("for \(name) in \(items):")
      inside([(name, kind)])
    }
    if dice.once(in: 4) {
      add("else:")
      block(1)
    }
  }

  private mutating func inside(_ bound: [(name: String, kind: Kind)]) {
    loops += 1
    let known = names.count
    names += bound
    block(1 + dice.roll(3))
    indent += 1
    if dice.once(in: 3) {
      add("if \(expression(.bool, depth: 2)): \(dice.pick(["break", "continue"]))")
      output()
    }
    indent -= 1
    names.removeSubrange(known...)
    loops -= 1
  }

  private mutating func whileLoop() {
    let name = fresh("n")
    guard !isInFunction else { return output() }
    add("\(name) = \(dice.roll(5))")
    add("while \(name) > 0\(dice.once(in: 2) ? " and " + expression(.bool, depth: 1) : ""):")
    indent += 1
    add("\(name) -= 1")
    indent -= 1
    inside([])
    if dice.once(in: 3) {
      add("else:")
      block(1)
    }
  }

  private mutating func function() {
    let name = fresh("f")
    let kinds = (0...dice.roll(3)).map { _ in dice.pick(Kind.allCases) }
    let result = dice.pick(Kind.allCases)
    let parameters = kinds.map { _ in fresh("p") }
    let defaults = zip(parameters, kinds).enumerated().map { place, pair in
      place == kinds.count - 1 && place > 0
        ? "\(pair.0)=\(expression(pair.1, depth: 1))" : pair.0
    }
    add("def \(name)(\(defaults.joined(separator: ", "))):")
    let (known, outer) = (names, isInFunction)
    names += zip(parameters, kinds).map { ($0, $1) }
    isInFunction = true
    loops += 1
    block(1)
    indent += 1
    if dice.once(in: 3) {
      add(
        "if \(expression(.bool, depth: 1)): return \(bounded(expression(result, depth: 1), result))"
      )
    }
    if dice.once(in: 3) {
      let inner = fresh("g")
      add("\(inner) = lambda: \(expression(result, depth: 2))")
      add("return \(inner)()")
    } else {
      add("return \(bounded(expression(result, depth: 2), result))")
    }
    indent -= 1
    loops -= 1
    (names, isInFunction) = (known, outer)
    functions.append((name, kinds, result))
  }

  /// A method that changes a collection, or an element assigned to.
  private mutating func change() {
    let known = names.filter { [.ints, .strs, .dict, .set].contains($0.kind) }
    guard !known.isEmpty else { return assignment() }
    let (name, kind) = dice.pick(known)
    var forms: [String]
    switch kind {
    case .dict:
      forms = [
        "\(name)[@key@] = @int@", "\(name).update(@dict@)", "print(\(name).pop(@key@, @int@))",
        "print(\(name).setdefault(@str@, @int@))", "print(list(\(name).items()))",
      ]
      if isRisky {
        forms += [
          "del \(name)[@key@]", "\(name)[@key@] += @small@", "print(\(name).pop(@key@))",
        ]
      }
    case .set:
      forms = [
        "\(name).add(@int@)", "\(name).discard(@int@)", "\(name).update(@ints@)",
        "\(name) |= @set@",
        "\(name) -= @set@",
      ]
      if isRisky { forms.append("\(name).remove(@int@)") }
    default:
      let item = kind == .ints ? "@int@" : "@str@"
      let more = kind == .ints ? "(@ints@)[:4]" : "(@strs@)[:4]"
      forms = [
        "\(name).append(\(item))", "\(name).insert(@index@, \(item))", "\(name).sort()",
        "\(name).sort(reverse=@bool@)", "\(name).reverse()", "\(name).extend(\(more))",
        "\(name) += \(more)", "\(name).sort(key=lambda $x: str($x))",
        "if \(name): print(\(name).pop())", "if \(name): del \(name)[-1]",
        "if \(name): \(name)[0], \(name)[-1] = \(name)[-1], \(item)",
      ]
      if isRisky {
        forms += [
          "print(\(name).pop(@index@))", "\(name)[@index@] = \(item)", "\(name).remove(\(item))",
          "del \(name)[@index@]",
        ]
      }
    }
    let form = dice.pick(forms)
    // An assignment would make the name local to the function.
    if isInFunction,
      form.contains("|=") || form.contains("-= @") || form.contains(") +=")
        || form.hasPrefix("\(name) +=")
    {
      return output()
    }
    add(filled(form, depth: 2))
  }

  private mutating func unpacking() {
    guard indent == 0 else { return output() }
    let (a, b) = (fresh("v"), fresh("v"))
    switch dice.roll(5) {
    case 0:
      add("\(a), \(b) = \(expression(.int, depth: 2)) % 1009, \(expression(.str, depth: 2))[:9]")
      names += [(a, .int), (b, .str)]
    case 1:
      add("\(a), *\(b) = [\(expression(.int, depth: 1)), *\(expression(.ints, depth: 2))]")
      names += [(a, .int), (b, .ints)]
    case 2:
      add("*\(a), \(b) = \(expression(.strs, depth: 2)) + [\(expression(.str, depth: 1))]")
      names += [(a, .strs), (b, .str)]
    case 3:
      add("(\(a), \(b)) = \(expression(.pair, depth: 2))")
      names += [(a, .int), (b, .str)]
    default:
      add("\(a) = \(b) = \(expression(.float, depth: 2))")
      names += [(a, .float), (b, .float)]
    }
  }
}
