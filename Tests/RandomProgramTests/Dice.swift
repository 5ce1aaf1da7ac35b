// Numbers that look random and are the same for the same seed, on every machine.

/// A generator of pseudo-random numbers (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number below a bound.
  mutating func roll(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  /// True once in so many times.
  mutating func once(in count: Int) -> Bool { roll(count) == 0 }

  /// One of some things.
  mutating func pick<T>(_ things: [T]) -> T { things[roll(things.count)] }
}
