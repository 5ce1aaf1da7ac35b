import Autograd
import Diagnostics

// What every diagnostic of a running program gets besides its words: the operands with their
// shapes, the narrowest place, and the suggestion as a replacement of code where it is one. The
// instruction that failed has left its operands on the stack, so they are found here, once, and no
// built-in has to carry the places of its arguments.

extension Machine {
  /// A value that an instruction works on, and where it stands in the source.
  struct Operand {
    let value: Value
    let span: Span
  }

  /// The operands of an instruction that has not run: the receiver first for a method.
  func operands(at place: Int) -> [Operand] {
    guard place >= 0, place < code.instructions.count else { return [] }
    let spans = code.operandSpans[Int32(place)] ?? []
    switch code.instructions[place].opcode {
    case .call, .callMethod:
      let shape = code.calls[Int(code.instructions[place].a)]
      let count = shape.positional + shape.keywords.count
      let isMethod = shape.method != nil
      guard stack.count > count, spans.count == count + (isMethod ? 1 : 0) else { return [] }
      let values = stack[(stack.count - count - (isMethod ? 1 : 0))...]
      return zip(values, spans).map { Operand(value: $0, span: $1) }
        .filter { if case .module = $0.value { false } else { true } }
    case .attribute:
      guard let last = stack.last, let span = spans.first else { return [] }
      return [Operand(value: last, span: span)]
    default:
      guard spans.count >= 2, stack.count >= 2 else { return [] }
      return zip(stack.suffix(2), spans).map { Operand(value: $0, span: $1) }
    }
  }

  /// A diagnostic of the instruction at `pc`, with operands, place and fix.
  func advised(_ diagnostic: Diagnostic) -> Diagnostic {
    var result = diagnostic.withReason
    guard !code.isPrelude, pc >= 0, pc < code.instructions.count else { return result }
    let operands = operands(at: pc)
    if result.labels.isEmpty, Machine.namesOperands(result.id) {
      result.labels = operands.compactMap(label)
    }
    narrow(&result, operands)
    complete(&result, operands)
    return result
  }

  /// Whether the shapes of its operands are what a kind of mistake is about.
  private static func namesOperands(_ id: String) -> Bool {
    ["shape", "index", "dim", "mask", "too-many-indices", "missing-argument", "dtype"]
      .contains { id == $0 || id.hasPrefix($0 + "-") }
  }

  /// An operand and its shape; a list of tensors with theirs.
  private func label(_ operand: Operand) -> Diagnostic.Label? {
    let text = code.source.slice(operand.span)
    let name = text.count <= 24 && !text.contains("\n") ? text + ": " : ""
    func shown(_ value: Value) -> String? {
      guard let tensor = tensor(value) else { return nil }
      let kind = tensor.dtype == .float ? "" : tensor.dtype == .int ? " of ints" : " of bools"
      return "\(tensor.shape)\(kind)"
    }
    if let shape = shown(operand.value) { return .init(operand.span, name + shape) }
    guard case .object(let id) = operand.value else { return nil }
    var items: [Value] = []
    if case .list(let list) = heap[id] { items = Array(list.array) }
    if case .tuple(let tuple) = heap[id] { items = Array(tuple.items) }
    let shapes = items.prefix(4).compactMap(shown)
    guard !shapes.isEmpty, shapes.count == min(4, items.count) else { return nil }
    return .init(
      operand.span, shapes.joined(separator: " and ") + (items.count > 4 ? " and …" : ""))
  }

  /// Where the name stands that an attribute or a call is about.
  private var nameSpan: Span {
    let instruction = code.instructions[pc]
    let whole = code.spans[pc]
    switch instruction.opcode {
    case .call, .callMethod, .callSpread: return code.calls[Int(instruction.a)].callee
    case .attribute:
      // The name ends where the expression does.
      let text = code.source.slice(whole)
      let name = text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let length = String(name).utf8.count
      return length > 0 ? Span(Int(whole.end) - length, Int(whole.end)) : whole
    default: return whole
    }
  }

  /// Points at the name, the index or the argument rather than at the whole expression.
  private func narrow(_ result: inout Diagnostic, _ operands: [Operand]) {
    guard result.span == nil else { return }
    switch result.id {
    case "unknown-attribute", "nn-module", "optimizer-field": result.span = nameSpan
    case "index-range", "index-dtype", "mask-shape", "index-type", "too-many-indices":
      let spans = code.operandSpans[Int32(pc)] ?? []
      if code.instructions[pc].opcode == .subscripted, spans.count >= 2 {
        result.span = spans[1]
        if result.id == "index-range" { result.labels.removeAll { $0.span == spans[1] } }
      }
    default: break
    }
  }

  // MARK: - Fixes

  /// Works out the replacement of code behind the first suggestion.
  private func complete(_ result: inout Diagnostic, _ operands: [Operand]) {
    let whole = code.spans[pc]
    let text = code.source.slice(whole)
    if let fix = result.fix {
      if fix.span.isNone { result.fix = named(fix.text, result.id).map { .init($0, fix.text) } }
      return
    }
    switch result.id {
    case "ambiguous-truth":
      let plain = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      result.fix = .init(whole, plain ? "\(text).all()" : "(\(text)).all()")
    case "backward-scalar":
      guard let receiver = operands.first, code.instructions[pc].opcode == .callMethod else {
        return
      }
      let end = Int(receiver.span.end)
      result.fix = .init(Span(end, end), ".sum()")
    case "missing-argument":
      guard result.suggestions.first?.hasPrefix("dim=-1") == true, text.hasSuffix(")") else {
        return
      }
      let end = Int(whole.end) - 1
      result.fix = .init(Span(end, end), text.hasSuffix("()") ? "dim=-1" : ", dim=-1")
    case "not-tensor", "list-beside-tensor":
      guard let list = operands.first(where: { isList($0.value) }) else { return }
      let inner = code.source.slice(list.span)
      result.suggestions = ["tensor(\(inner))"]
      result.fix = .init(list.span, "tensor(\(inner))")
    case "index-dtype":
      guard
        let index = operands.first(where: {
          tensor($0.value)?.dtype == .float && $0.span != operands.first?.span
        })
      else { return }
      let end = Int(index.span.end)
      result.suggestions = [code.source.slice(index.span) + ".long()"] + result.suggestions
      result.fix = .init(Span(end, end), ".long()")
    case "device", "numpy":
      guard let receiver = operands.first, code.instructions[pc].opcode == .callMethod else {
        return
      }
      let base = code.source.slice(receiver.span)
      result.suggestions = [base] + result.suggestions.filter { $0 != "leave it out" }
      result.fix = .init(whole, base)
    case "not-callable":
      let callee = nameSpan
      guard text.hasSuffix("()"), code.instructions[pc].opcode == .callMethod else { return }
      result.suggestions = [code.source.slice(Span(Int(whole.start), Int(callee.end)))]
      result.notes = ["`\(code.source.slice(callee))` is a value, not a function: no brackets"]
      result.fix = .init(Span(Int(callee.end), Int(whole.end)), "")
    case "empty-tensor", "tensor-class":
      let name = result.id == "empty-tensor" ? "zeros" : "tensor"
      result.fix = .init(nameSpan, name)
    default: break
    }
  }

  private func isList(_ value: Value) -> Bool {
    guard case .object(let id) = value else { return false }
    switch heap[id] {
    case .list, .tuple: return true
    default: return false
    }
  }

  /// The place of a name that a near one, or the right spelling, should stand for.
  private func named(_ right: String, _ id: String) -> Span? {
    guard id == "arguments" else { return id == "spelling" ? code.spans[pc] : nameSpan }
    guard code.instructions[pc].opcode == .call || code.instructions[pc].opcode == .callMethod
    else { return nil }
    let shape = code.calls[Int(code.instructions[pc].a)]
    let spans = (code.operandSpans[Int32(pc)] ?? []).suffix(shape.keywords.count)
    for (keyword, span) in zip(shape.keywords, spans) where keyword != right {
      guard nearMisses(keyword, in: [right]).first == right else { continue }
      // The keyword and its sign stand just before the value.
      let before = code.source.slice(Span(Int(code.spans[pc].start), Int(span.start)))
      guard let at = before.range(ofLast: keyword + "=") else { continue }
      let start = Int(code.spans[pc].start) + at
      return Span(start, start + keyword.utf8.count)
    }
    return nil
  }
}

extension String {
  /// The UTF-8 offset of the last place where a text stands.
  fileprivate func range(ofLast text: String) -> Int? {
    let (bytes, wanted) = (Array(utf8), Array(text.utf8))
    guard bytes.count >= wanted.count else { return nil }
    return (0...(bytes.count - wanted.count)).last {
      Array(bytes[$0..<($0 + wanted.count)]) == wanted
    }
  }
}
