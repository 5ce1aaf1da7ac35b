#!/usr/bin/env python3
"""Times a GPT's training step in Longhand and in PyTorch, in turn, in one run.

    python3 scripts/compare_speed.py [PROGRAM] [PAIRS]

PROGRAM is the built program (.build/release/longhand). The same text, scripts/gpt.py, runs in
both: in Longhand with tracing and history on, in PyTorch eager in float64 on one thread. A step's
time is the difference of a long and a short run, so that starting up does not count; the ratio
is taken pair by pair, since a machine's speed drifts.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import types

os.environ.setdefault("OMP_NUM_THREADS", "1")

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("PyTorch is not installed: pip install torch numpy")

ROOT = pathlib.Path(__file__).resolve().parent.parent
BODY = (ROOT / "scripts" / "gpt.py").read_text()
SIZES = [((16, 1, 8), 200, 1000), ((32, 8, 16), 50, 300), ((64, 16, 32), 10, 60)]


def names():
    """The names that Longhand has in scope without an import."""
    scope = {name: getattr(torch, name) for name in
             ["manual_seed", "randint", "randn", "ones", "zeros", "tril", "arange", "softmax", "inf"]}
    scope.update(
        param=lambda x: x.clone().requires_grad_(True),
        layer_norm=F.layer_norm, gelu=F.gelu, cross_entropy=F.cross_entropy,
        AdamW=torch.optim.AdamW, record=lambda **fields: types.SimpleNamespace(**fields))
    return scope


def script(size, steps):
    return "C, B, T, STEPS = %d, %d, %d, %d\n" % (*size, steps) + BODY


def in_pytorch(size, steps):
    code = compile(script(size, steps), "gpt.py", "exec")
    scope = names()
    start = time.perf_counter()
    exec(code, scope)
    return time.perf_counter() - start, scope["losses"][-1]


def in_longhand(program, size, steps, folder):
    path = os.path.join(folder, "gpt.py")
    with open(path, "w") as file:
        file.write(script(size, steps) + "print(losses[-1])\n")
    start = time.perf_counter()
    run = subprocess.run([program, "run", path], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return time.perf_counter() - start, float(run.stdout)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/release/longhand")
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    print("width, batch, time    PyTorch    Longhand   ratio: median (least … most)")
    with tempfile.TemporaryDirectory() as folder:
        for size, short, long in SIZES:
            in_pytorch(size, short)
            in_longhand(program, size, short, folder)
            theirs, ours, ratios = [], [], []
            for _ in range(pairs):
                (a, _), (b, loss) = in_pytorch(size, short), in_pytorch(size, long)
                (c, _), (d, mine) = (in_longhand(program, size, steps, folder) for steps in (short, long))
                if abs(loss - mine) > 1e-9 * abs(loss):
                    sys.exit("the losses differ: PyTorch %r, Longhand %r" % (loss, mine))
                theirs.append((b - a) / (long - short) * 1e3)
                ours.append((d - c) / (long - short) * 1e3)
                ratios.append(ours[-1] / theirs[-1])
            print("%-18s %7.2f ms  %7.2f ms   %.2f (%.2f … %.2f)" % (
                "%d, %d, %d" % size, statistics.median(theirs), statistics.median(ours),
                statistics.median(ratios), min(ratios), max(ratios)))


if __name__ == "__main__":
    main()
