import Language
import Stepper
import Tensors

// The dump of a run: all variables and what was printed, in the form that PyTorch's answers have.

/// Writes dumps.
public enum Dump {
  /// The variables and the output of a timeline's present, as one JSON object.
  public static func json(of timeline: Timeline) -> String {
    var variables: [(String, String)] = []
    for (name, value) in timeline.present.plainVariables {
      variables.append((name, text(value)))
      if case .tensor(_, let gradient?) = value {
        variables.append((name + ".grad", tensor(gradient)))
      }
    }
    return JSONText.object([
      ("variables", JSONText.object(variables)), ("stdout", JSONText.string(timeline.log)),
    ]) + "\n"
  }

  private static func typed(_ dtype: String, _ data: String) -> String {
    JSONText.object([("dtype", JSONText.string(dtype)), ("data", data)])
  }

  static func tensor(_ value: Tensor) -> String {
    let dtype = value.dtype == .float ? "float" : value.dtype == .int ? "int" : "bool"
    return JSONText.object([
      ("dtype", JSONText.string(dtype)),
      ("shape", JSONText.array(value.shape.array.map(String.init))),
      ("data", JSONText.array(value.elements.map { JSONText.element($0, value.dtype) })),
    ])
  }

  private static func text(_ value: PlainValue) -> String {
    switch value {
    case .none: JSONText.object([("dtype", JSONText.string("none"))])
    case .bool(let flag): typed("bool", flag ? "true" : "false")
    case .int(let n): typed("int", String(n))
    case .float(let x): typed("float", JSONText.number(x))
    case .string(let text): typed("str", JSONText.string(text))
    case .tensor(let value, _): tensor(value)
    case .sequence(let items, let isTuple):
      typed(isTuple ? "tuple" : "list", JSONText.array(items.map(text)))
    case .dict(let items): typed("dict", JSONText.object(items.map { ($0.0, text($0.1)) }))
    case .record(let items): typed("record", JSONText.object(items.map { ($0.0, text($0.1)) }))
    }
  }
}
