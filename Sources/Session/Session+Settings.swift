import Diagnostics
import Display
import Stepper

// Settings: how things look, and how much of the past is kept at hand. None of them changes what a
// program computes or at which moment.

/// How a session is to look.
public struct Settings: Sendable, Equatable {
  /// The decimals of a number that is no short decimal; a card adds more where it needs them.
  public var digits = 4
  /// How many megabytes checkpoints may hold.
  public var memory = 256
  /// How wide lines are; nil as the terminal is.
  public var width: Int?
  /// The colours; nil as the terminal has them.
  public var theme: Theme?
  /// Whether operations that make one idea share a card.
  public var groups = true
  /// Whether nothing but ASCII is shown; nil as the terminal can.
  public var ascii: Bool?
}

/// One setting, as an element of a table.
public struct Setting: Sendable {
  /// Its name.
  public let name: String
  /// What it may be set to.
  public let values: String
  /// What it is for.
  let summary: String
  /// Its value as text.
  let text: @Sendable (Settings) -> String
  /// Sets it; false for a value it cannot have.
  let set: @Sendable (inout Settings, String) -> Bool
}

extension Setting {
  /// A number within bounds.
  private static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
    Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  /// All settings.
  public static let all: [Setting] = [
    Setting(
      name: "digits", values: "2 … 12", summary: "decimals of rounded numbers",
      text: { String($0.digits) },
      set: { settings, text in
        guard let n = number(text, in: 2...12) else { return false }
        settings.digits = n
        return true
      }),
    Setting(
      name: "memory", values: "1 … 65536", summary: "megabytes for the past's checkpoints",
      text: { String($0.memory) },
      set: { settings, text in
        let bare = text.uppercased().hasSuffix("MB") ? String(text.dropLast(2)).trimmed : text
        guard let n = number(bare, in: 1...65536) else { return false }
        settings.memory = n
        return true
      }),
    Setting(
      name: "width", values: "20 … 200, auto", summary: "cells of a line",
      text: { $0.width.map(String.init) ?? "auto" },
      set: { settings, text in
        let n = number(text, in: 20...200)
        guard n != nil || text == "auto" else { return false }
        settings.width = n
        return true
      }),
    Setting(
      name: "theme", values: "dark, light, none, auto", summary: "colours",
      text: { $0.theme?.rawValue ?? "auto" },
      set: { settings, text in
        let theme = Theme(rawValue: text)
        guard theme != nil || text == "auto" else { return false }
        settings.theme = theme
        return true
      }),
    Setting(
      name: "groups", values: "on, off", summary: "one card for one idea",
      text: { $0.groups ? "on" : "off" },
      set: { settings, text in
        guard text == "on" || text == "off" else { return false }
        settings.groups = text == "on"
        return true
      }),
    Setting(
      name: "ascii", values: "on, off, auto", summary: "nothing but ASCII",
      text: { $0.ascii.map { $0 ? "on" : "off" } ?? "auto" },
      set: { settings, text in
        guard ["on", "off", "auto"].contains(text) else { return false }
        settings.ascii = text == "auto" ? nil : text == "on"
        return true
      }),
  ]
}

extension Session {
  mutating func set(_ argument: String, write: (Output) -> Void) -> Status {
    let (name, value) = argument.firstWord
    guard !name.isEmpty else {
      let rows = Setting.all.map { setting in
        // What it can be matters more than what it is for, where both have no room.
        [Run(setting.name, .name), Run(setting.text(settings), .number)]
          + (width < 72 ? [] : [Run(setting.summary)]) + [Run(setting.values, .dim)]
      }
      write(.document(Document([.lines(Session.columns(rows, width: width))])))
      return .done
    }
    guard let setting = Setting.all.first(where: { $0.name == name }) else {
      let near = nearMisses(name, in: Setting.all.map(\.name))
      return fail(
        "there is no setting `\(name)`",
        try: near.first.map { ":set \($0)" } ?? ":set lists them", write)
    }
    guard !value.isEmpty else {
      say("\(name) is \(setting.text(settings)); it can be \(setting.values)", write)
      return .done
    }
    guard setting.set(&settings, value) else {
      return fail(
        "\(name) cannot be `\(value)`", try: ":set \(name) and one of \(setting.values)", write)
    }
    timeline.budget = settings.memory << 20
    say("\(name) is \(setting.text(settings))", write)
    return .done
  }
}
