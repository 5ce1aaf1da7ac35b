import Tensors

// The trace: every tensor operation of a program passes through `apply`, which checks shapes (the
// kernels throw), computes, and records a row.
//
// Layout: chunks of 128 rows with the values beside them. A copy of the machine shares chunks; the
// one chunk that is still growing is copied before it is appended to when it is shared. So a
// checkpoint costs at most one chunk, and a run without checkpoints never copies.

/// The rows of a running program and the values they made.
public struct Trace: Sendable {
  static let shift: Int32 = 7
  static let chunkSize = 1 << 7

  /// Fixed capacity; unchecked because only a unique owner ever writes.
  final class Chunk: @unchecked Sendable {
    var rows: ContiguousArray<Row> = []
    var values: ContiguousArray<Tensor> = []
    var attributes: ContiguousArray<Attributes> = []
    var more: ContiguousArray<[RowID]> = []

    init() {
      rows.reserveCapacity(Trace.chunkSize)
      values.reserveCapacity(Trace.chunkSize)
    }

    init(copying other: Chunk) {
      rows.reserveCapacity(Trace.chunkSize)
      values.reserveCapacity(Trace.chunkSize)
      rows.append(contentsOf: other.rows)
      values.append(contentsOf: other.values)
      attributes = other.attributes
      more = other.more
    }
  }

  var chunks: ContiguousArray<Chunk> = []
  /// The number the next row gets.
  public private(set) var end: RowID = 0
  /// Arithmetic done so far, in counted units: about one a nanosecond on the machine it was
  /// calibrated on, and never measured by a clock.
  public private(set) var cost = 0
  /// Bytes of values made since the last compaction.
  public private(set) var allocatedBytes = 0

  /// An empty trace.
  public init() {}

  /// Whether a row is there.
  public func contains(_ row: RowID) -> Bool { row >= 0 && row < end }

  /// A row's value.
  public subscript(row: RowID) -> Tensor {
    chunks[Int(row >> Trace.shift)].values[Int(row) & (Trace.chunkSize - 1)]
  }

  /// How a row was made.
  public func row(_ row: RowID) -> Row {
    chunks[Int(row >> Trace.shift)].rows[Int(row) & (Trace.chunkSize - 1)]
  }

  /// A row's arguments that are not tensors.
  public func attributes(of row: RowID) -> Attributes {
    let chunk = chunks[Int(row >> Trace.shift)]
    let place = chunk.rows[Int(row) & (Trace.chunkSize - 1)].attributes
    return place < 0 ? .none : chunk.attributes[Int(place)]
  }

  /// One of a row's inputs.
  public func input(_ i: Int, of row: RowID) -> RowID {
    let chunk = chunks[Int(row >> Trace.shift)]
    let line = chunk.rows[Int(row) & (Trace.chunkSize - 1)]
    if line.more >= 0 { return chunk.more[Int(line.more)][i] }
    return i == 0 ? line.a : i == 1 ? line.b : line.c
  }

  /// All of a row's inputs.
  public func inputs(of row: RowID) -> [RowID] {
    (0..<Int(self.row(row).arity)).map { input($0, of: row) }
  }

  /// Whether a gradient flows into a row.
  public func requiresGrad(_ row: RowID) -> Bool { self.row(row).flags.contains(.requiresGrad) }

  /// Sets or clears flags of a row.
  public mutating func update(_ row: RowID, _ change: (inout Row) -> Void) {
    let place = Int(row >> Trace.shift)
    makeUnique(place)
    change(&chunks[place].rows[Int(row) & (Trace.chunkSize - 1)])
  }

  private mutating func makeUnique(_ place: Int) {
    if !isKnownUniquelyReferenced(&chunks[place]) {
      chunks[place] = Chunk(copying: chunks[place])
    }
  }

  // MARK: - The choke point

  /// Appends a value that no operation of the trace computed: a literal, a draw, a constant.
  ///
  /// - Parameter leaf: the tensor object that gradients are accumulated into, if it wants any.
  public mutating func source(
    _ operation: PrimitiveID, _ value: Tensor, leaf: Int32? = nil, isConstant: Bool = false,
    attributes: Attributes? = nil, site: Site, time: Int
  ) -> RowID {
    var row = Row(operation: operation, site: site, time: time)
    if let leaf {
      row.flags = [.requiresGrad, .leaf]
      row.leaf = leaf
    }
    if isConstant { row.flags.insert(.constant) }
    return append(row, value, attributes)
  }

  /// Applies an operation of one tensor.
  public mutating func apply(
    _ operation: PrimitiveID, _ a: RowID, attributes: Attributes? = nil, records: Bool,
    site: Site, time: Int
  ) throws(ShapeError) -> RowID {
    let primitive = Registry.primitives[Int(operation)]
    guard case .unary(let kernel) = primitive.forward else {
      return try apply(
        operation, [a], attributes: attributes, records: records, site: site, time: time)
    }
    let value = try kernel(self[a], attributes ?? .none)
    var row = Row(operation: operation, arity: 1, a: a, site: site, time: time)
    if records && requiresGrad(a) && Registry.hasRule(operation, argument: 0) {
      row.flags = .requiresGrad
    }
    return append(row, value, attributes)
  }

  /// Applies an operation of two tensors.
  public mutating func apply(
    _ operation: PrimitiveID, _ a: RowID, _ b: RowID, attributes: Attributes? = nil,
    records: Bool, site: Site, time: Int
  ) throws(ShapeError) -> RowID {
    let primitive = Registry.primitives[Int(operation)]
    guard case .binary(let kernel) = primitive.forward else {
      return try apply(
        operation, [a, b], attributes: attributes, records: records, site: site, time: time)
    }
    let left = self[a]
    let right = self[b]
    let value = try kernel(left, right, attributes ?? .none)
    var row = Row(operation: operation, arity: 2, a: a, b: b, site: site, time: time)
    if records
      && (requiresGrad(a) && Registry.hasRule(operation, argument: 0)
        || requiresGrad(b) && Registry.hasRule(operation, argument: 1))
    {
      row.flags = .requiresGrad
    }
    if operation == Operation.matmul, left.rank > 0, right.rank > 0 {
      cost += value.count * left.shape[-1] / 24
    }
    return append(row, value, attributes)
  }

  /// Applies an operation of any number of tensors.
  public mutating func apply(
    _ operation: PrimitiveID, _ inputs: [RowID], attributes: Attributes? = nil, records: Bool,
    site: Site, time: Int
  ) throws(ShapeError) -> RowID {
    let value = try Registry[operation].compute(
      inputs.map { self[$0] }, attributes ?? .none)
    var row = Row(
      operation: operation, arity: UInt8(clamping: inputs.count), site: site, time: time)
    if inputs.count > 0 { row.a = inputs[0] }
    if inputs.count > 1 { row.b = inputs[1] }
    if inputs.count > 2 { row.c = inputs[2] }
    if records {
      for (i, input) in inputs.enumerated()
      where requiresGrad(input) && Registry.hasRule(operation, argument: i) {
        row.flags = .requiresGrad
        break
      }
    }
    return append(row, value, attributes, more: inputs.count > 3 ? inputs : nil)
  }

  /// Appends a row that is already made: a value computed by an update.
  public mutating func append(
    _ row: Row, _ value: Tensor, _ attributes: Attributes? = nil, more: [RowID]? = nil
  ) -> RowID {
    if Int(end) & (Trace.chunkSize - 1) == 0 {
      chunks.append(Chunk())
    } else {
      makeUnique(chunks.count - 1)
    }
    let chunk = chunks[chunks.count - 1]
    var row = row
    if let attributes {
      row.attributes = Int32(chunk.attributes.count)
      chunk.attributes.append(attributes)
    }
    if let more {
      row.more = Int32(chunk.more.count)
      chunk.more.append(more)
    }
    chunk.rows.append(row)
    chunk.values.append(value)
    allocatedBytes += value.count &* 8 &+ 160
    cost += 200 + value.count
    end += 1
    return end - 1
  }

  /// Counts work done outside a row, as an optimizer's.
  public mutating func count(cost more: Int) { cost += more }

  // MARK: - Compaction

  /// Lets go of every row that nothing needs and renumbers the rest.
  ///
  /// A root whose graph is still alive keeps it, links and all. A root without one (a leaf, a
  /// value whose graph was freed, anything made under `no_grad`) becomes a row of its own, with
  /// the time and place where it was made, which is what provenance needs to replay it.
  ///
  /// - Parameter roots: the rows that live tensor objects hold, in any order.
  /// - Returns: where each surviving row went.
  public mutating func compact(roots: [RowID]) -> [RowID: RowID] {
    var alive: Set<RowID> = []
    var pending = roots
    while let row = pending.popLast() {
      guard alive.insert(row).inserted else { continue }
      let line = self.row(row)
      // An interior row keeps its inputs as long as a backward may still need them.
      guard line.flags.contains(.requiresGrad), !line.flags.contains(.leaf),
        !line.flags.contains(.freed)
      else { continue }
      for i in 0..<Int(line.arity) { pending.append(input(i, of: row)) }
    }
    var compacted = Trace()
    var moved: [RowID: RowID] = [:]
    moved.reserveCapacity(alive.count)
    for old in alive.sorted() {
      var line = row(old)
      let keepsLinks =
        line.flags.contains(.requiresGrad) && !line.flags.contains(.leaf)
        && !line.flags.contains(.freed)
      var links: [RowID]?
      var attributes: Attributes?
      if keepsLinks {
        let inputs = inputs(of: old).map { moved[$0] ?? -1 }
        if inputs.count > 0 { line.a = inputs[0] }
        if inputs.count > 1 { line.b = inputs[1] }
        if inputs.count > 2 { line.c = inputs[2] }
        if inputs.count > 3 { links = inputs }
        if line.attributes >= 0 { attributes = self.attributes(of: old) }
      } else if line.arity > 0 {
        line.arity = 0
        line.a = -1
        line.b = -1
        line.c = -1
      }
      line.attributes = -1
      line.more = -1
      moved[old] = compacted.append(line, self[old], attributes, more: links)
    }
    compacted.cost = cost
    let live = compacted.allocatedBytes
    self = compacted
    liveBytes = live
    allocatedBytes = 0
    return moved
  }

  /// The tensor objects of all leaves that a backward from some rows could reach.
  public func leafObjects(reachableFrom roots: [RowID]) -> [Int32] {
    var seen: Set<RowID> = []
    var pending = roots
    var objects: [Int32] = []
    while let row = pending.popLast() {
      let line = self.row(row)
      guard line.flags.contains(.requiresGrad), !line.flags.contains(.freed),
        seen.insert(row).inserted
      else { continue }
      if line.flags.contains(.leaf) { objects.append(line.leaf) }
      if line.flags.contains(.leaf) { continue }
      for i in 0..<Int(line.arity) { pending.append(input(i, of: row)) }
    }
    return objects
  }

  /// Bytes that survived the last compaction.
  public private(set) var liveBytes = 0
}

extension Primitive {
  /// Runs the kernel on a list of tensors: for the slow paths (tests, explanations, variadics).
  public func compute(_ inputs: [Tensor], _ attributes: Attributes) throws(ShapeError) -> Tensor {
    switch (forward, inputs.count) {
    case (.unary(let kernel), 1): return try kernel(inputs[0], attributes)
    case (.binary(let kernel), 2): return try kernel(inputs[0], inputs[1], attributes)
    case (.ternary(let kernel), 3):
      return try kernel(inputs[0], inputs[1], inputs[2], attributes)
    case (.variadic(let kernel), _): return try kernel(inputs, attributes)
    default: throw ShapeError(.custom("\(name) does not take \(inputs.count) tensors"))
    }
  }
}
