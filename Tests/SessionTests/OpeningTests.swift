import Diagnostics
import Foundation
import Language
import Stepper
import TestSupport
import Testing

@testable import Session

// Opened operations: a definition that is stepped through beside the run arrives at what the fused
// operation gave, and the run it was opened from is as it was.

/// A program that calls a composite once and goes back through it.
private func script(_ law: DefinitionCase, seed: Int) -> String {
  var lines = ["manual_seed(\(seed))"]
  if !law.before.isEmpty { lines.append(law.before) }
  for name in law.leaves.keys.sorted() {
    lines.append("\(name) = (\(law.leaves[name] ?? "")).requires_grad_()")
  }
  lines += [
    "result = \(law.kernel)(\(law.arguments))", "(result * randn_like(result)).sum().backward()",
  ]
  return lines.joined(separator: "\n")
}

extension Answer {
  /// What was shown as words in one row, as lines that were wrapped are not.
  var words: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// What opening every card of a program came to.
struct OpenedAll {
  /// The names that were opened, in the phase of the card.
  var forward: Set<String> = []
  var grad: Set<String> = []
  var update: Set<String> = []
  /// Why cards could not be opened.
  var refusals: Set<String> = []

  /// Opens every card there is, walks to the end of it and holds the result against the kernel's.
  init(_ talk: inout Talk, sourceLocation: SourceLocation = #_sourceLocation) {
    let before = fingerprint(of: talk.session.timeline.present)
    let end = talk.session.timeline.end
    for time in 1...max(1, end) {
      guard let moment = talk.session.timeline.moment(at: time), Session.isStop(moment.event)
      else { continue }
      let card = talk.say(":goto \(time)").text
      let answer = talk.say(":into")
      guard answer.status == .done else {
        refusals.insert(answer.message)
        continue
      }
      let name = talk.session.opened.last?.operation.name ?? ""
      switch moment.event.kind {
      case .grad: grad.insert(name)
      case .update: update.insert(name)
      default: forward.insert(name)
      }
      #expect(talk.session.opened.last?.operation.checks.isEmpty == false)
      for check in talk.session.opened.last?.operation.checks ?? [] {
        #expect(
          check.agrees, "\(name) \(moment.event.kind) \(check)", sourceLocation: sourceLocation)
      }
      var steps = 0
      var last = answer
      while !talk.session.opened.isEmpty, steps < 300 {
        last = talk.say(":step")
        #expect(last.status == .done)
        steps += 1
      }
      #expect(last.words.contains("itself gave the same"), "\(last.text)")
      #expect(last.text.hasSuffix(card), "\(last.text)")
      #expect(talk.session.cursor == time)
    }
    #expect(talk.session.timeline.end == end)
    #expect(fingerprint(of: talk.session.timeline.present) == before)
  }
}

@Suite("Opened operations")
struct OpeningTests {
  @Test("The definition arrives at the kernel's numbers", arguments: DefinitionCase.all)
  func law(law: DefinitionCase) {
    for seed in 0..<2 {
      var talk = Talk()
      #expect(talk.run(script(law, seed: seed)).status == .done)
      let opened = OpenedAll(&talk)
      let name = law.name == "scaled_dot_product_attention" ? "attention" : law.name
      #expect(opened.forward.contains(name), "\(law): \(opened)")
      #expect(opened.grad.contains(name), "\(law): \(opened)")
      for refusal in opened.refusals {
        #expect(!refusal.contains("could not be opened"), "\(law): \(refusal)")
      }
    }
  }

  static let equations = [
    ("ij,jk->ik", ["randn(2, 3)", "randn(3, 4)"]),
    ("bij,bkj->bik", ["randn(2, 3, 2)", "randn(2, 4, 2)"]),
    ("i,j->ji", ["randn(2)", "randn(3)"]), ("ij->j", ["randn(2, 3)"]), ("ij->ji", ["randn(2, 3)"]),
    ("i,ij,j->", ["randn(2)", "randn(2, 3)", "randn(3)"]),
    ("...ij,...jk->...ik", ["randn(2, 2, 3)", "randn(2, 3, 2)"]),
  ]

  @Test("An einsum is a product of aligned operands that is summed", arguments: equations)
  func einsum(equation: String, operands: [String]) {
    var talk = Talk()
    let names = operands.indices.map { "x\($0)" }
    var lines = zip(names, operands).map { "\($0) = param(\($1))" }
    lines += [
      "y = einsum('\(equation)', \(names.joined(separator: ", ")))",
      "(y * randn_like(y)).sum().backward()",
    ]
    #expect(talk.run(lines.joined(separator: "\n")).status == .done)
    let opened = OpenedAll(&talk)
    #expect(opened.forward.contains("einsum"), "\(opened)")
    #expect(opened.grad.contains("einsum"), "\(opened)")
  }

  @Test("Infinite scores, dropout in attention, several calls in one line")
  func corners() {
    var talk = Talk()
    let answer = talk.run(
      """
      a = torch.logsumexp(tensor([[-inf, -inf], [inf, 1.], [-inf, 2.]]), 1)
      b = softmax(tensor([-inf, 0., 1.]), dim=0)
      q = param(randn(2, 3, 4))
      mask = ones(3, 3).tril() > 0
      heads = [
        F.scaled_dot_product_attention(q, q, v, attn_mask=mask, dropout_p=0.5)
        for v in [q * 1, q * 2]
      ]
      (heads[0] + heads[1]).sum().backward()
      """)
    #expect(answer.status == .done, "\(answer.drawn)")
    let opened = OpenedAll(&talk)
    #expect(opened.forward == ["logsumexp", "softmax", "attention"])
    #expect(opened.grad == ["softmax", "attention"])
  }

  static let optimizers = [
    "SGD([w, b], lr=0.1)", "SGD([w, b], lr=0.1, momentum=0.9)",
    "SGD([w, b], lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.2)",
    "SGD([w, b], lr=0.1, momentum=0.8, nesterov=True)", "Adam([w, b])",
    "Adam([w, b], lr=0.1, betas=(0.5, 0.75), eps=1e-3, weight_decay=0.1)",
    "AdamW([w, b], lr=0.1)", "AdamW([w, b], lr=3e-4, betas=(0.8, 0.95), weight_decay=0)",
    "AdamW([{'params': [w], 'lr': 0.5}, {'params': [b]}], lr=0.1, weight_decay=0.3)",
  ]

  @Test("A step of an optimizer arrives at the new parameter", arguments: optimizers)
  func updates(optimizer: String) {
    var talk = Talk()
    let answer = talk.run(
      """
      w, b = param(randn(2, 3)), param(randn(3))
      opt = \(optimizer)
      for step in range(3):
        opt.zero_grad()
        ((w + b) ** 4).mean().backward()
        opt.step()
      """)
    #expect(answer.status == .done, "\(answer.drawn)")
    let opened = OpenedAll(&talk)
    #expect(opened.update == [String(optimizer.prefix { $0 != "(" })], "\(opened)")
    #expect(opened.forward == ["mean"] && opened.grad == ["mean"])
  }

  @Test(
    "Clipping arrives at the scaled gradients",
    arguments: ["1.0", "1000.0", "0.5, norm_type=1", "0.5, norm_type=inf", "2, norm_type=3"])
  func clipping(arguments: String) {
    var talk = Talk()
    talk.run(
      """
      w, unused, b = param(randn(2, 3)), param(randn(2)), [param(randn(3))]
      ((w + b[0]) ** 4).sum().backward()
      n = clip_grad_norm_([w, unused, b[0]], \(arguments))
      """)
    let opened = OpenedAll(&talk)
    #expect(opened.update == ["clip_grad_norm_"], "\(opened)")
  }

  @Test("Every composite is opened by a case of these tests")
  func complete() {
    let tested = Set(DefinitionCase.all.map(\.name)).union([
      // By `updates`, `clipping`; a dropout is two operations that hold nothing further.
      "SGD", "Adam", "AdamW", "sgd_step", "adam_step", "adamw_step", "clip_grad_norm_", "dropout",
    ])
    #expect(tested == Set(Definitions.names))
  }

  @Test("Every operation's sample: each card opens, or says why not")
  func samples() {
    for name in OperationHelp.names {
      guard let primitive = OperationHelp(name)?.primitive else { continue }
      var talk = Talk()
      talk.run(primitive.sample)
      guard talk.session.timeline.end > 0 else { continue }
      let opened = OpenedAll(&talk)
      for refusal in opened.refusals {
        #expect(!refusal.contains("could not be opened"), "\(name): \(refusal)")
      }
    }
  }

  @Test("Whole models: every card opens, or says why not", arguments: [Program.ppoClip])
  func models(program: Program) {
    var talk = Talk()
    for input in program.inputs { talk.run(input, named: program.name) }
    let opened = OpenedAll(&talk)
    #expect(!opened.forward.isEmpty && !opened.grad.isEmpty)
  }
}
