import Autograd
import Diagnostics
import Display
import Language
import Stepper

// An operation's sample, run: what it shows, and the rule of every gradient as it reads for the
// sample's shapes. Help and the reference are made from this, so neither can be out of date.

/// What running an operation's sample brought to light.
struct SampleRun {
  /// What the sample printed and showed, as text.
  private(set) var output = ""
  /// The rules: the argument's name and the rule as code, in which `g` is the gradient that
  /// arrives and `y` the result; none for what has no gradient.
  private(set) var rules: [(argument: String, text: String)] = []

  /// Runs the sample of an operation.
  init(_ primitive: Primitive) {
    var session = Session(width: 80)
    let renderer = Renderer(width: 80)
    var text = ""
    _ = session.run(script: SourceFile(name: "sample", text: primitive.sample + "\n")) { answer in
      switch answer {
      case .printed(let printed): text += printed
      case .document(let document), .picture(let document): text += renderer.text(document) + "\n"
      case .diagnostic(let diagnostic): text += diagnostic.text() + "\n"
      }
    }
    output = text.trimmed
    guard let id = Registry.find(primitive.name) else { return }
    let names = primitive.signature.flatMap { parameter -> [String] in
      switch parameter.kind {
      case .tensor: [parameter.name]
      case .tensors: (0..<8).map { "\(parameter.name)[\($0)]" }
      default: []
      }
    }
    var machine = session.timeline.machine(at: 0)
    while let moment = session.timeline.moment(after: machine) {
      machine = moment.after
      guard moment.event.kind == .forward, moment.row?.operation == id else { continue }
      rules = SampleRun.rules(of: moment, names)
      return
    }
  }

  private static func rules(
    of moment: Moment, _ names: [String]
  ) -> [(argument: String, text: String)] {
    let trace = moment.after.trace
    func name(_ i: Int) -> String { i < names.count ? names[i] : "x\(i)" }
    return (0..<Int(moment.row?.arity ?? 0)).compactMap { argument in
      // A target that is an index has no gradient, though one that is a table of chances has.
      guard trace[trace.input(argument, of: moment.event.row)].dtype == .float,
        let rule = trace.rule(of: moment.event.row, argument: argument)
      else { return nil }
      func leaf(_ operand: Scalar.Operand) -> String {
        switch operand {
        case .gradient: "g"
        case .output: "y"
        case .input(let i): name(i)
        }
      }
      return (name(argument), rule.code(leaf) ?? rule.text(leaf))
    }
  }
}
