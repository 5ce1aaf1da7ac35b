import Autograd
import Tensors

// Work of the machine that takes more than one event and is not code: a backward, an optimizer's
// step. It is data, so a program can stop in the middle of it, and a copy goes on by itself.

/// What a machine is in the middle of.
enum Activity: Sendable {
  /// `backward()`.
  case backward(BackwardPass)
  /// `grad(outputs, inputs)`: ends by pushing a tuple.
  case gradients(BackwardPass, targets: [RowID], allowUnused: Bool)
  /// `optimizer.step()`: the optimizer, the next group and the next parameter in it.
  case optimizer(ObjectID, group: Int, parameter: Int)
  /// `clip_grad_norm_`, and the next parameter in it.
  case clip(Clipping, next: Int)
  /// Somebody has taken the work out to change it, and puts it back.
  case takenOut
}

/// A `clip_grad_norm_` at work.
struct Clipping: Sendable {
  /// The tensors whose gradients are scaled.
  var parameters: [ObjectID]
  /// What it was asked for.
  var maximum: Double
  var power: Double
  /// What the gradients are multiplied by.
  var factor: Double
  /// The norm to return.
  var norm: ObjectID
}
