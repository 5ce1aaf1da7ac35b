import Tensors

// One line of the trace: which operation made a value, from which rows, where in the program and
// when. Plain data, so that copying a machine copies no references for it.

/// The number of a row; rows are numbered in the order they were made.
public typealias RowID = Int32

/// Where in the program something happened: a code object and an instruction in it.
public struct Site: Sendable, Hashable {
  /// The code object's number in the machine.
  public var code: Int32
  /// The instruction's index.
  public var instruction: Int32
  /// Nowhere: made by the machine itself.
  public static let none = Site(code: -1, instruction: -1)
  /// Makes a site.
  public init(code: Int32, instruction: Int32) {
    self.code = code
    self.instruction = instruction
  }
}

/// How a value was made.
public struct Row: Sendable {
  /// The primitive.
  public var operation: PrimitiveID
  /// How many tensor inputs it has.
  public var arity: UInt8 = 0
  /// What is true of it.
  public var flags: Flags = []
  /// The first of the first three inputs.
  public var a: RowID = -1
  /// The second input.
  public var b: RowID = -1
  /// The third input.
  public var c: RowID = -1
  /// The tensor object that a leaf's gradients are accumulated into, or −1.
  public var leaf: Int32 = -1
  /// Where its attributes stand in its chunk, or −1.
  var attributes: Int32 = -1
  /// Where its inputs stand in its chunk when there are more than three, or −1.
  var more: Int32 = -1
  /// Its number among the operations of its forward, from 1.
  public var ordinal: Int32 = 0
  /// Where in the program it was made.
  public var site: Site
  /// The event that made it.
  public var time: Int

  /// A row that is not in a trace yet.
  public init(
    operation: PrimitiveID, arity: UInt8 = 0, a: RowID = -1, b: RowID = -1, site: Site, time: Int
  ) {
    self.operation = operation
    self.arity = arity
    self.a = a
    self.b = b
    self.site = site
    self.time = time
  }

  /// What is true of a row.
  public struct Flags: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Makes flags from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A gradient flows into it.
    public static let requiresGrad = Flags(rawValue: 1)
    /// A backward has gone through it and let its values go.
    public static let freed = Flags(rawValue: 2)
    /// Its tensor was changed in place since.
    public static let overwritten = Flags(rawValue: 4)
    /// A leaf: gradients that arrive here are accumulated.
    public static let leaf = Flags(rawValue: 8)
    /// A number written in the program: not worth a card of its own.
    public static let constant = Flags(rawValue: 16)
  }
}
