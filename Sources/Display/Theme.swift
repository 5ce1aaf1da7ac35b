// How roles look in a terminal.
//
// Colour repeats what marks and words already say and never says anything alone, so `.none` loses
// nothing; it is what a pipe and `NO_COLOR` get.

/// A choice of looks for roles in a terminal.
public enum Theme: String, Sendable, CaseIterable {
  /// No escape codes at all.
  case none
  /// For light text on a dark ground.
  case dark
  /// For dark text on a light ground.
  case light

  /// The parameters of the "select graphic rendition" sequence for a role, or nil for none.
  func rendition(of role: Role) -> String? {
    switch self {
    case .none: nil
    case .dark: Theme.darkRendition(of: role)
    case .light: Theme.lightRendition(of: role)
    }
  }

  /// A text in the looks of a role; as it is where the theme has none for it.
  public func painted(_ text: String, as role: Role) -> String {
    rendition(of: role).map { "\u{1B}[\($0)m\(text)\u{1B}[0m" } ?? text
  }

  private static func darkRendition(of role: Role) -> String? {
    switch role {
    case .plain, .source: nil
    case .heading: "1"
    case .phase: "1;96"
    case .mark: "1;93"
    case .name: "96"
    case .number: "97"
    case .dim: "2"
    case .good: "92"
    case .bad: "91"
    }
  }

  private static func lightRendition(of role: Role) -> String? {
    switch role {
    case .plain, .source, .number: nil
    case .heading: "1"
    case .phase: "1;34"
    case .mark: "1;35"
    case .name: "34"
    case .dim: "90"
    case .good: "32"
    case .bad: "31"
    }
  }
}
