import Diagnostics

// Why a kind of mistake is one, and what to do about it, for the places that notice it without
// saying so themselves. One table: nothing that a person can type is answered without a next step.

extension Diagnostic {
  /// This diagnostic with the reason of its kind, when it has no note and no suggestion of its own.
  var withReason: Diagnostic {
    guard notes.isEmpty, suggestions.isEmpty, let reason = Reasons.table[id] else { return self }
    var result = self
    result.notes = reason.notes
    result.suggestions = reason.suggestions
    return result
  }
}

enum Reasons {
  /// What a kind of mistake has to say for itself.
  struct Reason: Sendable {
    var notes: [String] = []
    var suggestions: [String] = []
  }

  static let table: [String: Reason] = syntax.merging(running) { $1 }

  private static let syntax: [String: Reason] = [
    "missing-expression": Reason(
      notes: ["a value belongs here: a number, a name, a call"],
      suggestions: ["add it, or take away the sign before"]),
    "unexpected": Reason(
      notes: ["the part before it is a whole statement already"],
      suggestions: ["begin a new line, or take it away"]),
    "unexpected-end": Reason(notes: ["the statement is not complete"]),
    "bad-character": Reason(suggestions: ["take it away"]),
    "orphan-else": Reason(suggestions: ["if condition:      on a line before, in the same column"]),
    "starred": Reason(
      notes: ["* spreads a list into the arguments of a call or the members of a list"],
      suggestions: ["[*a, *b]"]),
    "missing-attribute": Reason(suggestions: ["x.shape"]),
    "bad-parameter": Reason(notes: ["parameters are names, each with an optional default"]),
    "missing-name": Reason(notes: ["parameters are names, each with an optional default"]),
    "outside-loop": Reason(
      notes: ["`break` and `continue` speak of the loop around them"],
      suggestions: ["put it into a `for` or a `while`, or take it away"]),
    "star": Reason(suggestions: ["f(*items), or [*a, *b]"]),
  ]

  private static let running: [String: Reason] = [
    "shape": Reason(notes: ["what an operation needs of its shapes: `:help` and its name"]),
    "shape-matmul": Reason(notes: ["columns of the left meet rows of the right"]),
    "dim-range": Reason(
      notes: ["dims are counted from 0 at the left, or from −1 at the right"],
      suggestions: ["dim=-1      the last one"]),
    "index-range": Reason(notes: ["places are counted from 0; −1 is the last"]),
    "too-many-indices": Reason(
      notes: ["each number between the brackets takes one dim away"],
      suggestions: ["`x.shape` shows how many there are"]),
    "index-type": Reason(
      notes: ["an index is an int, a slice, None, `...`, or a tensor of ints or bools"]),
    "unknown-name": Reason(
      notes: ["a name begins to exist when something is assigned to it"],
      suggestions: ["name = …      on a line before; `:vars` lists what there is"]),
    "unknown-attribute": Reason(suggestions: ["Tab behind the dot lists what there is"]),
    "unbound-local": Reason(suggestions: ["give it a value before, or another name"]),
    "dtype": Reason(
      notes: ["classes, tokens and indices are ints; what has a slope is floats"],
      suggestions: ["`.long()` makes ints of whole numbers, `.float()` floats"]),
    "zero-division": Reason(
      notes: ["there is no number that gives something when it is multiplied by 0"],
      suggestions: ["test for it before: a / b if b != 0 else 0.0"]),
    "operand": Reason(notes: ["an operator works on two values of kinds that fit each other"]),
    "type": Reason(notes: ["`type(x)` shows of what kind a value is"]),
    "value": Reason(notes: ["the kind fits, but this value has no meaning here"]),
    "arguments": Reason(suggestions: ["`:help` and the name shows the arguments"]),
    "not-callable": Reason(
      notes: ["round brackets after a value call it, and only functions can be called"],
      suggestions: ["[ ] takes an element: x[0]"]),
    "assert": Reason(
      notes: ["the program says here itself what must be true"],
      suggestions: ["print the two sides to see which is not what it should be"]),
    "iterate-scalar": Reason(
      notes: ["its shape is (): there are no rows to go through"],
      suggestions: ["x.item()      is the number itself"]),
    "not-iterable": Reason(suggestions: ["range(n)      goes through the numbers below n"]),
    "unpack": Reason(suggestions: ["as many names on the left as there are values on the right"]),
    "not-number": Reason(notes: ["`.shape` says how many numbers a tensor holds"]),
    "tensor-data": Reason(
      notes: ["a tensor holds numbers only, in rows of equal length"],
      suggestions: ["text as numbers: tensor([ord(c) for c in text])"]),
    "cannot-assign-attribute": Reason(
      notes: ["only records have fields of one's own"], suggestions: ["r = record(name=value)"]),
    "optimizer-params": Reason(
      suggestions: ["SGD([w, b], lr=0.1)      a list of the tensors to change"]),
    "recursion": Reason(suggestions: ["if n == 0: return …      before the call"]),
    "memory-budget": Reason(
      notes: ["everything a program holds shares one budget of memory"],
      suggestions: ["smaller sizes, or fewer values kept in lists"]),
    "too-long": Reason(suggestions: ["smaller sizes, or fewer values kept"]),
  ]
}
