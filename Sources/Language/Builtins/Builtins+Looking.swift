import Autograd
import Diagnostics
import Tensors

// Functions for looking: pictures, a value, a line of prose. They return None, make no row of the
// trace and want no gradient, so a script computes the same with and without them.

/// A looking function as help tells of it.
public struct LookingFunction: Sendable {
  /// Its name.
  public let name: String
  /// The call with its arguments, as Python would write the signature.
  public let call: String
  /// What it shows, in a sentence or two.
  public let summary: String
  /// A short program that uses it.
  public let sample: String

  /// All of them.
  public static let all: [LookingFunction] = [
    LookingFunction(
      name: "plot", call: #"plot(ys, xs=None, title="", x="", y="", log=False)"#,
      summary: "Curves: `ys` is one series, a dict of name → series, a list of series or the rows "
        + "of a matrix. `log` is True for a logarithmic vertical axis, or \"x\", \"y\", \"xy\".",
      sample: #"plot({"train": [2.5, 1.6, 1.1, 0.8], "test": [2.6, 1.9, 1.6, 1.5]}, x="epoch")"#),
    LookingFunction(
      name: "scatter_plot",
      call: #"scatter_plot(xs, ys, labels=None, title="", x="", y="", log=False)"#,
      summary: "Points. `labels` has one for each: where labels repeat they are classes with a "
        + "mark each, otherwise every point bears its own.",
      sample: #"scatter_plot([0, 1, 2], [0, 1, 4], labels=["a", "b", "c"])"#),
    LookingFunction(
      name: "histogram", call: #"histogram(values, bins=10, title="", x="")"#,
      summary: "How many numbers fall into each of `bins` equal intervals from the least to the "
        + "greatest; `values` may have any shape.",
      sample: #"histogram([0.1, 0.4, 0.5, 0.5, 0.9, 1.0], bins=3)"#),
    LookingFunction(
      name: "heatmap", call: #"heatmap(t, rows=None, columns=None, title="")"#,
      summary: "A matrix as shades with its numbers, where they fit: attention weights, transition "
        + "counts. `rows` and `columns` are labels; a str gives one a letter.",
      sample: #"heatmap(tensor([[1., 0.], [0.25, 0.75]]), rows="ab", columns="ab")"#),
    LookingFunction(
      name: "graph", call: #"graph(t, title="")"#,
      summary: "How a value was computed, down to the leaves, with shapes, values and the leaves' "
        + "gradients.",
      sample: "w = param(3.)\nloss = (w * 2 - 1) ** 2\nloss.backward()\ngraph(loss)"),
    LookingFunction(
      name: "show", call: "show(x)",
      summary: "A value as the console shows it, from inside a script.",
      sample: "show(tensor([[1., 2.], [3., 4.]]))"),
    LookingFunction(
      name: "note", call: "note(text)", summary: "A line of prose between the pictures.",
      sample: #"note("the loss falls while w moves towards 0.5")"#),
  ]
}

extension Builtins {
  static let looking: [Builtin] = [
    native("plot", [.bare]) { machine, arguments throws(Diagnostic) in
      try Builtins.wantNames(arguments, after: 1, such: "plot(ys, xs=…)")
      try arguments.bind(["ys", "xs", "title", "x", "y", "log"], required: 1, in: machine)
      var chart = try machine.chart(arguments, title: 2, x: 3, y: 4, log: 5)
      let series = try machine.series(arguments.values[0], "ys")
      guard series.count <= Picture.mostSeries else {
        throw Diagnostic(
          "picture-series",
          "a plot tells at most \(Picture.mostSeries) series apart, not \(series.count)")
      }
      let xs = machine.isGiven(arguments, 1) ? try machine.numbers(arguments.values[1], "xs") : nil
      let length = xs?.count ?? series.first?.ys.count ?? 0
      for (i, one) in series.enumerated() where one.ys.count != length {
        let isAlone = series.count == 1
        let name = isAlone ? "ys" : "series `\(one.name)`"
        throw Diagnostic(
          "picture-length",
          "\(name) has length \(one.ys.count), "
            + (xs == nil ? "series `\(series[0].name)`" : "xs") + " has length \(length)",
          suggestions: xs == nil && i > 0 ? ["nan stands for what was not measured"] : [])
      }
      guard length > 0 else { throw Builtins.nothing("plot") }
      chart.series = series.map { one in
        Picture.Chart.Series(name: one.name, xs: xs ?? one.ys.indices.map(Double.init), ys: one.ys)
      }
      try machine.show(.chart(chart))
      return .value(.none)
    },
    native("scatter_plot", [.bare]) { machine, arguments throws(Diagnostic) in
      try Builtins.wantNames(arguments, after: 2, such: "scatter_plot(xs, ys, labels=…)")
      try arguments.bind(
        ["xs", "ys", "labels", "title", "x", "y", "log"], required: 2, in: machine)
      var chart = try machine.chart(arguments, title: 3, x: 4, y: 5, log: 6)
      chart.isJoined = false
      let xs = try machine.numbers(arguments.values[0], "xs")
      let ys = try machine.numbers(arguments.values[1], "ys")
      guard xs.count == ys.count else {
        throw Diagnostic(
          "picture-length",
          "xs has length \(xs.count), ys has length \(ys.count): a point needs both")
      }
      guard !xs.isEmpty else { throw Builtins.nothing("scatter_plot") }
      var labels: [String] = []
      if machine.isGiven(arguments, 2) {
        labels = try machine.labels(arguments.values[2], "labels", count: xs.count)
      }
      chart.add(xs, ys, labels: labels)
      try machine.show(.chart(chart))
      return .value(.none)
    },
    native("histogram", [.bare]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["values", "bins", "title", "x"], required: 1, in: machine)
      let values = try machine.allNumbers(arguments.values[0], "values")
      let bins =
        machine.isGiven(arguments, 1) ? try machine.int(arguments.values[1], "`bins`") : 10
      guard (1...50).contains(bins) else {
        throw Diagnostic("picture-bins", "a histogram has 1 to 50 bins, not \(bins)")
      }
      guard !values.isEmpty else { throw Builtins.nothing("histogram") }
      let title = try machine.caption(arguments, 2, "title")
      let x = try machine.caption(arguments, 3, "x")
      try machine.show(.histogram(values: values, bins: bins, title: title, x: x))
      return .value(.none)
    },
    native("heatmap", [.bare]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["t", "rows", "columns", "title"], required: 1, in: machine)
      let matrix = try machine.matrix(arguments.values[0])
      var rows: [String] = []
      var columns: [String] = []
      if machine.isGiven(arguments, 1) {
        rows = try machine.labels(arguments.values[1], "rows", count: matrix.shape[0])
      }
      if machine.isGiven(arguments, 2) {
        columns = try machine.labels(arguments.values[2], "columns", count: matrix.shape[1])
      }
      let title = try machine.caption(arguments, 3, "title")
      try machine.show(.heatmap(matrix, rows: rows, columns: columns, title: title))
      return .value(.none)
    },
    native("graph", [.bare]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["t", "title"], required: 1, in: machine)
      let row = try machine.row(of: arguments.values[0])
      let title = try machine.caption(arguments, 1, "title")
      try machine.show(.graph(machine.graph(of: row), title: title))
      return .value(.none)
    },
    native("show", [.bare]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["x"], required: 1, in: machine)
      if machine.isTensor(arguments.values[0]) { _ = try machine.row(of: arguments.values[0]) }
      try machine.show(.value(machine.shown(arguments.values[0])))
      return .value(.none)
    },
    native("note", [.bare]) { machine, arguments throws(Diagnostic) in
      try arguments.bind(["text"], required: 1, in: machine)
      try machine.show(.note(try machine.string(arguments.values[0], "a note")))
      return .value(.none)
    },
  ]

  /// What may be left out goes by name: `plot(xs, ys)` would be read one way here and another way
  /// by those who know matplotlib.
  private static func wantNames(
    _ arguments: Arguments, after count: Int, such call: String
  ) throws(Diagnostic) {
    guard arguments.values.count > count else { return }
    throw Diagnostic(
      "arguments",
      "\(arguments.name)() takes \(count) argument\(count == 1 ? "" : "s") by position, the others "
        + "by name",
      suggestions: [call])
  }

  private static func nothing(_ name: String) -> Diagnostic {
    Diagnostic("picture-empty", "there is nothing to draw: \(name)() was given no numbers")
  }
}

extension Machine {
  /// Whether an argument was given and is not None.
  fileprivate func isGiven(_ arguments: Arguments, _ i: Int) -> Bool {
    arguments.has(i) && !isSame(arguments.values[i], .none)
  }

  /// A title or an axis' name; empty when it was left out.
  fileprivate func caption(
    _ arguments: Arguments, _ i: Int, _ name: String
  ) throws(Diagnostic) -> String {
    isGiven(arguments, i) ? try string(arguments.values[i], "`\(name)`") : ""
  }

  /// A chart without series: titles and axes.
  fileprivate func chart(
    _ arguments: Arguments, title: Int, x: Int, y: Int, log: Int
  ) throws(Diagnostic) -> Picture.Chart {
    var chart = Picture.Chart()
    chart.title = try caption(arguments, title, "title")
    chart.x = try caption(arguments, x, "x")
    chart.y = try caption(arguments, y, "y")
    guard isGiven(arguments, log) else { return chart }
    if case .bool(let flag) = arguments.values[log] {
      chart.isLogY = flag
      return chart
    }
    guard let axes = text(arguments.values[log]), ["x", "y", "xy"].contains(axes) else {
      throw Diagnostic(
        "picture-log",
        "`log` is True, False, \"x\", \"y\" or \"xy\", "
          + "not \(repr(arguments.values[log]))")
    }
    chart.isLogX = axes.contains("x")
    chart.isLogY = axes.contains("y")
    return chart
  }

  /// The matrix of a heatmap; one row of numbers counts as one.
  fileprivate func matrix(_ value: Value) throws(Diagnostic) -> Tensor {
    let tensor: Tensor
    if isTensor(value) {
      tensor = trace[try row(of: value)]
    } else if let items = try members(value), let first = items.first,
      let inner = self.tensor(first), inner.rank == 1
    {
      var elements: [Double] = []
      for (i, item) in items.enumerated() {
        let numbers = try numbers(item, "t[\(i)]")
        guard numbers.count == inner.count else {
          throw Diagnostic(
            "picture-length",
            "the rows of a heatmap must be equally long: t[0] has length \(inner.count), "
              + "t[\(i)] has \(numbers.count)")
        }
        elements += numbers
      }
      tensor = Tensor(elements, shape: Shape([items.count, inner.count]), dtype: inner.dtype)
    } else {
      tensor = try literal(value)
    }
    guard tensor.rank == 1 || tensor.rank == 2 else {
      throw Diagnostic(
        "picture-shape", "a heatmap shows a matrix; this tensor is \(tensor.shape)",
        suggestions: tensor.rank > 2 ? ["one matrix of it: `t[0]`"] : [])
    }
    guard tensor.count > 0 else {
      throw Diagnostic("picture-empty", "there is nothing to draw: the matrix is \(tensor.shape)")
    }
    try reserve(tensor.count * 8)
    let sizes = tensor.rank == 2 ? tensor.shape.array : [1, tensor.count]
    return Tensor(tensor.elements, shape: Shape(sizes), dtype: tensor.dtype)
  }
}

extension Picture.Chart {
  /// Points: in classes where labels repeat, else with a label each.
  fileprivate mutating func add(_ xs: [Double], _ ys: [Double], labels: [String]) {
    var classes: [String] = []
    for label in labels where !classes.contains(label) {
      classes.append(label)
      if classes.count > Picture.mostSeries { break }
    }
    guard !labels.isEmpty, classes.count < labels.count, classes.count <= Picture.mostSeries else {
      self.labels = labels
      series = [Series(name: "", xs: xs, ys: ys)]
      return
    }
    series = classes.map { name in
      let places = labels.indices.filter { labels[$0] == name }
      return Series(name: name, xs: places.map { xs[$0] }, ys: places.map { ys[$0] })
    }
  }
}
