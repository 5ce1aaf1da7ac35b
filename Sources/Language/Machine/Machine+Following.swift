import Autograd
import Diagnostics
import Tensors

// Following a run line by line and turn by turn. Lines and turns are no events: the machine counts
// them, and an event at which a count is higher than at the one before it is the first of its line
// or of its turn.

/// One turn of a loop that a program is in.
public struct LoopTurn: Sendable, Equatable {
  /// The frame that runs the loop, from 0.
  let frame: Int32
  /// The frame's code.
  let code: Int32
  /// Which of the code's loops.
  let loop: Int32
  /// A number that no other run of a loop has.
  public let run: Int
  /// The turn, from 1; 0 before the first.
  public internal(set) var turn: Int
}

/// A line of a text.
public struct SourceLineNumber: Sendable, Equatable {
  /// The text.
  public let source: SourceFile
  /// The line, from 1.
  public let line: Int

  /// Whether it is the same line of a text of the same name.
  public static func == (a: SourceLineNumber, b: SourceLineNumber) -> Bool {
    a.line == b.line && a.source.name == b.source.name
  }
}

extension Code {
  /// The lines on which its statements begin, those of functions inside it too.
  public var statementLines: Set<Int> {
    var lines: Set<Int> = []
    for (i, instruction) in instructions.enumerated() where instruction.opcode == .line {
      lines.insert(source.position(of: Int(spans[i].start)).line)
    }
    return children.reduce(into: lines) { $0.formUnion($1.statementLines) }
  }
}

extension Machine {
  /// Counts the turns of a loop; entering one ends those that were inside it.
  mutating func countTurn(loop: Int32, isEntry: Bool) {
    let frame = Int32(frames.count - 1)
    guard frame >= 0 else { return }
    let code = frames[Int(frame)].code
    if isEntry {
      turns.removeAll {
        $0.frame > frame || $0.frame == frame && ($0.code != code || $0.loop >= loop)
      }
      turns.append(LoopTurn(frame: frame, code: code, loop: loop, run: lineStarts, turn: 0))
      return
    }
    lineStarts &+= 1
    guard
      let place = turns.lastIndex(where: {
        $0.frame == frame && $0.code == code && $0.loop == loop
      })
    else { return }
    turns[place].turn += 1
  }

  /// The loops that the program is in, the outermost first.
  public var openLoops: [LoopTurn] {
    turns.filter { turn in
      let i = Int(turn.frame)
      guard i < frames.count, frames[i].code == turn.code else { return false }
      let position = i == frames.count - 1 ? pc : Int(frames[i].pc)
      return codes[Int(turn.code)].code.loops[Int(turn.loop)].range.contains(position)
    }
  }

  /// The line that a loop begins with.
  public func line(of loop: LoopTurn) -> SourceLineNumber? {
    guard Int(loop.code) < codes.count else { return nil }
    let code = codes[Int(loop.code)].code
    guard Int(loop.loop) < code.loops.count else { return nil }
    let start = Int(code.loops[Int(loop.loop)].header.start)
    return SourceLineNumber(source: code.source, line: code.source.position(of: start).line)
  }

  /// The line of the learner's that something happened in.
  public func line(of site: Site) -> SourceLineNumber? {
    guard site.code >= 0, Int(site.code) < codes.count else { return nil }
    let code = codes[Int(site.code)].code
    let i = Int(site.instruction)
    guard !code.isPrelude, i >= 0, i < code.spans.count else { return nil }
    let start = Int(code.spans[i].start)
    return SourceLineNumber(source: code.source, line: code.source.position(of: start).line)
  }

  /// The innermost call of a function of the learner's that is open, and how many frames it has
  /// below it; nil outside of all.
  public var innermostCall: (name: String, level: Int)? {
    for (level, frame) in frames.enumerated().reversed() where level > 0 {
      let code = codes[Int(frame.code)].code
      if isLearners(code), frame.then != .finish, frame.then != .takeUp {
        return (code.name, level)
      }
    }
    return nil
  }

  /// The names of the function at work that have a value.
  public var localNames: [String] {
    guard let frame = frames.last(where: { !codes[Int($0.code)].code.isPrelude }),
      frame.then != .finish
    else { return [] }
    return codes[Int(frame.code)].code.localNames.enumerated().compactMap { slot, name in
      let place = Int(frame.base) + slot
      guard place < stack.count, !name.hasPrefix(".") else { return nil }
      var value = stack[place]
      if case .object(let id) = value, case .cell(let inner) = heap[id] { value = inner }
      if case .unbound = value { return nil }
      return name
    }
  }

  /// Whether the value that a bare expression left counts as true; nil where it has no truth.
  public var echoTruth: Result<Bool, Diagnostic> {
    do throws(Diagnostic) {
      return .success(try truth(echoed))
    } catch {
      return .failure(error)
    }
  }
}

extension Machine {
  /// The row that a tensor object is at this moment.
  public func row(ofObject id: Int32) -> RowID? {
    // An object of a later moment may not be there yet.
    id >= 0 && id < heap.end ? tensorObject(id)?.row : nil
  }

  /// The row that the backward at work has come to, and what arrives there; at its beginning the
  /// output and what it counts for.
  public var backwardAtWork: (row: RowID, gradient: Tensor)? {
    guard case .backward(let pass) = activity, let arriving = pass.arriving(at: pass.row) else {
      return nil
    }
    return (pass.row, arriving)
  }

  /// The row that the backward at work began at.
  public var rootAtWork: RowID? {
    switch activity {
    case .backward(let pass), .gradients(let pass, _, _): pass.root
    default: nil
    }
  }
}
