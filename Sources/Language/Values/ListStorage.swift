// A list in chunks of 64, so that a checkpoint that shares it costs one chunk when it grows, not
// the whole list: one growing list of losses was half the memory of a history.

/// The members of a list.
struct ListStorage: Sendable {
  static let shift = 6
  static let chunkSize = 1 << shift

  private var chunks: ContiguousArray<ContiguousArray<Value>> = []
  private(set) var count = 0

  init() {}

  init(_ values: some Sequence<Value>) {
    for value in values { append(value) }
  }

  init(repeating value: Value, count: Int) {
    for _ in 0..<count { append(value) }
  }

  subscript(i: Int) -> Value {
    get { chunks[i >> ListStorage.shift][i & (ListStorage.chunkSize - 1)] }
    set { chunks[i >> ListStorage.shift][i & (ListStorage.chunkSize - 1)] = newValue }
  }

  mutating func append(_ value: Value) {
    if count & (ListStorage.chunkSize - 1) == 0 {
      var chunk = ContiguousArray<Value>()
      // A short list should not pay for a whole chunk.
      if count > 0 { chunk.reserveCapacity(ListStorage.chunkSize) }
      chunks.append(chunk)
    }
    chunks[chunks.count - 1].append(value)
    count += 1
  }

  mutating func removeLast() -> Value {
    let value = chunks[chunks.count - 1].removeLast()
    if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    count -= 1
    return value
  }

  mutating func insert(_ value: Value, at i: Int) {
    append(value)
    var carried = value
    for place in i..<count { swap(&self[place], &carried) }
  }

  mutating func remove(at i: Int) -> Value {
    let value = self[i]
    for place in i..<(count - 1) { self[place] = self[place + 1] }
    _ = removeLast()
    return value
  }

  /// All members in one array.
  var array: ContiguousArray<Value> {
    var all = ContiguousArray<Value>()
    all.reserveCapacity(count)
    for chunk in chunks { all.append(contentsOf: chunk) }
    return all
  }

  /// Visits the members in order.
  func forEach(_ body: (Value) -> Void) {
    for chunk in chunks { for value in chunk { body(value) } }
  }
}
