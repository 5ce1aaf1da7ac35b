import Language

// Which variables an expression is about, as far as its words tell.

extension Aside {
  /// The words in it that may be names of variables; of `w.grad` the gradient alone.
  public var names: Set<String> {
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    return Set(
      words.map { word in
        let parts = word.split(separator: ".")
        guard let first = parts.first else { return "" }
        return parts.count > 1 && parts[1] == "grad" ? "\(first).grad" : String(first)
      })
  }
}
