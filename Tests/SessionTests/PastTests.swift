import Session
import Testing

// Looking at the past changes nothing; changing it has to be asked for.

@Suite("Standing in the past")
struct PastTests {
  private func inThePast(interactive: Bool = false) -> Talk {
    var talk = Talk(interactive: interactive)
    talk.say("manual_seed(4)")
    talk.say("x = tensor([1.0, 2.0])")
    talk.say("y = x * 10")
    talk.say("x = tensor([5.0, 6.0])")
    talk.say("z = x + y")
    talk.say(":goto 4")
    return talk
  }

  @Test("An expression is answered with the values of that moment")
  func expressions() {
    var talk = inThePast()
    #expect(talk.say("x").text.contains("[1, 2]"))
    #expect(talk.say("(x * x).sum()").text.contains("5"))
    #expect(talk.say("z").message.contains("z"))
    talk.say(":goto end")
    #expect(talk.say("x").text.contains("[5, 6]"))
  }

  @Test("Where a variable's value was made, its name means that value")
  func nameAtItsMaking() {
    var talk = Talk()
    talk.say("x = tensor([1.0, 2.0])")
    talk.say("y = x * 10")
    talk.say("y = y + 1")
    talk.say("z = y * y")
    talk.say(":goto y")
    #expect(talk.say("y").text.contains("[11, 21]"))
    #expect(talk.say("z").message.contains("z"))
    talk.say(":goto z")
    #expect(talk.say("z").text.contains("[121, 441]"))
    talk.say(":goto start")
    #expect(talk.say("y").message.contains("y"))
  }

  @Test("Looking is free: not a random number, not a moment, not a variable is spent")
  func free() {
    var talk = inThePast()
    let end = talk.session.timeline.end
    let inputs = talk.session.timeline.inputs.count
    for look in ["rand(3)", "x.mul_(7)", "print('seen')", "[n for n in range(9)]", "1 / 0"] {
      talk.say(look)
    }
    #expect(talk.session.cursor == 4)
    #expect(talk.session.timeline.end == end)
    #expect(talk.session.timeline.inputs.count == inputs)
    #expect(talk.session.timeline.log == "")
    #expect(talk.say("x").text.contains("[1, 2]"))
    var other = inThePast()
    talk.say(":goto end")
    other.say(":goto end")
    #expect(talk.say("rand(3)").text == other.say("rand(3)").text)
    #expect(talk.say("x").text == other.say("x").text)
  }

  @Test("A statement asks; Enter returns to now and runs it there")
  func statement() {
    for interactive in [true, false] {
      var talk = inThePast(interactive: interactive)
      let end = talk.session.timeline.end
      let question = talk.say("w = x + 1")
      #expect(question.text.contains("past"))
      #expect(question.text.contains("Enter"))
      #expect(talk.session.timeline.end == end)
      #expect(talk.session.cursor == 4)
      talk.say("")
      #expect(talk.session.cursor == nil)
      // The x of now is (5, 6).
      #expect(talk.say("w").text.contains("[6, 7]"))
    }
  }

  @Test("Anything else than Enter lets the statement go")
  func declined() {
    var talk = inThePast()
    talk.say("w = x + 1")
    talk.say(":when")
    talk.say("")
    #expect(talk.session.cursor == 4)
    #expect(talk.say("w").message.contains("w"))
    talk.say("w = x + 1")
    talk.say("x")
    talk.say("")
    talk.say(":goto end")
    #expect(talk.say("w").message.contains("w"))
  }

  @Test("Inside a function its own variables are found, and functions still find the global ones")
  func locals() {
    var talk = Talk()
    talk.run(
      """
      x = 1.5
      def g():
          return x
      def f(x, k):
          y = tensor(x) * 2
          def h():
              return k + y
          return y + k + h()
      out = f(10.0, 3)
      """)
    talk.say(":goto start")
    while case let answer = talk.say(":step"), case .done = answer.status {
      if answer.text.contains("tensor(x) * 2"), answer.title == "fwd 2/6" { break }
    }
    #expect(talk.say("x").text.contains("10"))
    #expect(talk.say("g()").text.contains("1.5"))
    #expect(talk.say("x + k").text.contains("13"))
    #expect(talk.say("[x + n for n in range(2)]").text.contains("[10.0, 11.0]"))
    #expect(talk.say("out").message.contains("out"))
    talk.say(":step")
    #expect(talk.say("y").text.contains("20"))
    talk.say(":goto end")
    #expect(talk.say("x").text.contains("1.5"))
    #expect(talk.say("y").message.contains("y"))
  }

  @Test("A name leads forwards too")
  func forwards() {
    var talk = inThePast()
    talk.say(":goto 2")
    #expect(talk.say(":goto z").text.contains("z = x + y"))
    talk.say(":goto start")
    #expect(talk.say(":goto y").text.contains("y = x * 10"))
    // Where x was made is a question of the moment: there are two.
    talk.say(":goto 4")
    #expect(talk.say(":goto x").text.contains("tensor([1.0, 2.0])"))
    talk.say(":goto end")
    #expect(talk.say(":goto x").text.contains("tensor([5.0, 6.0])"))
  }

  @Test("A mistake in the past points at what was typed")
  func mistake() {
    var talk = inThePast()
    let answer = talk.say("x @ ones(3)")
    #expect(answer.drawn.contains("console:6"))
    #expect(answer.drawn.contains("x @ ones(3)"))
    #expect(talk.session.cursor == 4)
  }
}

@Suite("What goes wrong is said with the console's line numbers")
struct LineNumberTests {
  @Test("Lines are counted over all inputs")
  func lines() {
    var talk = Talk()
    talk.say("x = ones(2, 3)")
    talk.say("def f(a):\n    b = a * 2\n    return b @ ones(4)\n")
    talk.say(":vars")
    let answer = talk.say("f(x)")
    #expect(answer.drawn.contains("console:4"))
    #expect(answer.drawn.contains("return b @ ones(4)"))
    #expect(answer.drawn.contains("called from console, line 6"))
    #expect(talk.say("1 +").drawn.contains("console:7"))
    #expect(talk.say("undefined").drawn.contains("console:8"))
  }

  @Test("Cards name the same lines")
  func cards() {
    var talk = Talk()
    talk.say("x = ones(2)")
    talk.say("if True:\n    y = x * 3\n")
    talk.say("z = y + 1")
    #expect(talk.say(":goto y").text.contains("console, line 3"))
    #expect(talk.say(":goto z").text.contains("console, line 5"))
  }

  @Test("After a mistake the session goes on, and what was done before it stays")
  func goingOn() {
    var talk = Talk()
    let answer = talk.say("a = 1\nb = a + 1\nc = b / 0\nd = 4")
    #expect(answer.drawn.contains("console:3"))
    #expect(talk.say("b").text.contains("2"))
    #expect(talk.say("d").message.contains("d"))
    #expect(talk.say("c = 7").diagnostics.isEmpty)
    #expect(talk.say("c").text.contains("7"))
  }
}
