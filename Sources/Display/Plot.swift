// Curves and points as data: numbers, names, and which axis is logarithmic. No cell, no colour.

/// Curves or points over two axes.
public struct Plot: Sendable, Equatable {
  /// One curve, or one class of points.
  public struct Series: Sendable, Equatable {
    /// What the legend calls it; empty when it needs no name.
    public var name: String
    /// Positions from left to right.
    public var xs: [Double]
    /// Heights.
    public var ys: [Double]

    /// Makes a series; numbers beyond the shorter of the two lists are not drawn.
    public init(_ name: String = "", xs: [Double], ys: [Double]) {
      self.name = name
      self.xs = xs
      self.ys = ys
    }
  }

  /// Above the picture; may be empty.
  public var title: String
  /// What lies along the horizontal axis; may be empty.
  public var x: String
  /// What lies along the vertical axis; may be empty.
  public var y: String
  /// The series, in the order of the legend.
  public var series: [Series]
  /// A text for each point of the first series, or none.
  public var labels: [String]
  /// Whether neighbours are joined by lines.
  public var isJoined: Bool
  /// Whether the horizontal axis shows powers.
  public var isLogX: Bool
  /// Whether the vertical axis shows powers.
  public var isLogY: Bool

  /// Makes a plot.
  public init(
    _ series: [Series], title: String = "", x: String = "", y: String = "", labels: [String] = [],
    isJoined: Bool = true, isLogX: Bool = false, isLogY: Bool = false
  ) {
    self.series = series
    self.title = title
    self.x = x
    self.y = y
    self.labels = labels
    self.isJoined = isJoined
    self.isLogX = isLogX
    self.isLogY = isLogY
  }

  /// Whether a point can be drawn.
  func takes(_ x: Double, _ y: Double) -> Bool {
    Axis.takes(x, isLog: isLogX) && Axis.takes(y, isLog: isLogY)
  }

  /// The points that can be drawn, and nil for each that cannot: a line breaks there.
  func points(_ series: Series) -> [(x: Double, y: Double)?] {
    zip(series.xs, series.ys).map { x, y in takes(x, y) ? (x, y) : nil }
  }

  /// What could not be drawn, in words; nil when all could.
  var notDrawn: String? {
    var left = Leftover()
    for one in series {
      for (x, y) in zip(one.xs, one.ys) where !takes(x, y) { left.add(x, y) }
    }
    return left.text
  }
}

/// Counts the numbers that no picture can place.
struct Leftover {
  private var nans = 0
  private var infinities = 0
  private var huge = 0
  private var notPositive = 0

  /// Counts a point once, by what is worst about it.
  mutating func add(_ values: Double...) {
    if values.contains(where: \.isNaN) {
      nans += 1
    } else if values.contains(where: \.isInfinite) {
      infinities += 1
    } else if values.contains(where: { abs($0) > 1e300 }) {
      huge += 1
    } else {
      notPositive += 1
    }
  }

  var text: String? {
    var parts: [String] = []
    if nans > 0 { parts.append("\(nans) nan") }
    if infinities > 0 { parts.append("\(infinities) inf") }
    if huge > 0 { parts.append("\(huge) beyond 1e300") }
    if notPositive > 0 { parts.append("\(notPositive) not above 0 on a logarithmic axis") }
    return parts.isEmpty ? nil : "not drawn: " + parts.joined(separator: ", ")
  }
}
