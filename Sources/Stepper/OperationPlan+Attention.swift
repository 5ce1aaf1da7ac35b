import Autograd
import Language
import Tensors

// Attention is carried out in the open: its products, mask and softmax are operations of their own.
// At the cards of one call of it, the whole call can be opened: what went in is read off the rows.

/// One call of attention, as its rows tell it.
private struct AttentionCall {
  let machine: Machine
  let rows: [RowID]
  let query: RowID
  let key: RowID
  let value: RowID
  var scale = 1.0
  var isCausal = false
  var mask: RowID?
  var dropout: RowID?

  var output: RowID { rows[rows.count - 1] }
  var outputTime: Int { machine.trace.row(output).time }

  /// The call that an operation belongs to; nil where it belongs to none.
  ///
  /// - Parameter time: the event of the operation.
  init?(around time: Int, in timeline: Timeline) {
    guard let moment = timeline.moment(at: time), moment.event.kind == .forward,
      let place = moment.place,
      place.source.slice(place.mark).hasSuffix(AttentionCall.name)
    else { return nil }
    let site = moment.event.site
    let isPart = { (event: Event) in event.kind == .forward && event.site == site }
    let before = timeline.last(before: time) { event, _ in !isPart(event) } ?? 0
    // A loop in one line calls it again and again: each call begins with a transpose.
    var groups: [[RowID]] = []
    var end = timeline.machine(at: before)
    var isOver = false
    while !isOver, end.time < timeline.end {
      let next = timeline.forward(from: end) { after, event in
        let trace = after.trace
        guard isPart(event), !(event.row >= 0 && after.time > time && trace.starts(event.row))
        else {
          isOver = true
          return true
        }
        if trace.starts(event.row) { groups.append([]) }
        if !groups.isEmpty { groups[groups.count - 1].append(event.row) }
        return true
      }
      if !isOver { end = next }
    }
    guard let rows = groups.last else { return nil }
    self.init(rows: rows, machine: end)
  }

  private init?(rows: [RowID], machine: Machine) {
    let trace = machine.trace
    func operation(_ i: Int) -> String {
      i < rows.count ? Registry[trace.row(rows[i]).operation].name : ""
    }
    guard rows.count >= 5, operation(1) == "matmul", operation(2) == "mul",
      operation(rows.count - 1) == "matmul"
    else { return nil }
    self.machine = machine
    self.rows = rows
    query = trace.input(0, of: rows[1])
    key = trace.input(0, of: rows[0])
    value = trace.input(1, of: rows[rows.count - 1])
    scale = trace[trace.input(1, of: rows[2])].item
    var place = 3
    if operation(place) == "logical_not" {
      mask = trace.input(0, of: rows[place])
      place += 2
    } else if operation(place) == "add" {
      mask = trace.input(1, of: rows[place])
      place += 1
    } else if operation(place) == "masked_fill" {
      isCausal = true
      place += 1
    }
    guard operation(place) == "softmax" else { return nil }
    for row in rows[(place + 1)...] where Registry[trace.row(row).operation].name == "mul" {
      dropout = trace.input(1, of: row)
    }
  }

  static let name = "scaled_dot_product_attention"

  /// The call of the definition, with names for what goes in, `q`, `k` and `v` first.
  func plan(wantsGrad: (Int) -> Bool) -> (plan: OperationPlan, names: [String], result: String)? {
    guard let definition = Definitions.definition(of: AttentionCall.name) else { return nil }
    let trace = machine.trace
    var plan = OperationPlan(name: "attention", definition: definition)
    var chooser = NameChooser(taken: [AttentionCall.name, "arriving"])
    let result = chooser.choose(label, "y")
    var names: [String] = []
    let all = [(query, "query"), (key, "key"), (value, "value")]
    for (place, (row, parameter)) in all.enumerated() {
      let name = chooser.choose(machine.name(ofRow: row) ?? parameter, parameter)
      names.append(name)
      plan.bindings.append(
        .init(name: name, tensor: trace[row], requiresGrad: wantsGrad(place)))
    }
    var arguments = names
    func more(_ row: RowID?, _ parameter: String) {
      guard let row else { return }
      let name = chooser.choose(machine.name(ofRow: row) ?? parameter, parameter)
      plan.bindings.append(.init(name: name, tensor: trace[row]))
      arguments.append("\(parameter)=\(name)")
    }
    more(mask, "attn_mask")
    if isCausal { arguments.append("is_causal=True") }
    if scale != 1 / Double(trace[query].shape[-1]).squareRoot() {
      arguments.append("scale=\(OptimizerRule.code(scale))")
    }
    more(dropout, "dropout_mask")
    plan.lines = ["\(result) = \(AttentionCall.name)(\(arguments.joined(separator: ", ")))"]
    return (plan, names, result)
  }

  /// What the learner calls the result.
  var label: String { machine.place(of: machine.trace.row(output).site)?.result ?? "attention" }
}

extension Trace {
  /// Whether a row is what a call of attention begins with.
  fileprivate func starts(_ row: RowID) -> Bool {
    Registry[self.row(row).operation].name == "transpose"
  }
}

extension OpenedOperation {
  /// How the call of attention is opened that a moment belongs to, in either phase.
  static func attentionPlan(_ moment: Moment, in timeline: Timeline) -> OperationPlan? {
    switch moment.event.kind {
    case .forward:
      guard let call = AttentionCall(around: moment.time, in: timeline) else { return nil }
      let trace = call.machine.trace
      let inputs = [call.query, call.key, call.value]
      guard let (start, _, result) = call.plan(wantsGrad: { trace.requiresGrad(inputs[$0]) })
      else { return nil }
      var plan = start
      plan.expected = [.init(label: call.label, variable: result, value: trace[call.output])]
      return plan
    case .grad:
      guard let made = moment.row?.time, made >= 1,
        let call = AttentionCall(around: made, in: timeline)
      else { return nil }
      return backwardPlan(moment, call, in: timeline)
    default: return nil
    }
  }

  private static func backwardPlan(
    _ moment: Moment, _ call: AttentionCall, in timeline: Timeline
  ) -> OperationPlan? {
    let arrival = timeline.last(before: moment.time + 1) { event, after in
      event.kind == .grad && after.trace.row(event.row).time == call.outputTime
    }
    guard let arrival else { return nil }
    // The output's rule may tell two gradients: the first of them is where the gradient arrives.
    let first =
      timeline.last(before: arrival) { event, after in
        event.kind == .grad && after.trace.row(event.row).time == call.outputTime
      }.flatMap { $0 == arrival - 1 ? $0 : nil } ?? arrival
    guard let arriving = timeline.moment(at: first)?.arriving else { return nil }
    let times = call.rows.map { call.machine.trace.row($0).time }
    // Which rule's gradient is that of the query, of the key, of the value.
    let sources = [(times[1], 0), (times[0], 0), (times[times.count - 1], 1)]
    var gradients: [Tensor?] = [nil, nil, nil]
    var before = timeline.machine(at: first - 1)
    while let next = timeline.moment(after: before),
      next.event.kind == .grad || next.event.kind == .accumulate
    {
      before = next.after
      guard next.event.kind == .grad, let time = next.row?.time else { continue }
      for (place, source) in sources.enumerated()
      where source == (time, Int(next.event.argument)) && gradients[place] == nil {
        gradients[place] = next.contribution
      }
    }
    guard let (start, names, result) = call.plan(wantsGrad: { gradients[$0] != nil }) else {
      return nil
    }
    var plan = start
    plan.startsInBackward = true
    plan.bindings.append(.init(name: "arriving", tensor: arriving))
    plan.lines.append("\(result).backward(arriving)")
    for (name, gradient) in zip(names, gradients) {
      guard let gradient else { continue }
      plan.expected.append(
        .init(
          label: Moment.gradientName(name), variable: name, isGradient: true, value: gradient))
    }
    return plan
  }
}
