import Diagnostics
import Tensors
import Testing

@testable import Display

private func lines(_ block: Block, width: Int = 80, ascii: Bool = false) -> [String] {
  Renderer(width: width, ascii: ascii).lines(Document([block]))
}

@Suite("Pictures in a terminal")
struct PictureTests {
  /// Pictures of all kinds, with data that is awkward in some way.
  static let blocks: [Block] = {
    var numbers = Numbers()
    let noise = (0..<5_000).map { _ in numbers.next() * 2e-3 - 1 }
    let ramp = (0..<40).map(Double.init)
    let long = String(repeating: "a rather long name ", count: 9)
    let matrix = Tensor(
      (0..<900).map { _ in numbers.next() }, shape: Shape([30, 30]), dtype: .float)
    let small = Tensor([0.5, .nan, -1, 7.25], shape: Shape([2, 2]), dtype: .float)
    let chain = (0..<30).map { i in
      GraphPicture.Node(
        name: "", source: "softmax(x\(i) @ weights, dim=-1)", value: matrix,
        inputs: i < 29 ? [i + 1] : [], hidden: i == 29 ? 2 : 0)
    }
    return [
      .plot(Plot([.init(xs: ramp, ys: ramp.map { $0 * $0 })], title: long, x: long, y: long)),
      .plot(Plot([.init(xs: noise.indices.map(Double.init), ys: noise)])),
      .plot(Plot([.init(xs: [1], ys: [1e-200])])), .plot(Plot([.init(xs: [], ys: [])])),
      .plot(Plot([.init(xs: ramp, ys: ramp.map { _ in -123_456_789.123 })])),
      .plot(
        Plot((0..<8).map { i in .init(long + "\(i)", xs: ramp, ys: ramp.map { $0 * Double(i) }) })),
      .plot(
        Plot(
          [.init(xs: ramp, ys: ramp)], labels: ramp.map { "数\($0)" }, isJoined: false,
          isLogX: true, isLogY: true)),
      .histogram(Histogram(noise, bins: 50, title: long, x: long)),
      .histogram(Histogram([.nan], bins: 3)),
      .heatmap(Heatmap(matrix, title: long)),
      .heatmap(
        Heatmap(
          matrix, rows: ramp.prefix(30).map { "\(long)\($0)" },
          columns:
            ramp
            .prefix(30).map { "数据\($0)" })),
      .heatmap(Heatmap(small, rows: ["a", " "], columns: [long, "b"])),
      .graph(GraphPicture(chain, title: long)),
    ]
  }()

  @Test("No line is wider than the terminal or ends in a blank; ASCII is ASCII", arguments: 0..<13)
  func widths(_ number: Int) {
    for width in 40...120 {
      for ascii in [false, true] {
        let shown = lines(PictureTests.blocks[number], width: width, ascii: ascii)
        #expect(!shown.isEmpty)
        for line in shown {
          #expect(terminalWidth(line) <= width, "\(width): \(line)")
          #expect(!line.hasSuffix(" "))
          if ascii { #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)") }
        }
      }
    }
  }

  @Test("A plot keeps to about fifteen lines")
  func height() {
    let series = Plot.Series(xs: [0, 1, 2], ys: [2, 1, 3])
    let plot = Plot([series, series], title: "title", x: "x", y: "y")
    #expect(lines(.plot(plot)).count == 16)
    #expect(lines(.plot(Plot([series]))).count == 12)
  }

  @Test("Each point lands in the cell whose ranges contain it, and nothing else is marked")
  func cells() {
    var numbers = Numbers()
    for width in [40, 61, 80, 120] {
      // The corners fix both axes from 0 to 10.
      let xs = [0, 10] + (0..<40).map { _ in numbers.next() * 10 }
      let ys = [0, 10] + (0..<40).map { _ in numbers.next() * 10 }
      let shown = lines(.plot(Plot([.init(xs: xs, ys: ys)], isJoined: false)), width: width)
      let field = shown.prefix(10).map { line in
        Array(line.drop { $0 != "┤" && $0 != "│" }.dropFirst())
      }
      let edge = shown[10].drop { $0 != "└" }.dropFirst()
      let (columns, rows) = (Double(edge.count), 10.0)
      var wanted: Set<[Int]> = []
      for (x, y) in zip(xs, ys) {
        wanted.insert([
          min(edge.count - 1, Int(x / 10 * columns)), 9 - min(9, Int(y / 10 * rows)),
        ])
      }
      var found: Set<[Int]> = []
      for (row, line) in field.enumerated() {
        for (column, sign) in line.enumerated() where sign == "●" { found.insert([column, row]) }
      }
      #expect(found == wanted)
    }
  }

  @Test("A line touches the cell of each of its points and leaves no gap between columns")
  func joined() {
    var numbers = Numbers()
    let points = (0..<60).map { i in (x: Double(i) / 59, y: numbers.next()) }
    var touched: Set<[Int]> = []
    Raster.line(points, columns: 31, rows: 17) { touched.insert([$0, $1]) }
    for point in points {
      let column = min(30, Int(point.x * 31))
      #expect(touched.contains([column, 16 - min(16, Int(point.y * 17))]))
    }
    for column in 0..<30 {
      let here = touched.filter { $0[0] == column }.map { $0[1] }
      let next = touched.filter { $0[0] == column + 1 }.map { $0[1] }
      // The two stretches of rows meet or adjoin.
      #expect((here.min() ?? 99) <= (next.max() ?? -99) + 1)
      #expect((next.min() ?? 99) <= (here.max() ?? -99) + 1)
    }
    var parts: Set<[Int]> = []
    Raster.line([(x: 0, y: 0), nil, (x: 1, y: 1)], columns: 10, rows: 10) {
      parts.insert([$0, $1])
    }
    #expect(parts == [[0, 9], [9, 0]], "nan breaks a line")
  }

  @Test("A logarithmic axis says that it is one")
  func logarithmic() {
    let series = Plot.Series(xs: [1, 10, 100], ys: [0.5, 5, 50])
    let plot = Plot([series], y: "loss", isLogX: true, isLogY: true)
    let shown = lines(.plot(plot), ascii: true)
    #expect(shown.first == "  loss (log scale)")
    #expect(shown.last?.drop { $0 == " " } == "log scale")
    #expect(!lines(.plot(Plot([series], y: "loss"))).joined().contains("log"))
  }

  @Test("What is not drawn is said")
  func leftOut() {
    let bad = Plot.Series(xs: [0, 1, 2, 3, 4], ys: [1, .nan, .infinity, -1, 1e301])
    #expect(lines(.plot(Plot([bad]))).last == "  not drawn: 1 nan, 1 inf, 1 beyond 1e300")
    #expect(
      lines(.plot(Plot([bad], isLogY: true))).last
        == "  not drawn: 1 nan, 1 inf, 1 beyond 1e300, 1 not above 0 on a logarithmic axis")
    let nothing = Plot([.init(xs: [0, 1], ys: [.nan, .nan])])
    #expect(lines(.plot(nothing)) == ["  no number here can be drawn", "  not drawn: 2 nan"])
    let labelled = Plot(
      [.init(xs: [1, 1, 1, 1], ys: [1, 1, 1, 1])], labels: ["a", "b", "c", "d"], isJoined: false)
    #expect(lines(.plot(labelled)).last == "  2 labels had no room")
  }

  /// What numpy.histogram answers.
  @Test("Counts and edges are numpy's")
  func histogram() {
    let values = [0.1, 0.4, 0.5, 0.5, 0.9, 1.0, -2.0, 3.25, 0.2, 0.3]
    #expect(Histogram(values, bins: 1).counts == [10])
    #expect(Histogram(values, bins: 3).edges == [-2, -0.25, 1.5, 3.25])
    #expect(Histogram(values, bins: 3).counts == [1, 8, 1])
    #expect(Histogram(values, bins: 7).counts == [1, 0, 2, 5, 1, 0, 1])
    #expect(Histogram(values, bins: 10).counts == [1, 0, 0, 1, 5, 2, 0, 0, 0, 1])
    let tenths = (0..<31).map { Double($0) / 10 }
    #expect(
      Histogram(tenths, bins: 15).counts == [2, 2, 3, 1, 2, 3, 2, 1, 2, 2, 2, 3, 1, 3, 2])
    #expect(Histogram([2, 2], bins: 4).edges == [1.5, 1.75, 2, 2.25, 2.5])
    #expect(Histogram([2, 2], bins: 4).counts == [0, 0, 2, 0])
    #expect(Histogram([1.5, 2.5, 2.5, 7, 7, 7, 4], bins: 5).counts == [3, 0, 1, 0, 3])
    #expect(Histogram([1, .nan, 2], bins: 2).notDrawn == "not drawn: 1 nan")
  }

  @Test("Bars are as long as counts are large")
  func bars() {
    let shown = lines(.histogram(Histogram([0, 0, 0, 0, 1, 1, 2], bins: 3)), ascii: true)
    let lengths = shown.map { $0.filter { $0 == "#" }.count }
    #expect(lengths[1] * 2 == lengths[0] || abs(lengths[1] * 2 - lengths[0]) == 1)
    #expect(abs(lengths[2] * 4 - lengths[0]) <= 3)
    #expect(shown.map { $0.last } == ["4", "2", "1"])
  }

  @Test("A heatmap says what it cuts, and shades by five equal steps")
  func shades() {
    let line = Tensor(
      [0, 0.19, 0.21, 0.45, 0.65, 0.85, 1, .nan], shape: Shape([1, 8]), dtype: .float)
    let cells = HeatmapCells(line, shades: 5)
    #expect((0..<8).map { cells.level(0, $0) } == [0, 0, 1, 2, 3, 4, 4, nil])
    let large = Tensor(Array(repeating: 1, count: 600), shape: Shape([20, 30]), dtype: .float)
    let shown = lines(.heatmap(Heatmap(large)))
    #expect(shown.suffix(2).first == "  every number is 1")
    #expect(shown.last == "  shown: the first 16 of 20 rows, the first 16 of 30 columns")
    #expect(shown.count == 18)
  }
}
