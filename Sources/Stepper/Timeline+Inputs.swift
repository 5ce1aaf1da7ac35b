import Language

// Taking inputs back. What a session was given is its program: dropping the last input is the
// program without its last lines, and the machine that belongs to it is found like any other, by
// running forward from a checkpoint.

extension Timeline {
  /// The moment at which an input was given, counted from 0.
  public func start(ofInput place: Int) -> Int? {
    guard inputs.indices.contains(place) else { return nil }
    return inputs[place].start.time
  }

  /// The names of the texts that were run, each once, in order.
  public var sourceNames: [String] {
    inputs.map(\.code.source.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The lines on which statements of a text begin, in order.
  public func lines(of name: String) -> [Int] {
    var lines: Set<Int> = []
    for input in inputs where input.code.source.name == name {
      lines.formUnion(input.code.statementLines)
    }
    return lines.sorted()
  }

  /// Takes back all inputs but the first `count`: the timeline is as if they had never been given.
  public mutating func dropInputs(to count: Int) {
    guard count >= 0, count < inputs.count else { return }
    let start = inputs[count].start
    inputs.removeSubrange(count...)
    interventions.removeAll { $0.input > count }
    checkpoints.removeAll { $0.machine.inputCount > count }
    guard let checkpoint = checkpoints.last else { return }
    var machine = checkpoint.machine
    finish(&machine)
    present = machine
    isInterrupted = false
    stretches.removeSubrange(min(start.stretches, stretches.count)...)
    if !stretches.isEmpty { stretches[stretches.count - 1].count = start.lastStretch }
    log = String(decoding: log.utf8.prefix(start.logBytes), as: UTF8.self)
  }
}
