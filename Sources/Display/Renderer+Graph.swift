import Diagnostics

// A computation in a terminal: every value with what it was made from below it. The input with
// the longest story continues in the same column, so that a chain of operations, however long,
// does not run out of the right edge; the others branch off.
//
//   loss = (w * 2 - 1) ** 2
//   │  25
//   w * 2 - 1
//   │  5
//   …

extension Renderer {
  func graph(_ graph: GraphPicture) -> [Cells] {
    var drawing = GraphDrawing(graph, self)
    if !graph.nodes.isEmpty { drawing.draw(0, first: Cells(), rest: Cells()) }
    return heading(graph.title) + drawing.lines + remark(drawing.cut)
  }
}

/// The lines of a graph as they come about.
private struct GraphDrawing {
  let graph: GraphPicture
  let renderer: Renderer
  var lines: [Cells] = []
  private var seen: Set<Int> = []
  private var heights: [Int]

  init(_ graph: GraphPicture, _ renderer: Renderer) {
    self.graph = graph
    self.renderer = renderer
    heights = Array(repeating: 0, count: graph.nodes.count)
    // Inputs mostly stand behind what they went into; where one does not, its story counts less,
    // which only changes the order of branches.
    for i in graph.nodes.indices.reversed() {
      heights[i] = 1 + (inputs(of: i).map { heights[$0] }.max() ?? 0)
    }
  }

  private func inputs(of node: Int) -> [Int] {
    graph.nodes[node].inputs.filter(graph.nodes.indices.contains)
  }

  /// How many inputs are not shown, in words.
  var cut: String? {
    let hidden = graph.nodes.reduce(0) { $0 + $1.hidden }
    return hidden == 0
      ? nil : "cut after \(graph.nodes.count) values: \(hidden) more went in where … stands"
  }

  /// Draws a node and everything below it, each node's inputs once.
  ///
  /// - Parameters:
  ///   - first: what stands before the node's first line.
  ///   - rest: what stands before its other lines and those of its inputs.
  mutating func draw(_ start: Int, first: Cells, rest: Cells) {
    var node = start
    var head = first
    while true {
      let isNew = seen.insert(node).inserted
      let inputs = isNew ? inputs(of: node) : []
      // The tallest goes on in this column; equal ones keep their order.
      let spine = inputs.max { heights[$0] < heights[$1] }
      let branches = inputs.filter { $0 != spine }
      let isOpen = spine != nil || graph.nodes[node].hidden > 0 && isNew
      describe(node, isNew: isNew, head: head, rest: rest, isOpen: isOpen)
      for branch in branches {
        var before = rest
        before.append(renderer.cells("├─ ", .dim))
        var below = rest
        below.append(renderer.cells("│  ", .dim))
        draw(branch, first: before, rest: below)
      }
      if isNew, graph.nodes[node].hidden > 0 {
        add(rest, renderer.cells(spine == nil ? "└─ …" : "├─ …", .dim))
      }
      guard let spine else { return }
      add(rest, renderer.cells("│", .dim))
      node = spine
      head = rest
    }
  }

  private mutating func describe(
    _ place: Int, isNew: Bool, head: Cells, rest: Cells, isOpen: Bool
  ) {
    let node = graph.nodes[place]
    var title = renderer.cells(node.name.isEmpty ? node.source : node.name, .name)
    if !node.name.isEmpty, !node.source.isEmpty {
      title.append(renderer.cells(" = " + node.source, .source))
    }
    if !node.shape.isEmpty { title.append(renderer.cells("   " + node.shape, .dim)) }
    guard isNew else {
      title.append(renderer.cells("   (above)", .dim))
      return add(head, title)
    }
    add(head, title)
    let room = max(8, min(renderer.width, 76) - rest.width - 8)
    value(TensorText.line(node.value, width: room), "", rest, isOpen)
    if let gradient = node.gradient {
      value(TensorText.line(gradient, width: room - 2), "∂ ", rest, isOpen)
    }
  }

  private mutating func value(_ text: String, _ mark: String, _ rest: Cells, _ isOpen: Bool) {
    var line = renderer.cells(isOpen ? "│   " : "    ", .dim)
    line.append(renderer.cells(mark, .mark))
    line.append(renderer.cells(text, .number))
    add(rest, line)
  }

  private mutating func add(_ before: Cells, _ text: Cells) {
    var line = Cells()
    line.pad(to: 2)
    line.append(before)
    line.append(text)
    lines.append(line)
  }
}
