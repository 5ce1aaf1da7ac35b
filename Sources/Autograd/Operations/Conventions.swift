// What a rule does where there is no slope: at a kink the left and the right slope differ, and
// PyTorch takes one of them or a value between. `:check` names the convention; a law test holds
// each to the rule.

/// The conventions at kinks.
public enum Convention {
  /// What an operation does at its kink; nil where it has none or none is written down.
  public static func of(_ operation: String) -> String? { table[operation] }

  /// The operations that have one.
  public static var operations: [String] { table.keys.sorted() }

  private static let table: [String: String] = [
    "relu": "relu takes slope 0 at 0",
    "leaky_relu": "leaky_relu takes its lower slope at 0",
    "abs": "abs takes slope 0 at 0, between −1 and 1",
    "clamp": "clamp takes slope 0 on its bounds",
    "maximum": "maximum gives each of two equal numbers half",
    "minimum": "minimum gives each of two equal numbers half",
    "amax": "amax shares equally among the greatest",
    "amin": "amin shares equally among the least",
    "argmax": "max along a dim gives the whole slope to one of the greatest",
    "argmin": "min along a dim gives the whole slope to one of the least",
    "l1_loss": "l1_loss takes slope 0 where both are equal",
  ]
}
