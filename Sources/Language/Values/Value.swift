import Tensors

// A value of the language in 16 plain bytes. Everything larger lives in the heap and is named by
// its id, so that the operand stack copies without counting references.

/// The number of an object in the heap.
public typealias ObjectID = Int32

/// A value of the language.
public enum Value: Sendable {
  /// A name nothing was bound to yet.
  case unbound
  /// `None`.
  case none
  /// `True` and `False`.
  case bool(Bool)
  /// A 64-bit int.
  case int(Int)
  /// A float, and which of the machine's numbers it is, counted from 1; 0 for one that is written
  /// in the program.
  ///
  /// The count goes with the number through lists, calls and variables, so that its origin can be
  /// found by running to it again; it fits into the 16 bytes.
  case float(Double, origin: UInt32 = 0)
  /// `...`.
  case ellipsis
  /// An object in the heap.
  case object(ObjectID)
  /// A built-in function, by its place in the table of built-ins.
  case builtin(Int32)
  /// `torch`, `F`, `math` and the like, by its place in the table of modules.
  case module(Int32)
  /// `torch.float64` and the like.
  case dtype(DType)
  /// What an exhausted iterator gives to prelude code; no program can see it.
  case exhausted
}

/// What lives in the heap.
enum HeapObject: Sendable {
  case free
  case string(StringObject)
  case list(ListStorage)
  case tuple(TupleObject)
  case dict(TableObject)
  case set(TableObject)
  case range(RangeObject)
  case record(RecordObject)
  case function(FunctionObject)
  /// A method taken from its object: the receiver and the built-in.
  case method(Value, Int32)
  case tensor(TensorObject)
  indirect case optimizer(OptimizerObject)
  case iterator(IteratorObject)
  indirect case generator(GeneratorObject)
  /// A captured variable.
  case cell(Value)
  /// A slice inside a subscript.
  case slice(SliceObject)
  /// `d.keys()`, `d.values()`, `d.items()`: a window on a dict.
  case view(ViewKind, ObjectID)
}

/// A str.
///
/// Python counts code points; where that is the byte count, indexing is direct.
struct StringObject: Sendable {
  var text: String
  /// Number of code points.
  var count: Int

  init(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    self.text = text
    // Every byte but those that continue a character begins one: a count that vectorizes, where
    // walking the characters made building a long string slow.
    count =
      text.utf8.withContiguousStorageIfAvailable { bytes in
        bytes.reduce(into: 0) { $0 &+= $1 & 0xC0 == 0x80 ? 0 : 1 }
      } ?? text.unicodeScalars.count
  }

  var isASCII: Bool { text.utf8.count == count }

  /// The i-th code point as a string of its own; `i` is in range.
  func character(at i: Int) -> String {
    if isASCII {
      return String(text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: i)]) ?? ""
    }
    let scalars = text.unicodeScalars
    return String(scalars[scalars.index(scalars.startIndex, offsetBy: i)])
  }
}

extension String {
  /// The ASCII character of a byte.
  fileprivate init?(_ byte: UInt8) { self.init(Unicode.Scalar(byte)) }
}

/// A tuple, or one of PyTorch's tuples with a name: a size, a pair of values and indices.
struct TupleObject: Sendable {
  enum Kind: Sendable {
    case plain
    /// `torch.Size`.
    case size
    /// `torch.return_types.NAME` with fields `values` and `indices`.
    case valuesAndIndices(String)
    /// Any other tuple with a name: the name, and its fields' names.
    case named(String, [String])
  }
  var items: ContiguousArray<Value>
  var kind = Kind.plain
}

/// `range(start, stop, step)`.
struct RangeObject: Sendable, Equatable {
  var start: Int
  /// As it was written: two ranges of the same numbers are equal whatever they say here.
  var stop: Int
  var step: Int
  /// How many numbers it has.
  var count: Int

  init(start: Int, stop: Int, step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
    if step > 0 ? start >= stop : start <= stop {
      count = 0
    } else {
      let distance =
        step > 0
        ? UInt(bitPattern: stop) &- UInt(bitPattern: start)
        : UInt(bitPattern: start) &- UInt(bitPattern: stop)
      let whole = (distance - 1) / step.magnitude
      count = whole >= UInt(Int.max) ? Int.max : Int(whole) + 1
    }
  }

  /// The i-th number; `i` is in range.
  func number(at i: Int) -> Int { start &+ i &* step }
}

/// `record(a=1)`: fields in order.
struct RecordObject: Sendable {
  var names: ContiguousArray<String>
  var values: ContiguousArray<Value>
}

/// A function of the program: its code, defaults and captured cells.
struct FunctionObject: Sendable {
  var code: Int32
  var defaults: ContiguousArray<Value>
  var closure: ContiguousArray<ObjectID>
}

/// A tensor object: what a variable names.
///
/// Its value is a row of the trace; an in-place change
/// gives the object another row.
struct TensorObject: Sendable {
  var row: Int32
  /// The tensor object of `.grad`, or −1.
  var grad: ObjectID = -1
  /// The object whose storage PyTorch would share with this one; itself when it shares none.
  var storage: ObjectID = -1
  /// Changes in place, counted at the storage's owner.
  var version: Int32 = 0
  /// The owner's count when this object last agreed with it.
  var seen: Int32 = 0
  /// Whether a program asked for a gradient on a leaf.
  var isLeaf = true
}

/// A suspended frame: a generator expression, or prelude code with `yield`.
struct GeneratorObject: Sendable {
  var code: Int32
  var pc: Int32
  var locals: ContiguousArray<Value>
  var state = State.suspended
  enum State: Sendable { case suspended, running, finished }
}

/// A slice of a subscript.
struct SliceObject: Sendable {
  var start: Value
  var stop: Value
  var step: Value
}

/// Which window on a dict.
enum ViewKind: Sendable { case keys, values, items }

/// An iterator over something that is all there already.
struct IteratorObject: Sendable {
  /// What is walked: a list, tuple, str, range, dict, set, view or tensor.
  var source: ObjectID
  /// The next position; for a str in bytes.
  var position = 0
  /// Walks from the end to the start.
  var isReversed = false
  /// The source's size at the start, where a change of it is an error (dicts and sets).
  var size = -1
}
