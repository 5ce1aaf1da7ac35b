import Display
import Language

// Pictures of the language become blocks of a document: the one place that knows both.

extension Session {
  /// What a picture looks like.
  static func document(of picture: Picture, width: Int) -> Document {
    switch picture {
    case .chart(let chart):
      let plot = Plot(
        chart.series.map { Plot.Series($0.name, xs: $0.xs, ys: $0.ys) }, title: chart.title,
        x: chart.x, y: chart.y, labels: chart.labels, isJoined: chart.isJoined,
        isLogX: chart.isLogX, isLogY: chart.isLogY)
      return Document([.plot(plot)])
    case .histogram(let values, let bins, let title, let x):
      return Document([.histogram(Histogram(values, bins: bins, title: title, x: x))])
    case .heatmap(let tensor, let rows, let columns, let title):
      return Document([.heatmap(Heatmap(tensor, rows: rows, columns: columns, title: title))])
    case .graph(let graph, let title):
      let nodes = graph.nodes.map { node in
        GraphPicture.Node(
          name: node.name, source: node.source, value: node.tensor, gradient: node.gradient,
          inputs: node.inputs, hidden: node.hidden)
      }
      return Document([.graph(GraphPicture(nodes, title: title))])
    case .value(let value): return echo(value, width: width)
    case .note(let text):
      return Document(
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
          line.isEmpty ? .blank : .paragraph(Paragraph(content: Line(String(line))))
        })
    }
  }
}
