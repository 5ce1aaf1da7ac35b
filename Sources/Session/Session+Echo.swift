import Diagnostics
import Display
import Language
import Tensors

// What a value looks like in the console: whole where it is short, cut sensibly where it is not,
// and always with what one cannot see from the numbers alone: shape, kind, range, gradient.

extension Session {
  /// The most members of a collection that are listed under each other.
  private static let listedMembers = 8

  /// What `show(x)` shows of a value.
  static func echo(_ value: Shown, width: Int) -> Document {
    switch value {
    case .text(let text): echo(Description.text(text), width: width)
    case .tensor(let tensor, let gradient, _, _):
      echo(Description.tensor(tensor, gradient: gradient, wantsGradient: false), width: width)
    }
  }

  /// What the console answers with a value.
  static func echo(_ value: Description, width: Int) -> Document {
    switch value {
    case .tensor(let tensor, let gradient, let wantsGradient):
      var document = TensorEcho(tensor, gradient: gradient).document(width: width)
      if wantsGradient, gradient == nil { document.append(note("grad none yet")) }
      return document
    case .text(let text): return Document([lines(cut(text, to: 12 * width))])
    case .string(let text, let count):
      if text.count <= 4 * width, count <= text.count { return Document([lines(text)]) }
      return Document([
        note("str of \(count) characters, which begins"),
        lines(String(text.prefix(2 * width)) + "…"),
      ])
    case .collection(let collection): return echo(collection, width: width)
    case .function(let call, let place):
      let whereabouts = place.map { "   \($0.source.name), line \($0.line)" } ?? ""
      return Document([
        .paragraph(
          Paragraph(hanging: 2, content: Line([Run("function " + call), Run(whereabouts, .dim)])))
      ])
    case .optimizer(let name, let settings, let parameters, let steps):
      let shown = settings.filter { $0.name == "lr" || $0.value != 0 }
      let text = shown.map { "\($0.name) \(NumberText.text($0.value))" }.joined(separator: ", ")
      let names = parameters.prefix(6).joined(separator: ", ")
      let more = parameters.count > 6 ? " and \(parameters.count - 6) more" : ""
      return Document([
        note("optimizer \(name)   \(text)"),
        note("changes \(names)\(more)   \(count(steps, "step")) taken"),
      ])
    }
  }

  private static func note(_ text: String) -> Block {
    .paragraph(Paragraph(hanging: 2, content: Line(text, .dim)))
  }

  private static func lines(_ text: String) -> Block {
    .lines(text.split(separator: "\n", omittingEmptySubsequences: false).map { Line(String($0)) })
  }

  private static func cut(_ text: String, to count: Int) -> String {
    text.count > count ? String(text.prefix(count)) + "…" : text
  }

  // MARK: - Collections

  private static func echo(_ collection: Description.Collection, width: Int) -> Document {
    let texts = collection.members.compactMap { plainText($0.value) }
    if texts.count == collection.members.count {
      let whole = text(of: collection, texts)
      if collection.isWhole, whole.count <= 3 * width { return Document([lines(whole)]) }
      return Document([
        note("\(collection.word) of \(collection.count)"),
        lines(line(of: collection, texts, width: 2 * width - 10)),
      ])
    }
    var document = Document([note("\(collection.word) of \(collection.count)")])
    let isCut = collection.members.count > listedMembers || !collection.isWhole
    let shown = isCut ? collection.members.prefix(listedMembers - 1) : collection.members[...]
    let column = min(20, (shown.map(\.label.count).max() ?? 0) + 4)
    func row(_ label: String, _ value: Description) {
      document.append(
        .paragraph(
          Paragraph(
            label: Line(label, .name), indent: 2, column: column, hanging: 2,
            content: Line(oneLine(value, width: max(20, width - column)), .number))))
    }
    for member in shown { row(member.label, member.value) }
    if isCut, let last = collection.members.last {
      let left = collection.count - shown.count - 1
      if left > 0 { document.append(note("  … \(left) more")) }
      row(last.label, last.value)
    }
    return document
  }

  /// The text of a value that is nothing but text: a number, a short list of numbers.
  private static func plainText(_ value: Description) -> String? {
    switch value {
    case .text(let text): return text
    case .string(let text, let count): return count <= 80 ? text : nil
    case .collection(let collection):
      let texts = collection.members.compactMap { plainText($0.value) }
      guard collection.isWhole, texts.count == collection.count else { return nil }
      let whole = text(of: collection, texts)
      return whole.count <= 160 ? whole : nil
    case .tensor, .function, .optimizer: return nil
    }
  }

  private static func text(of collection: Description.Collection, _ texts: [String]) -> String {
    if collection.word == "set", texts.isEmpty { return "set()" }
    let members = zip(collection.members, texts).map { labelled($0.label, $1, in: collection) }
    let comma = collection.word == "tuple" && members.count == 1 ? "," : ""
    return collection.brackets.0 + members.joined(separator: ", ") + comma + collection.brackets.1
  }

  private static func labelled(
    _ label: String, _ text: String, in collection: Description.Collection
  ) -> String {
    guard collection.isLabelled else { return text }
    return label + (collection.word == "record" ? "=" : ": ") + text
  }

  /// The first members, dots and the last one.
  private static func line(
    of collection: Description.Collection, _ texts: [String], width: Int
  ) -> String {
    let members = zip(collection.members, texts).map { labelled($0.label, $1, in: collection) }
    let (open, close) = collection.brackets
    let whole = open + members.joined(separator: ", ") + close
    guard let last = members.last, !collection.isWhole || whole.count > width else { return whole }
    var line = open
    for member in members.dropLast() {
      guard line.count + member.count + last.count + 8 <= width else { break }
      line += member + ", "
    }
    return line + "…, " + last + close
  }

  // MARK: - One line

  /// A value on one line.
  static func oneLine(_ value: Description, width: Int) -> String {
    switch value {
    case .tensor(let tensor, let gradient, let wantsGradient):
      let shape = TensorText.shape(tensor)
      let note = gradient != nil ? "  has a gradient" : wantsGradient ? "  wants a gradient" : ""
      let room = min(40, max(12, width - shape.count - note.count - 1))
      return (shape.isEmpty ? "" : shape + " ") + TensorText.line(tensor, width: room) + note
    case .text(let text): return short(text, width: width)
    case .string(let text, _): return short(text, width: width)
    case .collection(let collection):
      let texts = collection.members.map {
        plainText($0.value) ?? oneLine($0.value, width: max(12, width / 3))
      }
      let whole = collection.isWhole ? text(of: collection, texts) : ""
      if !whole.isEmpty, whole.count <= width { return whole }
      let head = "\(collection.word) of \(collection.count): "
      return short(
        head + line(of: collection, texts, width: max(16, width - head.count)), width: width)
    case .function(let call, _): return short("function " + call, width: width)
    case .optimizer(let name, let settings, let parameters, _):
      let rate = settings.first { $0.name == "lr" }.map { "lr \(NumberText.text($0.value))" } ?? ""
      return "\(name)  \(rate)  for \(count(parameters.count, "tensor"))"
    }
  }

  private static func short(_ text: String, width: Int) -> String {
    let line = text.replacingNewlines
    return line.count > width ? String(line.prefix(max(1, width - 2))) + " …" : line
  }
}

extension String {
  /// On one line.
  var replacingNewlines: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
