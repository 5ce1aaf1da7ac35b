// Layer norm and RMS norm over the last dimensions, and their backward passes. A row is one group
// that is normalised together; `count` is its length, the product of the normalised sizes.

extension Kernels {
  /// A layer norm's result with what its backward reads: mean and 1/√(var + eps), one a row.
  public struct LayerNorm: Sendable {
    /// The normalised, scaled and shifted input.
    public var output: Tensor
    /// The mean of each row.
    public var mean: Tensor
    /// 1/√(variance + eps) of each row.
    public var rstd: Tensor
  }

  /// The gradients of a layer norm; nil for what was not there.
  public struct NormGradients: Sendable {
    /// With respect to the input.
    public var input: Tensor
    /// With respect to the weight.
    public var weight: Tensor?
    /// With respect to the bias.
    public var bias: Tensor?
  }

  private static func rows(_ x: Tensor, _ count: Int) throws(ShapeError) -> Int {
    // Groups of nothing are no groups: there is nothing to bring to one scale.
    if count == 0, x.count == 0 { return 0 }
    guard count > 0, x.count % count == 0 else {
      throw ShapeError(.reshape(from: x.shape, to: [-1, count]))
    }
    return x.count / count
  }

  /// (x − mean)/√(var + eps)·weight + bias over groups of `normalizedCount` trailing elements.
  public static func layerNorm(
    _ x: Tensor, weight: Tensor?, bias: Tensor?, normalizedCount n: Int, eps: Double
  ) throws(ShapeError) -> LayerNorm {
    let m = try rows(x, n)
    for part in [weight, bias] {
      if let part, part.count != n { throw ShapeError(.shapes(part.shape, [n])) }
    }
    let x = x.contiguous()
    let (weight, bias) = (weight?.contiguous(), bias?.contiguous())
    let output = Tensor(allocating: x.shape, .float)
    let mean = Tensor(allocating: [m], .float)
    let rstd = Tensor(allocating: [m], .float)
    let (w, b) = (weight?.base, bias?.base)
    for row in 0..<m {
      let p = x.base + row &* n
      let out = output.storage.base + row &* n
      let mu = sumRow(p, n) / Double(n)
      let center = SIMD8(repeating: mu)
      let variance = sumRow(p, n) { ($0 - center) * ($0 - center) } / Double(n)
      let r = 1 / (variance + eps).squareRoot()
      mean.storage.base[row] = mu
      rstd.storage.base[row] = r
      if let w, let b {
        for i in 0..<n { out[i] = (p[i] - mu) * r * w[i] + b[i] }
      } else {
        for i in 0..<n { out[i] = (p[i] - mu) * r }
        if let w { for i in 0..<n { out[i] *= w[i] } }
        if let b { for i in 0..<n { out[i] += b[i] } }
      }
    }
    withExtendedLifetime((x, weight, bias, output, mean, rstd)) {}
    return LayerNorm(output: output, mean: mean, rstd: rstd)
  }

  /// The gradients of `layerNorm` for the arriving gradient `g`, in one pass over the rows.
  public static func layerNormBackward(
    _ g: Tensor, input x: Tensor, weight: Tensor?, hasBias: Bool, mean: Tensor, rstd: Tensor,
    normalizedCount n: Int
  ) throws(ShapeError) -> NormGradients {
    let m = try rows(x, n)
    guard g.shape == x.shape else { throw ShapeError(.shapes(g.shape, x.shape)) }
    guard mean.count == m, rstd.count == m else { throw ShapeError(.shapes(mean.shape, [m])) }
    let (x, g, mean, rstd) = (
      x.contiguous(), g.contiguous(), mean.contiguous(), rstd.contiguous()
    )
    let weight = weight?.contiguous()
    let dx = Tensor(allocating: x.shape, .float)
    let dw = weight.map { Tensor(filling: 0, shape: $0.shape) }
    let db = hasBias ? Tensor(filling: 0, shape: weight?.shape ?? [n]) : nil
    let xhat = Tensor(allocating: [n], .float).storage
    let gw = Tensor(allocating: [n], .float).storage
    let (h, s) = (xhat.base, gw.base)
    let w = weight?.base
    for row in 0..<m {
      let p = x.base + row &* n
      let q = g.base + row &* n
      let out = dx.storage.base + row &* n
      let (mu, r) = (mean.base[row], rstd.base[row])
      for i in 0..<n { h[i] = (p[i] - mu) * r }
      if let w {
        for i in 0..<n { s[i] = q[i] * w[i] }
      } else {
        for i in 0..<n { s[i] = q[i] }
      }
      for i in 0..<n { out[i] = s[i] * h[i] }
      let meanProduct = sumRow(out, n) / Double(n)
      let meanGradient = sumRow(s, n) / Double(n)
      for i in 0..<n { out[i] = r * ((s[i] - meanGradient) - h[i] * meanProduct) }
      if let d = dw?.storage.base { for i in 0..<n { d[i] += q[i] * h[i] } }
      if let d = db?.storage.base { for i in 0..<n { d[i] += q[i] } }
    }
    withExtendedLifetime((x, g, mean, rstd, weight, dx)) {}
    withExtendedLifetime((dw, db, xhat, gw)) {}
    return NormGradients(input: dx, weight: dw, bias: db)
  }

  /// x/√(mean x² + eps)·weight over groups of `normalizedCount` trailing elements, with 1/√(…).
  public static func rmsNorm(
    _ x: Tensor, weight: Tensor?, normalizedCount n: Int, eps: Double
  ) throws(ShapeError) -> (output: Tensor, rstd: Tensor) {
    let m = try rows(x, n)
    if let weight, weight.count != n { throw ShapeError(.shapes(weight.shape, [n])) }
    let x = x.contiguous()
    let weight = weight?.contiguous()
    let output = Tensor(allocating: x.shape, .float)
    let rstd = Tensor(allocating: [m], .float)
    for row in 0..<m {
      let p = x.base + row &* n
      let out = output.storage.base + row &* n
      let r = 1 / (sumRow(p, n) { $0 * $0 } / Double(n) + eps).squareRoot()
      rstd.storage.base[row] = r
      for i in 0..<n { out[i] = p[i] * r }
      if let w = weight?.base { for i in 0..<n { out[i] *= w[i] } }
    }
    withExtendedLifetime((x, weight, output, rstd)) {}
    return (output, rstd)
  }

  /// The gradients of `rmsNorm` for the arriving gradient `g`.
  public static func rmsNormBackward(
    _ g: Tensor, input x: Tensor, weight: Tensor?, rstd: Tensor, normalizedCount n: Int
  ) throws(ShapeError) -> NormGradients {
    let m = try rows(x, n)
    guard g.shape == x.shape else { throw ShapeError(.shapes(g.shape, x.shape)) }
    guard rstd.count == m else { throw ShapeError(.shapes(rstd.shape, [m])) }
    let (x, g, rstd) = (x.contiguous(), g.contiguous(), rstd.contiguous())
    let weight = weight?.contiguous()
    let dx = Tensor(allocating: x.shape, .float)
    let dw = weight.map { Tensor(filling: 0, shape: $0.shape) }
    let scaled = Storage.make(n)
    let s = scaled.base
    for row in 0..<m {
      let p = x.base + row &* n
      let q = g.base + row &* n
      let out = dx.storage.base + row &* n
      let r = rstd.base[row]
      if let w = weight?.base {
        for i in 0..<n { s[i] = q[i] * w[i] }
      } else {
        for i in 0..<n { s[i] = q[i] }
      }
      for i in 0..<n { out[i] = s[i] * p[i] }
      let c = sumRow(out, n) / Double(n) * r * r
      for i in 0..<n { out[i] = r * (s[i] - p[i] * c) }
      if let d = dw?.storage.base { for i in 0..<n { d[i] += q[i] * p[i] * r } }
    }
    withExtendedLifetime((x, g, rstd, weight, dx, dw, scaled)) {}
    return NormGradients(input: dx, weight: dw, bias: nil)
  }
}
