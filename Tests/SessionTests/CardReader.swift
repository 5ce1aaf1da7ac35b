import Autograd
import Display
import Foundation
import Tensors

// Reads a card back from its JSON, as another program would: what it draws then has to be what the
// console draws.

enum CardReader {
  static func card(_ object: [String: Any]) -> StepCard {
    var card = StepCard(title: text(object["title"]), place: text(object["place"]))
    if let source = object["source"] as? [String: Any] {
      let marked = (source["start"] as? Int).flatMap { start in
        (source["end"] as? Int).map { start..<$0 }
      }
      card.source = SourceLine(text(source["text"]), marked: marked)
    }
    card.operands = list(object["operands"]).map { item in
      StepCard.Operand(
        text(item["name"]), tensor(item), markedRow: item["row"] as? Int,
        markedColumn: item["column"] as? Int, markedElement: item["element"] as? [Int])
    }
    card.rows = list(object["rows"]).map { item in
      if let inner = item["tensor"] as? [String: Any] {
        return StepCard.Row(text(item["label"]), name: text(inner["name"]), tensor(inner))
      }
      return StepCard.Row(text(item["label"]), text(item["text"]))
    }
    if let table = object["table"] as? [String: Any] {
      card.table = Story(
        corner: text(table["corner"]), columns: table["columns"] as? [String] ?? [],
        rows: list(table["rows"]).map(row), kept: table["kept"] as? [Int] ?? [])
    }
    card.rule = text(object["rule"])
    card.ruleNote = text(object["note"])
    if let numbers = object["numbers"] as? [String: Any] {
      card.numbers = .init(
        target: text(numbers["target"]), tree: tree(numbers["tree"]),
        result: number(numbers["result"]), showsNames: numbers["names"] as? Bool ?? false)
    }
    if let leaving = object["leaving"] as? [String: Any] {
      card.leaving = .init(text(leaving["name"]), tensor(leaving))
    }
    if let leaf = object["leaf"] as? [String: Any] {
      card.leaf = .init(
        text(leaf["name"]), leaf["element"] as? [Int] ?? [],
        before: leaf["before"].map { number($0) }, added: number(leaf["added"]),
        now: number(leaf["now"]))
    }
    card.footers = object["footers"] as? [String] ?? []
    return card
  }

  private static func row(_ item: [String: Any]) -> Story.Row {
    if let span = item["span"] as? String { return Story.Row(text(item["label"]), span: span) }
    let cells = (item["cells"] as? [Any] ?? []).map { cell -> Story.Cell in
      if cell is NSNull { return .empty }
      guard let object = cell as? [String: Any] else { return .number(number(cell)) }
      if let text = object["text"] as? String { return .text(text) }
      return .rounded(number(object["number"]), places: object["places"] as? Int ?? 0)
    }
    return Story.Row(
      text(item["label"]), cells, note: text(item["note"]), places: item["places"] as? Int,
      marked: item["marked"] as? [Int] ?? [])
  }

  static func tree(_ value: Any?) -> Scalar {
    guard let object = value as? [String: Any] else { return .constant(number(value)) }
    func all(_ name: String) -> [Scalar] { (object[name] as? [Any] ?? []).map { tree($0) } }
    if let name = object["name"] as? String {
      return .leaf(name: name, value: number(object["value"]))
    }
    if object["sum"] != nil { return .sum(all("sum")) }
    if object["product"] != nil { return .product(all("product")) }
    if let inner = object["negated"] { return .negated(tree(inner)) }
    if object["quotient"] != nil { return .quotient(all("quotient")[0], all("quotient")[1]) }
    if object["power"] != nil { return .power(all("power")[0], all("power")[1]) }
    let of = all("of")
    if let name = object["part"] as? String { return .part(name: name, of[0]) }
    if let name = object["call"] as? String, let function = Scalar.Function(rawValue: name) {
      return .function(function, of)
    }
    if let name = object["if"] as? String, let relation = Scalar.Comparison(rawValue: name) {
      return .choice(
        relation, of[0], of[1], then: tree(object["then"]), otherwise: tree(object["else"]))
    }
    return .constant(.nan)
  }

  private static func tensor(_ item: [String: Any]) -> Tensor {
    let dtype: DType =
      switch text(item["dtype"]) {
      case "int64": .int
      case "bool": .bool
      default: .float
      }
    let data = (item["data"] as? [Any] ?? []).map { number($0) }
    return Tensor(data, shape: Shape(item["shape"] as? [Int] ?? []), dtype: dtype)
  }

  private static func list(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }
  private static func text(_ value: Any?) -> String { value as? String ?? "" }
  private static func number(_ value: Any?) -> Double {
    if let text = value as? String { return Double(text) ?? .nan }
    return (value as? NSNumber)?.doubleValue ?? .nan
  }
}
