import Diagnostics
import Tensors

// Flat instructions with spans beside them. Code is immutable and shared by all copies of a
// machine; a frame is a number into it, so a program can stop between any two instructions.

/// What an instruction does.
///
/// The comment gives its effect on the operand stack.
enum Opcode: UInt8, Sendable {
  /// A source line starts: a stop point, and a place where memory may be tidied.
  ///
  /// `c` = 1 stands in the prelude and is no line of the learner's.
  case line
  /// A loop is entered (`c` = 0) or its next turn begins (`c` = 1); loop `a` of the code.
  case loop
  case constant  // → value of the pool at `a`
  case loadGlobal, loadLocal, loadCell  // → value
  case storeGlobal, storeLocal, storeCell  // value → ; `c` = 1 makes it an assign event
  case deleteGlobal, deleteLocal, deleteCell  // →
  case makeCell  // → ; local `a` becomes a cell that holds what the local held
  case pop, duplicate, duplicate2, rotate3  // as named
  case unary  // x → result; `c` is the operator
  case binary, inPlace  // x y → result; `c` is the operator
  case compare  // x y → result; `c` is the operator
  case not  // x → bool
  case jump  // → ; to `a`
  case jumpIfFalse, jumpIfTrue  // x →
  case jumpIfFalseOrPop, jumpIfTrueOrPop  // x → x or nothing
  case buildList, buildTuple, buildSet  // `a` values → object
  case buildDict  // `a` pairs → dict
  case listAppend, setAdd  // value → ; to the collection `a` below
  case dictSet  // key value → ; to the dict `a` below
  case listExtend  // iterable → ; to the list `a` below
  case listToTuple  // list → tuple
  case buildSlice  // start stop step → slice
  case subscripted  // x index → x[index]
  case storeSubscript  // value x index → ; `c` = 1 makes it an assign event
  case deleteSubscript  // x index →
  case attribute  // x → x.name; name `a`
  case storeAttribute  // value x → ; name `a`; `c` = 1 makes it an assign event
  case call  // f args… → result; the shape of the call is `a` of the call table
  case callMethod  // receiver args… → result
  case callSpread  // f list → result; keyword values above the list
  case getIterator  // x → iterator
  case forNext  // iterator → iterator item, or jump to `a` with the iterator gone
  case unpack  // x → `a` values, the first on top
  case unpackStar  // x → `a` values, a list, `b` values
  case function  // defaults… → function of child `a`
  case returning  // value → ; leaves the frame
  case yielding  // value → ; suspends the frame
  case format  // value spec → string; `c` is the conversion
  case joinStrings  // `a` strings → string
  case assertFail  // message →
  case enterGradMode  // → old mode; `c` = 1 turns the graph on
  case leaveGradMode  // old mode →
  case contextManager  // x → bool: whether `with x` turns the graph on
  case echo  // value → ; what a console shows; `c` = 1 hides it
  case finish  // end of an input
}

/// One instruction: 8 bytes.
struct Instruction: Sendable {
  var opcode: Opcode
  /// A small argument: an operator, a flag.
  var c: UInt8 = 0
  /// A second count.
  var b: UInt16 = 0
  /// The argument.
  var a: Int32 = 0
}

/// How a call is written.
struct CallShape: Sendable {
  /// Number of positional arguments.
  var positional: Int
  /// The keywords, in the order of the values above the positional ones.
  var keywords: [String]
  /// The method's name, for `callMethod`.
  var method: String?
  /// Where each argument stands, for diagnostics and cards; the receiver first for a method.
  var spans: [Span]
  /// The function's expression, or the method's name.
  var callee: Span = .none
}

/// Where a `for` or `while` statement stands in its code.
struct LoopPlace: Sendable {
  /// The instructions of which one is the next while the loop runs.
  var range: Range<Int>
  /// The statement's first line in the source.
  var header: Span
}

/// A constant of the pool, before it is put into a heap.
enum Constant: Sendable, Hashable {
  case none, ellipsis
  case bool(Bool)
  case int(Int)
  /// By bits, so that 0.0 and −0.0 stay two constants.
  case float(UInt64)
  case string(String)
}

/// The code of one input, function, lambda or generator expression.
public final class Code: Sendable {
  /// The function's name; `<module>` for an input.
  public let name: String
  /// The text it came from.
  public let source: SourceFile
  let instructions: ContiguousArray<Instruction>
  let spans: ContiguousArray<Span>
  let constants: [Constant]
  let names: [String]
  let calls: [CallShape]
  let children: [Code]
  let parameters: [ParameterInfo]
  let localNames: [String]
  /// For each captured variable: the local slot that gets the outer cell.
  let freeSlots: [Int]
  /// For each child: which local slots of this frame hold the cells it captures.
  let captures: [[Int]]
  /// Where the operands of an instruction stand in the source, and what its result is bound to.
  let operandSpans: [Int32: [Span]]
  let resultNames: [Int32: String]
  /// The loop statements, an inner one after the one around it.
  let loops: [LoopPlace]
  let isGenerator: Bool
  /// Whether this is the language's own prelude: no call events, no cards.
  let isPrelude: Bool

  /// What a call needs to know of a parameter.
  struct ParameterInfo: Sendable {
    var name: String
    var isKeywordOnly: Bool
    /// The place among the defaults, or −1.
    var defaultPlace: Int
  }

  init(
    name: String, source: SourceFile, instructions: ContiguousArray<Instruction>,
    spans: ContiguousArray<Span>, constants: [Constant], names: [String], calls: [CallShape],
    children: [Code], parameters: [ParameterInfo], localNames: [String], freeSlots: [Int],
    captures: [[Int]], operandSpans: [Int32: [Span]], resultNames: [Int32: String],
    loops: [LoopPlace], isGenerator: Bool, isPrelude: Bool
  ) {
    self.name = name
    self.source = source
    self.instructions = instructions
    self.spans = spans
    self.constants = constants
    self.names = names
    self.calls = calls
    self.children = children
    self.parameters = parameters
    self.localNames = localNames
    self.freeSlots = freeSlots
    self.captures = captures
    self.operandSpans = operandSpans
    self.resultNames = resultNames
    self.loops = loops
    self.isGenerator = isGenerator
    self.isPrelude = isPrelude
  }
}
