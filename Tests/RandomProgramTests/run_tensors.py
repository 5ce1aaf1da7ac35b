"""Runs tensor programs in one PyTorch (float64): JSON list of sources in, JSON list of dumps out.

A dump has the variables of a run, in the form of `longhand run --dump`, or says what went wrong.
"""

import json
import pathlib
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "oracles"))

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from dump import LeftOut, encoded  # noqa: E402

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.Tensor.float = torch.Tensor.double
torch.Tensor.int = torch.Tensor.long


def outcome(source):
    names = {"torch": torch, "F": F}
    try:
        exec(compile(source, "program", "exec"), names)
    except Exception as e:
        return {"error": f"{type(e).__name__}: {e}"[:300]}
    held = {}
    for name, value in names.items():
        if name.startswith("_"):
            continue
        try:
            held[name] = encoded(value)
        except (LeftOut, KeyError):
            continue
        if isinstance(value, torch.Tensor) and value.is_leaf and value.grad is not None:
            held[name + ".grad"] = encoded(value.grad)
    return {"variables": held}


with open(sys.argv[1], encoding="utf-8") as file:
    sources = json.load(file)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump([json.dumps(outcome(source)) for source in sources], file)
