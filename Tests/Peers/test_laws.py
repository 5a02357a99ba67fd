"""`gradual verify FORMAT --laws --against` judges ml_dtypes' and numpy's numbers by every law that they can be
asked for: conversions, arithmetic, roots and comparisons, to nearest even, without flags."""

import json
import pathlib
import shlex
import sys

import pytest

ANSWERS = pathlib.Path(__file__).with_name("law_answers.py")


def laws(gradual, name, *without):
    """The result of each law."""
    words = [sys.executable, str(ANSWERS), "{function}", "{rounding}", *without]
    options = ("--laws", "--no-flags", "--json", "--count", "4096")
    done = gradual.run("verify", name, *options, "--against", shlex.join(words))
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    return {law["law"]: law for law in json.loads(done.stdout)["laws"]}


def broken(results):
    return {name for name, law in results.items() if law["result"] == "broken"}


@pytest.mark.parametrize("name", ["e4m3fn", "e2m1fn", "bfloat16"])
def test_ml_dtypes_from_binary32(gradual, name):
    results = laws(gradual, name, "binary64")
    assert broken(results) == set(), results
    tested = {name for name, law in results.items() if law["result"] == "holds"}
    needed = {"ties", "overflow edge", "subnormal edge", "special values", "addition", "division"}
    assert needed <= tested


def test_ml_dtypes_rounds_binary64_twice(gradual):
    """By way of binary32, which makes a tie of what lies next to one (ml_dtypes 0.6.0)."""
    results = laws(gradual, "e4m3fn")
    assert broken(results) == {
        "between neighbours",
        "overflow edge",
        "subnormal edge",
        "conversions from other formats",
    }
    # Of the two numbers next to each of 252 midpoints the tie to even is right for one.
    assert results["between neighbours"]["wrong"] == 252
    functions = {
        failure["function"] for law in results.values() for failure in law["failures"]
    }
    assert functions == {"binary64_to_e4m3fn"}


def test_numpy(gradual):
    assert broken(laws(gradual, "binary16")) == set()
