import Diagnostics

// The parameters of a `def` or a `lambda`.

extension Parser {
  /// Parameters up to the token that ends them, which is left; leaves the tallest default's height.
  mutating func parseParameters(until end: Token.Kind) throws(Failure) -> Parameters {
    var list: [Parameters.Parameter] = []
    var names: [String: Span] = [:]
    var defaulted: Span?
    var star: Token?
    var tallest = 0
    while kind != end {
      if kind == .star, following == .comma || following == end {
        let token = advance()
        if star != nil {
          report("repeated-star", "a second * has no meaning", at: token.span)
        }
        star = token
      } else {
        let parameter = try parseParameter(
          isKeywordOnly: star != nil, allowsAnnotation: end != .colon)
        tallest = max(tallest, parameter.defaultValue == nil ? 0 : height)
        if let first = names.updateValue(parameter.span, forKey: parameter.name) {
          reportRepeated(parameter, first)
        }
        if parameter.defaultValue != nil {
          defaulted = parameter.span
        } else if let defaulted, !parameter.isKeywordOnly {
          reportOrder(parameter, defaulted)
        }
        list.append(parameter)
      }
      guard accept(.comma) else { break }
    }
    if let star, list.last?.isKeywordOnly != true {
      report(
        "star-without-names", "a parameter must follow the *", at: star.span,
        notes: ["those after it are given by name only"])
    }
    guard kind == end || end == .colon else { throw unexpected(after: "the parameters") }
    height = tallest
    return Parameters(list: list)
  }

  private mutating func parseParameter(
    isKeywordOnly: Bool, allowsAnnotation: Bool
  ) throws(Failure) -> Parameters.Parameter {
    switch kind {
    case .star: throw unsupported(.star, at: current.span.union(tokens[index + 1].span))
    case .doubleStar:
      throw failure(
        "unsupported-star-parameter", "**kwargs in a def is not in this language",
        at: current.span.union(tokens[index + 1].span),
        labels: [.init(current.span, "would gather named arguments")],
        suggestions: ["write the parameters out with defaults: def f(x, lr=0.1):"])
    case .slash: throw unsupported(.slash)
    case .leftParenthesis:
      throw failure(
        "tuple-parameter", "a parameter is one name", at: current.span,
        suggestions: ["take one name and unpack it inside: a, b = pair"])
    case .name: break
    default:
      throw failure(
        "missing-name", "a parameter's name should stand here, not \(describe(current))",
        at: current.span)
    }
    let token = advance()
    if kind == .colon, allowsAnnotation {
      let colon = advance()
      _ = try parseExpression()
      reportUnsupported(.colon, at: span(from: colon.start))
    }
    var value: Expression?
    if accept(.equal) { value = try parseExpression() }
    return Parameters.Parameter(
      name: name(of: token), span: token.span, defaultValue: value, isKeywordOnly: isKeywordOnly)
  }

  private mutating func reportRepeated(_ parameter: Parameters.Parameter, _ first: Span) {
    report(
      "repeated-parameter", "two parameters have the name \(parameter.name)",
      at: parameter.span, labels: [.init(first, "first here")])
  }

  private mutating func reportOrder(_ parameter: Parameters.Parameter, _ earlier: Span) {
    report(
      "default-order", "\(parameter.name) has no default, but follows one that has",
      at: parameter.span, labels: [.init(earlier, "has a default")],
      notes: ["arguments fill the parameters from the left, so defaults come last"])
  }
}
