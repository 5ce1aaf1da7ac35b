import Language
import Session
import TestSupport
import Testing

// Settings change looks and memory, and nothing else.

@Suite("Settings")
struct SettingTests {
  @Test("Digits are the decimals of rounded numbers, of cards too")
  func digits() {
    var talk = Talk()
    talk.say("x = tensor(2.0).sqrt()")
    #expect(talk.say("x").text.contains("1.4142"))
    // √2 = 1.41421356237…
    talk.say(":set digits 8")
    #expect(talk.say("x").text.contains("1.41421356"))
    #expect(talk.say(":goto x").text.contains("1.41421356"))
    talk.say(":goto end")
    talk.say(":set digits 2")
    let short = talk.say("x").text
    #expect(short.contains("1.41") && !short.contains("1.414"))
    talk.say("third = tensor([1.0]) / 3")
    #expect(talk.say("third").text.contains("[0.33]"))
  }

  @Test("A script's settings hold for what follows them in it")
  func inScripts() {
    var talk = Talk()
    #expect(
      talk.run(":set digits 8\nx = tensor(2.0).sqrt()\n:goto x\n").text.contains("1.41421356"))
  }

  @Test("No setting changes a bit of any result, nor the number of any event")
  func nothingElse() {
    func end(_ settings: [String]) -> String {
      var talk = Talk()
      for setting in settings { #expect(talk.say(setting).diagnostics.isEmpty) }
      for input in Program.tinyGPT.inputs { talk.run(input) }
      let machine = talk.session.timeline.present
      return "\(machine.time) "
        + machine.plainVariables.map { "\($0.name) = \($0.value)" }.joined(separator: "\n")
    }
    let plain = end([])
    #expect(end([":set digits 12", ":set memory 1", ":set width 40", ":set ascii on"]) == plain)
    #expect(end([":set digits 2", ":set theme light"]) == plain)
  }

  @Test("Settings are listed, told and refused")
  func listing() {
    var talk = Talk()
    let list = talk.say(":set").text
    for setting in Setting.all {
      #expect(list.contains(setting.name))
      #expect(talk.say(":set \(setting.name)").text.contains("it can be"))
      for bad in ["-1", "0", "soon", "99999999999999999999"] {
        let answer = talk.say(":set \(setting.name) \(bad)")
        #expect(answer.message.contains("cannot be"), "\(setting.name) \(bad)")
      }
    }
    #expect(talk.say(":set digit 3").drawn.contains(":set digits"))
    talk.say(":set width 40")
    for line in talk.say(":help").lines { #expect(line.count <= 80) }
    #expect(talk.session.width == 40)
    talk.say(":set width auto")
    #expect(talk.session.width == 80)
    talk.say(":set memory 7")
    #expect(talk.session.timeline.budget == 7 << 20)
    #expect(talk.session.script.contains(":set memory 7"))
  }
}
