import Autograd
import Display
import Tensors

// A step card as JSON: all of its parts, numbers as numbers and the arithmetic as a tree, so that
// another program can draw the card without knowing an operation. `docs/trace.schema.json` says
// what there is.

/// Writes cards.
enum CardJSON {
  /// One card; parts that carry nothing are left out.
  ///
  /// - Parameter most: how many numbers of a tensor are written.
  static func text(_ card: StepCard, most: Int = .max) -> String {
    $most.withValue(most) { text(card) }
  }

  /// How many numbers of a tensor are written.
  @TaskLocal private static var most = Int.max

  private static func text(_ card: StepCard) -> String {
    var parts: [(String, String)] = [("title", JSONText.string(card.title))]
    func add(_ name: String, _ text: String) {
      if !text.isEmpty { parts.append((name, JSONText.string(text))) }
    }
    add("place", card.place)
    if let source = card.source {
      var line = [("text", JSONText.string(source.text))]
      if let marked = source.marked {
        line.append(("start", String(marked.lowerBound)))
        line.append(("end", String(marked.upperBound)))
      }
      parts.append(("source", JSONText.object(line)))
    }
    if !card.operands.isEmpty {
      parts.append(("operands", JSONText.array(card.operands.map(operand))))
    }
    if !card.rows.isEmpty { parts.append(("rows", JSONText.array(card.rows.map(row)))) }
    if let table = card.table { parts.append(("table", story(table))) }
    add("rule", card.rule)
    add("note", card.ruleNote)
    if let numbers = card.numbers {
      parts.append(
        (
          "numbers",
          JSONText.object([
            ("target", JSONText.string(numbers.target)), ("tree", tree(numbers.tree)),
            ("result", JSONText.number(numbers.result)),
            ("names", numbers.showsNames ? "true" : "false"),
          ])
        ))
    }
    if let leaving = card.leaving { parts.append(("leaving", named(leaving))) }
    if let leaf = card.leaf { parts.append(("leaf", accumulation(leaf))) }
    if !card.footers.isEmpty {
      parts.append(("footers", JSONText.array(card.footers.map(JSONText.string))))
    }
    return JSONText.object(parts)
  }

  private static func ints(_ numbers: [Int]) -> String {
    JSONText.array(numbers.map(String.init))
  }

  private static func tensor(_ tensor: Tensor) -> [(String, String)] {
    [
      ("dtype", JSONText.string(String(tensor.dtype.name.dropFirst(6)))),
      ("shape", ints(tensor.shape.array)),
      (
        "data",
        JSONText.array(
          (0..<min(most, tensor.count)).map {
            JSONText.element(tensor.element(at: $0), tensor.dtype)
          })
      ),
    ]
  }

  private static func named(_ named: StepCard.Named) -> String {
    JSONText.object([("name", JSONText.string(named.name))] + tensor(named.tensor))
  }

  private static func operand(_ operand: StepCard.Operand) -> String {
    var parts = [("name", JSONText.string(operand.name))] + tensor(operand.tensor)
    if let row = operand.markedRow { parts.append(("row", String(row))) }
    if let column = operand.markedColumn { parts.append(("column", String(column))) }
    if let element = operand.markedElement { parts.append(("element", ints(element))) }
    return JSONText.object(parts)
  }

  private static func row(_ row: StepCard.Row) -> String {
    let label = ("label", JSONText.string(row.label))
    switch row.content {
    case .text(let text): return JSONText.object([label, ("text", JSONText.string(text))])
    case .tensor(let tensor): return JSONText.object([label, ("tensor", named(tensor))])
    }
  }

  private static func accumulation(_ leaf: StepCard.Accumulation) -> String {
    var parts = [("name", JSONText.string(leaf.name)), ("element", ints(leaf.index))]
    if let before = leaf.before { parts.append(("before", JSONText.number(before))) }
    parts.append(("added", JSONText.number(leaf.added)))
    parts.append(("now", JSONText.number(leaf.now)))
    return JSONText.object(parts)
  }

  private static func story(_ story: Story) -> String {
    let rows = story.rows.map { row in
      var parts = [("label", JSONText.string(row.label))]
      if let span = row.span { parts.append(("span", JSONText.string(span))) }
      parts.append(("cells", JSONText.array(row.cells.map(cell))))
      if !row.note.isEmpty { parts.append(("note", JSONText.string(row.note))) }
      if let places = row.places { parts.append(("places", String(places))) }
      if !row.marked.isEmpty { parts.append(("marked", ints(row.marked))) }
      return JSONText.object(parts)
    }
    return JSONText.object([
      ("corner", JSONText.string(story.corner)),
      ("columns", JSONText.array(story.columns.map(JSONText.string))),
      ("rows", JSONText.array(rows)), ("kept", ints(story.kept)),
    ])
  }

  private static func cell(_ cell: Story.Cell) -> String {
    switch cell {
    case .number(let x): JSONText.number(x)
    case .rounded(let x, let places):
      JSONText.object([("number", JSONText.number(x)), ("places", String(places))])
    case .text(let text): JSONText.object([("text", JSONText.string(text))])
    case .empty: "null"
    }
  }

  /// The arithmetic: a number is a constant, everything else an object of one kind.
  static func tree(_ tree: Scalar) -> String {
    func one(_ name: String, _ value: String) -> String { JSONText.object([(name, value)]) }
    func all(_ trees: [Scalar]) -> String { JSONText.array(trees.map { self.tree($0) }) }
    switch tree {
    case .constant(let x): return JSONText.number(x)
    case .element(_, let index): return one("element", ints(index))
    case .leaf(let name, let value):
      return JSONText.object([
        ("name", JSONText.string(name)), ("value", JSONText.number(value)),
      ])
    case .sum(let terms): return one("sum", all(terms))
    case .product(let factors): return one("product", all(factors))
    case .negated(let a): return one("negated", self.tree(a))
    case .quotient(let a, let b): return one("quotient", all([a, b]))
    case .power(let a, let b): return one("power", all([a, b]))
    case .function(let function, let arguments):
      return JSONText.object([
        ("call", JSONText.string(function.rawValue)), ("of", all(arguments)),
      ])
    case .part(let name, let a):
      return JSONText.object([("part", JSONText.string(name)), ("of", all([a]))])
    case .choice(let relation, let a, let b, let then, let otherwise):
      return JSONText.object([
        ("if", JSONText.string(relation.rawValue)), ("of", all([a, b])),
        ("then", self.tree(then)), ("else", self.tree(otherwise)),
      ])
    }
  }
}
