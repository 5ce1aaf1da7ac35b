import Autograd
import Tensors
import Testing

// Values and gradients as PyTorch 2.15 gives them (float64), mostly at the points where a
// derivative is a convention: kinks, ties, zeros, overflow. The gradient that arrives at the
// result is 1, 2, 3 … in row-major order.

/// An application with PyTorch's answers.
struct Known: Sendable, CustomStringConvertible {
  let name: String
  let inputs: [Tensor]
  let output: Tensor
  let gradients: [Tensor?]
  let attributes: Attributes

  var description: String { name }
}

func known(
  _ name: String, _ inputs: [Tensor], _ output: Tensor, _ gradients: [Tensor?],
  _ change: (inout Attributes) -> Void = { _ in }
) -> Known {
  Known(
    name: name, inputs: inputs, output: output, gradients: gradients,
    attributes: attributes(change))
}

func t(_ values: [Double], _ shape: [Int], _ dtype: DType = .float) -> Tensor {
  Tensor(values, shape: Shape(shape), dtype: dtype)
}

@Suite struct PyTorchNumbers {
  @Test(arguments: knownNumbers + moreKnownNumbers)
  func agree(_ known: Known) throws {
    var applied = try Applied(Registry.id(known.name), known.inputs, known.attributes)
    #expect(applied.value.shape == known.output.shape)
    #expect(applied.value.dtype == known.output.dtype)
    for i in 0..<known.output.count {
      #expect(
        near(applied.value.element(at: i), known.output.element(at: i), 1e-12), "\(known) \(i)")
    }
    let arriving = Tensor(
      (0..<known.output.count).map { Double($0 + 1) }, shape: known.output.shape)
    let wanted = applied.differentiable
    let made = try gradients(
      &applied.trace, roots: [(applied.row, arriving, -1)],
      targets: wanted.map { applied.inputs[$0] }, createsGraph: false)
    for (k, i) in wanted.enumerated() {
      guard let expected = known.gradients[i] else { continue }
      let gradient = made[k]?.value ?? Tensor(filling: 0, shape: expected.shape)
      for j in 0..<expected.count {
        #expect(
          near(gradient.element(at: j), expected.element(at: j), 1e-12),
          "\(known) argument \(i) at \(j): \(gradient.element(at: j)), PyTorch \(expected.element(at: j))"
        )
      }
    }
  }
}

private let knownNumbers: [Known] = [
  known(
    "abs", [t([-2, 0, 3], [3])],
    t([2, 0, 3], [3]), [t([-1, 0, 3], [3])]),
  known(
    "relu", [t([-2, 0, 3], [3])],
    t([0, 0, 3], [3]), [t([0, 0, 3], [3])]),
  known(
    "sign", [t([-2, 0, 3], [3])],
    t([-1, 0, 1], [3]), [t([0, 0, 0], [3])]),
  known(
    "clamp", [t([-2, -1, 0.5, 1, 2], [5])],
    t([-1, -1, 0.5, 1, 1], [5]), [t([0, 0, 3, 0, 0], [5])], { ($0.scalar, $0.scalar2) = (-1, 1) }),
  known(
    "maximum", [t([1, 2, 3], [3]), t([2, 2, 1], [3])],
    t([2, 2, 3], [3]), [t([0, 1, 3], [3]), t([1, 1, 0], [3])]),
  known(
    "minimum", [t([1, 2, 3], [3]), t([2, 2, 1], [3])],
    t([1, 2, 1], [3]), [t([1, 1, 0], [3]), t([0, 1, 3], [3])]),
  known(
    "leaky_relu", [t([-2, 0, 3], [3])],
    t([-0.2, 0, 3], [3]), [t([0.1, 0.2, 3], [3])], { $0.scalar = 0.1 }),
  known(
    "elu", [t([-2, 0, 3], [3])],
    t([-0.8646647167633873, 0, 3], [3]), [t([0.1353352832366127, 2, 3], [3])], { $0.scalar = 1 }),
  known(
    "silu", [t([-2, 0, 30], [3])],
    t([-0.2384058440442351, 0, 29.999999999997197], [3]),
    [t([-0.09078424878489547, 1, 3.0000000000081326], [3])]),
  known(
    "gelu", [t([-2, 0, 1], [3])],
    t([-0.04550026389635842, 0, 0.841344746068543], [3]),
    [t([-0.08523180107819692, 1, 3.249946411763059], [3])]),
  known(
    "gelu", [t([-2, 0, 1], [3])],
    t([-0.04540230591222494, 0, 0.8411919906082768], [3]),
    [t([-0.0860992566236183, 1, 3.248892251537348], [3])], { $0.mode = 1 }),
  known(
    "softplus", [t([-2, 0, 30], [3])],
    t([0.1269280110429725, 0.6931471805599453, 30], [3]), [t([0.11920292202211755, 1, 3], [3])],
    { ($0.scalar, $0.scalar2) = (1, 20) }),
  known(
    "logsigmoid", [t([-800, 0, 30], [3])],
    t([-800, -0.6931471805599453, -9.357622968839737e-14], [3]),
    [t([1, 1, 2.80728689065179e-13], [3])]),
  known(
    "pow", [t([0, 2, 3], [3]), t([0, 2, -1], [3])],
    t([1, 4, 0.3333333333333333], [3]),
    [t([0, 8, -0.3333333333333333], [3]), t([0, 5.545177444479562, 1.0986122886681096], [3])]),
  known(
    "pow", [t([0, 2], [2]), t([2, 0.5], [2])],
    t([0, 1.4142135623730951], [2]),
    [t([0, 0.7071067811865476], [2]), t([0, 1.9605162869370945], [2])]),
  known(
    "remainder", [t([7.5, -7.5], [2]), t([2, 2], [2])],
    t([1.5, 0.5], [2]), [t([1, 2], [2]), t([-3, 8], [2])]),
  known(
    "lerp", [t([1, 2], [2]), t([5, -2], [2]), t([0.25, 0.75], [2])],
    t([2, -1], [2]), [t([0.75, 0.5], [2]), t([0.25, 1.5], [2]), t([4, -8], [2])]),
  known(
    "amax", [t([3, 1, 3], [3])],
    t([3], []), [t([0.5, 0, 0.5], [3])], { $0.dims = [0] }),
  known(
    "amin", [t([3, 1, 1, 2, 5, 4], [2, 3])],
    t([1, 2], [2]), [t([0, 0.5, 0.5, 2, 0, 0], [2, 3])], { $0.dims = [1] }),
  known(
    "prod", [t([2, 0, 4], [3])],
    t([0], []), [t([0, 8, 0], [3])], { $0.dims = [0] }),
  known(
    "prod", [t([0, 0, 4], [3])],
    t([0], []), [t([0, 0, 0], [3])], { $0.dims = [0] }),
  known(
    "cumprod", [t([2, 0, 4, 5], [4])],
    t([2, 0, 0, 0], [4]), [t([1, 188, 0, 0], [4])], { $0.axis = 0 }),
  known(
    "cumsum", [t([1, 2, 3, 4], [2, 2])],
    t([1, 3, 3, 7], [2, 2]), [t([3, 2, 7, 4], [2, 2])], { $0.axis = 1 }),
  known(
    "std", [t([2, 2, 2], [3])],
    t([0], []), [t([0, 0, 0], [3])], { ($0.dims, $0.start) = ([0], 1) }),
  known(
    "var", [t([1, 2, 4, 0, 0, 3], [2, 3])],
    t([2.333333333333333, 3], [2]),
    [t([-1.3333333333333335, -0.3333333333333335, 1.6666666666666665, -2, -2, 4], [2, 3])],
    { ($0.dims, $0.start) = ([1], 1) }),
  known(
    "norm", [t([0, 0], [2])],
    t([0], []), [t([0, 0], [2])], { ($0.dims, $0.scalar) = ([0], 2) }),
  known(
    "norm", [t([1, -2], [2])],
    t([2.080083823051904], []), [t([0.2311204247835449, -0.9244816991341795], [2])],
    { ($0.dims, $0.scalar) = ([0], 3) }),
  known(
    "norm", [t([2, -2, 1], [3])],
    t([2], []), [t([0.5, -0.5, 0], [3])], { ($0.dims, $0.scalar) = ([0], .infinity) }),
  known(
    "logsumexp", [t([1000, 999], [2])],
    t([1000.3132616875182], []), [t([0.7310585786300168, 0.2689414213699995], [2])],
    { $0.dims = [0] }),
]
