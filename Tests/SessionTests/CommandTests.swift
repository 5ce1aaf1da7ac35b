import Session
import Stepper
import Testing

// The commands, typed: where they lead, and what they answer to what they cannot do.

@Suite("Commands")
struct CommandTests {
  /// A session in which y = (2 − 1)·… = 1·0.5 + 2·(−1) = −1.5 was worked out and gone back through.
  private func started(interactive: Bool = false) -> Talk {
    var talk = Talk(interactive: interactive)
    talk.say("x = tensor([1., 2.])")
    talk.say("W = param(tensor([0.5, -1.]))")
    talk.say("y = (x * W).sum()")
    talk.say("y.backward()")
    return talk
  }

  private func isDone(_ answer: Answer) -> Bool {
    if case .done = answer.status { true } else { false }
  }

  @Test("A name leads to where its value was made")
  func gotoName() {
    var talk = started()
    let answer = talk.say(":goto y")
    #expect(isDone(answer))
    #expect(answer.title == "fwd 5/5")
    #expect(answer.text.contains("y = (x * W).sum()"))
    #expect(answer.text.contains("0.5 + (−2) = −1.5") || answer.text.contains("0.5 − 2 = −1.5"))
  }

  @Test("Start, end and numbers")
  func gotoNumbers() {
    var talk = started()
    #expect(isDone(talk.say(":goto start")))
    #expect(talk.session.cursor == 0)
    #expect(isDone(talk.say(":goto 3")))
    #expect(talk.session.cursor == 3)
    #expect(isDone(talk.say(":goto end")))
    #expect(talk.session.cursor == nil)
  }

  @Test("Steps go on and back again, and stop at the ends")
  func steps() {
    var talk = started()
    talk.say(":goto start")
    var titles: [String] = []
    while case let answer = talk.say(":next"), isDone(answer) { titles.append(answer.title) }
    // Three makers, the product and its sum; the slopes of the sum and of W; then W's gradient.
    let expected = [
      "fwd 1/5", "fwd 2/5", "fwd 3/5", "fwd 4/5", "fwd 5/5", "grad 1/2 of fwd 5",
      "grad 2/2 of fwd 4", "accumulate",
    ]
    #expect(titles == expected)
    #expect(talk.say(":next").message.contains("the end"))
    var back: [String] = []
    while case let answer = talk.say(":back"), isDone(answer) { back.append(answer.title) }
    #expect(back == Array(expected.dropLast().reversed()))
    #expect(talk.say(":back").message.contains("the beginning"))
    #expect(talk.say(":step 3").title == "fwd 4/5")
    #expect(talk.say(":back 2").title == "fwd 2/5")
  }

  @Test("Stepping enters functions, :next does not")
  func calls() {
    var talk = Talk()
    talk.say("def f(a):\n    b = a * 2\n    return b + 1\n")
    talk.say("x = tensor(3.0)")
    talk.say("y = f(x)")
    talk.say(":goto x")
    #expect(talk.say(":step").text.contains("f()"))
    let inside = talk.say(":step")
    #expect(inside.text.contains("b = a * 2"))
    #expect(inside.text.contains("3·2 = 6"))
    talk.say(":step")
    #expect(talk.say("a").text.contains("3"))
    talk.say(":goto x")
    let over = talk.say(":next")
    #expect(over.text.contains("leaves"))
  }

  @Test("A short form of a name, and one that could be several")
  func prefixes() {
    var talk = started()
    for word in ["s", "st", "ste", "step"] {
      talk.say(":goto start")
      #expect(talk.say(":\(word)").title == "fwd 1/5", ":\(word)")
    }
    for command in Session.commands {
      for length in 1...command.name.count {
        let prefix = String(command.name.prefix(length))
        let others = Session.commands.filter { $0.name.hasPrefix(prefix) }
        guard others.count == 1, command.name != "quit" else { continue }
        var fresh = started()
        let answer = fresh.say(":\(prefix)")
        #expect(!answer.message.contains("there is no command"), ":\(prefix)")
        #expect(!answer.message.contains("could be"), ":\(prefix)")
      }
    }
  }

  @Test("Every command is in the help, and has help of its own")
  func help() {
    var talk = Talk()
    let all = talk.say(":help").text
    for command in Session.commands {
      #expect(all.contains(":" + command.name))
      #expect(talk.say(":help \(command.name)").text.contains(command.name))
      #expect(talk.say("?:\(command.name)").text.contains(command.name))
    }
    #expect(talk.say("?softmax").text.contains("exp(x"))
    #expect(talk.say(":help @").text.contains("matmul"))
    #expect(talk.say("?sotfmax").drawn.contains("?softmax"))
  }

  @Test(
    "What cannot be done says why",
    arguments: [
      (":foo", "there is no command"), (":nxet", "there is no command"), (":", "a command's name"),
      (":goto", "needs a moment"), (":goto 999", "there are the moments 0"),
      (":goto -1", "there are the moments 0"), (":goto nothing", "nothing called `nothing`"),
      (":step many", "takes a number"), (":step 0", "takes a number"),
      (":back -2", "takes a number"),
      (":next 1.5", "takes a number"), (":focus x", "takes an index"),
      (":why nothing", "nothing is called `nothing`"), (":why x[5]", "there is no place 5"),
      (":why x[0,0]", "is (2,)"), (":why x[a]", "`a`"), (":why x.grad", "requires no gradient"),
      (":why nothing.grad", "nothing is called `nothing`"),
      (":why W.grad[2]", "there is no place 2"),
      (":help nothing_of_the_sort", "there is no help"), ("?", ""),
      (":goto 99999999999999999999", "nothing called"),
    ])
  func wrong(input: String, message: String) {
    var talk = started()
    let answer = talk.say(input)
    if message.isEmpty {
      #expect(isDone(answer))
    } else {
      #expect(!isDone(answer), "\(input)")
      #expect(answer.message.contains(message), "\(input): \(answer.message)")
    }
    // Whatever was typed, the session goes on.
    #expect(talk.say("1 + 1").text.contains("2"))
  }

  @Test("Nothing to look at yet is no failure of the program")
  func empty() {
    var talk = Talk()
    for input in [":step", ":back", ":next", ":goto start", ":why x", ":goto x"] {
      #expect(!talk.say(input).diagnostics.isEmpty, "\(input)")
    }
    for input in [":vars", ":when", ":last", ":focus", ":help", ""] {
      #expect(talk.say(input).diagnostics.isEmpty, "\(input)")
    }
  }

  @Test("A focus chooses the element that is worked out")
  func focus() {
    var talk = Talk()
    talk.say("a = tensor([[1.0, 2.0], [3.0, 4.0]])")
    talk.say("b = a @ a")
    // [[7, 10], [15, 22]]
    #expect(talk.say(":goto b").text.contains("b[1,1] = 3·2 + 4·4 = 22"))
    #expect(talk.say(":focus [0,1]").text.contains("b[0,1] = 1·2 + 2·4 = 10"))
    #expect(talk.say(":focus 1,0").text.contains("b[1,0] = 3·1 + 4·3 = 15"))
    #expect(talk.say(":focus [7,7]").message.contains("no element"))
    #expect(talk.say(":focus").text.contains("b[1,1]"))
  }

  @Test("Back from a jump, and where one is")
  func jumps() {
    var talk = started()
    talk.say(":goto 2")
    talk.say(":goto 5")
    #expect(talk.say(":when").text.contains("event 5 of \(talk.session.timeline.end)"))
    talk.say(":last")
    #expect(talk.session.cursor == 2)
    talk.say(":last")
    #expect(talk.session.cursor == 5)
    talk.say(":goto end")
    #expect(talk.say(":when").text.contains("now, after event \(talk.session.timeline.end)"))
  }

  @Test("Variables are those of the moment")
  func variables() {
    var talk = started()
    let now = talk.say(":vars").text
    #expect(now.contains("has a gradient"))
    #expect(now.contains("−1.5"))
    talk.say(":goto y")
    let before = talk.say(":vars").text
    #expect(before.contains("wants a gradient"))
    #expect(!before.contains("has a gradient"))
    talk.say(":goto start")
    #expect(talk.say(":vars").text.contains("no variables yet"))
  }

  @Test("Why a number is what it is")
  func why() {
    var talk = started()
    let made = talk.say(":why y")
    #expect(made.text.contains("−1.5"))
    #expect(made.text.contains("made in line 3"))
    let gradient = talk.say(":why W.grad[1]")
    #expect(gradient.text.contains("W.grad[1] = 2"))
    #expect(gradient.text.contains("line 3"))
    // A second backward adds to what the first one left.
    talk.say("(W * W).sum().backward()")
    let twice = talk.say(":why W.grad[0]")
    // 1 from before, and 0.5 from each factor of W·W.
    #expect(twice.text.contains("W.grad[0] = 2"))
    #expect(twice.text.contains("held from an earlier backward"))
    #expect(twice.lines.contains { $0.hasPrefix("  1 ") && $0.contains("2 ways by W * W") })
  }

  @Test("An empty line repeats the last step of a person, and of nobody else")
  func repeating() {
    var person = started(interactive: true)
    person.say(":goto start")
    #expect(person.say("").title == "fwd 1/5")
    person.say(":step")
    #expect(person.say("").title == "fwd 3/5")
    person.say(":back")
    #expect(person.say("   ").title == "fwd 1/5")
    #expect(person.session.prompt.hasPrefix("1/"))
    person.say("x + 1")
    #expect(person.say("").text.isEmpty)
    var pipe = started()
    pipe.say(":goto start")
    pipe.say(":step")
    #expect(pipe.say("").text.isEmpty)
    #expect(pipe.session.cursor == 1)
  }

  @Test("Quitting")
  func quit() {
    var talk = Talk()
    for word in [":quit", ":q", ":quit "] {
      guard case .quit = talk.say(word).status else {
        Issue.record("\(word) does not leave")
        continue
      }
    }
  }
}
