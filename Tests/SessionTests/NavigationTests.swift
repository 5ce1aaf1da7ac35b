import Session
import TestSupport
import Testing

// Lines, calls, phases, turns, marks and stops, as they are typed.

@Suite("Finding one's way")
struct NavigationTests {
  private func started(interactive: Bool = false) -> Talk {
    var talk = Talk(interactive: interactive)
    talk.run(
      """
      w = param(tensor([1.0, -2.0]))
      def loss_of(x, k):
          h = w * x
          return (h * h).sum() * k
      opt = SGD([w], lr=0.1)
      for step in range(4):
          loss = loss_of(tensor([1.0, 2.0]), 0.5)
          loss.backward()
          opt.step()
          opt.zero_grad()
      """)
    talk.say(":goto start")
    return talk
  }

  private func isDone(_ answer: Answer) -> Bool {
    if case .done = answer.status { true } else { false }
  }

  @Test("Lines go by one after another, over calls")
  func lines() {
    var talk = started()
    var lines: [String] = []
    for _ in 0..<6 {
      let first = talk.say(":line").lines.first ?? ""
      lines.append(String(first.split(separator: " ").last ?? ""))
    }
    // The first thing of line 8, the backward, is a rule of line 4: that is the line its card shows.
    // Line 2 defines and nothing happens in it; the body's lines 3 and 4 are the call's.
    #expect(lines == ["1", "5", "6", "7", "4", "9"])
    #expect(talk.say(":line 2").text.contains("loss_of("))
    talk.say(":goto end")
    #expect(talk.say(":line").message.contains("the end"))
    #expect(talk.say(":line x").message.contains("takes a number"))
  }

  @Test("Out of a call, back into it and back out of it")
  func calls() {
    var talk = started()
    while case let answer = talk.say(":step"), isDone(answer), answer.title != "call" {}
    let call = talk.session.cursor
    #expect(talk.say(":when").text.contains("in loss_of()"))
    talk.say(":step 2")
    let left = talk.say(":out")
    #expect(left.text.contains("leaves") && left.text.contains("loss_of()"))
    #expect(talk.say(":out").message.contains("not inside a call"))
    let inside = talk.say(":back into")
    #expect(inside.text.contains("(h * h).sum() * k"))
    #expect(isDone(talk.say(":back out")))
    #expect(talk.session.cursor == call)
    #expect(talk.say(":back out").message.contains("not inside a call"))
    #expect(talk.say(":back sideways").message.contains("takes a number"))
  }

  @Test("Phases begin where their cards say 1")
  func phases() {
    var talk = started()
    #expect(talk.say(":phase grad").title.hasPrefix("grad 1/"))
    #expect(talk.say(":phase update").title.hasPrefix("update 1/1"))
    #expect(talk.say(":phase fwd").title.hasPrefix("fwd 1/"))
    #expect(talk.say(":phase").message.contains("needs the name"))
    #expect(talk.say(":phase backward").message.contains("no phase `backward`"))
    talk.say(":goto end")
    let none = talk.say(":phase grad")
    #expect(none.message.contains("no grad phase begins after"))
    #expect(none.drawn.contains(":goto start"))
  }

  @Test("Turns of a loop, forwards and back")
  func iterations() {
    var talk = started()
    for n in [3, 1, 4, 2] {
      #expect(talk.say(":iteration \(n)").text.contains("turn \(n) of the loop in line 6"))
      #expect(talk.say("step").text.contains("\(n - 1)"))
      #expect(talk.say(":when").text.contains("turn \(n) of the loop in line 6"))
    }
    #expect(talk.say(":iteration 5").message.contains("had 4 turns"))
    for bad in [":iteration", ":iteration 0", ":iteration x", ":iteration -1"] {
      #expect(!isDone(talk.say(bad)), "\(bad)")
    }
    var fresh = Talk()
    fresh.say("x = 1")
    #expect(fresh.say(":iteration 1").message.contains("no loop"))
  }

  @Test("A marked moment can be gone to")
  func marks() {
    var talk = started()
    talk.say(":step 4")
    let here = talk.session.cursor
    #expect(talk.say(":mark here").text.contains("`here`"))
    talk.say(":goto end")
    talk.say(":goto here")
    #expect(talk.session.cursor == here)
    #expect(talk.say(":mark").text.contains("here"))
    #expect(talk.say(":when").text.contains("mark here"))
    #expect(talk.say(":mark start").message.contains("a moment already"))
    #expect(talk.say(":mark 3x").message.contains("one word"))
    #expect(talk.say(":mark a b").message.contains("one word"))
    #expect(talk.say(":goto hree").drawn.contains(":goto here"))
  }

  @Test("Runs go to stops in either direction")
  func stops() {
    var talk = started()
    #expect(talk.say(":break 7").text.contains("stop 1: line 7 of script"))
    #expect(talk.say(":break op sum").text.contains("stop 2: op sum"))
    #expect(talk.say(":break when loss < 4").text.contains("stop 3"))
    #expect(talk.say(":break").lines.filter { $0.hasPrefix("  ") }.count == 3)
    var there: [Int?] = []
    while case let answer = talk.say(":run"), !answer.text.contains("no stop on the way") {
      #expect(answer.text.hasPrefix("stop "))
      there.append(talk.session.cursor)
    }
    #expect(there.count > 12)
    #expect(talk.session.cursor == nil)
    #expect(talk.say(":run").message.contains("this is now"))
    var back: [Int?] = []
    while case let answer = talk.say(":rrun"), !answer.text.contains("no stop on the way") {
      back.append(talk.session.cursor)
    }
    #expect(back.reversed() == there)
    #expect(talk.session.cursor == 0)
    #expect(talk.say(":rrun").message.contains("the beginning"))
    #expect(isDone(talk.say(":break off 1")))
    #expect(talk.say(":break off 1").message.contains("there is no stop 1"))
    #expect(talk.say(":break off").text.contains("dropped 2 stops"))
    #expect(talk.say(":run").text.contains("no stops are set"))
  }

  @Test(
    "A stop that cannot be set says why",
    arguments: [
      (":break op sotfmax", "no operation called"), (":break op", "wants an operation"),
      (":break when", "wants a condition"), (":break when x = 1", "no expression"),
      (":break when (", ""), (":break 99", "no statement after line"),
      (":break nowhere:3", "nothing called `nowhere`"), (":break soon", "no place to stop"),
      (":break 0", "no place to stop"), (":break -4", "no place to stop"),
      (":break off 9", "no stops are set"), (":display (", ""), (":display off", "nothing is"),
      (":display x = 1", "no expression"),
    ])
  func wrongStops(input: String, message: String) {
    var talk = started()
    let answer = talk.say(input)
    #expect(!isDone(answer))
    #expect(!answer.diagnostics.isEmpty)
    #expect(message.isEmpty || answer.message.contains(message), "\(answer.message)")
  }

  @Test("A line that begins nothing gives way to the next")
  func emptyLine() {
    var talk = Talk()
    talk.run("x = 1\n\n# nothing\n\ny = x + 1\n")
    let answer = talk.say(":break 3")
    #expect(answer.text.contains("line 3 begins no statement"))
    #expect(answer.text.contains("line 5"))
  }

  @Test("What is displayed comes with every stop")
  func displays() {
    var talk = started()
    #expect(talk.say(":display w.sum()").text.contains("w"))
    #expect(talk.say(":iteration 2").text.contains("1: w.sum()"))
    talk.say(":display step * 10")
    #expect(talk.say(":iteration 4").text.contains("30"))
    #expect(talk.say(":display").lines.count >= 2)
    talk.say(":display off 1")
    #expect(!talk.say(":step").text.contains("w.sum()"))
    talk.say(":display off")
    #expect(!talk.say(":step").text.contains("step * 10"))
  }

  @Test("After an error one stands where it happened")
  func afterError() {
    var talk = Talk(interactive: true)
    talk.say("def f(a):\n    inner = a * 2\n    return inner @ ones(9)\n")
    talk.say("kept = 5")
    let failed = talk.say("y = f(ones(2, 3))")
    #expect(!failed.diagnostics.isEmpty)
    #expect(failed.text.contains("You stand in f()"))
    #expect(talk.say(":when").text.contains("stopped in f()"))
    #expect(talk.say("inner.shape").text.contains("2, 3"))
    #expect(talk.say(":vars").text.contains("inner"))
    // Back goes through the call that failed, not over it.
    #expect(talk.say(":back").text.contains("ones(9)"))
    #expect(talk.say(":back").text.contains("inner = a * 2"))
    talk.say(":goto end")
    #expect(talk.say("kept").text.contains("5"))
    #expect(talk.say("z = kept + 1").diagnostics.isEmpty)
    #expect(talk.say(":when").text.contains("stopped") == false)
    #expect(talk.say("inner").message.contains("inner"))
  }
}
