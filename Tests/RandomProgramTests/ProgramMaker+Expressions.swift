// Expressions: a template of the wanted kind, its holes filled in turn.

extension ProgramMaker {
  mutating func expression(_ wanted: Kind, depth: Int) -> String {
    var kind = wanted
    if wildness > 0, dice.once(in: wildness) { kind = dice.pick(Kind.shown) }
    if depth <= 0 || dice.once(in: 5) { return atom(kind) }
    let able = functions.filter { $0.result == kind }
    if !isInFunction, !able.isEmpty, dice.once(in: 4) {
      let function = dice.pick(able)
      let arguments = function.parameters.map { expression($0, depth: depth - 1) }
      return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }
    let text = filled(dice.pick(Templates.of(kind, risky: isRisky)), depth: depth - 1)
    return kind == .int && loops > 0 ? "(\(text)) % 1000003" : "(\(text))"
  }

  private mutating func atom(_ kind: Kind) -> String {
    let known = names.filter { $0.kind == kind }
    if !known.isEmpty, !dice.once(in: 3) { return dice.pick(known).name }
    return literal(kind)
  }

  private mutating func literal(_ kind: Kind) -> String {
    switch kind {
    case .int: dice.pick(["0", "1", "2", "3", "7", "-1", "-2", "10", "-13", "255", "1_000", "64"])
    case .float:
      dice.pick([
        "0.5", "1.0", "-2.5", "0.1", "3.14159", "1e10", "1e-5", "-0.0", "2.675", "1e16", "1e22",
        "123456.789", ".25", "7.", "float('inf')", "float('nan')", "100.0", "5e-324",
      ])
    case .bool: dice.pick(["True", "False"])
    case .str:
      dice.pick([
        "''", "'a'", "'abc'", "\"it's\"", "'Hello World'", "'12'", "'a,b,,c'", "' pad '", "'é√'",
        "'x\\ty\\n'", "'AbC'", "'0x1f'", "'-7'", "'3.5'", "'aaa'", "'q\"q'", "'\\\\'", "'ab' 'cd'",
      ])
    case .ints: dice.pick(["[]", "[1, 2, 3]", "[5]", "[3, -1, 3, 0]", "[10, 9, 8, 7]"])
    case .floats: dice.pick(["[0.5, -1.5]", "[]", "[1.0, 2.25, 1e3]", "[0.1, 0.2, 0.3]"])
    case .strs: dice.pick(["['a', 'bb']", "[]", "['x', 'Y', 'z', 'x']", "['12', '', 'é']"])
    case .pair: dice.pick(["(1, 'a')", "(0, '')", "(-3, 'zz')"])
    case .pairs: dice.pick(["[(1, 'a'), (2, 'b')]", "[]", "[(2, 'x'), (1, 'y'), (2, 'a')]"])
    case .dict: dice.pick(["{'a': 1, 'b': 2}", "{}", "{'k': -5}", "{'a': 0, 'k': 3, 'b': 9}"])
    case .set: dice.pick(["{1, 2}", "set()", "{3, 1, 2, 1}"])
    case .nothing: "None"
    }
  }

  /// A template with its holes filled.
  mutating func filled(_ template: String, depth: Int) -> String {
    var bound: [Character: String] = [:]
    let parts = template.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    var text = ""
    for (place, part) in parts.enumerated() {
      text += place % 2 == 0 ? part : hole(part, depth: depth, bound: &bound)
    }
    guard text.contains("$") else { return text }
    var result = ""
    var characters = text.makeIterator()
    while let character = characters.next() {
      guard character == "$", let letter = characters.next() else {
        result.append(character)
        continue
      }
      result += name(letter, &bound)
    }
    return result
  }

  private mutating func name(_ letter: Character, _ bound: inout [Character: String]) -> String {
    if let known = bound[letter] { return known }
    let made = fresh(String(letter))
    bound[letter] = made
    return made
  }

  private mutating func hole(
    _ text: String, depth: Int, bound: inout [Character: String]
  ) -> String {
    let parts = text.split(separator: ";").map(String.init)
    let known = names.count
    for part in parts.dropFirst() {
      guard let letter = part.first, let kind = Kind(rawValue: String(part.dropFirst(2))) else {
        continue
      }
      names.append((name(letter, &bound), kind))
    }
    defer { names.removeSubrange(known...) }
    if let kind = Kind(rawValue: parts[0]) { return expression(kind, depth: depth) }
    return special(parts[0], depth: depth)
  }

  private mutating func special(_ hole: String, depth: Int) -> String {
    switch hole {
    case "any": return expression(dice.pick(Kind.allCases), depth: depth)
    case "shown": return expression(dice.pick(Kind.shown), depth: depth)
    case "quarter":
      return dice.pick(["0.25", "-2.75", "3.5", "1.0", "-0.5", "17.125", "2.5", "1e3"])
    case "small": return String(dice.roll(5))
    case "count": return String(dice.roll(8))
    case "bit": return String(dice.roll(2))
    case "width": return String(dice.roll(14))
    case "step": return dice.pick(["1", "2", "-1", "-3", "5"])
    case "index": return dice.pick(["0", "0", "1", "-1", "-2", "2", "5"])
    case "key": return dice.pick(["'a'", "'b'", "'k'", "'a'"])
    case "digits": return String(dice.roll(10000))
    case "intatom", "floatatom", "boolatom":
      return plainAtom(Kind(rawValue: String(hole.dropLast(4))) ?? .int)
    case "stratom": return plainAtom(.str)
    case "slice":
      func bound() -> String { dice.pick(["", "", "0", "1", "2", "-1", "-2", "4", "9", "-9"]) }
      let step = dice.once(in: 2) ? ":" + dice.pick(["", "1", "2", "-1", "-2", "3"]) : ""
      return bound() + ":" + bound() + step
    case "intspec", "floatspec", "strspec": return spec(hole)
    default: return hole
    }
  }

  /// A value that may stand in an f-string of any Python: no backslash, no double quote.
  private mutating func plainAtom(_ kind: Kind) -> String {
    let known = names.filter { $0.kind == kind }
    if !known.isEmpty, !dice.once(in: 3) { return dice.pick(known).name }
    let text = literal(kind)
    return text.contains("\\") || text.contains("\"") ? "'ab'" : text
  }

  /// A format spec; a tame program has one that fits.
  private mutating func spec(_ hole: String) -> String {
    let isNumber = hole != "strspec"
    var text = ""
    if dice.once(in: 3) { text += dice.pick(["*<", ">", "^", "_^", "x>", "<"]) }
    if isNumber || isRisky, dice.once(in: 4) { text += dice.pick(["+", "-", " "]) }
    if isRisky, dice.once(in: 6) { text += dice.pick(["#", "=", "0="]) }
    if isNumber || isRisky, dice.once(in: 4) { text += "0" }
    if !dice.once(in: 3) { text += String(1 + dice.roll(14)) }
    switch hole {
    case "intspec":
      if dice.once(in: 5) { return text + dice.pick([",", "_", ",d", "_d"]) }
      if isRisky, dice.once(in: 3) { return text + dice.pick([",x", "_x", "n", "c", "s", ".2d"]) }
      text += dice.pick(["d", "", "x", "X", "o", "b", "e", "d", "f", "%", "g"])
    case "floatspec":
      if dice.once(in: 5) { text += dice.pick([",", "_"]) }
      if !dice.once(in: 4) { text += "." + String(dice.roll(8)) }
      text += dice.pick(["f", "f", "e", "g", "%", "", "G", "E", "F"])
      if isRisky, dice.once(in: 12) { text += dice.pick(["d", "s", "x"]) }
    default:
      if dice.once(in: 3) { text += "." + String(dice.roll(4)) }
      text += isRisky && dice.once(in: 4) ? "d" : dice.pick(["", "s", "s"])
    }
    return text
  }
}
