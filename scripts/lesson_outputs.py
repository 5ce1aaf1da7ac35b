"""Whether an output is what a lesson says it is.

Words compare as words and numbers as numbers, to the precision that the lesson writes; a sign is
always part of it, and U+2212 is a minus. A line that is only `…` stands for any lines, a word that
is only `…` for any words, never for digits.
"""

import re

GAP = "…"
# A name with the digits in it, or a number without its sign.
NAME_OR_NUMBER = re.compile(r"[^\W\d]\w*|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")


def lines_fit(expected, came):
    """Whether lines are as expected, where a line that is only `…` stands for any lines."""
    if not expected:
        return not came
    if expected[0].strip() == GAP:
        return any(lines_fit(expected[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and words_fit(expected[0].split(), came[0].split()) \
        and lines_fit(expected[1:], came[1:])


def words_fit(expected, came):
    """Whether words are as expected, where a word that is only `…` stands for any words."""
    if not expected:
        return not came
    if expected[0] == GAP:
        return any(words_fit(expected[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and word_fits(expected[0], came[0]) and words_fit(expected[1:], came[1:])


def word_fits(expected, came):
    (text, numbers), (other, others) = parts(expected), parts(came)
    return text == other and all(map(agrees, numbers, others))


def parts(word):
    """A word with a blank for each number in it, and the numbers. Signs belong to the text."""
    numbers = []

    def part(match):
        if match[1] is None:
            return match[0]
        numbers.append(match[1])
        return " "

    return NAME_OR_NUMBER.sub(part, word.replace("−", "-")), numbers


def agrees(expected, came):
    """Whether a number is the expected one, to the precision that is written."""
    if expected == came:
        return True
    if expected.isdigit():
        return float(expected) == float(came)
    digits, _, exponent = expected.lower().partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))
    # Half of the last digit; a little more, since decimals are no binary fractions.
    return abs(float(expected) - float(came)) <= unit / 2 * (1 + 1e-9) + abs(float(expected)) * 1e-15
