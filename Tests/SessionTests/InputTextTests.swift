import Session
import Testing

// What a text needs while it is being typed.

@Suite("Text being typed")
struct InputTextTests {
  @Test(
    "The next line's indentation",
    arguments: [
      ("x = 1", 0), ("for i in x:", 4), ("for i in x:  # every", 4), ("    if a:", 8),
      ("def f(x):\n    y = x", 4), ("def f(x):\n    return x", 0), ("    if a:\n        break", 4),
      ("x = [", 4), ("x = f(\n    1,", 4), ("    x = f(\n        1,\n    )", 4),
      ("x = {1: 2", 0), ("s = \"for:", 0), ("x = '#:'", 0), ("s = '''\n    a:", 0), ("", 0),
      ("if a: # no\n    x = 'it\\'s:'", 4), ("d = {'a':", 0), ("returned = 3", 0),
      ("def f(\n    a,\n    b):", 4), ("if a:\n    while f(\n            b):", 8),
    ])
  func indentation(text: String, width: Int) {
    #expect(InputText.indentation(after: text) == width, "\(text)")
  }

  @Test("Commands never go on in the next line; prompts of Python's do not count")
  func needsMore() {
    #expect(!InputText.needsMore(":why x["))
    #expect(!InputText.needsMore("?("))
    #expect(InputText.needsMore(">>> for i in x:"))
    #expect(InputText.needsMore(">>> for i in x:\n...     print(i)"))
    #expect(!InputText.needsMore(">>> x = 1"))
    #expect(InputText.needsMore("x = ("))
  }

  @Test("A session of Python's loses prompts and answers")
  func doctest() {
    let text = """
      >>> def f(x):
      ...     return x
      ...
      >>> f(2)
      2
      >>> f(3)  # three
      3
      """
    #expect(InputText.code(fromPasted: text) == "def f(x):\n    return x\n\nf(2)\nf(3)  # three")
    let indented = "    >>> x = 1\n    >>> x\n    1\n"
    #expect(InputText.code(fromPasted: indented) == "x = 1\nx")
    // What was cleaned once is not cleaned again, and what looks like a prompt in code stays.
    for code in ["x = 1\nx", "a >> b", "s = '''\n... \n'''", "x[..., 0]", "    y = 1"] {
      #expect(InputText.code(fromPasted: code) == code)
    }
    #expect(
      InputText.code(fromPasted: "    a = 1\n      b\n\n    c\u{1B}\u{0}") == "a = 1\n  b\n\nc")
  }
}

@Suite("Completion")
struct CompletionTests {
  private func talk() -> Talk {
    var talk = Talk()
    talk.run(
      """
      weight = param(tensor([[1., 2.]]))
      wide = 3
      def warm(first, second=2):
          return first
      opt = AdamW([weight], lr=0.1)
      model = record(head=weight, size=2)
      """)
    return talk
  }

  private func texts(_ text: String, _ talk: Talk? = nil) -> [String] {
    let talk = talk ?? self.talk()
    return talk.session.completion(of: text, at: text.utf8.count)?.candidates.map(\.text) ?? []
  }

  @Test("Names in scope: variables, functions, keywords, built-ins")
  func names() {
    #expect(texts("w") == ["warm(", "weight", "where(", "while", "wide", "with"])
    #expect(texts("y = soft").contains("softmax("))
    #expect(texts("x = wei") == ["weight"])
    #expect(texts("nothing_like_it").isEmpty)
    #expect(texts("").isEmpty)
    // Where the word begins, in bytes.
    let text = "s = '損失' + wei"
    #expect(talk().session.completion(of: text, at: text.utf8.count)?.start == text.utf8.count - 3)
    // The end of the text does not matter, only the place.
    #expect(talk().session.completion(of: "wei + x", at: 3)?.candidates.map(\.text) == ["weight"])
  }

  @Test("Attributes and methods, of modules, tensors, records, optimizers")
  func members() {
    #expect(texts("weight.req") == ["requires_grad", "requires_grad_("])
    #expect(texts("torch.nn.functional.log_s").contains("log_softmax("))
    #expect(texts("F.cross_e") == ["cross_entropy("])
    #expect(texts("torch.opt") == ["optim"])
    #expect(texts("model.") == ["head", "size"])
    #expect(texts("model.head.gr") == ["grad"])
    #expect(texts("opt.z") == ["zero_grad("])
    #expect(texts("(weight @ weight).cumsu") == ["cumsum("])
    #expect(texts("1.").isEmpty)
    #expect(texts("nobody.x").isEmpty)
  }

  @Test("Keyword arguments of operations, methods, optimizers and functions of one's own")
  func keywords() {
    #expect(texts("softmax(weight, di").first == "dim=")
    #expect(texts("weight.sum(keep") == ["keepdim="])
    #expect(texts("warm(1, sec") == ["second="])
    #expect(texts("AdamW([weight], weight_") == ["weight_decay="])
    #expect(texts("softmax([1, wei").allSatisfy { !$0.hasSuffix("=") })
    #expect(texts("warm(").contains("first="))
  }

  @Test("Nothing in comments; files in strings")
  func places() {
    #expect(texts("x = 1  # wei").isEmpty)
    let text = "read_text(\"da"
    let found = talk().session.completion(of: text, at: text.utf8.count) { beginning in
      beginning == "da" ? ["data/", "dark.txt"] : []
    }
    #expect(found?.candidates.map(\.text) == ["dark.txt", "data/"])
    #expect(found?.start == text.utf8.count - 2)
  }

  @Test("Commands and what they take")
  func commands() {
    let all = texts(":")
    #expect(Set(all.map { $0.filter { $0 != " " } }) == Set(Session.commands.map(\.name)))
    #expect(texts(":got") == ["goto "])
    #expect(texts(":goto wei") == ["weight"])
    #expect(texts(":goto st").contains("start"))
    #expect(texts(":help softm").contains("softmax"))
    #expect(texts(":help got") == ["goto"])
    #expect(texts("?softm").contains("softmax"))
    #expect(texts(":why weight.requires").first == "requires_grad")
    #expect(texts(":phase gr") == ["grad"])
    #expect(texts(":back in") == ["into"])
    #expect(texts(":break wh") == ["when "])
    #expect(texts(":break op softm").contains("softmax"))
    #expect(texts(":break when wei") == ["weight"])
    #expect(texts(":nonsense we").isEmpty)
  }

  @Test("Everything that is offered behind a dot is there")
  func truth() {
    let talk = talk()
    for (path, value) in [("weight", "weight"), ("opt", "opt"), ("F", "F"), ("torch", "torch")] {
      for candidate in texts(path + ".", talk) {
        var other = talk
        let name = candidate.filter { $0 != "(" }
        let answer = other.say("_ = \(value).\(name)")
        #expect(answer.status == .done, "\(path).\(name): \(answer.message)")
      }
    }
  }

  @Test("What candidates have in common, and candidates of any text")
  func anyText() {
    let some = Completion(start: 0, candidates: [.init("損失a"), .init("損失b"), .init("損失")])
    #expect(some.commonPrefix == "損失")
    let talk = talk()
    let text = "f(x[{'é\\'損', \"\"\"\n#)]} :goto ?.. \\"
    for place in -1...(text.utf8.count + 1) { _ = talk.session.completion(of: text, at: place) }
  }
}
