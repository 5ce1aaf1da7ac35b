import Tensors

// Operations that make one idea share a card. A group is declared beside the operations, as an
// element of a list: the pattern of rows that it is, and the story that a card tells of it.

/// Several operations that make one idea.
public struct OperationGroup: Sendable {
  /// What the idea is called, as `clipped objective`.
  public let name: String
  /// The rule, in the names of the pattern.
  public let rule: String
  /// Why its gradient is what it is.
  public let why: String
  /// The rows it is made of; the pattern's own row is the last of them, and the card stands there.
  let pattern: RowPattern
  /// What the card tells.
  let story: @Sendable (GroupContext) -> GroupStory?

  /// The group that ends in a row, with its rows by name.
  public static func found(at row: RowID, in trace: Trace) -> FoundGroup? {
    guard candidates.contains(trace.row(row).operation) else { return nil }
    for group in all {
      guard let rows = group.pattern.match(row, trace) else { continue }
      return FoundGroup(group: group, rows: rows.names, members: rows.members.sorted())
    }
    return nil
  }

  /// All groups.
  public static let all: [OperationGroup] = clipping + attention

  /// The operations that a group can end in.
  private static let candidates: Set<PrimitiveID> = Set(all.flatMap(\.pattern.operations))
}

/// A group that was found in a trace.
public struct FoundGroup: Sendable {
  /// The group.
  public let group: OperationGroup
  /// The rows that the pattern names.
  public let rows: [String: RowID]
  /// The rows that the group stands for, its last one included.
  public let members: [RowID]

  /// What a card tells.
  ///
  /// - Parameters:
  ///   - gradient: what arrives at the last row, nil in the forward.
  ///   - focus: the element that the learner has chosen.
  public func story(_ trace: Trace, gradient: Tensor?, focus: [Int]?) -> GroupStory? {
    group.story(
      GroupContext(trace: trace, rows: rows, members: members, gradient: gradient, focus: focus))
  }
}

/// What the card of a group tells.
public struct GroupStory: Sendable, Equatable {
  /// The corner of the table: what its columns are.
  public var corner: String
  /// The table.
  public var table: RowStory
  /// The columns marked ◂, by the line's place.
  public var marks: [Int: [Int]]
  /// Lines below.
  public var footers: [String]

  /// Makes a story.
  public init(corner: String, table: RowStory, marks: [Int: [Int]] = [:], footers: [String] = []) {
    self.corner = corner
    self.table = table
    self.marks = marks
    self.footers = footers
  }
}

/// What the story of a group may look at.
struct GroupContext: Sendable {
  let trace: Trace
  let rows: [String: RowID]
  let members: [RowID]
  let gradient: Tensor?
  let focus: [Int]?

  /// The tensor of a named row.
  func tensor(_ name: String) -> Tensor? { rows[name].map { trace[$0] } }

  /// The gradient that leaves a row for one of its arguments, from what arrives there.
  func contribution(_ name: String, _ argument: RowID, from gradient: Tensor) -> Tensor? {
    guard let row = rows[name],
      let position = trace.inputs(of: row).firstIndex(of: argument)
    else { return nil }
    return try? trace.contribution(of: row, argument: position, gradient: gradient)
  }
}

// MARK: - Patterns

/// A shape of rows in a trace.
indirect enum RowPattern: Sendable {
  /// Any row, which gets a name; a name that stands there already must mean the same values.
  case any(String)
  /// One of some operations with these inputs in any order; the row gets a name.
  case row([String], String, [RowPattern])
  /// The first that fits.
  case either([RowPattern])

  /// The operations that the pattern's own row can be.
  var operations: [PrimitiveID] {
    switch self {
    case .any: []
    case .row(let names, _, _): names.compactMap(Registry.find)
    case .either(let all): all.flatMap(\.operations)
    }
  }

  /// The rows by name and the rows the pattern is made of; nil where it does not fit.
  func match(_ row: RowID, _ trace: Trace) -> (names: [String: RowID], members: Set<RowID>)? {
    match(row, trace, [:], [])
  }

  private func match(
    _ row: RowID, _ trace: Trace, _ names: [String: RowID], _ members: Set<RowID>
  ) -> (names: [String: RowID], members: Set<RowID>)? {
    switch self {
    case .any(let name):
      if let known = names[name] {
        guard known == row || isSame(trace[known], trace[row]) else { return nil }
        return (names, members)
      }
      var names = names
      names[name] = row
      return (names, members)
    case .either(let all):
      for pattern in all {
        if let found = pattern.match(row, trace, names, members) { return found }
      }
      return nil
    case .row(let operations, let name, let inputs):
      let line = trace.row(row)
      guard operations.contains(Registry[line.operation].name), Int(line.arity) >= inputs.count
      else { return nil }
      var names = names
      names[name] = row
      let members = members.union([row])
      let given = trace.inputs(of: row)
      for order in inputs.count == 2 ? [[0, 1], [1, 0]] : [Array(inputs.indices)] {
        var found: (names: [String: RowID], members: Set<RowID>)? = (names, members)
        for (place, pattern) in inputs.enumerated() {
          guard let before = found else { break }
          found = pattern.match(given[order[place]], trace, before.names, before.members)
        }
        if let found { return found }
      }
      return nil
    }
  }

  private func isSame(_ a: Tensor, _ b: Tensor) -> Bool {
    a.shape == b.shape && a.elements == b.elements
  }
}
