import Tensors

// Two readings of a rule that make numbers: without rows (a plain backward), and through the trace
// (`create_graph`, and stepping into a rule).

/// The values a rule is evaluated on: one row of a trace and the gradient that arrives at it.
struct RuleOperands {
  let trace: Trace
  let row: RowID
  let gradient: Tensor
}

extension Term {
  /// The rule's value, with nothing recorded.
  func evaluate(_ operands: borrowing RuleOperands) throws(ShapeError) -> Tensor {
    switch self {
    case .gradient: return operands.gradient
    case .output: return operands.trace[operands.row]
    case .input(let i): return operands.trace[operands.trace.input(i, of: operands.row)]
    case .constant(let value): return Tensor(scalar: value)
    case .unary(let operation, let attributes, let a):
      guard case .unary(let kernel) = Registry.primitives[Int(operation)].forward else {
        return try Registry[operation].compute([a.evaluate(operands)], attributes)
      }
      return try kernel(a.evaluate(operands), attributes)
    case .binary(let operation, let attributes, let a, let b):
      guard case .binary(let kernel) = Registry.primitives[Int(operation)].forward else {
        return try Registry[operation].compute(
          [a.evaluate(operands), b.evaluate(operands)], attributes)
      }
      return try kernel(a.evaluate(operands), b.evaluate(operands), attributes)
    case .ternary(let operation, let attributes, let a, let b, let c):
      return try Registry[operation].compute(
        [a.evaluate(operands), b.evaluate(operands), c.evaluate(operands)], attributes)
    case .variadic(let operation, let attributes, let arguments):
      var values: [Tensor] = []
      for argument in arguments { values.append(try argument.evaluate(operands)) }
      return try Registry[operation].compute(values, attributes)
    }
  }

  /// The rule applied through the trace, so that its own derivatives exist.
  ///
  /// - Parameters:
  ///   - row: the row whose rule this is.
  ///   - gradient: the row that holds the arriving gradient.
  /// - Returns: the row that holds the result.
  func record(
    in trace: inout Trace, row: RowID, gradient: RowID, site: Site, time: Int
  ) throws(ShapeError) -> RowID {
    switch self {
    case .gradient: return gradient
    case .output: return row
    case .input(let i): return trace.input(i, of: row)
    case .constant(let value):
      return trace.source(
        Operation.constant, Tensor(scalar: value), isConstant: true, site: site, time: time)
    case .unary(let operation, let attributes, let a):
      let a = try a.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      return try trace.apply(
        operation, a, attributes: attributes, records: true, site: site, time: time)
    case .binary(let operation, let attributes, let a, let b):
      let a = try a.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      let b = try b.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      return try trace.apply(
        operation, a, b, attributes: attributes, records: true, site: site, time: time)
    case .ternary(let operation, let attributes, let a, let b, let c):
      let a = try a.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      let b = try b.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      let c = try c.record(in: &trace, row: row, gradient: gradient, site: site, time: time)
      return try trace.apply(
        operation, [a, b, c], attributes: attributes, records: true, site: site, time: time)
    case .variadic(let operation, let attributes, let arguments):
      var rows: [RowID] = []
      for argument in arguments {
        rows.append(
          try argument.record(in: &trace, row: row, gradient: gradient, site: site, time: time))
      }
      return try trace.apply(
        operation, rows, attributes: attributes, records: true, site: site, time: time)
    }
  }
}

extension Trace {
  /// What a shaped rule may look at, for one row.
  func ruleContext(of row: RowID, argument: Int) -> RuleContext {
    let line = self.row(row)
    func shape(_ i: Int) -> Shape { i < Int(line.arity) ? self[input(i, of: row)].shape : Shape() }
    return RuleContext(
      shapes: (shape(0), shape(1), shape(2)), outputShape: self[row].shape,
      attributes: attributes(of: row), inputCount: Int(line.arity), argument: argument,
      moreShapes: line.arity > 3 ? inputs(of: row).map { self[$0].shape } : [])
  }

  /// The rule of one row for one of its inputs.
  public func rule(of row: RowID, argument: Int) -> Term? {
    let line = self.row(row)
    return Registry.term(
      line.operation, argument: argument, context: ruleContext(of: row, argument: argument))
  }
}
