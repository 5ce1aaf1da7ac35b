import Foundation
import Language
import Stepper
import TestSupport
import Testing

@testable import Session

// Walking about in opened operations: in and out by any way, one inside another, from inside a
// function, as a script; and how a walk reads.

@Suite("Walks through opened operations")
struct OpeningWalkTests {
  private static let attention = """
    manual_seed(3)
    q = param(randn(3, 4))
    k = param(randn(3, 4))
    def heads(q, k):
      return F.scaled_dot_product_attention(q, k, k, is_causal=True)
    y = heads(q, k)
    loss = y.std()
    loss.backward()
    """

  private func started() -> Talk {
    var talk = Talk()
    talk.run(Self.attention, named: "heads.py")
    return talk
  }

  /// The moment of the n-th operation of a name.
  private func time(of operation: String, _ kind: Event.Kind, in talk: Talk) -> Int? {
    (1...talk.session.timeline.end).first {
      let moment = talk.session.timeline.moment(at: $0)
      return moment?.event.kind == kind && moment?.primitive?.name == operation
    }
  }

  @Test("A softmax inside of an attention inside of a function")
  func nested() throws {
    for kind in [Event.Kind.forward, .grad] {
      var talk = started()
      let outer = try #require(time(of: "matmul", kind, in: talk))
      talk.say(":goto \(outer)")
      let card = talk.say(":step").text
      let back = talk.say(":goto \(outer)").text
      #expect(talk.say(":into").text.hasPrefix("inside attention"))
      #expect(talk.session.opened.last?.operation.checks.count == (kind == .forward ? 1 : 3))
      let inner = try #require(time(of: "softmax", kind, in: talk))
      let softmax = talk.say(":goto \(inner)").text
      #expect(talk.session.prompt == "\(outer).\(inner)/\(talk.session.timeline.end)> ")
      #expect(talk.say(":into").text.hasPrefix("inside softmax"))
      #expect(talk.session.prompt.hasPrefix("\(outer).\(inner).\(talk.session.cursor ?? -1)/"))
      let place = talk.say(":when").text
      #expect(place.contains("in attention, opened at event \(outer)"), "\(place)")
      #expect(place.contains("in softmax, opened at event \(inner)"), "\(place)")
      #expect(talk.say("exp(input)").status == .done)
      #expect(talk.say(":out").text.hasSuffix(softmax))
      #expect(talk.session.cursor == inner)
      #expect(talk.say(":out").text.hasSuffix(back))
      #expect(talk.session.cursor == outer)
      #expect(talk.say(":step").text == card)
    }
  }

  @Test("What is told in steps is told by steps: elementary cards say so")
  func refusals() throws {
    var talk = Talk()
    talk.run(
      """
      x = param([[1., 2.], [3., 4.]])
      y = (x @ x).T
      opt = SGD([x], lr=0.1)
      y.sum().backward()
      n = 3 * 4
      """)
    func refusal(_ goto: String) -> String {
      talk.say(":goto \(goto)")
      let answer = talk.say(":into")
      #expect(answer.status == .failed)
      return answer.drawn
    }
    #expect(refusal("x").contains("from outside"))
    #expect(refusal("y").contains("moves numbers"))
    let product = try #require(time(of: "matmul", .forward, in: talk))
    #expect(refusal("\(product)").contains("elementary: its formula is all there is"))
    #expect(refusal("\(product)").contains("?matmul"))
    #expect(refusal("x.grad").contains("a leaf adds up"))
    #expect(refusal("start").contains("nothing to open"))
  }

  @Test("Both ends of the inner time lead out")
  func ends() {
    var talk = started()
    let card = talk.say(":goto loss").text
    for way in [":back", ":step", ":next", ":line", ":out"] {
      talk.say(":into")
      #expect(!talk.session.opened.isEmpty)
      if way != ":out", way != ":back" { talk.say(":goto end") }
      let answer = talk.say(way)
      #expect(talk.session.opened.isEmpty, "\(way)")
      #expect(answer.words.contains("std itself gave the same"), "\(answer.text)")
      #expect(answer.text.hasSuffix(card), "\(way): \(answer.text)")
    }
  }

  @Test("Any walk comes back to where it began")
  func random() {
    let moves = [
      ":into", ":step", ":into", ":step 2", ":into", ":into", ":into", ":next", ":back", ":line",
      ":goto 2", ":goto start",
      ":goto end", ":out", ":when", ":vars", "1 + 1", ":run", ":rrun", ":mark here", ":goto here",
      ":last", ":why input", "z = 1", ":phase grad", ":back into", ":trace 3", ":break op softmax",
      ":display input", ":focus [0]",
    ]
    var talk = started()
    let before = fingerprint(of: talk.session.timeline.present)
    let end = talk.session.timeline.end
    var state: UInt64 = 7
    var deepest = 0
    for time in stride(from: 1, through: end, by: 3) {
      let card = talk.say(":goto \(time)").text
      guard talk.say(":into").status == .done else { continue }
      for _ in 0..<60 where !talk.session.opened.isEmpty {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        talk.say(moves[Int(state >> 33) % moves.count])
        deepest = max(deepest, talk.session.opened.count)
        guard let outermost = talk.session.opened.first else { break }
        #expect(outermost.time == time)
        #expect(talk.session.cursor != nil)
      }
      while !talk.session.opened.isEmpty { talk.say(":out") }
      if talk.session.cursor == time {
        #expect(talk.say(":focus").text == card)
      }
    }
    #expect(deepest >= 2)
    #expect(talk.session.timeline.end == end)
    #expect(fingerprint(of: talk.session.timeline.present) == before)
  }

  @Test("Statements, undo, saving and scripts")
  func session() {
    var talk = Talk()
    for input in ["z = tensor([2., 1., 0.])", "p = softmax(z, dim=0)"] { talk.say(input) }
    // At the end of what was run, the last operation is the one that is meant.
    #expect(talk.say(":into").text.hasPrefix("inside softmax"))
    let refused = talk.say("z = z + 1")
    #expect(refused.status == .failed)
    #expect(refused.drawn.contains(":out first"))
    #expect(talk.say("input * 2").text.contains("[4, 2, 0]"))
    talk.say(":step")
    talk.say(":out")
    #expect(talk.session.cursor == nil)
    let script = talk.session.script
    #expect(script.contains(":into\n"), "\(script)")
    #expect(script.contains(":out\n"))
    var other = Talk()
    let played = other.run(script)
    #expect(played.words.contains("softmax itself gave the same"), "\(played.text)")
    #expect(
      fingerprint(of: other.session.timeline.present)
        == fingerprint(of: talk.session.timeline.present))
    talk.say(":into")
    #expect(talk.say(":undo").text.hasPrefix("took back: p = softmax"))
    #expect(talk.session.opened.isEmpty)
    #expect(talk.say("p").status == .failed)
  }

  @Test("A person is told that a card opens")
  func keys() {
    var talk = Talk(interactive: true)
    talk.say("z = tensor([2., 1., 0.])")
    talk.say("p = softmax(z, dim=0) * 2")
    #expect(talk.say(":goto 2").lines.contains { $0.contains(":into") } == false)
    #expect(talk.say(":goto 3").lines.contains { $0.contains(":into") })
    talk.say(":into")
    #expect(talk.say(":step").lines.contains { $0.contains(":out") })
  }

  @Test("It reads as it did")
  func snapshot() throws {
    let walks = [
      (
        "loss.py",
        """
        z = param([[2.0, 1.0, 0.1], [0.5, 2.5, 0.3]])
        y = tensor([0, 2])
        loss = F.cross_entropy(z, y)
        loss.backward()
        """,
        [":phase grad", ":into"] + Array(repeating: ":step", count: 40)
      ),
      (
        "step.py",
        """
        p = param([1.0, 0.5])
        opt = AdamW([p], lr=0.1, weight_decay=0.1)
        for slope in [0.5, -0.25]:
          opt.zero_grad()
          (p * slope).sum().backward()
          opt.step()
        """,
        [":goto p", ":into", ":when", ":vars"] + Array(repeating: ":step", count: 40)
      ),
    ]
    var made = ""
    for (name, script, commands) in walks {
      var talk = Talk()
      talk.run(script, named: name)
      talk.say(":goto start")
      var wasInside = false
      for command in commands {
        let prompt = talk.session.prompt
        let answer = talk.say(command)
        made += "\(prompt)\(command)\n\(answer.text)\(answer.drawn)\n"
        if wasInside, talk.session.opened.isEmpty { break }
        wasInside = !talk.session.opened.isEmpty
      }
      #expect(talk.session.opened.isEmpty)
    }
    let file = Program.root.appendingPathComponent("Tests/SessionTests/Snapshots/opened.txt")
    if ProcessInfo.processInfo.environment["LONGHAND_RECORD"] != nil {
      try made.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == made)
    for line in made.components(separated: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
