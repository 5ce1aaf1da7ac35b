import Autograd
import Diagnostics
import Tensors

// Memory. Everything a program can grow is counted: tensors and rows by the trace, objects by the
// heap, output by the machine. Tidying (collecting dead objects, compacting the trace) happens at
// points that only the program's own counts decide, so that no setting can change what it does.

extension Machine {
  static let budgetID = "memory-budget"

  /// Bytes counted as held now: what survived the last tidying and what was made since.
  public var heldBytes: Int {
    trace.liveBytes + trace.allocatedBytes + liveHeapBytes + heap.allocatedBytes
      + stack.count * 16 + printed.utf8.count + pictureBytes
  }

  /// Makes sure that a growth fits the budget.
  func reserve(_ bytes: Int) throws(Diagnostic) {
    let (sum, overflow) = heldBytes.addingReportingOverflow(bytes)
    guard !overflow, bytes >= 0, sum <= memoryBudget else { throw beyondBudget(bytes) }
  }

  func beyondBudget(_ bytes: Int) -> Diagnostic {
    Diagnostic(
      Machine.budgetID, "this would take the program over its memory budget",
      notes: [
        "asked for \(Machine.size(bytes)); \(Machine.size(heldBytes)) of "
          + "\(Machine.size(memoryBudget)) are in use"
      ])
  }

  /// Bytes in words.
  static func size(_ bytes: Int) -> String {
    if bytes < 1 << 20 { return "\(max(0, bytes) / 1024) KB" }
    if bytes < 1 << 30 { return "\(bytes >> 20) MB" }
    return bytes == .max ? "more than there is" : "\(bytes >> 30) GB"
  }

  /// Whether enough has happened since the last tidying: by the amount of garbage there may be,
  /// against what is alive, and by counted cost, so that checkpoints find an even grid.
  var isTidyingDue: Bool {
    trace.cost >= nextCompaction
      || trace.allocatedBytes > 12 << 20 &+ trace.liveBytes
      || heap.allocatedBytes > 16 << 20 &+ 2 * liveHeapBytes
  }

  /// Collects dead objects and compacts the trace.
  mutating func tidy() {
    guard isTidiable else { return }
    var marked = ContiguousArray<Bool>(repeating: false, count: Int(heap.end))
    var live = 0
    let rows = mark(&marked, &live)
    heap.sweep(marked: marked)
    liveHeapBytes = live
    let moved = trace.compact(roots: rows.map(\.row))
    for (id, row) in rows {
      guard case .tensor(var tensor) = heap[id], let place = moved[row] else { continue }
      tensor.row = place
      heap[id] = .tensor(tensor)
    }
    compactions += 1
    nextCompaction = trace.cost + Machine.compactionCost
  }

  /// Tidies because the budget was reached; false when nothing would come of it.
  mutating func collectForBudget() -> Bool {
    guard isTidiable else { return false }
    let before = heldBytes
    tidy()
    return before - heldBytes > before / 16
  }

  /// Marks what can be reached; gives the tensor objects among it with their rows.
  private func mark(
    _ marked: inout ContiguousArray<Bool>, _ live: inout Int
  ) -> [(id: ObjectID, row: RowID)] {
    var rows: [(id: ObjectID, row: RowID)] = []
    var pending: ContiguousArray<ObjectID> = []
    func reach(_ value: Value) { if case .object(let id) = value { pending.append(id) } }
    func reach(_ id: ObjectID) { if id >= 0 { pending.append(id) } }
    for value in globals { reach(value) }
    for value in stack { reach(value) }
    for loaded in codes { for value in loaded.constants { reach(value) } }
    for frame in frames { reach(frame.generator) }
    reach(echoed)
    var hasLookedAtLeaves = false
    while true {
      guard let id = pending.popLast() else {
        // A leaf that only a graph still knows must stay: a backward will want its object.
        if hasLookedAtLeaves { break }
        hasLookedAtLeaves = true
        for leaf in trace.leafObjects(reachableFrom: rows.map(\.row)) { reach(leaf) }
        continue
      }
      guard !marked[Int(id)] else { continue }
      marked[Int(id)] = true
      live += 48
      switch heap[id] {
      case .free, .range: break
      case .string(let s): live += s.text.utf8.count
      case .list(let list):
        live += list.count * 16
        list.forEach(reach)
      case .tuple(let tuple):
        live += tuple.items.count * 16
        for value in tuple.items { reach(value) }
      case .dict(let table), .set(let table):
        live += table.count * 80
        for entry in table.entries.values {
          reach(entry.key)
          reach(entry.value)
        }
      case .record(let record): for value in record.values { reach(value) }
      case .function(let function):
        for value in function.defaults { reach(value) }
        for cell in function.closure { reach(cell) }
      case .method(let receiver, _): reach(receiver)
      case .tensor(let tensor):
        rows.append((id, tensor.row))
        reach(tensor.grad)
        reach(tensor.storage)
      case .optimizer(let optimizer):
        reach(optimizer.groups)
        reach(optimizer.memory)
        for (parameter, state) in optimizer.states {
          reach(parameter)
          live += state.tensors.reduce(64) { $0 + $1.value.byteCount }
        }
      case .iterator(let iterator): reach(iterator.source)
      case .generator(let generator): for value in generator.locals { reach(value) }
      case .cell(let value): reach(value)
      case .slice(let slice):
        reach(slice.start)
        reach(slice.stop)
        reach(slice.step)
      case .view(_, let dict): reach(dict)
      }
    }
    return rows
  }
}
