// "Did you mean": which known names a mistyped one could have been.

/// The candidates that a mistyped name is close to, nearest first.
///
/// Distance is Damerau–Levenshtein in its optimal string alignment form: an insertion, deletion,
/// substitution or swap of neighbours costs 2, a change of case 1. A candidate counts when the
/// distance is at most a third of both lengths together, so that short names match only their
/// likeliest slips. Ties keep the order of the alphabet.
public func nearMisses(
  _ name: String, in candidates: some Sequence<String>, limit: Int = 3
) -> [String] {
  let wanted = Array(name.utf8)
  // Nobody mistypes a name this long, and the table grows with its square.
  guard !wanted.isEmpty, wanted.count <= 64, limit > 0 else { return [] }
  var seen: Set<String> = [name]
  var found: [(distance: Int, name: String)] = []
  for candidate in candidates where seen.insert(candidate).inserted {
    let other = Array(candidate.utf8)
    let bound = (wanted.count + other.count + 3) / 3
    guard other.count <= 64, 2 * abs(wanted.count - other.count) <= bound else { continue }
    let distance = editDistance(wanted, other)
    if distance <= bound { found.append((distance, candidate)) }
  }
  found.sort { $0.distance == $1.distance ? $0.name < $1.name : $0.distance < $1.distance }
  return found.prefix(limit).map(\.name)
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = (0...b.count).map { 2 * $0 }
  var row = last
  for i in 0..<a.count {
    row[0] = 2 * (i + 1)
    for j in 0..<b.count {
      var best = min(last[j + 1], row[j]) + 2
      best = min(best, last[j] + substitutionCost(a[i], b[j]))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforeLast[j - 1] + 2)
      }
      row[j + 1] = best
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}

private func substitutionCost(_ a: UInt8, _ b: UInt8) -> Int {
  if a == b { return 0 }
  // Bit 5 tells an ASCII letter's cases apart.
  let isLetter = (a | 0x20) >= UInt8(ascii: "a") && (a | 0x20) <= UInt8(ascii: "z")
  return isLetter && a | 0x20 == b | 0x20 ? 1 : 2
}
