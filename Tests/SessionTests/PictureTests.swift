import Session
import Testing

// Pictures in a conversation: shown once, no part of what is printed, and met again in the past.

@Suite("Pictures in a session")
struct PictureTests {
  private static let script = """
    print("before")
    ys = [1.0]
    for i in range(3):
        ys.append(ys[-1] / 2)
    plot(ys, y="loss")
    ys.append(100.0)
    print("after")
    """

  @Test("A picture is shown once and is no part of what is printed")
  func once() {
    var talk = Talk()
    let answer = talk.run(PictureTests.script)
    #expect(answer.printed == "before\nafter\n")
    #expect(talk.session.timeline.log == "before\nafter\n")
    #expect(answer.lines.filter { $0 == "  loss" }.count == 1)
    #expect(!Dump.json(of: talk.session.timeline).contains("┤"))
    // The last stop is the plot: going anywhere else shows no picture.
    for command in [":goto 2", ":vars", ":when"] { #expect(!talk.say(command).text.contains("┤")) }
  }

  @Test("Stepping stops at a picture and shows it as it was")
  func past() {
    var talk = Talk()
    let shown = talk.run(PictureTests.script).text
    talk.say(":goto start")
    var met = ""
    for _ in 0..<20 {
      let answer = talk.say(":step")
      if answer.text.contains("┤") { met = answer.text }
      if answer.status != .done { break }
    }
    #expect(met.hasPrefix("picture"))
    #expect(met.contains("plot(ys, y=\"loss\")"))
    #expect(met.hasSuffix(shown))
    #expect(!shown.contains("100"))
  }

  @Test("What is typed while looking at the past may draw too")
  func aside() {
    var talk = Talk()
    talk.say("x = tensor([1.0, 2.0])")
    talk.say("x = x * 10")
    talk.say(":goto 2")
    #expect(talk.say("histogram(x, bins=2)").text.contains("[1.0, 1.5)"))
    #expect(talk.session.timeline.end == 4)
  }

  @Test("show is the console's echo, note a line")
  func showAndNote() {
    var talk = Talk()
    talk.say("x = tensor([1.0, 2.0])")
    #expect(talk.say("show(x)").text == talk.say("x").text)
    #expect(talk.say("show('a')").text == "'a'\n")
    #expect(talk.say("note('one\\ntwo')").text == "one\ntwo\n")
  }

  @Test("A graph is drawn with its leaves, their gradients and what is shared")
  func graph() {
    var talk = Talk()
    talk.say("w = param(3.)")
    talk.say("h = w * 2 - 1")
    talk.say("loss = h * h + 0.5 * w")
    talk.say("loss.backward()")
    #expect(
      talk.say("graph(loss, title='the loss')").text == """
          the loss
          loss = h * h + 0.5 * w
          │   26.5
          ├─ 0.5 * w
          │  │   1.5
          │  │
          │  w
          │      3
          │      ∂ 20.5
          │
          h * h
          │   25
          │
          h = w * 2 - 1
          │   5
          │
          w * 2
          │   6
          │
          w   (above)

        """)
  }

  @Test("Every looking function has help whose example draws something")
  func help() {
    for name in LookingHelp.names {
      var talk = Talk()
      let answer = talk.say("?\(name)")
      #expect(answer.status == .done)
      #expect(answer.text.contains("written") && !answer.text.contains("error"))
      #expect(answer.lines.suffix(2).joined().contains { $0 != " " })
    }
    #expect(Reference.markdown.contains("### scatter_plot"))
  }
}
