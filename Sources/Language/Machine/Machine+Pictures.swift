import Autograd
import Diagnostics
import Tensors

// Pictures are handed out as prints are: the latest lies in the machine, an event says that it is
// there, and whoever runs the machine does what it likes with it. A replay makes the same picture
// and shows nothing.

extension Machine {
  /// Hands out a picture.
  mutating func show(_ picture: Picture) throws(Diagnostic) {
    let bytes = picture.byteCount
    try reserve(bytes)
    self.picture = picture
    pictureBytes = bytes
    tell(Event(kind: .picture, site: site))
  }

  // MARK: - Reading what is to be drawn

  /// The members of a list, a tuple or a range; nil for anything else.
  func members(_ value: Value) throws(Diagnostic) -> ContiguousArray<Value>? {
    guard case .object(let id) = value else { return nil }
    switch heap[id] {
    case .list(let list): return list.array
    case .tuple(let tuple): return tuple.items
    case .range(let range):
      try reserve(range.count > 1 << 40 ? .max : range.count * 16)
      return ContiguousArray((0..<range.count).map { .int(range.number(at: $0)) })
    default: return nil
    }
  }

  /// The numbers of one series: a tensor of one dim, or a list of numbers and 0-d tensors.
  func numbers(_ value: Value, _ what: String) throws(Diagnostic) -> [Double] {
    if isTensor(value) {
      let tensor = trace[try row(of: value)]
      guard tensor.rank == 1 else {
        throw Diagnostic(
          "picture-shape", "\(what) must have one dim; this tensor is \(tensor.shape)",
          suggestions: [
            tensor.rank == 0 ? "a list of the values: [loss.item(), …]" : "`.flatten()`"
          ]
        )
      }
      try reserve(tensor.count * 8)
      return tensor.elements
    }
    guard let items = try members(value) else {
      throw Diagnostic(
        "picture-type",
        "\(what) must be a tensor or a list of numbers, not \(typeName(value))")
    }
    try reserve(items.count * 8)
    var numbers: [Double] = []
    numbers.reserveCapacity(items.count)
    for (i, item) in items.enumerated() {
      switch item {
      case .int(let n): numbers.append(Double(n))
      case .float(let x, _): numbers.append(x)
      case .bool(let flag): numbers.append(flag ? 1 : 0)
      default:
        if isTensor(item) {
          let tensor = trace[try row(of: item)]
          if tensor.count == 1 {
            numbers.append(tensor.item)
            continue
          }
        }
        throw Diagnostic(
          "picture-type", "\(what)[\(i)] must be a number, not \(described(item))")
      }
    }
    return numbers
  }

  /// All numbers of a value, whatever its shape.
  func allNumbers(_ value: Value, _ what: String) throws(Diagnostic) -> [Double] {
    if isTensor(value) {
      let tensor = trace[try row(of: value)]
      try reserve(tensor.count * 8)
      return tensor.elements
    }
    guard let items = try members(value), !items.isEmpty else { return try numbers(value, what) }
    guard isSeries(items[0]) else { return try numbers(value, what) }
    var all: [Double] = []
    for (i, item) in items.enumerated() { all += try numbers(item, "\(what)[\(i)]") }
    return all
  }

  /// The curves that `ys` spells out: one, the rows of a matrix, several lists, or a dict of names.
  func series(_ value: Value, _ what: String) throws(Diagnostic) -> [(name: String, ys: [Double])] {
    if case .object(let id) = value, case .dict(let table) = heap[id] {
      var all: [(name: String, ys: [Double])] = []
      for entry in table.entries.values {
        let key = repr(entry.key)
        all.append((str(entry.key), try numbers(entry.value, "\(what)[\(key)]")))
      }
      return all
    }
    if isTensor(value) {
      let tensor = trace[try row(of: value)]
      guard tensor.rank == 2 else { return [("", try numbers(value, what))] }
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      guard rows <= Picture.mostSeries else { throw tooMany(rows) }
      try reserve(tensor.count * 8)
      return (0..<rows).map { row in
        ("\(row)", (0..<columns).map { tensor.element(at: row * columns + $0) })
      }
    }
    guard let items = try members(value), let first = items.first, isSeries(first) else {
      return [("", try numbers(value, what))]
    }
    guard items.count <= Picture.mostSeries else { throw tooMany(items.count) }
    var all: [(name: String, ys: [Double])] = []
    for (i, item) in items.enumerated() {
      guard isSeries(item) else {
        throw Diagnostic(
          "picture-type", "\(what) mixes numbers and lists: \(what)[\(i)] is \(described(item))",
          notes: ["one series is a list of numbers, several are a list of lists"])
      }
      all.append(("\(i)", try numbers(item, "\(what)[\(i)]")))
    }
    return all
  }

  /// What each point, row or column is called: a list of anything, or a str of one letter each.
  func labels(_ value: Value, _ what: String, count: Int) throws(Diagnostic) -> [String] {
    var texts: [String] = []
    if let text = text(value) {
      texts = text.unicodeScalars.map { String($0) }
    } else if isTensor(value) {
      let tensor = trace[try row(of: value)]
      guard tensor.rank == 1 else {
        throw Diagnostic(
          "picture-shape", "\(what) must have one dim; this tensor is \(tensor.shape)")
      }
      texts = tensor.elements.map { x in
        tensor.dtype == .float
          ? pythonRepr(x) : tensor.dtype == .bool ? (x != 0 ? "True" : "False") : "\(Int(x))"
      }
    } else if let items = try members(value) {
      for item in items { texts.append(try shown(item)) }
    } else {
      throw Diagnostic(
        "picture-type", "\(what) must be a list of labels, not \(typeName(value))")
    }
    guard texts.count == count else {
      throw Diagnostic(
        "picture-length",
        "\(what) has length \(texts.count), where \(count) label\(count == 1 ? " is" : "s are") needed"
      )
    }
    return texts
  }

  private func tooMany(_ count: Int) -> Diagnostic {
    Diagnostic(
      "picture-series", "a plot tells at most \(Picture.mostSeries) series apart, not \(count)",
      suggestions: ["heatmap(…) for many rows", "one series less crowded: `ys[:8]`"])
  }

  private func isSeries(_ value: Value) -> Bool {
    if let tensor = tensor(value) { return tensor.rank > 0 }
    guard case .object(let id) = value else { return false }
    switch heap[id] {
    case .list, .tuple, .range: return true
    default: return false
    }
  }

  private func described(_ value: Value) -> String {
    if let tensor = tensor(value) { return "a tensor of shape \(tensor.shape)" }
    return typeName(value)
  }

  // MARK: - Graphs

  /// How a row was computed: its inputs, theirs and so on, the nearest first, cut at a size.
  ///
  /// - Parameter gradients: what a backward gave for rows, where it is known; else a leaf's own.
  public func graph(
    of root: RowID, gradients: [RowID: Tensor] = [:]
  ) -> Picture.Graph {
    var places: [RowID: Int] = [root: 0]
    var rows = [root]
    var nodes: [Picture.Graph.Node] = []
    while nodes.count < rows.count {
      let id = rows[nodes.count]
      let row = trace.row(id)
      var inputs: [Int] = []
      var hidden = 0
      // A leaf begins a graph, also where an optimizer made its latest value from the one before.
      let isLeaf = row.flags.contains(.leaf)
      for input in isLeaf ? [] : trace.inputs(of: id) where trace.contains(input) {
        if trace.row(input).flags.contains(.constant) { continue }
        if let place = places[input] {
          if !inputs.contains(place) { inputs.append(place) }
        } else if rows.count < Picture.mostNodes {
          places[input] = rows.count
          inputs.append(rows.count)
          rows.append(input)
        } else {
          hidden += 1
        }
      }
      let name = row.leaf >= 0 ? name(ofObject: row.leaf) ?? name(ofRow: id) : name(ofRow: id)
      let gradient =
        gradients[id] ?? (row.leaf >= 0 ? tensors(ofObject: row.leaf)?.gradient : nil)
      nodes.append(
        Picture.Graph.Node(
          // What a literal spells out is said by its value.
          name: name ?? "", source: name != nil && (row.arity == 0 || isLeaf) ? "" : madeBy(row),
          tensor: trace[id], gradient: gradient,
          inputs: inputs, hidden: hidden))
    }
    return Picture.Graph(nodes: nodes)
  }

  /// The source text of a row's operation, on one line and cut where it is long.
  private func madeBy(_ row: Row) -> String {
    guard let place = place(of: row.site) else { return Registry[row.operation].name }
    let text = place.source.slice(place.span).split(whereSeparator: \.isNewline)
      .joined(separator: " ")
    return text.count <= 44 ? text : String(text.prefix(43)) + "…"
  }
}
