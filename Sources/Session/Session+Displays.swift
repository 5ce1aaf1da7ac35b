import Diagnostics
import Display
import Language
import Stepper

// What is displayed at every stop. Each expression is worked out on a copy.

/// An expression that is shown wherever the learner stops.
struct Displayed: Sendable {
  let number: Int
  let expression: Aside
}

extension Session {
  mutating func display(_ argument: String, write: (Output) -> Void) -> Status {
    let (word, rest) = argument.firstWord
    if argument.isEmpty {
      if displays.isEmpty {
        say("nothing is displayed; :display loss shows it at every stop", write)
      }
      showDisplays(write: write)
      return .done
    }
    if word == "off" { return dropDisplays(rest, write: write) }
    let (aside, problems) = Aside.read(argument, named: "display")
    guard let aside else {
      for problem in problems { write(.diagnostic(problem)) }
      return .failed
    }
    displayCount += 1
    displays.append(Displayed(number: displayCount, expression: aside))
    showDisplays(displays.suffix(1), write: write)
    return .done
  }

  private mutating func dropDisplays(_ which: String, write: (Output) -> Void) -> Status {
    guard !displays.isEmpty else {
      return fail("nothing is displayed", try: ":display loss shows it at every stop", write)
    }
    if which.isEmpty {
      displays = []
      say("nothing is displayed any more", write)
      return .done
    }
    guard let number = Int(which), let place = displays.firstIndex(where: { $0.number == number })
    else { return fail("there is no display \(which)", try: ":display lists them", write) }
    say("no longer displayed: \(displays[place].expression.text)", write)
    displays.remove(at: place)
    return .done
  }

  /// What is displayed, as it is at this moment.
  func showDisplays(write: (Output) -> Void) { showDisplays(displays[...], write: write) }

  private func showDisplays(_ some: ArraySlice<Displayed>, write: (Output) -> Void) {
    guard !some.isEmpty else { return }
    let machine = machineToLookAt
    var document = Document()
    for display in some {
      var text = "not there yet"
      var role = Role.dim
      do throws(Diagnostic) {
        let after = try display.expression.evaluate(on: machine, isInterrupted: isInterrupted)
        text = Session.oneLine(after.echoDescription, width: max(20, width - 24))
        role = .number
      } catch {
        text = error.message
      }
      let name = "\(display.number): \(display.expression.text)"
      document.append(
        .paragraph(
          Paragraph(
            label: Line(name, .name), indent: 2, column: max(12, name.count + 4), hanging: 2,
            content: Line(text, role))))
    }
    write(.document(document))
  }
}
