import Testing

@testable import Language

// Python's built-ins against CPython: every expected value is what CPython 3.11 printed.

@Suite struct BuiltinsTests: CPythonTables {
  @Test func preludeHasNoErrors() {
    #expect(Prelude.shared.diagnostics.map(\.message) == [])
    #expect(Prelude.shared.collector != nil)
  }

  @Test func expressionsPrintAsInPython() {
    for row in rows(Self.printed, columns: 2) {
      let run = runScript("print(\(row[0]))")
      if row[1] == "!" {
        #expect(run.error != nil, "\(row[0]) should be an error, printed \(run.output)")
      } else {
        #expect(run.error?.message == nil, "\(row[0])")
        #expect(run.output == row[1] + "\n", "\(row[0])")
      }
    }
  }

  @Test(arguments: [
    ("math.exp(1.5)", 4.4816890703380645), ("math.log(8, 2)", 3.0),
    ("math.log(10)", 2.302585092994046), ("math.log10(0.001)", -3.0),
    ("math.log2(10)", 3.321928094887362), ("math.log1p(1e-10)", 9.999999999500001e-11),
    ("math.expm1(1e-10)", 1.00000000005e-10), ("math.sin(2)", 0.9092974268256817),
    ("math.tanh(0.3)", 0.2913126124515909), ("math.erf(0.5)", 0.5204998778130465),
    ("math.hypot(3, 4)", 5.0), ("math.atan2(-1, -1)", -2.356194490192345),
    ("math.pow(2, 0.5)", 1.4142135623730951), ("math.fmod(-7, 3)", -1.0),
    ("math.degrees(1)", 57.29577951308232), ("math.sqrt(tensor(4.0))", 2.0),
  ])
  func realFunctions(_ expression: String, _ expected: Double) throws {
    let text = try #require(runScript("y = \(expression)").global("y"))
    let value = try #require(Double(text))
    #expect((value - expected).magnitude <= 1e-12 * expected.magnitude)
  }

  // MARK: - Lists and tables in place

  @Test func listMethods() {
    let run = runScript(
      """
      v = [5, 3, 4]
      v.append(1)
      v.extend(x * 10 for x in [1, 2])
      v.insert(-100, "a")
      v.insert(2, v.pop(0))
      print(v, v.pop(), v.index(4), v.count(1))
      v.remove("a")
      v.reverse()
      w = v.copy()
      w.sort(key=lambda x: -x)
      v.sort()
      print(v, w)
      w.clear()
      print(w, (1, 2, 1).count(1), (1, 2).index(2))
      v.extend(v)
      print(v)
      """)
    #expect(run.error?.message == nil)
    #expect(
      run.output == """
        [5, 3, 'a', 4, 1, 10] 20 3 1
        [1, 3, 4, 5, 10] [10, 5, 4, 3, 1]
        [] 2 1
        [1, 3, 4, 5, 10, 1, 3, 4, 5, 10]

        """)
  }

  @Test func dictAndSetMethods() {
    let run = runScript(
      """
      d = {"a": 1, 2: "b"}
      keys = d.keys()
      print(d.get("x"), d.get("x", 0), d.setdefault("c", 3), d.setdefault("a", 9))
      d.update({"a": 5}, z=1)
      d.update([("y", 2)])
      print(d, keys, d.pop(2), d.pop("q", None), d.popitem())
      s = {3, 1}
      s.add(1.0)
      s.discard(7)
      s.update([4], (x for x in [5]))
      s.remove(3)
      print(s, s.union([9]), s.intersection({1, 5}, [5]), s.difference([1]))
      print(s.issubset(range(9)), s.issuperset([4]), s.isdisjoint([0]))
      r = record(w=1, b=[2])
      r.w = r.w + 1
      print(r, dict(d), set("aab") == {"b", "a"})
      """)
    #expect(run.error?.message == nil)
    #expect(
      run.output == """
        None 0 3 1
        {'a': 5, 'c': 3, 'z': 1} dict_keys(['a', 'c', 'z']) b None ('y', 2)
        {1, 4, 5} {1, 4, 5, 9} {5} {4, 5}
        True True True
        record(w=2, b=[2]) {'a': 5, 'c': 3, 'z': 1} True

        """)
  }

  // MARK: - Laziness

  @Test func iteratorsAreLazyAndOneShot() {
    let run = runScript(
      """
      def f(x):
        print("f", x)
        return x
      it = map(f, [0, 1, 2, 3, 4])
      print(any(it))
      print(next(it))
      for x in it:
        break
      print(list(zip(it, "ab")), list(it), next(it, "end"))
      pairs = enumerate(filter(None, [0, 5, 6]), 1)
      print(list(pairs), list(pairs))
      print(all(f(x) < 2 for x in range(9)))
      print(list(map(lambda a, b: a + b, (f(x) for x in [1, 2]), [10])))
      """)
    #expect(run.error?.message == nil)
    #expect(
      run.output == """
        f 0
        f 1
        True
        f 2
        2
        f 3
        f 4
        [(4, 'a')] [] end
        [(1, 5), (2, 6)] []
        f 0
        f 1
        f 2
        False
        f 1
        f 2
        [11]

        """)
  }

  @Test func preludeReadsNoNameAProgramCanBind() {
    let run = runScript(
      """
      len = str = list = sorted_ = next = iter = 3
      print(sorted("ba", key=lambda x: x), tuple(zip([1], [2])), max([1, 2], key=lambda x: -x))
      print(tuple(map(lambda a, b: a * b, [1, 2], (x for x in [3, 4]))), any(x for x in [0, 1]))
      """)
    #expect(run.error?.message == nil)
    #expect(run.output == "['a', 'b'] ((1, 2),) 1\n(3, 8) True\n")
  }

  @Test func sortingIsStableInBothDirections() {
    let run = runScript(
      """
      items = [((i * 7919) % 97, i) for i in range(1000)]
      up = sorted(items, key=lambda p: p[0])
      down = sorted(items, key=lambda p: p[0], reverse=True)
      good = all(a[0] < b[0] or a[0] == b[0] and a[1] < b[1] for a, b in zip(up, up[1:]))
      also = all(a[0] > b[0] or a[0] == b[0] and a[1] < b[1] for a, b in zip(down, down[1:]))
      same = up == sorted(items)
      """)
    #expect(run.error?.message == nil)
    #expect(run.global("good") == "True")
    #expect(run.global("also") == "True")
    #expect(run.global("same") == "True")
  }

  // MARK: - Tensors

  @Test func pythonsNamesMeanPyTorchsOfATensor() {
    let run = runScript(
      """
      x = tensor([[1.0, -2.0], [3.0, 4.0]])
      print(sum(x), max(x), min(x), any(x > 3), all(x > 3), len(x), abs(x[0]))
      print(sum([x[0], x[1]]), max([tensor(1.0), tensor(3.0)]), sorted([tensor(2.0), 1.5]))
      print(int(tensor(3.7)), float(tensor(2)), type(x), isinstance(x, torch.Tensor))
      print(list(reversed(x[0])), [2.0, 1.0].index(tensor(1.0)), isinstance(x.shape, tuple))
      """)
    #expect(run.error?.message == nil)
    #expect(
      run.output == """
        tensor(6.) tensor(4.) tensor(-2.) tensor(True) tensor(False) 2 tensor([1., 2.])
        tensor([4., 2.]) tensor(3.) [1.5, tensor(2.)]
        3 2.0 <class 'torch.Tensor'> True
        [tensor(-2.), tensor(1.)] 1 True

        """)
  }

  // MARK: - Errors

  @Test(arguments: [
    ("len(5)", "no-length"), ("len(x for x in [1])", "no-length"),
    ("len(tensor(1.0))", "length-scalar"), ("print(1, file=2)", "print-file"),
    ("sorted([1, \"a\"])", "operand"), ("sum([\"a\"])", "sum-strings"),
    ("math.log(0)", "math-domain"), ("math.exp(1000)", "overflow"),
    ("math.factorial(21)", "overflow"), ("math.sqrt(tensor([1.0, 2.0]))", "not-one-number"),
    ("isinstance(1, tensor)", "not-type"), ("range(1, 2, 0)", "range-step"),
    ("range(2.0)", "type"), ("next([1])", "not-iterator"), ("next(iter([]))", "stop-iteration"),
    ("reversed({1})", "not-reversible"), ("list(zip([1], [], strict=True))", "zip-strict"),
    ("[].pop()", "index-range"), ("[1].remove(2)", "not-in-list"), ("{}.pop(1)", "key"),
    ("max([])", "empty"), ("\", \".join([1])", "join"), ("\"a\".encode()", "bytes"),
    ("dict([1])", "pairs"), ("record(1)", "arguments"), ("len(x=[1])", "arguments"),
    ("sorted([1], [2])", "arguments"), ("{[1]}", "unhashable"),
    ("list(range(10**12))", "memory-budget"),
    ("\"{} {0}\".format(1)", "format-template"), ("\"a\".center(10**9)", "too-long"),
    ("torch.Tensor([1])", "tensor-class"), ("int(\"2.5\")", "value"),
  ])
  func errorsTeach(_ expression: String, _ id: String) {
    #expect(runScript("y = \(expression)").error?.id == id, "\(expression)")
  }

  @Test func aListThatChangesWhileItIsSortedIsAnError() {
    let run = runScript("v = [2, 1]\nv.sort(key=lambda x: v.append(x) or x)")
    #expect(run.error?.id == "changed-while-sorting")
  }

  @Test func growthStopsAtTheBudget() {
    for body in [
      "v.append(v[-1])", "v.extend([1, 2, 3])", "v.insert(0, 1)", "d.update({len(d): 1})",
      "d.setdefault(len(d), 1)", "s.add(len(s))", "v.append(\"a\" * 1000)",
    ] {
      let run = runScript(
        "v = [1]\nd = {}\ns = set()\nwhile True:\n  \(body)", memoryBudget: 200_000)
      #expect(run.error?.id == Machine.budgetID, "\(body)")
    }
  }

  @Test func aBudgetReachedHalfwayLosesNoItems() {
    // Garbage is tidied away and the call tried again: the iterator must not have moved.
    let run = runScript(
      """
      for i in range(200):
        junk = "x" * 5000
        it = iter(range(300))
        next(it)
        n = len(list(it)) + sum(x for x, y in zip(iter(range(50)), iter(range(60))))
        assert n == 299 + 1225
      """, memoryBudget: 200_000)
    #expect(run.error?.message == nil)
  }
}
