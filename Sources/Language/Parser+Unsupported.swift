import Diagnostics

// What Python has and this language leaves out, one entry each: its name, why or what it is for,
// and what to write instead. The entry's identifier is `unsupported-` and its name.

extension Parser {
  /// A construct that is not in the subset.
  struct Unsupported {
    var id: String
    var message: String
    var label = "not in the language"
    var notes: [String] = []
    var suggestions: [String] = []
  }

  /// The construct that begins with a word or sign.
  static func unsupportedConstruct(_ kind: Token.Kind) -> Unsupported {
    switch kind {
    case .class:
      return Unsupported(
        id: "class", message: "classes are not in this language",
        label: "begins a class",
        notes: ["a model is a function and the parameters it uses"],
        suggestions: ["model = record(W=param(…), b=param(…))", "def forward(model, x):"])
    case .try, .except, .finally:
      return Unsupported(
        id: "exceptions", message: "exceptions are not in this language",
        label: "would catch an error",
        notes: ["an error stops the program where it happened, to be looked at there"],
        suggestions: ["if …:      to test for the case beforehand"])
    case .raise:
      return Unsupported(
        id: "exceptions", message: "exceptions are not in this language",
        label: "would raise an error",
        notes: ["a failed assert stops the program with its message"],
        suggestions: ["assert condition, \"message\""])
    case .at:
      return Unsupported(
        id: "decorator", message: "decorators are not in this language",
        label: "a decorator",
        notes: ["@no_grad() around a function is a block inside it"],
        suggestions: ["with no_grad():", "f = decorate(f)      after the def"])
    case .async, .await:
      return Unsupported(
        id: "async", message: "async and await are not in this language",
        notes: ["there is nothing to wait for: everything runs in order"],
        suggestions: ["leave the word out"])
    case .yield:
      return Unsupported(
        id: "yield", message: "yield is not in this language",
        notes: ["a generator of one's own would be a function that pauses"],
        suggestions: ["append the values to a list and return it", "(f(x) for x in xs)"])
    case .global, .nonlocal:
      return Unsupported(
        id: kind.rawValue, message: "\(kind.rawValue) is not in this language",
        notes: ["a function reads outer names, but assigns to its own only"],
        suggestions: ["return the new value", "keep it in a record: state.count = state.count + 1"])
    case .walrus:
      return Unsupported(
        id: "walrus", message: ":= is not in this language",
        notes: ["an assignment is a statement and has no value"],
        suggestions: ["assign with = on a line of its own before"])
    case .doubleStar:
      return Unsupported(
        id: "double-star", message: "** before an argument is not in this language",
        label: "would spread a dict",
        suggestions: ["write the keyword arguments out: f(a=1, b=2)"])
    case .star:
      return Unsupported(
        id: "star-parameter", message: "*args in a def is not in this language",
        suggestions: ["take one list: def f(values):"])
    case .shiftLeft, .shiftLeftEqual:
      return Unsupported(
        id: "shift", message: "<< is not in this language",
        label: "shifts bits", suggestions: ["x * 2 ** n"])
    case .shiftRight, .shiftRightEqual:
      return Unsupported(
        id: "shift", message: ">> is not in this language",
        label: "shifts bits", suggestions: ["x // 2 ** n"])
    case .colon, .arrow:
      return Unsupported(
        id: "annotation", message: "type annotations are not in this language",
        label: "an annotation",
        notes: ["they would change nothing: values have types, names have not"],
        suggestions: ["leave it out"])
    case .slash:
      return Unsupported(
        id: "positional-only", message: "positional-only parameters are not in this language",
        suggestions: ["leave out the /"])
    case .as:
      return Unsupported(
        id: "with-as", message: "with … as is not in this language",
        notes: ["with is for no_grad() and enable_grad(), which have no value"],
        suggestions: ["with no_grad():"])
    default:
      return Unsupported(
        id: "syntax", message: "\(kind.rawValue) is not in this language")
    }
  }

  /// Records that a construct is not in the subset and returns what to throw.
  mutating func unsupported(_ construct: Token.Kind, at span: Span? = nil) -> Failure {
    let entry = Parser.unsupportedConstruct(construct)
    return failure(
      "unsupported-" + entry.id, entry.message, at: span ?? current.span,
      labels: [.init(span ?? current.span, entry.label)], notes: entry.notes,
      suggestions: entry.suggestions)
  }

  /// Records that a construct is not in the subset and goes on.
  mutating func reportUnsupported(_ construct: Token.Kind, at span: Span) {
    _ = unsupported(construct, at: span)
  }

  /// Skips a class, or a `try` with its clauses, after saying so once.
  mutating func skipUnsupportedBlock() {
    let first = kind
    reportUnsupported(first, at: current.span)
    skipLogicalLineAndBlock()
    guard first == .try else { return }
    while kind == .except || kind == .finally || kind == .else { skipLogicalLineAndBlock() }
  }

  /// Skips `match x:` and its cases.
  mutating func skipMatch() {
    report(
      "unsupported-match", "match is not in this language", at: current.span,
      labels: [.init(current.span, "begins a match statement")],
      notes: ["it would take values apart by patterns"],
      suggestions: ["if x == 1: … elif x == 2: … else: …"])
    skipLogicalLineAndBlock()
  }

  private mutating func skipLogicalLineAndBlock() {
    while kind != .newline, kind != .endOfInput { advance() }
    _ = accept(.newline)
    guard kind == .indent else { return }
    var depth = 0
    repeat {
      if kind == .indent { depth += 1 }
      if kind == .dedent { depth -= 1 }
      advance()
    } while depth > 0 && kind != .endOfInput
  }

  /// Whether a `match` statement begins here: its line ends with a colon and a `case` follows.
  func beginsMatch() -> Bool {
    guard kind == .name, text(of: current) == "match" else { return false }
    var end = index
    while end + 1 < tokens.count, tokens[end].kind != .newline { end += 1 }
    guard end > index + 1, tokens[end - 1].kind == .colon, end + 2 < tokens.count else {
      return false
    }
    return tokens[end + 1].kind == .indent && text(of: tokens[end + 2]) == "case"
  }
}
