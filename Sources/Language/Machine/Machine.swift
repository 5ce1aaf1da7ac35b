import Autograd
import Diagnostics
import Tensors

// The machine: all of a running program as one value. Pausing is returning from `step`; a
// checkpoint is an assignment; going back is restoring a checkpoint and running forward; a what-if
// is a copy. It holds no references but copy-on-write storage and immutable code.

/// A running program.
public struct Machine: Sendable {
  /// One call in progress.
  ///
  /// Locals and operands lie in the machine's stack from `base` on.
  struct Frame: Sendable {
    var code: Int32
    var pc: Int32 = 0
    var base: Int32
    /// The generator whose frame this is, or −1.
    var generator: ObjectID = -1
    /// Whether the graph was recorded when the frame was entered: what a return restores.
    var records: Bool
    /// What becomes of the value it returns.
    var then = Then.push
    enum Then: UInt8, Sendable {
      case push
      /// The value replaces the argument at a place of the stack that a call is waiting with.
      case replace
      /// The end of an input.
      case finish
    }
    /// The place that `replace` means.
    var place: Int32 = -1
  }

  /// Code with its constants in this machine's heap.
  struct LoadedCode: Sendable {
    let code: Code
    var constants: ContiguousArray<Value>
    /// The number of the first child; the others follow.
    var children: [Int32]
    /// The input it belongs to, counted from 1.
    var input: Int32
  }

  var codes: ContiguousArray<LoadedCode> = []
  /// The code and position being run: the top frame's, kept here while it runs.
  var code: Code
  var pc = 0
  var base = 0
  var stack: ContiguousArray<Value> = []
  var frames: ContiguousArray<Frame> = []

  /// The names of the session.
  public internal(set) var globalNames = GlobalTable()
  var globals: ContiguousArray<Value> = []
  var heap = Heap()
  /// Every tensor operation so far.
  public internal(set) var trace = Trace()
  var random = RandomStream(seed: 0)
  /// Whether operations are recorded for a backward.
  var records = true
  var activity: Activity?

  /// Events that have happened but were not told yet.
  var queue: ContiguousArray<Event> = []
  var queueHead = 0
  /// What the run is in: forward, grad or update, and the number of the latest event in it.
  public internal(set) var phase = Event.Kind.idle
  /// The number of the latest event among those of its stretch, from 1.
  public internal(set) var ordinal = 0
  /// How many lines of the learner's and turns of loops have begun.
  public internal(set) var lineStarts = 0
  /// The turns of the loops that were entered, an inner one after the one around it; some may be
  /// over already: see `openLoops`.
  var turns: ContiguousArray<LoopTurn> = []
  /// Operations on Python numbers so far, and how many there were at the latest event.
  var arithmetic = 0
  var toldArithmetic = 0
  /// Follows arithmetic on Python numbers while it is explained; nil in an ordinary run.
  var tape: ScalarTape?
  /// How many events have happened.
  public internal(set) var time = 0
  /// How many inputs were given to the machine.
  public internal(set) var inputCount = 0
  /// How many times memory was tidied: a checkpoint is worth taking right after.
  public internal(set) var compactions = 0
  /// The counted cost at which memory is tidied next.
  var nextCompaction = Machine.compactionCost
  static let compactionCost = 6_000_000

  /// The text of the latest print, and how many bytes were printed in all.
  public internal(set) var printed = ""
  /// Bytes printed so far.
  public internal(set) var printedBytes = 0
  /// The latest picture that the program wants looked at.
  public internal(set) var picture = Picture.note("")
  var pictureBytes = 0
  /// The value a bare expression left for the console to show.
  var echoed: Value = .none
  /// How many bytes a program may hold.
  public var memoryBudget = 2 << 30
  /// Bytes of the heap that survived the last collection.
  var liveHeapBytes = 0
  /// Where texts come from: `text(name)` and `read_text(path)`.
  var reader: TextReader

  /// What hands texts to a program: the machine itself touches no file.
  public struct TextReader: Sendable {
    /// A bundled corpus by name.
    public var corpus: @Sendable (String) -> String?
    /// A file of the user's, or a sentence on why it cannot be read.
    public var file: @Sendable (String) -> Result<String, ReadFailure>
    /// Makes a reader.
    public init(
      corpus: @escaping @Sendable (String) -> String?,
      file: @escaping @Sendable (String) -> Result<String, ReadFailure>
    ) {
      self.corpus = corpus
      self.file = file
    }
    /// A reader that knows no text.
    public static let none = TextReader(
      corpus: { _ in nil }, file: { _ in .failure(ReadFailure("files cannot be read here")) })
  }

  /// Why a text could not be read.
  public struct ReadFailure: Error, Sendable {
    /// A sentence for the user.
    public var message: String
    /// Makes a failure.
    public init(_ message: String) { self.message = message }
  }

  /// An idle machine with nothing but the built-ins, seeded with 0.
  public init(reader: TextReader = .none) {
    self.reader = reader
    code = Prelude.empty
    for code in Prelude.shared.codes { load(code, input: 0) }
    globalNames = Prelude.shared.globals
    fillGlobals()
    // The prelude only defines functions: it is run here, once, and leaves no event.
    for i in codes.indices where codes[i].code.name == "<module>" {
      enter(input: Int32(i))
      while let event = try? step(), event.kind != .idle {}
    }
    time = 0
    inputCount = 0
  }

  /// Whether every input has been run to its end.
  public var isIdle: Bool { frames.isEmpty && queueHead >= queue.count }

  // MARK: - Inputs

  /// Gives the machine its next input, compiled against `globalNames`.
  public mutating func start(_ code: Code, globals names: GlobalTable) {
    globalNames = names
    fillGlobals()
    inputCount += 1
    let place = load(code, input: Int32(inputCount))
    enter(input: place)
  }

  /// Puts code and everything inside it into the machine.
  @discardableResult
  mutating func load(_ code: Code, input: Int32) -> Int32 {
    let place = codes.count
    var constants = ContiguousArray<Value>()
    for constant in code.constants {
      switch constant {
      case .none: constants.append(.none)
      case .ellipsis: constants.append(.ellipsis)
      case .bool(let value): constants.append(.bool(value))
      case .int(let value): constants.append(.int(value))
      case .float(let bits): constants.append(.float(Double(bitPattern: bits)))
      case .string(let text):
        constants.append(.object(heap.add(.string(StringObject(text)), bytes: text.utf8.count)))
      }
    }
    codes.append(LoadedCode(code: code, constants: constants, children: [], input: input))
    codes[place].children = code.children.map { load($0, input: input) }
    return Int32(place)
  }

  /// Names that nothing was bound to start as the built-in or module of that name.
  mutating func fillGlobals() {
    while globals.count < globalNames.names.count {
      globals.append(Machine.initialValue(globalNames.names[globals.count]))
    }
  }

  static func initialValue(_ name: String) -> Value {
    if let module = Modules.globalValue(name) { return module }
    if let builtin = Builtins.bare(name) { return builtin }
    return .unbound
  }

  private mutating func enter(input: Int32) {
    frames.append(
      Frame(code: input, base: Int32(stack.count), records: true, then: .finish))
    resume()
  }

  /// Takes up the top frame.
  mutating func resume() {
    guard let frame = frames.last else { return }
    code = codes[Int(frame.code)].code
    pc = Int(frame.pc)
    base = Int(frame.base)
  }

  /// Writes the position back to the top frame.
  mutating func suspend() {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].pc = Int32(pc)
  }

  /// Drops what an error left unfinished; what was done before it stays done.
  public mutating func abandonInput() {
    frames.removeAll(keepingCapacity: true)
    stack.removeAll(keepingCapacity: true)
    activity = nil
    records = true
    queue.removeAll(keepingCapacity: true)
    queueHead = 0
    turns.removeAll(keepingCapacity: true)
  }

  /// Where the machine stands: in the learner's own code, also while the prelude works for it.
  public var site: Site {
    guard let frame = frames.last else { return .none }
    guard code.isPrelude else { return Site(code: frame.code, instruction: Int32(pc) - 1) }
    for frame in frames.dropLast().reversed() where !codes[Int(frame.code)].code.isPrelude {
      return Site(code: frame.code, instruction: frame.pc - 1)
    }
    return .none
  }

  /// The moment the next event will be.
  var nextTime: Int { time + (queue.count - queueHead) + 1 }

  // MARK: - Stack

  mutating func push(_ value: Value) { stack.append(value) }

  mutating func pop() -> Value { stack.removeLast() }

  /// The value `depth` below the top.
  func top(_ depth: Int = 0) -> Value { stack[stack.count - 1 - depth] }

  /// Replaces the top `count` values by one.
  mutating func replace(_ count: Int, with value: Value) {
    if count == 0 {
      stack.append(value)
    } else {
      stack.removeLast(count - 1)
      stack[stack.count - 1] = value
    }
  }

  mutating func tell(_ event: Event) { queue.append(event) }
}
