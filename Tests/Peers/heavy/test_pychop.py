"""Casts by pychop, whose errors are listed in differences.py."""

import numpy as np
import pychop
import pytest

import samples
from differences import PYCHOP, assert_equal_codes

MODES = {"nearest-even": 1, "toward-positive": 2, "toward-negative": 3, "toward-zero": 4}


def chopped(values, exponent, trailing, mode):
    """In binary64, since in binary32 it misses ties of subnormals."""
    with np.errstate(all="ignore"):
        return pychop.Chop(exponent, trailing, rmode=mode)(values.astype(np.float64))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("bits", PYCHOP)
def test_cast(gradual, bits, mode):
    exponent, trailing = bits
    name = f"e{exponent}m{trailing}(bias={2 ** (exponent - 1) - 1})"
    values = np.concatenate(
        [
            samples.every_binary16(),
            samples.random_binary32(200_000),
            samples.decision_points(gradual.table(name), np.float32),
        ]
    )
    values = values[~np.isnan(values)]
    ours = gradual.cast_values(values, name, "--rounding", mode)
    theirs = chopped(values, exponent, trailing, MODES[mode]).astype(np.float32)
    assert_equal_codes(
        values,
        ours.view(np.uint32).astype(np.int64),
        theirs.view(np.uint32),
        PYCHOP[bits][mode],
    )


def test_modes_that_are_no_judges(gradual):
    """Under names of ours: ties away from zero go toward zero below 0, and rounding to odd moves
    numbers that the format has."""
    tie, even = np.float32([-2049]), np.float32([2.0**-23])
    assert gradual.cast_values(tie, "binary16", "--rounding", "nearest-away") == [-2050]
    assert chopped(tie, 5, 10, 8) == [-2048]
    assert gradual.cast_values(even, "binary16", "--rounding", "odd") == even
    assert chopped(even, 5, 10, 9) != even
