#!/usr/bin/env python3
"""Runs the lessons under CPython and PyTorch, unchanged, and holds them to what they claim.

    python3 scripts/check_lessons.py [--program PROGRAM] [LESSON …]

Each lesson runs as a notebook would: in float64, on one thread, from its own seed, with PyTorch's
names bare and Longhand's own defined (scripts/oracles/answers.py). Of those, the looking functions
draw nothing here, and the bundled texts are asked of PROGRAM (.build/release/longhand).

Outputs must be those of the lesson: words as words, numbers to the precision written, `…` for any
lines or words. Blocks marked `error` must raise, in whatever words. Questions' values are worked
out, and must not be among the guesses that are called wrong. Exercises must fail unsolved and for
each wrong answer with its message, and pass for each solution. `extra` blocks and all of these
tries happen in a copy. Consoles are Longhand's own, and are left to `longhand check`.

The exit status is 1 if anything differs, and 0 without a check where PyTorch is not installed.
"""

import argparse
import ast
import functools
import importlib.util
import os
import pathlib
import pickle
import re
import shlex
import sys
import time
import traceback
import warnings

from lesson_outputs import lines_fit

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(`{3,})([^`\n]*)\n(.*?)^\1[ \t]*$", re.M | re.S)


class Block:
    """A fenced block: its flags and values, its text, and the file's line that it begins behind."""

    def __init__(self, info, text, line):
        words = shlex.split(info) or [""]
        self.language, self.text, self.line = words[0], text, line
        self.flags = {word for word in words[1:] if "=" not in word}
        self.values = dict(word.split("=", 1) for word in words[1:] if "=" in word)

    def serves(self, role, exercise):
        return role in self.flags and self.values.get("for") == exercise


def in_copy(work):
    """What `work()` returns. It happens in a copy of the process, so that nothing is left of it:
    neither variables nor what was done to tensors, nor numbers drawn."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        raise RuntimeError("the copy ended without an answer")
    return pickle.loads(answer)


class Ran:
    """How a block ran: what it printed, whether it ends in a value, and the error if it failed."""

    def __init__(self, printed, has_value, error):
        self.printed, self.has_value = printed, has_value
        self.failed, self.asserted = error is not None, isinstance(error, AssertionError)
        self.message = str(error) if self.failed else ""
        self.story = "".join(traceback.format_exception_only(error)).strip() if self.failed else ""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
                 if frame.filename.endswith(".md")] if self.failed else []
        if lines:
            self.story += " (line %d)" % lines[-1]


class Run:
    """A lesson under way."""

    def __init__(self, path, answers):
        self.path, self.differences, self.notes = path, [], []
        self.counts = dict.fromkeys(["blocks", "outputs", "failing", "questions", "tries"], 0)
        source = path.read_text()
        self.blocks = [Block(m[2], m[3], source.count("\n", 0, m.start()) + 1)
                       for m in FENCE.finditer(source)]
        self.printed = []
        self.names = answers.scope(self.printed)
        self.names["read_text"] = lambda path: pathlib.Path(path).read_text()
        answers.torch.manual_seed(int(re.search(r"^seed: *(\d+)", source, re.M)[1]))

    def differs(self, block, text):
        self.differences.append("%s:%d: %s" % (self.path, block.line, text))

    def execute(self, block):
        """Runs a block here and now."""
        self.printed.clear()
        value = error = None
        try:
            # Empty lines before it, so that an error's line is the file's.
            tree = ast.parse("\n" * block.line + block.text, str(self.path))
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, str(self.path), "exec"), self.names)
            if last:
                value = eval(compile(ast.Expression(last.value), str(self.path), "eval"), self.names)
        except Exception as problem:
            error = problem
        return Ran("".join(self.printed), value is not None, error)

    def check(self):
        for block, after in zip(self.blocks, self.blocks[1:] + [None]):
            if block.language == "question" and "value" in block.values:
                self.check_question(block)
            elif block.language == "python" and "exercise" in block.flags:
                self.check_exercise(block)
            elif block.language == "python" and not block.flags & {"test", "wrong", "solution"}:
                output = after if after and after.language == "output" else None
                self.check_code(block, output)

    def check_code(self, block, output):
        self.counts["blocks"] += 1
        run = functools.partial(self.execute, block)
        ran = in_copy(run) if "extra" in block.flags else run()
        if "error" in block.flags:
            self.counts["failing"] += 1
            if not ran.failed:
                self.differs(block, "this block must fail, and runs through")
            return
        if ran.failed:
            self.differs(block, "this block fails: " + ran.story)
            return
        came = ran.printed.rstrip().split("\n") if ran.printed.strip() else []
        if output is None:
            if came:
                self.differs(block, "no output block says what this prints: " + " | ".join(came))
            return
        expected = output.text.rstrip().split("\n")
        if "pictures" in output.flags:
            self.notes.append("line %d: a picture, not compared" % output.line)
        elif lines_fit(expected, came):
            self.counts["outputs"] += 1
        elif ran.has_value and lines_fit(expected[:len(came)], came):
            # How a value is shown is the console's own affair: no program prints it.
            self.notes.append("line %d: a bare expression's value, not compared" % output.line)
        else:
            self.differs(output, "the output differs\n  " + "\n  ".join(
                ["lesson: " + line for line in expected] + ["PyTorch: " + line for line in came]))

    def check_question(self, block):
        self.counts["questions"] += 1
        is_shape = block.values["type"] == "shape"

        def answer():
            try:
                value = eval(block.values["value"], self.names)
                return (list(value.shape) if is_shape else float(value)), None
            except Exception as problem:
                return None, repr(problem)

        value, problem = in_copy(answer)
        if problem:
            self.differs(block, "the value cannot be worked out: " + problem)
            return
        tolerance = float(block.values.get("tol", 1e-9))
        for guess in re.findall(r"^if (.+?):", block.text, re.M):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", guess.replace("−", "-"))]
            near = numbers == value if is_shape else any(abs(n - value) <= tolerance for n in numbers)
            if near:
                self.differs(block, "`if %s` is not wrong: the value is %s" % (guess, value))

    def check_exercise(self, start):
        name = start.values["id"]
        wrongs, solutions, tests = ([b for b in self.blocks if b.serves(role, name)]
                                    for role in ("wrong", "solution", "test"))

        def verdict(answer):
            """The first failure of an answer or of a test, and whether the answer itself ran."""
            ran = self.execute(answer)
            if ran.failed:
                return ran, False
            return next((r for r in map(self.execute, tests) if r.failed), None), True

        for answer in [start] + wrongs + solutions:
            self.counts["tries"] += 1
            failure, answer_ran = in_copy(functools.partial(verdict, answer))
            if answer in solutions:
                if failure:
                    self.differs(answer, "this solution does not pass: " + failure.story)
            elif not failure:
                self.differs(answer, "this is not solved, and passes")
            elif answer is start:
                if not (answer_ran and failure.asserted and failure.message):
                    self.differs(answer, "unsolved, no message of a test: " + failure.story)
            elif answer.values["says"] not in failure.message:
                self.differs(answer, "this wrong answer gets another message: " + failure.story)
        if any("keep" in block.flags for block in [start] + solutions) and solutions:
            self.execute(solutions[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--program", default=ROOT / ".build/release/longhand", type=pathlib.Path)
    parser.add_argument("lessons", nargs="*", type=pathlib.Path, metavar="LESSON")
    arguments = parser.parse_args()
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed, so no lesson was run: pip install torch numpy")
        return 0
    if not arguments.program.exists():
        parser.error("there is no program at %s: make build, or --program" % arguments.program)
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # PyTorch's threads for devices forbid copies
    sys.path.insert(0, str(ROOT / "scripts" / "oracles"))
    warnings.simplefilter("ignore")  # PyTorch warns of traps that lessons show on purpose
    import answers
    answers.PROGRAM = arguments.program
    answers.text = functools.lru_cache(answers.text)

    paths = arguments.lessons or sorted((ROOT / "lessons").glob("*/*.md"))
    totals, differing = {}, 0
    for path in paths:
        began = time.perf_counter()
        run = Run(path.resolve(), answers)
        run.check()
        differing += len(run.differences)
        for name, count in run.counts.items():
            totals[name] = totals.get(name, 0) + count
        print("%-41s %s, %d differences, %.1f s" % (
            "/".join(path.parts[-2:]), counted(run.counts), len(run.differences),
            time.perf_counter() - began))
        for line in run.notes + run.differences:
            print("  " + line.replace("\n", "\n  "), flush=True)
    print("%d lessons: %s, %d differences" % (len(paths), counted(totals), differing))
    return 1 if differing else 0


def counted(counts):
    return ", ".join("%d %s" % (count, name) for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
