# Where Python's own rules decide: scopes, laziness, order, identity, keys.
def counter(start=0, *, by=1):
    values = []
    def step(k=1):
        values.append(start + k * by)
        return len(values)
    return step, values

step, seen = counter(10, by=3)
steps = [step(), step(4), step(k=2)]
adders = [lambda v: v + i for i in range(3)]
late = [f(10) for f in adders]
bound = [f(10) for f in [lambda v, i=i: v + i for i in range(3)]]
x = "outer"
inner = [x for x in range(3)]
still = x
items = [3, 1, 2]
alias = items
items += [9]
copied = items[:]
items.sort(reverse=True)
nested = [[0] * 2] * 2
nested[0][0] = 7
table = {1: "int", 1.0: "float", True: "bool", "1": "str"}
table["later"] = table.pop(1)
order = list(table.items())
lazy = map(lambda v: v * v, items)
first = list(zip(lazy, "ab"))
rest = list(lazy)
chained = [1 < 2 < 3, 1 < 3 < 2, 2 == 2.0 != 3, not 0 == 1, 1 if [] else 2, [] or "default", 0 and 1, None is None, "a" in "cat", 3 not in items]
a, (b, *c), d = 1, [2, 3, 4], "z"
*head, tail = range(4)
p, q = 1, 2
p, q = q, p + q
first_char, *others = "héllo"
slices = ["abcdef"[1:4], "abcdef"[::-2], "abcdef"[-3:], [0, 1, 2, 3][3:0:-1], (1, 2, 3)[-5:2], "ab"[5:], list(range(10))[8:1:-3]]
comps = [[i * j for j in range(i)] for i in range(4)], {k: v for v, k in enumerate("abca")}, [i for i in range(20) if i % 3 if i % 2], sorted({c for c in "mississippi"})
found = []
for n in range(2, 30):
    for d2 in range(2, n):
        if n % d2 == 0:
            break
    else:
        found.append(n)
k, total = 0, 0
while True:
    k += 1
    if k % 2:
        continue
    total += k
    if k > 9:
        break
else:
    total = -1
stable = sorted([("b", 1), ("a", 2), ("c", 1), ("a", 1)], key=lambda t: t[1])
reverse = sorted(["bb", "a", "ccc", "dd"], key=len, reverse=True)
pairs = list(zip([1, 2, 3], "ab")), list(enumerate("xy", 1)), list(reversed([1, 2, 3])), list(filter(None, [0, 1, "", "s"]))
numbers = [7 // -2, 7 % -3, -7 // 2, 2 ** -1, 2 ** 10, 7.5 // 2, 1e308 * 10, int("-12"), 0.1 + 0.2 == 0.3, 5 & 3, 5 | 3, 5 ^ 3]
counts = {}
for word in "the cat the dog the end".split():
    counts[word] = counts.get(word, 0) + 1
common = max(counts, key=counts.get)
sets = sorted({1, 2, 3} & {2, 3, 4}), sorted({1, 2} | {3}), sorted({1, 2} - {2}), sorted({1, 2} ^ {2, 3}), {1, 2} == {2, 1}, len({1, 1.0, True})
truth = [bool(v) for v in [0, 0.0, "", [], {}, None, (), "0", [0], 1e-300]]
every, some = all(v > 0 for v in items), any(v > 8 for v in items)
groups = {}
for v in range(6):
    groups.setdefault(v % 3, []).append(v)
r = record(a=1, b=[1, 2])
r.a += 5
r.b.append(3)
deep = {"k": [1, (2, {"z": 3})]}
got = deep["k"][1][1]["z"], deep.get("none"), deep.get("none", 0)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fibs = [fib(n) for n in range(15)]
del items[0]
removed = items.pop(1), items.index(2) if 2 in items else -1
items.insert(0, "new")
items.extend(t for t in (1, 2))
