import Foundation

// Programs that nobody would write: the conformance scripts with tokens exchanged, dropped, doubled
// and put in, lines moved, and halves of two scripts joined.

/// Makes broken programs out of good ones.
struct Mutator {
  /// The good ones.
  let scripts: [String]

  /// The scripts with PyTorch's answers, and some random programs.
  static let conformance: Mutator = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ConformanceTests/Scripts")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    let scripts = (files ?? []).filter { $0.hasSuffix(".py") }.sorted().compactMap {
      try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
    }
    return Mutator(scripts: scripts + (1...40).map { ProgramMaker.program(seed: $0) })
  }()

  /// The broken program of a seed.
  func program(seed: Int) -> String {
    var dice = Dice(seed: seed)
    var lines = dice.pick(scripts).split(separator: "\n").map(String.init)
    // A part of a long script is as good as the whole, and quicker.
    if lines.count > 40, !dice.once(in: 10) { lines = Array(lines.prefix(15 + dice.roll(25))) }
    for _ in 0...min(dice.roll(5), dice.roll(5)) {
      guard !lines.isEmpty else { break }
      switch dice.roll(12) {
      case 0: lines.swapAt(dice.roll(lines.count), dice.roll(lines.count))
      case 1: lines.insert(dice.pick(lines), at: dice.roll(lines.count))
      case 2: lines.remove(at: dice.roll(lines.count))
      case 3:
        let others = dice.pick(scripts).split(separator: "\n").map(String.init)
        let cut = dice.roll(others.count)
        lines = Array(lines.prefix(dice.roll(lines.count) + 1)) + others[cut...].prefix(20)
      default:
        let place = dice.roll(lines.count)
        lines[place] = broken(lines[place], dice: &dice)
      }
    }
    return lines.joined(separator: "\n") + (dice.once(in: 20) ? "" : "\n")
  }

  private func broken(_ line: String, dice: inout Dice) -> String {
    var tokens = Self.tokens(line)
    guard !tokens.isEmpty else { return dice.pick(Self.oddities) }
    let place = dice.roll(tokens.count)
    switch dice.roll(8) {
    case 0: tokens.swapAt(place, dice.roll(tokens.count))
    case 1: tokens.remove(at: place)
    case 2: tokens.insert(tokens[dice.roll(tokens.count)], at: place)
    case 3: tokens.insert(dice.pick(Self.oddities), at: place)
    case 4: tokens[place] = dice.pick(Self.tokens(dice.pick(scripts)))
    default:
      // A number where a number was, most often: that is what still runs.
      let numbers = tokens.indices.filter { tokens[$0].first?.isNumber == true }
      let chosen = numbers.isEmpty || dice.once(in: 3) ? place : dice.pick(numbers)
      tokens[chosen] = dice.once(in: 2) ? dice.pick(Self.numbers) : dice.pick(Self.oddities)
    }
    return tokens.joined()
  }

  /// The words, numbers, signs and gaps of a text.
  static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var kind = 0
    for character in text {
      let now =
        character.isLetter || character.isNumber || character == "_"
        ? 1
        : character == " " ? 2 : 3
      if now == kind, now != 3 {
        tokens[tokens.count - 1].append(character)
      } else {
        tokens.append(String(character))
      }
      kind = now
    }
    return tokens
  }

  /// The names in a program.
  static func names(_ text: String) -> [String] {
    Set(tokens(text).filter { $0.first?.isLetter == true }).sorted()
  }

  private static let numbers = [
    "0", "1", "-1", "2", "3", "-2", "-3", "7", "100", "-100", "1000", "65536", "1e308", "-1e308",
    "1e-320", "0.0", "-0.0", "nan", "inf", "-inf", "9223372036854775807", "-9223372036854775807",
    "(-9223372036854775807 - 1)", "99999999999999999999", "2**31", "2**53", "10**12", "10**18",
    "4611686018427387904", "True", "None", "1.5", "(2, 3)", "(-1,)", "()", "[]", "[0, -1]",
    "3037000500", "tensor(2)", "tensor(0.)", "1_000_000",
  ]

  private static let oddities =
    numbers + [
      "(", ")", "[", "]", "{", "}", ":", "::-1", "...", "None", "*", "**", "@", "//", "%", "-", "~",
      ",", "=", "==", "not ", " in ", " is ", " if ", " else ", "lambda: ", "lambda x: x", ".T",
      ".mT",
      ".grad", ".backward()", ".backward(retain_graph=True)", ".item()", ".tolist()", ".detach()",
      ".clone()", ".sum()", ".view(-1)", ".shape", ".add_(1)", ".zero_()", ".requires_grad_()",
      "[0]", "[-1]", "[None]", "[..., 0]", "[:0]", "[::2]", "[1:, None]", "[[0, 1]]",
      "[tensor([0])]",
      "tensor([])", "zeros(0, 3)", "zeros(2, 0)", "zeros(1000, 1000)", "zeros(2**40)", "ones(3)",
      "zeros(2**31, 2**31, 2**31)", "randn(2, 3)", "param(randn(3))", "arange(6).reshape(2, 3)",
      "range(10**12)", "range(0, -9, -2)", "'a' * 10**9", "[0] * 10**10", "[[]]", "{}", "set()",
      "''",
      "'é'", "\"", "'", "'''", "\\", "#", "\t", "  ", "\n", ";", "f'{", "f'{1:>99999999}'", "'%s'",
      "dim=0", "dim=-1", "dim=-9", "dim=99", "dim=(0, 1)", "dim=None", "keepdim=True",
      "correction=5",
      "retain_graph=True", "create_graph=True", "reduction='none'", "ignore_index=0",
      "dtype=torch.int64",
      "print(", "sum(", "max(", "sorted(", "list(", "len(", "map(", "zip(", "enumerate(", "str(",
      "int(",
      "tensor(", "softmax(", "cat([", "stack(", "einsum('ij,jk', ", "einsum('i,j,k,l->', ",
      "repeat(",
      ".expand(", ".repeat(", ".reshape(", ".topk(", ".gather(", "F.pad(", ".roll(", ".flip(",
      "linspace(",
      "arange(", "multinomial(", "one_hot(", "grad(", "plot(", "heatmap(", "histogram(", "graph(",
      "show(",
      "with no_grad():", "for i in range(10**6):", "while True:", "def f(x): return f(x)",
      "return ",
      "break", "continue", "del ", "assert ", "import math", "pass", "class", "yield ", "global x",
      String(repeating: "(", count: 250), String(repeating: "[", count: 190),
      String(repeating: "-", count: 3000), String(repeating: "not ", count: 500),
      String(repeating: "x.", count: 300), "_", "é", "\u{0}", "\u{1F600}", "\u{FEFF}", "\r",
    ]
}
