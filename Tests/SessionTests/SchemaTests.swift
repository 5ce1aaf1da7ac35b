import Display
import Foundation
import Session
import Stepper
import TestSupport
import Testing

// The trace's schema holds for real traces, and what a trace says is enough to draw every card.

/// As much of JSON Schema as the trace's schema uses.
struct Schema {
  let root: [String: Any]

  /// What is wrong with a value; empty where it fits.
  func problems(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      let definitions = root["$defs"] as? [String: Any]
      guard let inner = definitions?[name] as? [String: Any] else {
        return ["\(path): no definition \(name)"]
      }
      return problems(value, inner, at: path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { problems(value, $0, at: path) }
      return all.contains { $0.isEmpty } ? [] : ["\(path): fits none of \(choices.count)"] + all[0]
    }
    if let allowed = schema["enum"] as? [String] {
      return (value as? String).map(allowed.contains) == true
        ? [] : ["\(path): \(value) is none of \(allowed)"]
    }
    var found: [String] = []
    if let type = schema["type"] as? String, !fits(value, type) {
      return ["\(path): \(value) is no \(type)"]
    }
    if let minimum = schema["minimum"] as? Double, let number = value as? NSNumber,
      number.doubleValue < minimum
    {
      found.append("\(path): \(number) is below \(minimum)")
    }
    if let object = value as? [String: Any] {
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        found.append("\(path): no \(name)")
      }
      for (name, inner) in object {
        if let property = properties[name] {
          found += problems(inner, property, at: "\(path).\(name)")
        } else if schema["additionalProperties"] as? Bool == false {
          found.append("\(path): \(name) is not in the schema")
        }
      }
    }
    if let array = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (i, inner) in array.enumerated() {
        found += problems(inner, items, at: "\(path)[\(i)]")
      }
    }
    return found
  }

  private func fits(_ value: Any, _ type: String) -> Bool {
    let isBool = (value as? NSNumber).map { CFBooleanLike($0) } ?? false
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "boolean": return isBool
    case "integer": return !isBool && value is Int
    case "number": return !isBool && value is NSNumber
    case "null": return value is NSNull
    default: return false
    }
  }

  private func CFBooleanLike(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
  }
}

@Suite("The trace's schema")
struct SchemaTests {
  private func schema() throws -> Schema {
    let file = Program.root.appendingPathComponent("docs/trace.schema.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    return Schema(root: try #require(object as? [String: Any]))
  }

  @Test("Real traces fit it", arguments: TraceTests.programs)
  func fits(_ program: Program) throws {
    let schema = try schema()
    let timeline = try program.run().timeline
    var count = 0
    TraceWriter(isFull: true).write(timeline) { line in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      let problems = object.map { schema.problems($0, schema.root) } ?? ["no JSON"]
      #expect(problems.isEmpty, "\(problems.prefix(3))\n\(line.prefix(300))")
      count += 1
    }
    #expect(count == timeline.end)
  }

  @Test("It refuses what no trace says")
  func refuses() throws {
    let schema = try schema()
    for bad: [String: Any] in [
      ["phase": "fwd"], ["t": 1, "phase": "sideways"], ["t": 1, "phase": "fwd", "extra": 1],
      ["t": 0, "phase": "fwd"], ["t": 1, "phase": "fwd", "card": ["place": "no title"]],
    ] {
      #expect(!schema.problems(bad, schema.root).isEmpty, "\(bad)")
    }
  }

  @Test("Every card can be drawn again from it", arguments: TraceTests.programs)
  func redraws(_ program: Program) throws {
    var session = Session()
    for input in program.inputs { _ = session.submit(input) { _ in } }
    var cards: [String] = []
    let renderer = Renderer(width: 80)
    session.traceCards { cards.append(renderer.text($0)) }
    var drawn: [String] = []
    TraceWriter(isFull: true).write(session.timeline) { line in
      guard
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let card = object["card"] as? [String: Any]
      else { return }
      drawn.append(renderer.text(CardReader.card(card).document(width: 80)))
    }
    #expect(drawn.count == cards.count)
    for (a, b) in zip(cards, drawn) { #expect(a == b) }
  }
}
