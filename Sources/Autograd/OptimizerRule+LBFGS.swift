// LBFGS beside the other optimizers: its name and settings. It asks for the loss at points of its
// own choosing, so its arithmetic is code of the language (`Prelude+Closures` in `Language`).

extension OptimizerRule {
  /// L-BFGS: a Newton step whose curvature is learned from the latest gradients.
  public static let lbfgs = OptimizerRule(
    name: "LBFGS", primitive: "copy_",
    defaults: [
      ("lr", 1), ("max_iter", 20), ("max_eval", .nan), ("tolerance_grad", 1e-7),
      ("tolerance_change", 1e-9), ("history_size", 100),
    ],
    summary: "Walks along −H⁻¹·g, where H⁻¹ is learned from how gradients changed.",
    formula: "d = −H⁻¹·g,  p ← p + t·d", kind: .closure)
}
