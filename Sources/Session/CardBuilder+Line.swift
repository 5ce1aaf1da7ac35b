import Display
import Stepper
import Tensors

// A moment on one line, for lists of moments.

extension CardBuilder {
  /// The number of the line it happened in.
  var lineText: String { place.map { String($0.line) } ?? "" }

  /// The text of the operation in the source, without line breaks.
  var sourceText: String? { place.map { SourceText.line($0.source.slice($0.span)) } }

  /// What happened, as `ratio = exp(change)   (6) [1.1, 1.3, …]`.
  var happening: String {
    let source = sourceText ?? ""
    switch moment.event.kind {
    case .forward:
      guard let output = moment.output else { return source }
      let text =
        output.name == source || source.isEmpty ? output.name : "\(output.name) = \(source)"
      return SourceText.cut(text, to: 34) + "   " + value(output.tensor)
    case .grad:
      let argument = Int(moment.event.argument)
      guard let made = moment.contribution, argument < moment.inputs.count else { return source }
      return "\(moment.leavingName) by \(moment.primitive?.name ?? "")   " + value(made)
    case .accumulate:
      let id = moment.event.subject
      let name = (moment.after.name(ofObject: id) ?? "leaf") + ".grad"
      let now = moment.after.tensors(ofObject: id)?.gradient
      return name + (now.map { "   " + value($0) } ?? "")
    case .update:
      let name = moment.after.name(ofObject: moment.event.subject) ?? moment.output?.name ?? ""
      return name + (moment.output.map { "   " + value($0.tensor) } ?? "")
    case .assign:
      let name = moment.after.target(of: moment.event)
      if case .text(let text)? = moment.after.lookUp(name) { return "\(name) = \(text)" }
      return name
    case .call: return "enters " + moment.after.functionName(of: moment.event) + "()"
    case .return: return "leaves " + moment.after.functionName(of: moment.event) + "()"
    case .print: return "prints " + SourceText.line(moment.after.printed)
    case .picture: return "draws " + source
    case .echo, .idle: return ""
    }
  }

  private func value(_ tensor: Tensor) -> String {
    let shape = TensorText.shape(tensor)
    return (shape.isEmpty ? "" : shape + " ") + TensorText.line(tensor, width: 28)
  }
}
