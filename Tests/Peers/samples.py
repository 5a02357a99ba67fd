"""Inputs that find a wrong rounding: every pattern of a short format, and the places where results
change."""

import numpy as np

SEED = 20_240_229


def every_binary16():
    """All 2^16 binary16 values, as binary32."""
    with np.errstate(invalid="ignore"):  # signalling NaNs
        return np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)


def every_bfloat16():
    """All 2^16 bfloat16 values, as binary32."""
    return (np.arange(1 << 16, dtype=np.uint32) << 16).view(np.float32)


def random_binary32(count=1_000_000):
    """Uniform over the 2^32 patterns: NaNs of every payload, subnormals, every exponent."""
    generator = np.random.default_rng(SEED)
    return generator.integers(0, 1 << 32, count, dtype=np.uint32).view(np.float32)


def binary32_specials():
    zero_and_subnormal = [
        0,
        1,
        2,
        3,
        0x3F_FFFF,
        0x40_0000,
        0x40_0001,
        0x5F_FFFF,
        0x60_0000,
        0x7F_FFFF,
    ]
    ends = [0x0080_0000, 0x7F00_0000, 0x7F3F_FFFF, 0x7F40_0000, 0x7F7F_FFFF, 0x7F80_0000]
    nans = [0x7F80_0001, 0x7FA0_0000, 0x7FC0_0000, 0x7FC0_0001, 0x7FD1_2345, 0x7FFF_FFFF]
    magnitudes = np.array(zero_and_subnormal + ends + nans, dtype=np.uint32)
    return np.concatenate([magnitudes, magnitudes | np.uint32(1 << 31)]).view(np.float32)


def decision_points(table, dtype):
    """Every finite value of a format, every midpoint of neighbours, points behind the largest, and
    the nearest representable numbers on both sides of each; with both signs."""
    values = np.unique(np.abs(table[np.isfinite(table)]))
    beyond = values[-1] + (values[-1] - values[-2]) * np.array([0.5, 1, 1.5, 2, 4])
    midpoints = (values[:-1] + values[1:]) / 2
    with np.errstate(over="ignore"):
        points = np.unique(
            np.concatenate([values, midpoints, beyond, midpoints[:1] / 2]).astype(dtype)
        )
        points = points[np.isfinite(points)]
        infinity = dtype(np.inf)
        points = np.concatenate(
            [points, np.nextafter(points, -infinity), np.nextafter(points, infinity)]
        )
    return np.unique(np.concatenate([points, -points])).astype(dtype)


def nearest_even(values, magnitudes):
    """The magnitude code nearest to each |value|, ties to the even code, by a search in the table
    of a format's magnitudes; the number of finite magnitudes stands for overflow.

    Exact for binary64 values, since midpoints of formats of up to 16 bits are binary64 values."""
    finite = magnitudes[np.isfinite(magnitudes)]
    steps = np.append(finite, 2 * finite[-1] - finite[-2])
    below = np.searchsorted(steps, np.abs(values), side="right") - 1
    below = np.minimum(below, len(finite) - 1)
    midpoints = (steps[below] + steps[below + 1]) / 2
    is_above = np.abs(values) > midpoints
    is_tie = np.abs(values) == midpoints
    return below + (is_above | (is_tie & (below % 2 == 1)))
