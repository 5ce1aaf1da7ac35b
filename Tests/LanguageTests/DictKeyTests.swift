import Testing

@testable import Language

// Keys of dicts and sets: what is one key in Python is one here, and nothing else is.

@Suite struct DictKeyTests {
  @Test func numbersOfOneValueAreOneKey() {
    let keys: [DictKey] = [.int(1), .float(1), .bool(true)]
    for a in keys {
      for b in keys {
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
      }
    }
    #expect(DictKey.float(-0.0) == .int(0))
    #expect(DictKey.float(-0.0).hashValue == DictKey.bool(false).hashValue)
    #expect(DictKey.float(0x1p53) != .int(1 << 53 + 1))
    #expect(DictKey.float(0x1p63) != .int(.max))
    #expect(DictKey.float(-0x1p63) == .int(.min))
    #expect(DictKey.float(1.5) == .float(1.5))
    #expect(DictKey.float(.infinity) == .float(.infinity))
  }

  @Test func theFirstSpellingStays() {
    var table: [DictKey: String] = [.bool(true): "a"]
    table[.float(1)] = "b"
    #expect(table.count == 1)
    guard case .bool(true)? = table.keys.first else {
      Issue.record("the key lost its kind")
      return
    }
    #expect(table[.int(1)] == "b")
  }

  @Test func nanEqualsNothing() {
    #expect(DictKey.float(.nan) != .float(.nan))
    #expect(DictKey.tuple([.float(.nan)]) != .tuple([.float(.nan)]))
  }

  @Test func kindsAreApart() {
    let keys: [DictKey] = [
      .none, .int(0), .string(""), .tuple([]), .identity(0), .string("0"), .tuple([.int(0)]),
      .tuple([.tuple([])]), .identity(1), .float(0.5), .tuple([.tuple([.int(0)])]),
    ]
    for (i, a) in keys.enumerated() {
      for (j, b) in keys.enumerated() { #expect((a == b) == (i == j)) }
    }
    #expect(Set(keys).count == keys.count)
  }

  @Test func stringsCompareByCodePoints() {
    #expect(DictKey.string("é") != .string("e\u{301}"))
    #expect(DictKey.string("é") == .string("\u{E9}"))
    #expect(Set<DictKey>([.string("é"), .string("e\u{301}"), .string("\u{E9}")]).count == 2)
  }

  @Test func tuplesCompareByElements() {
    let a = DictKey.tuple([.int(1), .tuple([.string("x"), .none]), .int(2)])
    let b = DictKey.tuple([.bool(true), .tuple([.string("x"), .none]), .float(2)])
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != .tuple([.int(1), .tuple([.string("x")]), .none, .int(2)]))
    #expect(a != .tuple([.int(1), .tuple([.string("x"), .none])]))
  }

  @Test(arguments: [1000, 10_000])
  func deepTuplesNeedNoDeepStack(_ depth: Int) {
    func nested() -> DictKey { (0..<depth).reduce(.int(1)) { key, _ in .tuple([key, .int(2)]) } }
    let (a, b) = (nested(), nested())
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != .tuple([a, .int(2)]))
  }
}
