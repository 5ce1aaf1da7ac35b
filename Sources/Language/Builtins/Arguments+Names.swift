// The names that PyTorch's arguments have besides, NumPy's among them, and those that it has and
// this language has not, with the reason.

extension Arguments {
  /// The name among an operation's own that a program's name means.
  static func ownName(_ given: String, _ names: [String]) -> String {
    if names.contains(given) { return given }
    return others[given]?.first { names.contains($0) } ?? given
  }

  /// Other names for an argument.
  private static let others: [String: [String]] = [
    "axis": ["dim", "axes"], "keepdims": ["keepdim"], "x": ["input", "self"],
    "a": ["input", "self"], "self": ["input"], "input": ["self"], "x2": ["other"],
    "dims": ["dim"],
  ]

  /// Why an argument of PyTorch is not there.
  static let beyond: [String: String] = {
    let place = "everything runs on the CPU and lies in memory row by row: leave it out"
    return [
      "out": "every result is a new tensor: `y = …` names it", "device": place,
      "layout": place, "memory_format": place, "pin_memory": place, "non_blocking": place,
      "generator": "there is one random stream: `manual_seed(…)` starts it anew",
      "foreach": "how an update is carried out makes no difference here: leave it out",
      "fused": "how an update is carried out makes no difference here: leave it out",
      "capturable": "how an update is carried out makes no difference here: leave it out",
      "differentiable": "an update is no part of a graph here: leave it out",
      "maximize": "an optimizer goes down here: `(-loss).backward()` goes up",
      "amsgrad": "Adam without the running maximum is what is here: leave it out",
      "dtype": "the result's dtype follows from what goes in; `.float()`, `.long()` and `.bool()` "
        + "convert",
    ]
  }()
}
