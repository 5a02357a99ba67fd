"""Casts by QPyTorch's float_quantize, which is compiled when it is imported."""

import numpy as np
import pytest
import torch
from qtorch.quant import float_quantize

import samples


@pytest.mark.parametrize("exponent, trailing", [(5, 10), (5, 2), (4, 3), (6, 9)])
def test_cast(gradual, exponent, trailing):
    """Its formats have neither infinity nor NaN: the top binade holds numbers, and what is beyond
    the largest becomes that. Its "nearest" is ties away from zero. Zeros lose their sign."""
    name = f"e{exponent}m{trailing}:no-infinity,nan=none"
    values = np.concatenate(
        [
            samples.every_binary16(),
            samples.random_binary32(),
            samples.decision_points(gradual.table(name), np.float32),
        ]
    )
    theirs = float_quantize(torch.from_numpy(values), exponent, trailing, "nearest").numpy()
    ours = gradual.cast_values(values, name, "--rounding", "nearest-away", "--overflow", "saturate")

    is_nan = np.isnan(values)
    assert np.isfinite(theirs[is_nan]).all(), "a NaN becomes a number"
    assert (ours[is_nan] == 0).all()

    # Subnormals are rounded after the least normal is added to them in binary32: twice, if that
    # addition is not exact.
    least, magnitudes = np.float32(2.0 ** (2 - 2 ** (exponent - 1))), np.abs(values)
    with np.errstate(invalid="ignore"):
        is_twice = (magnitudes < least) & ((magnitudes + least) - least != magnitudes)
    wrong = (ours != theirs) & ~is_nan
    assert (wrong & is_twice).any(), "subnormals are rounded once"
    wrong &= ~is_twice
    assert not wrong.any(), list(zip(values[wrong][:8], ours[wrong][:8], theirs[wrong][:8]))

    is_zero = (theirs == 0) & (magnitudes >= 2.0**-126)
    assert not np.signbit(theirs[is_zero]).any(), "a zero keeps its sign"
    assert np.signbit(ours[is_zero & (values < 0)]).all()
