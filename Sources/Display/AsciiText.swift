// The same words for a terminal that knows only ASCII.
//
// The mapping is total: a character without a spelling of its own becomes as many question marks
// as it had cells, so that nothing after it moves.

import Diagnostics

/// A text's spelling in pure ASCII, as `Σₖ x[k]·W[k]` becomes `sum_k x[k]*W[k]`.
public func asciiText(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
  var result = ""
  var superscript = false
  var isRoot = false
  for character in text {
    // `√v` needs a space where `√(v)` needs none.
    if isRoot, character != "(", character != " " { result += " " }
    isRoot = character == "√"
    if character.isASCII {
      result.append(character)
      superscript = false
      continue
    }
    if let digit = superscripts[character] {
      result += (superscript ? "" : "^") + digit
      superscript = true
      continue
    }
    superscript = false
    result += asciiSpelling(character)
  }
  return result
}

/// One character's spelling, hats and bars included.
private func asciiSpelling(_ character: Character) -> String {
  if let spelling = spellings[character] { return spelling }
  let scalars = character.unicodeScalars
  guard let first = scalars.first else { return "" }
  let base =
    first.isASCII
    ? String(Character(first)) : spellings[Character(first)]
  guard let base else {
    let cells = terminalWidth(String(character))
    return String(repeating: "?", count: max(0, cells))
  }
  var result = base
  for mark in scalars.dropFirst() { result += accents[mark] ?? "" }
  return result
}

private let superscripts: [Character: String] = [
  "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
  "⁹": "9", "⁻": "-", "ⁿ": "n",
]

private let accents: [Unicode.Scalar: String] = [
  "\u{302}": "_hat", "\u{304}": "_bar", "\u{303}": "_tilde", "\u{305}": "_bar", "\u{307}": "_dot",
]

private let spellings: [Character: String] = [
  "−": "-", "–": "-", "—": "-", "·": "*", "×": "x", "÷": "/", "⊙": "*", "±": "+-", "√": "sqrt",
  "Σ": "sum", "∑": "sum", "Π": "prod", "∏": "prod", "∂": "d", "∇": "grad ", "∞": "inf",
  "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "≡": "==", "→": "->", "←": "<-", "↔": "<->",
  "⇒": "=>", "↑": "^", "↓": "v", "∈": "in", "∉": "not in", "∧": "and", "∨": "or", "¬": "not ",
  "▸": ">", "▶": ">", "▾": "v", "▼": "v", "◂": "<", "◀": "<", "▴": "^", "▲": "^", "●": "*",
  "○": "o", "•": "*", "✓": "ok", "✗": "x", "…": "...", "⋯": "...", "⋮": ":", "‖": "||",
  "∥": "||", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "“": "\"", "”": "\"", "‘": "'",
  "’": "'", "′": "'", "\u{A0}": " ", "\u{202F}": " ", "\u{2009}": " ", "ᵀ": ".T", "ᵢ": "_i",
  "ⱼ": "_j", "ₖ": "_k", "ₙ": "_n", "ₘ": "_m", "ₜ": "_t", "ᵥ": "_v", "₀": "_0", "₁": "_1",
  "₂": "_2", "₃": "_3", "₄": "_4", "₅": "_5", "₆": "_6", "₇": "_7", "₈": "_8", "₉": "_9",
  "─": "-", "━": "-", "│": "|", "┃": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+",
  "┤": "+", "┬": "+", "┴": "+", "┼": "+", "█": "#", "▏": "|", "α": "alpha", "β": "beta",
  "γ": "gamma", "δ": "delta", "ε": "eps", "ϵ": "eps", "ζ": "zeta", "η": "eta", "θ": "theta",
  "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi",
  "ο": "o", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon",
  "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
  "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "𝔼": "E",
  "ℝ": "R", "½": "1/2", "ü": "u", "ö": "o", "ä": "a", "é": "e", "è": "e",
]
