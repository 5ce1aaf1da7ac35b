// What CPython 3.11 printed for `print(…)` of each expression; `!` where it raised.

extension BuiltinsTests {
  static let printed = #"""
    list(zip([1, 2, 3], "ab"))¦[(1, 'a'), (2, 'b')]
    list(enumerate("ab", start=5))¦[(5, 'a'), (6, 'b')]
    sorted([3, 1, 2], key=lambda x: -x)¦[3, 2, 1]
    max([1, 5, 2], key=lambda x: -x), min("b", "a"), max([], default=None)¦1 a None
    sorted([(1, "b"), (0, "c"), (1, "a")], key=lambda p: -p[0])¦[(1, 'b'), (1, 'a'), (0, 'c')]
    sorted([float("nan"), 2.0, 1.0, 3.0])¦[nan, 1.0, 2.0, 3.0]
    sorted([2.0, float("nan"), 1.0])¦[2.0, nan, 1.0]
    sum([0.1] * 10), sum([1, 2.5, True])¦0.9999999999999999 4.5
    round(2.5), round(-0.5), round(2.675, 2), round(1234, -2)¦2 0 2.67 1200
    int("0x1f", 16)¦31
    int(" -1_000 ")¦-1000
    int(-3.9)¦-3
    int(True)¦1
    float("1e3")¦1000.0
    float("-inf")¦-inf
    {1: 2}.keys()¦dict_keys([1])
    {1: 2}.values()¦dict_values([2])
    {1: 2}.items()¦dict_items([(1, 2)])
    type(1)¦<class 'int'>
    type("a") == str¦True
    type(True)¦<class 'bool'>
    type([])¦<class 'list'>
    type(None)¦<class 'NoneType'>
    [int, tuple]¦[<class 'int'>, <class 'tuple'>]
    isinstance(True, int)¦True
    isinstance(1, (float, str))¦False
    isinstance((1,), tuple)¦True
    list(reversed({1: 2, 3: 4}))¦[3, 1]
    list(reversed("abc"))¦['c', 'b', 'a']
    list(reversed(range(0, 10, 3)))¦[9, 6, 3, 0]
    math.floor(-2.5)¦-3
    math.ceil(2.1)¦3
    math.trunc(-2.5)¦-2
    math.gcd(12, -18)¦6
    math.comb(5, 2)¦10
    math.factorial(20)¦2432902008176640000
    math.isclose(1, 1 + 1e-10)¦True
    math.isnan(math.nan)¦True
    math.prod([1, 2, 3.5])¦7.0
    math.copysign(1, -0.0)¦-1.0
    sum([None, 'aaa', 0, 'a b  c', 0], 10000000000.0)¦!
    str(10)¦10
    list(map(lambda x: (x, 1), map(str, [-5, 1])))¦[('-5', 1), ('1', 1)]
    list({2: 0, 'a': False, 1: -5})¦[2, 'a', 1]
    {2: 3}.values()¦dict_values([3])
    list(filter(lambda x: x, tuple([-7])))¦[-7]
    any(enumerate([-5, -5]))¦True
    sum([-2, 4, 7, -8, 6], start=0.1)¦7.1
    list(filter(lambda x: x > 0, [100, 10, 1, -0.5, True, 3]))¦[100, 10, 1, True, 3]
    'abc'.split()¦['abc']
    '1_000'.replace('Aa Bb','Ab')¦1_000
    round(number=2.567, ndigits=1)¦2.6
    'a'.startswith('abc',5)¦False
    sum()¦!
    pow(base=2, exp=5)¦32
    'hello world'.replace('123','é́',-2)¦hello world
    'aaa'.splitlines(True)¦['aaa']
    max(map(str, [0.1, -2.25, -2.25, 1.0]), key=str, default=False)¦1.0
    list(map(max, [9], [-1, -7]))¦[9]
    sorted([3, -3.7, 2.5], True)¦!
    sum([-1, 100], 1.0)¦100.0
    {}.items()¦dict_items([])
    pow(2,1)¦2
    'hello world'.split('b',-6)¦['hello world']
    math.prod([2, -9, -2, 1, 2], start=1.0)¦72.0
    tuple({(1, 2): 1.0, True: 3, 3: True}.keys())¦((1, 2), True, 3)
    isinstance(None, bool)¦False
    round(-0.5)¦0
    str(False)¦False
    sorted(set('Aa Bb'))¦[' ', 'A', 'B', 'a', 'b']
    [].index(-3,2,-3)¦!
    round(number=2.567, ndigits=1)¦2.6
    enumerate()¦!
    math.gcd(6,5,12)¦1
    7 in ['Aa Bb', 'ümlaut ß', 1.0, '3.5']¦False
    list(range(-1,2))¦[-1, 0, 1]
    all({3: 5, 1: -5}.values())¦True
    int('+a', 36)¦10
    'é́'.ljust(-4)¦é́
    list(zip(*[(1, 'nan'), (1, 'aaa')]))¦[(1, 1), ('nan', 'aaa')]
    len(tuple([-1, 1.0, -0.5]))¦3
    abs(x=1)¦!
    'abc'.splitlines(True)¦['abc']
    {'a': False, 1: 100, 2: 0}.items()¦dict_items([('a', False), (1, 100), (2, 0)])
    sum([-3, -3, -7], -3.7)¦-16.7
    list(filter(None, reversed([])))¦[]
    {True: 10000000000.0, 2.0: True}.get(3,0)¦0
    list(filter(lambda x: x, map(str, ['', 'ümlaut ß'])))¦['ümlaut ß']
    pow(2,18)¦262144
    tuple(map(str, [0.0, 3.0, -2.25, 1.5, 0.1]))¦('0.0', '3.0', '-2.25', '1.5', '0.1')
    dict({'b': -5, 1: 0.1, 'a': -0.5})¦{'b': -5, 1: 0.1, 'a': -0.5}
    divmod(1.0,100)¦(0.0, 1.0)
    math.factorial(13)¦6227020800
    'Ab'.join([-1, 1.0, -10, 7, False])¦!
    next({1: 3, 2: 0}.items())¦!
    [-6].index(-6,-4)¦0
    len(iter([0, 9, -1, 7, 5]))¦!
    round(2)¦2
    tuple([5, 7, -6, -4, 5]).index(1)¦!
    'ümlaut ß'.split(maxsplit=7)¦['ümlaut', 'ß']
    {1: False, 2.0: 2}.get(0,2.0)¦2.0
    sorted(set([0, 3, 4]).difference(set([3, 4]),set([0, 2, 4, 6])))¦[]
    max()¦!
    list(map(max, [], [9, -7, -4, -5, 9]))¦[]
    {2.0: 10000000000.0, 3: 100, 1: 7}.get(0,3)¦3
    chr(1114111)¦􏿿
    'ΣΑΣ'.replace('nan','aaa',-4)¦ΣΑΣ
    sorted(set([7]).intersection(set([1, 9]),set([1, 3, 4, 5])))¦[]
    math.comb(0,-6)¦!
    ord('3.5')¦!
    {1: 1, (1, 2): True, 2: 1.0, 'b': 10}.values()¦dict_values([1, True, 1.0, 10])
    round(-19)¦-19
    abs(2)¦2
    round(number=2.567, ndigits=1)¦2.6
    float(-0.5)¦-0.5
    format('Ab','')¦Ab
    len(x=[])¦!
    tuple([-7, -3]).count(3)¦0
    tuple(reversed([-2.25, 1.5, 1.5, 3.0, 3.0]))¦(3.0, 3.0, 1.5, 1.5, -2.25)
    math.factorial(11)¦39916800
    min(range(-3,6,2), key=None)¦-3
    next(iter(['é́', 10000000000.0]), True)¦é́
    sum([-5, -2, 9, -1, -7, -2], start=1.0)¦-7.0
    isinstance({'a': True, (1, 2): -3.7}, None)¦!
    math.comb(34,29)¦278256
    max(True,10000000000.0)¦10000000000.0
    tuple([-1, 6, -7, 8, 0, 3, -6]).count(-6)¦1
    sum(iter([-2.25, 1.5, 3.0, -2.25, 3.0, 0.1, 0.1, -2.0]))¦1.2000000000000002
    {}.get(2.5)¦None
    '1_000'.splitlines(True)¦['1_000']
    '-7'.join((x for x in [1.5, 3.0, 1.5, 1.5, 3.0, 3.0, 1.5, 3.0]))¦!
    sorted(set([0, 8, -2, 2, -1, -7, 0]))¦[-7, -2, -1, 0, 2, 8]
    list(map(max, [3, 5, 6, 4, -7, -2, 3, 1], []))¦[]
    [-5.0, 0.1].count(10000000000.0)¦0
    min(True,2.5,7)¦True
    max(4,-0.5)¦4
    math.comb(40,18)¦113380261800
    '123'.ljust(2,'*')¦123
    min(True,-0.5,False, key=lambda x: -x)¦True
    {}.values()¦dict_values([])
    ['Aa Bb', '-7', 'Ab'].copy()¦['Aa Bb', '-7', 'Ab']
    list(reversed(reversed([1.5, 1.5, 9.0, 0.1, 3.0, 3.0])))¦!
    list(zip({2.0: 1.0, True: 2.5, 3: 3}))¦[(2.0,), (True,), (3,)]
    list(filter(None, ['hello world', '3.5', None]))¦['hello world', '3.5']
    'a,b,,c'.removesuffix('1_000')¦a,b,,c
    list(map(int, 'a'))¦!
    format(False,'s')¦!
    all({1: 7}.keys())¦True
    0.1 in [(0, 'abc'), (0, 'ümlaut ß'), (1, '1_000')]¦False
    '{2}'.format('1_000','3.5',x='  pad ')¦!
    pow(3,1,4)¦3
    '3.5'.find('3.5')¦0
    'a,b,,c'.startswith(('a','h','hello world'))¦True
    3 in [3.0, 0.1, 0.1, 1.5, 3.0, -2.25, 1.5]¦True
    list(zip('hello world',[False, 9.75, 2, 0, 100, -3.7],strict=True))¦!
    len([-3.7, 100, 18, 1.0], 7)¦!
    list(range(4,8))¦[4, 5, 6, 7]
    list(map(lambda x: (x, 1), tuple(['ΣΑΣ'])))¦[('ΣΑΣ', 1)]
    next(range(-1,-5,-3))¦!
    all(range(3,4,7))¦True
    list(filter(None, {1: 19, 3: 2, 2: 3}.items()))¦[(1, 19), (3, 2), (2, 3)]
    tuple(range(-4,2,7))¦(-4,)
    False in []¦False
    max(-0.5,7)¦7
    {2.0: 0.1, 1: 2}.get(0)¦None
    list([-3])¦[-3]
    type([-1, -8, 9, -2, 3, 1, 1, 2]) == bool¦False
    sum([7, -2, 2, 2, 8], start=10000000000.0)¦10000000017.0
    sorted(['ümlaut ß', -3.7, '-7', None, 5.0, 'hello world'], True)¦!
    sorted(iter([-2.25]), key=str)¦[-2.25]
    float(2.5)¦2.5
    'hello world'.split('a,b,,c')¦['hello world']
    'Aa Bb'.startswith(('a','h','ΣΑΣ'))¦False
    [x for x in ['1_000', 'a b  c', 'Aa Bb', 'abcabc']]¦['1_000', 'a b  c', 'Aa Bb', 'abcabc']
    tuple([]).count(5)¦0
    [x for x in tuple([1, 'Ab', '123'])]¦[1, 'Ab', '123']
    list(reversed(zip(['', '123', '  pad ', 'a', '日本'],'aaa')))¦!
    pow(base=2, exp=5, mod=7)¦4
    int('0', 0)¦0
    tuple((x for x in [2.5, 'abcabc']))¦(2.5, 'abcabc')
    '-7'.startswith(('a','h','1_000'))¦False
    'a'.upper(1)¦!
    len({1: True, 'b': False}.keys())¦2
    int(3)¦3
    'aaa'.split(sep='ΣΑΣ')¦['aaa']
    next({True: 7}.keys())¦!
    [3].copy()¦[3]
    all(map(str, [2.0]))¦True
    max(True,2)¦2
    'ümlaut ß'.endswith('  pad ',-6)¦False
    ['é́'].count(-5)¦0
    '日本'.removeprefix('Ab')¦日本
    tuple({2: True, 3: 7}.keys())¦(2, 3)
    tuple(zip([3],'ümlaut ß'))¦((3, 'ü'),)
    next(iter({'a': -5, 1: 10000000000.0}.keys()))¦a
    pow(base=2, exp=5, mod=7)¦4
    list(zip({1: 3, (1, 2): 1, 2.0: -5}.keys(),[],'ümlaut ß'))¦[]
    sorted(set('abcabc'))¦['a', 'b', 'c']
    {}.items()¦dict_items([])
    dict([(3, '3.5'), (3, '  pad '), (3, '  pad ')])¦{3: '  pad '}
    math.factorial(17)¦355687428096000
    [10000000000.0, 'abc', 'é́', 100, 'Aa Bb', None, None, None].index(-1)¦!
    list(reversed(enumerate([])))¦!
    max(True,100)¦100
    list(zip())¦[]
    'a'.split(None,6)¦['a']
    [x for x in range(0,2,-5)]¦[]
    sorted(set([2]).intersection(set([4, 5, 9]),set([1, 2, 3])))¦[]
    max(0,False)¦0
    tuple({2.0: 1.0, True: 100}.values())¦(1.0, 100)
    list(enumerate(tuple([-9, -1, -1, 7]), start=-1))¦[(-1, -9), (0, -1), (1, -1), (2, 7)]
    abs(1.0)¦1.0
    {2.0: 1}.values()¦dict_values([1])
    [True].copy()¦[True]
    {'a': 1, (1, 2): 1.0}.get(1)¦None
    list(map(str, reversed([False, 10, 7, 1.0])))¦['1.0', '7', '10', 'False']
    next(iter(iter([])))¦!
    {3: -3.7, 2: 7, 'b': 1.0}.keys()¦dict_keys([3, 2, 'b'])
    '1_000'.rstrip('-7')¦1_000
    tuple([-4, 4, -6, 3])¦(-4, 4, -6, 3)
    any({2.0: 2, True: 0.1})¦True
    list(zip())¦[]
    math.isfinite(math.nan)¦False
    list(map(str, 'Ab'))¦['A', 'b']
    list(zip())¦[]
    repr('aaa')¦'aaa'
    next(iter(range(1,6,-1)))¦!
    math.prod([8, 6], start=11)¦528
    {1: -3.7}.items()¦dict_items([(1, -3.7)])
    {True: True, 3: 100, 'b': 2.5}.get(10000000000.0,2.0)¦2.0
    min(enumerate([7, 1.0, 2.5, 2.5, 2.5, 7, 7]))¦(0, 7)
    {2.0: 5, 3: 0} | {'a': 2.0, 3: 2.5, 2.0: 2}¦{2.0: 2, 3: 2.5, 'a': 2.0}
    {1: 1, 2: True, 3: 2.5, 'b': -5}.values()¦dict_values([1, True, 2.5, -5])
    next(iter([False, -10.0, 100, -5, 1.0]), 10000000000.0)¦False
    min(tuple([None, '-7']))¦!
    max('1_000', key=str)¦_
    int(True)¦1
    '{{:{1}}'.format([None, 100, None, None],100,x=0.1)¦!
    sorted([4, -3, -9, 8, 3], -1)¦!
    'ümlaut ß'.rjust(-6)¦ümlaut ß
    tuple(iter([False]))¦(False,)
    type('nan') == int¦False
    '123'.split(maxsplit=-2)¦['123']
    tuple('ΣΑΣ')¦('Σ', 'Α', 'Σ')
    list({}.items())¦[]
    min({2: 100, (1, 2): 2, 1: 0, 'a': -5.25})¦!
    set([0, 3, 6, 7]).issuperset([1])¦False
    next('a')¦!
    list(enumerate(range(4,1,-2) , -5))¦[(-5, 4), (-4, 2)]
    all(enumerate([10, 100, 1.0, 10, 2.5]))¦True
    math.gcd(32,-36,12)¦4
    {2.0: -5, 'a': 2.5}.keys()¦dict_keys([2.0, 'a'])
    float(0)¦0.0
    [-0.5, None].count(7)¦0
    math.prod([100, 2, 100, -18])¦-360000
    callable(lambda: 1)¦True
    len({}.items())¦0
    any(enumerate([None, None, 'ΣΑΣ', None, 'a,b,,c']))¦True
    any({'a': 100, 'b': 1}.values())¦True
    next(iter(reversed(['a b  c', True, -13])), 2.5)¦-13
    next(iter([-5, -8, 5, 4, 6, -5, -4]))¦-5
    '  pad '.isalpha()¦False
    abs(2.5)¦2.5
    len(tuple(['nan']))¦1
    any(tuple([-9, -9, 3, -5]))¦True
    list([])¦[]
    'é́'.split(maxsplit=3)¦['é́']
    set([]).issuperset(set([1, 4]))¦False
    tuple('  pad ')¦(' ', ' ', 'p', 'a', 'd', ' ')
    next([None, '', 6, -1, 2.0, -0.5])¦!
    {'a': 1, True: -3.7, 3: 100}.items()¦dict_items([('a', 1), (True, -3.7), (3, 100)])
    divmod(0,False)¦!
    chr(65)¦A
    min(0.1,-5,18)¦-5
    tuple(zip([2.0, 3.0, 1.5],''))¦()
    divmod(-1,10000000000.0)¦(-1.0, 9999999999.0)
    next(iter((x for x in [-3.7, 2.5, -5, 2.5, 0.1])))¦-3.7
    list(zip({2: 1.0}.values()))¦[(1.0,)]
    repr('nan')¦'nan'
    tuple([-9, 6, -6, 6, 3, 8, 8, -6]).index(-6)¦2
    list({3: -1}.values())¦[-1]
    callable(len)¦True
    {(1, 2): 1, 3: 1.0, 'b': 1.0, 2: -0.5}.copy()¦{(1, 2): 1, 3: 1.0, 'b': 1.0, 2: -0.5}
    {(1, 2): 2.5, 1: 12}.values()¦dict_values([2.5, 12])
    repr('  pad ')¦'  pad '
    math.gcd(55,17,12)¦1
    sorted(set([]).union(set([7]),set([1, 3, 7, 8])))¦[1, 3, 7, 8]
    tuple({'b': -5, (1, 2): 7})¦('b', (1, 2))
    str(True)¦True
    list(map(lambda a, b: (a, b), range(5,-1,-2), {}.items()))¦[]
    all([])¦True
    ''.ljust(7,'*')¦*******
    'ümlaut ß'.isspace()¦False
    sorted(set([5]).difference([8, -1, -7, 6, -5, 3, -9]))¦[5]
    set([2, 3, 6, 8]).issuperset([9, 5, -6, -7])¦False
    {2: False, 'a': 0.1, 1: 1.0}.values()¦dict_values([False, 0.1, 1.0])
    any({True: 1}.keys())¦True
    callable(len)¦True
    callable(lambda: 1)¦True
    callable(len)¦True
    """#
}
