// Greatest and least, and where they are. NaN counts as the extreme, as in PyTorch; of equal ones
// the first is taken. Over no elements there is none: `empty`.

extension Kernels {
  /// The greatest value.
  public static func amax(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    let folded = try nonEmpty(x, dims, keepdim, "max")
    return folded.fold(x.dtype, -.infinity) { larger($0, $1) }
  }

  /// The least value.
  public static func amin(
    _ x: Tensor, dims: [Int]? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    let folded = try nonEmpty(x, dims, keepdim, "min")
    return folded.fold(x.dtype, .infinity) { smaller($0, $1) }
  }

  /// Where the greatest value is; without a dim, in row-major order.
  public static func argmax(
    _ x: Tensor, dim: Int? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try nonEmpty(x, dim.map { [$0] }, keepdim, "argmax").each(.int) { p, n, step in
      var best = 0
      for i in 0..<n {
        let (x, y) = (p[i &* step], p[best &* step])
        if x > y || (x != x && y == y) { best = i }
      }
      return Double(best)
    }
  }

  /// Where the least value is; without a dim, in row-major order.
  public static func argmin(
    _ x: Tensor, dim: Int? = nil, keepdim: Bool = false
  ) throws(ShapeError) -> Tensor {
    try nonEmpty(x, dim.map { [$0] }, keepdim, "argmin").each(.int) { p, n, step in
      var best = 0
      for i in 0..<n {
        let (x, y) = (p[i &* step], p[best &* step])
        if x < y || (x != x && y == y) { best = i }
      }
      return Double(best)
    }
  }

  /// The greatest values along a dimension and where they are.
  public static func max(
    _ x: Tensor, dim: Int, keepdim: Bool = false
  ) throws(ShapeError) -> (values: Tensor, indices: Tensor) {
    (
      try amax(x, dims: [dim], keepdim: keepdim), try argmax(x, dim: dim, keepdim: keepdim)
    )
  }

  /// The least values along a dimension and where they are.
  public static func min(
    _ x: Tensor, dim: Int, keepdim: Bool = false
  ) throws(ShapeError) -> (values: Tensor, indices: Tensor) {
    (
      try amin(x, dims: [dim], keepdim: keepdim), try argmin(x, dim: dim, keepdim: keepdim)
    )
  }

  private static func nonEmpty(
    _ x: Tensor, _ dims: [Int]?, _ keepdim: Bool, _ operation: String
  ) throws(ShapeError) -> Folded {
    let folded = try Folded(x, dims, keepdim: keepdim)
    if folded.reduced == 0 && folded.shape.count != 0 {
      throw ShapeError(.empty(operation: operation))
    }
    return folded
  }
}
