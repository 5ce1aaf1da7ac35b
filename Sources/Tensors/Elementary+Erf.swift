// The error function, in two pieces: x·P(x²) near 0, and 1 − e^(−x²)·Q(t) with t = (x − 3)/(x + 3)
// further out, where P and Q are Chebyshev fits (to 8e-19 and 2e-18) made with 40 digits.

extension Elementary {
  /// erf(x)/x as a polynomial of u = x², for |x| < ¾.
  @inline(__always)
  private static func erfNear(_ u: Double) -> Double {
    let u2 = u * u
    let u4 = u2 * u2
    let s0 =
      (1.1283791670955126 + u * -0.37612638903183715)
      + u2 * (0.11283791670952596 + u * -0.026866170644428485)
    let s1 =
      (0.005223977615420539 + u * -0.0008548326188759752)
      + u2 * (0.00012055289567541706 + u * -1.4924196305569617e-05)
    let s2 =
      (1.643068417974155e-06 + u * -1.5940066854661717e-07)
      + u2 * 1.1472499701094691e-08
    return s0 + u4 * (s1 + u4 * s2)
  }

  /// (1 − erf(x))·e^(x²) as a polynomial of t = (x − 3)/(x + 3), for ¾ ≤ x ≤ 6.
  @inline(__always)
  private static func erfcScaled(_ t: Double) -> Double {
    let t2 = t * t
    let t4 = t2 * t2
    let q0 =
      (0.17900115118138996 + t * -0.3262335600430372)
      + t2 * (0.245603801712332 + t * -0.15011593650078014)
    let q1 =
      (0.07166583719784277 + t * -0.024392499318562477)
      + t2 * (0.004269136339094823 + t * 0.0007077464410175722)
    let q2 =
      (-0.0005970620880930369 + t * 4.525512796022144e-05)
      + t2 * (6.405813402781729e-05 + t * -1.285727508287555e-05)
    let q3 =
      (-7.98615711227755e-06 + t * 2.0943042836658166e-06)
      + t2 * (1.25808120149777e-06 + t * -2.1476388667435354e-07)
    let q4 = -1.6765221805840914e-07
    return q0 + t4 * (q1 + t4 * (q2 + t4 * (q3 + t4 * q4)))
  }

  /// The error function.
  @inline(__always)
  public static func erf(_ x: Double) -> Double {
    let a = x.magnitude
    let b = a > 6 ? 6 : a
    let near = b * erfNear(b * b)
    let far = 1 - exp(-b * b) * erfcScaled((b - 3) / (b + 3))
    return Double(signOf: x, magnitudeOf: a < 0.75 ? near : far)
  }
}
