import Diagnostics
import Foundation
import Language
import Session
import TestSupport
import Testing

// Random tensor programs mean the same here and in PyTorch: values, dtypes, shapes and gradients
// agree, and what one refuses the other does too. `LONGHAND_TENSORS` raises how many there are,
// `LONGHAND_SEED` moves the first.

@Suite("Random tensor programs")
struct TensorTests {
  /// PyTorch has kernels for some dtypes only, and no derivative where that would be 0.
  ///
  /// Here an
  /// operation takes every dtype for which its formula has a meaning.
  static let gaps = [
    "not implemented for", "not supported", "does not support bool", "derivative for",
    "expected dtype", "Found dtype", "can't be cast", "Boolean inputs", "non-zero size",
  ]

  @Test(
    "once differed",
    arguments: [
      (
        "y = torch.tensor([3, 4]).masked_fill(torch.tensor([True, False]), -1.5).tolist()",
        "[-1, 4]"
      ),
      ("y = torch.tensor([1., 2.]).masked_select(torch.tensor(True)).tolist()", "[1.0, 2.0]"),
      (
        "y = torch.ones(2, 2).masked_select(torch.tensor([[True, False]])).tolist()",
        "[1.0, 1.0]"
      ),
      ("y = torch.ones(3).broadcast_to(2, 3).tolist()", "[[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]"),
      ("y = torch.tensor(5).median(0)[0].item() + torch.tensor(2).median(-1, True)[0].dim()", "5"),
      (
        "x = torch.ones(2, requires_grad=True)\ny = F.pad(x, (0, 0)).is_leaf", "False"
      ),
      (
        """
        x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
        F.kl_div(x, torch.tensor(0.5), reduction='sum').backward()
        F.kl_div(x, torch.tensor([[0.25, 0.5]])).backward()
        y = x.grad.tolist()
        """, "[[-0.5625, -0.625], [-0.5625, -0.625]]"
      ),
      ("y = torch.ones(2).sum(None, keepdim=True).shape[0]", "1"),
      ("y = list(F.rms_norm(torch.zeros(2, 0), (2, 0)).shape)", "[2, 0]"),
      (
        """
        x = torch.ones(2, 3, requires_grad=True)
        t = torch.tensor([0, 0])
        F.nll_loss(x, t, ignore_index=0).backward()
        F.cross_entropy(x, t, ignore_index=0).backward()
        F.cross_entropy(x, t, ignore_index=0, label_smoothing=0.1).backward()
        y = x.grad.sum().item()
        """, "0.0"
      ),
    ])
  func mended(_ program: String, _ printed: String) {
    let outcome = PythonTests.outcome(of: program + "\nprint(y)\n")
    #expect(outcome.printed == printed + "\n", "\(outcome.failure?.text() ?? "")")
  }

  @Test(
    "once meant something else than in PyTorch, or nothing there",
    arguments: [
      "F.l1_loss(ones(2), zeros(2), 'sum')", "F.mse_loss(ones(2), zeros(2), 'none')",
      "F.cross_entropy(ones(2, 3), tensor([0, 1]), 0)", "F.gelu(ones(2), 'tanh')",
      "torch.round(ones(2), 1)", "F.smooth_l1_loss(ones(2), zeros(2), reduction='sum', beta=1, 2)",
      "ones(2).mean(keepdim=True)", "torch.sum(ones(2), keepdim=True)", "ones(2).logsumexp()",
      "ones(2).count_nonzero(keepdim=True)",
    ])
  func refused(_ program: String) {
    #expect(PythonTests.outcome(of: program).failure != nil)
  }

  @Test(
    "compute what they compute in PyTorch",
    .enabled(if: Python.hasTorch, "there is no PyTorch here"))
  func agree() throws {
    let first = Python.count("LONGHAND_SEED", 1)
    let seeds = first..<(first + Python.count("LONGHAND_TENSORS", 2000))
    let programs = seeds.map { TensorMaker.program(seed: $0) }
    let answers = try Python.answers(of: "run_tensors.py", to: programs, as: [String].self)
    var completed = 0
    for (seed, (program, answer)) in zip(seeds, zip(programs, answers)) {
      let expected = try Self.object(answer)
      let (failure, actual) = try Self.outcome(of: program)
      var differences: [String] = []
      if let variables = expected["variables"] as? [String: Any] {
        completed += 1
        if let failure {
          differences = [failure.text()]
        } else {
          let made = actual["variables"] as? [String: Any] ?? [:]
          differences = variables.sorted { $0.key < $1.key }.flatMap {
            Difference.between($1, made[$0], at: $0)
          }
          differences += made.keys.filter { variables[$0] == nil }.map { "\($0) is too much" }
        }
      } else if failure == nil, let error = expected["error"] as? String,
        !Self.gaps.contains(where: error.contains)
      {
        differences = ["PyTorch refuses this: \(error)"]
      }
      #expect(
        differences.isEmpty,
        "seed \(seed)\n\(program)\(differences.prefix(6).joined(separator: "\n"))")
    }
    #expect(completed * 3 > programs.count * 2)
  }

  static func object(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  static func outcome(of program: String) throws -> (Diagnostic?, [String: Any]) {
    var failure: Diagnostic?
    var session = Session(keepsHistory: false)
    _ = session.run(script: SourceFile(name: "program", text: program)) { output in
      if case .diagnostic(let diagnostic) = output { failure = failure ?? diagnostic }
    }
    return (failure, failure == nil ? try object(Dump.json(of: session.timeline)) : [:])
  }
}
