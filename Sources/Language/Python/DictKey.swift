// What a dict or a set compares keys by.
//
// Python's rule is that keys which are equal are one key, so `1`, `1.0` and `True` are. The enum
// keeps each key as it was written, for the table shows the one that came first, and only its
// equality and its hash see through the kinds. Strings are compared by code points: Swift's own
// equality takes the two spellings of `é` for one, Python does not. Both walks go over a list of
// their own instead of recursing, so that deep tuples need no deep stack.

/// A key of a dict or a member of a set, equal to another by Python's rules.
///
/// A float nan equals nothing, itself included.
public enum DictKey: Hashable, Sendable {
  /// `None`.
  case none
  /// `True` or `False`, which equal 1 and 0.
  case bool(Bool)
  /// An int.
  case int(Int)
  /// A float, which equals the int of the same value.
  case float(Double)
  /// A string.
  case string(String)
  /// A tuple of keys.
  case tuple([DictKey])
  /// An object that equals only itself, by its number.
  case identity(Int32)

  /// Compares as Python's `==` does between keys.
  public static func == (a: DictKey, b: DictKey) -> Bool {
    guard case .tuple(let first) = a, case .tuple(let second) = b else {
      return a.isSameAtom(as: b)
    }
    var pending = [(first, second)]
    while let (first, second) = pending.popLast() {
      guard first.count == second.count else { return false }
      for (x, y) in zip(first, second) {
        if case .tuple(let inner) = x, case .tuple(let other) = y {
          pending.append((inner, other))
        } else if !x.isSameAtom(as: y) {
          return false
        }
      }
    }
    return true
  }

  /// Hashes so that equal keys have equal hashes.
  public func hash(into hasher: inout Hasher) {
    guard case .tuple = self else { return hashAtom(into: &hasher) }
    var pending = [self]
    while let key = pending.popLast() {
      if case .tuple(let elements) = key {
        hasher.combine(UInt8(5))
        hasher.combine(elements.count)
        pending.append(contentsOf: elements.reversed())
      } else {
        key.hashAtom(into: &hasher)
      }
    }
  }

  /// The int that the number equals, if there is one.
  private var wholeNumber: Int? {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .int(let value): value
    case .float(let value): Int(exactly: value)
    default: nil
    }
  }

  /// Equality of keys of which not both are tuples.
  private func isSameAtom(as other: DictKey) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.identity(let a), .identity(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    default:
      if let a = wholeNumber, let b = other.wholeNumber { a == b } else { false }
    }
  }

  /// The hash of anything but a tuple.
  private func hashAtom(into hasher: inout Hasher) {
    switch self {
    case .none, .tuple:
      hasher.combine(UInt8(0))
    case .bool, .int, .float:
      hasher.combine(UInt8(1))
      if let value = wholeNumber {
        hasher.combine(value)
      } else if case .float(let value) = self {
        hasher.combine(value)
      }
    case .string(let text):
      hasher.combine(UInt8(2))
      var text = text
      text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
      hasher.combine(UInt8(0xFF))
    case .identity(let number):
      hasher.combine(UInt8(3))
      hasher.combine(number)
    }
  }
}
