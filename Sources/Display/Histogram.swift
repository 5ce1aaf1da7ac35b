// Counts by interval. The edges are numpy's: equal widths from the least to the greatest number,
// every interval open at its right but the last.

/// How often numbers fall into each of some intervals.
public struct Histogram: Sendable, Equatable {
  /// Above the picture; may be empty.
  public var title: String
  /// What was counted; may be empty.
  public var x: String
  /// The bounds of the intervals, one more than there are intervals; empty without any number.
  public let edges: [Double]
  /// How many numbers each interval has.
  public let counts: [Int]
  /// What could not be counted, in words; nil when all could.
  public let notDrawn: String?

  /// Counts.
  ///
  /// - Parameter bins: how many intervals; fewer than one count as one.
  public init(_ values: [Double], bins: Int, title: String = "", x: String = "") {
    self.title = title
    self.x = x
    var leftover = Leftover()
    var drawn: [Double] = []
    for value in values {
      if Axis.takes(value, isLog: false) { drawn.append(value) } else { leftover.add(value) }
    }
    notDrawn = leftover.text
    let bins = max(1, bins)
    guard var low = drawn.min(), var high = drawn.max() else {
      edges = []
      counts = []
      return
    }
    if low == high {
      // Half to either side, as long as that can be told from the number itself.
      let half = max(0.5, abs(low) * 1e-6)
      low -= half
      high += half
    }
    let edges = (0...bins).map { i in
      i == bins ? high : low + Double(i) * ((high - low) / Double(bins))
    }
    var counts = Array(repeating: 0, count: bins)
    for value in drawn {
      var bin = min(bins - 1, max(0, Int((value - low) / (high - low) * Double(bins))))
      while bin > 0, value < edges[bin] { bin -= 1 }
      while bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.edges = edges
    self.counts = counts
  }
}
