// Optimizers that call back: a step with a closure, and L-BFGS, which asks for the loss at points
// of its own choosing. Written in the language, so that a program can stop inside the closure, and
// so that every trial is an event like any other.
//
// J. Nocedal, S. Wright, "Numerical Optimization" (2006): algorithms 7.4 (two loops) and 3.5–3.6
// (strong Wolfe conditions). Tolerances, limits and the order of tests are PyTorch's, so that the
// iterates are. A point of a search is a tuple: step, loss, gradient, slope along the direction.

extension Prelude {
  static let closures = """
    def __step_with(opt, closure):
      with __enable_grad():
        loss = closure()
      opt.step()
      return loss

    def __flat_gradient(params):
      parts = []
      for p in params:
        if p.grad is None:
          parts.append(p.new_zeros(p.numel()))
        else:
          parts.append(p.grad.detach().reshape(-1))
      return __cat(parts)

    def __move(params, t, d):
      place = 0
      for p in params:
        n = p.numel()
        p.add_(d[place:place + n].reshape(p.shape), alpha=t)
        place = place + n

    def __try(params, closure, start, d, t):
      __move(params, t, d)
      with __enable_grad():
        loss = __float(closure())
      g = __flat_gradient(params)
      for p, old in __zip_lists(params, start):
        p.copy_(old)
      return (t, loss, g, g.dot(d).item())

    def __cubic(a, b, low, high):
      (x1, f1, g1, x2, f2, g2) = (a[0], a[1], a[3], b[0], b[1], b[3])
      if x1 == x2:
        return (low + high) / 2.
      c = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
      square = c ** 2 - g1 * g2
      if square < 0:
        return (low + high) / 2.
      root = __sqrt(square)
      below = g2 - g1 + 2 * root if x1 <= x2 else g1 - g2 + 2 * root
      if below == 0:
        return (low + high) / 2.
      if x1 <= x2:
        t = x2 - (x2 - x1) * ((g2 + root - c) / below)
      else:
        t = x1 - (x1 - x2) * ((g1 + root - c) / below)
      return __min(__max(t, low), high)

    def __wolfe(params, closure, d, first, t, least):
      start = [p.clone() for p in params]
      (f0, slope) = (first[1], first[3])
      longest = d.abs().max().item()
      point = __try(params, closure, start, d, t)
      (before, bracket, tries, evals, done) = (first, [], 0, 1, False)
      while tries < 25:
        if point[1] > f0 + 1e-4 * t * slope or (tries > 1 and point[1] >= before[1]):
          bracket = [before, point]
          break
        if __abs(point[3]) <= -0.9 * slope:
          bracket = [point]
          done = True
          break
        if point[3] >= 0:
          bracket = [before, point]
          break
        step = __cubic(before, point, t + 0.01 * (t - before[0]), t * 10)
        before = point
        t = step
        point = __try(params, closure, start, d, t)
        evals = evals + 1
        tries = tries + 1
      else:
        bracket = [first, point]
      low = 0 if bracket[0][1] <= bracket[-1][1] else 1
      stuck = False
      while not done and tries < 25:
        left = __min(bracket[0][0], bracket[1][0])
        right = __max(bracket[0][0], bracket[1][0])
        if (right - left) * longest < least:
          break
        t = __cubic(bracket[0], bracket[1], left, right)
        margin = 0.1 * (right - left)
        if __min(right - t, t - left) < margin:
          if stuck or t >= right or t <= left:
            t = right - margin if right - t < t - left else left + margin
            stuck = False
          else:
            stuck = True
        else:
          stuck = False
        point = __try(params, closure, start, d, t)
        evals = evals + 1
        tries = tries + 1
        if point[1] > f0 + 1e-4 * t * slope or point[1] >= bracket[low][1]:
          bracket[1 - low] = point
          low = 0 if bracket[0][1] <= bracket[1][1] else 1
        else:
          if __abs(point[3]) <= -0.9 * slope:
            done = True
          elif point[3] * (bracket[1 - low][0] - bracket[low][0]) >= 0:
            bracket[1 - low] = bracket[low]
          bracket[low] = point
      return (bracket[low], evals)

    def __two_loops(memory, g):
      (ys, steps, rhos) = (memory["old_dirs"], memory["old_stps"], memory["ro"])
      q = -g
      shares = []
      for i in __range(__len(ys)):
        k = __len(ys) - 1 - i
        share = steps[k].dot(q).item() * rhos[k]
        shares.append(share)
        q = q - share * ys[k]
      d = q * memory["H_diag"]
      for k in __range(__len(ys)):
        back = ys[k].dot(d).item() * rhos[k]
        d = d + (shares[__len(ys) - 1 - k] - back) * steps[k]
      return d

    def __learn(memory, g, limit):
      y = g - memory["prev_flat_grad"]
      s = memory["d"] * memory["t"]
      ys = y.dot(s).item()
      if ys > 1e-10:
        if __len(memory["ro"]) == limit:
          for name in ["old_dirs", "old_stps", "ro"]:
            memory[name].pop(0)
        memory["old_dirs"].append(y)
        memory["old_stps"].append(s)
        memory["ro"].append(1. / ys)
        memory["H_diag"] = ys / y.dot(y).item()

    def __lbfgs(group, memory, closure):
      with __no_grad():
        with __enable_grad():
          first = closure()
        params = group["params"]
        least = group["tolerance_change"]
        loss = __float(first)
        evals = 1
        memory["func_evals"] = memory["func_evals"] + 1
        g = __flat_gradient(params)
        if g.abs().max().item() <= group["tolerance_grad"]:
          return first
        n = 0
        while n < group["max_iter"]:
          n = n + 1
          memory["n_iter"] = memory["n_iter"] + 1
          if memory["n_iter"] == 1:
            d = -g
            t = __min(1., 1. / g.abs().sum().item()) * group["lr"]
          else:
            __learn(memory, g, group["history_size"])
            d = __two_loops(memory, g)
            t = group["lr"]
          memory["d"] = d
          memory["t"] = t
          memory["prev_flat_grad"] = g
          before = loss
          slope = g.dot(d).item()
          if slope > -least:
            break
          small = False
          tried = 0
          if group["line_search_fn"] is not None:
            (point, tried) = __wolfe(params, closure, d, (0, loss, g, slope), t, least)
            (t, loss, g) = (point[0], point[1], point[2])
            memory["t"] = t
            __move(params, t, d)
            small = g.abs().max().item() <= group["tolerance_grad"]
          else:
            __move(params, t, d)
            if n != group["max_iter"]:
              with __enable_grad():
                loss = __float(closure())
              g = __flat_gradient(params)
              small = g.abs().max().item() <= group["tolerance_grad"]
              tried = 1
          evals = evals + tried
          memory["func_evals"] = memory["func_evals"] + tried
          if n == group["max_iter"] or evals >= group["max_eval"] or small:
            break
          if (d * t).abs().max().item() <= least or __abs(loss - before) < least:
            break
        return first
    """
}
