import Foundation

// Programs with a place for a statement: what a fork is held to is the program with the statement
// written there.

extension ForkTests {
  /// A program, the place of a statement in it, and the moment that is there.
  struct Edit: Sendable, CustomStringConvertible {
    let description: String
    let text: String
    /// The statement takes the place of this line, with its indentation.
    static let mark = "#HERE"
    let statement: String
    /// The name whose n-th binding is the last event before.
    let name: String
    let count: Int
    /// The edited text when the place is passed more often: when the statement is run.
    var condition: String?

    var origin: String { text.replacingOccurrences(of: Edit.mark, with: "pass") }
    var edited: String {
      text.replacingOccurrences(
        of: Edit.mark, with: condition.map { "if \($0): \(statement)" } ?? statement)
    }
  }

  static let training = """
    manual_seed(1)
    x = randn(8, 3)
    y = x @ tensor([1.0, -2.0, 0.5])
    w = param(zeros(3))
    lr = 0.1
    #HERE
    losses = []
    for step in range(12):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with no_grad():
            w -= lr * w.grad
        w.grad = None
        losses.append(loss.item())
    """

  static let edits = [
    Edit(
      description: "a learning rate before a loop", text: training, statement: "lr = 0.25",
      name: "lr", count: 1),
    Edit(
      description: "a learning rate in the fifth turn",
      text: training.replacingOccurrences(of: "#HERE", with: "pass")
        .replacingOccurrences(of: "    loss.backward()", with: "    #HERE\n    loss.backward()"),
      statement: "lr = 0.25", name: "loss", count: 5, condition: "step == 4"),
    Edit(
      description: "a local variable in a function",
      text: """
        def f(x, scale):
            y = x * scale
            #HERE
            return (y * scale).sum()
        a = f(tensor([1.0, 2.0]), 3.0)
        b = f(tensor([4.0, 5.0]), 2.0)
        """, statement: "scale = y.sum().item()", name: "y", count: 2,
      condition: "scale == 2.0"),
    Edit(
      description: "a local that has no value yet",
      text: """
        def f(x):
            y = x * 2
            #HERE
            if x > 5:
                z = 1
            return y + z
        a = f(7)
        """, statement: "y = 40", name: "y", count: 1),
    Edit(
      description: "a cell of a closure",
      text: """
        def made(k):
            scaled = lambda x: x * k
            first = scaled(2)
            #HERE
            return [first, scaled(3)]
        r = made(10)
        """, statement: "k = 100", name: "first", count: 1),
    Edit(
      description: "a function that a generator calls",
      text: """
        def f(n):
            y = n * 2
            #HERE
            return y
        g = (f(n) + n for n in range(4))
        total = 0
        for v in g:
            total += v
        """, statement: "y = y + 100", name: "y", count: 2, condition: "n == 1"),
    Edit(
      description: "a loop in a function",
      text: """
        def train(lr):
            w = param(tensor([1.0, 2.0]))
            for step in range(6):
                loss = (w * w).sum()
                #HERE
                loss.backward()
                with no_grad():
                    w -= lr * w.grad
                w.grad = None
            return w
        done = train(0.1)
        """, statement: "lr = 0.3", name: "loss", count: 3, condition: "step == 2"),
    Edit(
      description: "a comprehension in a function",
      text: """
        def scaled(x, k):
            out = [(x * n * k).sum().item() for n in range(4)]
            #HERE
            return out
        r = scaled(tensor([1.0, 2.0]), 3.0)
        """, statement: "out = out + [x.sum().item() * k]", name: "out", count: 1),
  ]
}
