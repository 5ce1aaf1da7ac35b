// Which names are local, captured or global: Python's rules, decided once for every function
// before its code is made. A name assigned anywhere in a function is local to all of it; a local
// that an inner function reads lives in a cell of the heap.

/// The names of one function, lambda, comprehension or module.
final class Scope {
  enum Kind { case module, function, comprehension }
  let kind: Kind
  let parent: Scope?
  /// Names bound here, in the order first seen.
  private(set) var bound: [String] = []
  private var isBound: Set<String> = []
  /// Bound names that an inner scope reads.
  var captured: Set<String> = []
  /// Names of outer functions that this scope, or one inside it, reads.
  private(set) var free: [String] = []

  init(_ kind: Kind, parent: Scope?) {
    self.kind = kind
    self.parent = parent
  }

  func bind(_ name: String) {
    if isBound.insert(name).inserted { bound.append(name) }
  }

  func binds(_ name: String) -> Bool { isBound.contains(name) }

  /// Notes that a name is read here: if an outer function binds it, it is captured all the way.
  func read(_ name: String) {
    guard kind != .module, !binds(name), !free.contains(name) else { return }
    var outer = parent
    while let scope = outer, scope.kind != .module {
      if scope.binds(name) {
        scope.captured.insert(name)
        var inner: Scope? = self
        while let passing = inner, passing !== scope {
          if !passing.free.contains(name) { passing.free.append(name) }
          inner = passing.parent
        }
        return
      }
      outer = scope.parent
    }
  }

  /// Where a name lives, seen from here.
  enum Place { case local(Int), cell(Int), global }

  /// The slots of a frame: bound names, then captured outer cells.
  var slots: [String] { bound + free }

  func place(of name: String) -> Place {
    if kind == .module { return .global }
    if let slot = bound.firstIndex(of: name) {
      return captured.contains(name) ? .cell(slot) : .local(slot)
    }
    if let slot = free.firstIndex(of: name) { return .cell(bound.count + slot) }
    return .global
  }
}
