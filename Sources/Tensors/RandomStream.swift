// PyTorch's CPU random numbers, digit for digit: the Mersenne Twister MT19937 (Matsumoto and
// Nishimura 1998) and, in the other files of this type, the ways in which draws become numbers of
// a distribution. The whole state is a value, so a checkpoint of it is an assignment.

/// A stream of random numbers, PyTorch's for the same seed.
public struct RandomStream: Sendable {
  private static var size: Int { 624 }
  private static var shift: Int { 397 }

  private var state: [UInt32]
  private var next = RandomStream.size
  /// The second normal number of a pair, kept for the next draw of a single one.
  var keptNormal: Double?

  /// A stream from a seed, of which PyTorch uses the low 32 bits.
  public init(seed: Int = 0) {
    var words = [UInt32](repeating: 0, count: RandomStream.size)
    words[0] = UInt32(truncatingIfNeeded: seed)
    for i in 1..<RandomStream.size {
      let last = words[i - 1]
      words[i] = 1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(i)
    }
    state = words
  }

  /// Starts again from a seed, as `manual_seed` does.
  public mutating func seed(_ seed: Int) { self = RandomStream(seed: seed) }

  /// The next 32 bits.
  public mutating func next32() -> UInt32 {
    if next >= RandomStream.size { refill() }
    var y = state[next]
    next += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return y ^ (y >> 18)
  }

  /// The next 64 bits, the first draw high.
  public mutating func next64() -> UInt64 {
    let high = UInt64(next32())
    return high << 32 | UInt64(next32())
  }

  /// The next number evenly from 0 ..< 1, a multiple of 2^−53.
  public mutating func uniform() -> Double {
    Double(next64() & 0x1f_ffff_ffff_ffff) * 0x1p-53
  }

  private mutating func refill() {
    state.withUnsafeMutableBufferPointer { words in
      let n = RandomStream.size
      for i in 0..<n {
        let y = (words[i] & 0x8000_0000) | (words[(i + 1) % n] & 0x7fff_ffff)
        words[i] =
          words[(i + RandomStream.shift) % n] ^ (y >> 1)
          ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
      }
    }
    next = 0
  }
}
