// What CPython 3.11 gave for the calls of `PythonStringTests`.

extension PythonStringTests {
  /// text, repr(text).
  static let reprs: [(String, String)] = [
    ("", "''"),
    ("abc", "'abc'"),
    ("it's", "\"it's\""),
    ("say \"hi\"", "'say \"hi\"'"),
    ("both ' and \"", "'both \\' and \"'"),
    ("tab\tnew\nret\r", "'tab\\tnew\\nret\\r'"),
    ("back\\slash", "'back\\\\slash'"),
    ("\u{0}\u{7}\u{1F}\u{7F}", "'\\x00\\x07\\x1f\\x7f'"),
    ("é", "'é'"),
    ("日本", "'日本'"),
    ("\u{80}\u{9F}\u{A0}", "'\\x80\\x9f\\xa0'"),
    ("\u{AD}", "'\\xad'"),
    ("\u{200B}\u{2028}", "'\\u200b\\u2028'"),
    ("\u{FEFF}", "'\\ufeff'"),
    ("😀", "'😀'"),
    ("\u{E0001}", "'\\U000e0001'"),
    ("e\u{301}", "'e\u{301}'"),
    ("\u{E000}", "'\\ue000'"),
    ("\u{FFFE}", "'\\ufffe'"),
  ]

  /// text, limit, text.split(None, limit).
  static let whiteSpaceSplits: [(String, Int, [String])] = [
    ("  a b  c ", -1, ["a", "b", "c"]),
    ("  a b  c ", 0, ["a b  c "]),
    ("  a b  c ", 1, ["a", "b  c "]),
    ("  a b  c ", 2, ["a", "b", "c "]),
    ("", -1, []),
    ("   ", -1, []),
    ("   ", 1, []),
    ("a\u{1C}b\u{85}c\u{2003}d\u{A0}e\u{200B}f", -1, ["a", "b", "c", "d", "e\u{200B}f"]),
    ("a", 0, ["a"]),
    ("\na\n", -1, ["a"]),
  ]

  /// text, separator, limit, text.split(separator, limit).
  static let splits: [(String, String, Int, [String])] = [
    ("a,b,,c", ",", -1, ["a", "b", "", "c"]),
    ("a,b,,c", ",", 1, ["a", "b,,c"]),
    ("a,b", ",", 0, ["a,b"]),
    ("", ",", -1, [""]),
    (",", ",", -1, ["", ""]),
    ("aaa", "aa", -1, ["", "a"]),
    ("abc", "x", -1, ["abc"]),
    ("e\u{301}e", "e", -1, ["", "\u{301}", ""]),
    ("a\r\nb", "\n", -1, ["a\r", "b"]),
    ("über", "ü", -1, ["", "ber"]),
    ("a--b--c", "--", 1, ["a", "b--c"]),
  ]

  /// text, text.splitlines(), text.splitlines(True).
  static let lines: [(String, [String], [String])] = [
    ("", [], []),
    ("a", ["a"], ["a"]),
    ("a\n", ["a"], ["a\n"]),
    ("a\n\nb", ["a", "", "b"], ["a\n", "\n", "b"]),
    ("a\r\nb\rc\n", ["a", "b", "c"], ["a\r\n", "b\r", "c\n"]),
    ("\n", [""], ["\n"]),
    (
      "a\u{B}b\u{C}c\u{1C}d\u{1D}e\u{1E}f\u{85}g\u{2028}h\u{2029}i",
      ["a", "b", "c", "d", "e", "f", "g", "h", "i"],
      [
        "a\u{B}", "b\u{C}", "c\u{1C}", "d\u{1D}", "e\u{1E}", "f\u{85}", "g\u{2028}", "h\u{2029}",
        "i",
      ]
    ),
    ("\r\n\r\n", ["", ""], ["\r\n", "\r\n"]),
    ("a\u{1F}b", ["a\u{1F}b"], ["a\u{1F}b"]),
  ]

  /// text, old, new, limit, text.replace(old, new, limit).
  static let replacements: [(String, String, String, Int, String)] = [
    ("aaa", "a", "b", -1, "bbb"),
    ("aaa", "a", "b", 2, "bba"),
    ("aaa", "a", "", -1, ""),
    ("aaa", "aa", "b", -1, "ba"),
    ("abc", "", "-", -1, "-a-b-c-"),
    ("abc", "", "-", 2, "-a-bc"),
    ("abc", "", "-", 0, "abc"),
    ("", "", "x", -1, "x"),
    ("", "a", "x", -1, ""),
    ("", "", "x", 0, ""),
    ("é\u{301}", "\u{301}", "", -1, "é"),
    ("abc", "x", "y", -1, "abc"),
    ("a", "a", "a", 0, "a"),
    ("日本", "", "\u{B7}", -1, "\u{B7}日\u{B7}本\u{B7}"),
  ]

  /// text, characters, text.strip(characters), lstrip, rstrip.
  static let strips: [(String, String?, String, String, String)] = [
    ("  a b \n", nil, "a b", "a b \n", "  a b"),
    ("xxaxx", "x", "a", "axx", "xxa"),
    ("abcba", "ab", "c", "cba", "abc"),
    ("abc", "", "abc", "abc", "abc"),
    ("", "x", "", "", ""),
    ("   ", nil, "", "", ""),
    ("\u{1C}\u{3000}a\u{A0}", nil, "a", "a\u{A0}", "\u{1C}\u{3000}a"),
    ("aaa", "a", "", "", ""),
    ("\u{200B}a", nil, "\u{200B}a", "\u{200B}a", "\u{200B}a"),
    ("éaé", "é", "a", "aé", "éa"),
  ]

  /// text, sought, start, end, text.find(sought, start, end), count, startswith, endswith.
  static let searches: [(String, String, Int, Int, Int, Int, Bool, Bool)] = [
    ("banana", "an", 0, .max, 1, 2, false, false),
    ("banana", "an", 2, .max, 3, 1, false, false),
    ("banana", "an", -3, .max, 3, 1, true, false),
    ("banana", "an", 0, 2, -1, 0, false, false),
    ("banana", "an", 0, -3, 1, 1, false, true),
    ("banana", "x", 0, .max, -1, 0, false, false),
    ("banana", "", 0, .max, 0, 7, true, true),
    ("banana", "", 6, .max, 6, 1, true, true),
    ("banana", "", 7, .max, -1, 0, false, false),
    ("", "", 0, .max, 0, 1, true, true),
    ("", "a", 0, .max, -1, 0, false, false),
    ("banana", "banana", 0, .max, 0, 1, true, true),
    ("banana", "nab", 0, .max, -1, 0, false, false),
    ("日本語", "語", 0, .max, 2, 1, false, true),
    ("e\u{301}é", "\u{301}", 0, .max, 1, 1, false, false),
    ("e\u{301}é", "é", 0, .max, 2, 1, false, true),
    ("aaaa", "aa", 0, .max, 0, 2, true, true),
    ("aaaa", "aa", 1, .max, 1, 1, true, true),
    ("abc", "c", .min, .max, 2, 1, false, true),
    ("abc", "a", 0, .min, -1, 0, false, false),
    ("abc", "", 2, 1, -1, 0, false, false),
    ("👍🏽", "👍", 0, .max, 0, 1, true, false),
    ("\r\n", "\n", 0, .max, 1, 1, false, true),
  ]

  /// text, text.lower(), upper, title, capitalize.
  static let cases: [(String, String, String, String, String)] = [
    ("", "", "", "", ""),
    ("Hello World", "hello world", "HELLO WORLD", "Hello World", "Hello world"),
    ("they're bill's", "they're bill's", "THEY'RE BILL'S", "They'Re Bill'S", "They're bill's"),
    ("ΑΣ ΣΑΣ Σ", "ας σας σ", "ΑΣ ΣΑΣ Σ", "Ας Σας Σ", "Ας σας σ"),
    ("straße", "straße", "STRASSE", "Straße", "Straße"),
    ("İstanbul", "i\u{307}stanbul", "İSTANBUL", "İstanbul", "İstanbul"),
    ("ǆungla", "ǆungla", "ǄUNGLA", "ǅungla", "ǅungla"),
    ("ﬁn", "ﬁn", "FIN", "Fin", "Fin"),
    ("ŉ", "ŉ", "ʼN", "ʼN", "ʼN"),
    ("ÉCOLE 12ab", "école 12ab", "ÉCOLE 12AB", "École 12Ab", "École 12ab"),
    ("ᾳ", "ᾳ", "ΑΙ", "ᾼ", "ᾼ"),
    ("x1y2", "x1y2", "X1Y2", "X1Y2", "X1y2"),
  ]

  /// text, text.isalpha(), text.isdigit().
  static let classes: [(String, Bool, Bool)] = [
    ("", false, false),
    ("abc", true, false),
    ("abé", true, false),
    ("日本", true, false),
    ("a1", false, false),
    ("a b", false, false),
    ("123", false, true),
    ("١٢", false, true),
    ("²", false, true),
    ("½", false, false),
    ("Ⅷ", false, false),
    ("ª", true, false),
    ("e\u{301}", false, false),
    ("12 ", false, false),
    ("_", false, false),
  ]

  /// text, width, fill, text.ljust(width, fill), rjust, center, and text.zfill(width).
  static let paddings: [(String, Int, String, String, String, String, String)] = [
    ("a", 4, " ", "a   ", "   a", " a  ", "000a"),
    ("ab", 5, "*", "ab***", "***ab", "**ab*", "000ab"),
    (
      "abc", 6, "\u{B7}", "abc\u{B7}\u{B7}\u{B7}", "\u{B7}\u{B7}\u{B7}abc", "\u{B7}abc\u{B7}\u{B7}",
      "000abc"
    ),
    ("abcd", 7, "-", "abcd---", "---abcd", "--abcd-", "000abcd"),
    ("abc", 2, " ", "abc", "abc", "abc", "abc"),
    ("", 3, "x", "xxx", "xxx", "xxx", "000"),
    ("é", 4, "é", "éééé", "éééé", "éééé", "000é"),
    ("-5", 5, "0", "-5000", "000-5", "00-50", "-0005"),
    ("+5", 1, "0", "+5", "+5", "+5", "+5"),
    ("ab", -3, " ", "ab", "ab", "ab", "ab"),
    ("a", 4, "", "!type", "!type", "!type", "000a"),
    ("a", 4, "xy", "!type", "!type", "!type", "000a"),
    ("-", 3, "0", "-00", "00-", "0-0", "-00"),
  ]
}
