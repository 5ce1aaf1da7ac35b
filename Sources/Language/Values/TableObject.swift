import OrderedCollections

// Dicts and sets: Python's insertion order from swift-collections' `OrderedDictionary`, which is
// made for it, with keys folded so that 1, 1.0 and True are one key.

/// The table of a dict, or of a set (whose values are unused).
struct TableObject: Sendable {
  /// By folded key: the key as it was first written, and the value.
  struct Entry: Sendable {
    var key: Value
    var value: Value
  }
  var entries: OrderedDictionary<DictKey, Entry> = [:]

  var count: Int { entries.count }

  /// Keys in order.
  var keys: some Sequence<Value> { entries.values.lazy.map(\.key) }

  /// Binds a key: a key that is there keeps its look and its place.
  mutating func set(_ key: DictKey, written: Value, to value: Value) {
    if let index = entries.index(forKey: key) {
      entries.values[index].value = value
    } else {
      entries[key] = Entry(key: written, value: value)
    }
  }
}
