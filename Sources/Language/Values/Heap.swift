// The heap, in pages of 32 objects. A copy of a machine shares all pages; a page is copied when
// an object in it changes. (A flat heap of 30,000 objects cost +676 % with history on; pages +50 %.)

/// The objects of a running program.
struct Heap: Sendable {
  static let shift: Int32 = 5
  static let pageSize = 1 << 5

  private var pages: ContiguousArray<ContiguousArray<HeapObject>> = []
  private var freeSlots: ContiguousArray<ObjectID> = []
  /// The number after the last object.
  private(set) var end: ObjectID = 0
  /// Bytes asked for since the last collection.
  private(set) var allocatedBytes = 0

  subscript(id: ObjectID) -> HeapObject {
    get { pages[Int(id >> Heap.shift)][Int(id) & (Heap.pageSize - 1)] }
    set { pages[Int(id >> Heap.shift)][Int(id) & (Heap.pageSize - 1)] = newValue }
  }

  /// Takes a list out, changes it and puts it back, so that it is never copied for a second owner.
  mutating func withList<R>(_ id: ObjectID, _ body: (inout ListStorage) -> R) -> R? {
    let page = Int(id >> Heap.shift)
    let place = Int(id) & (Heap.pageSize - 1)
    guard case .list(var list) = pages[page][place] else { return nil }
    pages[page][place] = .free
    let result = body(&list)
    pages[page][place] = .list(list)
    return result
  }

  /// The same for the table of a dict or a set.
  mutating func withTable<R>(_ id: ObjectID, _ body: (inout TableObject) -> R) -> R? {
    let page = Int(id >> Heap.shift)
    let place = Int(id) & (Heap.pageSize - 1)
    // One `if` each: the subject of a `switch` would be a second owner, and the table be copied.
    if case .dict(var table) = pages[page][place] {
      pages[page][place] = .free
      let result = body(&table)
      pages[page][place] = .dict(table)
      return result
    }
    if case .set(var table) = pages[page][place] {
      pages[page][place] = .free
      let result = body(&table)
      pages[page][place] = .set(table)
      return result
    }
    return nil
  }

  /// Adds an object.
  ///
  /// - Parameter bytes: what it holds beyond its slot, for the memory account.
  mutating func add(_ object: HeapObject, bytes: Int = 0) -> ObjectID {
    allocatedBytes &+= 48 &+ bytes
    if let id = freeSlots.popLast() {
      self[id] = object
      return id
    }
    if Int(end) & (Heap.pageSize - 1) == 0 {
      var page = ContiguousArray<HeapObject>()
      page.reserveCapacity(Heap.pageSize)
      pages.append(page)
    }
    pages[pages.count - 1].append(object)
    end += 1
    return end - 1
  }

  /// Counts growth of an object that is there already.
  mutating func count(bytes: Int) { allocatedBytes &+= bytes }

  /// Frees every object that is not marked.
  mutating func sweep(marked: ContiguousArray<Bool>) {
    freeSlots.removeAll(keepingCapacity: true)
    for id in stride(from: end - 1, through: 0, by: -1) where !marked[Int(id)] {
      if case .free = self[id] {} else { self[id] = .free }
      freeSlots.append(id)
    }
    allocatedBytes = 0
  }
}
