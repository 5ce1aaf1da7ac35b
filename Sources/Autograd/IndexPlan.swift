import Tensors

// Where the elements of `x[…]` come from, with PyTorch's rules: whole numbers take their axis away
// first; index tensors are broadcast together; their shape stands where they stood, or in front
// when something else stands between them. One plan serves the operation, its adjoint and the
// explanation of an element.

/// For every element of a subscripted tensor, the element of the source that it shows.
struct IndexPlan {
  /// The result's shape.
  let shape: Shape
  /// For every element of the result, row-major, its place in the source, row-major.
  let places: [Int]

  /// One axis of the result before index tensors are joined.
  private enum Axis {
    case plain(size: Int, stride: Int)
    case picked(tensor: Int, axis: Int, stride: Int)
  }

  /// Works out a plan.
  ///
  /// - Throws: `indexOutOfRange`, `indexNotWhole`, `rank` for too many parts, `broadcast` for index
  ///   tensors that do not fit, `tooManyDims`.
  init(
    _ source: Shape, _ subscripts: Subscripts?, _ tensors: ArraySlice<Tensor>
  ) throws(ShapeError) {
    let tensors = Array(tensors)
    var strides = [Int](repeating: 1, count: source.rank)
    for axis in stride(from: source.rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] &* source[axis + 1]
    }
    var base = 0
    var axes: [Axis] = []
    var next = 0
    for part in subscripts?.parts ?? [] {
      if part == .newAxis {
        axes.append(.plain(size: 1, stride: 0))
        continue
      }
      guard next < source.rank else { throw ShapeError(.rank(source, needs: next + 1)) }
      switch part {
      case .newAxis: break
      case .at(let index):
        base &+= try IndexPlan.checked(Double(index), source[next], next) &* strides[next]
      case .slice(let start, let count, let step):
        guard
          count <= 0
            || (start >= 0 && step > 0 && start <= source[next] - 1
              && (count - 1) <= (source[next] - 1 - start) / step)
        else {
          throw ShapeError(.indexOutOfRange(index: start, size: source[next], axis: next))
        }
        base &+= max(0, count) == 0 ? 0 : start &* strides[next]
        axes.append(.plain(size: max(0, count), stride: step &* strides[next]))
      case .tensor(let k):
        guard k >= 0, k < tensors.count else { throw ShapeError(.custom("an index is missing")) }
        if tensors[k].rank == 0 {
          base &+= try IndexPlan.checked(tensors[k].item, source[next], next) &* strides[next]
        } else {
          axes.append(.picked(tensor: k, axis: next, stride: strides[next]))
        }
      }
      next += 1
    }
    for axis in next..<max(next, source.rank) {
      axes.append(.plain(size: source[axis], stride: strides[axis]))
    }
    (shape, places) = try IndexPlan.laidOut(base, axes, source, tensors)
  }

  private static func checked(
    _ value: Double, _ size: Int, _ axis: Int
  ) throws(ShapeError) -> Int {
    guard value.rounded() == value, value.magnitude < 0x1p53 else {
      throw ShapeError(.indexNotWhole(value))
    }
    let index = Int(value) < 0 ? Int(value) + size : Int(value)
    guard index >= 0, index < size else {
      throw ShapeError(.indexOutOfRange(index: Int(value), size: size, axis: axis))
    }
    return index
  }

  private static func laidOut(
    _ base: Int, _ axes: [Axis], _ source: Shape, _ tensors: [Tensor]
  ) throws(ShapeError) -> (Shape, [Int]) {
    var joined: Shape?
    var pickedAt: [Int] = []
    for (place, axis) in axes.enumerated() {
      guard case .picked(let k, _, _) = axis else { continue }
      joined = try Shape.broadcast(joined ?? tensors[k].shape, tensors[k].shape)
      pickedAt.append(place)
    }
    // Each group of result axes is a list of offsets; the result is their outer sum.
    var groups: [(shape: [Int], offsets: [Int])] = axes.compactMap { axis in
      guard case .plain(let size, let stride) = axis else { return nil }
      return ([size], (0..<size).map { $0 &* stride })
    }
    if let joined, let first = pickedAt.first, let last = pickedAt.last {
      var offsets = [Int](repeating: 0, count: joined.count)
      for case .picked(let k, let axis, let stride) in axes {
        let values = tensors[k].expanded(to: joined).elements
        for i in offsets.indices {
          offsets[i] &+= try checked(values[i], source[axis], axis) &* stride
        }
      }
      let isTogether = last - first + 1 == pickedAt.count
      groups.insert((joined.array, offsets), at: isTogether ? first : 0)
    }
    let sizes = groups.flatMap(\.shape)
    let shape = try Shape.checked(sizes)
    var places = [base]
    places.reserveCapacity(shape.count)
    for group in groups {
      places = places.flatMap { place in group.offsets.map { place &+ $0 } }
    }
    return (shape, places)
  }

  /// The one index tensor's axis, where all other parts take whole axes: the case of a table of
  /// embeddings, which has kernels of its own.
  static func onlyAxis(_ source: Shape, _ subscripts: Subscripts?, _ tensors: Int) -> Int? {
    guard tensors == 1, let parts = subscripts?.parts, parts.count <= source.rank else {
      return nil
    }
    var found: Int?
    for (axis, part) in parts.enumerated() {
      switch part {
      case .tensor: found = axis
      case .slice(0, source[axis], 1): break
      default: return nil
      }
    }
    return found
  }
}
