import Autograd
import Tensors

// Cases of sums over named axes, of decompositions and of directions.

/// The sizes of the letters in a case's equation.
private let letterSizes: [Character: Int] = ["i": 2, "j": 3, "k": 2, "l": 1, "b": 2]

func matrixCases(_ name: String, _ draws: inout Draws) -> [Given]? {
  switch name {
  case "einsum":
    let equations = [
      "ij,jk->ik", "ij,jk", "ij->ji", "ij->", "ij->j", "ii->i", "ii", "iij->j", "i,j->ij",
      "i,i,i->i", "i,ij,j->", "bij,bjk->bik", "ij,ij->ij", "ij,k->k", "ji,jj->i", "ij,kl->i",
      "ijk,jb,kb,i->b",
    ]
    return equations.compactMap { equation in
      let left = equation.split(separator: "-")[0]
      let operands = left.split(separator: ",").map { names in
        draws.tensor(Shape(names.map { letterSizes[$0] ?? 1 }))
      }
      return contraction(equation, operands)
    }
      + [
        contraction("...j,jk->...k", [draws.tensor([2, 2, 3]), draws.tensor([3, 2])]),
        contraction("...,...->...", [draws.tensor([2, 3]), draws.tensor([1, 3])]),
        contraction("i...->...", [draws.tensor([2, 3])]),
        contraction("ij,ij->i", [draws.tensor([2, 3]), draws.tensor([1, 3])]),
        contraction("ii,ij->j", [draws.tensor([1, 1]), draws.tensor([3, 2])]),
        contraction("ij,jk->ik", [draws.tensor([2, 0]), draws.tensor([0, 3])]),
      ].compactMap { $0 }
  case "einsum_spread":
    func spread(_ from: [Int], _ to: [Int], _ x: Shape, _ shape: Shape) -> Given {
      var a = Attributes.dims(shape)
      a.contraction = Contraction([from], to)
      return ([draws.tensor(x)], a)
    }
    return [
      spread([1], [1, 1], [3], [3, 3]), spread([], [1, 2], [], [2, 3]),
      spread([2], [1, 2, 1], [2], [3, 2, 3]),
    ]
  case "svd_s", "svd_u", "svd_vh":
    return [([3, 3] as Shape), [4, 2], [2, 4], [2, 3, 2], [1, 3]].map { shape in
      ([apart(shape, &draws)], nil)
    }
  case "linalg_solve":
    func system(_ a: Shape, _ b: Shape) -> Given { ([apart(a, &draws), draws.tensor(b)], nil) }
    return [
      system([3, 3], [3]), system([3, 3], [3, 2]), system([2, 2, 2], [2, 2]),
      system([2, 2], [3, 2, 1]), system([2, 2, 2], [2, 1]), system([1, 1], [1]),
    ]
  default: return nil
  }
}

private func contraction(_ equation: String, _ operands: [Tensor]) -> Given? {
  var a = Attributes()
  a.contraction = try? Contraction(equation, ranks: operands.map(\.rank))
  return a.contraction == nil ? nil : (operands, a)
}

/// A matrix whose singular values keep their distance, from each other and from 0.
private func apart(_ shape: Shape, _ draws: inout Draws) -> Tensor {
  let x = draws.tensor(shape, -0.3...0.3)
  let (m, n) = (shape[-2], shape[-1])
  let values = x.elements.enumerated().map { place, value in
    let (i, j) = (place / n % m, place % n)
    return value + (i == j ? 2 + 1.5 * Double(i) : 0)
  }
  return Tensor(values, shape: shape)
}

func directionCases(_ name: String, _ plain: Attributes, _ draws: inout Draws) -> [Given]? {
  func along(_ axis: Int, p: Double = 2) -> Attributes {
    var made = plain
    made.axis = axis
    if name == "normalize" { made.scalar = p }
    return made
  }
  func random(_ shape: Shape) -> Tensor { draws.tensor(shape, kinks: [0]) }
  switch name {
  case "normalize":
    var coarse = along(1)
    coarse.scalar2 = 10
    return [
      ([random([2, 3])], along(1)), ([random([2, 3])], along(0)), ([random([3])], along(0)),
      ([random([2, 2, 3])], along(1, p: 1)), ([random([2, 3])], along(1, p: 3)),
      ([random([2, 3])], along(1, p: .infinity)), ([random([2, 3])], coarse),
      ([random([])], along(0)),
    ]
  case "cosine_similarity":
    return [
      ([random([2, 3]), random([2, 3])], along(1)), ([random([2, 3]), random([1, 3])], along(0)),
      ([random([3]), random([2, 3])], along(1)), ([random([3]), random([3])], along(0)),
      ([random([2, 2, 3]), random([3])], along(2)),
    ]
  default: return nil
  }
}
