import Diagnostics
import Stepper

// A session's branches: the program as it was typed, which is called main, and its what-ifs.

/// One of the programs that a session holds; what is looked at now lives in the session itself.
struct Branch: Sendable {
  /// What it is called by.
  let name: String
  /// How it came about; nil for main.
  let origin: Origin?
  /// Its state while another branch is looked at.
  var state: State

  /// Where a what-if begins.
  struct Origin: Sendable {
    /// The branch it was made from.
    let parent: String
    /// The moment.
    let time: Int
    /// Where in the source that is.
    let place: String
    /// The statement that makes the difference; nil where one only goes on typing.
    let statement: String?
  }

  /// Everything of a session that belongs to one program.
  struct State: Sendable {
    var timeline: Timeline
    var cursor: Int?
    var previousCursor: Int?
    var marks: [Mark]
    var failure: Diagnostic?
    var given: [Entry]
    var undone: [Entry]
  }

  /// The name of the program as it was typed.
  static let main = "main"
}

extension Session {
  /// The name of the program that is looked at.
  public var branchName: String {
    branches.isEmpty ? Branch.main : branches[branchPlace].name
  }

  /// What belongs to the program that is looked at.
  var branchState: Branch.State {
    get {
      Branch.State(
        timeline: timeline, cursor: cursor, previousCursor: previousCursor, marks: marks,
        failure: failure, given: given, undone: undone)
    }
    set {
      timeline = newValue.timeline
      cursor = newValue.cursor
      previousCursor = newValue.previousCursor
      marks = newValue.marks
      failure = newValue.failure
      given = newValue.given
      undone = newValue.undone
    }
  }

  /// The state of a branch, whether it is looked at or not.
  func state(ofBranch place: Int) -> Branch.State {
    place == branchPlace ? branchState : branches[place].state
  }

  /// Looks at another branch.
  mutating func switchBranch(to place: Int) {
    guard branches.indices.contains(place), place != branchPlace else { return }
    branches[branchPlace].state = branchState
    branchPlace = place
    branchState = branches[place].state
  }

  /// Adds a branch and looks at it.
  mutating func addBranch(_ name: String, _ origin: Branch.Origin, _ state: Branch.State) {
    if branches.isEmpty {
      branches = [Branch(name: Branch.main, origin: nil, state: branchState)]
      branchPlace = 0
    }
    branches.append(Branch(name: name, origin: origin, state: state))
    switchBranch(to: branches.count - 1)
  }
}
