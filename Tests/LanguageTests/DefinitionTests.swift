import TestSupport
import Testing

@testable import Language

// A composite's definition and its kernel are one operation: same values, same gradients, over
// drawn inputs, and no overflow where the kernel has none.

@Suite struct DefinitionTests {
  @Test(arguments: DefinitionCase.all)
  func agreesWithTheKernel(_ law: DefinitionCase) throws {
    let text = try #require(Definitions.definition(of: law.name))
    for seed in 0..<3 {
      let names = law.leaves.keys.sorted()
      var lines = ["manual_seed(\(seed))", "kernel = \(law.kernel)", law.before]
      for name in names { lines.append("\(name) = (\(law.leaves[name] ?? "")).requires_grad_()") }
      lines += [text, "y = kernel(\(law.arguments))", "weights = randn_like(y)"]
      lines += ["(y * weights).sum().backward()"]
      for name in names {
        lines += ["\(name)_slope = \(name).grad", "\(name).grad = None"]
      }
      lines += [
        "y2 = \(law.name)(\(law.arguments))", "(y2 * weights).sum().backward()",
        "print(y.shape == y2.shape, allclose(y, y2, rtol=1e-9, atol=1e-12))",
      ]
      for name in names {
        lines.append(
          "print(\(name).grad is None and \(name)_slope is None or "
            + "allclose(\(name)_slope, \(name).grad, rtol=1e-9, atol=1e-12))")
      }
      let run = runScript(lines.joined(separator: "\n"))
      #expect(run.error == nil, "\(law): \(run.error?.text() ?? "")")
      #expect(!run.output.contains("False") && run.output.contains("True"), "\(law): \(run.output)")
    }
  }

  @Test func updatesAreTheOptimizers() throws {
    let settings: [(String, String, String)] = [
      ("SGD", "lr=0.1", "p, b = sgd_step(p, g, b, lr=0.1)"),
      (
        "SGD", "lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True",
        "p, b = sgd_step(p, g, b, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)"
      ),
      (
        "SGD", "lr=0.1, momentum=0.9, dampening=0.5",
        "p, b = sgd_step(p, g, b, lr=0.1, momentum=0.9, dampening=0.5)"
      ),
      (
        "Adam", "lr=0.1, weight_decay=0.1",
        "p, m, v = adam_step(p, g, m, v, t, lr=0.1, weight_decay=0.1)"
      ),
      (
        "AdamW", "lr=0.1, betas=(0.8, 0.9)",
        "p, m, v = adamw_step(p, g, m, v, t, lr=0.1, betas=(0.8, 0.9))"
      ),
    ]
    for (name, arguments, call) in settings {
      let run = runScript(
        """
        \(try #require(Definitions.definition(of: name)))
        w = param(randn(5))
        opt = \(name)([w], \(arguments))
        p = w.detach().clone()
        b = None
        m = zeros(5)
        v = zeros(5)
        for t in range(1, 6):
          opt.zero_grad()
          (w ** 4).sum().backward()
          g = w.grad.clone()
          opt.step()
          \(call)
        print(allclose(p, w, rtol=1e-9, atol=1e-12))
        """)
      #expect(run.error == nil, "\(run.error?.text() ?? "")")
      #expect(run.output == "True\n", "\(name)(\(arguments))")
    }
  }

  @Test func dropoutScalesWhatItKeeps() throws {
    let run = runScript(
      """
      x = rand(50) + 1
      y = F.dropout(x, p=0.3)
      kept = y != 0
      \(try #require(Definitions.definition(of: "dropout")))
      print(allclose(dropout(x, kept, p=0.3), y, rtol=1e-12))
      """)
    #expect(run.output == "True\n")
  }

  @Test func clippingIsTheBuiltIn() throws {
    for arguments in ["1.0", "100.0", "0.5, norm_type=1", "0.5, norm_type=inf"] {
      let run = runScript(
        """
        clip = clip_grad_norm_
        \(try #require(Definitions.definition(of: "clip_grad_norm_")))
        a, b = param(randn(3)), param(randn(2, 2))
        (a ** 2).sum().backward()
        (b ** 3).sum().backward()
        c, d = a.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
        (c ** 2).sum().backward()
        (d ** 3).sum().backward()
        one = clip([a, b], \(arguments))
        other = clip_grad_norm_([c, d], \(arguments))
        print(allclose(one, other, rtol=1e-12), allclose(a.grad, c.grad, rtol=1e-12))
        print(allclose(b.grad, d.grad, rtol=1e-12))
        """)
      #expect(run.error == nil, "\(run.error?.text() ?? "")")
      #expect(run.output == "True True\nTrue\n", "\(arguments)")
    }
  }

  @Test func eachIsTested() {
    let tested = Set(DefinitionCase.all.map(\.name)).union([
      "dropout", "SGD", "Adam", "AdamW", "sgd_step", "adam_step", "adamw_step", "clip_grad_norm_",
    ])
    #expect(Set(Definitions.names) == tested)
  }
}
