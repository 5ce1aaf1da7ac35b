import Autograd
import Display
import Stepper
import Tensors

// The card of several operations that make one idea: a table whose columns are tokens or keys and
// whose rows are the story.

extension CardBuilder {
  /// The group whose card stands at a moment: its last operation, and in the backward where that
  /// operation's gradient comes first.
  static func group(of moment: Moment) -> FoundGroup? {
    guard moment.event.row >= 0 else { return nil }
    switch moment.event.kind {
    case .forward: return OperationGroup.found(at: moment.event.row, in: moment.after.trace)
    case .grad:
      let trace = moment.before.trace
      let row = trace.row(moment.event.row)
      let first = (0..<Int(row.arity)).first {
        Registry.hasRule(row.operation, argument: $0)
          && trace.requiresGrad(trace.input($0, of: moment.event.row))
      }
      guard first == Int(moment.event.argument) else { return nil }
      return OperationGroup.found(at: moment.event.row, in: trace)
    default: return nil
    }
  }

  /// Fills a card with what the group tells; false where it has nothing to tell.
  func tell(_ found: FoundGroup, _ card: inout StepCard) -> Bool {
    let trace = moment.event.kind == .forward ? moment.after.trace : moment.before.trace
    guard let story = found.story(trace, gradient: moment.arriving, focus: focus) else {
      return false
    }
    card.table = Story(
      corner: story.corner, columns: story.table.header,
      rows: story.table.lines.enumerated().map { i, line in
        .init(
          line.label, numbers: line.values, note: line.note, marked: story.marks[i] ?? [])
      }, kept: story.table.marked.map { [$0] } ?? [0])
    card.rule = found.group.rule
    if moment.event.kind == .grad { card.ruleNote = found.group.why }
    card.footers = story.footers
    return true
  }
}
