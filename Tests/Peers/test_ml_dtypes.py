"""Casts to every ml_dtypes float format, code for code."""

import numpy as np
import pytest

import samples
from differences import PeerError, assert_equal_codes
from peers import ML_DTYPES, ml_dtypes_codes, ml_dtypes_table


def bits(values):
    return values.astype(np.float32).view(np.uint32)


# Errors of casts from binary32 and shorter.
ERRORS = {
    "float8_e8m0fnu": [
        PeerError(
            "between 2^-127 and 2^-126, where binary32 is subnormal, every value goes up to "
            "2^-126; below 1.5·2^-127 the nearest is 2^-127",
            where=lambda values: (bits(values) > 0x0040_0000) & (bits(values) < 0x0060_0000),
            right=lambda values: np.zeros(len(values), np.int64),
        )
    ]
}


SOURCES = {
    "every binary16": lambda name: samples.every_binary16(),
    "every bfloat16": lambda name: samples.every_bfloat16(),
    "random binary32": lambda name: samples.random_binary32(),
    "special binary32": lambda name: samples.binary32_specials(),
    "values, midpoints, neighbours": lambda name: samples.decision_points(
        ml_dtypes_table(name), np.float32
    ),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", ML_DTYPES)
def test_cast(gradual, name, source):
    values = SOURCES[source](name)
    ours, theirs = gradual.cast(values, ML_DTYPES[name]), ml_dtypes_codes(values, name)
    assert_equal_codes(values, ours, theirs, ERRORS.get(name, ()))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ML_DTYPES)
def test_cast_of_every_binary32(gradual, name):
    for high in range(1 << 8):
        patterns = np.arange(1 << 24, dtype=np.uint32) | np.uint32(high << 24)
        values = patterns.view(np.float32)
        ours, theirs = gradual.cast(values, ML_DTYPES[name]), ml_dtypes_codes(values, name)
        assert_equal_codes(values, ours, theirs, ERRORS.get(name, ()))


@pytest.mark.parametrize("name", sorted(set(ML_DTYPES) - {"float8_e8m0fnu"}))
def test_cast_from_binary64_rounds_once(gradual, name):
    """The peer rounds binary64 to binary32 first, and so twice. The codes differ exactly where that
    moves a value onto a midpoint, and there ours is the one that a search in the table finds."""
    table = ml_dtypes_table(name)
    values = samples.decision_points(table, np.float64)
    ours, theirs = gradual.cast(values, ML_DTYPES[name]), ml_dtypes_codes(values, name)

    magnitudes = table[: len(table) // 2]
    once = samples.nearest_even(values, magnitudes)
    with np.errstate(over="ignore"):
        through_binary32 = values.astype(np.float32).astype(np.float64)
    twice = samples.nearest_even(through_binary32, magnitudes)
    # What an overflow becomes is the other tests' matter, but for formats that saturate.
    finite_count = np.count_nonzero(np.isfinite(magnitudes))
    if not np.isnan(table).any():
        once, twice = np.minimum(once, finite_count - 1), np.minimum(twice, finite_count - 1)
    is_finite = once < finite_count
    differs = is_finite & (once != twice)
    assert differs.any()

    expected = np.where(is_finite, once, ours)
    negative = is_finite & np.signbit(values)
    if name.endswith("fnuz"):
        negative &= once != 0
    expected[negative] += len(table) // 2
    assert_equal_codes(values, ours, expected)
    assert_equal_codes(
        values[is_finite],
        ours[is_finite],
        theirs[is_finite],
        [
            PeerError(
                "binary64 is rounded to binary32 first",
                where=lambda _: differs[is_finite],
                right=lambda _: expected[differs],
            )
        ],
    )


def test_scale_from_binary64_rounds_once(gradual):
    """E8M0: every power of two, midpoint and value between, and its neighbours, by the definition
    of nearest with ties up. The peer's rounding to binary32 makes a tie of what is below one."""
    exponents = np.arange(-140, 140)
    values, codes = [], []
    for factor in (1.0, 1.25, 1.5, 1.75):
        points = np.ldexp(factor, exponents)
        is_upper_half = factor >= 1.5
        for neighbour, steps_down in [(None, False), (np.inf, False), (-np.inf, factor == 1.5)]:
            values.append(points if neighbour is None else np.nextafter(points, neighbour))
            codes.append(exponents + 127 + is_upper_half - steps_down)
    values, codes = np.concatenate(values), np.concatenate(codes)
    codes = np.where(codes > 254, 255, np.maximum(codes, 0))
    assert_equal_codes(values, gradual.cast(values, "e8m0fnu"), codes)

    below = np.array([np.nextafter(1.5, 0)])
    assert gradual.cast(below, "e8m0fnu") == [0x7F]
    assert ml_dtypes_codes(below, "float8_e8m0fnu") == [0x80]
