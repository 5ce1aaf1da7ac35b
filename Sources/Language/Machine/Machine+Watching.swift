import Autograd
import Tensors

// Following a number through a run without evaluating anything: what a watch looks at after each
// event, and what tells it that nothing can have happened in between.

extension Machine {
  /// A variable's tensor or its gradient, its object and the event that made it; for following it
  /// through a run without any other work.
  public func tensorForWatching(
    _ name: String, isGradient: Bool
  ) -> (tensor: Tensor, object: Int32, made: Int)? {
    guard case .object(let id)? = binding(name), var object = tensorObject(id) else { return nil }
    if isGradient {
      guard let gradient = tensorObject(object.grad) else { return nil }
      object = gradient
    }
    return (trace[object.row], id, trace.row(object.row).time)
  }

  /// When a global that holds a plain number was bound last; nil for anything that can change
  /// without being bound.
  public func bindingTime(ofNumber name: String) -> Int? {
    guard depth <= 1, let slot = globalNames.slot(of: name), slot < globals.count,
      slot < boundAt.count
    else { return nil }
    switch globals[slot] {
    case .int, .float, .bool, .none: return boundAt[slot]
    default: return nil
    }
  }

  /// A variable that is no tensor, as text.
  public func textForWatching(_ name: String) -> String? {
    guard let value = binding(name) else { return nil }
    switch value {
    case .unbound, .builtin, .module: return nil
    default: return repr(value)
    }
  }
}
