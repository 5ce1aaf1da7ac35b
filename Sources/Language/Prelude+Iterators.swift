// What is lazy in Python, and what calls back: each is a few lines of the language itself, with
// `yield`, so that a program can stop inside it and a copy of the machine goes on by itself.
//
// A program may bind any name, `len` included, so this code reads no global name but those that
// begin with two underscores. `end` is the value that an exhausted iterator gives.

extension Prelude {
  static let iterators = """
    def __collect(items):
      out = []
      for x in items:
        out.append(x)
      return out

    def __found(item, iterator):
      for x in iterator:
        if x is item or x == item:
          return [x]
      return []

    def __next(iterator, end):
      for x in iterator:
        return x
      return end

    def __next_or_stop(iterator):
      for x in iterator:
        return x
      __stop_iteration()

    def __map(f, items):
      for x in items:
        yield f(x)

    def __map_together(f, rows):
      for items in rows:
        yield f(*items)

    def __filter(f, items):
      for x in items:
        if f(x):
          yield x

    def __filter_true(items):
      for x in items:
        if x:
          yield x

    def __enumerate(items, n):
      for x in items:
        yield (n, x)
        n = n + 1

    def __zip(iterators, end):
      while True:
        row = __advance(iterators)
        if row is end:
          return
        yield row

    def __zip_lazy(iterators, end, strict):
      while True:
        row = []
        for iterator in iterators:
          x = __next(iterator, end)
          if x is end:
            if strict:
              __zip_check(iterators, row, end)
            return
          row.append(x)
        yield (*row,)

    def __zip_check(iterators, row, end):
      __zip_shorter(row)
      place = 0
      for iterator in iterators:
        place = place + 1
        if place > 1:
          x = __next(iterator, end)
          if x is not end:
            __zip_longer(place)

    def __any(items):
      for x in items:
        if x:
          return True
      return False

    def __all(items):
      for x in items:
        if not x:
          return False
      return True

    def __sum(items, total):
      for x in items:
        total = total + x
      return total

    def __extreme(items, best, largest):
      for x in items:
        if (x > best) == largest and x != best:
          best = x
      return best

    def __keys(items, key):
      keys = []
      for x in items:
        keys.append(key(x))
      return keys

    def __sorted_by(items, key, reverse):
      return __sorted_by_keys(items, __keys(items, key), reverse)

    def __sort_by(target, key, reverse):
      items = target[:]
      __refill(target, __sorted_by_keys(items, __keys(items, key), reverse))

    def __extreme_by(items, key, largest):
      return __extreme_by_keys(items, __keys(items, key), largest)
    """
}
