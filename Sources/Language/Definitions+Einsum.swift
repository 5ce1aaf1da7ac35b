import Autograd

// What an einsum is made of depends on its equation: each operand's axes are put in one common
// order, sizes of 1 where it has none of them; then everything is multiplied and summed.

extension Definitions {
  /// The definition of an operation with given arguments that are not tensors.
  public static func definition(of primitive: Primitive, _ attributes: Attributes) -> String? {
    if let contraction = attributes.contraction { return einsum(contraction) }
    return definition(of: primitive.name)
  }

  /// An einsum of one equation, as a product of aligned operands that is summed.
  static func einsum(_ contraction: Contraction) -> String? {
    // The kept axes in the result's order, then those that are summed.
    var order = contraction.output
    for label in contraction.operands.joined() where !order.contains(label) { order.append(label) }
    let names = contraction.operands.indices.map { operandName($0) }
    var lines = ["def einsum(\(names.joined(separator: ", "))):"]
    for (labels, name) in zip(contraction.operands, names) {
      // A diagonal picks, it does not multiply: such an operand is not taken apart here.
      guard Set(labels).count == labels.count else { return nil }
      let sorted = labels.indices.sorted {
        (order.firstIndex(of: labels[$0]) ?? 0) < (order.firstIndex(of: labels[$1]) ?? 0)
      }
      var text = name
      if sorted != Array(labels.indices) {
        text += ".permute(\(sorted.map(String.init).joined(separator: ", ")))"
      }
      for (axis, label) in order.enumerated() where !labels.contains(label) {
        text += ".unsqueeze(\(axis))"
      }
      if text != name { lines.append("  \(name) = \(text)") }
    }
    let product = names.joined(separator: " * ")
    let summed = (contraction.output.count..<order.count).map(String.init)
    if summed.isEmpty {
      lines.append("  return \(product)")
    } else {
      let dims = summed.count == 1 ? summed[0] : "(\(summed.joined(separator: ", ")))"
      lines.append("  return (\(product)).sum(dim=\(dims))")
    }
    return lines.joined(separator: "\n")
  }

  /// `a`, `b`, …: what an operand is called.
  private static func operandName(_ place: Int) -> String {
    place < 26 ? String(UnicodeScalar(UInt8(97 + place))) : "x\(place)"
  }
}
