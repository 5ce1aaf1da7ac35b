// What expressions look like, by the type of their value. `@int@` stands for any expression of
// type int; `@int;x=int@` for one that may use the new name x, an int; `$x` is that name.
// What begins with `!` fails for many values, and ends a program often: only some programs have it.

/// The kinds of values that programs are made of.
enum Kind: String, CaseIterable {
  case int, float, bool, str, ints, floats, strs, pair, pairs, dict, set, nothing

  /// The kinds whose text is the same everywhere: that of a set has no order.
  static let shown = allCases.filter { $0 != .set }

}

/// The templates of expressions.
enum Templates {
  static func of(_ kind: Kind, risky: Bool) -> [String] {
    let all = all[kind] ?? []
    return risky ? all.map { $0.hasPrefix("!") ? String($0.dropFirst()) : $0 } : tame[kind] ?? []
  }

  private static let all = Dictionary(
    uniqueKeysWithValues: Kind.allCases.map { ($0, list(of: $0)) })
  private static let tame = all.mapValues { $0.filter { !$0.hasPrefix("!") } }

  private static func list(of kind: Kind) -> [String] {
    switch kind {
    case .int: ints
    case .float: floats
    case .bool: bools
    case .str: strings + formats
    case .ints: intLists + listForms
    case .floats: floatLists
    case .strs: stringLists
    case .pair: pairs
    case .pairs: pairLists
    case .dict: dicts
    case .set: sets
    case .nothing: ["None"]
    }
  }

  static let ints = [
    "@int@ // (@int@ or 3)",
    "@int@ % (@int@ or -4)",
    "max(@ints@, default=@int@)",
    "(@ints@ + [4, 5])[@bit@]",
    "(@ints@ or [6])[-1]",
    "(@dict@.get(@key@) or 5)",
    "int(str(@int@))",
    "divmod(@int@, -3)[@bit@]",
    "divmod(@int@, 5)[@bit@]",
    "int(@quarter@)",
    "round(@quarter@)",
    "math.floor(@quarter@)",
    "math.ceil(@quarter@)",
    "sorted(@ints@ + [2, 1])[1]",
    "max([@int@, @int@], key=lambda $x: (@int;x=int@, $x))",
    "(@pairs@ + [@pair@])[0][0]",
    "-@int@ // 4",
    "(-@int@) % 6",
    "@int@ // -(@int@ or 2)",
    "@int@ + @int@", "@int@ - @int@", "@int@ * @int@", "!@int@ // @int@", "!@int@ % @int@",
    "-@int@", "+@int@", "~@int@", "@int@ & @int@", "@int@ | @int@", "@int@ ^ @int@",
    "(@int@ % 7) ** @small@", "(-3) ** @small@", "abs(@int@)", "len(@str@)", "len(@ints@)",
    "len(@strs@)", "len(@dict@)", "len(@set@)", "sum(@ints@)", "max(@int@, @int@)",
    "min(@int@, @int@, @int@)", "!max(@ints@)", "min(@ints@, default=@int@)", "!int(@float@)",
    "!int(@str@)", "int(@bool@)", "!ord(@str@[0])", "!@ints@[@index@]", "!@dict@[@key@]",
    "@dict@.get(@key@, @int@)", "@dict@.get(@str@, @int@)", "@str@.find(@str@)",
    "@str@.count(@str@)", "!@str@.index(@str@)", "!@ints@.index(@int@)", "@ints@.count(@int@)",
    "@int@ if @bool@ else @int@", "(lambda $x: @int;x=int@)(@int@)",
    "(lambda $x, $y=@int@: @int;x=int;y=int@)(@int@)", "!round(@float@)", "round(@int@, -1)",
    "!divmod(@int@, @int@)[@bit@]", "pow(@small@, @small@)", "pow(@int@, @small@, 17)",
    "sum(@int;x=int@ for $x in @ints@)", "sum([@int;x=int@ for $x in @ints@ if @bool;x=int@])",
    "!max(@ints@, key=lambda $x: @int;x=int@)", "min(@strs@, key=len, default='').count(@str@)",
    "@pair@[0]", "!@pairs@[@index@][0]", "int(@bool@) + @int@", "@bool@ + @int@",
    "@int@ and @int@", "@int@ or @int@", "!math.floor(@float@)", "!math.ceil(@float@)",
    "!sorted(@ints@)[@index@]", "!list(map(lambda $x: @int;x=int@, @ints@))[@index@]",
    "sum(@dict@.values())", "!next(iter(@ints@))", "len(list(zip(@ints@, @strs@)))",
    "![$x for $x, $y in enumerate(@strs@)][@index@]", "len(range(@int@, @int@))",
    "!range(@int@, @int@, @step@)[@index@]", "int('@digits@')", "!int(@str@, 16)",
  ]

  static let floats = [
    "@float@ / 4",
    "@int@ / (@int@ or 8)",
    "@quarter@ // 0.5",
    "@quarter@ % 0.75",
    "-@quarter@ % 1.5",
    "@quarter@ ** @small@",
    "(@floats@ + [0.5])[0]",
    "@quarter@ / (@quarter@ or 3)",
    "divmod(@quarter@, 0.3)[@bit@]",
    "max(@floats@, default=0.25)",
    "@int@ % 2.5",
    "-@int@ // 0.7",
    "round(@quarter@, 1)",
    "@quarter@ + @int@",
    "@float@ + @float@", "@float@ - @float@", "@float@ * @float@", "!@float@ / @float@",
    "!@int@ / @int@", "!@float@ // @float@", "!@float@ % @float@", "-@float@", "@int@ * @float@",
    "!@float@ ** 2", "!@float@ ** @small@", "abs(@float@)", "float(@int@)", "!float(@str@)",
    "round(@float@, @small@)", "round(@float@, -1)", "max(@float@, @int@)", "min(@float@, @float@)",
    "!@floats@[@index@]", "math.sqrt(abs(@float@))", "@float@ if @bool@ else @float@", "!1 / @int@",
    "!divmod(@float@, @float@)[@bit@]", "!max(@floats@)", "float('@digits@e-@small@')",
    "!@int@ % @float@",
    "@float@ or @float@", "2.0 ** -@small@", "!@int@ ** -1", "float(@bool@)", "@bool@ / @int@",
    "!math.floor(@float@) * 0.5", "round(@float@ * 1e@small@, 2)", "!@int@ // @float@",
  ]

  static let bools = [
    "@int@ < @int@", "@int@ == @int@", "@int@ >= @float@", "@float@ != @float@", "@str@ < @str@",
    "@str@ == @str@", "@int@ < @int@ <= @int@", "@int@ != @int@ == @bool@", "not @bool@",
    "@bool@ and @bool@", "@bool@ or @bool@", "@int@ in @ints@", "@str@ in @str@",
    "@str@ not in @strs@", "@str@ in @dict@", "@int@ in @set@",
    "any(@bool;x=int@ for $x in @ints@)",
    "all([@bool;x=str@ for $x in @strs@])", "bool(@any@)", "@ints@ == @ints@", "@ints@ < @ints@",
    "@pair@ < @pair@", "@str@.startswith(@str@)", "@str@.endswith(@str@)", "@str@.isdigit()",
    "@str@.isalpha()", "@str@.isspace()", "@any@ == @any@", "@any@ is None", "@any@ is not None",
    "isinstance(@any@, int)", "isinstance(@any@, (str, list))", "@dict@ == @dict@",
    "@set@ == @set@", "@set@ <= @set@", "@bool@ ^ @bool@", "@bool@ & @bool@",
    "type(@any@) == type(@any@)",
    "callable(@any@)", "@bool@ if @bool@ else @bool@", "@int@ in range(@int@, @int@, @step@)",
    "@float@ in @floats@", "@int@ in @dict@.values()",
    "@strs@ >= @strs@", "@pair@ in @pairs@", "math.isnan(@float@)", "@float@ < @float@ < @float@",
  ]

  static let strings = [
    "(@str@ + 'xyz')[@bit@]",
    "(@strs@ or ['w'])[0]",
    "max(@strs@, default=@str@)",
    "(@str@.split() or [@str@])[-1]",
    "'{0[1]}'.format([@int@, @int@])",
    "@str@ + @str@", "@str@ * @small@", "@small@ * @str@", "str(@int@)", "str(@float@)",
    "str(@shown@)", "repr(@str@)", "repr(@shown@)", "!@str@[@index@]", "@str@[@slice@]",
    "@str@.upper()",
    "@str@.lower()", "@str@.strip()", "@str@.strip(@str@)", "@str@.lstrip()", "@str@.rstrip(@str@)",
    "@str@.replace(@str@, @str@)", "@str@.replace(@str@, @str@, @small@)", "@str@.join(@strs@)",
    "', '.join(str($x) for $x in @ints@)", "''.join(sorted(@str@))", "@str@.title()",
    "@str@.capitalize()", "@str@.zfill(@small@)", "@str@.center(@width@, '*')",
    "@str@.ljust(@width@)",
    "@str@.rjust(@width@, '.')", "chr(97 + @int@ % 26)", "!@strs@[@index@]", "@pair@[1]",
    "@str@ if @bool@ else @str@", "!max(@strs@)", "!min(@strs@, key=len)", "@str@ or @str@",
    "''.join(reversed(@str@))", "''.join([@str;x=str@ for $x in @str@])",
    "'|'.join(map(str, @floats@))", "@str@.removeprefix(@str@)", "@str@.removesuffix(@str@)",
    "' '.join(@dict@.keys())", "str(@ints@)", "str(@pair@)", "str(@dict@)", "str(@strs@)",
    "(lambda $x: @str;x=str@)(@str@)", "str(type(@any@))",
    "!@str@.split()[@index@]", "str(None)",
  ]

  static let formats = [
    "f\"{@intatom@}\"", "f\"{@intatom@:@intspec@}\"", "f\"{@floatatom@:@floatspec@}\"",
    "f\"<{@stratom@:@strspec@}>\"", "f\"{@stratom@!r}\"",
    "f\"{@intatom@ + @intatom@}, {@floatatom@}\"",
    "f\"{@floatatom@!s:>12}|{@stratom@!r:^8}\"", "f\"{{{@intatom@}}}\"", "f\"{@intatom@=}\"",
    "f\"{@floatatom@:{@small@}.{@small@}f}\"", "format(@int@, '@intspec@')",
    "format(@float@, '@floatspec@')", "'{} {}'.format(@int@, @str@)",
    "'{1}{0}'.format(@str@, @float@)",
    "'{:@floatspec@}'.format(@float@)", "'{a}-{b:>4}'.format(a=@int@, b=@str@)",
    "f\"{@boolatom@}{@boolatom@:>6}\"", "f\"{@intatom@:@floatspec@}\"",
    "f\"{@stratom@:@intspec@}\"",
    "!'{0[0]}'.format(@ints@)",
  ]

  static let intLists = [
    "list(map(int, [@quarter@, @quarter@]))",
    "[@int@, @int@, @int@]", "[@int@]", "[@int@, *@ints@]", "@ints@ + @ints@", "@ints@ * @small@",
    "@ints@[@slice@]", "sorted(@ints@)", "sorted(@ints@, reverse=@bool@)",
    "sorted(@ints@, key=lambda $x: @int;x=int@)", "sorted(@set@)", "list(range(@count@))",
    "list(range(@small@, @count@))", "list(range(@count@, -@small@, @step@))",
    "[@int;x=int@ for $x in @ints@]", "[@int;x=int@ for $x in @ints@ if @bool;x=int@]",
    "[@int;x=int;y=int@ for $x in @ints@ for $y in @ints@][:20]", "[ord($x) for $x in @str@]",
    "[len($x) for $x in @strs@]", "list(map(lambda $x: @int;x=int@, @ints@))",
    "list(@dict@.values())",
    "list(filter(lambda $x: @bool;x=int@, @ints@))", "list(reversed(@ints@))",
    "[$x for $x, $y in @pairs@]",
    "[$x + $y for $x, $y in zip(@ints@, @ints@)]", "[$x * $y for $x, $y in enumerate(@ints@)]",
    "@ints@ if @bool@ else @ints@", "!list(map(int, @floats@))", "[*@ints@, *@set@][:0] + @ints@",
    "list(map(max, @ints@, @ints@))", "@ints@.copy()", "list(@pair@[:1])",
    "[$f(@int@) for $f in [lambda $x: @int;x=int@, abs]]", "list(map(len, @strs@))",
    "[@int;x=int@ for $x in range(@count@)]", "list(filter(None, @ints@))",
    "list({@int@: 1, @int@: 2})",
    "list(dict(zip(@ints@, @strs@)))", "[@int;x=int@ for $x in [@int;y=int@ for $y in @ints@]]",
  ]

  static let listForms = [
    "sum([@ints@, @ints@], [])", "[$y for $x in [@ints@, @ints@] for $y in $x]",
  ]

  static let floatLists = [
    "[@float@, @float@]", "[@float;x=int@ for $x in @ints@]", "@floats@ + @floats@",
    "sorted(@floats@)", "[$x / 4 for $x in @ints@]", "@floats@[@slice@]",
    "list(map(float, @ints@))",
    "[round($x, @small@) for $x in @floats@]", "[$x for $x in @floats@ if $x == $x]",
    "sorted(@floats@, reverse=True)", "[min($x, $y) for $x, $y in zip(@floats@, @floats@)]",
  ]

  static let stringLists = [
    "@str@.split('a')",
    "@str@.split(@str@ or ' ')",
    "@str@.split(', ')",
    "[@str@, @str@]", "@str@.split()", "!@str@.split(@str@)", "@str@.split(',', @small@)",
    "list(@str@)",
    "[@str;x=str@ for $x in @strs@]", "sorted(@strs@)", "sorted(@strs@, key=len)",
    "@strs@ + @strs@",
    "sorted(@strs@, key=lambda $x: (len($x), $x), reverse=@bool@)", "@strs@[@slice@]",
    "list(@dict@)",
    "[@str;x=int@ for $x in @ints@]", "list(map(str, @ints@))", "list(@dict@.keys())",
    "@str@.splitlines()",
    "[$y for $x, $y in @pairs@]", "[str($x) + $y for $x, $y in zip(@ints@, @str@)]",
    "[$x for $x in @strs@ if @bool;x=str@]", "sorted(@dict@)",
    "sorted(@dict@, key=lambda $x: (@dict@.get($x, @int@), $x))", "list(reversed(@strs@))",
  ]

  static let pairs = [
    "(@pairs@ + [(4, '')])[0]",
    "max(@pairs@ + [@pair@])",
    "min(@pairs@ + [@pair@])",
    "(@int@, @str@)", "!@pairs@[@index@]", "tuple([@int@, @str@])", "!max(@pairs@)",
    "!min(@pairs@)",
    "(@pair@ + @pair@)[:2]", "(len(@str@), @str@)", "@pair@ if @bool@ else @pair@",
    "!next(zip(@ints@, @strs@))", "!sorted(@pairs@)[-1]",
  ]

  static let pairLists = [
    "[@pair@, @pair@]", "list(zip(@ints@, @strs@))", "list(enumerate(@strs@))", "sorted(@pairs@)",
    "list(enumerate(@str@, @int@))", "[(@int;x=int@, str($x)) for $x in @ints@]",
    "[($y, $x) for $x, $y in @dict@.items()]", "sorted(@pairs@, key=lambda $x: $x[1])",
    "[(len($x), $x) for $x in @strs@]", "@pairs@ + [@pair@]", "@pairs@[@slice@]",
    "sorted(@pairs@, key=lambda $x: (-$x[0], $x[1]))", "list(zip(range(@count@), @strs@))",
  ]

  static let dicts = [
    "{@key@: @int@, @key@: @int@}", "{$x: len($x) for $x in @strs@}", "dict(zip(@strs@, @ints@))",
    "{str($x): @int;x=int@ for $x in @ints@}", "{$y: $x for $x, $y in @pairs@}",
    "dict(a=@int@, b=@int@)",
    "dict([(@str@, @int@), (@key@, @int@)])", "@dict@ if @bool@ else @dict@", "dict(@dict@)",
    "{$x: @int;y=int@ for $x, $y in @dict@.items() if @bool;y=int@}",
    "{$y: $x for $x, $y in enumerate(@str@)}",
  ]

  static let sets = [
    "{@int@, @int@}", "set(@ints@)", "{@int;x=int@ for $x in @ints@}", "@set@ & @set@",
    "@set@ | @set@",
    "@set@ - @set@", "set()", "@set@ ^ @set@", "set(map(abs, @ints@))", "set(range(@count@))",
  ]

  /// Expressions of several kinds that go wrong, or nearly.
  static let wild = [
    "@any@ + @any@", "@any@ * @any@", "@any@ - @any@", "@any@ / @any@", "@any@ // @any@",
    "@any@ % @int@",
    "@any@ ** @small@", "@any@ < @any@", "@any@ >= @any@", "@any@ == @any@", "@any@ in @any@",
    "-@any@",
    "@any@[@index@]", "@any@[@slice@]", "@any@[@key@]", "len(@any@)", "int(@any@)", "float(@any@)",
    "str(@shown@)",
    "sorted(@any@)", "list(@any@)", "tuple(@any@)", "dict(@any@)", "sum(@any@)", "max(@any@)",
    "min(@any@, @any@)", "abs(@any@)", "round(@any@)", "round(@any@, @small@)", "@any@.upper()",
    "@any@.index(@any@)", "@any@.count(@any@)", "@any@.get(@any@)", "@any@ and @any@",
    "@any@ or @any@",
    "not @any@", "@any@ if @any@ else @any@", "(@any@, @any@) < (@any@, @any@)",
    "[@any@, @any@] == [@any@, @any@]",
    "list(zip(@any@, @any@))", "list(enumerate(@any@))", "list(map(@any@, @ints@))", "ord(@any@)",
    "chr(@any@)", "range(@any@)", "list(range(@int@, @int@, @any@))[:9]",
    "isinstance(@any@, @any@)", "list(reversed(@any@))",
    "@str@.join(@any@)", "@str@.split(@any@)", "@str@.replace(@any@, @any@)", "@any@(@any@)",
    "(lambda $x: $x)(@any@, @any@)", "{@any@: @any@}", "bool(@any@)", "divmod(@any@, @any@)",
    "any(@any@)", "all(@any@)", "@any@ & @any@", "@any@ | @any@", "~@any@", "pow(@any@, @any@)",
    "format(@shown@, '@intspec@')", "format(@shown@, '@floatspec@')",
    "format(@shown@, '@strspec@')",
    "'{} {}'.format(@shown@, @shown@)", "@any@ is @nothing@", "next(iter(@any@))",
    "sum(@any@, @any@)",
    "sorted([@any@, @any@, @any@])", "max([@any@, @any@])", "[*@any@]",
    "print(@shown@, @shown@, sep=@str@)",
    "type(@any@)", "sorted(@any@, key=@any@)", "[@any@, @any@].index(@any@)",
    "(@any@, @any@, @any@).count(@any@)",
    "@ints@[@any@]", "@str@[@any@]", "@dict@[@any@]", "@int@ + @any@", "@str@ * @any@",
    "@ints@ * @any@",
    "[@any@ for $x in @any@]", "[$x for $x, $y in @any@]", "@any@ != @any@ != @any@",
    "math.sqrt(@any@)",
    "math.floor(@any@)", "math.exp(@any@) > 1", "callable(@any@)", "repr([@shown@, @shown@])",
    "str((@shown@,))", "str({@key@: @shown@})",
  ]
}
