import Autograd
import Diagnostics
import Testing

@testable import Language

// Looking functions hand out data and touch nothing.

@Suite("Looking functions")
struct LookingTests {
  /// The picture that the last looking call of a script made.
  private func picture(_ text: String) -> Picture? {
    let run = runScript(text)
    #expect(run.error == nil, "\(run.error?.message ?? "")")
    return run.error == nil ? run.machine.picture : nil
  }

  private func chart(_ text: String) -> Picture.Chart {
    guard case .chart(let chart)? = picture(text) else {
      Issue.record("no chart: \(text)")
      return Picture.Chart()
    }
    return chart
  }

  @Test(
    "One series from whatever holds numbers",
    arguments: [
      "[1, 2.5, True]", "(1, 2.5, 1)", "tensor([1., 2.5, 1.])", "param([1., 2.5, 1.])",
      "[tensor(1.), tensor([2.5]), tensor(1)]", "[param(1.), 2.5, 1]",
      "(x for x in [1, 2.5, 1])", "[1, 2.5] + [1]",
    ])
  func series(_ value: String) {
    let series = chart("plot(\(value))").series
    #expect(series.map(\.ys) == [[1, 2.5, 1]])
    #expect(series.map(\.xs) == [[0, 1, 2]])
  }

  @Test(
    "Several series from lists, rows and dicts",
    arguments: [
      ("{'a': [1, 2], 'b': tensor([3., 4.])}", ["a", "b"]),
      ("[[1, 2], [3, 4]]", ["0", "1"]), ("tensor([[1., 2.], [3., 4.]])", ["0", "1"]),
      ("[tensor([1., 2.]), (3, 4)]", ["0", "1"]), ("[range(1, 3), range(3, 5)]", ["0", "1"]),
    ])
  func several(_ value: String, _ names: [String]) {
    let chart = chart("plot(\(value), xs=[5, 7], title='t', x='a', y='b', log='xy')")
    #expect(chart.series.map(\.ys) == [[1, 2], [3, 4]])
    #expect(chart.series.map(\.xs) == [[5, 7], [5, 7]])
    #expect(chart.series.map(\.name) == names)
    #expect(chart.title == "t" && chart.x == "a" && chart.y == "b")
    #expect(chart.isLogX && chart.isLogY && chart.isJoined)
  }

  @Test("Labels that repeat are classes; others belong to points")
  func labels() {
    let classes = chart("scatter_plot([1, 2, 3], [4, 5, 6], labels=tensor([0, 1, 0]))")
    #expect(classes.series.map(\.name) == ["0", "1"])
    #expect(classes.series.map(\.xs) == [[1, 3], [2]])
    #expect(classes.series.map(\.ys) == [[4, 6], [5]])
    let points = chart("scatter_plot([1, 2, 3], [4, 5, 6], labels='abc')")
    #expect(points.labels == ["a", "b", "c"])
    #expect(points.series.map(\.ys) == [[4, 5, 6]])
    #expect(!points.isJoined)
  }

  @Test("A matrix and its labels")
  func heatmap() {
    guard
      case .heatmap(let tensor, let rows, let columns, let title)? = picture(
        "heatmap([[1, 2], [3, 4]], rows=['x', 7], columns='ab', title='w')")
    else {
      Issue.record("no heatmap")
      return
    }
    #expect(tensor.elements == [1, 2, 3, 4] && tensor.shape.array == [2, 2])
    #expect(rows == ["x", "7"] && columns == ["a", "b"] && title == "w")
    guard case .heatmap(let row, _, _, _)? = picture("heatmap([tensor([1., 2.])])") else { return }
    #expect(row.shape.array == [1, 2])
  }

  @Test("A graph has every value once, names, and the gradients of leaves")
  func graph() {
    guard
      case .graph(let graph, _)? = picture(
        """
        w = param([1., 2.])
        h = w * 3
        loss = (h * w).sum()
        loss.backward()
        graph(loss)
        """)
    else {
      Issue.record("no graph")
      return
    }
    #expect(graph.nodes.map(\.name) == ["loss", "", "h", "w"])
    #expect(graph.nodes.map(\.source) == ["(h * w).sum()", "h * w", "w * 3", ""])
    #expect(graph.nodes.map(\.inputs) == [[1], [2, 3], [3], []])
    #expect(graph.nodes[0].tensor.item == 15)
    // d/dw of 3w² is 6w.
    #expect(graph.nodes[3].gradient?.elements == [6, 12])
    guard
      case .graph(let long, _)? = picture(
        "x = param(1.)\nfor i in range(500):\n    x = x * 1.5 + x\ngraph(x)")
    else { return }
    #expect(long.nodes.count == Picture.mostNodes)
    #expect(long.nodes.reduce(0) { $0 + $1.hidden } > 0)
  }

  @Test("A graph ends at a leaf, also after an optimizer has changed it")
  func graphAfterStep() {
    guard
      case .graph(let graph, _)? = picture(
        """
        w = param([1., 2.])
        for i in range(3):
            loss = (w * w).sum()
            loss.backward()
            SGD([w], lr=0.1).step()
        graph((w * w).sum())
        """)
    else {
      Issue.record("no graph")
      return
    }
    #expect(graph.nodes.map(\.name) == ["", "", "w"])
    #expect(graph.nodes.map(\.inputs) == [[1], [2], []])
  }

  @Test("They return None, make no row, print nothing and change no result")
  func nothingElse() {
    let program = """
      manual_seed(3)
      w = param(randn(3, 3))
      y = (w @ w).softmax(dim=-1)
      LOOK
      loss = (y * rand(3, 3)).sum()
      loss.backward()
      """
    let look = """
      n = [plot(y), scatter_plot(w[0], y[0]), histogram(w), heatmap(y), graph(y), show(y), note('a')]
      """
    let views = "n = [None] * 7\nw[0]\ny[0]"
    let plain = runScript(program.replacing("LOOK", with: views))
    let looked = runScript(program.replacing("LOOK", with: look))
    #expect(looked.error == nil)
    for name in ["n", "w", "y", "loss"] { #expect(plain.global(name) == looked.global(name)) }
    #expect(plain.machine.trace.end == looked.machine.trace.end)
    #expect(looked.output == "" && looked.machine.printedBytes == 0)
    let gradients = [plain, looked].map { run -> [Double]? in
      run.machine.objectID(ofVariable: "w").flatMap { run.machine.tensors(ofObject: $0) }?
        .gradient?.elements
    }
    #expect(gradients[0] != nil && gradients[0] == gradients[1])
  }

  @Test(
    "Bad input gets a reason",
    arguments: [
      ("plot([1, 2], [3, 4])", "by position"), ("plot([[1, 2], [3]])", "length"),
      ("plot({'a': [1], 'b': [1, 2]})", "`b` has length 2"), ("plot(['a'])", "ys[0]"),
      ("plot('abc')", "str"), ("plot([])", "no numbers"), ("plot({})", "no numbers"),
      ("plot([1, [2]])", "ys[1]"), ("plot([[1], 2])", "mixes"), ("plot(3)", "int"),
      ("plot(tensor(3.))", "one dim"), ("plot(zeros(2, 2, 2))", "one dim"),
      ("plot(zeros(9, 2))", "8 series"), ("plot([[1]] * 9)", "8 series"),
      ("plot([1, 2], xs=[1])", "xs has length 1"), ("plot([1], log='z')", "`log`"),
      ("plot([1], titel='z')", "titel"), ("plot([1], title=3)", "`title`"), ("plot()", "`ys`"),
      ("scatter_plot([1], [1, 2])", "both"), ("scatter_plot([], [])", "no numbers"),
      ("scatter_plot([1], [2], labels=['a', 'b'])", "length 2"),
      ("scatter_plot([1], [2], labels=3)", "labels"), ("histogram([1.], bins=0)", "1 to 50"),
      ("histogram([1.], bins=1.5)", "`bins`"), ("histogram([])", "no numbers"),
      ("heatmap(tensor(1.))", "matrix"), ("heatmap(zeros(2, 2, 2))", "matrix"),
      ("heatmap(zeros(2, 2), rows='abc')", "rows has length 3"),
      ("heatmap([[1, 2], [3]])", "equally long"), ("heatmap([['a']])", "str"),
      ("heatmap(zeros(0, 2))", "nothing to draw"), ("graph(3)", "tensor"), ("note(3)", "str"),
      ("heatmap([tensor([1., 2.]), [1]])", "equally long"), ("show()", "`x`"),
      ("x = zeros(2)\ny = x.view(2)\nx.add_(1)\nplot(y)", "shares its numbers"),
      ("plot(range(10 ** 12))", "memory"),
    ])
  func refused(_ text: String, _ reason: String) {
    let run = runScript(text)
    #expect(run.error?.message.contains(reason) == true, "\(text): \(run.error?.message ?? "none")")
    #expect(run.error?.span != nil)
  }
}
