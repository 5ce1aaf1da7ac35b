import Tensors

// A derivative rule, written once and read many ways.
//
// A rule is data: an expression over the arriving gradient `g`, the result `y`, the inputs `x(i)`,
// constants and other primitives. The same tree is evaluated in a plain backward, recorded under
// `create_graph`, printed with names for its leaves, asked which values it reads, and explained
// for one element. Authors write it with ordinary operators: `g * y`.

/// A derivative rule as an expression over the arriving gradient, the result and the inputs.
public indirect enum Term: Sendable {
  /// The arriving gradient, ∂loss/∂y.
  case gradient
  /// The operation's result y.
  case output
  /// The operation's i-th input.
  case input(Int)
  /// A number of the rule itself.
  case constant(Double)
  /// A primitive of one operand.
  case unary(PrimitiveID, Attributes, Term)
  /// A primitive of two operands.
  case binary(PrimitiveID, Attributes, Term, Term)
  /// A primitive of three operands.
  case ternary(PrimitiveID, Attributes, Term, Term, Term)
  /// A primitive of any number of operands.
  case variadic(PrimitiveID, Attributes, [Term])

  /// Which of an operation's values a rule reads: what a freed graph no longer has, and what an
  /// in-place change would have spoilt.
  public struct Reads: OptionSet, Sendable {
    /// Bit 0 is the output, bit i + 1 the i-th input.
    public let rawValue: UInt8
    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The result y.
    public static let output = Reads(rawValue: 1)
    /// The i-th input.
    public static func input(_ i: Int) -> Reads { Reads(rawValue: 2 << UInt8(i)) }
  }

  /// The values this rule reads.
  public var reads: Reads {
    switch self {
    case .gradient, .constant: []
    case .output: .output
    case .input(let i): .input(i)
    case .unary(_, _, let a): a.reads
    case .binary(_, _, let a, let b): a.reads.union(b.reads)
    case .ternary(_, _, let a, let b, let c): a.reads.union(b.reads).union(c.reads)
    case .variadic(_, _, let all): all.reduce([]) { $0.union($1.reads) }
    }
  }
}

// MARK: - What authors write

/// The arriving gradient.
let g = Term.gradient
/// The operation's result.
let y = Term.output
/// The operation's i-th input.
func x(_ i: Int = 0) -> Term { .input(i) }

extension Term: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A constant of the rule.
  public init(floatLiteral value: Double) { self = .constant(value) }
  /// A constant of the rule.
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }

  /// Sum, elementwise.
  public static func + (a: Term, b: Term) -> Term { .binary(Operation.add, .none, a, b) }
  /// Difference, elementwise.
  public static func - (a: Term, b: Term) -> Term { .binary(Operation.sub, .none, a, b) }
  /// Product, elementwise.
  public static func * (a: Term, b: Term) -> Term { .binary(Operation.mul, .none, a, b) }
  /// Quotient, elementwise.
  public static func / (a: Term, b: Term) -> Term { .binary(Operation.div, .none, a, b) }
  /// Negative, elementwise.
  public static prefix func - (a: Term) -> Term { .unary(Operation.neg, .none, a) }

  /// Another primitive of one operand, by name.
  public static func call(_ name: String, _ a: Term, _ attributes: Attributes = .none) -> Term {
    .unary(Registry.id(name), attributes, a)
  }
  /// Another primitive of two operands, by name.
  public static func call(
    _ name: String, _ a: Term, _ b: Term, _ attributes: Attributes = .none
  ) -> Term {
    .binary(Registry.id(name), attributes, a, b)
  }
  /// Another primitive of three operands, by name.
  public static func call(
    _ name: String, _ a: Term, _ b: Term, _ c: Term, _ attributes: Attributes = .none
  ) -> Term {
    .ternary(Registry.id(name), attributes, a, b, c)
  }
  /// Another primitive of any number of operands, by name.
  public static func call(
    _ name: String, _ arguments: [Term], _ attributes: Attributes = .none
  ) -> Term {
    .variadic(Registry.id(name), attributes, arguments)
  }
}

/// The few primitives that terms and the language's operators name so often that a look-up by
/// name each time would show.
public enum Operation {
  /// Elementwise sum.
  public static let add = Registry.id("add")
  /// Elementwise difference.
  public static let sub = Registry.id("sub")
  /// Elementwise product.
  public static let mul = Registry.id("mul")
  /// Elementwise quotient.
  public static let div = Registry.id("div")
  /// Elementwise negative.
  public static let neg = Registry.id("neg")
  /// Matrix product.
  public static let matmul = Registry.id("matmul")
  /// A number of the program made a tensor; never an event.
  public static let constant = Registry.id("constant")
  /// A value kept when its history was let go.
  public static let kept = Registry.id("kept")
  /// Part of an axis.
  public static let slice = Registry.id("slice")
  /// Sum over broadcast axes down to a shape.
  public static let sumTo = Registry.id("sum_to")
}
