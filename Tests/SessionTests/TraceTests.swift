import Foundation
import Session
import Stepper
import TestSupport
import Testing

// The trace that other programs read: every line one object, and its numbers those of its data.

@Suite("The trace as JSON")
struct TraceTests {
  static let programs = [
    Program.ppoClip, .loraUpdate, .rewardModel, .tinyGPT,
    Program(
      "odd numbers",
      [
        "x = param(tensor([inf, -inf, nan, 0.0, -0.0, 1e300]))\ny = (x * 2).exp()\ny.sum().backward()",
        "s = 'quote \" slash \\\\ line\\n tab\\t é 🙂'\nprint(s)\nn = 2 ** 60\nt = tensor([n, -n])",
        "def f(a, b=2):\n    return a\nf(1)\nflags = tensor([True, False]) == True",
      ]),
  ]

  private func objects(_ program: Program, isFull: Bool) throws -> [[String: Any]] {
    let timeline = try program.run().timeline
    var lines: [String] = []
    TraceWriter(isFull: isFull).write(timeline) { lines.append($0) }
    #expect(lines.count == timeline.end)
    return try lines.map { line in
      #expect(!line.contains("\n"))
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test("Every event is one line, in order", arguments: programs)
  func lines(program: Program) throws {
    let phases = ["fwd", "grad", "accumulate", "update", "assign", "call", "return", "print"]
    for (i, object) in try objects(program, isFull: false).enumerated() {
      #expect(object["t"] as? Int == i + 1)
      #expect(phases.contains(object["phase"] as? String ?? ""))
      let line = try #require(object["line"] as? Int)
      #expect(line >= 1)
      #expect(try #require(object["column"] as? Int) >= 1)
    }
  }

  @Test("The numbers' value is the output's element", arguments: programs)
  func values(program: Program) throws {
    var count = 0
    for object in try objects(program, isFull: true) {
      guard let numbers = object["numbers"] as? [String: Any],
        let output = object["output"] as? [String: Any]
      else { continue }
      let shape = try #require(output["shape"] as? [Int])
      let data = try #require(output["data"] as? [Any])
      let index = try #require(numbers["element"] as? [Int])
      #expect(index.count == shape.count)
      #expect(data.count == shape.reduce(1, *))
      let flat = zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
      let value = try #require(number(numbers["value"]))
      let element = try #require(number(data[flat]))
      #expect(
        value == element || value.isNaN && element.isNaN
          || abs(value - element) <= 1e-9 * abs(element),
        "t = \(object["t"] ?? 0): \(value) is not \(element)")
      #expect((numbers["text"] as? String)?.contains(" = ") == true)
      count += 1
    }
    #expect(count > 2)
  }

  @Test("A grad event names its forward event and what its rule reads", arguments: programs)
  func gradients(program: Program) throws {
    let all = try objects(program, isFull: true)
    var count = 0
    for object in all where object["phase"] as? String == "grad" {
      let forward = try #require(object["of"] as? Int)
      #expect(all[forward - 1]["phase"] as? String == "fwd")
      #expect(all[forward - 1]["op"] as? String == object["op"] as? String)
      let argument = try #require(object["arg"] as? Int)
      let inputs = try #require(all[forward - 1]["inputs"] as? [[String: Any]])
      let output = try #require(object["output"] as? [String: Any])
      // What leaves has the shape of the argument it leaves for.
      #expect(output["shape"] as? [Int] == inputs[argument]["shape"] as? [Int])
      let read = try #require(object["inputs"] as? [[String: Any]])
      let made = try #require(all[forward - 1]["output"] as? [String: Any])
      #expect(read.first?["shape"] as? [Int] == made["shape"] as? [Int])
      #expect(object["formula"] is String)
      count += 1
    }
    #expect(count > 0)
  }

  private func number(_ value: Any?) -> Double? {
    if let text = value as? String { return Double(text) }
    return (value as? NSNumber)?.doubleValue
  }
}
