// The opening: what a newcomer sees first. A tiny GPT reads one real word; its next-token loss is
// worked out, and the learner stands on it and can step both ways.

/// The first program of a new session.
public enum Opening {
  /// What a newcomer reads before the first card: at most six lines of a usual terminal.
  public static let greeting =
    "A tiny GPT has read some names and guesses each next letter. The card below is its loss, "
    + "worked out. Enter goes on into the backward pass, :back goes back, :why wte[0,0] or :vars "
    + "look around, :help lists everything, :quit leaves. Python with PyTorch's names works too. "
    + "The first lesson: longhand lesson console."

  /// What everybody else reads.
  public static let shortGreeting =
    "The tiny GPT's loss, as ever; `longhand --empty` starts without it. :help lists everything."

  /// The program, on the bundled names or on the user's own text.
  public static func script(text path: String?) -> String {
    let source = path.map { "read_text(\(quoted($0)))" } ?? "text(\"names\")"
    return program.replacing("TEXT", with: source)
  }

  private static func quoted(_ path: String) -> String {
    "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static let program = """
    manual_seed(0)
    words = TEXT.split()[:200]
    chars = sorted(set("".join(words)))
    stoi = {c: i + 1 for i, c in enumerate(chars)}
    V, C, T = len(chars) + 1, 4, 8

    wte = param(randn(V, C) * 0.3)
    wpe = param(randn(T + 1, C) * 0.3)
    Wq = param(randn(C, C) * 0.5)
    Wk = param(randn(C, C) * 0.5)
    Wv = param(randn(C, C) * 0.5)
    W1 = param(randn(C, 2 * C) * 0.5)
    W2 = param(randn(2 * C, C) * 0.5)
    params = [wte, wpe, Wq, Wk, Wv, W1, W2]

    def gpt(ids):
        n = len(ids)
        x = wte[ids] + wpe[arange(n)]
        h = layer_norm(x, (C,))
        q, k, v = h @ Wq, h @ Wk, h @ Wv
        scores = q @ k.T / C ** 0.5
        scores = scores.masked_fill(tril(ones(n, n)) == 0, -inf)
        x = x + softmax(scores, dim=-1) @ v
        x = x + gelu(layer_norm(x, (C,)) @ W1) @ W2
        return layer_norm(x, (C,)) @ wte.T

    # one word, shifted by one: from each letter to the next; 0 is the end
    word = words[0][:T]
    ids = tensor([0] + [stoi[c] for c in word])
    targets = tensor([stoi[c] for c in word] + [0])

    logits = gpt(ids)
    loss = cross_entropy(logits, targets)
    loss.backward()
    opt = AdamW(params, lr=0.01)
    opt.step()

    """
}
