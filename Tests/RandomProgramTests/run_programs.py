"""Runs programs in one CPython, each on its own: JSON list of sources in, JSON list of outcomes out.

An outcome is [stdout, error], error null where the program ran to its end and "timeout" where it
would not stop.
"""

import contextlib
import io
import json
import math
import signal
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(900)


class Timeout(BaseException):
    pass


def stop(*_):
    raise Timeout()


def outcome(source):
    out = io.StringIO()
    error = None
    try:
        with contextlib.redirect_stdout(out):
            signal.setitimer(signal.ITIMER_REAL, 2)
            exec(compile(source, "program", "exec"), {"__name__": "__main__", "math": math})
    except Timeout:
        error = "timeout"
    except BaseException as e:
        error = f"{type(e).__name__}: {e}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return [out.getvalue(), error]


signal.signal(signal.SIGALRM, stop)
with open(sys.argv[1], encoding="utf-8") as file:
    sources = json.load(file)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump([outcome(source) for source in sources], file)
