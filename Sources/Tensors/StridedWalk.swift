// One engine for every elementwise kernel: the operands' strides are merged where neighbouring
// dimensions lie one behind the other, so that what remains is one inner loop, run once a row.
// Contiguous operands become a single row, a matrix with a row vector becomes its rows, a scalar
// a stride of 0.

/// The rows of up to three operands that are walked together in the result's order.
struct StridedWalk {
  /// The length of the inner loop, and each operand's step in it.
  var n = 1
  var stepA = 1
  var stepB = 1
  var stepC = 1
  private var depth = 0
  private var rows = 1
  private var sizes = Dims()
  private var a = Dims()
  private var b = Dims()
  private var c = Dims()

  init(_ shape: Shape, _ a: Dims, _ b: Dims = Dims(), _ c: Dims = Dims()) {
    for i in 0..<shape.rank where shape.dims[i] != 1 {
      let size = shape.dims[i]
      let merges =
        depth > 0
        && self.a[depth - 1] == a[i] &* size && self.b[depth - 1] == b[i] &* size
        && self.c[depth - 1] == c[i] &* size
      if merges {
        sizes[depth - 1] = sizes[depth - 1] &* size
      } else {
        sizes[depth] = size
        depth += 1
      }
      self.a[depth - 1] = a[i]
      self.b[depth - 1] = b[i]
      self.c[depth - 1] = c[i]
    }
    if depth > 0 {
      depth -= 1
      n = sizes[depth]
      stepA = self.a[depth]
      stepB = self.b[depth]
      stepC = self.c[depth]
    }
    for i in 0..<depth { rows = rows &* sizes[i] }
    if shape.count == 0 { rows = 0 }
  }

  /// Runs `body` with the result's and the operands' offsets at the start of every row.
  @inline(__always)
  func forEachRow(_ body: (_ out: Int, _ a: Int, _ b: Int, _ c: Int) -> Void) {
    var index = Dims()
    var (atA, atB, atC) = (0, 0, 0)
    for row in 0..<rows {
      body(row &* n, atA, atB, atC)
      var d = depth - 1
      while d >= 0 {
        index[d] = index[d] &+ 1
        atA &+= a[d]
        atB &+= b[d]
        atC &+= c[d]
        if index[d] < sizes[d] { break }
        atA &-= a[d] &* sizes[d]
        atB &-= b[d] &* sizes[d]
        atC &-= c[d] &* sizes[d]
        index[d] = 0
        d -= 1
      }
    }
  }
}
