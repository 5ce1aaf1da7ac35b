# A byte-pair tokenizer, a bigram table, a beam search and an edit distance, in plain Python.
text = "low lower lowest new newer newest wide wider widest " * 3

def pairs_of(words):
    counts = {}
    for symbols, n in words.items():
        for pair in zip(symbols, symbols[1:]):
            counts[pair] = counts.get(pair, 0) + n
    return counts

def merge(words, pair):
    merged = {}
    for symbols, n in words.items():
        out, i = [], 0
        while i < len(symbols):
            if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
                out.append(symbols[i] + symbols[i + 1])
                i += 2
            else:
                out.append(symbols[i])
                i += 1
        key = tuple(out)
        merged[key] = merged.get(key, 0) + n
    return merged

words = {}
for w in text.split():
    key = tuple(list(w) + ["_"])
    words[key] = words.get(key, 0) + 1
merges = []
for _ in range(12):
    counts = pairs_of(words)
    best = max(counts, key=lambda p: (counts[p], p))
    merges.append(best)
    words = merge(words, best)
vocabulary = sorted({s for symbols in words for s in symbols})

def encode(word):
    symbols = {tuple(list(word) + ["_"]): 1}
    for pair in merges:
        symbols = merge(symbols, pair)
    return list(list(symbols.keys())[0])

encoded = [encode(w) for w in ["lowest", "newer", "wow"]]

chars = sorted(set(text))
index = {c: i for i, c in enumerate(chars)}
N = zeros(len(chars), len(chars))
rows = []
for a, b in zip(text, text[1:]):
    rows.append((index[a], index[b]))
N = zeros(len(chars) ** 2, dtype=torch.int64).scatter_add(
    0, tensor([i * len(chars) + j for i, j in rows]), ones(len(rows), dtype=torch.int64)).view(len(chars), -1)
P = (N + 1) / (N + 1).sum(dim=1, keepdim=True)
surprise = -sum([math.log(P[i, j].item()) for i, j in rows]) / len(rows)

beams = [("l", 0.0)]
for _ in range(4):
    grown = [(s + c, score + math.log(P[index[s[-1]], index[c]].item())) for s, score in beams for c in chars]
    beams = sorted(grown, key=lambda t: (-t[1], t[0]))[:3]

def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y)))
    return row[-1]

distances = [distance(a, b) for a, b in [("kitten", "sitting"), ("", "abc"), ("same", "same")]]
