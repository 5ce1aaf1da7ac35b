import Foundation

// Where two dumped values differ. Floats may differ by the last digits that the order of a sum or
// another library's `exp` leaves open; everything else must be the same.

/// Differences of dumped values.
public enum Difference {
  private static let relative = 1e-9
  private static let absolute = 1e-12

  /// The differences of two dumped values, each as a sentence.
  public static func between(_ expected: Any, _ actual: Any?, at path: String) -> [String] {
    guard let actual else { return ["\(path) is missing"] }
    guard let a = expected as? [String: Any], let b = actual as? [String: Any],
      let kind = a["dtype"] as? String
    else { return ["\(path) is no dumped value"] }
    guard kind == b["dtype"] as? String else {
      return ["\(path) is \(b["dtype"] ?? "nothing"), not \(kind)"]
    }
    guard a["shape"] as? [Int] == b["shape"] as? [Int] else {
      return ["\(path) has the shape \(b["shape"] ?? "none"), not \(a["shape"] ?? "none")"]
    }
    switch kind {
    case "list", "tuple": return members(a["data"], b["data"], at: path)
    case "dict", "record": return entries(a["data"], b["data"], at: path)
    case "none": return []
    default: return elements(a["data"], b["data"], kind, at: path)
    }
  }

  private static func members(_ a: Any?, _ b: Any?, at path: String) -> [String] {
    guard let a = a as? [Any], let b = b as? [Any] else { return ["\(path) has no members"] }
    guard a.count == b.count else { return ["\(path) has \(b.count) members, not \(a.count)"] }
    return a.indices.flatMap { between(a[$0], b[$0], at: "\(path)[\($0)]") }
  }

  private static func entries(_ a: Any?, _ b: Any?, at path: String) -> [String] {
    guard let a = a as? [String: Any], let b = b as? [String: Any] else {
      return ["\(path) has no entries"]
    }
    guard a.keys.sorted() == b.keys.sorted() else {
      return ["\(path) has the keys \(b.keys.sorted()), not \(a.keys.sorted())"]
    }
    return a.sorted { $0.key < $1.key }.flatMap { key, value in
      between(value, b[key], at: "\(path)[\(key)]")
    }
  }

  /// Tensors have their elements in a flat list, single values stand alone.
  private static func elements(_ a: Any?, _ b: Any?, _ kind: String, at path: String) -> [String] {
    guard let a, let b else { return ["\(path) has no data"] }
    guard let list = a as? [Any] else {
      return same(a, b, kind) ? [] : ["\(path) is \(b), not \(a)"]
    }
    guard let other = b as? [Any], other.count == list.count else {
      return ["\(path) has another number of elements"]
    }
    return list.indices.filter { !same(list[$0], other[$0], kind) }.map {
      "\(path), element \($0), is \(other[$0]), not \(list[$0])"
    }
  }

  private static func same(_ a: Any, _ b: Any, _ kind: String) -> Bool {
    if let a = a as? String { return a == b as? String }
    guard !(b is String), let x = a as? NSNumber, let y = b as? NSNumber else { return false }
    switch kind {
    case "float":
      let difference = abs(x.doubleValue - y.doubleValue)
      return difference <= absolute + relative * abs(x.doubleValue)
    case "int": return x.int64Value == y.int64Value && x.doubleValue == y.doubleValue
    default: return x.boolValue == y.boolValue
    }
  }
}
