"""Writes a run's variables in the form of `longhand run --dump`, so that a test can compare them."""

import json
import math
import pathlib
import types

import torch

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ConformanceTests" / "Scripts"

KINDS = {torch.bool: "bool", torch.float64: "float", torch.int64: "int"}


class LeftOut(Exception):
    """A value that a dump does not hold: a function, an optimizer, a set, a range."""


def number(x):
    """JSON has no infinities and no nan: they are written as words."""
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def encoded(value):
    if isinstance(value, torch.Tensor):
        data = [number(x) for x in value.detach().reshape(-1).tolist()]
        return {"dtype": KINDS[value.dtype], "shape": list(value.shape), "data": data}
    if value is None:
        return {"dtype": "none"}
    for kind, name in [(bool, "bool"), (int, "int"), (float, "float"), (str, "str")]:
        if isinstance(value, kind):
            return {"dtype": name, "data": number(value)}
    if isinstance(value, (list, tuple)):
        name = "tuple" if isinstance(value, tuple) else "list"
        return {"dtype": name, "data": [encoded(member) for member in value]}
    if isinstance(value, dict):
        return {"dtype": "dict", "data": {str(key): encoded(x) for key, x in value.items()}}
    if isinstance(value, types.SimpleNamespace):
        fields = {}
        for name, field in vars(value).items():
            try:
                fields[name] = encoded(field)
            except LeftOut:
                pass
        return {"dtype": "record", "data": fields}
    raise LeftOut


def write(script, variables, stdout=""):
    """Writes the answers beside `script`, a `family/name`."""
    held = {}
    for name, value in variables.items():
        if name.startswith("_"):
            continue
        try:
            held[name] = encoded(value)
        except LeftOut:
            continue
        if isinstance(value, torch.Tensor) and value.is_leaf and value.grad is not None:
            held[name + ".grad"] = encoded(value.grad)
    path = SCRIPTS / (script + ".json")
    path.write_text(json.dumps({"variables": held, "stdout": stdout}) + "\n")
    print("%s: %d answers" % (path.name, len(held)))
