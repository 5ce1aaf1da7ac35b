// The optimizers' updates of one parameter, fused, in PyTorch's order of operations (the
// single-tensor code of `torch.optim`), so that the numbers agree to the last digits.

extension Kernels {
  /// What Adam and AdamW are set to.
  public struct AdamOptions: Sendable {
    /// The learning rate.
    public var lr: Double
    /// The decay of the mean of gradients.
    public var beta1: Double
    /// The decay of the mean of squared gradients.
    public var beta2: Double
    /// Added to the root, against a division by 0.
    public var eps: Double
    /// The weight decay.
    public var weightDecay: Double
    /// Whether the decay shrinks the parameter (AdamW) or adds to the gradient (Adam).
    public var decoupled: Bool

    /// Options, with PyTorch's defaults for AdamW but the learning rate.
    public init(
      lr: Double, beta1: Double = 0.9, beta2: Double = 0.999, eps: Double = 1e-8,
      weightDecay: Double = 0.01, decoupled: Bool = true
    ) {
      self.lr = lr
      self.beta1 = beta1
      self.beta2 = beta2
      self.eps = eps
      self.weightDecay = weightDecay
      self.decoupled = decoupled
    }
  }

  /// One step of Adam or AdamW, `step` counting from 1.
  ///
  /// Throws `shapes` if the four differ.
  public static func adam(
    _ parameter: inout Tensor, gradient: Tensor, mean: inout Tensor, square: inout Tensor,
    step: Int, _ options: AdamOptions
  ) throws(ShapeError) {
    for other in [gradient, mean, square] where other.shape != parameter.shape {
      throw ShapeError(.shapes(parameter.shape, other.shape))
    }
    let gradient = gradient.contiguous()
    parameter.makeUnique()
    mean.makeUnique()
    square.makeUnique()
    let (p, g, m, v) = (parameter.base, gradient.base, mean.base, square.base)
    let correction1 = 1 - libmPow(options.beta1, Double(step))
    let root = libmPow(1 - libmPow(options.beta2, Double(step)), 0.5)
    let negativeStep = -(options.lr / correction1)
    let (w1, w2) = (1 - options.beta1, 1 - options.beta2)
    let (beta2, eps, decay) = (options.beta2, options.eps, options.weightDecay)
    let shrink = decay != 0 && options.decoupled ? 1 - options.lr * decay : 1
    let pull = options.decoupled ? 0 : decay
    // Eight at a time, written out: the compiler would not vectorise the root and the quotients.
    inEights(parameter.count) { at, n in
      var x = load8(p, at, n)
      let old = load8(m, at, n)
      let slope = pull == 0 ? load8(g, at, n) : load8(g, at, n) + pull * x
      let average =
        w1.magnitude < 0.5 ? old + w1 * (slope - old) : slope - (slope - old) * (1 - w1)
      let squares = load8(v, at, n) * beta2 + w2 * slope * slope
      store8(average, m, at, n)
      store8(squares, v, at, n)
      x = x * shrink
      x += negativeStep * average / (squares.squareRoot() / root + eps)
      store8(x, p, at, n)
    }
    withExtendedLifetime((parameter, gradient, mean, square)) {}
  }

  /// What SGD is set to.
  public struct SGDOptions: Sendable {
    /// The learning rate.
    public var lr: Double
    /// How much of the last velocity is kept.
    public var momentum: Double
    /// How much of the gradient is kept out of the velocity.
    public var dampening: Double
    /// The weight decay, added to the gradient.
    public var weightDecay: Double
    /// Whether to look ahead by Nesterov's rule.
    public var nesterov: Bool

    /// Options, with PyTorch's defaults but the learning rate.
    public init(
      lr: Double, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0,
      nesterov: Bool = false
    ) {
      self.lr = lr
      self.momentum = momentum
      self.dampening = dampening
      self.weightDecay = weightDecay
      self.nesterov = nesterov
    }
  }

  /// One step of SGD; with momentum the velocity is nil before the first step.
  ///
  /// Throws `shapes` if they differ.
  public static func sgd(
    _ parameter: inout Tensor, gradient: Tensor, velocity: inout Tensor?, _ options: SGDOptions
  ) throws(ShapeError) {
    guard gradient.shape == parameter.shape else {
      throw ShapeError(.shapes(parameter.shape, gradient.shape))
    }
    if let velocity, velocity.shape != parameter.shape {
      throw ShapeError(.shapes(parameter.shape, velocity.shape))
    }
    let isFirst = velocity == nil
    var buffer: Tensor?
    if options.momentum != 0 {
      // Taken out and put back, so that its storage stays unique and is changed in place.
      buffer = velocity ?? Tensor(filling: 0, shape: parameter.shape)
      velocity = nil
      buffer?.makeUnique()
    }
    let gradient = gradient.contiguous()
    parameter.makeUnique()
    let (p, g, v) = (parameter.base, gradient.base, buffer?.base)
    let (decay, momentum, kept) = (
      options.weightDecay, options.momentum, 1 - options.dampening
    )
    for i in 0..<parameter.count {
      var slope = decay == 0 ? g[i] : g[i] + decay * p[i]
      if let v {
        v[i] = isFirst ? slope : v[i] * momentum + kept * slope
        slope = options.nesterov ? slope + momentum * v[i] : v[i]
      }
      p[i] += -options.lr * slope
    }
    withExtendedLifetime((parameter, gradient)) {}
    if let buffer { velocity = buffer }
  }

  /// Calls `body` for every eight positions, and once for a rest of fewer.
  @inline(__always)
  private static func inEights(_ count: Int, _ body: (_ at: Int, _ n: Int) -> Void) {
    var at = 0
    while at &+ 8 <= count {
      body(at, 8)
      at &+= 8
    }
    if at < count { body(at, count &- at) }
  }

  @inline(__always)
  private static func load8(
    _ p: UnsafeMutablePointer<Double>, _ at: Int, _ n: Int
  ) -> SIMD8<Double> {
    if n == 8 {
      return UnsafeRawPointer(p + at).loadUnaligned(as: SIMD8<Double>.self)
    }
    var lanes = SIMD8<Double>()
    for i in 0..<n { lanes[i] = p[at &+ i] }
    return lanes
  }

  @inline(__always)
  private static func store8(
    _ lanes: SIMD8<Double>, _ p: UnsafeMutablePointer<Double>, _ at: Int, _ n: Int
  ) {
    if n == 8 {
      UnsafeMutableRawPointer(p + at).storeBytes(of: lanes, as: SIMD8<Double>.self)
    } else {
      for i in 0..<n { p[at &+ i] = lanes[i] }
    }
  }
}
