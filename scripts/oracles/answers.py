#!/usr/bin/env python3
"""Runs a conformance script under CPython and PyTorch (float64, one thread).

    python3 scripts/oracles/answers.py FAMILY/NAME …            write the answers beside the script
    python3 scripts/oracles/answers.py --compare FAMILY/NAME …  hold those that are there to the run

`--compare` shows that a script of the family `reference`, whose answers come from another program,
means the same thing to PyTorch. The names that Longhand has in scope without an import, and those
that are its own, are defined here.
"""

import builtins
import io
import json
import math
import pathlib
import re
import subprocess
import sys
import types

import torch
import torch.nn.functional as F

from dump import SCRIPTS, encoded, write, LeftOut

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
# One floating type and one kind of int: .float() and .double() both mean float64.
torch.Tensor.float = torch.Tensor.double
torch.Tensor.int = torch.Tensor.long
torch.float32, torch.int32 = torch.float64, torch.int64

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / ".build" / "release" / "longhand"


def text(name):
    """A bundled text. The program has it; one of its own is all that is asked of it here."""
    code = 'print(text("%s"), end="")\n' % name
    return subprocess.run([PROGRAM, "run", "/dev/stdin"], input=code, capture_output=True,
                          text=True, check=True).stdout


def scope(printed):
    """What a script finds in scope, with `print` going to the list `printed`."""
    names = {"torch": torch, "F": F, "math": math, "inf": math.inf, "nan": math.nan, "pi": math.pi}
    for module in (torch, F):  # F last: its dropout and embedding are the ones meant
        names.update({name: getattr(module, name) for name in dir(module)
                      if callable(getattr(module, name)) and not name.startswith("_")})

    # Where Python and PyTorch share a name, a tensor asks for PyTorch's.
    for name in "sum max min any all abs round pow".split():
        names[name] = either(getattr(builtins, name), getattr(torch, name))
    for name in "range len bool int float set type slice".split():
        names.pop(name, None)

    def show(*values, **named):
        out = io.StringIO()
        builtins.print(*values, **named, file=out)
        # Longhand prints a tensor as PyTorch does, but never the backward node that made it.
        printed.append(re.sub(r",\s+grad_fn=<\w+>", "", out.getvalue()))

    def nothing(*values, **named):
        return None

    names.update(
        print=show, text=text, record=types.SimpleNamespace,
        param=lambda x: torch.as_tensor(x).detach().double().clone().requires_grad_(),
        grad=torch.autograd.grad, clip_grad_norm_=torch.nn.utils.clip_grad_norm_,
        linalg=torch.linalg, SGD=torch.optim.SGD, Adam=torch.optim.Adam,
        AdamW=torch.optim.AdamW, LBFGS=torch.optim.LBFGS)
    names.update(dict.fromkeys("plot scatter_plot histogram heatmap graph show note".split(), nothing))
    return names


def either(python, pytorch):
    def function(x, *args, **named):
        chosen = pytorch if isinstance(x, torch.Tensor) else python
        return chosen(x, *args, **named)
    return function


def run(script):
    """The variables that a script leaves, and what it printed."""
    printed = []
    names = scope(printed)
    before = dict(names)
    torch.manual_seed(0)
    path = SCRIPTS / (script + ".py")
    exec(compile(path.read_text(), str(path), "exec"), names)
    own = {name: value for name, value in names.items()
           if name != "__builtins__" and before.get(name, names) is not value}
    return own, "".join(printed)


def compare(script, variables, stdout):
    """Exits when the stored answers are not those of the run."""
    stored = json.loads((SCRIPTS / (script + ".json")).read_text())
    if stored["stdout"] != stdout:
        sys.exit("%s prints something else" % script)
    for name, answer in stored["variables"].items():
        value = variables[name[:-5]].grad if name.endswith(".grad") else variables[name]
        difference(answer, encoded(value), "%s: %s" % (script, name))
    print("%s: agrees" % script)


def difference(a, b, path):
    if not isinstance(a, dict) or "dtype" not in a:
        near = isinstance(a, float) and isinstance(b, (int, float)) \
            and abs(a - b) <= 1e-12 + 1e-9 * abs(a)
        if a != b and not near:
            sys.exit("%s is %r, not %r" % (path, b, a))
        return
    if (a["dtype"], a.get("shape")) != (b["dtype"], b.get("shape")):
        sys.exit("%s is another kind of value" % path)
    left, right = a.get("data"), b.get("data")
    if isinstance(left, dict):
        if left.keys() != right.keys():
            sys.exit("%s has other keys" % path)
        for key in left:
            difference(left[key], right[key], "%s.%s" % (path, key))
    elif isinstance(left, list):
        if len(left) != len(right):
            sys.exit("%s has another length" % path)
        for i, (x, y) in enumerate(zip(left, right)):
            difference(x, y, "%s[%d]" % (path, i))
    else:
        difference(left, right, path)


def main():
    arguments = sys.argv[1:]
    comparing = "--compare" in arguments
    scripts = [argument.removesuffix(".py") for argument in arguments if argument != "--compare"]
    if not scripts:
        sys.exit(__doc__)
    for script in scripts:
        (compare if comparing else write)(script, *run(script))


if __name__ == "__main__":
    main()
