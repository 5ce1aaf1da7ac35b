import Autograd
import Diagnostics
import Tensors

// `x[…]` of a tensor. One plain int or slice becomes a `select` or a `slice`, a view that explains
// itself in a line; everything else is one `index` operation with PyTorch's rules, whose parts are
// kept in its attributes and whose index tensors are inputs.

extension Machine {
  /// One row of a tensor: what walking it gives.
  mutating func selectRow(_ value: Value, _ i: Int) throws(Diagnostic) -> Value {
    guard case .object(let id) = value else { return value }
    var attributes = Attributes()
    attributes.start = i
    return try apply(Machine.selectID, value, attributes: attributes, sharing: id)
  }

  private static let selectID = Registry.id("select")
  private static let sliceID = Registry.id("slice")
  private static let indexID = Registry.id("index")

  mutating func indexTensor(_ base: Value, _ index: Value) throws(Diagnostic) -> Value {
    guard case .object(let id) = base else { return base }
    let source = try row(of: base)
    let shape = trace[source].shape
    var items: ContiguousArray<Value> = [index]
    if case .object(let other) = index, case .tuple(let tuple) = heap[other] { items = tuple.items }
    if items.count == 1 {
      if case .int(let n) = items[0], shape.rank > 0 {
        return try selectRow(base, try element(n, shape, axis: 0))
      }
      if case .object(let other) = items[0], case .slice(let slice) = heap[other], shape.rank > 0 {
        let (start, step, count) = try tensorBounds(slice, shape[0])
        var attributes = Attributes()
        attributes.start = start
        attributes.stop = count
        attributes.step = step
        return try apply(Machine.sliceID, base, attributes: attributes, sharing: id)
      }
    }
    return try advancedIndex(base, source, shape, items)
  }

  private func element(_ n: Int, _ shape: Shape, axis: Int) throws(Diagnostic) -> Int {
    let size = shape[axis]
    let place = n < 0 ? n &+ size : n
    guard place >= 0, place < size else {
      throw Diagnostic(
        "index-range",
        size == 0
          ? "index \(n) is out of range: dim \(axis) of \(shape) is empty"
          : "index \(n) is out of range: dim \(axis) of \(shape) has size \(size) (0 … \(size - 1))"
      )
    }
    return place
  }

  private func tensorBounds(
    _ slice: SliceObject, _ size: Int
  ) throws(Diagnostic) -> (start: Int, step: Int, count: Int) {
    if case .int(let step) = slice.step, step < 1 {
      throw Diagnostic(
        "slice-step", "a slice of a tensor needs a step of 1 or more, not \(step)",
        notes: ["PyTorch has no negative steps"], suggestions: ["`x.flip(0)` turns it around"])
    }
    return try bounds(slice, count: size)
  }

  private mutating func advancedIndex(
    _ base: Value, _ source: RowID, _ shape: Shape, _ items: ContiguousArray<Value>
  ) throws(Diagnostic) -> Value {
    let used = items.reduce(0) { sum, item in
      switch item {
      case .none, .ellipsis: return sum
      default:
        if let tensor = tensor(item), tensor.dtype == .bool { return sum + max(1, tensor.rank) }
        return sum + 1
      }
    }
    guard used <= shape.rank else {
      throw Diagnostic(
        "too-many-indices", "\(used) indices for a tensor of \(shape.rank) dims, shape \(shape)")
    }
    let ellipses = items.filter { if case .ellipsis = $0 { true } else { false } }.count
    guard ellipses <= 1 else {
      throw Diagnostic("two-ellipses", "`...` can stand only once in a subscript")
    }
    var parts: [Subscripts.Part] = []
    var inputs = [source]
    var axis = 0
    func keepAll(_ count: Int) {
      for _ in 0..<count {
        parts.append(.slice(start: 0, count: shape[axis], step: 1))
        axis += 1
      }
    }
    for item in items {
      switch item {
      case .none: parts.append(.newAxis)
      case .ellipsis: keepAll(shape.rank - used)
      case .int(let n):
        parts.append(.at(try element(n, shape, axis: axis)))
        axis += 1
      case .bool:
        throw Diagnostic("index-type", "a plain True or False is no index of a tensor here")
      case .object(let id):
        switch heap[id] {
        case .slice(let slice):
          let (start, step, count) = try tensorBounds(slice, shape[axis])
          parts.append(.slice(start: start, count: count, step: step))
          axis += 1
        case .tensor, .list, .range:
          let rows = try indexRows(item, shape, axis)
          for row in rows {
            parts.append(.tensor(inputs.count - 1))
            inputs.append(row)
            axis += 1
          }
        default:
          throw Diagnostic("index-type", "\(typeName(item)) is no index of a tensor")
        }
      default:
        throw Diagnostic(
          "index-type", "\(typeName(item)) is no index of a tensor",
          suggestions: {
            if case .float = item { return ["`//` divides to an int; `int(…)` makes one"] }
            return []
          }())
      }
    }
    if ellipses == 0 { keepAll(shape.rank - axis) }
    var attributes = Attributes()
    attributes.subscripts = Subscripts(parts)
    let operands = [base] + Array(items)
    return try apply(Machine.indexID, rows: inputs, operands: operands, attributes: attributes)
  }

  /// The rows of int index tensors that one item of a subscript stands for: a bool mask stands for
  /// one a dim, the places where it is true.
  private mutating func indexRows(
    _ item: Value, _ shape: Shape, _ axis: Int
  ) throws(Diagnostic) -> [RowID] {
    var value = item
    if !isTensor(item) { value = try source("tensor", try literal(item), tells: false) }
    let row = try row(of: value)
    let tensor = trace[row]
    switch tensor.dtype {
    case .float:
      throw Diagnostic(
        "index-dtype", "an index tensor must hold ints or bools, not floats",
        suggestions: ["`.long()` makes ints of whole numbers"])
    case .int: return [row]
    case .bool where tensor.rank == 0:
      throw Diagnostic("index-type", "a single True or False is no index of a tensor here")
    case .bool:
      for i in 0..<tensor.rank where tensor.shape[i] != shape[axis + i] {
        throw Diagnostic(
          "mask-shape",
          "a mask of shape \(tensor.shape) does not fit a tensor of shape \(shape)",
          notes: [
            "dim \(i) of the mask has \(tensor.shape[i]), "
              + "dim \(axis + i) of the tensor \(shape[axis + i])"
          ])
      }
      var places: [[Double]] = Array(repeating: [], count: max(1, tensor.rank))
      for (flat, element) in tensor.elements.enumerated() where element != 0 {
        for (i, n) in unravel(flat, tensor.shape).enumerated() { places[i].append(Double(n)) }
      }
      return places.map { numbers in
        trace.source(
          Operation.constant, Tensor(numbers, shape: Shape([numbers.count]), dtype: .int),
          isConstant: true, site: site, time: nextTime)
      }
    }
  }
}
