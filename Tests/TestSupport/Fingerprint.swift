import Diagnostics
import Language
import Tensors

// Everything of a machine that a program or a learner could ever notice, as text: two machines
// with the same fingerprint are the same machine for all anybody can tell.

/// What can be told of a machine; floats by their bits.
public func fingerprint(of machine: Machine) -> String {
  var lines = [
    "time \(machine.time) phase \(machine.phase) ordinal \(machine.ordinal)",
    "inputs \(machine.inputCount) depth \(machine.depth) trace \(machine.trace.end)",
    "printed \(machine.printedBytes) \(machine.printed)",
  ]
  for (name, value) in machine.plainVariables { lines.append("\(name) = \(bits(value))") }
  // Those of the function at work are among these alone.
  for (name, value) in machine.variables {
    switch value {
    case .text(let text): lines.append("\(name): \(text)")
    case .tensor(let tensor, let gradient, let requiresGrad, let time):
      lines.append(
        "\(name): \(bits(tensor)) \(gradient.map(bits) ?? "-") \(requiresGrad) made at \(time)")
    }
  }
  lines.append("draws \(draws(machine))")
  return lines.joined(separator: "\n")
}

/// The variables alone, as a dump has them.
public func variables(of machine: Machine) -> String {
  machine.plainVariables.map { "\($0) = \(bits($1))" }.joined(separator: "\n")
}

/// The next random numbers, drawn by a copy.
private func draws(_ machine: Machine) -> String {
  var copy = machine
  guard
    let (code, names) = try? Program.compiled("rand(3), randn(1)", against: copy.globalNames)
  else { return "none" }
  copy.lookAside(code, globals: names)
  while let event = try? copy.step(), event.kind != .idle {
    if event.kind == .echo, case .text(let text) = copy.echo { return text }
  }
  return "none"
}

private func bits(_ tensor: Tensor) -> String {
  "\(tensor.dtype)\(tensor.shape.array)" + tensor.elements.map { bits($0) }.joined(separator: ",")
}

private func bits(_ x: Double) -> String { String(x.bitPattern, radix: 16) }

private func bits(_ value: PlainValue) -> String {
  switch value {
  case .none: return "None"
  case .bool(let flag): return "\(flag)"
  case .int(let n): return "\(n)"
  case .float(let x): return "f" + bits(x)
  case .string(let text): return "'\(text)'"
  case .tensor(let tensor, let gradient):
    return bits(tensor) + (gradient.map { " grad " + bits($0) } ?? "")
  case .sequence(let items, let isTuple):
    return (isTuple ? "(" : "[") + items.map(bits).joined(separator: " ") + "]"
  case .dict(let items), .record(let items):
    return "{" + items.map { "\($0.0): \(bits($0.1))" }.joined(separator: " ") + "}"
  }
}
