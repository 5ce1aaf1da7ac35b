// The info string of a fence: a word that names the language for a renderer, then flags and
// `key=value` pairs; a value with blanks stands in quotes.

/// What stands behind the backticks that open a block.
struct InfoString: Equatable {
  /// The first word, by which a renderer colours.
  var language = ""
  /// The bare words.
  var flags: [String] = []
  /// The pairs.
  var values: [String: String] = [:]
  /// What cannot be read.
  var problem: String?

  init(_ text: some StringProtocol) {
    var rest = Substring(text)
    var isFirst = true
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
      if rest.isEmpty { return }
      let word = String(rest.prefix { !$0.isWhitespace && $0 != "=" })
      rest = rest.dropFirst(word.count)
      guard rest.first == "=" else {
        if isFirst { language = word } else { flags.append(word) }
        isFirst = false
        continue
      }
      isFirst = false
      rest = rest.dropFirst()
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.first, character != "\"" {
          if character == "\\", let next = rest.dropFirst().first, next == "\"" || next == "\\" {
            rest = rest.dropFirst()
          }
          value.append(rest.removeFirst())
        }
        if rest.isEmpty { problem = "the value of \(word)= has no closing quote" }
        rest = rest.dropFirst()
      } else {
        value = String(rest.prefix { !$0.isWhitespace })
        rest = rest.dropFirst(value.count)
      }
      if word.isEmpty || value.isEmpty { problem = "\(word)= needs a name and a value" }
      if values.updateValue(value, forKey: word) != nil { problem = "\(word)= stands there twice" }
    }
  }
}
