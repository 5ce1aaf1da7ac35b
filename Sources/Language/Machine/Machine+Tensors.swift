import Autograd
import Diagnostics
import Tensors

// Tensor objects and the rows behind them. A tensor object is what a variable names; its value is
// a row of the trace. An in-place change gives the object a new row and marks the old one, so that
// a backward that needs the old value can say so; views know whose storage PyTorch would share
// with them, and using one that PyTorch would have changed is an error.

extension Machine {
  func isTensor(_ value: Value) -> Bool {
    if case .object(let id) = value, case .tensor = heap[id] { return true }
    return false
  }

  /// The numbers of a tensor value.
  func tensor(_ value: Value) -> Tensor? {
    if case .object(let id) = value, case .tensor(let object) = heap[id] {
      return trace[object.row]
    }
    return nil
  }

  func tensorObject(_ id: ObjectID) -> TensorObject? {
    if id >= 0, case .tensor(let object) = heap[id] { return object }
    return nil
  }

  func requiresGrad(_ id: ObjectID) -> Bool {
    guard let object = tensorObject(id) else { return false }
    return trace.requiresGrad(object.row)
  }

  /// The row of a tensor value, after making sure that it is what PyTorch would have there.
  func row(of value: Value) throws(Diagnostic) -> RowID {
    guard case .object(let id) = value, case .tensor(let object) = heap[id] else {
      throw Diagnostic("not-tensor", "a tensor is needed here, not \(typeName(value))")
    }
    if object.storage >= 0 { try checkFresh(id) }
    return object.row
  }

  /// A tensor that shares storage in PyTorch must not have been changed through the other name.
  func checkFresh(_ id: ObjectID) throws(Diagnostic) {
    guard let object = tensorObject(id), object.storage >= 0,
      let owner = tensorObject(object.storage), owner.version != object.seen
    else { return }
    throw Diagnostic(
      "alias", "this tensor shares its numbers with one that was changed in place since",
      notes: [
        "PyTorch would show the changed numbers here; Longhand's views keep their own",
        "made by a view, `detach()` or a row of another tensor",
      ],
      suggestions: ["`.clone()` when it is made keeps the old numbers; make it anew for the new"])
  }

  // MARK: - Making tensor objects

  /// A tensor object for a row.
  mutating func object(for row: RowID, sharing source: ObjectID = -1) -> Value {
    var object = TensorObject(row: row)
    let line = trace.row(row)
    object.isLeaf = !line.flags.contains(.requiresGrad) || line.flags.contains(.leaf)
    if source >= 0, var base = tensorObject(source) {
      let owner = base.storage >= 0 ? base.storage : source
      object.storage = owner
      if base.storage < 0 {
        base.storage = source
        base.seen = base.version
        heap[source] = .tensor(base)
      }
      object.seen = tensorObject(owner)?.version ?? 0
    }
    return .object(heap.add(.tensor(object)))
  }

  /// A tensor that no operation computed.
  mutating func source(
    _ operation: String, _ value: Tensor, requiresGrad: Bool = false, tells: Bool = true
  ) throws(Diagnostic) -> Value {
    let id = heap.add(.tensor(TensorObject(row: -1)))
    let row = trace.source(
      Registry.id(operation), value, leaf: requiresGrad ? id : nil, site: site, time: nextTime)
    heap[id] = .tensor(TensorObject(row: row))
    if tells { tellForward(row) }
    return .object(id)
  }

  mutating func tellForward(_ row: RowID) {
    tell(Event(kind: .forward, row: row, site: site))
  }

  // MARK: - Applying operations

  /// The row of an operand: a tensor's own, or a constant for a Python number.
  mutating func operandRow(_ value: Value) throws(Diagnostic) -> RowID {
    let constant: Tensor
    switch value {
    case .int(let n): constant = Tensor(scalar: Double(n), dtype: .int)
    case .float(let x, _): constant = Tensor(scalar: x)
    case .bool(let flag): constant = Tensor(scalar: flag ? 1 : 0, dtype: .bool)
    default: return try row(of: value)
    }
    return trace.source(
      Operation.constant, constant, isConstant: true, site: site, time: nextTime)
  }

  /// Applies an operation of one tensor.
  mutating func apply(
    _ operation: PrimitiveID, _ value: Value, attributes: Attributes? = nil,
    sharing: ObjectID = -1
  ) throws(Diagnostic) -> Value {
    let input = try row(of: value)
    try reserve(trace[input].shape.extent * 8)
    do throws(ShapeError) {
      if let objection = trace.objection(operation, [input]) { throw objection }
      let row = try trace.apply(
        operation, input, attributes: attributes, records: records, site: site, time: nextTime)
      tellForward(row)
      return object(for: row, sharing: sharing)
    } catch {
      throw failure(error, operation: Registry[operation].name, operands: [value])
    }
  }

  /// Applies an operation of two tensors or numbers.
  mutating func apply(
    _ operation: PrimitiveID, _ a: Value, _ b: Value, attributes: Attributes? = nil
  ) throws(Diagnostic) -> Value {
    let left = try operandRow(a)
    let right = try operandRow(b)
    // The exact size is known only to the kernel; an outer product is the most that it can be.
    if trace[left].shape.extent &* trace[right].shape.extent > 1 << 20 {
      try reserveBroadcast(left, right, operation)
    }
    do throws(ShapeError) {
      if let objection = trace.objection(operation, [left, right]) { throw objection }
      let row = try trace.apply(
        operation, left, right, attributes: attributes, records: records, site: site,
        time: nextTime)
      tellForward(row)
      return object(for: row)
    } catch {
      throw failure(error, operation: Registry[operation].name, operands: [a, b])
    }
  }

  private func reserveBroadcast(
    _ a: RowID, _ b: RowID, _ operation: PrimitiveID
  ) throws(Diagnostic) {
    let (x, y) = (trace[a].shape, trace[b].shape)
    if operation == Operation.matmul {
      let (rows, columns) = (x.rank > 1 ? x[-2] : 1, y.rank > 1 ? y[-1] : 1)
      let (a, b) = (Shape(x.array.dropLast(2)), Shape(y.array.dropLast(2)))
      let batch = (try? Shape.broadcast(a, b))?.extent ?? 1
      // No factor is above 2^28: twice two of them fit 64 bits.
      let size = rows &* columns
      try reserve(size > 1 << 32 ? .max : size &* batch &* 8)
    } else if let shape = try? Shape.broadcast(x, y) {
      try reserve(shape.extent * 8)
    }
  }

  /// Applies an operation of any number of tensors.
  mutating func apply(
    _ operation: PrimitiveID, rows inputs: [RowID], operands: [Value], attributes: Attributes?
  ) throws(Diagnostic) -> Value {
    try reserve(inputs.reduce(0) { $0 &+ trace[$1].shape.extent &* 8 })
    do throws(ShapeError) {
      if let objection = trace.objection(operation, inputs) { throw objection }
      let row: RowID
      switch inputs.count {
      case 1:
        row = try trace.apply(
          operation, inputs[0], attributes: attributes, records: records, site: site,
          time: nextTime)
      case 2:
        row = try trace.apply(
          operation, inputs[0], inputs[1], attributes: attributes, records: records, site: site,
          time: nextTime)
      default:
        row = try trace.apply(
          operation, inputs, attributes: attributes, records: records, site: site, time: nextTime)
      }
      tellForward(row)
      return object(for: row)
    } catch {
      throw failure(error, operation: Registry[operation].name, operands: operands)
    }
  }

  // MARK: - Operators

  private static let operatorNames: [BinaryOperator: PrimitiveID] = {
    var table: [BinaryOperator: PrimitiveID] = [:]
    for op in BinaryOperator.allCases {
      for (i, primitive) in Registry.primitives.enumerated()
      where primitive.spellings.contains(.symbol(op.rawValue)) && primitive.signature.count == 2 {
        table[op] = PrimitiveID(i)
      }
    }
    return table
  }()

  private static let comparisonNames: [ComparisonOperator: PrimitiveID] = {
    var table: [ComparisonOperator: PrimitiveID] = [:]
    for op in ComparisonOperator.allCases {
      for (i, primitive) in Registry.primitives.enumerated()
      where primitive.spellings.contains(.symbol(op.rawValue)) { table[op] = PrimitiveID(i) }
    }
    return table
  }()

  mutating func tensors(_ op: BinaryOperator, _ a: Value, _ b: Value) throws(Diagnostic) -> Value {
    for value in [a, b] where !isTensor(value) && number(value) == nil {
      throw besideTensor(op.rawValue, a, b)
    }
    guard let operation = Machine.operatorNames[op], operation != .max else {
      throw badOperands(op.rawValue, a, b)
    }
    if op == .matmul, !isTensor(a) || !isTensor(b) {
      var diagnostic = badOperands("@", a, b)
      diagnostic.notes = ["`@` is the matrix product: rows of one tensor meet columns of another"]
      diagnostic.suggestions = ["`*` multiplies every element by a number"]
      throw diagnostic
    }
    return try apply(operation, a, b)
  }

  /// The words for a tensor and something that is neither a tensor nor a number.
  func besideTensor(_ op: String, _ a: Value, _ b: Value) -> Diagnostic {
    var diagnostic = badOperands(op, a, b)
    let value = isTensor(a) ? b : a
    if case .object(let id) = value {
      switch heap[id] {
      case .list, .tuple:
        diagnostic.id = "list-beside-tensor"
        diagnostic.notes = ["a list is not a tensor: `[1, 2] * 2` repeats it, as in Python"]
        diagnostic.suggestions = ["`tensor(…)` makes a tensor of it"]
      default: break
      }
    }
    return diagnostic
  }

  /// Comparison of tensors elementwise; nil where `==` of a tensor and something else is False.
  mutating func compareTensors(
    _ op: ComparisonOperator, _ a: Value, _ b: Value
  ) throws(Diagnostic) -> Value? {
    guard let operation = Machine.comparisonNames[op] else { return nil }
    for value in [a, b] where !isTensor(value) && number(value) == nil {
      if op == .equal || op == .notEqual { return nil }
      throw besideTensor(op.rawValue, a, b)
    }
    return try apply(operation, a, b)
  }

  // MARK: - In place

  mutating func inPlaceOperator(_ c: UInt8) throws(Diagnostic) {
    let op = Machine.binaryOperators[Int(c)]
    let (a, b) = (top(1), top())
    if case .object(let id) = a {
      switch heap[id] {
      case .tensor:
        guard let operation = Machine.operatorNames[op] else {
          throw badOperands(op.rawValue, a, b)
        }
        if !isTensor(b), number(b) == nil { throw besideTensor(op.rawValue, a, b) }
        try changeInPlace(id, operation, b, name: op.rawValue + "=")
        replace(2, with: a)
        return
      case .list where op == .add:
        guard let items = try eagerItems(b) else {
          return try collectArgument(at: stack.count - 1)
        }
        try reserve(items.count * 16)
        heap.withList(id) { list in for item in items { list.append(item) } }
        heap.count(bytes: items.count * 16)
        replace(2, with: a)
        return
      case .set where op == .bitOr || op == .bitAnd || op == .subtract || op == .bitXor:
        let made = try binary(op, a, b)
        if case .object(let other) = made { heap[id] = heap[other] }
        replace(2, with: a)
        return
      case .dict where op == .bitOr:
        let made = try binary(op, a, b)
        if case .object(let other) = made { heap[id] = heap[other] }
        replace(2, with: a)
        return
      default: break
      }
    }
    let result = try binary(op, a, b)
    replace(2, with: result)
  }

  /// Computes `tensor op other` and puts it into the tensor object.
  mutating func changeInPlace(
    _ id: ObjectID, _ operation: PrimitiveID, _ other: Value, name: String
  ) throws(Diagnostic) {
    try checkInPlace(id, name: name)
    var old = try row(of: .object(id))
    let right = try operandRow(other)
    let row: RowID
    do throws(ShapeError) {
      if let objection = trace.objection(operation, [old, right]) { throw objection }
      if readsFirst(operation, [old, right], nil) {
        old = try trace.apply(Registry.id("clone"), old, records: true, site: site, time: nextTime)
      }
      row = try trace.apply(
        operation, old, right, records: records, site: site, time: nextTime)
    } catch {
      throw failure(error, operation: Registry[operation].name, operands: [.object(id), other])
    }
    let (before, after) = (trace[old], trace[row])
    guard before.shape == after.shape else {
      throw Diagnostic(
        "in-place-shape", "`\(name)` would change the shape from \(before.shape) to \(after.shape)",
        notes: ["a change in place keeps the tensor's shape"])
    }
    guard before.dtype >= after.dtype else {
      throw Diagnostic(
        "in-place-dtype",
        "`\(name)` would make \(after.dtype.name) of \(before.dtype.name)",
        suggestions: ["`x = x \(name.dropLast()) …` makes a new tensor"])
    }
    place(row, in: id)
  }

  /// An in-place change is allowed where PyTorch allows it.
  func checkInPlace(_ id: ObjectID, name: String) throws(Diagnostic) {
    guard let object = tensorObject(id) else { return }
    try checkFresh(id)
    let line = trace.row(object.row)
    guard records, line.flags.contains(.leaf) else { return }
    throw Diagnostic(
      "in-place-leaf",
      "a leaf that requires a gradient cannot be changed in place while the graph is recorded",
      notes: [
        "`\(name)` would overwrite the value that the gradient belongs to, "
          + "and be part of the graph itself"
      ],
      suggestions: ["an update stands in `with no_grad():`"])
  }

  /// Gives a tensor object a new row, as an update event.
  mutating func place(_ row: RowID, in id: ObjectID) {
    guard var object = tensorObject(id) else { return }
    let old = object.row
    let wasLeaf = trace.row(old).flags.contains(.leaf)
    trace.update(old) { $0.flags.insert(.overwritten) }
    if wasLeaf {
      trace.update(row) {
        $0.flags.insert([.leaf, .requiresGrad])
        $0.leaf = id
      }
    }
    object.row = row
    object.isLeaf = object.isLeaf && (wasLeaf || !trace.requiresGrad(row))
    countChange(&object, id)
    heap[id] = .tensor(object)
    tell(Event(kind: .update, row: row, site: site, subject: id))
  }

  /// Counts a change in place at the owner of the storage.
  mutating func countChange(_ object: inout TensorObject, _ id: ObjectID) {
    if object.storage < 0 || object.storage == id {
      object.version &+= 1
      object.seen = object.version
    } else if var owner = tensorObject(object.storage) {
      owner.version &+= 1
      object.seen = owner.version
      heap[object.storage] = .tensor(owner)
    }
  }
}
