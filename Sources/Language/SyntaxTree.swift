import Diagnostics

// The syntax tree of one input: what the parser makes and the compiler reads. Nodes are values
// with the span they came from; the parser bounds their depth (`Parser.depthLimit`), so walking
// and freeing them by recursion is safe.

/// A parsed input: its statements in order.
public struct SyntaxTree: Sendable {
  /// The text the tree was read from.
  public var source: SourceFile
  /// The statements in source order.
  public var statements: [Statement]
}

/// One expression and the text it came from.
public struct Expression: Sendable {
  /// What the expression is.
  public var kind: Kind
  /// Where it stands, brackets around it left out.
  public var span: Span

  /// The forms an expression can take.
  public indirect enum Kind: Sendable {
    case none
    case ellipsis
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case formatted([FormattedPart])
    case name(String)
    case attribute(Expression, String, nameSpan: Span)
    /// `base[index]`; the index may be a tuple or hold slices.
    case subscripted(Expression, index: Expression)
    /// `start:stop:step` inside brackets of a subscript only.
    case slice(Expression?, Expression?, Expression?)
    case call(Expression, [Argument])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression, operatorSpan: Span)
    /// `a < b <= c`: the first operand, then each operator with its right side.
    case comparison(Expression, [ComparisonStep])
    /// `and` (`isAnd`) or `or` over two or more operands, evaluated left to right.
    case boolean(isAnd: Bool, [Expression])
    case conditional(then: Expression, condition: Expression, otherwise: Expression)
    case lambda(Parameters, Expression)
    /// List displays; members may be `.starred`.
    case list([Expression])
    /// Tuples, with or without parentheses; members may be `.starred`.
    case tuple([Expression])
    case set([Expression])
    case dict([DictItem])
    /// `*x` in a call, a list or tuple display, or an assignment target.
    case starred(Expression)
    case comprehension(Comprehension)
    /// What the parser puts where it could not read an expression; a diagnostic has been made.
    case error
  }
}

/// One piece of an f-string.
public enum FormattedPart: Sendable {
  case text(String)
  /// `{value!r:format}`; the format may itself hold replacement fields.
  case field(Expression, conversion: Character?, format: [FormattedPart])
}

/// One argument of a call.
public struct Argument: Sendable {
  /// The keyword before `=`, or nil.
  public var keyword: String?
  /// The keyword's span, when there is one.
  public var keywordSpan: Span?
  /// Whether it was written `*value`.
  public var isStarred: Bool
  /// The argument's value.
  public var value: Expression
}

/// One `key: value` of a dict display.
public struct DictItem: Sendable {
  /// The key.
  public var key: Expression
  /// The value.
  public var value: Expression
}

/// One operator and right operand of a comparison chain.
public struct ComparisonStep: Sendable {
  /// The operator.
  public var comparison: ComparisonOperator
  /// Where the operator stands.
  public var operatorSpan: Span
  /// The right operand.
  public var right: Expression
}

/// `[f(x) for x in xs if c]` and its kin.
public struct Comprehension: Sendable {
  /// What the comprehension builds.
  public enum Kind: Sendable { case list, set, dict, generator }
  /// What it builds.
  public var kind: Kind
  /// The element, or a dict's key.
  public var element: Expression
  /// A dict's value.
  public var value: Expression?
  /// The `for` clauses, outermost first.
  public var clauses: [Clause]

  /// One `for target in iterable if … if …`.
  public struct Clause: Sendable {
    /// What each item is bound to.
    public var target: Expression
    /// What is walked.
    public var iterable: Expression
    /// The conditions, in order.
    public var conditions: [Expression]
  }
}

/// `-x`, `+x`, `~x`, `not x`.
public enum UnaryOperator: String, Sendable {
  case minus = "-"
  case plus = "+"
  case invert = "~"
  case not = "not"
}

/// The binary operators, spelled as in the source.
public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "**"
  case matmul = "@"
  case bitAnd = "&"
  case bitOr = "|"
  case bitXor = "^"
}

/// The comparison operators, spelled as in the source.
public enum ComparisonOperator: String, Sendable, CaseIterable {
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case isIn = "in"
  case notIn = "not in"
  case isSame = "is"
  case isNot = "is not"
}

/// The parameters of a `def` or a `lambda`.
public struct Parameters: Sendable {
  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name.
    public var name: String
    /// Where the name stands.
    public var span: Span
    /// The default, when there is one.
    public var defaultValue: Expression?
    /// Whether it stands after a bare `*`.
    public var isKeywordOnly: Bool
  }
  /// The parameters in order.
  public var list: [Parameter]
}

/// One statement and the text it came from.
public struct Statement: Sendable {
  /// What the statement is.
  public var kind: Kind
  /// Where it stands; for a compound statement the header line only.
  public var span: Span

  /// The forms a statement can take.
  public indirect enum Kind: Sendable {
    /// A bare expression; `isHidden` when a `;` ended the line after it (the console shows nothing).
    case expression(Expression, isHidden: Bool)
    /// `a = b = value`: targets left to right.
    case assign(targets: [Expression], value: Expression)
    case augmented(target: Expression, BinaryOperator, operatorSpan: Span, value: Expression)
    /// `if` and each `elif`, then `else`.
    case conditional([Branch], otherwise: [Statement])
    case forLoop(
      target: Expression, iterable: Expression, body: [Statement], otherwise: [Statement])
    case whileLoop(condition: Expression, body: [Statement], otherwise: [Statement])
    case define(name: String, nameSpan: Span, Parameters, body: [Statement])
    case returning(Expression?)
    /// `yield x`, which only the prelude may say (`Parser.parse(_:allowsYield:)`).
    case yield(Expression?)
    case breaking
    case continuing
    case pass
    case assert(Expression, message: Expression?)
    case delete([Expression])
    /// `with no_grad():` and `with enable_grad():`, as the expressions written.
    case with([Expression], body: [Statement])
    /// An accepted `import`; `names` pairs each imported name with what it is bound to.
    /// For `import torch as t`: module "torch", names empty, alias "t".
    case importing(module: String, alias: String?, names: [(name: String, alias: String?)])
  }

  /// One condition and the statements under it.
  public struct Branch: Sendable {
    /// The condition.
    public var condition: Expression
    /// What runs when it holds.
    public var body: [Statement]
  }
}
