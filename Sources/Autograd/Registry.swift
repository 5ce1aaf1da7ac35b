import Tensors

// All operations, one list. Built-ins, help, completion, printed rules, explanations and law
// tests iterate over it; no operation's name appears in a `switch` anywhere.

/// All operations of the language, by number and by name.
public enum Registry {
  /// The families, in the order a reader meets them.
  public static let families: [(name: String, primitives: [Primitive])] = [
    ("Making tensors", sources), ("Arithmetic", arithmetic), ("Comparisons and logic", comparisons),
    ("Elementary functions", elementary), ("Activations", activations), ("Reductions", reductions),
    ("Shapes", shapes), ("Indexing", indexing),
    ("Linear algebra", linearAlgebra + einsums + decompositions),
    ("Networks", network + directions), ("Losses", losses),
  ]

  /// Every primitive; its index is its `PrimitiveID`.
  public static let primitives: [Primitive] = families.flatMap(\.primitives)

  /// Where each name stands.
  private static let numbers: [String: PrimitiveID] = {
    var numbers: [String: PrimitiveID] = [:]
    for (i, primitive) in primitives.enumerated() { numbers[primitive.name] = PrimitiveID(i) }
    return numbers
  }()

  /// The number of a primitive that is known to exist: rules and operators name only those.
  ///
  /// An unknown name gives a number past the end, which every caller's test would show at once.
  public static func id(_ name: String) -> PrimitiveID { numbers[name] ?? .max }

  /// The number of a primitive, or nil where there is none of that name.
  public static func find(_ name: String) -> PrimitiveID? { numbers[name] }

  /// The primitive of a number.
  public static subscript(id: PrimitiveID) -> Primitive { primitives[Int(id)] }

  /// The rules that do not depend on shapes, built once: `[id][argument]`.
  private static let fixedTerms: [[Term?]] = primitives.map { primitive in
    primitive.vjp.map { rule in
      if case .fixed(let make) = rule { make() } else { nil }
    }
  }

  /// The rule for one argument, or nil where the argument has no gradient.
  public static func term(
    _ id: PrimitiveID, argument: Int, context: @autoclosure () -> RuleContext
  ) -> Term? {
    let rules = primitives[Int(id)].vjp
    guard !rules.isEmpty else { return nil }
    // A variadic operation writes one rule for all its arguments.
    let place = min(argument, rules.count - 1)
    switch rules[place] {
    case .none: return nil
    case .fixed: return fixedTerms[Int(id)][place]
    case .shaped(let make): return make(context())
    }
  }

  /// Whether an argument of an operation can carry a gradient at all.
  public static func hasRule(_ id: PrimitiveID, argument: Int) -> Bool {
    let rules = primitives[Int(id)].vjp
    guard !rules.isEmpty else { return false }
    if case .none = rules[min(argument, rules.count - 1)] { return false }
    return true
  }
}
