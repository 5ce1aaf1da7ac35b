import Tensors

// A primitive: one element of a family's array, in one file. Its author writes what it is called,
// what it computes (`forward`), the arithmetic of one output element (`element`), and for every
// input a derivative rule (`vjp`). Help, completion, printed rules, explanations and law tests
// are readings of these; nothing else in the program knows an operation by name.

/// A primitive's place in the registry.
public typealias PrimitiveID = UInt16

/// One operation of the language, with everything the program knows about it.
public final class Primitive: Sendable {
  /// The operation's name, as PyTorch has it where PyTorch has one.
  public let name: String
  /// The spellings a learner may use.
  public let spellings: [Spelling]
  /// The arguments in order.
  public let signature: [Parameter]
  /// One line: what it does.
  public let summary: String
  /// The formula of one element, as a learner writes it.
  public let formula: String
  /// Why the derivative is what it is, in a sentence.
  public let why: String
  /// A one-line program that shows it; tests run it.
  public let sample: String
  /// Which kinds of element a program may give it.
  public let takes: ElementKinds
  /// The kernel.
  public let forward: Forward
  /// The arithmetic of one output element.
  public let element: Element
  /// The rule of every input's gradient, in order; empty where nothing has a gradient.
  public let vjp: [Rule]
  /// All inputs' gradients in one pass, where that pays; held to the rules by a law test.
  public let fused: FusedBackward?
  /// How a card tells the operation.
  public let story: Story
  /// How a rule that uses it reads as code, where the language has no name for it.
  let code: Code?
  /// Points where the derivative does not exist, near which the central difference is no oracle.
  public let kinks: [Double]
  /// The range inputs of the law tests are drawn from.
  public let domain: ClosedRange<Double>

  /// The arithmetic of one output element, as a tree over the inputs' elements.
  public typealias Element = @Sendable (ElementContext, [Int]) -> Scalar

  /// The kernel, by number of tensor inputs.
  public enum Forward: Sendable {
    /// The value comes from outside: a literal, a draw, a constant.
    case source
    /// One tensor.
    case unary(@Sendable (Tensor, Attributes) throws(ShapeError) -> Tensor)
    /// Two tensors.
    case binary(@Sendable (Tensor, Tensor, Attributes) throws(ShapeError) -> Tensor)
    /// Three tensors.
    case ternary(@Sendable (Tensor, Tensor, Tensor, Attributes) throws(ShapeError) -> Tensor)
    /// Any number of tensors.
    case variadic(@Sendable ([Tensor], Attributes) throws(ShapeError) -> Tensor)
  }

  /// The gradient of one input.
  public enum Rule: Sendable {
    /// No gradient: an index, a mask, a condition.
    case none
    /// A rule that is the same for all shapes.
    case fixed(@Sendable () -> Term)
    /// A rule that needs the shapes or the attributes.
    case shaped(@Sendable (RuleContext) -> Term)
  }

  /// Gradients of all tensor inputs at once: (g, y, inputs, attributes), one result an input.
  public typealias FusedBackward = @Sendable (Tensor, Tensor, [Tensor], Attributes) -> [Tensor]

  /// How a card tells the operation.
  public enum Story: Sendable {
    /// Inputs, rule, one element.
    case plain
    /// A table, a column an element.
    case elementwise
    /// Nothing is computed: numbers are picked, joined or turned around.
    case view
    /// The same numbers in another shape: not even worth writing in a formula.
    case layout
    /// A matrix product: grids with the row and the column marked.
    case matmul
    /// Columns are the members of one row of the input; lines come from the closure.
    case rows(@Sendable (RowStoryContext) -> RowStory)
  }

  /// Whether it only hands numbers on: a view, a pick, a copy.
  public var handsOn: Bool {
    switch story {
    case .view, .layout: true
    default: formula == "y = x"
    }
  }

  /// Declares a primitive.
  public init(
    _ name: String, _ spellings: [Spelling], _ signature: [Parameter], summary: String,
    formula: String, why: String = "", sample: String, takes: ElementKinds = .any,
    story: Story = .plain, kinks: [Double] = [], domain: ClosedRange<Double> = -2...2,
    forward: Forward,
    element: @escaping Element, vjp: [Rule] = [], fused: FusedBackward? = nil, code: Code? = nil
  ) {
    self.name = name
    self.spellings = spellings
    self.signature = signature
    self.summary = summary
    self.formula = formula
    self.why = why
    self.sample = sample
    self.takes = takes
    self.story = story
    self.kinks = kinks
    self.domain = domain
    self.code = code
    self.forward = forward
    self.element = element
    self.vjp = vjp
    self.fused = fused
  }
}

/// A way to write an operation.
public enum Spelling: Sendable, Hashable {
  /// `torch.NAME(…)`, or under a longer path such as `torch.linalg`.
  case torch
  /// `F.NAME(…)`.
  case functional
  /// `x.NAME(…)`.
  case method
  /// `math`-like in-scope name only; nothing in PyTorch.
  case bare
  /// A binary or unary operator of Python.
  case symbol(String)
}

/// One argument of an operation, and where it lands in `Attributes`.
public struct Parameter: Sendable {
  /// The argument's name, PyTorch's.
  public let name: String
  /// What it takes.
  public let kind: Kind
  /// Whether a call must give it.
  public let isRequired: Bool
  /// What a signature shows as its default, where that is no value of its kind: `None`.
  public private(set) var shownDefault: String?
  /// Whether a Python number may stand for the tensor.
  public private(set) var takesNumbers = false
  /// Whether a call has to name it: PyTorch has another argument at its place.
  public private(set) var isNamed = false
  /// The argument without which PyTorch has no call with this one.
  public private(set) var companion: String?

  /// What an argument takes.
  public enum Kind: Sendable {
    /// A tensor; a Python number becomes a constant.
    case tensor
    /// Any number of tensors, in a list or tuple.
    case tensors
    /// One axis → `axis`.
    case axis(Int)
    /// One axis, several, or none for all → `dims`.
    case axes
    /// Sizes as a tuple or as several arguments → `dims`.
    case sizes
    /// True or False → `flag`.
    case flag(Bool)
    /// A number → `scalar`, the second one → `scalar2`.
    case number(Double)
    /// A whole number → `start`, `stop`, `step` in order.
    case integer(Int)
    /// One of some words → `mode`, the word's place.
    case word([String], Int)
    /// Which axes go together, as text → `contraction`.
    case equation
  }

  /// The same, with another default shown: `None` where a built-in takes a call without it.
  func showing(_ text: String) -> Parameter {
    var shown = self
    shown.shownDefault = text
    return shown
  }

  /// The same, where a Python number may stand for the tensor.
  func orNumber() -> Parameter {
    var open = self
    open.takesNumbers = true
    return open
  }

  /// The same, only to be given by name.
  func named() -> Parameter {
    var named = self
    named.isNamed = true
    return named
  }

  /// The same, only where another one is given.
  func with(_ companion: String) -> Parameter {
    var dependent = self
    dependent.companion = companion
    return dependent
  }

  init(name: String, kind: Kind, isRequired: Bool) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
  }

  /// A tensor.
  public static func tensor(_ name: String = "input") -> Parameter {
    Parameter(name: name, kind: .tensor, isRequired: true)
  }
  /// A tensor that may be left out.
  public static func optionalTensor(_ name: String) -> Parameter {
    Parameter(name: name, kind: .tensor, isRequired: false)
  }
  /// A list of tensors.
  public static func tensors(_ name: String = "tensors") -> Parameter {
    Parameter(name: name, kind: .tensors, isRequired: true)
  }
  /// An equation of axes, as `'ij,jk->ik'`.
  public static func equation(_ name: String = "equation") -> Parameter {
    Parameter(name: name, kind: .equation, isRequired: true)
  }
  /// One axis that must be given.
  public static func axis(_ name: String = "dim") -> Parameter {
    Parameter(name: name, kind: .axis(0), isRequired: true)
  }
  /// One axis with a default.
  public static func axis(_ name: String = "dim", default axis: Int) -> Parameter {
    Parameter(name: name, kind: .axis(axis), isRequired: false)
  }
  /// One axis, several or all.
  public static func axes(_ name: String = "dim") -> Parameter {
    Parameter(name: name, kind: .axes, isRequired: false)
  }
  /// One axis or several, which a call must name.
  public static func requiredAxes(_ name: String = "dim") -> Parameter {
    Parameter(name: name, kind: .axes, isRequired: true)
  }
  /// Sizes.
  public static func sizes(_ name: String = "size") -> Parameter {
    Parameter(name: name, kind: .sizes, isRequired: true)
  }
  /// True or False.
  public static func flag(_ name: String, default value: Bool = false) -> Parameter {
    Parameter(name: name, kind: .flag(value), isRequired: false)
  }
  /// A number that must be given.
  public static func number(_ name: String) -> Parameter {
    Parameter(name: name, kind: .number(0), isRequired: true)
  }
  /// A number with a default.
  public static func number(_ name: String, default value: Double) -> Parameter {
    Parameter(name: name, kind: .number(value), isRequired: false)
  }
  /// A whole number that must be given.
  public static func integer(_ name: String) -> Parameter {
    Parameter(name: name, kind: .integer(0), isRequired: true)
  }
  /// A whole number with a default.
  public static func integer(_ name: String, default value: Int) -> Parameter {
    Parameter(name: name, kind: .integer(value), isRequired: false)
  }
  /// One of some words.
  public static func word(_ name: String, _ words: [String], default word: Int) -> Parameter {
    Parameter(name: name, kind: .word(words, word), isRequired: false)
  }
}

/// What a shaped rule may look at.
public struct RuleContext: Sendable {
  /// The inputs' shapes, the first three.
  public let shapes: (Shape, Shape, Shape)
  /// The result's shape.
  public let outputShape: Shape
  /// The other arguments.
  public let attributes: Attributes
  /// How many tensor inputs there are.
  public let inputCount: Int
  /// Which input the rule is asked for.
  public let argument: Int
  /// The shapes of all inputs where there are more than three; empty otherwise.
  public let moreShapes: [Shape]

  /// Makes a context.
  public init(
    shapes: (Shape, Shape, Shape), outputShape: Shape, attributes: Attributes, inputCount: Int,
    argument: Int = 0, moreShapes: [Shape] = []
  ) {
    self.shapes = shapes
    self.outputShape = outputShape
    self.attributes = attributes
    self.inputCount = inputCount
    self.argument = argument
    self.moreShapes = moreShapes
  }

  /// The shape of any input.
  public func shape(_ i: Int) -> Shape {
    if i < moreShapes.count { return moreShapes[i] }
    return i == 0 ? shapes.0 : i == 1 ? shapes.1 : shapes.2
  }
}
