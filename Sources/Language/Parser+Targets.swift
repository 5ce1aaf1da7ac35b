import Diagnostics

// What may be assigned to, looped over or deleted. An expression is read first and checked then,
// because only the `=` behind it says that it was a target.

extension Parser {
  /// What a target is for.
  enum TargetUse {
    case assignment(sign: Span, value: Expression)
    case augmented(String)
    case loop
    case delete
  }

  /// Reports what in an expression cannot be a target.
  mutating func checkTarget(_ target: Expression, for use: TargetUse) {
    if case .starred = target.kind {
      switch use {
      case .assignment, .loop:
        report(
          "starred-target", "a starred target must stand in a list or tuple", at: target.span,
          suggestions: [
            "\(source.slice(target.span)), = …", "first, \(source.slice(target.span)) = …",
          ])
        return
      default: break
      }
    }
    checkMember(target, for: use, isInside: false)
  }

  private mutating func checkMember(_ target: Expression, for use: TargetUse, isInside: Bool) {
    switch target.kind {
    case .name, .attribute, .subscripted, .error: return
    case .tuple(let members), .list(let members):
      if case .augmented(let sign) = use { return reportAugmented(target, sign) }
      if case .loop = use { return checkMembers(members, for: use) }
      checkMembers(members, for: use)
    case .starred(let inner):
      if isInside, !isDelete(use) { return checkMember(inner, for: use, isInside: false) }
      reportTarget(target, use)
    default:
      if case .augmented(let sign) = use { return reportAugmented(target, sign) }
      reportTarget(target, use)
    }
  }

  private mutating func checkMembers(_ members: [Expression], for use: TargetUse) {
    var star: Expression?
    for member in members {
      checkMember(member, for: use, isInside: true)
      guard case .starred = member.kind, !isDelete(use) else { continue }
      if let star {
        report(
          "two-starred-targets", "only one target can take the rest", at: member.span,
          labels: [.init(star.span, "this one does already")])
      }
      star = member
    }
  }

  private func isDelete(_ use: TargetUse) -> Bool {
    if case .delete = use { return true }
    return false
  }

  private mutating func reportAugmented(_ target: Expression, _ sign: String) {
    report(
      "bad-target", "\(sign) cannot change \(describe(target))", at: target.span,
      notes: ["it changes one variable, field or element"])
  }

  private mutating func reportTarget(_ target: Expression, _ use: TargetUse) {
    let what = describe(target)
    switch use {
    case .delete:
      report("bad-target", "\(what) cannot be deleted", at: target.span)
    case .assignment(let sign, let value):
      var suggestions: [String] = []
      switch target.kind {
      case .none, .bool, .ellipsis: break
      default:
        suggestions.append("\(source.slice(target.span)) == \(source.slice(value.span))")
        if case .name = value.kind {
          suggestions.append("\(source.slice(value.span)) = \(source.slice(target.span))")
        }
      }
      report(
        "bad-target", "\(what) cannot be assigned to", at: target.span,
        labels: [.init(sign, "assigns to what stands on its left")], suggestions: suggestions)
    default:
      report(
        "bad-target", "\(what) cannot be assigned to", at: target.span,
        notes: ["for assigns each item to what stands before `in`"])
    }
  }

  /// An expression's kind, as a message names it.
  private func describe(_ expression: Expression) -> String {
    switch expression.kind {
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .ellipsis: return "..."
    case .int, .float: return "a number"
    case .string: return "a string"
    case .formatted: return "an f-string"
    case .call: return "the result of a call"
    case .comparison: return "a comparison"
    case .lambda: return "a lambda"
    case .conditional: return "an if-else expression"
    case .comprehension: return "a comprehension"
    case .dict: return "a dict"
    case .set: return "a set"
    case .tuple: return "a tuple"
    case .list: return "a list"
    case .starred: return "a starred expression"
    default: return "the result of an operator"
    }
  }
}
